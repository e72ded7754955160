"""The decision of a round: its last allocation becomes awards, and each award is owed in instalments.

Whoever allocated does not decide. The decision stands on the last run, on facts that have not changed since, and on
money: the round's budget, what the fund may still promise, and what it has at hand. Principal is never in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

import attrs
from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund import money
from khfund.actor import require_another
from khfund.audit import witnesses
from khfund.calendar import Month
from khfund.calendar import today as day_of
from khfund.db import Base, Whole, never_changes, whole
from khfund.errors import KhfundError
from khfund.ledger import Fund
from khfund.ledger.commitment import spending_room
from khfund.scholarships.allocation import Outcome
from khfund.scholarships.allocation_run import AllocationRun, digest_given, given_of, latest_run, lines_of
from khfund.scholarships.award import NewAward, write_awards
from khfund.scholarships.award_round import AwardRound, RoundPurpose
from khfund.scholarships.instalment import Nature, NewInstalment, owe
from khfund.scholarships.programme import Programme
from khfund.scholarships.public_code import assign_codes
from khfund.scholarships.round_input import put_in
from khfund.scholarships.round_state import RoundState, RoundStep
from khfund.scholarships.round_step import require_way, take
from khfund.scholarships.round_terms import require_affordable
from khfund.vietnamese import clean, require_plain

if TYPE_CHECKING:
    from khfund.command import Command


class DecisionUnfitError(KhfundError):
    """A decision has a number of its own and a day between the allocation and today."""

    message = "Chưa ra được quyết định: {reason}."
    english = "The decision cannot be made: {reason}."


class NobodyAwardedError(KhfundError):
    """A decision gives at least one award."""

    message = "Lần phân suất {run} của đợt {round} không chọn được ai nên chưa có gì để quyết định; xem lý do bằng `khfund award reasons --round {round}`."
    english = "Run {run} of the round {round} chose nobody, so there is nothing to decide; see `khfund award reasons --round {round}`."


class AllocationStaleError(KhfundError):
    """What is decided is what was allocated: nominations, points, amounts and places are as they were."""

    message = "Từ lần phân suất {run} của đợt {round}, {changed:so} hồ sơ (hoặc suất, ngân sách) đã thay đổi; hãy phân suất lại rồi mới quyết định."
    english = "Since run {run} of the round {round} {changed:so} nominations (or places, or the budget) have changed; allocate again before deciding."


class CashShortError(KhfundError):
    """A decision that is to be paid has the money at hand or on demand."""

    message = "Quỹ {fund} có ngay {liquid:dong} (tiền mặt và tiền gửi không kỳ hạn), chưa đủ cho {needed:dong} của quyết định: thiếu {missing:dong}. Hãy đợi tiền gửi đáo hạn hoặc quyết định ít suất hơn; vốn gốc không được chi."
    english = "The fund {fund} has {liquid:dong} at hand (cash and demand deposits), not enough for the {needed:dong} of the decision: {missing:dong} are missing. Wait for a deposit to mature or decide fewer awards; principal may not be spent."


class PayoutUnfitError(KhfundError):
    """Each payment of an award is on its own month, not before the decision, and of at least one đồng."""

    message = "Kỳ chi ngày {day:%d/%m/%Y} không hợp lệ: {reason}."
    english = "The payment of {day:%d/%m/%Y} is not possible: {reason}."


class RoundDecision(Base):
    """The decision on a round; `awards` and `amount` (đồng) are what it gave on its day."""

    __tablename__ = "round_decision"
    __table_args__ = (
        UniqueConstraint("unit_id", "year", "number"),
        CheckConstraint("awards > 0 AND amount > 0", name="gives_something"),
        *whole("amount"),
    )

    round_id: Mapped[int] = mapped_column(ForeignKey("award_round.id"), primary_key=True, autoincrement=False)
    run_id: Mapped[int] = mapped_column(ForeignKey("allocation_run.id"), unique=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    year: Mapped[int]
    number: Mapped[str] = mapped_column(String(60))
    day: Mapped[date]
    awards: Mapped[int]
    amount: Mapped[int] = mapped_column(Whole)
    decided_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))


never_changes("round_decision")


@witnesses("round_decision")
def _written(session: Session) -> Iterator[tuple[int, str, str]]:
    for row in session.scalars(select(RoundDecision).order_by(RoundDecision.command_number)):
        yield row.command_number, _figures(row), ""


def _figures(row: RoundDecision) -> str:
    made = (
        row.round_id,
        row.run_id,
        row.unit_id,
        row.number,
        row.day,
        row.awards,
        row.amount,
        row.decided_by,
    )
    return "|".join(map(str, made))


def decide_round(
    session: Session,
    command: Command,
    award_round: AwardRound,
    *,
    number: str,
    day: date,
    payouts: Sequence[date] = (),
) -> RoundDecision:
    """Turn the last allocation of a round into awards, and into one instalment for each of `payouts` (or for `day`).

    An award is split evenly over its payments. A round of goods gives awards without instalments: what is handed
    over leaves the store by a hand-over list.

    Raises: RoundUnknownError, RoundStateError, AllocationMissingError, DecisionUnfitError, AnotherPersonNeededError,
    AllocationStaleError, NobodyAwardedError, CostBeyondBudgetError, BudgetBeyondRoomError, CashShortError,
    PayoutUnfitError.
    """
    require_way(command, award_round, RoundStep.DECIDED, RoundState.DECIDED)
    run = latest_run(session, award_round)
    said = require_decision(session, command, number, day, since=run.day)
    _require_another(session, command, run)
    _require_fresh(session, award_round, run)
    lines = lines_of(session, run, Outcome.AWARDED)
    if not lines:
        raise NobodyAwardedError(run=run.number, round=award_round.code)
    require_affordable(session, command, award_round, run.amount)
    require_cash(session, command, award_round, run.amount)
    decision = _write(session, command, run, said, day, len(lines))
    new = [NewAward(one.nomination_id, one.recipient_id, one.amount, one.categories) for one in lines]
    grant_awards(session, command, award_round, new, number=said, day=day, payouts=payouts)
    take(session, command, award_round, RoundStep.DECIDED, RoundState.DECIDED, reason=said)
    return decision


def _write(  # noqa: PLR0917  a decision has these parts
    session: Session, command: Command, run: AllocationRun, number: str, day: date, awards: int
) -> RoundDecision:
    decision = RoundDecision(
        round_id=run.round_id,
        run_id=run.id,
        unit_id=command.unit,
        year=day.year,
        number=number,
        day=day,
        awards=awards,
        amount=run.amount,
        decided_by=command.person_id,
        command_number=command.number,
    )
    session.add(decision)
    session.flush()
    command.witness("round_decision", _figures(decision), "")
    return decision


def require_decision(session: Session, command: Command, number: str, day: date, *, since: date) -> str:
    """Return the cleaned number of a decision that can be made on this day.

    Raises: DecisionUnfitError, HostileTextError.
    """
    said = clean(require_plain(number))
    taken = select(RoundDecision.round_id).where(
        RoundDecision.unit_id == command.unit, RoundDecision.year == day.year, RoundDecision.number == said
    )
    today = day_of(command.at)
    if not 0 < len(said) <= 60:
        reason = "hãy ghi số quyết định (tối đa 60 ký tự), ví dụ 12/QĐ-HKH"
    elif day > today:
        reason = f"ngày {day:%d/%m/%Y} còn ở tương lai"
    elif day < since:
        reason = f"ngày {day:%d/%m/%Y} trước ngày {since:%d/%m/%Y} của lần phân suất hoặc quyết định trước"
    elif session.scalar(taken) is not None:
        reason = f"số «{said}» đã dùng cho một quyết định khác trong năm {day.year}"
    else:
        return said
    raise DecisionUnfitError(reason=reason)


def _require_another(session: Session, command: Command, run: AllocationRun) -> None:
    require_another(
        session,
        command.person_id,
        run.drafted_by,
        unit_id=command.unit,
        on=day_of(command.at),
        did="phân suất",
        does="ra quyết định",
    )


def _require_fresh(session: Session, award_round: AwardRound, run: AllocationRun) -> None:
    candidates, quotas = put_in(session, award_round)
    options, kept = given_of(session, run)
    if (
        digest_given(candidates, attrs.evolve(options, budget=award_round.budget, quotas=quotas))
        != run.given_digest
    ):
        changed = len(set(candidates) ^ set(kept))
        raise AllocationStaleError(run=run.number, round=award_round.code, changed=changed)


def require_cash(session: Session, command: Command, award_round: AwardRound, needed: int) -> None:
    """Refuse to promise money that the fund of a round has not at hand today; goods need none.

    Raises: CashShortError.
    """
    if award_round.purpose is not RoundPurpose.MONEY:
        return
    fund = session.get_one(Fund, award_round.fund_id)
    liquid = spending_room(session, fund, day_of(command.at)).liquid
    if liquid < needed:
        raise CashShortError(fund=fund.code, liquid=liquid, needed=needed, missing=needed - liquid)


def grant_awards(
    session: Session,
    command: Command,
    award_round: AwardRound,
    new: Sequence[NewAward],
    *,
    number: str,
    day: date,
    payouts: Sequence[date],
) -> list[int]:
    """Write awards and, for money, what is owed for each; return the numbers of the awards.

    Each recipient gets a public code of the year, under which the award is posted.

    Raises: PayoutUnfitError.
    """
    days = _payout_days(award_round, new, day, payouts)
    numbers = write_awards(session, command, award_round, new, granted=day, decision=number)
    programme = session.get_one(Programme, award_round.programme_id)
    what = f"Học bổng đợt {award_round.code}, {programme.name}, theo Quyết định số {number}"
    owed = [
        NewInstalment(
            programme=programme,
            fund=award_round.fund_id,
            recipient=one.recipient,
            nature=Nature.AWARD,
            month=Month.of(due),
            amount=part,
            due=due,
            what=f"{what}, kỳ {part_number}/{len(days)}" if len(days) > 1 else what,
            award=award,
        )
        for award, one in zip(numbers, new, strict=True)
        for part_number, (due, part) in enumerate(_parts(one.amount, days), 1)
    ]
    if owed:
        owe(session, command, owed)
    assign_codes(session, command, [one.recipient for one in new], day.year)
    return numbers


def _parts(amount: int, days: Sequence[date]) -> list[tuple[date, int]]:
    return list(zip(days, money.split(amount, [1] * len(days)), strict=True)) if days else []


def _payout_days(
    award_round: AwardRound, new: Sequence[NewAward], day: date, payouts: Sequence[date]
) -> list[date]:
    if award_round.purpose is not RoundPurpose.MONEY:
        return []
    days = sorted(payouts) or [day]
    least = min(one.amount for one in new)
    for place, due in enumerate(days):
        if due < day:
            raise PayoutUnfitError(day=due, reason=f"trước ngày quyết định {day:%d/%m/%Y}")
        if place and Month.of(due) == Month.of(days[place - 1]):
            raise PayoutUnfitError(day=due, reason="mỗi tháng chỉ có một kỳ chi cho một suất")
    if len(days) > least:
        raise PayoutUnfitError(day=days[-1], reason="suất nhỏ nhất không chia đủ cho số kỳ")
    return days


# -- reads ----------------------------------------------------------------------------------------------------------


def decision_of(session: Session, award_round: AwardRound) -> RoundDecision | None:
    """Return the decision of a round, if it is decided."""
    return session.get(RoundDecision, award_round.id)
