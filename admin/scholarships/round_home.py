"""What the committee sees of a round at a glance: its steps with what is next and who does it, money, counts, units."""

from __future__ import annotations

import enum
from collections import Counter
from datetime import date
from typing import Any

import attrs
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from admin.scholarships.sender import own_units
from admin.scholarships.words import STEPS, who_may
from admin.words import _
from khfund.calendar import SchoolYear, format_day
from khfund.eligibility.shelf import rulebook, rulebooks
from khfund.eligibility.verdict import Verdict
from khfund.ledger import Fund
from khfund.scholarships.allocation import LEFT_OUT_NAMES, Outcome
from khfund.scholarships.allocation_run import AllocationLine, AllocationRun
from khfund.scholarships.award import Award
from khfund.scholarships.award_round import AwardRound, RoundPurpose, events, round_room
from khfund.scholarships.ballot import Ballot, voting_closed
from khfund.scholarships.ballot_count import voting_status
from khfund.scholarships.fact_record import FactStep, KnownFact
from khfund.scholarships.nomination import Nomination, NominationState
from khfund.scholarships.nomination_survey import ANSWER_NAMES, Answer, survey
from khfund.scholarships.programme import Programme
from khfund.scholarships.round_decision import decision_of
from khfund.scholarships.round_state import STATE_NAMES, RoundState
from khfund.scholarships.round_terms import amounts, personal_amounts, quotas
from khfund.scholarships.score import find_rubric
from khfund.scholarships.screening_record import ScreeningResult, ScreeningRun
from khfund.unit import Unit


class Stage(enum.StrEnum):
    """Whether a step lies behind, is the present one, or comes later."""

    DONE = "done"
    NOW = "now"
    LATER = "later"


@attrs.frozen
class Step:
    """A step of a round: what, how it stands, who does it, and the deed or page where it is done."""

    name: str
    stage: Stage
    detail: str
    who: str
    right: str
    endpoint: str = ""
    words: str = ""


@attrs.frozen
class Counts:
    """How many of a round: `reasons` are (reason in words, how many) of those without an award."""

    nominated: int
    withdrawn: int
    to_confirm: int
    verdicts: dict[Verdict, int]
    scored: int
    outcomes: dict[Outcome, int]
    reasons: list[tuple[str, int]]
    awards: int


def home(session: Session, award_round: AwardRound, on: date) -> dict[str, Any]:
    """Gather what the home of a round shows, as of a day."""
    counts = counted(session, award_round)
    places = quotas(session, award_round)
    names = {one.id: one.name for one in session.scalars(select(Unit).where(Unit.id.in_(places)))}
    given = amounts(session, award_round)
    return {
        "title": award_round.name,
        "award_round": award_round,
        "state": _(STATE_NAMES[award_round.state]),
        "programme": session.get_one(Programme, award_round.programme_id),
        "fund": session.get_one(Fund, award_round.fund_id),
        "school_year": str(SchoolYear(award_round.school_year)),
        "rules": _rules(award_round),
        "room": _room(session, award_round, on),
        "steps": steps(session, award_round, counts),
        "counts": counts,
        "places": [(names[one], count) for one, count in places.items()],
        "amounts": sorted(given.items()),
        "personal": _personal(session, award_round),
        "survey": _survey(session, award_round, on),
        "late": Answer.MISSING,
        "answers": ANSWER_NAMES,
        "events": events(session, award_round),
        "step_names": STEPS,
        "decision": decision_of(session, award_round),
    }


def _personal(session: Session, award_round: AwardRound) -> list[tuple[int, int]]:
    """Nomination and its own amount, of the units for which this person works."""
    given, own = personal_amounts(session, award_round), own_units(award_round.unit_id)
    if own is None or not given:
        return sorted(given.items())
    of_own = select(Nomination.id).where(Nomination.round_id == award_round.id, Nomination.unit_id.in_(own))
    return sorted((one, given[one]) for one in session.scalars(of_own) if one in given)


def _rules(award_round: AwardRound) -> dict[str, Any] | None:
    """The round's rules, and whether their text is still the one that was frozen; None without rules."""
    if not award_round.rulebook:
        return None
    if award_round.rulebook not in {one.code for one in rulebooks()}:
        return {"code": award_round.rulebook, "name": award_round.rulebook, "frozen": False}
    found = rulebook(award_round.rulebook)
    same = found.digest == award_round.rulebook_digest
    return {"code": found.code, "name": found.name, "frozen": same}


def _room(session: Session, award_round: AwardRound, on: date) -> Any:
    return round_room(session, award_round, on) if award_round.purpose is RoundPurpose.MONEY else None


def _survey(session: Session, award_round: AwardRound, on: date) -> list[Any]:
    return survey(session, award_round, on)


# -- counts -----------------------------------------------------------------------------------------------------------


def counted(session: Session, award_round: AwardRound) -> Counts:
    """Count what stands in a round, in a few questions whatever its size."""
    by_state = select(Nomination.state, func.count()).where(Nomination.round_id == award_round.id)
    states = dict(session.execute(by_state.group_by(Nomination.state)).all())
    latest = latest_run_id(session, award_round)
    outcomes, reasons = _outcomes(session, latest)
    return Counts(
        nominated=states.get(NominationState.STANDING, 0),
        withdrawn=states.get(NominationState.WITHDRAWN, 0),
        to_confirm=waiting_facts(session, award_round),
        verdicts=_verdicts(session, award_round),
        scored=_scored(session, award_round),
        outcomes=outcomes,
        reasons=reasons,
        awards=session.scalar(select(func.count()).where(Award.round_id == award_round.id)) or 0,
    )


def waiting_facts(session: Session, award_round: AwardRound) -> int:
    """How many facts of the candidates who stand wait for a person."""
    query = (
        select(func.count(KnownFact.id))
        .join(Nomination, Nomination.recipient_id == KnownFact.recipient_id)
        .where(
            Nomination.round_id == award_round.id,
            Nomination.state == NominationState.STANDING,
            ~select(FactStep.id).where(FactStep.fact_id == KnownFact.id).exists(),
        )
    )
    return session.scalar(query) or 0


def _verdicts(session: Session, award_round: AwardRound) -> dict[Verdict, int]:
    latest = select(func.max(ScreeningRun.id)).where(ScreeningRun.round_id == award_round.id)
    query = select(ScreeningResult.verdict, func.count()).where(
        ScreeningResult.run_id == latest.scalar_subquery()
    )
    return dict(session.execute(query.group_by(ScreeningResult.verdict)).all())


def _scored(session: Session, award_round: AwardRound) -> int:
    query = select(func.count(Ballot.nomination_id.distinct())).where(Ballot.round_id == award_round.id)
    return session.scalar(query) or 0


def latest_run_id(session: Session, award_round: AwardRound) -> int | None:
    """The number of the row of the last allocation, None before the first."""
    return session.scalar(select(func.max(AllocationRun.id)).where(AllocationRun.round_id == award_round.id))


def _outcomes(session: Session, run: int | None) -> tuple[dict[Outcome, int], list[tuple[str, int]]]:
    if run is None:
        return {}, []
    query = select(AllocationLine.outcome, AllocationLine.reason, func.count()).where(
        AllocationLine.run_id == run
    )
    outcomes: Counter[Outcome] = Counter()
    reasons: list[tuple[str, int]] = []
    for outcome, reason, count in session.execute(
        query.group_by(AllocationLine.outcome, AllocationLine.reason)
    ):
        outcomes[outcome] += count
        if outcome is Outcome.LEFT_OUT:
            reasons.append((_(LEFT_OUT_NAMES[reason]), count))
    return dict(outcomes), sorted(reasons, key=lambda one: -one[1])


# -- steps ------------------------------------------------------------------------------------------------------------

_ORDER = [
    RoundState.OPEN,
    RoundState.CLOSED,
    RoundState.SCREENED,
    RoundState.ALLOCATED,
    RoundState.DECIDED,
]


def steps(session: Session, award_round: AwardRound, counts: Counts) -> list[Step]:
    """Tell the steps of a round in their order: exactly one is the present one while the round lives."""
    if award_round.state is RoundState.CANCELLED:
        return []
    at = _ORDER.index(award_round.state)
    voted = find_rubric(session, award_round) is None or voting_closed(session, award_round)
    until, verdicts = format_day(award_round.nominate_until), counts.verdicts
    nominated = _("{count:so} đề nghị; nhận đến hết ngày {day}", count=counts.nominated, day=until)
    screened = _(
        "{met:so} đạt, {not_met:so} không đạt, {unproven:so} chưa đủ giấy tờ",
        **{one.value: verdicts.get(one, 0) for one in Verdict},
    )
    shared = _(
        "{awarded:so} được chọn, {alternate:so} dự bị, {left_out:so} không chọn",
        **{one.value: counts.outcomes.get(one, 0) for one in Outcome},
    )

    def stage(begins: int, *, done: bool) -> Stage:
        return Stage.DONE if done else Stage.NOW if at >= begins else Stage.LATER

    found = [
        (_("Nhận đề nghị và chốt danh sách"), stage(0, done=at > 0), nominated, "round.close", "rounds.close", _("Chốt đề nghị")),
        (_("Thẩm định theo bộ tiêu chí"), stage(1, done=at > 1), screened if verdicts else "", "round.screen", "screening.screen", _("Thẩm định")),
        (_("Chấm điểm kín"), stage(2, done=at > 2 or (at == 2 and voted)), _voting(session, award_round), "ballot.cast", "ballots.one", _("Đến phần chấm điểm")),
        (_("Phân suất"), stage(2, done=at > 2), shared if counts.outcomes else "", "award.allocate", "allocation.allocate", _("Phân suất")),
        (_("Ra quyết định"), stage(3, done=at > 3), "", "award.decide", "allocation.decide", _("Ra quyết định")),
        (_("Chi trả và theo dõi suất"), stage(4, done=False), _("{count:so} suất", count=counts.awards) if counts.awards else "", "award.look", "awards.of_round", _("Xem các suất")),
    ]  # fmt: skip
    return _with_one_present(
        [
            Step(name, at_stage, detail, who_may(right), right, *where)
            for name, at_stage, detail, right, *where in found
        ]
    )


def _with_one_present(found: list[Step]) -> list[Step]:
    """Let only the first step that is not done be the present one."""
    present = next((one for one in found if one.stage is Stage.NOW), None)
    return [
        attrs.evolve(one, stage=Stage.LATER) if one.stage is Stage.NOW and one is not present else one
        for one in found
    ]


def _voting(session: Session, award_round: AwardRound) -> str:
    if find_rubric(session, award_round) is None:
        return _("đợt này không chấm điểm (chưa có thang điểm)")
    status = voting_status(session, award_round)
    if status.is_closed:
        return _("đã đóng chấm điểm")
    return _(
        "{members:so} thành viên đã chấm; {lacking:so} em chưa đủ {least:so} phiếu",
        members=len(status.members),
        lacking=len(status.lacking),
        least=status.ballots_min,
    )
