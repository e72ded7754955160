"""Bank accounts: what each holds by the book, how far its statements and reconciliations reach, what waits in it."""

from __future__ import annotations

from typing import Any

import attrs
from flask_admin import expose
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from admin.banking.lamp import Lamp, lamp_of
from admin.banking.line_state import count_unmatched
from admin.deed import DeedForm, deed
from admin.field import Choice, Day, Line
from admin.ledger.choosing import account_choices, fund_choices
from admin.page import Page
from admin.paper import served
from admin.visitor import reading, unit
from khfund.banking import vietqr
from khfund.banking.bank_account import (
    BankAccount,
    bank_accounts,
    close_bank_account,
    find_bank_account,
    open_bank_account,
)
from khfund.banking.imported_statement import ImportedStatement
from khfund.calendar import today
from khfund.command import Answer, Command
from khfund.ledger import Account, AccountRole, find_account, find_fund
from khfund.ledger.balance import account_balance
from khfund.receipts import poster
from khfund.unit import Unit


@attrs.frozen
class Card:
    """A bank account as its card shows it; `balance` by the book, in đồng."""

    account: BankAccount
    balance: int
    last_day: Any
    unmatched: int
    lamp: Lamp


class OpenForm(DeedForm):
    """A bank account that the book begins to follow."""

    number = Line("Số tài khoản")
    bank = Choice("Ngân hàng")
    holder = Line("Chủ tài khoản", required=False)
    account = Choice("Tài khoản kế toán", hint="Mỗi tài khoản ngân hàng có một tài khoản 112 riêng.")
    fund = Choice("Quỹ nhận tiền chưa rõ người cho")
    opened = Day("Ngày đầu tiên theo dõi", default=today)

    def prepare(self, session: Session, unit: Unit, **path: Any) -> None:
        """Offer the banks, the unit's bank accounts in the book, its funds."""
        self.bank.offer((name, name) for name in sorted(vietqr.BANKS))
        self.account.offer(account_choices(session, unit.id, {AccountRole.BANK}))
        self.fund.offer(fund_choices(session, unit.id))


class CloseForm(DeedForm):
    """The first day without lines."""

    day = Day("Đóng từ ngày", default=today)


class BankAccounts(Page):
    """The unit's bank accounts."""

    looks = "money.look"
    title = "Tài khoản ngân hàng"
    section = "Ngân hàng"
    address = "ngan-hang"

    @expose("/")
    def index(self) -> str:
        """Show every account."""
        session = reading()
        return self.render(
            "banking/accounts.html",
            cards=[_card(session, one) for one in bank_accounts(session, unit().id)],
        )

    def looked_at(self, session: Session, number: str) -> dict[str, Any]:
        """One account."""
        return {"card": _card(session, find_bank_account(session, unit().id, number))}

    @expose("/<number>/ma-qr.svg")
    def code(self, number: str) -> Any:
        """Give the account's VietQR code as a picture."""
        account = find_bank_account(reading(), unit().id, number)
        text = vietqr.payload(vietqr.BANKS.get(account.bank, account.bank), account.number, None, None)
        return served(poster.svg(text), f"vietqr-{account.number}.svg", "image/svg+xml")

    @deed(
        "/mo",
        "bank.open",
        OpenForm,
        "Mở tài khoản ngân hàng trong sổ",
        say="Đã mở tài khoản {number} tại {bank}.",
        button="Mở",
    )
    def open(self, session: Session, command: Command, form: OpenForm) -> Answer:
        """Begin to follow a bank account."""
        one = open_bank_account(
            session,
            command,
            form.number.data,
            bank=form.bank.data,
            account=find_account(session, command.unit, form.account.data),
            default_fund=find_fund(session, command.unit, form.fund.data),
            opened=form.opened.data,
            holder=form.holder.data,
        )
        return {"bank_account": one.id, "number": one.number, "bank": one.bank}

    @deed(
        "/<number>/dong",
        "bank.close",
        CloseForm,
        "Đóng tài khoản {number}",
        say="Tài khoản {number} đóng từ {day}.",
        button="Đóng",
        danger=True,
    )
    def close(self, session: Session, command: Command, form: CloseForm, number: str) -> Answer:
        """Take neither lines nor postings from a day on."""
        one = find_bank_account(session, command.unit, number)
        close_bank_account(session, command, one, day=form.day.data)
        return {"number": one.number, "day": form.day.data.isoformat()}


def _card(session: Session, one: BankAccount) -> Card:
    on = today()
    book = session.get_one(Account, one.account_id)
    last = select(func.max(ImportedStatement.last_day)).where(ImportedStatement.bank_account_id == one.id)
    return Card(
        one,
        account_balance(session, book, on),
        session.scalar(last),
        count_unmatched(session, one),
        lamp_of(one, on),
    )
