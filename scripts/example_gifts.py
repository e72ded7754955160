"""What people give to the example association in 2025, thought up with fixed dice."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta
from random import Random
from zlib import crc32

import attrs
from example_files import Movement
from example_people import Giver, organisations, people
from example_year import BIDV, PAYMENTS, VIETCOMBANK, fees, month_end, own_movements

from khfund.banking import transfer_code

OPENING_CASH = 8_450_000
WRITTEN_TWICE = "chép lặp"  # known to us only; the list shows two equal lines
REASONS = ("Người ủng hộ gọi điện", "Đưa biên lai chuyển tiền", "Ngân hàng xác nhận")
WISHES = (
    "ung ho quy khuyen hoc",
    "ung ho quy khuyen hoc tinh",
    "gop quy khuyen hoc 2025",
    "tang hoc sinh ngheo vuot kho",
)


@attrs.frozen
class CashGift:
    """A line of the paper list; `note` as somebody wrote it."""

    day: date
    giver: Giver
    amount: int
    fund: str = "KH"
    note: str = ""


@attrs.frozen
class Finding:
    """What somebody found out later about a bank line whose giver was in doubt."""

    found: date
    bank: str
    line: Movement
    giver: Giver
    fund: str
    because: str
    amount: int = 0


@attrs.define
class Year:
    """Everything that happens, while it is thought up."""

    dice: Random
    friends: list[Giver]
    strangers: list[Giver]
    codes: dict[str, list[Giver]]
    lines: dict[str, list[Movement]] = attrs.field(factory=lambda: defaultdict(list))
    cash: list[CashGift] = attrs.field(factory=list)
    findings: list[Finding] = attrs.field(factory=list)
    taken: set[tuple[date, int]] = attrs.field(factory=set)

    def day(self, month: int, first: int = 1, last: int = 28) -> date:
        """Some day of a month."""
        return date(2025, month, self.dice.randint(first, last))

    def amount(self) -> int:
        """What people give."""
        return (
            self.dice.choice((100, 200, 200, 200, 300, 500, 500, 500, 500, 1_000, 1_000, 2_000, 3_000))
            * 1_000
        )

    def nameless_amount(self, day: date) -> int:
        """An amount that no other doubtful line of the day has."""
        amount = self.amount()
        while (day, amount) in self.taken:
            amount += 50_000
        self.taken.add((day, amount))
        return amount

    def add(self, bank: str, day: date, net: int, narration: str) -> Movement:
        """Let money come in or go out."""
        line = Movement(day, net, narration)
        self.lines[bank].append(line)
        return line

    def wrapped(self, text: str, giver: Giver | None, number: str) -> str:
        """What a bank makes of the words somebody typed."""
        name = giver.plain if giver else ""
        trace, other = self.dice.randint(10**9, 10**10 - 1), self.dice.randint(0, 999_999)
        account = f"0000{crc32(name.encode()) % 1_000_000 if name else other:06}"
        way = self.dice.randrange(4)
        if way == 0:
            wanted = f"CT tu {account} {name} toi {number} HOI KHUYEN HOC TINH MUONG SANG"
            return f"MBVCB.{trace}.{trace % 1_000_000:06}.{text}.{wanted}".replace("  ", " ")
        if way == 1:
            return f"IBFT {name} {text}".replace("  ", " ")
        if way == 2:
            return f"{name} chuyen tien {text} FT{trace}".strip()
        clock = ":".join(f"{self.dice.randint(*hours):02}" for hours in ((7, 21), (0, 59), (0, 59)))
        said = f"{name} {text}" if "KH" not in text else text  # who has a code leaves the name out
        return f"{said} GD {trace % 1_000_000:06}-{clock}".strip()


def think_up() -> Year:
    """Let the year happen."""
    dice = Random(2025)  # noqa: S311 - an example, no secret
    used: set[str] = set()
    everybody = people(dice, 190, besides=used)
    friends = organisations() + everybody[:60]
    friends[30] = attrs.evolve(friends[30], anonymous=True)
    friends[41] = attrs.evolve(friends[41], anonymous=True)
    namesakes = [
        Giver("Lò Văn Hùng", "Cá nhân", "xã Nậm Pơ"),
        Giver("Lò Văn Hùng", "Cá nhân", "phường Bình Minh"),
    ]
    codes = {
        "KHNE25": friends[18:26],
        "KHKH25": friends[:10] + friends[26:56],
        "KHTH25": friends[6:16] + friends[48:78],
    }
    year = Year(dice, [*friends, *namesakes], everybody[60:], codes)
    sponsors(year)
    gifts_with_codes(year)
    gifts_by_name(year)
    doubtful_gifts(year)
    lists_of_schools(year)
    special_cases(year)
    cash_gifts(year)
    for bank, movements in own_movements(cash_to_deposit(year)).items():
        year.lines[bank] += movements
    for payment in PAYMENTS:
        if payment.bank:
            year.add(payment.bank, payment.paid, -payment.amount, payment.narration)
    for bank in (VIETCOMBANK, BIDV):
        year.lines[bank] += fees(bank)
    return year


def sponsors(year: Year) -> None:
    """Eight people support a child each, month by month, by standing order with their code."""
    for serial, giver in enumerate(year.codes["KHNE25"], 1):
        for month in range(1, 13):
            if (serial, month) != (5, 8):  # one standing order failed
                text = f"{transfer_code.make('KHNE25', serial)} Nuoi em khuyen hoc T{month:02}"
                year.add(VIETCOMBANK, year.day(month, 1, 12), 500_000, year.wrapped(text, giver, VIETCOMBANK))


def gifts_with_codes(year: Year) -> None:
    """Most codes are used once or twice; a few arrive with a slip of the keyboard, some on the other bank account."""
    for prefix, bank, count in (("KHKH25", VIETCOMBANK, 74), ("KHTH25", BIDV, 58)):
        months = (2, 3, 3, 3, 4, 5, 6, 8, 9, 10, 11) if prefix == "KHTH25" else tuple(range(1, 13))
        for number in range(count):
            serial = number % len(year.codes[prefix]) + 1
            giver = year.codes[prefix][serial - 1]
            typed = code = transfer_code.make(prefix, serial)
            if number % 24 == 11:
                typed = code[:-2] + year.dice.choice([one for one in "2345" if one != code[-2]]) + code[-1]
            elif number % 9 == 4:
                typed = f"{code[:6].lower()} {code[6:]}"
            amount = year.amount() * (10 if giver.kind == "Tổ chức" else 2)
            where = VIETCOMBANK if number % 11 == 7 else bank
            day = year.day(year.dice.choice(months))
            if typed.upper().replace(" ", "") != code:
                amount = year.nameless_amount(day)
            line = year.add(where, day, amount, year.wrapped(f"{typed} ung ho", giver, where))
            if typed.upper().replace(" ", "") != code:
                because = "Mã gõ sai một ký tự; đã gọi điện hỏi người chuyển"
                remember(year, where, line, giver, fund=prefix[2:4], because=because)


def gifts_by_name(year: Year) -> None:
    """People who say who they are, known ones and new ones; two known ones bear one name."""
    for number in range(66):
        giver = year.dice.choice(year.friends[:78] if number % 3 else year.strangers[:60])
        text = year.dice.choice(WISHES)
        year.add(
            VIETCOMBANK,
            year.day(year.dice.randint(1, 12)),
            year.amount(),
            year.wrapped(text, giver, VIETCOMBANK),
        )
    for number in range(24):
        giver = year.dice.choice(year.friends[:78] if number % 3 else year.strangers[:60])
        text = "ung ho Quy hoc bong To Hieu"
        year.add(
            BIDV,
            year.day(year.dice.choice((2, 3, 3, 3, 9, 10, 11))),
            year.amount() * 2,
            year.wrapped(text, giver, BIDV),
        )
    for month, place in ((2, 0), (5, 1), (8, 0), (11, 1)):
        giver, day = year.friends[78 + place], year.day(month)
        line = year.add(VIETCOMBANK, day, year.nameless_amount(day), "IBFT LO VAN HUNG ung ho quy khuyen hoc")
        because = f"Trùng tên hai người; giấy chuyển tiền ghi {giver.place}"
        remember(year, VIETCOMBANK, line, giver, fund="KH", because=because)


def doubtful_gifts(year: Year) -> None:
    """Transfers that do not say who gives; of every five, three are found out later."""
    said = (
        "CHUYEN TIEN",
        "ung ho",
        "Chuyen khoan qua MBBANK",
        "ung ho HS ngheo",
        "NAP TIEN TAI CAY CDM",
        "chuc cac chau hoc gioi",
    )
    for number in range(46):
        bank = BIDV if number % 5 == 4 else VIETCOMBANK
        day = year.day(number % 12 + 1)
        line = year.add(
            bank, day, year.nameless_amount(day), year.wrapped(year.dice.choice(said), None, bank)
        )
        if number % 5 < 3:
            giver = year.dice.choice(year.strangers[60:] if number % 2 else year.friends[:78])
            fund = "TH" if bank == BIDV else year.dice.choice(("KH", "KH", "TH", "NE"))
            because = year.dice.choice(REASONS)
            remember(year, bank, line, giver, fund=fund, because=because)


def remember(
    year: Year, bank: str, line: Movement, giver: Giver, *, fund: str, because: str, amount: int = 0
) -> None:
    """Note who gave, a few days after the quarter's statement or, for about a third, some weeks later."""
    over = month_end((line.day.month - 1) // 3 * 3 + 3)
    later = 45 if line.net // 50_000 % 3 == 2 and over.month < 12 else 0
    year.findings.append(Finding(over + timedelta(8 + later), bank, line, giver, fund, because, amount))


def lists_of_schools(year: Year) -> None:
    """Three schools collect and transfer once; the list of who gave what comes on paper."""
    for number, (month, school, count) in enumerate(
        ((3, "Trường THCS Huổi Sáng", 18), (5, "Trường TH-THCS Nậm Pơ", 26), (9, "Trường THPT Bình Minh", 31))
    ):
        givers = [
            *year.strangers[number * 12 : number * 12 + count - 2],
            Giver("Tập thể lớp 9A", "Tổ chức"),
            Giver("Giấu tên"),
        ]
        shares = [year.amount() for _ in givers]
        text = f"{Giver(school).plain} nop tien CBGV va HS ung ho quy khuyen hoc {len(givers)} nguoi"
        line = year.add(VIETCOMBANK, date(2025, month, 20), sum(shares), text)
        for giver, share in zip(givers, shares, strict=True):
            remember(
                year, VIETCOMBANK, line, giver, fund="KH", because=f"Danh sách của {school}", amount=share
            )


def special_cases(year: Year) -> None:
    """A company for five pupils, two truly identical transfers, a gift sent twice by mistake and given back."""
    company = next(giver for giver in year.friends if giver.name.startswith("Công ty CP Thủy điện"))
    code = transfer_code.make("KHKH25", year.codes["KHKH25"].index(company) + 1)
    year.add(
        VIETCOMBANK,
        date(2025, 9, 15),
        15_000_000,
        f"{company.plain} {code} tai tro 5 hoc sinh mo coi nam hoc 2025-2026 moi em 3 trieu",
    )
    both = year.add(
        VIETCOMBANK,
        date(2025, 11, 19),
        10_000_000,
        f"{year.friends[0].plain} ung ho Quy KH 6 trieu, Quy To Hieu 4 trieu",
    )
    for fund, amount in (("KH", 6_000_000), ("TH", 4_000_000)):
        because = "Công văn của công ty"
        remember(year, VIETCOMBANK, both, year.friends[0], fund=fund, because=because, amount=amount)
    for _ in range(2):
        year.add(
            BIDV,
            date(2025, 3, 7),
            2_500_000,
            "TRUONG PTDT NOI TRU MUONG SANG ung ho Quy hoc bong To Hieu dot 7/3",
        )
    giver = year.codes["KHKH25"][12]
    code = transfer_code.make("KHKH25", 13)
    for _ in range(2):
        year.add(VIETCOMBANK, date(2025, 10, 2), 5_000_000, f"IBFT {giver.plain} {code} ung ho")
    year.add(
        VIETCOMBANK, date(2025, 10, 9), -5_000_000, f"HOAN TRA {giver.plain} CHUYEN TRUNG NGAY 02/10/2025"
    )


def cash_gifts(year: Year) -> None:
    """The paper list: regular givers and strangers, some without a name, one written down twice, one taken back."""
    for number in range(150):
        month = number // 13 + 1
        giver = year.dice.choice(year.friends[:60] if number % 4 else year.strangers)
        if number % 17 == 5:
            giver = Giver("Nhà hảo tâm (ẩn danh)")
        fund = "TH" if number % 6 == 2 else "KH"
        purpose = "Hòm quyên góp tại lễ phát động 7/3" if (month, number % 13) == (3, 7) else ""
        year.cash.append(CashGift(year.day(min(month, 12), 2, 27), giver, year.amount(), fund, purpose))
    year.cash.append(CashGift(date(2025, 6, 11), year.friends[33], 1_200_000, "KH"))
    year.cash.append(CashGift(date(2025, 6, 11), year.friends[33], 1_200_000, "KH", WRITTEN_TWICE))
    year.cash.append(CashGift(date(2025, 8, 6), year.friends[47], 1_000_000, "KH", "Xin nhận lại ngày 20/8"))
    year.cash.sort(key=lambda gift: gift.day)


def cash_to_deposit(year: Year) -> list[tuple[date, str, int]]:
    """What is taken to the bank: (day, fund, đồng), so that the cash box never lacks money and keeps little."""
    deposits: list[tuple[date, str, int]] = []
    box = Counter({"KH": OPENING_CASH})
    for month in range(1, 13):
        for gift in year.cash:
            if gift.day.month == month and gift.note != WRITTEN_TWICE:
                box[gift.fund] += gift.amount
        box["KH"] -= sum(
            one.amount for one in PAYMENTS if not one.bank and one.paid.month == month and not one.withdrawn
        )
        box["KH"] -= 1_000_000 if month == 8 else 0
        for fund, keep in (("KH", 6_000_000), ("TH", 0)):
            spare = (box[fund] - keep) // 100_000 * 100_000
            if spare >= 2_000_000:
                deposits.append((date(2025, month, 29 if month != 2 else 28), fund, spare))
                box[fund] -= spare
    return deposits
