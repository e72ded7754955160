"""Agreeing a sponsorship, and what sponsors change afterwards. Today is 15/01/2027."""

from __future__ import annotations

from datetime import date

import pytest

from khfund.calendar import Month
from khfund.donations.donor import DonorUnknownError
from khfund.ledger import Fund
from khfund.ledger.accounting_period import ReasonMissingError
from khfund.ledger.commitment import commitments, spending_room
from khfund.reports.check import check
from khfund.scholarships.coverage import covered
from khfund.scholarships.instalment import DropReason
from khfund.scholarships.programme import ProgrammeUnknownError
from khfund.scholarships.recipient import RecipientUnknownError
from khfund.scholarships.schedule import MONTHS_OF_YEAR, ScheduleTermsError, Uncovered
from khfund.scholarships.sponsor_share import ShareEndedError, Sponsor, shares_of
from khfund.scholarships.sponsorship import SponsorshipUnknownError
from khfund.scholarships.sponsorship_agreement import (
    AlsoSponsoredError,
    ChildSponsoredError,
    NewShare,
    NewSponsorship,
    PastMonthError,
    RateLowersPastError,
    agree,
    change_rate,
    change_share,
    join,
    stop_sponsor,
)
from tests.donations.offices import refusal_of
from tests.scholarships.sponsorships import RATE, SEPTEMBER, a_home, a_programme, half

TODAY = date(2027, 1, 15)


@pytest.fixture
def home(database):
    return a_home(database)


def share_of(home, made, place=0):
    return home.read(lambda s: shares_of(s, [made])[made.id][place])


def parts(home, made):
    found = home.read(lambda s: covered(s, made.recipient_id, made.programme_id))
    return {f"{month.month}/{month.year}": part for month, part in found.items()}


# -- agreeing ---------------------------------------------------------------------------------------------------------


def test_what_is_agreed_is_a_commitment_to_the_last_month(home):
    home.agree(None, home.sponsor(), grade=10)

    told = home.read(lambda s: commitments(s, home.office.unit, TODAY))

    assert (len(told), sum(one.amount for one in told)) == (36, 18_000_000)
    assert {one.what for one in told} == {"Đỡ đầu, các tháng tới: Nuôi em khuyến học"}
    assert (told[0].day, told[-1].day) == (date(2026, 9, 1), date(2029, 8, 1))


def test_twelve_children_leave_546_million_less_to_be_promised(home):
    for number, grade in enumerate((3, 4, 4, 5, 5, 5, 6, 6, 6, 7, 7, 7), 1):
        home.agree(home.child(f"Lò Thị Mẫu {number}"), grade=grade)

    room = home.read(lambda s: spending_room(s, s.get_one(Fund, home.office.kh), TODAY))

    assert room.committed == 546_000_000


def test_months_owed_already_are_told_by_payments_and_not_twice(home):
    home.agree(None, home.sponsor(), grade=12)
    home.raise_until(TODAY)

    told = home.read(lambda s: commitments(s, home.office.unit, TODAY))

    assert sum(one.amount for one in told) == 6_000_000
    assert sum(one.amount for one in told if one.what.startswith("Đỡ đầu")) == 3_500_000


def test_nothing_was_promised_before_it_was_agreed(home):
    home.agree(None, home.sponsor(), agreed=date(2026, 9, 5))

    assert home.read(lambda s: commitments(s, home.office.unit, date(2026, 9, 4))) == []


def test_a_child_is_sponsored_once_at_a_time_under_a_programme(home):
    child = home.child()
    made = home.agree(child, grade=10)

    said = refusal_of(ChildSponsoredError, lambda: home.agree(child, grade=10, starts=Month(2028, 1)))

    assert said == (
        f"Em này đang được đỡ đầu theo thỏa thuận số {made.id} của cùng chương trình (Tháng 1/2028); "
        "hãy thêm người đỡ đầu bằng `khfund sponsorship join`."
    )


def test_after_an_agreed_last_month_a_child_may_be_sponsored_anew(home):
    child = home.child()
    home.agree(child, grade=10, ends=Month(2026, 12))

    made = home.agree(child, grade=10, starts=Month(2027, 1))

    assert len(home.months(made)) == 32


def test_two_programmes_for_one_child_are_pointed_out(home):
    child = home.child()
    made = home.agree(child)
    other = a_programme(home.office, "CN", "Con nuôi")
    seen = []

    def work(session, command):
        agree(session, command, other, child, NewSponsorship(SEPTEMBER, RATE, 10))
        seen.extend(command.warnings)

    home.do("sponsorship.agree", work)

    assert [type(one) for one in seen] == [AlsoSponsoredError]
    assert str(seen[0]) == (
        f"Lưu ý: em này đang được đỡ đầu ở chương trình khác (thỏa thuận số {made.id}); nên phối hợp để một em "
        "không nhận từ nhiều chương trình cùng lúc (TT 35/2011/TT-BGDĐT, Điều 5)."
    )


@pytest.mark.parametrize(
    ("which", "error"),
    [("child", RecipientUnknownError), ("programme", ProgrammeUnknownError), ("giver", DonorUnknownError)],
)
def test_children_programmes_and_sponsors_are_the_units_own(home, which, error):
    kept = {"child": home.child(), "programme": home.programme, "giver": home.sponsor()}
    kept[which].unit_id = 99

    def work(session, command):
        new, sponsors = NewSponsorship(SEPTEMBER, RATE, 10), [NewShare(Sponsor(kept["giver"]))]
        agree(session, command, kept["programme"], kept["child"], new, sponsors=sponsors)

    with pytest.raises(error):
        home.do("sponsorship.agree", work)


@pytest.mark.parametrize(
    ("share", "reason"),
    [
        ({"part": 0}, "phần đỡ đầu phải lớn hơn 0 và không quá 100 %"),
        ({"part": 10_001}, "phần đỡ đầu phải lớn hơn 0 và không quá 100 %"),
        ({"since": Month(2026, 8)}, "các tháng của phần đỡ đầu phải nằm trong thỏa thuận"),
        ({"until": Month(2026, 8)}, "các tháng của phần đỡ đầu phải nằm trong thỏa thuận"),
    ],
)
def test_a_share_lies_within_the_agreement(home, share, reason):
    giver = home.sponsor()

    said = refusal_of(ScheduleTermsError, lambda: home.agree(None, NewShare(Sponsor(giver), **share)))

    assert said == f"Thỏa thuận đỡ đầu chưa dùng được: {reason}; hãy sửa rồi ghi lại."


def test_a_sponsorship_of_another_unit_is_unknown(home):
    made, giver = home.agree(), home.sponsor()

    def work(session, command):
        made.unit_id = 99
        join(session, command, made, NewShare(Sponsor(giver)))

    assert refusal_of(SponsorshipUnknownError, lambda: home.do("sponsorship.join", work)) == (
        f"Đơn vị không có thỏa thuận đỡ đầu số {made.id}; xem bằng `khfund sponsorship list`."
    )


# -- sponsors ---------------------------------------------------------------------------------------------------------


def test_a_share_may_be_of_some_months_only(home):
    giver = home.sponsor()
    made = home.agree(None, NewShare(Sponsor(giver), until=Month(2026, 11)), grade=12)

    assert parts(home, made) == {"9/2026": 10_000, "10/2026": 10_000, "11/2026": 10_000}


def test_a_sponsor_who_stops_gives_up_the_months_to_come(home):
    made = home.agree(None, home.sponsor(), grade=12)
    share = share_of(home, made)

    home.do("sponsorship.stop", lambda s, c: stop_sponsor(s, c, share))

    assert list(parts(home, made)) == ["9/2026", "10/2026", "11/2026", "12/2026", "1/2027"]
    assert len(home.months(made)) == 12  # the fund carries on


def test_months_without_a_sponsor_are_not_paid_if_so_agreed(home):
    made = home.agree(None, home.sponsor(), grade=12, uncovered=Uncovered.STOP)
    share = share_of(home, made)
    home.raise_until(date(2027, 2, 1))

    home.do("sponsorship.stop", lambda s, c: stop_sponsor(s, c, share))

    assert home.months(made) == ["9/2026", "10/2026", "11/2026", "12/2026", "1/2027"]
    assert home.owed(made)[-1] == ("2/2027", RATE, "monthly", "sponsor_stopped")
    assert home.read(check) == []


def test_no_sponsor_stops_in_a_month_that_is_past(home):
    made = home.agree(None, home.sponsor())
    share = share_of(home, made)

    said = refusal_of(
        PastMonthError,
        lambda: home.do("sponsorship.stop", lambda s, c: stop_sponsor(s, c, share, since=Month(2026, 12))),
    )

    assert (
        said
        == "Chỉ đổi hoặc dừng từ Tháng 1/2027 trở đi, không từ Tháng 12/2026: các tháng trước giữ nguyên."
    )


def test_a_share_entered_by_mistake_falls_away_altogether(home):
    made = home.agree(None, home.sponsor())
    share = share_of(home, made)

    home.do("sponsorship.stop", lambda s, c: stop_sponsor(s, c, share, reason=DropReason.MISTAKE))

    assert parts(home, made) == {}


def test_another_reason_to_stop_is_said(home):
    share = share_of(home, home.agree(None, home.sponsor()))

    with pytest.raises(ReasonMissingError):
        home.do("sponsorship.stop", lambda s, c: stop_sponsor(s, c, share, reason=DropReason.OTHER))


def test_a_share_ends_once(home):
    share = share_of(home, home.agree(None, home.sponsor()))
    home.do("sponsorship.stop", lambda s, c: stop_sponsor(s, c, share))

    said = refusal_of(
        ShareEndedError, lambda: home.do("sponsorship.stop", lambda s, c: stop_sponsor(s, c, share))
    )

    assert said == f"Phần đỡ đầu số {share.id} đã dừng từ Tháng 2/2027; hãy ghi một phần mới."


def test_a_share_is_made_smaller_and_the_rest_is_free(home):
    binh = home.sponsor("Trần Thị Bình")
    made = home.agree(None, home.sponsor(), grade=12)
    share = share_of(home, made)

    home.do("sponsorship.share", lambda s, c: change_share(s, c, share, since=Month(2027, 7), part=2_500))
    home.do("sponsorship.join", lambda s, c: join(s, c, made, half(binh, 7_500, since=Month(2027, 7))))

    assert set(parts(home, made).values()) == {10_000}
    assert [one.part for one in home.read(lambda s: shares_of(s, [made])[made.id])] == [10_000, 2_500, 7_500]


def test_a_share_is_handed_to_another_sponsor(home):
    other = home.sponsor("Trần Thị Bình")
    made = home.agree(None, home.sponsor(), grade=12)
    share = share_of(home, made)

    home.do(
        "sponsorship.share",
        lambda s, c: change_share(s, c, share, since=Month(2027, 3), sponsor=Sponsor(other)),
    )

    assert share_of(home, made, 1).donor_id == other.id
    assert set(parts(home, made).values()) == {10_000}


def test_a_share_changes_after_its_first_month_and_not_before_today(home):
    share = share_of(home, home.agree(None, home.sponsor(), starts=Month(2027, 3)))

    said = refusal_of(
        PastMonthError,
        lambda: home.do(
            "sponsorship.share", lambda s, c: change_share(s, c, share, since=Month(2027, 3), part=1)
        ),
    )

    assert (
        said == "Chỉ đổi hoặc dừng từ Tháng 4/2027 trở đi, không từ Tháng 3/2027: các tháng trước giữ nguyên."
    )


# -- rates ------------------------------------------------------------------------------------------------------------


def test_a_higher_rate_from_a_past_month_is_made_good_month_by_month(home):
    made = home.agree(None, home.sponsor(), grade=12)
    home.raise_until(date(2026, 12, 31))

    home.do("sponsorship.rate", lambda s, c: change_rate(s, c, made, 600_000, since=Month(2026, 11)))
    home.raise_until(date(2027, 1, 31))
    home.raise_until(date(2027, 1, 31))

    assert home.owed(made) == [
        ("9/2026", RATE, "monthly", ""),
        ("10/2026", RATE, "monthly", ""),
        ("11/2026", RATE, "monthly", ""),
        ("12/2026", RATE, "monthly", ""),
        ("11/2026", 100_000, "back_pay", ""),
        ("12/2026", 100_000, "back_pay", ""),
        ("1/2027", 600_000, "monthly", ""),
    ]
    assert home.read(check) == []


def test_a_lower_rate_never_rewrites_the_past(home):
    made = home.agree(None, home.sponsor())
    home.raise_until(date(2026, 12, 31))

    said = refusal_of(
        RateLowersPastError,
        lambda: home.do(
            "sponsorship.rate", lambda s, c: change_rate(s, c, made, 400_000, since=Month(2026, 11))
        ),
    )
    home.do("sponsorship.rate", lambda s, c: change_rate(s, c, made, 400_000, since=Month(2027, 1)))
    home.raise_until(date(2027, 1, 31))

    assert said == (
        "Mức 400.000 đ thấp hơn mức đã ghi kỳ chi của Tháng 11/2026; các tháng đã đến hạn giữ nguyên, "
        "mức thấp hơn chỉ áp dụng từ Tháng 1/2027 trở đi."
    )
    assert [amount for _month, amount, _nature, _code in home.owed(made)] == [RATE] * 4 + [400_000]


def test_a_rate_begins_within_the_agreement(home):
    made = home.agree()

    with pytest.raises(ScheduleTermsError):
        home.do("sponsorship.rate", lambda s, c: change_rate(s, c, made, 600_000, since=Month(2026, 8)))


def test_of_two_rates_for_one_month_the_later_counts(home):
    made = home.agree(None, grade=12, payable=MONTHS_OF_YEAR[9])
    for amount in (700_000, 600_000):
        home.do(
            "sponsorship.rate",
            lambda s, c, amount=amount: change_rate(s, c, made, amount, since=Month(2027, 2)),
        )

    told = home.read(lambda s: commitments(s, home.office.unit, TODAY))

    assert sum(one.amount for one in told) == 5 * RATE + 4 * 600_000
