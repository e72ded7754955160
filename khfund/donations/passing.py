"""What comes in and goes out for a programme that only passes through: money by bank or in cash, and goods."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.banking.bank_account import BankAccount
from khfund.banking.bank_line import BankLine
from khfund.banking.line_money import money_of
from khfund.banking.line_use import use_lines
from khfund.db import Base, never_changes
from khfund.donations.gift import ForeignRecordError, GiftDayError
from khfund.donations.goods import StoragePlace
from khfund.donations.goods_line import NewGoods, listed, require_sound, store
from khfund.donations.pass_through import PassThrough, giver_shown, link, require_live, require_money
from khfund.donations.stock_movement import MovementKind
from khfund.ledger import (
    AccountRole,
    Fund,
    PostedEntry,
    Posting,
    Voucher,
    VoucherKind,
    VoucherState,
    account_for,
    draft_voucher,
    post,
)
from khfund.ledger.voucher import VoucherLine
from khfund.ledger.voucher_watch import watches_vouchers

if TYPE_CHECKING:
    from khfund.command import Command


class PassThroughVoucher(Base):
    """A voucher by which money of a programme is handed over; its entry belongs to the programme when it is posted."""

    __tablename__ = "pass_through_voucher"

    voucher_id: Mapped[int] = mapped_column(ForeignKey("voucher.id"), primary_key=True, autoincrement=False)
    programme_id: Mapped[int] = mapped_column(ForeignKey("pass_through.id"), index=True)


never_changes("pass_through_voucher")


def receive_money(
    session: Session,
    command: Command,
    programme: PassThrough,
    amount: int,
    *,
    day: date | None = None,
    bank_account: BankAccount | None = None,
    bank_line: BankLine | None = None,
) -> PostedEntry:
    """Book money to be passed on: Nợ 111 or the bank account, Có 3382. `day` may be left out for a bank line.

    A bank line is used by the amount, and money of it that waits as unidentified comes from there.

    Raises: PassThroughClosedError, PassThroughEarlyError, GiftDayError, ForeignRecordError, what `post` and `use_lines` raise.
    """
    owed = account_for(session, command.unit, AccountRole.PASS_THROUGH).id
    words = f"Nhận để chuyển trao «{programme.name}» của {giver_shown(session, programme)}"
    if bank_line is not None:
        return _from_line(session, command, programme, amount, owed, words, bank_line, day)
    assert day is not None, "money without a bank line names its day"
    if bank_account is not None and bank_account.unit_id != command.unit:
        raise ForeignRecordError(thing="Tài khoản ngân hàng", number=bank_account.id)
    if bank_account is None:
        debit, voucher = account_for(session, command.unit, AccountRole.CASH).id, VoucherKind.RECEIPT
    else:
        debit, voucher = bank_account.account_id, VoucherKind.BANK_CREDIT
    posting = Posting(debit, owed, programme.fund_id, amount)
    entry = post(session, command, day, words, posting, voucher=voucher)
    link(session, command, programme, entry)
    return entry


def _from_line(  # noqa: PLR0917  the money, where it goes and where it lies
    session: Session,
    command: Command,
    programme: PassThrough,
    amount: int,
    owed: int,
    words: str,
    line: BankLine,
    day: date | None,
) -> PostedEntry:
    money = money_of(session, command, [line.id])[line.id]
    if day is not None and day != money.came:
        raise GiftDayError(line=line.id, came=money.came, day=day)
    postings = money.postings(credit=owed, fund=programme.fund_id, amount=amount)
    voucher = VoucherKind.JOURNAL if money.unidentified else VoucherKind.BANK_CREDIT
    entry = post(session, command, money.day, words, *postings, voucher=voucher)
    use_lines(session, command, [(line.id, entry.id, amount)])
    link(session, command, programme, entry)
    return entry


def receive_goods(
    session: Session,
    command: Command,
    programme: PassThrough,
    *,
    day: date,
    place: StoragePlace,
    lines: Sequence[NewGoods],
) -> PostedEntry:
    """Book goods to be passed on: Nợ 152, Có 3382 line by line (phiếu nhập kho); they are no income.

    Raises: PassThroughClosedError, PassThroughEarlyError, GoodsEmptyError, QuantityUnfitError, ForeignRecordError, what `post` raises.
    """
    fund = session.get_one(Fund, programme.fund_id)
    require_sound(command, place, fund, lines)
    stock = account_for(session, command.unit, AccountRole.GOODS).id
    owed = account_for(session, command.unit, AccountRole.PASS_THROUGH).id
    goods = listed([(line.item, line.quantity) for line in lines])
    words = f"Nhận hiện vật để chuyển trao «{programme.name}» của {giver_shown(session, programme)}: {goods}"[
        :500
    ]
    postings = [Posting(stock, owed, fund.id, line.value) for line in lines]
    entry = post(session, command, day, words, *postings, voucher=VoucherKind.GOODS_IN)
    link(session, command, programme, entry)
    store(
        session,
        command,
        entry,
        MovementKind.HELD,
        place=place,
        fund=fund,
        lines=lines,
        programme=programme.id,
    )
    return entry


def draft_passing(
    session: Session,
    command: Command,
    programme: PassThrough,
    amount: int,
    *,
    day: date,
    receiver: str,
    address: str = "",
    bank_account: BankAccount | None = None,
) -> Voucher:
    """Draft the phiếu chi or the transfer by which money of a programme goes on: Nợ 3382, Có 111 or the bank account.

    Another person approves it and a third step posts it, as with every voucher (I17). What other drafts will hand
    over is no longer free.

    Raises: PassThroughClosedError, PassThroughEarlyError, PassThroughBeyondError, ForeignRecordError, and what `draft_voucher` raises.
    """
    require_live(programme, day)
    if bank_account is not None and bank_account.unit_id != command.unit:
        raise ForeignRecordError(thing="Tài khoản ngân hàng", number=bank_account.id)
    waiting = _waiting(session, programme)
    require_money(session, programme, day, amount + waiting, moved=False)
    owed = account_for(session, command.unit, AccountRole.PASS_THROUGH).id
    out = bank_account.account_id if bank_account else account_for(session, command.unit, AccountRole.CASH).id
    voucher = draft_voucher(
        session,
        command,
        VoucherKind.BANK_DEBIT if bank_account else VoucherKind.PAYMENT,
        day=day,
        narration=f"Chuyển trao «{programme.name}» của {giver_shown(session, programme)}",
        postings=[Posting(owed, out, programme.fund_id, amount)],
        party_name=receiver,
        party_address=address,
        own_paper=True,
    )
    session.add(PassThroughVoucher(voucher_id=voucher.id, programme_id=programme.id))
    session.flush()
    return voucher


def _waiting(session: Session, programme: PassThrough) -> int:
    """Đồng of a programme in vouchers that are not posted yet."""
    query = (
        select(func.coalesce(func.sum(VoucherLine.amount), 0))
        .join(PassThroughVoucher, PassThroughVoucher.voucher_id == VoucherLine.voucher_id)
        .join(Voucher, Voucher.id == VoucherLine.voucher_id)
        .where(PassThroughVoucher.programme_id == programme.id)
        .where(Voucher.state.in_([VoucherState.DRAFT, VoucherState.APPROVED]))
    )
    return int(session.scalars(query).one())


@watches_vouchers
def _posted(session: Session, command: Command, voucher_id: int, entry: PostedEntry) -> None:
    """Let the entry of a programme's voucher belong to it, and refuse it if the money is not there."""
    found = session.get(PassThroughVoucher, voucher_id)
    if found is None:
        return
    programme = session.get_one(PassThrough, found.programme_id)
    link(session, command, programme, entry)
    amount = session.scalars(
        select(func.sum(VoucherLine.amount)).where(VoucherLine.voucher_id == voucher_id)
    ).one()
    require_money(session, programme, entry.day, int(amount or 0), moved=True)
