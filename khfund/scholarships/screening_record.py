"""What a screening run leaves: for each candidate the verdict, the categories, the findings and the facts they rest on.

A finding that several candidates share is stored once a run. Nothing of it ever changes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.audit import witnesses
from khfund.db import Base, Whole, guard, never_changes, one_of
from khfund.eligibility.citation import Citation
from khfund.eligibility.evidence import Evidence
from khfund.eligibility.fact import Fact
from khfund.eligibility.finding import Finding, UsedFact
from khfund.eligibility.proof import Standing
from khfund.eligibility.rulebook import Rulebook
from khfund.eligibility.verdict import Verdict


class ScreeningRun(Base):
    """One run over a round: numbered from 1, by which rules, with facts as they counted on `as_of`.

    `criteria` keeps as JSON what all findings of a criterion share: its name, words and citation.
    """

    __tablename__ = "screening_run"
    __table_args__ = (UniqueConstraint("round_id", "number"),)

    id: Mapped[int] = mapped_column(Whole, primary_key=True, autoincrement=False)
    round_id: Mapped[int] = mapped_column(ForeignKey("award_round.id"))
    number: Mapped[int]
    day: Mapped[date]
    as_of: Mapped[date]
    rulebook: Mapped[str] = mapped_column(String(60))
    rulebook_version: Mapped[str] = mapped_column(String(40))
    rulebook_digest: Mapped[str] = mapped_column(String(64))
    criteria: Mapped[str] = mapped_column(Text)
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))


class ScreeningFinding(Base):
    """What a run found of one criterion, as JSON; `number` counts within the run."""

    __tablename__ = "screening_finding"

    run_id: Mapped[int] = mapped_column(ForeignKey("screening_run.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    says: Mapped[str] = mapped_column(Text)


class ScreeningResult(Base):
    """One candidate of a run: `categories` and `findings` are lists with commas, `facts` JSON by key."""

    __tablename__ = "screening_result"
    __table_args__ = (Index("ix_screening_result_nomination", "nomination_id"),)

    run_id: Mapped[int] = mapped_column(ForeignKey("screening_run.id"), primary_key=True)
    nomination_id: Mapped[int] = mapped_column(ForeignKey("nomination.id"), primary_key=True)
    recipient_id: Mapped[int] = mapped_column(ForeignKey("recipient.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    is_renewal: Mapped[bool]
    verdict: Mapped[Verdict] = mapped_column(one_of(Verdict))
    categories: Mapped[str] = mapped_column(String(120))
    findings: Mapped[str] = mapped_column(String(300))
    facts: Mapped[str] = mapped_column(Text)

    @property
    def met(self) -> tuple[str, ...]:
        """The categories met."""
        return tuple(self.categories.split(",")) if self.categories else ()


never_changes("screening_run")
never_changes("screening_finding")
never_changes("screening_result")
guard(
    "screening_run_while_live",
    "screening_run",
    when="BEFORE INSERT",
    condition="(SELECT state FROM award_round WHERE id = NEW.round_id) NOT IN ('open', 'closed', 'screened') "
    "OR NEW.number <> 1 + (SELECT COUNT(*) FROM screening_run x WHERE x.round_id = NEW.round_id)",
    refusal="screening_run: a round is screened before it is allocated, its runs are numbered from 1",
)
for _table in ("screening_finding", "screening_result"):
    guard(
        f"{_table}_of_its_run",
        _table,
        when="BEFORE INSERT",
        condition="(SELECT command_number FROM screening_run WHERE id = NEW.run_id) <> (SELECT MAX(number) FROM command)",
        refusal=f"{_table}: a run gains nothing after its own command",
    )


@witnesses("screening_run")
def _runs_written(session: Session) -> Iterator[tuple[int, str, str]]:
    for row in session.scalars(select(ScreeningRun).order_by(ScreeningRun.command_number, ScreeningRun.id)):
        yield row.command_number, run_figures(row), ""


@witnesses("screening_finding")
def _findings_written(session: Session) -> Iterator[tuple[int, str, str]]:
    run, one = ScreeningRun, ScreeningFinding
    query = select(run.command_number, one.run_id, one.number, one.says).join(run, run.id == one.run_id)
    rows = session.execute(
        query.order_by(run.command_number, one.run_id, one.number).execution_options(yield_per=5_000)
    )
    for command, run_id, number, says in rows:
        yield command, f"{run_id}|{number}", says


@witnesses("screening_result")
def _results_written(session: Session) -> Iterator[tuple[int, str, str]]:
    run, one = ScreeningRun, ScreeningResult
    columns = [getattr(one, name) for name in RESULT_COLUMNS]
    query = select(run.command_number, *columns).join(run, run.id == one.run_id)
    ordered = query.order_by(run.command_number, one.run_id, one.nomination_id)
    for command, *values in session.execute(ordered.execution_options(yield_per=5_000)):
        yield command, result_figures(values), values[-1]


RESULT_COLUMNS = (
    "run_id", "nomination_id", "recipient_id", "unit_id", "is_renewal", "verdict", "categories", "findings", "facts",
)  # fmt: skip


def run_figures(row: ScreeningRun) -> str:
    """Return the line by which the log vouches for a run."""
    rules = f"{row.rulebook}|{row.rulebook_version}|{row.rulebook_digest}"
    return f"{row.id}|{row.round_id}|{row.number}|{row.day}|{row.as_of}|{rules}|{row.criteria}"


def result_figures(values: Sequence[Any]) -> str:
    """Return the line by which the log vouches for a candidate's result, facts apart."""
    run_id, nomination, recipient, unit, is_renewal, verdict, categories, findings, _facts = values
    return f"{run_id}|{nomination}|{recipient}|{unit}|{int(is_renewal)}|{verdict}|{categories}|{findings}"


# -- facts as JSON ------------------------------------------------------------------------------------------------------

_PAPER = ("kind", "issuer", "number", "issued", "valid_from", "valid_until", "seen_by", "seen_on")
_PAPER_DAYS = ("issued", "valid_from", "valid_until", "seen_on")


def facts_json(facts: Mapping[str, Fact]) -> str:
    """Write facts as JSON: key → value, or [value, paper]."""
    told = {key: _fact(facts[key]) for key in sorted(facts)}
    return _compact(told)


def _fact(fact: Fact) -> Any:
    paper = fact.evidence
    if paper is None:
        return fact.value
    said = {name: value for name in _PAPER if (value := getattr(paper, name))}
    for name in _PAPER_DAYS:
        if name in said:
            said[name] = said[name].isoformat()
    return [fact.value, said]


def facts_from(text: str) -> dict[str, Fact]:
    """Read what `facts_json` wrote."""
    return {key: _read_fact(key, told) for key, told in json.loads(text).items()}


def _read_fact(key: str, told: Any) -> Fact:
    if not isinstance(told, list):
        return Fact(key, told)
    value, said = told
    days = {name: date.fromisoformat(said[name]) for name in _PAPER_DAYS if name in said}
    return Fact(key, value, Evidence(**{**said, **days}))


# -- findings as JSON ---------------------------------------------------------------------------------------------------


def criteria_json(rules: Rulebook, on: date) -> str:
    """Write what all findings of a criterion share, for a first award and for a renewal."""
    told = {
        _SECTIONS[is_renewal]: {
            one.key: {
                "name": one.name,
                "words": one.words,
                "citation": one.citation.to_json(),
                "confirm": one.confirm,
            }
            for one in rules.section(on, renewal=is_renewal).criteria
        }
        for is_renewal in (False, True)
    }
    return _compact(told)


_SECTIONS = {False: "first", True: "renewal"}


def finding_json(finding: Finding) -> str:
    """Write what a finding says beyond its criterion and beyond the candidate's facts."""
    facts = [
        (one.key, one.said, one.standing.value, one.last.isoformat() if one.last else None)
        for one in finding.facts
    ]
    return _compact(
        {
            "criterion": finding.criterion,
            "verdict": finding.verdict.value,
            "sentence": finding.sentence,
            "would_change": finding.would_change,
            "expires": finding.expires.isoformat() if finding.expires else None,
            "facts": facts,
        }
    )


def finding_from(text: str, run: ScreeningRun, result: ScreeningResult) -> Finding:
    """Read what `finding_json` wrote, with the run's criteria and the candidate's facts."""
    says = json.loads(text)
    shared = json.loads(run.criteria)[_SECTIONS[result.is_renewal]][says["criterion"]]
    facts = facts_from(result.facts)
    return Finding(
        criterion=says["criterion"],
        name=shared["name"],
        words=shared["words"],
        citation=Citation.from_json(shared["citation"]),
        verdict=Verdict(says["verdict"]),
        sentence=says["sentence"],
        would_change=says["would_change"],
        facts=tuple(_used(facts.get(key), key, *rest) for key, *rest in says["facts"]),
        expires=_day(says["expires"]),
        confirm=shared["confirm"],
    )


def _used(fact: Fact | None, key: str, said: str, standing: str, last: str | None) -> UsedFact:
    value, paper = (fact.value, fact.evidence) if fact else (None, None)
    return UsedFact(key, value, said, Standing(standing), paper, _day(last))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _compact(told: Any) -> str:
    return _ENCODER.encode(told)


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
