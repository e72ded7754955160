"""Budgets: what a year is to bring and to cost, by fund and account, in versions that another person approves.

A version is written once. What changes during the year is a new version with its reason; the old ones stay. The
budget of a day is the newest version approved up to that day.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

import attrs
from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.actor import require_another
from khfund.audit import witnesses
from khfund.calendar import Month
from khfund.calendar import today as day_of
from khfund.db import Base, Whole, guard, never_changes, whole
from khfund.errors import KhfundError
from khfund.ledger.account import Account, AccountRole, Nature
from khfund.ledger.accounting_period import ReasonMissingError
from khfund.ledger.fund import Fund
from khfund.vietnamese import clean

if TYPE_CHECKING:
    from khfund.command import Command

AMOUNT_MAX = 10**15  # đồng in one line


class BudgetUnknownError(KhfundError):
    """A budget is known by its year and version."""

    message = "Đơn vị không có dự toán năm {year} bản {version}; xem bằng `khfund budget list`."
    english = "The unit has no budget of {year}, version {version}; see `khfund budget list`."


class BudgetMissingError(KhfundError):
    """A report on a budget needs an approved one."""

    message = "Năm {year} chưa có dự toán được duyệt."
    english = "No budget of {year} is approved yet."


class BudgetLineError(KhfundError):
    """A budget's line is an amount for an income or cost account, or for gifts to principal, in a fund of the unit."""

    message = "Dòng dự toán {account} của quỹ {fund} không dùng được: {reason}."
    english = "The budget line {account} of the fund {fund} cannot be used: {reason}."


class BudgetEmptyError(KhfundError):
    """A budget has at least one line and names the paper it comes from."""

    message = "Dự toán năm {year} chưa lập được: {reason}."
    english = "The budget of {year} cannot be drafted: {reason}."


class BudgetTakenError(KhfundError):
    """A year's first budget is drafted; what comes after changes it."""

    message = "Năm {year} đã có dự toán bản {version}; hãy điều chỉnh bằng `khfund budget amend`, kèm lý do."
    english = (
        "There is a budget of {year}, version {version}; change it by `khfund budget amend`, with a reason."
    )


class BudgetUnchangedError(KhfundError):
    """A new version differs from the one before."""

    message = "Bản điều chỉnh giống hệt dự toán năm {year} bản {version}; không có gì để thay đổi."
    english = "The amendment equals the budget of {year}, version {version}; there is nothing to change."


class BudgetApprovedError(KhfundError):
    """A version is approved once, and only the newest one."""

    message = "Dự toán năm {year} bản {version} {state}, không duyệt được nữa."
    english = "The budget of {year}, version {version}, cannot be approved any more ({state})."


class Budget(Base):
    """A version of a year's budget, from 1; `source` is the paper that sets it, `reason` why it changed."""

    __tablename__ = "budget"
    __table_args__ = (UniqueConstraint("unit_id", "year", "version"),)

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    year: Mapped[int]
    version: Mapped[int]
    source: Mapped[str] = mapped_column(String(150))
    reason: Mapped[str] = mapped_column(String(300), default="")
    drafted_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))


class BudgetLine(Base):
    """What one account is to bring or to cost for one fund in the year, in đồng."""

    __tablename__ = "budget_line"
    __table_args__ = (CheckConstraint("amount > 0", name="amount_positive"), *whole("amount"))

    budget_id: Mapped[int] = mapped_column(ForeignKey("budget.id"), primary_key=True)
    fund_id: Mapped[int] = mapped_column(ForeignKey("fund.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    amount: Mapped[int] = mapped_column(Whole)


class BudgetApproval(Base):
    """The approval of a version: it holds from `day` on."""

    __tablename__ = "budget_approval"

    budget_id: Mapped[int] = mapped_column(ForeignKey("budget.id"), primary_key=True)
    approved_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    day: Mapped[date]
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))


for _table in ("budget", "budget_line", "budget_approval"):
    never_changes(_table)
guard(
    "budget_line_of_draft",
    "budget_line",
    when="BEFORE INSERT",
    condition="EXISTS (SELECT 1 FROM leaf l JOIN budget b ON b.command_number = l.number WHERE b.id = NEW.budget_id)",
    refusal="budget_line: a written version gains no lines",
)
guard(
    "budget_approved_in_order",
    "budget_approval",
    when="BEFORE INSERT",
    condition="EXISTS (SELECT 1 FROM budget b JOIN budget n ON n.unit_id = b.unit_id AND n.year = b.year "
    "AND n.version > b.version WHERE b.id = NEW.budget_id)",
    refusal="budget_approval: only the newest version is approved",
)


@witnesses("budget")
def _drafted(session: Session) -> Iterator[tuple[int, str, str]]:
    for budget in session.scalars(select(Budget).order_by(Budget.id)):
        yield budget.command_number, *_lines_of_log(session, budget)


def _lines_of_log(session: Session, budget: Budget) -> tuple[str, str]:
    lines = ";".join(f"{one.fund_id}:{one.account_id}:{one.amount}" for one in lines_of(session, budget))
    figures = f"{budget.id}|{budget.unit_id}|{budget.year}|{budget.version}|{budget.drafted_by}|{lines}"
    return figures, f"{budget.source}|{budget.reason}"


@witnesses("budget_approval")
def _approved(session: Session) -> Iterator[tuple[int, str, str]]:
    for row in session.scalars(select(BudgetApproval).order_by(BudgetApproval.command_number)):
        yield row.command_number, f"{row.budget_id}|{row.approved_by}|{row.day}", ""


@attrs.frozen
class NewLine:
    """A line still to be written; 0 đồng takes the line out of an amended budget."""

    fund: Fund
    account: Account
    amount: int


def draft_budget(
    session: Session, command: Command, year: int, *, lines: Sequence[NewLine], source: str
) -> Budget:
    """Draft the year's first budget; it holds once another person has approved it.

    Raises: YearOutOfRangeError, BudgetTakenError, BudgetEmptyError, BudgetLineError.
    """
    Month(year, 12)  # refuses a year that is none
    before = newest(session, command.unit, year)
    if before is not None:
        raise BudgetTakenError(year=year, version=before.version)
    found = _read_lines(command, lines, least=1)
    if not found:
        raise BudgetEmptyError(year=year, reason="chưa có dòng nào")
    return _write(session, command, Budget(year=year, version=1, source=source), found)


def amend_budget(
    session: Session,
    command: Command,
    year: int,
    *,
    lines: Sequence[NewLine],
    source: str,
    reason: str,
) -> Budget:
    """Draft the next version: these lines replace those of the same fund and account, the others stay.

    Raises: BudgetMissingError, ReasonMissingError, BudgetEmptyError, BudgetLineError, BudgetUnchangedError.
    """
    before = newest(session, command.unit, year)
    if before is None:
        raise BudgetMissingError(year=year)
    if not reason.strip():
        raise ReasonMissingError
    kept = {(one.fund_id, one.account_id): one.amount for one in lines_of(session, before)}
    changed = {key: amount for key, amount in (kept | _read_lines(command, lines, least=0)).items() if amount}
    if changed == kept:
        raise BudgetUnchangedError(year=year, version=before.version)
    if not changed:
        raise BudgetEmptyError(year=year, reason="không còn dòng nào")
    return _write(
        session,
        command,
        Budget(year=year, version=before.version + 1, source=source, reason=clean(reason)),
        changed,
    )


def _read_lines(command: Command, lines: Sequence[NewLine], *, least: int) -> dict[tuple[int, int], int]:
    found: dict[tuple[int, int], int] = {}
    for line in lines:
        key = (line.fund.id, line.account.id)
        reason = _unfit(command, line, least=least) or ("ghi hai lần" if key in found else "")
        if reason:
            raise BudgetLineError(account=line.account.code, fund=line.fund.code, reason=reason)
        found[key] = line.amount
    return found


def _unfit(command: Command, line: NewLine, *, least: int) -> str:
    if line.fund.unit_id != command.unit or line.account.unit_id != command.unit:
        return "không thuộc đơn vị này"
    if not is_budgeted(line.account.role):
        return "chỉ lập dự toán cho tài khoản thu, chi và góp vốn gốc"
    if not least <= line.amount <= AMOUNT_MAX:
        return "số tiền phải lớn hơn 0 và không quá 1.000.000 tỷ đồng"
    return ""


def is_budgeted(role: AccountRole) -> bool:
    """Whether an account of this role stands in a budget: income, cost, and what is given to principal."""
    return role is AccountRole.PRINCIPAL or role.nature in (Nature.INCOME, Nature.COST)


def _write(
    session: Session, command: Command, budget: Budget, lines: Mapping[tuple[int, int], int]
) -> Budget:
    budget.unit_id, budget.drafted_by, budget.command_number = command.unit, command.person_id, command.number
    budget.source = clean(budget.source)
    if not budget.source:
        raise BudgetEmptyError(year=budget.year, reason="chưa ghi căn cứ (số quyết định, nghị quyết)")
    session.add(budget)
    session.flush()
    session.add_all(
        BudgetLine(budget_id=budget.id, fund_id=fund, account_id=account, amount=amount)
        for (fund, account), amount in lines.items()
    )
    session.flush()
    command.witness("budget", *_lines_of_log(session, budget))
    return budget


def approve_budget(session: Session, command: Command, budget: Budget) -> BudgetApproval:
    """Approve the newest version, drafted by another person; it holds from today on.

    Raises: BudgetUnknownError, BudgetApprovedError, AnotherPersonNeededError.
    """
    if budget.unit_id != command.unit:
        raise BudgetUnknownError(year=budget.year, version=budget.version)
    last = newest(session, command.unit, budget.year)
    state = (
        "đã duyệt"
        if session.get(BudgetApproval, budget.id)
        else "đã có bản mới hơn thay"
        if last is not None and last.version > budget.version
        else ""
    )
    if state:
        raise BudgetApprovedError(year=budget.year, version=budget.version, state=state)
    today = day_of(command.at)
    require_another(
        session,
        command.person_id,
        budget.drafted_by,
        unit_id=command.unit,
        on=today,
        did="lập dự toán",
        does="duyệt dự toán",
    )
    approval = BudgetApproval(
        budget_id=budget.id, approved_by=command.person_id, day=today, command_number=command.number
    )
    session.add(approval)
    session.flush()
    command.witness("budget_approval", f"{budget.id}|{approval.approved_by}|{approval.day}", "")
    return approval


def newest(session: Session, unit_id: int, year: int) -> Budget | None:
    """Return the year's newest version, approved or not."""
    query = select(Budget).where(Budget.unit_id == unit_id, Budget.year == year)
    return session.scalar(query.order_by(Budget.version.desc()).limit(1))


def find_budget(session: Session, unit_id: int, year: int, version: int | None = None) -> Budget:
    """Return a version of a year's budget, or its newest one.

    Raises: BudgetUnknownError.
    """
    query = select(Budget).where(Budget.unit_id == unit_id, Budget.year == year)
    if version is not None:
        query = query.where(Budget.version == version)
    budget = session.scalar(query.order_by(Budget.version.desc()).limit(1))
    if budget is None:
        raise BudgetUnknownError(year=year, version=version or 1)
    return budget


def budget_on(session: Session, unit_id: int, year: int, on: date) -> Budget:
    """Return the version that holds on a day: the newest approved up to it.

    Raises: BudgetMissingError.
    """
    query = (
        select(Budget)
        .join(BudgetApproval, BudgetApproval.budget_id == Budget.id)
        .where(Budget.unit_id == unit_id, Budget.year == year, BudgetApproval.day <= on)
    )
    budget = session.scalar(query.order_by(Budget.version.desc()).limit(1))
    if budget is None:
        raise BudgetMissingError(year=year)
    return budget


def lines_of(session: Session, budget: Budget) -> list[BudgetLine]:
    """Return the lines of a version by fund and account."""
    query = select(BudgetLine).where(BudgetLine.budget_id == budget.id)
    return list(session.scalars(query.order_by(BudgetLine.fund_id, BudgetLine.account_id)))


@attrs.frozen
class Version:
    """A version as it is listed: its sums in đồng, and since when it is approved."""

    budget: Budget
    income: int
    cost: int
    approved: date | None


def versions(session: Session, unit_id: int, year: int | None = None) -> list[Version]:
    """Return every version of the unit's budgets, or of one year, by year and version."""
    query = select(Budget).where(Budget.unit_id == unit_id).order_by(Budget.year, Budget.version)
    found = session.scalars(query if year is None else query.where(Budget.year == year))
    return [_version(session, one) for one in found]


def _version(session: Session, budget: Budget) -> Version:
    query = (
        select(Account.role, func.sum(BudgetLine.amount))
        .join(Account, Account.id == BudgetLine.account_id)
        .where(BudgetLine.budget_id == budget.id)
        .group_by(Account.role)
    )
    income = cost = 0
    for role, amount in session.execute(query):
        if role.nature is Nature.COST:
            cost += int(amount)
        else:
            income += int(amount)
    approval = session.get(BudgetApproval, budget.id)
    return Version(budget, income, cost, approval.day if approval else None)
