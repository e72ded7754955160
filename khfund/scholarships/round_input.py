"""What a round puts into its allocation: every nomination, with verdict, points, categories and amount, or why it is barred."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from khfund.eligibility import FACTS, PAPERS
from khfund.eligibility.finding import Finding, UsedFact
from khfund.eligibility.proof import Standing
from khfund.eligibility.verdict import Verdict
from khfund.scholarships.allocation import Bar, Candidate
from khfund.scholarships.award_round import AwardRound
from khfund.scholarships.ballot_count import points
from khfund.scholarships.nomination import Nomination, NominationState, nominations, withdrawals
from khfund.scholarships.nomination_withdrawal import WITHDRAWAL_NAMES, NominationWithdrawal
from khfund.scholarships.recipient import one_person
from khfund.scholarships.round_terms import AmountUnsetError, amounts, highest, personal_amounts, quotas
from khfund.scholarships.score import find_rubric
from khfund.scholarships.screening import Screened, find_run, findings_of, screened
from khfund.scholarships.screening_record import ScreeningResult

WHY_MAX = 500  # letters


def put_in(session: Session, award_round: AwardRound) -> tuple[list[Candidate], dict[int, int]]:
    """Return every candidate of a round as it stands now, and the places of each unit.

    Raises: BallotsSealedError before voting is closed, where the round is scored.
    """
    given = _Given(session, award_round)
    rows = nominations(session, award_round, all_states=True)
    persons = one_person(session, {one.recipient_id for one in rows})
    return [given.candidate(one, persons[one.recipient_id][0]) for one in rows], given.quotas


class _Given:
    """What is known of the candidates of a round, each thing read once."""

    def __init__(self, session: Session, award_round: AwardRound) -> None:
        self.award_round = award_round
        self.is_scored = find_rubric(session, award_round) is not None
        self.points = points(session, award_round) if self.is_scored else {}
        self.screened = {one.nomination_id: one for one in screened(session, award_round)}
        self.withdrawn = withdrawals(session, award_round)
        self.amounts = amounts(session, award_round)
        self.own_amounts = personal_amounts(session, award_round)
        self.quotas = quotas(session, award_round)
        self.lacking = missing_papers(session, award_round) if self.screened else {}

    def candidate(self, nomination: Nomination, person: int) -> Candidate:
        """A nomination as allocation takes it."""
        found = self.screened.get(nomination.id)
        amount = 0 if found is None else self._amount(nomination.id, found.categories)
        bar, why = self._bar(nomination, found, amount)
        return Candidate(
            nomination=nomination.id,
            recipient=person,
            unit=nomination.unit_id,
            points=self.points.get(nomination.id, 0),
            categories=found.categories if found else (),
            amount=amount,
            bar=bar,
            why=_cut(why),
        )

    def _amount(self, number: int, categories: tuple[str, ...]) -> int:
        if number in self.own_amounts:
            return self.own_amounts[number]
        try:
            return highest(self.award_round, self.amounts, categories)
        except AmountUnsetError:
            return 0

    def _bar(self, nomination: Nomination, found: Screened | None, amount: int) -> tuple[Bar, str]:
        if nomination.state is NominationState.WITHDRAWN:
            return Bar.WITHDRAWN, _why_withdrawn(self.withdrawn.get(nomination.id))
        if found is None:
            return Bar.NOT_SCREENED, ""
        if found.verdict is Verdict.NOT_MET:
            return Bar.NOT_ELIGIBLE, ""
        if found.verdict is Verdict.UNPROVEN:
            return Bar.UNPROVEN, self.lacking.get(nomination.id, "")
        if self.is_scored and nomination.id not in self.points:
            return Bar.NO_POINTS, ""
        return (Bar.NONE if amount > 0 else Bar.NO_AMOUNT), ""


def _cut(why: str) -> str:
    """As much as is kept, up to the end of a paper's name."""
    return why if len(why) <= WHY_MAX else f"{why[: WHY_MAX - 3].rpartition('; ')[0]}; …"


def _why_withdrawn(withdrawal: NominationWithdrawal | None) -> str:
    return WITHDRAWAL_NAMES[withdrawal.code] if withdrawal else ""


def missing_papers(session: Session, award_round: AwardRound) -> dict[int, str]:
    """Return nomination → the papers that would prove what was said of it, for all that the latest run left unproven."""
    run = find_run(session, award_round)
    query = (
        select(ScreeningResult, Nomination.category)
        .join(Nomination, Nomination.id == ScreeningResult.nomination_id)
        .where(ScreeningResult.run_id == run.id, ScreeningResult.verdict == Verdict.UNPROVEN)
    )
    known: dict[
        tuple[str, str], str
    ] = {}  # candidates who share their findings and claims lack the same papers
    found: dict[int, str] = {}
    for result, claims in session.execute(query.execution_options(yield_per=5_000)):
        key = (result.findings, claims)
        if key not in known:
            known[key] = _papers(findings_of(session, run, result), claims.split(","))
        found[result.nomination_id] = known[key]
    return found


def _papers(findings: Sequence[Finding], claims: Sequence[str]) -> str:
    """All papers that lack for what the list claims.

    Where it claims nothing: of the criteria for which most is proven already, the papers of what somebody said without
    proof, else of what is not known.
    """
    unproven = [one for one in findings if one.verdict is Verdict.UNPROVEN]
    most = max((_proven(one) for one in unproven), default=0)
    claimed = [one for one in unproven if one.criterion in claims]
    asked = claimed or [one for one in unproven if _proven(one) == most]
    facts = [fact for one in asked for fact in one.facts if fact.standing is not Standing.COUNTS]
    said = [fact for fact in facts if claimed or fact.standing is not Standing.MISSING] or facts
    return "; ".join(dict.fromkeys(name for fact in said for name in _paper_names(fact)))


def _proven(finding: Finding) -> int:
    return sum(fact.standing is Standing.COUNTS for fact in finding.facts)


def _paper_names(fact: UsedFact) -> Iterator[str]:
    kinds = FACTS[fact.key].papers if fact.key in FACTS else ()
    named = " hoặc ".join(PAPERS[kind] for kind in kinds[:2] if kind in PAPERS)
    if fact.standing is Standing.EXPIRED and fact.last is not None:
        yield f"{_kind(fact) or named} (hết hạn {_said(fact.last)})"
    elif named:
        yield named


def _kind(fact: UsedFact) -> str:
    return PAPERS.get(fact.paper.kind, "") if fact.paper else ""


def _said(day: date) -> str:
    return f"{day:%d/%m/%Y}"
