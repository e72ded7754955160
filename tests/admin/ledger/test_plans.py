"""Planned payments in the office: entered by decision, paid by a voucher, moved, cancelled."""

from datetime import date

import pytest

from khfund.ledger import AccountRole
from tests.admin.office import said

PLAN = {
    "what": "Quà Tết 50 suất",
    "fund": "KH",
    "account": "6111",
    "amount": "3.000.000",
    "due": "20/02/2026",
    "decision": "12/QĐ-HKH",
    "decided": "10/02/2026",
}


@pytest.fixture
def planned(money, accountant):
    """Three million promised for 20 February."""
    return accountant.send("du-chi/ghi", **PLAN)


def test_a_planned_payment_is_entered_and_late_on_the_first_page(planned, accountant):
    assert "Khoản dự chi số 1: 3.000.000 đ, chi ngày 20/02/2026." in said(planned)
    assert "1 khoản dự chi đã quá ngày phải chi" in accountant.text("/so/SL/")


def test_the_voucher_that_pays_it_is_drafted_from_it_and_settles_it_when_posted(
    planned, accountant, chief, treasurer
):
    drafted = accountant.send("du-chi/1/lap-chung-tu", day="20/02/2026", paying="112", party="Trường Nậm Pơ")
    chief.send("chung-tu/1/duyet")
    treasurer.send("chung-tu/1/ghi-so", day="20/02/2026")

    assert "Đã lập chứng từ nháp 1 cho khoản dự chi 1; cần người khác duyệt." in said(drafted)
    assert "Giấy báo nợ 1" in accountant.text("chung-tu/1/")
    assert "đã chi hết" in accountant.text("du-chi/1/")
    assert "Không có khoản nào." in accountant.text("du-chi/")
    assert "Quà Tết 50 suất" in accountant.text("du-chi/?state=")


def test_paid_from_the_cash_box_it_is_a_cash_voucher(planned, accountant):
    accountant.send("du-chi/1/lap-chung-tu", day="20/02/2026", paying="111", amount="500.000")

    assert "Phiếu chi 1" in accountant.text("chung-tu/1/")
    assert "Chi cho khoản dự chi 1" in accountant.text("chung-tu/1/")


def test_it_moves_to_another_day_with_a_reason(planned, accountant):
    answer = accountant.send("du-chi/1/doi-ngay", due="01/03/2026", reason="chờ danh sách")

    assert "Khoản dự chi số 1 chuyển sang ngày 01/03/2026." in said(answer)
    assert "chờ danh sách" in said(answer)


def test_it_is_cancelled_with_a_coded_reason(planned, accountant):
    answer = accountant.send("du-chi/1/huy", reason="mistake")

    assert "Đã hủy khoản dự chi số 1: ghi nhầm." in said(answer)


def test_an_entry_that_paid_it_already_is_named(planned, accountant, office):
    office.post(date(2026, 2, 20), office.posting(AccountRole.SCHOLARSHIPS, AccountRole.BANK, 1_000_000))

    answer = accountant.send("du-chi/1/da-chi", entry="4")

    assert "Bút toán 4 đã chi 1.000.000 đ cho khoản dự chi số 1." in said(answer)
    assert "Còn phải chi 2.000.000 đ" in said(answer)


def test_without_an_entry_nothing_is_said_to_be_paid(planned, accountant):
    answer = accountant.send("du-chi/1/da-chi")

    assert "Hãy ghi số bút toán đã chi, hoặc số chứng từ nháp đã ghi sổ (một trong hai)." in said(answer)
