"""Hand-over lists: drafted by one, approved by another, handed over once."""

from __future__ import annotations

from datetime import date

import pytest

from khfund.actor import AnotherPersonNeededError
from khfund.calendar import Month
from khfund.donations.gift import ForeignRecordError
from khfund.donations.goods_line import GoodsEmptyError, NewGoods
from khfund.donations.hand_over import (
    HandOverState,
    HandOverStateError,
    HandOverUnfitError,
    HandOverUnknownError,
    NewHandOverLine,
    approve_hand_over,
    cancel_hand_over,
    find_hand_over,
    hand_overs,
    lines_of,
)
from khfund.donations.stock_movement import GoodsNotThereError
from khfund.engine_failure import GuardedError
from khfund.ledger import Entry
from khfund.ledger.accounting_period import ReasonMissingError, obstacles
from tests.builders import write_by_hand
from tests.donations.offices import postings, refusal_of
from tests.donations.warehouses import a_warehouse

MARCH = Month(2026, 3)


@pytest.fixture
def kho(database):
    return a_warehouse(database)


def state(kho, hand_over):
    return kho.office.read(lambda s: find_hand_over(s, kho.office.unit, hand_over.id)).state


def test_55_bicycles_are_handed_over_from_draft_to_phieu_xuat_kho(kho):
    kho.give(55, 2_000_000)
    hand_over = kho.approve(kho.draft(55))

    entry = kho.deliver(hand_over)

    assert entry.voucher_code == "PX-2026-00001"
    assert postings(kho.office, entry.id) == [("6112", "152", "KH", 110_000_000)]
    assert state(kho, hand_over) is HandOverState.DELIVERED
    assert kho.held() == {}
    assert kho.findings() == []


def test_what_tiep_suc_mua_thi_gave_out_adds_up_to_502_858_000(kho):
    """11.456 bữa ăn; 21.397 chai nước; 7.491 hộp sữa; 4.865 suất bánh; 1.975 đồ dùng; quy ra tiền 502.858.000."""
    given = [(11_456, 20_000), (21_397, 4_000), (7_491, 7_000), (4_865, 7_670), (1_975, 49_822)]
    kinds = [kho.new_item(code) for code in ("BUA", "NUOC", "SUAHOP", "BANH", "DODUNG")]
    kho.give(lines=[NewGoods(kind, *one) for kind, one in zip(kinds, given, strict=True)])
    lines = [
        NewHandOverLine(kind, quantity, "Các điểm thi", "", 320)
        for kind, (quantity, _) in zip(kinds, given, strict=True)
    ]

    entry = kho.hand_over(lines=lines, purpose="Tiếp sức mùa thi")

    assert sum(amount for *_, amount in postings(kho.office, entry.id)) == 502_858_000
    assert kho.held() == {}
    assert kho.findings() == []


def test_the_narration_names_the_programme_and_the_goods_and_no_recipient(kho):
    kho.give(1)
    entry = kho.hand_over(lines=[NewHandOverLine(kho.bicycle, 1, "Lò Thị Bé", "Lớp 6A")])

    narration = kho.office.read(lambda s: s.get_one(Entry, entry.id).narration)

    assert narration == "Trao hiện vật theo danh sách 1, Cùng em đến trường: 1 chiếc xe đạp"


def test_whoever_drafts_does_not_approve_and_whoever_approves_does_not_hand_over(kho):
    kho.give(55)
    hand_over = kho.draft(55)

    with pytest.raises(AnotherPersonNeededError):
        kho.office.do(
            "goods.deliver", lambda s, c: approve_hand_over(s, c, find_hand_over(s, c.unit, hand_over.id))
        )
    kho.approve(hand_over)
    with pytest.raises(AnotherPersonNeededError):
        kho.deliver(hand_over, by=kho.office.chief)


def test_an_unapproved_list_is_not_handed_over_and_an_approved_one_once(kho):
    kho.give(55)
    hand_over = kho.draft(10)

    assert refusal_of(HandOverStateError, lambda: kho.deliver(hand_over)) == (
        "Danh sách trao hiện vật số 1 đang ở trạng thái «nháp», không thể ghi đã trao."
    )
    kho.approve(hand_over)
    kho.deliver(hand_over)
    assert refusal_of(HandOverStateError, lambda: kho.deliver(hand_over)) == (
        "Danh sách trao hiện vật số 1 đang ở trạng thái «đã trao», không thể ghi đã trao."
    )


def test_goods_that_left_since_the_list_was_approved_are_missed_at_the_hand_over(kho):
    kho.give(55)
    first, second = kho.approve(kho.draft(40)), kho.approve(kho.draft(40))
    kho.deliver(first)

    with pytest.raises(GoodsNotThereError):
        kho.deliver(second)
    assert state(kho, second) is HandOverState.APPROVED


def test_a_list_of_more_than_there_is_is_not_even_drafted(kho):
    kho.give(5)

    with pytest.raises(GoodsNotThereError):
        kho.draft(6)
    assert kho.office.read(lambda s: hand_overs(s, kho.office.unit)) == []


def test_a_list_is_cancelled_with_its_reason_and_stays_on_record(kho):
    kho.give(5)
    hand_over = kho.draft(5)

    def cancel(reason):
        return kho.office.do(
            "goods.cancel",
            lambda s, c: cancel_hand_over(s, c, find_hand_over(s, c.unit, hand_over.id), reason=reason),
        )

    with pytest.raises(ReasonMissingError):
        cancel("")
    cancel("Hoãn đến năm học sau")
    assert state(kho, hand_over) is HandOverState.CANCELLED
    assert refusal_of(HandOverStateError, lambda: cancel("Lần nữa")) == (
        "Danh sách trao hiện vật số 1 đang ở trạng thái «đã hủy», không thể hủy."
    )


def test_a_list_that_was_not_handed_over_stands_in_the_way_of_closing_the_month(kho):
    kho.give(5)
    hand_over = kho.draft(5)

    found = kho.office.read(lambda s: obstacles(s, kho.office.unit, MARCH))
    assert [(one.code, one.sentence) for one in found] == [
        ("hand-over-1", "danh sách trao hiện vật 1 ngày 10/03/2026 còn ở trạng thái «nháp»")
    ]
    kho.deliver(kho.approve(hand_over))
    assert kho.office.read(lambda s: obstacles(s, kho.office.unit, MARCH)) == []


@pytest.mark.parametrize(("purpose", "heads"), [(" ", 1), ("Tết", 0)])
def test_a_list_without_programme_or_heads_is_refused(kho, purpose, heads):
    kho.give(5)
    lines = [NewHandOverLine(kho.bicycle, 1, heads=heads)]

    act = lambda: kho.draft(lines=lines, purpose=purpose)  # noqa: E731

    assert refusal_of(HandOverUnfitError, act) == (
        "Danh sách trao hiện vật chưa đủ: cần nội dung chương trình, bên nhận, và mỗi dòng ít nhất 1 người."
    )


def test_a_list_without_lines_or_of_another_units_goods_is_refused(kho):
    with pytest.raises(GoodsEmptyError):
        kho.draft(lines=[])
    kho.bicycle.unit_id += 1
    with pytest.raises(ForeignRecordError):
        kho.draft(1)


def test_an_unknown_list_is_named(kho):
    assert (
        refusal_of(
            HandOverUnknownError, lambda: kho.office.read(lambda s: find_hand_over(s, kho.office.unit, 7))
        )
        == "Đơn vị không có danh sách trao hiện vật số 7; xem bằng `khfund goods list`."
    )


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE hand_over SET state = 'draft' WHERE id = 1",
        "DELETE FROM hand_over_line",
        "UPDATE hand_over_line SET quantity = 1",
        "INSERT INTO hand_over_line SELECT hand_over_id, 9, item_id, 1, '', '', 1 FROM hand_over_line",
    ],
)
def test_what_was_handed_over_stays_as_it_was(kho, sql):
    kho.give(5)
    kho.hand_over(5)

    with pytest.raises(GuardedError, match="hand_over"):
        write_by_hand(kho.office.database, sql)
    assert [
        line.quantity
        for line in kho.office.read(lambda s: lines_of(s, find_hand_over(s, kho.office.unit, 1)))
    ] == [5]


def test_goods_handed_over_before_they_came_are_refused(kho):
    kho.give(5)
    hand_over = kho.approve(kho.draft(5))

    with pytest.raises(GoodsNotThereError):
        kho.deliver(hand_over, date(2026, 3, 1))
