"""Planned payments: what a fund has promised by decision to pay on a day to come, kept beside the ledger.

A promise is written once; what becomes of it (another due day, cancelling, entries that pay it) is written beside it,
each with its own day, so that what was open on any day can be told later. A reversed entry no longer pays anything.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

import attrs
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, func, select
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from khfund.audit import witnesses
from khfund.calendar import today as day_of
from khfund.db import Base, Whole, guard, never_changes, one_of, whole
from khfund.errors import KhfundError
from khfund.ledger.account import Account, Nature
from khfund.ledger.commitment import Commitment, commits
from khfund.ledger.entry import Correction, Entry
from khfund.ledger.fund import Fund
from khfund.vietnamese import clean

if TYPE_CHECKING:
    from khfund.command import Command

AMOUNT_MAX = 10**15  # đồng


class PlannedUnknownError(KhfundError):
    """A planned payment is known by its number."""

    message = "Đơn vị không có khoản dự chi số {number}; xem bằng `khfund planned list`."
    english = "The unit has no planned payment number {number}; see `khfund planned list`."


class PlannedTermsError(KhfundError):
    """A promise names a fund and a cost account of the unit, an amount, what it is for and the decision behind it."""

    message = "Chưa ghi được khoản dự chi: {reason}."
    english = "The planned payment cannot be entered: {reason}."


class CancelReason(enum.StrEnum):
    """Why a promise is no longer kept."""

    REVOKED = "revoked"
    RECIPIENT_GONE = "recipient_gone"
    OTHER_SOURCE = "other_source"
    ENTERED_TWICE = "entered_twice"
    MISTAKE = "mistake"
    OTHER = "other"


REASON_NAMES = {
    CancelReason.REVOKED: "quyết định bị thu hồi hoặc thay thế",
    CancelReason.RECIPIENT_GONE: "người nhận không còn thuộc diện hoặc từ chối nhận",
    CancelReason.OTHER_SOURCE: "đã chi từ nguồn khác",
    CancelReason.ENTERED_TWICE: "ghi trùng",
    CancelReason.MISTAKE: "ghi nhầm",
    CancelReason.OTHER: "lý do khác",
}


class PlannedState(enum.StrEnum):
    """What has become of a promise."""

    OPEN = "open"
    PAID = "paid"
    CANCELLED = "cancelled"


STATE_NAMES = {
    PlannedState.OPEN: "còn phải chi",
    PlannedState.PAID: "đã chi hết",
    PlannedState.CANCELLED: "đã hủy",
}


class PlannedPayment(Base):
    """A promise: `decided` is the day of the decision, `due` the day of payment as first planned."""

    __tablename__ = "planned_payment"
    __table_args__ = (CheckConstraint("amount > 0", name="amount_positive"), *whole("amount"))

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    fund_id: Mapped[int] = mapped_column(ForeignKey("fund.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    amount: Mapped[int] = mapped_column(Whole)
    decided: Mapped[date]
    due: Mapped[date]
    decision: Mapped[str] = mapped_column(String(100))
    what: Mapped[str] = mapped_column(String(300))
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))

    @property
    def lines(self) -> tuple[str, str]:
        """What the log vouches for: figures and text."""
        return (
            f"{self.id}|{self.unit_id}|{self.fund_id}|{self.account_id}|{self.amount}|{self.decided}|{self.due}",
            f"{self.decision}|{self.what}",
        )


class PlannedMove(Base):
    """Another due day for a promise, from `day` on."""

    __tablename__ = "planned_move"

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    planned_id: Mapped[int] = mapped_column(ForeignKey("planned_payment.id"), index=True)
    day: Mapped[date]
    due: Mapped[date]
    reason: Mapped[str] = mapped_column(String(300))
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))

    @property
    def lines(self) -> tuple[str, str]:
        """What the log vouches for: figures and text."""
        return f"{self.planned_id}|{self.day}|{self.due}", self.reason


class PlannedCancellation(Base):
    """The end of a promise on a day; what had been paid by then stays paid."""

    __tablename__ = "planned_cancellation"

    planned_id: Mapped[int] = mapped_column(ForeignKey("planned_payment.id"), primary_key=True)
    day: Mapped[date]
    reason: Mapped[CancelReason] = mapped_column(one_of(CancelReason))
    note: Mapped[str] = mapped_column(String(300), default="")
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))

    @property
    def lines(self) -> tuple[str, str]:
        """What the log vouches for: figures and text."""
        return f"{self.planned_id}|{self.day}|{self.reason.value}", self.note


class PlannedSettlement(Base):
    """Đồng of a promise that an entry has paid; they no longer count when the entry is reversed."""

    __tablename__ = "planned_settlement"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount_positive"),
        *whole("amount"),
        Index("ix_planned_settlement_entry", "entry_id"),
    )

    planned_id: Mapped[int] = mapped_column(ForeignKey("planned_payment.id"), primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), primary_key=True)
    amount: Mapped[int] = mapped_column(Whole)
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))

    @property
    def lines(self) -> tuple[str, str]:
        """What the log vouches for: figures and text."""
        return f"{self.planned_id}|{self.entry_id}|{self.amount}", ""


for _table in ("planned_payment", "planned_move", "planned_cancellation", "planned_settlement"):
    never_changes(_table)
_LIVE = "NOT EXISTS (SELECT 1 FROM entry r WHERE r.corrects_id = s.entry_id AND r.correction = 'reversal')"
guard(
    "planned_settlement_within_entry",
    "planned_settlement",
    when="BEFORE INSERT",
    condition="NEW.amount + (SELECT COALESCE(SUM(s.amount), 0) FROM planned_settlement s "
    "JOIN planned_payment o ON o.id = s.planned_id JOIN planned_payment n ON n.id = NEW.planned_id "
    "WHERE s.entry_id = NEW.entry_id AND o.fund_id = n.fund_id AND o.account_id = n.account_id) "
    "> (SELECT COALESCE(SUM(p.amount), 0) FROM posting p JOIN planned_payment n ON n.id = NEW.planned_id "
    "WHERE p.entry_id = NEW.entry_id AND p.fund_id = n.fund_id AND p.debit_id = n.account_id)",
    refusal="planned_settlement: an entry pays no more than its own amount",
)
guard(
    "planned_settlement_within_promise",
    "planned_settlement",
    when="BEFORE INSERT",
    condition="NEW.amount + (SELECT COALESCE(SUM(s.amount), 0) FROM planned_settlement s "  # noqa: S608  our own words
    f"WHERE s.planned_id = NEW.planned_id AND {_LIVE}) "
    "> (SELECT amount FROM planned_payment WHERE id = NEW.planned_id)",
    refusal="planned_settlement: a promise is paid up to its amount",
)
guard(
    "planned_settlement_stands",
    "planned_settlement",
    when="BEFORE INSERT",
    condition="EXISTS (SELECT 1 FROM entry r WHERE r.corrects_id = NEW.entry_id AND r.correction = 'reversal')",
    refusal="planned_settlement: a reversed entry pays nothing",
)
for _table in ("planned_settlement", "planned_move"):
    guard(
        f"{_table}_not_cancelled",
        _table,
        when="BEFORE INSERT",
        condition="EXISTS (SELECT 1 FROM planned_cancellation WHERE planned_id = NEW.planned_id)",
        refusal=f"{_table}: the promise is cancelled",
    )


@witnesses("planned_payment")
def _planned_rows(session: Session) -> Iterator[tuple[int, str, str]]:
    for row in session.scalars(select(PlannedPayment).order_by(PlannedPayment.id)):
        yield row.command_number, *row.lines


@witnesses("planned_move")
def _move_rows(session: Session) -> Iterator[tuple[int, str, str]]:
    for row in session.scalars(select(PlannedMove).order_by(PlannedMove.id)):
        yield row.command_number, *row.lines


@witnesses("planned_cancellation")
def _cancellation_rows(session: Session) -> Iterator[tuple[int, str, str]]:
    for row in session.scalars(select(PlannedCancellation).order_by(PlannedCancellation.command_number)):
        yield row.command_number, *row.lines


@witnesses("planned_settlement")
def _settlement_rows(session: Session) -> Iterator[tuple[int, str, str]]:
    query = select(PlannedSettlement).order_by(PlannedSettlement.command_number, PlannedSettlement.planned_id)
    for row in session.scalars(query):
        yield row.command_number, *row.lines


def plan_payment(  # noqa: PLR0913  a promise has these parts
    session: Session,
    command: Command,
    *,
    fund: Fund,
    account: Account,
    amount: int,
    due: date,
    what: str,
    decision: str,
    decided: date | None = None,
) -> PlannedPayment:
    """Enter what a decision promises; without `decided` it was decided today. A due day that has passed is overdue.

    Raises: PlannedTermsError.
    """
    decided = decided or day_of(command.at)
    what, decision = clean(what), clean(decision)
    reason = _unfit(command, fund, account, amount, decided) or _unsaid(what, decision, decided, due)
    if reason:
        raise PlannedTermsError(reason=reason)
    planned = PlannedPayment(
        unit_id=command.unit,
        fund_id=fund.id,
        account_id=account.id,
        amount=amount,
        decided=decided,
        due=due,
        decision=decision,
        what=what,
        command_number=command.number,
    )
    session.add(planned)
    session.flush()
    command.witness("planned_payment", *planned.lines)
    return planned


def _unfit(command: Command, fund: Fund, account: Account, amount: int, decided: date) -> str:
    today = day_of(command.at)
    if fund.unit_id != command.unit or account.unit_id != command.unit:
        return "quỹ hoặc tài khoản không thuộc đơn vị này"
    if account.role.nature is not Nature.COST:
        return f"tài khoản {account.code} không phải tài khoản chi"
    if not 0 < amount <= AMOUNT_MAX:
        return "số tiền phải lớn hơn 0 và không quá 1.000.000 tỷ đồng"
    if decided > today:
        return f"ngày quyết định {decided:%d/%m/%Y} còn ở tương lai"
    if decided < fund.opened or (fund.closed is not None and decided >= fund.closed):
        return f"quỹ {fund.code} chưa mở hoặc đã đóng vào ngày {decided:%d/%m/%Y}"
    return ""


def _unsaid(what: str, decision: str, decided: date, due: date) -> str:
    if not what:
        return "chưa ghi chi cho việc gì"
    if not decision:
        return "chưa ghi số quyết định"
    return f"ngày chi {due:%d/%m/%Y} trước ngày quyết định {decided:%d/%m/%Y}" if due < decided else ""


def find_planned(session: Session, unit_id: int, number: int) -> PlannedPayment:
    """Return a planned payment by its number.

    Raises: PlannedUnknownError.
    """
    planned = session.get(PlannedPayment, number)
    if planned is None or planned.unit_id != unit_id:
        raise PlannedUnknownError(number=number)
    return planned


@attrs.frozen
class Promise:
    """A planned payment as it stands on a day: when it is due, what was paid by then and what is still open."""

    planned: PlannedPayment
    due: date
    paid: int
    state: PlannedState

    @property
    def open(self) -> int:
        """Đồng still to be paid; what is cancelled is not."""
        return self.planned.amount - self.paid if self.state is PlannedState.OPEN else 0


def promises(session: Session, unit_id: int, on: date) -> list[Promise]:
    """Return the unit's promises decided up to and including `on`, as they stood then, by due day."""
    query = select(PlannedPayment).where(PlannedPayment.unit_id == unit_id, PlannedPayment.decided <= on)
    paid, moved, ended = _paid(session, unit_id, on), _due_days(session, unit_id, on), _ended(session, on)
    found = []
    for planned in session.scalars(query.order_by(PlannedPayment.id)):
        sum_paid = paid.get(planned.id, 0)
        state = (
            PlannedState.CANCELLED
            if planned.id in ended
            else PlannedState.PAID
            if sum_paid >= planned.amount
            else PlannedState.OPEN
        )
        found.append(Promise(planned, moved.get(planned.id, planned.due), sum_paid, state))
    return sorted(found, key=lambda one: (one.due, one.planned.id))


def _paid(session: Session, unit_id: int, on: date) -> dict[int, int]:
    """Planned payment → đồng paid by entries dated up to `on` and not reversed by then."""
    undone = aliased(Entry)
    reversal = (
        (undone.corrects_id == Entry.id) & (undone.correction == Correction.REVERSAL) & (undone.day <= on)
    )
    query = (
        select(PlannedSettlement.planned_id, func.sum(PlannedSettlement.amount))
        .join(PlannedPayment, PlannedPayment.id == PlannedSettlement.planned_id)
        .join(Entry, Entry.id == PlannedSettlement.entry_id)
        .where(
            PlannedPayment.unit_id == unit_id, Entry.day <= on, ~select(undone.id).where(reversal).exists()
        )
        .group_by(PlannedSettlement.planned_id)
    )
    return {number: int(amount) for number, amount in session.execute(query)}


def _due_days(session: Session, unit_id: int, on: date) -> dict[int, date]:
    query = (
        select(PlannedMove.planned_id, PlannedMove.due)
        .join(PlannedPayment, PlannedPayment.id == PlannedMove.planned_id)
        .where(PlannedPayment.unit_id == unit_id, PlannedMove.day <= on)
        .order_by(PlannedMove.id)
    )
    return dict(session.execute(query).all())


def _ended(session: Session, on: date) -> set[int]:
    return set(session.scalars(select(PlannedCancellation.planned_id).where(PlannedCancellation.day <= on)))


def as_it_stands(session: Session, planned: PlannedPayment) -> Promise:
    """Return a promise with all that has become of it."""
    found = promises(session, planned.unit_id, date.max)
    return next(one for one in found if one.planned.id == planned.id)


@commits
def _planned_payments(session: Session, unit_id: int, on: date) -> Iterator[Commitment]:
    for one in promises(session, unit_id, on):
        if one.open:
            yield Commitment(one.due, one.planned.fund_id, one.open, one.planned.what)
