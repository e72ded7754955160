"""Sponsorships, broken behind the guards, are named; honest ones are not accused."""

from __future__ import annotations

from datetime import date

import pytest

from khfund.calendar import Month, SchoolYear
from khfund.donations.donation import Donation
from khfund.reports.check import check
from khfund.scholarships.recipient import Recipient
from khfund.scholarships.recipient_change import merge_recipients
from khfund.scholarships.schedule import EventKind
from khfund.scholarships.sponsor_receipt import receive
from khfund.scholarships.sponsor_share import shares_of
from khfund.scholarships.sponsorship_agreement import change_rate, change_share, stop_sponsor
from khfund.scholarships.sponsorship_course import record, repeat_class
from tests.builders import tamper
from tests.donations.offices import a_gift
from tests.scholarships.sponsorships import TODAY, a_home, half


@pytest.fixture
def home(database):
    """Two children: one with a whole life behind it, one that was paid and left."""
    home = a_home(database)
    an, binh = home.sponsor(), home.sponsor("Trần Thị Bình")
    one = home.agree(home.child(), half(an), half(binh, until=Month(2027, 6)), agreed=date(2026, 9, 1))
    other = home.agree(home.child("Lò Văn Bun"), an, grade=12, agreed=date(2026, 9, 1))
    home.enrol(other.recipient_id, 2026)
    home.pay(TODAY)
    shares = home.read(lambda s: shares_of(s, [one])[one.id])
    gift = a_gift(home.office, an, 5_000_000, TODAY)

    def live(session, command):
        receive(session, command, session.get_one(Donation, gift.id), shares[0])
        change_rate(session, command, one, 600_000, since=Month(2026, 10))
        record(session, command, one, EventKind.SUSPEND, date(2026, 12, 1))
        record(session, command, one, EventKind.RESUME, date(2027, 1, 10), back_pay=True)
        repeat_class(session, command, one, SchoolYear(2027))
        change_share(session, command, shares[0], since=Month(2027, 2), part=2_500)
        stop_sponsor(session, command, shares[1], since=Month(2027, 3))
        record(session, command, other, EventKind.DIE, date(2026, 11, 15))

    home.do("sponsorship.event", live)
    home.raise_until(TODAY)
    return home


def findings(home):
    return [str(one) for one in home.read(check) if one.invariant == "I39"]


def test_honest_sponsorships_are_not_accused(home):
    assert [str(one) for one in home.read(check)] == []


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        (
            "UPDATE coverage SET part = 9000 WHERE sponsorship_id = 1 AND month = 202609 AND share_id = 1",
            "I39: em số 1, chương trình 1, tháng 202609: phần đỡ đầu cộng lại 14000 phần vạn, quá 100 %",
        ),
        (
            "UPDATE coverage SET taken = 4000 WHERE sponsorship_id = 1 AND month = 202609 AND place = 1",
            "I39: em số 1, tháng 202609: chuỗi phần đỡ đầu đứt ở dòng 1",
        ),
        (
            "UPDATE coverage SET sponsorship_id = 2 WHERE month = 202609 AND share_id = 1",
            "I39: em số 1, chương trình 1, tháng 202609 được bán cho 2 thỏa thuận",
        ),
        (
            "UPDATE sponsor_share SET until_month = 202701 WHERE id = 4",
            "I39: phần đỡ đầu số 4, tháng 202702: nhận 2500 phần vạn, khác phần đã hứa 2500",
        ),
        (
            "UPDATE instalment SET month = 202608 WHERE id = 1",
            "I39: kỳ chi 1 tháng 202608 nằm ngoài lịch của thỏa thuận đỡ đầu 1",
        ),
        (
            "UPDATE sponsorship SET payable_months = '10,11,12,1' WHERE id = 1",
            "I39: kỳ chi 1 tháng 202609 nằm ngoài lịch của thỏa thuận đỡ đầu 1",
        ),
        (
            "UPDATE instalment SET amount = 700000 WHERE id = 1",
            "I39: thỏa thuận đỡ đầu 1, tháng 202609: kỳ chi cộng lại 700.000 đ, quá mức 500.000 đ",
        ),
        (
            "UPDATE instalment SET command_number = 999999 WHERE id = 9",
            "I39: kỳ chi 9 tháng 202612 được lập sau khi thỏa thuận đỡ đầu 2 đã kết thúc",
        ),
        (
            "UPDATE instalment SET fund_id = 2 WHERE id = 1",
            "I39: kỳ chi 1 không phải của em và chương trình trong thỏa thuận đỡ đầu 1",
        ),
        (
            "UPDATE sponsor_receipt SET amount = 5000001",
            "I39: khoản ủng hộ {gift} được tính 5.000.001 đ cho các em đỡ đầu của quỹ 1, nhiều hơn 5.000.000 đ đã nhận",
        ),
    ],
)
def test_what_was_broken_behind_the_guards_is_named(home, statement, said):
    tamper(home.office.database, statement)

    gift = home.read(lambda s: max(s.scalars(Donation.__table__.select().with_only_columns(Donation.id))))
    assert said.format(gift=gift) in findings(home)


def test_two_sponsored_children_who_turn_out_to_be_one_are_named(home):
    twin = home.child("Lò Thị Ánh B")
    home.agree(twin, home.sponsor("Lê Văn Chi"), grade=12)

    def work(session, command):
        one, other = session.get_one(Recipient, twin.id), session.get_one(Recipient, 1)
        merge_recipients(session, command, one, survivor=other, reason="Một em")

    home.do("recipient.merge", work)

    assert (
        "I39: em số 1, chương trình 1, tháng 202609: phần đỡ đầu cộng lại 20000 phần vạn, quá 100 %"
        in findings(home)
    )
    assert "I39: em số 1, chương trình 1, tháng 202609 được bán cho 2 thỏa thuận" in findings(home)
