"""The gold book as a workbook: one row a giver, ready to print or to sort in another way."""

from __future__ import annotations

import io
from datetime import date, datetime

import xlsxwriter

from khfund.reports.gold_book import GoldBook

TITLES = ("TT", "Mức", "Nhà hảo tâm", "Địa phương, cơ quan", "Số người", "Đã ủng hộ (đồng)", "Có hiện vật")
WIDTHS = (6, 34, 44, 34, 10, 20, 12)
FIRST_ROW = 4


def gold_book_sheet(book: GoldBook, on: date) -> bytes:
    """Return the book as XLSX; the same book of the same day gives the same bytes, and no text acts as a formula."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as file:
        made = datetime(on.year, on.month, on.day)  # noqa: DTZ001  a workbook's property knows no zone
        file.set_properties({"title": "Sổ vàng", "author": book.unit.name, "created": made})
        base = {"font_name": "Times New Roman", "font_size": 12, "valign": "top", "text_wrap": True}
        text, figure = file.add_format(base), file.add_format(base | {"num_format": "#,##0"})
        head = file.add_format(base | {"bold": True, "top": 2, "bottom": 1})
        foot = file.add_format(base | {"bold": True, "top": 1, "bottom": 2, "num_format": "#,##0"})
        title = file.add_format({"font_name": "Times New Roman", "font_size": 16, "bold": True})
        sheet = file.add_worksheet("Sổ vàng")
        for place, width in enumerate(WIDTHS):
            sheet.set_column(place, place, width)
        sheet.write_string(0, 0, "SỔ VÀNG", title)
        sheet.write_string(
            1, 0, f"{book.unit.name} – {book.subject}{f', {book.days}' if book.is_bounded else ''}"
        )
        for place, words in enumerate(TITLES):
            sheet.write_string(FIRST_ROW - 1, place, words, head)
        row = FIRST_ROW
        for band in book.bands:
            for one in band.givers:
                sheet.write_number(row, 0, row - FIRST_ROW + 1, figure)
                for place, words in ((1, band.title), (2, one.name), (3, one.locality)):
                    sheet.write_string(row, place, words, text)
                sheet.write_number(row, 4, one.count, figure)
                sheet.write_number(row, 5, one.amount, figure)
                sheet.write_string(row, 6, "có" if one.in_kind else "", text)
                row += 1
        for place, cell in enumerate(("Cộng", "", "", "", book.givers, book.amount, "")):
            sheet.write(row, place, cell, foot)
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(FIRST_ROW - 1)
        sheet.freeze_panes(FIRST_ROW, 0)
    return out.getvalue()
