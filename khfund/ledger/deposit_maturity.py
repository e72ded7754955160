"""How a deposit ends: it matures, rolls over into its successor, or is withdrawn early, in whole or in part."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import attrs
from sqlalchemy import select
from sqlalchemy.orm import Session

from khfund.calendar import Month
from khfund.errors import KhfundError, speak
from khfund.ledger.account import Account
from khfund.ledger.accounting_period import Obstacle, hinders_closing
from khfund.ledger.deposit import Contract, Deposit, InterestPaid, Places, enter
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
    write,
)
from khfund.ledger.deposit_interest import Term, percent
from khfund.ledger.deposit_interest import interest as interest_of
from khfund.ledger.deposit_placing import receive_in_advance, warn_of_locked_money
from khfund.ledger.fund import Fund

if TYPE_CHECKING:
    from khfund.command import Command


class DepositNotDueError(KhfundError):
    """A deposit matures on its day; before it, it is withdrawn early."""

    message = "Khoản tiền gửi {contract} đến {matures:%d/%m/%Y} mới đáo hạn; trước ngày đó chỉ rút trước hạn được (`khfund deposit withdraw`)."
    english = "The deposit {contract} matures on {matures:%d/%m/%Y}; before that day it can only be withdrawn early (`khfund deposit withdraw`)."


class DepositDueError(KhfundError):
    """A deposit that has matured is not withdrawn early."""

    message = "Khoản tiền gửi {contract} đã đáo hạn ngày {matures:%d/%m/%Y}; hãy tất toán hoặc tái tục, không phải rút trước hạn."
    english = "The deposit {contract} matured on {matures:%d/%m/%Y}; let it mature or roll it over instead of withdrawing early."


class WithdrawalTooLargeError(KhfundError):
    """What is withdrawn is within what is still there."""

    message = "Khoản tiền gửi {contract} chỉ còn {left:dong}, không rút {amount:dong} được."
    english = "Of the deposit {contract} only {left:dong} are left, so {amount:dong} cannot be withdrawn."


@attrs.frozen
class Renewal:
    """How a deposit goes on; what is None stays as it was. The new term begins on the day of maturity."""

    rate: Decimal
    with_interest: bool = False
    term: Term | None = None
    matures: date | None = None
    number: str | None = None
    demand_rate: Decimal | None = None
    interest_paid: InterestPaid | None = None


def mature(
    session: Session,
    command: Command,
    deposit: Deposit,
    *,
    day: date | None = None,
    interest: int | None = None,
) -> DepositEvent:
    """Take the money back at maturity: Nợ 112 / Có 121, and Nợ 112 / Có 1381 for the interest, the rest to 515.

    The bank's slip rules: `interest` is what it paid (the computed amount if None); when it is less than what was
    accrued, 515 gives the difference back.

    Raises: DepositClosedError, DepositOrderError, DepositNotDueError, InterestUnfitError, and what `journal.post_all`
    raises; warns with InterestDiffersError.
    """
    day = day or deposit.matures
    now = require_live(session, deposit, day)
    require_interest(deposit, interest)
    step = _end(deposit, now, EventKind.MATURED, day, interest)
    entry = entry_of(session, deposit, step, f"Tất toán tiền gửi {deposit.label}")
    return record(session, command, [(deposit, step, entry)])[0]


def _end(deposit: Deposit, now: Standing, kind: EventKind, day: date, received: int | None) -> Step:
    """The last step of a deposit that stayed to its end: everything goes, with the interest not yet paid."""
    if day < deposit.matures:
        raise DepositNotDueError(contract=deposit.label, matures=deposit.matures)
    earning, principal = deposit.earning, now.principal
    computed = earning.due(principal, deposit.matures) - earning.due(principal, now.paid_until)
    step = Step(
        kind,
        day,
        deposit.matures,
        deposit.matures,
        principal=-principal,
        received=computed if received is None else received,
        computed=computed,
    )
    return settle(deposit, now, step)


def roll_over(
    session: Session,
    command: Command,
    deposit: Deposit,
    renewal: Renewal,
    *,
    day: date | None = None,
    interest: int | None = None,
) -> Deposit:
    """Let a deposit go on under a new contract from its maturity on, and return that successor.

    With its interest the principal grows (Nợ 121 / Có 1381, 515); without it the interest comes to the bank account. The
    principal stays where it is. Both are entered on `day`, the day of maturity if None.

    Raises: DepositClosedError, DepositOrderError, DepositNotDueError, InterestUnfitError, what `deposit.enter` and
    `journal.post_all` raise; warns with InterestDiffersError and DepositLocksMoneyError.
    """
    day = day or deposit.matures
    now = require_live(session, deposit, day)
    require_interest(deposit, interest)
    step = _end(deposit, now, EventKind.ROLLED_OVER, day, interest)
    kept = step.received if renewal.with_interest else 0
    entry = entry_of(
        session,
        deposit,
        step,
        f"Tái tục tiền gửi {deposit.label}",
        principal_stays=True,
        interest_stays=renewal.with_interest,
    )
    ended = record(session, command, [(deposit, step, entry)])[0]
    contract = _next(deposit, renewal, now.principal + kept)
    successor = enter(session, command, contract, _places(session, deposit), after=deposit)
    begun = Step(EventKind.ROLLED_IN, day, deposit.matures, deposit.matures, principal=successor.principal)
    write(session, command, successor, begun, entry_id=ended.entry_id)
    receive_in_advance(session, command, successor, None)
    warn_of_locked_money(session, command, successor)
    return successor


def _next(deposit: Deposit, renewal: Renewal, principal: int) -> Contract:
    demand = percent(deposit.demand_rate) if renewal.demand_rate is None else renewal.demand_rate
    return Contract(
        bank=deposit.bank,
        number=renewal.number or deposit.number,
        principal=principal,
        rate=renewal.rate,
        opened=deposit.matures,
        term=renewal.term or deposit.term,
        matures=renewal.matures,
        day_count=deposit.day_count,
        interest_paid=renewal.interest_paid or deposit.interest_paid,
        demand_rate=min(demand, renewal.rate) if renewal.demand_rate is None else demand,
        holder=deposit.holder,
    )


def _places(session: Session, deposit: Deposit) -> Places:
    return Places(
        session.get_one(Fund, deposit.fund_id),
        session.get_one(Account, deposit.paying_id),
        session.get_one(Account, deposit.account_id),
    )


def withdraw(
    session: Session,
    command: Command,
    deposit: Deposit,
    *,
    day: date,
    amount: int | None = None,
    interest: int | None = None,
) -> DepositEvent:
    """Withdraw before maturity, all of it if `amount` is None; what stays keeps its rate, what goes earns the demand rate.

    What the withdrawn part had accrued, or was paid, beyond the demand rate is taken back. `interest` is the bank's
    slip: what it paid on the withdrawn part, negative where it took back more than it paid.

    Source: TT 04/2022/TT-NHNN, Điều 5.

    Raises: DepositClosedError, DepositOrderError, DepositDueError, WithdrawalTooLargeError, InterestUnfitError, and
    what `journal.post_all` raises; warns with InterestDiffersError.
    """
    now = require_live(session, deposit, day)
    gone = now.principal if amount is None else amount
    if not 0 < gone <= now.principal:
        raise WithdrawalTooLargeError(contract=deposit.label, left=now.principal, amount=gone)
    if day >= deposit.matures:
        raise DepositDueError(contract=deposit.label, matures=deposit.matures)
    require_interest(deposit, interest, least=-gone)
    computed = _on_demand(deposit, now, gone, day)
    received = computed if interest is None else interest
    kind, paid_until = EventKind.WITHDRAWN, now.paid_until
    step = Step(kind, day, day, paid_until, principal=-gone, received=received, computed=computed)
    step = settle(deposit, now, step)
    entry = entry_of(session, deposit, step, f"Rút trước hạn tiền gửi {deposit.label}")
    return record(session, command, [(deposit, step, entry)])[0]


def _on_demand(deposit: Deposit, now: Standing, gone: int, day: date) -> int:
    """What the bank pays on the part that goes: the demand rate, less what it has paid on it before."""
    earning, left = deposit.earning, now.principal - gone
    earned = interest_of(gone, percent(deposit.demand_rate), (day - deposit.opened).days)
    return earned - (earning.due(now.principal, now.paid_until) - earning.due(left, now.paid_until))


def hand_on(session: Session, command: Command, deposit: Deposit, *, day: date) -> DepositEvent:
    """Let a contract go to the successor of its unit, with what it carries; it is taken over there.

    No entry is posted: the handover of the book moves 121 and 1381.

    Raises: DepositClosedError, DepositOrderError, PeriodClosedError, FutureDayError.
    """
    now = require_live(session, deposit, day)
    step = Step(
        EventKind.HANDED_ON, day, now.until, now.paid_until, principal=-now.principal, received=now.carried
    )
    return write(session, command, deposit, step, entry_id=None)


@hinders_closing
def _not_booked(session: Session, unit_id: int, month: Month) -> list[Obstacle]:
    query = select(Deposit).where(Deposit.unit_id == unit_id, Deposit.matures <= month.last)
    found = list(session.scalars(query.order_by(Deposit.id)))
    stand = standings(session, found)
    return [
        Obstacle(
            code=f"deposit-matured-{one.id}",
            sentence=speak(
                "tiền gửi {contract} đáo hạn {matures:%d/%m/%Y} chưa ghi tất toán hay tái tục",
                contract=one.label,
                matures=one.matures,
            ),
            acceptable=True,
        )
        for one in found
        if stand[one.id].principal
    ]
