"""What does not agree, in words. Today is 15/01/2027: five months of 500.000 đ have fallen due."""

from __future__ import annotations

from datetime import date

import pytest

from khfund.calendar import Month
from khfund.donations.donation import Donation
from khfund.scholarships.schedule import EventKind
from khfund.scholarships.sponsor_receipt import receive
from khfund.scholarships.sponsor_share import Sponsor, shares_of
from khfund.scholarships.sponsor_standing import standings
from khfund.scholarships.sponsorship_agreement import NewShare, stop_sponsor
from khfund.scholarships.sponsorship_course import record
from khfund.scholarships.sponsorship_difference import differences
from tests.donations.offices import a_gift
from tests.scholarships.sponsorships import TODAY, a_home, half

AGREED = date(2026, 9, 1)


@pytest.fixture
def home(database):
    return a_home(database)


def gives(home, made, amount, day=TODAY):
    gift, share = (
        a_gift(home.office, None, amount, day),
        home.read(lambda s: shares_of(s, [made])[made.id][0]),
    )
    home.do("sponsorship.receive", lambda s, c: receive(s, c, s.get_one(Donation, gift.id), share))


def told(home, on=TODAY):
    found = home.read(lambda s: differences(s, home.office.unit, standings(s, home.office.unit, on)))
    return [(one.kind, one.sentence) for one in found]


def test_arrears_name_the_months_and_nobody(home):
    made = home.agree(None, home.sponsor(), agreed=AGREED)
    home.raise_until(TODAY)
    gives(home, made, 2_000_000)

    assert told(home) == [
        ("arrears", "Phần số 1: đến 15/01/2027 đã hứa 2.500.000 đ, đã nhận 2.000.000 đ; còn thiếu 500.000 đ (tháng 1/2027)."),
        ("unpaid", "Kỳ chi đã lập 2.500.000 đ, đã chi 0 đ; còn 2.500.000 đ chưa chi."),
    ]  # fmt: skip


def test_whoever_only_pays_is_never_chased(home):
    an, binh = home.sponsor(), home.sponsor("Trần Thị Bình")
    home.agree(None, NewShare(Sponsor(an, binh)), agreed=AGREED)

    assert told(home)[0] == (
        "arrears",
        (
            "Phần số 1: đến 15/01/2027 đã hứa 2.500.000 đ, đã nhận 0 đ; còn thiếu 2.500.000 đ "
            "(tháng 9/2026 đến tháng 1/2027); hỏi người đỡ đầu, không nhắc người chuyển tiền hộ."
        ),
    )


def test_what_a_sponsor_left_behind_is_not_demanded(home):
    made = home.agree(None, home.sponsor(), agreed=AGREED)
    share = home.read(lambda s: shares_of(s, [made])[made.id][0])
    home.do("sponsorship.stop", lambda s, c: stop_sponsor(s, c, share, since=Month(2027, 1)))

    assert told(home) == [
        (
            "arrears",
            ("Phần số 1: đến 15/01/2027 đã hứa 2.000.000 đ, đã nhận 0 đ; còn thiếu 2.000.000 đ "
            "(tháng 9/2026 đến tháng 12/2026); người đỡ đầu đã dừng, không đòi."),
        ),
        ("not_raised", "Đến 15/01/2027 đã đến hạn 2.500.000 đ, mới lập kỳ chi 0 đ; còn 2.500.000 đ sẽ lập ở đợt chi tới."),
        ("uncovered", "Đến 15/01/2027 có 500.000 đ chưa có người đỡ đầu, quỹ chi."),
    ]  # fmt: skip


def test_money_in_advance_and_money_lent_by_the_fund(home):
    early, late = home.sponsor(), home.sponsor("Trần Thị Bình")
    one = home.agree(home.child(), half(early, 10_000), agreed=AGREED)
    other = home.agree(home.child("Lò Văn Bun"), half(late, 10_000), agreed=AGREED)
    for each in (one, other):
        home.enrol(each.recipient_id, 2026, grade=10)
    gives(home, one, 6_000_000)
    home.pay(TODAY)

    assert told(home) == [
        ("ahead", "Phần số 1: đã góp trước 3.500.000 đ, đủ đến hết tháng 8/2027."),
        (
            "arrears",
            (
                "Phần số 2: đến 15/01/2027 đã hứa 2.500.000 đ, đã nhận 0 đ; còn thiếu 2.500.000 đ "
                "(tháng 9/2026 đến tháng 1/2027)."
            ),
        ),
        ("lent", "Phần số 2: đã chi cho em 2.500.000 đ, mới nhận 0 đ; quỹ đang ứng trước 2.500.000 đ."),
    ]


def test_a_grade_that_contradicts_the_school_is_asked_about(home):
    made = home.agree(agreed=AGREED, starts=Month(2026, 9), grade=8)
    home.enrol(made.recipient_id, 2026, "Trường THCS Bình Minh", grade=7)
    home.raise_until(TODAY)

    assert told(home)[-1] == (
        "grade",
        "Năm học 2026-2027: trường ghi lớp 7, lịch đang tính lớp 8; nếu em học lại lớp, hãy ghi sự việc lưu ban.",
    )


def test_nobody_asks_for_the_grade_of_a_child_that_is_gone(home):
    made = home.agree(agreed=AGREED, grade=8)
    home.enrol(made.recipient_id, 2026, "Trường THCS Bình Minh", grade=7)
    home.do("sponsorship.event", lambda s, c: record(s, c, made, EventKind.MOVE, date(2026, 9, 1)))

    assert told(home) == []


def test_what_was_paid_beyond_the_end_is_to_be_recovered(home):
    made = home.agree(agreed=AGREED)
    home.enrol(made.recipient_id, 2026, grade=10)
    home.pay(TODAY)
    home.do("sponsorship.event", lambda s, c: record(s, c, made, EventKind.LEAVE, date(2026, 12, 15)))

    assert told(home) == [
        ("overpaid", "Tháng 1/2027 đã chi 500.000 đ ngày 15/01/2027 nhưng không còn được nhận; kỳ chi số 5 cần thu hồi."),
    ]  # fmt: skip
