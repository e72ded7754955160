"""Statements with invented lines in the shapes that banks hand out."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import attrs

from tests.sheet.spreadsheets import xls, xlsx


@attrs.frozen
class Line:
    """What a bank's program knows of a line before it writes it down."""

    day: date
    reference: str
    debit: int
    credit: int
    balance: int
    narration: str


OPENING = 1_000_000
LINES = (
    Line(date(2026, 3, 1), "5213.1", 0, 500_000, 1_500_000, "MBVCB.1.KHTH26225ZF.CT tu 0123"),
    Line(date(2026, 3, 1), "5213.2", 55_000, 0, 1_445_000, "Phi dich vu"),
    Line(date(2026, 3, 3), "5213.3", 0, 2_000_000, 3_445_000, "Truong THPT A ung ho 500 em"),
)
DEBIT = sum(line.debit for line in LINES)
CREDIT = sum(line.credit for line in LINES)
CLOSING = LINES[-1].balance


def dotted(amount: int) -> str:
    return f"{amount:,}".replace(",", ".") if amount else ""


def with_cents(amount: int) -> str:
    return f"{amount:,}.00" if amount else ""


def on(day: date, form: str = "%d/%m/%Y") -> str:
    return day.strftime(form)


def vietcombank(lines: Sequence[Line] = LINES) -> list[list[Any]]:
    """Day and document number in one cell, the Vietnamese and the English header in one cell, a total at the end."""
    return [
        ["NGÂN HÀNG TMCP NGOẠI THƯƠNG VIỆT NAM"],
        ["SAO KÊ TÀI KHOẢN/ACCOUNT STATEMENT"],
        ["Từ ngày/From: 01/03/2026", None, "Đến ngày/To: 31/03/2026"],
        ["Số tài khoản/Account No:", None, "0011 0000 12345"],
        ["Số dư đầu kỳ/Opening balance:", None, "1.000.000 VND"],
        [],
        [
            "STT\nNo.", "Ngày GD/\nTNX Date\nSố CT/ Doc No", "Ngày hiệu lực\nEffective date", "Số tiền ghi nợ/\nDebit",
            "Số tiền ghi có/\nCredit", "Số dư/\nBalance", "Nội dung chi tiết/\nTransactions in detail",
        ],
        *[
            [number, f"{on(line.day)}\n{line.reference}", on(line.day), dotted(line.debit), dotted(line.credit),
             dotted(line.balance), line.narration]
            for number, line in enumerate(lines, 1)
        ],
        ["Tổng số/Total", None, None, dotted(sum(x.debit for x in lines)), dotted(sum(x.credit for x in lines))],
        ["", "Giao dịch viên", "", "Kiểm soát viên"],
        ["", "12/03/2026 08:00"],
    ]  # fmt: skip


def bidv(lines: Sequence[Line] = LINES) -> list[list[Any]]:
    """Opening and closing as rows of the table, an old account number above, amounts as numbers."""
    return [
        ["Ngân hàng TMCP Đầu tư và Phát triển Việt Nam - BIDV"],
        ["Số tài khoản cũ: 99990000111122"],
        ["Số tài khoản: 12310000000001"],
        ["STT", "Ngày hiệu lực", "Số tham chiếu", "Ghi nợ", "Ghi có", "Số dư", "Mô tả"],
        ["", "", "", "", "", OPENING, "Dư đầu"],
        *[
            [
                number,
                line.day,
                line.reference,
                line.debit or None,
                line.credit or None,
                line.balance,
                line.narration,
            ]
            for number, line in enumerate(lines, 1)
        ],
        ["Cộng phát sinh", "", "", sum(x.debit for x in lines), sum(x.credit for x in lines)],
        ["Dư cuối", "", "", "", "", lines[-1].balance if lines else OPENING],
    ]


def mb(lines: Sequence[Line] = LINES) -> list[list[Any]]:
    """Two header rows with merged cells, days with times, commas and cents, the closing balance above the table."""
    return [
        ["SAO KÊ CHI TIẾT TÀI KHOẢN"],
        ["Số TK: 0123456789", "Số dư đầu kỳ: 1,000,000.00", f"Số dư cuối kỳ: {lines[-1].balance:,}.00"],
        ["Ngày hạch toán", "Ngày giao dịch", "Số bút toán", "Phát sinh", None, "Số dư", "Nội dung"],
        ["Posting date", "Transaction date", "Transaction No", "Nợ", "Có", "Balance", "Details"],
        ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)"],
        *[
            [f"{on(line.day)} 08:15:30", on(line.day), line.reference, with_cents(line.debit), with_cents(line.credit),
             with_cents(line.balance), line.narration]
            for line in lines
        ],
    ]  # fmt: skip


def vietinbank(lines: Sequence[Line] = LINES) -> list[list[Any]]:
    """The newest line first; the giver in columns of his own."""
    return [
        ["LỊCH SỬ GIAO DỊCH - TRANSACTION HISTORY"],
        ["STT", "Ngày giao dịch", "Mô tả", "Nợ", "Có", "Số dư", "Số giao dịch", "Số tài khoản đối ứng",
         "Tên tài khoản đối ứng"],
        *[
            [number, on(line.day, "%d-%m-%Y 10:00:00"), line.narration, dotted(line.debit), dotted(line.credit),
             dotted(line.balance), line.reference, "109000000001", "NGUYEN VAN A"]
            for number, line in enumerate(reversed(lines), 1)
        ],
    ]  # fmt: skip


def agribank(lines: Sequence[Line] = LINES) -> list[list[Any]]:
    """Excel's day numbers; a broken narration continues in rows below."""
    rows: list[list[Any]] = [
        ["NGÂN HÀNG NÔNG NGHIỆP VÀ PHÁT TRIỂN NÔNG THÔN VIỆT NAM"],
        ["Ngày giao dịch", "Mã GD", "Ghi nợ", "Ghi có", "Số dư", "Diễn giải"],
    ]
    for line in lines:
        first, rest = line.narration[:6], line.narration[6:]
        serial = (line.day - date(1899, 12, 30)).days
        rows.append([serial, line.reference, line.debit or None, line.credit or None, line.balance, first])
        rows.append(["", "", "", "", "", rest])
    return rows


def generic(lines: Sequence[Line] = LINES) -> list[list[Any]]:
    return [
        ["Ngày giao dịch", "Số tiền ghi nợ", "Số tiền ghi có", "Nội dung chi tiết", "Mã GD"],
        *[
            [on(line.day), dotted(line.debit), dotted(line.credit), line.narration, line.reference]
            for line in lines
        ],
    ]


def signed(lines: Sequence[Line] = LINES) -> list[list[Any]]:
    """One column of amounts with their signs."""
    return [
        ["Date", "Reference", "Amount", "Balance", "Description"],
        *[
            [
                on(x.day),
                x.reference,
                f"+{x.credit:,}" if x.credit else f"-{x.debit:,}",
                f"{x.balance:,}",
                x.narration,
            ]
            for x in lines
        ],
    ]


def marked(lines: Sequence[Line] = LINES) -> list[list[Any]]:
    """One column of amounts, with a mark for its side in another."""
    return [
        ["Ngày", "Nợ/Có", "Số tiền", "Số CT", "Nội dung"],
        *[
            [on(x.day), "C" if x.credit else "D", dotted(x.credit or x.debit), x.reference, x.narration]
            for x in lines
        ],
    ]


LAYOUTS = {
    "Vietcombank": vietcombank,
    "BIDV": bidv,
    "MB": mb,
    "VietinBank": vietinbank,
    "Agribank": agribank,
    "generic": generic,
}


def as_csv(rows: Sequence[Sequence[Any]], delimiter: str = ";") -> bytes:
    def cell(value: Any) -> str:
        text = on(value) if isinstance(value, date) else "" if value is None else str(value)
        return '"' + text.replace('"', '""') + '"'

    return "\r\n".join(delimiter.join(map(cell, row)) for row in rows).encode("utf-8-sig")


FORMATS = {"xlsx": xlsx, "xls": xls, "csv": as_csv}


def as_line(line):
    narration = line.narration.replace("\n", "")
    return (line.day, line.reference, line.debit, line.credit, narration.replace(" ", ""))


def as_lines(lines):
    return [as_line(line) for line in lines]


def messages(problems):
    return [str(problem) for problem in problems]
