"""What happened to minutes of confirmation after they were made."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import Exists, ForeignKey, Index, String, select, text
from sqlalchemy.orm import InstrumentedAttribute, Mapped, Session, mapped_column

from khfund.audit import witnesses
from khfund.calendar import today as day_of
from khfund.db import Base, Whole, never_changes, one_of

if TYPE_CHECKING:
    from khfund.command import Command


class ConfirmationEventKind(enum.StrEnum):
    """What happened to minutes afterwards."""

    VOIDED = "voided"
    COPIED = "copied"


class ConfirmationEvent(Base):
    """That minutes were voided, or handed out as a copy."""

    __tablename__ = "confirmation_event"
    __table_args__ = (
        Index(
            "uq_confirmation_event_voided_once",
            "confirmation_id",
            unique=True,
            sqlite_where=text("kind = 'voided'"),
            postgresql_where=text("kind = 'voided'"),
        ),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    confirmation_id: Mapped[int] = mapped_column(ForeignKey("confirmation.id"))
    kind: Mapped[ConfirmationEventKind] = mapped_column(one_of(ConfirmationEventKind))
    day: Mapped[date]
    reason: Mapped[str] = mapped_column(String(500))
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))


never_changes("confirmation_event")


@witnesses("confirmation_event")
def _events_written(session: Session) -> Iterator[tuple[int, str, str]]:
    for row in session.scalars(select(ConfirmationEvent).order_by(ConfirmationEvent.id)):
        yield row.command_number, _figures(row), row.reason


def _figures(row: ConfirmationEvent) -> str:
    return f"{row.id}|{row.confirmation_id}|{row.kind.value}|{row.day}"


def record_event(
    session: Session, command: Command, confirmation_id: int, kind: ConfirmationEventKind, reason: str
) -> ConfirmationEvent:
    """Write down what happened to minutes, dated the command's day."""
    row = ConfirmationEvent(
        confirmation_id=confirmation_id,
        kind=kind,
        day=day_of(command.at),
        reason=reason,
        command_number=command.number,
    )
    session.add(row)
    session.flush()
    command.witness("confirmation_event", _figures(row), row.reason)
    return row


def is_voided(confirmation_id: InstrumentedAttribute[int]) -> Exists:
    """Tell, in a query, which minutes were voided."""
    return (
        select(ConfirmationEvent.id)
        .where(
            ConfirmationEvent.confirmation_id == confirmation_id,
            ConfirmationEvent.kind == ConfirmationEventKind.VOIDED,
        )
        .exists()
    )


def voiding_of(session: Session, confirmation_id: int) -> ConfirmationEvent | None:
    """Return when and why minutes were voided, if they were."""
    query = select(ConfirmationEvent).where(
        ConfirmationEvent.confirmation_id == confirmation_id,
        ConfirmationEvent.kind == ConfirmationEventKind.VOIDED,
    )
    return session.scalar(query)
