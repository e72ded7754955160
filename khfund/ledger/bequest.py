"""What a unit leaves when it ends, and what must be settled before its book can be handed over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

import attrs
from sqlalchemy import func, select

from khfund import money
from khfund.calendar import Month
from khfund.errors import KhfundError, visible
from khfund.ledger.account import Account, AccountRole, Nature, accounts
from khfund.ledger.accounting_period import Book, obstacles
from khfund.ledger.balance import balances
from khfund.ledger.deposit_ladder import holdings
from khfund.ledger.entry import Entry
from khfund.ledger.fund import Fund, SpendingRule
from khfund.ledger.unit_transfer import TransferState, standings
from khfund.ledger.voucher_watch import OWN_PAPERS
from khfund.unit import Unit, require_there
from khfund.unit.succession import heirs_of, looks_at_endings
from khfund.unit.tree import tree_on

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from khfund.command import Command


class HeirUnfitError(KhfundError):
    """What a unit leaves goes to its successors, or to a unit that it stood under."""

    message = "{heir} không kế thừa {unit} và cũng không phải cấp trên của {unit}."
    english = "{heir} neither succeeds {unit} nor stands above it."


class DissolutionIncompleteError(KhfundError):
    """Nothing that a unit leaves is left nowhere."""

    message = "Chưa bàn giao sổ của {unit} được, còn {count} việc: {left}"
    english = "The book of {unit} cannot be handed over yet; {count} things are in the way: {left}"


class UnitHasLaterEntriesError(KhfundError):
    """A unit ends after its last entry."""

    message = (
        "Sổ của {unit} có bút toán ngày {last:%d/%m/%Y}; đơn vị không thể kết thúc từ ngày {day:%d/%m/%Y}."
    )
    english = "The book of {unit} has an entry of {last:%d/%m/%Y}; the unit cannot end on {day:%d/%m/%Y}."


class UnitLeavesMoneyError(KhfundError):
    """A unit that ends while its book still holds something is pointed out."""

    message = "Lưu ý: {unit} kết thúc từ ngày {day:%d/%m/%Y} nhưng sổ còn {amount:dong}; hãy bàn giao bằng `khfund unit dissolve`."
    english = "Note: {unit} ends on {day:%d/%m/%Y} but its book still holds {amount:dong}; hand it over with `khfund unit dissolve`."


class Listed(tuple[str, ...]):
    """Things told one after the other in a sentence, however many they are."""

    __slots__ = ()

    def __str__(self) -> str:
        return "; ".join(visible(one) for one in self)


@attrs.frozen
class Heir:
    """Who takes over a part of a fund: the successor, its fund that receives, and the weight of its part."""

    unit: int
    fund: int
    parts: int


def require_fit(session: Session, unit: Unit, heirs: Sequence[Heir], day: date) -> None:
    """Refuse heirs that do not exist on the day, or have nothing to do with the unit.

    Raises: UnitNotThereError, HeirUnfitError.
    """
    tree = tree_on(session, day)
    fit = heirs_of(session, unit.id) | set(tree.path(unit.id)) - {unit.id}
    for number in {heir.unit for heir in heirs}:
        body = session.get_one(Unit, number)
        require_there(body, day)
        if number not in fit:
            raise HeirUnfitError(unit=tree.full_name(unit.id), heir=tree.full_name(number))


def left_nowhere(
    session: Session,
    unit: Unit,
    held: Mapping[int, Mapping[int, int]],
    heirs: Mapping[int, Sequence[Heir]],
    day: date,
) -> Iterator[str]:
    """Tell what would have no place to go: funds without an heir, heirs without an open book, fund or account.

    Goods, and what only passes through, are known one by one in registers of their own: they are handed over before.
    """
    chart = {one.id: one for one in accounts(session, unit.id)}
    for number, sums in held.items():
        fund = session.get_one(Fund, number)
        if not heirs.get(number):
            yield f"quỹ {fund.code} còn {_figure(_worth(chart, sums))} nhưng chưa rõ quỹ nào của đơn vị kế thừa nhận"
        for one, amount in sums.items():
            if chart[one].role in OWN_PAPERS:
                yield (
                    f"quỹ {fund.code} còn {_figure(abs(amount))} ở tài khoản {chart[one].code}; "
                    f"hãy giao hết bằng `{OWN_PAPERS[chart[one].role]}` trước"
                )
        roles = {chart[one].role for one in sums} & _MOVING
        for heir in heirs.get(number, ()):
            yield from _unready(session, fund, heir, roles, day)


_MOVING = {role for role in AccountRole if role.nature in (Nature.ASSET, Nature.LIABILITY)} | {
    AccountRole.PRINCIPAL
}


def _unready(session: Session, fund: Fund, heir: Heir, roles: set[AccountRole], day: date) -> Iterator[str]:
    body, book = session.get_one(Unit, heir.unit), session.get(Book, heir.unit)
    if book is None or book.opened > day or (book.closed_until is not None and day <= book.closed_until):
        yield f"sổ của {body.name} không mở vào ngày {day:%d/%m/%Y}"
        return
    to = session.get(Fund, heir.fund)
    if (
        to is None
        or to.unit_id != heir.unit
        or to.opened > day
        or (to.closed is not None and day >= to.closed)
    ):
        yield f"{body.name} không có quỹ nhận quỹ {fund.code} vào ngày {day:%d/%m/%Y}"
    elif fund.spending_rule is SpendingRule.INTEREST_ONLY is not to.spending_rule:
        yield f"quỹ {fund.code} chỉ được chi lãi, còn quỹ {to.code} của {body.name} được chi hết"
    there = {one.role for one in accounts(session, heir.unit) if one.closed is None}
    for role in sorted((roles | {AccountRole.SPENDABLE}) - there):
        yield f"sổ của {body.name} không có tài khoản đang dùng loại «{role}»"


def unfinished(session: Session, unit: Unit, day: date) -> Iterator[str]:
    """Tell what is not done in the book: what hinders the closing of its open months, deposits, money under way.

    A deposit is a contract of the unit that ends; it is handed on, and taken over by the successor, or paid out before.
    """
    month, told = session.get_one(Book, unit.id).next_month, set()
    while month <= Month.of(day):
        for one in obstacles(session, unit.id, month):
            if not one.acceptable and one.sentence not in told:
                told.add(one.sentence)
                yield one.sentence
        month = month.next()
    for held in holdings(session, unit.id, day):
        yield f"khoản tiền gửi {held.deposit.id} ({held.deposit.label}) chưa bàn giao bằng `khfund deposit hand-on`"
    for standing in standings(session, [unit.id]):
        if standing.state is TransferState.SENT and standing.transfer.to_id == unit.id:
            yield f"khoản chuyển {standing.transfer.id} gửi đến đơn vị này chưa được ghi nhận"


@looks_at_endings
def _look_at_book(session: Session, command: Command, unit: Unit, day: date) -> None:
    """A unit whose book has later entries does not end; one whose book holds something is pointed out."""
    last = session.scalar(select(func.max(Entry.day)).where(Entry.unit_id == unit.id))
    if last is not None and last >= day:
        raise UnitHasLaterEntriesError(unit=unit.name, last=last, day=day)
    chart = {one.id: one for one in accounts(session, unit.id)}
    found = balances(session, unit.id, day) if last is not None else {}
    sums: dict[int, int] = {}
    for (_fund, account), amount in found.items():
        sums[account] = sums.get(account, 0) + amount
    if any(amount and chart[one].role in _MOVING for one, amount in sums.items()):
        command.warn(UnitLeavesMoneyError(unit=unit.name, day=day, amount=_worth(chart, sums)))


def _worth(chart: Mapping[int, Account], sums: Mapping[int, int]) -> int:
    return sum(amount for one, amount in sums.items() if chart[one].role.nature is Nature.ASSET)


def _figure(dong: int) -> str:
    return f"{money.format(dong)} đ"
