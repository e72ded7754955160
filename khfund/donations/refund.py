"""Donations taken back: cancelled when entered by mistake, refunded when money really goes back to the giver."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from khfund import money
from khfund.actor import require_another
from khfund.banking.bank_account import BankAccount
from khfund.banking.bank_line import BankLine, LineUse
from khfund.banking.line_use import use_lines
from khfund.calendar import today
from khfund.command import LoggedCommand
from khfund.donations.donation import (
    DONATION_HOLDERS,
    Donation,
    DonationEvent,
    EventKind,
    FundShare,
    credited,
    given_back,
    hold_entry,
    is_cancelled,
)
from khfund.donations.gift import BankAccountMissingError, Way
from khfund.donations.stock_movement import take_back
from khfund.errors import KhfundError
from khfund.ledger import (
    AccountRole,
    Correction,
    Entry,
    NewEntry,
    PostedEntry,
    Posting,
    PostingRow,
    VoucherKind,
    account_for,
    post_all,
    reverse,
)
from khfund.ledger.accounting_period import ReasonMissingError

if TYPE_CHECKING:
    from khfund.command import Command


class DonationCancelledError(KhfundError):
    """A cancelled donation is neither cancelled again nor refunded."""

    message = "Khoản ủng hộ số {number} đã hủy; không hủy hay hoàn lại lần nữa."
    english = "Donation {number} is cancelled; it is neither cancelled again nor refunded."


class DonationRefundedError(KhfundError):
    """A donation of which money went back is real, and is refunded rather than cancelled."""

    message = (
        "Khoản ủng hộ số {number} đã hoàn {refunded:dong} nên không hủy được; hãy hoàn lại phần còn lại."
    )
    english = (
        "Of donation {number} {refunded:dong} went back already, so it cannot be cancelled; refund the rest."
    )


class RefundTooLargeError(KhfundError):
    """No more is given back than was given, to each fund and in all."""

    message = "Khoản ủng hộ số {number} chỉ còn {left:dong} có thể hoàn, không đủ {asked:dong}."
    english = "Of donation {number} only {left:dong} can be refunded, not {asked:dong}."


class GoodsNotRefundedError(KhfundError):
    """Goods are no money that goes back: a gift in kind entered by mistake is cancelled."""

    message = "Khoản ủng hộ số {number} bằng hiện vật, không hoàn lại bằng tiền được; ghi nhầm thì hủy bằng `khfund donation cancel`."
    english = "Donation {number} came in kind and is not refunded in money; if it was a mistake, cancel it by `khfund donation cancel`."


def cancel(session: Session, command: Command, donation: Donation, *, day: date, reason: str) -> PostedEntry:
    """Take back a donation that was entered by mistake: its entry is reversed, its bank line becomes free again, its goods leave.

    Raises: GoodsGoneError, DonationCancelledError, DonationRefundedError, whatever a record that stands on the donation raises (a
    receipt), and what `reverse` raises.
    """
    refunded = _require_standing(session, command, donation)
    if refunded:
        raise DonationRefundedError(number=donation.id, refunded=refunded)
    mirror = reverse(session, command, donation.id, day=day, reason=reason, holder=hold_entry)
    take_back(session, command, donation.id, mirror)
    _record(session, command, donation, EventKind.CANCELLED, mirror.id, donation.amount, reason)
    return mirror


def refund(  # noqa: PLR0913  whatever may be said of money that goes back
    session: Session,
    command: Command,
    donation: Donation,
    *,
    day: date,
    reason: str,
    amount: int | None = None,
    fund: int | None = None,
    way: Way | None = None,
    bank_account: BankAccount | None = None,
    bank_line: BankLine | None = None,
) -> PostedEntry:
    """Give back all that is left of a donation, or `amount` đồng of it.

    The entry debits what the gift had credited (5111 or 411) and credits cash or the bank account, the way that the
    gift had come unless said otherwise; `bank_line` is the line by which the bank paid it out. Of a gift to several
    funds, each bears its proportion, or `fund` (by id) bears all.

    Raises: GoodsNotRefundedError, RefundTooLargeError, DonationCancelledError, ReasonMissingError,
    BankAccountMissingError, what a receipt that stands on the donation raises, and what `post` and `use_lines` raise.
    """
    _require_standing(session, command, donation)
    if donation.way is Way.GOODS:
        raise GoodsNotRefundedError(number=donation.id)
    if not reason.strip():
        raise ReasonMissingError
    out, voucher = _source(session, command, donation, day, way, bank_account, bank_line)
    postings = _postings(session, donation, out, amount, fund)
    words = f"Hoàn lại khoản ủng hộ số {donation.id}: {reason}"[:500]
    wanted = NewEntry(day, words, postings, voucher, donation.id, Correction.REFUND)
    (entry,) = post_all(session, command, [wanted])
    back = sum(posting.amount for posting in postings)
    _record(session, command, donation, EventKind.REFUNDED, entry.id, back, reason)
    if bank_line is not None:
        use_lines(session, command, [(bank_line.id, entry.id, back)])
    return entry


def _postings(
    session: Session, donation: Donation, out: int, amount: int | None, fund: int | None
) -> list[Posting]:
    """What each share of a gift bears of a refund out of the account `out`."""
    shares_left = refundable(session, donation).items()
    left = {key: rest for key, rest in shares_left if fund is None or key[0].fund_id == fund}
    asked = sum(left.values()) if amount is None else amount
    if not 0 < asked <= sum(left.values()):
        raise RefundTooLargeError(number=donation.id, left=sum(left.values()), asked=asked)
    portions = zip(left, money.split(asked, list(left.values())), strict=True)
    return [Posting(account, out, share.fund_id, part) for (share, account), part in portions if part]


def refundable(session: Session, donation: Donation) -> dict[tuple[FundShare, int], int]:
    """Return (share as given, its account id) → đồng of it that have not gone back, for shares with something left.

    Shares of the same fund and account count together, as the first of them.
    """
    returned: dict[tuple[int, int], int] = defaultdict(int)
    refunds = (
        select(PostingRow.fund_id, PostingRow.debit_id, PostingRow.amount)
        .join(Entry, Entry.id == PostingRow.entry_id)
        .where(Entry.corrects_id == donation.id, Entry.correction == Correction.REFUND)
    )
    for fund_id, account, amount in session.execute(refunds):
        returned[fund_id, account] += amount
    left: dict[tuple[FundShare, int], int] = {}
    for share, account in credited(session, donation.id):
        gone = min(share.amount, returned[share.fund_id, account])
        returned[share.fund_id, account] -= gone
        if gone < share.amount:
            left[share, account] = left.get((share, account), 0) + share.amount - gone
    return left


def _require_standing(session: Session, command: Command, donation: Donation) -> int:
    """Refuse a cancelled donation, one that something stands on, and whoever booked it; return what was refunded."""
    if is_cancelled(session, donation.id):
        raise DonationCancelledError(number=donation.id)
    for holder in DONATION_HOLDERS:
        holder(session, donation.id)
    _require_another(session, command, donation)
    return given_back(session, donation.id)


def _require_another(session: Session, command: Command, donation: Donation) -> None:
    """No person takes a gift and gives it back alone (I17)."""
    booked = select(LoggedCommand.person_id).join(Entry, Entry.command_number == LoggedCommand.number)
    require_another(
        session,
        command.person_id,
        session.scalars(booked.where(Entry.id == donation.id)).one(),
        unit_id=command.unit,
        on=today(command.at),
        did="ghi sổ",
        does="hoàn lại hay hủy",
    )


def _source(  # noqa: PLR0917  all the ways in which money can go back
    session: Session,
    command: Command,
    donation: Donation,
    day: date,
    way: Way | None,
    bank_account: BankAccount | None,
    bank_line: BankLine | None,
) -> tuple[int, VoucherKind]:
    """The account that the money leaves, and the paper for it."""
    if bank_line is not None:
        way, bank_account = Way.TRANSFER, session.get_one(BankAccount, bank_line.bank_account_id)
    elif bank_account is not None:
        way = Way.TRANSFER
    if (way or donation.way) is Way.CASH:
        return account_for(session, command.unit, AccountRole.CASH).id, VoucherKind.PAYMENT
    bank = bank_account or _came_by(session, donation)
    if bank is None or bank.unit_id != command.unit:
        raise BankAccountMissingError(day=day)
    return bank.account_id, VoucherKind.BANK_DEBIT


def _came_by(session: Session, donation: Donation) -> BankAccount | None:
    """The bank account that a gift came in by: the one of its bank line, else the one that its entry debits."""
    by_line = select(BankLine.bank_account_id).join(LineUse).where(LineUse.entry_id == donation.id)
    by_entry = (
        select(BankAccount.id)
        .join(PostingRow, PostingRow.debit_id == BankAccount.account_id)
        .where(PostingRow.entry_id == donation.id)
    )
    number = session.scalar(by_line.limit(1)) or session.scalar(by_entry.limit(1))
    return None if number is None else session.get(BankAccount, number)


def _record(  # noqa: PLR0917  the columns of the row
    session: Session,
    command: Command,
    donation: Donation,
    kind: EventKind,
    entry_id: int,
    amount: int,
    reason: str,
) -> None:
    row = {
        "entry_id": entry_id,
        "donation_id": donation.id,
        "kind": kind,
        "amount": amount,
        "reason": reason[:300],
    }
    session.execute(insert(DonationEvent).values(row))
    command.witness("donation_events", f"{entry_id}|{donation.id}|{kind.value}|{amount}", reason[:300])
