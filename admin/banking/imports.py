"""Bank statements: brought, looked at, and only then taken into the books."""

from __future__ import annotations

from itertools import islice
from typing import Any, cast

from flask import request, url_for
from sqlalchemy.orm import Session

from admin.deed import DeedForm, deed
from admin.donations.choosing import bank_choices
from admin.field import Choice, Line, Upload
from admin.held_file import find_held, hold
from admin.job_form import asks
from admin.page import Page
from admin.sentence import sentence
from admin.visitor import unit
from khfund.banking.bank_account import BankAccount, BankAccountUnknownError, bank_accounts, find_bank_account
from khfund.banking.imported_statement import foresee, import_statement
from khfund.banking.statement_format import BankStatement, read_statement
from khfund.banking.statement_layout import LAYOUTS
from khfund.command import Answer, Command
from khfund.errors import KhfundError
from khfund.money import Thousands
from khfund.unit import Unit

SHOWN_MAX = 20  # lines of a statement that are shown before it is taken in
THOUSANDS = {".": "dấu chấm: 1.234.567", ",": "dấu phẩy: 1,234,567"}


class EarlyLines(KhfundError):  # noqa: N818  told, not raised
    """Lines before an account was opened here belong to its opening balance."""

    message = "{count:so} dòng có ngày trước khi mở theo dõi tài khoản: không nhập."
    english = "{count:so} lines are dated before the account was opened here: not taken in."


class DoubtfulLines(KhfundError):  # noqa: N818  told, not raised
    """The same line in other words may be there already."""

    message = "{count:so} dòng có thể đã có với lời khác; hãy xem lại trước khi ghi sổ."
    english = "{count:so} lines may be known in other words; look at them before booking."


class BringForm(DeedForm):
    """The bank's file."""

    file = Upload(
        "Tệp sao kê",
        accept=".csv,.txt,.xls,.xlsx,.ods",
        hint="Tệp Excel hoặc CSV tải từ ngân hàng, không quá 20 MB. Chưa ghi gì vào sổ.",
    )


class TakeForm(DeedForm):
    """What a person says of a statement that the reader cannot tell."""

    bank = Choice("Tài khoản", required=False, hint="Khi sao kê không ghi số tài khoản.")
    layout = Choice("Kiểu sao kê", required=False, hint="Khi tự nhận sai.")
    sheet = Line("Trang tính", required=False, hint="Khi tệp có nhiều sao kê.")
    thousands = Choice(
        "Dấu ngăn hàng nghìn", dict(THOUSANDS), required=False, hint="Khi số tiền đọc được hai cách."
    )

    def prepare(self, session: Session, unit: Unit, **path: Any) -> None:
        """Offer the unit's accounts and the banks' formats."""
        self.bank.offer(bank_choices(session, unit.id))
        self.layout.offer((one.name, one.name) for one in LAYOUTS)
        self.held = find_held(path["token"])

    def read(self) -> BankStatement:
        """Read the file as these fields say."""
        return read_statement(
            self.held.content,
            self.held.name,
            layout=self.layout.data,
            sheet_name=self.sheet.data or None,
            thousands=cast("Thousands | None", self.thousands.data),
        )


class StatementImport(Page):
    """Taking statements in."""

    looks = "bank.import"
    title = "Nhập sao kê"
    section = "Ngân hàng"
    address = "nhap-sao-ke"

    @asks("/", "bank.import", BringForm, "Nhập sao kê ngân hàng", button="Đọc thử", back="banklines.index")
    def index(self, _session: Session, form: BringForm) -> str:
        """Keep the file and show what was recognised."""
        return url_for(".take", token=hold(form.file))

    def read_so_far(self, session: Session, token: str) -> dict[str, Any]:
        """What was recognised in the file, and what of it the books know already."""
        form = TakeForm(request.form if request.method == "POST" else request.args)
        form.prepare(session, unit(), token=token)
        try:
            statement = form.read()
        except KhfundError as refusal:
            return {"unread": refusal, "statement": None}
        told: dict[str, Any] = {"statement": statement, "unread": None, "foreseen": None, "account": None}
        try:
            account = _account(session, unit().id, form.bank.data, statement)
            told |= {"account": account, "foreseen": foresee(session, account, statement)}
        except BankAccountUnknownError as refusal:
            told["unread"] = refusal
        return told | {"first": list(islice(statement.lines, SHOWN_MAX))}

    @deed(
        "/<token>",
        "bank.import",
        TakeForm,
        "Xem sao kê trước khi nhập",
        say="{file}: {new:so} dòng mới (vào {credit:dong}, ra {debit:dong}), {known:so} dòng đã có.",
        button="Nhập vào sổ",
        template="banking/statement.html",
        shows="read_so_far",
        back="identify.index",
        tries=True,
    )
    def take(self, session: Session, command: Command, form: TakeForm, **_path: Any) -> Answer:
        """Take the statement in."""
        statement = form.read()
        account = _account(session, command.unit, form.bank.data, statement)
        done = import_statement(session, command, account, statement)
        warnings: list[KhfundError] = []
        if done.early:
            warnings.append(EarlyLines(count=done.early))
        if done.doubtful:
            warnings.append(DoubtfulLines(count=done.doubtful))
        return {
            "file": statement.file,
            "new": done.new,
            "known": done.known,
            "credit": done.credit,
            "debit": done.debit,
            "statement": done.statement_id,
            "warnings": [
                {"message": sentence(one, said_in="vi"), "english": sentence(one, said_in="en")}
                for one in warnings
            ],
        }


def _account(session: Session, unit_id: int, number: str | None, statement: BankStatement) -> BankAccount:
    own = bank_accounts(session, unit_id)
    if number is None and statement.account is None and len(own) == 1:
        return own[0]
    return find_bank_account(session, unit_id, number or statement.account or "")
