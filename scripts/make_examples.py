"""Make examples/: the year 2025 of the invented association «Hội Khuyến học tỉnh Mường Sáng».

    .venv/bin/python scripts/make_examples.py

The dice are fixed, so the same files come out each time. Nobody and nothing in them exists.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path

import attrs
from example_files import Statement, write_bidv, write_list, write_vietcombank
from example_gifts import WRITTEN_TWICE, Year, think_up
from example_nominations import write_nominations
from example_year import BIDV, PAYMENTS, VIETCOMBANK, Payment, month_end

from khfund.banking import transfer_code

FOLDER = Path(__file__).parent.parent / "examples"
OPENING = {VIETCOMBANK: 408_600_000, BIDV: 182_350_000}
TYPED = "don-vi-2025.csv"  # written by hand
OVERLAP_DAYS = 4  # a quarter's Vietcombank file begins this many days early, as careful treasurers ask for it


def write_all(year: Year) -> None:
    """Write every file anew."""
    for old in FOLDER.iterdir():
        if old.suffix in {".xlsx", ".xls", ".csv"} and old.name != TYPED:
            old.unlink()
    write_beginning(year)
    write_nominations(FOLDER)
    for quarter in range(1, 5):
        write_quarter(year, quarter)
    ordered = sorted(year.findings, key=lambda one: (one.found, one.line.day, one.line.narration))
    write_list(
        FOLDER / "2025-xac-dinh-khoan-thu.xlsx",
        "SỔ XÁC ĐỊNH CÁC KHOẢN CHUYỂN KHOẢN CHƯA RÕ NĂM 2025",
        ("STT", "Ngày xác định", "Tài khoản", "Ngày giao dịch", "Số tiền giao dịch", "Nội dung sao kê", "Người ủng hộ", "Loại", "Đơn vị", "Mã quỹ", "Số tiền ủng hộ", "Căn cứ"),
        [
            (number, one.found, one.bank, one.line.day, one.line.net, one.line.narration, one.giver.name, one.giver.kind,
             one.giver.place, one.fund, one.amount or one.line.net, one.because)
            for number, one in enumerate(ordered, 1)
        ],
    )  # fmt: skip


def write_beginning(year: Year) -> None:
    """What the association brings along: opening balances, officers, known givers with their transfer codes."""
    (FOLDER / "so-du-dau-ky.csv").write_text(
        "\ufeffQuỹ;Tài khoản;Số tiền;Trong đó vốn gốc;Ghi chú\r\n"
        "KH;111;8.450.000;0;Biên bản kiểm kê quỹ ngày 31/12/2024\r\n"
        "KH;1121;312.600.000;0;Sao kê Vietcombank 31/12/2024\r\n"
        "NE;1121;96.000.000;0;Sao kê Vietcombank 31/12/2024\r\n"
        "TH;1122;182.350.000;80.000.000;Sao kê BIDV 31/12/2024\r\n"
        "TH;121;1.500.000.000;1.500.000.000;Hợp đồng tiền gửi 12 tháng, trả lãi hằng quý\r\n",
        encoding="utf-8",
        newline="",
    )
    _write_persons(year)


def _write_persons(year: Year) -> None:
    """Write the lists of officers and of known givers."""
    write_list(
        FOLDER / "danh-sach-can-bo.xlsx",
        "DANH SÁCH CÁN BỘ LÀM CÔNG TÁC QUỸ NĂM 2025",
        ("STT", "Tên đăng nhập", "Họ và tên", "Chức vụ", "Vai trò"),
        [
            (1, "chutich", "Hoàng Thị Sao Mai", "Chủ tịch Hội", "chair"),
            (2, "ketoantruong", "Đỗ Văn Suối", "Kế toán trưởng", "chief_accountant"),
            (3, "ketoan", "Cầm Thị Ban", "Kế toán", "accountant"),
            (4, "thuquy", "Lường Thị Mây", "Thủ quỹ", "treasurer"),
            (5, "kiemtra", "Giàng A Nắng", "Trưởng Ban Kiểm tra", "inspector"),
            (6, "canbo", "Tòng Thị Nương", "Cán bộ văn phòng", "clerk"),
            (7, "uyvien1", "Quàng Văn Núi", "Ủy viên Hội đồng xét học bổng", "committee"),
            (8, "uyvien2", "Vì Thị Ban Mai", "Ủy viên Hội đồng xét học bổng", "committee"),
        ],
    )
    held = defaultdict(list)
    for prefix, givers in year.codes.items():
        for serial, giver in enumerate(givers, 1):
            held[giver.name].append(transfer_code.make(prefix, serial))
    write_list(
        FOLDER / "danh-sach-nha-hao-tam.xlsx",
        "NHÀ HẢO TÂM THƯỜNG XUYÊN VÀ MÃ CHUYỂN KHOẢN NĂM 2025",
        ("STT", "Họ và tên", "Loại", "Đơn vị", "Ẩn danh", "Mã chuyển khoản"),
        [
            (
                number,
                giver.name,
                giver.kind,
                giver.place,
                "x" if giver.anonymous else "",
                ", ".join(held[giver.name]),
            )
            for number, giver in enumerate(year.friends, 1)
        ],
    )


def write_quarter(year: Year, quarter: int) -> None:
    """The four files that come together at the end of a quarter."""
    first, last = date(2025, quarter * 3 - 2, 1), month_end(quarter * 3)
    early = first - timedelta(OVERLAP_DAYS if quarter > 1 else 0)
    stem = f"2025-q{quarter}"
    write_vietcombank(FOLDER / f"{stem}-vietcombank.xlsx", statement(year, VIETCOMBANK, early, last))
    write_bidv(FOLDER / f"{stem}-bidv.xls", statement(year, BIDV, first, last))
    write_list(
        FOLDER / f"{stem}-thu-tien-mat.xlsx",
        f"SỔ GHI CÁC KHOẢN ỦNG HỘ BẰNG TIỀN MẶT QUÝ {quarter} NĂM 2025",
        ("STT", "Ngày", "Họ và tên", "Loại", "Đơn vị", "Số tiền", "Mã quỹ", "Ghi chú"),
        [
            (
                number,
                gift.day,
                gift.giver.name,
                gift.giver.kind,
                gift.giver.place,
                gift.amount,
                gift.fund,
                gift.note.replace(WRITTEN_TWICE, ""),
            )
            for number, gift in enumerate((one for one in year.cash if first <= one.day <= last), 1)
        ],
        total="Số tiền",
        foot="Thủ quỹ: Lường Thị Mây",
    )
    write_list(
        FOLDER / f"{stem}-bang-ke-chi.xlsx",
        f"BẢNG KÊ CHI QUÝ {quarter} NĂM 2025",
        ("STT", "Ngày lập", "Ngày chi", "Mã quỹ", "Nội dung chi", "Người nhận tiền", "Địa chỉ", "Số tiền", "Chi từ", "TK Nợ", "Chứng từ gốc"),
        [row(number, one) for number, one in enumerate((one for one in PAYMENTS if first <= one.paid <= last), 1)],
        total="Số tiền",
        foot="Kế toán: Cầm Thị Ban",
    )  # fmt: skip


def row(number: int, payment: Payment) -> tuple[object, ...]:
    """A payment as the list shows it."""
    source = payment.bank or "Tiền mặt"
    return (number, payment.made, payment.paid, payment.fund, payment.content, payment.payee, payment.address,
            payment.amount, source, payment.account, payment.papers)  # fmt: skip


def statement(year: Year, bank: str, first: date, last: date) -> Statement:
    """The bank's statement of some days, both inclusive."""
    lines = sorted(year.lines[bank], key=lambda line: line.day)
    numbered = [
        attrs.evolve(line, reference=f"{5000 + at % 97} - {10_000 + at * 7}") for at, line in enumerate(lines)
    ]
    before = sum(line.net for line in lines if line.day < first)
    return Statement(
        bank, first, last, OPENING[bank] + before, [line for line in numbered if first <= line.day <= last]
    )


if __name__ == "__main__":
    write_all(think_up())
