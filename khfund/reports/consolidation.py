"""What a unit and everything below it own and owe on a day, each book a row, what they owe each other left out.

The units are those of the association's own tree, as it stood on that day, or restated on the units of another day
through the successions. A unit without a book here is named, never counted as nothing; where two books disagree about
a transfer, the difference stays in the sum and is told.
"""

from __future__ import annotations

import enum
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

import attrs
from sqlalchemy import select

from khfund import money
from khfund.errors import KhfundError
from khfund.ledger import AccountRole, Nature, Restriction, accounts, balances, funds
from khfund.ledger.accounting_period import Book
from khfund.ledger.unit_transfer import Standing, standings
from khfund.unit import Unit, place_of, tree_on
from khfund.unit.succession import Restated, restate

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from khfund.unit import Tree


class BooksDisagreeError(KhfundError):
    """Where two books disagree about a transfer, both are named with the difference."""

    message = "Lưu ý: khoản chuyển {number} từ {sender} sang {receiver}: sổ bên gửi ghi {sent:dong}, sổ bên nhận ghi {received:dong}, chênh {difference:dong}."
    english = "Note: transfer {number} from {sender} to {receiver}: the sender's book says {sent:dong}, the receiver's {received:dong}, a difference of {difference:dong}."


class InterUnitUnclearError(KhfundError):
    """What stands between units without a transfer that explains it is named."""

    message = "Lưu ý: phải thu và phải trả nội bộ còn chênh {difference:dong} không thuộc khoản chuyển nào; hãy xem tài khoản 136, 336 ở sổ của: {units}."
    english = "Note: claims and debts between units differ by {difference:dong} that no transfer explains; see accounts 136 and 336 in the books of: {units}."


class EndedWithMoneyError(KhfundError):
    """A unit that has ended while its book holds something is counted, and named."""

    message = (
        "Lưu ý: {unit} đã kết thúc từ ngày {ended:%d/%m/%Y} nhưng sổ chưa bàn giao; vẫn tính vào bảng này."
    )
    english = "Note: {unit} ended on {ended:%d/%m/%Y} but its book was not handed over; it is counted here."


class ShareOpenError(KhfundError):
    """A unit whose successors' shares are not decided stands for itself when units are restated."""

    message = "Lưu ý: chưa quyết định tỷ lệ của các đơn vị kế thừa {unit}; để ở dòng riêng."
    english = "Note: the shares of the successors of {unit} are not decided; it keeps a row of its own."


class Item(enum.StrEnum):
    """What a column adds up."""

    CASH = "cash"
    BANK = "bank"
    DEPOSITS = "deposits"
    CLAIMS = "claims"
    GOODS = "goods"
    INTER_UNIT_CLAIMS = "inter_unit_claims"
    DEBTS = "debts"
    INTER_UNIT_DEBTS = "inter_unit_debts"
    PRINCIPAL = "principal"
    SPENDABLE = "spendable"


ITEM_NAMES = {
    Item.CASH: "Tiền mặt",
    Item.BANK: "Tiền gửi",
    Item.DEPOSITS: "Gửi có kỳ hạn",
    Item.CLAIMS: "Phải thu, tạm ứng",
    Item.GOODS: "Hiện vật",
    Item.INTER_UNIT_CLAIMS: "Phải thu nội bộ",
    Item.DEBTS: "Phải trả, giữ hộ",
    Item.INTER_UNIT_DEBTS: "Phải trả nội bộ",
    Item.PRINCIPAL: "Vốn gốc",
    Item.SPENDABLE: "Được chi",
}
RESTRICTION_NAMES = {
    Restriction.UNRESTRICTED: "Quỹ chung",
    Restriction.PURPOSE: "Quỹ theo mục đích",
    Restriction.ENDOWMENT: "Quỹ giữ vốn gốc",
}
_ITEMS = {
    AccountRole.CASH: Item.CASH,
    AccountRole.BANK: Item.BANK,
    AccountRole.TERM_DEPOSIT: Item.DEPOSITS,
    AccountRole.GOODS: Item.GOODS,
    AccountRole.INTER_UNIT_RECEIVABLE: Item.INTER_UNIT_CLAIMS,
    AccountRole.INTER_UNIT_PAYABLE: Item.INTER_UNIT_DEBTS,
    AccountRole.PRINCIPAL: Item.PRINCIPAL,
}
OWED = {Item.DEBTS, Item.INTER_UNIT_DEBTS}
OWN = {Item.PRINCIPAL, Item.SPENDABLE}

Cells = Mapping[tuple[Restriction, Item], int]
"""Kind of fund and item → đồng on the side on which the item grows."""


@attrs.frozen
class UnitLine:
    """One unit's row; `name` tells it apart from others of the same name."""

    unit: int
    code: str
    name: str
    cells: Cells = attrs.field(repr=False)

    def item(self, item: Item) -> int:
        """An item over all kinds of funds, in đồng."""
        return sum(amount for (_kind, of), amount in self.cells.items() if of is item)

    def kind(self, kind: Restriction) -> int:
        """What belongs to the funds of a kind: principal and spendable together, in đồng."""
        return sum(amount for (of, item), amount in self.cells.items() if of is kind and item in OWN)


@attrs.frozen
class Consolidation:
    """The units of a scope on a day. `eliminated` is what they owe each other, in đồng, and is in no total.

    `claims_left` and `debts_left` are what stays of 136 and 336: with units outside or without a book, and what two
    books disagree about.
    """

    on: date
    top: str
    restated_on: date | None
    lines: Sequence[UnitLine]
    without_book: Sequence[str]
    eliminated: int
    warnings: Sequence[KhfundError]

    def total(self, item: Item) -> int:
        """An item of all units without what they owe each other, in đồng."""
        found = sum(line.item(item) for line in self.lines)
        return found - self.eliminated if item in {Item.INTER_UNIT_CLAIMS, Item.INTER_UNIT_DEBTS} else found


def consolidate(session: Session, unit: Unit, on: date, *, restated_on: date | None = None) -> Consolidation:
    """Add up a unit and everything below on a day; `restated_on` shows it on the units of that later day."""
    tree = tree_on(session, on)
    everything = set(tree.scope(unit.id, ended=True))
    kept = session.execute(select(Book.unit_id, Book.opened)).all()
    there_from = on.toordinal() + 1  # opening balances stand on the day before the book opened
    books = {one for one, opened in kept if one in everything and opened.toordinal() <= there_from}
    found = {one: _cells(session, one, on) for one in tree.scope(unit.id, ended=True) if one in books}
    there = {one for one in everything if tree.units[one].exists(on)}
    counted = {one: cells for one, cells in found.items() if one in there or any(cells.values())}
    warnings: list[KhfundError] = [
        EndedWithMoneyError(unit=tree.full_name(one), ended=tree.units[one].ended)
        for one in counted
        if one not in there and tree.units[one].ended is not None
    ]
    eliminated, disagreements = _eliminate(session, tree, everything, counted, on)
    names, more = tree, list[KhfundError]()
    lines: Mapping[int, Cells] = counted
    if restated_on is not None:
        names = tree_on(session, restated_on)
        lines, more = _restated(session, names, counted, restated_on)
    shown = [UnitLine(one, names.units[one].code, names.full_name(one), lines[one]) for one in lines]
    return Consolidation(
        on=on,
        top=tree.full_name(unit.id),
        restated_on=restated_on,
        lines=shown,
        without_book=[_place(tree, unit.id, one) for one in tree.scope(unit.id) if one not in books],
        eliminated=eliminated,
        warnings=[*warnings, *disagreements, *more],
    )


def _place(tree: Tree, top: int, unit_id: int) -> str:
    """A unit as one of many in a row: «xã Mường Lèo», with its parent's place unless that is the top."""
    return place_of(tree.names[unit_id] if tree.parents[unit_id] == top else tree.full_name(unit_id))


def _cells(session: Session, unit_id: int, on: date) -> dict[tuple[Restriction, Item], int]:
    roles = {one.id: one.role for one in accounts(session, unit_id)}
    kinds = {one.id: one.restriction for one in funds(session, unit_id)}
    cells: dict[tuple[Restriction, Item], int] = defaultdict(int)
    for (fund, account), amount in balances(session, unit_id, on).items():
        role = roles[account]
        item = _ITEMS.get(role) or _of_nature(role)
        cells[kinds[fund], item] += amount if role.nature is Nature.ASSET else -amount
    return dict(cells)


def _of_nature(role: AccountRole) -> Item:
    if role.nature is Nature.ASSET:
        return Item.CLAIMS
    return Item.DEBTS if role.nature is Nature.LIABILITY else Item.SPENDABLE


def _eliminate(
    session: Session, tree: Tree, scope: set[int], counted: Mapping[int, Cells], on: date
) -> tuple[int, list[KhfundError]]:
    """What the units of the scope owe each other by both sides' books, and what of it does not agree."""
    sums = {
        item: sum(amount for cells in counted.values() for (_kind, of), amount in cells.items() if of is item)
        for item in (Item.INTER_UNIT_CLAIMS, Item.INTER_UNIT_DEBTS)
    }
    claims, debts = sums[Item.INTER_UNIT_CLAIMS], sums[Item.INTER_UNIT_DEBTS]
    told: list[KhfundError] = []
    explained = 0
    for one in standings(session, scope, on=on):
        between = {one.transfer.from_id, one.transfer.to_id} <= scope
        if not (between and one.from_has_book and one.to_has_book):
            claims -= one.sent if one.transfer.from_id in scope else 0
            debts -= one.received if one.transfer.to_id in scope else 0
        elif one.difference:
            explained += one.difference
            told.append(_disagreement(tree, one))
    left = claims - debts - explained
    if left:
        units = _with_unnamed(session, tree, counted, on)
        told.append(InterUnitUnclearError(difference=abs(left), units="; ".join(units)))
    return max(0, min(claims, debts)), told


def _disagreement(tree: Tree, one: Standing) -> BooksDisagreeError:
    return BooksDisagreeError(
        number=one.transfer.id,
        sender=tree.full_name(one.transfer.from_id),
        receiver=tree.full_name(one.transfer.to_id),
        sent=one.sent,
        received=one.received,
        difference=abs(one.difference),
    )


def _with_unnamed(session: Session, tree: Tree, counted: Mapping[int, Cells], on: date) -> list[str]:
    """The units whose 136 or 336 is not what their transfers say."""
    by_transfer: dict[tuple[int, Item], int] = defaultdict(int)
    for one in standings(session, on=on):
        by_transfer[one.transfer.from_id, Item.INTER_UNIT_CLAIMS] += one.sent
        by_transfer[one.transfer.to_id, Item.INTER_UNIT_DEBTS] += one.received
    found = []
    for unit, cells in counted.items():
        for item in (Item.INTER_UNIT_CLAIMS, Item.INTER_UNIT_DEBTS):
            stands = sum(amount for (_kind, of), amount in cells.items() if of is item)
            if stands != by_transfer[unit, item] and tree.full_name(unit) not in found:
                found.append(tree.full_name(unit))
    return found


def _restated(
    session: Session, names: Tree, counted: Mapping[int, Cells], on: date
) -> tuple[dict[int, Cells], list[KhfundError]]:
    """The rows of the units of another day: each item by the shares, to the đồng."""
    became = restate(session, list(counted), on)
    lines: dict[int, dict[tuple[Restriction, Item], int]] = {}
    for unit, cells in counted.items():
        for heir, part in _shared(cells, became[unit]):
            line = lines.setdefault(heir, defaultdict(int))
            for key, amount in part.items():
                line[key] += amount
    told: list[KhfundError] = [
        ShareOpenError(unit=names.full_name(one)) for one in counted if became[one].is_open
    ]
    in_order = sorted(lines, key=lambda one: (len(names.path(one)), names.units[one].code))
    return {one: lines[one] for one in in_order}, told


def _shared(cells: Cells, became: Restated) -> Iterable[tuple[int, dict[tuple[Restriction, Item], int]]]:
    """Each item is split by itself; what may be spent is what then remains, so that every row foots."""
    units, weights = became.weights()
    parts: list[dict[tuple[Restriction, Item], int]] = [{} for _ in units]
    for key, amount in cells.items():
        if key[1] is not Item.SPENDABLE:
            for place, share in enumerate(money.split(abs(amount), weights)):
                parts[place][key] = share if amount >= 0 else -share
    for part in parts:
        for kind in {of for of, _item in cells}:
            own = sum(
                -amount if item in OWED or item is Item.PRINCIPAL else amount
                for (of, item), amount in part.items()
                if of is kind
            )
            part[kind, Item.SPENDABLE] = own
    return zip(units, parts, strict=True)
