"""Balances at any date, and as they stood at a moment."""

from datetime import UTC, date, datetime

from khfund.ledger import AccountRole as Role
from khfund.ledger import account_balance, balances, find_account, find_fund, fund_balance, trial_balance
from khfund.ledger.balance import FundBalance, role_balance, turnovers
from tests.builders import an_office

MARCH = date(2026, 3, 15)


def code_balances(office, on, **view):
    lines = office.read(lambda s: trial_balance(s, office.unit, on, **view))
    return {line.account.code: (line.debit, line.credit, line.balance) for line in lines}


def test_a_trial_balance_lists_what_moved_up_to_and_including_the_day(database):
    office = an_office(database)
    office.gift(date(2026, 2, 28), 1_000)
    office.gift(MARCH, 200)
    office.post(MARCH, office.posting(Role.MANAGEMENT, Role.CASH, 50), kind="PC")
    office.gift(date(2026, 3, 16), 7)

    assert code_balances(office, date(2026, 2, 27)) == {}
    assert code_balances(office, date(2026, 3, 14)) == {"111": (1_000, 0, 1_000), "5111": (0, 1_000, 1_000)}
    assert code_balances(office, MARCH) == {
        "111": (1_200, 50, 1_150),
        "5111": (0, 1_200, 1_200),
        "642": (50, 0, 50),
    }


def test_a_trial_balance_of_one_fund_leaves_the_others_out(database):
    office = an_office(database)
    office.gift(MARCH, 1_000)
    office.gift(MARCH, 30, office.th)
    endowment = office.read(lambda s: find_fund(s, office.unit, "TH"))

    assert code_balances(office, MARCH, fund=endowment) == {"111": (30, 0, 30), "5111": (0, 30, 30)}


def test_a_back_dated_entry_moves_every_later_balance(database):
    office = an_office(database)
    office.gift(date(2026, 5, 1), 1_000)

    office.gift(date(2026, 1, 31), 40)

    found = {
        day: code_balances(office, day).get("111")
        for day in (date(2026, 1, 30), date(2026, 1, 31), date(2026, 5, 1))
    }
    assert found == {
        date(2026, 1, 30): None,
        date(2026, 1, 31): (40, 0, 40),
        date(2026, 5, 1): (1_040, 0, 1_040),
    }


def test_the_books_are_shown_as_they_stood_at_a_moment(database):
    office = an_office(database)
    office.post(
        date(2026, 1, 9), office.posting(Role.CASH, Role.GIFTS, 100), at=datetime(2026, 2, 1, tzinfo=UTC)
    )
    office.post(
        date(2026, 1, 5), office.posting(Role.CASH, Role.GIFTS, 11), at=datetime(2026, 3, 1, tzinfo=UTC)
    )

    def cash(moment):
        return code_balances(office, date(2026, 1, 31), known_at=moment).get("111", (0, 0, 0))[2]

    assert [cash(datetime(2026, month, 15, tzinfo=UTC)) for month in (1, 2, 3)] == [0, 100, 111]
    assert cash(None) == 111


def test_what_a_clock_set_back_wrote_belongs_to_its_own_time(database):
    office = an_office(database)
    office.post(
        date(2026, 1, 9), office.posting(Role.CASH, Role.GIFTS, 100), at=datetime(2026, 3, 1, tzinfo=UTC)
    )
    office.post(
        date(2026, 1, 5), office.posting(Role.CASH, Role.GIFTS, 11), at=datetime(2026, 2, 1, tzinfo=UTC)
    )

    found = code_balances(office, date(2026, 1, 31), known_at=datetime(2026, 2, 15, tzinfo=UTC))

    assert found["111"] == (11, 0, 11)


def test_a_fund_stands_on_what_it_owns_less_what_it_owes(database):
    office = an_office(database)
    th = office.th
    for posting in (
        office.posting(Role.BANK, Role.PRINCIPAL, 10_000, th),
        office.posting(Role.TERM_DEPOSIT, Role.BANK, 6_000, th),
        office.posting(Role.ACCRUED_INTEREST, Role.INTEREST, 300, th),
        office.posting(Role.CASH, Role.GIFTS, 500, th),
        office.posting(Role.SCHOLARSHIPS, Role.SCHOLARSHIPS_PAYABLE, 200, th),
        office.posting(Role.CASH, Role.GIFTS, 77, office.kh),
    ):
        office.post(MARCH, posting)

    fund = office.read(lambda s: find_fund(s, office.unit, "TH"))
    found = office.read(lambda s: fund_balance(s, fund, MARCH))

    assert found == FundBalance(principal=10_000, spendable=600, assets=10_800, liabilities=200, liquid=4_500)
    assert found.total == 10_600 == found.assets - found.liabilities
    assert office.read(lambda s: fund_balance(s, fund, date(2026, 3, 14))) == FundBalance(0, 0, 0, 0, 0)


def test_an_account_stands_on_the_side_on_which_it_grows(database):
    office = an_office(database)
    office.gift(MARCH, 1_000)
    office.gift(MARCH, 30, office.th)
    cash, gifts = (
        office.read(lambda s, code=code: find_account(s, office.unit, code)) for code in ("111", "5111")
    )

    assert office.read(lambda s: account_balance(s, cash, MARCH)) == 1_030
    assert office.read(lambda s: account_balance(s, gifts, MARCH)) == 1_030
    assert office.read(lambda s: role_balance(s, office.unit, Role.GIFTS, MARCH)) == 1_030
    assert office.read(lambda s: role_balance(s, office.unit, Role.CASH, MARCH)) == 1_030


def test_balances_are_told_per_fund_and_account(database):
    office = an_office(database)
    office.gift(MARCH, 1_000)
    office.gift(MARCH, 30, office.th)
    cash, gifts = office.account(Role.CASH), office.account(Role.GIFTS)

    assert office.read(lambda s: balances(s, office.unit, MARCH)) == {
        (office.kh, cash): 1_000,
        (office.kh, gifts): -1_000,
        (office.th, cash): 30,
        (office.th, gifts): -30,
    }


def test_one_account_of_an_entry_may_be_debited_and_credited(database):
    office = an_office(database)
    through = office.posting(Role.CASH, Role.GIFTS, 9), office.posting(Role.BANK, Role.CASH, 9)

    office.post(MARCH, *through)

    rows = office.read(
        lambda s: {row.account: (row.debit, row.credit) for row in turnovers(s, office.unit, MARCH)}
    )
    assert rows[office.account(Role.CASH)] == (9, 9)
