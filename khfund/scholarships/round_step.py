"""The steps of a round: nominations closed, reopened, terms changed, allocated, decided, cancelled."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from khfund.actor import require_another
from khfund.calendar import today as day_of
from khfund.errors import KhfundError
from khfund.ledger.accounting_period import ReasonMissingError
from khfund.scholarships.award_round import (
    AwardRound,
    RoundEvent,
    RoundTermsError,
    RoundUnknownError,
    record_step,
    unfit_terms,
    warn_of_budget,
)
from khfund.scholarships.round_state import ACTIONS, STATE_NAMES, WAYS, RoundState, RoundStep

if TYPE_CHECKING:
    from khfund.command import Command


__all__ = [
    "RoundStateError",
    "cancel_round",
    "change_terms",
    "close_nominations",
    "record_step",
    "reopen_round",
    "require_way",
    "take",
]


class RoundStateError(KhfundError):
    """A round goes its way step by step: open, closed, screened, allocated, decided; or it is cancelled before that."""

    message = "Đợt {round} đang ở trạng thái «{state}», không thể {action}."
    english = "The round {round} is «{state}» and this cannot be done: {action}."


def take(
    session: Session,
    command: Command,
    award_round: AwardRound,
    step: RoundStep,
    state: RoundState,
    *,
    reason: str = "",
) -> RoundEvent:
    """Take a step if the round may go that way: what allocation and decision call.

    Raises: RoundUnknownError, RoundStateError.
    """
    require_way(command, award_round, step, state)
    return record_step(session, command, award_round, step, state, reason=reason)


def require_way(command: Command, award_round: AwardRound, step: RoundStep, state: RoundState) -> None:
    """Refuse a step that the round may not take from where it stands.

    Raises: RoundUnknownError, RoundStateError.
    """
    if award_round.unit_id != command.unit:
        raise RoundUnknownError(code=award_round.code)
    if f"{step.value}:{award_round.state.value}>{state.value}" not in WAYS:
        raise RoundStateError(
            round=award_round.code, state=STATE_NAMES[award_round.state], action=ACTIONS[step]
        )


def close_nominations(session: Session, command: Command, award_round: AwardRound) -> RoundEvent:
    """Close a round for nominations, on or before its last day as well.

    Raises: RoundUnknownError, RoundStateError.
    """
    return take(session, command, award_round, RoundStep.CLOSED, RoundState.CLOSED)


def reopen_round(session: Session, command: Command, award_round: AwardRound, *, reason: str) -> RoundEvent:
    """Open a closed round again for nominations, by another person than the one who closed it, for a reason.

    Screening and allocation must then be done again; what they said before stays on record.

    Raises: RoundUnknownError, RoundStateError, ReasonMissingError, AnotherPersonNeededError.
    """
    require_way(command, award_round, RoundStep.REOPENED, RoundState.OPEN)
    if not reason.strip():
        raise ReasonMissingError
    closed = select(RoundEvent.person_id).where(
        RoundEvent.round_id == award_round.id, RoundEvent.step == RoundStep.CLOSED
    )
    closer = session.scalars(closed.order_by(RoundEvent.id.desc()).limit(1)).one()
    today = day_of(command.at)
    require_another(
        session,
        command.person_id,
        closer,
        unit_id=command.unit,
        on=today,
        did="chốt đề nghị",
        does="mở lại đợt",
    )
    return record_step(session, command, award_round, RoundStep.REOPENED, RoundState.OPEN, reason=reason)


def change_terms(  # noqa: PLR0913  each of these may change alone
    session: Session,
    command: Command,
    award_round: AwardRound,
    *,
    reason: str,
    budget: int | None = None,
    nominate_until: date | None = None,
    screen_until: date | None = None,
    vote_until: date | None = None,
    rulebook_digest: str | None = None,
) -> RoundEvent:
    """Change a round's budget, days or the version of its rules before it is allocated, for a reason; None leaves it.

    Raises: RoundUnknownError, RoundStateError, ReasonMissingError, RoundTermsError.
    """
    require_way(command, award_round, RoundStep.CHANGED, award_round.state)
    if not reason.strip():
        raise ReasonMissingError
    given = {
        "budget": budget,
        "nominate_until": nominate_until,
        "screen_until": screen_until,
        "vote_until": vote_until,
        "rulebook_digest": rulebook_digest,
    }
    with session.no_autoflush:
        _take_over(award_round, given)
        event = record_step(
            session, command, award_round, RoundStep.CHANGED, award_round.state, reason=reason
        )
    warn_of_budget(session, command, award_round)
    return event


def _take_over(award_round: AwardRound, given: dict[str, Any]) -> None:
    changed = {
        name: value for name, value in given.items() if value not in {None, getattr(award_round, name)}
    }
    if not changed:
        raise RoundTermsError(reason="không có gì thay đổi")
    for name, value in changed.items():
        setattr(award_round, name, value)
    if unfit := unfit_terms(award_round):
        raise RoundTermsError(reason=unfit)


def cancel_round(session: Session, command: Command, award_round: AwardRound, *, reason: str) -> RoundEvent:
    """Cancel a round that is not decided, for a reason; what was nominated and screened stays on record.

    Raises: RoundUnknownError, RoundStateError, ReasonMissingError.
    """
    require_way(command, award_round, RoundStep.CANCELLED, RoundState.CANCELLED)
    if not reason.strip():
        raise ReasonMissingError
    return record_step(
        session, command, award_round, RoundStep.CANCELLED, RoundState.CANCELLED, reason=reason
    )
