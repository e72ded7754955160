"""Lists of gifts as offices keep them (.xlsx, .xls, .ods, .csv): columns found by their headings, cells read strictly.

The columns Ngày, Họ tên and Số tiền must be there; Quỹ, Hình thức, Đợt vận động, Địa chỉ, Đơn vị, Điện thoại, Mã số
thuế, Ẩn danh, Loại, Mục đích and Ghi chú may be. Every row is a gift or Problems with their cells.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import lru_cache
from typing import Any, cast

import attrs

from khfund import money
from khfund.calendar import parse_day
from khfund.donations.donor import sound_traits
from khfund.donations.gift import Way
from khfund.donations.likeness import DonorKind, Traits
from khfund.errors import KhfundError, Problem
from khfund.ledger.journal import AMOUNT_MAX, AmountNotPositiveError
from khfund.sheet import Row, Sheet
from khfund.vietnamese import clean, fold


class HeadingsMissingError(KhfundError):
    """A list of gifts has a heading row with at least the day, the name and the amount."""

    message = "{file}: không thấy dòng tiêu đề có các cột Ngày, Họ tên và Số tiền; hãy thêm dòng tiêu đề."
    english = "{file}: there is no heading row with the columns Ngày, Họ tên and Số tiền; add one."


class HeadingTwiceError(KhfundError):
    """Each column of a list has its own heading."""

    message = "{file}: hai cột {first} và {second} cùng là «{heading}»; hãy bỏ hoặc đổi tên một cột."
    english = "{file}: the columns {first} and {second} are both «{heading}»; remove or rename one."


class WordUnknownError(KhfundError):
    """A cell of a fixed choice holds one of its words."""

    message = "«{text}» không hiểu được ở cột {heading}; hãy ghi một trong: {choices}."
    english = "«{text}» is not understood in the column {heading}; write one of: {choices}."


class FundMissingError(KhfundError):
    """Each gift goes to a fund of the unit that is open: by its code in the list, or one fund for the whole list."""

    message = "Không có quỹ «{text}» nhận tiền được ở đơn vị này; hãy ghi đúng mã quỹ."
    english = "This unit has no open fund «{text}»; write the fund's code."


class CampaignMissingError(KhfundError):
    """A campaign in a list is written by its code."""

    message = "Không có đợt vận động «{text}»; hãy ghi đúng mã đợt."
    english = "There is no campaign «{text}»; write its code."


class TotalDiffersError(KhfundError):
    """The list's own total is the sum of its rows."""

    message = "Dòng tổng cộng ghi {stated:dong}, nhưng các dòng trên cộng lại là {counted:dong}."
    english = "The total row says {stated:dong}, but the rows above add up to {counted:dong}."


HEADINGS = {
    "day": ("Ngày", "ngay", "ngay nhan", "ngay ung ho", "ngay thang", "ngay nop", "thoi gian"),
    "name": (
        "Họ tên", "ho ten", "ho va ten", "ten", "nha hao tam", "ten nha hao tam", "nguoi ung ho", "nguoi nop",
        "ca nhan don vi", "don vi ca nhan", "ten don vi ca nhan", "ho ten nha hao tam",
        "ca nhan tap the", "tap the ca nhan", "ten ca nhan tap the", "ten tap the ca nhan", "ten ca nhan don vi",
        "to chuc ca nhan", "ten to chuc ca nhan", "ho ten don vi", "nguoi dong gop", "nha tai tro",
    ),
    "amount": ("Số tiền", "so tien", "so tien dong", "so tien d", "so tien vnd", "so tien ung ho", "thanh tien"),
    "fund": ("Quỹ", "quy", "ma quy"),
    "way": ("Hình thức", "hinh thuc", "cach nhan", "phuong thuc"),
    "campaign": ("Đợt vận động", "dot van dong", "ma dot", "dot", "chien dich"),
    "address": ("Địa chỉ", "dia chi"),
    "locality": ("Đơn vị", "don vi", "xa phuong", "noi o", "co quan", "don vi cong tac"),
    "phone": ("Điện thoại", "dien thoai", "so dien thoai", "sdt"),
    "tax_code": ("Mã số thuế", "ma so thue", "mst"),
    "anonymous": ("Ẩn danh", "an danh", "giau ten"),
    "kind": ("Loại", "loai", "loai nha hao tam"),
    "purpose": ("Mục đích", "muc dich", "noi dung"),
    "note": ("Ghi chú", "ghi chu"),
}  # fmt: skip
"""Field → its heading as shown, and the ways in which it is written, folded."""

_FIELDS = {written: field for field, (_, *ways) in HEADINGS.items() for written in ways}
_NEEDED = {"day", "name", "amount"}
_HEADING_ROWS = 40
_WAYS = {"": None, "tien mat": Way.CASH, "tm": Way.CASH, "chuyen khoan": Way.TRANSFER, "ck": Way.TRANSFER}
_YES_NO = {"": None, "x": True, "co": True, "1": True, "khong": False, "0": False}
_KINDS = {
    "": None,
    "ca nhan": DonorKind.PERSON,
    "gia dinh": DonorKind.HOUSEHOLD,
    "ho gia dinh": DonorKind.HOUSEHOLD,
    "to chuc": DonorKind.ORGANISATION,
    "don vi": DonorKind.ORGANISATION,
}
_NAMELESS = {
    "an danh", "nha hao tam", "nha hao tam (an danh)", "nha hao tam an danh", "giau ten", "nha hao tam giau ten",
    "mot nha hao tam", "mot nguoi giau ten", "nguoi giau ten", "khong neu ten", "khong ghi ten",
}  # fmt: skip
_HOUSEHOLD = ("gia dinh ", "ho gia dinh ", "gd ")
_ORGANISATION = tuple(
    f"{word} "
    for word in (
        "cong ty", "cty", "tap doan", "ngan hang", "truong", "so", "ban", "hoi", "chi hoi", "chi cuc", "cuc", "ubnd",
        "doan", "dang uy", "lop", "khoa", "phong", "trung tam", "benh vien", "hop tac xa", "htx", "doanh nghiep",
        "to chuc", "quy", "clb", "cau lac bo", "bao", "dai", "nha may", "xi nghiep", "cong an", "tap the",
    )
)  # fmt: skip

_PART = re.compile(r"(?:[ivx]{1,5}|[a-h])[.)]?")  # numbers a part of a list, as 1, 2, 3 number its gifts
_TOTAL = re.compile(r"tong (?:cong(?! ty\b)|so)|(?:tong|cong)(?::|$)")
_PART_SUM = re.compile(r"cong (?:khoi|nhom|muc|phan|trang|to|cac|tung|[ivx]+|[a-h])\b")
_NAMELESS_WORDS = {name.split()[0] for name in _NAMELESS}
_GROUP_WORDS = {name.split()[0] for name in (*_HOUSEHOLD, *_ORGANISATION)}


@attrs.frozen
class ListedGift:
    """One row that can be booked; `traits` None is a giver who is not named. Fund and campaign by id."""

    row: int
    traits: Traits | None
    day: datetime.date
    amount: int
    fund: int
    way: Way
    campaign: int | None
    anonymous: bool | None
    purpose: str
    note: str


@attrs.frozen
class Terms:
    """What a list may name, and what holds where it says nothing.

    `funds` and `campaigns` map folded codes to ids; `require_day` and `require_fund` refuse a day, or a fund on a day.
    """

    funds: Mapping[str, int]
    campaigns: Mapping[str, int]
    require_day: Callable[[datetime.date], None]
    require_fund: Callable[[int, datetime.date], None]
    fund: int | None = None
    campaign: int | None = None
    way: Way = Way.CASH


def read_gifts(sheet: Sheet, terms: Terms) -> Iterator[ListedGift | Problem]:
    """Read the rows below the headings one by one; a row of a total is compared and left out.

    Raises: HeadingsMissingError, HeadingTwiceError.
    """
    rows = iter(sheet)
    columns = _columns(sheet, rows)
    reader = _Reader(sheet, columns, terms)
    for row in rows:
        yield from reader.read(row)


def _columns(sheet: Sheet, rows: Iterator[Row]) -> dict[str, int]:
    for row in rows:
        if row.number > _HEADING_ROWS:
            break
        found: dict[str, int] = {}
        for column, value in enumerate(row.values):
            field = _FIELDS.get(_heading(value)) if isinstance(value, str) else None
            if field in found:
                first, second = row.address(found[field]), row.address(column)
                raise HeadingTwiceError(
                    file=sheet.file, first=first, second=second, heading=HEADINGS[field][0]
                )
            if field:
                found[field] = column
        if found.keys() >= _NEEDED:
            return found
    raise HeadingsMissingError(file=sheet.file)


def _heading(text: str) -> str:
    letters = "".join(letter if letter.isalnum() else " " for letter in fold(text))
    return " ".join(letters.split())


class _Reader:
    """Reads rows of one sheet; what a column repeats is read once."""

    def __init__(self, sheet: Sheet, columns: dict[str, int], terms: Terms) -> None:
        self.sheet = sheet
        self.columns = columns
        self.terms = terms
        self.counted = self.parted = 0
        self.ended = False
        self.problems: list[Problem] = []
        self.open_funds: set[tuple[int, datetime.date]] = set()
        self.width = max(columns.values()) + 1
        self.padding = [""] * self.width
        self.at = {
            field: columns.get(field, -1) for field in HEADINGS
        }  # the last cell of a padded row is empty
        self.day = _once(self._day)
        self.amount = _once(_amount)
        self.fund = _once(self._fund)
        self.campaign = _once(self._campaign)
        self.way = _once(_chosen(_WAYS, "way", "tiền mặt, chuyển khoản"))
        self.anonymous = _once(_chosen(_YES_NO, "anonymous", "x, có, không"))
        self.kind = _once(_chosen(_KINDS, "kind", "cá nhân, gia đình, tổ chức"))
        self.text = _once(_plain)

    def read(self, row: Row) -> Iterator[ListedGift | Problem]:
        """Give the row's gift, or all that is wrong with it."""
        values = [*[*row.values, *self.padding][: self.width], ""]
        self.problems = []
        if values[self.at["day"]] == "" and (self._is_total(row) or self._is_part(row, values)):
            yield from self.problems
            return
        if self.ended and values[self.at["day"]] == values[self.at["amount"]] == "":
            return  # below the total people sign
        try:
            yield self._gift(row.number, values)
        except KhfundError:  # once more, cell by cell
            yield from self._mistakes(row.number, values)

    def _gift(self, number: int, values: list[Any]) -> ListedGift:
        at = self.at
        day = self.day(values[at["day"]])
        amount = self.amount(values[at["amount"]])
        gift = ListedGift(
            number,
            self._traits(values),
            day,
            amount,
            self._open_fund(values[at["fund"]], day),
            self.way(values[at["way"]]) or self.terms.way,
            self.campaign(values[at["campaign"]]),
            self.anonymous(values[at["anonymous"]]),
            self.text(values[at["purpose"]]),
            self.text(values[at["note"]]),
        )
        self.counted += amount
        return gift

    def _mistakes(self, number: int, values: list[Any]) -> Iterator[Problem]:
        """All that is wrong with a row, by column."""
        reads: dict[str, Callable[[Any], Any]] = {
            "day": self.day,
            "amount": self.amount,
            "kind": self.kind,
            "name": lambda _: self._traits(values),
            "way": self.way,
            "campaign": self.campaign,
            "anonymous": self.anonymous,
            "fund": lambda written: self._open_fund(written, self._sound_day(values)),
        }
        for field, read in reads.items():
            try:
                read(values[self.at[field]])
            except KhfundError as error:
                if field != "name" or not isinstance(error, WordUnknownError):
                    yield Problem(self.sheet.place(number, self.columns.get(field)), error)

    def _sound_day(self, values: list[Any]) -> datetime.date | None:
        with suppress(KhfundError):
            return cast("datetime.date", self.day(values[self.at["day"]]))
        return None

    def _day(self, written: Any) -> datetime.date:
        if isinstance(written, datetime.datetime):
            day = written.date()
        else:
            day = written if isinstance(written, datetime.date) else parse_day(_plain(written))
        self.terms.require_day(day)
        return day

    def _open_fund(self, written: Any, day: datetime.date | None) -> int:
        fund: int = self.fund(written)
        if day is not None and (fund, day) not in self.open_funds:
            self.terms.require_fund(fund, day)
            self.open_funds.add((fund, day))
        return fund

    def _fund(self, written: Any) -> int:
        text = _plain(written)
        fund = self.terms.funds.get(fold(text)) if text else self.terms.fund
        if fund is None:
            raise FundMissingError(text=text)
        return fund

    def _campaign(self, written: Any) -> int | None:
        text = _plain(written)
        if not text:
            return self.terms.campaign
        if fold(text) not in self.terms.campaigns:
            raise CampaignMissingError(text=text)
        return self.terms.campaigns[fold(text)]

    def _traits(self, values: list[Any]) -> Traits | None:
        at, name = self.at, str(values[self.at["name"]])
        if is_nameless(name):
            return None
        kind = self.kind(values[at["kind"]]) or guessed_kind(name)
        address, locality = values[at["address"]], values[at["locality"]]
        phone, tax_code = values[at["phone"]], values[at["tax_code"]]
        return sound_traits(Traits(name, kind, str(address), str(locality), str(phone), str(tax_code)))

    def _is_total(self, row: Row) -> bool:
        """Whether a row is the list's total, wherever its label stands; a wrong total becomes a problem."""
        found = _TOTAL.match(_first_text(row)) is not None
        if found:
            self._compare(row, self.counted)
            self.ended = True
        return found

    def _is_part(self, row: Row, values: list[Any]) -> bool:
        """Whether a row is the heading of a part of the list (II, B), or the part's own sum, which is compared."""
        if values[self.at["amount"]] == "":
            filled = sum(value != "" for value in row.values)
            return filled == 2 and _PART.fullmatch(_first_text(row)) is not None
        found = _PART_SUM.match(_first_text(row)) is not None
        if found:
            self._compare(row, self.counted - self.parted)
            self.parted = self.counted
        return found

    def _compare(self, row: Row, counted: int) -> None:
        try:
            stated = _amount(row[self.columns["amount"]])
            if stated != counted:
                raise TotalDiffersError(stated=stated, counted=counted)
        except KhfundError as error:
            self.problems.append(Problem(self.sheet.place(row.number, self.columns["amount"]), error))


def _first_text(row: Row) -> str:
    return next((fold(value) for value in row.values if isinstance(value, str) and value.strip()), "")


def is_nameless(name: str) -> bool:
    """Whether what stands for a name says that the giver will not be named."""
    return _first_word(name) in _NAMELESS_WORDS and fold(name) in _NAMELESS


def guessed_kind(name: str) -> DonorKind:
    """Tell from the first words of a name who gives; a list may say it in its column Loại instead."""
    if _first_word(name) not in _GROUP_WORDS:
        return DonorKind.PERSON
    folded = fold(name)
    if folded.startswith(_HOUSEHOLD):
        return DonorKind.HOUSEHOLD
    return DonorKind.ORGANISATION if folded.startswith(_ORGANISATION) else DonorKind.PERSON


def _first_word(name: str) -> str:
    return _folded_word(name.strip().partition(" ")[0])


_folded_word = lru_cache(maxsize=4096)(fold)


def _amount(written: Any) -> int:
    if isinstance(written, str):
        amount = money.parse(written)
    elif type(written) is int:
        amount = written
    else:
        raise AmountNotPositiveError(amount=written, most=AMOUNT_MAX)
    if not 0 < amount <= AMOUNT_MAX:
        raise AmountNotPositiveError(amount=amount, most=AMOUNT_MAX)
    return amount


def _chosen(choices: Mapping[str, Any], field: str, words: str) -> Callable[[Any], Any]:
    def choose(written: Any) -> Any:
        text = fold(_plain(written))
        if text not in choices:
            raise WordUnknownError(text=str(written), heading=HEADINGS[field][0], choices=words)
        return choices[text]

    return choose


def _once(read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Remember what cells were read as; a list repeats its days, funds and most amounts."""
    return lru_cache(maxsize=4096, typed=True)(read)


def _plain(value: Any) -> str:
    return clean(value) if isinstance(value, str) else str(value)
