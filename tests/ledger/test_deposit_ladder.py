"""What is on deposit on a day, and when it comes back."""

from datetime import date
from decimal import Decimal

import pytest

from khfund.calendar import Month
from khfund.ledger.deposit_interest import Term
from khfund.ledger.deposit_ladder import Rung, holdings, ladder, total_on_deposit
from khfund.ledger.fund import Fund
from tests.ledger.deposits import (
    IN_ADVANCE,
    MATURES,
    MILLION,
    OPENED,
    PRINCIPAL,
    WHOLE,
    Deposits,
    a_contract,
    an_endowed_office,
    gift,
)

JUNE = date(2026, 6, 30)
THREE = Term(3, in_months=True)


@pytest.fixture
def deposits(database):
    """Three deposits: the usual one, a part of the same month, one of Quỹ Khuyến học with interest in advance."""
    found = Deposits(an_endowed_office(database))
    gift(found.office, 100 * MILLION, fund=found.office.kh, spend_now=True)
    found.place()
    found.place(a_contract("02", principal=100 * MILLION, opened=date(2026, 4, 15), term=THREE))
    found.place(
        a_contract("03", principal=40 * MILLION, opened=date(2026, 5, 15), **IN_ADVANCE),
        fund=found.office.kh,
    )
    return found


def seen(deposits, on):
    return deposits.office.read(lambda s: holdings(s, deposits.office.unit, on))


def test_a_deposit_is_told_with_what_it_has_earned_and_will_earn(deposits):
    deposits.accrue(1, Month(2026, 5))

    one = next(one for one in seen(deposits, JUNE) if one.deposit.id == 1)

    assert (one.principal, one.rate, one.days_left) == (PRINCIPAL, Decimal(6), 31)
    assert (one.booked, one.earned, one.expected) == (9_945_205, 12_410_959, WHOLE)


def test_interest_in_advance_is_earned_down_and_nothing_more_is_expected(deposits):
    one = next(one for one in seen(deposits, JUNE) if one.deposit.id == 3)

    assert (one.booked, one.earned, one.expected) == (-1_209_863, -900_822, 0)


def test_what_matures_first_stands_first(deposits):
    assert [one.deposit.id for one in seen(deposits, JUNE)] == [2, 1, 3]


def test_what_was_not_there_yet_or_is_gone_is_left_out(deposits):
    deposits.mature(2, date(2026, 7, 15))

    assert [one.deposit.id for one in seen(deposits, date(2026, 1, 30))] == []
    assert [one.deposit.id for one in seen(deposits, OPENED)] == [1]
    assert [one.deposit.id for one in seen(deposits, date(2026, 7, 15))] == [1, 3]


def test_what_has_matured_and_is_not_booked_is_overdue(deposits):
    assert [one.days_left for one in seen(deposits, date(2026, 8, 2))] == [-18, -2, 105]


def test_the_total_on_deposit(deposits):
    office = deposits.office

    assert office.read(lambda s: total_on_deposit(s, office.unit, JUNE)) == 640 * MILLION
    assert office.read(lambda s: total_on_deposit(s, office.unit, date(2026, 1, 1))) == 0


def test_the_ladder_tells_month_by_month_and_fund_by_fund_what_comes_back(deposits):
    office = deposits.office

    rungs = office.read(lambda s: ladder(s, office.unit, JUNE))

    assert rungs == [
        Rung(Month(2026, 7), office.th, 600 * MILLION, WHOLE + 1_495_890),
        Rung(Month(2026, 11), office.kh, 40 * MILLION, 0),
    ]
    of_kh = office.read(lambda s: ladder(s, office.unit, JUNE, fund=s.get_one(Fund, office.kh)))
    assert of_kh == rungs[1:]
    assert rungs[0].month == Month.of(MATURES)
