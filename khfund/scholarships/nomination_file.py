"""Nomination files: each list that a unit sent into a round, by its content; the same content twice is one file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, String, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.audit import witnesses
from khfund.db import Base, Whole, never_changes
from khfund.scholarships.award_round import AwardRound

if TYPE_CHECKING:
    from khfund.command import Command


class NominationFile(Base):
    """One file taken in: how many rows came to what. `left_out` counts the rows whose mistakes an officer accepted."""

    __tablename__ = "nomination_file"
    __table_args__ = (UniqueConstraint("round_id", "unit_id", "sha256"),)

    id: Mapped[int] = mapped_column(Whole, primary_key=True, autoincrement=False)
    round_id: Mapped[int] = mapped_column(ForeignKey("award_round.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    file_name: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    received: Mapped[date]
    candidates: Mapped[int]
    added: Mapped[int]
    changed: Mapped[int]
    unchanged: Mapped[int]
    duplicates: Mapped[int]
    vanished: Mapped[int]
    left_out: Mapped[int]
    late_reason: Mapped[str] = mapped_column(String(300), default="")
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))


never_changes("nomination_file")


@witnesses("nomination_file")
def _received(session: Session) -> Iterator[tuple[int, str, str]]:
    for one in session.scalars(select(NominationFile).order_by(NominationFile.id)):
        yield one.command_number, _figures(one), _texts(one)


def _figures(one: NominationFile) -> str:
    counts = (
        one.candidates,
        one.added,
        one.changed,
        one.unchanged,
        one.duplicates,
        one.vanished,
        one.left_out,
    )
    told = (one.id, one.round_id, one.unit_id, one.sha256, one.received, *counts)
    return "|".join(map(str, told))


def _texts(one: NominationFile) -> str:
    return f"{one.file_name}|{one.late_reason}"


def enter_file(session: Session, command: Command, file: NominationFile) -> NominationFile:
    """Write down that a file was taken in; its `id` and `command_number` are given here."""
    file.id = (session.scalar(select(func.max(NominationFile.id))) or 0) + 1
    file.command_number = command.number
    session.add(file)
    session.flush()
    command.witness("nomination_file", _figures(file), _texts(file))
    return file


# -- reads ----------------------------------------------------------------------------------------------------------


def find_file(session: Session, award_round: AwardRound, unit_id: int, sha256: str) -> NominationFile | None:
    """Return the unit's file of this content in the round, if it was taken in already."""
    same = (
        NominationFile.round_id == award_round.id,
        NominationFile.unit_id == unit_id,
        NominationFile.sha256 == sha256,
    )
    return session.scalar(select(NominationFile).where(*same))


def nomination_files(session: Session, award_round: AwardRound) -> list[NominationFile]:
    """Return the files of a round in the order in which they were taken in."""
    query = select(NominationFile).where(NominationFile.round_id == award_round.id)
    return list(session.scalars(query.order_by(NominationFile.id)))
