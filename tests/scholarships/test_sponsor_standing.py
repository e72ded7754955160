"""Promised, received, paid out. Today is 15/01/2027: five months of 500.000 đ have fallen due."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from khfund.calendar import Month
from khfund.donations.donation import Donation
from khfund.scholarships.schedule import EventKind
from khfund.scholarships.sponsor_receipt import receive
from khfund.scholarships.sponsor_share import Sponsor, shares_of
from khfund.scholarships.sponsor_standing import standing, standings
from khfund.scholarships.sponsorship import Sponsorship
from khfund.scholarships.sponsorship_agreement import NewShare, stop_sponsor
from khfund.scholarships.sponsorship_course import record
from tests.donations.offices import a_gift
from tests.scholarships.sponsorships import RATE, TODAY, a_home, half

AGREED = date(2026, 9, 1)


@pytest.fixture
def home(database):
    return a_home(database)


def share_of(home, made, place=0):
    return home.read(lambda s: shares_of(s, [made])[made.id][place])


def gives(home, made, amount, day=TODAY, place=0):
    gift, share = a_gift(home.office, None, amount, day), share_of(home, made, place)
    home.do("sponsorship.receive", lambda s, c: receive(s, c, s.get_one(Donation, gift.id), share))


def look(home, made, on=TODAY):
    return home.read(lambda s: standing(s, s.get_one(Sponsorship, made.id), on))


def sponsor_of(home, made, on=TODAY, place=0):
    return look(home, made, on).sponsors[place]


def test_a_sponsor_who_paid_5_of_6_million_lacks_the_last_months(home):
    made = home.agree(None, home.sponsor(), grade=12, agreed=AGREED)
    gives(home, made, 5_000_000)

    one = sponsor_of(home, made, date(2027, 8, 31))

    assert (one.promised, one.due, one.received, one.arrears) == (6_000_000, 6_000_000, 5_000_000, 1_000_000)
    assert [str(each.month) for each in one.late] == ["Tháng 7/2027", "Tháng 8/2027"]
    assert one.paid_until == Month(2027, 6)


def test_a_lump_sum_in_advance_pays_the_months_to_come(home):
    made = home.agree(None, home.sponsor(), grade=12, agreed=AGREED)
    gives(home, made, 6_500_000)

    one = sponsor_of(home, made)

    assert (one.due, one.arrears, one.ahead, one.advance) == (2_500_000, 0, 4_000_000, 500_000)
    assert one.paid_until == Month(2027, 8)


def test_what_comes_late_pays_the_oldest_month_and_a_part_of_the_next(home):
    made = home.agree(None, home.sponsor(), agreed=AGREED)
    gives(home, made, 700_000)

    one = sponsor_of(home, made)

    assert [(each.month.number, each.received, each.outstanding) for each in one.months[:3]] == [
        (202609, RATE, 0), (202610, 200_000, 300_000), (202611, 0, RATE),
    ]  # fmt: skip


def test_each_sponsor_owes_an_own_share(home):
    an, binh = home.sponsor(), home.sponsor("Trần Thị Bình")
    made = home.agree(None, half(an, 7_000), half(binh, 3_000), agreed=AGREED)
    gives(home, made, 1_000_000, place=1)

    first, second = look(home, made).sponsors

    assert (first.giver.id, first.due, first.arrears) == (an.id, 1_750_000, 1_750_000)
    assert (second.giver.id, second.due, second.ahead) == (binh.id, 750_000, 250_000)


def test_who_pays_and_who_is_written_to_may_be_others(home):
    an, binh, chi = home.sponsor(), home.sponsor("Trần Thị Bình"), home.sponsor("Lê Văn Chi")
    made = home.agree(None, NewShare(Sponsor(an, binh, chi)), agreed=AGREED)

    one = sponsor_of(home, made)

    assert (one.giver.id, one.payer.id, one.correspondent.id, one.is_asked) == (an.id, binh.id, chi.id, True)


def test_who_has_stopped_is_not_asked(home):
    made = home.agree(None, home.sponsor(), agreed=AGREED)
    share = share_of(home, made)
    home.do("sponsorship.stop", lambda s, c: stop_sponsor(s, c, share, since=Month(2027, 1)))

    one = sponsor_of(home, made)

    assert (one.has_stopped, one.arrears, one.is_asked) == (True, 2_000_000, False)


def test_nobody_is_asked_for_a_month_in_which_the_child_is_suspended(home):
    made = home.agree(None, home.sponsor(), agreed=AGREED)
    home.do("sponsorship.event", lambda s, c: record(s, c, made, EventKind.SUSPEND, date(2026, 11, 1)))

    assert sponsor_of(home, made).due == 2 * RATE


def test_what_was_paid_to_the_child_is_told_by_sponsor_and_by_month(home):
    an = home.sponsor()
    made = home.agree(None, half(an), agreed=AGREED)
    home.enrol(made.recipient_id, 2026)
    home.pay(date(2026, 12, 31))
    home.raise_until(TODAY)

    found = look(home, made)

    assert (found.owed, found.paid, found.unpaid, found.to_come) == (2_500_000, 2_000_000, RATE, 15_500_000)
    assert found.uncovered == 1_250_000
    assert found.by_month[202612] == (RATE, RATE)
    assert found.by_month[202701] == (RATE, 0)
    assert found.sponsors[0].paid_out == 1_000_000


def test_only_what_was_agreed_by_the_day_is_looked_at(home):
    made = home.agree(None, home.sponsor(), agreed=AGREED)

    assert home.read(lambda s: standings(s, home.office.unit, date(2026, 8, 31))) == []
    assert [one.sponsorship.id for one in home.read(lambda s: standings(s, home.office.unit, AGREED))] == [
        made.id
    ]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15)
@given(
    st.lists(st.integers(1, 8_000_000), max_size=4),
    st.integers(1, 10_000),
    st.dates(AGREED, date(2029, 12, 31)),
)
def test_no_dong_is_lost_between_what_came_and_the_months(home_of_gifts, amounts, part, on):
    home, made, share = home_of_gifts(part)
    for amount in amounts:
        gives(home, made, amount, AGREED)

    one = sponsor_of(home, made, on)

    assert one.received == sum(amounts)
    assert one.received == sum(each.received for each in one.months) + one.advance
    assert one.received - one.due == one.ahead - one.arrears
    assert share.part == part


@pytest.fixture
def home_of_gifts(sqlite_database):
    home = a_home(sqlite_database)
    count = iter(range(10_000))

    def make(part):
        name = f"Lò Thị Mẫu {next(count)}"
        made = home.agree(home.child(name), half(home.sponsor(name), part), agreed=AGREED)
        return home, made, share_of(home, made)

    return make
