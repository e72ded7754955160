"""Who represents a child, who raises it, and until when."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from khfund.ledger.accounting_period import ReasonMissingError
from khfund.scholarships.guardian import (
    Guardian,
    GuardianEndedError,
    GuardianFutureError,
    GuardianUnknownError,
    Relation,
    carers,
    end_guardian,
    find_guardian,
    guardians,
)
from khfund.scholarships.recipient import RecipientPhoneError, RecipientUnknownError
from tests.builders import an_office
from tests.scholarships.people import BORN, TODAY, a_guardian, a_recipient, faults, the


def ended(office, guardian, day=TODAY, reason="đã mất"):
    return office.do(
        "recipient.guardian_end",
        lambda s, c: end_guardian(s, c, s.get_one(Guardian, guardian), day=day, reason=reason),
    )


def test_who_raises_a_child_is_the_one_last_named_as_raising_it(database):
    office = an_office(database)
    child = a_recipient(office)
    father = a_guardian(office, child)
    aunt = a_guardian(
        office, child, relation=Relation.AUNT_OR_UNCLE, represents=False, since=date(2026, 2, 1)
    )

    before, since = (
        office.read(lambda s, day=day: carers(s, [child], day)[child].id)
        for day in (date(2026, 1, 31), date(2026, 2, 1))
    )

    assert (before, since) == (father, aunt)
    assert office.read(lambda s: [one.id for one in guardians(s, [child], TODAY)[child]]) == [aunt, father]
    assert faults(office) == []


def test_a_guardian_that_has_ended_is_none_from_that_day_on(database):
    office = an_office(database)
    child = a_recipient(office)
    father = a_guardian(office, child)

    ended(office, father, date(2026, 5, 1))

    assert office.read(lambda s: carers(s, [child], date(2026, 4, 30)).keys()) == {child}
    assert office.read(lambda s: carers(s, [child], date(2026, 5, 1))) == {}
    assert faults(office) == []


@pytest.mark.parametrize(
    ("day", "again", "message"),
    [
        (
            BORN - timedelta(days=1),
            False,
            "Người giám hộ số 1 không thể thôi từ ngày 08/05/2014: trước ngày bắt đầu.",
        ),
        (TODAY, True, "Người giám hộ số 1 không thể thôi từ ngày 15/01/2027: đã thôi từ trước."),
    ],
)
def test_a_guardian_ends_once_and_not_before_the_beginning(database, day, again, message):
    office = an_office(database)
    father = a_guardian(office, a_recipient(office))
    if again:
        ended(office, father)

    with pytest.raises(GuardianEndedError) as refusal:
        ended(office, father, day)

    assert str(refusal.value) == message


def test_what_has_not_happened_yet_is_not_written(database):
    office = an_office(database)
    child = a_recipient(office)
    father = a_guardian(office, child)
    tomorrow = TODAY + timedelta(days=1)

    with pytest.raises(GuardianFutureError) as named:
        a_guardian(office, child, since=tomorrow)
    with pytest.raises(GuardianFutureError):
        ended(office, father, tomorrow)

    assert str(named.value) == "Ngày 16/01/2027 chưa tới; hãy ghi khi việc đã có."


def test_the_end_of_a_guardian_says_why(database):
    office = an_office(database)
    father = a_guardian(office, a_recipient(office))

    with pytest.raises(ReasonMissingError):
        ended(office, father, reason=" ")


def test_a_guardian_belongs_to_one_child(database):
    office = an_office(database)
    child, other = a_recipient(office), a_recipient(office)
    father = a_guardian(office, child)

    with pytest.raises(GuardianUnknownError) as refusal:
        office.read(lambda s: find_guardian(s, the(office, other)(s), father))

    assert str(refusal.value) == "Người nhận không có cha, mẹ, người giám hộ số 1."
    assert office.read(lambda s: find_guardian(s, the(office, child)(s), father).id) == father


def test_a_guardian_is_named_soundly_and_of_somebody_in_the_register(database):
    office = an_office(database)
    child = a_recipient(office)

    with pytest.raises(RecipientPhoneError):
        a_guardian(office, child, phone="không có")
    with pytest.raises(RecipientUnknownError):
        a_guardian(office, 7)
