"""Vouchers that wait for approval, several at once: each is approved by a command of its own, each tells its result."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import attrs
from flask import flash, request
from flask_admin import expose
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from admin.deed import DeedForm
from admin.ledger.vouchers import voucher_lines
from admin.page import Page
from admin.sentence import sentence
from admin.visitor import books, reading, stop_reading, unit, visitor
from admin.words import _, language
from khfund.actor import name_of, works_alone
from khfund.calendar import today
from khfund.command import Answer, Command, Order, run
from khfund.errors import KhfundError
from khfund.ledger import Voucher, VoucherState, approve_voucher, find_voucher
from khfund.ledger.entry import VOUCHER_NAMES
from khfund.ledger.voucher import VoucherLine

SHOWN = 50  # vouchers of one screen


@attrs.frozen
class Outcome:
    """What became of one ticked voucher: approved, with what was pointed out, or refused and why."""

    number: int
    sentence: str
    is_done: bool
    warnings: tuple[str, ...] = ()


class WaitingVouchers(Page):
    """The drafts of others, to be looked at and approved on one screen."""

    looks = "voucher.approve"
    title = "Duyệt chứng từ"
    section = "Sổ sách"
    address = "duyet-chung-tu"

    @expose("/", methods=("GET", "POST"))
    def index(self) -> Any:
        """Show the drafts that this person may approve; approve those that were ticked."""
        form = DeedForm()
        outcomes: list[Outcome] = []
        if request.method == "POST" and form.validate():
            outcomes = self._approve(form, _ticked())
            form.request_id.data = str(uuid.uuid4())
            if not outcomes:
                flash(_("Chưa đánh dấu chứng từ nào."), "warning")
        return self.render(
            "ledger/waiting_vouchers.html", rows=waiting_vouchers(reading()), outcomes=outcomes, form=form
        )

    def _approve(self, form: DeedForm, numbers: list[int]) -> list[Outcome]:
        stem = (form.request_id.data or str(uuid.uuid4()))[:60]
        person, unit_id = visitor().id, unit().id
        stop_reading()
        return [_approved(number, Order(person, "voucher.approve", unit_id, {"number": number},
                                        request_id=f"{stem}-{number}")) for number in numbers]  # fmt: skip


def _ticked() -> list[int]:
    """The numbers that were ticked, each once."""
    given = dict.fromkeys(request.form.getlist("voucher"))
    return [int(one) for one in given if one.isascii() and one.isdecimal() and len(one) < 16][:SHOWN]


def _approved(number: int, order: Order) -> Outcome:
    def work(session: Session, command: Command) -> Answer:
        approve_voucher(session, command, find_voucher(session, command.unit, number))
        return {"voucher": number}

    try:
        answer = run(books(), order, work)
    except KhfundError as refusal:
        return Outcome(number, sentence(refusal), is_done=False)
    told = tuple(one["english" if language() == "en" else "message"] for one in answer.get("warnings", ()))
    return Outcome(
        number, _("Đã duyệt chứng từ nháp {voucher}.", voucher=number), is_done=True, warnings=told
    )


def waiting_vouchers(session: Session) -> list[dict[str, Any]]:
    """Return the oldest drafts that the person of this request may approve, with their lines."""
    query = select(Voucher).where(Voucher.unit_id == unit().id, Voucher.state == VoucherState.DRAFT)
    if not works_alone(session, unit().id, today()):
        query = query.where(Voucher.drafted_by != visitor().id)
    found = list(session.scalars(query.order_by(Voucher.day, Voucher.id).limit(SHOWN)))
    lines = voucher_lines(session, unit().id, [one.id for one in found])
    drafters = {person: name_of(session, person) for person in {one.drafted_by for one in found}}
    similar = _similar(session, unit().id, found)
    return [
        {
            "voucher": one,
            "kind": _(VOUCHER_NAMES[one.kind]),
            "lines": lines[one.id],
            "drafted_by": drafters[one.drafted_by],
            "similar": similar[one.id],
        }
        for one in found
    ]


def _similar(session: Session, unit_id: int, drafts: Sequence[Voucher]) -> dict[int, list[int]]:
    """What `voucher.similar_vouchers` finds for each of these drafts of a unit, by number, in one look."""
    query = (
        select(Voucher.id, Voucher.day, Voucher.party_name, func.sum(VoucherLine.amount))
        .join(VoucherLine, VoucherLine.voucher_id == Voucher.id)
        .where(Voucher.unit_id == unit_id, Voucher.state != VoucherState.CANCELLED)
        .where(Voucher.day.in_({one.day for one in drafts}))
        .group_by(Voucher.id, Voucher.day, Voucher.party_name)
        .order_by(Voucher.id)
    )
    papers = {number: tuple(paper) for number, *paper in session.execute(query)}
    bearing: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for number, paper in papers.items():
        bearing[paper].append(number)
    return {one.id: [other for other in bearing[papers[one.id]] if other != one.id] for one in drafts}
