"""Awards: what a decision gives to a recipient of a round, and what becomes of it.

An award is written once; only its state follows what happens to it (`award_outcome`). Its money is owed through
instalments, which payment runs pay.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

import attrs
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.audit import witnesses
from khfund.db import Base, Whole, guard, insert_rows, one_of, whole
from khfund.errors import KhfundError
from khfund.scholarships.award_round import AwardRound
from khfund.scholarships.instalment import Instalment, InstalmentWithdrawal

if TYPE_CHECKING:
    from khfund.command import Command


class AwardUnknownError(KhfundError):
    """An award is known in its unit by its number."""

    message = "Đơn vị không có suất học bổng số {number}; xem bằng `khfund award list`."
    english = "The unit has no award number {number}; see `khfund award list`."


class AwardState(enum.StrEnum):
    """Granted by decision; suspended for a while; revoked for good."""

    GRANTED = "granted"
    SUSPENDED = "suspended"
    REVOKED = "revoked"


STATE_NAMES = {
    AwardState.GRANTED: "đang có hiệu lực",
    AwardState.SUSPENDED: "đang tạm dừng",
    AwardState.REVOKED: "đã thu hồi",
}


class Award(Base):
    """One award (một suất) of one round; a recipient may hold several over programmes and years.

    `unit_id` is the unit that gives; who nominated stands in the nomination. `decision` is the number of the decision
    that granted it, `replaces_id` the revoked award whose place it took.
    """

    __tablename__ = "award"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint("replaces_id <> id", name="replaces_another"),
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
    category: Mapped[str] = mapped_column(String(120))
    granted: Mapped[date]
    decision: Mapped[str] = mapped_column(String(100), default="")
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("award.id"), unique=True)
    state: Mapped[AwardState] = mapped_column(one_of(AwardState), default=AwardState.GRANTED)
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))


_COLUMNS = (
    "id", "unit_id", "round_id", "nomination_id", "recipient_id", "amount", "category", "granted", "decision",
    "replaces_id", "state", "command_number",
)  # fmt: skip

guard(
    "award_same",
    "award",
    when="BEFORE UPDATE",
    condition="OLD.state = 'revoked' OR NEW.id <> OLD.id OR NEW.unit_id <> OLD.unit_id OR NEW.round_id <> OLD.round_id "
    "OR NEW.nomination_id <> OLD.nomination_id OR NEW.recipient_id <> OLD.recipient_id OR NEW.amount <> OLD.amount "
    "OR NEW.category <> OLD.category OR NEW.granted <> OLD.granted OR NEW.decision <> OLD.decision "
    "OR NEW.replaces_id IS DISTINCT FROM OLD.replaces_id OR NEW.command_number <> OLD.command_number",
    refusal="award: only its state changes, and a revoked award stays revoked",
)
guard("award_kept", "award", when="BEFORE DELETE", condition="1 = 1", refusal="award: rows are never deleted")
guard(
    "award_within_budget",
    "award",
    when="BEFORE INSERT",
    condition="NEW.amount + (SELECT COALESCE(SUM(a.amount), 0) FROM award a WHERE a.round_id = NEW.round_id "
    "AND a.state <> 'revoked') > (SELECT budget FROM award_round WHERE id = NEW.round_id)",
    refusal="award: the awards of a round stay within its budget",
)
guard(
    "award_replaces_revoked",
    "award",
    when="BEFORE INSERT",
    condition="NEW.replaces_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM award a WHERE a.id = NEW.replaces_id "
    "AND a.round_id = NEW.round_id AND a.state = 'revoked')",
    refusal="award: it replaces a revoked award of its own round",
)


@witnesses("award")
def _awards_written(session: Session) -> Iterator[tuple[int, str, str]]:
    columns = [getattr(Award, name) for name in _COLUMNS]
    query = select(*columns).order_by(Award.command_number, Award.id)
    for row in session.execute(query.execution_options(yield_per=5_000)):
        yield row[-1], _figures(row[:-2]), ""


def _figures(parts: Sequence[object]) -> str:
    """What never changes of an award, its state left out."""
    return "|".join("" if part is None else str(part) for part in parts)


@attrs.frozen
class NewAward:
    """An award to be written, by the ids of its nomination and recipient; `replaces` is a revoked award."""

    nomination: int
    recipient: int
    amount: int
    category: str
    replaces: int | None = None


def write_awards(
    session: Session,
    command: Command,
    award_round: AwardRound,
    new: Sequence[NewAward],
    *,
    granted: date,
    decision: str,
) -> list[int]:
    """Write awards of a round without any instalment and return their numbers; `round_decision` is the verb."""
    first = (session.scalar(select(func.max(Award.id))) or 0) + 1
    rows = [
        (
            number, award_round.unit_id, award_round.id, one.nomination, one.recipient, one.amount, one.category,
            granted.isoformat(), decision, one.replaces, AwardState.GRANTED.value, command.number,
        )
        for number, one in enumerate(new, first)
    ]  # fmt: skip
    insert_rows(session, "award", _COLUMNS, rows)
    for row in rows:
        command.witness("award", _figures(row[:-2]), "")
    return [row[0] for row in rows]


# -- reads ----------------------------------------------------------------------------------------------------------


def find_award(session: Session, unit_id: int, number: int) -> Award:
    """Return an award that the unit gives.

    Raises: AwardUnknownError.
    """
    found = session.get(Award, number)
    if found is None or found.unit_id != unit_id:
        raise AwardUnknownError(number=number)
    return found


def awards(session: Session, award_round: AwardRound) -> list[Award]:
    """Return the awards of a round in the order in which they were granted."""
    return list(session.scalars(select(Award).where(Award.round_id == award_round.id).order_by(Award.id)))


def live_amount(session: Session, award_round: AwardRound) -> int:
    """Return what the awards of a round that are not revoked come to, in đồng."""
    query = select(func.coalesce(func.sum(Award.amount), 0)).where(
        Award.round_id == award_round.id, Award.state != AwardState.REVOKED
    )
    return int(session.scalars(query).one())


def instalments_of(session: Session, award: Award, *, standing: bool = False) -> list[Instalment]:
    """Return an award's instalments by month; with `standing` only those that are not withdrawn."""
    query = select(Instalment).where(Instalment.award_id == award.id).order_by(Instalment.month)
    if standing:
        query = query.where(~Instalment.id.in_(select(InstalmentWithdrawal.instalment_id)))
    return list(session.scalars(query))
