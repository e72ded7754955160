from datetime import date

import pytest

from khfund.calendar import DateRange
from khfund.ledger import AccountRole
from khfund.reports.official import LedgerBookDisagreesError
from tests.builders import an_office, tamper
from tests.reports.official.books import last_of, lines_of


def with_entries(database):
    office = an_office(database)
    office.gift(date(2026, 1, 5), 1_000)
    office.post(
        date(2026, 2, 5), office.posting(AccountRole.BANK, AccountRole.PRINCIPAL, 300, office.th), kind="BC"
    )
    office.post(date(2026, 2, 6), office.posting(AccountRole.BANK, AccountRole.UNIDENTIFIED, 70), kind="BC")
    office.post(date(2026, 2, 7), office.posting(AccountRole.MANAGEMENT, AccountRole.CASH, 100), kind="PC")
    return office


def test_assets_are_liabilities_and_funds_at_both_ends_of_the_days(database):
    office = with_entries(database)

    assert lines_of(office, "balance-sheet", DateRange.parse("2026-02")) == [
        ("heading", ("A", "TÀI SẢN", "", None, None)),
        ("entry", ("1", "Tiền mặt", "111", 1_000, 900)),
        ("entry", ("2", "Tiền gửi ngân hàng, kho bạc", "112", 0, 370)),
        ("subtotal", ("", "Cộng tài sản", "", 1_000, 1_270)),
        ("heading", ("B", "NGUỒN VỐN", "", None, None)),
        ("heading", ("I", "Nợ phải trả, giữ hộ", "", None, None)),
        ("entry", ("1", "Tiền chờ xác định", "3381", 0, 70)),
        ("subtotal", ("", "Cộng nợ phải trả, giữ hộ", "", 0, 70)),
        ("heading", ("II", "Nguồn quỹ", "", None, None)),
        ("entry", ("1", "Quỹ Khuyến học tỉnh", "KH", 1_000, 900)),
        ("entry", ("2", "Quỹ học bổng Tô Hiệu", "TH", 0, 300)),
        ("entry", ("", "– trong đó: vốn gốc không được chi", "", 0, 300)),
        ("entry", ("", "– trong đó: số dư được chi", "", 0, 0)),
        ("subtotal", ("", "Cộng nguồn quỹ", "", 1_000, 1_200)),
        ("subtotal", ("", "Cộng nguồn vốn", "", 1_000, 1_270)),
        ("closing", ("", "Chênh lệch (tài sản − nguồn vốn)", "", 0, 0)),
    ]


def test_a_sheet_of_a_fund_foots_by_itself(database):
    office = with_entries(database)

    found = lines_of(office, "balance-sheet", DateRange.parse("2026-02"), fund=office.th)
    assert next(cells for kind, cells in found if kind == "entry") == (
        "1",
        "Tiền gửi ngân hàng, kho bạc",
        "112",
        0,
        300,
    )
    assert last_of(office, "balance-sheet", fund=office.th)[3:] == (0, 0)


def test_a_sheet_that_does_not_foot_is_not_made(database):
    office = with_entries(database)
    tamper(database, "UPDATE day_total SET debit = debit + 1 WHERE debit = 300")
    tamper(database, "UPDATE month_total SET debit = debit + 1 WHERE debit = 370")

    with pytest.raises(LedgerBookDisagreesError) as refusal:
        lines_of(office, "balance-sheet", DateRange.parse("2026-02"))

    assert str(refusal.value) == (
        "Bảng cân đối tài sản – nguồn quỹ: theo từng dòng là 1.271 đ, theo sổ cái là 1.270 đ. "
        "Chưa lập; hãy chạy `khfund check`."
    )
