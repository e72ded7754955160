"""Reconciliation: a month of a bank account, both balances, what differs, and the lock when nothing does."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from flask_admin import expose
from sqlalchemy.orm import Session

from admin.banking.lamp import lamp_of, waiting_months
from admin.deed import DeedForm, deed
from admin.field import InMonth, Line, Money
from admin.ledger.choosing import address_of
from admin.listing import Column, Kind
from admin.page import Page
from admin.visitor import reading, unit
from khfund.actor import name_of
from khfund.banking.bank_account import BankAccount, bank_accounts, find_bank_account
from khfund.banking.bank_difference import Comparison, Difference, Side, compare
from khfund.banking.reconciliation import ask_undoing, reconcile, reconciliations, undo_reconciliation
from khfund.calendar import Month, today
from khfund.command import Answer, Command
from khfund.errors import KhfundError
from khfund.unit import Unit

SIDES = {Side.BANK: "ngân hàng có, sổ chưa có", Side.BOOK: "sổ có, ngân hàng chưa có"}
SHOWN_MAX = 200  # differences on a page
DONE = (
    Column("month", "Tháng", Kind.MONTH),
    Column("bank", "Ngân hàng", Kind.MONEY),
    Column("book", "Sổ", Kind.MONEY),
    Column("differences", "Chênh do thời điểm", Kind.COUNT),
    Column("undone", "Đã bỏ", Kind.STATE),
    Column("asked", "Đề nghị bỏ"),
)


class ReconcileForm(DeedForm):
    """A month, and the bank's balance where no statement tells it."""

    month = InMonth("Tháng")
    closing = Money("Số dư cuối tháng theo ngân hàng", required=False, hint="Chỉ khi sao kê không ghi số dư.")

    def prepare(self, session: Session, unit: Unit, **path: Any) -> None:
        """Begin with the first month that waits."""
        waiting = waiting_months(find_bank_account(session, unit.id, path["number"]), today())
        if not self.is_submitted() and waiting:
            self.month.process_data(waiting[0])


class UndoForm(DeedForm):
    """Why."""

    reason = Line("Lý do")


class Reconciliations(Page):
    """Every account with its lamp, one account with its months."""

    looks = "money.look"
    title = "Đối chiếu ngân hàng"
    section = "Ngân hàng"
    address = "doi-chieu"

    @expose("/")
    def index(self) -> str:
        """Show the accounts with their lamps."""
        on = today()
        found = bank_accounts(reading(), unit().id)
        cards = [(one, lamp_of(one, on), waiting_months(one, on)) for one in found]
        return self.render("banking/reconciliations.html", cards=cards)

    @expose("/<number>/")
    def one(self, number: str) -> str:
        """Show an account: the month that waits, and what was reconciled."""
        session = reading()
        account = find_bank_account(session, unit().id, number)
        waiting = waiting_months(account, today())
        month = _asked_month() or (waiting[0] if waiting else None)
        return self.render(
            "banking/reconciliation.html",
            account=account,
            lamp=lamp_of(account, today()),
            waiting=waiting,
            done=_done(session, account),
            done_columns=DONE,
            **(_compared(session, account, month) if month else {"month": None}),
        )

    def looked_at(self, session: Session, number: str) -> dict[str, Any]:
        """The account of a deed."""
        account = find_bank_account(session, unit().id, number)
        waiting = waiting_months(account, today())
        return {"account": account} | (_compared(session, account, waiting[0]) if waiting else {})

    @deed(
        "/<number>/khoa",
        "bank.reconcile",
        ReconcileForm,
        "Đối chiếu tài khoản {number}",
        say="{month} của tài khoản {number} đã khớp: ngân hàng {bank_closing:dong}, sổ {book_closing:dong}.",
        button="Đối chiếu và khóa tháng",
        template="banking/reconcile.html",
        shows="looked_at",
        back=".one",
        tries=True,
    )
    def reconcile(self, session: Session, command: Command, form: ReconcileForm, number: str) -> Answer:
        """Lock a month in which bank and book agree."""
        account = find_bank_account(session, command.unit, number)
        found = reconcile(session, command, account, form.month.data, bank_closing=form.closing.data)
        return {
            "number": account.number,
            "month": str(form.month.data),
            "bank_closing": found.bank_closing,
            "book_closing": found.book_closing,
        }

    @deed(
        "/<number>/de-nghi-bo",
        "bank.ask_undo",
        UndoForm,
        "Đề nghị bỏ lần đối chiếu sau cùng của tài khoản {number}",
        say="Đã đề nghị bỏ đối chiếu {month}; cần người khác duyệt.",
        button="Đề nghị",
        back=".one",
    )
    def ask(self, session: Session, command: Command, form: UndoForm, number: str) -> Answer:
        """Ask for the last reconciliation to be undone."""
        account = find_bank_account(session, command.unit, number)
        last = ask_undoing(session, command, account, reason=form.reason.data)
        return {"number": account.number, "month": str(Month.from_number(last.month))}

    @deed(
        "/<number>/bo",
        "bank.undo",
        DeedForm,
        "Bỏ lần đối chiếu sau cùng của tài khoản {number}",
        say="Đã bỏ đối chiếu {month} của tài khoản {number}.",
        button="Bỏ đối chiếu",
        danger=True,
        back=".one",
    )
    def undo(self, session: Session, command: Command, _form: DeedForm, number: str) -> Answer:
        """Undo it, as another person asked."""
        account = find_bank_account(session, command.unit, number)
        last = undo_reconciliation(session, command, account)
        return {"number": account.number, "month": str(Month.from_number(last.month))}


def _asked_month() -> Month | None:
    try:
        return Month.parse(request.args["month"]) if request.args.get("month") else None
    except KhfundError:
        return None


def _compared(session: Session, account: BankAccount, month: Month) -> dict[str, Any]:
    """Both balances at the end of a month and what lies between them, or why they cannot be told."""
    try:
        found: Comparison = compare(session, account, month.last)
    except KhfundError as refusal:
        return {"month": month, "compared": None, "why": refusal}
    return {
        "month": month,
        "compared": found,
        "why": None,
        "differences": [_difference(one) for one in found.open[:SHOWN_MAX]],
        "open_count": len(found.open),
        "settled": len(found.differences) - len(found.open),
    }


def _difference(one: Difference) -> dict[str, Any]:
    of_bank = one.side is Side.BANK
    url = (
        url_for("banklines.one", number=one.number)
        if of_bank
        else address_of("entries.one", number=one.number)
    )
    return {
        "side": SIDES[one.side],
        "of_bank": of_bank,
        "number": one.number,
        "day": one.day,
        "amount": one.amount,
        "url": url,
    }


def _done(session: Session, account: BankAccount) -> list[dict[str, Any]]:
    return [
        {
            "month": one.month,
            "bank": one.bank_closing,
            "book": one.book_closing,
            "differences": one.differences or None,
            "undone": one.undone_command is not None or None,
            "asked": f"{name_of(session, one.undo_asked_by)}: {one.undo_reason}" if one.undo_asked_by else "",
        }
        for one in reversed(reconciliations(session, account.id))
    ]
