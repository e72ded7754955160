from datetime import date

import pytest
from sqlalchemy import text

from khfund.calendar import Month
from khfund.engine_failure import GuardedError
from khfund.errors import KhfundError
from khfund.ledger.accounting_period import ReasonMissingError
from khfund.scholarships.instalment import (
    DropReason,
    Instalment,
    InstalmentUnknownError,
    InstalmentWithdrawnError,
    Nature,
    NewInstalment,
    find_instalment,
    owe,
    withdraw,
)
from khfund.scholarships.programme import find_programme
from tests.scholarships.runs import OCTOBER, a_payer


@pytest.fixture
def payer(database):
    return a_payer(database)


def test_what_is_owed_is_written_with_its_source_month_and_amount(payer):
    (place,) = payer.enter(1)

    (number,) = payer.owe(place)

    one = payer.office.read(lambda session: find_instalment(session, payer.office.unit, number))
    assert (one.award_id, one.sponsorship_id, one.recipient_id) == (
        payer.awards[place],
        None,
        payer.pupils[place],
    )
    assert (one.month, one.due, one.amount, one.nature) == (
        202610,
        date(2026, 10, 1),
        1_000_000,
        Nature.AWARD,
    )


def test_an_award_is_owed_once_for_a_month(payer):
    (place,) = payer.enter(1)
    payer.owe(place)

    with pytest.raises(GuardedError):
        payer.owe(place)


def test_an_instalment_never_changes(payer):
    (place,) = payer.enter(1)
    (number,) = payer.owe(place)

    with pytest.raises(GuardedError, match="instalment"), payer.office.database.writing() as session:
        session.execute(text("UPDATE instalment SET amount = 1 WHERE id = :id"), {"id": number})


def test_an_instalment_has_exactly_one_source(payer):
    (place,) = payer.enter(1)

    def owe_nobody(session, command):
        programme = find_programme(session, command.unit, "VK")
        pupil = payer.pupils[place]
        return owe(
            session,
            command,
            [
                NewInstalment(
                    programme, payer.office.kh, pupil, Nature.AWARD, OCTOBER, 1, OCTOBER.first, "Học bổng"
                )
            ],
        )

    with pytest.raises(GuardedError):
        payer.office.do("award.decide", owe_nobody, by=payer.office.chair)


def test_what_is_withdrawn_keeps_its_coded_reason_and_is_withdrawn_once(payer):
    (place,) = payer.enter(1)
    (number,) = payer.owe(place)
    payer.withdraw(number, DropReason.MOVED)

    with pytest.raises(InstalmentWithdrawnError) as refusal:
        payer.withdraw(number, DropReason.MOVED)

    assert str(refusal.value) == f"Kỳ chi số {number} đã rút từ 15/01/2027: đã chuyển đi nơi khác."


def test_another_reason_is_said_in_words(payer):
    (place,) = payer.enter(1)
    (number,) = payer.owe(place)

    def without_words(session, command):
        withdraw(session, command, session.get_one(Instalment, number), reason=DropReason.OTHER, note=" ")

    with pytest.raises(ReasonMissingError):
        payer.office.do("award.revoke", without_words, by=payer.office.chair)


def test_what_an_approved_run_holds_is_not_withdrawn(payer):
    (place,) = payer.enter(1)
    (number,) = payer.owe(place)
    payer.approve(payer.draft())

    with pytest.raises(KhfundError) as refusal:
        payer.withdraw(number)

    assert (refusal.value.exit_code, refusal.value.rule) == (2, "instalment_in_run")


def test_an_unknown_instalment_is_told(payer):
    with pytest.raises(InstalmentUnknownError) as refusal:
        payer.office.read(lambda session: find_instalment(session, payer.office.unit, 99))

    assert str(refusal.value) == "Đơn vị không có kỳ chi số 99."


def test_instalments_of_two_months_are_two(payer):
    (place,) = payer.enter(1)

    numbers = payer.owe(place) + payer.owe(place, month=Month(2026, 11))

    assert len(set(numbers)) == 2
