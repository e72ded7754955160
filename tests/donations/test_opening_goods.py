"""Goods that lay there before the book opened."""

from __future__ import annotations

from datetime import date

import pytest

from khfund.calendar import DateRange
from khfund.donations.goods_line import NewGoods
from khfund.donations.opening_goods import OpeningGoodsError, OpeningGoodsTwiceError, take_over_goods
from khfund.donations.stock_movement import undo
from khfund.ledger import AccountRole, Fund
from khfund.ledger.opening import OpeningLine, bring_forward
from tests.donations.offices import refusal_of
from tests.donations.warehouses import DAY, GIVEN, a_warehouse
from tests.reports.offices import shown

BEFORE = date(2025, 12, 31)


@pytest.fixture
def kho(database):
    """Goods worth 7,000 đồng brought forward."""
    kho = a_warehouse(database)
    line = OpeningLine(kho.office.kh, kho.office.account(AccountRole.GOODS), 7_000, 0)
    kho.office.do("book.bring_forward", lambda s, c: bring_forward(s, c, [line]), by=kho.office.administrator)
    return kho


def taken_over(kho, quantity=7, unit_value=1_000):
    lines = [NewGoods(kho.bicycle, quantity, unit_value)]

    def work(session, command):
        fund = session.get_one(Fund, kho.office.kh)
        return take_over_goods(session, command, place=kho.place, fund=fund, lines=lines).id

    return kho.office.do("goods.take_over", work)


def test_the_balance_brought_forward_is_told_in_pieces_and_then_handed_over(kho):
    assert kho.findings() == []
    taken_over(kho)

    kho.hand_over(6)

    assert kho.held(BEFORE) == {("KHO", "XE"): (7, 7_000)}
    assert kho.held() == {("KHO", "XE"): (1, 1_000)}
    (line,) = shown(kho.office, DateRange(date(2025, 12, 1), date(2027, 1, 1))).goods.goods().values()
    assert (line.opening.quantity, line.handed.quantity, line.closing.quantity) == (7, 6, 1)
    assert kho.findings() == []


def test_goods_that_are_not_worth_what_was_brought_forward_are_refused(kho):
    assert refusal_of(OpeningGoodsError, lambda: taken_over(kho, 6)) == (
        "Hiện vật khai trị giá 6.000 đ, số dư đầu kỳ của tài khoản hiện vật, quỹ KH là 7.000 đ; hai số phải bằng nhau."
    )


def test_opening_goods_are_told_once_and_undone_with_their_entry(kho):
    entry = taken_over(kho)
    assert refusal_of(OpeningGoodsTwiceError, lambda: taken_over(kho)) == (
        "Hiện vật đầu kỳ của quỹ KH đã khai rồi; nếu sai, hãy đảo bằng `khfund goods undo` rồi ghi lại số dư đầu kỳ."
    )

    kho.office.do("goods.undo", lambda s, c: undo(s, c, entry, day=DAY, reason="Kiểm lại"))

    assert kho.held(GIVEN) == {}
    assert kho.findings() == []
    with pytest.raises(OpeningGoodsError):
        taken_over(kho)
