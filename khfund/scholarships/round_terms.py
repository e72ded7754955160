"""What a round gives: amounts by category, places by unit, and whether the budget and the fund can bear it.

Amounts and places are never changed: a later line takes the place of an earlier one, both stay on record.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import attrs
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.audit import witnesses
from khfund.calendar import today as day_of
from khfund.db import Base, Whole, guard, never_changes, whole
from khfund.errors import KhfundError
from khfund.scholarships.award_round import (
    BUDGET_MAX,
    AwardRound,
    RoundPurpose,
    RoundUnknownError,
    beyond_room,
    round_room,
)
from khfund.scholarships.nomination import find_nomination
from khfund.scholarships.round_state import STATE_NAMES, RoundState
from khfund.scholarships.round_step import RoundStateError
from khfund.unit import Unit
from khfund.vietnamese import clean

if TYPE_CHECKING:
    from khfund.command import Command

ANY = ""
"""The category of an amount that serves every category without an amount of its own."""


class AmountUnfitError(KhfundError):
    """An amount is whole đồng above zero, of a category or of one candidate of the round."""

    message = "Chưa ghi được mức: {reason}."
    english = "The amount cannot be entered: {reason}."


class AmountUnsetError(KhfundError):
    """A round says how much each category gets before anything is allocated."""

    message = "Đợt {round} chưa có mức cho diện {categories}; hãy ghi bằng `khfund round amounts`."
    english = (
        "The round {round} has no amount for the category {categories}; enter it with `khfund round amounts`."
    )


class PlacesUnfitError(KhfundError):
    """A quota is a number of places from 0 to 100,000."""

    message = "Số suất {places:so} không hợp lệ; hãy ghi từ 0 đến 100.000."
    english = "{places:so} is no number of places; enter 0 to 100,000."


class QuotaBeyondBudgetError(KhfundError):
    """All places of a round, at its lowest amount, cost no more than its budget."""

    message = (
        "Đợt {round}: {places:so} suất với mức thấp nhất {lowest:dong} đã là {cost:dong}, lớn hơn ngân sách {budget:dong} "
        "({over:dong} vượt). Ngân sách chỉ đủ {affordable:so} suất; hãy giảm số suất, giảm mức hoặc tăng ngân sách."
    )
    english = (
        "Round {round}: {places:so} places at the lowest amount of {lowest:dong} are {cost:dong}, more than the budget of "
        "{budget:dong} (by {over:dong}). The budget pays {affordable:so} places; lower places or amounts, or raise the budget."
    )


class QuotaMayExceedBudgetError(KhfundError):
    """All places of a round at its highest amount may cost more than its budget: a warning."""

    message = (
        "Đợt {round}: nếu cả {places:so} suất đều ở mức cao nhất {highest:dong} thì hết {cost:dong}, lớn hơn ngân sách {budget:dong}; "
        "phân suất sẽ dừng khi hết ngân sách."
    )
    english = (
        "Round {round}: if all {places:so} places got the highest amount of {highest:dong}, that would be {cost:dong}, more than "
        "the budget of {budget:dong}; allocation stops where the budget ends."
    )


class CostBeyondBudgetError(KhfundError):
    """What a round gives costs no more than its budget."""

    message = "Đợt {round}: các suất cộng lại {cost:dong}, lớn hơn ngân sách {budget:dong}; vượt {over:dong}."
    english = "Round {round}: the awards add up to {cost:dong}, more than the budget of {budget:dong}, by {over:dong}."


class RoundAmount(Base):
    """What an award of a category is worth, in đồng; with a nomination, what this one candidate gets. The latest counts."""

    __tablename__ = "round_amount"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint("nomination_id IS NULL OR category = ''", name="one_kind"),
        *whole("amount"),
        Index("ix_round_amount_round", "round_id"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True, autoincrement=False)
    round_id: Mapped[int] = mapped_column(ForeignKey("award_round.id"))
    category: Mapped[str] = mapped_column(String(60))
    nomination_id: Mapped[int | None] = mapped_column(ForeignKey("nomination.id"))
    amount: Mapped[int] = mapped_column(Whole)
    reason: Mapped[str] = mapped_column(String(300))
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))


class RoundQuota(Base):
    """How many places a unit has in a round; the latest counts, and a unit without a line has no quota of its own."""

    __tablename__ = "round_quota"
    __table_args__ = (
        CheckConstraint("places >= 0", name="places_not_negative"),
        *whole("places"),
        Index("ix_round_quota_round", "round_id"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True, autoincrement=False)
    round_id: Mapped[int] = mapped_column(ForeignKey("award_round.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    places: Mapped[int] = mapped_column(Whole)
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))


for _table in ("round_amount", "round_quota"):
    never_changes(_table)
    guard(
        f"{_table}_before_allocation",
        _table,
        when="BEFORE INSERT",
        condition="(SELECT state FROM award_round WHERE id = NEW.round_id) NOT IN ('open', 'closed', 'screened')",
        refusal=f"{_table}: what a round gives is settled before it is allocated",
    )


@witnesses("round_amount")
def _amounts_written(session: Session) -> Iterator[tuple[int, str, str]]:
    for row in session.scalars(select(RoundAmount).order_by(RoundAmount.command_number, RoundAmount.id)):
        yield row.command_number, _amount_figures(row), row.reason


@witnesses("round_quota")
def _quotas_written(session: Session) -> Iterator[tuple[int, str, str]]:
    for row in session.scalars(select(RoundQuota).order_by(RoundQuota.command_number, RoundQuota.id)):
        yield row.command_number, _quota_figures(row), ""


def _amount_figures(row: RoundAmount) -> str:
    return f"{row.id}|{row.round_id}|{row.category}|{row.nomination_id or ''}|{row.amount}"


def _quota_figures(row: RoundQuota) -> str:
    return f"{row.id}|{row.round_id}|{row.unit_id}|{row.places}"


def set_amount(
    session: Session, command: Command, award_round: AwardRound, category: str, amount: int
) -> RoundAmount:
    """Say what a category gets; the category «» is for all that have no amount of their own.

    Raises: RoundUnknownError, RoundStateError, AmountUnfitError, QuotaBeyondBudgetError.
    """
    category = clean(category)
    if len(category) > 60:
        raise AmountUnfitError(reason=f"mã diện dài {len(category)} ký tự, tối đa 60")
    return _enter_amount(session, command, award_round, amount, category=category)


def set_personal_amount(
    session: Session,
    command: Command,
    award_round: AwardRound,
    nomination_id: int,
    amount: int,
    *,
    reason: str,
) -> RoundAmount:
    """Say what one candidate gets if awarded, whatever the category, for a reason.

    Raises: RoundUnknownError, RoundStateError, NominationUnknownError, AmountUnfitError, QuotaBeyondBudgetError.
    """
    if not reason.strip():
        raise AmountUnfitError(reason="mức riêng của một em phải có lý do")
    find_nomination(session, award_round, nomination_id)
    return _enter_amount(session, command, award_round, amount, nomination=nomination_id, reason=reason)


def _enter_amount(
    session: Session,
    command: Command,
    award_round: AwardRound,
    amount: int,
    *,
    category: str = ANY,
    nomination: int | None = None,
    reason: str = "",
) -> RoundAmount:
    _require_settling(command, award_round)
    if not 0 < amount <= BUDGET_MAX:
        raise AmountUnfitError(reason="số tiền phải lớn hơn 0")
    row = RoundAmount(
        id=(session.scalar(select(func.max(RoundAmount.id))) or 0) + 1,
        round_id=award_round.id,
        category=category,
        nomination_id=nomination,
        amount=amount,
        reason=clean(reason)[:300],
        command_number=command.number,
    )
    session.add(row)
    session.flush()
    command.witness("round_amount", _amount_figures(row), row.reason)
    weigh_quotas(session, command, award_round)
    return row


def set_quotas(
    session: Session, command: Command, award_round: AwardRound, places: Sequence[tuple[Unit, int]]
) -> None:
    """Give units their places in a round, all at once; a unit named again gets the new number.

    Raises: RoundUnknownError, RoundStateError, PlacesUnfitError, QuotaBeyondBudgetError.
    """
    _require_settling(command, award_round)
    first = (session.scalar(select(func.max(RoundQuota.id))) or 0) + 1
    for number, (unit, count) in enumerate(places, first):
        if not 0 <= count <= 100_000:
            raise PlacesUnfitError(places=count)
        row = RoundQuota(
            id=number, round_id=award_round.id, unit_id=unit.id, places=count, command_number=command.number
        )
        session.add(row)
        command.witness("round_quota", _quota_figures(row), "")
    session.flush()
    weigh_quotas(session, command, award_round)


def _require_settling(command: Command, award_round: AwardRound) -> None:
    if award_round.unit_id != command.unit:
        raise RoundUnknownError(code=award_round.code)
    if award_round.state not in (RoundState.OPEN, RoundState.CLOSED, RoundState.SCREENED):
        state = STATE_NAMES[award_round.state]
        raise RoundStateError(round=award_round.code, state=state, action="đổi mức hoặc số suất")


def weigh_quotas(session: Session, command: Command, award_round: AwardRound) -> None:
    """Refuse places that the budget cannot pay even at the lowest amount; warn of those that it may not pay.

    Raises: QuotaBeyondBudgetError.
    """
    places, given = sum(quotas(session, award_round).values()), amounts(session, award_round)
    if not places or not given:
        return
    lowest, highest, budget = min(given.values()), max(given.values()), award_round.budget
    if places * lowest > budget:
        raise QuotaBeyondBudgetError(
            round=award_round.code,
            places=places,
            lowest=lowest,
            cost=places * lowest,
            budget=budget,
            over=places * lowest - budget,
            affordable=budget // lowest,
        )
    if places * highest > budget:
        command.warn(
            QuotaMayExceedBudgetError(
                round=award_round.code, places=places, highest=highest, cost=places * highest, budget=budget
            )
        )


def require_affordable(session: Session, command: Command, award_round: AwardRound, cost: int) -> None:
    """Refuse awards of `cost` đồng together that the round's budget, or today its fund, cannot bear: at the decision.

    To be asked before the awards become instalments, for these are promises of the fund. Things do not come from it.

    Raises: CostBeyondBudgetError, BudgetBeyondRoomError.
    """
    if cost > award_round.budget:
        over = cost - award_round.budget
        raise CostBeyondBudgetError(round=award_round.code, cost=cost, budget=award_round.budget, over=over)
    if award_round.purpose is RoundPurpose.MONEY:
        room = round_room(session, award_round, day_of(command.at))
        # what other rounds hold is their hope, not yet a promise: a decision may go before them
        if cost > room.spendable - room.committed:
            raise beyond_room(session, award_round, cost, attrs.evolve(room, held=0))


# -- reads ------------------------------------------------------------------------------------------------------------


def amounts(session: Session, award_round: AwardRound) -> dict[str, int]:
    """Return category → đồng, as it stands; the category «» serves all without a line of their own."""
    query = select(RoundAmount.category, RoundAmount.amount).where(
        RoundAmount.round_id == award_round.id, RoundAmount.nomination_id.is_(None)
    )
    return dict(session.execute(query.order_by(RoundAmount.id)).all())


def personal_amounts(session: Session, award_round: AwardRound) -> dict[int, int]:
    """Return nomination → đồng, for candidates whose amount was set for them alone."""
    query = select(RoundAmount.nomination_id, RoundAmount.amount).where(
        RoundAmount.round_id == award_round.id, RoundAmount.nomination_id.is_not(None)
    )
    rows = session.execute(query.order_by(RoundAmount.id))
    return {nomination: amount for nomination, amount in rows if nomination is not None}


def amount_for(
    session: Session, award_round: AwardRound, categories: Iterable[str], *, nomination: int | None = None
) -> int:
    """Return what a candidate who meets `categories` gets: the own amount if there is one, else the highest category's.

    Raises: AmountUnsetError.
    """
    own = personal_amounts(session, award_round) if nomination is not None else {}
    return (
        own[nomination]
        if nomination in own
        else highest(award_round, amounts(session, award_round), categories)
    )


def highest(award_round: AwardRound, given: dict[str, int], categories: Iterable[str]) -> int:
    """Return the highest of the amounts that `given` (see `amounts`) has for categories.

    Raises: AmountUnsetError.
    """
    met = sorted(categories)
    found = [given.get(one, given.get(ANY, 0)) for one in met] or [given.get(ANY, 0)]
    if not max(found):
        raise AmountUnsetError(round=award_round.code, categories=", ".join(met) or "chung")
    return max(found)


def quotas(session: Session, award_round: AwardRound) -> dict[int, int]:
    """Return unit id → places, as it stands; units without a line have no quota of their own."""
    query = select(RoundQuota.unit_id, RoundQuota.places).where(RoundQuota.round_id == award_round.id)
    return dict(session.execute(query.order_by(RoundQuota.id)).all())
