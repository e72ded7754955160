"""Bank statements read from the files that banks hand out: lines, control figures, problems and breaks."""

from __future__ import annotations

import datetime
import hashlib
import itertools
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

import attrs

from khfund import money, sheet
from khfund.banking.statement_check import StatementCheck
from khfund.banking.statement_control import Preamble, read_preamble
from khfund.banking.statement_currency import ForeignCurrencyError, foreign_currency
from khfund.banking.statement_layout import (
    HEADER_ROWS,
    Header,
    Layout,
    Role,
    find_header,
    layout_named,
    recognise_layout,
)
from khfund.banking.statement_row import BankLineRead, RowReader
from khfund.banking.statement_table import Table, find_convention
from khfund.calendar import DateRange
from khfund.errors import KhfundError, Place, Problem
from khfund.sheet import Row, Sheet
from khfund.vietnamese import from_tcvn3, from_vni


class HeaderNotFoundError(KhfundError):
    """A statement names its columns: a day and debit, credit or amount."""

    message = (
        "{file}: không tìm thấy dòng tiêu đề cột (ngày, ghi nợ, ghi có hoặc số tiền) trong {rows} dòng đầu. "
        "Đây có đúng là sao kê ngân hàng không?"
    )
    english = (
        "{file}: no header row (day, debit, credit or amount) was found in the first {rows} rows. "
        "Is this a bank statement?"
    )


class SeveralSheetsError(KhfundError):
    """One statement is read at a time."""

    message = "{file}: có nhiều trang tính là sao kê ({sheets}); hãy nói rõ trang nào cần đọc."
    english = "{file}: several sheets hold a statement ({sheets}); say which one to read."


@attrs.frozen
class StreamedLines(Collection[BankLineRead]):
    """The lines of a large statement, read from the file again each time; how many they are is known."""

    table: Table = attrs.field(repr=False)
    count: int

    def __len__(self) -> int:
        return self.count

    def __iter__(self) -> Iterator[BankLineRead]:
        return (part for part in self.table if isinstance(part, BankLineRead))

    def __contains__(self, line: object) -> bool:
        return any(line == other for other in self)


@attrs.frozen(kw_only=True)
class BankStatement:
    """A statement as read. Amounts are whole đồng; debit and credit are the bank's, credit being money that came in.

    Whoever imports it refuses it as a whole when there are `problems`; `breaks` are shown and do not hinder.
    `opening` and `closing` are what the file states, or what follows from its other balances; None where it has none.
    `period` is what the file states, else from the first to the last day of its lines. `balances_checked` counts the
    stated balances and closing figures that were compared with the lines before them.
    """

    file: str
    layout: str
    account: str | None
    period: DateRange | None
    opening: int | None
    closing: int | None
    debit: int
    credit: int
    lines: Collection[BankLineRead]
    problems: tuple[Problem, ...]
    breaks: tuple[Problem, ...]
    balances_checked: int
    every_line_has_balance: bool
    in_order: bool
    notices: tuple[KhfundError, ...]
    sheet: Sheet = attrs.field(repr=False)

    def place(self, line: BankLineRead) -> Place:
        """Where a line stands in the file."""
        return self.sheet.place(line.row)

    def fingerprints(self, account: str | None = None) -> Iterator[tuple[BankLineRead, str]]:
        """Every line with its fingerprint for `account`, by default the one named in the file.

        The first of truly identical lines ends in -1, the second in -2, and so on: the same file gives the same
        fingerprints again, and so do the shared days of two files that overlap by whole days.
        """
        account = account or self.account or ""
        seen: Counter[str] = Counter()
        day: datetime.date | None = None
        for line in self.lines:
            if self.in_order and line.day != day:
                day = line.day
                seen.clear()
            mark = fingerprint(line, account, with_balance=self.every_line_has_balance)
            seen[mark] += 1
            yield line, f"{mark}-{seen[mark]}"


def fingerprint(line: BankLineRead, account: str, *, with_balance: bool = True) -> str:
    """A short digest of (account, day, reference, amount, balance, narration), the same in every file of the line.

    Spaces, and so the places where a bank broke its narration, do not count, nor does the time. A bank that states
    balances on some lines only states them where its pages end, which differs from file to file: such a statement
    is marked without balances.
    """
    parts = (
        "".join(filter(str.isalnum, account)),
        line.day.isoformat(),
        "".join(line.reference.split()),
        str(line.net),
        str(line.balance) if with_balance else "",
        "".join(line.narration.split()),
    )
    return hashlib.blake2b("\x1f".join(parts).encode(), digest_size=16).hexdigest()


def read_statement(
    source: Path | str | bytes,
    name: str | None = None,
    *,
    layout: str | None = None,
    sheet_name: str | None = None,
    thousands: money.Thousands | None = None,
) -> BankStatement:
    """Read a bank's statement of one account, finding header, columns and the way of writing amounts by content.

    `layout` names one of the known layouts where the guess is wrong; `thousands` decides where all amounts have
    two readings ("50,000"). Mistakes in rows are collected in `problems`.

    Raises: what `sheet.read` raises; HeaderNotFoundError, SeveralSheetsError, UnknownLayoutError.
    """
    workbook = sheet.read(source, name)
    chosen, header = _find_table(workbook, sheet_name)
    top = list(itertools.takewhile(lambda row: row.number <= header.row, chosen))
    found, doubt = find_convention(chosen, header) if thousands is None else (thousands, None)
    preamble = read_preamble([row for row in top if row.number <= header.row - header.height], found)
    columns = " ".join(
        str(value) for row in top if row.number > header.row - header.height for value in row.values
    )
    doubts = [doubt] if doubt else []
    if (currency := foreign_currency(preamble.text, columns)) is not None:
        doubts.append(Problem(chosen.place(_naming(top, currency)), ForeignCurrencyError(currency=currency)))
    table = Table(chosen, header, RowReader(header.columns, found), preamble.account)
    one_column = Role.AMOUNT in header.columns and Role.MARK not in header.columns
    check = StatementCheck(chosen, doubts, preamble.period, one_column=one_column)
    check.walk(preamble.controls, table)
    named = layout_named(layout) if layout else recognise_layout(preamble.text, header)
    return _statement(workbook, named, preamble, table, check)


def _naming(top: list[Row], word: str) -> int:
    """The number of the row that says a word."""
    return next((row.number for row in top if word in " ".join(map(str, row.values)).upper()), top[-1].number)


def _statement(
    workbook: sheet.Workbook, layout: Layout, preamble: Preamble, table: Table, check: StatementCheck
) -> BankStatement:
    return BankStatement(
        file=workbook.file,
        layout=layout.name,
        account=preamble.account,
        period=preamble.period or check.period,
        opening=check.opening,
        closing=check.closing,
        debit=check.debit,
        credit=check.credit,
        lines=StreamedLines(table, check.count) if check.kept is None else tuple(check.kept),
        problems=tuple(check.problems),
        breaks=tuple(check.breaks),
        balances_checked=check.balance.checked,
        every_line_has_balance=check.balances == check.count,
        in_order=check.in_order,
        notices=workbook.notices,
        sheet=table.sheet,
    )


def _find_table(workbook: sheet.Workbook, sheet_name: str | None) -> tuple[Sheet, Header]:
    """The sheet with a statement's header; letters of old fonts are read as what they show.

    Raises: HeaderNotFoundError, SeveralSheetsError.
    """
    named = [
        part for part in workbook.sheets if sheet_name in {None, part.name} and (sheet_name or part.visible)
    ]
    for restore in (None, from_tcvn3, from_vni):
        found = []
        for part in named:
            restored = part if restore is None else _restored(part, restore)
            top = [(row.number, row.values) for row in itertools.islice(restored, HEADER_ROWS)]
            header = find_header(top)
            if header is not None:
                found.append((restored, header))
        if len(found) > 1:
            raise SeveralSheetsError(
                file=workbook.file, sheets=", ".join(part.name or "" for part, _ in found)
            )
        if found:
            return found[0]
    raise HeaderNotFoundError(file=workbook.file, rows=HEADER_ROWS)


def _restored(part: Sheet, restore: Callable[[str], str]) -> Sheet:
    return attrs.evolve(
        part,
        source=lambda: (
            (number, [restore(value) if isinstance(value, str) else value for value in values])
            for number, values in part.source()
        ),
    )
