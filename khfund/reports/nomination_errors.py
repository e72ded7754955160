"""The error list of a nomination file, to be sent back: a copy of its sheets with the cells marked and the sentence beside.

Rows and columns stand where the office has them; text never acts as a formula. The copy can be mended and sent in.
"""

from __future__ import annotations

import io
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from khfund import sheet
from khfund.errors import Problem
from khfund.scholarships.nomination_sheet import ReadNominations
from khfund.sheet import Sheet, cell_name

MEND, LOOK = "Cần sửa", "Lưu ý khi đọc"
LIST_NAME = "Danh sách lỗi"
NAME_MAX = 31
_DAY = {"num_format": "dd/mm/yyyy"}


def error_workbook(source: Path | str | bytes, read: ReadNominations) -> bytes:
    """Copy the workbook that was read with its mistakes marked red, its notices yellow, and both told beside the row."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        looks = {
            "mend": book.add_format({"bg_color": "#F8CBAD"}),
            "look": book.add_format({"bg_color": "#FFF2CC"}),
            "": book.add_format(),
            "mend day": book.add_format(_DAY | {"bg_color": "#F8CBAD"}),
            "look day": book.add_format(_DAY | {"bg_color": "#FFF2CC"}),
            " day": book.add_format(_DAY),
            "told": book.add_format({"text_wrap": True, "valign": "top", "font_color": "#9C0006"}),
        }
        names: set[str] = set()
        for one in sheet.read(source, read.file).sheets:
            if one.visible:
                _copy(book.add_worksheet(_name(one.name or "Danh sách", names)), looks, one, read)
        _list(book.add_worksheet(_name(LIST_NAME, names)), looks, read)
    return out.getvalue()


def _name(wanted: str, taken: set[str]) -> str:
    """A sheet's name as a spreadsheet program allows it, once."""
    plain = re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", wanted).strip(" '")[:NAME_MAX] or "Trang"
    name, number = plain, 2
    while name.lower() in taken:
        name = f"{plain[: NAME_MAX - 4]} ({number})"
        number += 1
    taken.add(name.lower())
    return name


def _copy(page: Any, looks: dict[str, Any], one: Sheet, read: ReadNominations) -> None:
    problems, notices = _by_row(read.problems, one), _by_row(read.notices, one)
    marks = dict.fromkeys(_cells(notices), "look") | dict.fromkeys(_cells(problems), "mend")
    width = 0
    for first, last, column in one.tall:
        page.merge_range(first - 1, column, last - 1, column, "", looks[""])
    for row in one:
        width = max(width, len(row.values))
        for column, value in enumerate(row.values):
            if value != "":
                mark = marks.get(cell_name(row.number, column), "")
                look = looks[f"{mark} day" if isinstance(value, date) else mark]
                _write(page, row.number - 1, column, value, look)
    headings = [table.heading.rows[0] for table in read.tables if table.sheet == one.name] or [1]
    for place, (title, told) in enumerate(((MEND, problems), (LOOK, notices))):
        page.write_string(headings[0] - 1, width + place, title, looks["told"])
        page.set_column(width + place, width + place, 60)
        for number, found in told.items():
            if number and number not in headings:
                page.write_string(number - 1, width + place, _sentences(found), looks["told"])
    page.set_column(0, max(width - 1, 0), 16)


def _by_row(problems: Iterable[Problem], one: Sheet) -> dict[int, list[Problem]]:
    found: dict[int, list[Problem]] = defaultdict(list)
    for problem in problems:
        if problem.place.sheet == one.name:
            found[problem.place.row or 0].append(problem)
    return dict(found)


def _cells(told: dict[int, list[Problem]]) -> Iterator[str]:
    return (one.place.cell for found in told.values() for one in found if one.place.cell)


def _sentences(problems: Sequence[Problem]) -> str:
    return "; ".join(f"{one.place.cell or 'dòng này'}: {one.error}" for one in problems)


def _write(page: Any, row: int, column: int, value: Any, look: Any) -> None:
    """Write a value as what it is; whatever is text stays text."""
    if isinstance(value, bool) or not isinstance(value, int | float | date | datetime):
        page.write_string(row, column, str(value), look)
    elif isinstance(value, date):
        page.write_datetime(row, column, datetime(value.year, value.month, value.day), look)  # noqa: DTZ001
    else:
        page.write_number(row, column, value, look)


def _list(page: Any, looks: dict[str, Any], read: ReadNominations) -> None:
    for column, (title, width) in enumerate(
        (("Trang tính", 16), ("Dòng", 8), ("Ô", 8), ("Mức", 12), ("Nội dung", 90))
    ):
        page.write_string(0, column, title)
        page.set_column(column, column, width)
    told = [*((MEND, one) for one in read.problems), *(("Lưu ý", one) for one in read.notices)]
    for row, (level, one) in enumerate(told, 1):
        page.write_string(row, 0, one.place.sheet or "")
        if one.place.row:
            page.write_number(row, 1, one.place.row)
        page.write_string(row, 2, one.place.cell or "")
        page.write_string(row, 3, level, looks["mend" if level == MEND else "look"])
        page.write_string(row, 4, str(one.error))
