"""Days, months, school years and ranges of days, as the association's books and papers use them.

A range's end is exclusive in the program and inclusive on paper. Today is the day in Viet Nam, which keeps
UTC+7 all year.
"""

from __future__ import annotations

import contextlib
import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Generic, TypeVar

import attrs

from khfund.errors import KhfundError

# The oldest givers' births and the last commitments; a year outside is a slip of the keyboard.
YEAR_MIN, YEAR_MAX = 1900, 2100
VIET_NAM = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")


class DayError(KhfundError):
    """A day, month or range is written so that it can be found in the calendar."""


class UnreadableDayError(DayError):
    """A day follows one of the ways in which days are written."""

    message = "«{text}» không phải là một ngày; hãy ghi như 22/11/2026."
    english = "“{text}” is not a day; write it like 22/11/2026."


class NoSuchDayError(DayError):
    """A day exists in its month."""

    message = "«{text}»: không có ngày {day}; {month} có {days} ngày."
    english = "“{text}”: there is no day {day}; {month} has {days} days."


class NoSuchMonthError(DayError):
    """A month is one of twelve."""

    message = "Không có tháng {month}; ngày viết trước, tháng viết sau, như 22/11/2026."
    english = "There is no month {month}; the day comes first and then the month, as in 22/11/2026."


class ShortYearError(DayError):
    """A year is written with four digits."""

    message = "«{text}» ghi thiếu năm; hãy ghi đủ bốn chữ số của năm, như 22/11/2026."
    english = "“{text}” shortens the year; write all four digits, as in 22/11/2026."


class YearOutOfRangeError(DayError):
    """A year lies in the times that the association deals with."""

    message = "Năm {year} nằm ngoài khoảng {first}–{last}; hãy xem lại."
    english = "The year {year} is outside {first}–{last}; check it."


class UnreadableMonthError(DayError):
    """A month is written as 3/2026 or 2026-03."""

    message = "«{text}» không phải là một tháng; hãy ghi như 3/2026."
    english = "“{text}” is not a month; write it like 3/2026."


class UnreadableRangeError(DayError):
    """A range is a year, a quarter, a month, or two days joined by two dots."""

    message = "«{text}» không phải là một khoảng thời gian; hãy ghi như 2026, 3/2026, 15/3/2026 hoặc 1/1/2026 đến 30/6/2026."
    english = (
        "“{text}” is not a range of days; write it like 2026, 3/2026, 15/3/2026 or 1/1/2026 - 30/6/2026."
    )


class BackwardRangeError(DayError):
    """A range's last day does not lie before its first."""

    message = "Ngày cuối {last:%d/%m/%Y} đứng trước ngày đầu {first:%d/%m/%Y}; hãy đổi lại."
    english = "The last day {last:%d/%m/%Y} comes before the first, {first:%d/%m/%Y}; swap them."


class NoValueYetError(KhfundError):
    """A dated rule or rate is asked for on a day from which it is known."""

    message = "Chưa có quy định cho ngày {day:%d/%m/%Y}; quy định đầu tiên áp dụng từ {first:%d/%m/%Y}."
    english = "Nothing is laid down for {day:%d/%m/%Y}; the first rule applies from {first:%d/%m/%Y}."


def now_utc() -> datetime:
    """The moment, for timestamps."""
    return datetime.now(UTC)


def today(now: datetime | None = None) -> date:
    """The day in Viet Nam at `now`, which must know its time zone."""
    moment = now or now_utc()
    assert moment.tzinfo is not None
    return moment.astimezone(VIET_NAM).date()


_SPOKEN = re.compile(r"(?:ngày|ngay) ?([0-9]{1,2}) (?:tháng|thang) ?([0-9]{1,2}) (?:năm|nam) ?([0-9]+)")
_SLASHED = re.compile(r"(?:ngày|ngay)? ?([0-9]{1,2}) ?([/.-]) ?([0-9]{1,2}) ?\2 ?([0-9]+)")
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")


def parse_day(text: str) -> date:
    """Read a day as offices write it: "22/11/2026", "4-9-2025", "04/10/ 2019", "ngày30/7/2021", "2026-11-22".

    Raises: DayError, in one of its kinds; two-digit years are never guessed.
    """
    plain = " ".join(unicodedata.normalize("NFC", text).split()).lower()
    if iso := _ISO.fullmatch(plain):
        year, month, day = iso.groups()
    elif slashed := _SLASHED.fullmatch(plain):
        day, _, month, year = slashed.groups()
    elif spoken := _SPOKEN.fullmatch(plain):
        day, month, year = spoken.groups()
    else:
        raise UnreadableDayError(text=text)
    return _day(text, int(day), int(month), year)


def _day(text: str, day: int, month: int, year: str) -> date:
    if len(year) < 4:
        raise ShortYearError(text=text)
    if len(year) > 4:
        raise UnreadableDayError(text=text)
    days = Month(int(year), month).last.day
    if not 1 <= day <= days:
        raise NoSuchDayError(text=text, day=day, month=f"tháng {month}/{year}", days=days)
    return date(int(year), month, day)


def format_day(day: date) -> str:
    """Print a day as 22/11/2026."""
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def spoken_day(day: date) -> str:
    """Print a day as official papers do: "ngày 02 tháng 01 năm 2025".

    Source: NĐ 30/2020/NĐ-CP, Phụ lục I: days below 10 and the months 1 and 2 take a leading zero.
    """
    month = f"{day.month:02}" if day.month <= 2 else str(day.month)
    return f"ngày {day.day:02} tháng {month} năm {day.year}"


def _check_year(_instance: object, _attribute: attrs.Attribute[int], year: int) -> None:
    if not YEAR_MIN <= year <= YEAR_MAX:
        raise YearOutOfRangeError(year=year, first=YEAR_MIN, last=YEAR_MAX)


def _check_month(_instance: object, _attribute: attrs.Attribute[int], month: int) -> None:
    if not 1 <= month <= 12:
        raise NoSuchMonthError(month=month)


@attrs.frozen(order=True)
class Month:
    """A calendar month; months are ordered in time."""

    year: int = attrs.field(validator=_check_year)
    month: int = attrs.field(validator=_check_month)

    @classmethod
    def of(cls, day: date) -> Month:
        """The month in which a day lies."""
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> Month:
        """Read "2026-03", "3/2026", "03/2026" or "Tháng 3/2026".

        Raises: DayError, in one of its kinds.
        """
        plain = " ".join(unicodedata.normalize("NFC", text).split()).lower()
        if iso := re.fullmatch(r"([0-9]{4})-([0-9]{2})", plain):
            return cls(int(iso[1]), int(iso[2]))
        if written := re.fullmatch(r"(?:tháng ?)?([0-9]{1,2}) ?/ ?([0-9]{4})", plain):
            return cls(int(written[2]), int(written[1]))
        raise UnreadableMonthError(text=text)

    @classmethod
    def from_number(cls, number: int) -> Month:
        """The month behind a stored `number`, as 202603."""
        return cls(*divmod(number, 100))

    @property
    def number(self) -> int:
        """The month as 202603, which orders as months do."""
        return self.year * 100 + self.month

    @property
    def first(self) -> date:
        """The month's first day."""
        return date(self.year, self.month, 1)

    @property
    def last(self) -> date:
        """The month's last day, inclusive."""
        after = date(self.year + 1, 1, 1) if self.month == 12 else date(self.year, self.month + 1, 1)
        return after - timedelta(days=1)

    def next(self) -> Month:
        """The month after this one."""
        return Month(self.year + 1, 1) if self.month == 12 else Month(self.year, self.month + 1)

    def previous(self) -> Month:
        """The month before this one."""
        return Month(self.year - 1, 12) if self.month == 1 else Month(self.year, self.month - 1)

    def __str__(self) -> str:
        return f"Tháng {self.month}/{self.year}"


@attrs.frozen(order=True)
class SchoolYear:
    """A school year, named by the year in which it begins.

    It runs from 1 September to 31 August: lessons begin around the opening on 5 September and end before
    31 May, and the summer still belongs to the year that it closes.
    """

    year: int = attrs.field(validator=_check_year)

    @classmethod
    def of(cls, day: date) -> SchoolYear:
        """The school year in which a day lies."""
        return cls(day.year if day.month >= 9 else day.year - 1)

    @classmethod
    def parse(cls, text: str) -> SchoolYear:
        """Read "2025-2026" or "2025 – 2026".

        Raises: UnreadableRangeError; YearOutOfRangeError.
        """
        written = re.fullmatch(r"\s*([0-9]{4})\s*[-\u2013/]\s*([0-9]{4})\s*", text)
        if written is None or int(written[2]) != int(written[1]) + 1:
            raise UnreadableRangeError(text=text)
        return cls(int(written[1]))

    @property
    def start(self) -> date:
        """1 September."""
        return date(self.year, 9, 1)

    @property
    def last(self) -> date:
        """31 August of the following year, inclusive."""
        return date(self.year + 1, 8, 31)

    def __str__(self) -> str:
        return f"{self.year}-{self.year + 1}"


_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_YEAR_WRITTEN = re.compile(r"(?:năm )?([0-9]{4})")
_QUARTER_WRITTEN = re.compile(r"qu[ýí] ?(iv|i{1,3}|[1-4]) ?/ ?(?P<year>[0-9]{4})|(?P<iso>[0-9]{4})-q([1-4])")
_TWO_DAYS = re.compile(r"(?:từ )?(\S.*?) ?(?:\.\.|–| đến | - |(?<=/[0-9]{4})-(?=[0-9]{1,2}/)) ?(\S.*)")


@attrs.frozen
class DateRange:
    """The days from `start` up to, but not including, `end`; on paper the last day is named."""

    start: date
    end: date = attrs.field()

    @end.validator
    def _check_order(self, _attribute: attrs.Attribute[date], end: date) -> None:
        if end <= self.start:
            raise BackwardRangeError(first=self.start, last=end - timedelta(days=1))

    @classmethod
    def year(cls, year: int) -> DateRange:
        """A calendar year, which is the accounting year."""
        return cls.between(Month(year, 1).first, Month(year, 12).last)

    @classmethod
    def quarter(cls, year: int, quarter: int) -> DateRange:
        """One of the four quarters of a calendar year."""
        return cls.between(Month(year, 3 * quarter - 2).first, Month(year, 3 * quarter).last)

    @classmethod
    def month(cls, month: Month) -> DateRange:
        """A calendar month."""
        return cls.between(month.first, month.last)

    @classmethod
    def school_year(cls, year: SchoolYear) -> DateRange:
        """A school year with the summer that closes it."""
        return cls.between(year.start, year.last)

    @classmethod
    def between(cls, first: date, last: date) -> DateRange:
        """The days from `first` to `last`, both inclusive."""
        return cls(first, last + timedelta(days=1))

    @classmethod
    def parse(cls, text: str) -> DateRange:
        """Read "2026", "2026-Q1", "3/2026", "15/3/2026", "1/1/2026 - 30/6/2026", or a range as it prints itself.

        ISO days and "2026-01-01..2026-06-30" do as well. The last day of two is inclusive, as on paper.

        Raises: DayError, in one of its kinds.
        """
        plain = " ".join(unicodedata.normalize("NFC", text).split()).lower()
        if year := _YEAR_WRITTEN.fullmatch(plain):
            return cls.year(int(year[1]))
        if quarter := _QUARTER_WRITTEN.fullmatch(plain):
            return cls.quarter(int(quarter["year"] or quarter["iso"]), _QUARTERS[quarter[1] or quarter[4]])
        if two := _TWO_DAYS.fullmatch(plain):
            return cls.between(parse_day(two[1]), parse_day(two[2]))
        with contextlib.suppress(UnreadableMonthError):
            return cls.month(Month.parse(plain))
        try:
            day = parse_day(plain)
        except UnreadableDayError:
            raise UnreadableRangeError(text=text) from None
        return cls.between(day, day)

    @property
    def last(self) -> date:
        """The last day, inclusive."""
        return self.end - timedelta(days=1)

    @property
    def days(self) -> int:
        """How many days the range holds, as deposits count them."""
        return (self.end - self.start).days

    def months(self) -> Iterator[Month]:
        """Every month that the range touches, in order."""
        month, last = Month.of(self.start), Month.of(self.last)
        while month < last:
            yield month
            month = month.next()
        yield last

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end

    def __str__(self) -> str:
        first, last = Month.of(self.start), Month.of(self.last)
        if (self.start, self.last) != (first.first, last.last) or first.year != last.year:
            return f"từ {format_day(self.start)} đến {format_day(self.last)}"
        if first == last:
            return str(first)
        if (first.month, last.month) == (1, 12):
            return f"Năm {first.year}"
        if first.month % 3 == 1 and last.month == first.month + 2:
            return f"Quý {('I', 'II', 'III', 'IV')[first.month // 3]}/{first.year}"
        return f"từ {format_day(self.start)} đến {format_day(self.last)}"


Value = TypeVar("Value")


@attrs.frozen
class Dated(Generic[Value]):
    """Values that the law or a bank lays down, each from its day on until the next; `sources` says where."""

    values: Mapping[date, Value]
    sources: Mapping[date, str] = attrs.field(factory=dict[date, str])

    def on(self, day: date) -> Value:
        """The value in force on a day.

        Raises: NoValueYetError.
        """
        return self.values[self.since(day)]

    def source(self, day: date) -> str:
        """Where the value in force on a day is laid down; empty if nobody noted it."""
        return self.sources.get(self.since(day), "")

    def since(self, day: date) -> date:
        """The day from which the value in force on `day` applies.

        Raises: NoValueYetError.
        """
        begun = [start for start in self.values if start <= day]
        if not begun:
            raise NoValueYetError(day=day, first=min(self.values))
        return max(begun)
