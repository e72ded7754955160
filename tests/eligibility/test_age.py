"""Ages, also of who was born on 29 February."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khfund.eligibility.age import age_on, birthday, last_day_below

LEAP = date(2012, 2, 29)

AGES = [
    # born, day, age, why
    (LEAP, date(2028, 2, 28), 15, "a leap year has the day itself"),
    (LEAP, date(2028, 2, 29), 16, "on the day itself"),
    (LEAP, date(2027, 2, 27), 14, "the day before the last of February"),
    (LEAP, date(2027, 2, 28), 15, "a common year ends the term on 28 February"),
    (date(2010, 11, 22), date(2026, 11, 21), 15, "the day before a birthday"),
    (date(2010, 11, 22), date(2026, 11, 22), 16, "on a birthday"),
    (date(2026, 11, 23), date(2026, 11, 22), -1, "not yet born"),
]


@pytest.mark.parametrize(("born", "day", "age", "why"), AGES, ids=[row[-1] for row in AGES])
def test_full_years_are_counted(born, day, age, why):
    assert age_on(born, day) == age, why


@given(st.dates(date(1900, 1, 1), date(2050, 1, 1)), st.integers(0, 49))
def test_somebody_completes_a_year_on_the_birthday_and_not_before(born, years):
    assert age_on(born, birthday(born, years)) == years
    assert age_on(born, last_day_below(born, years)) == years - 1
    assert last_day_below(born, years) + timedelta(days=1) == birthday(born, years)
