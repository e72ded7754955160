"""Checkpoints that were signed in the office and kept: what anybody may hold against the log later.

A checkpoint covers the log up to the command before the one that keeps it. Kept checkpoints are compared with the log
by `khfund check`; that protects against whoever changes rows, not against whoever rewrites the whole file: for that a
checkpoint is handed out of the house (the public statement prints it, the inspectors keep it).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund import audit
from khfund.audit import witnesses
from khfund.calendar import today as day_of
from khfund.db import Base, Whole, never_changes, whole
from khfund.errors import KhfundError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from khfund.command import Command


class CheckpointUnknownError(KhfundError):
    """A kept checkpoint is known by its number."""

    message = "Đơn vị không có dấu mốc số {number}."
    english = "The unit has no checkpoint {number}."


class KeptCheckpoint(Base):
    """A signed checkpoint: `size` commands under the root in `text`; `verifier` is the public key as C2SP writes it."""

    __tablename__ = "kept_checkpoint"
    __table_args__ = (*whole("size"),)

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    day: Mapped[date]
    size: Mapped[int] = mapped_column(Whole)
    text: Mapped[str] = mapped_column(Text)
    verifier: Mapped[str] = mapped_column(String(500))
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))

    @property
    def point(self) -> audit.Checkpoint:
        """The checkpoint read from its text."""
        return audit.read_checkpoint(self.text, str(self.id))


never_changes("kept_checkpoint")


@witnesses("kept_checkpoints")
def _kept(session: Session) -> Iterator[tuple[int, str, str]]:
    for one in session.scalars(select(KeptCheckpoint).order_by(KeptCheckpoint.id)):
        yield one.command_number, _figures(one), ""


def _figures(one: KeptCheckpoint) -> str:
    return f"{one.id}|{one.unit_id}|{one.day}|{one.size}|{one.text!r}|{one.verifier}"


def sign_checkpoint(
    session: Session, command: Command, origin: str, key: Ed25519PrivateKey
) -> KeptCheckpoint:
    """Sign the log as it stands before this command, and keep the checkpoint."""
    point = audit.checkpoint(session, origin, key)
    kept = KeptCheckpoint(
        unit_id=command.unit,
        day=day_of(command.at),
        size=point.size,
        text=str(point),
        verifier=audit.verifier_key(origin, key.public_key()),
        command_number=command.number,
    )
    session.add(kept)
    session.flush()
    command.witness("kept_checkpoints", _figures(kept), "")
    return kept


# -- reads ----------------------------------------------------------------------------------------------------------


def kept_checkpoints(session: Session, unit_id: int) -> list[KeptCheckpoint]:
    """Return the unit's checkpoints, the newest first."""
    query = select(KeptCheckpoint).where(KeptCheckpoint.unit_id == unit_id)
    return list(session.scalars(query.order_by(KeptCheckpoint.id.desc())))


def newest_checkpoint(session: Session, unit_id: int) -> KeptCheckpoint | None:
    """Return the unit's last checkpoint, if it has one."""
    query = select(KeptCheckpoint).where(KeptCheckpoint.unit_id == unit_id)
    return session.scalar(query.order_by(KeptCheckpoint.id.desc()).limit(1))


def find_checkpoint(session: Session, unit_id: int, number: int) -> KeptCheckpoint:
    """Return a checkpoint of the unit by its number.

    Raises: CheckpointUnknownError.
    """
    found = session.get(KeptCheckpoint, number)
    if found is None or found.unit_id != unit_id:
        raise CheckpointUnknownError(number=number)
    return found


def broken_checkpoints(session: Session) -> Iterator[str]:
    """Tell, in one pass over the log, each kept checkpoint that the log does not begin with."""
    wanted = list(session.scalars(select(KeptCheckpoint).order_by(KeptCheckpoint.size, KeptCheckpoint.id)))
    if not wanted:
        return
    tree, read, told = audit.Tree(), 0, list[str]()
    lines = audit.lines(session, wanted[-1].size)
    for one in wanted:
        while read < one.size and (line := next(lines, None)) is not None:
            tree.add(audit.leaf_hash(line))
            read += 1
        if (read, tree.root()) != (one.size, one.point.root):
            told.append(f"nhật ký không bắt đầu bằng dấu mốc số {one.id} ({one.size} lệnh)")
    next(lines, None)  # so that PostgreSQL's cursor is closed
    yield from told
