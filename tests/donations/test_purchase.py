"""Goods that are bought."""

from __future__ import annotations

from khfund.donations.goods_line import Basis, NewGoods
from khfund.donations.purchase import buy
from khfund.ledger import Fund
from tests.donations.offices import postings
from tests.donations.warehouses import DAY, a_warehouse


def test_goods_that_are_bought_are_owed_to_the_seller_until_a_voucher_pays_them(database):
    kho = a_warehouse(database)
    lines = [
        NewGoods(kho.bicycle, 20, 1_900_000, Basis.INVOICE, "HĐ 45"),
        NewGoods(kho.milk, 100, 7_000, Basis.INVOICE),
    ]

    entry = kho.office.do(
        "goods.buy",
        lambda s, c: buy(
            s,
            c,
            day=DAY,
            place=kho.place,
            fund=s.get_one(Fund, kho.office.kh),
            seller="Cửa hàng Thống Nhất",
            lines=lines,
        ),
    )

    assert entry.voucher_code == "PN-2026-00001"
    assert postings(kho.office, entry.id) == [
        ("152", "3388", "KH", 38_000_000),
        ("152", "3388", "KH", 700_000),
    ]
    assert kho.held() == {("KHO", "XE"): (20, 38_000_000), ("KHO", "SUA"): (100, 700_000)}
    assert kho.findings() == []
