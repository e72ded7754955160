"""Nominations: who was put forward in a round, by which unit, from which row of which file."""

from __future__ import annotations

import enum
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.db import Base, Whole, one_of
from khfund.errors import KhfundError
from khfund.scholarships.award_round import AwardRound
from khfund.scholarships.recipient import Recipient

if TYPE_CHECKING:
    from khfund.command import Command


class NominationUnknownError(KhfundError):
    """A nomination is known by its number."""

    message = "Đợt xét không có đề nghị số {number}."
    english = "The round has no nomination number {number}."


class NominationState(enum.StrEnum):
    """A nomination stands, or was withdrawn for a coded reason."""

    STANDING = "standing"
    WITHDRAWN = "withdrawn"


class Nomination(Base):
    """One candidate put forward by one unit; `category` is what the list claims (digits like "2" or "2,6")."""

    __tablename__ = "nomination"
    __table_args__ = (
        Index("ix_nomination_round", "round_id", "recipient_id"),
        Index("ix_nomination_recipient", "recipient_id"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True, autoincrement=False)
    round_id: Mapped[int] = mapped_column(ForeignKey("award_round.id"))
    recipient_id: Mapped[int] = mapped_column(ForeignKey("recipient.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    received: Mapped[date]
    school: Mapped[str] = mapped_column(String(200))
    school_class: Mapped[str] = mapped_column(String(40))
    category: Mapped[str] = mapped_column(String(40))
    circumstances: Mapped[str] = mapped_column(Text)
    achievements: Mapped[str] = mapped_column(Text)
    file_name: Mapped[str] = mapped_column(String(200))
    file_place: Mapped[str] = mapped_column(String(80))
    state: Mapped[NominationState] = mapped_column(one_of(NominationState), default=NominationState.STANDING)
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))


def nominate(  # noqa: PLR0913  what a list says of a candidate
    session: Session,
    command: Command,
    award_round: AwardRound,
    recipient: Recipient,
    *,
    unit_id: int,
    received: date,
    school: str = "",
    school_class: str = "",
    category: str = "",
    circumstances: str = "",
    achievements: str = "",
    file_name: str = "",
    file_place: str = "",
) -> Nomination:
    """Put a recipient forward in a round on behalf of a unit."""
    from sqlalchemy import func, select  # noqa: PLC0415  settled by the owner of this file

    nomination = Nomination(
        id=(session.scalar(select(func.max(Nomination.id))) or 0) + 1,
        round_id=award_round.id,
        recipient_id=recipient.id,
        unit_id=unit_id,
        received=received,
        school=school,
        school_class=school_class,
        category=category,
        circumstances=circumstances,
        achievements=achievements,
        file_name=file_name,
        file_place=file_place,
        command_number=command.number,
    )
    session.add(nomination)
    session.flush()
    return nomination
