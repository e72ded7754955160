"""Booking bank lines straight from the statement: money from unknown givers, interest, fees, own transfers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING

import attrs
from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from khfund.banking.bank_account import BankAccount
from khfund.banking.bank_line import (
    BankLine,
    LineState,
    LineUnknownError,
    LineUse,
    UseKind,
    booked_sum,
    in_state,
    remaining,
    stands,
)
from khfund.banking.line_use import LineUsedUpError, chunks, use_lines, write_uses
from khfund.calendar import DateRange, format_day
from khfund.errors import KhfundError
from khfund.ledger.account import Account, AccountRole, account_for
from khfund.ledger.accounting_period import find_book
from khfund.ledger.entry import NewEntry, PostedEntry, Posting, PostingRow, VoucherKind
from khfund.ledger.journal import post, post_all
from khfund.vietnamese import clean

if TYPE_CHECKING:
    from khfund.command import Command

CHUNK = 5_000  # entries that are posted together
NARRATION_MAX = 500  # characters
UNKNOWN_MONEY = "Tiền vào chờ xác định"

TOLD_BY_THE_BANK = frozenset(
    {
        AccountRole.BANK,
        AccountRole.CASH,
        AccountRole.TERM_DEPOSIT,
        AccountRole.ACCRUED_INTEREST,
        AccountRole.INTEREST,
        AccountRole.MANAGEMENT,
    }
)
"""Own transfers, interest and fees: the statement is the paper."""

ONLY_MONEY_IN = frozenset(
    {
        AccountRole.OTHER_INCOME,
        AccountRole.DUES,
        AccountRole.RECEIVABLE,
        AccountRole.ADVANCE,
        AccountRole.SCHOLARSHIPS_PAYABLE,
        AccountRole.OTHER_PAYABLE,
        AccountRole.INTER_UNIT_RECEIVABLE,
        AccountRole.INTER_UNIT_PAYABLE,
    }
)
"""Money that comes, or comes back, and is no gift."""


class LineNeedsVoucherError(KhfundError):
    """Money spent goes through a voucher that another person approved, a gift through a donation (I17)."""

    message = (
        "Dòng sao kê {line} đối ứng với tài khoản {code} không ghi thẳng được: ủng hộ thì ghi khoản ủng hộ; việc khác "
        "thì lập chứng từ, người khác duyệt, rồi ghép bằng `khfund bank match`."
    )
    english = (
        "Bank line {line} cannot be posted against {code} directly: book a gift as a donation; for anything else draft "
        "a voucher, let another person approve it, then `khfund bank match`."
    )


class NotMoneyInError(KhfundError):
    """Only money that came in can wait to be identified."""

    message = "Dòng sao kê {line} là tiền ra; chỉ tiền vào mới ghi chờ xác định được."
    english = "Bank line {line} is money going out; only money that came in can wait to be identified."


@attrs.frozen
class Booked:
    """How many entries were posted and what they amount to in đồng."""

    entries: int
    amount: int


def book_unidentified(session: Session, command: Command, line_ids: Iterable[int]) -> Booked:
    """Book what is left of incoming lines as unidentified money in their bank account's default fund.

    Each is one entry, Nợ 112 / Có 3381 on a giấy báo có, dated on the line's day or, where that is closed or
    reconciled, on the first open day; its narration holds the bank's words.

    Raises: LineUnknownError, NotMoneyInError, LineUsedUpError, and what `post_all` raises.
    """
    desk = _Desk(session, command)
    entries = amount = 0
    for some in chunks(line_ids, CHUNK):
        waiting = desk.look_up(some)
        posted = post_all(session, command, [desk.entry(line) for line in waiting])
        uses = [
            (line.id, entry.id, line.left, UseKind.UNIDENTIFIED)
            for line, entry in zip(waiting, posted, strict=True)
        ]
        write_uses(session, command, uses)
        entries += len(uses)
        amount += sum(line.left for line in waiting)
    return Booked(entries, amount)


@attrs.frozen
class _Waiting:
    id: int
    bank_account_id: int
    day: date
    credit: int
    narration: str
    left: int


class _Desk:
    """The accounts and open days that many lines share."""

    def __init__(self, session: Session, command: Command) -> None:
        self.session = session
        self.unit_id = command.unit
        self.unknown_money = account_for(session, command.unit, AccountRole.UNIDENTIFIED).id
        self.banks: dict[int, BankAccount] = {}
        self.open_days: dict[tuple[int, date], date] = {}

    def look_up(self, wanted: list[int]) -> list[_Waiting]:
        """Return what waits, in the order asked for."""
        columns = (BankLine.bank_account_id, BankLine.day, BankLine.credit, BankLine.narration)
        query = select(BankLine.id, *columns).where(BankLine.unit_id == self.unit_id, BankLine.id.in_(wanted))
        found = {row[0]: row for row in self.session.execute(query)}
        sums = select(LineUse.line_id, booked_sum()).where(LineUse.line_id.in_(wanted), stands())
        booked = {line: int(amount) for line, amount in self.session.execute(sums.group_by(LineUse.line_id))}
        waiting = []
        for number in wanted:
            if number not in found:
                raise LineUnknownError(number=number)
            line = _Waiting(*found[number], left=found[number].credit - booked.get(number, 0))
            if not line.credit:
                raise NotMoneyInError(line=number)
            if not line.left:
                raise LineUsedUpError(line=number, left=0, asked=line.credit)
            booked[number] = line.credit  # a line named twice is used up the second time
            waiting.append(line)
        return waiting

    def entry(self, line: _Waiting) -> NewEntry:
        bank = self._bank(line.bank_account_id)
        key = line.bank_account_id, line.day
        if key not in self.open_days:
            self.open_days[key] = open_day(self.session, bank, line.day)
        day = self.open_days[key]
        posting = Posting(bank.account_id, self.unknown_money, bank.default_fund_id, line.left)
        words = narrate(line.narration, line.day, day, otherwise=UNKNOWN_MONEY)
        return NewEntry(day, words, [posting], VoucherKind.BANK_CREDIT)

    def _bank(self, number: int) -> BankAccount:
        if number not in self.banks:
            self.banks[number] = self.session.get_one(BankAccount, number)
        return self.banks[number]


def open_day(session: Session, bank_account: BankAccount, day: date) -> date:
    """Return the day itself if entries on the bank account may be dated on it, else the first later one."""
    book = find_book(session, bank_account.unit_id)
    ends = [end for end in (book.closed_until, bank_account.reconciled_until) if end is not None]
    return max([day, book.opened, *(end + timedelta(days=1) for end in ends)])


def narrate(bank_text: str, line_day: date, day: date, *, otherwise: str) -> str:
    """Make the narration of an entry from the bank's words; the line's day is added where the entry has another."""
    words = clean(bank_text) or otherwise
    if line_day != day:
        words = f"(sao kê ngày {format_day(line_day)}) {words}"
    return words[:NARRATION_MAX].rstrip()


def post_line(  # noqa: PLR0917  the line, then what a posting names
    session: Session,
    command: Command,
    line: BankLine,
    counter_account_id: int,
    fund_id: int,
    narration: str = "",
) -> PostedEntry:
    """Post what is left of a line against another account of the book and let the entry use the line.

    Money in is Nợ 112 / Có the counter account (interest 515, another bank account), money out the other way round
    (fees 642). Without a narration the bank's words stand. An own transfer is posted from one of its two lines; the
    other line is then matched to the entry.

    Raises: LineUsedUpError, LineNeedsVoucherError and what `post` raises.
    """
    left = remaining(session, line.id)
    if not left:
        raise LineUsedUpError(line=line.id, left=0, asked=line.amount)
    _require_plain(session, line, counter_account_id)
    bank = session.get_one(BankAccount, line.bank_account_id)
    comes_in = line.credit > 0
    sides = (bank.account_id, counter_account_id) if comes_in else (counter_account_id, bank.account_id)
    day = open_day(session, bank, line.day)
    words = narrate(
        narration or line.narration, line.day, day, otherwise="Tiền vào" if comes_in else "Tiền ra"
    )
    voucher = VoucherKind.BANK_CREDIT if comes_in else VoucherKind.BANK_DEBIT
    entry = post(session, command, day, words, Posting(*sides, fund_id, left), voucher=voucher)
    use_lines(session, command, [(line.id, entry.id, left)])
    return entry


def _require_plain(session: Session, line: BankLine, counter_account_id: int) -> None:
    """What the bank itself tells wants no voucher; money spent, and gifts, go their own way (I17)."""
    account = session.get(Account, counter_account_id)
    plain = TOLD_BY_THE_BANK | (ONLY_MONEY_IN if line.credit else frozenset())
    if account is not None and account.role not in plain:
        raise LineNeedsVoucherError(line=line.id, code=account.code)


def match_entry(session: Session, command: Command, line: BankLine, entry_id: int) -> int:
    """Let an entry that is posted already account for a line, as far as both reach, and return that amount in đồng.

    Raises: LineUsedUpError when the line is used up, UsesDisagreeError when the entry is, and what `use_lines` raises.
    """
    left = remaining(session, line.id)
    entry_left = _entry_left(session, line, entry_id)
    amount = min(left, entry_left) or line.amount
    use_lines(session, command, [(line.id, entry_id, amount)], partly=True)
    return amount


def _entry_left(session: Session, line: BankLine, entry_id: int) -> int:
    """What an entry moves in a line's direction, less what other lines of that bank account account for."""
    account = session.scalars(
        select(BankAccount.account_id).where(BankAccount.id == line.bank_account_id)
    ).one()
    signed = case((PostingRow.debit_id == account, PostingRow.amount), else_=-PostingRow.amount)
    touches = (PostingRow.debit_id == account) | (PostingRow.credit_id == account)
    moved = session.scalar(select(func.sum(signed)).where(PostingRow.entry_id == entry_id, touches)) or 0
    used = session.scalar(
        select(func.sum(LineUse.amount))
        .join(BankLine, BankLine.id == LineUse.line_id)
        .where(LineUse.entry_id == entry_id, BankLine.bank_account_id == line.bank_account_id)
    )
    return max(0, int(moved) * (1 if line.credit else -1) - int(used or 0))


def unmatched_credits(session: Session, bank_account_id: int, days: DateRange | None = None) -> list[int]:
    """Return the ids of incoming lines that are not in the book yet, by day and as imported."""
    query = in_state(select(BankLine), bank_account_id, LineState.UNMATCHED).where(BankLine.credit > 0)
    if days is not None:
        query = query.where(BankLine.day >= days.start, BankLine.day < days.end)
    return list(session.scalars(query.order_by(BankLine.day, BankLine.id).with_only_columns(BankLine.id)))
