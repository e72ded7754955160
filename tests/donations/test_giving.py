from __future__ import annotations

from datetime import date

from khfund.calendar import DateRange, Month
from khfund.donations.campaign import open_campaign
from khfund.donations.donation import Donation
from khfund.donations.donor import ANONYMOUS, Donor, merge_donors
from khfund.donations.giving import FundGift, Progress, donor_year, donors_of_year, gifts, progress
from khfund.donations.refund import cancel, refund
from khfund.ledger import Fund
from tests.builders import an_office
from tests.donations.offices import a_donor, a_gift

MARCH, APRIL = DateRange.month(Month(2026, 3)), DateRange.month(Month(2026, 4))


def give_back(office, gift, amount, day=date(2026, 4, 1)):
    office.do(
        "donation.refund",
        lambda s, c: refund(s, c, s.get_one(Donation, gift.id), day=day, reason="nhầm", amount=amount),
    )


def take_back(office, gift, day=date(2026, 4, 1)):
    office.do(
        "donation.cancel", lambda s, c: cancel(s, c, s.get_one(Donation, gift.id), day=day, reason="nhầm")
    )


def listed(office, days):
    return office.read(lambda s: list(gifts(s, office.unit, days)))


def test_gifts_show_their_giver_and_place_unless_anonymous(database):
    office = an_office(database)
    donor = a_donor(office, "Cầm Văn Đức", locality="Phường Bình Minh")
    a_gift(office, donor, 100, date(2026, 3, 2))
    a_gift(office, donor, 200, date(2026, 3, 1), anonymous=True)
    a_gift(office, None, 300, date(2026, 3, 3), fund=office.th)
    a_gift(office, donor, 400, date(2026, 4, 1))

    march = listed(office, MARCH)

    assert [(one.giver, one.locality, one.amount, one.booked) for one in march] == [
        (ANONYMOUS, "", 200, date(2026, 3, 1)),
        ("Cầm Văn Đức", "Phường Bình Minh", 100, date(2026, 3, 2)),
        (ANONYMOUS, "", 300, date(2026, 3, 3)),
    ]
    assert march[2].parts == (FundGift(office.th, is_principal=True, given=300),)


def test_what_went_back_is_counted_in_the_days_of_its_entry(database):
    office = an_office(database)
    gift = a_gift(office, None, 500, date(2026, 3, 2))
    give_back(office, gift, 200)

    march, april, both = listed(office, MARCH), listed(office, APRIL), listed(office, DateRange.year(2026))

    assert [(one.given, one.returned, one.amount) for one in march] == [(500, 0, 500)]
    assert [(one.given, one.returned, one.amount) for one in april] == [(0, 200, -200)]
    assert [(one.given, one.returned, one.amount) for one in both] == [(500, 200, 300)]


def test_a_gift_cancelled_within_the_days_is_left_out(database):
    office = an_office(database)
    take_back(office, a_gift(office, None, 500, date(2026, 3, 2)))

    assert [one.amount for one in listed(office, MARCH)] == [500]
    assert [one.amount for one in listed(office, APRIL)] == [-500]
    assert listed(office, DateRange.year(2026)) == []


def test_a_donors_year_leaves_nothing_out_and_counts_nothing_twice(database):
    office = an_office(database)
    merged, survivor, other = a_donor(office, "An"), a_donor(office, "Anh An"), a_donor(office, "Bình")
    first = a_gift(office, merged, 500, date(2026, 1, 1), fund=office.th)
    second = a_gift(office, survivor, 300, date(2026, 12, 31))
    take_back(office, a_gift(office, survivor, 999, date(2026, 3, 1)))
    a_gift(office, other, 1)
    give_back(office, first, 200)
    office.do(
        "donor.merge",
        lambda s, c: merge_donors(s, c, s.get_one(Donor, merged.id), survivor=s.get_one(Donor, survivor.id)),
    )

    year = office.read(lambda s: donor_year(s, s.get_one(Donor, merged.id), 2026))
    empty = office.read(lambda s: donor_year(s, s.get_one(Donor, survivor.id), 2025))
    names = office.read(lambda s: [one.full_name for one in donors_of_year(s, office.unit, 2026)])

    assert [(one.donation.id, one.amount, one.refunds) for one in year.gifts] == [
        (first.id, 300, ((date(2026, 4, 1), 200),)),
        (second.id, 300, ()),
    ]
    assert (year.donor.id, year.given, year.returned, year.amount) == (survivor.id, 800, 200, 600)
    assert empty.gifts == ()
    assert names == ["Anh An", "Bình"]


def test_a_campaigns_progress_deducts_what_went_back(database):
    office = an_office(database)
    campaign = office.do(
        "campaign.open",
        lambda s, c: open_campaign(
            s, c, "TH26", "Đợt 2026", fund=s.get_one(Fund, office.th), starts=date(2026, 1, 1), target=1_000
        ),
    )
    give_back(office, a_gift(office, None, 500, campaign=campaign), 200)
    take_back(office, a_gift(office, None, 700, campaign=campaign))
    a_gift(office, None, 100, campaign=campaign)
    a_gift(office, None, 9_000)

    found = office.read(lambda s: progress(s, campaign))

    assert (found, found.percent) == (Progress(raised=400, gifts=2, target=1_000), 40)
    assert Progress(1, 1, None).percent is None
