"""Alternates: the place of a revoked award goes to the next in order of the same unit, by a decision of its own.

Nobody chooses among alternates: an alternate who no longer comes into question is passed over first, for a coded
reason that stays on record. Where the unit has no alternate left, the next of the whole round follows if the
allocation let places pass between units.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.actor import require_another
from khfund.audit import witnesses
from khfund.calendar import today as day_of
from khfund.db import Base, never_changes, one_of
from khfund.errors import KhfundError
from khfund.ledger.accounting_period import ReasonMissingError
from khfund.scholarships.allocation import Outcome
from khfund.scholarships.allocation_run import AllocationLine, AllocationRun, lines_of, places_of
from khfund.scholarships.award import (
    STATE_NAMES,
    Award,
    AwardState,
    AwardUnknownError,
    NewAward,
    find_award,
    live_amount,
)
from khfund.scholarships.award_outcome import REVOKING, AwardStateError, OutcomeReasonError, last_event
from khfund.scholarships.award_round import AwardRound
from khfund.scholarships.instalment import DROP_NAMES, DropReason, Instalment, InstalmentWithdrawal
from khfund.scholarships.nomination import Nomination, find_nomination
from khfund.scholarships.recipient import one_person
from khfund.scholarships.round_decision import (
    RoundDecision,
    grant_awards,
    require_cash,
    require_decision,
)
from khfund.scholarships.round_terms import require_affordable
from khfund.vietnamese import clean, require_plain

if TYPE_CHECKING:
    from khfund.command import Command


class NoAlternateError(KhfundError):
    """A place is given on while there is an alternate."""

    message = "Suất số {number} bị thu hồi không còn người dự bị nào theo thứ tự của đợt {round}."
    english = "There is no alternate left in the round {round} for the place of the revoked award {number}."


class PlaceTakenError(KhfundError):
    """The place of a revoked award is given on once."""

    message = "Suất số {number} đã có suất số {by} thay thế."
    english = "The place of award {number} has been taken by award {by}."


class NotAnAlternateError(KhfundError):
    """Only an alternate who waits is passed over, once."""

    message = "Đề nghị số {number} không đang chờ trong danh sách dự bị của đợt {round}."
    english = "The nomination {number} does not wait among the alternates of the round {round}."


class PromotionBeyondBudgetError(KhfundError):
    """What a round has given and paid stays within its budget when an alternate follows."""

    message = "Ngân sách đợt {round} là {budget:dong}; các suất còn hiệu lực {live:dong}, đã chi cho suất bị thu hồi {spent:dong}. Không còn đủ {needed:dong} cho người dự bị kế tiếp."
    english = "The budget of round {round} is {budget:dong}; awards in force come to {live:dong}, {spent:dong} were paid on revoked ones. There is not enough for the {needed:dong} of the next alternate."


class AlternatePassing(Base):
    """An alternate who is passed over when places are given on, for a reason."""

    __tablename__ = "alternate_passing"

    nomination_id: Mapped[int] = mapped_column(
        ForeignKey("nomination.id"), primary_key=True, autoincrement=False
    )
    day: Mapped[date]
    reason: Mapped[DropReason] = mapped_column(one_of(DropReason))
    note: Mapped[str] = mapped_column(String(300))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))


never_changes("alternate_passing")


@witnesses("alternate_passing")
def _written(session: Session) -> Iterator[tuple[int, str, str]]:
    ordered = (AlternatePassing.command_number, AlternatePassing.nomination_id)
    for row in session.scalars(select(AlternatePassing).order_by(*ordered)):
        yield row.command_number, _figures(row), row.note


def _figures(row: AlternatePassing) -> str:
    return f"{row.nomination_id}|{row.day}|{row.reason.value}|{row.person_id}"


def pass_over(
    session: Session,
    command: Command,
    award_round: AwardRound,
    nomination_id: int,
    *,
    reason: DropReason,
    note: str = "",
) -> AlternatePassing:
    """Take an alternate of a decided round out of the order, for good. «Lý do khác» says in the note which.

    Raises: AwardUnknownError, NominationUnknownError, NotAnAlternateError, OutcomeReasonError, ReasonMissingError.
    """
    nomination = find_nomination(session, award_round, nomination_id)
    waiting = {line.nomination_id for line in alternates(session, award_round)}
    if award_round.unit_id != command.unit or nomination.id not in waiting:
        raise NotAnAlternateError(number=nomination_id, round=award_round.code)
    if reason not in REVOKING:
        reasons = ", ".join(one.value for one in REVOKING)
        raise OutcomeReasonError(reason=DROP_NAMES[reason], action="bỏ qua người dự bị", reasons=reasons)
    note = clean(require_plain(note))[:300]
    if reason is DropReason.OTHER and not note:
        raise ReasonMissingError
    row = AlternatePassing(
        nomination_id=nomination.id,
        day=day_of(command.at),
        reason=reason,
        note=note,
        person_id=command.person_id,
        command_number=command.number,
    )
    session.add(row)
    session.flush()
    command.witness("alternate_passing", _figures(row), note)
    return row


def promote(
    session: Session,
    command: Command,
    revoked: Award,
    *,
    number: str,
    day: date,
    payouts: Sequence[date] = (),
) -> Award:
    """Give the place of a revoked award to the next alternate, by a decision of this number and day.

    Without `payouts` the new award is paid on the days on which the revoked one would have been, or on `day`. The
    alternate gets the amount that the allocation found for him. Whoever revoked does not promote.

    Raises: AwardUnknownError, AwardStateError, PlaceTakenError, AnotherPersonNeededError, NoAlternateError,
    DecisionUnfitError, PromotionBeyondBudgetError, BudgetBeyondRoomError, CashShortError, PayoutUnfitError.
    """
    event = _require_revoked(session, command, revoked)
    award_round = session.get_one(AwardRound, revoked.round_id)
    said = require_decision(session, command, number, day, since=event)
    line = next_alternate(session, award_round, revoked)
    if line is None:
        raise NoAlternateError(number=revoked.id, round=award_round.code)
    _require_money(session, command, award_round, line.amount)
    new = NewAward(line.nomination_id, line.recipient_id, line.amount, line.categories, replaces=revoked.id)
    days = payouts or _days_of(session, revoked, day)
    (made,) = grant_awards(session, command, award_round, [new], number=said, day=day, payouts=days)
    return find_award(session, command.unit, made)


def _require_revoked(session: Session, command: Command, revoked: Award) -> date:
    """The day on which the award was revoked."""
    if revoked.unit_id != command.unit:
        raise AwardUnknownError(number=revoked.id)
    if revoked.state is not AwardState.REVOKED:
        state = STATE_NAMES[revoked.state]
        raise AwardStateError(number=revoked.id, state=state, action="thay bằng người dự bị")
    taken = session.scalar(select(Award.id).where(Award.replaces_id == revoked.id))
    if taken is not None:
        raise PlaceTakenError(number=revoked.id, by=taken)
    event = last_event(session, revoked)
    assert event is not None
    require_another(
        session,
        command.person_id,
        event.person_id,
        unit_id=command.unit,
        on=day_of(command.at),
        did="thu hồi suất học bổng",
        does="trao suất đó cho người dự bị",
    )
    return event.day


def _require_money(session: Session, command: Command, award_round: AwardRound, needed: int) -> None:
    live, spent = live_amount(session, award_round), spent_on_revoked(session, award_round)
    if live + spent + needed > award_round.budget:
        raise PromotionBeyondBudgetError(
            round=award_round.code, budget=award_round.budget, live=live, spent=spent, needed=needed
        )
    require_affordable(session, command, award_round, needed)
    require_cash(session, command, award_round, needed)


def _days_of(session: Session, revoked: Award, day: date) -> list[date]:
    """The days on which a revoked award would still have been paid, from the day of the new decision on."""
    query = (
        select(Instalment.due)
        .join(InstalmentWithdrawal, InstalmentWithdrawal.instalment_id == Instalment.id)
        .where(Instalment.award_id == revoked.id)
    )
    days: dict[tuple[int, int], date] = {}
    for due in sorted(max(one, day) for one in session.scalars(query)):
        days.setdefault((due.year, due.month), due)
    return list(days.values())


# -- reads ----------------------------------------------------------------------------------------------------------


def alternates(session: Session, award_round: AwardRound) -> list[AllocationLine]:
    """Return who waits in a decided round, in order: neither awarded since nor passed over, nor the same person."""
    decision = session.get(RoundDecision, award_round.id)
    if decision is None:
        return []
    run = session.get_one(AllocationRun, decision.run_id)
    given = select(Award.nomination_id).where(Award.round_id == award_round.id)
    passed = select(AlternatePassing.nomination_id).join(
        Nomination, Nomination.id == AlternatePassing.nomination_id
    )
    gone = set(session.scalars(given.union(passed.where(Nomination.round_id == award_round.id))))
    lines = [one for one in lines_of(session, run, Outcome.ALTERNATE) if one.nomination_id not in gone]
    held = set(session.scalars(select(Award.recipient_id).where(Award.round_id == award_round.id)))
    people = one_person(session, {one.recipient_id for one in lines} | held)
    awarded = {people[number][0] for number in held}
    return [one for one in lines if people[one.recipient_id][0] not in awarded]


def next_alternate(session: Session, award_round: AwardRound, revoked: Award) -> AllocationLine | None:
    """Return who follows a revoked award: the next of its unit, else of the round where places pass between units."""
    waiting = alternates(session, award_round)
    if not waiting:
        return None
    run = session.get_one(AllocationRun, waiting[0].run_id)
    if not places_of(session, run):
        return waiting[0]
    unit = session.get_one(Nomination, revoked.nomination_id).unit_id
    own = [one for one in waiting if one.unit_id == unit]
    return next(iter(own or (waiting if run.redistribute else [])), None)


def spent_on_revoked(session: Session, award_round: AwardRound) -> int:
    """Return what was owed on revoked awards of a round and not withdrawn, because it had been paid; in đồng."""
    withdrawn = select(InstalmentWithdrawal.instalment_id).where(
        InstalmentWithdrawal.instalment_id == Instalment.id
    )
    query = (
        select(func.coalesce(func.sum(Instalment.amount), 0))
        .join(Award, Award.id == Instalment.award_id)
        .where(Award.round_id == award_round.id, Award.state == AwardState.REVOKED, ~withdrawn.exists())
    )
    return int(session.scalars(query).one())
