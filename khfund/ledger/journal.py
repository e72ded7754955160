"""The journal: entries are written once, after every check, and corrected only by further entries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from khfund.calendar import today as day_of
from khfund.db import insert_rows
from khfund.driver import Statement
from khfund.errors import KhfundError
from khfund.ledger.account import Account, AccountClosedError, AccountRole, Nature
from khfund.ledger.accounting_period import ReasonMissingError, require_open
from khfund.ledger.balance import add_to_totals
from khfund.ledger.counter import take_numbers
from khfund.ledger.entry import (
    Correction,
    NewEntry,
    PostedEntry,
    Posting,
    VoucherKind,
    find_entry,
    postings_of,
    principal_of,
    reversed_by,
)
from khfund.ledger.fund import Fund, FundClosedError
from khfund.ledger.posting_target import account_of, book_of, fund_of
from khfund.ledger.spending import look_at_spending

if TYPE_CHECKING:
    from khfund.command import Command

AMOUNT_MAX = 10**15  # đồng in one posting; a thousand such stay far below 2^63


class EntryEmptyError(KhfundError):
    """An entry has at least one posting (I1)."""

    message = "Bút toán ngày {day:%d/%m/%Y} không có dòng nào; hãy nhập ít nhất một dòng Nợ/Có."
    english = "The entry of {day:%d/%m/%Y} has no posting; enter at least one."


class NarrationUnfitError(KhfundError):
    """An entry says in one readable line what happened."""

    message = "Diễn giải bút toán ngày {day:%d/%m/%Y} không dùng được: {reason}. Hãy viết một dòng, không quá 500 ký tự."
    english = "The narration of the entry of {day:%d/%m/%Y} is unfit: {reason}. Write one line of at most 500 characters."


class AmountNotPositiveError(KhfundError):
    """A posting moves a positive amount of whole đồng (I1)."""

    message = "Số tiền {amount} không ghi sổ được; cần số đồng nguyên, lớn hơn 0 và không quá {most:dong}."
    english = "The amount {amount} cannot be posted; it must be whole đồng, above 0 and at most {most:dong}."


class SameAccountError(KhfundError):
    """A posting has two different accounts (I1)."""

    message = "Nợ và Có cùng một tài khoản {code}; hãy chọn hai tài khoản khác nhau."
    english = "Debit and credit are the same account {code}; choose two different ones."


class ForeignAccountError(KhfundError):
    """A posting lies in the book of one unit."""

    message = "{thing} số {number} không thuộc sổ của đơn vị này."
    english = "{thing} number {number} does not belong to this unit's book."


class PrincipalUntouchableError(KhfundError):
    """Principal never falls below what was given to it (I4)."""

    message = "Vốn gốc của quỹ {fund} không được chi; chỉ chi từ phần được chi (lãi)."
    english = "The principal of the fund {fund} may not be spent; spend from its spendable part (interest)."


class UnitEndedError(KhfundError):
    """The book of a unit that has ended takes nothing but the entry that hands everything over."""

    message = "Đơn vị đã kết thúc từ ngày {ended:%d/%m/%Y}; không ghi sổ ngày {day:%d/%m/%Y} được. Hãy ghi ở đơn vị kế thừa."
    english = (
        "The unit ended on {ended:%d/%m/%Y}; nothing is booked on {day:%d/%m/%Y}. Book it with its successor."
    )


class InterfundUnbalancedError(KhfundError):
    """What one fund gives to help another, the other gets in the same entry."""

    message = "Bút toán ngày {day:%d/%m/%Y} chuyển giữa các quỹ nhưng bên cho và bên nhận chênh nhau {difference:dong}; hãy ghi cả hai quỹ trong một bút toán."
    english = "The entry of {day:%d/%m/%Y} moves money between funds, but giving and receiving differ by {difference:dong}; post both funds in one entry."


class CorrectionTooEarlyError(KhfundError):
    """What corrects an entry is dated on its day or later."""

    message = "Bút toán {number} ghi ngày {original:%d/%m/%Y}; không đảo hay hoàn lại vào ngày {day:%d/%m/%Y} trước đó được."
    english = "The entry {number} is dated {original:%d/%m/%Y}; it cannot be reversed or refunded earlier, on {day:%d/%m/%Y}."


class AlreadyReversedError(KhfundError):
    """An entry is reversed once."""

    message = "Bút toán {number} đã được đảo bằng bút toán {by}."
    english = "The entry {number} was reversed by entry {by}."


class ReversalOfReversalError(KhfundError):
    """A reversal is not reversed; what was right is posted again."""

    message = "Bút toán {number} là bút toán đảo; hãy ghi lại bút toán đúng thay vì đảo lần nữa."
    english = "The entry {number} is itself a reversal; post the right entry again instead."


PostingRule = Callable[[Session, Account, date], None]
POSTING_RULES: list[PostingRule] = []
"""Functions (session, account, day) that refuse postings to an account on a day."""


def may_refuse_postings(rule: PostingRule) -> PostingRule:
    """Register a function that may refuse postings to an account on a day; each area of work adds its own."""
    POSTING_RULES.append(rule)
    return rule


def post(
    session: Session,
    command: Command,
    day: date,
    narration: str,
    *postings: Posting,
    voucher: VoucherKind = VoucherKind.JOURNAL,
    corrects: int | None = None,
    correction: Correction | None = None,
) -> PostedEntry:
    """Write one entry into the book of the command's unit; see `post_all`."""
    return post_all(session, command, [NewEntry(day, narration, postings, voucher, corrects, correction)])[0]


def post_all(session: Session, command: Command, entries: Sequence[NewEntry]) -> list[PostedEntry]:
    """Write entries into the book of the command's unit, in order, all or none.

    Everything but overspending is checked before anything is written. Voucher numbers are taken, totals moved and the command's
    digests extended in the same transaction.

    Raises: EntryEmptyError, NarrationUnfitError, EntryUnknownError, AmountNotPositiveError, SameAccountError,
    ForeignAccountError, AccountClosedError, FundClosedError, PrincipalUntouchableError, InterfundUnbalancedError,
    SpendingPrincipalError, CorrectionTooEarlyError, BeforeBookError, PeriodClosedError, FutureDayError,
    UnitEndedError.
    """
    if not entries:
        return []
    checks = _Checks(session, command)
    checks.require_postable(entries)
    posted = _number(session, command, entries)
    _write(session, command, entries, posted)
    add_to_totals(session, command.unit, ((e.day, p) for e in entries for p in e.postings))
    look_at_spending(session, command, entries, checks.accounts, checks.funds)
    return posted


def require_postable(session: Session, command: Command, entries: Sequence[NewEntry]) -> None:
    """Refuse entries that `post_all` would refuse, without writing anything."""
    _Checks(session, command).require_postable(entries)


class _Checks:
    """What must hold before an entry is written; accounts and funds are looked up once."""

    def __init__(self, session: Session, command: Command) -> None:
        self.session = session
        self.unit_id = command.unit
        self.book, self.ended = book_of(session, command.unit)
        self.today = day_of(command.at)
        self.days: set[tuple[date, Correction | None]] = set()
        self.accounts: dict[int, Account] = {}
        self.funds: dict[int, Fund] = {}
        self.sound: set[tuple[int, int, int, date, tuple[bool, bool]]] = set()
        self.taken: Counter[tuple[int, int]] = Counter()
        self.shared: set[int] = set()  # accounts by which funds help each other

    def require_postable(self, entries: Sequence[NewEntry]) -> None:
        for entry in entries:
            self._require_day(entry.day, entry.correction)
            if not entry.postings:
                raise EntryEmptyError(day=entry.day)
            _require_narration(entry)
            for posting in entry.postings:
                amount = posting.amount
                if type(amount) is not int or not 0 < amount <= AMOUNT_MAX:
                    raise AmountNotPositiveError(amount=amount, most=AMOUNT_MAX)
                kind = entry.corrects is not None, entry.correction is Correction.HANDOVER
                key = (posting.debit, posting.credit, posting.fund, entry.day, kind)
                if key not in self.sound:
                    self._require_sound(posting, entry)
                    self.sound.add(key)
            if self.shared:
                self._require_shared(entry)
            if entry.corrects is not None:
                self._require_correction(entry, entry.corrects)

    def _require_day(self, day: date, correction: Correction | None) -> None:
        if (day, correction) in self.days:
            return
        if self.ended is not None and day >= self.ended and correction is not Correction.HANDOVER:
            raise UnitEndedError(ended=self.ended, day=day)
        before = self.book.opened - timedelta(days=1)
        if not (correction is Correction.OPENING and day == before and self.book.closed_until is None):
            require_open(self.book, day, today=self.today)
        self.days.add((day, correction))

    def _require_sound(self, posting: Posting, entry: NewEntry) -> None:
        debit, credit = self._account(posting.debit, entry), self._account(posting.credit, entry)
        fund = self._fund(posting.fund, entry)
        if debit.id == credit.id:
            raise SameAccountError(code=debit.code)
        handed_over = entry.correction is Correction.HANDOVER
        if debit.role == AccountRole.PRINCIPAL and entry.corrects is None and not handed_over:
            raise PrincipalUntouchableError(fund=fund.code)

    def _require_shared(self, entry: NewEntry) -> None:
        """Carrying such a balance forward to another account of the same fund moves nothing between funds."""
        given = got = 0
        for posting in entry.postings:
            debit, credit = self.accounts[posting.debit].role, self.accounts[posting.credit].role
            given += (
                posting.amount if posting.debit in self.shared and credit.nature is not Nature.FUND else 0
            )
            got += posting.amount if posting.credit in self.shared and debit.nature is not Nature.FUND else 0
        if given != got:
            raise InterfundUnbalancedError(day=entry.day, difference=abs(given - got))

    def _require_correction(self, entry: NewEntry, corrected: int) -> None:
        original = find_entry(self.session, self.unit_id, corrected).day
        if entry.day < original:
            raise CorrectionTooEarlyError(number=corrected, original=original, day=entry.day)
        given_back: Counter[int] = Counter()
        for posting in entry.postings:
            if self.accounts[posting.debit].role == AccountRole.PRINCIPAL:
                given_back[posting.fund] += posting.amount
        for fund, amount in given_back.items():
            self.taken[corrected, fund] += amount
            if self.taken[corrected, fund] > principal_of(self.session, corrected, fund):
                raise PrincipalUntouchableError(fund=self.funds[fund].code)

    def _account(self, number: int, entry: NewEntry) -> Account:
        day = entry.day
        account = self.accounts.get(number) or account_of(self.session, self.unit_id, number)
        if account is None:
            raise ForeignAccountError(thing="Tài khoản", number=number)
        if account.closed is not None and day >= account.closed and not self._carries_forward(entry):
            raise AccountClosedError(code=account.code, closed=account.closed)
        for rule in POSTING_RULES:
            rule(self.session, account, day)
        if account.role is AccountRole.INTERFUND:
            self.shared.add(number)
        self.accounts[number] = account
        return account

    def _fund(self, number: int, entry: NewEntry) -> Fund:
        fund = self.funds.get(number) or fund_of(self.session, self.unit_id, number)
        if fund is None:
            raise ForeignAccountError(thing="Quỹ", number=number)
        early = entry.day < fund.opened and entry.correction is not Correction.OPENING
        late = fund.closed is not None and entry.day >= fund.closed
        if early or (late and not self._carries_forward(entry)):
            raise FundClosedError(code=fund.code, day=entry.day)
        self.funds[number] = fund
        return fund

    def _carries_forward(self, entry: NewEntry) -> bool:
        """Whether a year's income and cost move to the spendable balance, or back: also in what was closed in it."""
        how = entry.correction
        if how is Correction.REVERSAL and entry.corrects is not None:
            how = find_entry(self.session, self.unit_id, entry.corrects).correction
        return how is Correction.YEAR_END


def _require_narration(entry: NewEntry) -> None:
    said = entry.narration
    if not said.strip():
        raise NarrationUnfitError(day=entry.day, reason="chưa viết gì")
    if len(said) > 500:
        raise NarrationUnfitError(day=entry.day, reason=f"dài {len(said)} ký tự")
    if not said.isprintable():
        raise NarrationUnfitError(day=entry.day, reason="có ký tự xuống dòng, điều khiển hoặc ẩn")


_NEXT = Statement("SELECT COALESCE(MAX(id), 0) + 1 FROM entry")


def _number(session: Session, command: Command, entries: Sequence[NewEntry]) -> list[PostedEntry]:
    first = int(_NEXT.run(session).scalar_one())
    wanted = Counter((entry.voucher, entry.day.year) for entry in entries)
    last = {
        series: take_numbers(session, command.unit, series[0].value, series[1], count) - count
        for series, count in wanted.items()
    }
    posted = []
    for number, entry in enumerate(entries, first):
        series = (entry.voucher, entry.day.year)
        last[series] += 1
        posted.append(PostedEntry(number, entry.day, entry.voucher, last[series]))
    return posted


_ENTRY_COLUMNS = (
    "id", "unit_id", "day", "voucher_kind", "voucher_year", "voucher_number", "narration", "command_number",
    "corrects_id", "correction",
)  # fmt: skip
_POSTING_COLUMNS = ("entry_id", "line", "debit_id", "credit_id", "fund_id", "amount")


def _write(
    session: Session, command: Command, entries: Sequence[NewEntry], posted: Sequence[PostedEntry]
) -> None:
    unit_id, number = command.unit, command.number
    entry_rows, posting_rows, figures = [], [], []
    for entry, row in zip(entries, posted, strict=True):
        day, voucher = entry.day.isoformat(), row.voucher.value
        correction = entry.correction.value if entry.correction else None
        entry_rows.append(
            (row.id, unit_id, day, voucher, entry.day.year, row.voucher_number, entry.narration,
             number, entry.corrects, correction)
        )  # fmt: skip
        for line, p in enumerate(entry.postings, 1):
            posting_rows.append((row.id, line, p.debit, p.credit, p.fund, p.amount))
            figures.append(
                f"{row.id}|{unit_id}|{day}|{voucher}|{row.voucher_number}|{entry.corrects or ''}|"
                f"{correction or ''}|{line}|{p.debit}|{p.credit}|{p.fund}|{p.amount}"
            )
    insert_rows(session, "entry", _ENTRY_COLUMNS, entry_rows)
    insert_rows(session, "posting", _POSTING_COLUMNS, posting_rows)
    texts = [entry.narration for entry in entries for _ in entry.postings]
    command.witness("journal", "\n".join(figures), "\n".join(texts))


Holder = Callable[[Session, int], None]
HOLDERS: list[Holder] = []
"""Functions (session, entry id) that refuse the reversal of an entry which another record still stands on."""


def holds_entries(holder: Holder) -> Holder:
    """Register a function that may refuse a reversal."""
    HOLDERS.append(holder)
    return holder


def reverse(
    session: Session, command: Command, entry_id: int, *, day: date, reason: str, holder: Holder | None = None
) -> PostedEntry:
    """Write the mirror image of an entry, dated in an open month, naming the original.

    `holder` is the caller's own: the record that stands on the entry goes with it, and is not asked.

    Raises: EntryUnknownError, AlreadyReversedError, ReversalOfReversalError, ReasonMissingError, whatever a record
    that stands on the entry raises, and what `post_all` raises.
    """
    entry = find_entry(session, command.unit, entry_id)
    if not reason.strip():
        raise ReasonMissingError
    if entry.correction == Correction.REVERSAL:
        raise ReversalOfReversalError(number=entry_id)
    by = reversed_by(session, entry_id)
    if by is not None:
        raise AlreadyReversedError(number=entry_id, by=by)
    for other in HOLDERS:
        if other is not holder:
            other(session, entry_id)
    mirror = [Posting(p.credit_id, p.debit_id, p.fund_id, p.amount) for p in postings_of(session, entry_id)]
    narration = f"Đảo bút toán {entry.id} ({entry.voucher_code}): {reason}"[:500]
    undone = NewEntry(day, narration, mirror, corrects=entry.id, correction=Correction.REVERSAL)
    return post_all(session, command, [undone])[0]
