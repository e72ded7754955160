"""Vouchers: the list, one with its lines and scanned papers, and what is done with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from flask import abort, url_for
from flask_admin import expose
from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, undefer

from admin.deed import DeedForm, deed
from admin.ledger.voucher_forms import DayForm, ReasonForm, ScanForm, VoucherFilters, VoucherForm
from admin.listing import Column, Kind, Listing
from admin.paper import served
from admin.searching import containing
from admin.todo import Task, Urgency, todo
from admin.visitor import Visitor, reading, unit
from admin.words import _
from khfund.actor import name_of, works_alone
from khfund.calendar import today
from khfund.command import Answer, Command
from khfund.ledger import (
    Entry,
    Posting,
    VoucherKind,
    VoucherState,
    account,
    approve_voucher,
    attach,
    cancel_voucher,
    draft_voucher,
    find_account,
    find_fund,
    find_voucher,
    fund,
    post_voucher,
    voucher,
)
from khfund.ledger.entry import VOUCHER_NAMES
from khfund.ledger.planned_outcome import promise_of
from khfund.ledger.voucher import STATE_NAMES, Attachment, Voucher, VoucherLine
from khfund.unit import Unit


class Vouchers(Listing):
    """The unit's vouchers, newest first."""

    looks = "money.look"
    title = "Chứng từ"
    section = "Sổ sách"
    address = "chung-tu"
    columns = (
        Column("number", "Số nháp", link="vouchers.one"),
        Column("kind", "Loại", names=VOUCHER_NAMES),
        Column("day", "Ngày", Kind.DAY),
        Column("state", "Trạng thái", Kind.STATE, names=STATE_NAMES),
        Column("amount", "Số tiền", Kind.MONEY),
        Column("party", "Người nộp/nhận"),
        Column("narration", "Nội dung"),
    )
    filters = VoucherFilters
    searches = "người, nội dung"
    template = "ledger/vouchers.html"

    def query(self, session: Session, unit: Unit) -> Select[Any]:
        """Give the unit's vouchers with what their lines add up to."""
        amount = (
            select(func.sum(VoucherLine.amount)).where(VoucherLine.voucher_id == Voucher.id).scalar_subquery()
        )
        return select(
            Voucher.id.label("number"),
            Voucher.kind,
            Voucher.day,
            Voucher.state,
            amount.label("amount"),
            Voucher.party_name.label("party"),
            Voucher.narration,
        ).where(Voucher.unit_id == unit.id)

    def order(self) -> list[Any]:
        """The newest first."""
        return [Voucher.id.desc()]

    def search(self, term: str) -> ColumnElement[bool]:
        """Find by the person or what it is for."""
        return containing(term, Voucher.party_name, Voucher.narration)

    def narrow(self, query: Select[Any], filters: Any) -> Select[Any]:
        """Narrow by day, state and kind."""
        if filters.days.data:
            days = filters.days.data
            query = query.where(Voucher.day >= days.start, Voucher.day < days.end)
        if filters.state.data:
            query = query.where(Voucher.state == filters.state.data)
        if filters.kind.data:
            query = query.where(Voucher.kind == filters.kind.data)
        return query

    @expose("/<int:number>/")
    def one(self, number: int) -> str:
        """Show a voucher."""
        return self.render("ledger/voucher.html", **self.looked_at(reading(), number))

    def looked_at(self, session: Session, number: int) -> dict[str, Any]:
        """A voucher, its lines, its papers, and who has done what with it."""
        found = find_voucher(session, unit().id, number)
        names = {
            did: name_of(session, person)
            for did, person in (
                (_("Lập"), found.drafted_by),
                (_("Duyệt"), found.approved_by),
                (_("Ghi sổ"), found.posted_by),
            )
            if person is not None
        }
        return {
            "title": f"{_(VOUCHER_NAMES[found.kind])} {number}",
            "voucher": found,
            "state": _(STATE_NAMES[found.state]),
            "lines": voucher_lines(session, found.unit_id, [found.id])[found.id],
            "papers": list(session.scalars(select(Attachment).where(Attachment.voucher_id == number))),
            "persons": names,
            "similar": voucher.similar_vouchers(session, found),
            "promise": promise_of(session, found.id),
            "entry": None if found.entry_id is None else session.get_one(Entry, found.entry_id),
        }

    @expose("/<int:number>/giay/<int:paper>")
    def paper(self, number: int, paper: int) -> Any:
        """Hand out a scanned paper of a voucher of this unit."""
        found = find_voucher(reading(), unit().id, number)
        query = select(Attachment).where(Attachment.id == paper, Attachment.voucher_id == found.id)
        attachment = reading().scalar(query.options(undefer(Attachment.content)))
        if attachment is None:
            abort(404)
        return served(attachment.content, attachment.file_name, attachment.media_type)

    @deed(
        "/lap",
        "voucher.draft",
        VoucherForm,
        "Lập chứng từ",
        say="Đã lập chứng từ nháp {voucher}; cần người khác duyệt.",
        button="Lập",
        template="ledger/voucher_draft.html",
        back=".one",
        tries=True,
    )
    def draft(self, session: Session, command: Command, form: VoucherForm) -> Answer:
        """Draft a voucher from the lines that were filled."""
        made = draft_voucher(
            session,
            command,
            VoucherKind(form.kind.data),
            day=form.day.data,
            narration=form.narration.data,
            postings=[
                posting(session, command.unit, line.form) for line in form.lines if any(line.data.values())
            ],
            party_name=form.party.data,
            party_address=form.address.data,
            papers=form.papers.data or 0,
        )
        similar = [other.id for other in voucher.similar_vouchers(session, made)]
        return {"voucher": made.id, "number": made.id, "state": made.state.value, "similar": similar}

    @deed(
        "/<int:number>/duyet",
        "voucher.approve",
        DeedForm,
        "Duyệt chứng từ {number}",
        say="Đã duyệt chứng từ nháp {voucher}.",
        button="Duyệt",
        template="ledger/voucher_deed.html",
        shows="looked_at",
        back=".one",
    )
    def approve(self, session: Session, command: Command, _form: DeedForm, number: int) -> Answer:
        """Approve what another person drafted."""
        approve_voucher(session, command, find_voucher(session, command.unit, number))
        return {"voucher": number}

    @deed(
        "/<int:number>/ghi-so",
        "voucher.post",
        DayForm,
        "Ghi sổ chứng từ {number}",
        say="Đã ghi sổ {entry_code}.",
        button="Ghi sổ",
        template="ledger/voucher_deed.html",
        shows="looked_at",
        back=".one",
    )
    def post(self, session: Session, command: Command, form: DayForm, number: int) -> Answer:
        """Post what another person approved."""
        entry = post_voucher(session, command, find_voucher(session, command.unit, number), day=form.day.data)
        return {"voucher": number, "entry": entry.id, "entry_code": entry.voucher_code}

    @deed(
        "/<int:number>/huy",
        "voucher.cancel",
        ReasonForm,
        "Hủy chứng từ {number}",
        say="Đã hủy chứng từ nháp {voucher}.",
        button="Hủy chứng từ",
        danger=True,
        template="ledger/voucher_deed.html",
        shows="looked_at",
        back=".one",
    )
    def cancel(self, session: Session, command: Command, form: ReasonForm, number: int) -> Answer:
        """Cancel a voucher that is not posted."""
        cancel_voucher(session, command, find_voucher(session, command.unit, number), reason=form.reason.data)
        return {"voucher": number}

    @deed(
        "/<int:number>/dinh-kem",
        "voucher.attach",
        ScanForm,
        "Đính kèm bản quét vào chứng từ {number}",
        say="Đã đính kèm vào chứng từ nháp {voucher}.",
        button="Đính kèm",
        back=".one",
    )
    def attach(self, session: Session, command: Command, form: ScanForm, number: int) -> Answer:
        """Attach a scanned paper."""
        one = find_voucher(session, command.unit, number)
        made = attach(session, command, one, form.file.name_given, form.file.content)
        return {"voucher": number, "attachment": made.id}


def posting(session: Session, unit_id: int, line: Any) -> Posting:
    """Read a line of a voucher; an account or fund that was not chosen is refused by the verb's own words."""
    debit, credit = (
        find_account(session, unit_id, code or "").id for code in (line.debit.data, line.credit.data)
    )
    return Posting(debit, credit, find_fund(session, unit_id, line.fund.data or "").id, line.amount.data or 0)


def voucher_lines(session: Session, unit_id: int, numbers: Iterable[int]) -> dict[int, list[dict[str, Any]]]:
    """Return the lines of each of these vouchers of a unit, with accounts and fund in words."""
    codes = {one.id: f"{one.code} {one.name}" for one in account.accounts(session, unit_id)}
    names = {one.id: one.name for one in fund.funds(session, unit_id)}
    found: dict[int, list[dict[str, Any]]] = {number: [] for number in numbers}
    query = select(VoucherLine).where(VoucherLine.voucher_id.in_(found))
    for line in session.scalars(query.order_by(VoucherLine.voucher_id, VoucherLine.line)):
        found[line.voucher_id].append(
            {
                "debit": codes[line.debit_id],
                "credit": codes[line.credit_id],
                "fund": names[line.fund_id],
                "amount": line.amount,
            }
        )
    return found


@todo("voucher.approve")
def _to_approve(session: Session, unit: Unit, visitor: Visitor) -> Iterator[Task]:
    alone = works_alone(session, unit.id, today())
    query = select(func.count()).where(Voucher.unit_id == unit.id, Voucher.state == VoucherState.DRAFT)
    count = session.scalar(query if alone else query.where(Voucher.drafted_by != visitor.id)) or 0
    yield Task(
        _("chứng từ chờ duyệt"),
        count,
        url_for("waitingvouchers.index"),
        Urgency.SOON,
    )


@todo("voucher.post")
def _to_post(session: Session, unit: Unit, visitor: Visitor) -> Iterator[Task]:
    alone = works_alone(session, unit.id, today())
    query = select(func.count()).where(Voucher.unit_id == unit.id, Voucher.state == VoucherState.APPROVED)
    count = session.scalar(query if alone else query.where(Voucher.approved_by != visitor.id)) or 0
    yield Task(
        _("chứng từ đã duyệt, chờ ghi sổ"),
        count,
        url_for("vouchers.index", state=VoucherState.APPROVED.value),
    )
