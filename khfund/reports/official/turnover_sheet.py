"""Bảng cân đối số phát sinh: each account's balance before, debits and credits, balance after."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from khfund.ledger import Fund, accounts
from khfund.ledger.balance import balances
from khfund.reports.official.heading import Scope, heading
from khfund.reports.official.ledger_book import (
    KIND_NAMES,
    BookKind,
    BookLine,
    LedgerBook,
    LineKind,
    amount,
    text,
)
from khfund.reports.official.posted_line import posted_turnover, require_agreement, turnover

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_GROUPS = ("Số dư đầu kỳ", "Số phát sinh trong kỳ", "Số dư cuối kỳ")
FIELDS = (
    text("account", "Số hiệu TK", 17),
    text("name", "Tên tài khoản", 0),
    *(
        amount(f"{key}_{side}", title, group, width=29)
        for key, group in zip(("opening", "moved", "closing"), _GROUPS, strict=True)
        for side, title in (("debit", "Nợ"), ("credit", "Có"))
    ),
)


def turnover_sheet(session: Session, scope: Scope, fund: Fund | None = None) -> LedgerBook:
    """Return the trial balance of the days with turnovers; of one fund if given."""
    named = () if fund is None else (f"Quỹ {fund.code} – {fund.name}",)
    return LedgerBook(
        kind=BookKind.TURNOVER_SHEET,
        about=(*named, str(scope.days)),
        heading=heading(session, BookKind.TURNOVER_SHEET, scope),
        fields=FIELDS,
        lines=lambda: _lines(session, scope, None if fund is None else fund.id),
        signatories=("Người lập biểu", "Kế toán trưởng", "Thủ trưởng đơn vị"),
    )


def _lines(session: Session, scope: Scope, fund: int | None) -> Iterator[BookLine]:
    """Give a line an account, then the sums, whose debits equal their credits.

    Raises: LedgerBookDisagreesError.
    """
    unit, days = scope.unit.id, scope.days
    opening = _by_account(balances(session, unit, days.start - timedelta(days=1)), fund)
    closing = _by_account(balances(session, unit, days.last), fund)
    moved, posted = (
        _both_by_account(found(session, unit, days), fund) for found in (turnover, posted_turnover)
    )
    sums = [0] * 6
    for account in accounts(session, unit):
        debit, credit = moved.get(account.id, (0, 0))
        for lines, ledger in zip(posted.get(account.id, (0, 0)), (debit, credit), strict=True):
            require_agreement(_name(account.code), lines, ledger)
        stood, stands = opening.get(account.id, 0), closing.get(account.id, 0)
        require_agreement(_name(account.code), stood + debit - credit, stands)
        if stood or stands or debit or credit:
            figures = (*_sides(stood), debit, credit, *_sides(stands))
            sums = [total + figure for total, figure in zip(sums, figures, strict=True)]
            shown = (figure or None for figure in figures)
            yield BookLine(LineKind.ENTRY, (account.code, account.name, *shown))
    for debit, credit in (sums[:2], sums[2:4], sums[4:]):
        require_agreement(_name("cộng Nợ, Có"), debit, credit)
    yield BookLine(LineKind.CLOSING, (None, "Cộng", *sums))


def _by_account(found: dict[tuple[int, int], int], fund: int | None) -> dict[int, int]:
    sums: dict[int, int] = {}
    for (of, number), held in found.items():
        if fund in {None, of}:
            sums[number] = sums.get(number, 0) + held
    return sums


def _both_by_account(
    found: dict[tuple[int, int], tuple[int, int]], fund: int | None
) -> dict[int, tuple[int, int]]:
    sums: dict[int, tuple[int, int]] = {}
    for (of, number), (debit, credit) in found.items():
        if fund in {None, of}:
            before = sums.get(number, (0, 0))
            sums[number] = before[0] + debit, before[1] + credit
    return sums


def _name(about: str) -> str:
    return f"{KIND_NAMES[BookKind.TURNOVER_SHEET]}, {about}"


def _sides(held: int) -> tuple[int, int]:
    return max(held, 0), max(-held, 0)
