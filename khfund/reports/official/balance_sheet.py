"""Bảng cân đối tài sản – nguồn quỹ: what is there, what is owed, and whose it is, before the days and after them."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from khfund.calendar import format_day
from khfund.ledger import Account, Fund, FundBalance, Nature, accounts, fund_balance, funds
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
from khfund.reports.official.posted_line import require_agreement

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

FIELDS = (
    text("number", "STT", 12),
    text("what", "Chỉ tiêu", 0),
    text("account", "Tài khoản, quỹ", 22),
    amount("opening", "Số đầu kỳ", width=34, adds=False),
    amount("closing", "Số cuối kỳ", width=34, adds=False),
)
Pair = tuple[int, int]


def balance_sheet(session: Session, scope: Scope, fund: Fund | None = None) -> LedgerBook:
    """Return assets = liabilities + funds at the beginning and the end of the days; of one fund if given."""
    named = () if fund is None else (f"Quỹ {fund.code} – {fund.name}",)
    wanted = funds(session, scope.unit.id) if fund is None else [fund]
    return LedgerBook(
        kind=BookKind.BALANCE_SHEET,
        about=(*named, f"Tại ngày {format_day(scope.days.last)}", f"Kỳ báo cáo: {scope.days}"),
        heading=heading(session, BookKind.BALANCE_SHEET, scope),
        fields=FIELDS,
        lines=lambda: _Sheet(session, scope, wanted).lines(),
        signatories=("Người lập biểu", "Kế toán trưởng", "Thủ trưởng đơn vị"),
    )


class _Sheet:
    """The figures of a balance sheet: accounts from the totals of all funds, funds each by itself."""

    def __init__(self, session: Session, scope: Scope, wanted: Sequence[Fund]) -> None:
        unit, days = scope.unit.id, scope.days
        moments = (days.start - timedelta(days=1), days.last)
        self.accounts = accounts(session, unit)
        self.held = [_held(session, unit, on, {fund.id for fund in wanted}) for on in moments]
        self.funds = [
            (fund, fund_balance(session, fund, moments[0]), fund_balance(session, fund, moments[1]))
            for fund in wanted
        ]

    def lines(self) -> Iterator[BookLine]:
        """Give the lines; the last is the difference, and it is nought.

        Raises: LedgerBookDisagreesError.
        """
        yield _line(LineKind.HEADING, "A", "TÀI SẢN")
        assets = yield from self._accounts(Nature.ASSET, 1)
        yield _line(LineKind.SUBTOTAL, "", "Cộng tài sản", "", assets)
        yield _line(LineKind.HEADING, "B", "NGUỒN VỐN")
        yield _line(LineKind.HEADING, "I", "Nợ phải trả, giữ hộ")
        owed = yield from self._accounts(Nature.LIABILITY, -1)
        yield _line(LineKind.SUBTOTAL, "", "Cộng nợ phải trả, giữ hộ", "", owed)
        yield _line(LineKind.HEADING, "II", "Nguồn quỹ")
        for number, (fund, before, after) in enumerate(self.funds, 1):
            yield from _fund_lines(number, fund, before, after)
        owned = _plus(*((before.total, after.total) for _, before, after in self.funds))
        yield _line(LineKind.SUBTOTAL, "", "Cộng nguồn quỹ", "", owned)
        sources = _plus(owed, owned)
        yield _line(LineKind.SUBTOTAL, "", "Cộng nguồn vốn", "", sources)
        for place in (0, 1):
            require_agreement(KIND_NAMES[BookKind.BALANCE_SHEET], assets[place], sources[place])
        difference = assets[0] - sources[0], assets[1] - sources[1]
        yield _line(LineKind.CLOSING, "", "Chênh lệch (tài sản − nguồn vốn)", "", difference)

    def _accounts(self, nature: Nature, sign: int) -> Generator[BookLine, None, Pair]:
        total: Pair = 0, 0
        number = 0
        for account in self.accounts:
            found = sign * self.held[0].get(account.id, 0), sign * self.held[1].get(account.id, 0)
            if account.role.nature is nature and any(found):
                number += 1
                total = _plus(total, found)
                yield self._account(number, account, found)
        return total

    @staticmethod
    def _account(number: int, account: Account, found: Pair) -> BookLine:
        return _line(LineKind.ENTRY, str(number), account.name, account.code, found)


def _held(session: Session, unit_id: int, on: date, wanted: set[int]) -> dict[int, int]:
    sums: dict[int, int] = {}
    for (fund, account), amount_held in balances(session, unit_id, on).items():
        if fund in wanted:
            sums[account] = sums.get(account, 0) + amount_held
    return sums


def _fund_lines(number: int, fund: Fund, before: FundBalance, after: FundBalance) -> Iterator[BookLine]:
    if not any((before.total, after.total, before.principal, after.principal)):
        return
    yield _line(LineKind.ENTRY, str(number), fund.name, fund.code, (before.total, after.total))
    if before.principal or after.principal:
        principal, spendable = (before.principal, after.principal), (before.spendable, after.spendable)
        yield _line(LineKind.ENTRY, "", "– trong đó: vốn gốc không được chi", "", principal)
        yield _line(LineKind.ENTRY, "", "– trong đó: số dư được chi", "", spendable)


def _line(kind: LineKind, number: str, what: str, account: str = "", found: Pair | None = None) -> BookLine:
    return BookLine(kind, (number, what, account, *(found or (None, None))))


def _plus(*pairs: Pair) -> Pair:
    return sum(pair[0] for pair in pairs), sum(pair[1] for pair in pairs)
