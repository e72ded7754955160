"""Facts as the books keep them: what was said, where it was read, and step by step what a person said of it.

Neither a fact nor a step ever changes, and a fact that was withdrawn takes no more steps.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

import attrs
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.actor import name_of
from khfund.audit import witnesses
from khfund.calendar import today as day_of
from khfund.db import Base, Whole, guard, insert_rows, never_changes, one_of
from khfund.eligibility.evidence import Evidence
from khfund.eligibility.fact import FactValueError, allowed, find_kind, is_value_of
from khfund.eligibility.fact_kind import FactKind, Value
from khfund.scholarships.fact_paper import doubts, sound_paper
from khfund.scholarships.recipient import require_own
from khfund.vietnamese import clean

if TYPE_CHECKING:
    from khfund.command import Command


class Said(enum.StrEnum):
    """Where a fact comes from."""

    OFFICER = "officer"
    LIST = "list"
    TEXT = "text"


class StepKind(enum.StrEnum):
    """What was done with a fact; `contradicted` where something else turned out to be true."""

    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"
    CONTRADICTED = "contradicted"


class KnownFact(Base):
    """A fact as it was said; `value` as `fact_value.written` writes it, `words` what it was read from."""

    __tablename__ = "known_fact"
    __table_args__ = (Index("ix_known_fact_recipient", "recipient_id", "key"),)

    id: Mapped[int] = mapped_column(Whole, primary_key=True, autoincrement=False)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    recipient_id: Mapped[int] = mapped_column(ForeignKey("recipient.id"))
    key: Mapped[str] = mapped_column(String(40))
    value: Mapped[str] = mapped_column(String(60))
    source: Mapped[Said] = mapped_column(one_of(Said))
    words: Mapped[str] = mapped_column(Text)
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))


class FactStep(Base):
    """What a person said of a fact; the newest step holds. A confirmation without `paper` is somebody's word only."""

    __tablename__ = "fact_step"
    __table_args__ = (
        Index("ix_fact_step_fact", "fact_id"),
        CheckConstraint("paper = '' OR kind = 'confirmed'", name="paper_confirms"),
        CheckConstraint("valid_until >= valid_from", name="valid_forwards"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True, autoincrement=False)
    fact_id: Mapped[int] = mapped_column(ForeignKey("known_fact.id"))
    kind: Mapped[StepKind] = mapped_column(one_of(StepKind))
    day: Mapped[date]
    paper: Mapped[str] = mapped_column(String(40), default="")
    issuer: Mapped[str] = mapped_column(String(200), default="")
    number: Mapped[str] = mapped_column(String(60), default="")
    issued: Mapped[date | None]
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]
    seen_by: Mapped[str] = mapped_column(String(120), default="")
    seen_on: Mapped[date | None]
    reason: Mapped[str] = mapped_column(String(300), default="")
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))

    @property
    def evidence(self) -> Evidence | None:
        """The paper, None where there is none."""
        return Evidence(self.paper, *(getattr(self, name) for name in _PAPER)) if self.paper else None


never_changes("known_fact")
never_changes("fact_step")
guard(
    "fact_step_while_it_counts",
    "fact_step",
    when="BEFORE INSERT",
    condition="EXISTS (SELECT 1 FROM fact_step s WHERE s.fact_id = NEW.fact_id AND s.kind <> 'confirmed')",
    refusal="fact_step: a withdrawn fact takes no more steps",
)

_FACT = ("id", "unit_id", "recipient_id", "key", "value", "source", "words", "command_number")
_PAPER = ("issuer", "number", "issued", "valid_from", "valid_until", "seen_by", "seen_on")
_STEP = ("id", "fact_id", "kind", "day", "paper", *_PAPER, "reason", "command_number")


@witnesses("known_fact")
def _said(session: Session) -> Iterator[tuple[int, str, str]]:
    columns = [getattr(KnownFact, name) for name in _FACT]
    query = select(*columns).order_by(KnownFact.command_number, KnownFact.id)
    for row in session.execute(query.execution_options(yield_per=5_000)):
        yield row[-1], _line(row[:4]), _line(row[4:-1])


@witnesses("fact_step")
def _steps(session: Session) -> Iterator[tuple[int, str, str]]:
    columns = [getattr(FactStep, name) for name in _STEP]
    query = select(*columns).order_by(FactStep.command_number, FactStep.id)
    for row in session.execute(query.execution_options(yield_per=5_000)):
        yield row[-1], _line(row[:4]), _line(row[4:-1])


def _line(parts: Sequence[object]) -> str:
    return "|".join("" if part is None else str(part) for part in parts)


@attrs.frozen
class NewFact:
    """A fact to be written: `words` is what it was read from; with `confirmed` it counts, with `evidence` it is proven."""

    recipient: int
    key: str
    value: Value
    source: Said = Said.OFFICER
    words: str = ""
    confirmed: bool = False
    evidence: Evidence | None = None


def write_facts(session: Session, command: Command, new: Sequence[NewFact]) -> list[int]:
    """Write many facts and return their numbers, in order.

    Raises: RecipientUnknownError, FactUnknownError, FactValueError, PaperUnknownError, PaperUnfitError, PaperDaysError.
    """
    require_own(session, command, {one.recipient for one in new})
    first = (session.scalar(select(func.max(KnownFact.id))) or 0) + 1
    rows = [
        (
            number, command.unit, one.recipient, one.key, _written(one.key, one.value), one.source.value,
            clean(one.words), command.number,
        )
        for number, one in enumerate(new, first)
    ]  # fmt: skip
    insert_rows(session, "known_fact", _FACT, rows)
    _witness(command, "known_fact", rows)
    both = zip(rows, new, strict=True)
    confirmed = [(row[0], one.key, one.value, one.evidence) for row, one in both if one.confirmed]
    confirm(session, command, confirmed)
    return [row[0] for row in rows]


def _written(key: str, value: Value) -> str:
    kind = find_kind(key)
    if not is_value_of(kind, value):
        raise FactValueError(text=str(value), name=kind.name, allowed=allowed(kind))
    return str(value).lower() if isinstance(value, bool) else str(value)


def kept_value(kind: FactKind, kept: str) -> Value:
    """Read a value as the books keep it."""
    if kind.is_yes_or_no:
        return kept == "true"
    return int(kept) if kind.number else kept


def confirm(
    session: Session, command: Command, papers: Sequence[tuple[int, str, Value, Evidence | None]]
) -> None:
    """Take the step that facts are true: of each its number, key, value and the paper that was seen, if any."""
    today, officer = day_of(command.at), name_of(session, command.person_id) if papers else ""
    steps = []
    for number, key, value, given in papers:
        paper = None if given is None else sound_paper(given, today, officer)
        for doubt in doubts(key, value, paper) if paper else ():
            command.warn(doubt)
        steps.append((number, StepKind.CONFIRMED, paper, ""))
    take_steps(session, command, steps)


STEP_NAMES = {
    StepKind.CONFIRMED: "đã xác nhận",
    StepKind.WITHDRAWN: "đã bỏ",
    StepKind.CONTRADICTED: "đã bỏ vì có dữ kiện trái lại",
}


def take_steps(
    session: Session, command: Command, steps: Sequence[tuple[int, StepKind, Evidence | None, str]]
) -> None:
    """Write down what a person says of facts: number, step, paper, reason."""
    first = (session.scalar(select(func.max(FactStep.id))) or 0) + 1
    day = day_of(command.at).isoformat()
    rows = [
        (number, fact_id, kind.value, day, *_on_paper(paper), reason, command.number)
        for number, (fact_id, kind, paper, reason) in enumerate(steps, first)
    ]
    insert_rows(session, "fact_step", _STEP, rows)
    _witness(command, "fact_step", rows)


def _on_paper(paper: Evidence | None) -> tuple[str | None, ...]:
    if paper is None:
        return ("", "", "", None, None, None, "", None)
    values = [getattr(paper, name) for name in ("kind", *_PAPER)]
    return tuple(value.isoformat() if isinstance(value, date) else value for value in values)


def _witness(command: Command, book: str, rows: Sequence[Sequence[object]]) -> None:
    if rows:
        figures, texts = (_line(row[:4]) for row in rows), (_line(row[4:-1]) for row in rows)
        command.witness(book, "\n".join(figures), "\n".join(texts))
