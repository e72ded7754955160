"""Days and times as banks write them, or as a workbook holds them."""

from __future__ import annotations

import datetime
import re
from typing import Any

from khfund.calendar import UnreadableDayError, parse_day
from khfund.vietnamese import clean

SERIAL_EPOCH = datetime.datetime(1899, 12, 30)  # noqa: DTZ001 - a bank's day, in Vietnam
SERIAL_DAYS = range(25_569, 73_051)
"""Excel's day numbers for the years 1970–2099."""

DAY = re.compile(r"(?:[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}|[0-9]{1,2} ?[/.-] ?[0-9]{1,2} ?[/.-] ?[0-9]+)(?![0-9])")
TIME = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9])(?:\.[0-9]+)?)?")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
NAMED_MONTH = re.compile(
    rf"(?<![0-9])([0-9]{{1,2}})[ /.-]?({'|'.join(MONTHS)})[a-z]{{0,6}}[ /.,-]{{0,2}}([0-9]{{2,4}})(?![0-9])",
    re.IGNORECASE,
)
"""A day in English: 03-Nov-2026, 3 November 2026."""

LOOKS_DATED = re.compile(
    rf"\s*(?:[0-9:]{{4,8}}\s+)?[0-9]{{1,4}}\s?(?:[/.-]\s?[0-9]{{1,2}}\s?[/.-]|[/.-]?(?:{'|'.join(MONTHS)})[a-z]{{0,6}}[ /.,-]{{0,2}}[0-9])",
    re.IGNORECASE,
)


def looks_dated(value: Any) -> bool:
    """Whether a cell holds a day, or what was meant for one."""
    if isinstance(value, str):
        return LOOKS_DATED.match(value) is not None or (value.isdecimal() and int(value) in SERIAL_DAYS)
    return isinstance(value, datetime.date) or (
        isinstance(value, int | float) and not isinstance(value, bool) and value // 1 in SERIAL_DAYS
    )


def written_moment(text: str) -> tuple[datetime.date, datetime.time | None, str]:
    """The day of a cell's text, the time if there is one, and what else stands there.

    Raises: DayError.
    """
    if text.isdecimal():
        return (*typed_moment(int(text)), "")
    plain = NAMED_MONTH.sub(lambda found: f"{found[1]}/{_month(found[2])}/{found[3]}", clean(text))
    found = DAY.search(plain)
    if found is None:
        raise UnreadableDayError(text=plain)
    rest = plain[: found.start()] + plain[found.end() :].removeprefix("T")
    clock = TIME.search(rest)
    if clock is not None:
        rest = rest[: clock.start()] + rest[clock.end() :]
    return parse_day(found[0].replace(".", "/")), time_of(clock[0]) if clock else None, rest.strip(" ,")


def _month(name: str) -> int:
    return MONTHS.index(name.lower()) + 1


def typed_moment(value: Any) -> tuple[datetime.date, datetime.time | None]:
    """The day and time of a cell that holds a date, or the number of a day.

    Raises: UnreadableDayError.
    """
    if isinstance(value, datetime.datetime):
        return value.date(), value.time() if value.time() != datetime.time() else None
    if isinstance(value, datetime.date):
        return value, None
    if isinstance(value, int | float) and int(value) in SERIAL_DAYS:
        moment = SERIAL_EPOCH + datetime.timedelta(seconds=round(value * 86_400))
        return moment.date(), moment.time() if moment.time() != datetime.time() else None
    raise UnreadableDayError(text=str(value))


def time_of(value: Any) -> datetime.time | None:
    """The time in a cell, if there is one."""
    if isinstance(value, datetime.datetime):
        return value.time()
    if isinstance(value, datetime.time):
        return value
    found = TIME.search(str(value))
    return datetime.time(int(found[1]), int(found[2]), int(found[3] or 0)) if found else None
