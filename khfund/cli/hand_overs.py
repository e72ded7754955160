"""`goods`, what leaves: hand-over lists and their papers, counts, undoing, and what lies where."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click
from sqlalchemy.orm import Session

from khfund.cli.edge import Amount, Day, Edge, pass_edge, read_file, this_day
from khfund.cli.goods import goods_out, programme_of, whole_number
from khfund.cli.words import Command as Verb
from khfund.cli.words import option
from khfund.command import Answer, Command
from khfund.donations.goods import find_item, find_place, items, places
from khfund.donations.hand_over import (
    STATE_NAMES,
    NewHandOverLine,
    approve_hand_over,
    cancel_hand_over,
    deliver,
    draft_hand_over,
    find_hand_over,
    hand_overs,
    wanted,
)
from khfund.donations.recipient_list import read_recipients
from khfund.donations.stock import stock
from khfund.donations.stock_count import count_goods
from khfund.donations.stock_movement import Pile, undo
from khfund.errors import KhfundError
from khfund.ledger import find_fund


class HandOverSourceError(KhfundError):
    """A hand-over list comes from a file, or is one group that is named on the command line."""

    message = "Hãy ghi danh sách người nhận bằng --list TỆP, hoặc --goods MÃ_HÀNG:SỐ_LƯỢNG cho một nhóm; không ghi cả hai."
    english = "Give the recipients by --list FILE, or --goods ITEM:QUANTITY for one group; not both."


@click.command("hand-over", cls=Verb)
@option("--place", "place_code", required=True, help="Mã kho xuất.")
@option("--fund", "fund_code", required=True, help="Mã quỹ.")
@option("--purpose", required=True, help="Chương trình, nội dung trao; không ghi tên người nhận.")
@option("--to", "receiver", required=True, help="Bên nhận: trường, xã, nhóm.")
@option("--address", default="", help="Địa chỉ bên nhận.")
@option("--goods", "texts", multiple=True, help="MÃ_HÀNG:SỐ_LƯỢNG cho cả nhóm.")
@option("--heads", type=int, default=1, help="Số người trong nhóm.")
@option(
    "--list",
    "file",
    type=click.Path(path_type=Path),
    help="Tệp danh sách người nhận: họ và tên, lớp, mặt hàng, số lượng.",
)
@option("--passing", "programme_code", help="Mã chương trình chuyển trao, nếu là hàng giữ hộ.")
@option("--day", type=Day(), help="Ngày trao (mặc định hôm nay).")
@pass_edge
def hand_over_(
    edge: Edge,
    place_code: str,
    fund_code: str,
    purpose: str,
    receiver: str,
    address: str,
    texts: tuple[str, ...],
    heads: int,
    file: Path | None,
    programme_code: str | None,
    day: date | None,
) -> None:
    """Lập danh sách trao hiện vật; tên người nhận chỉ nằm trong tệp và bản ký nhận."""
    if (file is None) == (not texts):
        raise HandOverSourceError
    content, digest = read_file(file) if file else (b"", "")
    name = file.name if file else ""

    def work(session: Session, command: Command) -> Answer:
        unit_id = command.unit
        one = draft_hand_over(
            session,
            command,
            day=day or this_day(),
            place=find_place(session, unit_id, place_code),
            fund=find_fund(session, unit_id, fund_code),
            purpose=purpose,
            receiver=receiver,
            receiver_address=address,
            lines=_lines(session, unit_id, texts, heads, receiver, (content, name)),
            programme=programme_of(session, unit_id, programme_code),
        )
        return {"list": one.id, "state": one.state.value, "day": one.day}

    payload: dict[str, Any] = {"place": place_code, "fund": fund_code, "purpose": purpose, "to": receiver}
    payload |= {"address": address, "goods": list(texts), "heads": heads, "sha256": digest, "day": day}
    payload |= {"passing": programme_code}
    say = "Đã lập danh sách trao hiện vật số {list}; cần người khác duyệt."
    edge.carry_out("goods.hand_over", payload, work, say=say)


def _lines(
    session: Session,
    unit_id: int,
    texts: Sequence[str],
    heads: int,
    receiver: str,
    file: tuple[bytes, str],
) -> list[NewHandOverLine]:
    content, name = file
    if name:
        return read_recipients(session, unit_id, content, name)
    out = goods_out(session, unit_id, texts)
    return [NewHandOverLine(item, quantity, receiver, "", heads) for item, quantity in out]


@click.command("approve", cls=Verb)
@click.argument("number", type=int)
@pass_edge
def approve_(edge: Edge, number: int) -> None:
    """Duyệt danh sách trao hiện vật do người khác lập."""

    def work(session: Session, command: Command) -> Answer:
        one = approve_hand_over(session, command, find_hand_over(session, command.unit, number))
        return {"list": one.id, "state": one.state.value}

    say = "Đã duyệt danh sách trao hiện vật số {list}."
    edge.carry_out("goods.approve", {"list": number}, work, say=say)


@click.command("deliver", cls=Verb)
@click.argument("number", type=int)
@option("--day", type=Day(), help="Ngày trao thực tế (mặc định hôm nay).")
@pass_edge
def deliver_(edge: Edge, number: int, day: date | None) -> None:
    """Ghi đã trao một danh sách đã duyệt (phiếu xuất kho)."""

    def work(session: Session, command: Command) -> Answer:
        one = find_hand_over(session, command.unit, number)
        entry = deliver(session, command, one, day=day or this_day())
        return {"list": number, "entry": entry.id, "voucher": entry.voucher_code}

    say = "Đã trao hiện vật theo danh sách số {list}: {voucher}, bút toán {entry}."
    edge.carry_out("goods.deliver", {"list": number, "day": day}, work, say=say)


@click.command("cancel", cls=Verb)
@click.argument("number", type=int)
@option("--reason", required=True, help="Lý do.")
@pass_edge
def cancel_(edge: Edge, number: int, reason: str) -> None:
    """Hủy danh sách chưa trao."""

    def work(session: Session, command: Command) -> Answer:
        one = find_hand_over(session, command.unit, number)
        cancel_hand_over(session, command, one, reason=reason)
        return {"list": one.id, "state": one.state.value}

    payload = {"list": number, "reason": reason}
    edge.carry_out("goods.cancel", payload, work, say="Đã hủy danh sách trao hiện vật số {list}.")


@click.command("count", cls=Verb)
@click.argument("item_code")
@click.argument("counted")
@option("--place", "place_code", required=True, help="Mã kho.")
@option("--fund", "fund_code", required=True, help="Mã quỹ.")
@option("--passing", "programme_code", help="Mã chương trình chuyển trao, nếu là hàng giữ hộ.")
@option("--day", type=Day(), help="Ngày kiểm kê (mặc định hôm nay).")
@option("--reason", default="", help="Lý do thừa, thiếu.")
@option("--unit-value", type=Amount(), help="Giá trị một đơn vị của hàng thừa; mặc định theo giá bình quân.")
@pass_edge
def count_(
    edge: Edge,
    item_code: str,
    counted: str,
    place_code: str,
    fund_code: str,
    programme_code: str | None,
    day: date | None,
    reason: str,
    unit_value: int | None,
) -> None:
    """Kiểm kê một mặt hàng: ghi số đếm được và chênh lệch nếu có."""
    number = whole_number(counted)

    def work(session: Session, command: Command) -> Answer:
        unit_id = command.unit
        programme = programme_of(session, unit_id, programme_code)
        pile = Pile(
            find_place(session, unit_id, place_code).id,
            find_item(session, unit_id, item_code).id,
            find_fund(session, unit_id, fund_code).id,
            programme.id if programme else None,
        )
        on = day or this_day()
        entry = count_goods(
            session, command, day=on, pile=pile, counted=number, reason=reason, unit_value=unit_value
        )
        said = {"item": item_code, "counted": number, "entry": entry.id if entry else None}
        return said | {"voucher": entry.voucher_code if entry else ""}

    payload = {"item": item_code, "counted": number, "place": place_code, "fund": fund_code, "day": day}
    payload |= {"passing": programme_code, "reason": reason, "unit_value": unit_value}
    edge.carry_out("goods.count", payload, work, say="Đã kiểm kê {item}: {counted:so}. {voucher}")


@click.command("undo", cls=Verb)
@click.argument("entry", type=int)
@option("--day", type=Day(), help="Ngày đảo (mặc định hôm nay).")
@option("--reason", required=True, help="Lý do.")
@pass_edge
def undo_(edge: Edge, entry: int, day: date | None, reason: str) -> None:
    """Đảo một bút toán nhập, xuất kho cùng với hàng của nó."""

    def work(session: Session, command: Command) -> Answer:
        mirror = undo(session, command, entry, day=day or this_day(), reason=reason)
        return {"entry": entry, "reversal": mirror.id, "voucher": mirror.voucher_code}

    payload = {"entry": entry, "day": day, "reason": reason}
    say = "Đã đảo bút toán {entry} cùng hàng của nó: {voucher}."
    edge.carry_out("goods.undo", payload, work, say=say)


@click.command("stock", cls=Verb)
@option("--on", "day", type=Day(), help="Cuối ngày nào (mặc định hôm nay).")
@option("--place", "place_code", help="Chỉ kho này.")
@pass_edge
def stock_(edge: Edge, day: date | None, place_code: str | None) -> None:
    """Xem hàng đang có ở từng kho, số lượng và giá trị."""
    with edge.reading() as session:
        unit_id = edge.unit(session).id
        only = None if place_code is None else find_place(session, unit_id, place_code).id
        rows = [
            {
                "place": one.place.code,
                "item": one.item.code,
                "name": one.item.name,
                "measure": one.item.measure,
                "fund": one.fund.code,
                "held_for_others": one.pile.programme is not None,
                "quantity": one.quantity,
                "value": one.value,
            }
            for one in stock(session, unit_id, day or this_day())
            if only in (None, one.pile.place)
        ]
    columns = [("place", "Kho"), ("item", "Mã hàng"), ("name", "Tên hàng"), ("measure", "Đơn vị tính")]
    columns += [
        ("fund", "Quỹ"),
        ("held_for_others", "Giữ hộ"),
        ("quantity", "Số lượng"),
        ("value", "Giá trị"),
    ]
    edge.list(rows, columns)


@click.command("list", cls=Verb)
@click.argument("what", type=click.Choice(["hand-overs", "items", "places"]), default="hand-overs")
@pass_edge
def list_goods(edge: Edge, what: str) -> None:
    """Liệt kê danh sách trao (hand-overs), mặt hàng (items) hoặc kho (places)."""
    makers: dict[str, Callable[[Session, int], list[dict[str, Any]]]] = {
        "hand-overs": _hand_overs,
        "items": lambda s, unit_id: [
            {"item": one.code, "name": one.name, "measure": one.measure} for one in items(s, unit_id)
        ],
        "places": lambda s, unit_id: [
            {"place": one.code, "name": one.name, "address": one.address} for one in places(s, unit_id)
        ],
    }
    headings = {
        "hand-overs": [
            ("list", "Số"),
            ("day", "Ngày"),
            ("state_name", "Trạng thái"),
            ("pieces", "Số lượng"),
            ("receiver", "Bên nhận"),
            ("purpose", "Nội dung"),
        ],
        "items": [("item", "Mã hàng"), ("name", "Tên hàng"), ("measure", "Đơn vị tính")],
        "places": [("place", "Kho"), ("name", "Tên"), ("address", "Địa chỉ")],
    }
    with edge.reading() as session:
        rows = makers[what](session, edge.unit(session).id)
    edge.list(rows, headings[what])


def _hand_overs(session: Session, unit_id: int) -> list[dict[str, Any]]:
    """The lists, without who is on them."""
    return [
        {
            "list": str(one.id),
            "day": one.day,
            "state": one.state.value,
            "state_name": STATE_NAMES[one.state],
            "pieces": sum(wanted(session, one).values()),
            "receiver": one.receiver,
            "purpose": one.purpose,
            "entry": one.entry_id,
        }
        for one in hand_overs(session, unit_id)
    ]
