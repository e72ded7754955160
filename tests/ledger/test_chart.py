"""The chart with which a book starts."""

from khfund.ledger import AccountRole, accounts
from khfund.ledger.chart import DEFAULT_CHART
from tests.builders import an_office


def test_a_new_book_has_the_default_accounts(database):
    office = an_office(database)

    found = office.read(lambda s: [(one.code, one.name, one.role) for one in accounts(s, office.unit)])

    assert found == sorted(DEFAULT_CHART)


def test_every_role_has_one_account_and_every_code_stands_once():
    codes, _, roles = zip(*DEFAULT_CHART, strict=True)

    assert sorted(roles) == sorted(AccountRole)
    assert len(set(codes)) == len(codes)
