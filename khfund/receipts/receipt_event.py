"""What happened to a receipt after it was issued, and what it is worth since."""

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


class ReceiptState(enum.StrEnum):
    """What a receipt is worth today; `unknown` is the answer for a code that none bears."""

    GENUINE = "genuine"
    VOIDED = "voided"
    REPLACED = "replaced"
    UNKNOWN = "unknown"


STATE_NAMES = {
    ReceiptState.GENUINE: "còn giá trị",
    ReceiptState.VOIDED: "đã bị hủy",
    ReceiptState.REPLACED: "đã được thay thế",
    ReceiptState.UNKNOWN: "không có trong sổ",
}


class ReceiptEventKind(enum.StrEnum):
    """What happened to a receipt after it was issued."""

    VOIDED = "voided"
    REPLACED = "replaced"
    COPIED = "copied"


class ReceiptEvent(Base):
    """That a receipt was voided, replaced or copied, on which day and why."""

    __tablename__ = "receipt_event"
    __table_args__ = (
        Index(
            "uq_receipt_event_ended_once",
            "receipt_id",
            unique=True,
            sqlite_where=text("kind <> 'copied'"),
            postgresql_where=text("kind <> 'copied'"),
        ),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    receipt_id: Mapped[int] = mapped_column(ForeignKey("receipt.id"))
    kind: Mapped[ReceiptEventKind] = mapped_column(one_of(ReceiptEventKind))
    day: Mapped[date]
    reason: Mapped[str] = mapped_column(String(500))
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))


never_changes("receipt_event")


@witnesses("receipt_event")
def _written(session: Session) -> Iterator[tuple[int, str, str]]:
    query = text("SELECT command_number, id, receipt_id, kind, day, reason FROM receipt_event ORDER BY id")
    for number, *figures, reason in session.execute(query, execution_options={"yield_per": 2_000}):
        yield number, "|".join(map(str, figures)), reason


def record_event(
    session: Session, command: Command, receipt_id: int, kind: ReceiptEventKind, reason: str
) -> ReceiptEvent:
    """Write down what happened to a receipt, dated the command's day."""
    day = day_of(command.at)
    event = ReceiptEvent(
        receipt_id=receipt_id, kind=kind, day=day, reason=reason, command_number=command.number
    )
    session.add(event)
    session.flush()
    command.witness("receipt_event", f"{event.id}|{receipt_id}|{kind.value}|{day.isoformat()}", reason)
    return event


def ended(receipt_id: InstrumentedAttribute[int]) -> Exists:
    """Tell, in a query over receipts, which of them were voided or replaced."""
    ending = ReceiptEvent.kind != ReceiptEventKind.COPIED
    return select(ReceiptEvent.id).where(ReceiptEvent.receipt_id == receipt_id, ending).exists()


def state_of(session: Session, receipt_id: int) -> ReceiptState:
    """Return what a receipt is worth today."""
    ending = ending_of(session, receipt_id)
    return ReceiptState(ending.kind.value) if ending else ReceiptState.GENUINE


def ending_of(session: Session, receipt_id: int) -> ReceiptEvent | None:
    """Return how a receipt lost its value, if it did."""
    ending = ReceiptEvent.kind != ReceiptEventKind.COPIED
    return session.scalar(select(ReceiptEvent).where(ReceiptEvent.receipt_id == receipt_id, ending))
