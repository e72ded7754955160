"""The count: voting is closed, ballots are opened, their seals are tried, and candidates get their points."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING

import attrs
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from khfund.actor import Person
from khfund.errors import KhfundError
from khfund.scholarships.award_round import AwardRound, RoundEvent
from khfund.scholarships.ballot import Ballot, BallotsSealedError, require_rubric, seal, struck, voting_closed
from khfund.scholarships.nomination import nominations
from khfund.scholarships.round_state import RoundState, RoundStep
from khfund.scholarships.round_step import require_way, take
from khfund.scholarships.score import Rubric, find_rubric
from khfund.scholarships.screening import screened

if TYPE_CHECKING:
    from khfund.command import Command


class BallotsLackingError(KhfundError):
    """Voting is closed when every candidate who is eligible has enough ballots, or for a reason before that."""

    message = (
        "Đợt {round}: {lacking:so} em đủ điều kiện chưa đủ {least:so} phiếu chấm (đề nghị số {first}, …); "
        "hãy chấm cho đủ, hoặc ghi lý do đóng sớm (--reason): các em ấy sẽ không có điểm."
    )
    english = (
        "Round {round}: {lacking:so} eligible candidates have fewer than {least:so} ballots (nomination {first}, …); "
        "have them scored, or state a reason to close early (--reason): they will have no points."
    )


@attrs.frozen
class OpenedBallot:
    """A ballot after voting: `worth` of 0 to 100 exactly; `struck` says why it does not count; `seal_holds` if unaltered."""

    ballot: Ballot
    member: str
    worth: Fraction
    replaced: bool
    struck: str
    seal_holds: bool

    @property
    def counts(self) -> bool:
        """Whether it is in the mean."""
        return not self.replaced and not self.struck


@attrs.frozen
class MemberStatus:
    """How far one member has voted: candidates scored, and those of whom a declared relation keeps the member away."""

    member: str
    scored: int


@attrs.frozen
class VotingStatus:
    """How far the voting of a round is; it tells nothing of marks. `lacking` are eligible candidates short of ballots."""

    is_closed: bool
    ballots_min: int
    candidates: int
    members: tuple[MemberStatus, ...]
    lacking: tuple[int, ...]


def close_voting(
    session: Session, command: Command, award_round: AwardRound, *, reason: str = ""
) -> RoundEvent:
    """Close the vote of a screened round; with eligible candidates short of ballots only for a reason.

    Raises: RoundUnknownError, RoundStateError, RubricMissingError, BallotsLackingError.
    """
    require_way(command, award_round, RoundStep.VOTING_CLOSED, RoundState.SCREENED)
    rubric = require_rubric(session, award_round)
    lacking = _lacking(session, award_round, rubric)
    if lacking and not reason.strip():
        raise BallotsLackingError(
            round=award_round.code, lacking=len(lacking), least=rubric.ballots_min, first=lacking[0]
        )
    return take(session, command, award_round, RoundStep.VOTING_CLOSED, RoundState.SCREENED, reason=reason)


def _lacking(session: Session, award_round: AwardRound, rubric: Rubric) -> list[int]:
    gone = struck(session, award_round)
    query = select(Ballot.nomination_id, Ballot.person_id, func.max(Ballot.id)).where(
        Ballot.round_id == award_round.id
    )
    latest = session.execute(query.group_by(Ballot.nomination_id, Ballot.person_id))
    counted = Counter(nomination for nomination, _person, number in latest if number not in gone)
    eligible = [one.nomination_id for one in screened(session, award_round) if one.is_met]
    return [number for number in eligible if counted[number] < rubric.ballots_min]


def points(session: Session, award_round: AwardRound) -> dict[int, int]:
    """Return nomination → hundredths of a point, of those with enough ballots; a round without a rubric has none.

    Raises: BallotsSealedError before voting is closed.
    """
    rubric = find_rubric(session, award_round)
    if rubric is None:
        return {}
    given: dict[int, list[dict[str, int]]] = {}
    for one in open_ballots(session, award_round):
        if one.counts:
            given.setdefault(one.ballot.nomination_id, []).append(one.ballot.given)
    scored = {number: rubric.points(ballots) for number, ballots in given.items()}
    return {number: found for number, found in scored.items() if found is not None}


def open_ballots(session: Session, award_round: AwardRound) -> list[OpenedBallot]:
    """Return every ballot of a round, also replaced and struck ones, by nomination and time.

    Raises: BallotsSealedError before voting is closed, RubricMissingError.
    """
    if not voting_closed(session, award_round):
        raise BallotsSealedError(round=award_round.code)
    rubric, gone = require_rubric(session, award_round), struck(session, award_round)
    query = select(Ballot, Person.full_name).join(Person, Person.id == Ballot.person_id)
    query = query.where(Ballot.round_id == award_round.id)
    rows = session.execute(query.order_by(Ballot.nomination_id, Ballot.id)).all()
    latest = {(ballot.nomination_id, ballot.person_id): ballot.id for ballot, _name in rows}
    return [
        OpenedBallot(
            ballot,
            name,
            rubric.worth(ballot.given),
            replaced=latest[ballot.nomination_id, ballot.person_id] != ballot.id,
            struck=gone[ballot.id].reason if ballot.id in gone else "",
            seal_holds=seal_holds(ballot),
        )
        for ballot, name in rows
    ]


def seal_holds(ballot: Ballot) -> bool:
    """Whether a ballot is what its member cast."""
    return ballot.seal == seal(ballot.salt, ballot.nomination_id, ballot.person_id, ballot.marks)


def voting_status(session: Session, award_round: AwardRound) -> VotingStatus:
    """Return how far voting is, without a word of any marks.

    Raises: RubricMissingError.
    """
    rubric = require_rubric(session, award_round)
    query = select(Person.full_name, func.count(Ballot.nomination_id.distinct()))
    query = query.join(Ballot, Ballot.person_id == Person.id).where(Ballot.round_id == award_round.id)
    members = session.execute(query.group_by(Person.id, Person.full_name).order_by(Person.full_name))
    return VotingStatus(
        is_closed=voting_closed(session, award_round),
        ballots_min=rubric.ballots_min,
        candidates=len(nominations(session, award_round)),
        members=tuple(MemberStatus(name, scored) for name, scored in members),
        lacking=tuple(_lacking(session, award_round, rubric)),
    )
