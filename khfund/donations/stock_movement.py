"""Movements of goods: what came to a pile or left it, in pieces and đồng; they never change.

Goods of one kind in one place, of one fund (or held for one programme that only passes through), are one pile. What
leaves a pile takes the average value of what lies there on that day, in whole đồng, and the last piece takes the rest.
On every day, also later ones when a movement is back-dated, a pile holds nothing, or goods worth at least one đồng each.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

import attrs
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.audit import witnesses
from khfund.db import Base, Whole, guard, never_changes, one_of, whole
from khfund.donations.goods import Item, StoragePlace
from khfund.errors import KhfundError
from khfund.ledger import PostedEntry
from khfund.ledger.journal import AMOUNT_MAX, holds_entries, reverse

if TYPE_CHECKING:
    from khfund.command import Command

QUANTITY_MAX = 10**9  # pieces in one movement


class QuantityUnfitError(KhfundError):
    """Goods are counted in whole pieces, at least one, each worth at least one đồng."""

    message = "Số lượng {quantity} với giá trị {value:dong} không ghi được; cần số nguyên lớn hơn 0, mỗi đơn vị ít nhất 1 đồng."
    english = "The quantity {quantity} worth {value:dong} cannot be booked; whole pieces above 0 are needed, each worth at least one đồng."


class GoodsNotThereError(KhfundError):
    """Goods that leave a place are there on that day, and are not needed for what left later."""

    message = (
        "Ngày {day:%d/%m/%Y} ở {place} chỉ còn {left:so} {measure} {item} có thể xuất, không đủ {asked:so}."
    )
    english = "On {day:%d/%m/%Y} only {left:so} {measure} of {item} can leave {place}, not {asked:so}."


class GoodsOutOfOrderError(KhfundError):
    """What leaves by a late entry leaves every later day with goods and value, or without both."""

    message = "Không xuất {item} lùi về ngày {day:%d/%m/%Y} được, vì sau đó hàng ở {place} đã hết rồi lại nhập với giá khác; hãy ghi ngày {until:%d/%m/%Y} hoặc sau đó."
    english = "{item} cannot leave {place} as late as on {day:%d/%m/%Y}: the goods ran out after that and came again at another price; date it {until:%d/%m/%Y} or later."


class GoodsGoneError(KhfundError):
    """What came in is taken back only while it is still there, at the value at which it came."""

    message = "Không hủy được: {item} ở {place} đã xuất hoặc tính giá chung với hàng khác nên không còn đủ {asked:so} {measure} trị giá {value:dong}. Hãy đảo phiếu xuất trước, hoặc ghi chênh lệch bằng kiểm kê."
    english = "It cannot be cancelled: of {item} in {place} too much has left, or was valued together with others, to take back {asked:so} {measure} worth {value:dong}. Reverse what left first, or book the difference by a count."


class EntryOfGoodsError(KhfundError):
    """An entry that moved goods is undone together with its goods."""

    message = "Bút toán {number} kèm theo hàng nhập, xuất kho; hãy đảo bằng `khfund goods undo {number}`."
    english = "The entry {number} moved goods; undo it by `khfund goods undo {number}`."


class MovementKind(enum.StrEnum):
    """Why goods moved; what is undone keeps its kind and moves the other way."""

    OPENING = "opening"
    GIFT = "gift"
    PURCHASE = "purchase"
    HELD = "held"
    MOVED = "moved"
    HANDED_OVER = "handed_over"
    PASSED_ON = "passed_on"
    COUNTED = "counted"


@attrs.frozen(order=True)
class Pile:
    """Goods of one kind in one place, of one fund; `programme` is what they are held for, None for the fund's own."""

    place: int
    item: int
    fund: int
    programme: int | None = None


@attrs.frozen
class Lot:
    """So many pieces of a pile, worth so many đồng together."""

    pile: Pile
    quantity: int
    value: int


class StockMovement(Base):
    """Pieces and đồng that came to a pile or left it; `entry_id` is None when goods only changed their place."""

    __tablename__ = "stock_movement"
    __table_args__ = (
        CheckConstraint(
            "(quantity_in > 0 AND value_in >= quantity_in AND quantity_out = 0 AND value_out = 0) "
            "OR (quantity_out > 0 AND value_out >= quantity_out AND quantity_in = 0 AND value_in = 0)",
            name="one_side",
        ),
        CheckConstraint("(entry_id IS NULL) = (kind = 'moved')", name="entry_unless_moved"),
        *whole("quantity_in", "value_in", "quantity_out", "value_out"),
        Index("ix_stock_movement_pile", "item_id", "place_id", "fund_id", "day"),
        Index("ix_stock_movement_entry", "entry_id"),
        Index("ix_stock_movement_day", "unit_id", "day"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("entry.id"))
    day: Mapped[date]
    kind: Mapped[MovementKind] = mapped_column(one_of(MovementKind))
    place_id: Mapped[int] = mapped_column(ForeignKey("storage_place.id"))
    item_id: Mapped[int] = mapped_column(ForeignKey("goods_item.id"))
    fund_id: Mapped[int] = mapped_column(ForeignKey("fund.id"))
    programme_id: Mapped[int | None] = mapped_column(ForeignKey("pass_through.id"))
    quantity_in: Mapped[int] = mapped_column(Whole)
    value_in: Mapped[int] = mapped_column(Whole)
    quantity_out: Mapped[int] = mapped_column(Whole)
    value_out: Mapped[int] = mapped_column(Whole)
    note: Mapped[str] = mapped_column(String(300), default="")

    @property
    def pile(self) -> Pile:
        """The pile that it came to or left."""
        return Pile(self.place_id, self.item_id, self.fund_id, self.programme_id)


never_changes("stock_movement")
guard(
    "stock_movement_covered",
    "stock_movement",
    when="BEFORE INSERT",
    condition="NEW.quantity_out > 0 AND NEW.quantity_out > (SELECT COALESCE(SUM(quantity_in - quantity_out), 0) "
    "FROM stock_movement WHERE place_id = NEW.place_id AND item_id = NEW.item_id AND fund_id = NEW.fund_id "
    "AND programme_id IS NOT DISTINCT FROM NEW.programme_id)",
    refusal="stock_movement: no more leaves than lies there",
)


@witnesses("stock_movement")
def _written(session: Session) -> Iterator[tuple[int, str, str]]:
    query = select(StockMovement).order_by(StockMovement.command_number, StockMovement.id)
    for one in session.scalars(query.execution_options(yield_per=5_000)):
        yield one.command_number, _figures(one), one.note


def _figures(one: StockMovement) -> str:
    pile = f"{one.place_id}|{one.item_id}|{one.fund_id}|{one.programme_id or ''}"
    moved = f"{one.quantity_in}|{one.value_in}|{one.quantity_out}|{one.value_out}"
    return f"{one.id}|{one.unit_id}|{one.entry_id or ''}|{one.day}|{one.kind.value}|{pile}|{moved}"


# -- coming and leaving ---------------------------------------------------------------------------------------------


def arrive(
    session: Session,
    command: Command,
    entry: PostedEntry,
    kind: MovementKind,
    lots: Sequence[Lot],
    *,
    note: str = "",
) -> list[StockMovement]:
    """Put lots on their piles, by an entry that is posted and on its day.

    Raises: QuantityUnfitError.
    """
    return _write(session, command, entry.day, kind, [(lot, True) for lot in lots], entry=entry.id, note=note)


def worth(session: Session, day: date, wanted: Mapping[Pile, int]) -> list[Lot]:
    """Return what the wanted pieces of each pile are worth when they leave on a day; nothing is written.

    Raises: QuantityUnfitError, GoodsNotThereError, GoodsOutOfOrderError.
    """
    return [Lot(pile, quantity, _value(session, pile, quantity, day)) for pile, quantity in wanted.items()]


def leave(
    session: Session,
    command: Command,
    entry: PostedEntry,
    kind: MovementKind,
    lots: Sequence[Lot],
    *,
    note: str = "",
) -> list[StockMovement]:
    """Take lots, as `worth` valued them for the entry's day, from their piles."""
    return _write(
        session, command, entry.day, kind, [(lot, False) for lot in lots], entry=entry.id, note=note
    )


def move(
    session: Session, command: Command, *, day: date, wanted: Mapping[Pile, int], to: StoragePlace, note: str
) -> list[StockMovement]:
    """Carry pieces of piles to another place; their value goes with them and the journal knows nothing of it.

    Raises: QuantityUnfitError, GoodsNotThereError, GoodsOutOfOrderError.
    """
    lots = worth(session, day, {pile: quantity for pile, quantity in wanted.items() if pile.place != to.id})
    there = [attrs.evolve(lot, pile=attrs.evolve(lot.pile, place=to.id)) for lot in lots]
    steps = [step for pair in zip(lots, there, strict=True) for step in ((pair[0], False), (pair[1], True))]
    return _write(session, command, day, MovementKind.MOVED, steps, entry=None, note=note)


def _write(
    session: Session,
    command: Command,
    day: date,
    kind: MovementKind,
    steps: Iterable[tuple[Lot, bool]],
    *,
    entry: int | None,
    note: str = "",
) -> list[StockMovement]:
    first = session.scalars(select(func.coalesce(func.max(StockMovement.id), 0) + 1)).one()
    rows = []
    for number, (lot, comes) in enumerate(steps, first):
        require_fit(lot.quantity, lot.value)
        row = StockMovement(
            id=number,
            unit_id=command.unit,
            command_number=command.number,
            entry_id=entry,
            day=day,
            kind=kind,
            place_id=lot.pile.place,
            item_id=lot.pile.item,
            fund_id=lot.pile.fund,
            programme_id=lot.pile.programme,
            quantity_in=lot.quantity if comes else 0,
            value_in=lot.value if comes else 0,
            quantity_out=0 if comes else lot.quantity,
            value_out=0 if comes else lot.value,
            note=note[:300],
        )
        session.add(row)
        session.flush()
        command.witness("stock_movement", _figures(row), row.note)
        rows.append(row)
    return rows


def require_fit(quantity: int, value: int) -> None:
    """Refuse what is no whole number of pieces worth at least one đồng each.

    Raises: QuantityUnfitError.
    """
    if not (0 < quantity <= QUANTITY_MAX and quantity <= value <= AMOUNT_MAX):
        raise QuantityUnfitError(quantity=quantity, value=value)


def require_quantity(quantity: int) -> int:
    """Return a number of pieces that can be booked.

    Raises: QuantityUnfitError.
    """
    if not 0 < quantity <= QUANTITY_MAX:
        raise QuantityUnfitError(quantity=quantity, value=0)
    return quantity


@attrs.frozen
class _State:
    """What a pile held at the end of a day."""

    day: date
    quantity: int
    value: int


def _states(session: Session, pile: Pile, day: date) -> list[_State]:
    """What a pile held at the end of `day` and of each later day on which something moved."""
    same = (
        StockMovement.place_id == pile.place,
        StockMovement.item_id == pile.item,
        StockMovement.fund_id == pile.fund,
        StockMovement.programme_id.is_not_distinct_from(pile.programme),
    )
    sums = (
        func.sum(StockMovement.quantity_in - StockMovement.quantity_out),
        func.sum(StockMovement.value_in - StockMovement.value_out),
    )
    query = select(StockMovement.day, *sums).where(*same).group_by(StockMovement.day)
    now = _State(day, 0, 0)
    later: list[_State] = []
    for moved, quantity, value in session.execute(query.order_by(StockMovement.day)):
        last = later[-1] if later else now
        held = _State(max(moved, day), last.quantity + int(quantity), last.value + int(value))
        if moved <= day:
            now = held
        else:
            later.append(held)
    return [now, *later]


def held_on(session: Session, pile: Pile, day: date) -> Lot:
    """What a pile held at the end of a day; its quantity and value may be 0."""
    now = _states(session, pile, day)[0]
    return Lot(pile, now.quantity, now.value)


def _value(session: Session, pile: Pile, quantity: int, day: date) -> int:
    """Đồng that so many pieces take with them on a day: their average, but what later days need stays."""
    require_quantity(quantity)
    states = _states(session, pile, day)
    left = min(state.quantity for state in states)
    if quantity > left:
        raise GoodsNotThereError(day=day, left=max(left, 0), asked=quantity, **_named(session, pile))
    now = states[0]
    average = (2 * now.value * quantity + now.quantity) // (2 * now.quantity)
    spare = min(state.value - (state.quantity - quantity) for state in states)
    emptied = [state for state in states if state.quantity == quantity]
    if not emptied:
        return min(average, spare)
    value = emptied[0].value
    if value > spare or any(state.value != value for state in emptied):
        raise GoodsOutOfOrderError(day=day, until=emptied[-1].day, **_named(session, pile))
    return value


def _named(session: Session, pile: Pile) -> dict[str, str]:
    item, place = session.get_one(Item, pile.item), session.get_one(StoragePlace, pile.place)
    return {"item": item.name, "measure": item.measure, "place": place.name}


# -- undoing --------------------------------------------------------------------------------------------------------


def undo(session: Session, command: Command, entry_id: int, *, day: date, reason: str) -> PostedEntry:
    """Reverse an entry that moved goods, and its goods with it, on a day.

    Raises: GoodsGoneError, and what `reverse` raises.
    """
    mirror = reverse(session, command, entry_id, day=day, reason=reason, holder=hold_entry)
    take_back(session, command, entry_id, mirror)
    return mirror


def take_back(session: Session, command: Command, entry_id: int, mirror: PostedEntry) -> None:
    """Move the goods of an entry the other way, by the entry that reverses it.

    Raises: GoodsGoneError.
    """
    moved = list(
        session.scalars(
            select(StockMovement).where(StockMovement.entry_id == entry_id).order_by(StockMovement.id)
        )
    )
    for one in moved:
        if one.quantity_in:
            lot, comes = Lot(one.pile, one.quantity_in, one.value_in), False
            _require_there(session, lot, mirror.day)
        else:
            lot, comes = Lot(one.pile, one.quantity_out, one.value_out), True
        _write(session, command, mirror.day, one.kind, [(lot, comes)], entry=mirror.id)


def _require_there(session: Session, lot: Lot, day: date) -> None:
    for state in _states(session, lot.pile, day):
        quantity, value = state.quantity - lot.quantity, state.value - lot.value
        if quantity < 0 or value < quantity or (quantity == 0 and value):
            named = _named(session, lot.pile)
            raise GoodsGoneError(asked=lot.quantity, value=lot.value, **named)


@holds_entries
def hold_entry(session: Session, entry_id: int) -> None:
    """Refuse the reversal of an entry that moved goods by anything but `undo`; a gift is held by its donation.

    Raises: EntryOfGoodsError.
    """
    moved = select(StockMovement.id).where(StockMovement.entry_id == entry_id)
    if session.scalar(moved.where(StockMovement.kind != MovementKind.GIFT).limit(1)) is not None:
        raise EntryOfGoodsError(number=entry_id)
