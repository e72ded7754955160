"""One payment: where it stands, and what is done with one that failed or went to the wrong hands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import redirect, url_for
from flask_admin import expose
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from admin.deed import DeedForm, deed
from admin.field import Choice, Day, Line, Money, Tick
from admin.page import Page
from admin.scholarships.payment_outcomes import bank_lines_offered
from admin.scholarships.payment_view import line_seen
from admin.todo import Task, todo
from admin.visitor import Visitor, reading, unit
from admin.words import _
from khfund.banking.bank_line import find_line
from khfund.command import Answer, Command
from khfund.scholarships.instalment import DROP_NAMES, DropReason
from khfund.scholarships.payment_line import PaymentLine, find_payment
from khfund.scholarships.payment_outcome import (
    PaymentDrop,
    PaymentRecovery,
    PaymentReturn,
    PaymentSettlement,
    RecoveryReceipt,
)
from khfund.scholarships.payment_proof import PaymentProof
from khfund.scholarships.payment_recovery import claim_back, receive_back, still_to_come
from khfund.scholarships.payment_return import drop_payment
from khfund.scholarships.payment_run import PaymentRun, find_run
from khfund.scholarships.payment_standing import line_states
from khfund.unit import Unit


class DropForm(DeedForm):
    """Why a payment is not made any more."""

    reason = Choice("Lý do", dict(DROP_NAMES))
    because = Line("Giải thích", required=False, hint="Không ghi tên người nhận.")
    day = Day("Ngày", required=False, hint="Để trống: hôm nay.")


class RecoverForm(DeedForm):
    """Why what was paid must come back."""

    reason = Choice("Lý do", dict(DROP_NAMES), default=DropReason.MISTAKE.value)
    because = Line("Vì sao chi nhầm", hint="Không ghi tên người nhận.")
    still_owed = Tick("Người đúng chưa được trả: kỳ chi vào đợt sau")
    day = Day("Ngày", required=False, hint="Để trống: hôm nay.")


class BackForm(DeedForm):
    """Money that was claimed back and has come."""

    amount = Money("Số tiền về", required=False, hint="Để trống: hết phần còn phải thu hồi.")
    bank_line = Choice("Dòng sao kê", required=False, coerce=int, hint="Để trống: nộp lại bằng tiền mặt.")
    day = Day("Ngày nhận tiền mặt", required=False, hint="Để trống: hôm nay.")

    def prepare(self, session: Session, unit: Unit, **_path: Any) -> None:
        """Offer money that came in and is not used."""
        self.bank_line.offer(bank_lines_offered(session, unit.id, out=False))


class PaymentLines(Page):
    """One payment of a run."""

    looks = "money.look"
    title = "Khoản chi"
    address = "khoan-chi"

    @expose("/")
    def index(self) -> Any:
        """Go where the runs are."""
        return redirect(url_for("paymentruns.index"))

    @expose("/<int:number>/<int:line>/")
    def one(self, number: int, line: int) -> str:
        """Show a payment."""
        return self.render("scholarships/payment_line.html", **self.looked_at(reading(), number, line))

    def looked_at(self, session: Session, number: int, line: int) -> dict[str, Any]:
        """A payment and what became of it."""
        run = find_run(session, unit().id, number)
        found = find_payment(session, run, str(line))
        settled = session.get(PaymentSettlement, found.id)
        recovery = session.get(PaymentRecovery, found.first_id)
        proof = session.get(PaymentProof, found.id)
        again = select(PaymentLine.run_id, PaymentLine.number).where(
            PaymentLine.first_id == found.first_id, PaymentLine.id != found.id
        )
        return {
            "title": _("Khoản chi {code}", code=found.code),
            "number": number,
            "payment": line_seen(found, line_states(session, run)[found.id]),
            "payout": run.payout,
            "settled": settled,
            "returned": session.get(PaymentReturn, found.id),
            "dropped": session.get(PaymentDrop, found.first_id),
            "recovery": recovery,
            "left": still_to_come(session, found) if recovery else 0,
            "paper": proof.paper_id if proof else None,
            "attempts": list(session.execute(again.order_by(PaymentLine.id))),
            "reasons": DROP_NAMES,
        }

    @deed(
        "/<int:number>/<int:line>/bo",
        "payment.drop",
        DropForm,
        "Bỏ khoản chi {line} của đợt chi số {number}",
        say="Đã bỏ khoản chi {code}, bút toán {entry}.",
        button="Bỏ khoản chi",
        danger=True,
        template="scholarships/payment_line_deed.html",
        shows="looked_at",
        back=".one",
    )
    def drop(self, session: Session, command: Command, form: DropForm, number: int, line: int) -> Answer:
        """Cancel what is payable; the instalment is withdrawn with it."""
        payment = find_payment(session, find_run(session, command.unit, number), str(line))
        reason = DropReason(form.reason.data)
        row = drop_payment(
            session, command, payment, reason=reason, note=form.because.data, day=form.day.data
        )
        return {"code": payment.code, "entry": row.entry_id, "reason": reason.value}

    @deed(
        "/<int:number>/<int:line>/thu-hoi",
        "payment.recover",
        RecoverForm,
        "Thu hồi khoản chi nhầm {line} của đợt chi số {number}",
        say="Phải thu hồi {amount:dong} của khoản chi {code}.",
        button="Ghi phải thu hồi",
        danger=True,
        template="scholarships/payment_line_deed.html",
        shows="looked_at",
        back=".one",
    )
    def recover(
        self, session: Session, command: Command, form: RecoverForm, number: int, line: int
    ) -> Answer:
        """Claim back what was paid in error."""
        payment = find_payment(session, find_run(session, command.unit, number), str(line))
        row = claim_back(
            session,
            command,
            payment,
            reason=DropReason(form.reason.data),
            note=form.because.data,
            still_owed=form.still_owed.data,
            day=form.day.data,
        )
        return {"code": payment.code, "entry": row.entry_id, "amount": payment.amount}

    @deed(
        "/<int:number>/<int:line>/da-ve",
        "payment.received_back",
        BackForm,
        "Ghi tiền thu hồi đã về, khoản chi {line} của đợt chi số {number}",
        say="Đã thu hồi {amount:dong} của khoản chi {code}, còn {left:dong}.",
        template="scholarships/payment_line_deed.html",
        shows="looked_at",
        back=".one",
    )
    def received_back(
        self, session: Session, command: Command, form: BackForm, number: int, line: int
    ) -> Answer:
        """Receive money that was claimed back."""
        payment = find_payment(session, find_run(session, command.unit, number), str(line))
        came = find_line(session, command.unit, form.bank_line.data) if form.bank_line.data else None
        row = receive_back(
            session, command, payment, amount=form.amount.data, bank_line=came, day=form.day.data
        )
        left = still_to_come(session, payment)
        return {"code": payment.code, "entry": row.entry_id, "amount": row.amount, "left": left}


@todo("payment.recover")
def _to_recover(session: Session, unit: Unit, _visitor: Visitor) -> Iterator[Task]:
    """What was paid in error and has not come back whole."""
    came = select(func.coalesce(func.sum(RecoveryReceipt.amount), 0))
    came = came.where(RecoveryReceipt.first_id == PaymentRecovery.first_id)
    query = (
        select(PaymentLine.run_id, PaymentLine.number)
        .join(PaymentRecovery, PaymentRecovery.first_id == PaymentLine.id)
        .join(PaymentRun, PaymentRun.id == PaymentLine.run_id)
        .where(PaymentRun.unit_id == unit.id, came.scalar_subquery() < PaymentLine.amount)
        .order_by(PaymentLine.id)
    )
    found = list(session.execute(query))
    if found:
        url = url_for("paymentlines.one", number=found[0][0], line=found[0][1])
        yield Task(_("khoản chi nhầm chưa thu hồi hết"), len(found), url)
