from __future__ import annotations

from datetime import UTC, date, datetime

from khfund.calendar import Month
from khfund.donations.campaign_progress import KindLine, campaign_progress
from khfund.donations.donation import Donation
from khfund.donations.donor import Donor, merge_donors
from khfund.donations.likeness import DonorKind
from khfund.donations.pledge import EndReason, end
from khfund.donations.refund import cancel, refund
from tests.builders import an_office
from tests.donations.offices import a_donor, a_gift
from tests.donations.pledges import a_campaign, a_pledge, monthly
from tests.donations.warehouses import a_warehouse

ON = date(2026, 6, 30)


def progress(office, campaign, on=ON):
    return office.read(lambda s: campaign_progress(s, campaign, on))


def test_money_is_told_by_kind_of_giver_and_by_month(database):
    office = an_office(database)
    campaign = a_campaign(office, target=10_000_000, ends=date(2026, 4, 30))
    school = a_donor(office, "Trường THPT Chu Văn Thịnh", kind=DonorKind.ORGANISATION)
    person = a_donor(office, "Lò Thị Ánh")
    a_gift(office, school, 3_000_000, date(2026, 2, 2), campaign=campaign)
    a_gift(office, person, 500_000, date(2026, 4, 2), campaign=campaign)
    a_gift(office, person, 200_000, date(2026, 4, 3), campaign=campaign, anonymous=True)
    a_gift(office, None, 100_000, date(2026, 4, 4), campaign=campaign)
    a_gift(office, None, 100_000, date(2026, 4, 4), campaign=campaign)
    a_gift(office, person, 999_000, date(2026, 4, 4))

    found = progress(office, campaign)

    assert found.kinds == (
        KindLine("organisation", 1, 1, 3_000_000),
        KindLine("person", 1, 1, 500_000),
        KindLine("anonymous", 3, 3, 400_000),
    )
    assert found.months == (
        (Month(2026, 1), 0),
        (Month(2026, 2), 3_000_000),
        (Month(2026, 3), 0),
        (Month(2026, 4), 900_000),
    )
    assert (found.raised, found.gifts, found.givers) == (3_900_000, 5, 4)
    assert (found.percent, found.lacking) == (39, 6_100_000)


def test_gifts_outside_the_days_of_the_campaign_are_told_apart(database):
    office = an_office(database)
    campaign = a_campaign(office, ends=date(2026, 4, 30))
    a_gift(office, None, 5_000, date(2026, 4, 30), campaign=campaign)
    a_gift(office, None, 70_000, date(2026, 5, 1), campaign=campaign)

    found = progress(office, campaign)

    assert (found.before, found.within, found.after) == (0, 5_000, 70_000)
    assert found.months[-1] == (Month(2026, 5), 70_000)
    assert (found.percent, found.lacking) == (None, 0)


def test_what_went_back_is_taken_off_on_its_day(database):
    office = an_office(database)
    campaign = a_campaign(office)
    donor = a_donor(office)
    one, other = (a_gift(office, donor, 500_000, campaign=campaign) for _ in range(2))

    def back(session, command):
        gift = session.get_one(Donation, one.id)
        return refund(session, command, gift, day=date(2026, 5, 1), reason="nhầm", amount=100_000)

    office.do("donation.refund", back)
    office.do(
        "donation.cancel",
        lambda s, c: cancel(s, c, s.get_one(Donation, other.id), day=date(2026, 5, 2), reason="nhầm"),
    )

    assert progress(office, campaign, date(2026, 4, 30)).raised == 1_000_000
    found = progress(office, campaign)
    assert (found.raised, found.gifts) == (400_000, 1)


def test_goods_stand_apart_from_money(database):
    shop = a_warehouse(database)
    campaign = a_campaign(shop.office)

    shop.give(2, 1_500_000, campaign=campaign)

    found = progress(shop.office, campaign)
    assert (found.raised, found.gifts, found.goods, found.goods_gifts) == (0, 0, 3_000_000, 1)


def test_what_was_promised_and_has_not_come_stands_apart(database):
    office = an_office(database)
    campaign, donor = a_campaign(office), a_donor(office)
    a_pledge(office, donor, monthly(ends=date(2026, 12, 31)), campaign=campaign)
    gone = a_pledge(office, a_donor(office, "Lò Văn Thôi"), campaign=campaign)
    a_gift(office, donor, 500_000, campaign=campaign)
    at = datetime(2026, 5, 10, 3, 0, tzinfo=UTC)
    office.do("pledge.end", lambda s, c: end(s, c, gone, EndReason.WITHDREW), at=at)

    assert progress(office, campaign).promised == 5_500_000


def test_a_merged_giver_is_one_giver(database):
    office = an_office(database)
    campaign, one, twice = a_campaign(office), a_donor(office), a_donor(office, "Nguyễn An")
    for donor in (one, twice):
        a_gift(office, donor, 500_000, campaign=campaign)

    def work(session, command):
        merged, survivor = session.get_one(Donor, twice.id), session.get_one(Donor, one.id)
        return merge_donors(session, command, merged, survivor=survivor)

    office.do("donor.merge", work)

    assert progress(office, campaign).givers == 1


def test_a_campaign_that_has_not_begun_has_nothing(database):
    office = an_office(database)

    found = progress(office, a_campaign(office, target=5), date(2025, 12, 31))

    assert (found.raised, found.months, found.percent) == (0, (), 0)
