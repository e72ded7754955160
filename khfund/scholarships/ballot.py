"""Sealed ballots: each member scores each candidate once; nobody reads a ballot of others until voting is closed.

What the seal proves: a member gets the SHA-256 digest of the ballot and its random salt when voting; the digest enters
the log at that moment. After the count anybody can recompute it, so a ballot that was changed, added or dropped after
it was cast shows. What it does not prove: khfund refuses to show ballots before voting is closed, but whoever can read
the database file itself could read them there.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Index, Select, String, Text, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.actor import name_of
from khfund.audit import witnesses
from khfund.calendar import today as day_of
from khfund.command import canonical
from khfund.db import Base, Whole, guard, never_changes
from khfund.errors import KhfundError
from khfund.scholarships.award_round import AwardRound, RoundEvent, RoundUnknownError
from khfund.scholarships.nomination import Nomination, NominationState, NominationUnknownError
from khfund.scholarships.relation import KIND_NAMES, relation_of
from khfund.scholarships.round_state import STATE_NAMES, RoundState, RoundStep
from khfund.scholarships.score import Marks, Rubric, RubricMissingError, find_rubric

if TYPE_CHECKING:
    from khfund.command import Command

_LAST_STEP = (
    "(SELECT e.step FROM round_event e WHERE e.round_id = {round} AND e.step IN ('voting_closed', 'reopened') "
    "ORDER BY e.id DESC LIMIT 1)"
)


class VotingClosedError(KhfundError):
    """Members vote after screening, up to and including the last day and until voting is closed."""

    message = "Đợt {round} không nhận phiếu chấm: {reason}."
    english = "The round {round} takes no ballot: {reason}."


class RelatedVoterError(KhfundError):
    """A member does not vote on a relative, a ward or a pupil of the own class."""

    message = (
        "{name} là {kind} (đã khai ngày {day:%d/%m/%Y}) nên không chấm đề nghị số {number}: thành viên hội đồng không chấm "
        "người có quan hệ với mình."
    )
    english = (
        "{name} is related ({kind}, declared on {day:%d/%m/%Y}) and does not vote on nomination {number}: "
        "no member votes on a relative."
    )


class BallotCountedError(KhfundError):
    """What was opened is not voted on again: a nomination whose ballots were shown takes no further ballot."""

    message = "Phiếu của đề nghị số {number} đã mở ngày {day:%d/%m/%Y}; không chấm thêm, không chấm lại."
    english = "The ballots of nomination {number} were opened on {day:%d/%m/%Y}; none is added or replaced."


class BallotsSealedError(KhfundError):
    """Ballots are sealed until voting is closed."""

    message = "Phiếu chấm của đợt {round} còn niêm phong; chỉ đọc được sau khi đóng chấm điểm (`khfund ballot close`)."
    english = "The ballots of the round {round} are sealed until voting is closed (`khfund ballot close`)."


class Ballot(Base):
    """One member's marks for one nomination; a higher version takes the place of a lower. `seal` is its digest."""

    __tablename__ = "ballot"
    __table_args__ = (
        UniqueConstraint("nomination_id", "person_id", "version"),
        Index("ix_ballot_round", "round_id"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True, autoincrement=False)
    round_id: Mapped[int] = mapped_column(ForeignKey("award_round.id"))
    nomination_id: Mapped[int] = mapped_column(ForeignKey("nomination.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int]
    day: Mapped[date]
    marks: Mapped[str] = mapped_column(Text)
    salt: Mapped[str] = mapped_column(String(32))
    seal: Mapped[str] = mapped_column(String(64))
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))

    @property
    def given(self) -> dict[str, int]:
        """The marks, by criterion."""
        given: dict[str, int] = json.loads(self.marks)
        return given


class BallotStrike(Base):
    """A ballot that does not count, because its member turned out to be related to the candidate."""

    __tablename__ = "ballot_strike"

    ballot_id: Mapped[int] = mapped_column(ForeignKey("ballot.id"), primary_key=True)
    relation_id: Mapped[int] = mapped_column(ForeignKey("relation.id"))
    day: Mapped[date]
    reason: Mapped[str] = mapped_column(String(300))
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))


never_changes("ballot")
never_changes("ballot_strike")
guard(
    "ballot_while_voting",
    "ballot",
    when="BEFORE INSERT",
    condition="NOT EXISTS (SELECT 1 FROM award_round r JOIN nomination n ON n.round_id = r.id "  # noqa: S608
    "WHERE r.id = NEW.round_id AND n.id = NEW.nomination_id AND n.state = 'standing' AND r.state = 'screened' "
    "AND (r.vote_until IS NULL OR NEW.day <= r.vote_until)) "
    f"OR COALESCE({_LAST_STEP.format(round='NEW.round_id')}, '') = 'voting_closed'",
    refusal="ballot: members vote between screening and the closing of the vote",
)
guard(
    "ballot_in_turn",
    "ballot",
    when="BEFORE INSERT",
    condition="NEW.version <> 1 + (SELECT COUNT(*) FROM ballot b WHERE b.nomination_id = NEW.nomination_id "
    "AND b.person_id = NEW.person_id)",
    refusal="ballot: one of each member for each nomination, replaced in turn",
)
guard(
    "ballot_of_no_relative",
    "ballot",
    when="BEFORE INSERT",
    condition="EXISTS (SELECT 1 FROM relation x JOIN nomination n ON n.recipient_id = x.recipient_id "
    "WHERE n.id = NEW.nomination_id AND x.person_id = NEW.person_id)",
    refusal="ballot: no member votes on a relative",
)


@witnesses("ballot")
def _ballots_written(session: Session) -> Iterator[tuple[int, str, str]]:
    for row in session.scalars(select(Ballot).order_by(Ballot.command_number, Ballot.id)):
        yield row.command_number, _figures(row), f"{row.marks}|{row.salt}"


@witnesses("ballot_strike")
def _strikes_written(session: Session) -> Iterator[tuple[int, str, str]]:
    ordered = (BallotStrike.command_number, BallotStrike.ballot_id)
    for row in session.scalars(select(BallotStrike).order_by(*ordered)):
        yield row.command_number, f"{row.ballot_id}|{row.relation_id}|{row.day}", row.reason


def _figures(row: Ballot) -> str:
    whose = f"{row.id}|{row.round_id}|{row.nomination_id}|{row.person_id}|{row.version}"
    return f"{whose}|{row.day}|{row.seal}"


def seal(salt: str, nomination: int, person: int, marks: str) -> str:
    """Return the digest that a member keeps: SHA-256 of salt, nomination, person and marks as they are stored."""
    return hashlib.sha256(f"{salt}|{nomination}|{person}|{marks}".encode()).hexdigest()


def veiled(marks: Mapping[int, Marks]) -> str:
    """Return what the command log may say of marks before they are opened: their digest."""
    return hashlib.sha256(
        canonical({str(number): dict(one) for number, one in marks.items()}).encode()
    ).hexdigest()


def cast(
    session: Session, command: Command, award_round: AwardRound, marks: Mapping[int, Marks]
) -> list[Ballot]:
    """Cast the acting member's ballots, nomination → marks; one cast before is replaced, as long as voting is open.

    Raises: RoundUnknownError, VotingClosedError, RubricMissingError, NominationUnknownError, MarksUnfitError,
    RelatedVoterError, BallotCountedError.
    """
    if award_round.unit_id != command.unit:
        raise RoundUnknownError(code=award_round.code)
    require_voting(session, award_round, day_of(command.at))
    rubric = require_rubric(session, award_round)
    opened = session.scalars(_closings(award_round).limit(1)).one_or_none()
    first = (session.scalar(select(func.max(Ballot.id))) or 0) + 1
    return [
        _cast_one(session, command, award_round, rubric, opened, id=place, nomination=number, given=given)
        for place, (number, given) in enumerate(sorted(marks.items()), first)
    ]


def require_voting(session: Session, award_round: AwardRound, day: date) -> None:
    """Refuse unless the round takes ballots on a day.

    Raises: VotingClosedError.
    """
    if award_round.state is not RoundState.SCREENED:
        reason = f"đợt đang ở trạng thái «{STATE_NAMES[award_round.state]}», chỉ chấm sau khi thẩm định"
    elif voting_closed(session, award_round):
        reason = "đã đóng chấm điểm"
    elif award_round.vote_until is not None and day > award_round.vote_until:
        reason = f"hạn chấm là hết ngày {award_round.vote_until:%d/%m/%Y}"
    else:
        return
    raise VotingClosedError(round=award_round.code, state=award_round.state.value, reason=reason)


def require_rubric(session: Session, award_round: AwardRound) -> Rubric:
    """Return the rubric of a round.

    Raises: RubricMissingError.
    """
    rubric = find_rubric(session, award_round)
    if rubric is None:
        raise RubricMissingError(round=award_round.code)
    return rubric


def _cast_one(
    session: Session,
    command: Command,
    award_round: AwardRound,
    rubric: Rubric,
    opened: RoundEvent | None,
    *,
    id: int,  # noqa: A002  the number that the ballot gets
    nomination: int,
    given: Marks,
) -> Ballot:
    candidate = session.get(Nomination, nomination)
    if (
        candidate is None
        or candidate.round_id != award_round.id
        or candidate.state is not NominationState.STANDING
    ):
        raise NominationUnknownError(number=nomination)
    rubric.require_marks(given)
    _require_unrelated(session, command, candidate)
    earlier = list(session.scalars(_cast_on(nomination)))
    if opened is not None and any(one.command_number < opened.command_number for one in earlier):
        raise BallotCountedError(number=nomination, day=opened.day)
    marks, salt = canonical(dict(given)), secrets.token_hex(16)
    ballot = Ballot(
        id=id,
        round_id=award_round.id,
        nomination_id=nomination,
        person_id=command.person_id,
        version=1 + sum(one.person_id == command.person_id for one in earlier),
        day=day_of(command.at),
        marks=marks,
        salt=salt,
        seal=seal(salt, nomination, command.person_id, marks),
        command_number=command.number,
    )
    session.add(ballot)
    session.flush()
    command.witness("ballot", _figures(ballot), f"{marks}|{salt}")
    return ballot


def _require_unrelated(session: Session, command: Command, candidate: Nomination) -> None:
    relation = relation_of(session, command.person_id, candidate.recipient_id)
    if relation is not None:
        raise RelatedVoterError(
            name=name_of(session, command.person_id),
            kind=KIND_NAMES[relation.kind],
            day=relation.day,
            number=candidate.id,
        )


def strike(
    session: Session, command: Command, ballot: Ballot, relation_id: int, *, reason: str
) -> BallotStrike:
    """Take a ballot out of the count for good, in the open, with the relation and the reason."""
    row = BallotStrike(
        ballot_id=ballot.id,
        relation_id=relation_id,
        day=day_of(command.at),
        reason=reason[:300],
        command_number=command.number,
    )
    session.add(row)
    session.flush()
    command.witness("ballot_strike", f"{row.ballot_id}|{row.relation_id}|{row.day}", row.reason)
    return row


# -- reads that tell nothing of marks -----------------------------------------------------------------------------------


def voting_closed(session: Session, award_round: AwardRound) -> bool:
    """Whether voting was closed and the round not reopened since, or the round has gone on without votes."""
    turns = (RoundStep.VOTING_CLOSED, RoundStep.REOPENED)
    query = select(RoundEvent.step).where(RoundEvent.round_id == award_round.id, RoundEvent.step.in_(turns))
    last = session.scalars(query.order_by(RoundEvent.id.desc()).limit(1)).one_or_none()
    return last is RoundStep.VOTING_CLOSED


def _closings(award_round: AwardRound) -> Select[RoundEvent]:
    query = select(RoundEvent).where(RoundEvent.round_id == award_round.id)
    return query.where(RoundEvent.step == RoundStep.VOTING_CLOSED).order_by(RoundEvent.id.desc())


def _cast_on(nomination: int) -> Select[Ballot]:
    return select(Ballot).where(Ballot.nomination_id == nomination).order_by(Ballot.id)


def struck(session: Session, award_round: AwardRound) -> dict[int, BallotStrike]:
    """Return ballot → its strike, of a round."""
    query = select(BallotStrike).join(Ballot).where(Ballot.round_id == award_round.id)
    return {one.ballot_id: one for one in session.scalars(query)}
