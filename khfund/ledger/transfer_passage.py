"""Send money to another unit and book what came from one.

Sending is paying, and paying wants an approved voucher: `order_transfer` drafts one, another person approves it, and
when it is posted, by `voucher post` or `transfer send`, the money is sent. Receiving is booked by the other unit:
in the same transaction (`send_and_receive`), or when the money arrives.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from khfund.command import Command, Order, execute
from khfund.errors import KhfundError
from khfund.ledger.account import Account, AccountRole, account_for
from khfund.ledger.accounting_period import Book
from khfund.ledger.entry import NewEntry, PostedEntry, Posting, VoucherKind
from khfund.ledger.fund import Fund, find_fund
from khfund.ledger.journal import ForeignAccountError, post_all, require_postable
from khfund.ledger.unit_transfer import (
    TransferReceipt,
    TransferUnknownError,
    UnitTransfer,
    find_transfer,
    standing,
    transfer_figures,
)
from khfund.ledger.voucher import Voucher, draft_voucher, post_voucher
from khfund.ledger.voucher_watch import watches_vouchers
from khfund.unit import Unit, require_there

if TYPE_CHECKING:
    from khfund.command import Answer

_MONEY = {AccountRole.CASH, AccountRole.BANK}


class TransferToItselfError(KhfundError):
    """Money goes from one unit to another one."""

    message = "{unit} không chuyển tiền cho chính mình được; chuyển giữa các quỹ thì ghi bút toán hỗ trợ."
    english = "{unit} cannot transfer money to itself; between funds, book one fund's help for another."


class TransferAccountError(KhfundError):
    """Money leaves and arrives in cash or on a bank account on demand."""

    message = "Tài khoản {code} không phải tiền mặt hay tiền gửi; hãy chọn tài khoản tiền."
    english = "The account {code} is neither cash nor bank; choose an account of money."


class TransferNotSentError(KhfundError):
    """What has been sent can be received, on that day or later."""

    message = "Khoản chuyển {number} {reason}; chưa ghi nhận được."
    english = "Transfer {number} cannot be booked as received: {reason}."


class TransferReceivedError(KhfundError):
    """A transfer is received once."""

    message = "Khoản chuyển {number} đã được ghi nhận bằng bút toán {entry}."
    english = "Transfer {number} was booked as received by entry {entry}."


class SenderKeepsBookError(KhfundError):
    """Where both units keep books here, the transfer begins in the book of the one that sends."""

    message = (
        "{unit} có sổ ở đây; khoản chuyển phải do {unit} lập trước, rồi mới ghi nhận theo số của khoản đó."
    )
    english = "{unit} keeps its book here; the transfer is ordered there first and received by its number."


class TransferDiffersError(KhfundError):
    """A transfer that arrives as another amount than was sent is pointed out."""

    message = "Lưu ý: khoản chuyển {number} gửi {sent:dong} nhưng ghi nhận {received:dong}; hai sổ chênh nhau {difference:dong}."
    english = "Note: transfer {number} was sent as {sent:dong} and booked as {received:dong}; the two books differ by {difference:dong}."


def order_transfer(
    session: Session,
    command: Command,
    to: Unit,
    *,
    fund: Fund,
    amount: int,
    day: date,
    account: Account | None = None,
    narration: str = "",
) -> UnitTransfer:
    """Draft the voucher by which the command's unit sends money from a fund; `account` is the bank's unless it is given.

    Raises: TransferToItselfError, UnitNotThereError, TransferAccountError, and what `draft_voucher` raises.
    """
    own = session.get_one(Unit, command.unit)
    if to.id == own.id:
        raise TransferToItselfError(unit=own.name)
    require_there(to, day)
    money = _money(session, command.unit, account)
    claim = account_for(session, command.unit, AccountRole.INTER_UNIT_RECEIVABLE)
    said = narration or f"Chuyển tiền cho {to.name}"[:500]
    voucher = draft_voucher(
        session,
        command,
        VoucherKind.PAYMENT if money.role is AccountRole.CASH else VoucherKind.BANK_DEBIT,
        day=day,
        narration=said,
        postings=[Posting(claim.id, money.id, fund.id, amount)],
        party_name=to.name,
    )
    return _enter(session, command, UnitTransfer(
        from_id=own.id, to_id=to.id, day=day, amount=amount, narration=said, voucher_id=voucher.id
    ))  # fmt: skip


def _money(session: Session, unit_id: int, account: Account | None) -> Account:
    found = account or account_for(session, unit_id, AccountRole.BANK)
    if found.unit_id != unit_id:
        raise ForeignAccountError(thing="Tài khoản", number=found.id)
    if found.role not in _MONEY:
        raise TransferAccountError(code=found.code)
    return found


def _enter(session: Session, command: Command, transfer: UnitTransfer) -> UnitTransfer:
    transfer.command_number = command.number
    session.add(transfer)
    session.flush()
    command.witness("unit_transfer", transfer_figures(transfer), transfer.narration)
    return transfer


def send_transfer(session: Session, command: Command, transfer: UnitTransfer, *, day: date) -> PostedEntry:
    """Post the approved voucher of a transfer on the day on which the money left.

    Raises: TransferUnknownError, UnitNotThereError, and what `post_voucher` raises.
    """
    if transfer.from_id != command.unit or transfer.voucher_id is None:
        raise TransferUnknownError(number=transfer.id)
    return post_voucher(session, command, session.get_one(Voucher, transfer.voucher_id), day=day)


@watches_vouchers
def _require_receiver(session: Session, _command: Command, voucher_id: int, entry: PostedEntry) -> None:
    """However the voucher of a transfer is posted, the unit that gets the money exists on that day."""
    to = session.scalar(
        select(Unit)
        .join(UnitTransfer, UnitTransfer.to_id == Unit.id)
        .where(UnitTransfer.voucher_id == voucher_id)
    )
    if to is not None:
        require_there(to, entry.day)


def receive_transfer(
    session: Session,
    command: Command,
    transfer: UnitTransfer,
    *,
    fund: Fund,
    day: date,
    account: Account | None = None,
    amount: int | None = None,
) -> PostedEntry:
    """Book what the command's unit received; `amount` only where it is not what was sent, which is pointed out.

    Raises: TransferUnknownError, TransferNotSentError, TransferReceivedError, TransferAccountError, and what
    `journal.post` raises.
    """
    if transfer.to_id != command.unit:
        raise TransferUnknownError(number=transfer.id)
    stands = standing(session, transfer)
    if stands.received_entry is not None:
        raise TransferReceivedError(number=transfer.id, entry=stands.received_entry)
    outside = transfer.voucher_id is None  # whoever keeps no book here has sent what it said
    sent = transfer.day if outside else stands.sent_on
    if sent is None or day < sent:
        reason = "chưa được gửi" if sent is None else f"gửi ngày {sent:%d/%m/%Y}, sau ngày nhận"
        raise TransferNotSentError(number=transfer.id, reason=reason)
    owed = transfer.amount if outside else stands.sent
    arrived = owed if amount is None else amount
    said = f"Nhận tiền từ {session.get_one(Unit, transfer.from_id).name}: {transfer.narration}"
    booked = _arrival(session, command.unit, said, fund=fund, day=day, account=account, amount=arrived)
    entry = _book_receipt(session, command, transfer, booked)
    if arrived != owed:
        command.warn(
            TransferDiffersError(
                number=transfer.id, sent=owed, received=arrived, difference=abs(owed - arrived)
            )
        )
    return entry


def _book_receipt(
    session: Session, command: Command, transfer: UnitTransfer, arrived: NewEntry
) -> PostedEntry:
    entry = post_all(session, command, [arrived])[0]
    session.add(TransferReceipt(entry_id=entry.id, transfer_id=transfer.id, command_number=command.number))
    session.flush()
    command.witness("transfer_receipt", f"{entry.id}|{transfer.id}", "")
    return entry


def _arrival(
    session: Session, unit_id: int, said: str, *, fund: Fund, day: date, account: Account | None, amount: int
) -> NewEntry:
    money = _money(session, unit_id, account)
    debt = account_for(session, unit_id, AccountRole.INTER_UNIT_PAYABLE)
    voucher = VoucherKind.RECEIPT if money.role is AccountRole.CASH else VoucherKind.BANK_CREDIT
    return NewEntry(day, said[:500], [Posting(money.id, debt.id, fund.id, amount)], voucher)


def receive_from_outside(
    session: Session,
    command: Command,
    sender: Unit,
    *,
    fund: Fund,
    amount: int,
    day: date,
    account: Account | None = None,
    narration: str = "",
) -> UnitTransfer:
    """Book money from a unit that keeps no book here.

    Raises: TransferToItselfError, UnitNotThereError, SenderKeepsBookError, and what `receive_transfer` raises.
    """
    own = session.get_one(Unit, command.unit)
    if sender.id == own.id:
        raise TransferToItselfError(unit=own.name)
    require_there(sender, day)
    if session.get(Book, sender.id) is not None:
        raise SenderKeepsBookError(unit=sender.name)
    said = narration or f"Nhận tiền từ {sender.name}"[:500]
    booked = _arrival(session, command.unit, said, fund=fund, day=day, account=account, amount=amount)
    require_postable(session, command, [booked])
    transfer = UnitTransfer(from_id=sender.id, to_id=own.id, day=day, amount=amount, narration=said)
    _enter(session, command, transfer)
    _book_receipt(session, command, transfer, booked)
    return transfer


def send_and_receive(
    session: Session, sending: Order, receiving: Order, transfer_id: int, *, day: date, fund_code: str
) -> Answer:
    """Post an approved transfer in both books, or in neither: two commands in one transaction.

    `receiving` names the other unit and is given by a person who may receive there; `fund_code` is of its book.

    Raises: what `send_transfer` and `receive_transfer` raise, NotAllowedError.
    """
    from_here = execute(session, sending, lambda s, c: _send(s, c, transfer_id, day))
    there = execute(session, receiving, lambda s, c: _receive(s, c, transfer_id, day, fund_code))
    return from_here | {"received_entry": there["entry"]}


def _send(session: Session, command: Command, number: int, day: date) -> Answer:
    entry = send_transfer(session, command, find_transfer(session, command.unit, number), day=day)
    return {"transfer": number, "entry": entry.id, "voucher": entry.voucher_code}


def _receive(session: Session, command: Command, number: int, day: date, fund_code: str) -> Answer:
    transfer = find_transfer(session, command.unit, number)
    fund = find_fund(session, command.unit, fund_code)
    return {"entry": receive_transfer(session, command, transfer, fund=fund, day=day).id}
