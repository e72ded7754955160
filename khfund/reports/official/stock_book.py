"""Sổ kho hiện vật: pieces and value of each item in each place, in, out and left.

What was undone stands as a negative line on its own side. Value that was booked without an item has a section of its
own, so that the book's last line is the ledger's.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

import attrs
from sqlalchemy import select

from khfund.donations.goods import Item, StoragePlace
from khfund.donations.stock import Moved, movements, stock
from khfund.donations.stock_movement import MovementKind, StockMovement
from khfund.ledger import AccountRole, accounts
from khfund.reports.official.heading import Scope, heading
from khfund.reports.official.ledger_book import (
    KIND_NAMES,
    BookKind,
    BookLine,
    Field,
    LedgerBook,
    LineKind,
    amount,
    day,
    text,
)
from khfund.reports.official.posted_line import posted_lines, require_agreement, standing
from khfund.reports.table import CellKind

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

WITHOUT_ITEM = "Giá trị ghi sổ không theo mặt hàng"


def _pieces(key: str, group: str, *, adds: bool = True) -> Field:
    return Field(key, "Số lượng", 17, CellKind.COUNT, group, adds)


FIELDS = (
    day("day", "Ngày ghi sổ"),
    text("voucher", "Số hiệu chứng từ", 26),
    text("narration", "Diễn giải", 0),
    text("fund", "Quỹ", 15),
    _pieces("quantity_in", "Nhập"),
    amount("value_in", "Giá trị", "Nhập", width=26),
    _pieces("quantity_out", "Xuất"),
    amount("value_out", "Giá trị", "Xuất", width=26),
    _pieces("quantity_left", "Tồn", adds=False),
    amount("value_left", "Giá trị", "Tồn", width=27, adds=False),
)
_COMING = {MovementKind.GIFT, MovementKind.PURCHASE, MovementKind.HELD}
_GOING = {MovementKind.HANDED_OVER, MovementKind.PASSED_ON}


@attrs.frozen
class _Amount:
    """Pieces and đồng."""

    quantity: int = 0
    value: int = 0

    def plus(self, other: _Amount, sign: int = 1) -> _Amount:
        return _Amount(self.quantity + sign * other.quantity, self.value + sign * other.value)

    @property
    def cells(self) -> tuple[int | None, int | None]:
        return (self.quantity or None, self.value or None)


def stock_book(session: Session, scope: Scope) -> LedgerBook:
    """Return the warehouse book of the days, item by item in each place."""
    return LedgerBook(
        kind=BookKind.STOCK_BOOK,
        about=(str(scope.days),),
        heading=heading(session, BookKind.STOCK_BOOK, scope),
        fields=FIELDS,
        lines=lambda: _Pages(session, scope).lines(),
        signatories=("Thủ kho", "Kế toán trưởng", "Thủ trưởng đơn vị"),
    )


class _Pages:
    """The sections of the book, one an item and place."""

    def __init__(self, session: Session, scope: Scope) -> None:
        self.session, self.scope = session, scope
        self.goods = [one.id for one in accounts(session, scope.unit.id) if one.role is AccountRole.GOODS]
        self.before = self._held(scope.days.start - timedelta(days=1))
        self.after = self._held(scope.days.last)
        self.came, self.went, self.left = _Amount(), _Amount(), _Amount()

    def lines(self) -> Iterator[BookLine]:
        """Give the sections, then what all goods are worth, which is what the ledger says.

        Raises: LedgerBookDisagreesError.
        """
        for number, (place, item) in enumerate(self._piles(), 1):
            name = f"{item.code} – {item.name} ({item.measure}); kho {place.code} – {place.name}"
            yield _heading(f"{number}. {name}")
            yield from self._pile(place, item)
        yield from self._without_item()
        unit, on = self.scope.unit.id, self.scope.days.last
        ledger = sum(standing(self.session, unit, on, account=one) for one in self.goods)
        require_agreement(KIND_NAMES[BookKind.STOCK_BOOK], self.left.value, ledger)
        values = (_Amount(0, one.value) for one in (self.came, self.went, self.left))
        yield _line(LineKind.CLOSING, "Cộng giá trị trong kỳ", *values)

    def _held(self, on: date) -> dict[tuple[int, int], _Amount]:
        sums: dict[tuple[int, int], _Amount] = {}
        for one in stock(self.session, self.scope.unit.id, on):
            key = one.place.id, one.item.id
            sums[key] = sums.get(key, _Amount()).plus(_Amount(one.quantity, one.value))
        return sums

    def _piles(self) -> list[tuple[StoragePlace, Item]]:
        """Which item lay in which place, or moved there, by their codes."""
        days = self.scope.days
        used = select(StockMovement.place_id, StockMovement.item_id).distinct()
        used = used.where(StockMovement.unit_id == self.scope.unit.id)
        used = used.where(StockMovement.day >= days.start, StockMovement.day < days.end)
        keys = {(place, item) for place, item in self.session.execute(used)} | self.before.keys()
        found = [
            (self.session.get_one(StoragePlace, one), self.session.get_one(Item, two)) for one, two in keys
        ]
        return sorted(found, key=lambda pile: (pile[0].code, pile[1].code))

    def _pile(self, place: StoragePlace, item: Item) -> Iterator[BookLine]:
        left, came, went = self.before.get((place.id, item.id), _Amount()), _Amount(), _Amount()
        yield _line(LineKind.OPENING, "Tồn đầu kỳ", left=left)
        unit, days = self.scope.unit.id, self.scope.days
        for one in movements(self.session, unit, days, place=place.id, item=item.id):
            comes, goes = _signed(one)
            came, went = came.plus(comes), went.plus(goes)
            left = left.plus(comes).plus(goes, -1)
            said = (one.day, one.voucher, one.narration, one.fund.code)
            yield BookLine(LineKind.ENTRY, (*said, *comes.cells, *goes.cells, left.quantity, left.value))
        name = f"{KIND_NAMES[BookKind.STOCK_BOOK]}, {item.code}, kho {place.code}"
        ledger = self.after.get((place.id, item.id), _Amount())
        require_agreement(name, left.quantity, ledger.quantity)
        require_agreement(name, left.value, ledger.value)
        yield _line(LineKind.SUBTOTAL, "Cộng, tồn cuối kỳ", came, went, left)
        self._add(came, went, left)

    def _without_item(self) -> Iterator[BookLine]:
        """Entries on the accounts of goods that no item stands behind."""
        unit, days = self.scope.unit.id, self.scope.days
        on = days.start - timedelta(days=1)
        held = sum(standing(self.session, unit, on, account=one) for one in self.goods)
        opening = _Amount(0, held - sum(one.value for one in self.before.values()))
        moved = select(StockMovement.entry_id).where(StockMovement.entry_id.is_not(None))
        with_item = set(self.session.scalars(moved.where(StockMovement.unit_id == unit)))
        lines = [
            line
            for line in posted_lines(self.session, unit, days, accounts=self.goods)
            if line.entry not in with_item
        ]
        if not (opening.value or lines):
            return
        yield _heading(WITHOUT_ITEM)
        yield _line(LineKind.OPENING, "Giá trị đầu kỳ", left=opening)
        left, came, went = opening, _Amount(), _Amount()
        for line in lines:
            comes = _Amount(0, line.amount if line.debit in self.goods else 0)
            goes = _Amount(0, line.amount if line.credit in self.goods else 0)
            came, went = came.plus(comes), went.plus(goes)
            left = left.plus(comes).plus(goes, -1)
            said = (line.day, line.voucher, line.narration, None)
            yield BookLine(LineKind.ENTRY, (*said, *comes.cells, *goes.cells, *left.cells))
        yield _line(LineKind.SUBTOTAL, "Cộng, giá trị cuối kỳ", came, went, left)
        self._add(came, went, left)

    def _add(self, came: _Amount, went: _Amount, left: _Amount) -> None:
        self.came, self.went, self.left = (
            self.came.plus(came),
            self.went.plus(went),
            self.left.plus(left),
        )


def _signed(one: Moved) -> tuple[_Amount, _Amount]:
    """What came and what went; what was undone is negative on the side that it takes back."""
    came, went = _Amount(one.quantity_in, one.value_in), _Amount(one.quantity_out, one.value_out)
    if one.kind in _COMING:
        return came.plus(went, -1), _Amount()
    if one.kind in _GOING:
        return _Amount(), went.plus(came, -1)
    return came, went


def _heading(name: str) -> BookLine:
    return BookLine(LineKind.HEADING, (name, *(None,) * (len(FIELDS) - 1)))


def _line(
    kind: LineKind,
    name: str,
    came: _Amount | None = None,
    went: _Amount | None = None,
    left: _Amount | None = None,
) -> BookLine:
    cells = [cell for one in (came, went, left) for cell in ((None, None) if one is None else one.cells)]
    return BookLine(kind, (None, None, name, None, *cells))
