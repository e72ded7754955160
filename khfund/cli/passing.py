"""`passing`: programmes that only pass through: received, handed over in full, closed."""

from __future__ import annotations

from datetime import date
from typing import Any

import click
from sqlalchemy.orm import Session

from khfund.banking.bank_account import find_bank_account
from khfund.banking.bank_line import find_line
from khfund.cli.edge import Amount, Day, Edge, pass_edge, this_day
from khfund.cli.goods import goods_in
from khfund.cli.words import Group, option
from khfund.command import Answer, Command
from khfund.donations.donor import find_donor
from khfund.donations.goods import find_place
from khfund.donations.pass_through import (
    close_programme,
    find_programme,
    giver_shown,
    holdings,
    open_balances,
    open_programme,
    programmes,
)
from khfund.donations.passing import draft_passing, receive_goods, receive_money
from khfund.errors import KhfundError
from khfund.ledger import PostedEntry, find_fund


class PassingUnclearError(KhfundError):
    """What comes in is money or goods: an amount, or goods and the place where they are kept."""

    message = "Hãy ghi --amount cho tiền, hoặc --goods kèm --place cho hiện vật; không ghi cả hai trong một lần nhận."
    english = "Give --amount for money, or --goods with --place for goods; not both at once."


@click.group("passing", cls=Group)
def passing_group() -> None:
    """Chuyển trao: tiền, hàng chỉ đi qua, nhận và trao hết."""


@passing_group.command("open")
@click.argument("code")
@click.argument("name")
@option("--donor", "donor_number", type=int, required=True, help="Số của nhà tài trợ.")
@option("--fund", "fund_code", required=True, help="Mã quỹ giữ hộ.")
@option("--day", type=Day(), help="Từ ngày (mặc định hôm nay).")
@pass_edge
def open_(edge: Edge, code: str, name: str, donor_number: int, fund_code: str, day: date | None) -> None:
    """Mở một chương trình chuyển trao của một nhà tài trợ."""

    def work(session: Session, command: Command) -> Answer:
        one = open_programme(
            session,
            command,
            code,
            name,
            donor=find_donor(session, command.unit, donor_number),
            fund=find_fund(session, command.unit, fund_code),
            opened=day or this_day(),
        )
        return {"programme": one.code, "name": one.name, "opened": one.opened}

    payload = {"code": code, "name": name, "donor": donor_number, "fund": fund_code, "day": day}
    edge.carry_out("passing.open", payload, work, say="Đã mở chương trình chuyển trao {programme}: {name}.")


@passing_group.command("receive")
@click.argument("code")
@option("--amount", type=Amount(), help="Số tiền nhận để chuyển trao.")
@option("--line", type=int, help="Dòng sao kê, khi chuyển khoản.")
@option("--bank", "number", help="Số tài khoản nhận, khi chuyển khoản mà chưa có sao kê.")
@option("--goods", "texts", multiple=True, help="MÃ_HÀNG:SỐ_LƯỢNG:ĐƠN_GIÁ[:CÁCH_ĐỊNH_GIÁ[:GIẤY_TỜ]].")
@option("--place", "place_code", help="Mã kho, khi nhận hiện vật.")
@option("--day", type=Day(), help="Ngày nhận (dòng sao kê thì là ngày của dòng).")
@pass_edge
def receive_(
    edge: Edge,
    code: str,
    amount: int | None,
    line: int | None,
    number: str | None,
    texts: tuple[str, ...],
    place_code: str | None,
    day: date | None,
) -> None:
    """Nhận tiền hoặc hiện vật để chuyển trao; không phải khoản thu của quỹ."""
    if (amount is None) == (not texts) or bool(texts) != (place_code is not None):
        raise PassingUnclearError

    def work(session: Session, command: Command) -> Answer:
        entry = _receive(session, command, code, amount, line, number, texts, place_code, day)
        return {"programme": code, "entry": entry.id, "voucher": entry.voucher_code, "day": entry.day}

    payload: dict[str, Any] = {"code": code, "amount": amount, "line": line, "bank": number, "day": day}
    payload |= {"goods": list(texts), "place": place_code}
    say = "Đã nhận để chuyển trao {programme}: {voucher}, bút toán {entry}."
    edge.carry_out("passing.receive", payload, work, say=say)


def _receive(
    session: Session,
    command: Command,
    code: str,
    amount: int | None,
    line: int | None,
    number: str | None,
    texts: tuple[str, ...],
    place_code: str | None,
    day: date | None,
) -> PostedEntry:
    unit_id = command.unit
    programme = find_programme(session, unit_id, code)
    if amount is None:
        assert place_code is not None
        place = find_place(session, unit_id, place_code)
        lines = goods_in(session, unit_id, texts)
        return receive_goods(session, command, programme, day=day or this_day(), place=place, lines=lines)
    return receive_money(
        session,
        command,
        programme,
        amount,
        day=day or (this_day() if line is None else None),
        bank_account=None if number is None else find_bank_account(session, unit_id, number),
        bank_line=None if line is None else find_line(session, unit_id, line),
    )


@passing_group.command("hand-over")
@click.argument("code")
@option(
    "--amount",
    type=Amount(),
    required=True,
    help="Số tiền trao; hiện vật thì dùng `khfund goods hand-over --passing`.",
)
@option("--to", "receiver", required=True, help="Bên nhận: trường, xã, nhóm.")
@option("--address", default="", help="Địa chỉ bên nhận.")
@option("--bank", "number", help="Số tài khoản chi, khi chuyển khoản; bỏ trống là tiền mặt.")
@option("--day", type=Day(), help="Ngày chứng từ (mặc định hôm nay).")
@pass_edge
def hand_over_(
    edge: Edge, code: str, amount: int, receiver: str, address: str, number: str | None, day: date | None
) -> None:
    """Lập chứng từ trao tiền; người khác duyệt và ghi sổ bằng `khfund voucher`."""

    def work(session: Session, command: Command) -> Answer:
        one = draft_passing(
            session,
            command,
            find_programme(session, command.unit, code),
            amount,
            day=day or this_day(),
            receiver=receiver,
            address=address,
            bank_account=None if number is None else find_bank_account(session, command.unit, number),
        )
        return {"programme": code, "voucher": one.id, "state": one.state.value}

    payload = {"code": code, "amount": amount, "to": receiver, "address": address, "bank": number, "day": day}
    say = "Đã lập chứng từ nháp {voucher} để chuyển trao; cần người khác duyệt."
    edge.carry_out("passing.hand_over", payload, work, say=say)


@passing_group.command("close")
@click.argument("code")
@option("--day", type=Day(), help="Ngày kết thúc (mặc định hôm nay).")
@pass_edge
def close_(edge: Edge, code: str, day: date | None) -> None:
    """Kết thúc một chương trình đã trao hết."""

    def work(session: Session, command: Command) -> Answer:
        programme = find_programme(session, command.unit, code)
        one = close_programme(session, command, programme, day=day or this_day())
        return {"programme": one.code, "closed": one.closed}

    payload = {"code": code, "day": day}
    edge.carry_out("passing.close", payload, work, say="Chương trình chuyển trao {programme} đã kết thúc.")


@passing_group.command("list")
@option("--on", "day", type=Day(), help="Cuối ngày nào (mặc định hôm nay).")
@option("--all", "everything", is_flag=True, help="Cả chương trình không còn giữ gì.")
@pass_edge
def list_(edge: Edge, day: date | None, everything: bool) -> None:
    """Liệt kê những gì còn phải trao; danh sách này phải trở về không."""
    on = day or this_day()
    with edge.reading() as session:
        unit_id = edge.unit(session).id
        left = {one.programme.id: one for one in open_balances(session, unit_id, on)}
        rows = [
            {
                "programme": one.code,
                "name": one.name,
                "giver": giver_shown(session, one),
                "money": left[one.id].money if one.id in left else 0,
                "goods": left[one.id].goods if one.id in left else 0,
                "days": left[one.id].age if one.id in left else 0,
                "closed": one.closed,
            }
            for one in programmes(session, unit_id)
            if everything or one.id in left
        ]
    columns = [("programme", "Mã"), ("name", "Chương trình"), ("giver", "Nhà tài trợ"), ("money", "Còn tiền")]
    columns += [("goods", "Còn hàng trị giá"), ("days", "Số ngày đã giữ"), ("closed", "Kết thúc")]
    edge.list(rows, columns)


@passing_group.command("show")
@click.argument("code")
@pass_edge
def show_(edge: Edge, code: str) -> None:
    """Xem một chương trình giữ gì sau mỗi ngày có nhận, có trao."""
    with edge.reading() as session:
        programme = find_programme(session, edge.unit(session).id, code)
        rows = [
            {"day": one.day, "money": one.money, "goods": one.goods}
            for one in holdings(session, programme, programme.opened)
        ]
    edge.list(rows, [("day", "Ngày"), ("money", "Còn tiền"), ("goods", "Còn hàng trị giá")])
