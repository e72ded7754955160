"""Where a recipient goes to school: school, grade and class of a school year, each as it was told on a day."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

import attrs
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.audit import witnesses
from khfund.calendar import SchoolYear
from khfund.calendar import today as day_of
from khfund.db import Base, Whole, insert_rows, never_changes
from khfund.errors import KhfundError
from khfund.scholarships.recipient import entries_of, require_own
from khfund.scholarships.school_level import GradeUnfitError, contradiction, grade_of_class
from khfund.vietnamese import clean

if TYPE_CHECKING:
    from khfund.command import Command


class SchoolMissingError(KhfundError):
    """An enrolment names a school, in at most 200 characters."""

    message = "Hãy ghi tên trường (tối đa 200 ký tự)."
    english = "Enter the name of the school (at most 200 characters)."


class GradeJumpError(KhfundError):
    """A pupil is a grade higher after a year, or repeats it; anything else is looked at once more."""

    message = "Người nhận số {number}: năm học {year} ghi lớp {grade}, năm học {before_year} đã ghi lớp {before}; hãy xem lại."
    english = "Recipient {number}: grade {grade} in {year}, but grade {before} in {before_year}; check it."


@attrs.frozen
class NewEnrolment:
    """An enrolment to be written; without a grade the class tells it, if it begins with one.

    `despite` is the reason why a grade is right although the name of the school speaks against it.
    """

    recipient: int
    school_year: int
    school: str
    grade: int | None = None
    school_class: str = ""
    despite: str = ""


class Enrolment(Base):
    """One school year at one school; `school_year` is the year in which it begins. The newest of a year holds."""

    __tablename__ = "enrolment"
    __table_args__ = (
        CheckConstraint("grade BETWEEN 1 AND 12", name="grade_of_twelve"),
        Index("ix_enrolment_recipient", "recipient_id", "school_year"),
        Index("ix_enrolment_school_year", "school_year"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True, autoincrement=False)
    recipient_id: Mapped[int] = mapped_column(ForeignKey("recipient.id"))
    school_year: Mapped[int]
    school: Mapped[str] = mapped_column(String(200))
    grade: Mapped[int | None]
    school_class: Mapped[str] = mapped_column(String(40))
    told: Mapped[date]
    despite: Mapped[str] = mapped_column(String(300))
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))


never_changes("enrolment")

_COLUMNS = (
    "id", "recipient_id", "school_year", "school", "grade", "school_class", "told", "despite", "command_number",
)  # fmt: skip


@witnesses("enrolment")
def _enrolled(session: Session) -> Iterator[tuple[int, str, str]]:
    columns = [getattr(Enrolment, name) for name in _COLUMNS]
    query = select(*columns).order_by(Enrolment.command_number, Enrolment.id)
    for row in session.execute(query.execution_options(yield_per=5_000)):
        yield row[-1], *_lines(row)


def _lines(row: Sequence[object]) -> tuple[str, str]:
    number, recipient, year, school, grade, school_class, told, despite, _command = row
    figures = f"{number}|{recipient}|{year}|{told}"
    return figures, f"{school}|{'' if grade is None else grade}|{school_class}|{despite}"


def enrol(
    session: Session,
    command: Command,
    recipient_id: int,
    *,
    school_year: int,
    school: str,
    grade: int | None = None,
    school_class: str = "",
    despite: str = "",
) -> Enrolment:
    """Write where a recipient goes to school in a school year; what was told of that year before stays on record.

    Raises: what `enrol_many` raises.
    """
    new = NewEnrolment(recipient_id, school_year, school, grade, school_class, despite)
    (number,) = enrol_many(session, command, [new])
    return session.get_one(Enrolment, number)


def enrol_many(session: Session, command: Command, new: Sequence[NewEnrolment]) -> list[int]:
    """Write many enrolments and return their numbers, in order; a grade that jumps is warned of.

    Raises: RecipientUnknownError, YearOutOfRangeError, SchoolMissingError, GradeUnfitError,
    GradeContradictsSchoolError, GradeContradictsClassError, StudentInSchoolError.
    """
    require_own(session, command, {one.recipient for one in new})
    sound = [_sound(one) for one in new]
    _warn_of_jumps(session, command, sound)
    first = (session.scalar(select(func.max(Enrolment.id))) or 0) + 1
    today = day_of(command.at).isoformat()
    rows = [
        (
            number,
            t.recipient,
            t.school_year,
            t.school,
            t.grade,
            t.school_class,
            today,
            t.despite,
            command.number,
        )
        for number, t in enumerate(sound, first)
    ]
    insert_rows(session, "enrolment", _COLUMNS, rows)
    for row in rows:
        command.witness("enrolment", *_lines(row))
    return [row[0] for row in rows]


def _sound(told: NewEnrolment) -> NewEnrolment:
    SchoolYear(told.school_year)
    school, school_class = clean(told.school), clean(told.school_class)[:40]
    if not 0 < len(school) <= 200:
        raise SchoolMissingError
    wrong = contradiction(school, told.grade, school_class)
    despite = clean(told.despite)[:300]
    if wrong is not None and (isinstance(wrong, GradeUnfitError) or not despite):
        raise wrong
    grade = grade_of_class(school_class) if told.grade is None else told.grade
    return NewEnrolment(told.recipient, told.school_year, school, grade, school_class, despite)


def _warn_of_jumps(session: Session, command: Command, new: Sequence[NewEnrolment]) -> None:
    known = last_grades(session, {one.recipient for one in new if one.grade is not None})
    for one in new:
        year, grade = known.get(one.recipient, (one.school_year, None))
        passed = one.school_year - year
        if grade is None or one.grade is None or passed < 1:
            continue
        if not grade <= one.grade <= grade + passed:
            facts = {"number": one.recipient, "grade": one.grade, "before": grade}
            years = {"year": str(SchoolYear(one.school_year)), "before_year": str(SchoolYear(year))}
            command.warn(GradeJumpError(**facts, **years))


# -- reads ------------------------------------------------------------------------------------------------------------


def last_grades(session: Session, recipient_ids: Collection[int]) -> dict[int, tuple[int, int]]:
    """Return for each recipient the last school year of which a grade is known, and that grade."""
    told: dict[int, tuple[int, int]] = {}
    for whose, one in _told(session, recipient_ids):
        if one.grade is not None and one.school_year >= told.get(whose, (0, 0))[0]:
            told[whose] = (one.school_year, one.grade)
    return told


def enrolments(session: Session, recipient_ids: Collection[int], school_year: int) -> dict[int, Enrolment]:
    """Return for each recipient the enrolment that holds in a school year, the newest one told; others are missing."""
    return dict(_told(session, recipient_ids, school_year))


def enrolments_of(session: Session, recipient_id: int) -> list[Enrolment]:
    """Return every enrolment that was ever told of a recipient, oldest school year first."""
    return [one for _whose, one in _told(session, [recipient_id])]


def _told(
    session: Session, recipient_ids: Collection[int], school_year: int | None = None
) -> Iterator[tuple[int, Enrolment]]:
    whose, theirs = entries_of(session, Enrolment.recipient_id, recipient_ids)
    query = select(Enrolment).where(theirs)
    if school_year is not None:
        query = query.where(Enrolment.school_year == school_year)
    for one in session.scalars(query.order_by(Enrolment.school_year, Enrolment.id)):
        yield from ((asked, one) for asked in whose.get(one.recipient_id, ()))
