"""How a deposit begins: money is placed, or a deposit of the books kept before is taken over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from khfund.calendar import today as day_of
from khfund.errors import KhfundError
from khfund.ledger.account import Account, AccountRole, account_for
from khfund.ledger.accounting_period import FutureDayError, find_book
from khfund.ledger.balance import balances, fund_balance
from khfund.ledger.commitment import commitments
from khfund.ledger.deposit import Contract, Deposit, Places, deposits, enter
from khfund.ledger.deposit_event import (
    DepositEvent,
    EventKind,
    Step,
    entry_of,
    record,
    require_interest,
    settle,
    standing,
    standings,
    write,
)
from khfund.ledger.fund import Fund

if TYPE_CHECKING:
    from khfund.command import Command


class DepositMoneyMissingError(KhfundError):
    """A fund places what it has in that bank account, not the money of other funds."""

    message = "Quỹ {fund} chỉ có {held:dong} ở tài khoản {account} vào ngày {day:%d/%m/%Y}, không gửi {amount:dong} được; đó sẽ là tiền của quỹ khác."
    english = "The fund {fund} has only {held:dong} on account {account} on {day:%d/%m/%Y}, so {amount:dong} cannot be placed; it would be other funds' money."


class NothingToTakeOverError(KhfundError):
    """A deposit that is taken over stands in the books already, without a contract."""

    message = "Tài khoản {account} của quỹ {fund} chỉ có {left:dong} chưa thuộc hợp đồng nào, không nhận {amount:dong} được; hãy kiểm tra số dư đầu kỳ."
    english = "Account {account} of the fund {fund} has only {left:dong} that no contract covers, so {amount:dong} cannot be taken over; check the opening balance."


class DepositLocksMoneyError(KhfundError):
    """A deposit that locks money needed for payments before its maturity is pointed out."""

    message = "Lưu ý: gửi đến {matures:%d/%m/%Y} thì quỹ {fund} thiếu {missing:dong} tiền có ngay cho các khoản đã cam kết chi đến {day:%d/%m/%Y}; hãy gửi kỳ hạn ngắn hơn hoặc gửi ít hơn."
    english = "Note: with this deposit until {matures:%d/%m/%Y} the fund {fund} lacks {missing:dong} at hand for what it has promised to pay by {day:%d/%m/%Y}; place less, or for a shorter term."


def place(
    session: Session, command: Command, contract: Contract, places: Places, *, interest: int | None = None
) -> Deposit:
    """Place money of a fund: Nợ 121 / Có 112 on the contract's first day.

    Where the bank pays in advance, the interest of the whole term comes in with a second entry (Nợ 112 / Có 3388) and is
    earned month by month; `interest` is the bank's slip, the computed amount if None.

    Raises: DepositMoneyMissingError, InterestUnfitError, what `deposit.enter` and `journal.post_all` raise; warns with
    DepositLocksMoneyError.
    """
    deposit = enter(session, command, contract, places)
    _require_money(session, command, deposit, places)
    begun = Step(
        EventKind.PLACED, deposit.opened, deposit.opened, deposit.opened, principal=deposit.principal
    )
    narration = f"Gửi tiền có kỳ hạn {deposit.label}"
    record(session, command, [(deposit, begun, entry_of(session, deposit, begun, narration))])
    receive_in_advance(session, command, deposit, interest)
    warn_of_locked_money(session, command, deposit)
    return deposit


def _require_money(session: Session, command: Command, deposit: Deposit, places: Places) -> None:
    for day in sorted({deposit.opened, max(deposit.opened, day_of(command.at))}):
        held = balances(session, command.unit, day).get((deposit.fund_id, deposit.paying_id), 0)
        if held < deposit.principal:
            raise DepositMoneyMissingError(
                fund=places.fund.code,
                held=max(held, 0),
                account=places.paying.code,
                day=day,
                amount=deposit.principal,
            )


def receive_in_advance(
    session: Session, command: Command, deposit: Deposit, interest: int | None
) -> DepositEvent | None:
    """Take in the interest of the whole term on its first day, where the bank pays in advance."""
    if not deposit.is_in_advance:
        return None
    require_interest(deposit, interest)
    now = standing(session, deposit)
    computed = deposit.earning.due(deposit.principal, deposit.matures)
    received = computed if interest is None else interest
    paid = Step(
        EventKind.PAID, now.last.day, deposit.opened, deposit.matures, received=received, computed=computed
    )
    paid = settle(deposit, now, paid)
    entry = entry_of(session, deposit, paid, f"Lãi trả trước của tiền gửi {deposit.label}")
    return record(session, command, [(deposit, paid, entry)])[0]


def take_over(
    session: Session,
    command: Command,
    contract: Contract,
    places: Places,
    *,
    interest: int = 0,
    paid_until: date | None = None,
    day: date | None = None,
) -> Deposit:
    """Enter the contract of a deposit whose principal stands in the books already, so without an entry.

    It is there from `day` on: the day before the book opened if None, or the day on which a unit that ended handed it on.

    `interest` is what stands there of its interest: on 1381 not yet paid, or on 3388 paid in advance and not yet
    earned. `paid_until` is the day (not in it) up to which the bank has paid interest.

    Raises: NothingToTakeOverError, InterestUnfitError, FutureDayError and what `deposit.enter` raises.
    """
    today = day_of(command.at)
    if max(contract.opened, day or today) > today:
        raise FutureDayError(day=max(contract.opened, day or today), today=today)
    require_uncovered(session, command, places.fund.id, places.account.id, contract.principal)
    deposit = enter(session, command, contract, places)
    require_interest(deposit, interest)
    _require_interest_there(session, command, deposit, interest)
    begins = max(deposit.opened, day or find_book(session, command.unit).opened - timedelta(days=1))
    write(session, command, deposit, _taken_over(deposit, begins, interest, paid_until), entry_id=None)
    return deposit


def _taken_over(deposit: Deposit, begins: date, interest: int, paid_until: date | None) -> Step:
    day, principal = max(begins, deposit.opened), deposit.principal
    known = min(begins + timedelta(days=1), deposit.matures)  # how far the books before reached
    if deposit.is_in_advance:
        until = known if interest else deposit.matures  # nothing left to earn: all was income when it came
        return Step(EventKind.TAKEN_OVER, day, until, deposit.matures, principal=principal, received=interest)
    paid = min(max(paid_until or deposit.opened, deposit.opened), deposit.matures)
    until = max(known, paid) if interest else paid
    return Step(EventKind.TAKEN_OVER, day, until, paid, principal=principal, recognised=interest)


def require_uncovered(session: Session, command: Command, fund: int, account: int, amount: int) -> None:
    """Refuse a contract over more than the account (by id) holds for the fund beyond what other contracts cover.

    Raises: NothingToTakeOverError.
    """
    left = uncovered(session, command.unit, day_of(command.at)).get((fund, account), 0)
    if left < amount:
        code, named = session.get_one(Account, account).code, session.get_one(Fund, fund).code
        raise NothingToTakeOverError(account=code, fund=named, left=max(left, 0), amount=amount)


def _require_interest_there(session: Session, command: Command, deposit: Deposit, interest: int) -> None:
    """What is said of interest stands on 1381 or 3388, beside what other contracts have there."""
    role = AccountRole.OTHER_PAYABLE if deposit.is_in_advance else AccountRole.ACCRUED_INTEREST
    account, fund = account_for(session, command.unit, role), session.get_one(Fund, deposit.fund_id)
    held = balances(session, command.unit, day_of(command.at)).get((fund.id, account.id), 0)
    others = [
        one
        for one in deposits(session, command.unit)
        if one.fund_id == fund.id and one.is_in_advance == deposit.is_in_advance
    ]
    carried = sum(stand.carried for stand in standings(session, others).values())
    left = abs(held) - abs(carried)
    if interest > left:
        raise NothingToTakeOverError(account=account.code, fund=fund.code, left=max(left, 0), amount=interest)


def uncovered(session: Session, unit_id: int, on: date) -> dict[tuple[int, int], int]:
    """Return (fund id, account id) → đồng on accounts for term deposits that no contract covers, nothing left out.

    Below zero where contracts say more than the book.
    """
    query = select(Account.id).where(Account.unit_id == unit_id, Account.role == AccountRole.TERM_DEPOSIT)
    kept = set(session.scalars(query))
    found = {key: amount for key, amount in balances(session, unit_id, on).items() if key[1] in kept}
    contracts = deposits(session, unit_id)
    stand = standings(session, contracts, on)
    for one in contracts:
        key = (one.fund_id, one.account_id)
        found[key] = found.get(key, 0) - stand[one.id].principal
    return {key: amount for key, amount in found.items() if amount}


def warn_of_locked_money(session: Session, command: Command, deposit: Deposit) -> None:
    """Warn when what the fund has at hand, and what matures in time, does not reach for what it has promised.

    Promises due on the day of maturity are met by the deposit itself.
    """
    today = max(deposit.opened, day_of(command.at))
    fund = session.get_one(Fund, deposit.fund_id)
    at_hand = fund_balance(session, fund, today).liquid
    coming = _maturing(session, fund, deposit)
    promised = 0
    for one in commitments(session, command.unit, today, fund=fund):
        if one.day >= deposit.matures:
            return
        promised += one.amount
        there = at_hand + sum(amount for day, amount in coming if day <= one.day)
        if promised > there:
            missing = promised - there
            command.warn(
                DepositLocksMoneyError(matures=deposit.matures, fund=fund.code, missing=missing, day=one.day)
            )
            return


def _maturing(session: Session, fund: Fund, beside: Deposit) -> Sequence[tuple[date, int]]:
    """When the fund's other deposits mature, and with how much."""
    others = [
        one for one in deposits(session, fund.unit_id) if one.fund_id == fund.id and one.id != beside.id
    ]
    stand = standings(session, others)
    return [(one.matures, stand[one.id].principal) for one in others]
