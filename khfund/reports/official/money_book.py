"""Sổ quỹ tiền mặt and sổ tiền gửi: one account's money, in, out and left.

Source: the columns of S11-H / S07-DN (cash) and S12-H / S08-DN (bank), as the trade uses them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from khfund.banking.bank_account import BankAccount
from khfund.ledger import Account, Fund, accounts, funds
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
from khfund.reports.official.posted_line import posted_lines, require_agreement, sides, standing
from khfund.reports.official.running import Step, Sum, running
from khfund.reports.table import Cell

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_VOUCHER, _MONEY = "Chứng từ", "Số tiền (đồng)"
CASH_FIELDS = (
    day("day", "Ngày ghi sổ"),
    day("voucher_day", "Ngày chứng từ"),
    text("receipt", "Thu", 26, "Số hiệu chứng từ"),
    text("payment", "Chi", 26, "Số hiệu chứng từ"),
    text("narration", "Diễn giải", 0),
    text("contra", "TK đối ứng", 16),
    amount("in", "Thu", "Số tiền"),
    amount("out", "Chi", "Số tiền"),
    balance("left", "Tồn", "Số tiền"),
    text("fund", "Ghi chú (quỹ)", 18),
)
BANK_FIELDS = (
    day("day", "Ngày ghi sổ"),
    text("voucher", "Số hiệu", 26, _VOUCHER),
    day("voucher_day", "Ngày", _VOUCHER),
    text("narration", "Diễn giải", 0),
    text("contra", "TK đối ứng", 16),
    amount("in", "Gửi vào", "Số tiền"),
    amount("out", "Rút ra", "Số tiền"),
    balance("left", "Còn lại", "Số tiền"),
    text("fund", "Ghi chú (quỹ)", 18),
)
Row = Callable[[Step, str, str], tuple[Cell, ...]]


def cash_book(session: Session, scope: Scope, account: Account, fund: Fund | None = None) -> LedgerBook:
    """Return the cash book of one cash account: a line a voucher, the balance at the end of each day."""

    def row(step: Step, contra: str, funds_named: str) -> tuple[Cell, ...]:
        side = step.side
        is_in = bool(side.debit)
        codes = (side.line.voucher, "") if is_in else ("", side.line.voucher)
        left = step.standing if step.ends_day else None
        days = side.line.day, side.line.voucher_day
        return (
            *days, *codes, side.line.narration, contra, side.debit if is_in else None,
            None if is_in else side.credit, left, funds_named,
        )  # fmt: skip

    signatories = ("Thủ quỹ", "Kế toán trưởng", "Thủ trưởng đơn vị")
    about = (f"Tài khoản {account.code} – {account.name}",)
    pages = _Pages(session, scope, account, fund, row, before=5)
    return LedgerBook(
        kind=BookKind.CASH_BOOK,
        about=(*about, *_fund_named(fund), str(scope.days)),
        heading=heading(session, BookKind.CASH_BOOK, scope),
        fields=CASH_FIELDS,
        lines=lambda: pages.lines(KIND_NAMES[BookKind.CASH_BOOK]),
        signatories=signatories,
    )


def bank_book(session: Session, scope: Scope, account: Account, fund: Fund | None = None) -> LedgerBook:
    """Return the book of one bank account: what came in, what went out, what is left after each entry."""

    def row(step: Step, contra: str, funds_named: str) -> tuple[Cell, ...]:
        side = step.side
        is_in = bool(side.debit)
        said = (side.line.day, side.line.voucher, side.line.voucher_day, side.line.narration, contra)
        return (
            *said,
            side.debit if is_in else None,
            None if is_in else side.credit,
            step.standing,
            funds_named,
        )

    held = select(BankAccount).where(BankAccount.account_id == account.id).order_by(BankAccount.id)
    banks = [f"Nơi mở tài khoản: {one.bank}; số tài khoản: {one.number}" for one in session.scalars(held)]
    pages = _Pages(session, scope, account, fund, row, before=4)
    return LedgerBook(
        kind=BookKind.BANK_BOOK,
        about=(f"Tài khoản {account.code} – {account.name}", *banks, *_fund_named(fund), str(scope.days)),
        heading=heading(session, BookKind.BANK_BOOK, scope),
        fields=BANK_FIELDS,
        lines=lambda: pages.lines(KIND_NAMES[BookKind.BANK_BOOK]),
        signatories=("Người ghi sổ", "Kế toán trưởng", "Thủ trưởng đơn vị"),
    )


def _fund_named(fund: Fund | None) -> tuple[str, ...]:
    return () if fund is None else (f"Quỹ {fund.code} – {fund.name}",)


class _Pages:
    """The lines of a money book; `before` fields stand before the contra account, three amounts and a note behind it."""

    def __init__(
        self, session: Session, scope: Scope, account: Account, fund: Fund | None, row: Row, *, before: int
    ) -> None:
        self.session, self.scope, self.account, self.row, self.before = session, scope, account, row, before
        self.fund = None if fund is None else fund.id
        self.codes = {one.id: one.code for one in accounts(session, scope.unit.id)}
        known = funds(session, scope.unit.id)
        self.funds = {one.id: one.code for one in known} if len(known) > 1 else {}

    def lines(self, book: str) -> Iterator[BookLine]:
        """Give the lines, and refuse the last where they do not lead to the ledger's balance.

        Raises: LedgerBookDisagreesError.
        """
        unit, days = self.scope.unit.id, self.scope.days
        before = days.start - timedelta(days=1)
        opening = standing(self.session, unit, before, account=self.account.id, fund=self.fund)
        yield self._total(LineKind.OPENING, "Số dư đầu kỳ", None, None, opening)
        posted = posted_lines(self.session, unit, days, accounts=[self.account.id], fund=self.fund)
        is_one_month = len(list(days.months())) == 1
        for one in running(sides(posted, self.account.id), opening):
            if isinstance(one, Step):
                yield self._entry(one)
            elif one.month is None:
                closing = standing(self.session, unit, days.last, account=self.account.id, fund=self.fund)
                require_agreement(f"{book} {self.account.code}", one.standing, closing)
                yield from self._end(one)
            elif not is_one_month:
                name = f"Cộng {str(one.month).lower()}"
                yield self._total(LineKind.SUBTOTAL, name, one.debit, one.credit, one.standing)

    def _entry(self, step: Step) -> BookLine:
        contra = ", ".join(self.codes[one] for one in step.side.contra)
        named = ", ".join(self.funds[one] for one in step.side.funds) if self.funds else ""
        return BookLine(LineKind.ENTRY, self.row(step, contra, named), step.standing)

    def _end(self, whole: Sum) -> Iterator[BookLine]:
        yield self._total(LineKind.SUBTOTAL, "Cộng phát sinh trong kỳ", whole.debit, whole.credit, None)
        yield self._total(LineKind.CLOSING, "Số dư cuối kỳ", None, None, whole.standing)

    def _total(
        self, kind: LineKind, name: str, came: int | None, went: int | None, left: int | None
    ) -> BookLine:
        space: tuple[Cell, ...] = (None,) * (self.before - 1)
        return BookLine(kind, (*space, name, None, came, went, left, None), left)
