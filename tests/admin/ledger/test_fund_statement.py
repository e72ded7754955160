"""A fund over some days: what year-end carries forward moves nothing."""

from datetime import date

from admin.ledger.fund_statement import fund_flows, fund_statement
from khfund.calendar import DateRange, Month
from khfund.ledger import AccountRole, Fund, close_period
from khfund.ledger.year_end import close_year


def closed_year(office):
    """A year with a gift of five million and costs of two, closed and carried forward."""
    office.post(date(2026, 3, 1), office.posting(AccountRole.BANK, AccountRole.GIFTS, 5_000_000))
    office.post(date(2026, 4, 1), office.posting(AccountRole.SCHOLARSHIPS, AccountRole.BANK, 2_000_000))
    for number in range(1, 12):
        month = Month(2026, number)
        office.do(
            "period.close",
            lambda s, c, m=month: close_period(s, c, m, today=date(2027, 1, 15)),
            by=office.chief,
        )
    office.do("year.close", lambda s, c: close_year(s, c, 2026), by=office.chief)


def test_the_statement_of_a_closed_year_still_shows_what_came_and_went(office):
    closed_year(office)

    found = office.read(lambda s: fund_statement(s, s.get_one(Fund, office.kh), DateRange.year(2026)))

    assert (found.opening, found.came_sum, found.went_sum, found.closing) == (
        0,
        5_000_000,
        2_000_000,
        3_000_000,
    )
    assert found.other == ()


def test_the_months_of_a_closed_year_still_show_what_came_and_went(office):
    closed_year(office)

    found = office.read(lambda s: fund_flows(s, s.get_one(Fund, office.kh), date(2026, 12, 31)))

    assert [(one.month.month, one.came, one.went) for one in found if one.came or one.went] == [
        (3, 5_000_000, 0),
        (4, 0, 2_000_000),
    ]
