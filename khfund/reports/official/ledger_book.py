"""An official book as a value: its heading, its columns and its lines, before it is printed in any form.

The lines come as a stream that can be begun anew, so that a book of a hundred thousand lines needs no memory. A book
proves itself: its last line is only given when the lines lead from the ledger's opening to the ledger's closing balance.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterator
from datetime import date

import attrs

from khfund.errors import IntegrityError
from khfund.reports.table import Cell, CellKind


class LedgerBookDisagreesError(IntegrityError):
    """What a book's lines add up to is what the ledger says, to the đồng."""

    message = "{book}: theo từng dòng là {lines:dong}, theo sổ cái là {ledger:dong}. Chưa lập; hãy chạy `khfund check`."
    english = "{book}: by its lines it is {lines:dong}, by the ledger {ledger:dong}. Nothing was made; run `khfund check`."


class BookKind(enum.StrEnum):
    """The books and reports that an association shows an inspector."""

    CASH_BOOK = "cash-book"
    BANK_BOOK = "bank-book"
    GIVER_BOOK = "giver-book"
    RECIPIENT_BOOK = "recipient-book"
    STOCK_BOOK = "stock-book"
    ADVANCE_BOOK = "advance-book"
    ACCOUNT_LEDGER = "account-ledger"
    GENERAL_JOURNAL = "general-journal"
    TURNOVER_SHEET = "turnover-sheet"
    BALANCE_SHEET = "balance-sheet"
    RECEIPTS_AND_PAYMENTS = "receipts-and-payments"

    @property
    def form_code_setting(self) -> str:
        """The setting that holds the code of the official form, if the office has seen one."""
        return f"{self.value.replace('-', '_')}_form_code"


KIND_NAMES = {
    BookKind.CASH_BOOK: "Sổ quỹ tiền mặt",
    BookKind.BANK_BOOK: "Sổ tiền gửi ngân hàng, kho bạc",
    BookKind.GIVER_BOOK: "Sổ chi tiết tiếp nhận tài trợ",
    BookKind.RECIPIENT_BOOK: "Sổ chi tiết phân phối, sử dụng",
    BookKind.STOCK_BOOK: "Sổ kho hiện vật",
    BookKind.ADVANCE_BOOK: "Sổ theo dõi tạm ứng",
    BookKind.ACCOUNT_LEDGER: "Sổ cái",
    BookKind.GENERAL_JOURNAL: "Sổ nhật ký chung",
    BookKind.TURNOVER_SHEET: "Bảng cân đối số phát sinh",
    BookKind.BALANCE_SHEET: "Bảng cân đối tài sản – nguồn quỹ",
    BookKind.RECEIPTS_AND_PAYMENTS: "Báo cáo thu – chi",
}
REPORTS = frozenset({BookKind.TURNOVER_SHEET, BookKind.BALANCE_SHEET, BookKind.RECEIPTS_AND_PAYMENTS})
"""The kinds that are reports, which may be published, and no books."""


class LineKind(enum.StrEnum):
    """What a line of a book is."""

    HEADING = "heading"
    OPENING = "opening"
    ENTRY = "entry"
    SUBTOTAL = "subtotal"
    CLOSING = "closing"


@attrs.frozen
class Field:
    """A column: its width on paper in millimetres (0 takes the room that is left) and the heading over its group.

    `adds` says that its entries are summed up where a page is carried over; `stands` that a balance is.
    """

    key: str
    title: str
    width: float
    kind: CellKind = CellKind.TEXT
    group: str = ""
    adds: bool = False
    stands: bool = False


@attrs.frozen
class BookLine:
    """A line. `standing` is the balance after it, in đồng, shown where a page is carried over."""

    kind: LineKind
    cells: tuple[Cell, ...]
    standing: int | None = None


@attrs.frozen
class Heading:
    """Who keeps the book, which volume it is, and when it was opened and closed; `day` is the day of signing."""

    body: str
    address: str
    place: str
    form_code: str
    form_basis: str
    number: str
    opened: date
    closed: date | None
    day: date
    head_name: str


@attrs.frozen
class LedgerBook:
    """A book of a kind about something (`about` stands under the title), to be printed in any form.

    `mark` is set across every page of a restricted copy; `unit` is how many đồng its amounts are counted in.
    """

    kind: BookKind
    about: tuple[str, ...]
    heading: Heading
    fields: tuple[Field, ...]
    lines: Callable[[], Iterator[BookLine]] = attrs.field(repr=False)
    signatories: tuple[str, ...]
    notes: tuple[str, ...] = ()
    mark: str = ""
    unit: int = 1

    @property
    def name(self) -> str:
        """What the book is called in a sentence."""
        return KIND_NAMES[self.kind]

    @property
    def title(self) -> str:
        """What the book is called over its first page."""
        return self.name.upper()

    @property
    def foot(self) -> str:
        """What stands at the foot of each page."""
        about = "; ".join(part for part in self.about if part)
        inner = "" if self.kind in REPORTS else " – sổ kế toán, lưu hành nội bộ"
        return f"{self.name}: {about}{inner}" if about else f"{self.name}{inner}"

    @property
    def unit_name(self) -> str:
        """The unit of money, as papers name it."""
        return "nghìn đồng" if self.unit == 1000 else "đồng"


def text(key: str, title: str, width: float, group: str = "") -> Field:
    """A column of words."""
    return Field(key, title, width, CellKind.TEXT, group)


def day(key: str, title: str, group: str = "", width: float = 18) -> Field:
    """A column of days."""
    return Field(key, title, width, CellKind.DAY, group)


def amount(key: str, title: str, group: str = "", *, width: float = 27, adds: bool = True) -> Field:
    """A column of đồng that is added up where a page is carried over."""
    return Field(key, title, width, CellKind.AMOUNT, group, adds)


def balance(key: str, title: str, group: str = "", *, width: float = 29) -> Field:
    """A column of balances, in đồng."""
    return Field(key, title, width, CellKind.AMOUNT, group, stands=True)
