"""What happens to a sponsored child: repeating a class, suspension and resumption, leaving, death, graduation, the end.

An event is written once, on the day on which it happened; one entered by mistake is taken back, with a reason. What
follows from events is computed by `schedule`; `sponsorship_course` holds the verbs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.audit import witnesses
from khfund.db import Base, Whole, never_changes, one_of
from khfund.errors import KhfundError
from khfund.scholarships.instalment import DropReason
from khfund.scholarships.schedule import EventKind, Happening
from khfund.scholarships.sponsorship import Sponsorship

if TYPE_CHECKING:
    from khfund.command import Command


class ChildEventUnknownError(KhfundError):
    """An event of a sponsorship is known by its number."""

    message = "Thỏa thuận đỡ đầu số {sponsorship} không có sự việc số {number}."
    english = "The sponsorship number {sponsorship} has no event number {number}."


class ChildEvent(Base):
    """An event on the day on which it happened; repeating a class happens on the first day of the school year."""

    __tablename__ = "child_event"
    __table_args__ = (
        CheckConstraint("(kind = 'end') = (reason IS NOT NULL)", name="end_has_reason"),
        CheckConstraint("kind = 'resume' OR NOT back_pay", name="back_pay_of_resumption"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    sponsorship_id: Mapped[int] = mapped_column(ForeignKey("sponsorship.id"), index=True)
    kind: Mapped[EventKind] = mapped_column(one_of(EventKind))
    day: Mapped[date]
    back_pay: Mapped[bool] = mapped_column(Boolean)
    reason: Mapped[DropReason | None] = mapped_column(one_of(DropReason))
    words: Mapped[str] = mapped_column(String(300))
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))

    @property
    def happening(self) -> Happening:
        """The event as the schedule wants it."""
        return Happening(self.kind, self.day, self.back_pay, self.reason)


class ChildEventTakenBack(Base):
    """That an event was entered by mistake, and why."""

    __tablename__ = "child_event_taken_back"

    event_id: Mapped[int] = mapped_column(ForeignKey("child_event.id"), primary_key=True)
    words: Mapped[str] = mapped_column(String(300))
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))


for _table in ("child_event", "child_event_taken_back"):
    never_changes(_table)


@witnesses("child_events")
def _written(session: Session) -> Iterator[tuple[int, str, str]]:
    for one in session.scalars(select(ChildEvent).order_by(ChildEvent.id)):
        yield one.command_number, _figures(one), one.words


def _figures(one: ChildEvent) -> str:
    parts = (one.id, one.sponsorship_id, one.kind.value, one.day, int(one.back_pay))
    return "|".join(map(str, parts)) + f"|{one.reason.value if one.reason else ''}"


@witnesses("child_events_taken_back")
def _taken_back(session: Session) -> Iterator[tuple[int, str, str]]:
    ordered = (ChildEventTakenBack.command_number, ChildEventTakenBack.event_id)
    for one in session.scalars(select(ChildEventTakenBack).order_by(*ordered)):
        yield one.command_number, str(one.event_id), one.words


def keep_event(
    session: Session, command: Command, made: Sponsorship, happening: Happening, words: str
) -> ChildEvent:
    """Write an event that fits; `sponsorship_course.record` is what offices call."""
    row = ChildEvent(
        sponsorship_id=made.id,
        kind=happening.kind,
        day=happening.day,
        back_pay=happening.back_pay,
        reason=happening.reason,
        words=words,
        command_number=command.number,
    )
    session.add(row)
    session.flush()
    command.witness("child_events", _figures(row), words)
    return row


def keep_taken_back(session: Session, command: Command, event: ChildEvent, words: str) -> ChildEventTakenBack:
    """Write that an event did not happen; `sponsorship_course.take_back` is what offices call."""
    row = ChildEventTakenBack(event_id=event.id, words=words, command_number=command.number)
    session.add(row)
    session.flush()
    command.witness("child_events_taken_back", str(event.id), words)
    return row


# -- reads ------------------------------------------------------------------------------------------------------------


def find_event(session: Session, made: Sponsorship, number: int) -> ChildEvent:
    """Return an event of a sponsorship that was not taken back.

    Raises: ChildEventUnknownError.
    """
    for one in events_of(session, [made]).get(made.id, ()):
        if one.id == number:
            return one
    raise ChildEventUnknownError(sponsorship=made.id, number=number)


def events_of(session: Session, made: Sequence[Sponsorship]) -> Mapping[int, list[ChildEvent]]:
    """Return sponsorship → its events by day, those taken back left out."""
    query = (
        select(ChildEvent)
        .outerjoin(ChildEventTakenBack, ChildEventTakenBack.event_id == ChildEvent.id)
        .where(
            ChildEvent.sponsorship_id.in_([one.id for one in made]), ChildEventTakenBack.event_id.is_(None)
        )
    )
    found: dict[int, list[ChildEvent]] = defaultdict(list)
    for one in session.scalars(query.order_by(ChildEvent.day, ChildEvent.id)):
        found[one.sponsorship_id].append(one)
    return found
