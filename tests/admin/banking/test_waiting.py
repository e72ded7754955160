"""The first page tells what banks leave to be done."""

from tests.banking.offices import book_all
from tests.donations.offices import incoming, the_bank


def test_lines_to_identify_and_months_to_reconcile_are_told(office, accountant):
    incoming(office, ("02/03/2026", 500_000, "khong ro"))

    before = accountant.text("")
    book_all(office, the_bank(office))
    after = accountant.text("")

    assert "dòng tiền vào chưa vào sổ" in before
    assert "tháng chưa đối chiếu ngân hàng" in before
    assert "dòng tiền vào chưa vào sổ" not in after
    assert "khoản tiền chờ xác định người cho" in after
