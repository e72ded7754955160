"""Runs of the allocation of a round: each is numbered and keeps what it was given and what it gave.

A run keeps every candidate with the points, categories, amount and bar that were put in and the place that came out,
and the options with the places of each unit, so that it can be computed again at any later time (`reproduction`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.audit import witnesses
from khfund.calendar import today as day_of
from khfund.command import canonical
from khfund.db import Base, Whole, insert_rows, never_changes, one_of, whole
from khfund.errors import KhfundError
from khfund.scholarships.allocation import (
    Allocation,
    Bar,
    Candidate,
    LeftOut,
    Options,
    Outcome,
    Placed,
    allocate,
)
from khfund.scholarships.award_round import AwardRound
from khfund.scholarships.round_input import put_in
from khfund.scholarships.round_state import RoundState, RoundStep
from khfund.scholarships.round_step import require_way, take

if TYPE_CHECKING:
    from khfund.command import Command


class AllocationMissingError(KhfundError):
    """A round that is decided, printed or computed again has been allocated."""

    message = "Đợt {round} chưa có lần phân suất nào; hãy chạy `khfund award allocate --round {round}`."
    english = "The round {round} has not been allocated; run `khfund award allocate --round {round}`."


class NothingToAllocateError(KhfundError):
    """A round that is allocated has nominations."""

    message = "Đợt {round} chưa có đề nghị nào để phân suất."
    english = "The round {round} has no nomination to allocate."


class AllocationRun(Base):
    """One run over a round; `day` is when it was made, the digests are SHA-256 of what went in and what came out."""

    __tablename__ = "allocation_run"
    __table_args__ = (UniqueConstraint("round_id", "number"), *whole("budget", "amount"))

    id: Mapped[int] = mapped_column(Whole, primary_key=True, autoincrement=False)
    round_id: Mapped[int] = mapped_column(ForeignKey("award_round.id"))
    number: Mapped[int]
    day: Mapped[date]
    drafted_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    seed: Mapped[str] = mapped_column(String(20))
    budget: Mapped[int] = mapped_column(Whole)
    redistribute: Mapped[bool]
    one_each: Mapped[bool]
    minimum: Mapped[int]
    alternates: Mapped[int]
    amount: Mapped[int] = mapped_column(Whole)
    notes: Mapped[str] = mapped_column(Text)
    given_digest: Mapped[str] = mapped_column(String(64))
    result_digest: Mapped[str] = mapped_column(String(64))
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))

    @property
    def told(self) -> list[str]:
        """What holds for the whole round, in sentences."""
        told: list[str] = json.loads(self.notes)
        return told

    def counts(self, session: Session) -> dict[str, int]:
        """Outcome → how many; an outcome that nobody has counts 0."""
        query = select(AllocationLine.outcome, func.count()).where(AllocationLine.run_id == self.id)
        found = dict(session.execute(query.group_by(AllocationLine.outcome)).all())
        names = {Outcome.AWARDED: "awarded", Outcome.ALTERNATE: "alternates", Outcome.LEFT_OUT: "left_out"}
        return {name: found.get(outcome, 0) for outcome, name in names.items()}


class AllocationQuota(Base):
    """The places of a unit in a run."""

    __tablename__ = "allocation_quota"

    run_id: Mapped[int] = mapped_column(ForeignKey("allocation_run.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    places: Mapped[int]
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))


class AllocationLine(Base):
    """What was put in for a nomination and what came out; `points` in hundredths, `place` counts within an outcome."""

    __tablename__ = "allocation_line"
    __table_args__ = (
        CheckConstraint("(outcome = 'awarded') = (reason = '')", name="reason_for_everyone"),
        Index("ix_allocation_line_outcome", "run_id", "outcome", "place"),
        *whole("amount"),
    )

    run_id: Mapped[int] = mapped_column(ForeignKey("allocation_run.id"), primary_key=True)
    nomination_id: Mapped[int] = mapped_column(ForeignKey("nomination.id"), primary_key=True)
    recipient_id: Mapped[int] = mapped_column(ForeignKey("recipient.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    points: Mapped[int]
    categories: Mapped[str] = mapped_column(String(120))
    amount: Mapped[int] = mapped_column(Whole)
    bar: Mapped[Bar] = mapped_column(one_of(Bar))
    why: Mapped[str] = mapped_column(String(500))
    outcome: Mapped[Outcome] = mapped_column(one_of(Outcome))
    reason: Mapped[LeftOut] = mapped_column(one_of(LeftOut))
    sentence: Mapped[str] = mapped_column(String(800))
    place: Mapped[int]
    rank: Mapped[int]
    unit_rank: Mapped[int]
    borrowed: Mapped[bool]
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))


for _table in ("allocation_run", "allocation_quota", "allocation_line"):
    never_changes(_table)

_LINE = (
    "run_id", "nomination_id", "recipient_id", "unit_id", "points", "categories", "amount", "bar", "why", "outcome",
    "reason", "sentence", "place", "rank", "unit_rank", "borrowed", "command_number",
)  # fmt: skip


@witnesses("allocation_run")
def _runs_written(session: Session) -> Iterator[tuple[int, str, str]]:
    for row in session.scalars(select(AllocationRun).order_by(AllocationRun.command_number)):
        yield row.command_number, _run_figures(row), row.notes


@witnesses("allocation_line")
def _lines_written(session: Session) -> Iterator[tuple[int, str, str]]:
    """The lines stand for one digest in their run, so that a run of many is read once."""
    for run in session.scalars(select(AllocationRun).order_by(AllocationRun.command_number)):
        options, candidates = given_of(session, run)
        placed = [placed_of(line) for line in lines_of(session, run)]
        yield run.command_number, f"{run.id}|{digest_given(candidates, options)}|{digest_result(placed)}", ""


def _run_figures(row: AllocationRun) -> str:
    options = (row.seed, row.budget, int(row.redistribute), int(row.one_each), row.minimum, row.alternates)
    made = (row.id, row.round_id, row.number, row.day, row.drafted_by, *options, row.amount)
    return "|".join(map(str, (*made, row.given_digest, row.result_digest)))


def allocate_round(
    session: Session,
    command: Command,
    award_round: AwardRound,
    *,
    redistribute: bool = True,
    minimum: int = 0,
    alternates: int = 3,
) -> AllocationRun:
    """Share out a screened round anew and keep the run; earlier runs stay. `minimum` is in hundredths of a point.

    Raises: RoundUnknownError, RoundStateError, NothingToAllocateError.
    """
    require_way(command, award_round, RoundStep.ALLOCATED, RoundState.ALLOCATED)
    candidates, quotas = put_in(session, award_round)
    if not candidates:
        raise NothingToAllocateError(round=award_round.code)
    options = Options(
        seed=award_round.code,
        budget=award_round.budget,
        quotas=quotas,
        redistribute=redistribute,
        minimum=minimum,
        alternates=alternates,
    )
    run = _keep(session, command, award_round, options, candidates, allocate(candidates, options))
    take(session, command, award_round, RoundStep.ALLOCATED, RoundState.ALLOCATED, reason=f"lần {run.number}")
    return run


def _keep(  # noqa: PLR0917  what a run is made of
    session: Session,
    command: Command,
    award_round: AwardRound,
    options: Options,
    candidates: Sequence[Candidate],
    made: Allocation,
) -> AllocationRun:
    earlier = select(func.max(AllocationRun.number)).where(AllocationRun.round_id == award_round.id)
    run = AllocationRun(
        id=(session.scalar(select(func.max(AllocationRun.id))) or 0) + 1,
        round_id=award_round.id,
        number=(session.scalar(earlier) or 0) + 1,
        day=day_of(command.at),
        drafted_by=command.person_id,
        seed=options.seed,
        budget=options.budget,
        redistribute=options.redistribute,
        one_each=options.one_each,
        minimum=options.minimum,
        alternates=options.alternates,
        amount=made.amount,
        notes=json.dumps(made.notes, ensure_ascii=False),
        given_digest=digest_given(candidates, options),
        result_digest=digest_result(made.everyone),
        command_number=command.number,
    )
    session.add(run)
    session.flush()
    quotas = [(run.id, unit, places, command.number) for unit, places in sorted(options.quotas.items())]
    insert_rows(session, "allocation_quota", ("run_id", "unit_id", "places", "command_number"), quotas)
    insert_rows(session, "allocation_line", _LINE, [_row(run, one) for one in made.everyone])
    command.witness("allocation_run", _run_figures(run), run.notes)
    command.witness("allocation_line", f"{run.id}|{run.given_digest}|{run.result_digest}", "")
    return run


def _row(run: AllocationRun, one: Placed) -> tuple[object, ...]:
    candidate = one.candidate
    return (
        run.id, candidate.nomination, candidate.recipient, candidate.unit, candidate.points,
        ",".join(candidate.categories), candidate.amount, candidate.bar.value, candidate.why, one.outcome.value,
        one.reason.value, one.sentence, one.order, one.rank, one.unit_rank, one.borrowed, run.command_number,
    )  # fmt: skip


def digest_given(candidates: Sequence[Candidate], options: Options) -> str:
    """SHA-256 over what goes into an allocation, whatever the order in which it is given."""
    quotas = sorted(options.quotas.items())
    head = [options.seed, options.budget, quotas, options.redistribute, options.one_each, options.minimum]
    rows = [
        [
            one.nomination,
            one.recipient,
            one.unit,
            one.points,
            one.categories,
            one.amount,
            one.bar.value,
            one.why,
        ]
        for one in sorted(candidates, key=lambda one: one.nomination)
    ]
    return hashlib.sha256(canonical([*head, options.alternates, rows]).encode()).hexdigest()


def digest_result(placed: Sequence[Placed]) -> str:
    """SHA-256 over what came out for everybody."""
    ordered = sorted(placed, key=lambda one: one.candidate.nomination)
    rows = [[one.candidate.nomination, *_result(one)] for one in ordered]
    return hashlib.sha256(canonical(rows).encode()).hexdigest()


def _result(one: Placed) -> tuple[object, ...]:
    ranks = (one.order, one.rank, one.unit_rank, one.borrowed)
    return (one.outcome.value, one.reason.value, *ranks, one.sentence)


# -- reads ----------------------------------------------------------------------------------------------------------


def latest_run(session: Session, award_round: AwardRound) -> AllocationRun:
    """Return the last run of a round.

    Raises: AllocationMissingError.
    """
    query = select(AllocationRun).where(AllocationRun.round_id == award_round.id)
    found = session.scalar(query.order_by(AllocationRun.number.desc()).limit(1))
    if found is None:
        raise AllocationMissingError(round=award_round.code)
    return found


def runs(session: Session, award_round: AwardRound) -> list[AllocationRun]:
    """Return the runs of a round, the first one first."""
    query = select(AllocationRun).where(AllocationRun.round_id == award_round.id)
    return list(session.scalars(query.order_by(AllocationRun.number)))


def lines_of(session: Session, run: AllocationRun, outcome: Outcome | None = None) -> list[AllocationLine]:
    """Return the lines of a run in the order of their outcome, or all of them by nomination."""
    query = select(AllocationLine).where(AllocationLine.run_id == run.id)
    if outcome is None:
        return list(session.scalars(query.order_by(AllocationLine.nomination_id)))
    ordered = query.where(AllocationLine.outcome == outcome)
    return list(session.scalars(ordered.order_by(AllocationLine.place, AllocationLine.nomination_id)))


def given_of(session: Session, run: AllocationRun) -> tuple[Options, list[Candidate]]:
    """Return what a run was given, as it was kept."""
    options = Options(
        seed=run.seed,
        budget=run.budget,
        quotas=places_of(session, run),
        redistribute=run.redistribute,
        one_each=run.one_each,
        minimum=run.minimum,
        alternates=run.alternates,
    )
    return options, [_candidate(line) for line in lines_of(session, run)]


def places_of(session: Session, run: AllocationRun) -> dict[int, int]:
    """Return unit → places as a run had them; empty where all units shared one list."""
    kept = select(AllocationQuota).where(AllocationQuota.run_id == run.id)
    return {one.unit_id: one.places for one in session.scalars(kept.order_by(AllocationQuota.unit_id))}


def _candidate(line: AllocationLine) -> Candidate:
    return Candidate(
        nomination=line.nomination_id,
        recipient=line.recipient_id,
        unit=line.unit_id,
        points=line.points,
        categories=tuple(filter(None, line.categories.split(","))),
        amount=line.amount,
        bar=line.bar,
        why=line.why,
    )


def placed_of(line: AllocationLine) -> Placed:
    """Return what a run gave for a nomination, as it was kept."""
    return Placed(
        candidate=_candidate(line),
        outcome=line.outcome,
        reason=line.reason,
        sentence=line.sentence,
        order=line.place,
        rank=line.rank,
        unit_rank=line.unit_rank,
        borrowed=line.borrowed,
    )
