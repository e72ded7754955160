"""Which months are owed, from terms and events alone."""

from __future__ import annotations

import itertools
from datetime import date

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from khfund.calendar import Month, SchoolYear
from khfund.scholarships.instalment import DropReason
from khfund.scholarships.schedule import (
    MONTHS_OF_YEAR,
    Cover,
    EventKind,
    Happening,
    Phase,
    Rate,
    ScheduleTermsError,
    State,
    Terms,
    Uncovered,
    due_day,
    first_misfit,
    grade_in,
    last_school_year,
    phases,
    require_sound,
    schedule,
)

SEPTEMBER = Month(2026, 9)
RATE = 500_000


def terms(grade: int | None = 10, **more) -> Terms:
    """500.000 đ a month from September 2026, in grade 10 in 2026-2027 unless said otherwise."""
    known = {"starts": SEPTEMBER, "rates": (Rate(SEPTEMBER, RATE),), "grade": grade, "school_year": 2026}
    return Terms(**(known | more))


def happened(kind: str, day: date, **more) -> Happening:
    return Happening(EventKind(kind), day, **more)


def months(of: Terms) -> list[Month]:
    return [one.month for one in schedule(of)]


# -- the plain course -------------------------------------------------------------------------------------------------


def test_twelve_children_and_1092_child_months_make_546_million():
    """Source: the published report of 2023, section 9.1: 12 children, 500.000 đ a month, 546.000.000 đ to the end."""
    grades = (3, 4, 4, 5, 5, 5, 6, 6, 6, 7, 7, 7)
    starts = Month(2023, 9)

    children = [
        schedule(Terms(starts, (Rate(starts, RATE),), grade=grade, school_year=2023)) for grade in grades
    ]

    assert sum(len(child) for child in children) == 1_092
    assert sum(one.amount for child in children for one in child) == 546_000_000
    assert sum(one.amount for child in children for one in child if one.month.year == 2024) == 72_000_000


def test_support_runs_through_the_summer_that_closes_grade_12():
    assert (months(terms(12))[0], months(terms(12))[-1], len(months(terms(12)))) == (
        SEPTEMBER,
        Month(2027, 8),
        12,
    )


@pytest.mark.parametrize(("count", "last"), [(9, Month(2027, 5)), (10, Month(2027, 6)), (12, Month(2027, 8))])
def test_so_many_months_of_a_school_year_are_paid(count, last):
    found = months(terms(12, payable=frozenset(MONTHS_OF_YEAR[count])))

    assert (len(found), found[-1]) == (count, last)


def test_months_may_be_listed_one_by_one():
    assert months(terms(12, payable=frozenset({9, 1}))) == [SEPTEMBER, Month(2027, 1)]


def test_an_agreed_last_month_comes_before_the_end_of_school():
    assert months(terms(10, ends=Month(2026, 11))) == [SEPTEMBER, Month(2026, 10), Month(2026, 11)]


def test_a_child_without_a_grade_has_a_last_month():
    assert months(terms(None, ends=Month(2026, 10))) == [SEPTEMBER, Month(2026, 10)]


def test_who_joins_in_the_middle_of_a_year_gets_the_months_that_are_left():
    found = months(terms(12, starts=Month(2027, 3), rates=(Rate(Month(2027, 3), RATE),)))

    assert (found[0], len(found)) == (Month(2027, 3), 6)


@pytest.mark.parametrize(
    ("month", "pay_day", "day"),
    [
        (Month(2027, 2), 31, date(2027, 2, 28)),
        (Month(2028, 2), 29, date(2028, 2, 29)),
        (Month(2027, 2), 29, date(2027, 2, 28)),
        (Month(2027, 4), 31, date(2027, 4, 30)),
        (Month(2027, 3), 5, date(2027, 3, 5)),
    ],
)
def test_a_day_that_a_month_lacks_is_its_last(month, pay_day, day):
    assert due_day(month, pay_day) == day


# -- classes ----------------------------------------------------------------------------------------------------------


def test_repeating_a_class_gives_one_more_year():
    again = terms(10, happenings=(happened("repeat", date(2027, 9, 1)),))

    assert len(schedule(again)) == 48
    assert [grade_in(again, year) for year in (2026, 2027, 2028, 2029)] == [10, 10, 11, 12]


def test_grade_12_itself_may_be_repeated():
    assert last_school_year(terms(12, happenings=(happened("repeat", date(2027, 9, 1)),))) == 2027


def test_a_class_repeated_before_or_long_after_the_sponsorship_gives_nothing():
    again = (happened("repeat", date(2025, 9, 1)), happened("repeat", date(2035, 9, 1)))

    assert schedule(terms(happenings=again)) == schedule(terms())


def test_an_early_graduation_ends_it():
    assert months(terms(10, happenings=(happened("graduate", date(2027, 5, 31)),)))[-1] == Month(2027, 5)


# -- leaving, suspension ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "last"),
    [
        (date(2027, 1, 31), Month(2027, 1)),
        (date(2027, 2, 1), Month(2027, 1)),
        (date(2027, 2, 2), Month(2027, 2)),
        (date(2027, 2, 28), Month(2027, 2)),
        (date(2028, 2, 29), Month(2028, 2)),
    ],
)
@pytest.mark.parametrize("kind", ["leave", "move", "die", "graduate"])
def test_whoever_leaves_on_the_first_of_a_month_is_not_owed_it_whoever_leaves_later_is(kind, day, last):
    assert months(terms(happenings=(happened(kind, day),)))[-1] == last


def test_who_comes_back_is_supported_from_then_on():
    away = (happened("leave", date(2026, 11, 10)), happened("resume", date(2027, 2, 1)))

    assert months(terms(happenings=away))[:5] == [
        SEPTEMBER, Month(2026, 10), Month(2026, 11), Month(2027, 2), Month(2027, 3),
    ]  # fmt: skip


def test_a_suspended_child_keeps_its_months_until_somebody_decides():
    found = schedule(terms(happenings=(happened("suspend", date(2026, 11, 1)),)))

    assert len(found) == 36
    assert [one.month for one in found if not one.is_held] == [SEPTEMBER, Month(2026, 10)]


def test_a_suspension_without_back_pay_loses_its_months():
    pause = (happened("suspend", date(2026, 11, 1)), happened("resume", date(2027, 1, 1)))

    assert months(terms(happenings=pause))[:3] == [SEPTEMBER, Month(2026, 10), Month(2027, 1)]


def test_a_suspension_with_back_pay_owes_its_months_from_the_resumption_on():
    pause = (
        happened("suspend", date(2026, 11, 1)),
        happened("resume", date(2027, 1, 20), back_pay=True),
    )

    assert [one.due for one in schedule(terms(happenings=pause))[:6]] == [
        date(2026, 9, 1), date(2026, 10, 1), date(2027, 1, 20), date(2027, 1, 20), date(2027, 1, 20),
        date(2027, 2, 1),
    ]  # fmt: skip


def test_who_leaves_while_suspended_is_not_owed_the_suspended_months():
    gone = (happened("suspend", date(2026, 11, 1)), happened("die", date(2027, 3, 15)))

    assert months(terms(happenings=gone)) == [SEPTEMBER, Month(2026, 10)]


def test_the_phases_tell_why_and_since_when():
    course = phases((happened("suspend", date(2026, 11, 1)), happened("leave", date(2027, 1, 5))))

    assert course == (
        Phase(date.min, State.RUNNING, None, date(2026, 11, 1)),
        Phase(date(2026, 11, 1), State.SUSPENDED, DropReason.SUSPENDED, date(2027, 1, 5)),
        Phase(date(2027, 1, 5), State.AWAY, DropReason.LEFT_SCHOOL),
    )


@pytest.mark.parametrize(
    "events",
    [
        [("resume", date(2027, 1, 1))],
        [("die", date(2027, 1, 1)), ("leave", date(2027, 2, 1))],
        [("suspend", date(2027, 1, 1)), ("suspend", date(2027, 2, 1))],
        [("leave", date(2027, 1, 1)), ("suspend", date(2027, 2, 1))],
    ],
)
def test_an_event_that_does_not_fit_is_named(events):
    made = [happened(kind, day) for kind, day in events]

    assert first_misfit(made) == made[-1]


# -- rates and sponsors -----------------------------------------------------------------------------------------------


def test_a_rate_counts_from_its_month_on():
    changed = terms(12, rates=(Rate(Month(2027, 1), 600_000), Rate(SEPTEMBER, RATE)))

    assert [one.amount for one in schedule(changed)] == [RATE] * 4 + [600_000] * 8


def test_sponsors_share_a_month_without_losing_a_dong():
    thirds = tuple(Cover(share, SEPTEMBER, None, 3_333) for share in (1, 2, 3))

    first = schedule(terms(covers=thirds))[0]

    assert (first.parts, first.amount) == (((1, 166_650), (2, 166_650), (3, 166_650)), RATE)


def test_the_fund_carries_on_when_a_sponsor_stops_if_so_agreed():
    covers = (Cover(1, SEPTEMBER, Month(2026, 11), 10_000),)

    assert len(schedule(terms(12, covers=covers))) == 12
    assert months(terms(12, covers=covers, uncovered=Uncovered.STOP)) == [SEPTEMBER, Month(2026, 10)]


def test_of_half_a_child_half_is_paid_if_nobody_carries_the_rest():
    covers = (Cover(1, SEPTEMBER, None, 5_000),)

    assert {one.amount for one in schedule(terms(covers=covers, uncovered=Uncovered.STOP))} == {250_000}


# -- terms that do not do ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"rates": (Rate(SEPTEMBER, 0),)}, "mức mỗi tháng phải là số đồng lớn hơn 0"),
        ({"rates": ()}, "mức mỗi tháng phải là số đồng lớn hơn 0"),
        ({"rates": (Rate(SEPTEMBER, 10**19),)}, "mức mỗi tháng phải là số đồng lớn hơn 0"),
        ({"grade": None}, "chưa biết lớp thì phải có tháng cuối"),
        ({"grade": 13}, "lớp phải từ 1 đến 12"),
        ({"payable": frozenset()}, "tháng chi trong năm phải từ 1 đến 12"),
        ({"payable": frozenset({13})}, "tháng chi trong năm phải từ 1 đến 12"),
        ({"pay_day": 32}, "ngày chi trong tháng phải từ 1 đến 31"),
        ({"ends": Month(2026, 8)}, "từ tháng bắt đầu đến tháng cuối không có tháng nào được chi"),
    ],
)
def test_terms_under_which_nothing_could_be_paid_are_refused(wrong, reason):
    with pytest.raises(ScheduleTermsError) as refusal:
        require_sound(attrs.evolve(terms(), **wrong))

    assert str(refusal.value) == f"Thỏa thuận đỡ đầu chưa dùng được: {reason}; hãy sửa rồi ghi lại."


# -- whatever is agreed and happens -----------------------------------------------------------------------------------

some_months = st.builds(Month, st.integers(2026, 2031), st.integers(1, 12))
some_days = st.dates(date(2026, 7, 1), date(2031, 12, 31))
some_events = st.builds(
    Happening,
    st.sampled_from([one for one in EventKind if one is not EventKind.END]),
    some_days,
    st.booleans(),
)
some_covers = st.builds(Cover, st.integers(1, 4), some_months, st.none() | some_months, st.integers(1, 2_500))
some_terms = st.builds(
    terms,
    st.integers(1, 12),
    payable=st.frozensets(st.integers(1, 12), min_size=1),
    pay_day=st.integers(1, 31),
    ends=st.none() | some_months,
    uncovered=st.sampled_from(Uncovered),
    rates=st.lists(
        st.builds(Rate, some_months, st.integers(1, 10**7)), max_size=4, unique_by=lambda one: one.since
    ).map(
        lambda more: (
            (Rate(Month(2026, 1), RATE), *more)
            if not any(one.since == Month(2026, 1) for one in more)
            else tuple(more)
        )
    ),
    covers=st.lists(some_covers, max_size=4, unique_by=lambda one: one.share).map(tuple),
    happenings=st.lists(some_events, max_size=5).map(tuple),
)


@given(some_terms)
def test_no_month_comes_twice_and_none_lies_outside_the_agreement(of):
    found = schedule(of)

    assert months(of) == sorted({one.month for one in found})
    assert all(one.month.month in of.payable and one.month >= of.starts for one in found)
    assert all(of.ends is None or one.month <= of.ends for one in found)
    assert all(one.due >= one.month.first and one.amount > 0 for one in found)
    assert all(sum(dong for _, dong in one.parts) <= one.amount <= one.rate for one in found)


@given(some_terms)
def test_no_month_lies_after_the_end(of):
    (*_, last) = phases(of.happenings)

    if last.state is State.ENDED:
        assert all(one.month.first < last.start for one in schedule(of))


@given(some_terms, st.randoms(use_true_random=False))
def test_the_order_in_which_events_and_rates_were_entered_does_not_matter(of, random):
    shuffled = {
        name: tuple(random.sample(list(getattr(of, name)), len(getattr(of, name))))
        for name in ("happenings", "rates", "covers")
    }

    assert schedule(attrs.evolve(of, **shuffled)) == schedule(of)


def test_every_order_of_a_whole_life_gives_the_same_schedule():
    life = (
        happened("repeat", date(2028, 9, 1)),
        happened("suspend", date(2026, 11, 1)),
        happened("resume", date(2027, 1, 1), back_pay=True),
        happened("leave", date(2027, 3, 5)),
        happened("resume", date(2027, 9, 1)),
    )

    assert len({schedule(terms(happenings=order)) for order in itertools.permutations(life)}) == 1


@given(some_terms, st.integers(2026, 2040))
def test_a_class_repeated_never_takes_a_month_away(of, year):
    again = Happening(EventKind.REPEAT, SchoolYear(year).start)

    assert set(months(of)) <= set(months(attrs.evolve(of, happenings=(*of.happenings, again))))


@given(st.lists(some_events, max_size=6))
def test_phases_follow_one_another_without_a_gap(events):
    course = phases(events)

    assert [one.until for one in course[:-1]] == [one.start for one in course[1:]]
    assert course[-1].until is None
