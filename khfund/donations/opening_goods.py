"""Goods that lay there before the book opened: the balance brought forward says their value, this says what they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from khfund.donations.goods import StoragePlace
from khfund.donations.goods_line import NewGoods, require_sound, store
from khfund.donations.stock_movement import MovementKind, StockMovement
from khfund.errors import KhfundError
from khfund.ledger import Account, AccountRole, Correction, Entry, Fund, PostedEntry, PostingRow

if TYPE_CHECKING:
    from khfund.command import Command


class OpeningGoodsError(KhfundError):
    """What lay there before the book opened is worth, line by line, what was brought forward for it."""

    message = "Hiện vật khai trị giá {told:dong}, số dư đầu kỳ của tài khoản hiện vật, quỹ {fund} là {brought:dong}; hai số phải bằng nhau."
    english = "The goods told are worth {told:dong}, the balance of goods brought forward in the fund {fund} is {brought:dong}; both must agree."


class OpeningGoodsTwiceError(KhfundError):
    """What lay there before the book opened is told once for each fund."""

    message = "Hiện vật đầu kỳ của quỹ {fund} đã khai rồi; nếu sai, hãy đảo bằng `khfund goods undo` rồi ghi lại số dư đầu kỳ."
    english = "The opening goods of the fund {fund} were told already; if they are wrong, undo them by `khfund goods undo` and bring the balance forward again."


def take_over_goods(
    session: Session, command: Command, *, place: StoragePlace, fund: Fund, lines: Sequence[NewGoods]
) -> Entry:
    """Say what goods the opening balance of a fund consists of; nothing is posted, the entry is there already.

    Raises: GoodsEmptyError, QuantityUnfitError, ForeignRecordError, OpeningGoodsError, OpeningGoodsTwiceError.
    """
    require_sound(command, place, fund, lines)
    told = sum(line.value for line in lines)
    found = _brought(session, fund)
    if found is None or found[1] != told:
        raise OpeningGoodsError(told=told, fund=fund.code, brought=found[1] if found else 0)
    entry, _ = found
    same = select(StockMovement.id).where(
        StockMovement.entry_id == entry.id, StockMovement.fund_id == fund.id
    )
    if session.scalar(same.limit(1)) is not None:
        raise OpeningGoodsTwiceError(fund=fund.code)
    posted = PostedEntry(entry.id, entry.day, entry.voucher_kind, entry.voucher_number)
    store(session, command, posted, MovementKind.OPENING, place=place, fund=fund, lines=lines)
    return entry


def _brought(session: Session, fund: Fund) -> tuple[Entry, int] | None:
    """The standing entry that brought goods of a fund forward, and their value."""
    undone = aliased(Entry)
    reversal = (undone.corrects_id == Entry.id) & (undone.correction == Correction.REVERSAL)
    query = (
        select(Entry, func.sum(PostingRow.amount))
        .join(PostingRow, PostingRow.entry_id == Entry.id)
        .join(Account, Account.id == PostingRow.debit_id)
        .where(Entry.unit_id == fund.unit_id, Entry.correction == Correction.OPENING)
        .where(PostingRow.fund_id == fund.id, Account.role == AccountRole.GOODS)
        .where(~select(undone.id).where(reversal).exists())
        .group_by(Entry.id)
        .order_by(Entry.id)
    )
    found = session.execute(query).first()
    return None if found is None else (found[0], int(found[1]))
