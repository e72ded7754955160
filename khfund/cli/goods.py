"""`goods`: gifts in kind, the stock, and what is handed over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import click
from sqlalchemy.orm import Session

from khfund.cli.edge import Amount, Day, Edge, pass_edge, this_day
from khfund.cli.words import Group, option
from khfund.command import Answer, Command
from khfund.donations.campaign import find_campaign
from khfund.donations.donor import find_donor
from khfund.donations.gift_in_kind import receive_in_kind
from khfund.donations.goods import Item, add_item, add_place, find_item, find_place
from khfund.donations.goods_line import Basis, NewGoods
from khfund.donations.opening_goods import take_over_goods
from khfund.donations.pass_through import PassThrough, find_programme
from khfund.donations.purchase import buy
from khfund.donations.stock_movement import Pile, move
from khfund.errors import KhfundError
from khfund.ledger import find_fund


class GoodsUnclearError(KhfundError):
    """Goods that come in are written ITEM:QUANTITY:UNIT_VALUE:BASIS:PAPER, of which the last two may be left out."""

    message = "Không hiểu «{text}»; hãy viết MÃ_HÀNG:SỐ_LƯỢNG:ĐƠN_GIÁ, thêm :CÁCH_ĐỊNH_GIÁ:GIẤY_TỜ nếu có, ví dụ XE:55:2.000.000:invoice:HĐ 12."
    english = "«{text}» is not clear; write ITEM:QUANTITY:UNIT_VALUE, with :BASIS:PAPER if there is one, such as XE:55:2.000.000:invoice:HĐ 12."


class GoodsOutUnclearError(KhfundError):
    """Goods that leave are written ITEM:QUANTITY."""

    message = "Không hiểu «{text}»; hãy viết MÃ_HÀNG:SỐ_LƯỢNG, ví dụ XE:55."
    english = "«{text}» is not clear; write ITEM:QUANTITY, such as XE:55."


def goods_in(session: Session, unit_id: int, texts: Sequence[str]) -> list[NewGoods]:
    """Read goods that come in.

    Raises: GoodsUnclearError, ItemUnknownError, and what reading an amount raises.
    """
    lines = []
    for text in texts:
        code, *rest = text.split(":", 4)
        if len(rest) < 2 or (len(rest) > 2 and rest[2] not in list(Basis)):
            raise GoodsUnclearError(text=text)
        basis = Basis(rest[2]) if len(rest) > 2 else Basis.DECLARED
        item = find_item(session, unit_id, code.strip())
        lines.append(NewGoods(item, whole_number(rest[0]), whole_number(rest[1]), basis, *rest[3:]))
    return lines


def whole_number(text: str) -> int:
    """Read a number of pieces, or đồng."""
    number: int = Amount().convert(text, None, None)
    return number


def goods_out(session: Session, unit_id: int, texts: Sequence[str]) -> list[tuple[Item, int]]:
    """Read goods that leave.

    Raises: GoodsOutUnclearError, ItemUnknownError, and what reading an amount raises.
    """
    found = []
    for text in texts:
        code, colon, quantity = text.partition(":")
        if not colon:
            raise GoodsOutUnclearError(text=text)
        found.append((find_item(session, unit_id, code.strip()), whole_number(quantity)))
    return found


def programme_of(session: Session, unit_id: int, code: str | None) -> PassThrough | None:
    """Find the programme that is named, if any."""
    return None if code is None else find_programme(session, unit_id, code)


_MORE = {
    "hand-over": "hand_overs:hand_over_",
    "approve": "hand_overs:approve_",
    "deliver": "hand_overs:deliver_",
    "cancel": "hand_overs:cancel_",
    "count": "hand_overs:count_",
    "undo": "hand_overs:undo_",
    "stock": "hand_overs:stock_",
    "list": "hand_overs:list_goods",
    "print": "hand_over_prints:print_hand_over",
}


@click.group("goods", cls=Group, lazy={verb: f"khfund.cli.{place}" for verb, place in _MORE.items()})
def goods_group() -> None:
    """Hiện vật: nhận, mua, chuyển kho, trao, kiểm kê."""


@goods_group.command("item-add")
@click.argument("code")
@click.argument("name")
@option("--measure", required=True, help="Đơn vị tính: chiếc, suất, hộp….")
@pass_edge
def item_add(edge: Edge, code: str, name: str, measure: str) -> None:
    """Thêm một mặt hàng."""

    def work(session: Session, command: Command) -> Answer:
        one = add_item(session, command, code, name, measure)
        return {"item": one.code, "name": one.name, "measure": one.measure}

    payload = {"code": code, "name": name, "measure": measure}
    edge.carry_out("goods.item_add", payload, work, say="Đã thêm mặt hàng {item}: {name} ({measure}).")


@goods_group.command("place-add")
@click.argument("code")
@click.argument("name")
@option("--address", default="", help="Địa chỉ.")
@pass_edge
def place_add(edge: Edge, code: str, name: str, address: str) -> None:
    """Thêm một kho."""

    def work(session: Session, command: Command) -> Answer:
        one = add_place(session, command, code, name, address)
        return {"place": one.code, "name": one.name}

    payload = {"code": code, "name": name, "address": address}
    edge.carry_out("goods.place_add", payload, work, say="Đã thêm kho {place}: {name}.")


@goods_group.command("receive")
@option(
    "--goods",
    "texts",
    multiple=True,
    required=True,
    help="MÃ_HÀNG:SỐ_LƯỢNG:ĐƠN_GIÁ[:CÁCH_ĐỊNH_GIÁ[:GIẤY_TỜ]].",
)
@option("--place", "place_code", required=True, help="Mã kho.")
@option("--fund", "fund_code", required=True, help="Mã quỹ.")
@option("--donor", "donor_number", type=int, help="Số của nhà hảo tâm; bỏ trống nếu không rõ tên.")
@option("--day", type=Day(), help="Ngày nhận (mặc định hôm nay).")
@option("--campaign", "campaign_code", help="Mã đợt vận động.")
@option("--anonymous/--named", default=None, help="Ẩn danh hay nêu tên; mặc định theo ý nhà hảo tâm.")
@option("--purpose", default="", help="Mục đích.")
@pass_edge
def receive_(
    edge: Edge,
    texts: tuple[str, ...],
    place_code: str,
    fund_code: str,
    donor_number: int | None,
    day: date | None,
    campaign_code: str | None,
    anonymous: bool | None,
    purpose: str,
) -> None:
    """Ghi ủng hộ bằng hiện vật (phiếu nhập kho); cách định giá: invoice, market, council, declared."""

    def work(session: Session, command: Command) -> Answer:
        unit_id = command.unit
        one = receive_in_kind(
            session,
            command,
            None if donor_number is None else find_donor(session, unit_id, donor_number),
            day=day or this_day(),
            place=find_place(session, unit_id, place_code),
            fund=find_fund(session, unit_id, fund_code),
            lines=goods_in(session, unit_id, texts),
            campaign=find_campaign(session, unit_id, campaign_code) if campaign_code else None,
            anonymous=anonymous,
            purpose=purpose,
        )
        return {"donation": one.id, "day": one.day, "amount": one.amount, "anonymous": one.anonymous}

    payload: dict[str, Any] = {"goods": list(texts), "place": place_code, "fund": fund_code, "day": day}
    payload |= {"donor": donor_number, "campaign": campaign_code, "anonymous": anonymous, "purpose": purpose}
    edge.carry_out(
        "goods.receive",
        payload,
        work,
        say="Đã ghi khoản ủng hộ hiện vật số {donation}, trị giá {amount:dong}.",
    )


@goods_group.command("buy")
@option(
    "--goods",
    "texts",
    multiple=True,
    required=True,
    help="MÃ_HÀNG:SỐ_LƯỢNG:ĐƠN_GIÁ[:CÁCH_ĐỊNH_GIÁ[:GIẤY_TỜ]].",
)
@option("--place", "place_code", required=True, help="Mã kho.")
@option("--fund", "fund_code", required=True, help="Mã quỹ.")
@option("--seller", required=True, help="Người bán.")
@option("--day", type=Day(), help="Ngày nhận hàng (mặc định hôm nay).")
@pass_edge
def buy_(
    edge: Edge, texts: tuple[str, ...], place_code: str, fund_code: str, seller: str, day: date | None
) -> None:
    """Nhập hàng mua (phiếu nhập kho), còn nợ người bán; trả tiền bằng chứng từ có người duyệt."""

    def work(session: Session, command: Command) -> Answer:
        unit_id = command.unit
        entry = buy(
            session,
            command,
            day=day or this_day(),
            place=find_place(session, unit_id, place_code),
            fund=find_fund(session, unit_id, fund_code),
            seller=seller,
            lines=goods_in(session, unit_id, texts),
        )
        return {"entry": entry.id, "voucher": entry.voucher_code, "day": entry.day}

    payload = {"goods": list(texts), "place": place_code, "fund": fund_code, "seller": seller, "day": day}
    edge.carry_out("goods.buy", payload, work, say="Đã nhập hàng mua: {voucher}, bút toán {entry}.")


@goods_group.command("take-over")
@option(
    "--goods",
    "texts",
    multiple=True,
    required=True,
    help="MÃ_HÀNG:SỐ_LƯỢNG:ĐƠN_GIÁ[:CÁCH_ĐỊNH_GIÁ[:GIẤY_TỜ]].",
)
@option("--place", "place_code", required=True, help="Mã kho.")
@option("--fund", "fund_code", required=True, help="Mã quỹ.")
@pass_edge
def take_over_(edge: Edge, texts: tuple[str, ...], place_code: str, fund_code: str) -> None:
    """Khai hiện vật của số dư đầu kỳ: mặt hàng, số lượng, đơn giá."""

    def work(session: Session, command: Command) -> Answer:
        unit_id = command.unit
        entry = take_over_goods(
            session,
            command,
            place=find_place(session, unit_id, place_code),
            fund=find_fund(session, unit_id, fund_code),
            lines=goods_in(session, unit_id, texts),
        )
        return {"fund": fund_code, "entry": entry.id, "day": entry.day}

    payload = {"goods": list(texts), "place": place_code, "fund": fund_code}
    edge.carry_out("goods.take_over", payload, work, say="Đã khai hiện vật đầu kỳ của quỹ {fund}.")


@goods_group.command("move")
@option("--goods", "texts", multiple=True, required=True, help="MÃ_HÀNG:SỐ_LƯỢNG.")
@option("--from", "start", required=True, help="Mã kho xuất.")
@option("--to", "end", required=True, help="Mã kho nhập.")
@option("--fund", "fund_code", required=True, help="Mã quỹ.")
@option("--passing", "programme_code", help="Mã chương trình chuyển trao, nếu là hàng giữ hộ.")
@option("--day", type=Day(), help="Ngày chuyển (mặc định hôm nay).")
@option("--reason", default="", help="Lý do.")
@pass_edge
def move_(
    edge: Edge,
    texts: tuple[str, ...],
    start: str,
    end: str,
    fund_code: str,
    programme_code: str | None,
    day: date | None,
    reason: str,
) -> None:
    """Chuyển hàng sang kho khác; giá trị đi theo hàng."""

    def work(session: Session, command: Command) -> Answer:
        unit_id = command.unit
        fund, programme = (
            find_fund(session, unit_id, fund_code),
            programme_of(session, unit_id, programme_code),
        )
        place, held_for = find_place(session, unit_id, start).id, programme.id if programme else None
        sums: dict[Pile, int] = {}
        for item, quantity in goods_out(session, unit_id, texts):
            pile = Pile(place, item.id, fund.id, held_for)
            sums[pile] = sums.get(pile, 0) + quantity
        to = find_place(session, unit_id, end)
        moved = move(session, command, day=day or this_day(), wanted=sums, to=to, note=reason)
        return {"lines": len(moved) // 2, "value": sum(one.value_in for one in moved)}

    payload = {"goods": list(texts), "from": start, "to": end, "fund": fund_code, "day": day}
    payload |= {"passing": programme_code, "reason": reason}
    edge.carry_out(
        "goods.move", payload, work, say="Đã chuyển kho {lines:so} mặt hàng, trị giá {value:dong}."
    )
