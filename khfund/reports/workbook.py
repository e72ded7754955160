"""The public statement as a workbook: one sheet a table, numbers as numbers, text that never acts as a formula."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import xlsxwriter

from khfund.calendar import VIET_NAM
from khfund.reports.disclosure import Disclosure
from khfund.reports.statement_table import tables
from khfund.reports.table import Cell, CellKind, Column, Table

SHEETS = {
    "totals": "Tổng hợp",
    "funds": "Các quỹ",
    "received": "Đã nhận",
    "used": "Đã sử dụng",
    "holdings": "Tiền ở đâu",
    "months": "Theo tháng",
    "goods": "Hiện vật",
    "waiting": "Tiền giữ hộ",
    "passing": "Chuyển trao",
    "award_totals": "Chi cho người nhận",
    "award_counts": "Số suất, số người",
    "awards_by_programme": "Người nhận theo chương trình",
    "awards_by_unit": "Người nhận theo đơn vị",
    "award_categories": "Theo diện",
    "commitments": "Cam kết",
    "givers": "Nhà hảo tâm",
    "recipients": "Người nhận",
    "corrections": "Bút toán sửa",
    "revisions": "Đính chính",
    "exceptions": "Ngoại lệ",
    "laws": "Căn cứ",
    "accounts": "Tài khoản",
    "openings": "Số dư đầu kỳ",
    "entries": "Bút toán",
    "goods_moves": "Nhập xuất hiện vật",
    "passing_moves": "Nhận trao chuyển trao",
}
FIRST_ROW = 4  # headings; above them the title, the days and an empty line
ROWS_MAX = 1_048_576 - FIRST_ROW - 2
_WIDTHS = {CellKind.AMOUNT: 19, CellKind.COUNT: 9, CellKind.DAY: 12}
_WIDE = {"fund_name": 28, "name": 44, "title": 56, "programme": 34, "account_name": 32, "locality": 26, "kind_name": 28,
         "nature_name": 30, "role_name": 32, "reason": 50, "figure": 44, "duty": 60, "source": 50, "what": 40, "unit": 36,
         "programme_name": 34, "row_name": 36, "category_name": 44, "honour": 30, "commune": 22}  # fmt: skip
_DAY_ZERO = date(1899, 12, 30)


def xlsx(shown: Disclosure) -> bytes:
    """Give the statement as a workbook, ready to print; the same dataset gives the same bytes."""
    out = io.BytesIO()
    options = {
        "in_memory": True,
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(out, options) as book:
        made = shown.made_at.astimezone(VIET_NAM).replace(tzinfo=None)
        title = f"{shown.letterhead.body} – Báo cáo công khai, {shown.days}"
        book.set_properties({"title": title, "author": shown.letterhead.body, "created": made})
        looks = looks_of(book)
        for table in tables(shown):
            write_table(book, looks, table, title, SHEETS[table.key])
    return out.getvalue()


def looks_of(book: Any) -> dict[str, Any]:
    """The formats that the sheets of a workbook share, by name."""
    base: dict[str, Any] = {"font_name": "Times New Roman", "font_size": 12, "valign": "top"}
    made: dict[str, dict[str, Any]] = {
        "title": {"bold": True, "font_size": 14},
        "under": {"italic": True},
        "head": {"bold": True, "text_wrap": True, "top": 2, "bottom": 1, "valign": "bottom"},
        "text": {"text_wrap": True},
        "amount": {"num_format": "#,##0"},
        "count": {"num_format": "0"},
        "day": {"num_format": "dd/mm/yyyy"},
        "foot": {"bold": True, "top": 1, "bottom": 2, "num_format": "#,##0"},
    }
    return {name: book.add_format(base | look) for name, look in made.items()}


def write_table(book: Any, looks: dict[str, Any], table: Table, title: str, name: str) -> None:
    """Write a table on a sheet of this name, ready to print; `title` stands under the table's own."""
    sheet = book.add_worksheet(name)
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, _width(column))
    sheet.write_string(0, 0, table.title, looks["title"])
    sheet.write_string(1, 0, f"{title}; đơn vị tính: đồng", looks["under"])
    if not table.rows:
        sheet.write_string(2, 0, table.empty, looks["under"])
    for place, column in enumerate(table.columns):
        sheet.write_string(FIRST_ROW - 1, place, column.title, looks["head"])
    rows = list(table.rows)[:ROWS_MAX]
    for number, row in enumerate(rows, FIRST_ROW):
        for place, (column, cell) in enumerate(zip(table.columns, row, strict=True)):
            write_cell(sheet, number, place, cell, looks[column.kind.value])
    _foot(sheet, looks, table, FIRST_ROW + len(rows))
    _print_setup(sheet, table, len(rows))


def write_cell(sheet: Any, row: int, column: int, cell: Cell, look: Any) -> None:
    """Write a number as a number, a day as a day, and text as text whatever it begins with."""
    if isinstance(cell, date):
        sheet.write_number(row, column, (cell - _DAY_ZERO).days, look)
    elif isinstance(cell, int):
        sheet.write_number(row, column, cell, look)
    elif cell:
        sheet.write_string(row, column, cell, look)


def _foot(sheet: Any, looks: dict[str, Any], table: Table, row: int) -> None:
    if len(table.rows) < 2 or all(total is None for total in table.foot):
        return
    sheet.write_string(row, 0, "Cộng", looks["foot"])
    for place, total in enumerate(table.foot):
        if total is not None:
            sheet.write_number(row, place, total, looks["foot"])
        elif place:
            sheet.write_blank(row, place, None, looks["foot"])


def _print_setup(sheet: Any, table: Table, rows: int) -> None:
    sheet.set_paper(9)  # A4
    if len(table.columns) > 5:
        sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.8, right=0.5, top=0.7, bottom=0.7)
    sheet.repeat_rows(FIRST_ROW - 1)
    sheet.set_footer("&L&A&RTrang &P/&N")
    sheet.freeze_panes(FIRST_ROW, 0)
    if rows:
        sheet.autofilter(FIRST_ROW - 1, 0, FIRST_ROW + rows - 1, len(table.columns) - 1)


def _width(column: Column) -> int:
    return _WIDTHS.get(column.kind) or _WIDE.get(column.key, 13)
