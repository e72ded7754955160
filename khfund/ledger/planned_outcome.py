"""What becomes of a planned payment: entries pay it, it moves to another day, or it is cancelled with a reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.audit import witnesses
from khfund.calendar import today as day_of
from khfund.db import Base, never_changes
from khfund.errors import KhfundError
from khfund.ledger.account import Account
from khfund.ledger.accounting_period import ReasonMissingError
from khfund.ledger.entry import Posting, PostingRow, find_entry, reversed_by
from khfund.ledger.fund import Fund
from khfund.ledger.planned_payment import (
    STATE_NAMES,
    CancelReason,
    PlannedCancellation,
    PlannedMove,
    PlannedPayment,
    PlannedSettlement,
    PlannedState,
    PlannedTermsError,
    PlannedUnknownError,
    as_it_stands,
)
from khfund.vietnamese import clean

if TYPE_CHECKING:
    from khfund.command import Command


class PlannedClosedError(KhfundError):
    """What is paid in full or cancelled is neither paid, moved nor cancelled again."""

    message = "Khoản dự chi số {number} {state}, không {action} được nữa."
    english = "The planned payment number {number} ({state}) takes no more of this: {action}."


class NotPaidByEntryError(KhfundError):
    """An entry pays a promise with the cost that it books on the promise's account and fund."""

    message = "Bút toán {entry} không ghi Nợ tài khoản {account} của quỹ {fund} nên không phải là chi cho khoản dự chi số {number}."
    english = "The entry {entry} debits no {account} in the fund {fund}, so it does not pay the planned payment number {number}."


class PromiseNotInVoucherError(KhfundError):
    """A voucher that names a promise books its cost on the promise's account and fund."""

    message = "Chứng từ này không ghi Nợ tài khoản {account} của quỹ {fund} nên không chi cho khoản dự chi số {number} được."
    english = "This voucher debits no {account} in the fund {fund}, so it cannot pay the planned payment number {number}."


class EntryUsedUpError(KhfundError):
    """An entry pays promises up to its own amount, and a promise is paid up to its amount: never twice."""

    message = "Bút toán {entry} chỉ còn {left:dong} cho khoản dự chi số {number} (còn phải chi {open:dong}); không ghi {amount:dong} được."
    english = "The entry {entry} has only {left:dong} left for the planned payment number {number} (still open: {open:dong}); {amount:dong} cannot be taken."


class EntryGoneError(KhfundError):
    """Neither a reversed entry nor a correction pays a promise."""

    message = "Bút toán {entry} đã đảo hoặc là bút toán sửa, không dùng để chi khoản dự chi được."
    english = "The entry {entry} is reversed or a correction and pays no planned payment."


class VoucherPromise(Base):
    """The promise that a voucher will pay when it is posted; named when the voucher is drafted."""

    __tablename__ = "voucher_promise"

    voucher_id: Mapped[int] = mapped_column(ForeignKey("voucher.id"), primary_key=True)
    planned_id: Mapped[int] = mapped_column(ForeignKey("planned_payment.id"), index=True)
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))


never_changes("voucher_promise")


@witnesses("voucher_promise")
def _named_rows(session: Session) -> Iterator[tuple[int, str, str]]:
    for row in session.scalars(select(VoucherPromise).order_by(VoucherPromise.voucher_id)):
        yield row.command_number, f"{row.voucher_id}|{row.planned_id}", ""


def name_promise(
    session: Session,
    command: Command,
    planned: PlannedPayment,
    *,
    voucher_id: int,
    postings: Iterable[Posting],
) -> None:
    """Say that a voucher, just drafted with these postings, will pay a promise.

    Raises: PlannedUnknownError, PlannedClosedError, PromiseNotInVoucherError.
    """
    _require_open(session, command, planned, "chi")
    if not any(p.debit == planned.account_id and p.fund == planned.fund_id for p in postings):
        account, fund = session.get_one(Account, planned.account_id), session.get_one(Fund, planned.fund_id)
        raise PromiseNotInVoucherError(account=account.code, fund=fund.code, number=planned.id)
    row = VoucherPromise(voucher_id=voucher_id, planned_id=planned.id, command_number=command.number)
    session.add(row)
    session.flush()
    command.witness("voucher_promise", f"{voucher_id}|{planned.id}", "")


def promise_of(session: Session, voucher_id: int) -> PlannedPayment | None:
    """Return the promise that a voucher pays, if it names one."""
    named = session.get(VoucherPromise, voucher_id)
    return None if named is None else session.get_one(PlannedPayment, named.planned_id)


def settle_named(session: Session, command: Command, voucher_id: int, entry_id: int) -> None:
    """Let a posted voucher pay the promise that it names.

    Raises: what `settle_planned` raises.
    """
    planned = promise_of(session, voucher_id)
    if planned is not None:
        settle_planned(session, command, planned, entry_id)


def settle_planned(
    session: Session, command: Command, planned: PlannedPayment, entry_id: int, *, amount: int | None = None
) -> PlannedSettlement:
    """Record that a posted entry pays a promise; without `amount`, as much as both have left.

    Raises: PlannedUnknownError, PlannedClosedError, EntryUnknownError, EntryGoneError, NotPaidByEntryError,
    EntryUsedUpError.
    """
    _require_open(session, command, planned, "chi")
    entry = find_entry(session, command.unit, entry_id)
    if entry.correction is not None or reversed_by(session, entry_id) is not None:
        raise EntryGoneError(entry=entry_id)
    cost = _cost(session, planned, entry_id)
    if not cost:
        account, fund = session.get_one(Account, planned.account_id), session.get_one(Fund, planned.fund_id)
        raise NotPaidByEntryError(entry=entry_id, account=account.code, fund=fund.code, number=planned.id)
    left, still = cost - _used(session, planned, entry_id), as_it_stands(session, planned).open
    taken = min(left, still) if amount is None else amount
    if not 0 < taken <= min(left, still) or _has_paid(session, planned, entry_id):
        raise EntryUsedUpError(entry=entry_id, left=left, number=planned.id, open=still, amount=taken)
    row = PlannedSettlement(
        planned_id=planned.id, entry_id=entry_id, amount=taken, command_number=command.number
    )
    session.add(row)
    session.flush()
    command.witness("planned_settlement", *row.lines)
    return row


def _has_paid(session: Session, planned: PlannedPayment, entry_id: int) -> bool:
    key = {"planned_id": planned.id, "entry_id": entry_id}
    return session.get(PlannedSettlement, key) is not None


def _cost(session: Session, planned: PlannedPayment, entry_id: int) -> int:
    """What the entry books as cost on the promise's account and fund."""
    query = select(func.coalesce(func.sum(PostingRow.amount), 0)).where(
        PostingRow.entry_id == entry_id,
        PostingRow.fund_id == planned.fund_id,
        PostingRow.debit_id == planned.account_id,
    )
    return int(session.scalars(query).one())


def _used(session: Session, planned: PlannedPayment, entry_id: int) -> int:
    """What the entry has paid already on that account and fund."""
    query = (
        select(func.coalesce(func.sum(PlannedSettlement.amount), 0))
        .join(PlannedPayment, PlannedPayment.id == PlannedSettlement.planned_id)
        .where(
            PlannedSettlement.entry_id == entry_id,
            PlannedPayment.fund_id == planned.fund_id,
            PlannedPayment.account_id == planned.account_id,
        )
    )
    return int(session.scalars(query).one())


def move_planned(
    session: Session, command: Command, planned: PlannedPayment, *, due: date, reason: str
) -> PlannedMove:
    """Give a promise another due day from today on, not before its decision.

    Raises: PlannedUnknownError, PlannedClosedError, ReasonMissingError, PlannedTermsError.
    """
    _require_open(session, command, planned, "đổi ngày chi")
    if not reason.strip():
        raise ReasonMissingError
    if due < planned.decided:
        raise PlannedTermsError(
            reason=f"ngày chi {due:%d/%m/%Y} trước ngày quyết định {planned.decided:%d/%m/%Y}"
        )
    move = PlannedMove(
        planned_id=planned.id,
        day=day_of(command.at),
        due=due,
        reason=clean(reason),
        command_number=command.number,
    )
    session.add(move)
    session.flush()
    command.witness("planned_move", *move.lines)
    return move


def cancel_planned(
    session: Session, command: Command, planned: PlannedPayment, *, reason: CancelReason, note: str = ""
) -> PlannedCancellation:
    """Cancel what is left of a promise, today; «lý do khác» says in the note which.

    Raises: PlannedUnknownError, PlannedClosedError, ReasonMissingError.
    """
    _require_open(session, command, planned, "hủy")
    note = clean(note)
    if reason is CancelReason.OTHER and not note:
        raise ReasonMissingError
    end = PlannedCancellation(
        planned_id=planned.id,
        day=day_of(command.at),
        reason=reason,
        note=note,
        command_number=command.number,
    )
    session.add(end)
    session.flush()
    command.witness("planned_cancellation", *end.lines)
    return end


def _require_open(session: Session, command: Command, planned: PlannedPayment, action: str) -> None:
    if planned.unit_id != command.unit:
        raise PlannedUnknownError(number=planned.id)
    state = as_it_stands(session, planned).state
    if state is not PlannedState.OPEN:
        raise PlannedClosedError(number=planned.id, state=STATE_NAMES[state], action=action)
