"""Vouchers in the office: drafted, refused to the same person, approved and posted by others."""

from tests.admin.office import said

DRAFT = {
    "kind": "PC",
    "day": "10/03/2026",
    "narration": "Mua giấy bút",
    "party": "Bà Lò Thị Mua",
    "lines-0-debit": "642",
    "lines-0-credit": "111",
    "lines-0-fund": "KH",
    "lines-0-amount": "250.000",
}


def test_a_voucher_is_drafted_approved_and_posted_by_three_persons(accountant, chief, treasurer):
    drafted = accountant.send("chung-tu/lap", **DRAFT)
    approved = chief.send("chung-tu/1/duyet")
    posted = treasurer.send("chung-tu/1/ghi-so", day="11/03/2026")

    assert "Đã lập chứng từ nháp 1; cần người khác duyệt." in said(drafted)
    assert "Đã duyệt chứng từ nháp 1." in said(approved)
    assert "Đã ghi sổ PC-2026-00001." in said(posted)


def test_what_was_typed_survives_a_refusal(accountant):
    answer = accountant.send("chung-tu/lap", **DRAFT | {"day": "31/02/2026"})

    assert answer.status_code == 422
    assert 'value="31/02/2026"' in answer.text
    assert 'value="Mua giấy bút"' in answer.text


def test_a_second_click_does_not_draft_twice(accountant):
    first = accountant.send("chung-tu/lap", **DRAFT, request_id="the-same")
    second = accountant.send("chung-tu/lap", **DRAFT, request_id="the-same")

    assert first.status_code == second.status_code == 200
    assert "1 dòng" in accountant.text("chung-tu/")


def test_a_trial_changes_nothing(accountant):
    answer = accountant.send("chung-tu/lap", **DRAFT, try_first="1")

    assert "Đã thử: làm được." in said(answer)
    assert "0 dòng" in accountant.text("chung-tu/")


def test_the_chief_accountant_does_not_see_a_button_that_is_not_hers(chief, accountant):
    accountant.send("chung-tu/lap", **DRAFT)

    assert "Duyệt" in chief.text("chung-tu/1/")
    assert "Duyệt" not in accountant.text("chung-tu/1/").replace("Đã duyệt", "")
