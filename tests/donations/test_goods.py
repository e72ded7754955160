"""Kinds of goods and the places where they are kept."""

from __future__ import annotations

import pytest

from khfund.donations.goods import (
    GoodsCodeTakenError,
    GoodsNameUnfitError,
    ItemUnknownError,
    StoragePlaceUnknownError,
    add_item,
    add_place,
    find_item,
    find_place,
    items,
    places,
)
from tests.builders import an_office
from tests.donations.offices import refusal_of


@pytest.fixture
def office(database):
    return an_office(database)


def test_goods_say_in_what_they_are_counted(office):
    office.do("goods.item_add", lambda s, c: add_item(s, c, "XE", "  xe   đạp ", "chiếc"))

    found = office.read(lambda s: items(s, office.unit))
    assert [(one.code, one.name, one.measure) for one in found] == [("XE", "xe đạp", "chiếc")]


def test_a_place_has_an_address(office):
    office.do("goods.place_add", lambda s, c: add_place(s, c, "KHO", "Kho văn phòng", "Số 1 phố Học Tập"))

    found = office.read(lambda s: places(s, office.unit))
    assert [(one.code, one.name, one.address) for one in found] == [
        ("KHO", "Kho văn phòng", "Số 1 phố Học Tập")
    ]


def test_a_code_stands_once(office):
    office.do("goods.item_add", lambda s, c: add_item(s, c, "XE", "xe đạp", "chiếc"))
    office.do("goods.place_add", lambda s, c: add_place(s, c, "KHO", "Kho"))

    def again():
        office.do("goods.item_add", lambda s, c: add_item(s, c, "XE", "xe lăn", "chiếc"))

    assert refusal_of(GoodsCodeTakenError, again) == "Mã «XE» đã có; hãy chọn mã khác."
    with pytest.raises(GoodsCodeTakenError):
        office.do("goods.place_add", lambda s, c: add_place(s, c, "KHO", "Kho hai"))


@pytest.mark.parametrize(
    ("code", "name", "measure"),
    [("", "xe", "chiếc"), ("X E", "xe", "chiếc"), ("XE", " ", "chiếc"), ("XE", "xe", "")],
)
def test_goods_without_code_name_or_measure_are_refused(office, code, name, measure):
    def act():
        office.do("goods.item_add", lambda s, c: add_item(s, c, code, name, measure))

    assert refusal_of(GoodsNameUnfitError, act) == (
        f"Mặt hàng hoặc kho «{code}» chưa ghi đủ: mã gồm chữ không dấu và chữ số (tối đa 20), tên và đơn vị tính "
        "không để trống."
    )


def test_a_place_without_a_name_is_refused(office):
    with pytest.raises(GoodsNameUnfitError):
        office.do("goods.place_add", lambda s, c: add_place(s, c, "KHO", ""))


def test_unknown_goods_and_places_are_named(office):
    assert refusal_of(ItemUnknownError, lambda: office.read(lambda s: find_item(s, office.unit, "XX"))) == (
        "Đơn vị không có mặt hàng mã «XX»; xem bằng `khfund goods list` hoặc thêm bằng `khfund goods item-add`."
    )
    assert (
        refusal_of(StoragePlaceUnknownError, lambda: office.read(lambda s: find_place(s, office.unit, "XX")))
        == "Đơn vị không có kho mã «XX»; xem bằng `khfund goods list` hoặc thêm bằng `khfund goods place-add`."
    )
