"""Money between units: ordered here and sent when its voucher is approved, received there, compared in both books."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import request, url_for
from flask_admin import expose
from sqlalchemy.orm import Session

from admin.deed import DeedForm, deed
from admin.field import Choice, Day, Line, Money
from admin.kept import kept
from admin.ledger.choosing import MONEY_ROLES, account_choices, fund_choices
from admin.ledger.unit_register import UNITS
from admin.listing import Filters
from admin.lookup import Lookup
from admin.page import Page
from admin.todo import Task, Urgency, todo
from admin.visitor import Visitor, reading, unit
from admin.words import _
from khfund.calendar import today
from khfund.command import Answer, Command
from khfund.ledger import Account, AccountRole, Voucher, VoucherState, account_for, find_account, find_fund
from khfund.ledger.transfer_passage import (
    order_transfer,
    receive_from_outside,
    receive_transfer,
    send_transfer,
)
from khfund.ledger.unit_transfer import (
    TRANSFER_STATES,
    Standing,
    TransferState,
    find_transfer,
    standing,
    standings,
)
from khfund.unit import Unit, tree_on


class TransferFilters(Filters):
    """By state."""

    state = Choice("Tình trạng", dict(TRANSFER_STATES), required=False)


class _MoneyForm(DeedForm):
    def prepare(self, session: Session, unit: Unit, **path: Any) -> None:
        """Offer funds and accounts of money; the bank's first."""
        form: Any = self
        form.fund.offer(fund_choices(session, unit.id))
        form.account.offer(account_choices(session, unit.id, MONEY_ROLES))
        if not self.is_submitted():
            form.account.data = account_for(session, unit.id, AccountRole.BANK).code


class OrderForm(_MoneyForm):
    """Money that is to be sent."""

    to = Lookup("Chuyển cho đơn vị", UNITS, hint="Gõ mã hoặc tên đơn vị.")
    amount = Money("Số tiền")
    fund = Choice("Từ quỹ")
    account = Choice("Từ tài khoản")
    day = Day("Ngày", default=today)
    narration = Line("Nội dung", required=False)


class SendForm(DeedForm):
    """When the money went."""

    day = Day("Ngày tiền đi", default=today)


class ReceiveForm(_MoneyForm):
    """When and where the money arrived."""

    fund = Choice("Vào quỹ")
    account = Choice("Vào tài khoản")
    day = Day("Ngày tiền về", default=today)
    amount = Money("Số tiền thực nhận", required=False, hint="Để trống nếu đúng số đã gửi.")


class OutsideForm(_MoneyForm):
    """Money from a unit that keeps no book here."""

    sender = Lookup("Đơn vị chuyển đến", UNITS, hint="Đơn vị không mở sổ ở đây; gõ mã hoặc tên.")
    amount = Money("Số tiền")
    fund = Choice("Vào quỹ")
    account = Choice("Vào tài khoản")
    day = Day("Ngày tiền về", default=today)
    narration = Line("Nội dung", required=False)


class Transfers(Page):
    """Money from and to this unit."""

    looks = "money.look"
    title = "Chuyển tiền giữa đơn vị"
    section = "Quỹ"
    address = "chuyen-tien"

    @expose("/")
    def index(self) -> str:
        """Show every transfer from and to this unit, the last first."""
        filters = TransferFilters(request.args)
        filters.validate()
        asked = filters.state.data
        found = [one for one in standings(reading(), [unit().id]) if asked in (None, one.state.value)]
        rows = [_row(reading(), one) for one in reversed(found)]
        return self.render("ledger/transfers.html", rows=rows, filters=filters)

    @expose("/<int:number>/")
    def one(self, number: int) -> str:
        """Show a transfer."""
        return self.render("ledger/transfer.html", **self.looked_at(reading(), number))

    def looked_at(self, session: Session, number: int) -> dict[str, Any]:
        """A transfer as it stands in both books, and its voucher where it is sent from here."""
        found = find_transfer(session, unit().id, number)
        row = _row(session, standing(session, found))
        voucher = session.get(Voucher, found.voucher_id) if found.voucher_id and row["is_sent"] else None
        return row | {
            "title": _("Khoản chuyển tiền {number}", number=number),
            "voucher": voucher,
            "is_approved": voucher is not None and voucher.state is VoucherState.APPROVED,
        }

    @deed(
        "/lap",
        "transfer.order",
        OrderForm,
        "Chuyển tiền cho đơn vị khác",
        say="Khoản chuyển {transfer}: {amount:dong}, chứng từ nháp {voucher} chờ duyệt.",
        button="Lập chứng từ chuyển",
        tries=True,
        back=".one",
    )
    def order(self, session: Session, command: Command, form: OrderForm) -> Answer:
        """Draft the voucher by which money is sent."""
        made = order_transfer(
            session,
            command,
            session.get_one(Unit, form.to.data),
            fund=find_fund(session, command.unit, form.fund.data),
            amount=form.amount.data,
            day=form.day.data,
            account=_account(session, command, form),
            narration=form.narration.data,
        )
        return {"transfer": made.id, "number": made.id, "voucher": made.voucher_id, "amount": made.amount}

    @deed(
        "/<int:number>/gui",
        "transfer.send",
        SendForm,
        "Ghi sổ khoản chuyển {number} đã gửi",
        say="Khoản chuyển {transfer} đã gửi: {voucher}.",
        button="Đã gửi",
        template="ledger/transfer_deed.html",
        shows="looked_at",
        back=".one",
    )
    def send(self, session: Session, command: Command, form: SendForm, number: int) -> Answer:
        """Post the approved voucher of a transfer."""
        entry = send_transfer(
            session, command, find_transfer(session, command.unit, number), day=form.day.data
        )
        return {"transfer": number, "entry": entry.id, "voucher": entry.voucher_code}

    @deed(
        "/<int:number>/nhan",
        "transfer.receive",
        ReceiveForm,
        "Ghi nhận khoản chuyển {number}",
        say="Đã ghi nhận khoản chuyển {transfer}: {voucher}.",
        button="Đã nhận",
        tries=True,
        template="ledger/transfer_deed.html",
        shows="looked_at",
        back=".one",
    )
    def receive(self, session: Session, command: Command, form: ReceiveForm, number: int) -> Answer:
        """Book what another unit sent."""
        entry = receive_transfer(
            session,
            command,
            find_transfer(session, command.unit, number),
            fund=find_fund(session, command.unit, form.fund.data),
            day=form.day.data,
            account=_account(session, command, form),
            amount=form.amount.data,
        )
        return {"transfer": number, "entry": entry.id, "voucher": entry.voucher_code}

    @deed(
        "/nhan-ngoai",
        "transfer.receive",
        OutsideForm,
        "Nhận tiền của đơn vị không mở sổ ở đây",
        say="Đã ghi nhận khoản chuyển {transfer}: {amount:dong}.",
        button="Đã nhận",
        tries=True,
        back=".one",
    )
    def receive_from(self, session: Session, command: Command, form: OutsideForm) -> Answer:
        """Book money from a unit that keeps no book here."""
        made = receive_from_outside(
            session,
            command,
            session.get_one(Unit, form.sender.data),
            fund=find_fund(session, command.unit, form.fund.data),
            amount=form.amount.data,
            day=form.day.data,
            account=_account(session, command, form),
            narration=form.narration.data,
        )
        return {"transfer": made.id, "number": made.id, "amount": made.amount}


def _account(session: Session, command: Command, form: Any) -> Account:
    return find_account(session, command.unit, form.account.data)


def _row(session: Session, one: Standing) -> dict[str, Any]:
    transfer, own = one.transfer, unit().id
    tree = tree_on(session, transfer.day)
    is_sent = transfer.from_id == own
    return {
        "transfer": transfer,
        "standing": one,
        "is_sent": is_sent,
        "other": tree.full_name(transfer.to_id if is_sent else transfer.from_id),
        "state": _(TRANSFER_STATES[one.state]),
        "awaits_sending": is_sent and one.state is TransferState.ORDERED,
        "awaits_receipt": not is_sent and one.state is TransferState.SENT,
        "differs": one.state is TransferState.DIFFERS,
    }


@todo("transfer.receive")
def _to_receive(session: Session, unit: Unit, _visitor: Visitor) -> Iterator[Task]:
    def compute() -> int:
        return sum(
            one.transfer.to_id == unit.id and one.state is TransferState.SENT
            for one in standings(session, [unit.id])
        )

    where = url_for("transfers.index", state=TransferState.SENT.value)
    count = kept(session, unit, "transfers to receive", compute)
    yield Task(_("khoản tiền đơn vị khác đã gửi, chưa ghi nhận"), count, where, Urgency.SOON)
