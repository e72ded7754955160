"""Interest on a term deposit: pure arithmetic in whole đồng, without a database.

Interest is earned from the first day (in it) to the last (out of it), half-up, and is computed from the first day each
time: what a month earns is the interest to its end less the interest to its beginning, so no đồng is lost between
months.

Source: TT 14/2017/TT-NHNN (a year of 365 days, first day in, last day out); principal × rate × months / 12 is what many
banks pay on terms of whole months.
"""

from __future__ import annotations

import enum
import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from fractions import Fraction

import attrs

from khfund.calendar import YEAR_MAX, Month
from khfund.errors import KhfundError
from khfund.vietnamese import fold

RATE_MAX = Decimal(20)  # per cent a year; nothing above it is a deposit's rate
MONTHS_MAX = 120
DAYS_MAX = 3660


class RateUnfitError(KhfundError):
    """A rate is per cent a year with at most four digits behind the mark, above what is never paid by a bank."""

    message = "Lãi suất «{text}» không hợp lý; cần phần trăm một năm, từ 0 đến {most}, không quá bốn số lẻ, ví dụ 4,75."
    english = "The rate «{text}» makes no sense; it is per cent a year, 0 to {most}, with at most four digits behind the mark, like 4.75."


class TermUnreadableError(KhfundError):
    """A term is a number of months, weeks or days."""

    message = (
        "Không hiểu kỳ hạn «{text}»; hãy ghi như «6 tháng», «2 tuần» hoặc «182 ngày» (không quá mười năm)."
    )
    english = "The term «{text}» is not clear; write it like «6 tháng» (months), «2 tuần» (weeks) or «182 ngày» (days), ten years at most."


class DayCount(enum.StrEnum):
    """How days become interest: actual days of a year of 365, or whole months of a year of twelve."""

    ACTUAL_365 = "actual_365"
    MONTHS_12 = "months_12"


DAY_COUNT_NAMES = {
    DayCount.ACTUAL_365: "số ngày thực tế / 365",
    DayCount.MONTHS_12: "số tháng / 12",
}


def parse_rate(text: str) -> Decimal:
    """Read per cent a year as people write it: 4,75 or 4.75 or 6 %.

    Raises: RateUnfitError.
    """
    try:
        return require_rate(Decimal(text.replace("%", "").strip().replace(",", ".")))
    except (InvalidOperation, RateUnfitError) as failure:
        raise RateUnfitError(text=text[:40], most=RATE_MAX) from failure


def require_rate(rate: Decimal) -> Decimal:
    """Return a rate in per cent a year that a bank may pay.

    Raises: RateUnfitError.
    """
    if not rate.is_finite() or not 0 <= rate <= RATE_MAX or rate * 10_000 != int(rate * 10_000):
        raise RateUnfitError(text=str(rate)[:40], most=RATE_MAX)
    return rate


def millionths(rate: Decimal) -> int:
    """Return per cent a year as millionths, the whole number that the books keep: 4.75 % is 47,500."""
    return int(rate * 10_000)


def percent(parts: int) -> Decimal:
    """Return millionths as per cent a year."""
    return (Decimal(parts) / 10_000).normalize()


def written(rate: Decimal) -> str:
    """Write a rate as people do: 4,75."""
    return f"{rate.normalize():f}".replace(".", ",")


def interest(principal: int, rate: Decimal, days: int) -> int:
    """Return the interest in đồng of `days` days at `rate` per cent a year of 365 days."""
    return _half_up(Fraction(principal * days * millionths(rate), 365 * 1_000_000))


def _half_up(amount: Fraction) -> int:
    return (2 * amount.numerator + amount.denominator) // (2 * amount.denominator)


def add_months(day: date, months: int) -> date:
    """Return the same day of a later month, or that month's last day where it has none: 31/1 + 1 month is 28/2."""
    number = day.year * 12 + day.month - 1 + months
    year, month = divmod(number, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@attrs.frozen
class Term:
    """How long a deposit is meant to stay: so many months, or so many days."""

    count: int
    in_months: bool

    @classmethod
    def parse(cls, text: str) -> Term:
        """Read «6 tháng», «6m», «2 tuần», «182 ngày», «182d».

        Raises: TermUnreadableError.
        """
        found = re.fullmatch(r"(\d{1,4})\s*(thang|m|tuan|w|ngay|d)", fold(text))
        if found is None:
            raise TermUnreadableError(text=text[:40])
        count = int(found[1]) * (7 if found[2] in ("tuan", "w") else 1)
        in_months = found[2] in ("thang", "m")
        if not 0 < count <= (MONTHS_MAX if in_months else DAYS_MAX):
            raise TermUnreadableError(text=text[:40])
        return cls(count, in_months)

    def end(self, opened: date) -> date:
        """Return the day on which a deposit of this term matures.

        Raises: TermUnreadableError when it lies beyond the calendar.
        """
        if opened.year + self.count // (12 if self.in_months else 365) >= YEAR_MAX:
            raise TermUnreadableError(text=str(self))
        return add_months(opened, self.count) if self.in_months else opened + timedelta(days=self.count)

    def __str__(self) -> str:
        return f"{self.count} {'tháng' if self.in_months else 'ngày'}"


@attrs.frozen
class Earning:
    """What a deposit earns: its rate in per cent a year, from `opened` (in) to `matures` (out).

    `months` is the term in whole months, which counting by months needs.
    """

    rate: Decimal
    opened: date
    matures: date
    day_count: DayCount = DayCount.ACTUAL_365
    months: int = 0

    def due(self, principal: int, until: date) -> int:
        """Return the interest in đồng earned by the beginning of a day; nothing is earned after maturity."""
        until = min(max(until, self.opened), self.matures)
        if self.day_count is DayCount.ACTUAL_365:
            return interest(principal, self.rate, (until - self.opened).days)
        return _half_up(principal * millionths(self.rate) * self._months_until(until) / 12_000_000)

    def _months_until(self, until: date) -> Fraction:
        """Months that are over, and of the running one the share of its days; a term ends with its last month."""
        if until == self.matures:
            return Fraction(self.months)
        over = next((n for n in range(self.months) if until < add_months(self.opened, n + 1)), self.months)
        if over == self.months:
            return Fraction(over)
        begun, ends = add_months(self.opened, over), add_months(self.opened, over + 1)
        return over + Fraction((until - begun).days, (ends - begun).days)

    def by_month(self, principal: int) -> Iterator[tuple[Month, int]]:
        """Give each month's interest in đồng; together they are the interest of the whole term."""
        before, month = 0, Month.of(self.opened)
        while month.first < self.matures:
            now = self.due(principal, month.next().first)
            yield month, now - before
            before, month = now, month.next()
