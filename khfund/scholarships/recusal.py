"""Recusal: a member declares a relation to a candidate and stays out; one found later strikes the ballots, in the open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from khfund.errors import KhfundError
from khfund.scholarships.award_round import AwardRound
from khfund.scholarships.ballot import Ballot, BallotStrike, strike
from khfund.scholarships.nomination import Nomination
from khfund.scholarships.recipient import Recipient, one_person
from khfund.scholarships.relation import KIND_NAMES, Relation, RelationKind, enter_relation
from khfund.scholarships.round_state import RoundState

if TYPE_CHECKING:
    from khfund.command import Command


class StruckAfterDecisionError(KhfundError):
    """A ballot that counted in a decision was struck later: a warning to the committee."""

    message = "Đợt {round} đã phân suất hoặc đã có quyết định khi phiếu chấm đề nghị số {number} bị loại; hội đồng cần xem lại kết quả."
    english = "The round {round} was allocated or decided when a ballot on nomination {number} was struck; look at it again."


@attrs.frozen
class Declared:
    """A relation, and the ballots that it struck."""

    relation: Relation
    struck: tuple[BallotStrike, ...]


def declare_relation(
    session: Session,
    command: Command,
    person_id: int,
    recipient: Recipient,
    kind: RelationKind,
    *,
    note: str = "",
) -> Declared:
    """Say that a member is related to a recipient; votes are refused from now on, those cast before are struck.

    Whoever tells it of somebody else says how it is known.

    Raises: RecipientUnknownError, RelationReasonMissingError, RelationDeclaredError.
    """
    relation = enter_relation(session, command, person_id, recipient, kind, note=note)
    found = session.execute(_cast_before(session, person_id, recipient.id)).all()
    reason = f"Quan hệ khai sau khi chấm: {KIND_NAMES[kind]}" + (
        f"; {relation.note}" if relation.note else ""
    )
    latest = {ballot.nomination_id: (ballot, award_round) for ballot, award_round in found}
    strikes = []
    for ballot, award_round in latest.values():
        strikes.append(strike(session, command, ballot, relation.id, reason=reason))
        if award_round.state in (RoundState.ALLOCATED, RoundState.DECIDED):
            command.warn(StruckAfterDecisionError(round=award_round.code, number=ballot.nomination_id))
    return Declared(relation, tuple(strikes))


def _cast_before(session: Session, person_id: int, recipient_id: int) -> Select[Ballot, AwardRound]:
    entries = one_person(session, [recipient_id])[recipient_id]
    query = select(Ballot, AwardRound).join(Nomination, Nomination.id == Ballot.nomination_id)
    query = query.join(AwardRound, AwardRound.id == Ballot.round_id)
    mine = query.where(Ballot.person_id == person_id, Nomination.recipient_id.in_(entries))
    return mine.order_by(Ballot.id)
