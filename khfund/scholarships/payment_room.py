"""What a payment run asks of each fund: required, spendable and liquid money, and what is promised besides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date
from typing import TYPE_CHECKING

import attrs
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from khfund.errors import KhfundError
from khfund.ledger.balance import fund_balance
from khfund.ledger.commitment import commitments
from khfund.ledger.fund import Fund
from khfund.scholarships.payment_line import PaymentLine
from khfund.scholarships.payment_outcome import PaymentDrop, PaymentReturn, PaymentSettlement
from khfund.scholarships.payment_run import PaymentRun, RunState

if TYPE_CHECKING:
    from khfund.command import Command


class SpendableShortError(KhfundError):
    """A run is approved when its fund may spend that much; principal is never in it."""

    message = "Quỹ {fund} được chi {spendable:dong} đến {day:%d/%m/%Y}, đợt chi cần {required:dong}, thiếu {missing:dong}. Hãy bớt đợt chi, đợi có lãi hoặc khoản ủng hộ mới, hoặc chuyển hỗ trợ từ quỹ khác."
    english = "The fund {fund} may spend {spendable:dong} on {day:%d/%m/%Y}, the payment run needs {required:dong}, {missing:dong} are missing. Pay less, wait for interest or gifts, or help it from another fund."


class LiquidShortError(KhfundError):
    """A run is approved when the money is at hand, beside what was approved before and is not paid yet."""

    message = "Quỹ {fund} có {liquid:dong} tiền mặt và tiền gửi không kỳ hạn đến {day:%d/%m/%Y}, trong đó {payable:dong} đã duyệt chi mà chưa trả; đợt chi cần {required:dong}, thiếu {missing:dong}."
    english = "The fund {fund} has {liquid:dong} in cash and at the bank on {day:%d/%m/%Y}, of which {payable:dong} are approved and not paid yet; the payment run needs {required:dong}, {missing:dong} are missing."


class PromisedElsewhereError(KhfundError):
    """What a run leaves is enough for what else falls due up to its payout."""

    message = "Lưu ý: sau đợt chi này quỹ {fund} còn {left:dong} được chi, các khoản khác đã cam kết đến {day:%d/%m/%Y} là {committed:dong}."
    english = "Note: after this run the fund {fund} may spend {left:dong}, and has promised {committed:dong} besides up to {day:%d/%m/%Y}."


@attrs.frozen
class FundRoom:
    """What a run asks of a fund, in đồng.

    `required` money must go out; `cost` of it was not booked before (what is paid again was). `spendable` never holds
    principal; `payable` is approved by other runs and not paid; `committed` is promised besides up to the payout day.
    """

    fund: Fund
    required: int
    cost: int
    spendable: int
    liquid: int
    payable: int
    committed: int

    @property
    def spendable_missing(self) -> int:
        """Đồng that the fund may not spend."""
        return max(0, self.cost - max(self.spendable, 0))

    @property
    def liquid_missing(self) -> int:
        """Đồng that are not at hand."""
        return max(0, self.required - max(self.liquid - self.payable, 0))


def room_for(
    session: Session, unit_id: int, lines: Sequence[PaymentLine], *, on: date, payout: date
) -> list[FundRoom]:
    """Return what the lines ask of each fund, as it stands at the end of `on`, by code of the fund."""
    required: Counter[int] = Counter()
    cost: Counter[int] = Counter()
    for line in lines:
        required[line.fund_id] += line.amount
        cost[line.fund_id] += line.amount if line.first_id == line.id else 0
    payable = _payable(session, unit_id, {line.first_id for line in lines})
    promised: Counter[int] = Counter()
    for one in commitments(session, unit_id, on):
        promised[one.fund] += one.amount if one.day <= payout else 0
    rooms = []
    for fund in session.scalars(select(Fund).where(Fund.id.in_(required)).order_by(Fund.code)):
        balance = fund_balance(session, fund, on)
        besides = max(0, promised[fund.id] - cost[fund.id])
        number = fund.id
        rooms.append(
            FundRoom(
                fund, required[number], cost[number], balance.money, balance.liquid, payable[number], besides
            )
        )
    return rooms


def _payable(session: Session, unit_id: int, besides: Collection[int]) -> Counter[int]:
    """Fund → đồng that other runs have approved and that have not left, or came back."""
    paid = (
        select(PaymentSettlement.line_id)
        .join(PaymentLine, PaymentLine.id == PaymentSettlement.line_id)
        .outerjoin(PaymentReturn, PaymentReturn.line_id == PaymentLine.id)
        .where(PaymentReturn.line_id.is_(None))
        .with_only_columns(PaymentLine.first_id)
    )
    query = (
        select(PaymentLine.fund_id, PaymentLine.id, func.sum(PaymentLine.amount))
        .join(PaymentRun, PaymentRun.id == PaymentLine.run_id)
        .where(PaymentRun.unit_id == unit_id, PaymentRun.state == RunState.APPROVED)
        .where(PaymentLine.first_id == PaymentLine.id, PaymentLine.id.not_in(paid))
        .where(PaymentLine.id.not_in(select(PaymentDrop.first_id)))
        .group_by(PaymentLine.fund_id, PaymentLine.id)
    )
    open_sums: Counter[int] = Counter()
    for fund, line, amount in session.execute(query):
        open_sums[fund] += 0 if line in besides else int(amount)
    return open_sums


def require_room(command: Command, rooms: Sequence[FundRoom], *, on: date, payout: date) -> None:
    """Refuse a run whose funds are short; point out what it leaves too little for.

    Raises: SpendableShortError, LiquidShortError.
    """
    for room in rooms:
        code = room.fund.code
        if room.spendable_missing:
            raise SpendableShortError(
                fund=code,
                day=on,
                spendable=room.spendable,
                required=room.cost,
                missing=room.spendable_missing,
            )
        if room.liquid_missing:
            raise LiquidShortError(
                fund=code,
                day=on,
                liquid=room.liquid,
                payable=room.payable,
                required=room.required,
                missing=room.liquid_missing,
            )
        if room.spendable - room.cost < room.committed:
            command.warn(
                PromisedElsewhereError(
                    fund=code, left=room.spendable - room.cost, day=payout, committed=room.committed
                )
            )
