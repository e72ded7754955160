"""What was counted, beside what the book says."""

from __future__ import annotations

import pytest

from khfund.donations.goods_line import NewGoods
from khfund.donations.pass_through import find_programme
from khfund.donations.passing import receive_goods
from khfund.donations.stock_count import FoundValueMissingError, count_goods
from khfund.donations.stock_movement import QuantityUnfitError
from khfund.ledger.accounting_period import ReasonMissingError
from tests.donations.offices import postings, refusal_of
from tests.donations.warehouses import DAY, GIVEN, a_warehouse


@pytest.fixture
def kho(database):
    return a_warehouse(database)


def counted(kho, number, *, reason="Kiểm kê cuối quý", unit_value=None, **more):
    pile = kho.pile(**more)
    return kho.office.do(
        "goods.count",
        lambda s, c: count_goods(
            s, c, day=GIVEN, pile=pile, counted=number, reason=reason, unit_value=unit_value
        ),
    )


def test_goods_that_are_missing_leave_as_goods_gone_not_as_management_cost(kho):
    kho.give(3, 100)

    entry = counted(kho, 1)

    assert entry.voucher_code == "PX-2026-00001"
    assert postings(kho.office, entry.id) == [("6112", "152", "KH", 200)]
    assert kho.held() == {("KHO", "XE"): (1, 100)}
    assert kho.findings() == []


def test_goods_that_turn_up_come_in_at_the_average(kho):
    kho.give(3, 100)

    entry = counted(kho, 5)

    assert postings(kho.office, entry.id) == [("152", "5112", "KH", 200)]
    assert kho.held() == {("KHO", "XE"): (5, 500)}
    assert kho.findings() == []


def test_a_count_that_agrees_books_nothing(kho):
    kho.give(3, 100)

    assert counted(kho, 3, reason="") is None


def test_goods_found_where_the_book_has_none_need_a_value(kho):
    assert refusal_of(FoundValueMissingError, lambda: counted(kho, 2)) == (
        "Sổ không có xe đạp ở Kho văn phòng Hội nên không có giá để tính hàng thừa; hãy ghi giá trị một đơn vị."
    )
    counted(kho, 2, unit_value=1_500_000)

    assert kho.held() == {("KHO", "XE"): (2, 3_000_000)}


def test_a_difference_needs_its_reason_and_no_count_is_below_zero(kho):
    kho.give(3, 100)

    with pytest.raises(ReasonMissingError):
        counted(kho, 1, reason=" ")
    with pytest.raises(QuantityUnfitError):
        counted(kho, -1)


def test_goods_held_for_a_programme_that_are_missing_are_owed_no_longer(kho):
    programme = kho.programme()
    kho.office.do(
        "passing.receive",
        lambda s, c: receive_goods(
            s,
            c,
            find_programme(s, c.unit, "VT"),
            day=DAY,
            place=kho.place,
            lines=[NewGoods(kho.bicycle, 300, 1_000)],
        ),
    )

    entry = counted(kho, 299, programme=programme.id)

    assert postings(kho.office, entry.id) == [("3382", "152", "KH", 1_000)]
    assert kho.findings() == []
