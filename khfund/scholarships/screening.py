"""Screening: the rules of a round applied to everybody nominated, with the facts that were known, kept for good.

A newer run takes the place of an older one; both stay on record. A run while nominations still come in is a trial: the
round stays open. What a run kept can be computed again from itself alone (`irreproducible`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import attrs
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from khfund.calendar import today as day_of
from khfund.db import insert_rows
from khfund.eligibility.criterion import keys_of
from khfund.eligibility.decision import Decision, decide
from khfund.eligibility.explanation import explain
from khfund.eligibility.fact import Fact
from khfund.eligibility.finding import Finding
from khfund.eligibility.rulebook import Rulebook
from khfund.eligibility.screening import screen
from khfund.eligibility.verdict import Verdict
from khfund.eligibility.wording import Case
from khfund.errors import KhfundError
from khfund.scholarships.award import Award, AwardState
from khfund.scholarships.award_round import AwardRound, RoundUnknownError
from khfund.scholarships.known_fact import facts_of
from khfund.scholarships.nomination import Nomination, NominationState
from khfund.scholarships.recipient import one_person
from khfund.scholarships.round_rules import frozen_rules
from khfund.scholarships.round_state import STATE_NAMES, RoundState, RoundStep
from khfund.scholarships.round_step import RoundStateError, take
from khfund.scholarships.screening_record import (
    RESULT_COLUMNS,
    ScreeningFinding,
    ScreeningResult,
    ScreeningRun,
    criteria_json,
    facts_from,
    facts_json,
    finding_from,
    finding_json,
    result_figures,
    run_figures,
)

if TYPE_CHECKING:
    from khfund.command import Command

CHUNK = 10_000  # candidates whose facts are held in memory together


class NotScreenedError(KhfundError):
    """What is told of a screening was screened."""

    message = "Đợt {round} chưa có kết quả thẩm định này; hãy chạy `khfund round screen`."
    english = "The round {round} has no such screening result; run `khfund round screen`."


class ScreenedLateError(KhfundError):
    """A round is screened by the day that was set: a warning."""

    message = "Đợt {round} thẩm định ngày {day:%d/%m/%Y}, sau hạn {until:%d/%m/%Y}."
    english = "The round {round} is screened on {day:%d/%m/%Y}, after {until:%d/%m/%Y}."


@attrs.frozen
class Screened:
    """What the latest run says of a nomination that stands."""

    nomination_id: int
    recipient_id: int
    unit_id: int
    verdict: Verdict
    categories: tuple[str, ...]
    is_renewal: bool = False

    @property
    def is_met(self) -> bool:
        """Whether the candidate is eligible."""
        return self.verdict is Verdict.MET


def screen_round(session: Session, command: Command, award_round: AwardRound) -> ScreeningRun:
    """Screen every nomination that stands, by the facts as they count on the round's `as_of`, and keep it.

    Raises: RoundUnknownError, RoundStateError, RoundWithoutRulesError, RulebookUnknownError, RulesChangedError,
    RulebookNotInForceError.
    """
    _require_screenable(command, award_round)
    rules, today = frozen_rules(award_round), day_of(command.at)
    run = ScreeningRun(
        id=(session.scalar(select(func.max(ScreeningRun.id))) or 0) + 1,
        round_id=award_round.id,
        number=1 + len(runs(session, award_round)),
        day=today,
        as_of=award_round.as_of,
        rulebook=rules.code,
        rulebook_version=str(rules.version),
        rulebook_digest=rules.digest,
        criteria=criteria_json(rules, award_round.as_of),
        command_number=command.number,
    )
    session.add(run)
    session.flush()
    command.witness("screening_run", run_figures(run), "")
    keeper = _Keeper(session, command, run, rules)
    for chunk in _chunks(_candidates(session, award_round)):
        keeper.keep(chunk)
    if award_round.state is not RoundState.OPEN:
        take(session, command, award_round, RoundStep.SCREENED, RoundState.SCREENED)
    if award_round.screen_until is not None and today > award_round.screen_until:
        command.warn(ScreenedLateError(round=award_round.code, day=today, until=award_round.screen_until))
    return run


def _require_screenable(command: Command, award_round: AwardRound) -> None:
    if award_round.unit_id != command.unit:
        raise RoundUnknownError(code=award_round.code)
    if award_round.state not in (RoundState.OPEN, RoundState.CLOSED, RoundState.SCREENED):
        state = STATE_NAMES[award_round.state]
        raise RoundStateError(round=award_round.code, state=state, action="thẩm định")


@attrs.frozen
class Candidate:
    """A nomination that stands; `is_renewal` if the person held an award of the programme before."""

    nomination: int
    recipient: int
    unit: int
    is_renewal: bool


def _candidates(session: Session, award_round: AwardRound) -> list[Candidate]:
    query = select(Nomination.id, Nomination.recipient_id, Nomination.unit_id).where(
        Nomination.round_id == award_round.id, Nomination.state == NominationState.STANDING
    )
    rows = session.execute(query.order_by(Nomination.id)).all()
    held = held_before(session, award_round, [row.recipient_id for row in rows])
    return [Candidate(number, who, unit, who in held) for number, who, unit in rows]


def held_before(session: Session, award_round: AwardRound, recipients: Sequence[int]) -> set[int]:
    """Return those who held an award of the round's programme in another round, granted by its `as_of`: renewals."""
    query = select(Award.recipient_id).join(AwardRound, AwardRound.id == Award.round_id)
    earlier = query.where(
        AwardRound.programme_id == award_round.programme_id,
        AwardRound.id != award_round.id,
        Award.granted <= award_round.as_of,
        Award.state != AwardState.REVOKED,
    )
    holders = set(session.scalars(earlier))
    if not holders:
        return set()
    persons = one_person(session, recipients)
    return {who for who, entries in persons.items() if not holders.isdisjoint(entries)}


def _chunks(candidates: Sequence[Candidate]) -> Iterator[Sequence[Candidate]]:
    for start in range(0, len(candidates), CHUNK):
        yield candidates[start : start + CHUNK]


def judged(
    session: Session, rules: Rulebook, candidates: Sequence[Candidate], on: date
) -> list[tuple[Candidate, Decision]]:
    """Decide about candidates by what is known of them now."""
    facts = facts_of(session, sorted({one.recipient for one in candidates}), on)
    decided: list[tuple[Candidate, Decision]] = []
    for is_renewal in (False, True):
        some = [one for one in candidates if one.is_renewal is is_renewal]
        answers = (
            screen(rules, [facts[one.recipient] for one in some], on, renewal=is_renewal) if some else []
        )
        decided += zip(some, answers, strict=True)
    return sorted(decided, key=lambda pair: pair[0].nomination)


class _Keeper:
    """Writes the results of a run; a finding that candidates share is worded and written once."""

    def __init__(self, session: Session, command: Command, run: ScreeningRun, rules: Rulebook) -> None:
        self.session, self.command, self.run, self.rules = session, command, run, rules
        self.written = 0
        self.criteria = {one: rules.section(run.as_of, renewal=one).criteria for one in (False, True)}
        self.keys = {one: [keys_of(each.asks) for each in self.criteria[one]] for one in (False, True)}

    def keep(self, chunk: Sequence[Candidate]) -> None:
        numbers: dict[Fact, int] = {}
        known: dict[tuple[Any, ...], int] = {}
        findings: list[tuple[int, int, str]] = []
        results = [
            self._result(one, decision, self._findings(decision, numbers, known, findings))
            for one, decision in judged(self.session, self.rules, chunk, self.run.as_of)
        ]
        insert_rows(self.session, "screening_finding", ("run_id", "number", "says"), findings)
        insert_rows(self.session, "screening_result", RESULT_COLUMNS, results)
        self._witness(findings, results)

    def _findings(
        self,
        decision: Decision,
        numbers: dict[Fact, int],
        known: dict[tuple[Any, ...], int],
        findings: list[tuple[int, int, str]],
    ) -> list[int]:
        """The numbers of the candidate's findings: the same facts under the same criterion say the same."""
        said = {key: numbers.setdefault(fact, len(numbers)) for key, fact in decision.facts.items()}
        renewal = decision.renewal
        looked = [(renewal, place, *map(said.get, keys)) for place, keys in enumerate(self.keys[renewal])]
        case: Case | None = None
        for place, one in enumerate(looked):
            if one not in known:
                case = case or self._case(decision)
                self.written += 1
                known[one] = self.written
                finding = explain(self.criteria[renewal][place], case)
                findings.append((self.run.id, self.written, finding_json(finding)))
        return [known[one] for one in looked]

    def _case(self, decision: Decision) -> Case:
        section = decision.outcome.section
        assert section is not None, "just decided"
        return Case.of(decision.facts, decision.on, decision.outcome.papers, section.keys)

    def _result(self, one: Candidate, decision: Decision, findings: list[int]) -> tuple[Any, ...]:
        return (
            self.run.id, one.nomination, one.recipient, one.unit, one.is_renewal, decision.verdict.value,
            ",".join(decision.categories), ",".join(map(str, findings)), facts_json(decision.facts),
        )  # fmt: skip

    def _witness(self, findings: list[tuple[int, int, str]], results: list[tuple[Any, ...]]) -> None:
        if findings:
            figures = "\n".join(f"{run}|{number}" for run, number, _says in findings)
            self.command.witness("screening_finding", figures, "\n".join(says for *_, says in findings))
        if results:
            figures = "\n".join(result_figures(row) for row in results)
            self.command.witness("screening_result", figures, "\n".join(row[-1] for row in results))


# -- reads ------------------------------------------------------------------------------------------------------------


def runs(session: Session, award_round: AwardRound) -> list[ScreeningRun]:
    """Return the runs over a round, the first one first."""
    query = select(ScreeningRun).where(ScreeningRun.round_id == award_round.id)
    return list(session.scalars(query.order_by(ScreeningRun.number)))


def find_run(session: Session, award_round: AwardRound, number: int | None = None) -> ScreeningRun:
    """Return a run over a round, the latest without a number.

    Raises: NotScreenedError.
    """
    found = [one for one in runs(session, award_round) if number in {None, one.number}]
    if not found:
        raise NotScreenedError(round=award_round.code)
    return found[-1]


def screened(session: Session, award_round: AwardRound) -> list[Screened]:
    """Return what the latest run says of every nomination that still stands, by number; nothing if there is no run."""
    latest = select(func.max(ScreeningRun.id)).where(ScreeningRun.round_id == award_round.id)
    row = ScreeningResult
    query = select(
        row.nomination_id, row.recipient_id, row.unit_id, row.verdict, row.categories, row.is_renewal
    )
    query = query.join(Nomination, Nomination.id == row.nomination_id)
    standing = query.where(
        row.run_id == latest.scalar_subquery(), Nomination.state == NominationState.STANDING
    )
    return [
        Screened(number, who, unit, verdict, tuple(met.split(",")) if met else (), is_renewal)
        for number, who, unit, verdict, met, is_renewal in session.execute(
            standing.order_by(row.nomination_id)
        )
    ]


def result_of(session: Session, run: ScreeningRun, nomination_id: int) -> ScreeningResult:
    """Return what a run says of one nomination.

    Raises: NotScreenedError.
    """
    found = session.get(ScreeningResult, (run.id, nomination_id))
    if found is None:
        raise NotScreenedError(round=session.get_one(AwardRound, run.round_id).code)
    return found


def findings_of(session: Session, run: ScreeningRun, result: ScreeningResult) -> list[Finding]:
    """Return the findings of one candidate as the run kept them."""
    numbers = [int(one) for one in result.findings.split(",") if one]
    query = select(ScreeningFinding.number, ScreeningFinding.says).where(
        ScreeningFinding.run_id == run.id, ScreeningFinding.number.in_(numbers)
    )
    says: Mapping[int, str] = dict(session.execute(query).all())
    return [finding_from(says[number], run, result) for number in numbers]


def irreproducible(session: Session, run: ScreeningRun, rules: Rulebook) -> Iterator[int]:
    """Compute a run again from the facts it kept and give the nominations whose verdict or findings come out otherwise.

    `rules` must be the rulebook by which it was made.
    """
    assert rules.digest == run.rulebook_digest, "another rulebook"
    query = select(ScreeningResult).where(ScreeningResult.run_id == run.id)
    for result in session.scalars(query.order_by(ScreeningResult.nomination_id)):
        decision = decide(rules, facts_from(result.facts), run.as_of, renewal=result.is_renewal)
        same = decision.verdict is result.verdict and decision.categories == result.met
        if not same or list(decision.findings) != findings_of(session, run, result):
            yield result.nomination_id
