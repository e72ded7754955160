"""A year opens with what its funds own and owe; what was earned and spent before stands in the spendable balance."""

from khfund.ledger.opening_balance import opening_balances
from tests.builders import an_office
from tests.ledger.years import a_busy_year, closed


def test_a_new_year_opens_with_income_and_cost_at_zero(database):
    office = a_busy_year(database)
    before = office.read(lambda s: opening_balances(s, office.unit, 2027))
    closed(office)

    after = office.read(lambda s: opening_balances(s, office.unit, 2027))

    told = [(one.fund.code, one.account.code, one.amount) for one in after]
    assert told == [
        ("KH", "111", 3_350_000),
        ("KH", "421", -3_350_000),
        ("TH", "111", 300_000),
        ("TH", "112", 20_900_000),
        ("TH", "411", -20_000_000),
        ("TH", "421", -1_200_000),
    ]
    assert [(one.fund.code, one.account.code, one.amount) for one in before] == told
    assert office.read(lambda s: opening_balances(s, office.unit, 2026)) == []


def test_a_new_book_opens_with_nothing(database):
    office = an_office(database)

    assert office.read(lambda s: opening_balances(s, office.unit, 2026)) == []
