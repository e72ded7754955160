"""What a statement of several units reads of goods."""

from __future__ import annotations

from khfund.calendar import DateRange
from khfund.ledger import Fund
from khfund.reports.goods_disclosure import GoodsAmount, GoodsKey
from khfund.reports.shown_goods import ShownGoods
from tests.donations.warehouses import a_warehouse


def test_codes_carry_the_mark_of_their_unit(database):
    kho = a_warehouse(database)
    kho.give(3, 100)

    def look(session):
        funds = {kho.office.kh: session.get_one(Fund, kho.office.kh)}
        return ShownGoods(session, kho.office.unit, DateRange.year(2027), funds, "SL:").read()

    found = kho.office.read(look)

    assert found.openings == {GoodsKey("", "SL:KH", "SL:XE"): GoodsAmount(3, 300)}
    assert [one.code for one in found.items] == ["SL:XE"]
