"""Tables with groups as a workbook: one sheet a table, numbers as numbers, text that never acts as a formula."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import xlsxwriter

from khfund.calendar import VIET_NAM
from khfund.reports.sheet_table import Look, SheetRow, SheetTable
from khfund.reports.table import CellKind

FIRST_ROW = 4  # headings; above them the title, what it is about and an empty line
_WIDTHS = {CellKind.AMOUNT: 19, CellKind.COUNT: 13, CellKind.DAY: 12, CellKind.TEXT: 22}
_WIDE = {
    "unit": 44,
    "what": 110,
    "level": 20,
    "standing": 36,
    "note": 44,
    "sentence": 110,
    "rule": 30,
    "source": 60,
}
_DAY_ZERO = date(1899, 12, 30)


def sheet_workbook(tables: Sequence[SheetTable], title: str, made_at: datetime) -> bytes:
    """Give the tables as a workbook, ready to print; the same tables give the same bytes."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        made = made_at.astimezone(VIET_NAM).replace(tzinfo=None)
        book.set_properties({"title": title, "created": made})
        looks = _Looks(book)
        for number, table in enumerate(tables, 1):
            name = "".join(letter for letter in table.title.partition(" (")[0] if letter not in "[]:*?/\\,")
            _sheet(book.add_worksheet(f"{number}. {name}"[:31]), looks, table, title)
    return out.getvalue()


class _Looks:
    """The formats of a workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.made: dict[tuple[str, str], Any] = {}

    def __call__(self, look: str, kind: str = "text") -> Any:
        if (look, kind) not in self.made:
            self.made[look, kind] = self.book.add_format(_BASE | _LOOKS.get(look, {}) | _KINDS.get(kind, {}))
        return self.made[look, kind]


_BASE = {"font_name": "Times New Roman", "font_size": 12, "valign": "top"}
_LOOKS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 14},
    "under": {"italic": True},
    "head": {"bold": True, "text_wrap": True, "top": 2, "bottom": 1, "valign": "bottom"},
    Look.GROUP: {"bold": True, "bg_color": "#E8EEF4"},
    Look.SUM: {"bold": True, "top": 1},
    Look.TOTAL: {"bold": True, "top": 1, "bottom": 2},
    Look.ASIDE: {"italic": True, "font_color": "#555555"},
    Look.MISSING: {"italic": True, "bg_color": "#F3E3E3"},
}
_KINDS: dict[str, dict[str, Any]] = {
    CellKind.TEXT: {"text_wrap": True},
    CellKind.AMOUNT: {"num_format": "#,##0", "align": "right"},
    CellKind.COUNT: {"num_format": "#,##0", "align": "right"},
    CellKind.DAY: {"num_format": "dd/mm/yyyy"},
}


def _sheet(sheet: Any, looks: _Looks, table: SheetTable, title: str) -> None:
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, _WIDE.get(column.key, _WIDTHS[column.kind]))
        sheet.write_string(FIRST_ROW - 1, place, column.title, looks("head", column.kind))
    sheet.write_string(0, 0, table.title, looks("title"))
    sheet.write_string(1, 0, title, looks("under"))
    if not table.rows:
        sheet.write_string(FIRST_ROW, 0, table.empty, looks("under"))
    for number, row in enumerate(table.rows, FIRST_ROW):
        _row(sheet, looks, table, number, row)
    for number, note in enumerate(table.notes, FIRST_ROW + len(table.rows) + 1):
        sheet.write_string(number, 0, note, looks("under"))
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(FIRST_ROW - 1)
    sheet.freeze_panes(FIRST_ROW, 1)
    sheet.set_footer("&L&A&RTrang &P/&N")


def _row(sheet: Any, looks: _Looks, table: SheetTable, number: int, row: SheetRow) -> None:
    for place, (column, cell) in enumerate(zip(table.columns, row.cells, strict=True)):
        look = looks(row.look, column.kind)
        if isinstance(cell, date):
            sheet.write_number(number, place, (cell - _DAY_ZERO).days, look)
        elif isinstance(cell, int):
            sheet.write_number(number, place, cell, look)
        elif cell:
            sheet.write_string(number, place, cell, look)
        elif row.look is not Look.LINE:
            sheet.write_blank(number, place, None, look)
