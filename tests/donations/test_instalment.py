from __future__ import annotations

from datetime import date, timedelta
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khfund.donations.instalment import (
    Allotment,
    Instalment,
    PledgeTermsError,
    Rhythm,
    Terms,
    allocate,
    instalments,
    require_sound,
)


def days_of(terms, until=None, most=5):
    return [(one.number, one.day, one.amount) for one in islice(instalments(terms, until), most)]


def test_the_31st_is_the_last_day_of_a_shorter_month():
    terms = Terms(Rhythm.MONTHLY, date(2026, 1, 31), 500_000)

    assert [day for _, day, _ in days_of(terms, most=4)] == [
        date(2026, 1, 31),
        date(2026, 2, 28),
        date(2026, 3, 31),
        date(2026, 4, 30),
    ]


@pytest.mark.parametrize(
    ("rhythm", "second"),
    [
        (Rhythm.MONTHLY, date(2026, 2, 5)),
        (Rhythm.QUARTERLY, date(2026, 4, 5)),
        (Rhythm.YEARLY, date(2027, 1, 5)),
    ],
)
def test_each_rhythm_has_its_step(rhythm, second):
    assert days_of(Terms(rhythm, date(2026, 1, 5), 1_000), most=2)[1] == (2, second, 1_000)


def test_a_promise_of_one_gift_falls_due_once():
    assert days_of(Terms(Rhythm.ONCE, date(2026, 1, 5), 1_000)) == [(1, date(2026, 1, 5), 1_000)]


def test_a_schedule_of_its_own_falls_due_as_it_says():
    listed = ((date(2026, 1, 5), 1_000), (date(2026, 9, 5), 2_000))

    assert days_of(Terms(Rhythm.LISTED, date(2026, 1, 5), listed=listed)) == [
        (1, date(2026, 1, 5), 1_000),
        (2, date(2026, 9, 5), 2_000),
    ]


def test_a_change_of_rate_leaves_what_fell_due_before():
    terms = Terms(
        Rhythm.MONTHLY, date(2026, 1, 5), 1_000, ends=date(2026, 3, 5), changes=((date(2026, 2, 6), 3_000),)
    )

    assert [amount for *_, amount in days_of(terms)] == [1_000, 1_000, 3_000]


def test_nothing_falls_due_from_the_day_of_the_end():
    terms = Terms(Rhythm.MONTHLY, date(2026, 1, 5), 1_000, ended=date(2026, 3, 5))

    assert [day for _, day, _ in days_of(terms)] == [date(2026, 1, 5), date(2026, 2, 5)]


def test_a_promise_without_end_ends_with_the_calendar():
    terms = Terms(Rhythm.YEARLY, date(9998, 1, 5), 1_000)

    assert len(days_of(terms)) == 2


@pytest.mark.parametrize(
    ("terms", "reason"),
    [
        (Terms(Rhythm.ONCE, date(2026, 1, 5), 0), "mỗi lần đóng phải là số đồng lớn hơn 0"),
        (Terms(Rhythm.LISTED, date(2026, 1, 5)), "mỗi lần đóng phải là số đồng lớn hơn 0"),
        (
            Terms(Rhythm.LISTED, date(2026, 1, 5), listed=((date(2026, 1, 5), 1), (date(2026, 1, 5), 2))),
            "các ngày trong lịch phải tăng dần, không trùng nhau",
        ),
        (Terms(Rhythm.MONTHLY, date(2026, 1, 5), 1, ends=date(2026, 1, 4)), "ngày cuối trước ngày đầu"),
        (Terms(Rhythm.MONTHLY, date(2026, 1, 5), 1, ends=date(9999, 1, 4)), "lịch dài quá 1.200 lần đóng"),
    ],
)
def test_terms_that_do_not_fit_are_refused_with_the_reason(terms, reason):
    with pytest.raises(PledgeTermsError) as refusal:
        require_sound(terms)

    assert str(refusal.value) == f"Cam kết chưa dùng được: {reason}; hãy sửa rồi ghi lại."


# -- allotting ------------------------------------------------------------------------------------------------------


def due(*amounts):
    return [
        Instalment(number, date(2026, 1, 5) + timedelta(days=30 * number), amount)
        for number, amount in enumerate(amounts, 1)
    ]


def test_money_pays_the_oldest_instalment_first_and_what_is_left_is_an_advance():
    assert allocate(due(100, 100), [(7, 150), (9, 80)]) == [
        Allotment(7, 1, 100),
        Allotment(7, 2, 50),
        Allotment(9, 2, 50),
        Allotment(9, None, 30),
    ]


AMOUNTS = st.lists(st.integers(1, 10_000), max_size=12)


@given(AMOUNTS, AMOUNTS)
def test_every_dong_is_allotted_once_and_no_instalment_takes_more_than_it_is(promised, came):
    payments = list(enumerate(came, 1))

    found = allocate(due(*promised), payments)

    assert {
        number: sum(one.amount for one in found if one.payment == number) for number, _ in payments
    } == dict(payments)
    paid = [
        sum(one.amount for one in found if one.instalment == number) for number in range(1, len(promised) + 1)
    ]
    assert all(amount <= most for amount, most in zip(paid, promised, strict=True))
    assert sum(paid) == min(sum(promised), sum(came))


@given(AMOUNTS, AMOUNTS)
def test_no_instalment_gets_anything_before_all_older_ones_are_paid(promised, came):
    found = allocate(due(*promised), list(enumerate(came, 1)))

    paid = [
        sum(one.amount for one in found if one.instalment == number) for number in range(1, len(promised) + 1)
    ]
    begun = [number for number, amount in enumerate(paid) if amount]
    assert all(paid[number] == promised[number] for number in range(max(begun, default=0)))


@given(AMOUNTS, AMOUNTS, st.data())
def test_taking_a_payment_away_leaves_what_there_would_be_without_it(promised, came, data):
    gone = data.draw(st.integers(0, max(0, len(came) - 1)))
    payments = list(enumerate(came, 1))
    kept = payments[:gone] + payments[gone + 1 :]

    found = allocate(due(*promised), kept)

    assert sum(one.amount for one in found) == sum(amount for _, amount in kept)
    assert {one.payment for one in found} == {number for number, _ in kept}
