"""Gifts in kind."""

from __future__ import annotations

from datetime import date

import pytest

from khfund.calendar import DateRange
from khfund.donations.donation import EntryOfDonationError, find_donation, shares
from khfund.donations.gift import ForeignRecordError, Way
from khfund.donations.giving import donor_year, gifts
from khfund.donations.goods_line import Basis, GoodsEmptyError, NewGoods, goods_of
from khfund.donations.refund import GoodsNotRefundedError, cancel, refund
from khfund.donations.stock_movement import GoodsGoneError, QuantityUnfitError
from khfund.ledger import Entry
from khfund.ledger.journal import reverse
from tests.donations.offices import postings, refusal_of
from tests.donations.warehouses import DAY, a_warehouse

YEAR = DateRange.year(2026)


@pytest.fixture
def kho(database):
    return a_warehouse(database)


def test_55_bicycles_of_companies_come_in_at_fair_value_with_a_phieu_nhap_kho(kho):
    gift = kho.give(55, 2_000_000)

    assert (gift.way, gift.amount) == (Way.GOODS, 110_000_000)
    assert postings(kho.office, gift.id) == [("152", "5112", "KH", 110_000_000)]
    assert kho.held() == {("KHO", "XE"): (55, 110_000_000)}
    assert kho.findings() == []


def test_a_gift_of_several_kinds_keeps_how_each_was_valued(kho):
    lines = [
        NewGoods(kho.milk, 7_491, 7_000, Basis.INVOICE, "HĐ 0012"),
        NewGoods(kho.bicycle, 3, 1_850_000, Basis.COUNCIL, "BB 02/HĐĐG"),
    ]

    gift = kho.give(lines=lines)

    assert gift.amount == 7_491 * 7_000 + 3 * 1_850_000
    stored = kho.office.read(lambda s: goods_of(s, gift.id))
    assert [(g.item.code, g.quantity, g.unit_value, g.value, g.basis, g.paper) for g in stored] == [
        ("SUA", 7_491, 7_000, 52_437_000, Basis.INVOICE, "HĐ 0012"),
        ("XE", 3, 1_850_000, 5_550_000, Basis.COUNCIL, "BB 02/HĐĐG"),
    ]


def test_a_gift_in_kind_is_listed_with_its_giver_and_in_the_givers_year(kho):
    gift = kho.give(55, 2_000_000)

    (given,) = kho.office.read(lambda s: list(gifts(s, kho.office.unit, YEAR)))
    assert (given.donation_id, given.giver, given.amount) == (
        gift.id,
        "Tập đoàn Viễn thông Viettel",
        110_000_000,
    )
    year = kho.office.read(lambda s: donor_year(s, kho.donor, 2026))
    assert year.amount == 110_000_000
    assert [(s.amount, s.is_principal) for s in kho.office.read(lambda s: shares(s, gift.id))] == [
        (110_000_000, False)
    ]


def test_goods_for_an_endowment_are_there_to_be_handed_over(kho):
    gift = kho.give(2, 1_000_000, fund=kho.office.th)

    assert postings(kho.office, gift.id) == [("152", "5112", "TH", 2_000_000)]


def test_the_narration_of_an_anonymous_gift_names_nobody(kho):
    gift = kho.give(1, 500_000, donor=None)

    def narration(session):

        return session.get_one(Entry, gift.id).narration

    assert kho.office.read(narration) == "Nhà hảo tâm (ẩn danh) ủng hộ hiện vật: 1 chiếc xe đạp"


def test_a_gift_in_kind_entered_by_mistake_is_cancelled_with_its_goods(kho):
    gift = kho.give(55, 2_000_000)

    kho.office.do(
        "donation.cancel",
        lambda s, c: cancel(s, c, find_donation(s, c.unit, gift.id), day=date(2026, 3, 5), reason="Ghi nhầm"),
    )

    assert kho.held() == {}
    assert kho.held(DAY) == {("KHO", "XE"): (55, 110_000_000)}
    assert kho.findings() == []


def test_a_gift_whose_goods_are_gone_is_not_cancelled(kho):
    gift = kho.give(55, 2_000_000)
    kho.hand_over(1)

    def act():
        kho.office.do(
            "donation.cancel",
            lambda s, c: cancel(
                s, c, find_donation(s, c.unit, gift.id), day=date(2026, 3, 11), reason="Ghi nhầm"
            ),
        )

    assert refusal_of(GoodsGoneError, act) == (
        "Không hủy được: xe đạp ở Kho văn phòng Hội đã xuất hoặc tính giá chung với hàng khác nên không còn đủ "
        "55 chiếc trị giá 110.000.000 đ. Hãy đảo phiếu xuất trước, hoặc ghi chênh lệch bằng kiểm kê."
    )


def test_a_gift_in_kind_is_not_refunded_in_money(kho):
    gift = kho.give()

    def act():
        kho.office.do(
            "donation.refund",
            lambda s, c: refund(s, c, find_donation(s, c.unit, gift.id), day=DAY, reason="Trả lại"),
        )

    assert refusal_of(GoodsNotRefundedError, act) == (
        f"Khoản ủng hộ số {gift.id} bằng hiện vật, không hoàn lại bằng tiền được; ghi nhầm thì hủy bằng "
        "`khfund donation cancel`."
    )


def test_the_entry_of_a_gift_in_kind_is_not_reversed_behind_its_back(kho):
    gift = kho.give()

    with pytest.raises(EntryOfDonationError):
        kho.office.do("entry.reverse", lambda s, c: reverse(s, c, gift.id, day=DAY, reason="Sai"))


def test_a_gift_of_no_goods_is_refused(kho):
    assert refusal_of(GoodsEmptyError, lambda: kho.give(lines=[])) == (
        "Chưa ghi mặt hàng nào; hãy nhập ít nhất một dòng gồm mặt hàng và số lượng."
    )


@pytest.mark.parametrize(
    ("quantity", "value"), [(0, 5), (-1, 5), (1, 0), (1, -5), (10**10, 1), (10**9, 10**9)]
)
def test_goods_without_number_or_worth_are_refused(kho, quantity, value):
    with pytest.raises(QuantityUnfitError):
        kho.give(quantity, value)


def test_goods_and_places_of_another_unit_are_refused(kho):
    kho.place.unit_id += 1

    assert refusal_of(ForeignRecordError, kho.give) == f"Kho số {kho.place.id} không thuộc đơn vị này."
