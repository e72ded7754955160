"""Consent: who must give it at which age, and that it ends when it is withdrawn."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khfund.scholarships.consent import (
    ConsentScope,
    ConsentUnfitError,
    ConsentUnknownError,
    ConsentWithdrawnError,
    GivenBy,
    _needed,
    consenting,
    consents,
    find_consent,
    give_consent,
    withdraw_consent,
)
from khfund.scholarships.recipient import Recipient, RecipientKind, find_recipient
from tests.builders import an_office, write_by_hand
from tests.scholarships.people import TODAY, a_guardian, a_recipient, faults

NAME = ConsentScope.PUBLISH_NAME
GROWN_UP = date(2000, 1, 1)
SMALL = date(2022, 1, 1)


def consent(office, child, guardian=None, scope=NAME, paper="Đơn số 12", **more):
    def work(session, command):
        one = find_recipient(session, command.unit, child)
        return give_consent(session, command, one, scope, guardian=guardian, paper=paper, **more).id

    return office.do("recipient.consent", work)


def withdraw(office, number, **more):
    def work(session, command):
        withdraw_consent(session, command, find_consent(session, command.unit, number), **more)

    office.do("recipient.withdraw_consent", work)


def agree(office, child, on=TODAY, scope=NAME):
    return child in office.read(lambda s: consenting(s, [child], scope, on))


def test_silence_is_no_consent(database):
    office = an_office(database)

    assert not agree(office, a_recipient(office))


def test_of_a_child_of_seven_and_more_both_consent(database):
    office = an_office(database)
    child = a_recipient(office)
    father = a_guardian(office, child)

    consent(office, child)
    alone = agree(office, child)
    consent(office, child, father)

    assert (alone, agree(office, child)) == (False, True)
    assert not agree(office, child, scope=ConsentScope.PHOTOGRAPH)
    assert faults(office) == []


def test_of_a_smaller_child_the_representative_consents(database):
    office = an_office(database)
    child = a_recipient(office, birth_day=SMALL)
    father = a_guardian(office, child, since=SMALL)

    consent(office, child, father)

    assert agree(office, child)
    assert not agree(office, child, date(2029, 1, 1))


def test_who_is_grown_up_consents_alone(database):
    office = an_office(database)
    student = a_recipient(office, kind=RecipientKind.STUDENT, birth_day=GROWN_UP)

    consent(office, student)

    assert agree(office, student)


def test_a_school_is_named_without_anybodys_consent(database):
    office = an_office(database)
    school = a_recipient(office, "Trường TH Ánh Dương", RecipientKind.SCHOOL, birth_year=None)

    assert agree(office, school)


def test_withdrawing_one_of_two_is_enough(database):
    office = an_office(database)
    child = a_recipient(office)
    father = a_guardian(office, child)
    consent(office, child, day=date(2026, 3, 1))
    fathers = consent(office, child, father, day=date(2026, 3, 1))

    withdraw(office, fathers, day=date(2026, 9, 1))

    assert agree(office, child, date(2026, 8, 31))
    assert not agree(office, child, date(2026, 9, 1))
    assert faults(office) == []


def test_a_consent_ends_by_itself_where_it_says_so(database):
    office = an_office(database)
    student = a_recipient(office, birth_day=GROWN_UP)
    consent(office, student, day=date(2026, 3, 1), until=date(2026, 12, 31))

    assert [
        agree(office, student, day) for day in (date(2026, 2, 28), date(2026, 12, 31), date(2027, 1, 1))
    ] == [
        False,
        True,
        False,
    ]
    assert office.read(lambda s: consents(s, [student], TODAY)) == {student: []}


@pytest.mark.parametrize(
    ("known", "given", "reason"),
    [
        ({}, {"day": TODAY + timedelta(days=1)}, "ngày đồng ý chưa tới"),
        ({}, {"until": TODAY - timedelta(days=1)}, "hết hạn trước ngày đồng ý"),
        ({}, {"paper": " "}, "hãy ghi giấy đồng ý (số, nơi lưu); im lặng không phải là đồng ý"),
        ({"birth_day": SMALL}, {}, "trẻ dưới 7 tuổi do người đại diện đồng ý"),
        ({"birth_day": GROWN_UP}, {"guardian": 1}, "người từ đủ 18 tuổi tự đồng ý"),
        ({}, {"guardian": 2}, "người này không phải người đại diện theo pháp luật vào ngày đó"),
        (
            {},
            {"guardian": 1, "day": date(2014, 5, 8)},
            "người này không phải người đại diện theo pháp luật vào ngày đó",
        ),
    ],
)
def test_a_consent_that_the_law_does_not_know_is_refused(database, known, given, reason):
    office = an_office(database)
    child = a_recipient(office, **known)
    a_guardian(office, child)
    a_guardian(office, child, represents=False)

    with pytest.raises(ConsentUnfitError) as refusal:
        consent(office, child, **given)

    assert str(refusal.value) == f"Chưa ghi được sự đồng ý: {reason}."


@pytest.mark.parametrize(
    ("day", "again", "reason"),
    [
        (TODAY + timedelta(days=1), False, "ngày rút chưa tới"),
        (TODAY - timedelta(days=1), False, "ngày rút trước ngày đồng ý"),
        (TODAY, True, "đã rút từ trước"),
    ],
)
def test_a_consent_is_withdrawn_once_and_not_before_it_was_given(database, day, again, reason):
    office = an_office(database)
    number = consent(office, a_recipient(office))
    if again:
        withdraw(office, number)

    with pytest.raises(ConsentWithdrawnError) as refusal:
        withdraw(office, number, day=day)

    assert str(refusal.value) == f"Không rút được đồng ý số 1: {reason}."


def test_a_consent_that_is_not_there_is_refused(database):
    office = an_office(database)

    with pytest.raises(ConsentUnknownError) as refusal:
        withdraw(office, 7)

    assert str(refusal.value) == "Người nhận không có đồng ý số 7."


def test_a_consent_of_somebody_who_represents_nobody_is_beyond_hand_written_sql(database):
    office = an_office(database)
    a_guardian(office, a_recipient(office), represents=False)

    with pytest.raises(Exception, match="consent: a representative is named as one"):
        write_by_hand(
            database,
            "INSERT INTO consent (id, recipient_id, scope, given_by, guardian_id, day, paper, command_number) "
            "VALUES (1, 1, 'publish_name', 'representative', 1, '2026-01-01', 'x', 1)",
        )


@given(
    st.none() | st.dates(date(1990, 1, 1), date(2026, 12, 31)), st.dates(date(2027, 1, 1), date(2040, 1, 1))
)
def test_nobody_under_eighteen_is_shown_without_a_representative(born, on):
    told = Recipient(kind=RecipientKind.PUPIL, birth_day=born, birth_year=born.year if born else None)

    assert (GivenBy.REPRESENTATIVE in _needed(told, on)) == told.is_minor(on)
    assert _needed(told, on)
