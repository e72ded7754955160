"""From a gift in the books to what its receipt says."""

import json
from datetime import date

import attrs
import pytest

from khfund.donations.donation import DonationUnknownError
from khfund.donations.donor import merge_donors
from khfund.donations.gift import Part
from khfund.donations.goods_line import Basis, NewGoods
from khfund.donations.refund import refund
from khfund.receipts import paper, pdf
from khfund.receipts.gift_paper import Office, gifts_of
from khfund.receipts.paper import Signatory
from khfund.receipts.series import open_series
from khfund.unit import set_value
from tests.donations.warehouses import a_warehouse
from tests.receipts.builders import DAY, a_donor, a_gift, issued, series, with_series


@pytest.fixture
def office(database):
    return with_series(database)


def test_the_office_signs_as_it_has_set_from_that_day_on(office):
    office.do(
        "unit.set",
        lambda s, c: set_value(
            s, c, "receipt_signatories", "Người nộp; Thủ quỹ: Lò Thị Quỹ", since=date(2026, 6, 1)
        ),
        by=office.chair,
    )

    before, after = (
        office.read(lambda s, day=day: Office.read(s, office.unit, series(s), day).signatories)
        for day in (date(2026, 5, 31), date(2026, 6, 1))
    )

    assert [one.title for one in before] == ["Người nộp tiền", "Thủ quỹ", "Thủ trưởng đơn vị"]
    assert after == (Signatory(title="Người nộp"), Signatory(title="Thủ quỹ", name="Lò Thị Quỹ"))


def test_a_refund_is_taken_from_the_shares_of_the_funds(office):
    gift = a_gift(office, parts=[Part(office.kh, 300_000), Part(office.th, 100_000)])
    office.do("donation.refund", lambda s, c: refund(s, c, gift, day=DAY, amount=200_000, reason="dư"))

    (found,) = office.read(lambda s: gifts_of(s, office.unit, [gift.id]))

    assert [(fund.code, amount) for fund, amount in found.shares] == [("KH", 150_000), ("TH", 50_000)]


def test_a_merged_donor_is_named_as_the_survivor(office):
    donor, twice = a_donor(office, "Lường Thị Ánh"), a_donor(office, "Luong Thi Anh")
    gift = a_gift(office, twice)
    office.do("donor.merge", lambda s, c: merge_donors(s, c, s.merge(twice), survivor=s.merge(donor)))

    assert issued(office, gift).paper.giver == "Lường Thị Ánh"


def test_an_unknown_gift_is_named(office):
    with pytest.raises(DonationUnknownError) as refusal:
        office.read(lambda s: gifts_of(s, office.unit, [99]))

    assert str(refusal.value) == "Sổ của đơn vị không có khoản ủng hộ số 99."


def test_a_receipt_for_goods_lists_them_with_number_value_and_how_they_were_valued(database):
    kho = a_warehouse(database)
    lines = [
        NewGoods(kho.bicycle, 55, 2_000_000, Basis.INVOICE, "HĐ 0012"),
        NewGoods(kho.milk, 7_491, 7_000, Basis.MARKET),
    ]
    gift = kho.give(lines=lines)
    kho.office.do("receipt.open_series", lambda s, c: open_series(s, c, "GXN"))

    receipt = issued(kho.office, gift, date(2026, 3, 12))

    assert receipt.paper.way is paper.Way.GOODS
    assert receipt.paper.goods == (
        paper.GoodsGiven(
            name="xe đạp",
            measure="chiếc",
            quantity=55,
            unit_value=2_000_000,
            value=110_000_000,
            basis="hóa đơn HĐ 0012",
        ),
        paper.GoodsGiven(
            name="sữa",
            measure="hộp",
            quantity=7_491,
            unit_value=7_000,
            value=52_437_000,
            basis="giá thị trường",
        ),
    )
    assert receipt.paper.amount == 162_437_000
    assert receipt.paper.signatories[0].title == "Người giao hiện vật"
    assert pdf.render(receipt.paper) == pdf.render(paper.from_json(paper.to_json(receipt.paper)))
    assert kho.findings() == []


def test_a_receipt_for_money_says_nothing_of_goods_as_before(database):
    office = with_series(database)
    receipt = issued(office, a_gift(office))

    assert "goods" not in json.loads(receipt.snapshot)


def test_a_receipt_whose_goods_are_worth_something_else_is_none(database):
    office = with_series(database)
    says = issued(office, a_gift(office)).paper
    goods = paper.GoodsGiven(name="xe", measure="chiếc", quantity=1, unit_value=1, value=1)

    with pytest.raises(ValueError, match="worth what it says"):
        attrs.evolve(says, goods=(goods,))
