"""The journal in the formats of other programs: beancount, hledger, CSV and XLSX, one entry in memory at a time."""

from __future__ import annotations

import csv
import enum
import itertools
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import attrs
import xlsxwriter
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from khfund.calendar import DateRange
from khfund.errors import visible
from khfund.ledger import Account, Correction, Entry, Fund, PostingRow, balances
from khfund.ledger.entry import voucher_code
from khfund.reports.plain_text_journal import Book, BookEntry, write_beancount, write_hledger
from khfund.unit import Unit

Progress = Callable[[int, int], None]
ROWS_PER_SHEET = 1_000_000  # Excel takes 1,048,576
HEADINGS = (
    "Bút toán", "Ngày", "Chứng từ", "Diễn giải", "Dòng", "Nợ", "Tên tài khoản Nợ", "Có", "Tên tài khoản Có",
    "Quỹ", "Tên quỹ", "Số tiền", "Sửa bút toán", "Cách sửa", "Lệnh", "Đơn vị",
)  # fmt: skip
_WIDTHS = (10, 11, 16, 50, 6, 8, 28, 8, 28, 8, 28, 16, 12, 12, 10, 12)


class Form(enum.StrEnum):
    """A format of another program."""

    BEANCOUNT = "beancount"
    HLEDGER = "hledger"
    CSV = "csv"
    XLSX = "xlsx"


@attrs.frozen
class _Journal:
    """What is to be exported: the entries of units (by id) dated within `days` (the end exclusive), or all."""

    session: Session
    units: tuple[int, ...]
    days: DateRange | None
    progress: Progress | None

    def entries(self) -> Iterator[BookEntry]:
        """Entries by day, then number."""
        columns = (
            Entry.id, Entry.day, Entry.voucher_kind, Entry.voucher_year, Entry.voucher_number, Entry.narration,
            Entry.corrects_id, Entry.correction, Entry.command_number,
            PostingRow.debit_id, PostingRow.credit_id, PostingRow.fund_id, PostingRow.amount,
        )  # fmt: skip
        query = self.of_days(select(*columns).join(PostingRow, PostingRow.entry_id == Entry.id))
        query = query.order_by(Entry.day, Entry.id, PostingRow.line).execution_options(yield_per=10_000)
        total = self.session.scalars(self.of_days(select(func.count()).select_from(Entry))).one()
        groups = itertools.groupby(self.session.execute(query), key=lambda row: row[0])
        for done, (_number, rows) in enumerate(groups, 1):
            yield _entry(list(rows))
            if self.progress and (done % 10_000 == 0 or done == total):
                self.progress(done, total)

    def last_day(self) -> date:
        """The last day of the journal."""
        if self.days is not None:
            return self.days.end - timedelta(days=1)
        return self.session.scalar(self.of_days(select(func.max(Entry.day)))) or date(1970, 1, 1)

    def of_days(self, query: Any) -> Any:
        """The same query, of these units and days."""
        query = query.where(Entry.unit_id.in_(self.units))
        if self.days is None:
            return query
        return query.where(Entry.day >= self.days.start, Entry.day < self.days.end)


def _entry(rows: list[Any]) -> BookEntry:
    number, day, kind, year, voucher, narration, corrects, correction, command, *_ = rows[0]
    how = Correction(correction).value if correction else ""
    postings = [tuple(row[9:]) for row in rows]
    return BookEntry(
        number,
        day,
        voucher_code(kind, year, voucher),
        visible(narration, longest=1000),
        corrects,
        how,
        command,
        postings,
    )


def export_journal(
    session: Session,
    unit_id: int | Sequence[int],
    file: Path,
    form: Form,
    *,
    days: DateRange | None = None,
    progress: Progress | None = None,
) -> int:
    """Write the journal of a unit, or of several together, to `file` and return the number of entries.

    The plain-text forms begin with the balances before `days` and end with the balances that the books state, which
    those programs then check. `progress` is called with (entries done, entries in all).
    """
    units = (unit_id,) if isinstance(unit_id, int) else tuple(unit_id)
    journal = _Journal(session, units, days, progress)
    if form is Form.CSV:
        return _write_csv(journal, file)
    if form is Form.XLSX:
        return _write_xlsx(journal, file)
    write = write_beancount if form is Form.BEANCOUNT else write_hledger
    with file.open("w", encoding="utf-8", newline="\n") as out:
        return write(out, _book(journal), journal.entries())


def _book(journal: _Journal) -> Book:
    session, units, days, last = journal.session, journal.units, journal.days, journal.last_day()
    accounts = {one.id: one for one in session.scalars(select(Account).where(Account.unit_id.in_(units)))}
    funds = {one.id: one for one in session.scalars(select(Fund).where(Fund.unit_id.in_(units)))}
    opening: dict[tuple[int, int], int] = {}
    closing: dict[tuple[int, int], int] = {}
    for unit in units:
        opening |= balances(session, unit, days.start - timedelta(days=1)) if days else {}
        closing |= balances(session, unit, last)
    first = days.start if days else session.scalar(journal.of_days(select(func.min(Entry.day))))
    named = [session.get_one(Unit, unit) for unit in units]
    return Book(
        name="; ".join(visible(one.name, longest=200) for one in named),
        accounts=accounts,
        funds=funds,
        first=first or last,
        last=last,
        opening=opening,
        closing=closing,
        units={one.id: one.code for one in named} if len(named) > 1 else {},
    )


# -- tables ---------------------------------------------------------------------------------------------------------


def _rows(journal: _Journal) -> Iterator[tuple[int, list[Any]]]:
    """Give each posting with the running number of its entry; text is safe to open in a spreadsheet."""
    accounts = {one.id: (one.code, one.name) for one in journal.session.scalars(select(Account))}
    units = {one.id: one.code for one in journal.session.scalars(select(Unit))}
    keeper = {one.id: units[one.unit_id] for one in journal.session.scalars(select(Account))}
    funds = {one.id: (one.code, one.name) for one in journal.session.scalars(select(Fund))}
    for count, entry in enumerate(journal.entries(), 1):
        for line, (debit, credit, fund, amount) in enumerate(entry.postings, 1):
            kept = [
                *accounts[debit],
                *accounts[credit],
                *funds[fund],
                amount,
                entry.corrects,
                entry.correction,
                entry.command,
                keeper[debit],
            ]
            yield count, [entry.number, entry.day, entry.voucher, entry.narration, line, *kept]


ACTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # the wide ones are read as the narrow


def harmless(value: Any) -> Any:
    """Return a cell that no spreadsheet takes for a formula: such a text gets an apostrophe before it."""
    acts = isinstance(value, str) and (value.startswith(ACTS) or value.lstrip().startswith(ACTS))
    return f"'{value}" if acts else value


def _write_csv(journal: _Journal, file: Path) -> int:
    count = 0
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        table = csv.writer(out)
        table.writerow(HEADINGS)
        for count, row in _rows(journal):  # noqa: B007  the last one is the answer
            table.writerow([harmless(value) for value in row])
    return count


def _write_xlsx(journal: _Journal, file: Path) -> int:
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    count = 0
    with xlsxwriter.Workbook(str(file), options) as workbook:
        head, day, money = (workbook.add_format(look) for look in _LOOKS)
        for number, (count, row) in enumerate(_rows(journal)):  # noqa: B007  the last one is the answer
            sheet_number, at = divmod(number, ROWS_PER_SHEET)
            if at == 0:
                sheet = _sheet(workbook, sheet_number + 1, head)
            for column, value in enumerate(row):
                if isinstance(value, date):
                    sheet.write_datetime(at + 1, column, value, day)
                elif isinstance(value, int):
                    sheet.write_number(at + 1, column, value, money if column == 11 else None)
                elif value:
                    sheet.write_string(at + 1, column, harmless(value))
        if not workbook.worksheets():
            _sheet(workbook, 1, head)
    return count


_LOOKS = ({"bold": True, "bottom": 1}, {"num_format": "dd/mm/yyyy"}, {"num_format": "#,##0"})


def _sheet(workbook: Any, number: int, head: Any) -> Any:
    sheet = workbook.add_worksheet("Nhật ký" if number == 1 else f"Nhật ký {number}")
    sheet.freeze_panes(1, 0)
    for column, (heading, width) in enumerate(zip(HEADINGS, _WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, heading, head)
    return sheet
