"""Sổ theo dõi tạm ứng: what each person was given in advance, what of it was settled, what is still open.

Whose advance it is stands on the voucher («người nhận», «người nộp»); a settlement is the person's by the same name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from khfund.calendar import DateRange
from khfund.ledger import AccountRole, Fund, accounts, find_book
from khfund.reports.official.heading import Scope, heading
from khfund.reports.official.ledger_book import (
    KIND_NAMES,
    BookKind,
    BookLine,
    LedgerBook,
    LineKind,
    amount,
    balance,
    day,
    text,
)
from khfund.reports.official.posted_line import PostedLine, posted_lines, require_agreement, standing
from khfund.reports.table import Cell
from khfund.vietnamese import clean, fold, sort_key

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

NOT_NAMED = "(chứng từ không ghi người tạm ứng)"
FIELDS = (
    day("day", "Ngày ghi sổ"),
    text("voucher", "Số hiệu", 26, "Chứng từ"),
    day("voucher_day", "Ngày", "Chứng từ"),
    text("narration", "Diễn giải", 0),
    text("contra", "TK đối ứng", 16),
    amount("given", "Đã tạm ứng"),
    amount("settled", "Đã thanh toán, hoàn lại"),
    balance("open", "Còn nợ"),
)


def advance_book(session: Session, scope: Scope, fund: Fund | None = None) -> LedgerBook:
    """Return the advances of the days by person, with what was open before."""
    named = () if fund is None else (f"Quỹ {fund.code} – {fund.name}",)
    return LedgerBook(
        kind=BookKind.ADVANCE_BOOK,
        about=(*named, str(scope.days)),
        heading=heading(session, BookKind.ADVANCE_BOOK, scope),
        fields=FIELDS,
        lines=lambda: _Pages(session, scope, fund).lines(),
        signatories=("Người ghi sổ", "Kế toán trưởng", "Thủ trưởng đơn vị"),
    )


class _Pages:
    """The advances of all time by person, of which the days asked for are shown."""

    def __init__(self, session: Session, scope: Scope, fund: Fund | None) -> None:
        self.session, self.scope = session, scope
        self.fund = None if fund is None else fund.id
        known = accounts(session, scope.unit.id)
        self.codes = {one.id: one.code for one in known}
        self.wanted = [one.id for one in known if one.role is AccountRole.ADVANCE]

    def lines(self) -> Iterator[BookLine]:
        """Give each person's opening, lines and balance, and the whole.

        Raises: LedgerBookDisagreesError.
        """
        names, found = self._by_person()
        whole = [0, 0, 0]
        number = 0
        for key in sorted(found, key=lambda one: (not one, sort_key(names[one]) if one else b"")):
            before = sum(self._moved(line) for line in found[key] if line.day < self.scope.days.start)
            within = [line for line in found[key] if line.day >= self.scope.days.start]
            if before or within:
                number += 1
                yield _total(LineKind.HEADING, f"{number}. {names[key] or NOT_NAMED}")
                yield from self._person(before, within, whole)
        require_agreement(KIND_NAMES[BookKind.ADVANCE_BOOK], whole[2], self._ledger())
        yield _total(LineKind.CLOSING, "Cộng trong kỳ, còn nợ cuối kỳ", *whole)

    def _by_person(self) -> tuple[dict[str, str], dict[str, list[PostedLine]]]:
        """Name and lines of each person, by the name as it is searched for."""
        unit = self.scope.unit.id
        start = find_book(self.session, unit).opened - timedelta(
            days=1
        )  # the day of balances brought forward
        days = DateRange(min(start, self.scope.days.start), self.scope.days.end)
        names: dict[str, str] = {}
        found: dict[str, list[PostedLine]] = defaultdict(list)
        for line in posted_lines(self.session, unit, days, accounts=self.wanted, fund=self.fund):
            key = fold(clean(line.party))
            names.setdefault(key, clean(line.party))
            found[key].append(line)
        return names, found

    def _moved(self, line: PostedLine) -> int:
        return line.amount * ((line.debit in self.wanted) - (line.credit in self.wanted))

    def _person(self, before: int, lines: list[PostedLine], whole: list[int]) -> Iterator[BookLine]:
        yield _total(LineKind.OPENING, "Còn nợ đầu kỳ", left=before)
        left, given, settled = before, 0, 0
        for line in lines:
            left += self._moved(line)
            is_given = line.debit in self.wanted
            given += line.amount if is_given else 0
            settled += line.amount if line.credit in self.wanted else 0
            yield self._entry(line, left, is_given=is_given)
        yield _total(LineKind.SUBTOTAL, "Cộng, còn nợ cuối kỳ", given, settled, left)
        for place, figure in enumerate((given, settled, left)):
            whole[place] += figure

    def _entry(self, line: PostedLine, left: int, *, is_given: bool) -> BookLine:
        contra = self.codes[line.credit if is_given else line.debit]
        said: tuple[Cell, ...] = (line.day, line.voucher, line.voucher_day, line.narration, contra)
        both = (line.amount, None) if is_given else (None, line.amount)
        return BookLine(LineKind.ENTRY, (*said, *both, left), left)

    def _ledger(self) -> int:
        return sum(
            standing(self.session, self.scope.unit.id, self.scope.days.last, account=account, fund=self.fund)
            for account in self.wanted
        )


def _total(
    kind: LineKind, name: str, given: int | None = None, settled: int | None = None, left: int | None = None
) -> BookLine:
    if kind is LineKind.HEADING:
        return BookLine(kind, (name, *(None,) * (len(FIELDS) - 1)))
    return BookLine(kind, (None, None, None, name, None, given, settled, left), left)
