"""How banks lay out a statement: the words over their columns, as data, and where those words stand in a file."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import attrs

from khfund.banking.statement_day import looks_dated
from khfund.errors import KhfundError
from khfund.vietnamese import fold


class UnknownLayoutError(KhfundError):
    """A layout is one of those in the table."""

    message = "Không có mẫu sao kê «{layout}»; các mẫu có: {known}."
    english = "There is no statement layout “{layout}”; there are: {known}."


class Role(enum.Enum):
    """What a column holds. DEBIT and CREDIT are the bank's: its credit is money coming in."""

    DAY = "day"
    VALUE_DAY = "value day"
    TIME = "time"
    REFERENCE = "reference"
    DEBIT = "debit"
    CREDIT = "credit"
    AMOUNT = "amount"
    MARK = "debit or credit mark"
    BALANCE = "balance"
    NARRATION = "narration"
    COUNTERPARTY = "counterparty"
    COUNTERPARTY_ACCOUNT = "counterparty's account"
    NUMBER = "row number"
    CURRENCY = "currency"


WORDS: Mapping[Role, tuple[str, ...]] = {
    Role.DAY: (
        "ngay hach toan", "posting date", "ngay ht", "ngay ghi so", "booking date",
        "ngay giao dich", "ngay gd", "transaction date", "trans date", "tran date", "txn date", "tnx date",
        "thoi gian giao dich", "thoi gian gd", "ngay gio giao dich", "transaction time", "ngay", "date", "thoi gian",
    ),
    Role.VALUE_DAY: ("ngay hieu luc", "ngay hl", "ngay gia tri", "value date", "effective date"),
    Role.TIME: ("gio", "gio giao dich", "gio gd", "time"),
    Role.REFERENCE: (
        "so ct", "so chung tu", "doc no", "document no", "so but toan", "ma but toan", "ma gd", "ma giao dich",
        "so giao dich", "so gd", "so tham chieu", "ma tham chieu", "ma ct", "reference", "reference no",
        "reference number", "ref no", "ref", "transaction id", "transaction no", "transaction number", "trace",
        "seq no", "sequence no",
    ),
    Role.DEBIT: (
        "so tien ghi no", "ghi no", "phat sinh no", "ps no", "so tien no", "tien ra", "so tien ra", "rut ra",
        "phat sinh giam", "ps giam", "so tien giam", "giam", "so tien rut", "so tien chi", "chi", "no tktt",
        "paid out", "amount out", "debit", "debit amount", "debits", "withdrawal", "withdrawals", "money out", "no",
    ),
    Role.CREDIT: (
        "so tien ghi co", "ghi co", "phat sinh co", "ps co", "so tien co", "tien vao", "so tien vao", "gui vao",
        "phat sinh tang", "ps tang", "so tien tang", "tang", "so tien gui", "so tien thu", "thu", "co tktt",
        "paid in", "amount in", "credit", "credit amount", "credits", "deposit", "deposits", "money in", "co",
    ),
    Role.AMOUNT: (
        "so tien", "so tien giao dich", "so tien gd", "so tien phat sinh", "phat sinh", "gia tri giao dich", "amount",
        "transaction amount",
    ),
    Role.MARK: ("no co", "ghi no co", "ghi no ghi co", "n c", "c n", "d c", "c d", "dr cr", "cr dr", "+ -", "loai gd",
                "loai giao dich", "debit credit"),
    Role.BALANCE: (
        "so du", "so du sau giao dich", "so du sau gd", "so du luy ke", "so du tai khoan", "balance",
        "running balance", "balance after transaction", "account balance",
    ),
    Role.NARRATION: (
        "noi dung chi tiet", "noi dung giao dich", "noi dung chuyen khoan", "noi dung chuyen tien", "noi dung",
        "noi dung gd", "dien giai", "dien giai giao dich", "mo ta", "mo ta giao dich", "chi tiet giao dich",
        "chi tiet", "transactions in detail", "transaction details", "transaction detail",
        "transaction description", "details", "detail", "description", "narration", "narrative", "remarks", "remark",
    ),
    Role.COUNTERPARTY: (
        "ten tai khoan doi ung", "ten tk doi ung", "ten doi ung", "ten nguoi chuyen", "ten nguoi gui", "nguoi chuyen",
        "so ten tai khoan doi ung", "ten don vi doi ung", "ten nguoi chuyen nhan", "corresponsive name",
        "counterparty name", "counter account name", "beneficiary name", "doi tac",
    ),
    Role.COUNTERPARTY_ACCOUNT: (
        "so tai khoan doi ung", "so tk doi ung", "tai khoan doi ung", "tk doi ung", "stk doi ung",
        "tai khoan nguoi chuyen", "corresponsive account", "counterparty account", "counter account",
    ),
    Role.NUMBER: ("stt", "so tt", "tt", "page id", "trang"),
    Role.CURRENCY: ("loai tien", "loai tien te", "tien te", "ma tien te", "nguyen te", "currency", "ccy"),
}  # fmt: skip
"""Words over columns, folded. Where two columns have a word of one role, the word that stands first here wins."""


@attrs.frozen
class Layout:
    """One bank's way.

    `names` are words above the table that tell whose statement it is; `marks` are column words no other bank here
    uses together; `words` come before the common ones of WORDS.
    """

    name: str
    names: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    words: Mapping[Role, tuple[str, ...]] = attrs.field(factory=dict)


LAYOUTS = (
    Layout(
        "Vietcombank",
        ("vietcombank", "ngoai thuong viet nam", "vcb"),
        (
            "tnx date",
            "doc no",
            "transactions in detail",
            "transaction details",
            "so tien ghi no",
            "so tien ghi co",
        ),
    ),
    Layout(
        "BIDV",
        ("bidv", "dau tu va phat trien viet nam"),
        ("ngay hieu luc", "ngay hl", "mo ta", "ghi no", "ghi co"),
        {Role.DAY: ("ngay hieu luc", "ngay hl")},
    ),
    Layout(
        "MB",
        ("mbbank", "mb bank", "ngan hang quan doi", "tmcp quan doi", "sao ke chi tiet tai khoan"),
        ("ngay hach toan", "posting date", "so but toan", "phat sinh no", "phat sinh co"),
    ),
    Layout(
        "VietinBank",
        ("vietinbank", "cong thuong viet nam", "efast", "lich su giao dich"),
        ("so ten tai khoan doi ung", "corresponsive account", "corresponsive name", "no", "co"),
    ),
    Layout(
        "Agribank",
        ("agribank", "nong nghiep va phat trien nong thon"),
        ("ma gd", "dien giai", "so but toan", "ghi no", "ghi co"),
    ),
    Layout("generic"),
)
"""Source: headers of statements as these banks hand them out; the last one takes whatever has a day and amounts."""

HEADER_ROWS = 80
HEADER_ROLES_MIN = 3
NAME_WEIGHT = 10


@attrs.frozen
class Header:
    """Where the columns are: `row` is the header's last row of `height` many, `columns` count from 0.

    DAY and REFERENCE may share one column, where the bank writes both into one cell.
    """

    row: int
    columns: Mapping[Role, int]
    words: frozenset[str]
    height: int = 1


def layout_named(name: str) -> Layout:
    """Raises: UnknownLayoutError."""
    for layout in LAYOUTS:
        if layout.name.lower() == name.lower():
            return layout
    raise UnknownLayoutError(layout=name, known=", ".join(layout.name for layout in LAYOUTS))


def recognise_layout(preamble: str, header: Header) -> Layout:
    """The layout whose names stand above the table and whose words stand over the columns."""
    text = " " + " ".join(re.findall("[a-z0-9]+", fold(preamble))) + " "

    def likeness(layout: Layout) -> int:
        named = any(f" {name} " in text for name in layout.names)
        shared = sum(squash(mark) in header.words for mark in layout.marks)
        return NAME_WEIGHT * named + (shared if named or shared >= HEADER_ROLES_MIN else 0)

    best = max(LAYOUTS[:-1], key=likeness)
    return best if likeness(best) else LAYOUTS[-1]


def find_header(rows: Iterable[tuple[int, Sequence[Any]]]) -> Header | None:
    """The first row, or two rows one above the other, that name a day and an amount and one thing more.

    A title above a header also makes such a pair with it; so the row after the first find is tried as well, and what
    names most columns wins, a single row before a pair.
    """
    rows = list(rows)
    for index in range(len(rows)):
        if _headers_at(rows, index):
            found = [header for start in (index, index + 1) for header in _headers_at(rows, start)]
            return max(found, key=lambda header: (len(header.columns), -header.height))
    return None


def _headers_at(rows: Sequence[tuple[int, Sequence[Any]]], index: int) -> list[Header]:
    if index >= len(rows):
        return []
    number, values = rows[index]
    found = [read_header(number, [_cell_text(value) for value in values])]
    if index + 1 < len(rows) and rows[index + 1][0] == number + 1 and not _is_line(rows[index + 1][1]):
        found.append(read_header(number + 1, _stacked(values, rows[index + 1][1]), height=2))
    return [header for header in found if header is not None]


def _is_line(values: Sequence[Any]) -> bool:
    """Whether a row begins a cell with a day, as no row of column words does."""
    return any(looks_dated(value) for value in values)


def _cell_text(value: Any) -> str:
    """A header cell's text; numbers and dates are no headers."""
    return value if isinstance(value, str) else ""


def _stacked(above: Sequence[Any], below: Sequence[Any]) -> list[str]:
    """The texts of two header rows, an upper cell reaching over the empty ones to its right."""
    texts, reaching = [], ""
    for column in range(max(len(above), len(below))):
        upper = _cell_text(above[column]) if column < len(above) else ""
        lower = _cell_text(below[column]) if column < len(below) else ""
        reaching = upper or (reaching if lower else "")
        texts.append(f"{reaching}\n{lower}".strip())
    return texts


def read_header(number: int, texts: Sequence[str], height: int = 1) -> Header | None:
    """The columns named by one row of texts, or None if they do not make a statement."""
    named = [_cell_words(text) for text in texts]
    columns: dict[Role, int] = {}
    for role in Role:
        ranked = [
            (rank, column)
            for column, words in enumerate(named)
            for rank in [min((RANKS[role][word] for word in words if word in RANKS[role]), default=None)]
            if rank is not None
        ]
        if ranked:
            columns[role] = min(ranked)[1]
    if columns.get(Role.CURRENCY) in {
        column for role, column in columns.items() if role is not Role.CURRENCY
    }:
        del columns[Role.CURRENCY]  # "Loại tiền: …" above the table, not a column
    words = {word for cell in named for word in cell}
    if Role.DEBIT in columns and named[columns[Role.DEBIT]] == ("no",) and "co" not in words:
        del columns[Role.DEBIT]  # "No." over the row numbers is not "Nợ"
    if Role.DAY not in columns and Role.VALUE_DAY in columns:
        columns[Role.DAY] = columns[Role.VALUE_DAY]
    if Role.DEBIT in columns and Role.CREDIT in columns:
        columns.pop(Role.AMOUNT, None)
    amounts = {Role.DEBIT, Role.CREDIT, Role.AMOUNT} & columns.keys()
    if Role.DAY not in columns or not amounts or len(columns) < HEADER_ROLES_MIN:
        return None
    return Header(number, columns, frozenset(words), height)


def squash(words: str) -> str:
    """Header words without spaces, so that TransactionDetails is Transaction Details."""
    return words.replace(" ", "")


RANKS = {role: {squash(word): rank for rank, word in enumerate(words)} for role, words in WORDS.items()}
UNITS = re.compile(r"\b(?:vnd|vn[dđ]|dong|usd)\b")


@lru_cache(maxsize=4096)
def _cell_words(text: str) -> tuple[str, ...]:
    """What a header cell may mean: all its letters together if that is known, else each line and each side of a slash."""
    lines = [UNITS.sub(" ", re.sub(r"\([^)]*\)", " ", fold(line))) for line in text.splitlines()]
    whole = re.sub("[^a-z0-9+]", "", "".join(lines))
    if any(whole in ranks for ranks in RANKS.values()):
        return (whole,)
    parts = (re.sub("[^a-z0-9+]", "", part) for line in lines for part in re.split(r"[/|]|\s-\s", line))
    return tuple(part for part in parts if part)
