"""Goods: what lies where, what comes in, is moved, counted, taken back."""

from __future__ import annotations

from typing import Any

from flask_admin import expose
from sqlalchemy.orm import Session
from wtforms import Form

from admin.deed import DeedForm, deed
from admin.donations.choosing import campaign_choices, item_choices, place_choices, programme_choices
from admin.field import Choice, Day, FieldList, FormField, Line, Money, Number
from admin.ledger.choosing import fund_choices
from admin.listing import Column, Kind
from admin.lookup import Lookup
from admin.page import Page
from admin.visitor import reading, unit
from khfund.calendar import today
from khfund.command import Answer, Command
from khfund.donations.campaign import find_campaign
from khfund.donations.donor import find_donor
from khfund.donations.gift_in_kind import receive_in_kind
from khfund.donations.goods import add_item, add_place, find_item, find_place
from khfund.donations.goods_line import BASIS_NAMES, Basis, NewGoods
from khfund.donations.opening_goods import take_over_goods
from khfund.donations.pass_through import find_programme
from khfund.donations.purchase import buy
from khfund.donations.stock import Stock, stock
from khfund.donations.stock_count import count_goods
from khfund.donations.stock_movement import Pile, move, undo
from khfund.ledger import find_fund
from khfund.unit import Unit

LINES_SPARE, LINES_MAX = 4, 100
STOCK = (
    Column("place", "Kho"),
    Column("item", "Mã hàng"),
    Column("name", "Tên hàng"),
    Column("measure", "Đơn vị tính"),
    Column("fund", "Quỹ"),
    Column("held", "Giữ hộ", Kind.STATE),
    Column("quantity", "Số lượng", Kind.COUNT),
    Column("value", "Giá trị", Kind.MONEY),
)


class GoodsInForm(Form):
    """Goods that come in."""

    item = Choice("Mặt hàng", required=False)
    quantity = Number("Số lượng", required=False)
    unit_value = Money("Đơn giá", required=False)
    basis = Choice("Cách định giá", dict(BASIS_NAMES), required=False)
    paper = Line("Giấy tờ", required=False)


class GoodsOutForm(Form):
    """Goods that leave a pile."""

    item = Choice("Mặt hàng", required=False)
    quantity = Number("Số lượng", required=False)


class PlacedForm(DeedForm):
    """What names a place and a fund."""

    place = Choice("Kho")
    fund = Choice("Quỹ")

    def prepare(self, session: Session, unit: Unit, **path: Any) -> None:
        """Offer what the unit has."""
        items = item_choices(session, unit.id)
        for line in getattr(self, "goods", ()):
            line.form.item.offer(items)
        funds, places = fund_choices(session, unit.id), place_choices(session, unit.id)
        for name, offered in (
            ("fund", funds),
            ("place", places),
            ("to", places),
            ("item", items),
            ("programme", programme_choices(session, unit.id)),
            ("campaign", campaign_choices(session, unit.id)),
        ):
            if name in self:
                self[name].offer(offered)


class ReceiveForm(PlacedForm):
    """A gift in kind."""

    donor = Lookup(
        "Người cho", "donor", required=False, hint="Gõ tên, điện thoại hoặc số; bỏ trống nếu không rõ tên."
    )
    day = Day("Ngày nhận", default=today)
    goods = FieldList(
        FormField(GoodsInForm, "Hàng"), "Hiện vật", min_entries=LINES_SPARE, max_entries=LINES_MAX
    )
    campaign = Choice("Đợt vận động", required=False)
    anonymous = Choice(
        "Nêu tên", {"yes": "Ẩn danh", "no": "Nêu tên"}, required=False, hint="Bỏ trống: theo ý nhà hảo tâm."
    )
    purpose = Line("Mục đích", required=False)


class BuyForm(PlacedForm):
    """Goods bought, paid later by an approved voucher."""

    seller = Line("Người bán")
    day = Day("Ngày nhận hàng", default=today)
    goods = FieldList(
        FormField(GoodsInForm, "Hàng"), "Hàng mua", min_entries=LINES_SPARE, max_entries=LINES_MAX
    )


class TakeOverForm(PlacedForm):
    """Goods of the opening balance."""

    goods = FieldList(
        FormField(GoodsInForm, "Hàng"), "Hiện vật đầu kỳ", min_entries=LINES_SPARE, max_entries=LINES_MAX
    )


class MoveForm(PlacedForm):
    """From one place to another."""

    to = Choice("Đến kho")
    day = Day("Ngày chuyển", default=today)
    goods = FieldList(
        FormField(GoodsOutForm, "Hàng"), "Hàng chuyển", min_entries=LINES_SPARE, max_entries=LINES_MAX
    )
    programme = Choice("Giữ hộ cho", required=False, hint="Khi là hàng chỉ đi qua.")
    reason = Line("Lý do", required=False)


class CountForm(PlacedForm):
    """What was counted."""

    item = Choice("Mặt hàng")
    counted = Number("Số đếm được")
    day = Day("Ngày kiểm kê", default=today)
    programme = Choice("Giữ hộ cho", required=False, hint="Khi là hàng chỉ đi qua.")
    unit_value = Money("Giá một đơn vị hàng thừa", required=False, hint="Bỏ trống: giá bình quân.")
    reason = Line("Lý do thừa, thiếu", required=False)


class ItemForm(DeedForm):
    """A kind of goods."""

    code = Line("Mã", hint="Ngắn, không dấu, như XE.")
    name = Line("Tên hàng")
    measure = Line("Đơn vị tính", hint="chiếc, suất, hộp…")


class PlaceForm(DeedForm):
    """A place where goods are kept."""

    code = Line("Mã")
    name = Line("Tên kho")
    address = Line("Địa chỉ", required=False)


class UndoForm(DeedForm):
    """Which entry is reversed with its goods."""

    entry = Number("Bút toán số", hint="Bút toán nhập, xuất kho ghi nhầm.")
    reason = Line("Lý do")
    day = Day("Ngày đảo", default=today)


class Goods(Page):
    """The stock and what changes it."""

    looks = "giver.look"
    title = "Hiện vật, kho"
    section = "Nhà hảo tâm"
    address = "hien-vat"

    @expose("/")
    def index(self) -> str:
        """Show what lies where today."""
        rows = [_row(one) for one in stock(reading(), unit().id, today())]
        return self.render(
            "donations/stock.html", rows=rows, columns=STOCK, total=sum(one["value"] for one in rows)
        )

    @deed(
        "/nhan",
        "goods.receive",
        ReceiveForm,
        "Nhận ủng hộ bằng hiện vật",
        say="Đã ghi khoản ủng hộ hiện vật số {donation}, trị giá {amount:dong}.",
        tries=True,
    )
    def receive(self, session: Session, command: Command, form: ReceiveForm) -> Answer:
        """Book a gift in kind."""
        unit_id = command.unit
        one = receive_in_kind(
            session,
            command,
            find_donor(session, unit_id, form.donor.data) if form.donor.data else None,
            day=form.day.data,
            place=find_place(session, unit_id, form.place.data),
            fund=find_fund(session, unit_id, form.fund.data),
            lines=goods_in(session, unit_id, form.goods),
            campaign=find_campaign(session, unit_id, form.campaign.data) if form.campaign.data else None,
            anonymous={"yes": True, "no": False}.get(form.anonymous.data or ""),
            purpose=form.purpose.data,
        )
        return {"donation": one.id, "day": one.day, "amount": one.amount, "anonymous": one.anonymous}

    @deed("/mua", "goods.buy", BuyForm, "Nhập hàng mua", say="Đã nhập hàng mua: {voucher}, bút toán {entry}.")
    def buy(self, session: Session, command: Command, form: BuyForm) -> Answer:
        """Take in goods that are owed to their seller."""
        unit_id = command.unit
        entry = buy(
            session,
            command,
            day=form.day.data,
            place=find_place(session, unit_id, form.place.data),
            fund=find_fund(session, unit_id, form.fund.data),
            seller=form.seller.data,
            lines=goods_in(session, unit_id, form.goods),
        )
        return {"entry": entry.id, "voucher": entry.voucher_code, "day": entry.day}

    @deed(
        "/dau-ky",
        "goods.take_over",
        TakeOverForm,
        "Khai hiện vật của số dư đầu kỳ",
        say="Đã khai hiện vật đầu kỳ của quỹ {fund}.",
    )
    def take_over(self, session: Session, command: Command, form: TakeOverForm) -> Answer:
        """Say which goods the opening balance consists of."""
        unit_id = command.unit
        entry = take_over_goods(
            session,
            command,
            place=find_place(session, unit_id, form.place.data),
            fund=find_fund(session, unit_id, form.fund.data),
            lines=goods_in(session, unit_id, form.goods),
        )
        return {"fund": form.fund.data, "entry": entry.id, "day": entry.day}

    @deed(
        "/chuyen",
        "goods.move",
        MoveForm,
        "Chuyển hàng sang kho khác",
        say="Đã chuyển kho {lines:so} mặt hàng, trị giá {value:dong}.",
        button="Chuyển",
    )
    def move(self, session: Session, command: Command, form: MoveForm) -> Answer:
        """Move goods; their value goes with them."""
        unit_id = command.unit
        sums: dict[Pile, int] = {}
        for line in form.goods:
            if line.form.item.data:
                pile = _pile(session, unit_id, form, line.form.item.data)
                sums[pile] = sums.get(pile, 0) + (line.form.quantity.data or 0)
        to = find_place(session, unit_id, form.to.data)
        moved = move(session, command, day=form.day.data, wanted=sums, to=to, note=form.reason.data)
        return {"lines": len(moved) // 2, "value": sum(one.value_in for one in moved)}

    @deed(
        "/kiem-ke",
        "goods.count",
        CountForm,
        "Kiểm kê một mặt hàng",
        say="Đã kiểm kê {item}: {counted:so}. {voucher}",
        tries=True,
    )
    def count(self, session: Session, command: Command, form: CountForm) -> Answer:
        """Write down what was counted, and the difference if there is one."""
        entry = count_goods(
            session,
            command,
            day=form.day.data,
            pile=_pile(session, command.unit, form, form.item.data),
            counted=form.counted.data,
            reason=form.reason.data,
            unit_value=form.unit_value.data,
        )
        said = {"item": form.item.data, "counted": form.counted.data, "entry": entry.id if entry else None}
        return said | {"voucher": entry.voucher_code if entry else ""}

    @deed(
        "/dao",
        "goods.undo",
        UndoForm,
        "Đảo một bút toán nhập, xuất kho",
        say="Đã đảo bút toán {entry} cùng hàng của nó: {voucher}.",
        button="Đảo",
        danger=True,
    )
    def undo(self, session: Session, command: Command, form: UndoForm) -> Answer:
        """Reverse an entry together with its goods."""
        mirror = undo(session, command, form.entry.data, day=form.day.data, reason=form.reason.data)
        return {"entry": form.entry.data, "reversal": mirror.id, "voucher": mirror.voucher_code}

    @deed(
        "/mat-hang",
        "goods.item_add",
        ItemForm,
        "Thêm mặt hàng",
        say="Đã thêm mặt hàng {item}: {name} ({measure}).",
    )
    def add_item(self, session: Session, command: Command, form: ItemForm) -> Answer:
        """Add a kind of goods."""
        one = add_item(session, command, form.code.data, form.name.data, form.measure.data)
        return {"item": one.code, "name": one.name, "measure": one.measure}

    @deed("/kho", "goods.place_add", PlaceForm, "Thêm kho", say="Đã thêm kho {place}: {name}.")
    def add_place(self, session: Session, command: Command, form: PlaceForm) -> Answer:
        """Add a place."""
        one = add_place(session, command, form.code.data, form.name.data, form.address.data)
        return {"place": one.code, "name": one.name}


def goods_in(session: Session, unit_id: int, lines: Any) -> list[NewGoods]:
    """The goods that were filled in."""
    return [
        NewGoods(
            find_item(session, unit_id, line.form.item.data or ""),
            line.form.quantity.data or 0,
            line.form.unit_value.data or 0,
            Basis(line.form.basis.data or Basis.DECLARED),
            line.form.paper.data,
        )
        for line in lines
        if line.form.item.data or line.form.quantity.data
    ]


def _pile(session: Session, unit_id: int, form: Any, item: str) -> Pile:
    programme = find_programme(session, unit_id, form.programme.data) if form.programme.data else None
    return Pile(
        find_place(session, unit_id, form.place.data).id,
        find_item(session, unit_id, item).id,
        find_fund(session, unit_id, form.fund.data).id,
        programme.id if programme else None,
    )


def _row(one: Stock) -> dict[str, Any]:
    return {
        "place": one.place.name,
        "item": one.item.code,
        "name": one.item.name,
        "measure": one.item.measure,
        "fund": one.fund.code,
        "held": one.pile.programme is not None or None,
        "quantity": one.quantity,
        "value": one.value,
    }
