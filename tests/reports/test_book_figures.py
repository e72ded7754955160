"""What a book says in the words of the form; for whatever is posted, a fund's money foots."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from khfund.calendar import DateRange
from khfund.ledger import AccountRole, Correction, Posting, post, reverse
from khfund.reports.book_figures import book_figures
from tests.builders import an_office, write_by_hand

Q1 = DateRange.quarter(2026, 1)
Q2 = DateRange.quarter(2026, 2)
DAY = date(2026, 2, 1)


@pytest.fixture
def office(database):
    return an_office(database)


def figures(office, days=Q1):
    return office.read(lambda s: book_figures(s, office.unit, days))


def funds(office, days=Q1):
    """Fund code → its measures that are not nought."""
    return {
        fund.code: {key: value for key, value in fund.values.items() if value}
        for fund in figures(office, days).funds
    }


def test_gifts_interest_dues_and_spending_stand_under_their_measures(office):
    for debit, credit, amount in (
        (AccountRole.CASH, AccountRole.GIFTS, 100),
        (AccountRole.ACCRUED_INTEREST, AccountRole.INTEREST, 20),
        (AccountRole.CASH, AccountRole.DUES, 7),
        (AccountRole.SCHOLARSHIPS, AccountRole.SCHOLARSHIPS_PAYABLE, 30),
        (AccountRole.MANAGEMENT, AccountRole.CASH, 5),
    ):
        office.post(DAY, office.posting(debit, credit, amount))
    office.post(DAY, office.posting(AccountRole.BANK, AccountRole.PRINCIPAL, 1_000, office.th))

    assert funds(office) == {
        "KH": {"raised": 100, "interest": 20, "other_in": 7, "spent": 35, "closing": 92},
        "TH": {"raised": 1_000, "closing": 1_000},
    }
    assert funds(office, Q2)["KH"] == {"opening": 92, "closing": 92}
    assert (figures(office).awarded, figures(office).dues) == (30, 7)


def test_goods_are_told_apart_and_what_was_bought_is_spent(office):
    for debit, credit, amount in (
        (AccountRole.CASH, AccountRole.GIFTS, 100),
        (AccountRole.GOODS, AccountRole.GIFTS_IN_KIND, 500),
        (AccountRole.GOODS, AccountRole.CASH, 40),
        (AccountRole.GOODS_HANDED_OVER, AccountRole.GOODS, 300),
    ):
        office.post(DAY, office.posting(debit, credit, amount))

    assert funds(office) == {"KH": {"raised": 100, "spent": 40, "closing": 60}}
    assert figures(office).goods == 300


def test_what_only_passes_through_is_neither_raised_nor_spent(office):
    office.post(DAY, office.posting(AccountRole.BANK, AccountRole.PASS_THROUGH, 900))
    handed = office.post(DAY, office.posting(AccountRole.PASS_THROUGH, AccountRole.BANK, 700))
    assert (funds(office)["KH"], figures(office).passed) == ({}, 700)

    office.do("entry.reverse", lambda s, c: reverse(s, c, handed.id, day=DAY, reason="Nhầm"))

    assert figures(office).passed == 0


def test_a_gift_that_was_taken_back_is_not_raised(office):
    gift = office.gift(DAY, 100)
    office.do("entry.reverse", lambda s, c: reverse(s, c, gift.id, day=DAY, reason="Nhầm"))

    assert funds(office) == {"KH": {}}


def test_money_between_units_and_between_funds_is_received_or_sent(office):
    office.gift(DAY, 100)
    office.post(DAY, office.posting(AccountRole.INTER_UNIT_RECEIVABLE, AccountRole.CASH, 30))
    office.post(DAY, office.posting(AccountRole.CASH, AccountRole.INTER_UNIT_PAYABLE, 12, office.th))
    office.post(
        DAY,
        office.posting(AccountRole.INTERFUND, AccountRole.CASH, 25),
        office.posting(AccountRole.CASH, AccountRole.INTERFUND, 25, office.th),
    )

    assert funds(office) == {
        "KH": {"raised": 100, "sent": 55, "closing": 45},
        "TH": {"received": 37, "closing": 37},
    }


def test_balances_brought_forward_are_the_opening(office):
    brought = office.posting(AccountRole.BANK, AccountRole.SPENDABLE, 800)
    office.do(
        "entry.post",
        lambda s, c: post(s, c, date(2026, 1, 1), "Số dư", brought, correction=Correction.OPENING),
        by=office.chief,
    )

    assert funds(office) == {"KH": {"opening": 800, "closing": 800}}


def test_a_book_that_is_handed_over_sent_everything_and_one_that_takes_it_up_received_it(office):
    office.gift(date(2026, 1, 5), 100)
    office.post(date(2026, 1, 6), office.posting(AccountRole.CASH, AccountRole.SPENDABLE, 30, office.th))
    write_by_hand(office.database, "UPDATE unit SET ended = '2026-02-01'")
    given = office.posting(AccountRole.SPENDABLE, AccountRole.CASH, 100)

    office.do("entry.post", lambda s, c: post(s, c, DAY, "Bàn giao", given, correction=Correction.HANDOVER))

    assert funds(office) == {"KH": {"raised": 100, "sent": 100}, "TH": {"received": 30, "closing": 30}}


def test_closing_a_year_moves_nothing(office):
    office.gift(DAY, 100)
    office.post(DAY, office.posting(AccountRole.SCHOLARSHIPS, AccountRole.CASH, 60))
    before = figures(office)
    office.post(DAY, office.posting(AccountRole.GIFTS, AccountRole.SPENDABLE, 100))
    office.post(DAY, office.posting(AccountRole.SPENDABLE, AccountRole.SCHOLARSHIPS, 60))

    assert figures(office) == before


ROLES = [role for role in AccountRole if role not in {AccountRole.PRINCIPAL, AccountRole.INTERFUND}]
PAIRS = st.tuples(st.sampled_from(ROLES), st.sampled_from(ROLES)).filter(lambda pair: pair[0] is not pair[1])


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(PAIRS, st.integers(1, 10**9)), min_size=1, max_size=12))
def test_whatever_is_posted_the_money_of_a_fund_foots(office, moves):
    ids = {role: office.account(role) for role in {role for (pair, _) in moves for role in pair}}
    for (debit, credit), amount in moves:
        office.post(DAY, Posting(ids[debit], ids[credit], office.kh, amount))

    assert [fund.difference for fund in figures(office).funds] == [0] * len(figures(office).funds)
