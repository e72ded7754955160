"""What becomes of a run's payments: paid by a bank line or against signatures, come back, paid again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from flask import redirect, url_for
from flask_admin import expose
from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session
from wtforms import Form, HiddenField

from admin.deed import DeedForm, deed
from admin.field import Choice, Day, FieldEmptyError, FieldList, FormField, Line, Picks, Tick
from admin.page import Page
from admin.scholarships.payment_view import payments_seen
from admin.sentence import sentence
from admin.todo import Task, Urgency, todo
from admin.visitor import Visitor, unit
from admin.words import _
from khfund import money
from khfund.banking.bank_account import bank_accounts
from khfund.banking.bank_line import BankLine, find_line, in_state
from khfund.banking.bank_line import LineState as BankLineState
from khfund.calendar import format_day, today
from khfund.command import Answer, Command
from khfund.scholarships.payment_draft import draft_again
from khfund.scholarships.payment_line import PaidBy, PaymentLine, find_payment
from khfund.scholarships.payment_outcome import PaymentDrop, PaymentReturn, PaymentSettlement
from khfund.scholarships.payment_return import record_not_sent, record_return
from khfund.scholarships.payment_run import PaymentRun, RunState, find_run
from khfund.scholarships.payment_settlement import SignatureMissingError, settle_by_bank, settle_in_cash
from khfund.scholarships.payment_standing import LineState, waits_again
from khfund.unit import Unit

BANK_LINES_MAX = 200  # offered at once, the newest
HOW = {
    "bank": "Tiền đã về tài khoản (có dòng sao kê)",
    "cash": "Tiền được nộp lại bằng tiền mặt",
    "not_sent": "Ngân hàng chưa chuyển, hoặc không ai đến nhận: tiền chưa rời quỹ",
}


def bank_lines_offered(session: Session, unit_id: int, *, out: bool) -> Iterator[tuple[int, str]]:
    """Lines of the unit's statements that are not used yet, money out or money in, the newest first."""
    states = (BankLineState.UNMATCHED,) if out else (BankLineState.UNMATCHED, BankLineState.UNIDENTIFIED)
    for account in bank_accounts(session, unit_id):
        for state in states:
            query: Any = in_state(select(BankLine), account.id, state)
            query = query.where(BankLine.debit > 0 if out else BankLine.credit > 0)
            newest = query.order_by(BankLine.day.desc(), BankLine.id.desc()).limit(BANK_LINES_MAX)
            for line in session.scalars(newest):
                amount = money.format(line.amount)
                yield line.id, f"{line.id} – {format_day(line.day)}, {amount} đ, {line.narration[:60]}"


class SettleForm(DeedForm):
    """A bank line and what it paid."""

    line = Choice("Dòng sao kê đã trả", coerce=int, hint="Chỉ hiện các dòng tiền ra chưa dùng.")
    pays = Picks("Các khoản đã trả")

    def prepare(self, session: Session, unit: Unit, **path: Any) -> None:
        """Offer unused bank lines and the run's open transfers, all ticked."""
        self.line.offer(bank_lines_offered(session, unit.id, out=True))
        rows = payments_seen(
            session, find_run(session, unit.id, path["number"]), LineState.OPEN, way=PaidBy.BANK
        )
        self.pays.offer((row["code"] for row in rows), ticked=not self.is_submitted())


class CashRow(Form):
    """One line of the signed list."""

    code = HiddenField()
    paid = Tick("Đã trả")
    signed = Line("Người ký nhận", required=False)

    def validate(self, extra_validators: Any = None) -> bool:
        """Whoever was paid signed."""
        fits = bool(super().validate(extra_validators))
        if self.paid.data and not self.signed.data:
            refusal = SignatureMissingError(code=str(self.code.data or "")[:12])
            self.signed.errors = [sentence(refusal)]
            return False
        return fits


class CashForm(DeedForm):
    """The signed list, line by line."""

    day = Day("Ngày trả tiền", default=today)
    rows = FieldList(FormField(CashRow, "Khoản chi"), "Danh sách ký nhận")

    def prepare(self, session: Session, unit: Unit, **path: Any) -> None:
        """List the run's open payments in cash; who signs is proposed from the payee."""
        if self.is_submitted():
            return
        for row in payments_seen(
            session, find_run(session, unit.id, path["number"]), LineState.OPEN, way=PaidBy.CASH
        ):
            self.rows.append_entry({"code": row["code"], "signed": row["holder"] or row["name"]})


class ReturnForm(DeedForm):
    """What did not reach its payee, and how that is known."""

    how = Choice("Tiền hiện ở đâu", HOW)
    line = Choice("Dòng sao kê tiền về", required=False, coerce=int)
    reason = Line(
        "Lý do", hint="Như ngân hàng ghi: sai số tài khoản, tài khoản đã đóng… Không ghi tên người nhận."
    )
    day = Day("Ngày", required=False, hint="Để trống: hôm nay; theo sao kê thì ngày của dòng.")
    pays = Picks("Các khoản không đến nơi")

    def prepare(self, session: Session, unit: Unit, **path: Any) -> None:
        """Offer money that came in and is not used, and the run's payments that are open or paid."""
        self.line.offer(bank_lines_offered(session, unit.id, out=False))
        run = find_run(session, unit.id, path["number"])
        self.pays.offer(row["code"] for row in payments_seen(session, run, LineState.OPEN, LineState.PAID))

    def validate(self, extra_validators: Any = None) -> bool:
        """What came back by the bank has a line."""
        fits = bool(super().validate(extra_validators))
        if self.how.data == "bank" and self.line.data is None:
            self.line.errors = [sentence(FieldEmptyError())]
            return False
        return fits


class AgainForm(DeedForm):
    """Which of what came back is paid again, and when."""

    payout = Day("Ngày dự kiến trả", default=today)
    pays = Picks("Các khoản chi lại")

    def prepare(self, session: Session, unit: Unit, **path: Any) -> None:
        """Offer what came back and waits."""
        rows = payments_seen(session, find_run(session, unit.id, path["number"]), LineState.RETURNED)
        self.pays.offer((row["code"] for row in rows), ticked=not self.is_submitted())


class PaymentOutcomes(Page):
    """The deeds on payments of an approved run; each begins at the run's page."""

    looks = "money.look"
    title = "Trả học bổng"
    address = "tra-hoc-bong"

    @expose("/")
    def index(self) -> Any:
        """Go where the runs are."""
        return redirect(url_for("paymentruns.index", state=RunState.APPROVED.value))

    def open_transfers(self, session: Session, number: int) -> dict[str, Any]:
        """The transfers that wait."""
        return _rows(session, number, LineState.OPEN, way=PaidBy.BANK)

    def open_cash(self, session: Session, number: int) -> dict[str, Any]:
        """The payments in cash that wait, by code."""
        return _rows(session, number, LineState.OPEN, way=PaidBy.CASH)

    def made_or_open(self, session: Session, number: int) -> dict[str, Any]:
        """What may have failed."""
        return _rows(session, number, LineState.OPEN, LineState.PAID)

    def came_back(self, session: Session, number: int) -> dict[str, Any]:
        """What came back."""
        return _rows(session, number, LineState.RETURNED)

    @deed(
        "/<int:number>/theo-sao-ke",
        "payment.settle",
        SettleForm,
        "Ghi đã trả theo dòng sao kê, đợt chi số {number}",
        say="Đã ghi trả {count:so} khoản: {voucher}, bút toán {entry}.",
        button="Ghi đã trả",
        template="scholarships/payment_picks.html",
        shows="open_transfers",
        back="paymentruns.one",
    )
    def settle(self, session: Session, command: Command, form: SettleForm, number: int) -> Answer:
        """Settle payments with one line of the statement; the amounts must agree."""
        lines = picked(session, command.unit, number, form.pays.data)
        entry = settle_by_bank(session, command, find_line(session, command.unit, form.line.data), lines)
        return {"number": number, "entry": entry.id, "voucher": entry.voucher_code, "count": len(lines)}

    @deed(
        "/<int:number>/tien-mat",
        "payment.settle_cash",
        CashForm,
        "Ghi đã trả tiền mặt theo danh sách ký nhận, đợt chi số {number}",
        say="Đã trả tiền mặt {count:so} khoản: {voucher}.",
        button="Ghi đã trả",
        template="scholarships/payment_cash.html",
        shows="open_cash",
        back="paymentruns.one",
    )
    def settle_cash(self, session: Session, command: Command, form: CashForm, number: int) -> Answer:
        """Pay the ticked lines in cash against their signatures: one phiếu chi."""
        signers = {row.form.code.data or "": row.form.signed.data for row in form.rows if row.form.paid.data}
        lines = picked(session, command.unit, number, list(signers))
        signed = {line.id: signers[line.code] for line in lines}
        entry = settle_in_cash(session, command, lines, day=form.day.data, signed=signed)
        return {"number": number, "entry": entry.id, "voucher": entry.voucher_code, "count": len(lines)}

    @deed(
        "/<int:number>/khong-den-noi",
        "payment.returned",
        ReturnForm,
        "Ghi tiền không đến nơi, đợt chi số {number}",
        say="Đã ghi {count:so} khoản không đến nơi; khoản phải trả vẫn còn, chi lại hoặc bỏ sau. {voucher}",
        template="scholarships/payment_picks.html",
        shows="made_or_open",
        back="paymentruns.one",
    )
    def returned(self, session: Session, command: Command, form: ReturnForm, number: int) -> Answer:
        """Record what came back, or never left."""
        lines = picked(session, command.unit, number, form.pays.data)
        reason, day = form.reason.data, form.day.data
        if form.how.data == "not_sent":
            record_not_sent(session, command, lines, reason=reason, day=day)
            return {"number": number, "count": len(lines), "entry": None, "voucher": ""}
        line = find_line(session, command.unit, form.line.data) if form.how.data == "bank" else None
        entry = record_return(session, command, lines, reason=reason, bank_line=line, day=day)
        return {"number": number, "count": len(lines), "entry": entry.id, "voucher": entry.voucher_code}

    @deed(
        "/<int:number>/chi-lai",
        "payment.again",
        AgainForm,
        "Chi lại các khoản bị trả lại của đợt chi số {number}",
        say="Đã lập đợt chi lại số {run}: {count:so} khoản, {total:dong}; cần người khác duyệt.",
        button="Lập đợt chi lại",
        template="scholarships/payment_picks.html",
        shows="came_back",
        back="paymentruns.index",
    )
    def again(self, session: Session, command: Command, form: AgainForm, number: int) -> Answer:
        """Draft a run that pays again what came back, to the payees as they are known now."""
        lines = picked(session, command.unit, number, form.pays.data)
        made = draft_again(session, command, lines, payout=form.payout.data)
        return {"run": made.id, "count": made.line_count, "total": made.total}


def _rows(session: Session, number: int, *wanted: LineState, way: PaidBy | None = None) -> dict[str, Any]:
    run = find_run(session, unit().id, number)
    rows = payments_seen(session, run, *wanted, way=way)
    return {"rows": rows, "by_code": {row["code"]: row for row in rows}, "number": number}


def picked(session: Session, unit_id: int, number: int, codes: Sequence[str]) -> list[PaymentLine]:
    """The payments of a run of the unit by their codes."""
    run = find_run(session, unit_id, number)
    return [find_payment(session, run, code) for code in codes]


# -- what waits -------------------------------------------------------------------------------------------------------


def _approved(session: Session, unit: Unit, *conditions: Any) -> list[tuple[int, int]]:
    """Run → how many of its payments stand so."""
    query = (
        select(PaymentLine.run_id, func.count())
        .join(PaymentRun, PaymentRun.id == PaymentLine.run_id)
        .where(PaymentRun.unit_id == unit.id, PaymentRun.state == RunState.APPROVED, *conditions)
        .group_by(PaymentLine.run_id)
        .order_by(PaymentLine.run_id)
    )
    return [(run, count) for run, count in session.execute(query)]


def _open() -> Any:
    gone = select(PaymentDrop.first_id).where(PaymentDrop.first_id == PaymentLine.first_id)
    settled = select(PaymentSettlement.line_id).where(PaymentSettlement.line_id == PaymentLine.id)
    failed = select(PaymentReturn.line_id).where(PaymentReturn.line_id == PaymentLine.id)
    return ~or_(gone.exists(), settled.exists(), failed.exists())


@todo("payment.settle")
def _to_pay(session: Session, unit: Unit, _visitor: Visitor) -> Iterator[Task]:
    """Approved runs of which something is not paid yet; late when the payout day is over."""
    for number, count in _approved(session, unit, _open()):
        run = session.get_one(PaymentRun, number)
        urgency = Urgency.LATE if run.payout < today() else Urgency.SOON
        words = _("khoản của đợt chi số {run} chờ trả, hạn {day:%d/%m/%Y}", run=number, day=run.payout)
        yield Task(words, count, url_for("paymentruns.one", number=number), urgency)


@todo("payment.again")
def _came_back(session: Session, unit: Unit, _visitor: Visitor) -> Iterator[Task]:
    """What came back and nobody has decided on."""
    failed = select(PaymentReturn.line_id).where(PaymentReturn.line_id == PaymentLine.id).exists()
    for number, count in _approved(session, unit, failed, waits_again()):
        words = _("khoản của đợt chi số {run} không đến nơi, cần chi lại hoặc bỏ", run=number)
        yield Task(words, count, url_for("paymentruns.one", number=number), Urgency.LATE)
