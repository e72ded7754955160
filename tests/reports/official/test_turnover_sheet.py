from datetime import date

import pytest

from khfund.calendar import DateRange
from khfund.ledger import AccountRole
from khfund.reports.official import LedgerBookDisagreesError
from tests.builders import an_office, tamper
from tests.reports.official.books import lines_of, reversed_


def with_entries(database):
    office = an_office(database)
    office.gift(date(2026, 1, 5), 1_000)
    office.gift(date(2026, 2, 5), 300, office.th)
    office.post(date(2026, 2, 6), office.posting(AccountRole.MANAGEMENT, AccountRole.CASH, 100), kind="PC")
    wrong = office.gift(date(2026, 2, 7), 9_999)
    reversed_(office, wrong.id, date(2026, 2, 8))
    return office


def test_each_account_has_its_opening_turnovers_and_closing_and_the_sides_foot(database):
    office = with_entries(database)

    assert lines_of(office, "turnover-sheet", DateRange.parse("2026-02")) == [
        ("entry", ("111", "Tiền mặt", 1_000, None, 300, 100, 1_200, None)),
        ("entry", ("5111", "Tài trợ bằng tiền", None, 1_000, None, 300, None, 1_300)),
        ("entry", ("642", "Chi quản lý quỹ", None, None, 100, None, 100, None)),
        ("closing", (None, "Cộng", 1_000, 1_000, 400, 400, 1_300, 1_300)),
    ]


def test_the_sheet_of_a_fund_leaves_the_others_out(database):
    office = with_entries(database)

    found = lines_of(office, "turnover-sheet", DateRange.parse("2026-02"), fund=office.th)
    assert found[-1] == ("closing", (None, "Cộng", 0, 0, 300, 300, 300, 300))


def test_a_sheet_whose_totals_were_changed_is_not_made(database):
    office = with_entries(database)
    tamper(database, "UPDATE posting SET amount = 101 WHERE amount = 100")

    with pytest.raises(LedgerBookDisagreesError) as refusal:
        lines_of(office, "turnover-sheet", DateRange.parse("2026-02"))

    assert str(refusal.value) == (
        "Bảng cân đối số phát sinh, 111: theo từng dòng là 101 đ, theo sổ cái là 100 đ. "
        "Chưa lập; hãy chạy `khfund check`."
    )
