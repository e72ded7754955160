"""One unit's goods, and what only passes through it, as a public statement reads them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import Session, aliased

from khfund.calendar import DateRange
from khfund.donations.goods import Item, items
from khfund.donations.pass_through import PassThrough, PassThroughEntry, giver_shown, programmes
from khfund.donations.stock import movements
from khfund.donations.stock_movement import MovementKind, StockMovement
from khfund.ledger import Account, AccountRole, Entry, Fund, PostingRow
from khfund.ledger.entry import voucher_code
from khfund.reports.goods_disclosure import (
    GoodsAmount,
    GoodsDisclosure,
    GoodsKey,
    GoodsMove,
    PassingKey,
    PassingMove,
    ShownItem,
    ShownProgramme,
)

Coded = Item | PassThrough | Fund


class ShownGoods:
    """What a unit's book says of goods in the days and funds that are shown; `mark` stands before every code."""

    def __init__(
        self, session: Session, unit_id: int, days: DateRange, funds: Mapping[int, Fund], mark: str
    ) -> None:
        self.session, self.unit_id, self.days, self.funds, self.mark = session, unit_id, days, funds, mark
        self.items = {one.id: one for one in items(session, unit_id)}
        self.programmes = {one.id: one for one in programmes(session, unit_id) if one.fund_id in self.funds}

    def _code(self, row: Coded) -> str:
        return self.mark + row.code

    def read(self) -> GoodsDisclosure:
        """Read the facts."""
        openings, moves = self._openings(), tuple(self._moves())
        seen = {key.item for key in openings} | {move.key.item for move in moves}
        passing, held = tuple(self._passing()), self._held()
        named = {key.programme for key in held} | {move.key.programme for move in passing}
        return GoodsDisclosure(
            items=tuple(
                ShownItem(self._code(one), one.name, one.measure)
                for one in self.items.values()
                if self._code(one) in seen
            ),
            programmes=tuple(
                ShownProgramme(
                    self._code(one),
                    one.name,
                    giver_shown(self.session, one),
                    self._code(self.funds[one.fund_id]),
                )
                for one in self.programmes.values()
                if self._code(one) in named
            ),
            openings=openings,
            moves=moves,
            held=held,
            passing=passing,
        )

    def _key(self, programme: int | None, fund: int, item: int) -> GoodsKey:
        held_for = "" if programme is None else self._code(self.programmes[programme])
        return GoodsKey(held_for, self._code(self.funds[fund]), self._code(self.items[item]))

    def _openings(self) -> dict[GoodsKey, GoodsAmount]:
        keys = (StockMovement.programme_id, StockMovement.fund_id, StockMovement.item_id)
        query = select(
            *keys,
            func.sum(StockMovement.quantity_in - StockMovement.quantity_out),
            func.sum(StockMovement.value_in - StockMovement.value_out),
        ).where(StockMovement.unit_id == self.unit_id, StockMovement.day < self.days.start)
        found = {}
        for programme, fund, item, quantity, value in self.session.execute(query.group_by(*keys)):
            if fund in self.funds and (quantity or value):
                found[self._key(programme, fund, item)] = GoodsAmount(int(quantity), int(value))
        return found

    def _moves(self) -> Iterator[GoodsMove]:
        for one in movements(self.session, self.unit_id, self.days):
            if one.fund.id not in self.funds or one.kind is MovementKind.MOVED:
                continue
            assert one.entry_id is not None
            yield GoodsMove(
                one.entry_id,
                one.day,
                one.voucher,
                self._key(one.programme, one.fund.id, one.item.id),
                one.kind.value,
                one.quantity_in,
                one.value_in,
                one.quantity_out,
                one.value_out,
            )

    def _held(self) -> dict[PassingKey, int]:
        sums: Counter[PassingKey] = Counter()
        for row in self._owed(Entry.day < self.days.start):
            sums[self._passing_key(row)] += row.came - row.left
        return {key: amount for key, amount in sums.items() if amount}

    def _passing(self) -> Iterator[PassingMove]:
        sums: dict[tuple[Any, ...], list[int]] = defaultdict(lambda: [0, 0])
        for row in self._owed(Entry.day >= self.days.start, Entry.day < self.days.end):
            voucher = voucher_code(row.voucher_kind, row.voucher_year, row.voucher_number)
            moved = sums[row.id, row.day, voucher, self._passing_key(row), row.fund_id]
            moved[0] += row.came
            moved[1] += row.left
        for (entry, day, voucher, key, fund), (came, left) in sums.items():
            yield PassingMove(entry, day, voucher, key, self._code(self.funds[fund]), came, left)

    def _passing_key(self, row: Any) -> PassingKey:
        means = "goods" if row.by_goods else "money"
        return PassingKey(self._code(self.programmes[row.programme_id]), means)

    def _owed(self, *within: Any) -> Iterator[Any]:
        """The postings on accounts of pass-through that belong to a programme, or reverse one that does."""
        debit, credit = aliased(Account), aliased(Account)
        role = AccountRole.PASS_THROUGH
        by_goods = select(StockMovement.id).where(StockMovement.entry_id == Entry.id).exists()
        columns = (
            Entry.id, Entry.day, Entry.voucher_kind, Entry.voucher_year, Entry.voucher_number,
            PassThroughEntry.programme_id, PostingRow.fund_id, by_goods.label("by_goods"),
            case((credit.role == role, PostingRow.amount), else_=0).label("came"),
            case((debit.role == role, PostingRow.amount), else_=0).label("left"),
        )  # fmt: skip
        linked = or_(PassThroughEntry.entry_id == Entry.id, PassThroughEntry.entry_id == Entry.corrects_id)
        query = (
            select(*columns)
            .join(PassThroughEntry, linked)
            .join(PostingRow, PostingRow.entry_id == Entry.id)
            .join(debit, debit.id == PostingRow.debit_id)
            .join(credit, credit.id == PostingRow.credit_id)
            .where(Entry.unit_id == self.unit_id, PassThroughEntry.programme_id.in_(self.programmes))
            .where(or_(debit.role == role, credit.role == role), *within)
        )
        yield from self.session.execute(query.order_by(Entry.day, Entry.id, PostingRow.line))
