"""What the example association itself does in 2025: its payments, its own transfers, the bank's interest and fees."""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta

import attrs
from example_files import Movement

from khfund.vietnamese import fold

VIETCOMBANK = "1000200030004"
BIDV = "2000300040005"


@attrs.frozen
class Payment:
    """A payment of the association; `bank` is empty for cash, `withdrawn` when that cash was fetched for it."""

    paid: date
    fund: str
    content: str
    payee: str
    address: str
    amount: int
    bank: str = ""
    account: str = "6111"
    papers: int = 2
    withdrawn: bool = False

    @property
    def made(self) -> date:
        """The day of the paper, some days before the money."""
        return self.paid - timedelta(days=3)

    @property
    def narration(self) -> str:
        """What the bank writes."""
        return f"UNC {fold(self.content).upper()} - {fold(self.payee).upper()}"[:140]


def month_end(month: int) -> date:
    """The last day of a month of 2025."""
    return date(2025, month, calendar.monthrange(2025, month)[1])


TET = "Tết cho em 2025: 25 suất quà học sinh nghèo x 500.000đ"
EXAM = "Tiếp sức mùa thi 2025: 20 suất x 500.000đ"
AWARDS = (
    Payment(date(2025, 1, 15), "KH", TET, "Hội Khuyến học xã Nậm Pơ", "xã Nậm Pơ", 12_500_000, VIETCOMBANK),
    Payment(date(2025, 1, 15), "KH", TET, "Hội Khuyến học xã Pá Lau", "xã Pá Lau", 12_500_000, VIETCOMBANK),
    Payment(date(2025, 1, 16), "KH", TET, "Hội Khuyến học xã Huổi Sáng", "xã Huổi Sáng", 12_500_000, withdrawn=True),
    Payment(date(2025, 1, 17), "KH", TET, "Hội Khuyến học xã Mường Hạ", "xã Mường Hạ", 12_500_000, withdrawn=True),
    Payment(date(2025, 2, 19), "KH", "Xuân biên cương: 30 suất quà x 500.000đ", "Đồn Biên phòng Pá Lau", "xã Pá Lau", 15_000_000, withdrawn=True),
    Payment(date(2025, 3, 6), "TH", "Học bổng Màu hoa còn mãi: 40 suất x 1.000.000đ", "Trường PTDT Nội trú Mường Sáng", "phường Bình Minh", 40_000_000, BIDV),
    Payment(date(2025, 5, 26), "TH", "Thưởng 12 học sinh giỏi quốc gia x 2.000.000đ", "Trường THPT Bình Minh", "phường Bình Minh", 24_000_000, BIDV),
    Payment(date(2025, 9, 30), "KH", "Lễ Học không bao giờ cùng: khen thưởng 45 suất x 500.000đ", "Văn phòng Hội Khuyến học tỉnh", "phường Bình Minh", 22_500_000, withdrawn=True),
    Payment(date(2025, 10, 3), "KH", "Trung thu cho em: 20 suất x 500.000đ", "Trường TH-THCS Chiềng Mây", "xã Chiềng Mây", 10_000_000, withdrawn=True),
    Payment(date(2025, 11, 12), "KH", "Thưởng cuộc thi Sáng tạo khoa học kỹ thuật: 22 em x 2.500.000đ", "Trường PTDT Nội trú Mường Sáng", "phường Bình Minh", 55_000_000, VIETCOMBANK),
    Payment(date(2025, 6, 4), "KH", EXAM, "Trường THPT Bình Minh", "tỉnh Mường Sáng", 10_000_000, VIETCOMBANK),
    Payment(date(2025, 6, 5), "KH", EXAM, "Trường THPT Mường Hạ", "tỉnh Mường Sáng", 10_000_000, VIETCOMBANK),
    Payment(date(2025, 6, 6), "KH", EXAM, "Trường THPT Chiềng Mây", "tỉnh Mường Sáng", 10_000_000, VIETCOMBANK),
    Payment(date(2025, 6, 7), "KH", EXAM, "Trung tâm GDTX tỉnh", "tỉnh Mường Sáng", 10_000_000, VIETCOMBANK),
)  # fmt: skip
"""Programmes of the year, paid to schools and communes for their pupils."""


@attrs.frozen
class RunLine:
    """What the bank books for a payment run: `amount` đồng that went out, or came back when negative."""

    day: date
    bank: str
    amount: int
    narration: str


CHILDREN = (("TH-THCS NAM PO", (3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 4, 4)), ("THCS HUOI SANG", (3, 3, 3, 3, 3, 3, 3, 3, 3, 2, 2, 2)),
            ("TIEU HOC PA LAU", (2,) * 12))  # fmt: skip
"""Nuôi em khuyến học: the schools and how many children each is paid for, month by month."""

RUN_LINES = [
    *(
        RunLine(date(2025, month, 18), VIETCOMBANK, children[month - 1] * 500_000, f"UNC NUOI EM KHUYEN HOC T{month:02}/2025 - TRUONG {school}")
        for month in range(1, 13)
        for school, children in CHILDREN
    ),
    RunLine(date(2025, 10, 8), BIDV, 64_000_000, "UNC CHI HOC BONG TO HIEU THEO DANH SACH 59 MON"),
    RunLine(date(2025, 10, 30), BIDV, -1_000_000, "HOAN TRA LENH CHI SAI SO TAI KHOAN"),
    RunLine(date(2025, 11, 18), BIDV, 1_000_000, "UNC CHI HOC BONG TO HIEU THEO DANH SACH 1 MON"),
]  # fmt: skip
"""What payment runs came to at the banks; their lists are made by the books themselves."""


def _management() -> list[Payment]:
    """The office's own cost, in cash, well below the cap; one bill is entered twice in April."""
    office = "Văn phòng Hội Khuyến học tỉnh", "phường Bình Minh"
    things = (
        "Văn phòng phẩm",
        "In giấy khen, giấy chứng nhận",
        "Cước bưu chính gửi thư cảm ơn",
        "Công tác phí kiểm tra quỹ cấp xã",
    )
    found = [
        Payment(date(2025, month, 22), "KH", f"{things[month % 4]} tháng {month:02}/2025", *office, 400_000 + month % 5 * 175_000, account="642")
        for month in range(1, 13)
    ]  # fmt: skip
    bill = Payment(
        date(2025, 4, 9),
        "KH",
        "In 200 giấy khen Học không bao giờ cùng",
        "Cửa hàng In Bình Minh",
        "phường Bình Minh",
        1_580_000,
        account="642",
        papers=1,
    )
    return [*found, bill, bill]


def _by_programme(payment: Payment) -> Payment:
    """The payment on the account that the office keeps for its programme."""
    kept = {
        "Tết cho em": "61111",
        "Xuân biên cương": "61111",
        "Trung thu": "61111",
        "Học bổng": "61112",
        "Tiếp sức mùa thi": "61115",
    }
    found = next((code for words, code in kept.items() if payment.content.startswith(words)), "61114")
    return payment if payment.account == "642" else attrs.evolve(payment, account=found)


PAYMENTS = sorted(
    map(_by_programme, [*AWARDS, *_management()]),
    key=lambda one: (one.paid, one.fund, one.content),
)


def own_movements(deposits: Sequence[tuple[date, str, int]]) -> dict[str, list[Movement]]:
    """Cash taken to the bank or fetched there, money moved between the own accounts, a term deposit, interest."""
    found: dict[str, list[Movement]] = defaultdict(list)
    for day, fund, amount in deposits:
        bank = BIDV if fund == "TH" else VIETCOMBANK
        found[bank].append(Movement(day, amount, f"NOP TIEN MAT QUY {fund} - LUONG THI MAY"))
    withdrawn: dict[date, int] = defaultdict(int)
    for payment in PAYMENTS:
        if payment.withdrawn:
            withdrawn[date(2025, 1, 15) if payment.paid.month == 1 else payment.paid - timedelta(days=1)] += (
                payment.amount
            )
    found[VIETCOMBANK] += [
        Movement(day, -amount, "RUT TIEN MAT - LUONG THI MAY") for day, amount in withdrawn.items()
    ]
    for line in RUN_LINES:
        found[line.bank].append(Movement(line.day, -line.amount, line.narration))
    for day, amount in ((date(2025, 7, 10), 12_000_000), (date(2025, 12, 10), 8_000_000)):
        words = "CHUYEN TIEN NOI BO QUY HOC BONG TO HIEU"
        found[VIETCOMBANK].append(Movement(day, -amount, f"{words} SANG BIDV"))
        found[BIDV].append(Movement(day, amount, f"{words} TU VIETCOMBANK"))
    found[BIDV].append(Movement(date(2025, 5, 5), -100_000_000, "MO TIEN GUI CO KY HAN 12 THANG HD 02/2025"))
    for month, amount in ((3, 19_125_000), (6, 19_125_000), (9, 19_282_192), (12, 19_125_000)):
        found[BIDV].append(
            Movement(date(2025, month, 25), amount, f"TRA LAI TIEN GUI CO KY HAN QUY {month // 3}/2025")
        )
    return found


def fees(bank: str) -> list[Movement]:
    """Each month interest on demand money, a fee for the account, and fees for transfers."""
    base = 52_000 if bank == VIETCOMBANK else 31_000
    found: list[Movement] = []
    for month in range(1, 13):
        interest = base + month * 1_137 % 9_000
        found.append(Movement(date(2025, month, 25), interest, "TRA LAI SO DU TIEN GUI KHONG KY HAN"))
        found.append(Movement(date(2025, month, 26), -22_000, f"THU PHI QUAN LY TAI KHOAN T{month:02}/2025"))
    paid = [(one.paid, one.bank, one.amount) for one in PAYMENTS]
    found += [
        Movement(day, -11_000, "PHI CHUYEN TIEN LIEN NGAN HANG")
        for day, paid_by, amount in [*paid, *((one.day, one.bank, one.amount) for one in RUN_LINES)]
        if paid_by == bank and amount >= 10_000_000
    ]
    return found
