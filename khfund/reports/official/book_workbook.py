"""An official book as a workbook: numbers as numbers, days as days, text that never acts as a formula, ready to print.

Rows are written as they come, so that a long book needs no memory; what one sheet cannot hold goes on to the next.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from khfund import money
from khfund.calendar import format_day, spoken_day
from khfund.reports.official.book_row import LANDSCAPE, Sheet
from khfund.reports.official.ledger_book import REPORTS, BookLine, Field, LedgerBook, LineKind
from khfund.reports.table import Cell, CellKind
from khfund.reports.workbook import looks_of, write_cell

ROWS_MAX = 1_000_000  # of one sheet, its head and its foot left out
EXACT_MAX = 10**15  # a spreadsheet keeps fifteen digits
BRACKETS = "#,##0;(#,##0)"
_A4, _A5 = 9, 11


def write_xlsx(book: LedgerBook, file: Path, *, is_a5: bool = False) -> int:
    """Write a book as a workbook and return how many lines it has; the same lines give the same bytes."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(file), options) as written:
        made = datetime.combine(book.heading.day, datetime.min.time())
        written.set_properties({"title": book.foot[:250], "author": book.heading.body, "created": made})
        sheets = _Sheets(book, written, is_a5=is_a5)
        lines = 0
        for line in book.lines():
            lines += 1
            sheets.add(line)
        sheets.end()
    return lines


class _Sheets:
    """The sheet that is being filled, in the workbook behind it."""

    def __init__(self, book: LedgerBook, written: Any, *, is_a5: bool) -> None:
        self.book, self.written, self.is_a5 = book, written, is_a5
        self.looks = self._looks()
        self.count = 0
        self.wide = next(place for place, field in enumerate(book.fields) if not field.width)
        self._begin()

    def _looks(self) -> dict[str, Any]:
        base: dict[str, Any] = {"font_name": "Times New Roman", "font_size": 12, "valign": "top", "border": 1}
        made: dict[str, dict[str, Any]] = {"centred": {"align": "center", "border": 0}, "bold_centred": {"align": "center", "bold": True, "border": 0},
                "grouped": {"align": "center", "bold": True, "text_wrap": True, "valign": "vcenter"}}  # fmt: skip
        looks: dict[str, Any] = {
            name: self.written.add_format({**base, **look}) for name, look in made.items()
        }
        kinds: dict[CellKind, dict[str, Any]] = {
            CellKind.TEXT: {"text_wrap": True},
            CellKind.AMOUNT: {"num_format": BRACKETS},
            CellKind.COUNT: {"num_format": "0"},
            CellKind.DAY: {"num_format": "dd/mm/yyyy", "align": "center"},
        }
        for kind, look in kinds.items():
            looks[kind.value] = self.written.add_format({**base, **look})
            looks[f"bold_{kind.value}"] = self.written.add_format({**base, **look, "bold": True})
        return {**looks_of(self.written), **looks}

    def _begin(self) -> None:
        """Begin a sheet with its head."""
        self.count += 1
        self.sheet = self.written.add_worksheet(str(self.count) if self.count > 1 else "Sổ")
        for place, field in enumerate(self.book.fields):
            self.sheet.set_column(place, place, _width(field))
        self.row = self._head()
        self.first = self.row
        self._set_up()

    def _head(self) -> int:
        head, last = self.book.heading, len(self.book.fields) - 1
        volume = "" if self.book.kind in REPORTS else f"Quyển số: {head.number or '………'}"
        form = f"Mẫu số: {head.form_code}" if head.form_code else ""
        row = 0
        for left, right in ((head.body, form), (head.address, head.form_basis), ("", volume)):
            self.sheet.write_string(row, 0, left, self.looks["under"])
            self.sheet.write_string(row, max(last - 1, 1), right, self.looks["under"])
            row += 1
        for look, said in (
            ("bold_centred", self.book.title),
            *(("centred", about) for about in self.book.about),
        ):
            self.sheet.merge_range(row, 0, row, last, "", self.looks[look])
            self.sheet.write_string(row, 0, said, self.looks[look])
            row += 1
        self.sheet.write_string(
            row, max(last - 1, 1), f"Đơn vị tính: {self.book.unit_name}", self.looks["under"]
        )
        row += 1
        if self.book.mark:
            self.sheet.write_string(row, 0, self.book.mark, self.looks["title"])
            row += 1
        return self._headings(row)

    def _headings(self, row: int) -> int:
        """The headings of groups above those of columns; return the first row of lines."""
        fields = self.book.fields
        if any(field.group for field in fields):
            for start, end in _groups(fields):
                group, look = fields[start].group, self.looks["grouped"]
                if end > start:
                    self.sheet.merge_range(row, start, row, end, "", look)
                self.sheet.write_string(row, start, group, look)
            row += 1
        for place, field in enumerate(fields):
            self.sheet.write_string(row, place, field.title, self.looks["grouped"])
        return row + 1

    def _set_up(self) -> None:
        """How the sheet prints."""
        sheet = self.sheet
        sheet.set_paper(_A5 if self.is_a5 else _A4)
        if Sheet.for_fields(self.book.fields).width == LANDSCAPE[0]:
            sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.7, right=0.5, top=0.7, bottom=0.7)
        sheet.repeat_rows(
            self.first - (2 if any(one.group for one in self.book.fields) else 1), self.first - 1
        )
        sheet.freeze_panes(self.first, 0)
        sheet.set_footer(f"&L{_code_free(self.book.foot)[:180]}&RTrang &P/&N")
        if self.book.mark:
            sheet.set_header(f"&C&B{_code_free(self.book.mark)}")

    def add(self, line: BookLine) -> None:
        """Write a line."""
        if self.row - self.first >= ROWS_MAX:
            self._begin()
        if line.kind is LineKind.HEADING and not any(line.cells[1:]):
            self._add_title(str(line.cells[0]))
            return
        bold = "" if line.kind is LineKind.ENTRY else "bold_"
        for place, (field, cell) in enumerate(zip(self.book.fields, line.cells, strict=True)):
            look = self.looks[f"{bold}{field.kind.value}"]
            if cell is None or cell == "":
                self.sheet.write_blank(self.row, place, None, look)
            else:
                write_cell(self.sheet, self.row, place, _exact(cell), look)
        self.row += 1

    def _add_title(self, name: str) -> None:
        """The title of a section runs over the whole line."""
        look = self.looks["bold_text"]
        self.sheet.merge_range(self.row, 0, self.row, len(self.book.fields) - 1, "", look)
        self.sheet.write_string(self.row, 0, name, look)
        self.row += 1

    def end(self) -> None:
        """Write what the book is, and the places to sign."""
        head, fields = self.book.heading, self.book.fields
        told = list(self.book.notes)
        if self.book.kind not in REPORTS:
            closed = format_day(head.closed) if head.closed else "……/……/………… (chưa khóa sổ)"
            told.append(f"Ngày mở sổ: {format_day(head.opened)}. Ngày khóa sổ: {closed}.")
        row = self.row
        for said in told:
            self.sheet.write_string(row, 0, f"– {said}", self.looks["under"])
            row += 1
        places = _spread(len(fields), len(self.book.signatories))
        dated = ", ".join(part for part in (head.place, spoken_day(head.day)) if part)
        self.sheet.write_string(row + 1, places[-1], dated, self.looks["centred"])
        for place, title in zip(places, self.book.signatories, strict=True):
            self.sheet.write_string(row + 2, place, title, self.looks["bold_centred"])
        for place in places:
            how = "(Ký, họ tên, đóng dấu)" if place == places[-1] else "(Ký, họ tên)"
            self.sheet.write_string(row + 3, place, how, self.looks["centred"])
        if head.head_name:
            self.sheet.write_string(row + 8, places[-1], head.head_name, self.looks["bold_centred"])


def _width(field: Field) -> float:
    """The width of a column in letters, as spreadsheets measure it; a day always has room."""
    wide = field.width * 0.56 if field.width else 52.0
    return max(wide, 12.0) if field.kind is CellKind.DAY else wide


def _groups(fields: Sequence[Field]) -> list[tuple[int, int]]:
    """The first and the last place of the columns under one heading; a column without one stands alone."""
    found: list[tuple[int, int]] = []
    for place, field in enumerate(fields):
        if found and field.group and field.group == fields[place - 1].group:
            found[-1] = found[-1][0], place
        else:
            found.append((place, place))
    return found


def _exact(cell: str | int | date) -> Cell:
    """A figure beyond what a spreadsheet counts exactly is written out."""
    if isinstance(cell, int) and abs(cell) >= EXACT_MAX:
        return f"({money.format(-cell)})" if cell < 0 else money.format(cell)
    return cell


def _code_free(said: str) -> str:
    """A text that gives no orders to the print head."""
    return said.replace("&", "&&")


def _spread(columns: int, count: int) -> list[int]:
    """The columns, spread out, under which people sign."""
    return [min(columns - 1, (2 * at + 1) * columns // (2 * count)) for at in range(count)]
