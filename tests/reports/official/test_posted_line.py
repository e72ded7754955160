from datetime import date

from khfund.calendar import DateRange
from khfund.ledger import AccountRole
from khfund.reports.official.posted_line import posted_lines, posted_turnover, sides, standing, turnover
from tests.builders import an_office
from tests.reports.official.books import YEAR, paid, reversed_

DAY = date(2026, 3, 5)


def lines(office, days=YEAR, **wanted):
    return office.read(lambda session: list(posted_lines(session, office.unit, days, **wanted)))


def test_a_line_names_the_day_of_its_paper_and_whom_it_was_paid_to(database):
    office = an_office(database)
    office.gift(DAY, 5_000)
    paid(office, "Lò Thị A", 300, day=date(2026, 3, 9))

    (_, line) = lines(office)
    assert (line.voucher, line.day, line.voucher_day, line.party) == (
        "PC-2026-00001",
        date(2026, 3, 9),
        date(2026, 3, 9),
        "Lò Thị A",
    )


def test_a_reversal_takes_back_on_the_same_side_and_from_the_same_person(database):
    office = an_office(database)
    office.gift(DAY, 5_000)
    wrong = paid(office, "Lò Thị A", 300)
    reversed_(office, wrong.id, date(2026, 6, 1))

    _, first, second = lines(office)
    assert (second.debit, second.credit, second.amount) == (first.debit, first.credit, -300)
    assert second.party == "Lò Thị A"


def test_only_the_lines_of_the_days_accounts_and_fund_are_given(database):
    office = an_office(database)
    office.gift(DAY, 1)
    office.gift(DAY, 2, office.th)
    office.gift(date(2026, 4, 1), 4)
    bank = office.account(AccountRole.BANK)

    assert [line.amount for line in lines(office, DateRange.parse("2026-03"))] == [1, 2]
    assert [line.amount for line in lines(office, fund=office.th)] == [2]
    assert lines(office, accounts=[bank]) == []


def test_an_entry_between_two_funds_is_in_and_out(database):
    office = an_office(database)
    office.gift(DAY, 900)
    office.post(
        DAY,
        office.posting(AccountRole.INTERFUND, AccountRole.CASH, 500),
        office.posting(AccountRole.CASH, AccountRole.INTERFUND, 500, office.th),
    )
    cash = office.account(AccountRole.CASH)

    found = list(sides(lines(office), cash))
    assert [(side.debit, side.credit, side.funds) for side in found] == [
        (900, 0, (office.kh,)),
        (500, 0, (office.th,)),
        (0, 500, (office.kh,)),
    ]


def test_turnovers_leave_out_what_was_reversed_and_are_the_same_by_totals_and_by_postings(database):
    office = an_office(database)
    office.gift(DAY, 900)
    wrong = office.gift(DAY, 77)
    reversed_(office, wrong.id, date(2026, 4, 2))
    cash, gifts = office.account(AccountRole.CASH), office.account(AccountRole.GIFTS)

    for days, expected in (
        (YEAR, {(office.kh, cash): (900, 0), (office.kh, gifts): (0, 900)}),
        (DateRange.parse("2026-04"), {(office.kh, cash): (-77, 0), (office.kh, gifts): (0, -77)}),
    ):
        for found in (turnover, posted_turnover):
            assert office.read(lambda s, found=found, days=days: found(s, office.unit, days)) == expected


def test_what_an_account_holds_is_told_for_all_funds_or_one(database):
    office = an_office(database)
    office.gift(DAY, 900)
    office.gift(DAY, 30, office.th)
    cash = office.account(AccountRole.CASH)

    def held(fund):
        return office.read(lambda s: standing(s, office.unit, DAY, account=cash, fund=fund))

    assert [held(None), held(office.kh), held(office.th)] == [930, 900, 30]
