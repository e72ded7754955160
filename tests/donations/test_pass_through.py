"""Programmes that only pass through: what they hold is owed, and must reach zero."""

from __future__ import annotations

from datetime import date

import pytest

from khfund.calendar import Month
from khfund.donations.donor import enter_donor
from khfund.donations.goods_line import NewGoods
from khfund.donations.likeness import Traits
from khfund.donations.pass_through import (
    PassThroughBeyondError,
    PassThroughClosedError,
    PassThroughCodeTakenError,
    PassThroughEarlyError,
    PassThroughLeftError,
    PassThroughUnfitError,
    PassThroughUnknownError,
    close_programme,
    find_programme,
    giver_shown,
    open_balances,
    open_programme,
    programmes,
)
from khfund.donations.passing import receive_goods, receive_money
from khfund.donations.stock_movement import undo
from khfund.engine_failure import GuardedError
from khfund.ledger import Fund, close_period, reverse
from khfund.ledger.accounting_period import obstacles
from tests.builders import write_by_hand
from tests.donations.offices import postings, refusal_of
from tests.donations.warehouses import DAY, GIVEN, a_warehouse

LAST = date(2026, 3, 31)


@pytest.fixture
def kho(database):
    kho = a_warehouse(database)
    kho.programme()
    return kho


def bicycles(kho, quantity=300, day=DAY):
    lines = [NewGoods(kho.bicycle, quantity, 1_500_000)]
    return kho.office.do(
        "passing.receive",
        lambda s, c: receive_goods(
            s, c, find_programme(s, c.unit, "VT"), day=day, place=kho.place, lines=lines
        ),
    )


def money(kho, amount, day=DAY):
    return kho.office.do(
        "passing.receive", lambda s, c: receive_money(s, c, find_programme(s, c.unit, "VT"), amount, day=day)
    )


def close(kho, day=LAST):
    return kho.office.do(
        "passing.close", lambda s, c: close_programme(s, c, find_programme(s, c.unit, "VT"), day=day)
    )


def left(kho, on=LAST):
    found = kho.office.read(lambda s: open_balances(s, kho.office.unit, on))
    return [(one.programme.code, one.money, one.goods, one.since, one.age) for one in found]


def test_300_bicycles_are_passed_on_and_are_neither_income_nor_an_award(kho):
    received = bicycles(kho, 300)
    assert postings(kho.office, received.id) == [("152", "3382", "KH", 450_000_000)]
    assert left(kho) == [("VT", 0, 450_000_000, DAY, 29)]

    handed = kho.hand_over(300, programme=kho.found())

    assert postings(kho.office, handed.id) == [("3382", "152", "KH", 450_000_000)]
    assert left(kho) == []
    assert close(kho).closed == LAST
    assert kho.findings() == []


def test_goods_that_pass_through_are_not_mixed_with_own_goods(kho):
    kho.give(55, 2_000_000)
    bicycles(kho, 300)

    kho.hand_over(55)

    assert left(kho) == [("VT", 0, 450_000_000, DAY, 29)]
    assert kho.findings() == []


def test_the_open_balances_tell_how_long_something_is_held(kho):
    money(kho, 1_000)
    assert left(kho, date(2026, 3, 1)) == []
    assert left(kho, DAY) == [("VT", 1_000, 0, DAY, 0)]

    bicycles(kho, 1, GIVEN)

    assert left(kho) == [("VT", 1_000, 1_500_000, DAY, 29)]


def test_a_programme_that_still_holds_something_is_not_closed(kho):
    money(kho, 5_000)
    bicycles(kho, 2)

    assert refusal_of(PassThroughLeftError, lambda: close(kho)) == (
        "Chương trình chuyển trao «VT» còn giữ 5.000 đ tiền và hàng trị giá 3.000.000 đ; phải trao hết rồi mới kết thúc."
    )


def test_a_programme_is_not_closed_before_what_comes_later(kho):
    money(kho, 5_000, GIVEN)

    with pytest.raises(PassThroughLeftError):
        close(kho, DAY)


def test_a_closed_programme_takes_nothing_more_and_its_entries_stand(kho):
    received = bicycles(kho, 1)
    handed = kho.hand_over(1, programme=kho.found())
    close(kho)

    assert refusal_of(PassThroughClosedError, lambda: money(kho, 5)) == (
        "Chương trình chuyển trao «VT» đã kết thúc ngày 31/03/2026; không ghi thêm hay đảo lại được."
    )
    with pytest.raises(PassThroughClosedError):
        kho.office.do("goods.undo", lambda s, c: undo(s, c, handed.id, day=LAST, reason="Sai"))
    with pytest.raises(PassThroughClosedError):
        close(kho)
    assert received.id < handed.id


def test_a_programme_takes_nothing_before_it_was_opened(kho):
    assert refusal_of(PassThroughEarlyError, lambda: close(kho, date(2025, 12, 31))) == (
        "Chương trình chuyển trao «VT» mở từ 01/01/2026; không ghi vào ngày 31/12/2025 được."
    )


def test_money_that_was_handed_over_since_is_not_taken_back(kho):
    received = money(kho, 5_000)
    kho.office.do("entry.reverse", lambda s, c: reverse(s, c, received.id, day=GIVEN, reason="Ghi nhầm"))
    assert left(kho) == []

    again = money(kho, 700)
    kho.pay_out(500)

    def act():
        kho.office.do("entry.reverse", lambda s, c: reverse(s, c, again.id, day=LAST, reason="Sai"))

    assert refusal_of(PassThroughBeyondError, act) == (
        "Chương trình chuyển trao «VT» chỉ còn giữ 200 đ tiền có thể trao vào ngày 31/12/2100, không đủ 700 đ."
    )


def test_an_open_balance_is_pointed_out_when_the_month_closes_and_may_stay(kho):
    money(kho, 5_000)
    found = kho.office.read(lambda s: obstacles(s, kho.office.unit, Month(2026, 3)))

    assert [(one.code, one.sentence, one.acceptable) for one in found] == [
        ("passing-VT", "chương trình chuyển trao «Cùng em đến trường» còn giữ 5.000 đồng đã 29 ngày", True)
    ]
    for month in (Month(2026, 1), Month(2026, 2), Month(2026, 3)):
        kho.office.do(
            "period.close",
            lambda s, c, month=month: close_period(
                s, c, month, today=date(2027, 1, 15), accepting=["passing-VT"]
            ),
            by=kho.office.chief,
        )


def test_programmes_are_found_by_code(kho):
    assert [one.code for one in kho.office.read(lambda s: programmes(s, kho.office.unit))] == ["VT"]
    assert (
        refusal_of(
            PassThroughUnknownError,
            lambda: kho.office.read(lambda s: find_programme(s, kho.office.unit, "X")),
        )
        == "Đơn vị không có chương trình chuyển trao mã «X»; xem bằng `khfund passing list`."
    )


def test_a_code_stands_once_and_a_programme_has_a_name_and_a_giver_of_the_unit(kho):
    assert refusal_of(PassThroughCodeTakenError, kho.programme) == (
        "Mã chương trình chuyển trao «VT» đã có; hãy chọn mã khác."
    )
    kho.donor.unit_id += 1
    assert refusal_of(PassThroughUnfitError, lambda: kho.programme("V2")) == (
        "Chương trình chuyển trao «V2» cần có mã, tên, và nhà tài trợ cùng quỹ của chính đơn vị."
    )


@pytest.mark.parametrize(
    "sql",
    ["UPDATE pass_through SET name = 'khác'", "DELETE FROM pass_through", "DELETE FROM pass_through_entry"],
)
def test_programmes_and_what_belongs_to_them_stay(kho, sql):
    money(kho, 5)

    with pytest.raises(GuardedError, match="pass_through"):
        write_by_hand(kho.office.database, sql)


def test_an_anonymous_giver_stays_unnamed(kho):
    def work(session, command):
        donor = enter_donor(session, command, Traits("Nguyễn Văn An", wishes_anonymity=True))
        fund = session.get_one(Fund, kho.office.kh)
        programme = open_programme(session, command, "AD", "Áo ấm", donor=donor, fund=fund, opened=DAY)
        return giver_shown(session, programme)

    assert kho.office.do("passing.open", work) == "Nhà hảo tâm (ẩn danh)"
