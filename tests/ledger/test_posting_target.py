"""What a posting names is found in its unit's book, or not at all."""

from datetime import date

from khfund.ledger import AccountRole
from khfund.ledger.posting_target import account_of, book_of, fund_of
from khfund.unit import find_unit
from tests.builders import an_office


def test_the_book_tells_its_days_and_the_units_end(database):
    office = an_office(database)
    before = office.read(lambda s: book_of(s, office.unit))
    office.do(
        "unit.end", lambda s, _: setattr(find_unit(s, "SL"), "ended", date(2026, 9, 1)), by=office.chair
    )

    book, ended = office.read(lambda s: book_of(s, office.unit))

    assert (before[0].opened, before[0].closed_until, before[1]) == (date(2026, 1, 1), None, None)
    assert (book.opened, ended) == (date(2026, 1, 1), date(2026, 9, 1))


def test_accounts_and_funds_are_those_of_the_unit(database):
    office = an_office(database)
    cash = office.account(AccountRole.CASH)

    account = office.read(lambda s: account_of(s, office.unit, cash))
    fund = office.read(lambda s: fund_of(s, office.unit, office.th))
    other = office.read(
        lambda s: (account_of(s, office.unit + 1, cash), fund_of(s, office.unit + 1, office.th))
    )

    assert (account.code, account.role) == ("111", AccountRole.CASH)
    assert fund.code == "TH"
    assert other == (None, None)
