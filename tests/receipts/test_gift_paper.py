"""From a gift in the books to what its receipt says."""

from datetime import date

import pytest

from khfund.donations.donation import DonationUnknownError
from khfund.donations.donor import merge_donors
from khfund.donations.gift import Part
from khfund.donations.refund import refund
from khfund.receipts.gift_paper import Office, gifts_of
from khfund.receipts.paper import Signatory
from khfund.unit import set_value
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
