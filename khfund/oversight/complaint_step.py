"""What becomes of a complaint: assigned, answered, closed with a result, opened again; and how many there were."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

import attrs
from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    ScalarSelect,
    String,
    UniqueConstraint,
    cast,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.actor import Person, name_of
from khfund.audit import witnesses
from khfund.calendar import DateRange
from khfund.calendar import today as day_of
from khfund.db import Base, Whole, guard, never_changes, one_of
from khfund.errors import KhfundError
from khfund.ledger.accounting_period import ReasonMissingError
from khfund.oversight.complaint import Complaint, ComplaintKind, ComplaintUnknownError
from khfund.vietnamese import clean, require_plain

if TYPE_CHECKING:
    from khfund.command import Command


class ComplaintStateError(KhfundError):
    """An open complaint is assigned, answered and closed; a closed one is opened again first."""

    message = "Ý kiến số {number} đang ở trạng thái «{state}», không thể {action}."
    english = "The complaint {number} is «{state}» and cannot be acted on ({action})."


class ComplaintAboutPersonError(KhfundError):
    """Whoever a complaint is about does not deal with it (I42)."""

    message = "Ý kiến số {number} nói về {name} nên {name} không thể {action}; cần một người khác."
    english = (
        "The complaint {number} is about {name}, who cannot act on it ({action}); another person is needed."
    )


class NotAssignedError(KhfundError):
    """A complaint is answered by whoever it is assigned to."""

    message = "Ý kiến số {number} được giao cho {name}; chỉ người được giao trả lời."
    english = "The complaint {number} is assigned to {name}; only they answer it."


class ComplaintUnassignedError(KhfundError):
    """A complaint is assigned before it is answered."""

    message = "Ý kiến số {number} chưa giao cho ai; hãy giao trước khi trả lời."
    english = "The complaint {number} is assigned to nobody; assign it before it is answered."


class ComplaintUnansweredError(KhfundError):
    """A complaint that was not withdrawn is closed after it was answered."""

    message = "Ý kiến số {number} chưa có câu trả lời nào; hãy trả lời trước khi kết thúc."
    english = "The complaint {number} has no answer yet; answer it before it is closed."


class StepKind(enum.StrEnum):
    """What is done with a complaint."""

    ASSIGNED = "assigned"
    ANSWERED = "answered"
    CLOSED = "closed"
    REOPENED = "reopened"


class ComplaintState(enum.StrEnum):
    """Where a complaint stands."""

    NEW = "new"
    ASSIGNED = "assigned"
    ANSWERED = "answered"
    CLOSED = "closed"
    REOPENED = "reopened"


class ComplaintResult(enum.StrEnum):
    """How a complaint ended."""

    FOUNDED = "founded"
    PARTLY = "partly"
    UNFOUNDED = "unfounded"
    EXPLAINED = "explained"
    WITHDRAWN = "withdrawn"


STEP_NAMES = {
    StepKind.ASSIGNED: "giao",
    StepKind.ANSWERED: "trả lời",
    StepKind.CLOSED: "kết thúc",
    StepKind.REOPENED: "mở lại",
}
STATE_NAMES = {
    ComplaintState.NEW: "mới nhận",
    ComplaintState.ASSIGNED: "đã giao",
    ComplaintState.ANSWERED: "đã trả lời",
    ComplaintState.CLOSED: "đã kết thúc",
    ComplaintState.REOPENED: "mở lại",
}
RESULT_NAMES = {
    ComplaintResult.FOUNDED: "đúng, đã sửa",
    ComplaintResult.PARTLY: "đúng một phần",
    ComplaintResult.UNFOUNDED: "không đúng",
    ComplaintResult.EXPLAINED: "đã giải thích",
    ComplaintResult.WITHDRAWN: "người nêu rút lại",
}


class ComplaintStep(Base):
    """One step, numbered from 1 within its complaint; `assigned_to` with an assignment, `result` with a closing."""

    __tablename__ = "complaint_step"
    __table_args__ = (UniqueConstraint("complaint_id", "number"),)

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    complaint_id: Mapped[int] = mapped_column(ForeignKey("complaint.id"))
    number: Mapped[int]
    kind: Mapped[StepKind] = mapped_column(one_of(StepKind))
    day: Mapped[date]
    words: Mapped[str] = mapped_column(String(2000))
    assigned_to: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    result: Mapped[ComplaintResult | None] = mapped_column(one_of(ComplaintResult))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))


_LAST = "(SELECT s.kind FROM complaint_step s WHERE s.complaint_id = NEW.complaint_id ORDER BY s.number DESC LIMIT 1)"
_ABOUT = "(SELECT c.about_person_id FROM complaint c WHERE c.id = NEW.complaint_id)"
never_changes("complaint_step")
guard(
    "complaint_step_way",
    "complaint_step",
    when="BEFORE INSERT",
    condition="NEW.number <> (SELECT COALESCE(MAX(s.number), 0) + 1 FROM complaint_step s "  # noqa: S608
    f"WHERE s.complaint_id = NEW.complaint_id) OR (NEW.kind = 'reopened') <> (COALESCE({_LAST}, '') = 'closed') "
    "OR (NEW.kind = 'assigned') <> (NEW.assigned_to IS NOT NULL) OR (NEW.kind = 'closed') <> (NEW.result IS NOT NULL)",
    refusal="complaint_step: steps follow each other, and a closed complaint is only reopened",
)
guard(
    "complaint_step_of_another",
    "complaint_step",
    when="BEFORE INSERT",
    condition=f"NEW.assigned_to = {_ABOUT} OR (NEW.kind IN ('answered', 'closed') AND NEW.person_id = {_ABOUT})",
    refusal="complaint_step: nobody deals with a complaint about themselves",
)


@witnesses("complaint_steps")
def _written(session: Session) -> Iterator[tuple[int, str, str]]:
    query = select(ComplaintStep).order_by(ComplaintStep.command_number, ComplaintStep.id)
    for one in session.scalars(query.execution_options(yield_per=2_000)):
        yield one.command_number, _figures(one), one.words


def _figures(one: ComplaintStep) -> str:
    assigned, result = one.assigned_to or "", one.result or ""
    return f"{one.complaint_id}|{one.number}|{one.kind}|{one.day}|{assigned}|{result}|{one.person_id}"


# -- verbs ----------------------------------------------------------------------------------------------------------


def assign_complaint(
    session: Session, command: Command, complaint: Complaint, to: Person, *, words: str = ""
) -> ComplaintStep:
    """Give an open complaint to a person who answers it; given again, the last one counts.

    Raises: ComplaintUnknownError, ComplaintStateError, ComplaintAboutPersonError.
    """
    _require_open(session, command, complaint, "giao")
    _require_other(session, complaint, to.id, "nhận việc này")
    return _write(session, command, complaint, StepKind.ASSIGNED, words, assigned_to=to.id)


def answer_complaint(session: Session, command: Command, complaint: Complaint, words: str) -> ComplaintStep:
    """Write down what was answered; further answers may follow.

    Raises: ComplaintUnknownError, ComplaintStateError, ComplaintUnassignedError, NotAssignedError,
    ComplaintAboutPersonError, ReasonMissingError.
    """
    _require_open(session, command, complaint, "trả lời")
    _require_other(session, complaint, command.person_id, "trả lời")
    holder = assignee_of(session, complaint)
    if holder is None:
        raise ComplaintUnassignedError(number=complaint.id)
    if holder != command.person_id:
        raise NotAssignedError(number=complaint.id, name=name_of(session, holder))
    return _write(session, command, complaint, StepKind.ANSWERED, words, needed=True)


def close_complaint(
    session: Session, command: Command, complaint: Complaint, *, result: ComplaintResult, words: str = ""
) -> ComplaintStep:
    """Close an answered complaint with its result; one that was withdrawn needs no answer.

    Raises: ComplaintUnknownError, ComplaintStateError, ComplaintUnansweredError, ComplaintAboutPersonError.
    """
    _require_open(session, command, complaint, "kết thúc")
    _require_other(session, complaint, command.person_id, "kết thúc")
    if (
        result is not ComplaintResult.WITHDRAWN
        and state_of(session, complaint) is not ComplaintState.ANSWERED
    ):
        raise ComplaintUnansweredError(number=complaint.id)
    return _write(session, command, complaint, StepKind.CLOSED, words, result=result)


def reopen_complaint(
    session: Session, command: Command, complaint: Complaint, *, reason: str
) -> ComplaintStep:
    """Open a closed complaint again; whoever it was assigned to has it again.

    Raises: ComplaintUnknownError, ComplaintStateError, ReasonMissingError.
    """
    _require_own(command, complaint)
    state = state_of(session, complaint)
    if state is not ComplaintState.CLOSED:
        raise ComplaintStateError(number=complaint.id, state=STATE_NAMES[state], action="mở lại")
    return _write(session, command, complaint, StepKind.REOPENED, reason, needed=True)


def _require_own(command: Command, complaint: Complaint) -> None:
    if complaint.unit_id != command.unit:
        raise ComplaintUnknownError(number=complaint.id)


def _require_open(session: Session, command: Command, complaint: Complaint, action: str) -> None:
    _require_own(command, complaint)
    state = state_of(session, complaint)
    if state is ComplaintState.CLOSED:
        raise ComplaintStateError(number=complaint.id, state=STATE_NAMES[state], action=action)


def _require_other(session: Session, complaint: Complaint, person_id: int, action: str) -> None:
    if complaint.about_person_id == person_id:
        raise ComplaintAboutPersonError(number=complaint.id, name=name_of(session, person_id), action=action)


def _write(
    session: Session,
    command: Command,
    complaint: Complaint,
    kind: StepKind,
    words: str,
    *,
    needed: bool = False,
    **more: Any,
) -> ComplaintStep:
    said = "\n".join(clean(require_plain(line)) for line in words.strip().split("\n"))
    if needed and not said.strip():
        raise ReasonMissingError
    count = select(func.count()).where(ComplaintStep.complaint_id == complaint.id)
    step = ComplaintStep(
        complaint_id=complaint.id,
        number=session.scalars(count).one() + 1,
        kind=kind,
        day=day_of(command.at),
        words=said,
        person_id=command.person_id,
        command_number=command.number,
        **more,
    )
    session.add(step)
    session.flush()
    command.witness("complaint_steps", _figures(step), step.words)
    return step


# -- reads ----------------------------------------------------------------------------------------------------------


def steps_of(session: Session, complaint: Complaint) -> list[ComplaintStep]:
    """Return a complaint's steps in order."""
    query = select(ComplaintStep).where(ComplaintStep.complaint_id == complaint.id)
    return list(session.scalars(query.order_by(ComplaintStep.number)))


def state_of(session: Session, complaint: Complaint) -> ComplaintState:
    """Return where a complaint stands."""
    last = session.scalar(select(_last(ComplaintStep.kind, complaint.id)))
    return ComplaintState.NEW if last is None else ComplaintState(last)


def assignee_of(session: Session, complaint: Complaint) -> int | None:
    """Return the person who has to answer."""
    return session.scalar(select(assignee(complaint.id)))


def _last(column: Any, complaint: Any) -> ScalarSelect[Any]:
    query = select(column).where(ComplaintStep.complaint_id == complaint)
    return query.order_by(ComplaintStep.number.desc()).limit(1).scalar_subquery()


def assignee(complaint: Any = Complaint.id) -> ScalarSelect[Any]:
    """Give, in a query over complaints, the person to whom each is assigned."""
    query = select(ComplaintStep.assigned_to).where(
        ComplaintStep.complaint_id == complaint, ComplaintStep.assigned_to.is_not(None)
    )
    return query.order_by(ComplaintStep.number.desc()).limit(1).scalar_subquery()


def last_kind() -> ColumnElement[Any]:
    """Give, in a query over complaints, the state of each: the kind of its last step, or "new"."""
    return func.coalesce(cast(_last(ComplaintStep.kind, Complaint.id), String), ComplaintState.NEW.value)


def is_open() -> ColumnElement[bool]:
    """Tell, in a query over complaints, which are not closed."""
    last = _last(ComplaintStep.kind, Complaint.id)
    return or_(last.is_(None), last != StepKind.CLOSED)


@attrs.frozen
class ComplaintCounts:
    """How many complaints, or questions, of a range of days: received; of these closed, answered in time, open."""

    kind: ComplaintKind
    received: int
    closed: int
    in_time: int
    open: int
    late: int


def complaint_counts(session: Session, unit_id: int, days: DateRange, *, on: date) -> list[ComplaintCounts]:
    """Count by kind what was received in these days, as it stands on a day.

    `in_time` had a first answer by its due day; `late` has none yet and is past it.
    """
    first = (
        select(func.min(ComplaintStep.day))
        .where(ComplaintStep.complaint_id == Complaint.id, ComplaintStep.kind == StepKind.ANSWERED)
        .scalar_subquery()
    )
    query = select(Complaint.kind, Complaint.due, first, last_kind()).where(
        Complaint.unit_id == unit_id, Complaint.received >= days.start, Complaint.received < days.end
    )
    rows = session.execute(query).all()
    found = []
    for kind in ComplaintKind:
        own = [row for row in rows if row[0] == kind]
        closed = [row for row in own if row[3] == ComplaintState.CLOSED]
        in_time = [row for row in own if row[2] is not None and row[2] <= row[1]]
        late = [row for row in own if row[2] is None and row[3] != ComplaintState.CLOSED and row[1] < on]
        found.append(
            ComplaintCounts(kind, len(own), len(closed), len(in_time), len(own) - len(closed), len(late))
        )
    return found
