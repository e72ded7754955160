"""Sổ cái: an account's debits and credits with their contra accounts, one account or all of them.

Source: the columns of S03b-DN / S02c-H, as the trade uses them; the entry's number leads to the journal.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from khfund.ledger import Account, Fund, accounts, funds
from khfund.reports.official.heading import Scope, heading
from khfund.reports.official.ledger_book import BookKind, BookLine, LedgerBook, LineKind, amount, day, text
from khfund.reports.official.posted_line import posted_lines, require_agreement, sides, standing, turnover
from khfund.reports.official.running import Step, Sum, running
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
    text("contra", "TK đối ứng", 16),
    amount("debit", "Nợ", "Số tiền", width=29),
    amount("credit", "Có", "Số tiền", width=29),
)


def account_ledger(
    session: Session, scope: Scope, account: Account | None = None, fund: Fund | None = None
) -> LedgerBook:
    """Return the ledger of an account, or of every account that moved or holds something."""
    known = accounts(session, scope.unit.id)
    about = () if account is None else (f"Tài khoản {account.code} – {account.name}",)
    named = () if fund is None else (f"Quỹ {fund.code} – {fund.name}",)
    pages = _Pages(session, scope, known, fund)
    return LedgerBook(
        kind=BookKind.ACCOUNT_LEDGER,
        about=(*about, *named, str(scope.days)),
        heading=heading(session, BookKind.ACCOUNT_LEDGER, scope),
        fields=FIELDS,
        lines=lambda: pages.lines(known if account is None else [account], titled=account is None),
        signatories=("Người ghi sổ", "Kế toán trưởng", "Thủ trưởng đơn vị"),
    )


class _Pages:
    """The lines of the ledgers of accounts, each proved against the ledger's own totals."""

    def __init__(self, session: Session, scope: Scope, known: Sequence[Account], fund: Fund | None) -> None:
        self.session, self.scope = session, scope
        self.fund = None if fund is None else fund.id
        self.codes = {one.id: one.code for one in known}
        self.funds = {one.id: one.code for one in funds(session, scope.unit.id)}

    def lines(self, wanted: Sequence[Account], *, titled: bool) -> Iterator[BookLine]:
        """Give the lines of the wanted accounts; with a title each, an account that never moved is left out.

        Raises: LedgerBookDisagreesError.
        """
        moved = turnover(self.session, self.scope.unit.id, self.scope.days)
        for account in wanted:
            opening = self._standing(account, before=True)
            debit, credit = (self._sum(moved, account, side) for side in (0, 1))
            if titled and not (opening or debit or credit):
                continue
            if titled:
                yield _line(LineKind.HEADING, f"Tài khoản {account.code} – {account.name}")
            yield from self._account(account, opening, debit, credit)

    def _standing(self, account: Account, *, before: bool = False) -> int:
        days = self.scope.days
        on = days.start - timedelta(days=1) if before else days.last
        return standing(self.session, self.scope.unit.id, on, account=account.id, fund=self.fund)

    def _sum(self, moved: dict[tuple[int, int], tuple[int, int]], account: Account, side: int) -> int:
        return sum(
            both[side]
            for (fund, number), both in moved.items()
            if number == account.id and self.fund in {None, fund}
        )

    def _account(self, account: Account, opening: int, debit: int, credit: int) -> Iterator[BookLine]:
        unit, days = self.scope.unit.id, self.scope.days
        name = f"Sổ cái tài khoản {account.code}"
        yield _balance(LineKind.OPENING, "Số dư đầu kỳ", opening)
        posted = posted_lines(self.session, unit, days, accounts=[account.id], fund=self.fund)
        is_one_month = len(list(days.months())) == 1
        for one in running(sides(posted, account.id, by_contra=True), opening):
            if isinstance(one, Step):
                yield self._entry(one)
            elif one.month is None:
                require_agreement(name, one.debit, debit)
                require_agreement(name, one.credit, credit)
                require_agreement(name, one.standing, self._standing(account))
                yield _sum_line(one, "Cộng phát sinh trong kỳ")
                yield _balance(LineKind.CLOSING, "Số dư cuối kỳ", one.standing)
            elif not is_one_month:
                yield _sum_line(one, f"Cộng {str(one.month).lower()}")

    def _entry(self, step: Step) -> BookLine:
        side = step.side
        said = (
            side.line.day,
            side.line.voucher,
            side.line.voucher_day,
            side.line.narration,
            str(side.line.entry),
        )
        where = ", ".join(self.funds[one] for one in side.funds), self.codes[side.contra[0]]
        return BookLine(LineKind.ENTRY, (*said, *where, side.debit or None, side.credit or None))


def _line(kind: LineKind, name: str, debit: int | None = None, credit: int | None = None) -> BookLine:
    cells: tuple[Cell, ...] = (name,) if kind is LineKind.HEADING else (None, None, None, name)
    space: tuple[Cell, ...] = (None,) * (len(FIELDS) - 2 - len(cells))
    return BookLine(kind, (*cells, *space, debit, credit))


def _sum_line(one: Sum, name: str) -> BookLine:
    return _line(LineKind.SUBTOTAL, name, one.debit, one.credit)


def _balance(kind: LineKind, name: str, held: int) -> BookLine:
    """A balance stands on the side on which it is."""
    return _line(kind, name, held if held >= 0 else None, -held if held < 0 else None)
