"""A birth as lists write it: a day, a bare year, three cells, an Excel date; two-digit years by a rule that is told."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

import attrs

from khfund.calendar import DayError, Month, NoSuchDayError, NoSuchMonthError, format_day
from khfund.errors import KhfundError
from khfund.scholarships.nomination_sheet_text import as_text
from khfund.vietnamese import clean


class BirthUnreadableError(KhfundError):
    """A birth is written so that it can be found in the calendar."""

    message = "«{text}» không đọc được thành ngày sinh; hãy ghi như 22/11/2010, hoặc chỉ ghi năm sinh."
    english = "«{text}» cannot be read as a birth; write it like 22/11/2010, or only the year."


class BirthYearAmbiguousError(KhfundError):
    """A year of two digits is read where only one of its two meanings can be a pupil's birth."""

    message = (
        "«{text}» ghi năm hai chữ số: {early} hay {late}? Không năm nào cách đây từ 5 đến 30 năm; "
        "hãy ghi đủ bốn chữ số."
    )
    english = "«{text}» has a year of two digits: {early} or {late}? Neither lies 5 to 30 years back; write four digits."


class BirthInFutureError(KhfundError):
    """A birth lies before the day on which the list is read."""

    message = "Ngày sinh {text} sau ngày {on:%d/%m/%Y}; hãy xem lại năm."
    english = "The birth {text} lies after {on:%d/%m/%Y}; look at the year."


class BirthTooEarlyError(KhfundError):
    """Nobody on a list was born more than a hundred years ago."""

    message = "Năm sinh {year} cách đây hơn 100 năm; hãy xem lại."
    english = "The year of birth {year} is more than 100 years back; look at it."


class TwoDigitYearError(KhfundError):
    """A year of two digits was read as the one that lies 5 to 30 years back. A notice."""

    message = (
        "«{text}» ghi năm hai chữ số, đã hiểu là {day} vì học sinh, sinh viên sinh cách đây từ 5 đến 30 năm."
    )
    english = (
        "«{text}» has a year of two digits; it was read as {day}, for a pupil was born 5 to 30 years ago."
    )


class BareNumberError(KhfundError):
    """A number of days, as Excel keeps dates, was read as the day it stands for. A notice."""

    message = "Ô ngày sinh là số {number}, đã hiểu là ngày {day} như Excel lưu; hãy xem lại."
    english = "The birth is the number {number}, read as {day} as Excel keeps days: look at it."


class OnlyYearError(KhfundError):
    """Of a birth written without its day, only the year was taken. A notice."""

    message = "«{text}» không có ngày; chỉ nhận năm sinh {year}."
    english = "«{text}» has no day; only the year {year} was taken."


AGE_MIN, AGE_MAX = 5, 30  # years back in which a pupil's or student's birth can lie
AGE_LIMIT = 100
SERIALS = range(20_000, 60_000)  # Excel's numbers for the days of 1954 to 2064
SERIAL_ZERO = date(1899, 12, 30)


@attrs.frozen
class Birth:
    """When somebody was born; a bare `year` where the day is not told, nothing where the cell is empty."""

    day: date | None = None
    year: int | None = None
    mistake: KhfundError | None = None
    notice: KhfundError | None = None


UNTOLD = Birth()


def read_birth(value: Any, on: date) -> Birth:
    """Read a cell of births as of a day; days come before months."""
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return _sound(Birth(value, value.year), on)
    if type(value) is int or isinstance(value, float):
        return _from_number(value, on)
    return _from_text(value, on) if isinstance(value, str) else _unreadable(as_text(value))


def _sound(birth: Birth, on: date) -> Birth:
    """The birth, or its mistake when it lies ahead or too far back."""
    assert birth.year is not None
    if birth.year > on.year or (birth.day is not None and birth.day > on):
        text = format_day(birth.day) if birth.day else str(birth.year)
        return Birth(mistake=BirthInFutureError(text=text, on=on))
    if on.year - birth.year > AGE_LIMIT:
        return Birth(mistake=BirthTooEarlyError(year=birth.year))
    return birth


def _unreadable(text: str) -> Birth:
    return Birth(mistake=BirthUnreadableError(text=text[:40]))


def _from_number(number: float, on: date) -> Birth:
    if number != int(number):
        return _from_text(as_text(number), on)  # 10.2009 was meant as a month
    number = int(number)
    if 1900 <= number <= 2100:
        return _sound(Birth(year=number), on)
    if number in SERIALS:
        day = SERIAL_ZERO + timedelta(days=number)
        notice = BareNumberError(number=number, day=format_day(day))
        return _sound(Birth(day, day.year, notice=notice), on)
    return _unreadable(str(number))


_PREFIX = re.compile(r"^(?:ngày sinh|sinh ngày|sinh năm|năm sinh|sinh|sn|ns|s/n|năm|ngày)\s*[.:]?\s*")
_TIME = re.compile(r"[ t]\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?$")
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_DAY = re.compile(r"(\d{0,2})\s*[-/.,\\ ]\s*(\d{0,2})\s*[-/.,\\ ]\s*(\d{4}|\d{2})")
_SPOKEN = re.compile(r"(\d{1,2}) tháng (\d{1,2}),? năm (\d{4}|\d{2})")
_MONTH = re.compile(r"(?:tháng )?(\d{1,2}) ?[-/.] ?(\d{4})")
_SHORT = re.compile(r"'?(\d{2})")


@lru_cache(maxsize=8192)
def _from_text(written: str, on: date) -> Birth:  # noqa: PLR0911  one for each way of writing
    text = _TIME.sub("", clean(written).lower().strip(" .,;'"))
    plain = _PREFIX.sub("", text)
    if not plain or plain in {"-", "…", "...", "không", "không rõ"}:
        return UNTOLD
    if iso := _ISO.fullmatch(plain):
        return _from_parts(written, (iso[3], iso[2], iso[1]), on)
    if parts := _DAY.fullmatch(plain) or _SPOKEN.fullmatch(plain):
        return _from_parts(written, parts.groups(), on)
    if month := _MONTH.fullmatch(plain):
        return _only_year(written, int(month[2]), on)
    if re.fullmatch(r"\d{4}|\d{5}", plain):
        return _from_number(int(plain), on)
    if short := _SHORT.fullmatch(plain):
        return _from_parts(written, ("", "", short[1]), on)
    return _unreadable(written)


def _from_parts(written: str, parts: Sequence[str], on: date) -> Birth:
    """Read day, month and year; nought or nothing for the day or month leaves the year alone."""
    day, month, year = parts
    full = _full_year(int(year), on) if len(year) == 2 else int(year)
    if full is None:
        late = on.year - on.year % 100 + int(year)
        return Birth(mistake=BirthYearAmbiguousError(text=written, early=late - 100, late=late))
    if not int(day or 0) or not int(month or 0):
        if len(year) == 2 and not day and not month:
            return _sound(Birth(year=full, notice=TwoDigitYearError(text=written, day=str(full))), on)
        return _only_year(written, full, on)
    try:
        found = exact_day(written, int(day), int(month), full)
    except DayError as mistake:
        return Birth(mistake=mistake)
    shown = TwoDigitYearError(text=written, day=format_day(found)) if len(year) == 2 else None
    return _sound(Birth(found, full, notice=shown), on)


def _full_year(two_digits: int, on: date) -> int | None:
    """The year with these last digits that lies 5 to 30 years back, if any; there is never more than one."""
    fitting = [year for year in range(on.year - AGE_MAX, on.year - AGE_MIN + 1) if year % 100 == two_digits]
    return fitting[0] if fitting else None


def _only_year(written: str, year: int, on: date) -> Birth:
    return _sound(Birth(year=year, notice=OnlyYearError(text=written, year=year)), on)


def exact_day(written: str, day: int, month: int, year: int) -> date:
    """The day of the calendar.

    Raises: NoSuchMonthError, NoSuchDayError, YearOutOfRangeError.
    """
    if not 1 <= month <= 12:
        raise NoSuchMonthError(month=month)
    days = Month(year, month).last.day
    if not 1 <= day <= days:
        raise NoSuchDayError(text=written, day=day, month=f"tháng {month}/{year}", days=days)
    return date(year, month, day)


def read_birth_parts(day: Any, month: Any, year: Any, on: date) -> Birth:
    """Read a birth from three cells."""
    texts = [as_text(one).strip().removesuffix(".0") for one in (day, month, year)]
    if not any(texts):
        return UNTOLD
    if not re.fullmatch(r"\d{1,2}|", texts[0]) or not re.fullmatch(r"\d{1,2}|", texts[1]):
        return _unreadable("/".join(texts))
    if not re.fullmatch(r"\d{4}|\d{2}", texts[2]):
        return _unreadable("/".join(texts))
    if not texts[0] and not texts[1]:
        return read_birth(texts[2], on)
    return _from_parts("/".join(texts), texts, on)
