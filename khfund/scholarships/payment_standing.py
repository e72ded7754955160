"""How payments stand: what is open, paid, come back, dropped; what others read about them."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from datetime import date

import attrs
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, aliased

from khfund.calendar import DateRange, Month
from khfund.errors import KhfundError
from khfund.ledger.accounting_period import Obstacle, hinders_closing
from khfund.ledger.commitment import Commitment, commits
from khfund.ledger.journal import holds_entries
from khfund.scholarships.award import Award
from khfund.scholarships.instalment import Instalment, InstalmentWithdrawal, holds_instalments
from khfund.scholarships.payment_line import PaymentLine
from khfund.scholarships.payment_outcome import (
    PaymentDrop,
    PaymentRecovery,
    PaymentReturn,
    PaymentSettlement,
    RecoveryReceipt,
)
from khfund.scholarships.payment_run import PaymentRun, RunState
from khfund.scholarships.programme import Programme
from khfund.scholarships.sponsorship import Sponsorship


class InstalmentInRunError(KhfundError):
    """What stands in an approved run is dropped from it, which withdraws it too."""

    message = "Kỳ chi số {number} đã được duyệt trong đợt chi số {run}; hãy bỏ khoản chi đó bằng `khfund payment drop`."
    english = "The instalment number {number} was approved in payment run {run}; drop that payment by `khfund payment drop`."


class EntryOfPaymentError(KhfundError):
    """Entries of payment runs are put right by the verbs of payments, which know their lines."""

    message = "Bút toán {entry} là của một đợt chi; hãy dùng `khfund payment returned`, `khfund payment drop` hoặc `khfund payment recover` thay vì đảo."
    english = "The entry {entry} belongs to a payment run; use `khfund payment returned`, `khfund payment drop` or `khfund payment recover` instead of reversing."


class LineState(enum.StrEnum):
    """Where a payment stands."""

    DRAFT = "draft"
    OPEN = "open"
    PAID = "paid"
    RETURNED = "returned"
    AGAIN = "again"
    DROPPED = "dropped"
    RECOVERED = "recovered"
    CANCELLED = "cancelled"


LINE_STATE_NAMES = {
    LineState.DRAFT: "chờ duyệt",
    LineState.OPEN: "chờ trả",
    LineState.PAID: "đã trả",
    LineState.RETURNED: "bị trả lại",
    LineState.AGAIN: "bị trả lại, đã chi lại",
    LineState.DROPPED: "đã bỏ",
    LineState.RECOVERED: "chi nhầm, thu hồi",
    LineState.CANCELLED: "đã hủy",
}


@attrs.frozen
class PaidInstalment:
    """An instalment that was paid on a day and not given back; everything by id, the amount in đồng."""

    instalment_id: int
    recipient_id: int
    programme_id: int
    fund_id: int
    amount: int
    day: date


def paid_instalments(session: Session, unit_id: int, days: DateRange) -> list[PaidInstalment]:
    """Return what was paid within the days and stood so at their end, by day and line.

    What came back, or was claimed back as paid in error, before `days.end` is left out.
    """
    gone = (
        select(PaymentReturn.line_id).where(
            PaymentReturn.line_id == PaymentLine.id, PaymentReturn.day < days.end
        )
    ).exists()
    claimed = (
        select(PaymentRecovery.first_id).where(
            PaymentRecovery.first_id == PaymentLine.first_id, PaymentRecovery.day < days.end
        )
    ).exists()
    query = (
        select(
            PaymentLine.instalment_id,
            PaymentLine.recipient_id,
            PaymentLine.programme_id,
            PaymentLine.fund_id,
            PaymentLine.amount,
            PaymentSettlement.day,
        )
        .join(PaymentSettlement, PaymentSettlement.line_id == PaymentLine.id)
        .join(PaymentRun, PaymentRun.id == PaymentLine.run_id)
        .where(
            PaymentRun.unit_id == unit_id,
            PaymentSettlement.day >= days.start,
            PaymentSettlement.day < days.end,
        )
        .where(~gone, ~claimed)
        .order_by(PaymentSettlement.day, PaymentLine.id)
    )
    return [PaidInstalment(*row) for row in session.execute(query)]


def line_states(session: Session, run: PaymentRun) -> dict[int, LineState]:
    """Return line id → where it stands, for the lines of a run."""
    if run.state is not RunState.APPROVED:
        state = LineState.DRAFT if run.state is RunState.DRAFT else LineState.CANCELLED
        return dict.fromkeys(
            session.scalars(select(PaymentLine.id).where(PaymentLine.run_id == run.id)), state
        )
    query = (
        select(
            PaymentLine.id,
            PaymentSettlement.line_id.is_not(None),
            PaymentReturn.line_id.is_not(None),
            PaymentDrop.first_id.is_not(None),
            PaymentRecovery.first_id.is_not(None),
            _tried_again(),
        )
        .outerjoin(PaymentSettlement, PaymentSettlement.line_id == PaymentLine.id)
        .outerjoin(PaymentReturn, PaymentReturn.line_id == PaymentLine.id)
        .outerjoin(PaymentDrop, PaymentDrop.first_id == PaymentLine.first_id)
        .outerjoin(PaymentRecovery, PaymentRecovery.first_id == PaymentLine.first_id)
        .where(PaymentLine.run_id == run.id)
    )
    return {number: _state(*map(bool, facts)) for number, *facts in session.execute(query)}


def _tried_again() -> ColumnElement[bool]:
    later, its_run = aliased(PaymentLine), aliased(PaymentRun)
    return (
        select(later.id)
        .join(its_run, its_run.id == later.run_id)
        .where(
            later.first_id == PaymentLine.first_id,
            later.id > PaymentLine.id,
            its_run.state != RunState.CANCELLED,
        )
        .exists()
    )


def waits_again() -> ColumnElement[bool]:
    """Whether a line (which came back) is neither tried again nor dropped."""
    dropped = select(PaymentDrop.first_id).where(PaymentDrop.first_id == PaymentLine.first_id)
    return ~_tried_again() & ~dropped.exists()


def _state(settled: bool, returned: bool, dropped: bool, recovered: bool, again: bool) -> LineState:  # noqa: FBT001
    if returned and again:
        return LineState.AGAIN
    if dropped:
        return LineState.DROPPED
    if returned:
        return LineState.RETURNED
    if recovered:
        return LineState.RECOVERED
    return LineState.PAID if settled else LineState.OPEN


def in_a_live_run(*, approved_by: date | None = None) -> ColumnElement[bool]:
    """Whether an instalment stands in a run that is not cancelled; with a day, in one approved by its end."""
    line, run = aliased(PaymentLine), aliased(PaymentRun)
    dropped = select(PaymentDrop.first_id).where(PaymentDrop.first_id == line.id)
    recovered = select(PaymentRecovery.first_id).where(
        PaymentRecovery.first_id == line.id, PaymentRecovery.still_owed
    )
    live = (
        select(line.id)
        .join(run, run.id == line.run_id)
        .where(line.instalment_id == Instalment.id, line.first_id == line.id)
    )
    if approved_by is None:
        return live.where(~dropped.exists(), ~recovered.exists(), run.state != RunState.CANCELLED).exists()
    dropped = dropped.where(PaymentDrop.day <= approved_by)
    recovered = recovered.where(PaymentRecovery.day <= approved_by)
    approved = (run.state == RunState.APPROVED) & (run.entry_day <= approved_by)
    return live.where(~dropped.exists(), ~recovered.exists(), approved).exists()


@commits
def _owed(session: Session, unit_id: int, on: date) -> Iterator[Commitment]:
    """What is owed by instalments and no approved run has taken up by the end of the day, by due day and programme."""
    withdrawn = select(InstalmentWithdrawal.instalment_id).where(
        InstalmentWithdrawal.instalment_id == Instalment.id, InstalmentWithdrawal.day <= on
    )
    query = (
        select(Instalment.due, Instalment.fund_id, func.sum(Instalment.amount), Programme.name)
        .join(Programme, Programme.id == Instalment.programme_id)
        .outerjoin(Award, Award.id == Instalment.award_id)
        .outerjoin(Sponsorship, Sponsorship.id == Instalment.sponsorship_id)
        .where(Instalment.unit_id == unit_id, func.coalesce(Award.granted, Sponsorship.agreed) <= on)
        .where(~withdrawn.exists(), ~in_a_live_run(approved_by=on))
        .group_by(Instalment.due, Instalment.fund_id, Programme.id, Programme.name)
    )
    for due, fund, amount, name in session.execute(query):
        yield Commitment(due, fund, int(amount), f"Học bổng, hỗ trợ đã quyết định: {name}")


@hinders_closing
def _unfinished(session: Session, unit_id: int, month: Month) -> list[Obstacle]:
    """Drafts to be approved or cancelled, and approved runs that are not paid whole, which may be accepted by name."""
    query = select(PaymentRun).where(PaymentRun.unit_id == unit_id, PaymentRun.payout <= month.last)
    found = []
    for run in session.scalars(query.where(PaymentRun.state != RunState.CANCELLED).order_by(PaymentRun.id)):
        if run.state is RunState.DRAFT:
            said = f"đợt chi số {run.id} dự kiến trả ngày {run.payout:%d/%m/%Y} còn ở trạng thái «nháp»"
            found.append(Obstacle(f"payment-run-{run.id}", said))
        elif run.entry_day is not None and run.entry_day <= month.last:
            states = list(line_states(session, run).values())
            left = sum(one in (LineState.OPEN, LineState.RETURNED) for one in states)
            if left:
                said = f"đợt chi số {run.id} còn {left} trên {len(states)} khoản chưa trả xong"
                found.append(Obstacle(f"payment-run-{run.id}", said, acceptable=True))
    return found


@holds_instalments
def _in_a_run(session: Session, instalment: Instalment) -> None:
    query = (
        select(PaymentLine.run_id)
        .join(Instalment, Instalment.id == PaymentLine.instalment_id)
        .where(Instalment.id == instalment.id, in_a_live_run(approved_by=date.max))
    )
    run = session.scalar(query.order_by(PaymentLine.id.desc()).limit(1))
    if run is not None:
        raise InstalmentInRunError(number=instalment.id, run=run)


@holds_entries
def _of_a_payment(session: Session, entry_id: int) -> None:
    books = (
        PaymentRun.entry_id,
        PaymentSettlement.entry_id,
        PaymentReturn.entry_id,
        PaymentDrop.entry_id,
        PaymentRecovery.entry_id,
        RecoveryReceipt.entry_id,
    )
    for column in books:
        if session.scalar(select(column).where(column == entry_id).limit(1)) is not None:
            raise EntryOfPaymentError(entry=entry_id)
