"""Lines of goods that come in: what, how many, what one is worth, and on what that value rests."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import attrs
from sqlalchemy import CheckConstraint, ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.audit import witnesses
from khfund.db import Base, Whole, never_changes, one_of, whole
from khfund.donations.gift import ForeignRecordError
from khfund.donations.goods import Item, StoragePlace
from khfund.donations.stock_movement import Lot, MovementKind, Pile, StockMovement, arrive, require_fit
from khfund.errors import KhfundError
from khfund.ledger import Fund, PostedEntry
from khfund.vietnamese import clean

if TYPE_CHECKING:
    from khfund.command import Command


class GoodsEmptyError(KhfundError):
    """Whoever gives, buys or hands over goods names at least one line of them."""

    message = "Chưa ghi mặt hàng nào; hãy nhập ít nhất một dòng gồm mặt hàng và số lượng."
    english = "No goods are named; enter at least one line with an item and a quantity."


class Basis(enum.StrEnum):
    """On what the value of goods rests."""

    INVOICE = "invoice"
    MARKET = "market"
    COUNCIL = "council"
    DECLARED = "declared"


BASIS_NAMES = {
    Basis.INVOICE: "hóa đơn",
    Basis.MARKET: "giá thị trường",
    Basis.COUNCIL: "hội đồng định giá",
    Basis.DECLARED: "người cho kê khai",
}


@attrs.frozen
class NewGoods:
    """Goods that come in; `unit_value` is đồng for one piece, `paper` the number of the invoice or of the minutes."""

    item: Item
    quantity: int
    unit_value: int
    basis: Basis = Basis.DECLARED
    paper: str = ""

    @property
    def value(self) -> int:
        """Đồng of all pieces together."""
        return self.quantity * self.unit_value


class GoodsLine(Base):
    """What one piece of goods that came in was worth, and on what that rests."""

    __tablename__ = "goods_line"
    __table_args__ = (CheckConstraint("unit_value > 0", name="unit_value_positive"), *whole("unit_value"))

    movement_id: Mapped[int] = mapped_column(
        ForeignKey("stock_movement.id"), primary_key=True, autoincrement=False
    )
    unit_value: Mapped[int] = mapped_column(Whole)
    basis: Mapped[Basis] = mapped_column(one_of(Basis))
    paper: Mapped[str] = mapped_column(String(200))


never_changes("goods_line")


@witnesses("goods_line")
def _written(session: Session) -> Iterator[tuple[int, str, str]]:
    query = select(GoodsLine, StockMovement.command_number).join(StockMovement)
    for one, number in session.execute(query.order_by(StockMovement.command_number, GoodsLine.movement_id)):
        yield number, _figures(one), one.paper


def _figures(one: GoodsLine) -> str:
    return f"{one.movement_id}|{one.unit_value}|{one.basis.value}"


def require_sound(command: Command, place: StoragePlace, fund: Fund, lines: Sequence[NewGoods]) -> None:
    """Refuse goods of another unit, no goods, and quantities or values that cannot be.

    Raises: GoodsEmptyError, ForeignRecordError, QuantityUnfitError.
    """
    if not lines:
        raise GoodsEmptyError
    named = [("Kho", place.unit_id, place.id), ("Quỹ", fund.unit_id, fund.id)]
    for thing, unit_id, number in [*named, *(("Mặt hàng", one.item.unit_id, one.item.id) for one in lines)]:
        if unit_id != command.unit:
            raise ForeignRecordError(thing=thing, number=number)
    for line in lines:
        require_fit(line.quantity, line.value)


def store(
    session: Session,
    command: Command,
    entry: PostedEntry,
    kind: MovementKind,
    *,
    place: StoragePlace,
    fund: Fund,
    lines: Sequence[NewGoods],
    programme: int | None = None,
) -> None:
    """Put the goods of an entry in their place, line by line."""
    lots = [Lot(Pile(place.id, one.item.id, fund.id, programme), one.quantity, one.value) for one in lines]
    moved = arrive(session, command, entry, kind, lots)
    for movement, line in zip(moved, lines, strict=True):
        row = GoodsLine(
            movement_id=movement.id,
            unit_value=line.unit_value,
            basis=line.basis,
            paper=clean(line.paper)[:200],
        )
        session.add(row)
        session.flush()
        command.witness("goods_line", _figures(row), row.paper)


def listed(lines: Sequence[tuple[Item, int]]) -> str:
    """Write goods in one line, for a narration: 55 chiếc xe đạp; 20 suất bánh."""
    return "; ".join(f"{quantity} {item.measure} {item.name}" for item, quantity in lines)


# -- reads ----------------------------------------------------------------------------------------------------------


@attrs.frozen
class StoredGoods:
    """A line of goods as it came in by an entry."""

    item: Item
    quantity: int
    unit_value: int
    value: int
    basis: Basis
    paper: str


def goods_of(session: Session, entry_id: int) -> list[StoredGoods]:
    """Return the lines of goods that came in by an entry, in their order."""
    query = (
        select(StockMovement, GoodsLine, Item)
        .join(GoodsLine, GoodsLine.movement_id == StockMovement.id)
        .join(Item, Item.id == StockMovement.item_id)
        .where(StockMovement.entry_id == entry_id)
    )
    return [
        StoredGoods(item, moved.quantity_in, line.unit_value, moved.value_in, line.basis, line.paper)
        for moved, line, item in session.execute(query.order_by(StockMovement.id))
    ]
