"""Where recipients go to school, year by year."""

from __future__ import annotations

import pytest

from khfund.calendar import YearOutOfRangeError
from khfund.scholarships.enrolment import (
    NewEnrolment,
    SchoolMissingError,
    enrol,
    enrol_many,
    enrolments,
    enrolments_of,
    last_grades,
)
from khfund.scholarships.recipient import find_entry
from khfund.scholarships.recipient_change import merge_recipients
from khfund.scholarships.school_level import GradeContradictsSchoolError, GradeUnfitError
from tests.builders import an_office, write_by_hand
from tests.scholarships.people import a_recipient, faults, warned


def enrolled(office, child, school_year=2026, school="THCS Chiềng Ban", **more):
    return office.do(
        "recipient.enrol",
        lambda s, c: enrol(s, c, child, school_year=school_year, school=school, **more).id,
    )


def told(office, child, school_year=2026):
    def look(session):
        one = enrolments(session, [child], school_year).get(child)
        return one and (one.school, one.grade, one.school_class)

    return office.read(look)


def test_the_class_tells_the_grade_and_the_newest_of_a_year_holds(database):
    office = an_office(database)
    child = a_recipient(office)

    enrolled(office, child, school_class="7A")
    enrolled(office, child, school="THCS  Mường Lèo", grade=7, school_class="Dân tộc")

    assert told(office, child) == ("THCS Mường Lèo", 7, "Dân tộc")
    assert told(office, child, 2025) is None
    assert office.read(lambda s: [one.school for one in enrolments_of(s, child)]) == [
        "THCS Chiềng Ban",
        "THCS Mường Lèo",
    ]
    assert faults(office) == []


def test_a_student_has_no_grade(database):
    office = an_office(database)
    student = a_recipient(office)

    enrolled(office, student, school="CĐ Sơn La", school_class="Năm 1")

    assert told(office, student) == ("CĐ Sơn La", None, "Năm 1")


def test_a_grade_that_contradicts_the_school_is_refused_unless_a_reason_is_given(database):
    office = an_office(database)
    child = a_recipient(office)

    with pytest.raises(GradeContradictsSchoolError):
        enrolled(office, child, school="TH Mường Lèo", grade=7)
    enrolled(office, child, school="TH Mường Lèo", grade=7, despite="trường có lớp nhô THCS")

    assert told(office, child) == ("TH Mường Lèo", 7, "")


def test_no_reason_makes_a_thirteenth_grade(database):
    office = an_office(database)
    child = a_recipient(office)

    with pytest.raises(GradeUnfitError):
        enrolled(office, child, school="Quang Trung", grade=13, despite="học thêm")


@pytest.mark.parametrize(
    ("known", "refusal", "message"),
    [
        ({"school": " "}, SchoolMissingError, "Hãy ghi tên trường (tối đa 200 ký tự)."),
        ({"school_year": 26}, YearOutOfRangeError, "Năm 26 nằm ngoài khoảng 1900–2100; hãy xem lại."),
    ],
)
def test_an_enrolment_names_a_school_and_a_year(database, known, refusal, message):
    office = an_office(database)
    child = a_recipient(office)

    with pytest.raises(refusal) as refused:
        enrolled(office, child, **known)

    assert str(refused.value) == message


@pytest.mark.parametrize(
    ("year", "grade", "jumps"),
    [(2027, 8, False), (2027, 7, False), (2027, 9, True), (2028, 6, True), (2026, 9, False)],
)
def test_a_grade_that_jumps_is_warned_of(database, year, grade, jumps):
    office = an_office(database)
    child = a_recipient(office)
    enrolled(office, child, grade=7)

    said = warned(
        office,
        "recipient.enrol",
        lambda s, c: enrol(s, c, child, school_year=year, school="Quang Trung", grade=grade),
    )

    years = f"{year}-{year + 1}"
    warning = (
        f"Người nhận số 1: năm học {years} ghi lớp {grade}, năm học 2026-2027 đã ghi lớp 7; hãy xem lại."
    )
    assert said == ([warning] if jumps else [])


def test_thousands_are_enrolled_at_once(database):
    office = an_office(database)
    child = a_recipient(office)
    new = [NewEnrolment(child, 2010 + place % 12, "Quang Trung", place % 12 + 1) for place in range(2_000)]

    office.do("recipient.enrol", lambda s, c: enrol_many(s, c, new))

    assert office.read(lambda s: last_grades(s, [child])) == {child: (2021, 12)}
    assert faults(office) == []


def test_merged_entries_went_to_school_together(database):
    office = an_office(database)
    one, other = a_recipient(office), a_recipient(office)
    enrolled(office, other, school_class="7A")

    office.do(
        "recipient.merge",
        lambda s, c: merge_recipients(
            s, c, find_entry(s, c.unit, other), survivor=find_entry(s, c.unit, one), reason="trùng"
        ),
    )

    assert told(office, one) == ("THCS Chiềng Ban", 7, "7A")


def test_an_enrolment_is_beyond_hand_written_sql(database):
    office = an_office(database)
    enrolled(office, a_recipient(office))

    with pytest.raises(Exception, match="enrolment: rows never change"):
        write_by_hand(database, "UPDATE enrolment SET grade = 8")
