"""The example year in the file shapes of real offices: two banks' statements, lists of the association."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import attrs
import xlsxwriter
import xlwt

from khfund import money
from khfund.calendar import format_day

MADE = datetime.datetime(2026, 1, 5)  # noqa: DTZ001 - workbooks carry no zone; a fixed moment gives the same bytes
HOLDER = "HOI KHUYEN HOC TINH MUONG SANG"


@attrs.frozen
class Movement:
    """A line of a bank account: `net` đồng, positive when money comes in."""

    day: datetime.date
    net: int
    narration: str
    reference: str = ""


@attrs.frozen
class Statement:
    """What a bank hands out for some days, both inclusive; `opening` in đồng."""

    number: str
    first: datetime.date
    last: datetime.date
    opening: int
    lines: Sequence[Movement]

    @property
    def debit(self) -> int:
        """Đồng that went out."""
        return -sum(min(line.net, 0) for line in self.lines)

    @property
    def credit(self) -> int:
        """Đồng that came in."""
        return sum(max(line.net, 0) for line in self.lines)

    @property
    def closing(self) -> int:
        """Đồng at the end."""
        return self.opening + self.credit - self.debit


def _with_commas(amount: int) -> str:
    return money.format(amount).replace(".", ",") if amount else ""


def write_vietcombank(path: Path, statement: Statement) -> None:
    """Vietcombank's .xlsx: merged title, two-line headings, day and document number in one cell, amounts as text, totals."""
    book = xlsxwriter.Workbook(str(path))
    book.set_properties({"created": MADE})
    page = book.add_worksheet("Sao ke")
    bold = book.add_format(
        {"bold": True, "align": "center", "valign": "vcenter", "text_wrap": True, "border": 1}
    )
    cell = book.add_format({"text_wrap": True, "valign": "top", "border": 1})
    right = book.add_format({"align": "right", "valign": "top", "border": 1})
    _vietcombank_head(page, statement, book.add_format({"bold": True, "align": "center", "font_size": 14}))
    page.set_row(9, 32)
    page.write_row("A10", VIETCOMBANK_HEADINGS, bold)
    balance, row = statement.opening, 10
    for row, line in enumerate(statement.lines, 10):
        balance += line.net
        amounts = (max(-line.net, 0), max(line.net, 0), balance)
        page.write(row, 0, row - 9, cell)
        page.write(row, 1, f"{format_day(line.day)}\n{line.reference}", cell)
        page.write_row(row, 2, [_with_commas(amount) for amount in amounts], right)
        page.write(row, 5, line.narration, cell)
    page.merge_range(row + 1, 0, row + 1, 1, "Tổng số\nTotal", bold)
    page.write_row(row + 1, 2, [_with_commas(statement.debit), _with_commas(statement.credit)], right)
    page.write(row + 2, 0, "Số dư cuối kỳ/Closing balance:")
    page.write(row + 2, 4, _with_commas(statement.closing), right)
    page.write(row + 4, 0, "Chứng từ này được in từ máy tính, không cần chữ ký và dấu.")
    book.close()


VIETCOMBANK_HEADINGS = (
    "STT\nNo.",
    "Ngày GD/TNX Date\nSố CT/Doc No",
    "Số tiền ghi nợ\nDebit",
    "Số tiền ghi có\nCredit",
    "Số dư\nBalance",
    "Nội dung chi tiết\nTransactions in detail",
)


def _vietcombank_head(page: Any, statement: Statement, title: Any) -> None:
    for column, width in enumerate((6, 18, 18, 18, 20, 70)):
        page.set_column(column, column, width)
    days = f"Từ ngày/From {format_day(statement.first)} đến ngày/to {format_day(statement.last)}"
    page.merge_range("A1:F1", "NGÂN HÀNG TMCP NGOẠI THƯƠNG VIỆT NAM (Vietcombank)", title)
    page.merge_range("A3:F3", "SAO KÊ TÀI KHOẢN\nSTATEMENT OF ACCOUNT", title)
    page.merge_range("A4:F4", days, title)
    page.write("A6", "Số tài khoản/Account No:")
    page.write("C6", statement.number)
    page.write("A7", "Tên tài khoản/Account name:")
    page.write("C7", HOLDER)
    page.write("A8", "Số dư đầu kỳ/Opening balance:")
    page.write("C8", _with_commas(statement.opening))


def write_bidv(path: Path, statement: Statement) -> None:
    """BIDV's .xls: «Dư đầu» and «Dư cuối», amounts as numbers, a balance only on the last line of each day."""
    book = xlwt.Workbook(encoding="utf-8")
    page = book.add_sheet("SaoKe")
    bold, plain = xlwt.easyxf("font: bold on; align: wrap on"), xlwt.easyxf("align: wrap on")
    figure = xlwt.easyxf(num_format_str="#,##0")
    _bidv_head(page, statement, bold)
    page.write(8, 1, "Dư đầu", bold)
    page.write(8, 4, statement.opening, figure)
    balance = statement.opening
    for number, line in enumerate(statement.lines, 1):
        balance += line.net
        row = number + 8
        following = statement.lines[number].day if number < len(statement.lines) else None
        page.write(row, 0, number)
        page.write(row, 1, format_day(line.day))
        page.write(row, 2 if line.net < 0 else 3, abs(line.net), figure)
        if following != line.day:
            page.write(row, 4, balance, figure)
        page.write(row, 5, line.narration, plain)
    end = len(statement.lines) + 9
    page.write(end, 1, "Dư cuối", bold)
    page.write(end, 4, balance, figure)
    book.save(str(path))


def _bidv_head(page: Any, statement: Statement, bold: Any) -> None:
    for column, width in enumerate((6, 16, 16, 16, 18, 80)):
        page.col(column).width = 256 * width
    page.write_merge(0, 0, 0, 5, "NGÂN HÀNG TMCP ĐẦU TƯ VÀ PHÁT TRIỂN VIỆT NAM - BIDV", bold)
    page.write_merge(1, 1, 0, 5, "SAO KÊ TÀI KHOẢN", bold)
    page.write(2, 0, f"Từ ngày {format_day(statement.first)} đến ngày {format_day(statement.last)}")
    facts = (
        ("Số tài khoản:", statement.number),
        ("Số tài khoản cũ:", "2000300040000"),
        ("Chủ tài khoản:", HOLDER),
    )
    for row, (label, text) in enumerate(facts, 3):
        page.write(row, 0, label)
        page.write(row, 2, text)
    for column, text in enumerate(("STT", "Ngày hiệu lực", "Ghi nợ", "Ghi có", "Số dư", "Mô tả")):
        page.write(7, column, text, bold)


def write_list(
    path: Path,
    title: str,
    headings: Sequence[str],
    rows: Sequence[Sequence[Any]],
    *,
    total: str = "",
    foot: str = "",
) -> None:
    """A list as an office keeps it: its name, a title, headings in row 5, rows, a total of the column `total`, who made it."""
    book = xlsxwriter.Workbook(str(path))
    book.set_properties({"created": MADE})
    page = book.add_worksheet("Danh sách")
    bold = book.add_format(
        {"bold": True, "align": "center", "text_wrap": True, "border": 1, "bg_color": "#DDEBF7"}
    )
    head = book.add_format({"bold": True, "align": "center", "font_size": 13})
    cell = book.add_format({"border": 1})
    figure = book.add_format({"border": 1, "num_format": "#,##0"})
    day = book.add_format({"border": 1, "num_format": "dd/mm/yyyy", "align": "left"})
    page.merge_range(0, 0, 0, 3, "HỘI KHUYẾN HỌC TỈNH MƯỜNG SÁNG", head)
    page.merge_range(2, 0, 2, len(headings) - 1, title, head)
    page.write_row(4, 0, headings, bold)
    widths = [len(text) for text in headings]
    for number, values in enumerate(rows, 5):
        for column, value in enumerate(values):
            is_day = isinstance(value, datetime.date)
            page.write(number, column, value, day if is_day else figure if isinstance(value, int) else cell)
            widths[column] = max(widths[column], 10 if is_day else len(str(value)))
    for column, width in enumerate(widths):
        page.set_column(column, column, min(width + 2, 60))
    end = 5 + len(rows)
    if total:
        column = headings.index(total)
        page.write(end, 0, "Tổng cộng", bold)
        page.write(end, column, sum(row[column] for row in rows), figure)
    if foot:
        page.write(end + 2, len(headings) - 2, foot)
    book.close()
