"""Taking back what was entered of a deposit by mistake."""

from datetime import date

import pytest

from khfund.calendar import Month
from khfund.ledger import AccountRole, reverse
from khfund.ledger.accounting_period import ReasonMissingError
from khfund.ledger.deposit_event import EventKind
from khfund.ledger.deposit_undoing import DepositHoldsEntryError, NothingToUndoError, RolledOnError
from tests.banking.offices import close
from tests.ledger.deposits import (
    IN_ADVANCE,
    MATURES,
    MILLION,
    PRINCIPAL,
    WHOLE,
    Deposits,
    a_contract,
    an_endowed_office,
)


@pytest.fixture
def deposits(database):
    found = Deposits(an_endowed_office(database))
    found.place()
    return found


def test_the_latest_thing_is_taken_back_with_its_entry(deposits):
    deposits.accrue(1, Month(2026, 3))
    deposits.mature(1, interest=15_000_000)

    event = deposits.undo(1)

    stands = deposits.stands(1)
    assert (stands.principal, stands.carried, stands.until) == (PRINCIPAL, 4_931_507, date(2026, 4, 1))
    assert (event.kind, event.day, event.principal, event.received) == (
        EventKind.UNDONE,
        MATURES,
        PRINCIPAL,
        -15_000_000,
    )
    assert deposits.held()["121"] == PRINCIPAL
    assert deposits.mature(1).received == WHOLE


def test_everything_is_taken_back_step_by_step_until_nothing_is_left(deposits):
    deposits.accrue(1, Month(2026, 3))
    deposits.undo(1)
    deposits.undo(1)

    assert deposits.held() == {"112": 600 * MILLION, "411": -600 * MILLION}
    with pytest.raises(NothingToUndoError) as refusal:
        deposits.undo(1)
    assert str(refusal.value) == "Khoản tiền gửi 01/HĐTG (Vietcombank) không còn việc gì để hoàn tác."


def test_an_entry_of_a_deposit_is_not_reversed_past_it(deposits):
    office = deposits.office

    with pytest.raises(DepositHoldsEntryError) as refusal:
        office.do("entry.reverse", lambda s, c: reverse(s, c, 2, day=MATURES, reason="Nhầm"))

    assert str(refusal.value) == (
        "Bút toán 2 thuộc khoản tiền gửi số 1; hãy hoàn tác bằng `khfund deposit undo 1`."
    )


@pytest.mark.parametrize("kind", ["placed", "taken over"])
def test_undoing_states_its_reason(deposits, kind):
    if kind == "taken over":
        office = deposits.office
        office.post(
            date(2026, 2, 1), office.posting(AccountRole.TERM_DEPOSIT, AccountRole.BANK, 5, office.th)
        )
        deposits.take_over(a_contract("02", principal=5, opened=date(2026, 2, 1)))

    with pytest.raises(ReasonMissingError):
        deposits.undo(1 if kind == "placed" else 2, reason=" ")


def test_what_was_taken_over_is_taken_back_without_an_entry(deposits):
    office = deposits.office
    office.post(date(2026, 2, 1), office.posting(AccountRole.TERM_DEPOSIT, AccountRole.BANK, 5, office.th))
    deposits.take_over(a_contract("02", principal=5, opened=date(2026, 2, 1)))
    held = deposits.held()

    event = deposits.undo(2)

    assert (event.entry_id, event.principal) == (None, -5)
    assert deposits.held() == held


def test_what_lies_in_a_closed_month_is_taken_back_today(deposits):
    close(deposits.office, Month(2026, 1), accepting=("deposit-accrual-1",))

    assert deposits.undo(1).day == date(2027, 1, 15)


def test_the_day_may_be_named(deposits):
    assert deposits.undo(1, day=date(2026, 2, 3)).day == date(2026, 2, 3)


@pytest.mark.parametrize("number", [1, 2])
def test_a_roll_over_is_taken_back_with_its_successor(deposits, number):
    deposits.roll(1, with_interest=True)

    deposits.undo(number)

    assert deposits.stands(2).is_undone
    assert (deposits.stands(1).principal, deposits.stands(1).last.kind) == (PRINCIPAL, EventKind.PLACED)
    assert deposits.held()["121"] == PRINCIPAL
    assert deposits.roll(1).id == 3


def test_a_roll_over_without_an_entry_is_taken_back_too(database):
    deposits = Deposits(an_endowed_office(database))
    deposits.place(a_contract(**IN_ADVANCE))
    deposits.accrue_until(Month(2026, 7))
    deposits.roll(1)
    deposits.undo(2)

    deposits.undo(2)

    assert deposits.stands(2).is_undone
    assert deposits.stands(1).last.kind is EventKind.ACCRUED


def test_a_roll_over_waits_until_what_came_after_it_is_taken_back(deposits):
    deposits.roll(1)
    deposits.accrue_all(Month(2026, 8))

    with pytest.raises(RolledOnError) as refusal:
        deposits.undo(1)

    assert str(refusal.value) == (
        "Khoản tiền gửi 01/HĐTG (Vietcombank) đã tái tục thành số 2, và khoản ấy đã có việc ghi sau; hãy hoàn tác khoản 2 "
        "trước."
    )
