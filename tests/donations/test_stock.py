"""What lies where, and the lines of the warehouse book."""

from __future__ import annotations

from datetime import date

from khfund.calendar import DateRange
from khfund.donations.stock import movements, stock
from khfund.donations.stock_movement import MovementKind, move
from tests.donations.warehouses import GIVEN, a_warehouse


def test_the_warehouse_book_tells_each_movement_with_its_voucher(database):
    kho = a_warehouse(database)
    kho.give(3, 100)
    kho.office.do(
        "goods.move",
        lambda s, c: move(s, c, day=GIVEN, wanted={kho.pile(): 1}, to=kho.school, note="Đưa về trường"),
    )
    kho.hand_over(2)

    lines = kho.office.read(lambda s: list(movements(s, kho.office.unit, DateRange.year(2026))))

    assert [
        (m.day, m.place.code, m.kind, m.quantity_in, m.value_in, m.quantity_out, m.value_out, m.voucher)
        for m in lines
    ] == [
        (date(2026, 3, 2), "KHO", MovementKind.GIFT, 3, 300, 0, 0, "PN-2026-00001"),
        (GIVEN, "KHO", MovementKind.MOVED, 0, 0, 1, 100, ""),
        (GIVEN, "TR", MovementKind.MOVED, 1, 100, 0, 0, ""),
        (GIVEN, "KHO", MovementKind.HANDED_OVER, 0, 0, 2, 200, "PX-2026-00001"),
    ]
    assert [m.narration for m in lines] == [
        "Tập đoàn Viễn thông Viettel ủng hộ hiện vật: 3 chiếc xe đạp",
        "Đưa về trường",
        "Đưa về trường",
        "Trao hiện vật theo danh sách 1, Cùng em đến trường: 2 chiếc xe đạp",
    ]


def test_the_warehouse_book_of_one_place_and_one_kind(database):
    kho = a_warehouse(database)
    kho.give(3, 100)
    kho.give(5, 10, item=kho.milk, place=kho.school)
    days = DateRange.year(2026)

    in_school = kho.office.read(lambda s: list(movements(s, kho.office.unit, days, place=kho.school.id)))
    of_bicycles = kho.office.read(lambda s: list(movements(s, kho.office.unit, days, item=kho.bicycle.id)))

    assert [m.item.code for m in in_school] == ["SUA"]
    assert [m.place.code for m in of_bicycles] == ["KHO"]


def test_stock_is_told_by_place_item_and_fund_as_at_a_day(database):
    kho = a_warehouse(database)
    kho.give(3, 100)
    kho.give(2, 100, fund=kho.office.th)

    found = kho.office.read(lambda s: stock(s, kho.office.unit, GIVEN))

    assert [(o.place.code, o.item.code, o.fund.code, o.quantity, o.value) for o in found] == [
        ("KHO", "XE", "KH", 3, 300),
        ("KHO", "XE", "TH", 2, 200),
    ]
    assert kho.office.read(lambda s: stock(s, kho.office.unit, date(2026, 3, 1))) == []
