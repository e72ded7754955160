"""A contract goes with the book of a unit that ends to the unit that succeeds it."""

from datetime import date

import pytest

from khfund.calendar import Month
from khfund.ledger.bequest import unfinished
from khfund.ledger.deposit_maturity import hand_on
from khfund.ledger.deposit_placing import NothingToTakeOverError
from khfund.unit import Unit
from tests.ledger.deposits import MILLION, PRINCIPAL, WHOLE, Deposits, a_contract, an_endowed_office

ACCRUED = 12_410_959  # by the end of June


@pytest.fixture
def deposits(database):
    """The usual deposit, accrued to the end of June."""
    found = Deposits(an_endowed_office(database))
    found.place()
    found.accrue_until(Month(2026, 6))
    return found


def test_a_contract_goes_to_the_successor_with_what_it_carries_and_no_entry(deposits):
    held = deposits.held()

    event = hand_over(deposits, date(2026, 6, 30))

    assert (event.principal, event.received, event.entry_id) == (-PRINCIPAL, ACCRUED, None)
    assert deposits.stands(1).ended == date(2026, 6, 30)
    assert deposits.held() == held


def hand_over(deposits, day):
    return deposits.do("deposit.hand_on", lambda s, c: hand_on(s, c, deposits.find(s, 1), day=day))


def test_what_was_handed_on_is_taken_over_where_it_came_to(deposits):
    hand_over(deposits, date(2026, 6, 30))

    taken = deposits.take_over(a_contract("02/HĐTG"), interest=ACCRUED, day=date(2026, 6, 30))

    assert (taken.id, deposits.stands(2).carried, deposits.stands(2).last.day) == (
        2,
        ACCRUED,
        date(2026, 6, 30),
    )
    assert deposits.mature(2).received == WHOLE
    assert deposits.held() == {"112": 600 * MILLION + WHOLE, "411": -600 * MILLION, "515": -WHOLE}


def test_what_was_handed_on_comes_back_only_while_its_money_is_there(deposits):
    hand_over(deposits, date(2026, 6, 30))
    assert deposits.undo(1).principal == PRINCIPAL

    hand_over(deposits, date(2026, 6, 30))
    deposits.take_over(a_contract("02"), interest=ACCRUED)
    with pytest.raises(NothingToTakeOverError):
        deposits.undo(1)


def test_a_book_with_a_live_deposit_is_not_handed_over(deposits):
    office = deposits.office

    def left(session):
        return list(unfinished(session, session.get_one(Unit, office.unit), date(2026, 6, 30)))

    assert office.read(left) == [
        "khoản tiền gửi 1 (01/HĐTG (Vietcombank)) chưa bàn giao bằng `khfund deposit hand-on`"
    ]
    hand_over(deposits, date(2026, 6, 30))
    assert office.read(left) == []
