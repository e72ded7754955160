"""Goods and what passes through, broken behind the guards, are named; nothing else is."""

from __future__ import annotations

import pytest

from khfund.donations.goods_line import NewGoods
from khfund.donations.pass_through import find_programme
from khfund.donations.passing import receive_goods, receive_money
from khfund.donations.stock_movement import move
from khfund.ledger import AccountRole
from tests.builders import tamper
from tests.donations.warehouses import DAY, GIVEN, Warehouse, a_warehouse


@pytest.fixture
def kho(database) -> Warehouse:
    """A gift of 10 bicycles (entry 1); one moved to the school; 2 handed over; 5 and 900 đồng held for a programme."""
    kho = a_warehouse(database)
    kho.give(10, 100)
    kho.office.do(
        "goods.move", lambda s, c: move(s, c, day=GIVEN, wanted={kho.pile(): 1}, to=kho.school, note="x")
    )
    kho.hand_over(2)
    kho.programme()
    lines = [NewGoods(kho.bicycle, 5, 10)]

    def work(session, command):
        programme = find_programme(session, command.unit, "VT")
        receive_goods(session, command, programme, day=DAY, place=kho.place, lines=lines)
        receive_money(session, command, programme, 900, day=DAY)

    kho.office.do("passing.receive", work)
    assert kho.findings() == []
    return kho


BROKEN = [
    ("UPDATE stock_movement SET value_in = 1001 WHERE id = 1", "I26: bút toán 1 ghi 1.000 đ trên tài khoản hiện vật, kho ghi 1.001 đ"),
    ("UPDATE stock_movement SET quantity_out = 12, value_out = 1200 WHERE id = 4", "I26: kho KHO, mặt hàng XE: ngày 2026-03-10 có -3 trị giá -300 đ"),
    ("UPDATE stock_movement SET quantity_in = 2 WHERE id = 3", "I26: lệnh 6 chuyển kho mà bên xuất và bên nhập khác nhau"),
    ("UPDATE goods_line SET unit_value = 99 WHERE movement_id = 1", "I26: dòng nhập kho 1 không khớp với đơn giá và cách định giá của nó"),
    ("UPDATE donation SET way = 'cash' WHERE id = 1", "I26: khoản ủng hộ bằng hiện vật 1 ghi 1.000 đ, hàng nhập kho trị giá 1.000 đ"),
    ("UPDATE hand_over_line SET quantity = 3", "I26: danh sách trao hiện vật 1 không khớp với hàng đã xuất"),
    ("UPDATE hand_over SET approved_by = drafted_by", "I17: danh sách trao hiện vật 1 do một người vừa lập vừa duyệt, hoặc vừa duyệt vừa trao"),
    ("DELETE FROM pass_through_entry WHERE entry_id = 4", "I27: bút toán 4 trên tài khoản chuyển trao không thuộc chương trình nào của quỹ ấy"),
    ("UPDATE pass_through SET closed = '2026-03-02'", "I27: chương trình chuyển trao VT ngày 2026-03-02 giữ 950 đ, trong đó hàng trị giá 50 đ"),
]  # fmt: skip


@pytest.mark.parametrize(("sql", "finding"), BROKEN)
def test_a_contradiction_is_named(kho, sql, finding):
    tamper(kho.office.database, sql)

    assert finding in kho.findings()


def test_a_posting_to_goods_without_goods_is_named(kho):
    entry = kho.office.post(DAY, kho.office.posting(AccountRole.GOODS, AccountRole.GIFTS_IN_KIND, 700))

    assert kho.findings() == [f"I26: bút toán {entry.id} ghi 700 đ trên tài khoản hiện vật, kho ghi 0 đ"]
