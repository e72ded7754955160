"""Awards: what a decision gives to a recipient of a round, and what becomes of it."""

from __future__ import annotations

import enum
from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from khfund.db import Base, Whole, one_of, whole


class AwardState(enum.StrEnum):
    """Granted by decision; suspended for a while; revoked for good."""

    GRANTED = "granted"
    SUSPENDED = "suspended"
    REVOKED = "revoked"


class Award(Base):
    """One award (một suất) of one round; a recipient may hold several over programmes and years."""

    __tablename__ = "award"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount_positive"),
        *whole("amount"),
        Index("ix_award_recipient", "recipient_id"),
        Index("ix_award_round", "round_id"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True, autoincrement=False)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    round_id: Mapped[int] = mapped_column(ForeignKey("award_round.id"))
    nomination_id: Mapped[int] = mapped_column(ForeignKey("nomination.id"), unique=True)
    recipient_id: Mapped[int] = mapped_column(ForeignKey("recipient.id"))
    amount: Mapped[int] = mapped_column(Whole)
    category: Mapped[str] = mapped_column(String(60))
    granted: Mapped[date]
    state: Mapped[AwardState] = mapped_column(one_of(AwardState), default=AwardState.GRANTED)
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))
