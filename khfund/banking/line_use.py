"""Using bank lines: which entry of the journal accounts for which line, checked against both of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

import attrs
from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from khfund.banking.bank_account import BankAccount
from khfund.banking.bank_line import (
    BankLine,
    LineUnknownError,
    LineUse,
    UseKind,
    booked_sum,
    figures,
    stands,
    unidentified_sum,
)
from khfund.db import insert_rows
from khfund.errors import KhfundError
from khfund.ledger.account import Account, AccountRole
from khfund.ledger.entry import Correction, Entry, EntryUnknownError, PostingRow
from khfund.ledger.journal import holds_entries

if TYPE_CHECKING:
    from khfund.command import Command

CHUNK = 5_000  # rows that are looked up or written together


class UseNotPositiveError(KhfundError):
    """A use takes a positive amount of whole đồng."""

    message = "Số tiền dùng của dòng sao kê {line} là {amount}; cần số đồng nguyên, lớn hơn 0."
    english = "The amount {amount} used of bank line {line} must be whole đồng above 0."


class LineUsedUpError(KhfundError):
    """A bank line is used up to its amount, never beyond (I8)."""

    message = "Dòng sao kê {line} chỉ còn {left:dong} chưa dùng, không đủ {asked:dong}."
    english = "Of bank line {line} only {left:dong} are unused, not {asked:dong}."


class NotUnidentifiedError(KhfundError):
    """What is taken from the unidentified account was booked there for that line."""

    message = "Dòng sao kê {line} chỉ còn {left:dong} chờ xác định, không đủ {asked:dong}."
    english = "Of bank line {line} only {left:dong} are waiting to be identified, not {asked:dong}."


class EntryDoesNotMoveBankError(KhfundError):
    """An entry that uses a line moves that bank account in that line's direction."""

    message = "Bút toán {entry} không ghi {side} tài khoản {account} như dòng sao kê {line}."
    english = "The entry {entry} does not move the account {account} the way bank line {line} does ({side})."


class UsesDisagreeError(KhfundError):
    """What an entry moves on a bank account is what it uses of that account's lines."""

    message = "Bút toán {entry} ghi {moved:dong} trên tài khoản {account}, nhưng các dòng sao kê dùng cho nó cộng {used:dong}."
    english = "The entry {entry} moves {moved:dong} on the account {account}, but the bank lines used for it add up to {used:dong}."


class EntryReversedError(KhfundError):
    """Neither a reversed entry nor a reversal accounts for a bank line."""

    message = "Bút toán {entry} đã đảo hoặc là bút toán đảo, không dùng cho dòng sao kê được."
    english = "The entry {entry} is reversed or a reversal and cannot account for a bank line."


class ClearedSinceError(KhfundError):
    """The booking of unidentified money is not reversed while later entries stand on it."""

    message = "Bút toán {entry} ghi tiền chờ xác định đã được xác định sau đó (bút toán {by}); hãy đảo bút toán {by} trước."
    english = (
        "The unidentified money of entry {entry} was identified since (entry {by}); reverse entry {by} first."
    )


Use = tuple[int, int, int]
"""(line id, entry id, amount in đồng)."""


def use_lines(session: Session, command: Command, uses: Sequence[Use], *, partly: bool = False) -> None:
    """Record which entries account for which lines, all or none.

    An entry either moves the lines' bank account in their direction, or takes money that was booked as unidentified
    for them out of the unidentified account (to where it belongs, or back to its sender). Its uses add up to what it
    moves; with `partly` they may stay below that, for an entry that the bank carries out in several lines.

    Raises: LineUnknownError, EntryUnknownError, UseNotPositiveError, LineUsedUpError, NotUnidentifiedError,
    EntryDoesNotMoveBankError, UsesDisagreeError, EntryReversedError.
    """
    for some in chunks(_by_entry(uses), CHUNK):
        _Uses(session, command, some).record(partly=partly)


def _by_entry(uses: Sequence[Use]) -> Iterator[list[Use]]:
    grouped: dict[int, list[Use]] = defaultdict(list)
    for use in uses:
        grouped[use[1]].append(use)
    yield from grouped.values()


Item = TypeVar("Item")


def chunks(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """Give the items in lists of at most `size`."""
    rest = iter(items)
    while some := list(islice(rest, size)):
        yield some


@attrs.frozen
class _Line:
    id: int
    bank_account_id: int
    account_id: int
    account_code: str
    debit: int
    credit: int


class _Uses:
    """Uses of whole entries that are checked and written together; lines and entries are looked up once."""

    def __init__(self, session: Session, command: Command, entries: list[list[Use]]) -> None:
        self.session = session
        self.command = command
        self.uses = [use for uses in entries for use in uses]
        self.unknown_money = set(
            session.scalars(
                select(Account.id).where(
                    Account.unit_id == command.unit, Account.role == AccountRole.UNIDENTIFIED
                )
            )
        )
        self.lines = self._lines({line for line, _, _ in self.uses})
        self.moved = self._movements({entry for _, entry, _ in self.uses})

    def record(self, *, partly: bool) -> None:
        kinds = [self._kind(*use) for use in self.uses]
        self._require_within_lines(kinds)
        self._require_agreement(kinds, partly=partly)
        write_uses(
            self.session, self.command, [(*use, kind) for use, kind in zip(self.uses, kinds, strict=True)]
        )

    def _lines(self, wanted: set[int]) -> dict[int, _Line]:
        query = (
            select(
                BankLine.id,
                BankLine.bank_account_id,
                BankAccount.account_id,
                Account.code,
                BankLine.debit,
                BankLine.credit,
            )
            .join(BankAccount, BankAccount.id == BankLine.bank_account_id)
            .join(Account, Account.id == BankAccount.account_id)
            .where(BankLine.unit_id == self.command.unit)
        )
        found: dict[int, _Line] = {}
        for some in chunks(wanted, CHUNK):
            found |= {row[0]: _Line(*row) for row in self.session.execute(query.where(BankLine.id.in_(some)))}
        for line in wanted - found.keys():
            raise LineUnknownError(number=line)
        return found

    def _movements(self, wanted: set[int]) -> dict[int, dict[int, int]]:
        """Return entry → account → debits less credits."""
        query = select(Entry.id, Entry.correction).where(Entry.unit_id == self.command.unit)
        known = dict(self.session.execute(query.where(Entry.id.in_(wanted))).all())
        for entry in wanted - known.keys():
            raise EntryUnknownError(number=entry)
        undone = select(Entry.corrects_id).where(
            Entry.corrects_id.in_(wanted), Entry.correction == Correction.REVERSAL
        )
        gone = set(self.session.scalars(undone)) | {e for e, c in known.items() if c is Correction.REVERSAL}
        for entry in sorted(one for one in gone if one is not None):
            raise EntryReversedError(entry=entry)
        moved: dict[int, dict[int, int]] = {entry: defaultdict(int) for entry in wanted}
        columns = select(PostingRow.entry_id, PostingRow.debit_id, PostingRow.credit_id, PostingRow.amount)
        for entry, debit, credit, amount in self.session.execute(
            columns.where(PostingRow.entry_id.in_(wanted))
        ):
            moved[entry][debit] += amount
            moved[entry][credit] -= amount
        return moved

    def _kind(self, line_id: int, entry: int, amount: int) -> UseKind:
        if type(amount) is not int or amount <= 0:
            raise UseNotPositiveError(line=line_id, amount=amount)
        line, moved = self.lines[line_id], self.moved[entry]
        on_bank, unknown = moved.get(line.account_id, 0), sum(moved.get(one, 0) for one in self.unknown_money)
        comes_in = line.credit > 0
        if comes_in and on_bank <= 0 < unknown:
            return UseKind.CLEARING  # identified, or sent back
        if on_bank == 0 or (on_bank > 0) != comes_in:
            side = "Nợ" if comes_in else "Có"
            raise EntryDoesNotMoveBankError(entry=entry, side=side, account=line.account_code, line=line_id)
        return UseKind.UNIDENTIFIED if comes_in and on_bank == -unknown else UseKind.KNOWN

    def _require_within_lines(self, kinds: list[UseKind]) -> None:
        asked: dict[tuple[int, bool], int] = defaultdict(int)
        for (line, _, amount), kind in zip(self.uses, kinds, strict=True):
            asked[line, kind is UseKind.CLEARING] += amount
        query = (
            select(LineUse.line_id, booked_sum(), unidentified_sum())
            .where(stands())
            .group_by(LineUse.line_id)
        )
        before: dict[int, tuple[int, int]] = {}
        for some in chunks({line for line, _ in asked}, CHUNK):
            for line, booked, unknown in self.session.execute(query.where(LineUse.line_id.in_(some))):
                before[line] = int(booked), int(unknown)
        for (line, clears), amount in asked.items():
            booked, unknown = before.get(line, (0, 0))
            left = self.lines[line].debit + self.lines[line].credit - booked
            if clears and amount > unknown:
                raise NotUnidentifiedError(line=line, left=unknown, asked=amount)
            if not clears and amount > left:
                raise LineUsedUpError(line=line, left=left, asked=amount)

    def _require_agreement(self, kinds: list[UseKind], *, partly: bool) -> None:
        used: dict[tuple[int, int, bool], int] = defaultdict(
            int
        )  # (entry, bank account or none, clearing) → đồng
        accounts: dict[tuple[int, int, bool], _Line] = {}
        for (line_id, entry, amount), kind in zip(self.uses, kinds, strict=True):
            line, clears = self.lines[line_id], kind is UseKind.CLEARING
            key = entry, 0 if clears else line.bank_account_id, clears
            used[key] += amount
            accounts[key] = line
        for key, amount in self._used_before({entry for entry, _, _ in used}).items():
            if key in used:
                used[key] += amount
        for (entry, _, clears), amount in used.items():
            line = accounts[entry, 0 if clears else _, clears]
            moved = self._moved(entry, line, clears=clears)
            if amount > moved or (amount < moved and not partly):
                code = "tiền chờ xác định" if clears else line.account_code
                raise UsesDisagreeError(entry=entry, moved=moved, account=code, used=amount)

    def _moved(self, entry: int, line: _Line, *, clears: bool) -> int:
        moved = self.moved[entry]
        return abs(sum(moved.get(one, 0) for one in self.unknown_money) if clears else moved[line.account_id])

    def _used_before(self, entries: set[int]) -> dict[tuple[int, int, bool], int]:
        clears = LineUse.kind == UseKind.CLEARING
        account = case((clears, 0), else_=BankLine.bank_account_id)
        query = (
            select(LineUse.entry_id, account, clears, func.sum(LineUse.amount))
            .join(BankLine, BankLine.id == LineUse.line_id)
            .where(LineUse.entry_id.in_(entries))
            .group_by(LineUse.entry_id, account, clears)
        )
        return {
            (entry, bank, bool(kind)): int(amount)
            for entry, bank, kind, amount in self.session.execute(query)
        }


_COLUMNS = ("id", "line_id", "entry_id", "kind", "amount", "command_number")


def write_uses(session: Session, command: Command, uses: Sequence[tuple[int, int, int, UseKind]]) -> None:
    """Write uses that are known to be right: (line, entry, amount, kind)."""
    first = (session.scalar(select(func.max(LineUse.id))) or 0) + 1
    rows = [
        (number, line, entry, kind.value, amount, command.number)
        for number, (line, entry, amount, kind) in enumerate(uses, first)
    ]
    insert_rows(session, "line_use", _COLUMNS, rows)
    command.witness("line_use", "\n".join(figures(row[:-1]) for row in rows), "\n" * (len(rows) - 1))


@holds_entries
def _cleared_since(session: Session, entry_id: int) -> None:
    """Refuse to reverse the booking of unidentified money that was cleared since."""
    booked = select(LineUse.line_id).where(LineUse.entry_id == entry_id, LineUse.kind == UseKind.UNIDENTIFIED)
    clearing = select(LineUse.entry_id).where(
        LineUse.line_id.in_(booked), LineUse.kind == UseKind.CLEARING, stands()
    )
    by = session.scalar(clearing.limit(1))
    if by is not None:
        raise ClearedSinceError(entry=entry_id, by=by)
