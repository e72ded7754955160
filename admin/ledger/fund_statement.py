"""A fund over some days: what it had, what came, what went, what it has; each figure by the account that holds it."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

import attrs
from sqlalchemy import select
from sqlalchemy.orm import Session

from admin.board.holdings import Flow
from khfund.calendar import DateRange, Month
from khfund.ledger import Account, AccountRole, Fund, Nature, accounts, fund_balance
from khfund.ledger.accounting_period import Book
from khfund.ledger.balance import DayTotal, MonthTotal, turnovers, year_end_turnovers

OWN = frozenset({Nature.FUND, Nature.INCOME, Nature.COST})
MONTHS = 12


@attrs.frozen
class FundLine:
    """What an account brought to a fund over some days, in đồng; negative where it took."""

    account: Account
    amount: int


@attrs.frozen
class FundStatement:
    """Opening and closing balance of a fund in đồng, and between them what came and what went, by account."""

    days: DateRange
    opening: int
    came: tuple[FundLine, ...]
    went: tuple[FundLine, ...]
    other: tuple[FundLine, ...]
    closing: int

    @property
    def came_sum(self) -> int:
        """Đồng that came."""
        return sum(line.amount for line in self.came)

    @property
    def went_sum(self) -> int:
        """Đồng that went, as a positive number."""
        return -sum(line.amount for line in self.went)


def fund_statement(session: Session, fund: Fund, days: DateRange) -> FundStatement:
    """Return a fund's statement over the days; what carries a year forward moves nothing and is left out."""
    before = days.start - timedelta(days=1)
    moved = _own_movement(session, fund, days)
    lines = [FundLine(one, moved[one.id]) for one in accounts(session, fund.unit_id) if moved.get(one.id)]
    income = {AccountRole.PRINCIPAL}
    return FundStatement(
        days,
        fund_balance(session, fund, before).total,
        tuple(one for one in lines if one.account.role.nature is Nature.INCOME or one.account.role in income),
        tuple(one for one in lines if one.account.role.nature is Nature.COST),
        tuple(
            one for one in lines if one.account.role.nature is Nature.FUND and one.account.role not in income
        ),
        fund_balance(session, fund, days.last).total,
    )


def _own_movement(session: Session, fund: Fund, days: DateRange) -> dict[int, int]:
    """Account of the fund itself, of income or of cost → what it brought to the fund over the days."""
    own = {one.id for one in accounts(session, fund.unit_id) if one.role.nature in OWN}
    sums: dict[int, int] = defaultdict(int)
    carried = [
        row
        for year in range(days.start.year, days.last.year + 1)
        if date(year, 12, 31) in days
        for row in year_end_turnovers(session, fund.unit_id, date(year, 12, 31))
    ]
    before = days.start - timedelta(days=1)
    for sign, rows in (
        (1, turnovers(session, fund.unit_id, days.last)),
        (-1, turnovers(session, fund.unit_id, before)),
        (-1, carried),
    ):
        for row in rows:
            if row.fund == fund.id and row.account in own:
                sums[row.account] += sign * (row.credit - row.debit)
    return sums


def fund_flows(session: Session, fund: Fund, on: date) -> list[Flow]:
    """Return what came to a fund and went from it in the last twelve months up to this one, none before the book."""
    book = session.get(Book, fund.unit_id)
    months = _months(Month.of(on), Month.of(book.opened)) if book is not None else []
    if book is None or not months:
        return []
    roles = {one.id: one.role for one in accounts(session, fund.unit_id)}
    sums: dict[int, dict[AccountRole, int]] = defaultdict(lambda: defaultdict(int))
    query = select(
        MonthTotal.month, MonthTotal.account_id, MonthTotal.credit - MonthTotal.debit
    ).where(
        MonthTotal.unit_id == fund.unit_id,
        MonthTotal.fund_id == fund.id,
        MonthTotal.month >= months[0].number,
        MonthTotal.month <= months[-1].number,
    )  # fmt: skip
    for number, account, amount in session.execute(query):
        sums[number][roles[account]] += amount
    for month, account, amount in _not_moved(session, fund, months, book):
        sums[month][roles[account]] -= amount
    return [_flow(month, sums[month.number]) for month in months]


def _months(last: Month, first: Month) -> list[Month]:
    found: list[Month] = []
    while len(found) < MONTHS and last >= first:
        found.insert(0, last)
        last = last.previous()
    return found


def _not_moved(session: Session, fund: Fund, months: list[Month], book: Book) -> list[tuple[int, int, int]]:
    """Month, account, đồng of what only carries a year forward or opens the book."""
    found = [
        (month.number, row.account, row.credit - row.debit)
        for month in months
        if month.first.month == 12
        for row in year_end_turnovers(session, fund.unit_id, month.last)
        if row.fund == fund.id
    ]
    opening = select(DayTotal.day, DayTotal.account_id, DayTotal.credit - DayTotal.debit).where(
        DayTotal.unit_id == fund.unit_id,
        DayTotal.fund_id == fund.id,
        DayTotal.day < book.opened,
        DayTotal.day >= months[0].first,
    )
    return found + [
        (Month.of(day).number, account, amount) for day, account, amount in session.execute(opening)
    ]


def _flow(month: Month, sums: dict[AccountRole, int]) -> Flow:
    came = sum(
        amount
        for role, amount in sums.items()
        if role.nature is Nature.INCOME or role is AccountRole.PRINCIPAL
    )
    return Flow(month, came, -sum(amount for role, amount in sums.items() if role.nature is Nature.COST))
