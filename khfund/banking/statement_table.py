"""The rows under a statement's header, told apart: lines, control figures, and what is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator

import attrs

from khfund import money
from khfund.banking.statement_control import Control, Kind, announced, control_kind, named_account
from khfund.banking.statement_layout import WORDS, Header, Role, read_header, squash
from khfund.banking.statement_row import BankLineRead, MissingDayError, RowReader
from khfund.banking.written_amount import bare
from khfund.errors import KhfundError, Problem
from khfund.sheet import Row, Sheet
from khfund.vietnamese import clean, fold


class ColumnsMovedError(KhfundError):
    """A header repeated on a later page names the same columns as the first."""

    message = "Dòng tiêu đề lặp lại nhưng các cột đã đổi chỗ; hãy tách phần này thành tệp riêng."
    english = "The header is repeated with its columns in other places; put this part into a file of its own."


class OtherAccountError(KhfundError):
    """A statement is of one account from beginning to end."""

    message = (
        "Từ đây là các dòng của tài khoản {other}, không phải {number}; mỗi lần chỉ nhập một tài khoản. "
        "Hãy tách phần này thành tệp riêng."
    )
    english = (
        "From here the lines are of the account {other}, not of {number}; one account is taken in at a time. "
        "Put this part into a file of its own."
    )


SAMPLE_ROWS = 20_000
SAMPLE_TEXTS = 2_000
AMOUNTS = (Role.DEBIT, Role.CREDIT, Role.AMOUNT, Role.BALANCE)


def find_convention(sheet: Sheet, header: Header) -> tuple[money.Thousands, Problem | None]:
    """How the file groups thousands, from its own figures; with a problem where they leave two readings open.

    Where the figures contradict each other the mark that suits most is answered: the others are then shown where
    they stand.
    """
    texts: dict[str, tuple[int, int]] = {}
    columns = [header.columns[role] for role in AMOUNTS if role in header.columns]
    for row in sheet:
        if row.number > header.row + SAMPLE_ROWS or len(texts) > SAMPLE_TEXTS:
            break
        if row.number > header.row:
            for column in columns:
                value = row[column]
                if isinstance(value, str) and re.search("[0-9]", value):
                    texts.setdefault(bare(value), (row.number, column))
    readable = [text for text in texts if any(_reads(text, mark) for mark in MARKS)]
    try:
        return money.convention(readable), None
    except money.AmbiguousAmountError as error:
        place = texts.get(error.facts["text"]) or next(iter(texts.values()))
        return ",", Problem(sheet.place(*place), error)
    except money.AmountError:
        return max(MARKS, key=lambda mark: sum(_reads(text, mark) for text in readable)), None


MARKS: tuple[money.Thousands, ...] = (".", ",", "")


def _reads(text: str, mark: money.Thousands) -> bool:
    try:
        money.parse(text, thousands=mark)
    except money.AmountError:
        return False
    return True


@attrs.define
class Table:
    """The rows below a header. Iterating reads them from the top and answers lines, controls and problems in order.

    A row without day and amount that continues the narration of the line above is joined to it. `account` is the
    number named above the table; lines below another number are a problem.
    """

    sheet: Sheet
    header: Header
    reader: RowReader
    account: str | None = None
    _ended: bool = False
    _other: str | None = None

    def __iter__(self) -> Iterator[BankLineRead | Control | Problem]:
        self._ended, self._other = False, None
        line: BankLineRead | None = None
        first = self.header.row
        for row in self.sheet:
            if row.number <= first:
                continue
            found = self._read(row, line)
            if isinstance(found, BankLineRead) and line is not None and found.row == line.row:
                line = found
                continue
            if found is None and line is not None and self._is_note(row):
                yield line
                line = None
            if found is not None:
                if line is not None:
                    yield line
                line = found if isinstance(found, BankLineRead) else None
                if line is None:
                    yield found
        if line is not None:
            yield line

    def _read(self, row: Row, above: BankLineRead | None) -> BankLineRead | Control | Problem | None:
        """One row: something new, or the line above continued, or None for what is no part of the statement."""
        reader = self.reader
        reader.at = None
        try:
            if reader.is_dated(row):
                return self._dated(row)
            return self._undated(row, above)
        except KhfundError as error:
            return Problem(self.sheet.place(row.number, reader.at), error)

    def _dated(self, row: Row) -> BankLineRead | Control | None:
        if not self.reader.has_amount(row):
            kind = control_kind(row)
            if kind is not None:
                return self._control(row, kind)
            if self._ended and not self.reader.has_figures(row):
                return None
            if sum(value != "" for value in row.values) == 1:
                return None  # the moment of printing
        if self._other is not None:
            other, self._other = self._other, None
            raise OtherAccountError(other=other, number=self.account)
        return self.reader.line(row)

    def _undated(self, row: Row, above: BankLineRead | None) -> BankLineRead | Control | None:
        kind = control_kind(row)
        if kind is not None and not (above and self._is_wrapped(row)):
            return self._control(row, kind)
        if _is_numbering(row):
            return None
        self._notice_account(row)
        again = read_header(row.number, [value if isinstance(value, str) else "" for value in row.values])
        if again is not None or squash(fold(self.reader.day_text(row))) in DAY_WORDS:
            if again is not None and again.columns != self.header.columns:
                raise ColumnsMovedError
            return None
        if self._ended:
            return None
        if self.reader.has_figures(row):
            if self.reader.day_text(row):
                return self.reader.line(row)
            raise MissingDayError
        return self._continued(row, above) if above else None

    def _is_wrapped(self, row: Row) -> bool:
        """Whether a row is words of a narration only, without a figure that they announce."""
        narration = self.reader.columns.get(Role.NARRATION)
        alone = all(value == "" for column, value in enumerate(row.values) if column != narration)
        return (
            alone
            and fold(self.reader.narration(row)) != "tong cong"
            and not announced(row.values, self.reader.thousands)
        )

    def _notice_account(self, row: Row) -> None:
        """Remember that a row between the lines names another account than the one above the table."""
        found = named_account(row)
        if found is not None and self.account is not None:
            self._other = None if found.lstrip("0") == self.account.lstrip("0") else found

    def _is_note(self, row: Row) -> bool:
        """Whether a row holds words that are neither a header nor a page number: no narration goes on below them."""
        words = fold(" ".join(str(value) for value in row.values if value != ""))
        header = any(squash(fold(str(value))) in COLUMN_WORDS for value in row.values)
        return not (header or _is_numbering(row) or PAGE.match(words))

    def _control(self, row: Row, kind: Kind) -> Control:
        reader = self.reader
        if kind is Kind.TOTAL:
            self._ended = True
            sides = None
            if Role.CREDIT in reader.columns and reader.has_amount(row):
                sides = reader.debit_and_credit(row)
            return Control(kind, row.number, sides=sides)
        self._ended |= kind is Kind.CLOSING
        balance = reader.balance(row)
        return Control(
            kind,
            row.number,
            announced(row.values, reader.thousands).get(kind) if balance is None else balance,
        )

    def _continued(self, row: Row, above: BankLineRead) -> BankLineRead | None:
        """The line above with this row's words, when the row holds nothing else."""
        columns = self.reader.columns
        words = self.reader.narration(row)
        reference = self.reader.day_text(row) if columns.get(Role.REFERENCE) == columns[Role.DAY] else ""
        own = {columns.get(Role.NARRATION), columns[Role.DAY] if reference else None}
        others = any(value != "" for column, value in enumerate(row.values) if column not in own)
        if others or not (words or reference) or PAGE.match(fold(words)) or (reference and above.reference):
            return None
        written = f"{above.written}\n{words}" if words else above.written
        return attrs.evolve(
            above, reference=above.reference or clean(reference), written=written, narration=clean(written)
        )


PAGE = re.compile(r"(?:trang|page)\b ?[0-9]")
COLUMN_WORDS = frozenset(squash(word) for words in WORDS.values() for word in words)
DAY_WORDS = frozenset(squash(word) for role in (Role.DAY, Role.VALUE_DAY) for word in WORDS[role])
NUMBERING = re.compile(r"\(?[0-9A-Z]{1,2}\)?")


def _is_numbering(row: Row) -> bool:
    """Whether a row only numbers the columns: (1) (2) (3) or A B 1 2 3."""
    filled = [str(value).strip() for value in row.values if value != ""]
    return len(filled) > 2 and all(NUMBERING.fullmatch(text) for text in filled)
