"""Figures that were published before and are different now: shown as corrected, never silently replaced."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from khfund.calendar import DateRange, format_day
from khfund.errors import KhfundError
from khfund.reports.disclosure import Disclosure, Revision
from khfund.reports.small_cell import Spot
from khfund.reports.statement_table import tables

_PARTS = {
    "opening": "số dư đầu kỳ",
    "received": "đã nhận",
    "used": "đã sử dụng",
    "transferred": "chuyển giữa các quỹ",
    "brought": "số dư đưa vào sổ, điều chỉnh",
    "closing": "số dư cuối kỳ",
}


class EarlierStatementError(KhfundError):
    """An earlier statement is of the same units, and of the same days or of those just before."""

    message = "Báo cáo trước ({first:%d/%m/%Y}–{last:%d/%m/%Y}) không cùng đơn vị hoặc không cùng kỳ, không liền trước kỳ này; hãy chọn đúng tệp statement.json."
    english = "The earlier statement ({first:%d/%m/%Y}–{last:%d/%m/%Y}) is of other units, or neither of these days nor of those just before; choose the right statement.json."


class EarlierStatementUnreadableError(KhfundError):
    """An earlier statement is a `statement.json` as khfund writes it."""

    message = (
        "Không đọc được báo cáo trước: thiếu hoặc sai phần «{part}»; hãy chọn tệp statement.json đã công bố."
    )
    english = "The earlier statement cannot be read: its part «{part}» is missing or wrong; choose the statement.json as published."


def revisions(earlier: Mapping[str, Any], shown: Disclosure) -> tuple[Revision, ...]:
    """Compare what was published fund by fund: the same days part by part, or the closing with this opening.

    Raises: EarlierStatementError, EarlierStatementUnreadableError.
    """
    try:
        first, last = (date.fromisoformat(earlier["period"][end]) for end in ("first", "last"))
        published = date.fromisoformat(earlier["day"])
        before = {
            row["fund"]: {part: int(row[part]) for part in _PARTS} for row in earlier["tables"]["funds"]
        }
        units = list(earlier["units"])
    except (AttributeError, KeyError, OverflowError, TypeError, ValueError) as failure:
        raise EarlierStatementUnreadableError(part=str(failure)) from failure
    same = (first, last) == (shown.days.start, shown.days.last)
    if units != list(shown.units) or not (same or last + timedelta(days=1) == shown.days.start):
        raise EarlierStatementError(first=first, last=last)
    return tuple(_changed(before, shown, published, last, same=same))


def published_counts(earlier: Mapping[str, Any], days: DateRange) -> tuple[set[Spot], dict[Spot, int]]:
    """Return the counts of awards by need that an earlier statement hid, and those that it published.

    One of other days, or of before there were such counts, hid and published none that matter.

    Raises: EarlierStatementUnreadableError.
    """
    try:
        same = [earlier["period"][end] for end in ("first", "last")] == [
            days.start.isoformat(),
            days.last.isoformat(),
        ]
        rows = earlier["tables"].get("award_categories", []) if same else []
        spots = {
            Spot(row["table"], row["row"], row["category"]): None if row["hidden"] else int(row["awards"])
            for row in rows
        }
    except (AttributeError, KeyError, TypeError, ValueError) as failure:
        raise EarlierStatementUnreadableError(part=str(failure)) from failure
    return {spot for spot, count in spots.items() if count is None}, {
        spot: count for spot, count in spots.items() if count is not None
    }


def _changed(
    before: Mapping[str, Mapping[str, int]], shown: Disclosure, published: date, last: date, *, same: bool
) -> Iterator[Revision]:
    now = {row["fund"]: row for row in next(iter(tables(shown)[1:2])).records()}
    parts = [(part, part) for part in _PARTS] if same else [("closing", "opening")]
    for fund in sorted(before.keys() & now.keys()):
        for old, new in parts:
            if before[fund][old] != now[fund][new]:
                figure = f"{now[fund]['fund_name']}: {_PARTS[old]}"
                figure += "" if same else f" {format_day(last)}"
                yield Revision(published, figure, before[fund][old], now[fund][new])
