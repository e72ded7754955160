"""Sổ nhật ký chung: every entry of the days in its order, Nợ and Có.

Source: the columns of S03a-DN / S04-H, as the trade uses them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from khfund.calendar import Month
from khfund.ledger import Fund, accounts, funds
from khfund.ledger.balance import balances
from khfund.reports.official.heading import Scope, heading
from khfund.reports.official.ledger_book import (
    KIND_NAMES,
    BookKind,
    BookLine,
    LedgerBook,
    LineKind,
    amount,
    day,
    text,
)
from khfund.reports.official.posted_line import PostedLine, posted_lines, require_agreement
from khfund.reports.table import Cell

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

FIELDS = (
    day("day", "Ngày ghi sổ"),
    text("voucher", "Số hiệu", 26, "Chứng từ"),
    day("voucher_day", "Ngày", "Chứng từ"),
    text("narration", "Diễn giải", 0),
    text("entry", "Bút toán số", 16),
    text("fund", "Quỹ", 18),
    text("debit", "Nợ", 17, "Số hiệu tài khoản"),
    text("credit", "Có", 17, "Số hiệu tài khoản"),
    amount("amount", "Số tiền", width=31),
)


def general_journal(session: Session, scope: Scope, fund: Fund | None = None) -> LedgerBook:
    """Return the journal of the days; of one fund if given."""
    pages = _Pages(session, scope, fund)
    named = () if fund is None else (f"Quỹ {fund.code} – {fund.name}",)
    return LedgerBook(
        kind=BookKind.GENERAL_JOURNAL,
        about=(*named, str(scope.days)),
        heading=heading(session, BookKind.GENERAL_JOURNAL, scope),
        fields=FIELDS,
        lines=pages.lines,
        signatories=("Người ghi sổ", "Kế toán trưởng", "Thủ trưởng đơn vị"),
    )


class _Pages:
    """The lines of a journal, proved to lead every account of every fund to its balance in the ledger."""

    def __init__(self, session: Session, scope: Scope, fund: Fund | None) -> None:
        self.session, self.scope = session, scope
        self.fund = None if fund is None else fund.id
        self.codes = {one.id: one.code for one in accounts(session, scope.unit.id)}
        self.funds = {one.id: one.code for one in funds(session, scope.unit.id)}

    def lines(self) -> Iterator[BookLine]:
        """Give the lines.

        Raises: LedgerBookDisagreesError.
        """
        unit, days = self.scope.unit.id, self.scope.days
        reached = Counter(balances(self.session, unit, days.start - timedelta(days=1)))
        whole = 0
        posted = posted_lines(self.session, unit, days, fund=self.fund)
        is_one_month = len(list(days.months())) == 1
        for month, of_month in groupby(posted, key=lambda line: Month.of(line.day)):
            total = 0
            for _entry, postings in groupby(of_month, key=lambda line: line.entry):
                for place, line in enumerate(postings):
                    reached[line.fund, line.debit] += line.amount
                    reached[line.fund, line.credit] -= line.amount
                    total += line.amount
                    yield self._entry(line, is_first=place == 0)
            whole += total
            if not is_one_month:
                yield _total(LineKind.SUBTOTAL, f"Cộng {str(month).lower()}", total)
        self._require_agreement(reached)
        yield _total(LineKind.CLOSING, "Cộng phát sinh trong kỳ (Nợ = Có)", whole)

    def _require_agreement(self, reached: Counter[tuple[int, int]]) -> None:
        ledger = balances(self.session, self.scope.unit.id, self.scope.days.last)
        for fund, account in sorted(reached.keys() | ledger.keys()):
            if self.fund in {None, fund}:
                name = f"{KIND_NAMES[BookKind.GENERAL_JOURNAL]}, quỹ {self.funds[fund]}, tài khoản {self.codes[account]}"
                require_agreement(name, reached[fund, account], ledger.get((fund, account), 0))

    def _entry(self, line: PostedLine, *, is_first: bool) -> BookLine:
        said: tuple[Cell, ...] = (None,) * 5
        if is_first:
            said = (line.day, line.voucher, line.voucher_day, line.narration, str(line.entry))
        where = self.funds[line.fund], self.codes[line.debit], self.codes[line.credit]
        return BookLine(LineKind.ENTRY, (*said, *where, line.amount))


def _total(kind: LineKind, name: str, total: int) -> BookLine:
    return BookLine(kind, (None, None, None, name, None, None, None, None, total))
