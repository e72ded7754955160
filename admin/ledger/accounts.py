"""Accounts: the chart with what stands on it, one account fund by fund, opening and closing accounts."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from flask import request
from flask_admin import expose
from sqlalchemy.orm import Session

from admin.deed import DeedForm, deed
from admin.field import Choice, Line
from admin.ledger.funds import ClosingForm, OnForm
from admin.page import Page
from admin.visitor import reading, unit
from admin.words import _
from khfund.calendar import today
from khfund.command import Answer, Command
from khfund.ledger import (
    Account,
    AccountRole,
    Nature,
    accounts,
    balances,
    close_account,
    find_account,
    find_fund,
    funds,
    open_account,
)

NATURES = {
    Nature.ASSET: "Tài sản: tiền, hàng, khoản phải thu",
    Nature.LIABILITY: "Nợ phải trả, giữ hộ",
    Nature.FUND: "Vốn gốc và số dư của các quỹ",
    Nature.INCOME: "Thu",
    Nature.COST: "Chi",
}
ROLES = {
    AccountRole.CASH: "tiền mặt",
    AccountRole.BANK: "tiền gửi thanh toán ở ngân hàng",
    AccountRole.TERM_DEPOSIT: "tiền gửi có kỳ hạn",
    AccountRole.ACCRUED_INTEREST: "lãi dự thu",
    AccountRole.RECEIVABLE: "phải thu khác",
    AccountRole.ADVANCE: "tạm ứng",
    AccountRole.GOODS: "hiện vật trong kho",
    AccountRole.INTER_UNIT_RECEIVABLE: "đã chuyển đơn vị khác",
    AccountRole.INTER_UNIT_PAYABLE: "đã nhận của đơn vị khác",
    AccountRole.UNIDENTIFIED: "tiền chờ xác định",
    AccountRole.PASS_THROUGH: "giữ hộ để chuyển trao",
    AccountRole.SCHOLARSHIPS_PAYABLE: "học bổng phải trả",
    AccountRole.OTHER_PAYABLE: "phải trả khác",
    AccountRole.PRINCIPAL: "vốn gốc",
    AccountRole.SPENDABLE: "số dư được chi",
    AccountRole.INTERFUND: "hỗ trợ giữa các quỹ",
    AccountRole.GIFTS: "ủng hộ bằng tiền",
    AccountRole.GIFTS_IN_KIND: "ủng hộ bằng hiện vật",
    AccountRole.DUES: "hội phí",
    AccountRole.INTEREST: "lãi tiền gửi",
    AccountRole.OTHER_INCOME: "thu khác",
    AccountRole.SCHOLARSHIPS: "học bổng, khen thưởng, hỗ trợ",
    AccountRole.GOODS_HANDED_OVER: "hiện vật đã trao",
    AccountRole.MANAGEMENT: "chi quản lý quỹ",
}


class AccountForm(DeedForm):
    """An account that is added to the chart."""

    code = Line("Số hiệu", hint="Ví dụ 1122.")
    name = Line("Tên tài khoản")
    role = Choice("Dùng để ghi", dict(ROLES))


class Accounts(Page):
    """The unit's chart of accounts."""

    looks = "money.look"
    title = "Tài khoản kế toán"
    section = "Sổ sách"
    address = "tai-khoan"

    @expose("/")
    def index(self) -> str:
        """Show the chart with what stands on each account."""
        filters = OnForm(request.args)
        filters.validate()
        on, session = filters.on.data or today(), reading()
        sums: dict[int, int] = defaultdict(int)
        for (_fund, account), amount in balances(session, unit().id, on).items():
            sums[account] += amount
        parts = [(_(name), _rows(session, nature, sums, on)) for nature, name in NATURES.items()]
        return self.render("ledger/accounts.html", parts=parts, filters=filters, on=on)

    @expose("/<code>/")
    def one(self, code: str) -> str:
        """Show an account: what stands on it, fund by fund."""
        session, account = reading(), find_account(reading(), unit().id, code)
        filters = OnForm(request.args)
        filters.validate()
        on = filters.on.data or today()
        marked = request.args.get("fund", "")
        wanted = find_fund(session, unit().id, marked) if marked else None
        found = balances(session, unit().id, on)
        rows = [
            {"fund": fund, "amount": on_side(account, found[fund.id, account.id])}
            for fund in funds(session, unit().id)
            if (fund.id, account.id) in found
        ]
        return self.render(
            "ledger/account.html",
            title=f"{account.code} {account.name}",
            account=account,
            role=_(ROLES[account.role]),
            rows=rows,
            marked=wanted,
            filters=filters,
            on=on,
        )

    @deed(
        "/mo",
        "account.open",
        AccountForm,
        "Thêm tài khoản",
        say="Đã mở tài khoản {code} – {name}.",
        button="Thêm tài khoản",
    )
    def open(self, session: Session, command: Command, form: AccountForm) -> Answer:
        """Add an account to the chart."""
        made = open_account(session, command, form.code.data, form.name.data, AccountRole(form.role.data))
        return {"account": made.id, "code": made.code, "name": made.name}

    @deed(
        "/<code>/dong",
        "account.close",
        ClosingForm,
        "Đóng tài khoản {code}",
        say="Tài khoản {code} đã đóng từ ngày {closed}.",
        button="Đóng tài khoản",
        danger=True,
    )
    def close(self, session: Session, command: Command, form: ClosingForm, code: str) -> Answer:
        """Close an account on which nothing stands."""
        close_account(session, command, find_account(session, command.unit, code), day=form.day.data)
        return {"code": code, "closed": form.day.data.isoformat()}


def on_side(account: Account, debit: int) -> int:
    """Turn debits less credits to the side on which the account grows."""
    return debit if account.role.nature in (Nature.ASSET, Nature.COST) else -debit


def _rows(session: Session, nature: Nature, sums: dict[int, int], on: date) -> list[dict[str, Any]]:
    return [
        {
            "code": one.code,
            "name": one.name,
            "role": _(ROLES[one.role]),
            "amount": on_side(one, sums.get(one.id, 0)),
            "closed": one.closed if one.closed is not None and one.closed <= on else None,
        }
        for one in accounts(session, unit().id)
        if one.role.nature is nature
    ]
