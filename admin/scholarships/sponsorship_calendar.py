"""The calendar of one sponsorship: every month to the end of grade 12, and in words why one is not paid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import attrs
from sqlalchemy.orm import Session

from admin.words import _
from khfund.calendar import Month, today
from khfund.reports.sponsorship_calendar import Mark, years
from khfund.scholarships.instalment import Instalment
from khfund.scholarships.payment_draft import withholdings
from khfund.scholarships.schedule import MONTHS_OF_YEAR, OwedMonth
from khfund.scholarships.sponsor_standing import ChildStanding
from khfund.scholarships.sponsorship_due import standing_instalments

MARKS = {
    Mark.PAID: "paid",
    Mark.OWED: "owed",
    Mark.TO_COME: "to-come",
    Mark.HELD: "held",
    Mark.NOT_OWED: "none",
}
MONTH_NAMES = tuple(MONTHS_OF_YEAR[12])


@attrs.frozen
class Cell:
    """A month of the calendar: what it says, how it looks, how much, and why it is withheld, if it is."""

    month: Month
    mark: str
    words: str
    amount: int
    why: str = ""


@attrs.frozen
class Row:
    """A school year: its cells from September to August, None where the sponsorship does not reach."""

    school_year: str
    grade: int | None
    cells: tuple[Cell | None, ...]


def calendar(session: Session, found: ChildStanding) -> list[Row]:
    """Return the school years of a sponsorship, month by month."""
    planned = {one.month: one for one in found.months}
    why = _withheld(session, found, today())
    rows = []
    for year in years(found):
        cells = [
            _cell(month, mark, planned.get(month), found.by_month, why) for month, mark in year.marks.items()
        ]
        by_month = {cell.month.month: cell for cell in cells}
        rows.append(Row(str(year.school_year), year.grade, tuple(by_month.get(one) for one in MONTH_NAMES)))
    return rows


def _cell(
    month: Month,
    mark: Mark,
    planned: OwedMonth | None,
    written: Mapping[int, tuple[int, int]],
    why: Mapping[int, str],
) -> Cell:
    owed, _paid = written.get(month.number, (0, 0))
    amount = owed or (planned.amount if planned else 0)
    withheld = why.get(month.number, "") if mark is Mark.OWED else ""
    if withheld:
        return Cell(month, "withheld", _("giữ lại"), amount, withheld)
    if mark is Mark.TO_COME and planned is not None and planned.due <= today():
        return Cell(month, "owed", _("đến hạn, chưa lập"), amount)
    return Cell(month, MARKS[mark], _(mark.value), amount)


def _withheld(session: Session, found: ChildStanding, on: date) -> dict[int, str]:
    """Month → why its instalment would not be paid today."""
    written = standing_instalments(session, [found.sponsorship])
    open_months = {number for number, (owed, paid) in found.by_month.items() if paid < owed}
    waiting: Sequence[Instalment] = [one for one in written if one.month in open_months]
    if not waiting:
        return {}
    reasons = withholdings(session, waiting, on)
    return {one.month: reasons[one.id].sentence for one in waiting if one.id in reasons}


def calendar_shown(session: Session, found: ChildStanding) -> dict[str, Any]:
    """What the calendar's template needs."""
    rows = calendar(session, found)
    withheld = [(cell.month, cell.why) for row in rows for cell in row.cells if cell and cell.why]
    return {"rows": rows, "month_names": MONTH_NAMES, "withheld": withheld}
