"""Whatever comes, moves, is counted, handed over and undone in whatever order and on whatever day: the stock is sound."""

from __future__ import annotations

import contextlib
import itertools
import shutil
from datetime import date, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from khfund.db import Database
from khfund.donations.donation import find_donation
from khfund.donations.goods_line import NewGoods
from khfund.donations.pass_through import PassThroughBeyondError, find_programme
from khfund.donations.passing import receive_goods, receive_money
from khfund.donations.purchase import buy
from khfund.donations.refund import DonationCancelledError, cancel
from khfund.donations.stock_count import FoundValueMissingError, count_goods
from khfund.donations.stock_movement import (
    EntryOfGoodsError,
    GoodsGoneError,
    GoodsNotThereError,
    GoodsOutOfOrderError,
    move,
    undo,
)
from khfund.ledger import Fund, reverse
from khfund.ledger.journal import AlreadyReversedError, CorrectionTooEarlyError
from tests.donations.warehouses import a_warehouse

FIRST = date(2026, 3, 1)
days = st.integers(0, 9).map(lambda number: FIRST + timedelta(days=number))
quantities = st.integers(1, 12)
prices = st.integers(1, 40)
held_for = st.booleans()
REFUSED = (GoodsNotThereError, GoodsOutOfOrderError, GoodsGoneError, FoundValueMissingError)


class Goods(RuleBasedStateMachine):
    """The books beside nothing: `khfund check` recomputes them after every step."""

    new_database = None

    @initialize()
    def found(self):
        self.kho = a_warehouse(self.new_database())
        self.kho.programme()
        self.gifts: list[int] = []
        self.entries: list[int] = []

    @rule(day=days, quantity=quantities, price=prices)
    def give(self, day, quantity, price):
        self.gifts.append(self.kho.give(quantity, price, day=day).id)

    @rule(day=days, quantity=quantities, price=prices)
    def buy(self, day, quantity, price):
        lines = [NewGoods(self.kho.bicycle, quantity, price)]
        kho = self.kho

        def work(session, command):
            fund = session.get_one(Fund, kho.office.kh)
            return buy(
                session, command, day=day, place=kho.place, fund=fund, seller="Cửa hàng", lines=lines
            ).id

        self.entries.append(kho.office.do("goods.buy", work))

    @rule(day=days, quantity=quantities, price=prices)
    def hold(self, day, quantity, price):
        lines = [NewGoods(self.kho.bicycle, quantity, price)]

        def work(session, command):
            programme = find_programme(session, command.unit, "VT")
            return receive_goods(session, command, programme, day=day, place=self.kho.place, lines=lines).id

        self.entries.append(self.kho.office.do("passing.receive", work))

    @rule(day=days, amount=st.integers(1, 1_000))
    def hold_money(self, day, amount):
        def work(session, command):
            return receive_money(
                session, command, find_programme(session, command.unit, "VT"), amount, day=day
            ).id

        entry = self.kho.office.do("passing.receive", work)
        with contextlib.suppress(PassThroughBeyondError):
            self.kho.office.do(
                "entry.reverse",
                lambda s, c: reverse(s, c, entry, day=FIRST + timedelta(days=20), reason="Sai"),
            )

    @rule(day=days, quantity=quantities, back=st.booleans(), held=held_for)
    def move(self, day, quantity, back, held):
        start, end = (self.kho.school, self.kho.place) if back else (self.kho.place, self.kho.school)
        pile = self.pile(held, place=start.id)
        with contextlib.suppress(*REFUSED):
            self.kho.office.do(
                "goods.move",
                lambda s, c: move(s, c, day=day, wanted={pile: quantity}, to=end, note="Chuyển cho gần"),
            )

    @rule(day=days, quantity=quantities, held=held_for)
    def hand_over(self, day, quantity, held):
        programme = self.kho.found() if held else None
        with contextlib.suppress(*REFUSED):
            self.entries.append(self.kho.hand_over(quantity, day=day, programme=programme).id)

    @rule(day=days, counted=st.integers(0, 30), price=st.none() | prices, held=held_for)
    def count(self, day, counted, price, held):
        pile = self.pile(held)

        def work(session, command):
            entry = count_goods(
                session, command, day=day, pile=pile, counted=counted, reason="Kiểm kê", unit_value=price
            )
            return entry.id if entry else None

        with contextlib.suppress(*REFUSED):
            entry = self.kho.office.do("goods.count", work)
            self.entries += [entry] if entry else []

    @rule(which=st.integers(0, 50), day=days)
    def undo(self, which, day):
        if self.entries:
            entry = self.entries[which % len(self.entries)]
            with contextlib.suppress(*REFUSED, AlreadyReversedError, CorrectionTooEarlyError):
                self.kho.office.do("goods.undo", lambda s, c: undo(s, c, entry, day=day, reason="Ghi nhầm"))

    @rule(which=st.integers(0, 50), day=days)
    def cancel(self, which, day):
        if self.gifts:
            gift = self.gifts[which % len(self.gifts)]
            with contextlib.suppress(*REFUSED, DonationCancelledError, CorrectionTooEarlyError):
                self.kho.office.do(
                    "donation.cancel",
                    lambda s, c: cancel(s, c, find_donation(s, c.unit, gift), day=day, reason="Ghi nhầm"),
                )

    @rule(which=st.integers(0, 50))
    def reverse_behind_its_back(self, which):
        if self.entries:
            entry = self.entries[which % len(self.entries)]
            with contextlib.suppress(AlreadyReversedError), pytest.raises(EntryOfGoodsError):
                self.kho.office.do(
                    "entry.reverse", lambda s, c: reverse(s, c, entry, day=FIRST, reason="Sai")
                )

    def pile(self, held, **more):
        return self.kho.pile(programme=self.kho.found().id if held else None, **more)

    @invariant()
    def the_books_are_sound(self):
        if hasattr(self, "kho"):
            assert self.kho.findings() == []

    @invariant()
    def no_goods_no_value_and_no_goods_without_value(self):
        if hasattr(self, "kho"):
            for number in range(11):
                for quantity, value in self.kho.held(FIRST + timedelta(days=number)).values():
                    assert 0 < quantity <= value


def test_any_order_of_movements_leaves_the_stock_sound(sqlite_template, tmp_path):
    numbers = itertools.count()

    def new_database():
        return Database(f"sqlite:///{shutil.copyfile(sqlite_template, tmp_path / f'{next(numbers)}.sqlite')}")

    Goods.new_database = staticmethod(new_database)
    run_state_machine_as_test(Goods, settings=settings(max_examples=8, stateful_step_count=12, deadline=None))
