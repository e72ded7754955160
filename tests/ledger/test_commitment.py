"""What funds have promised, told by every area of work, and what they may still promise."""

from datetime import date

import pytest

from khfund.calendar import Month
from khfund.ledger import AccountRole
from khfund.ledger.commitment import (
    TELLERS,
    Commitment,
    SpendingRoom,
    commitments,
    commits,
    spending_room,
)
from khfund.ledger.fund import Fund
from tests.ledger.deposits import MILLION, Deposits, a_contract, an_endowed_office, gift

DAY = date(2026, 6, 30)


@pytest.fixture
def promised():
    """Promises that a test makes; they are told on and after the first of May."""
    made: list[Commitment] = []

    @commits
    def tell(_session, _unit_id, on):
        return [one for one in made if on >= date(2026, 5, 1)]

    yield made
    TELLERS.remove(tell)


@pytest.fixture
def office(database):
    return an_endowed_office(database, 100 * MILLION)


def room(office, fund, on=DAY):
    return office.read(lambda s: spending_room(s, s.get_one(Fund, fund), on))


def test_promises_are_told_by_due_day_whoever_tells_them(office, promised):
    later = Commitment(date(2026, 9, 5), office.th, 3 * MILLION, "Học bổng năm học mới")
    sooner = Commitment(date(2026, 7, 5), office.kh, 2 * MILLION, "Nuôi em tháng 7")
    promised += [later, sooner]

    assert office.read(lambda s: commitments(s, office.unit, DAY)) == [sooner, later]
    assert office.read(lambda s: commitments(s, office.unit, date(2026, 4, 30))) == []


def test_promises_of_one_fund_are_told_alone(office, promised):
    promised.append(Commitment(date(2026, 9, 5), office.th, 3 * MILLION, "Học bổng"))

    assert office.read(lambda s: commitments(s, office.unit, DAY, fund=s.get_one(Fund, office.kh))) == []


def test_principal_is_never_in_what_a_fund_may_promise(office):
    assert room(office, office.th) == SpendingRoom(spendable=0, committed=0, liquid=100 * MILLION)


def test_what_is_promised_is_no_longer_free(office, promised):
    gift(office, 5 * MILLION, spend_now=True)
    promised.append(Commitment(date(2026, 9, 5), office.th, 7 * MILLION, "Học bổng"))

    found = room(office, office.th)

    assert found == SpendingRoom(spendable=5 * MILLION, committed=7 * MILLION, liquid=105 * MILLION)
    assert found.free == -2 * MILLION


def test_a_fund_all_of_which_is_on_deposit_has_nothing_at_hand_though_its_interest_may_be_spent(office):
    deposits = Deposits(office)
    deposits.place(a_contract(principal=100 * MILLION))
    deposits.accrue_until(Month(2026, 6))

    found = room(office, office.th)

    assert (found.spendable, found.liquid) == (2_482_192, 0)


def test_what_is_spent_is_neither_free_nor_at_hand(office):
    gift(office, 5 * MILLION, spend_now=True)
    spent = office.posting(AccountRole.SCHOLARSHIPS, AccountRole.BANK, 2 * MILLION, office.th)
    office.post(date(2026, 6, 1), spent, kind="BN")

    found = room(office, office.th)

    assert (found.free, found.liquid) == (3 * MILLION, 103 * MILLION)
