"""What a voucher, when it is approved, leaves of a fund: its free room and its liquid money.

Nothing is refused here: the approver is told, because perhaps money comes in before the voucher is posted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select

from khfund.errors import KhfundError
from khfund.ledger.account import Account, AccountRole, Nature
from khfund.ledger.commitment import spending_room
from khfund.ledger.entry import Posting
from khfund.ledger.fund import Fund
from khfund.ledger.planned_payment import PlannedPayment, as_it_stands

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from khfund.command import Command

_MONEY = (AccountRole.CASH, AccountRole.BANK)


class RoomExceededError(KhfundError):
    """What is approved leaves enough for what was promised before."""

    message = "Lưu ý: chi {amount:dong} thì quỹ {fund} thiếu {missing:dong} so với các khoản đã cam kết ({committed:dong}); phần được chi đến {day:%d/%m/%Y} là {spendable:dong}."
    english = "Note: after paying {amount:dong} the fund {fund} lacks {missing:dong} for what it has promised ({committed:dong}); it may spend {spendable:dong} on {day:%d/%m/%Y}."


class MoneyShortError(KhfundError):
    """What is approved can be paid with the money at hand."""

    message = "Lưu ý: quỹ {fund} chỉ có {liquid:dong} tiền mặt và tiền gửi không kỳ hạn đến {day:%d/%m/%Y}, thiếu {missing:dong} để chi {amount:dong}."
    english = "Note: the fund {fund} has only {liquid:dong} in cash and at the bank on {day:%d/%m/%Y}, {missing:dong} less than the {amount:dong} to be paid."


def look_at_room(
    session: Session,
    command: Command,
    postings: Iterable[Posting],
    *,
    on: date,
    pays: PlannedPayment | None = None,
) -> None:
    """Point out what paying these postings would leave short at the end of `on`.

    The promise that they pay, if it is named, does not count twice.
    """
    cost, paid = _weighed(session, postings)
    for number in sorted(cost.keys() | paid.keys()):
        fund = session.get_one(Fund, number)
        room = spending_room(session, fund, on)
        committed = room.committed - (_kept_by(session, pays, cost[number]) if _is_of(pays, number) else 0)
        missing = committed + cost[number] - room.spendable
        if cost[number] > 0 and missing > 0:
            command.warn(
                RoomExceededError(
                    fund=fund.code,
                    day=on,
                    amount=cost[number],
                    missing=missing,
                    committed=committed,
                    spendable=room.spendable,
                )
            )
        if paid[number] > max(room.liquid, 0):
            short = paid[number] - room.liquid
            command.warn(
                MoneyShortError(
                    fund=fund.code, day=on, amount=paid[number], missing=short, liquid=room.liquid
                )
            )


def _weighed(session: Session, postings: Iterable[Posting]) -> tuple[Counter[int], Counter[int]]:
    """Fund → cost, and fund → money that goes out, both in đồng and net of what the same voucher brings."""
    lines = list(postings)
    ids = {number for one in lines for number in (one.debit, one.credit)}
    roles = dict(session.execute(select(Account.id, Account.role).where(Account.id.in_(ids))).all())
    cost: Counter[int] = Counter()
    paid: Counter[int] = Counter()
    for one in lines:
        debit, credit = roles[one.debit], roles[one.credit]
        cost[one.fund] += one.amount * ((debit.nature is Nature.COST) - (credit.nature is Nature.COST))
        paid[one.fund] += one.amount * ((credit in _MONEY) - (debit in _MONEY))
    return cost, paid


def _is_of(pays: PlannedPayment | None, fund: int) -> bool:
    return pays is not None and pays.fund_id == fund


def _kept_by(session: Session, pays: PlannedPayment | None, cost: int) -> int:
    """What the payment fulfils of the promise that it names."""
    assert pays is not None
    return min(as_it_stands(session, pays).open, max(cost, 0))
