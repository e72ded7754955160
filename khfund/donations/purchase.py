"""Goods bought to be handed over: they come in owed to the seller, and are paid by a voucher that another approves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from khfund.donations.goods import StoragePlace
from khfund.donations.goods_line import NewGoods, listed, require_sound, store
from khfund.donations.stock_movement import MovementKind
from khfund.ledger import AccountRole, Fund, PostedEntry, Posting, VoucherKind, account_for, post
from khfund.vietnamese import clean

if TYPE_CHECKING:
    from khfund.command import Command


def buy(
    session: Session,
    command: Command,
    *,
    day: date,
    place: StoragePlace,
    fund: Fund,
    seller: str,
    lines: Sequence[NewGoods],
) -> PostedEntry:
    """Book goods that were bought: Nợ 152, Có 3388 owed to the seller (phiếu nhập kho).

    The money goes out by a phiếu chi or a transfer, Nợ 3388, that one person drafts and another approves (I17); who
    takes the goods in does not pay for them in the same breath.

    Raises: GoodsEmptyError, QuantityUnfitError, ForeignRecordError, and what `post` raises.
    """
    require_sound(command, place, fund, lines)
    stock = account_for(session, command.unit, AccountRole.GOODS).id
    owed = account_for(session, command.unit, AccountRole.OTHER_PAYABLE).id
    goods = listed([(line.item, line.quantity) for line in lines])
    words = f"Mua hiện vật của {clean(seller)}: {goods}"[:500]
    postings = [Posting(stock, owed, fund.id, line.value) for line in lines]
    entry = post(session, command, day, words, *postings, voucher=VoucherKind.GOODS_IN)
    store(session, command, entry, MovementKind.PURCHASE, place=place, fund=fund, lines=lines)
    return entry
