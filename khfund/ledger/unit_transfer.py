"""Money from one unit to another: 136/112 in the book that sends, 112/336 in the book that receives, and whether both agree.

A unit that keeps no book here stands on one side only. What was sent and what arrived are read from the entries that
stand, so a reversal on either side shows at once as a difference between the two books.
"""

from __future__ import annotations

import enum
from collections.abc import Collection, Iterator
from datetime import date

import attrs
from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, String, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Mapped, Session, aliased, mapped_column

from khfund.audit import witnesses
from khfund.db import Base, Whole, never_changes, whole
from khfund.errors import KhfundError
from khfund.ledger.account import Account, AccountRole
from khfund.ledger.accounting_period import Book
from khfund.ledger.closure import LAST_DAY
from khfund.ledger.entry import Correction, Entry, PostingRow
from khfund.ledger.voucher import Voucher, VoucherState


class TransferUnknownError(KhfundError):
    """A transfer is known by its number to the two units between which money goes."""

    message = "Đơn vị không có khoản chuyển số {number}; xem bằng `khfund transfer list`."
    english = "The unit has no transfer number {number}; see `khfund transfer list`."


class TransferState(enum.StrEnum):
    """Where a transfer stands between two books."""

    ORDERED = "ordered"
    CANCELLED = "cancelled"
    SENT = "sent"
    ONE_SIDED = "one_sided"
    AGREES = "agrees"
    DIFFERS = "differs"


TRANSFER_STATES = {
    TransferState.ORDERED: "chờ gửi",
    TransferState.CANCELLED: "đã hủy",
    TransferState.SENT: "đã gửi, bên nhận chưa ghi",
    TransferState.ONE_SIDED: "một bên không có sổ ở đây",
    TransferState.AGREES: "hai sổ khớp",
    TransferState.DIFFERS: "hai sổ lệch",
}


@attrs.frozen
class Standing:
    """What stands of a transfer in the two books on a day, in đồng; 0 where nothing is booked, or was reversed."""

    transfer: UnitTransfer
    from_has_book: bool
    to_has_book: bool
    is_cancelled: bool = False
    sent: int = 0
    sent_on: date | None = None
    received: int = 0
    received_entry: int | None = None

    @property
    def difference(self) -> int:
        """Sent less received; 0 where one of the two keeps no book here."""
        return self.sent - self.received if self.from_has_book and self.to_has_book else 0

    @property
    def state(self) -> TransferState:
        """Where the transfer stands."""
        if not self.sent and not self.received:
            return TransferState.CANCELLED if self.is_cancelled else TransferState.ORDERED
        if not (self.from_has_book and self.to_has_book):
            return TransferState.ONE_SIDED
        if not self.received:
            return TransferState.SENT
        return TransferState.DIFFERS if self.difference else TransferState.AGREES


class UnitTransfer(Base):
    """Money from a unit to another. `voucher_id` is the voucher by which it is sent, None where the sender has no book here."""

    __tablename__ = "unit_transfer"
    __table_args__ = (
        CheckConstraint("from_id <> to_id", name="two_units"),
        CheckConstraint("amount > 0", name="amount_positive"),
        *whole("amount"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    from_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    to_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    day: Mapped[date]
    amount: Mapped[int] = mapped_column(Whole)
    narration: Mapped[str] = mapped_column(String(500))
    voucher_id: Mapped[int | None] = mapped_column(ForeignKey("voucher.id"), unique=True)
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))


class TransferReceipt(Base):
    """An entry by which the receiving unit booked a transfer; a reversed one no longer counts."""

    __tablename__ = "transfer_receipt"

    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), primary_key=True)
    transfer_id: Mapped[int] = mapped_column(ForeignKey("unit_transfer.id"), index=True)
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))


never_changes("unit_transfer")
never_changes("transfer_receipt")


@witnesses("unit_transfer")
def _ordered(session: Session) -> Iterator[tuple[int, str, str]]:
    for one in session.scalars(select(UnitTransfer).order_by(UnitTransfer.id)):
        yield one.command_number, transfer_figures(one), one.narration


@witnesses("transfer_receipt")
def _received(session: Session) -> Iterator[tuple[int, str, str]]:
    for one in session.scalars(select(TransferReceipt).order_by(TransferReceipt.entry_id)):
        yield one.command_number, f"{one.entry_id}|{one.transfer_id}", ""


def transfer_figures(one: UnitTransfer) -> str:
    """What the log vouches for."""
    return f"{one.id}|{one.from_id}|{one.to_id}|{one.day}|{one.amount}|{one.voucher_id or ''}"


def find_transfer(session: Session, unit_id: int, number: int) -> UnitTransfer:
    """Return a transfer from or to a unit.

    Raises: TransferUnknownError.
    """
    transfer = session.get(UnitTransfer, number)
    if transfer is None or unit_id not in (transfer.from_id, transfer.to_id):
        raise TransferUnknownError(number=number)
    return transfer


def standings(
    session: Session, unit_ids: Collection[int] | None = None, *, on: date = LAST_DAY
) -> list[Standing]:
    """Return how every transfer from or to the units (or any unit) stands on a day, by number."""
    query = select(UnitTransfer).order_by(UnitTransfer.id)
    if unit_ids is not None:
        query = query.where(or_(UnitTransfer.from_id.in_(unit_ids), UnitTransfer.to_id.in_(unit_ids)))
    transfers = session.scalars(query).all()
    if not transfers:
        return []
    books = set(session.scalars(select(Book.unit_id)))
    cancelled = set(session.scalars(select(Voucher.id).where(Voucher.state == VoucherState.CANCELLED)))
    sent, received = _sent(session, on), _received_of(session, on)
    found = []
    for one in transfers:
        amount, day = sent.get(one.id, (0, None))
        arrived, entry = received.get(one.id, (0, None))
        found.append(
            Standing(
                one,
                from_has_book=one.from_id in books,
                to_has_book=one.to_id in books,
                is_cancelled=one.voucher_id in cancelled,
                sent=amount,
                sent_on=day,
                received=arrived,
                received_entry=entry,
            )
        )
    return found


def standing(session: Session, transfer: UnitTransfer) -> Standing:
    """Return how one transfer stands."""
    own = standings(session, [transfer.from_id])
    return next(one for one in own if one.transfer.id == transfer.id)


def differences(
    session: Session, unit_ids: Collection[int] | None = None, *, on: date = LAST_DAY
) -> list[Standing]:
    """Return the transfers between two books kept here that do not agree on a day: not booked yet, or otherwise."""
    return [one for one in standings(session, unit_ids, on=on) if one.difference]


def _sent(session: Session, on: date) -> dict[int, tuple[int, date]]:
    """Transfer id → what its voucher's entry took to 136 and on which day, as far as it stands."""
    query = (
        select(UnitTransfer.id, func.sum(PostingRow.amount), Entry.day)
        .join(Voucher, Voucher.id == UnitTransfer.voucher_id)
        .join(Entry, Entry.id == Voucher.entry_id)
        .join(PostingRow, PostingRow.entry_id == Entry.id)
        .where(_has_role(PostingRow.debit_id, AccountRole.INTER_UNIT_RECEIVABLE))
        .where(Entry.day <= on, ~_reversed(on))
        .group_by(UnitTransfer.id, Entry.day)
    )
    return {number: (int(amount), day) for number, amount, day in session.execute(query)}


def _received_of(session: Session, on: date) -> dict[int, tuple[int, int]]:
    """Transfer id → what the receiving book took to 336, and by which entry, as far as it stands."""
    query = (
        select(TransferReceipt.transfer_id, func.sum(PostingRow.amount), func.max(Entry.id))
        .join(Entry, Entry.id == TransferReceipt.entry_id)
        .join(PostingRow, PostingRow.entry_id == Entry.id)
        .where(_has_role(PostingRow.credit_id, AccountRole.INTER_UNIT_PAYABLE))
        .where(Entry.day <= on, ~_reversed(on))
        .group_by(TransferReceipt.transfer_id)
    )
    return {number: (int(amount), entry) for number, amount, entry in session.execute(query)}


def _has_role(account_id: InstrumentedAttribute[int], role: AccountRole) -> ColumnElement[bool]:
    """Whether an account has a role: asked of the postings that are found, never the way to them."""
    return select(Account.id).where(Account.id == account_id, Account.role == role).exists()


def _reversed(on: date) -> ColumnElement[bool]:
    undone = aliased(Entry)
    reversal = (undone.corrects_id == Entry.id) & (undone.correction == Correction.REVERSAL)
    return select(undone.id).where(reversal, undone.day <= on).exists()
