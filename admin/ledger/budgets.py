"""Budgets: the versions of each year, drafted and approved by two persons, and the budget against what happened."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from flask import request, url_for
from flask_admin import expose
from sqlalchemy.orm import Session
from wtforms import Form

from admin.deed import DeedForm, deed
from admin.field import Choice, Day, FieldList, FormField, Line, Money, Number
from admin.ledger.choosing import account_choices, fund_choices
from admin.listing import Filters
from admin.page import Page
from admin.paper import served
from admin.todo import Task, todo
from admin.visitor import Visitor, reading, unit
from admin.words import _
from khfund.actor import name_of, works_alone
from khfund.calendar import today
from khfund.command import Answer, Command
from khfund.ledger import Account, AccountRole, Fund, find_account, find_fund
from khfund.ledger.budget import (
    Budget,
    BudgetMissingError,
    NewLine,
    amend_budget,
    approve_budget,
    draft_budget,
    find_budget,
    is_budgeted,
    lines_of,
    newest,
    versions,
)
from khfund.reports import chart, figure_paper
from khfund.reports.budget_report import BudgetReport, BudgetRow, budget_paper, budget_report
from khfund.unit import Unit

LINES_SPARE = 6
BUDGETED = frozenset(role for role in AccountRole if is_budgeted(role))


class BudgetLineForm(Form):
    """One line of a budget; an empty one is left out."""

    fund = Choice("Quỹ", required=False)
    account = Choice("Tài khoản thu, chi", required=False)
    amount = Money("Số tiền cả năm", required=False)


class BudgetForm(DeedForm):
    """The first budget of a year."""

    year = Number("Năm")
    source = Line("Căn cứ", hint="Số nghị quyết, quyết định.")
    lines = FieldList(FormField(BudgetLineForm), "Các dòng", min_entries=LINES_SPARE)

    def prepare(self, session: Session, unit: Unit, **path: Any) -> None:
        """Offer funds and what is budgeted."""
        _offer(self, session, unit)


class AmendmentForm(DeedForm):
    """A new version: its lines take the place of those of the same fund and account."""

    source = Line("Căn cứ", hint="Số nghị quyết, quyết định.")
    reason = Line("Lý do điều chỉnh")
    lines = FieldList(FormField(BudgetLineForm), "Các dòng thay đổi", min_entries=LINES_SPARE)

    def prepare(self, session: Session, unit: Unit, **path: Any) -> None:
        """Offer funds and what is budgeted."""
        _offer(self, session, unit)


def _offer(form: Any, session: Session, unit: Unit) -> None:
    funds, accounts = fund_choices(session, unit.id), account_choices(session, unit.id, BUDGETED)
    for line in form.lines:
        line.form.fund.offer(funds)
        line.form.account.offer(accounts)


class ReportFilters(Filters):
    """Up to which day."""

    on = Day("Tính đến hết ngày", required=False)


class Budgets(Page):
    """The unit's budgets."""

    looks = "money.look"
    title = "Dự toán"
    section = "Quỹ"
    address = "du-toan"

    @expose("/")
    def index(self) -> str:
        """Show every version of every year, the latest year first."""
        rows = [
            {"version": one, "may_approve": _may_approve(reading(), one.budget)}
            for one in reversed(versions(reading(), unit().id))
        ]
        return self.render("ledger/budgets.html", rows=rows, this_year=today().year)

    @expose("/<int:year>/")
    def year(self, year: int) -> str:
        """Show the budget of a year against what happened."""
        session, on = reading(), today()
        filters = ReportFilters(request.args)
        filters.validate()
        try:
            found = budget_report(session, unit().id, year, filters.on.data or on)
        except BudgetMissingError:
            if newest(session, unit().id, year) is None:
                raise
            found = None
        return self.render(
            "ledger/budget.html",
            title=_("Dự toán năm {year}", year=year),
            year=year,
            filters=filters,
            report=found,
            parts=list(_parts(found)) if found else [],
            on=filters.on.data or on,
        )

    @expose("/<int:year>/ban/<int:version>/")
    def one(self, year: int, version: int) -> str:
        """Show one version."""
        return self.render("ledger/budget_version.html", **self.looked_at(reading(), year, version))

    def looked_at(self, session: Session, year: int, version: int) -> dict[str, Any]:
        """A version with its lines."""
        found = find_budget(session, unit().id, year, version)
        shown = next(one for one in versions(session, unit().id, year) if one.budget.id == found.id)
        lines = [
            {
                "fund": session.get_one(Fund, one.fund_id),
                "account": session.get_one(Account, one.account_id),
                "amount": one.amount,
            }
            for one in lines_of(session, found)
        ]
        return {
            "title": _("Dự toán năm {year}, bản {version}", year=year, version=version),
            "budget": found,
            "version": shown,
            "lines": lines,
            "drafted_by": name_of(session, found.drafted_by),
            "may_approve": _may_approve(session, found),
        }

    @expose("/<int:year>/thuc-hien.<ending>")
    def paper(self, year: int, ending: str) -> Any:
        """Give the budget against what happened as PDF or workbook."""
        session = reading()
        made = budget_paper(session, unit(), budget_report(session, unit().id, year, today()))
        if ending == "xlsx":
            return served(figure_paper.xlsx(made), f"du-toan-{year}.xlsx")
        return served(figure_paper.pdf(made), f"du-toan-{year}.pdf")

    @deed(
        "/lap",
        "budget.draft",
        BudgetForm,
        "Lập dự toán năm",
        say="Đã lập dự toán bản {version}; cần người khác duyệt.",
        button="Lập dự toán",
        tries=True,
        back=".one",
    )
    def draft(self, session: Session, command: Command, form: BudgetForm) -> Answer:
        """Draft the first budget of a year."""
        made = draft_budget(
            session, command, form.year.data, lines=_lines(session, command, form), source=form.source.data
        )
        return {"year": made.year, "version": made.version}

    @deed(
        "/<int:year>/dieu-chinh",
        "budget.amend",
        AmendmentForm,
        "Điều chỉnh dự toán năm {year}",
        say="Đã lập dự toán bản {version}; cần người khác duyệt.",
        button="Lập bản điều chỉnh",
        tries=True,
        template="ledger/budget_amend.html",
        back=".one",
    )
    def amend(self, session: Session, command: Command, form: AmendmentForm, year: int) -> Answer:
        """Draft the next version; the old one stays."""
        made = amend_budget(
            session,
            command,
            year,
            lines=_lines(session, command, form),
            source=form.source.data,
            reason=form.reason.data,
        )
        return {"year": year, "version": made.version}

    @deed(
        "/<int:year>/ban/<int:version>/duyet",
        "budget.approve",
        DeedForm,
        "Duyệt dự toán năm {year}, bản {version}",
        say="Đã duyệt dự toán bản {version}, từ ngày {day}.",
        button="Duyệt",
        template="ledger/budget_approve.html",
        shows="looked_at",
        back=".year",
    )
    def approve(self, session: Session, command: Command, _form: DeedForm, year: int, version: int) -> Answer:
        """Approve what another person drafted."""
        found = find_budget(session, command.unit, year, version)
        return {
            "year": year,
            "version": version,
            "day": approve_budget(session, command, found).day.isoformat(),
        }


def _lines(session: Session, command: Command, form: Any) -> list[NewLine]:
    """The lines that were filled; a fund or account that was not chosen is refused by name."""
    return [
        NewLine(
            find_fund(session, command.unit, line.form.fund.data or ""),
            find_account(session, command.unit, line.form.account.data or ""),
            line.form.amount.data or 0,
        )
        for line in form.lines
        if line.form.fund.data or line.form.account.data or line.form.amount.data is not None
    ]


def _may_approve(session: Session, budget: Budget) -> bool:
    last = newest(session, budget.unit_id, budget.year)
    return last is not None and last.id == budget.id and _is_unapproved(session, budget)


def _is_unapproved(session: Session, budget: Budget) -> bool:
    found = versions(session, budget.unit_id, budget.year)
    return any(one.budget.id == budget.id and one.approved is None for one in found)


def _parts(report: BudgetReport) -> Iterator[dict[str, Any]]:
    """The income side and the cost side, each with its bars."""
    for name, rows, done in ((_("Thu"), report.income, _("Đã thu")), (_("Chi"), report.cost, _("Đã chi"))):
        if rows:
            yield {
                "name": name,
                "rows": rows,
                "done": done,
                "is_cost": rows[0].is_cost,
                "chart": _bars(rows, done),
            }


def _bars(rows: Sequence[BudgetRow], done: str) -> tuple[str, str]:
    sums: dict[str, list[int]] = {}
    for row in rows:
        found = sums.setdefault(row.fund.code, [0, 0])
        found[0] += row.budgeted
        found[1] += row.actual
    groups = [chart.Group(code, tuple(both)) for code, both in sorted(sums.items())]
    words = "; ".join(
        _(
            "quỹ {fund}: dự toán {budgeted:dong}, thực hiện {actual:dong}",
            fund=code,
            budgeted=both[0],
            actual=both[1],
        )
        for code, both in sorted(sums.items())
    )
    return chart.columns(done, (_("Dự toán"), done), groups), words


@todo("budget.approve")
def _to_approve(session: Session, unit: Unit, visitor: Visitor) -> Iterator[Task]:
    alone = works_alone(session, unit.id, today())
    waiting = [
        one.budget
        for one in versions(session, unit.id)
        if one.approved is None
        and _may_approve(session, one.budget)
        and (alone or one.budget.drafted_by != visitor.id)
    ]
    yield Task(_("bản dự toán chờ duyệt"), len(waiting), url_for("budgets.index"))
