"""Sponsorships: who keeps a child at school, month by month, to the end of grade 12."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from khfund.db import Base, Whole


class Sponsorship(Base):
    """One child's support under one programme; who gives which share, the rate and the months stand beside it."""

    __tablename__ = "sponsorship"

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    recipient_id: Mapped[int] = mapped_column(ForeignKey("recipient.id"))
    fund_id: Mapped[int] = mapped_column(ForeignKey("fund.id"))
    agreed: Mapped[date]
    agreement: Mapped[str] = mapped_column(String(100))
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))
