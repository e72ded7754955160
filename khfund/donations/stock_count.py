"""Counting goods (kiểm kê kho): what was counted is compared with the book, and the difference booked with its reason.

Goods that are missing are booked as goods gone (6112), never as management cost, which has a cap of its own; goods
that turn up are goods received (5112) without a giver. Of goods held for a programme the giver is owed less, or more.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from khfund.donations.goods import Item, StoragePlace
from khfund.donations.pass_through import PassThrough, link, require_live
from khfund.donations.stock_movement import (
    Lot,
    MovementKind,
    Pile,
    QuantityUnfitError,
    arrive,
    held_on,
    leave,
    worth,
)
from khfund.errors import KhfundError
from khfund.ledger import AccountRole, PostedEntry, Posting, VoucherKind, account_for, post
from khfund.ledger.accounting_period import ReasonMissingError

if TYPE_CHECKING:
    from khfund.command import Command


class FoundValueMissingError(KhfundError):
    """Goods that turn up where the book has none are valued by whoever counts."""

    message = "Sổ không có {item} ở {place} nên không có giá để tính hàng thừa; hãy ghi giá trị một đơn vị."
    english = (
        "The book has no {item} in {place}, so there is no price for what was found; say what one is worth."
    )


def count_goods(
    session: Session,
    command: Command,
    *,
    day: date,
    pile: Pile,
    counted: int,
    reason: str,
    unit_value: int | None = None,
) -> PostedEntry | None:
    """Book the difference between what was counted on a day and what the book has; None when both agree.

    Missing goods leave at their value in the book; goods found come in at the average of what lies there, or at
    `unit_value` đồng each.

    Raises: QuantityUnfitError, ReasonMissingError, FoundValueMissingError, GoodsNotThereError, GoodsOutOfOrderError,
    PassThroughClosedError, and what `post` raises.
    """
    if counted < 0:
        raise QuantityUnfitError(quantity=counted, value=0)
    book = held_on(session, pile, day)
    if counted == book.quantity:
        return None
    if not reason.strip():
        raise ReasonMissingError
    if counted < book.quantity:
        (lot,) = worth(session, day, {pile: book.quantity - counted})
    else:
        lot = _found(session, pile, book, counted - book.quantity, unit_value)
    return _book(session, command, day, lot, reason, comes=counted > book.quantity)


def _found(session: Session, pile: Pile, book: Lot, quantity: int, unit_value: int | None) -> Lot:
    if unit_value is not None:
        return Lot(pile, quantity, quantity * unit_value)
    if not book.quantity:
        item, place = session.get_one(Item, pile.item), session.get_one(StoragePlace, pile.place)
        raise FoundValueMissingError(item=item.name, place=place.name)
    return Lot(pile, quantity, (2 * book.value * quantity + book.quantity) // (2 * book.quantity))


def _book(
    session: Session, command: Command, day: date, lot: Lot, reason: str, *, comes: bool
) -> PostedEntry:
    programme = None if lot.pile.programme is None else session.get_one(PassThrough, lot.pile.programme)
    if programme is not None:
        require_live(programme, day)
        role = AccountRole.PASS_THROUGH
    else:
        role = AccountRole.GIFTS_IN_KIND if comes else AccountRole.GOODS_HANDED_OVER
    stock = account_for(session, command.unit, AccountRole.GOODS).id
    other = account_for(session, command.unit, role).id
    item = session.get_one(Item, lot.pile.item)
    words = f"Kiểm kê {'thừa' if comes else 'thiếu'} {lot.quantity} {item.measure} {item.name}: {reason}"[
        :500
    ]
    posting = (
        Posting(stock, other, lot.pile.fund, lot.value)
        if comes
        else Posting(other, stock, lot.pile.fund, lot.value)
    )
    voucher = VoucherKind.GOODS_IN if comes else VoucherKind.GOODS_OUT
    entry = post(session, command, day, words, posting, voucher=voucher)
    if programme is not None:
        link(session, command, programme, entry)
    (arrive if comes else leave)(session, command, entry, MovementKind.COUNTED, [lot], note=reason)
    return entry
