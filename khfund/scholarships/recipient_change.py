"""What became of an entry in the register of recipients: corrected, merged with another, separated again.

Each change keeps what stood before and what stands since, so nothing that was once written is lost, and the log vouches
for the entry as it was made and for every change of it.
"""

from __future__ import annotations

import enum
import json
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

import attrs
from sqlalchemy import ForeignKey, Index, String, Text, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.audit import witnesses
from khfund.calendar import today as day_of
from khfund.db import Base, Whole, guard, never_changes, one_of
from khfund.errors import KhfundError
from khfund.ledger.accounting_period import ReasonMissingError
from khfund.scholarships.recipient import (
    PARTICULARS,
    Particulars,
    Recipient,
    RecipientKind,
    RecipientUnknownError,
    Sex,
    key_of,
    line_of,
    sound,
)
from khfund.vietnamese import clean, fold

if TYPE_CHECKING:
    from khfund.command import Command


class NothingToCorrectError(KhfundError):
    """A correction changes something."""

    message = "Thông tin của người nhận số {number} đã đúng như vậy; không có gì để sửa."
    english = "Recipient {number} is already entered like this; there is nothing to correct."


class RecipientMergeError(KhfundError):
    """An entry is merged once, into another entry of the same register that is not merged itself."""

    message = (
        "Không gộp được người nhận số {merged} vào số {survivor}; hãy chọn hai số khác nhau chưa bị gộp."
    )
    english = (
        "Recipient {merged} cannot be merged into {survivor}; choose two different ones that are not merged."
    )


class RecipientNotMergedError(KhfundError):
    """Only a merged entry can be separated again."""

    message = "Người nhận số {number} chưa bị gộp vào ai."
    english = "Recipient {number} is not merged into anybody."


class ChangeKind(enum.StrEnum):
    """What was done with the entry."""

    CORRECTED = "corrected"
    MERGED = "merged"
    SEPARATED = "separated"


class RecipientChange(Base):
    """One change; `changed` is JSON: what → [before, since]. Personal, like the entry itself."""

    __tablename__ = "recipient_change"
    __table_args__ = (Index("ix_recipient_change_recipient", "recipient_id"),)

    id: Mapped[int] = mapped_column(Whole, primary_key=True, autoincrement=False)
    recipient_id: Mapped[int] = mapped_column(ForeignKey("recipient.id"))
    kind: Mapped[ChangeKind] = mapped_column(one_of(ChangeKind))
    day: Mapped[date]
    changed: Mapped[str] = mapped_column(Text)
    other_id: Mapped[int | None] = mapped_column(ForeignKey("recipient.id"))
    reason: Mapped[str] = mapped_column(String(300))
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))


never_changes("recipient_change")
guard(
    "recipient_changes_on_record",
    "recipient",
    when="BEFORE UPDATE",
    condition="NEW.id <> OLD.id OR NEW.unit_id <> OLD.unit_id OR NEW.command_number <> OLD.command_number "
    "OR NOT EXISTS (SELECT 1 FROM recipient_change c WHERE c.recipient_id = NEW.id "
    "AND NOT EXISTS (SELECT 1 FROM leaf WHERE number = c.command_number))",
    refusal="recipient: a change is written down before it is made",
)
guard(
    "recipient_kept",
    "recipient",
    when="BEFORE DELETE",
    condition="1 = 1",
    refusal="recipient: rows are never deleted",
)


@witnesses("recipient")
def _entered(session: Session) -> Iterator[tuple[int, str, str]]:
    """Entries as they were made: what was changed since is undone."""
    since: dict[int, list[dict[str, list[Any]]]] = {}
    for change in session.scalars(select(RecipientChange).order_by(RecipientChange.id.desc())):
        since.setdefault(change.recipient_id, []).append(json.loads(change.changed))
    columns = [getattr(Recipient, name) for name in PARTICULARS]
    query = select(Recipient.command_number, Recipient.id, Recipient.unit_id, *columns)
    ordered = query.order_by(Recipient.command_number, Recipient.id).execution_options(yield_per=5_000)
    for number, recipient, unit_id, *values in session.execute(ordered):
        told = dict(zip(PARTICULARS, values, strict=True))
        for changed in since.get(recipient, ()):
            _undo(told, changed)
        yield number, f"{recipient}|{unit_id}", line_of(told[name] for name in PARTICULARS)


def _undo(told: dict[str, Any], changed: dict[str, list[Any]]) -> None:
    for name, (before, since) in changed.items():
        stands = _plain(told[name]) == since
        # what was changed by nobody on record differs from what the log vouches for
        told[name] = before if stands else f"? {told[name]}"


@witnesses("recipient_change")
def _changes(session: Session) -> Iterator[tuple[int, str, str]]:
    ordered = select(RecipientChange).order_by(RecipientChange.command_number, RecipientChange.id)
    for row in session.scalars(ordered.execution_options(yield_per=5_000)):
        yield row.command_number, _figures(row), f"{row.changed}|{row.reason}"


def _figures(row: RecipientChange) -> str:
    other = "" if row.other_id is None else row.other_id
    return f"{row.id}|{row.recipient_id}|{row.kind.value}|{row.day}|{other}"


def correct_recipient(
    session: Session, command: Command, recipient: Recipient, told: Particulars, *, reason: str = ""
) -> Recipient:
    """Write what is now known of a recipient; what was known before stays on record.

    Raises: RecipientUnknownError, NothingToCorrectError, and what `sound` raises.
    """
    _require_own(command, recipient)
    known = sound(told, day_of(command.at))
    before = recipient.particulars
    changed = {
        name: [_plain(getattr(before, name)), _plain(getattr(known, name))]
        for name in PARTICULARS
        if getattr(before, name) != getattr(known, name)
    }
    if not changed:
        raise NothingToCorrectError(number=recipient.id)
    _record(session, command, recipient, ChangeKind.CORRECTED, changed=changed, reason=reason)
    for name in PARTICULARS:
        setattr(recipient, name, getattr(known, name))
    recipient.sort_key, recipient.search_fold = key_of(known), fold(known.full_name)
    session.flush()
    return recipient


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return value.value if isinstance(value, (RecipientKind, Sex)) else value


def merge_recipients(
    session: Session, command: Command, merged: Recipient, *, survivor: Recipient, reason: str
) -> Recipient:
    """Say that two entries are one person; everything of `merged` is shown under `survivor` and nothing rewritten.

    Raises: RecipientMergeError, RecipientUnknownError, ReasonMissingError.
    """
    _require_own(command, merged)
    _require_own(command, survivor)
    if merged.id == survivor.id or merged.merged_into_id or survivor.merged_into_id:
        raise RecipientMergeError(merged=merged.id, survivor=survivor.id)
    if not clean(reason):
        raise ReasonMissingError
    _record(session, command, merged, ChangeKind.MERGED, other=survivor, reason=reason)
    merged.merged_into_id = survivor.id
    session.flush()
    return survivor


def separate_recipient(session: Session, command: Command, recipient: Recipient, *, reason: str) -> Recipient:
    """Undo a merger that was a mistake.

    Raises: RecipientNotMergedError, RecipientUnknownError, ReasonMissingError.
    """
    _require_own(command, recipient)
    if recipient.merged_into_id is None:
        raise RecipientNotMergedError(number=recipient.id)
    if not clean(reason):
        raise ReasonMissingError
    other = session.get_one(Recipient, recipient.merged_into_id)
    _record(session, command, recipient, ChangeKind.SEPARATED, other=other, reason=reason)
    recipient.merged_into_id = None
    session.flush()
    return recipient


def _require_own(command: Command, recipient: Recipient) -> None:
    if recipient.unit_id != command.unit:
        raise RecipientUnknownError(number=recipient.id)


def _record(
    session: Session,
    command: Command,
    recipient: Recipient,
    kind: ChangeKind,
    *,
    changed: dict[str, list[object]] | None = None,
    other: Recipient | None = None,
    reason: str,
) -> None:
    row = RecipientChange(
        id=(session.scalar(select(func.max(RecipientChange.id))) or 0) + 1,
        recipient_id=recipient.id,
        kind=kind,
        day=day_of(command.at),
        changed=json.dumps(changed or {}, ensure_ascii=False, sort_keys=True),
        other_id=other.id if other else None,
        reason=clean(reason)[:300],
        command_number=command.number,
    )
    session.add(row)
    session.flush()
    command.witness("recipient_change", _figures(row), f"{row.changed}|{row.reason}")


@attrs.frozen
class Change:
    """A change as a person reads it: what → (before, since)."""

    day: date
    kind: ChangeKind
    changed: dict[str, tuple[Any, Any]]
    other: int | None
    reason: str
    command: int


def changes(session: Session, number: int) -> list[Change]:
    """Return what was done with an entry, oldest first."""
    rows = select(RecipientChange).where(RecipientChange.recipient_id == number).order_by(RecipientChange.id)
    return [
        Change(
            one.day,
            one.kind,
            {name: (before, since) for name, (before, since) in json.loads(one.changed).items()},
            one.other_id,
            one.reason,
            one.command_number,
        )
        for one in session.scalars(rows)
    ]
