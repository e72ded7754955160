"""What happens to a deposit is kept for ever, and where it stands is the sum of it."""

from datetime import date

import pytest

from khfund.calendar import Month
from khfund.command import contradictions
from khfund.ledger import AccountRole
from khfund.ledger.accounting_period import BeforeBookError
from khfund.ledger.deposit_event import DepositClosedError, EventKind, standings
from khfund.ledger.deposit_interest import Term
from tests.builders import tamper, write_by_hand
from tests.ledger.deposits import MATURES, MILLION, OPENED, PRINCIPAL, Deposits, a_contract, an_endowed_office


@pytest.fixture
def deposits(database):
    found = Deposits(an_endowed_office(database))
    found.place()
    found.accrue_until(Month(2026, 3))
    return found


def test_a_deposit_stands_where_its_events_left_it(deposits):
    stands = deposits.stands(1)

    assert [event.kind for event in stands.events] == [EventKind.PLACED, *[EventKind.ACCRUED] * 3]
    assert (stands.principal, stands.carried, stands.recognised) == (PRINCIPAL, 4_931_507, 4_931_507)
    assert (stands.until, stands.paid_until) == (date(2026, 4, 1), OPENED)
    assert (stands.ended, stands.is_undone) == (None, False)


def test_a_deposit_stood_otherwise_on_an_earlier_day(deposits):
    assert deposits.stands(1, on=date(2026, 2, 28)).carried == 2_383_562
    assert deposits.stands(1, on=date(2026, 1, 30)).is_undone


def test_several_deposits_are_looked_up_at_once(deposits):
    deposits.place(a_contract("02", principal=MILLION))

    def look(session):
        found = standings(session, [deposits.find(session, number) for number in (1, 2)])
        return {number: stands.principal for number, stands in found.items()}

    assert deposits.office.read(look) == {1: PRINCIPAL, 2: MILLION}


def test_only_a_slip_differs_from_what_was_computed(deposits):
    deposits.mature(1, interest=15_000_000)

    assert [event.difference for event in deposits.stands(1).events] == [0, 0, 0, 0, 123_288]


def test_events_are_beyond_hand_written_sql(deposits):
    for statement, refusal in (
        ("UPDATE deposit_event SET received = 1", "rows never change"),
        ("DELETE FROM deposit_event", "rows are never deleted"),
        (
            (
                "INSERT INTO deposit_event SELECT 99, deposit_id, 'withdrawn', day, until, paid_until, -principal - 1, 0, 0, 0, "
                "NULL, NULL, NULL, command_number FROM deposit_event WHERE id = 1"
            ),
            "more is taken out than is there",
        ),
    ):
        with pytest.raises(Exception, match=refusal):
            write_by_hand(deposits.office.database, statement)


def test_the_log_vouches_for_contracts_and_events(deposits):
    assert deposits.office.read(lambda s: list(contradictions(s))) == []

    tamper(
        deposits.office.database,
        "UPDATE deposit SET rate = 70000",
        "UPDATE deposit_event SET received = 5 WHERE id = 2",
    )

    assert deposits.office.read(lambda s: list(contradictions(s))) == [
        "lệnh 4: dòng của sổ deposit đã bị sửa, thêm hoặc bớt",
        "lệnh 5: dòng của sổ deposit_event đã bị sửa, thêm hoặc bớt",
    ]


def test_a_contract_that_was_taken_back_is_as_if_it_had_never_been(deposits):
    for _ in range(4):
        deposits.undo(1)

    assert deposits.stands(1).is_undone
    assert deposits.stands(1).ended is None
    with pytest.raises(DepositClosedError):
        deposits.mature(1)


def test_a_step_without_an_entry_lies_in_the_books_open_days_too(deposits):
    old = a_contract("02", opened=date(2025, 6, 30), term=Term(6, in_months=True), principal=MILLION)
    office = deposits.office
    by_hand = office.posting(AccountRole.TERM_DEPOSIT, AccountRole.BANK, MILLION, office.th)
    office.post(date(2026, 1, 6), by_hand)
    deposits.take_over(old, paid_until=date(2025, 12, 30))

    with pytest.raises(BeforeBookError):
        deposits.roll(2, interest=0, day=date(2025, 12, 31))


def test_the_end_of_a_deposit_is_the_day_on_which_nothing_was_left(deposits):
    deposits.mature(1)

    assert deposits.stands(1).ended == MATURES
