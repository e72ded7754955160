from __future__ import annotations

from datetime import date

import pytest

from khfund.calendar import DateRange
from khfund.donations.donation import Donation
from khfund.donations.likeness import DonorKind
from khfund.donations.refund import refund
from khfund.ledger import Fund
from khfund.reports.gold_book import BandsUnfitError, GoldBookEmptyError, gold_book, short
from khfund.unit import Unit
from tests.builders import an_office
from tests.donations.offices import a_donor, a_gift, refusal_of
from tests.donations.pledges import a_campaign
from tests.donations.warehouses import a_warehouse


def book(office, **more):
    return office.read(lambda s: gold_book(s, s.get_one(Unit, office.unit), **more))


def lines(office, **more):
    return [
        (band.title, [(one.name, one.amount) for one in band.givers]) for band in book(office, **more).bands
    ]


def test_givers_stand_in_bands_of_amount_and_by_vietnamese_names(database):
    office = an_office(database)
    for name, amount in (("Nguyễn Văn Ân", 1), ("Lò Thị Ánh", 2), ("Cầm Văn An", 3), ("Đinh Bá Bình", 4)):
        a_gift(office, a_donor(office, name), amount * 1_000_000)
    school = a_donor(office, "Trường THPT Chu Văn Thịnh", kind=DonorKind.ORGANISATION)
    a_gift(office, school, 50_000_000)

    assert lines(office, bands=[1_000_000, 20_000_000]) == [
        ("Từ 20 triệu đồng", [("Trường THPT Chu Văn Thịnh", 50_000_000)]),
        (
            "Từ 1 triệu đồng đến dưới 20 triệu đồng",
            [
                ("Cầm Văn An", 3_000_000),
                ("Lò Thị Ánh", 2_000_000),
                ("Nguyễn Văn Ân", 1_000_000),
                ("Đinh Bá Bình", 4_000_000),
            ],
        ),
    ]


def test_gifts_of_one_giver_add_up_and_what_went_back_is_taken_off(database):
    office = an_office(database)
    donor = a_donor(office)
    gift = a_gift(office, donor, 700_000)
    a_gift(office, donor, 600_000)

    def work(session, command):
        donation = session.get_one(Donation, gift.id)
        return refund(session, command, donation, day=date(2026, 4, 1), reason="nhầm", amount=500_000)

    office.do("donation.refund", work)

    assert lines(office) == [("Dưới 1 triệu đồng", [("Nguyễn Văn An", 800_000)])]


def test_who_wishes_not_to_be_named_is_not_named_and_stands_last(database):
    office = an_office(database)
    hidden = a_donor(office, "Lò Thị Kín", locality="xã Bí Mật")
    a_gift(office, hidden, 500_000, anonymous=True)
    a_gift(office, None, 300_000)
    a_gift(office, a_donor(office, "Vàng A Zế"), 200_000)

    (band,) = book(office).bands

    assert [(one.name, one.locality, one.amount, one.count) for one in band.givers] == [
        ("Vàng A Zế", "", 200_000, 1),
        ("Nhà hảo tâm (ẩn danh)", "", 800_000, 2),
    ]
    assert "Kín" not in str(book(office).bands)
    assert "Bí Mật" not in str(book(office).bands)


def test_addresses_telephones_and_tax_codes_are_not_in_the_book(database):
    office = an_office(database)
    donor = a_donor(
        office,
        "Lò Thị Ánh",
        address="Bản Giảng",
        phone="0912345678",
        tax_code="0101234567",
        locality="xã Bình Minh",
    )
    a_gift(office, donor)

    told = str(book(office).bands)

    assert "xã Bình Minh" in told
    assert [word for word in ("Bản Giảng", "0912345678", "0101234567") if word in told] == []


def test_a_book_may_be_about_a_fund_a_campaign_or_a_year(database):
    office = an_office(database)
    donor, campaign = a_donor(office), a_campaign(office)
    a_gift(office, donor, 1_000, campaign=campaign)
    a_gift(office, donor, 20_000, fund=office.th)
    a_gift(office, donor, 300_000, date(2026, 12, 31))
    fund = office.read(lambda s: s.get_one(Fund, office.th))

    assert book(office).amount == 321_000
    assert (book(office, fund=fund).amount, book(office, fund=fund).subject) == (
        20_000,
        "Quỹ học bổng Tô Hiệu",
    )
    assert (book(office, campaign=campaign).amount, book(office, campaign=campaign).subject) == (
        1_000,
        "Tết cho em",
    )
    assert book(office, days=DateRange.parse("2026-12")).amount == 300_000


def test_goods_count_with_their_value_and_are_marked(database):
    shop = a_warehouse(database)
    shop.give(2, 1_500_000)

    found = book(shop.office)

    assert (found.amount, found.in_kind, found.givers) == (3_000_000, True, 1)


def test_a_book_without_givers_is_refused(database):
    office = an_office(database)

    said = refusal_of(GoldBookEmptyError, lambda: book(office))
    assert said == "Không có khoản ủng hộ nào cho các quỹ trong sổ; chưa có gì để ghi sổ vàng."
    said = refusal_of(GoldBookEmptyError, lambda: book(office, days=DateRange.parse("2026")))
    assert said == "Không có khoản ủng hộ nào cho các quỹ trong năm 2026; chưa có gì để ghi sổ vàng."


@pytest.mark.parametrize("bands", [[0], [5, 5]])
def test_bands_that_do_not_fit_are_refused(database, bands):
    office = an_office(database)

    said = refusal_of(BandsUnfitError, lambda: book(office, bands=bands))

    assert said == "Các mức của sổ vàng phải là những số tiền khác nhau, lớn hơn 0; hãy ghi lại --band."


def test_one_band_holds_everybody_where_no_amount_is_named(database):
    office = an_office(database)
    a_gift(office, a_donor(office))

    assert lines(office, bands=[]) == [("Các nhà hảo tâm", [("Nguyễn Văn An", 500_000)])]


def test_round_amounts_are_written_short():
    assert [short(one) for one in (2_000_000_000, 50_000_000, 500_000, 1_500, 7)] == [
        "2 tỷ",
        "50 triệu",
        "500 nghìn",
        "1.500",
        "7",
    ]
