"""`transfer`: money from one unit to another."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import attrs
import click
from sqlalchemy.orm import Session

from khfund.cli.edge import Amount, Day, Edge, pass_edge, this_day
from khfund.cli.units import named_unit
from khfund.cli.words import Group, option
from khfund.command import Answer, Command, Order
from khfund.ledger import find_account, find_fund
from khfund.ledger.transfer_passage import (
    order_transfer,
    receive_from_outside,
    receive_transfer,
    send_and_receive,
    send_transfer,
)
from khfund.ledger.unit_transfer import (
    TRANSFER_STATES,
    Standing,
    TransferState,
    differences,
    find_transfer,
    standings,
)
from khfund.unit import tree_on


@click.group("transfer", cls=Group)
def transfer_group() -> None:
    """Tiền chuyển giữa các đơn vị."""


@transfer_group.command("order")
@click.argument("to")
@click.argument("amount", type=Amount())
@option("--fund", "fund_code", required=True, help="Mã quỹ.")
@option("--day", type=Day(), required=True, help="Ngày.")
@option("--account", "account_code", help="Tài khoản tiền; mặc định là tiền gửi.")
@option("--narration", default="", help="Diễn giải.")
@pass_edge
def order_(
    edge: Edge, to: str, amount: int, fund_code: str, day: date, account_code: str | None, narration: str
) -> None:
    """Lập chứng từ chuyển tiền cho một đơn vị; cần người khác duyệt trước khi gửi."""

    def work(session: Session, command: Command) -> Answer:
        transfer = order_transfer(
            session,
            command,
            named_unit(session, to, day),
            fund=find_fund(session, command.unit, fund_code),
            amount=amount,
            day=day,
            account=find_account(session, command.unit, account_code) if account_code else None,
            narration=narration,
        )
        return {"transfer": transfer.id, "voucher": transfer.voucher_id, "amount": amount}

    payload = {
        "to": to,
        "amount": amount,
        "fund": fund_code,
        "day": day,
        "account": account_code,
        "for": narration,
    }
    say = "Khoản chuyển {transfer}: {amount:dong}, chứng từ nháp {voucher} chờ duyệt."
    edge.carry_out("transfer.order", payload, work, say=say)


@transfer_group.command("send")
@click.argument("number", type=int)
@option("--day", type=Day(), required=True, help="Ngày tiền đi.")
@option("--fund-there", "fund_there", help="Mã quỹ nhận: ghi luôn vào sổ bên nhận trong cùng một lần.")
@pass_edge
def send(edge: Edge, number: int, day: date, fund_there: str | None) -> None:
    """Ghi sổ một khoản chuyển đã duyệt; với --fund-there thì cả hai sổ cùng ghi hoặc cùng không."""
    payload = {"transfer": number, "day": day.isoformat(), "there": fund_there}
    if fund_there is None:

        def work(session: Session, command: Command) -> Answer:
            entry = send_transfer(session, command, find_transfer(session, command.unit, number), day=day)
            return {"transfer": number, "entry": entry.id, "voucher": entry.voucher_code}

        edge.carry_out("transfer.send", payload, work, say="Khoản chuyển {transfer} đã gửi: {voucher}.")
        return

    def both(session: Session, order: Order) -> Answer:
        to = find_transfer(session, order.unit or 0, number).to_id
        again = f"{order.request_id}+receive" if order.request_id else None
        receiving = attrs.evolve(order, kind="transfer.receive", unit=to, request_id=again)
        return send_and_receive(session, order, receiving, number, day=day, fund_code=fund_there)

    say = "Khoản chuyển {transfer} đã gửi ({voucher}) và đã ghi ở sổ bên nhận."
    edge.carry_out_in(None, "transfer.send", payload, both, say=say)


@transfer_group.command("receive")
@click.argument("number", type=int)
@option("--fund", "fund_code", required=True, help="Mã quỹ.")
@option("--day", type=Day(), required=True, help="Ngày tiền về.")
@option("--account", "account_code", help="Tài khoản tiền; mặc định là tiền gửi.")
@option("--amount", type=Amount(), help="Số tiền thực nhận, nếu khác số đã gửi.")
@pass_edge
def receive(
    edge: Edge, number: int, fund_code: str, day: date, account_code: str | None, amount: int | None
) -> None:
    """Ghi nhận một khoản chuyển mà đơn vị khác đã gửi."""

    def work(session: Session, command: Command) -> Answer:
        entry = receive_transfer(
            session,
            command,
            find_transfer(session, command.unit, number),
            fund=find_fund(session, command.unit, fund_code),
            day=day,
            account=find_account(session, command.unit, account_code) if account_code else None,
            amount=amount,
        )
        return {"transfer": number, "entry": entry.id, "voucher": entry.voucher_code}

    payload = {"transfer": number, "fund": fund_code, "day": day, "account": account_code, "amount": amount}
    edge.carry_out("transfer.receive", payload, work, say="Đã ghi nhận khoản chuyển {transfer}: {voucher}.")


@transfer_group.command("receive-from")
@click.argument("sender")
@click.argument("amount", type=Amount())
@option("--fund", "fund_code", required=True, help="Mã quỹ.")
@option("--day", type=Day(), required=True, help="Ngày tiền về.")
@option("--account", "account_code", help="Tài khoản tiền; mặc định là tiền gửi.")
@option("--narration", default="", help="Diễn giải.")
@pass_edge
def receive_from(
    edge: Edge, sender: str, amount: int, fund_code: str, day: date, account_code: str | None, narration: str
) -> None:
    """Ghi nhận tiền của một đơn vị không mở sổ ở đây."""

    def work(session: Session, command: Command) -> Answer:
        transfer = receive_from_outside(
            session,
            command,
            named_unit(session, sender, day),
            fund=find_fund(session, command.unit, fund_code),
            amount=amount,
            day=day,
            account=find_account(session, command.unit, account_code) if account_code else None,
            narration=narration,
        )
        return {"transfer": transfer.id, "amount": amount}

    payload = {"from": sender, "amount": amount, "fund": fund_code, "day": day, "account": account_code}
    payload["for"] = narration
    edge.carry_out(
        "transfer.receive", payload, work, say="Đã ghi nhận khoản chuyển {transfer}: {amount:dong}."
    )


_COLUMNS = [("transfer", "Số"), ("day", "Ngày"), ("from", "Từ"), ("to", "Đến"), ("sent", "Đã gửi"),
            ("received", "Đã nhận"), ("difference", "Chênh"), ("state_name", "Tình trạng")]  # fmt: skip


@transfer_group.command("list")
@option("--state", type=click.Choice([one.value for one in TransferState]), help="Chỉ ở tình trạng này.")
@pass_edge
def list_(edge: Edge, state: str | None) -> None:
    """Liệt kê các khoản chuyển từ và đến đơn vị đang chọn."""
    with edge.reading() as session:
        found = standings(session, [edge.unit(session).id])
        rows = _rows(session, (one for one in found if state in (None, one.state.value)))
    edge.list(rows, _COLUMNS)


@transfer_group.command("differences")
@option("--on", type=Day(), help="Tính đến hết ngày (mặc định hôm nay).")
@pass_edge
def differences_(edge: Edge, on: date | None) -> None:
    """Liệt kê các khoản chuyển mà hai sổ không khớp, của mọi đơn vị."""
    with edge.reading() as session:
        rows = _rows(session, differences(session, on=on or this_day()))
    edge.list(rows, _COLUMNS)


def _rows(session: Session, found: Iterable[Standing]) -> list[dict[str, Any]]:
    rows = []
    for one in found:
        transfer = one.transfer
        tree = tree_on(session, transfer.day)
        rows.append(
            {
                "transfer": transfer.id,
                "day": transfer.day,
                "from": tree.full_name(transfer.from_id),
                "to": tree.full_name(transfer.to_id),
                "amount": transfer.amount,
                "voucher": transfer.voucher_id,
                "sent": one.sent,
                "received": one.received,
                "difference": one.difference,
                "state": one.state.value,
                "state_name": TRANSFER_STATES[one.state],
            }
        )
    return rows
