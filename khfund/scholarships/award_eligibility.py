"""On the day of payment the rules are asked again: who no longer meets them is not paid, with the sentence that says why.

An award stands on the criteria under which it was given: as long as one of them is met on the day, it is paid.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from khfund.eligibility.decision import Decision
from khfund.eligibility.finding import Finding
from khfund.eligibility.proof import Standing
from khfund.eligibility.rulebook import Rulebook
from khfund.eligibility.screening import screen
from khfund.eligibility.shelf import rulebook
from khfund.eligibility.verdict import Verdict
from khfund.scholarships.award import Award, AwardState
from khfund.scholarships.award_round import AwardRound
from khfund.scholarships.instalment import DropReason, Instalment, Withholding, may_withhold
from khfund.scholarships.known_fact import facts_of


@may_withhold
def _no_longer_met(
    session: Session, instalments: Sequence[Instalment], day: date
) -> Mapping[int, Withholding]:
    """Instalments of awards whose facts no longer hold on the day of payment."""
    numbers = {one.award_id for one in instalments if one.award_id is not None}
    query = select(Award).where(Award.id.in_(numbers), Award.state == AwardState.GRANTED)
    by_round: dict[int, list[Award]] = defaultdict(list)
    for award in session.scalars(query.order_by(Award.id)):
        by_round[award.round_id].append(award)
    found: dict[int, Withholding] = {}
    for round_id, awards in by_round.items():
        found |= withheld(session, session.get_one(AwardRound, round_id), awards, day)
    return {one.id: found[one.award_id] for one in instalments if one.award_id in found}


def withheld(
    session: Session, award_round: AwardRound, awards: Sequence[Award], day: date
) -> dict[int, Withholding]:
    """Return award → why it is not paid on a day by the rules of its round; a round without rules withholds nothing."""
    if not award_round.rulebook:
        return {}
    rules = rulebook(award_round.rulebook)
    facts = facts_of(session, {one.recipient_id for one in awards}, day)
    decided = screen(rules, [facts[one.recipient_id] for one in awards], in_force(rules, day))
    told = ((one.id, _told(one, decision)) for one, decision in zip(awards, decided, strict=True))
    return {number: withholding for number, withholding in told if withholding is not None}


def in_force(rules: Rulebook, day: date) -> date:
    """The day, or the nearest one on which the rules stand: an award outlives the rules under which it was given."""
    return max(rules.valid_from, min(day, rules.valid_until or day))


def _told(award: Award, decision: Decision) -> Withholding | None:
    keys = tuple(filter(None, award.category.split(",")))
    verdict = decision.verdict_among(keys) if keys else decision.verdict
    if verdict is Verdict.MET:
        return None
    looked = [one for one in decision.findings if not keys or one.criterion in keys]
    failing = next((one for one in looked if one.verdict is verdict), None)
    said = f" {failing.sentence}" if failing else ""
    reason = _reason(verdict, failing)
    return Withholding(reason, f"Suất học bổng số {award.id} chưa chi được.{said}")


def _reason(verdict: Verdict, failing: Finding | None) -> DropReason:
    """A paper that has run out is one thing, not meeting the rules another."""
    if verdict is Verdict.UNPROVEN and failing is not None:
        standings = {fact.standing for fact in failing.facts}
        if standings & {Standing.EXPIRED, Standing.LAW_CHANGED}:
            return DropReason.EVIDENCE_EXPIRED
    return DropReason.NOT_ELIGIBLE
