"""What only passes through: programmes of givers, what each still holds, money and goods in and out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import url_for
from flask_admin import expose
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from admin.deed import DeedForm, deed
from admin.donations.choosing import bank_choices, item_choices, place_choices
from admin.donations.goods import LINES_MAX, LINES_SPARE, GoodsInForm, goods_in
from admin.field import Choice, Day, FieldList, FormField, Line, Money, Number
from admin.ledger.choosing import fund_choices
from admin.listing import Column, Kind
from admin.lookup import Lookup
from admin.page import Page
from admin.todo import Task, todo
from admin.visitor import Visitor, reading, unit
from admin.words import _
from khfund.banking.bank_account import find_bank_account
from khfund.banking.bank_line import find_line
from khfund.calendar import today
from khfund.command import Answer, Command
from khfund.donations.donor import find_donor
from khfund.donations.goods import find_place
from khfund.donations.pass_through import (
    PassThrough,
    close_programme,
    find_programme,
    giver_shown,
    holdings,
    open_balances,
    open_programme,
    programmes,
)
from khfund.donations.passing import draft_passing, receive_goods, receive_money
from khfund.ledger import Fund, find_fund
from khfund.unit import Unit

COUNTED_MAX = 50  # programmes; more are not added up on the first page
PROGRAMMES = (
    Column("code", "Mã", link="passings.one"),
    Column("name", "Chương trình"),
    Column("giver", "Nhà tài trợ"),
    Column("money", "Còn tiền", Kind.MONEY),
    Column("goods", "Còn hàng trị giá", Kind.MONEY),
    Column("days", "Số ngày đã giữ", Kind.COUNT),
    Column("closed", "Kết thúc", Kind.DAY),
)
HELD = (
    Column("day", "Ngày", Kind.DAY),
    Column("money", "Còn tiền", Kind.MONEY),
    Column("goods", "Còn hàng trị giá", Kind.MONEY),
)


class OpenForm(DeedForm):
    """A programme of a giver."""

    code = Line("Mã")
    name = Line("Tên chương trình")
    donor = Lookup("Nhà tài trợ", "donor", hint="Gõ tên, điện thoại hoặc số.")
    fund = Choice("Quỹ giữ hộ")
    day = Day("Từ ngày", default=today)

    def prepare(self, session: Session, unit: Unit, **path: Any) -> None:
        """Offer the unit's funds."""
        self.fund.offer(fund_choices(session, unit.id))


class MoneyForm(DeedForm):
    """Money that is to be passed on."""

    amount = Money("Số tiền")
    bank = Choice("Nhận vào", required=False, hint="Bỏ trống là tiền mặt.")
    line = Number("Dòng sao kê số", required=False, hint="Khi khoản này đã có trong sao kê.")
    day = Day("Ngày nhận", default=today)

    def prepare(self, session: Session, unit: Unit, **path: Any) -> None:
        """Offer the unit's accounts."""
        self.bank.offer(bank_choices(session, unit.id))


class GoodsForm(DeedForm):
    """Goods that are to be passed on."""

    place = Choice("Kho")
    day = Day("Ngày nhận", default=today)
    goods = FieldList(
        FormField(GoodsInForm, "Hàng"), "Hiện vật", min_entries=LINES_SPARE, max_entries=LINES_MAX
    )

    def prepare(self, session: Session, unit: Unit, **path: Any) -> None:
        """Offer places and goods."""
        self.place.offer(place_choices(session, unit.id))
        items = item_choices(session, unit.id)
        for line in self.goods:
            line.form.item.offer(items)


class HandOverForm(DeedForm):
    """Money that goes on."""

    amount = Money("Số tiền trao", hint="Hiện vật thì lập ở «Trao hiện vật», chọn giữ hộ.")
    receiver = Line("Bên nhận", hint="Trường, xã, nhóm.")
    address = Line("Địa chỉ bên nhận", required=False)
    bank = Choice("Chi từ", required=False, hint="Bỏ trống là tiền mặt.")
    day = Day("Ngày chứng từ", default=today)

    def prepare(self, session: Session, unit: Unit, **path: Any) -> None:
        """Offer the unit's accounts."""
        self.bank.offer(bank_choices(session, unit.id))


class CloseForm(DeedForm):
    """When a programme ended."""

    day = Day("Ngày kết thúc", default=today)


class Passings(Page):
    """The programmes."""

    looks = "giver.look"
    title = "Chuyển trao"
    section = "Nhà hảo tâm"
    address = "chuyen-trao"

    @expose("/")
    def index(self) -> str:
        """Show every programme and what it still holds."""
        return self.render("donations/passings.html", rows=_programmes(reading(), unit()), columns=PROGRAMMES)

    @expose("/<code>/")
    def one(self, code: str) -> str:
        """Show a programme day by day."""
        return self.render("donations/passing.html", **self.looked_at(reading(), code))

    def looked_at(self, session: Session, code: str) -> dict[str, Any]:
        """A programme and what it held after each day."""
        found = find_programme(session, unit().id, code)
        held = [
            {"day": one.day, "money": one.money, "goods": one.goods}
            for one in holdings(session, found, found.opened)
        ]
        return {
            "title": found.name,
            "programme": found,
            "giver": giver_shown(session, found),
            "fund": session.get_one(Fund, found.fund_id),
            "held": list(reversed(held)),
            "held_columns": HELD,
            "now": held[-1] if held else {"money": 0, "goods": 0},
        }

    @deed(
        "/mo",
        "passing.open",
        OpenForm,
        "Mở chương trình chuyển trao",
        say="Đã mở chương trình chuyển trao {programme}: {name}.",
        button="Mở",
        back=".one",
    )
    def open(self, session: Session, command: Command, form: OpenForm) -> Answer:
        """Open a giver's programme."""
        one = open_programme(
            session,
            command,
            form.code.data,
            form.name.data,
            donor=find_donor(session, command.unit, form.donor.data),
            fund=find_fund(session, command.unit, form.fund.data),
            opened=form.day.data,
        )
        return {"programme": one.code, "code": one.code, "name": one.name, "opened": one.opened}

    @deed(
        "/<code>/nhan-tien",
        "passing.receive",
        MoneyForm,
        "Nhận tiền để chuyển trao: {code}",
        say="Đã nhận để chuyển trao {programme}: {voucher}, bút toán {entry}.",
        template="donations/passing_deed.html",
        shows="looked_at",
        back=".one",
    )
    def receive_money(self, session: Session, command: Command, form: MoneyForm, code: str) -> Answer:
        """Take in money that is not the fund's income."""
        unit_id = command.unit
        line = find_line(session, unit_id, form.line.data) if form.line.data else None
        with_bank = form.bank.data and line is None
        entry = receive_money(
            session,
            command,
            find_programme(session, unit_id, code),
            form.amount.data,
            day=form.day.data if line is None else None,
            bank_account=find_bank_account(session, unit_id, form.bank.data) if with_bank else None,
            bank_line=line,
        )
        return {"programme": code, "entry": entry.id, "voucher": entry.voucher_code, "day": entry.day}

    @deed(
        "/<code>/nhan-hang",
        "passing.receive",
        GoodsForm,
        "Nhận hiện vật để chuyển trao: {code}",
        say="Đã nhận để chuyển trao {programme}: {voucher}, bút toán {entry}.",
        template="donations/passing_deed.html",
        shows="looked_at",
        back=".one",
    )
    def receive_goods(self, session: Session, command: Command, form: GoodsForm, code: str) -> Answer:
        """Take in goods that are not the fund's."""
        unit_id = command.unit
        entry = receive_goods(
            session,
            command,
            find_programme(session, unit_id, code),
            day=form.day.data,
            place=find_place(session, unit_id, form.place.data),
            lines=goods_in(session, unit_id, form.goods),
        )
        return {"programme": code, "entry": entry.id, "voucher": entry.voucher_code, "day": entry.day}

    @deed(
        "/<code>/trao",
        "passing.hand_over",
        HandOverForm,
        "Trao tiền của chương trình {code}",
        say="Đã lập chứng từ nháp {voucher} để chuyển trao; cần người khác duyệt.",
        button="Lập chứng từ",
        template="donations/passing_deed.html",
        shows="looked_at",
        back=".one",
    )
    def hand_over(self, session: Session, command: Command, form: HandOverForm, code: str) -> Answer:
        """Draft the paper by which money goes on."""
        bank = form.bank.data
        one = draft_passing(
            session,
            command,
            find_programme(session, command.unit, code),
            form.amount.data,
            day=form.day.data,
            receiver=form.receiver.data,
            address=form.address.data,
            bank_account=find_bank_account(session, command.unit, bank) if bank else None,
        )
        return {"programme": code, "voucher": one.id, "state": one.state.value}

    @deed(
        "/<code>/ket-thuc",
        "passing.close",
        CloseForm,
        "Kết thúc chương trình {code}",
        say="Chương trình chuyển trao {programme} đã kết thúc.",
        button="Kết thúc",
        template="donations/passing_deed.html",
        shows="looked_at",
        back=".one",
    )
    def close(self, session: Session, command: Command, form: CloseForm, code: str) -> Answer:
        """Close a programme that holds nothing any more."""
        one = close_programme(
            session, command, find_programme(session, command.unit, code), day=form.day.data
        )
        return {"programme": one.code, "closed": one.closed}


def _programmes(session: Session, unit: Unit) -> list[dict[str, Any]]:
    left = {one.programme.id: one for one in open_balances(session, unit.id, today())}
    return [
        {
            "code": one.code,
            "name": one.name,
            "giver": giver_shown(session, one),
            "money": left[one.id].money if one.id in left else 0,
            "goods": left[one.id].goods if one.id in left else 0,
            "days": left[one.id].age if one.id in left else None,
            "closed": one.closed,
        }
        for one in programmes(session, unit.id)
    ]


@todo("passing.hand_over")
def _waiting(session: Session, unit: Unit, _visitor: Visitor) -> Iterator[Task]:
    live = select(func.count()).where(PassThrough.unit_id == unit.id, PassThrough.closed.is_(None))
    if 0 < (session.scalar(live) or 0) <= COUNTED_MAX:
        holding = len(open_balances(session, unit.id, today()))
        yield Task(_("chương trình còn giữ tiền, hàng phải trao"), holding, url_for("passings.index"))
