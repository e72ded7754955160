"""Award rounds: a programme's yearly round with its fund, budget, rulebook, amounts, quotas and deadlines."""

from __future__ import annotations

import enum
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.db import Base, Whole, one_of, whole
from khfund.errors import KhfundError
from khfund.ledger import Fund
from khfund.scholarships.programme import Programme

if TYPE_CHECKING:
    from khfund.command import Command


class RoundUnknownError(KhfundError):
    """A round is known in its unit by its code."""

    message = "Đơn vị không có đợt xét mã «{code}»; xem bằng `khfund round list`."
    english = "The unit has no award round with the code «{code}»; see `khfund round list`."


class RoundState(enum.StrEnum):
    """Where a round stands: it takes nominations, then is screened and scored, allocated, decided; or cancelled."""

    OPEN = "open"
    CLOSED = "closed"
    ALLOCATED = "allocated"
    DECIDED = "decided"
    CANCELLED = "cancelled"


class AwardRound(Base):
    """One round. `nominate_until` is the last day for nominations, inclusive; facts count as of `as_of`."""

    __tablename__ = "award_round"
    __table_args__ = (
        UniqueConstraint("unit_id", "code"),
        CheckConstraint("budget > 0", name="budget_positive"),
        *whole("budget"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    code: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(200))
    school_year: Mapped[int]
    fund_id: Mapped[int] = mapped_column(ForeignKey("fund.id"))
    budget: Mapped[int] = mapped_column(Whole)
    rulebook: Mapped[str] = mapped_column(String(60))
    rulebook_digest: Mapped[str] = mapped_column(String(64))
    nominate_until: Mapped[date]
    as_of: Mapped[date]
    state: Mapped[RoundState] = mapped_column(one_of(RoundState), default=RoundState.OPEN)
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))


def open_round(  # noqa: PLR0913  the terms of a round are these
    session: Session,
    command: Command,
    programme: Programme,
    code: str,
    name: str,
    *,
    school_year: int,
    fund: Fund,
    budget: int,
    nominate_until: date,
    as_of: date,
    rulebook: str = "",
    rulebook_digest: str = "",
) -> AwardRound:
    """Open a round of a programme; without `rulebook` the programme's own is used."""
    award_round = AwardRound(
        unit_id=command.unit,
        programme_id=programme.id,
        code=code,
        name=name,
        school_year=school_year,
        fund_id=fund.id,
        budget=budget,
        rulebook=rulebook or programme.rulebook,
        rulebook_digest=rulebook_digest,
        nominate_until=nominate_until,
        as_of=as_of,
        command_number=command.number,
    )
    session.add(award_round)
    session.flush()
    return award_round


def find_round(session: Session, unit_id: int, code: str) -> AwardRound:
    """Return the unit's round with this code.

    Raises: RoundUnknownError.
    """
    found = session.scalar(select(AwardRound).where(AwardRound.unit_id == unit_id, AwardRound.code == code))
    if found is None:
        raise RoundUnknownError(code=code)
    return found
