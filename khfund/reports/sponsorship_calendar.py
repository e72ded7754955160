"""«Lịch chi»: the months of a sponsorship as a grid of school years, what is paid, owed, still to come. Names nobody."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from datetime import date
from xml.sax.saxutils import escape

import attrs
from sqlalchemy.orm import Session

from khfund.calendar import Month, SchoolYear, format_day
from khfund.reports.chart import DARK, LIGHT, LINE, TEXT
from khfund.reports.figure_paper import Block, FigurePaper, Picture
from khfund.reports.letterhead import letterhead
from khfund.reports.table import Column, Table, amount
from khfund.scholarships.programme import Programme
from khfund.scholarships.schedule import MONTHS_OF_YEAR, OwedMonth
from khfund.scholarships.sponsor_standing import ChildStanding, standing
from khfund.scholarships.sponsorship import Sponsorship
from khfund.unit import Unit

CELL, HIGH, LEFT, TOP = 44, 22, 126, 24


class Mark(enum.StrEnum):
    """What a month of the grid says."""

    PAID = "đã chi"
    OWED = "đến hạn, chưa chi"
    TO_COME = "sắp tới"
    HELD = "tạm dừng, chờ"
    NOT_OWED = "không chi"


@attrs.frozen
class Year:
    """A row of the grid: the months September to August, those outside the sponsorship left out."""

    school_year: SchoolYear
    grade: int | None
    marks: Mapping[Month, Mark]


def years(found: ChildStanding) -> list[Year]:
    """Return the grid of a sponsorship, from its first school year to its last."""
    scheduled = {one.month: one for one in found.months}
    written = {Month.from_number(number): sums for number, sums in found.by_month.items()}
    touched = sorted(scheduled.keys() | written.keys())
    if not touched:
        return []
    month, rows = touched[0], []
    while month <= touched[-1]:
        year = SchoolYear.of(month.first)
        marks = {}
        while month <= touched[-1] and SchoolYear.of(month.first) == year:
            marks[month] = _mark(scheduled.get(month), *written.get(month, (0, 0)))
            month = month.next()
        grade = next((scheduled[one].grade for one in marks if one in scheduled), None)
        rows.append(Year(year, grade, marks))
    return rows


def _mark(planned: OwedMonth | None, owed: int, paid: int) -> Mark:
    if owed:
        return Mark.PAID if paid >= owed else Mark.OWED
    if planned is None:
        return Mark.NOT_OWED
    return Mark.HELD if planned.is_held else Mark.TO_COME


def calendar_svg(rows: Sequence[Year], *, grades: bool = True) -> str:
    """Draw the grid, readable in grey, without the child's grades if they may not be told.

    Its figures are told to those who cannot see it.
    """
    parts = [
        _text(LEFT + (place + 0.5) * CELL, 16, f"T{month}") for place, month in enumerate(MONTHS_OF_YEAR[12])
    ]
    for row, year in enumerate(rows):
        y = TOP + row * (HIGH + 3)
        label = f"{year.school_year}" + (f" · lớp {year.grade}" if grades and year.grade else "")
        parts.append(_text(0, y + 15.5, label, anchor="start"))
        for month, mark in year.marks.items():
            place = MONTHS_OF_YEAR[12].index(month.month)
            parts.append(_cell(LEFT + place * CELL + 1.5, y, CELL - 3, HIGH, mark))
    bottom = TOP + len(rows) * (HIGH + 3) + 8
    parts.append(_legend(rows, bottom))
    width, height = LEFT + 12 * CELL, bottom + 22
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
        f"font-family=\"Tinos, 'Times New Roman', serif\"><title>Lịch chi từng tháng</title>"
        f"<desc>{escape(_told(rows))}</desc>{''.join(parts)}</svg>"
    )


def _legend(rows: Sequence[Year], y: float) -> str:
    used = [mark for mark in Mark if any(mark in year.marks.values() for year in rows)]
    parts, x = [], float(LEFT)
    for mark in used:
        parts.append(_cell(x, y + 2, 20, 13, mark) + _text(x + 26, y + 13, mark.value, anchor="start"))
        x += 44 + len(mark.value) * 6.2
    return "".join(parts)


def _cell(x: float, y: float, width: float, height: float, mark: Mark) -> str:
    if mark is Mark.NOT_OWED:
        middle = y + height / 2
        return _line(x + width / 2 - 4, middle, x + width / 2 + 4, middle)
    fill = {Mark.PAID: DARK, Mark.OWED: LIGHT}.get(mark, "#ffffff")
    dashes = ' stroke-dasharray="3 2"' if mark is Mark.HELD else ""
    box = (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{fill}" '
        f'stroke="{DARK}" stroke-width="0.7"{dashes}/>'
    )
    if mark is Mark.OWED:
        return box + _line(x, y + height, x + width, y)
    return box


def _line(x: float, y: float, to_x: float, to_y: float) -> str:
    return (
        f'<line x1="{x:.1f}" y1="{y:.1f}" x2="{to_x:.1f}" y2="{to_y:.1f}" stroke="{LINE}" stroke-width="1"/>'
    )


def _text(x: float, y: float, words: str, *, anchor: str = "middle") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="12.5" fill="{TEXT}">{escape(words)}</text>'


def _told(rows: Sequence[Year]) -> str:
    return "; ".join(
        f"{year.school_year}: "
        + ", ".join(
            f"{sum(one is mark for one in year.marks.values())} tháng {mark.value}"
            for mark in Mark
            if mark in year.marks.values()
        )
        for year in rows
    )


_COLUMNS = (
    Column("year", "Năm học"),
    Column("grade", "Lớp"),
    amount("planned", "Theo lịch"),
    amount("owed", "Đã lập kỳ chi"),
    amount("paid", "Đã chi"),
    amount("to_come", "Sắp tới"),
)


def calendar_paper(session: Session, unit: Unit, made: Sponsorship, on: date) -> FigurePaper:
    """Put the schedule of a sponsorship on paper: year by year and as a grid; the child is told by its number."""
    found = standing(session, made, on)
    programme = session.get_one(Programme, made.programme_id)
    rows = years(found)
    svg = calendar_svg(rows)
    picture = Picture(svg, "Lịch chi từng tháng", "year", ("paid", "to_come"))
    block = Block(
        "Từng năm học", Table("years", "Lịch chi", _COLUMNS, _rows(found, rows)), "Lịch chi", picture=picture
    )
    return FigurePaper(
        letterhead=letterhead(session, unit, on),
        title="Lịch chi đỡ đầu",
        subtitle=f"{programme.name}, thỏa thuận số {made.id}, em số {made.recipient_id}; đến hết ngày {format_day(on)}; đơn vị tính: đồng",
        blocks=(block,),
    )


def _rows(found: ChildStanding, rows: Sequence[Year]) -> list[tuple[str | int, ...]]:
    planned = {one.month: one.amount for one in found.months}
    told: list[tuple[str | int, ...]] = []
    for year in rows:
        sums = [found.by_month.get(month.number, (0, 0)) for month in year.marks]
        of_year = [
            (planned.get(month, 0), found.by_month.get(month.number, (0, 0))[0]) for month in year.marks
        ]
        told.append(
            (
                str(year.school_year),
                str(year.grade or ""),
                sum(one for one, _owed in of_year),
                sum(owed for owed, _paid in sums),
                sum(paid for _owed, paid in sums),
                sum(max(0, one - owed) for one, owed in of_year),
            )
        )
    return told
