"""Complaints and questions: what somebody said or asked, by when an answer is due, who answers, how it ended.

What was said never changes. Steps follow it (assigned, answered, closed, reopened), each written once; where a complaint
stands is what its last step says. Whoever it is about neither takes it on, nor answers, nor closes it. Who spoke may
stay unnamed; a name and how to reach them lie apart and can be erased, by a command that says so.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.audit import witnesses
from khfund.calendar import today as day_of
from khfund.db import Base, Whole, guard, never_changes, one_of
from khfund.errors import KhfundError
from khfund.unit import value_on
from khfund.vietnamese import clean, require_plain

if TYPE_CHECKING:
    from khfund.command import Command

DAYS_MAX = 999


class ComplaintUnknownError(KhfundError):
    """A complaint is known in its unit by its number."""

    message = "Đơn vị không có ý kiến số {number}."
    english = "The unit has no complaint number {number}."


class ComplaintWordsMissingError(KhfundError):
    """A complaint says something."""

    message = "Hãy ghi nội dung ý kiến hoặc câu hỏi."
    english = "Write down what was said or asked."


class ComplaintDayError(KhfundError):
    """A complaint was received on a day that has come, and is due no earlier."""

    message = (
        "Ngày nhận {day:%d/%m/%Y} và hạn {due:%d/%m/%Y} không dùng được (hôm nay là {today:%d/%m/%Y}); "
        "ngày nhận không ở tương lai, hạn không trước ngày nhận."
    )
    english = (
        "The day {day:%d/%m/%Y} and the due day {due:%d/%m/%Y} do not fit (today is {today:%d/%m/%Y}); "
        "it was received no later than today and is due no earlier than it was received."
    )


class DueDaysUnreadableError(KhfundError):
    """How many days an answer may take is a whole number."""

    message = "Thiết lập {key} đang là «{text}»; hãy đặt số ngày, từ 0 đến 999."
    english = "The setting {key} is “{text}”; set a number of days from 0 to 999."


class ContactErasedError(KhfundError):
    """What was erased, or never told, is not there to be erased."""

    message = "Ý kiến số {number} không còn lưu tên hay cách liên lạc nào."
    english = "The complaint {number} keeps no name or contact."


class ComplaintKind(enum.StrEnum):
    """What somebody came with."""

    COMPLAINT = "complaint"
    QUESTION = "question"


class ComplaintWay(enum.StrEnum):
    """How it came."""

    IN_PERSON = "in_person"
    PHONE = "phone"
    LETTER = "letter"
    EMAIL = "email"
    OTHER = "other"


class ComplaintSubject(enum.StrEnum):
    """What it is about; the reference names which one."""

    RECEIPT = "receipt"
    CAMPAIGN = "campaign"
    PROGRAMME = "programme"
    STATEMENT = "statement"
    OTHER = "other"


KIND_NAMES = {ComplaintKind.COMPLAINT: "khiếu nại, phản ánh", ComplaintKind.QUESTION: "câu hỏi"}
WAY_NAMES = {
    ComplaintWay.IN_PERSON: "gặp trực tiếp",
    ComplaintWay.PHONE: "điện thoại",
    ComplaintWay.LETTER: "thư, đơn",
    ComplaintWay.EMAIL: "thư điện tử",
    ComplaintWay.OTHER: "cách khác",
}
SUBJECT_NAMES = {
    ComplaintSubject.RECEIPT: "biên nhận",
    ComplaintSubject.CAMPAIGN: "đợt vận động",
    ComplaintSubject.PROGRAMME: "chương trình học bổng",
    ComplaintSubject.STATEMENT: "số liệu đã công bố",
    ComplaintSubject.OTHER: "việc khác",
}
DUE_SETTING = {ComplaintKind.COMPLAINT: "complaint_due_days", ComplaintKind.QUESTION: "question_due_days"}


class Complaint(Base):
    """What was said or asked. `reference` names the receipt, campaign or programme as the person did, if any.

    `about_person_id` is the officer whom it is about.
    """

    __tablename__ = "complaint"
    __table_args__ = (CheckConstraint("due >= received", name="due_after_received"),)

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    kind: Mapped[ComplaintKind] = mapped_column(one_of(ComplaintKind))
    way: Mapped[ComplaintWay] = mapped_column(one_of(ComplaintWay))
    received: Mapped[date]
    due: Mapped[date]
    subject: Mapped[ComplaintSubject] = mapped_column(one_of(ComplaintSubject))
    reference: Mapped[str] = mapped_column(String(80))
    words: Mapped[str] = mapped_column(String(2000))
    about_person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))


class ComplaintContact(Base):
    """Who spoke and how to reach them; empty once it is erased."""

    __tablename__ = "complaint_contact"

    complaint_id: Mapped[int] = mapped_column(
        ForeignKey("complaint.id"), primary_key=True, autoincrement=False
    )
    name: Mapped[str] = mapped_column(String(120))
    reach: Mapped[str] = mapped_column(String(200))


never_changes("complaint")
guard(
    "complaint_contact_only_erased",
    "complaint_contact",
    when="BEFORE UPDATE",
    condition="NEW.complaint_id <> OLD.complaint_id OR NEW.name <> '' OR NEW.reach <> ''",
    refusal="complaint_contact: it is erased, never changed",
)
guard(
    "complaint_contact_kept",
    "complaint_contact",
    when="BEFORE DELETE",
    condition="1 = 1",
    refusal="complaint_contact: rows are never deleted",
)


@witnesses("complaints")
def _written(session: Session) -> Iterator[tuple[int, str, str]]:
    query = select(Complaint).order_by(Complaint.command_number, Complaint.id)
    for one in session.scalars(query.execution_options(yield_per=2_000)):
        yield one.command_number, _figures(one), _texts(one)


def _figures(one: Complaint) -> str:
    about = "" if one.about_person_id is None else one.about_person_id
    return f"{one.id}|{one.unit_id}|{one.kind}|{one.way}|{one.received}|{one.due}|{one.subject}|{about}"


def _texts(one: Complaint) -> str:
    return f"{one.reference}|{one.words}"


# -- verbs ----------------------------------------------------------------------------------------------------------


def enter_complaint(  # noqa: PLR0913  whatever somebody may say
    session: Session,
    command: Command,
    kind: ComplaintKind,
    words: str,
    *,
    received: date,
    way: ComplaintWay,
    subject: ComplaintSubject = ComplaintSubject.OTHER,
    reference: str = "",
    about: int | None = None,
    name: str = "",
    reach: str = "",
    due: date | None = None,
) -> Complaint:
    """Enter what somebody said or asked; without `due` the answer is due after the days that the office has set.

    `about` is the id of the officer whom it is about. `name` and `reach` belong in no command's payload: they are erased.

    Raises: ComplaintWordsMissingError, ComplaintDayError, DueDaysUnreadableError, HostileTextError.
    """
    by = due or received + timedelta(days=due_days(session, command.unit, kind, received))
    _require_days(received, by, today=day_of(command.at))
    complaint = Complaint(
        unit_id=command.unit,
        kind=kind,
        way=way,
        received=received,
        due=by,
        subject=subject,
        reference=clean(require_plain(reference)),
        words=_require_words(words),
        about_person_id=about,
        command_number=command.number,
    )
    session.add(complaint)
    session.flush()
    command.witness("complaints", _figures(complaint), _texts(complaint))
    _keep_contact(session, complaint, name, reach)
    return complaint


def _require_words(words: str) -> str:
    said = "\n".join(clean(require_plain(line)) for line in words.strip().split("\n"))
    if not said.strip():
        raise ComplaintWordsMissingError
    return said


def _require_days(received: date, by: date, *, today: date) -> None:
    if received > today or by < received:
        raise ComplaintDayError(day=received, due=by, today=today)


def _keep_contact(session: Session, complaint: Complaint, name: str, reach: str) -> None:
    if name.strip() or reach.strip():
        contact = {"name": clean(require_plain(name)), "reach": clean(require_plain(reach))}
        session.add(ComplaintContact(complaint_id=complaint.id, **contact))
        session.flush()


def due_days(session: Session, unit_id: int, kind: ComplaintKind, day: date) -> int:
    """Return in how many days an answer is due to what is received on a day: the office's setting.

    Raises: DueDaysUnreadableError.
    """
    key = DUE_SETTING[kind]
    text = value_on(session, unit_id, key, day).strip()
    if not (text.isascii() and text.isdigit()) or int(text) > DAYS_MAX:
        raise DueDaysUnreadableError(key=key, text=text[:40])
    return int(text)


def erase_contact(session: Session, _command: Command, complaint: Complaint) -> None:
    """Erase who spoke and how to reach them.

    Raises: ContactErasedError.
    """
    contact = contact_of(session, complaint)
    if contact is None:
        raise ContactErasedError(number=complaint.id)
    contact.name = contact.reach = ""
    session.flush()


# -- reads ----------------------------------------------------------------------------------------------------------


def contact_of(session: Session, complaint: Complaint) -> ComplaintContact | None:
    """Return who spoke, if that was told and not erased."""
    found = session.get(ComplaintContact, complaint.id)
    return found if found is not None and (found.name or found.reach) else None


def find_complaint(session: Session, unit_id: int, number: int) -> Complaint:
    """Return the unit's complaint of this number.

    Raises: ComplaintUnknownError.
    """
    found = session.scalar(select(Complaint).where(Complaint.unit_id == unit_id, Complaint.id == number))
    if found is None:
        raise ComplaintUnknownError(number=number)
    return found
