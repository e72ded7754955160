"""Funds: what each holds, may spend and has promised; one fund by month and by account; opening and closing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import attrs
from flask import request, url_for
from flask_admin import expose
from sqlalchemy.orm import Session

from admin.board.holdings import flow_chart
from admin.deed import DeedForm, deed
from admin.field import Choice, Day, Days, Line, Upload
from admin.ledger.fund_statement import fund_flows, fund_statement
from admin.listing import Column, Filters, Kind
from admin.page import Page
from admin.todo import Task, Urgency, todo
from admin.visitor import Visitor, reading, unit
from admin.words import _
from khfund.calendar import DateRange, today
from khfund.command import Answer, Command
from khfund.ledger import (
    Fund,
    Nature,
    Restriction,
    SpendingRule,
    accounts,
    balances,
    close_fund,
    commitments,
    find_fund,
    fund_balance,
    funds,
    holdings,
    open_fund,
)
from khfund.ledger.opening import bring_forward, read_opening
from khfund.unit import Unit

RULES = {
    SpendingRule.ALL: "chi được toàn bộ",
    SpendingRule.INTEREST_ONLY: "giữ nguyên vốn gốc, chỉ chi phần lãi",
}
COMMITTED = (
    Column("day", "Đến hạn", Kind.DAY),
    Column("what", "Cam kết"),
    Column("amount", "Số tiền", Kind.MONEY),
)


class OnForm(Filters):
    """As of which day."""

    on = Day("Vào cuối ngày", required=False)


class DaysForm(Filters):
    """Over which days."""

    days = Days("Từ ngày đến ngày", required=False)


class FundForm(DeedForm):
    """A fund that is opened."""

    code = Line("Mã quỹ", hint="Ngắn, không đổi được về sau, ví dụ KH.")
    name = Line("Tên quỹ")
    opened = Day("Ngày mở quỹ", default=today)
    rule = Choice("Được chi", dict(RULES))
    purpose = Line(
        "Mục đích riêng mà người cho định", required=False, hint="Để trống nếu quỹ dùng cho mọi việc của Hội."
    )
    legal_basis = Line("Căn cứ pháp lý", required=False, hint="In trên biên nhận.")


class ClosingForm(DeedForm):
    """From which day a fund takes nothing more."""

    day = Day("Ngày đầu tiên không nhận ghi sổ", default=today)


class OpeningForm(DeedForm):
    """The table of balances brought forward."""

    file = Upload(
        "Bảng số dư đầu kỳ",
        accept=".xlsx,.xls,.ods,.csv",
        hint="Bảng có bốn cột: Quỹ, Tài khoản, Số tiền, Trong đó vốn gốc.",
    )


@attrs.frozen
class FundCard:
    """A fund as it stands on a day, in đồng."""

    fund: Fund
    total: int
    principal: int
    spendable: int
    committed: int
    liquid: int
    goods: int

    @property
    def free(self) -> int:
        """Đồng neither spent nor promised."""
        return self.spendable - self.committed

    @property
    def keeps_principal(self) -> bool:
        """Whether only what the principal earns may be spent."""
        return self.fund.spending_rule is SpendingRule.INTEREST_ONLY


class Funds(Page):
    """The unit's funds."""

    looks = "money.look"
    title = "Các quỹ"
    section = "Quỹ"
    address = "quy"

    @expose("/")
    def index(self) -> str:
        """Show every fund with what it may spend."""
        filters = OnForm(request.args)
        filters.validate()
        on = filters.on.data or today()
        cards = fund_cards(reading(), unit().id, on)
        shown = [card for card in cards if card.fund.closed is None or card.fund.closed > on]
        closed = [card for card in cards if card not in shown]
        return self.render(
            "ledger/funds.html", cards=shown, closed=closed, on=on, filters=filters, rules=RULES
        )

    @expose("/<code>/")
    def one(self, code: str) -> str:
        """Show a fund: where it stands, its months, its accounts, what it has promised."""
        session, fund = reading(), find_fund(reading(), unit().id, code)
        on = today()
        flows = fund_flows(session, fund, on)
        drawn = flow_chart(flows) if flows else None
        return self.render(
            "ledger/fund.html",
            title=fund.name,
            card=_card(session, fund, on, _promised(session, fund, on)),
            rules=RULES,
            on=on,
            chart=drawn,
            held=_held(session, fund, on),
            committed=[attrs.asdict(one) for one in commitments(session, fund.unit_id, on, fund=fund)],
            columns=COMMITTED,
            on_deposit=sum(one.principal for one in holdings(session, fund.unit_id, on, fund=fund)),
            year=on.year,
        )

    @expose("/<code>/so-lieu/")
    def statement(self, code: str) -> str:
        """Show what a fund had, what came and went, and what it has, over some days."""
        session, fund = reading(), find_fund(reading(), unit().id, code)
        filters = DaysForm(request.args)
        filters.validate()
        days = filters.days.data or DateRange.year(today().year)
        return self.render(
            "ledger/fund_statement.html",
            title=_("{name}: {days}", name=fund.name, days=days),
            fund=fund,
            filters=filters,
            statement=fund_statement(session, fund, days),
            asked=written_days(days),
        )

    @deed("/mo", "fund.open", FundForm, "Mở quỹ", say="Đã mở quỹ {code} – {name}.", button="Mở quỹ")
    def open(self, session: Session, command: Command, form: FundForm) -> Answer:
        """Open a fund."""
        rule = SpendingRule(form.rule.data)
        keeps = rule is SpendingRule.INTEREST_ONLY
        purpose = Restriction.PURPOSE if form.purpose.data else Restriction.UNRESTRICTED
        fund = open_fund(
            session,
            command,
            form.code.data,
            form.name.data,
            opened=form.opened.data,
            restriction=Restriction.ENDOWMENT if keeps else purpose,
            spending_rule=rule,
            purpose=form.purpose.data,
            legal_basis=form.legal_basis.data,
        )
        return {"fund": fund.id, "code": fund.code, "name": fund.name}

    @deed(
        "/<code>/dong",
        "fund.close",
        ClosingForm,
        "Đóng quỹ {code}",
        say="Quỹ {code} đã đóng từ ngày {closed}.",
        button="Đóng quỹ",
        danger=True,
    )
    def close(self, session: Session, command: Command, form: ClosingForm, code: str) -> Answer:
        """Close a fund that holds nothing any more."""
        close_fund(session, command, find_fund(session, command.unit, code), day=form.day.data)
        return {"code": code, "closed": form.day.data.isoformat()}

    @deed(
        "/so-du-dau-ky",
        "entry.bring_forward",
        OpeningForm,
        "Ghi số dư đầu kỳ",
        say="Đã ghi số dư đầu kỳ {amount:dong} ({lines} dòng), bút toán {entry}.",
        button="Ghi số dư",
        tries=True,
    )
    def bring_forward(self, session: Session, command: Command, form: OpeningForm) -> Answer:
        """Bring balances forward from the books kept before."""
        lines = read_opening(session, command.unit, form.file.content, form.file.name_given)
        entry = bring_forward(session, command, lines)
        return {"entry": entry.id, "lines": len(lines), "amount": sum(line.amount for line in lines)}


def fund_cards(session: Session, unit_id: int, on: date) -> list[FundCard]:
    """Return every fund of the unit as it stands at the end of a day, by code."""
    promised: dict[int, int] = {}
    for one in commitments(session, unit_id, on):
        promised[one.fund] = promised.get(one.fund, 0) + one.amount
    return [_card(session, fund, on, promised.get(fund.id, 0)) for fund in funds(session, unit_id)]


def _promised(session: Session, fund: Fund, on: date) -> int:
    return sum(one.amount for one in commitments(session, fund.unit_id, on, fund=fund))


def _card(session: Session, fund: Fund, on: date, promised: int) -> FundCard:
    found = fund_balance(session, fund, on)
    return FundCard(fund, found.total, found.principal, found.money, promised, found.liquid, found.goods)


def _held(session: Session, fund: Fund, on: date) -> list[dict[str, Any]]:
    """The accounts on which something of the fund stands, each on the side on which it grows."""
    found = balances(session, fund.unit_id, on)
    return [
        {
            "account": one,
            "amount": amount if one.role.nature in (Nature.ASSET, Nature.COST) else -amount,
            "is_own": one.role.nature in (Nature.ASSET, Nature.LIABILITY),
        }
        for one in accounts(session, fund.unit_id)
        if (amount := found.get((fund.id, one.id), 0))
    ]


def written_days(days: DateRange) -> str:
    """Write days as addresses name them: 2026-01-01..2026-06-30."""
    return f"{days.start.isoformat()}..{days.last.isoformat()}"


@todo("fund.open")
def _overspent(session: Session, unit: Unit, _visitor: Visitor) -> Iterator[Task]:
    below = [
        fund
        for fund in funds(session, unit.id)
        if fund.closed is None and fund_balance(session, fund, today()).money < 0
    ]
    where = url_for("funds.one", code=below[0].code) if len(below) == 1 else url_for("funds.index")
    yield Task(_("quỹ đã chi quá phần được chi"), len(below), where, Urgency.LATE)
