"""Two entries of the register that may be one person: found, shown, decided once by a person, and not shown again."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import attrs
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.audit import witnesses
from khfund.calendar import today as day_of
from khfund.db import Base, Whole, never_changes, one_of
from khfund.ledger.accounting_period import ReasonMissingError
from khfund.scholarships.enrolment import Enrolment
from khfund.scholarships.recipient import Particulars, Recipient, find_recipient
from khfund.scholarships.recipient_change import RecipientMergeError, merge_recipients
from khfund.scholarships.recipient_likeness import Likeness, Traits, alike_pairs, alike_to
from khfund.vietnamese import clean

if TYPE_CHECKING:
    from khfund.command import Command


class PairVerdict(enum.StrEnum):
    """What a person found: one person, or two."""

    SAME = "same"
    DIFFERENT = "different"


class PairDecision(Base):
    """What a person decided about two entries; the newest decision holds."""

    __tablename__ = "pair_decision"
    __table_args__ = (
        CheckConstraint("low_id < high_id", name="in_order"),
        Index("ix_pair_decision_pair", "low_id", "high_id"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True, autoincrement=False)
    low_id: Mapped[int] = mapped_column(ForeignKey("recipient.id"))
    high_id: Mapped[int] = mapped_column(ForeignKey("recipient.id"))
    verdict: Mapped[PairVerdict] = mapped_column(one_of(PairVerdict))
    day: Mapped[date]
    reason: Mapped[str] = mapped_column(String(300))
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))


never_changes("pair_decision")


@witnesses("pair_decision")
def _decided(session: Session) -> Iterator[tuple[int, str, str]]:
    for row in session.scalars(select(PairDecision).order_by(PairDecision.command_number, PairDecision.id)):
        yield row.command_number, _figures(row), row.reason


def _figures(row: PairDecision) -> str:
    return f"{row.id}|{row.low_id}|{row.high_id}|{row.verdict.value}|{row.day}"


@attrs.frozen
class Pair:
    """Two entries by their numbers, the lower first, and what makes them alike."""

    low: int
    high: int
    likeness: Likeness


def decide_pair(
    session: Session, command: Command, one: int, other: int, verdict: PairVerdict, *, reason: str
) -> PairDecision:
    """Write what a person found of two entries; if they are one person, `other` is merged into `one`.

    Raises: RecipientUnknownError, RecipientMergeError, ReasonMissingError.
    """
    first, second = find_recipient(session, command.unit, one), find_recipient(session, command.unit, other)
    if first.id == second.id:
        raise RecipientMergeError(merged=other, survivor=one)
    if not clean(reason):
        raise ReasonMissingError
    row = PairDecision(
        id=(session.scalar(select(func.max(PairDecision.id))) or 0) + 1,
        low_id=min(first.id, second.id),
        high_id=max(first.id, second.id),
        verdict=verdict,
        day=day_of(command.at),
        reason=clean(reason)[:300],
        command_number=command.number,
    )
    session.add(row)
    session.flush()
    command.witness("pair_decision", _figures(row), row.reason)
    if verdict is PairVerdict.SAME:
        merge_recipients(session, command, second, survivor=first, reason=reason)
    return row


# -- reads ------------------------------------------------------------------------------------------------------------


def duplicates(session: Session, unit_id: int) -> list[Pair]:
    """Return the pairs of the unit's register that may be one person and that nobody has told apart, likely ones first.

    Probable twins are among them, last and named as such.
    """
    apart = _told_apart(session)
    pairs = (
        Pair(min(one.number, other.number), max(one.number, other.number), alike)
        for one, other, alike in alike_pairs(register(session, unit_id))
    )
    return [pair for pair in pairs if (pair.low, pair.high) not in apart]


def _told_apart(session: Session) -> set[tuple[int, int]]:
    verdicts: dict[tuple[int, int], PairVerdict] = {}
    columns = (PairDecision.low_id, PairDecision.high_id, PairDecision.verdict)
    for low, high, verdict in session.execute(select(*columns).order_by(PairDecision.id)):
        verdicts[low, high] = verdict
    return {pair for pair, verdict in verdicts.items() if verdict is PairVerdict.DIFFERENT}


def similar_recipients(
    session: Session, unit_id: int, told: Sequence[tuple[Particulars, str]]
) -> list[list[Pair]]:
    """Return for each (sound particulars, school) the entries that may be that person, likely ones first.

    In the pairs `low` is the place in `told`, counted from 0, and `high` the number of the entry.
    """
    wanted = [_as_traits(-1 - place, one, school) for place, (one, school) in enumerate(told)]
    return [
        [Pair(place, other.number, alike) for other, alike in found]
        for place, found in enumerate(alike_to(register(session, unit_id), wanted))
    ]


def _as_traits(number: int, told: Particulars, school: str) -> Traits:
    year = told.birth_day.year if told.birth_day else told.birth_year
    where = (school, told.village, told.commune, told.phone)
    return Traits(number, clean(told.full_name), told.birth_day, year, told.sex.value, *where)


def register(session: Session, unit_id: int) -> list[Traits]:
    """Return what is compared of everybody in the unit's register who is not merged, with the school last told."""
    last = select(Enrolment.recipient_id, Enrolment.school).order_by(Enrolment.school_year, Enrolment.id)
    schools: dict[int, str] = {row.recipient_id: row.school for row in session.execute(last)}
    columns: list[Any] = [
        Recipient.id,
        Recipient.full_name,
        Recipient.birth_day,
        Recipient.birth_year,
        Recipient.sex,
        Recipient.village,
        Recipient.commune,
        Recipient.phone,
    ]
    living = select(*columns).where(Recipient.unit_id == unit_id, Recipient.merged_into_id.is_(None))
    return [
        Traits(row[0], row[1], row[2], row[3], row[4].value, schools.get(row[0], ""), *row[5:])
        for row in session.execute(living.order_by(Recipient.id))
    ]
