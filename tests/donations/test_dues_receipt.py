from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khfund.banking.line_booking import book_unidentified
from khfund.command import contradictions
from khfund.donations.dues import (
    DuesFigureError,
    DuesLevel,
    DuesRateMissingError,
    DuesSharesMissingError,
    set_rate,
)
from khfund.donations.dues_receipt import (
    DuesPassedBeyondError,
    Split,
    pass_on,
    passed_on,
    receive_dues,
    received_from,
    to_pass_on,
)
from khfund.ledger import approve_voucher, find_voucher, post_voucher, reverse
from khfund.unit import Level, Unit
from tests.banking.offices import a_bank_account
from tests.builders import an_office
from tests.donations.duties import DAY, a_unit, dues_are, members_are, the_fund, warned
from tests.donations.offices import incoming, postings, refusal_of


def received(office, unit, amount=0, **more):
    more = {"year": 2026, "fund": the_fund(office), "day": DAY} | more
    return office.do("dues.receive", lambda s, c: receive_dues(s, c, unit, amount, **more))


def passing(office, amount, **more):
    more = {"year": 2026, "fund": the_fund(office), "day": DAY} | more
    return office.do("dues.pass_on", lambda s, c: pass_on(s, c, amount, **more))


def a_province_with_a_commune(database, **shares):
    office = an_office(database)
    commune = a_unit(office, "BM", "Hội Khuyến học xã Bình Minh")
    dues_are(office, **shares)
    return office, commune


TO_CENTRAL = {DuesLevel.BASE: 50, DuesLevel.COMMUNE: 30, DuesLevel.PROVINCE: 15, DuesLevel.CENTRAL: 5}


def test_the_own_share_is_income_and_what_goes_up_is_owed(database):
    office, commune = a_province_with_a_commune(database, shares=TO_CENTRAL)
    members_are(office, commune, 1_000)

    entry = received(office, commune, 4_000_000)

    assert entry.voucher_code == "PT-2026-00001"
    assert postings(office, entry.id) == [("111", "5113", "KH", 3_000_000), ("111", "3388", "KH", 1_000_000)]
    assert office.read(lambda s: received_from(s, office.unit, 2026)) == {
        commune.id: [(3_000_000, 1_000_000)]
    }


def test_a_book_that_passes_nothing_up_keeps_all(database):
    office, commune = a_province_with_a_commune(database)

    entry = received(office, commune, 200_000)

    assert postings(office, entry.id) == [("111", "5113", "KH", 200_000)]


def test_what_is_owed_to_a_unit_of_these_books_is_336(database):
    office, _ = a_province_with_a_commune(database, shares=TO_CENTRAL)
    with database.writing() as session:
        centre = Unit(code="TW", name="Hội trung ương")
        session.add(centre)
        session.flush()
        session.get_one(Unit, office.unit).parent_id = centre.id

    own = office.read(lambda s: s.get_one(Unit, office.unit))
    entry = received(office, own, 200_000)

    assert postings(office, entry.id) == [("111", "5113", "KH", 190_000), ("111", "336", "KH", 10_000)]


def test_what_the_own_members_pay_has_no_level_below(database):
    office, _ = a_province_with_a_commune(database, shares=TO_CENTRAL)
    own = office.read(lambda s: s.get_one(Unit, office.unit))

    entry = received(office, own, 200_000)

    assert postings(office, entry.id) == [("111", "5113", "KH", 190_000), ("111", "3388", "KH", 10_000)]


def test_an_affiliated_association_stands_where_a_commune_stands(database):
    office, _ = a_province_with_a_commune(database)
    affiliated = a_unit(office, "CT", "Hội Khuyến học Công an tỉnh", Level.AFFILIATED)
    members_are(office, affiliated, 100)

    assert warned(office, "dues.receive", _receiving(office, affiliated, 400_000)) == []


def _receiving(office, unit, amount):
    fund = the_fund(office)
    return lambda s, c: receive_dues(s, c, unit, amount, year=2026, fund=fund, day=DAY)


def test_more_than_is_due_and_members_that_are_not_counted_are_pointed_out(database):
    office, commune = a_province_with_a_commune(database)

    assert warned(office, "dues.receive", _receiving(office, commune, 1)) == [
        (
            "Lưu ý: chưa có số hội viên năm 2026 của Hội Khuyến học xã Bình Minh, nên chưa biết số hội phí phải nộp."
        )
    ]
    members_are(office, commune, 100)
    assert warned(office, "dues.receive", _receiving(office, commune, 400_000)) == [
        (
            "Lưu ý: Hội Khuyến học xã Bình Minh đã nộp 400.001 đ hội phí năm 2026, nhiều hơn số phải nộp 400.000 đ; "
            "hãy kiểm tra số hội viên hoặc số tiền."
        )
    ]


def test_dues_without_a_rate_or_without_shares_are_refused(database):
    office = an_office(database)
    own = office.read(lambda s: s.get_one(Unit, office.unit))

    said = refusal_of(DuesRateMissingError, lambda: received(office, own, 1_000))
    assert said == "Chưa có mức hội phí năm 2026; hãy ghi bằng `khfund dues rate`."

    office.do("dues.rate", lambda s, c: set_rate(s, c, 1_000, since_year=2026))
    said = refusal_of(DuesSharesMissingError, lambda: received(office, own, 1_000))
    assert said == "Chưa có tỷ lệ chia hội phí năm 2026; hãy ghi bằng `khfund dues shares`."


def test_no_dues_are_no_receipt(database):
    office, commune = a_province_with_a_commune(database)

    with pytest.raises(DuesFigureError):
        received(office, commune)
    with pytest.raises(DuesFigureError):
        passing(office, 0)


def test_dues_by_transfer_come_to_the_bank_account(database):
    office, commune = a_province_with_a_commune(database)
    bank = a_bank_account(office)

    entry = received(office, commune, 200_000, bank_account=bank)

    assert (entry.voucher.value, postings(office, entry.id)) == ("BC", [("112", "5113", "KH", 200_000)])


def test_dues_by_a_bank_line_take_what_is_left_of_it(database):
    office, commune = a_province_with_a_commune(database, shares=TO_CENTRAL)
    (line,) = incoming(office, ("15/03/2026", 400_000, "XA BINH MINH NOP HOI PHI 2026"))

    entry = received(office, commune, day=None, bank_line=line)

    assert (entry.voucher.value, entry.day) == ("BC", date(2026, 3, 15))
    assert postings(office, entry.id) == [("112", "5113", "KH", 300_000), ("112", "3388", "KH", 100_000)]


def test_dues_by_a_line_that_waits_come_out_of_the_unidentified_money(database):
    office, commune = a_province_with_a_commune(database)
    (line,) = incoming(office, ("15/03/2026", 400_000, "XA BINH MINH"))
    office.do("bank.book_unidentified", lambda s, c: book_unidentified(s, c, [line.id]))

    entry = received(office, commune, day=None, bank_line=line)

    assert (entry.voucher.value, postings(office, entry.id)) == ("PK", [("3381", "5113", "KH", 400_000)])


def test_a_reversed_receipt_no_longer_counts(database):
    office, commune = a_province_with_a_commune(database, shares=TO_CENTRAL)
    entry = received(office, commune, 400_000)

    office.do("entry.reverse", lambda s, c: reverse(s, c, entry.id, day=DAY, reason="nhầm"))

    assert office.read(lambda s: received_from(s, office.unit, 2026)) == {}
    assert office.read(lambda s: to_pass_on(s, office.unit, 2026)) == 0
    assert office.read(lambda s: list(contradictions(s))) == []


def test_passing_on_is_a_voucher_that_others_approve_and_post(database):
    office, commune = a_province_with_a_commune(database, shares=TO_CENTRAL)
    received(office, commune, 400_000)

    voucher = passing(office, 60_000, to="Trung ương Hội")

    assert office.read(lambda s: (passed_on(s, office.unit, 2026), to_pass_on(s, office.unit, 2026))) == (
        0,
        40_000,
    )
    office.do(
        "voucher.approve",
        lambda s, c: approve_voucher(s, c, find_voucher(s, office.unit, voucher.id)),
        by=office.chair,
    )
    entry = office.do(
        "voucher.post",
        lambda s, c: post_voucher(s, c, find_voucher(s, office.unit, voucher.id), day=DAY),
        by=office.treasurer,
    )
    assert postings(office, entry.id) == [("3388", "111", "KH", 60_000)]
    assert office.read(lambda s: passed_on(s, office.unit, 2026)) == 60_000


def test_no_more_is_passed_on_than_is_owed(database):
    office, commune = a_province_with_a_commune(database, shares=TO_CENTRAL)
    received(office, commune, 400_000)

    said = refusal_of(DuesPassedBeyondError, lambda: passing(office, 100_001))

    assert said == "Hội phí năm 2026 còn phải chuyển lên cấp trên 100.000 đ, không chuyển 100.001 đ được."


@given(st.integers(0, 10**12), st.lists(st.integers(0, 100), min_size=3, max_size=3).filter(sum))
def test_sharing_loses_no_dong(amount, weights):
    split = Split(*weights)

    assert sum(split.of_whole(amount)) == amount
    if split.own + split.above:
        assert sum(split.of_received(amount)) == amount


@given(st.integers(0, 10**12), st.lists(st.integers(0, 100), min_size=3, max_size=3).filter(sum))
def test_each_share_is_within_a_dong_of_its_percentage(amount, weights):
    shares = Split(*weights).of_whole(amount)

    total = sum(weights)
    assert all(
        amount * weight // total <= share <= amount * weight // total + 1
        for share, weight in zip(shares, weights, strict=True)
    )
