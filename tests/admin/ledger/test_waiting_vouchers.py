"""Vouchers approved several at once: each by a command of its own, each with its own result."""

from tests.admin.ledger.test_vouchers import DRAFT
from tests.admin.office import said


def test_ticked_vouchers_are_approved_and_the_others_wait_on(accountant, chief):
    for amount in ("250.000", "300.000", "350.000"):
        accountant.send("chung-tu/lap", **DRAFT | {"lines-0-amount": amount})

    answer = chief.send("duyet-chung-tu/", voucher=["1", "3"])

    assert "Chứng từ nháp 1 : Đã duyệt chứng từ nháp 1." in said(answer)
    assert "Chứng từ nháp 3 : Đã duyệt chứng từ nháp 3." in said(answer)
    assert "Phiếu chi 2" in said(answer)
    assert "Phiếu chi 1" not in said(answer)


def test_one_that_is_refused_does_not_keep_the_others_from_being_approved(accountant, chief):
    accountant.send("chung-tu/lap", **DRAFT)
    accountant.send("chung-tu/lap", **DRAFT | {"lines-0-amount": "300.000"})
    accountant.send("chung-tu/1/huy", reason="lập nhầm")

    answer = chief.send("duyet-chung-tu/", voucher=["1", "2", "77"])

    assert "Chứng từ nháp 1 : Chứng từ nháp 1 đang ở trạng thái «đã hủy», không thể duyệt." in said(answer)
    assert "Đã duyệt chứng từ nháp 2." in said(answer)
    assert "Đơn vị không có chứng từ nháp số 77." in said(answer)


def test_nobody_sees_own_drafts_there(accountant, treasurer, chief):
    accountant.send("chung-tu/lap", **DRAFT)

    assert "Phiếu chi 1" in chief.text("duyet-chung-tu/")
    assert treasurer.get("duyet-chung-tu/").status_code == 403


def test_two_vouchers_alike_are_pointed_out(accountant, chief):
    first = accountant.send("chung-tu/lap", **DRAFT)
    second = accountant.send("chung-tu/lap", **DRAFT)

    assert "Giống" not in said(first)
    assert "Giống chứng từ nháp 1 (cùng ngày, người, số tiền); có phải lập hai lần?" in said(second)
    assert "giống chứng từ nháp 2" in chief.text("duyet-chung-tu/")


def test_nothing_ticked_is_told(accountant, chief):
    accountant.send("chung-tu/lap", **DRAFT)

    assert "Chưa đánh dấu chứng từ nào." in said(chief.send("duyet-chung-tu/"))
