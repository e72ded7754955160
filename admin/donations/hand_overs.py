"""Handing goods over: lists that one person drafts and another approves, their papers, and that they were delivered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import url_for
from flask_admin import expose
from sqlalchemy import ColumnElement, Row, Select, func, select
from sqlalchemy.orm import Session

from admin.deed import DeedForm, deed
from admin.donations.choosing import programme_choices
from admin.donations.goods import LINES_MAX, LINES_SPARE, GoodsOutForm, PlacedForm
from admin.field import Choice, Day, FieldList, FormField, Line, Number, Upload
from admin.listing import Column, Filters, Kind, Listing
from admin.paper import served
from admin.searching import containing
from admin.todo import Task, Urgency, todo
from admin.visitor import Visitor, may, reading, unit
from admin.words import _
from khfund.actor import name_of, works_alone
from khfund.calendar import today
from khfund.command import Answer, Command
from khfund.donations.goods import Item, StoragePlace, find_item, find_place
from khfund.donations.hand_over import (
    STATE_NAMES,
    HandOver,
    HandOverLine,
    HandOverState,
    NewHandOverLine,
    approve_hand_over,
    cancel_hand_over,
    deliver,
    draft_hand_over,
    find_hand_over,
    lines_of,
)
from khfund.donations.pass_through import find_programme
from khfund.donations.recipient_list import read_recipients
from khfund.errors import KhfundError
from khfund.ledger import Fund, find_fund
from khfund.receipts.hand_over_paper import hand_over_paper, minutes, signed_list
from khfund.unit import Unit

LINES_SHOWN = 500
LINES = (
    Column("recipient", "Người nhận"),
    Column("belongs_to", "Lớp, đơn vị"),
    Column("item", "Mặt hàng"),
    Column("quantity", "Số lượng", Kind.COUNT),
    Column("heads", "Số người", Kind.COUNT),
)


class SourceUnclearError(KhfundError):
    """A hand-over list comes from a file, or is goods for one group."""

    message = "Hãy chọn tệp danh sách người nhận, hoặc điền hàng cho cả nhóm; không làm cả hai."
    english = "Choose the file of recipients, or fill in goods for one group; not both."


class HandOverFilters(Filters):
    """By state."""

    state = Choice("Trạng thái", dict(STATE_NAMES), required=False)


class DraftForm(PlacedForm):
    """A list of goods to hand over."""

    purpose = Line("Chương trình, nội dung trao", hint="Không ghi tên người nhận.")
    receiver = Line("Bên nhận", hint="Trường, xã, nhóm.")
    receiver_address = Line("Địa chỉ bên nhận", required=False)
    day = Day("Ngày trao", default=today)
    file = Upload(
        "Danh sách người nhận",
        required=False,
        accept=".csv,.xls,.xlsx,.ods",
        hint="Bảng tính có họ và tên, lớp, mặt hàng, số lượng. Tên chỉ nằm trong bản ký nhận.",
    )
    goods = FieldList(
        FormField(GoodsOutForm, "Hàng"),
        "Hoặc hàng cho cả nhóm",
        min_entries=LINES_SPARE,
        max_entries=LINES_MAX,
    )
    heads = Number("Số người trong nhóm", default=1, required=False)
    programme = Choice("Giữ hộ cho", required=False, hint="Khi là hàng chỉ đi qua.")

    def prepare(self, session: Session, unit: Unit, **path: Any) -> None:
        """Offer programmes too."""
        super().prepare(session, unit, **path)
        self.programme.offer(programme_choices(session, unit.id))


class DayForm(DeedForm):
    """When it was delivered."""

    day = Day("Ngày trao thực tế", default=today)


class ReasonForm(DeedForm):
    """Why."""

    reason = Line("Lý do")


class HandOvers(Listing):
    """The unit's hand-over lists, the newest first."""

    looks = "giver.look"
    title = "Trao hiện vật"
    section = "Nhà hảo tâm"
    address = "trao-hien-vat"
    columns = (
        Column("number", "Số", Kind.COUNT, link="handovers.one"),
        Column("day", "Ngày", Kind.DAY),
        Column("state", "Trạng thái", Kind.STATE, names=STATE_NAMES),
        Column("pieces", "Số lượng", Kind.COUNT),
        Column("receiver", "Bên nhận"),
        Column("purpose", "Nội dung"),
    )
    filters = HandOverFilters
    searches = "bên nhận, nội dung"
    template = "donations/hand_overs.html"

    def query(self, session: Session, unit: Unit) -> Select[Any]:
        """Give the lists, without who is on them."""
        pieces = select(func.sum(HandOverLine.quantity)).where(HandOverLine.hand_over_id == HandOver.id)
        columns: tuple[Any, ...] = (
            HandOver.id.label("number"),
            HandOver.day,
            HandOver.state,
            pieces.scalar_subquery().label("pieces"),
            HandOver.receiver,
            HandOver.purpose,
        )
        return select(*columns).where(HandOver.unit_id == unit.id)

    def written(self, row: Row[Any]) -> dict[str, Any]:
        """PostgreSQL sums whole numbers as decimals."""
        return dict(row._mapping) | {"pieces": int(row.pieces or 0)}

    def order(self) -> list[Any]:
        """The newest first."""
        return [HandOver.id.desc()]

    def search(self, term: str) -> ColumnElement[bool]:
        """Find by the receiver or what for."""
        return containing(term, HandOver.receiver, HandOver.purpose)

    def narrow(self, query: Select[Any], filters: Any) -> Select[Any]:
        """Narrow by state."""
        return query.where(HandOver.state == filters.state.data) if filters.state.data else query

    @expose("/<int:number>/")
    def one(self, number: int) -> str:
        """Show a list."""
        return self.render("donations/hand_over.html", **self.looked_at(reading(), number))

    def looked_at(self, session: Session, number: int) -> dict[str, Any]:
        """A list, its lines (with names for those who may see them), who did what."""
        found = find_hand_over(session, unit().id, number)
        did = ((_("Lập"), found.drafted_by), (_("Duyệt"), found.approved_by), (_("Trao"), found.delivered_by))
        return {
            "title": _("Danh sách trao hiện vật số {number}", number=number),
            "found": found,
            "state": _(STATE_NAMES[found.state]),
            "place": session.get_one(StoragePlace, found.place_id),
            "fund": session.get_one(Fund, found.fund_id),
            "persons": [(what, name_of(session, person)) for what, person in did if person is not None],
            "lines": [_line(session, one) for one in lines_of(session, found)[:LINES_SHOWN]],
            "line_columns": LINES if may("goods") or may("goods.approve") else LINES[2:],
        }

    @expose("/<int:number>/bien-ban.pdf")
    def minutes(self, number: int) -> Any:
        """Print the minutes of the hand-over, without names."""
        says = hand_over_paper(reading(), find_hand_over(reading(), unit().id, number))
        return served(minutes(says), f"bien-ban-trao-{number}.pdf")

    @expose("/<int:number>/ky-nhan.pdf")
    def signed_list(self, number: int) -> Any:
        """Print the list that recipients sign: names, for the files of the unit only."""
        if not (may("goods") or may("goods.approve")):
            return self.inaccessible_callback("goods")
        says = hand_over_paper(reading(), find_hand_over(reading(), unit().id, number))
        return served(signed_list(says), f"ky-nhan-{number}.pdf")

    @deed(
        "/lap",
        "goods.hand_over",
        DraftForm,
        "Lập danh sách trao hiện vật",
        say="Đã lập danh sách trao hiện vật số {list}; cần người khác duyệt.",
        button="Lập",
        back=".one",
        tries=True,
    )
    def draft(self, session: Session, command: Command, form: DraftForm) -> Answer:
        """Draft a list; names lie in it and in the signed paper alone."""
        unit_id = command.unit
        one = draft_hand_over(
            session,
            command,
            day=form.day.data,
            place=find_place(session, unit_id, form.place.data),
            fund=find_fund(session, unit_id, form.fund.data),
            purpose=form.purpose.data,
            receiver=form.receiver.data,
            receiver_address=form.receiver_address.data,
            lines=_drafted(session, unit_id, form),
            programme=find_programme(session, unit_id, form.programme.data) if form.programme.data else None,
        )
        return {"list": one.id, "number": one.id, "state": one.state.value, "day": one.day}

    @deed(
        "/<int:number>/duyet",
        "goods.approve",
        DeedForm,
        "Duyệt danh sách trao hiện vật số {number}",
        say="Đã duyệt danh sách trao hiện vật số {list}.",
        button="Duyệt",
        template="donations/hand_over_deed.html",
        shows="looked_at",
        back=".one",
    )
    def approve(self, session: Session, command: Command, _form: DeedForm, number: int) -> Answer:
        """Approve what another person drafted."""
        one = approve_hand_over(session, command, find_hand_over(session, command.unit, number))
        return {"list": one.id, "state": one.state.value}

    @deed(
        "/<int:number>/trao",
        "goods.deliver",
        DayForm,
        "Ghi đã trao theo danh sách số {number}",
        say="Đã trao hiện vật theo danh sách số {list}: {voucher}, bút toán {entry}.",
        button="Ghi đã trao",
        template="donations/hand_over_deed.html",
        shows="looked_at",
        back=".one",
    )
    def deliver(self, session: Session, command: Command, form: DayForm, number: int) -> Answer:
        """Note that the goods were handed over."""
        one = find_hand_over(session, command.unit, number)
        entry = deliver(session, command, one, day=form.day.data)
        return {"list": number, "entry": entry.id, "voucher": entry.voucher_code}

    @deed(
        "/<int:number>/huy",
        "goods.cancel",
        ReasonForm,
        "Hủy danh sách trao hiện vật số {number}",
        say="Đã hủy danh sách trao hiện vật số {list}.",
        button="Hủy danh sách",
        danger=True,
        template="donations/hand_over_deed.html",
        shows="looked_at",
        back=".one",
    )
    def cancel(self, session: Session, command: Command, form: ReasonForm, number: int) -> Answer:
        """Cancel a list that was not delivered."""
        one = find_hand_over(session, command.unit, number)
        cancel_hand_over(session, command, one, reason=form.reason.data)
        return {"list": one.id, "state": one.state.value}


def _drafted(session: Session, unit_id: int, form: DraftForm) -> list[NewHandOverLine]:
    group = [line.form for line in form.goods if line.form.item.data]
    if bool(group) == bool(form.file.content):
        raise SourceUnclearError
    if form.file.content:
        return read_recipients(session, unit_id, form.file.content, form.file.name_given)
    return [
        NewHandOverLine(
            find_item(session, unit_id, line.item.data),
            line.quantity.data or 0,
            form.receiver.data,
            "",
            form.heads.data or 1,
        )
        for line in group
    ]


def _line(session: Session, one: HandOverLine) -> dict[str, Any]:
    return {
        "recipient": one.recipient,
        "belongs_to": one.belongs_to,
        "item": session.get_one(Item, one.item_id).name,
        "quantity": one.quantity,
        "heads": one.heads,
    }


@todo("goods.approve")
def _to_approve(session: Session, unit: Unit, visitor: Visitor) -> Iterator[Task]:
    query = select(func.count()).where(HandOver.unit_id == unit.id, HandOver.state == HandOverState.DRAFT)
    if not works_alone(session, unit.id, today()):
        query = query.where(HandOver.drafted_by != visitor.id)
    url = url_for("handovers.index", state=HandOverState.DRAFT.value)
    yield Task(_("danh sách trao hiện vật chờ duyệt"), session.scalar(query) or 0, url, Urgency.SOON)


@todo("goods.deliver")
def _to_deliver(session: Session, unit: Unit, _visitor: Visitor) -> Iterator[Task]:
    query = select(func.count()).where(HandOver.unit_id == unit.id, HandOver.state == HandOverState.APPROVED)
    url = url_for("handovers.index", state=HandOverState.APPROVED.value)
    yield Task(_("danh sách trao hiện vật đã duyệt, chờ trao"), session.scalar(query) or 0, url)
