"""The budget of a year against what happened: by fund and programme, income and cost, with what is promised still.

Actual figures are the turnover of the ledger in the year up to a day, less what was reversed or given back. Opening
balances and the entries that carry a year forward are no income and no cost.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date

import attrs
from sqlalchemy import CompoundSelect, func, select
from sqlalchemy.orm import Session

from khfund import money
from khfund.calendar import format_day
from khfund.ledger import Account, Correction, Entry, Nature, PostingRow, accounts, funds
from khfund.ledger.budget import Budget, BudgetApproval, budget_on, is_budgeted, lines_of
from khfund.ledger.commitment import commitments
from khfund.ledger.fund import Fund
from khfund.ledger.planned_payment import promises
from khfund.reports import chart
from khfund.reports.figure_paper import Block, FigurePaper, Picture
from khfund.reports.letterhead import letterhead
from khfund.reports.table import FUND, Cell, Column, Table, amount
from khfund.unit import Unit


@attrs.frozen
class BudgetRow:
    """An account of a fund: what was budgeted, what happened, what is promised by the end of the year; đồng."""

    fund: Fund
    account: Account
    budgeted: int
    actual: int
    committed: int

    @property
    def is_cost(self) -> bool:
        """Whether it is spent; else it comes in."""
        return self.account.role.nature is Nature.COST

    @property
    def difference(self) -> int:
        """What is left to spend after what is promised; of income, what came beyond the budget (below zero: still lacks)."""
        left = self.budgeted - self.actual - self.committed
        return left if self.is_cost else self.actual - self.budgeted

    @property
    def percent(self) -> str:
        """Actual in per cent of the budget, to a tenth; empty where nothing was budgeted."""
        return percent_of(self.actual, self.budgeted)


@attrs.frozen
class BudgetReport:
    """Rows by fund and account; `elsewhere` is what funds have promised that no account is known of (fund → đồng)."""

    budget: Budget
    on: date
    approved: date
    rows: tuple[BudgetRow, ...]
    elsewhere: tuple[tuple[Fund, int], ...]

    @property
    def income(self) -> tuple[BudgetRow, ...]:
        """What comes in."""
        return tuple(row for row in self.rows if not row.is_cost)

    @property
    def cost(self) -> tuple[BudgetRow, ...]:
        """What goes out."""
        return tuple(row for row in self.rows if row.is_cost)


def percent_of(part: int, whole: int) -> str:
    """Write a share as 85,3 %, rounded half up; empty where there is no whole."""
    if not whole:
        return ""
    tenths = (abs(part) * 2_000 + whole) // (2 * whole)
    sign = "-" if part < 0 and tenths else ""
    return f"{sign}{tenths // 10},{tenths % 10} %"


def budget_report(session: Session, unit_id: int, year: int, on: date) -> BudgetReport:
    """Return the budget that holds on a day against what happened up to and including it.

    Raises: BudgetMissingError.
    """
    budget = budget_on(session, unit_id, year, on)
    approval = session.get_one(BudgetApproval, budget.id)
    budgeted = {(one.fund_id, one.account_id): one.amount for one in lines_of(session, budget)}
    chart_ = {one.id: one for one in accounts(session, unit_id) if is_budgeted(one.role)}
    actual = _actual(session, unit_id, year, on, chart_)
    last = date(year, 12, 31)
    committed: dict[tuple[int, int], int] = defaultdict(int)
    for one in promises(session, unit_id, on):
        if one.due <= last:
            committed[one.planned.fund_id, one.planned.account_id] += one.open
    keys = {key for sums in (budgeted, actual, committed) for key, value in sums.items() if value}
    by_id = {one.id: one for one in funds(session, unit_id)}
    rows = [
        BudgetRow(
            by_id[fund],
            chart_[account],
            budgeted.get((fund, account), 0),
            actual.get((fund, account), 0),
            committed.get((fund, account), 0),
        )
        for fund, account in keys
    ]
    rows.sort(key=lambda row: (row.is_cost, row.fund.code, row.account.code))
    elsewhere = _elsewhere(session, unit_id, on, last, committed)
    return BudgetReport(
        budget, on, approval.day, tuple(rows), tuple((by_id[fund], sum_) for fund, sum_ in elsewhere.items())
    )


def _actual(
    session: Session, unit_id: int, year: int, on: date, chart_: dict[int, Account]
) -> dict[tuple[int, int], int]:
    """(fund, account) → what came or went in the year up to `on`, as a positive number on its own side."""
    query = (
        select(PostingRow.fund_id, PostingRow.debit_id, PostingRow.credit_id, func.sum(PostingRow.amount))
        .join(Entry, Entry.id == PostingRow.entry_id)
        .where(
            Entry.unit_id == unit_id, Entry.day >= date(year, 1, 1), Entry.day <= min(on, date(year, 12, 31))
        )
        .where(~Entry.id.in_(_carried(unit_id)))
        .group_by(PostingRow.fund_id, PostingRow.debit_id, PostingRow.credit_id)
    )
    sums: dict[tuple[int, int], int] = defaultdict(int)
    for fund, debit, credit, moved in session.execute(query):
        for account, side in ((debit, 1), (credit, -1)):
            if account in chart_:
                own = side if chart_[account].role.nature is Nature.COST else -side
                sums[fund, account] += own * int(moved)
    return sums


def _carried(unit_id: int) -> CompoundSelect[int]:
    """Entries that open a book or carry a year forward, and their reversals."""
    first = select(Entry.id).where(
        Entry.unit_id == unit_id, Entry.correction.in_([Correction.OPENING, Correction.YEAR_END])
    )
    undone = select(Entry.id).where(Entry.corrects_id.in_(first))
    return first.union(undone)


def _elsewhere(
    session: Session, unit_id: int, on: date, last: date, known: dict[tuple[int, int], int]
) -> dict[int, int]:
    """Fund → promises of the year that are no planned payments (awards, sponsorships), in đồng."""
    sums: dict[int, int] = defaultdict(int)
    for one in commitments(session, unit_id, on):
        if one.day <= last:
            sums[one.fund] += one.amount
    for (fund, _account), promised in known.items():
        sums[fund] -= promised
    return {fund: rest for fund, rest in sorted(sums.items()) if rest}


_PARTS = (*FUND[:1], Column("account", "TK"), Column("account_name", "Nội dung, chương trình"))
INCOME_COLUMNS = (
    *_PARTS, amount("budgeted", "Dự toán"), amount("actual", "Đã thu"), amount("difference", "Vượt (+), thiếu (-)"),
    Column("percent", "% dự toán"),
)  # fmt: skip
COST_COLUMNS = (
    *_PARTS, amount("budgeted", "Dự toán"), amount("actual", "Đã chi"), amount("committed", "Còn cam kết"),
    amount("difference", "Còn lại"), Column("percent", "% đã chi"),
)  # fmt: skip


def tables(report: BudgetReport) -> tuple[Table, Table]:
    """The income side and the cost side as tables."""
    return (
        Table("income", "Thu", INCOME_COLUMNS, [_cells(row) for row in report.income], "không có dòng nào"),
        Table("cost", "Chi", COST_COLUMNS, [_cells(row) for row in report.cost], "không có dòng nào"),
    )


def _cells(row: BudgetRow) -> tuple[Cell, ...]:
    known = (row.fund.code, row.account.code, row.account.name, row.budgeted, row.actual)
    committed = (row.committed,) if row.is_cost else ()
    percent = row.percent or "ngoài dự toán"
    return (*known, *committed, row.difference, percent)


def budget_paper(session: Session, unit: Unit, report: BudgetReport) -> FigurePaper:
    """Put a budget report on paper; rows that went beyond the budget are marked."""
    budget = report.budget
    income, cost = tables(report)
    bases = [f"Dự toán bản {budget.version} theo {budget.source}, duyệt ngày {format_day(report.approved)}."]
    if budget.reason:
        bases.append(f"Lý do điều chỉnh: {budget.reason}.")
    bases += [
        f"Quỹ {fund.code} còn cam kết khác {money.format(sum_)} đ, chưa gắn với tài khoản nào."
        for fund, sum_ in report.elsewhere
    ]
    return FigurePaper(
        letterhead=letterhead(session, unit, report.on),
        title="Tình hình thực hiện dự toán",
        subtitle=f"Năm {budget.year}, tính đến hết ngày {format_day(report.on)}; đơn vị tính: đồng",
        blocks=(
            _block("I. Thu", income, report.income, "Đã thu", "Dự toán thu và đã thu"),
            _block("II. Chi", cost, report.cost, "Đã chi", "Dự toán chi và đã chi"),
        ),
        bases=tuple(bases),
    )


def _block(title: str, table: Table, rows: tuple[BudgetRow, ...], done: str, said: str) -> Block:
    by_fund: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for row in rows:
        by_fund[row.fund.code][0] += row.budgeted
        by_fund[row.fund.code][1] += row.actual
    groups = [chart.Group(code, tuple(sums)) for code, sums in sorted(by_fund.items())]
    drawn = chart.columns(said, ("Dự toán", done), groups) if rows else ""
    beyond = {place for place, row in enumerate(rows) if row.is_cost and row.difference < 0}
    over = [rows[place] for place in sorted(beyond)]
    return Block(
        title=title,
        table=table,
        sheet=title.partition(". ")[2],
        marked=frozenset(beyond),
        picture=Picture(drawn, said, "account_name", ("budgeted", "actual")) if rows else None,
        sentences=tuple(
            f"Quỹ {row.fund.code}, {row.account.name}: vượt dự toán {money.format(-row.difference)} đ."
            for row in over
        ),
    )
