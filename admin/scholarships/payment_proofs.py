"""Papers that prove that money was received: what lacks one, scans that are filed for many payments at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import abort, url_for
from flask_admin import expose
from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, undefer

from admin.deed import DeedForm, deed
from admin.field import Choice, Day, Number, Picks, Upload
from admin.listing import Column, Filters, Kind, Listing
from admin.paper import served
from admin.scholarships.payment_outcomes import picked
from admin.scholarships.payment_view import line_seen
from admin.searching import containing
from admin.todo import Task, todo
from admin.visitor import Visitor, reading, unit
from admin.words import _
from khfund.calendar import today
from khfund.command import Answer, Command
from khfund.scholarships.payment_line import PaymentLine
from khfund.scholarships.payment_outcome import PaymentRecovery, PaymentReturn, PaymentSettlement
from khfund.scholarships.payment_proof import (
    KIND_NAMES,
    PaymentPaper,
    PaymentProof,
    ProofKind,
    file_proof,
    proofs,
)
from khfund.scholarships.payment_run import PaymentRun, find_run
from khfund.scholarships.payment_standing import LineState
from khfund.unit import Unit

LACKING, FILED = "lacking", "filed"


class ProofFilters(Filters):
    """By whether there is a paper, and by run."""

    proof = Choice("Giấy tờ", {LACKING: "còn thiếu", FILED: "đã có"}, required=False)
    run = Number("Đợt chi số", required=False)


class ProofForm(DeedForm):
    """A scanned paper and what it proves."""

    kind = Choice("Loại giấy tờ", dict(KIND_NAMES))
    day = Day("Ngày ghi trên giấy", default=today)
    file = Upload("Bản quét", accept=".pdf,.jpg,.jpeg,.png", hint="PDF, JPG hoặc PNG, không quá 10 MB.")
    pays = Picks("Các khoản đã nhận")

    def prepare(self, session: Session, unit: Unit, **path: Any) -> None:
        """Offer the run's payments that lack a paper, all ticked."""
        codes = [line.code for line in _outstanding(session, unit.id, path["number"])]
        self.pays.offer(codes, ticked=not self.is_submitted())


def _outstanding(session: Session, unit_id: int, number: int) -> list[PaymentLine]:
    run = find_run(session, unit_id, number)
    return [line for line, _settled, paper in proofs(session, unit_id, run=run) if paper is None]


class PaymentProofs(Listing):
    """Payments that were made, the newest first, and whether a paper proves that they arrived."""

    looks = "recipient.look"
    title = "Giấy nhận tiền"
    section = "Học bổng"
    address = "giay-nhan-tien"
    columns = (
        Column("number", "Đợt", link="paymentruns.one"),
        Column("code", "Mã", link="paymentlines.one"),
        Column("name", "Người nhận"),
        Column("belongs_to", "Trường, lớp"),
        Column("amount", "Số tiền", Kind.MONEY),
        Column("paid", "Ngày trả", Kind.DAY),
        Column("kind", "Giấy tờ", names=KIND_NAMES, link="paymentproofs.paper"),
    )
    filters = ProofFilters
    searches = "mã, người nhận, trường"
    template = "scholarships/payment_proofs.html"

    def query(self, session: Session, unit: Unit) -> Select[Any]:
        """Give the payments of the unit that stand as made."""
        back = select(PaymentReturn.line_id).where(PaymentReturn.line_id == PaymentLine.id)
        claimed = select(PaymentRecovery.first_id).where(PaymentRecovery.first_id == PaymentLine.first_id)
        rows: Any = (
            select(
                PaymentLine.run_id.label("number"),
                PaymentLine.number.label("line"),
                PaymentLine.code,
                PaymentLine.recipient_name.label("name"),
                PaymentLine.belongs_to,
                PaymentLine.amount,
                PaymentSettlement.day.label("paid"),
                PaymentPaper.kind,
                PaymentPaper.id.label("paper"),
            )
            .join(PaymentSettlement, PaymentSettlement.line_id == PaymentLine.id)
            .join(PaymentRun, PaymentRun.id == PaymentLine.run_id)
            .outerjoin(PaymentProof, PaymentProof.line_id == PaymentLine.id)
            .outerjoin(PaymentPaper, PaymentPaper.id == PaymentProof.paper_id)
            .where(PaymentRun.unit_id == unit.id, ~back.exists(), ~claimed.exists())
        )
        found: Select[Any] = rows
        return found

    def order(self) -> list[Any]:
        """The newest first."""
        return [PaymentLine.id.desc()]

    def search(self, term: str) -> ColumnElement[bool]:
        """Find by code, name or school."""
        return containing(term, PaymentLine.code, PaymentLine.recipient_name, PaymentLine.belongs_to)

    def narrow(self, query: Select[Any], filters: Any) -> Select[Any]:
        """Narrow to what lacks a paper, or has one; to one run."""
        if filters.proof.data:
            lacks = PaymentProof.line_id.is_(None)
            query = query.where(lacks if filters.proof.data == LACKING else ~lacks)
        return query.where(PaymentLine.run_id == filters.run.data) if filters.run.data else query

    @expose("/giay/<int:paper>")
    def paper(self, paper: int) -> Any:
        """Hand out a scanned paper of this unit."""
        query = select(PaymentPaper).where(PaymentPaper.id == paper, PaymentPaper.unit_id == unit().id)
        found = reading().scalar(query.options(undefer(PaymentPaper.content)))
        if found is None:
            abort(404)
        return served(found.content, f"giay-nhan-tien-{paper}{_ending(found.file_name)}", found.media_type)

    def outstanding(self, session: Session, number: int) -> dict[str, Any]:
        """The run's payments that lack a paper."""
        rows = [line_seen(line, LineState.PAID) for line in _outstanding(session, unit().id, number)]
        return {"rows": rows, "number": number}

    @deed(
        "/<int:number>/luu",
        "payment.proof",
        ProofForm,
        "Lưu giấy nhận tiền của đợt chi số {number}",
        say="Đã lưu giấy tờ số {paper} cho {count:so} khoản chi.",
        button="Lưu",
        template="scholarships/payment_picks.html",
        shows="outstanding",
        back="paymentruns.one",
    )
    def file(self, session: Session, command: Command, form: ProofForm, number: int) -> Answer:
        """File one scan as the proof of the ticked payments."""
        lines = picked(session, command.unit, number, form.pays.data)
        filed = file_proof(
            session,
            command,
            lines,
            kind=ProofKind(form.kind.data),
            day=form.day.data,
            file_name=form.file.name_given,
            content=form.file.content,
        )
        return {"number": number, "paper": filed.id, "count": len(lines), "sha256": filed.sha256}


def _ending(name: str) -> str:
    return f".{name.rpartition('.')[2].lower()}" if "." in name else ""


@todo("payment.proof")
def _to_prove(session: Session, unit: Unit, _visitor: Visitor) -> Iterator[Task]:
    """What was paid and has no paper yet."""
    back = select(PaymentReturn.line_id).where(PaymentReturn.line_id == PaymentLine.id)
    claimed = select(PaymentRecovery.first_id).where(PaymentRecovery.first_id == PaymentLine.first_id)
    filed = select(PaymentProof.line_id).where(PaymentProof.line_id == PaymentLine.id)
    query = (
        select(func.count())
        .select_from(PaymentSettlement)
        .join(PaymentLine, PaymentLine.id == PaymentSettlement.line_id)
        .join(PaymentRun, PaymentRun.id == PaymentLine.run_id)
        .where(PaymentRun.unit_id == unit.id, ~back.exists(), ~claimed.exists(), ~filed.exists())
    )
    url = url_for("paymentproofs.index", proof=LACKING)
    yield Task(_("khoản đã trả chưa có giấy nhận tiền"), session.scalar(query) or 0, url)
