"""Vouchers in the office: drafted, refused to the same person, approved and posted by others."""

import io
from datetime import date

from tests.admin.office import desk, said
from tests.provinces import a_unit

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


def test_vouchers_are_narrowed_by_day_state_and_kind(accountant):
    accountant.send("chung-tu/lap", **DRAFT)
    accountant.send("chung-tu/lap", **DRAFT | {"day": "10/04/2026"})
    accountant.send("chung-tu/2/huy", reason="lập nhầm")

    assert "1 dòng" in accountant.text("chung-tu/?days=3/2026")
    assert "1 dòng" in accountant.text("chung-tu/?state=cancelled")
    assert "0 dòng" in accountant.text("chung-tu/?kind=PT")


def test_a_scan_is_attached_and_handed_out_only_to_be_saved(accountant, inspector):
    accountant.send("chung-tu/lap", **DRAFT)
    scan = (io.BytesIO(b"%PDF-1.7 hoa don"), "hoa-don.pdf")

    attached = accountant.send("chung-tu/1/dinh-kem", file=scan)
    taken = inspector.get("chung-tu/1/giay/1")

    assert "Đã đính kèm vào chứng từ nháp 1." in said(attached)
    assert taken.data == b"%PDF-1.7 hoa don"
    assert taken.headers["Content-Disposition"].startswith("attachment")


def test_a_file_that_only_bears_the_name_of_a_scan_is_refused(accountant):
    accountant.send("chung-tu/lap", **DRAFT)

    answer = accountant.send("chung-tu/1/dinh-kem", file=(io.BytesIO(b"MZ..."), "hoa-don.pdf"))

    assert "không phải PDF, JPG hay PNG" in said(answer)


def test_a_posted_voucher_leads_to_its_entry_and_its_paper(accountant, chief, treasurer):
    accountant.send("chung-tu/lap", **DRAFT)
    chief.send("chung-tu/1/duyet")
    treasurer.send("chung-tu/1/ghi-so", day="11/03/2026")

    assert "Xem bút toán PC-2026-00001" in treasurer.text("chung-tu/1/")
    assert "Chứng từ nháp 1, với bản quét" in treasurer.text("but-toan/1/")
    assert treasurer.get("but-toan/1/in.pdf").data.startswith(b"%PDF-")


def test_whoever_drafted_does_not_approve_and_what_is_posted_is_not_cancelled(accountant, chief, treasurer):
    accountant.send("chung-tu/lap", **DRAFT)

    assert accountant.get("chung-tu/1/duyet").status_code == 403
    chief.send("chung-tu/1/duyet")
    assert "cần một người khác" in said(chief.send("chung-tu/1/ghi-so", day="11/03/2026"))
    treasurer.send("chung-tu/1/ghi-so", day="11/03/2026")
    assert "không thể hủy" in said(accountant.send("chung-tu/1/huy", reason="nhầm"))


def test_the_line_that_lacks_an_account_is_refused_and_the_others_stay(accountant):
    answer = accountant.send("chung-tu/lap", **DRAFT | {"lines-1-debit": "642", "lines-1-amount": "90.000"})

    assert answer.status_code == 422
    assert 'value="90.000"' in answer.text


def test_papers_of_another_unit_are_not_found(office, app, accountant):
    accountant.send("chung-tu/lap", **DRAFT)
    a_unit(office, "03862", "Hội Khuyến học xã Xím Vàng", book=date(2026, 1, 1))
    there = desk(app, office.accountant, unit="03862")
    office.gift(date(2026, 3, 1), 100_000)

    assert [
        there.get(path).status_code
        for path in ("chung-tu/1/", "chung-tu/1/huy", "but-toan/1/", "but-toan/1/dao")
    ] == [404] * 4
