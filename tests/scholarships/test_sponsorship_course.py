"""What happens to a sponsored child. Today is 15/01/2027; paid are 500.000 đ a month from September 2026."""

from __future__ import annotations

from datetime import date

import pytest

from khfund.calendar import Month, SchoolYear
from khfund.ledger.accounting_period import ReasonMissingError
from khfund.scholarships.coverage import covered
from khfund.scholarships.instalment import DropReason
from khfund.scholarships.schedule import EventKind
from khfund.scholarships.sponsor_share import shares_of
from khfund.scholarships.sponsorship import SponsorshipUnknownError
from khfund.scholarships.sponsorship_course import (
    ChildEventMisfitError,
    DeathAheadError,
    EndReasonError,
    RepeatedYearError,
    end,
    record,
    repeat_class,
    replace,
    take_back,
)
from tests.donations.offices import refusal_of
from tests.scholarships.sponsorships import RATE, a_home, half

TODAY = date(2027, 1, 15)


@pytest.fixture
def home(database):
    return a_home(database)


def happens(home, made, kind, day=TODAY, **more):
    return home.do("sponsorship.event", lambda s, c: record(s, c, made, EventKind(kind), day, **more))


def test_unpaid_months_after_a_death_are_withdrawn_with_its_code(home):
    made = home.agree(None, home.sponsor())
    home.raise_until(TODAY)

    happens(home, made, "die", date(2026, 11, 20))

    assert home.owed(made) == [
        ("9/2026", RATE, "monthly", ""),
        ("10/2026", RATE, "monthly", ""),
        ("11/2026", RATE, "monthly", ""),
        ("12/2026", RATE, "monthly", "died"),
        ("1/2027", RATE, "monthly", "died"),
    ]


def test_nothing_more_is_owed_after_the_end(home):
    made = home.agree(None, home.sponsor())
    happens(home, made, "leave", date(2026, 11, 1))

    home.raise_until(date(2027, 12, 31))

    assert [month for month, *_ in home.owed(made)] == ["9/2026", "10/2026"]


def test_a_death_taken_back_is_made_good(home):
    made = home.agree(None, home.sponsor(), grade=12)
    home.raise_until(date(2026, 10, 31))
    event = happens(home, made, "die", date(2026, 10, 1))

    home.do("sponsorship.event", lambda s, c: take_back(s, c, made, event, reason="Nhầm em"))
    home.raise_until(date(2026, 11, 30))

    assert home.owed(made) == [
        ("9/2026", RATE, "monthly", ""),
        ("10/2026", RATE, "monthly", "died"),
        ("10/2026", RATE, "back_pay", ""),
        ("11/2026", RATE, "monthly", ""),
    ]


def test_taking_back_says_why(home):
    made = home.agree()
    event = happens(home, made, "suspend")

    with pytest.raises(ReasonMissingError):
        home.do("sponsorship.event", lambda s, c: take_back(s, c, made, event, reason=" "))


def test_an_event_on_which_another_stands_is_not_taken_back(home):
    made = home.agree()
    pause = happens(home, made, "suspend", date(2026, 10, 1))
    happens(home, made, "resume", date(2026, 12, 1))

    said = refusal_of(
        ChildEventMisfitError,
        lambda: home.do("sponsorship.event", lambda s, c: take_back(s, c, made, pause, reason="Nhầm")),
    )

    assert said == (
        f"Sự việc «tiếp tục» ngày 01/12/2026 không khớp với các sự việc đã ghi của thỏa thuận số {made.id}; "
        f"xem bằng `khfund sponsorship show {made.id}`."
    )


def test_suspended_months_are_made_good_once_if_so_decided(home):
    made = home.agree(None, home.sponsor())
    happens(home, made, "suspend", date(2026, 11, 1))
    home.raise_until(date(2026, 12, 31))
    assert [month for month, *_ in home.owed(made)] == ["9/2026", "10/2026"]

    happens(home, made, "resume", date(2027, 1, 10), back_pay=True)
    home.raise_until(TODAY)
    home.raise_until(TODAY)

    assert [month for month, *_ in home.owed(made)] == ["9/2026", "10/2026", "11/2026", "12/2026", "1/2027"]


def test_without_back_pay_what_was_written_for_suspended_months_is_withdrawn(home):
    made = home.agree(None, home.sponsor())
    home.raise_until(date(2026, 12, 31))
    happens(home, made, "suspend", date(2026, 12, 1))

    happens(home, made, "resume", date(2027, 1, 1))

    assert home.owed(made)[-1] == ("12/2026", RATE, "monthly", "suspended")


def test_whoever_repeats_a_class_is_supported_a_year_longer_and_covered(home):
    made = home.agree(None, home.sponsor(), grade=12)

    home.do("sponsorship.event", lambda s, c: repeat_class(s, c, made, SchoolYear(2027)))

    assert home.months(made)[-1] == "8/2028"
    assert len(home.read(lambda s: covered(s, made.recipient_id, made.programme_id))) == 24


def test_repeating_may_be_recorded_as_an_event_on_any_day_of_the_school_year(home):
    made = home.agree(grade=12)

    happens(home, made, "repeat", date(2028, 3, 1))

    assert home.months(made)[-1] == "8/2028"


@pytest.mark.parametrize("year", [2026, 2028])
def test_a_class_is_repeated_within_the_sponsorship(home, year):
    made = home.agree(grade=12)

    said = refusal_of(
        RepeatedYearError,
        lambda: home.do("sponsorship.event", lambda s, c: repeat_class(s, c, made, SchoolYear(year))),
    )

    assert said == (
        f"Năm học {year}-{year + 1} không ghi lưu ban được cho thỏa thuận số {made.id}: "
        "ngoài thời gian đỡ đầu, đã ghi rồi, hoặc không tính theo lớp."
    )


def test_a_class_is_repeated_once(home):
    made = home.agree(grade=10)
    home.do("sponsorship.event", lambda s, c: repeat_class(s, c, made, SchoolYear(2027)))

    with pytest.raises(RepeatedYearError):
        home.do("sponsorship.event", lambda s, c: repeat_class(s, c, made, SchoolYear(2027)))


def test_nothing_follows_a_death(home):
    made = home.agree()
    happens(home, made, "die", date(2026, 12, 1))

    with pytest.raises(ChildEventMisfitError):
        happens(home, made, "suspend", date(2027, 1, 1))


def test_a_death_does_not_lie_ahead(home):
    made = home.agree()

    said = refusal_of(DeathAheadError, lambda: happens(home, made, "die", date(2027, 1, 16)))

    assert said == "Ngày mất 16/01/2027 sau hôm nay; hãy xem lại ngày."


def test_an_end_has_a_reason_of_its_own(home):
    made = home.agree()

    said = refusal_of(
        EndReasonError, lambda: home.do("sponsorship.end", lambda s, c: end(s, c, made, DropReason.DIED))
    )

    assert (
        said
        == "«đã mất» không dùng để kết thúc thỏa thuận; hãy ghi sự việc tương ứng bằng `khfund sponsorship event`."
    )
    with pytest.raises(EndReasonError):
        happens(home, made, "end")
    with pytest.raises(ReasonMissingError):
        home.do("sponsorship.end", lambda s, c: end(s, c, made, DropReason.OTHER))


def test_a_sponsorship_entered_by_mistake_owes_nothing(home):
    made = home.agree(None, home.sponsor())
    home.raise_until(TODAY)

    home.do("sponsorship.end", lambda s, c: end(s, c, made, DropReason.MISTAKE))

    assert {code for *_, code in home.owed(made)} == {"mistake"}
    assert home.months(made) == []


def test_a_sponsorship_of_another_unit_has_no_events(home):
    made = home.agree()
    made.unit_id = 99

    with pytest.raises(SponsorshipUnknownError):
        happens(home, made, "suspend")


# -- another child ----------------------------------------------------------------------------------------------------


def test_the_sponsors_go_on_with_another_child_from_the_next_month(home):
    an, binh = home.sponsor(), home.sponsor("Trần Thị Bình")
    made = home.agree(None, half(an), half(binh, until=Month(2027, 6)))
    other = home.child("Lò Văn Bun")

    new = home.do(
        "sponsorship.replace", lambda s, c: replace(s, c, made, other, day=date(2026, 12, 20), grade=11)
    )

    assert (new.replaces_id, new.recipient_id, Month.from_number(new.first_month)) == (
        made.id,
        other.id,
        Month(2027, 1),
    )
    assert home.months(made)[-1] == "12/2026"
    shares = home.read(lambda s: shares_of(s, [new])[new.id])
    assert [(one.donor_id, one.part, one.until_month) for one in shares] == [
        (an.id, 5_000, None),
        (binh.id, 5_000, 202706),
    ]


def test_a_child_replaced_on_the_first_of_a_month_is_replaced_in_that_month(home):
    made, other = home.agree(None, home.sponsor(), grade=None, ends=Month(2027, 12)), home.child("Lò Văn Bun")

    new = home.do("sponsorship.replace", lambda s, c: replace(s, c, made, other, day=date(2027, 2, 1)))

    assert (home.months(made)[-1], home.months(new)[0], home.months(new)[-1]) == (
        "1/2027",
        "2/2027",
        "12/2027",
    )
