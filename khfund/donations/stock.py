"""Stock: what goods lie where, for which fund, worth how much, and the lines of the warehouse book. Reads only."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import attrs
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from khfund.calendar import DateRange
from khfund.donations.goods import Item, StoragePlace
from khfund.donations.stock_movement import MovementKind, Pile, StockMovement
from khfund.ledger import Entry, Fund


@attrs.frozen
class Stock:
    """What a pile held at the end of a day, in pieces and đồng."""

    pile: Pile
    item: Item
    place: StoragePlace
    fund: Fund
    quantity: int
    value: int


def stock(session: Session, unit_id: int, on: date) -> list[Stock]:
    """Return the piles of a unit that held something at the end of a day, by place, item, fund and programme."""
    sums = (
        func.sum(StockMovement.quantity_in - StockMovement.quantity_out),
        func.sum(StockMovement.value_in - StockMovement.value_out),
    )
    keys = (StockMovement.place_id, StockMovement.item_id, StockMovement.fund_id, StockMovement.programme_id)
    query = select(*keys, *sums).where(StockMovement.unit_id == unit_id, StockMovement.day <= on)
    found = []
    for where, what, whose, held_for, quantity, value in session.execute(query.group_by(*keys)):
        if quantity or value:
            pile = Pile(where, what, whose, held_for)
            item, place = session.get_one(Item, pile.item), session.get_one(StoragePlace, pile.place)
            fund = session.get_one(Fund, pile.fund)
            found.append(Stock(pile, item, place, fund, int(quantity), int(value)))
    return sorted(
        found, key=lambda one: (one.place.code, one.item.code, one.fund.code, one.pile.programme or 0)
    )


@attrs.frozen
class Moved:
    """A line of the warehouse book. `voucher` is empty where goods only changed their place.

    Pieces and đồng that came or that left; the other side is 0. `programme` (by id) is what the goods are held for.
    """

    id: int
    day: date
    kind: MovementKind
    place: StoragePlace
    item: Item
    fund: Fund
    programme: int | None
    quantity_in: int
    value_in: int
    quantity_out: int
    value_out: int
    entry_id: int | None
    voucher: str
    narration: str


def movements(
    session: Session, unit_id: int, days: DateRange, *, place: int | None = None, item: int | None = None
) -> Iterator[Moved]:
    """Give the movements of a unit's goods within the days, by day and in the order written; of one place or item (by id)."""
    query = (
        select(StockMovement, StoragePlace, Item, Fund, Entry)
        .join(StoragePlace, StoragePlace.id == StockMovement.place_id)
        .join(Item, Item.id == StockMovement.item_id)
        .join(Fund, Fund.id == StockMovement.fund_id)
        .outerjoin(Entry, Entry.id == StockMovement.entry_id)
        .where(StockMovement.unit_id == unit_id)
        .where(StockMovement.day >= days.start, StockMovement.day < days.end)
    )
    if place is not None:
        query = query.where(StockMovement.place_id == place)
    if item is not None:
        query = query.where(StockMovement.item_id == item)
    query = query.order_by(StockMovement.day, StockMovement.id).execution_options(yield_per=2_000)
    for row, where, what, fund, written in session.execute(query):
        yield Moved(
            id=row.id,
            day=row.day,
            kind=row.kind,
            place=where,
            item=what,
            fund=fund,
            programme=row.programme_id,
            quantity_in=row.quantity_in,
            value_in=row.value_in,
            quantity_out=row.quantity_out,
            value_out=row.value_out,
            entry_id=row.entry_id,
            voucher=written.voucher_code if row.entry_id else "",
            narration=written.narration if row.entry_id else row.note,
        )
