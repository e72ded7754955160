"""Interest while a deposit lasts: earned month by month (Nợ 1381 / Có 515), and paid by the bank in between."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

import attrs
from sqlalchemy import select
from sqlalchemy.orm import Session

from khfund.calendar import Month
from khfund.errors import KhfundError, speak
from khfund.ledger.accounting_period import Obstacle, hinders_closing
from khfund.ledger.deposit import PAID_NAMES, Deposit, InterestPaid
from khfund.ledger.deposit_event import (
    DepositEvent,
    EventKind,
    Standing,
    Step,
    entry_of,
    record,
    require_interest,
    require_live,
    settle,
    standings,
)

if TYPE_CHECKING:
    from khfund.command import Command
    from khfund.ledger.entry import NewEntry


class AccruedAlreadyError(KhfundError):
    """Interest is accrued once for each deposit and month, one month after the other."""

    message = "Khoản tiền gửi {contract} đã dự thu lãi đến {done}; không dự thu {period} nữa."
    english = "The deposit {contract} has its interest accrued until {done}; {period} is not accrued again."


class NothingToAccrueError(KhfundError):
    """What is accrued was earned in the month, or before it and not accrued yet."""

    message = "Khoản tiền gửi {contract} không còn lãi để dự thu đến hết {period}: chưa gửi, đã đáo hạn hoặc đã ghi lãi."
    english = "The deposit {contract} has no interest left to accrue by the end of {period}: not placed yet, matured, or in the books already."


class NoInterestNowError(KhfundError):
    """Interest comes during the term where the contract says so, for days that it was not paid for."""

    message = "Khoản tiền gửi {contract} không được trả lãi vào ngày {day:%d/%m/%Y}: hợp đồng trả lãi {paid}, lãi đã trả đến {paid_until:%d/%m/%Y}."
    english = "The deposit {contract} pays no interest on {day:%d/%m/%Y}: by its contract interest is paid {paid}, and it is paid until {paid_until:%d/%m/%Y}."


def accrue(session: Session, command: Command, deposit: Deposit, month: Month) -> DepositEvent:
    """Accrue what a deposit has earned to the end of a month and is not in the books yet.

    Raises: DepositClosedError, DepositOrderError, AccruedAlreadyError, NothingToAccrueError, and what
    `journal.post_all` raises (the month must be open and over).
    """
    now = require_live(session, deposit, max(month.last, deposit.opened))
    done = _accrued_month(now)
    if done is not None and done >= month:
        raise AccruedAlreadyError(contract=deposit.label, done=done, period=month)
    step = _accrual(deposit, now, month)
    if step is None:
        raise NothingToAccrueError(contract=deposit.label, period=month)
    return record(session, command, [(deposit, step, _entry(session, deposit, step, month))])[0]


def accrue_all(session: Session, command: Command, month: Month) -> list[DepositEvent]:
    """Accrue every live deposit of the unit for a month; those that have it already are left as they are.

    Raises: what `journal.post_all` raises.
    """
    steps = [
        (deposit, step, _entry(session, deposit, step, month))
        for deposit, step in _missing(session, command.unit, month)
    ]
    return record(session, command, steps)


def _missing(session: Session, unit_id: int, month: Month) -> Iterator[tuple[Deposit, Step]]:
    """The deposits that have earned something by the end of a month which is not in the books, and their accruals."""
    query = select(Deposit).where(Deposit.unit_id == unit_id, Deposit.opened <= month.last)
    found = list(session.scalars(query.order_by(Deposit.id)))
    stand = standings(session, found)
    for deposit in found:
        now = stand[deposit.id]
        if now.is_undone or not now.principal or now.last.day > month.last:
            continue
        step = _accrual(deposit, now, month)
        if step is not None:
            yield deposit, step


def _accrual(deposit: Deposit, now: Standing, month: Month) -> Step | None:
    """The accrual to the end of a month, None where nothing is left for it."""
    until = min(month.next().first, deposit.matures)
    done = _accrued_month(now)
    if until <= now.until or (done is not None and done >= month):
        return None
    step = settle(
        deposit,
        now,
        Step(EventKind.ACCRUED, month.last, until, now.paid_until, month=month.number),
    )
    earned = deposit.earning.due(now.principal, until) - deposit.earning.due(now.principal, now.until)
    # at no interest there is nothing to post, and nothing that could be missing
    return attrs.evolve(step, computed=earned) if step.recognised else None


def _accrued_month(now: Standing) -> Month | None:
    months = [event.month for event in now.events if event.month is not None]
    return Month.from_number(max(months)) if months else None


def _entry(session: Session, deposit: Deposit, step: Step, month: Month) -> NewEntry | None:
    said = str(month).lower()
    return entry_of(session, deposit, step, f"Lãi tiền gửi {deposit.label} {said}")


def pay_interest(
    session: Session, command: Command, deposit: Deposit, *, day: date, interest: int | None = None
) -> DepositEvent:
    """Take in the interest that the bank pays during the term, earned up to a day (not in it).

    What was accrued is settled (Nợ 112 / Có 1381), the rest is income of that day; `interest` is the bank's slip, the
    computed amount if None.

    Raises: DepositClosedError, DepositOrderError, NoInterestNowError, InterestUnfitError, and what `journal.post_all`
    raises; warns with InterestDiffersError.
    """
    now = require_live(session, deposit, day)
    through, before = min(day, deposit.matures), now.paid_until
    periodic = deposit.interest_paid in (InterestPaid.MONTHLY, InterestPaid.QUARTERLY)
    computed = deposit.earning.due(now.principal, through) - deposit.earning.due(now.principal, before)
    received = computed if interest is None else interest
    if not periodic or through <= before or not received:
        raise NoInterestNowError(
            contract=deposit.label, day=day, paid=PAID_NAMES[deposit.interest_paid], paid_until=before
        )
    require_interest(deposit, received)
    until = max(now.until, through)
    step = Step(EventKind.PAID, day, until, through, received=received, computed=computed)
    step = settle(deposit, now, step)
    entry = entry_of(session, deposit, step, f"Ngân hàng trả lãi tiền gửi {deposit.label}")
    return record(session, command, [(deposit, step, entry)])[0]


@hinders_closing
def _not_accrued(session: Session, unit_id: int, month: Month) -> list[Obstacle]:
    return [
        Obstacle(
            code=f"deposit-accrual-{deposit.id}",
            sentence=speak(
                "tiền gửi {contract} chưa dự thu lãi {period}", contract=deposit.label, period=month
            ),
            acceptable=True,
        )
        for deposit, _step in _missing(session, unit_id, month)
    ]
