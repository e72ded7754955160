"""Reporting periods: a quarter or a calendar year, as the levels below report them."""

from __future__ import annotations

import attrs

from khfund.calendar import DateRange, Month
from khfund.errors import KhfundError


class ReportingPeriodError(KhfundError):
    """A return is about a quarter or a year."""

    message = "«{text}» không phải là kỳ báo cáo; kỳ là một quý hoặc một năm, ghi như 2025-Q1 hoặc 2025."
    english = (
        "“{text}” is no reporting period; a period is a quarter or a year, written like 2025-Q1 or 2025."
    )


@attrs.frozen(order=True)
class ReportingPeriod:
    """A quarter (1 to 4) of a year, or with `quarter` 0 the whole year."""

    year: int
    quarter: int = 0

    @classmethod
    def parse(cls, text: str) -> ReportingPeriod:
        """Read "2025-Q1", "Quý I/2025" or "2025".

        Raises: ReportingPeriodError; DayError for a year out of range or a text that is no range at all.
        """
        return cls.of(DateRange.parse(text), text)

    @classmethod
    def of(cls, days: DateRange, text: str = "") -> ReportingPeriod:
        """The period that covers exactly these days.

        Raises: ReportingPeriodError.
        """
        first = Month.of(days.start)
        for period in (cls(first.year), cls(first.year, (first.month + 2) // 3)):
            if period.days == days:
                return period
        raise ReportingPeriodError(text=text or str(days))

    @property
    def days(self) -> DateRange:
        """The days of the period."""
        return DateRange.quarter(self.year, self.quarter) if self.quarter else DateRange.year(self.year)

    @property
    def code(self) -> str:
        """The period as it is typed: 2025-Q1 or 2025."""
        return f"{self.year}-Q{self.quarter}" if self.quarter else str(self.year)

    @property
    def quarters(self) -> tuple[ReportingPeriod, ...]:
        """The four quarters of a year; a quarter alone is its own."""
        if self.quarter:
            return (self,)
        return tuple(ReportingPeriod(self.year, quarter) for quarter in (1, 2, 3, 4))

    @property
    def before(self) -> tuple[ReportingPeriod, ...]:
        """The periods that end on the day before this one begins, the one of the same length first."""
        if self.quarter > 1:
            return (ReportingPeriod(self.year, self.quarter - 1),)
        last_quarter, last_year = ReportingPeriod(self.year - 1, 4), ReportingPeriod(self.year - 1)
        return (last_quarter, last_year) if self.quarter else (last_year, last_quarter)

    def __str__(self) -> str:
        return str(self.days)
