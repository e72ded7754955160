"""Age in full years, also of who was born on 29 February."""

from __future__ import annotations

from datetime import date, timedelta


def birthday(born: date, years: int) -> date:
    """The day on which somebody completes so many years.

    Who was born on 29 February completes a year on 28 February of a common year: a term counted in months or years ends
    on the last day of its last month where the day itself is missing.

    Source: Bộ luật Dân sự 2015, Điều 148 (kết thúc thời hạn), by analogy.
    """
    try:
        return born.replace(year=born.year + years)
    except ValueError:
        return date(born.year + years, 2, 28)


def age_on(born: date, day: date) -> int:
    """Full years completed on a day; negative before birth."""
    years = day.year - born.year
    return years if birthday(born, years) <= day else years - 1


def last_day_below(born: date, years: int) -> date:
    """The last day on which somebody has not completed so many years."""
    return birthday(born, years) - timedelta(days=1)
