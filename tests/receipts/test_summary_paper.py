"""A donor's year: nothing left out, nothing twice."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khfund.db import Database
from khfund.donations.donor import merge_donors
from khfund.donations.gift import Part
from khfund.donations.refund import cancel, refund
from khfund.receipts.paper import GivenLine, RefundLine, Way
from khfund.receipts.summary_paper import summary_paper
from tests.receipts.builders import DAY, a_donor, a_gift, issued, with_series


@pytest.fixture
def office(database):
    return with_series(database)


def summary(office, donor, year=2026):
    return office.read(lambda s: summary_paper(s, donor, year, day=date(2027, 1, 5)))


def test_every_gift_stands_once_under_its_receipt_or_its_voucher(office):
    donor = a_donor(office)
    first = a_gift(office, donor, parts=[Part(office.kh, 500_000), Part(office.th, 1_000_000)])
    a_gift(office, donor, 200_000, day=date(2026, 4, 1))
    issued(office, first, DAY)

    assert summary(office, donor).gifts == (
        GivenLine(
            day=date(2026, 3, 1),
            receipt="GXN-2026-000001",
            fund="Quỹ Khuyến học tỉnh",
            way=Way.CASH,
            amount=500_000,
        ),
        GivenLine(
            day=date(2026, 3, 1),
            receipt="GXN-2026-000001",
            fund="Quỹ học bổng Tô Hiệu",
            way=Way.CASH,
            amount=1_000_000,
        ),
        GivenLine(
            day=date(2026, 4, 1),
            receipt="PT-2026-00002",
            fund="Quỹ Khuyến học tỉnh",
            way=Way.CASH,
            amount=200_000,
        ),
    )


def test_gifts_of_a_merged_donor_stand_under_the_survivor(office):
    donor, twice = a_donor(office), a_donor(office, "Luong Thi Anh")
    a_gift(office, twice, 200_000)
    office.do("donor.merge", lambda s, c: merge_donors(s, c, s.merge(twice), survivor=s.merge(donor)))

    assert summary(office, donor).given == 200_000


def test_a_refund_stands_in_the_year_in_which_it_was_paid(office):
    donor = a_donor(office)
    gift = a_gift(office, donor, 500_000, day=date(2026, 12, 30))
    office.do(
        "donation.refund",
        lambda s, c: refund(s, c, gift, day=date(2027, 1, 10), amount=200_000, reason="chuyển dư"),
    )

    assert (summary(office, donor, 2026).given, summary(office, donor, 2026).refunds) == (500_000, ())
    assert summary(office, donor, 2027).gifts == ()
    assert summary(office, donor, 2027).refunds == (
        RefundLine(
            day=date(2027, 1, 10),
            receipt="PT-2026-00001",
            fund="Quỹ Khuyến học tỉnh",
            reason="chuyển dư (PC-2027-00001)",
            amount=200_000,
        ),
    )


def test_a_cancelled_gift_never_happened(office):
    donor = a_donor(office)
    gift = a_gift(office, donor)
    office.do("donation.cancel", lambda s, c: cancel(s, c, gift, day=DAY, reason="nhầm"))

    assert (summary(office, donor).gifts, summary(office, donor).refunds) == ((), ())


@settings(max_examples=10, deadline=None)
@given(st.lists(st.tuples(st.integers(2, 10**6), st.sampled_from([2025, 2026]), st.booleans()), max_size=6))
def test_the_summaries_of_all_years_together_are_what_the_donor_gave(gifts):
    database = Database("sqlite://")
    database.migrate()
    office = with_series(database)
    donor, kept = a_donor(office), 0
    for amount, year, given_back in gifts:
        gift = a_gift(office, donor, amount, day=date(year + 1, 1, 5))
        kept += amount
        if given_back:
            half, day = amount // 2, date(2027, 1, 12)
            office.do(
                "donation.refund",
                lambda s, c, g=gift, a=half, d=day: refund(s, c, g, day=d, amount=a, reason="dư"),
            )
            kept -= half

    papers = [summary(office, donor, year) for year in (2026, 2027)]

    assert sum(one.given - one.refunded for one in papers) == kept
