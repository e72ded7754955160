"""Goods that come, go to another place, and leave at their average value."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khfund.donations.donation import find_donation
from khfund.donations.refund import cancel
from khfund.donations.stock_movement import (
    EntryOfGoodsError,
    GoodsGoneError,
    GoodsNotThereError,
    GoodsOutOfOrderError,
    QuantityUnfitError,
    move,
    undo,
    worth,
)
from khfund.engine_failure import GuardedError
from khfund.ledger.journal import reverse
from tests.builders import write_by_hand
from tests.donations.offices import postings, refusal_of
from tests.donations.warehouses import DAY, GIVEN, a_warehouse


@pytest.fixture
def kho(database):
    return a_warehouse(database)


def value(kho, quantity, day=GIVEN, **more):
    (lot,) = kho.office.read(lambda s: worth(s, day, {kho.pile(**more): quantity}))
    return lot.value


def test_goods_leave_at_the_average_and_the_last_piece_takes_the_rest(kho):
    kho.give(2, 100)
    kho.give(1, 1)

    assert value(kho, 1) == 67
    assert value(kho, 2) == 134
    assert value(kho, 3) == 201
    kho.hand_over(1)
    assert (value(kho, 1), value(kho, 2)) == (67, 134)
    kho.hand_over(2)
    assert kho.held() == {}


def test_goods_that_are_not_there_do_not_leave(kho):
    kho.give(55)

    assert refusal_of(GoodsNotThereError, lambda: value(kho, 56)) == (
        "Ngày 10/03/2026 ở Kho văn phòng Hội chỉ còn 55 chiếc xe đạp có thể xuất, không đủ 56."
    )
    with pytest.raises(GoodsNotThereError):
        value(kho, 1, DAY - timedelta(days=1))
    with pytest.raises(QuantityUnfitError):
        value(kho, 0)


def test_a_late_entry_leaves_what_left_later(kho):
    kho.give(10, 100)
    kho.hand_over(8, day=date(2026, 3, 20))

    assert refusal_of(GoodsNotThereError, lambda: value(kho, 3, GIVEN)) == (
        "Ngày 10/03/2026 ở Kho văn phòng Hội chỉ còn 2 chiếc xe đạp có thể xuất, không đủ 3."
    )
    assert value(kho, 2, GIVEN) == 200


def test_a_late_entry_that_empties_a_later_day_takes_all_its_value(kho):
    kho.give(10, 300)
    kho.give(10, 100, day=date(2026, 3, 15))
    kho.hand_over(15, day=date(2026, 3, 20))  # at 200 each; 5 worth 1,000 stay

    kho.hand_over(5, day=date(2026, 3, 3))

    assert kho.held() == {}
    assert kho.held(date(2026, 3, 3)) == {("KHO", "XE"): (5, 2_000)}
    assert kho.findings() == []


def test_a_late_entry_that_no_value_fits_is_refused_with_the_day_that_fits(kho):
    kho.give(5, 100)
    kho.hand_over(4, day=date(2026, 3, 12))  # 1 worth 100 stays
    kho.give(4, 300, day=date(2026, 3, 15))
    kho.hand_over(4, day=date(2026, 3, 20))  # at 260 each; 1 worth 260 stays

    assert refusal_of(GoodsOutOfOrderError, lambda: value(kho, 1, GIVEN)) == (
        "Không xuất xe đạp lùi về ngày 10/03/2026 được, vì sau đó hàng ở Kho văn phòng Hội đã hết rồi lại nhập với giá "
        "khác; hãy ghi ngày 20/03/2026 hoặc sau đó."
    )
    assert value(kho, 1, date(2026, 3, 20)) == 260


def test_goods_moved_to_another_place_keep_their_value_and_the_journal_says_nothing(kho):
    kho.give(3, 100)

    moved = kho.office.do(
        "goods.move",
        lambda s, c: move(s, c, day=GIVEN, wanted={kho.pile(): 2}, to=kho.school, note="Đưa về trường"),
    )

    assert [one.entry_id for one in moved] == [None, None]
    assert kho.held() == {("KHO", "XE"): (1, 100), ("TR", "XE"): (2, 200)}
    assert kho.held(DAY) == {("KHO", "XE"): (3, 300)}
    assert kho.findings() == []


def test_goods_handed_over_by_mistake_come_back_with_their_value(kho):
    kho.give(3, 100)
    entry = kho.hand_over(2)

    mirror = kho.office.do(
        "goods.undo", lambda s, c: undo(s, c, entry.id, day=GIVEN, reason="Ghi nhầm trường")
    )

    assert postings(kho.office, mirror.id) == [("152", "6112", "KH", 200)]
    assert kho.held() == {("KHO", "XE"): (3, 300)}
    assert kho.findings() == []


def test_an_entry_that_moved_goods_is_not_reversed_without_them(kho):
    kho.give(3, 100)
    entry = kho.hand_over(2)

    def act():
        kho.office.do("entry.reverse", lambda s, c: reverse(s, c, entry.id, day=GIVEN, reason="Sai"))

    assert refusal_of(EntryOfGoodsError, act) == (
        f"Bút toán {entry.id} kèm theo hàng nhập, xuất kho; hãy đảo bằng `khfund goods undo {entry.id}`."
    )


def test_a_quantity_or_value_that_cannot_be_is_told(kho):
    assert refusal_of(QuantityUnfitError, lambda: kho.give(0, 5)) == (
        "Số lượng 0 với giá trị 0 đ không ghi được; cần số nguyên lớn hơn 0, mỗi đơn vị ít nhất 1 đồng."
    )


def test_what_came_in_is_taken_back_only_while_it_is_there(kho):
    gift = kho.give(10, 100)
    kho.give(10, 300)
    kho.hand_over(10)  # at 200 each: 10 worth 2,000 stay

    with pytest.raises(GoodsGoneError):
        kho.office.do("donation.cancel", lambda s, c: undo_gift(s, c, gift.id))


def undo_gift(session, command, number):
    return cancel(session, command, find_donation(session, command.unit, number), day=GIVEN, reason="Sai")


@given(
    arrivals=st.lists(st.tuples(st.integers(1, 9), st.integers(1, 99)), min_size=1, max_size=4),
    data=st.data(),
)
def test_average_values_are_whole_and_nothing_is_left_of_nothing(arrivals, data):
    """The arithmetic of `worth`, without a database: each piece keeps at least one đồng, the last takes the rest."""
    quantity, total = sum(q for q, _ in arrivals), sum(q * v for q, v in arrivals)
    while quantity:
        leaves = data.draw(st.integers(1, quantity))
        average = (2 * total * leaves + quantity) // (2 * quantity)
        takes = total if leaves == quantity else min(average, total - (quantity - leaves))
        assert leaves <= takes
        quantity, total = quantity - leaves, total - takes
        assert quantity <= total
    assert total == 0


def test_the_database_lets_no_more_leave_than_lies_there(kho):
    kho.give(3, 100)
    row = (
        "INSERT INTO stock_movement (id, unit_id, command_number, entry_id, day, kind, place_id, item_id, fund_id, "
        "quantity_in, value_in, quantity_out, value_out, note) SELECT 99, unit_id, command_number, NULL, day, 'moved', "
        "place_id, item_id, fund_id, 0, 0, 4, 400, '' FROM stock_movement"
    )

    with pytest.raises(GuardedError, match="no more leaves than lies there"):
        write_by_hand(kho.office.database, row)


@pytest.mark.parametrize("sql", ["UPDATE stock_movement SET quantity_in = 5", "DELETE FROM stock_movement"])
def test_movements_never_change(kho, sql):
    kho.give(3, 100)

    with pytest.raises(GuardedError, match="stock_movement: rows"):
        write_by_hand(kho.office.database, sql)
