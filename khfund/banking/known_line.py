"""Which of a statement's lines are in the books already, also where another kind of file told less about them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

import attrs
from sqlalchemy import select
from sqlalchemy.orm import Session

from khfund.banking.bank_line import BankLine

if TYPE_CHECKING:
    from khfund.banking.statement_row import BankLineRead

Marked = tuple["BankLineRead", str]


class _Stored(NamedTuple):
    id: int
    fingerprint: str
    occurrence: int
    net: int
    reference: str
    narration: str
    balance: int | None


@attrs.define
class KnownLines:
    """The lines of a bank account that a statement may hold again; each answers for one line of the statement.

    A line is known by its fingerprint. One bank hands out files with and without references or balances, so it is
    also known by its day, amount and words where reference and balance agree or one of the two files lacks them.
    """

    session: Session
    bank_account_id: int
    _answered: set[int] = attrs.field(factory=set)

    def sort(self, some: Iterable[Marked]) -> tuple[list[BankLineRead], list[Marked]]:
        """The lines that are known, and the new ones with marks that follow on those in the books."""
        some = list(some)
        stored = self._of_days({line.day for line, _ in some})
        by_mark = {f"{one.fingerprint}-{one.occurrence}": one.id for days in stored.values() for one in days}
        self._answered.update(by_mark[mark] for _, mark in some if mark in by_mark)
        known, new = [], []
        count = Counter(one.fingerprint for days in stored.values() for one in days)
        for line, mark in some:
            if mark in by_mark or self._told_otherwise(line, stored[line.day]):
                known.append(line)
                continue
            fingerprint = mark.rpartition("-")[0]
            count[fingerprint] += 1
            new.append((line, f"{fingerprint}-{count[fingerprint]}"))
        return known, new

    def _of_days(self, days: set[date]) -> dict[date, list[_Stored]]:
        found: dict[date, list[_Stored]] = defaultdict(list)
        columns = (BankLine.id, BankLine.fingerprint, BankLine.occurrence, BankLine.credit - BankLine.debit)
        query = select(*columns, BankLine.reference, BankLine.narration, BankLine.balance)
        for day in sorted(days):
            here = query.where(BankLine.bank_account_id == self.bank_account_id, BankLine.day == day)
            found[day] = [_Stored(*row) for row in self.session.execute(here.order_by(BankLine.id))]
        return found

    def _told_otherwise(self, line: BankLineRead, stored: list[_Stored]) -> bool:
        """Take the first line of that day that says the same as far as both say anything."""
        for one in stored:
            if one.net == line.net and one.id not in self._answered and _agree(one, line):
                self._answered.add(one.id)
                return True
        return False


def _agree(stored: _Stored, line: BankLineRead) -> bool:
    less = False
    for ours, theirs in ((stored.reference, line.reference), (stored.balance, line.balance)):
        if ours in {"", None} or theirs in {"", None}:
            less |= ours != theirs
        elif "".join(str(ours).split()) != "".join(str(theirs).split()):
            return False
    return less and "".join(stored.narration.split()) == "".join(line.narration.split())
