"""What falls due, is still to come, and lies beyond the end. Today is 15/01/2027."""

from __future__ import annotations

from datetime import date

import pytest

from khfund.calendar import Month
from khfund.ledger import Fund
from khfund.ledger.commitment import commitments
from khfund.reports.forecast import forecast
from khfund.scholarships.instalment import RAISERS, DropReason, Instalment, withdraw
from khfund.scholarships.recipient import Recipient
from khfund.scholarships.recipient_change import merge_recipients
from khfund.scholarships.schedule import EventKind
from khfund.scholarships.sponsorship_course import end, record
from khfund.scholarships.sponsorship_due import OwedTwiceError, PaidBeyondEndError, beyond, counted
from tests.scholarships.sponsorships import RATE, TODAY, a_home


@pytest.fixture
def home(database):
    return a_home(database)


def test_each_month_is_written_once_when_it_falls_due(home):
    made = home.agree(None, home.sponsor(), pay_day=10)

    for until in (
        date(2026, 9, 9),
        date(2026, 9, 10),
        date(2026, 10, 9),
        date(2026, 10, 10),
        date(2026, 10, 10),
    ):
        home.raise_until(until)

    assert home.owed(made) == [("9/2026", RATE, "monthly", ""), ("10/2026", RATE, "monthly", "")]


def test_an_instalment_names_nobody(home):
    home.agree(home.child("Lò Thị Ánh"), home.sponsor())
    home.raise_until(date(2026, 9, 30))

    said = home.read(lambda s: [one.what for one in s.query(Instalment)])

    assert said == ["Nuôi em khuyến học: tháng 9/2026"]


def test_what_a_person_withdrew_for_good_is_not_written_again(home):
    made = home.agree(None, home.sponsor())
    home.raise_until(date(2026, 9, 30))
    home.do(
        "payment.draft",
        lambda s, c: withdraw(s, c, s.get_one(Instalment, 1), reason=DropReason.REFUSED),
    )

    home.raise_until(date(2026, 9, 30))

    assert home.owed(made) == [("9/2026", RATE, "monthly", "refused")]
    assert home.read(lambda s: counted(s, home.office.unit)) == {(made.id, 202609): RATE}


def test_a_suspended_month_is_still_promised(home):
    made = home.agree(None, home.sponsor(), grade=12)
    home.do("sponsorship.event", lambda s, c: record(s, c, made, EventKind.SUSPEND, date(2026, 9, 1)))
    home.raise_until(TODAY)

    told = home.read(lambda s: commitments(s, home.office.unit, TODAY))

    assert home.owed(made) == []
    assert sum(one.amount for one in told) == 6_000_000


def test_the_forecast_knows_the_months_to_come(home):
    home.agree(None, home.sponsor(), grade=12)
    home.raise_until(TODAY)

    (found,) = home.read(
        lambda s: forecast(s, home.office.unit, TODAY, 3, funds=[s.get_one(Fund, home.office.kh)])
    )

    assert [(str(one.month), one.due) for one in found.months] == [
        ("Tháng 1/2027", 5 * RATE), ("Tháng 2/2027", RATE), ("Tháng 3/2027", RATE),
    ]  # fmt: skip


def test_two_children_who_turn_out_to_be_one_are_owed_once(home):
    one, other = home.child(), home.child("Lò Thị Ánh B")
    first = home.agree(one, home.sponsor())
    second = home.agree(other, home.sponsor("Trần Thị Bình"))
    home.do(
        "recipient.merge",
        lambda s, c: merge_recipients(
            s, c, s.get_one(Recipient, other.id), survivor=s.get_one(Recipient, one.id), reason="Một em"
        ),
    )
    seen = []

    def work(session, command):
        for raiser in RAISERS:
            raiser(session, command, date(2026, 9, 30))
        seen.extend(command.warnings)

    home.do("payment.draft", work)

    assert (home.owed(first), home.owed(second)) == ([("9/2026", RATE, "monthly", "")], [])
    assert [type(each) for each in seen] == [OwedTwiceError]
    assert str(seen[0]) == (
        f"Lưu ý: Tháng 9/2026 của thỏa thuận đỡ đầu số {second.id} đã có kỳ chi theo thỏa thuận khác của cùng em, "
        "cùng chương trình; không ghi lần nữa."
    )


def test_a_month_given_up_under_one_agreement_is_owed_under_the_next(home):
    child = home.child()
    wrong = home.agree(child, home.sponsor())
    home.raise_until(date(2026, 9, 30))
    home.do("sponsorship.end", lambda s, c: end(s, c, wrong, DropReason.REPLACED, day=date(2026, 9, 1)))
    right = home.agree(child, home.sponsor("Trần Thị Bình"))

    home.raise_until(date(2026, 9, 30))

    assert home.owed(right) == [("9/2026", RATE, "back_pay", "")]


def test_what_was_paid_beyond_the_end_stands_and_is_pointed_out(home):
    made = home.agree(None, home.sponsor())
    home.enrol(made.recipient_id, 2026)
    home.pay(TODAY)
    seen = []

    def work(session, command):
        record(session, command, made, EventKind.LEAVE, date(2026, 11, 15))
        seen.extend(command.warnings)

    home.do("sponsorship.event", work)

    (told,) = map(str, seen)
    assert told == (
        f"Lưu ý: thỏa thuận đỡ đầu số {made.id} có 2 kỳ chi, 1.000.000 đ, đã duyệt chi cho tháng không còn được nhận; "
        "xem `khfund sponsorship overpaid` và thu hồi."
    )
    assert isinstance(seen[0], PaidBeyondEndError)
    found = home.read(lambda s: beyond(s, [s.merge(made, load=False)]))
    assert [(Month.from_number(one.instalment.month), one.reason) for one in found] == [
        (Month(2026, 12), DropReason.LEFT_SCHOOL), (Month(2027, 1), DropReason.LEFT_SCHOOL),
    ]  # fmt: skip
