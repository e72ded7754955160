"""Dated law: the poverty line that changes on 1 January 2027, and the levels of disability."""

from datetime import date

import pytest

from khfund.calendar import NoValueYetError
from khfund.eligibility.law import (
    DISABILITY_LEVELS,
    POVERTY_LINE,
    Area,
    disability,
    poverty,
    poverty_line_changes_after,
    poverty_list_year,
)

POVERTY = [
    # income, lacking, area, day, poverty
    (1_500_000, 3, Area.RURAL, date(2026, 12, 31), "poor"),
    (1_500_000, 2, Area.RURAL, date(2026, 12, 31), "near_poor"),
    (1_500_001, 12, Area.RURAL, date(2026, 12, 31), "none"),
    (2_000_000, 3, Area.URBAN, date(2022, 1, 1), "poor"),
    (1_500_001, 3, Area.RURAL, date(2027, 1, 1), "poor"),
    (2_200_000, 0, Area.RURAL, date(2027, 1, 1), "near_poor"),
    (2_800_000, 3, Area.URBAN, date(2030, 12, 31), "poor"),
    (2_800_001, 3, Area.URBAN, date(2030, 12, 31), "none"),
]


@pytest.mark.parametrize(("income", "lacking", "area", "day", "expected"), POVERTY)
def test_a_household_is_poor_by_the_line_of_its_day(income, lacking, area, day, expected):
    assert poverty(income, lacking, area, day) == expected


def test_before_the_first_line_nothing_is_known():
    with pytest.raises(NoValueYetError):
        poverty(0, 0, Area.RURAL, date(2021, 12, 31))


def test_the_line_changes_once_that_is_known():
    days = [date(2021, 1, 1), date(2022, 1, 1), date(2026, 12, 31), date(2027, 1, 1)]

    assert [poverty_line_changes_after(day) for day in days] == [
        date(2022, 1, 1),
        date(2027, 1, 1),
        date(2027, 1, 1),
        None,
    ]


def test_a_certificate_issued_after_the_yearly_review_is_of_the_next_list():
    days = [date(2026, 1, 5), date(2026, 12, 14), date(2026, 12, 15)]

    assert [poverty_list_year(day) for day in days] == [2026, 2026, 2027]


def test_the_level_of_a_disability_follows_the_percent():
    found = {percent: disability(percent, date(2026, 1, 1)) for percent in (0, 1, 60, 61, 80, 81, 100)}

    assert found == {
        0: "none",
        1: "mild",
        60: "mild",
        61: "severe",
        80: "severe",
        81: "very_severe",
        100: "very_severe",
    }


@pytest.mark.parametrize("dated", [POVERTY_LINE, DISABILITY_LEVELS])
def test_every_value_has_its_source(dated):
    assert dated.values.keys() == dated.sources.keys()
