"""Lines of bank statements as the bank wrote them, for ever, and what each of them was used for.

A line is used by entries of the journal up to its amount (I8). A use whose entry was reversed no longer counts, so
nothing here is ever changed or taken back. Debit and credit are the bank's: its credit is money that came in.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator
from datetime import date

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    Select,
    String,
    Subquery,
    Text,
    UniqueConstraint,
    case,
    func,
    select,
    text,
)
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from khfund.audit import witnesses
from khfund.calendar import DateRange
from khfund.db import Base, Whole, guard, never_changes, one_of, whole
from khfund.errors import KhfundError
from khfund.ledger.entry import Correction, Entry


class LineUnknownError(KhfundError):
    """A bank line is known by its number."""

    message = "Đơn vị không có dòng sao kê số {number}."
    english = "The unit has no bank line number {number}."


class LineState(enum.StrEnum):
    """How far a line has been used."""

    ALL = "all"
    UNMATCHED = "unmatched"  # something of it is not in the book yet
    UNIDENTIFIED = "unidentified"  # it is in the book as money whose giver or purpose is unknown
    USED = "used"  # all of it is in the book, and known


class UseKind(enum.StrEnum):
    """What a use makes of a line's money."""

    KNOWN = "known"  # an entry moved the bank account and said what for
    UNIDENTIFIED = "unidentified"  # an entry moved the bank account against the unidentified account
    CLEARING = "clearing"  # a later entry took the money from the unidentified account


class BankLine(Base):
    """One line of a bank's statement; `row` is its row in the file that brought it.

    `occurrence` counts truly identical lines from 1.
    """

    __tablename__ = "bank_line"
    __table_args__ = (
        UniqueConstraint("bank_account_id", "day", "fingerprint", "occurrence"),
        CheckConstraint("debit >= 0 AND credit >= 0 AND (debit = 0) <> (credit = 0)", name="one_side"),
        *whole("debit", "credit"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True, autoincrement=False)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    bank_account_id: Mapped[int] = mapped_column(ForeignKey("bank_account.id"))
    statement_id: Mapped[int] = mapped_column(
        ForeignKey("imported_statement.id", deferrable=True, initially="DEFERRED"), index=True
    )
    row: Mapped[int]
    day: Mapped[date]
    reference: Mapped[str] = mapped_column(Text)
    debit: Mapped[int] = mapped_column(Whole)
    credit: Mapped[int] = mapped_column(Whole)
    balance: Mapped[int | None] = mapped_column(Whole)
    narration: Mapped[str] = mapped_column(Text)
    counterparty: Mapped[str] = mapped_column(Text)
    counterparty_account: Mapped[str] = mapped_column(Text)
    fingerprint: Mapped[str] = mapped_column(String(64))
    occurrence: Mapped[int]
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))

    @property
    def amount(self) -> int:
        """Đồng, whichever way they went."""
        return self.debit + self.credit

    @property
    def net(self) -> int:
        """What the line adds to the bank account; negative for a debit."""
        return self.credit - self.debit


class LineUse(Base):
    """That an entry accounts for `amount` đồng of a line."""

    __tablename__ = "line_use"
    __table_args__ = (
        UniqueConstraint("line_id", "entry_id"),
        Index("ix_line_use_entry", "entry_id"),
        CheckConstraint("amount > 0", name="amount_positive"),
        *whole("amount"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True, autoincrement=False)
    line_id: Mapped[int] = mapped_column(ForeignKey("bank_line.id"))
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"))
    kind: Mapped[UseKind] = mapped_column(one_of(UseKind))
    amount: Mapped[int] = mapped_column(Whole)
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))


never_changes("bank_line")
never_changes("line_use")
guard(
    "bank_line_not_in_reconciled_month",
    "bank_line",
    when="BEFORE INSERT",
    condition="NEW.day <= (SELECT reconciled_until FROM bank_account WHERE id = NEW.bank_account_id)",
    refusal="bank_line: the bank account is reconciled on that day",
)

_STANDS = "NOT EXISTS (SELECT 1 FROM entry r WHERE r.corrects_id = u.entry_id AND r.correction = 'reversal')"
guard(
    "line_use_within_line",
    "line_use",
    when="BEFORE INSERT",
    condition="NEW.kind <> 'clearing' AND NEW.amount > "  # noqa: S608  our own words
    "(SELECT debit + credit FROM bank_line WHERE id = NEW.line_id) - (SELECT COALESCE(SUM(u.amount), 0) "
    f"FROM line_use u WHERE u.line_id = NEW.line_id AND u.kind <> 'clearing' AND {_STANDS})",
    refusal="line_use: a line is used up to its amount",
)
guard(
    "line_use_clears_within",
    "line_use",
    when="BEFORE INSERT",
    condition="NEW.kind = 'clearing' AND NEW.amount > (SELECT COALESCE(SUM("  # noqa: S608  our own words
    "CASE u.kind WHEN 'unidentified' THEN u.amount WHEN 'clearing' THEN -u.amount ELSE 0 END), 0) "
    f"FROM line_use u WHERE u.line_id = NEW.line_id AND {_STANDS})",
    refusal="line_use: what is cleared was unidentified",
)
guard(
    "line_use_moves_bank",
    "line_use",
    when="BEFORE INSERT",
    condition="NEW.kind <> 'clearing' AND NEW.amount > (SELECT COALESCE(SUM("
    "CASE WHEN (p.debit_id = b.account_id) = (l.credit > 0) THEN p.amount ELSE -p.amount END), 0) "
    "FROM bank_line l JOIN bank_account b ON b.id = l.bank_account_id JOIN posting p ON p.entry_id = NEW.entry_id "
    "WHERE l.id = NEW.line_id AND b.account_id IN (p.debit_id, p.credit_id))",
    refusal="line_use: the entry moves that bank account by that much",
)


@witnesses("bank_line")
def _lines_written(session: Session) -> Iterator[tuple[int, str, str]]:
    query = text(
        "SELECT command_number, reference, narration, counterparty, counterparty_account, "
        "id, unit_id, bank_account_id, statement_id, row, day, debit, credit, balance, fingerprint, occurrence "
        "FROM bank_line ORDER BY id"
    )
    for number, *parts in session.execute(query, execution_options={"yield_per": 10_000}):
        yield number, figures(parts[4:]), figures(parts[:4])


@witnesses("line_use")
def _uses_written(session: Session) -> Iterator[tuple[int, str, str]]:
    query = text("SELECT command_number, id, line_id, entry_id, kind, amount FROM line_use ORDER BY id")
    for number, *parts in session.execute(query, execution_options={"yield_per": 10_000}):
        yield number, figures(parts), ""


def figures(parts: list[object] | tuple[object, ...]) -> str:
    """Write the parts of a row as the log's digests take them."""
    return "|".join("" if part is None else str(part) for part in parts)


# -- reads ----------------------------------------------------------------------------------------------------------


def find_line(session: Session, unit_id: int, line_id: int) -> BankLine:
    """Return a bank line of the unit.

    Raises: LineUnknownError.
    """
    line = session.get(BankLine, line_id)
    if line is None or line.unit_id != unit_id:
        raise LineUnknownError(number=line_id)
    return line


def lines(
    session: Session,
    bank_account_id: int,
    state: LineState | str = LineState.ALL,
    days: DateRange | None = None,
    *,
    limit: int | None = None,
) -> list[BankLine]:
    """Return the lines of a bank account in a state, by day and as imported; with `limit` only the first."""
    query = _within(in_state(select(BankLine), bank_account_id, LineState(state)), days)
    return list(session.scalars(query.order_by(BankLine.day, BankLine.id).limit(limit)))


def count_lines(
    session: Session,
    bank_account_id: int,
    state: LineState | str = LineState.ALL,
    days: DateRange | None = None,
) -> int:
    """Return how many lines of a bank account are in a state."""
    query = _within(in_state(select(BankLine), bank_account_id, LineState(state)), days)
    return session.scalars(query.with_only_columns(func.count())).one()


def _within(query: Select[tuple[BankLine]], days: DateRange | None) -> Select[tuple[BankLine]]:
    return query if days is None else query.where(BankLine.day >= days.start, BankLine.day < days.end)


def in_state(
    query: Select[tuple[BankLine]], bank_account_id: int, state: LineState
) -> Select[tuple[BankLine]]:
    """Narrow a query over bank lines to those of an account in a state."""
    query = query.where(BankLine.bank_account_id == bank_account_id)
    if state is LineState.ALL:
        return query
    sums = use_sums(bank_account_id)
    booked, unknown = func.coalesce(sums.c.booked, 0), func.coalesce(sums.c.unidentified, 0)
    amount = BankLine.debit + BankLine.credit
    wanted = {
        LineState.UNMATCHED: booked < amount,
        LineState.UNIDENTIFIED: unknown > 0,
        LineState.USED: (booked == amount) & (unknown == 0),
    }
    return query.outerjoin(sums, sums.c.line_id == BankLine.id).where(wanted[state])


def use_sums(bank_account_id: int) -> Subquery:
    """What stands used of each line of an account: `booked` in the book, `unidentified` of that still unknown."""
    return (
        select(LineUse.line_id, booked_sum().label("booked"), unidentified_sum().label("unidentified"))
        .join(BankLine, BankLine.id == LineUse.line_id)
        .where(BankLine.bank_account_id == bank_account_id, stands())
        .group_by(LineUse.line_id)
        .subquery()
    )


def booked_sum() -> ColumnElement[int]:
    """The sum of what moved the bank account."""
    return func.sum(case((LineUse.kind == UseKind.CLEARING, 0), else_=LineUse.amount))


def unidentified_sum() -> ColumnElement[int]:
    """The sum of what was booked as unidentified, less what was cleared since."""
    signed = case(
        (LineUse.kind == UseKind.UNIDENTIFIED, LineUse.amount),
        (LineUse.kind == UseKind.CLEARING, -LineUse.amount),
        else_=0,
    )
    return func.sum(signed)


def stands() -> ColumnElement[bool]:
    """Whether the entry of a use was not reversed."""
    undone = aliased(Entry)
    reversal = (undone.corrects_id == LineUse.entry_id) & (undone.correction == Correction.REVERSAL)
    return ~select(undone.id).where(reversal).exists()


def remaining(session: Session, line_id: int) -> int:
    """Return how many đồng of a line are not in the book yet."""
    amount = session.scalars(select(BankLine.debit + BankLine.credit).where(BankLine.id == line_id)).one()
    booked = session.scalar(select(booked_sum()).where(LineUse.line_id == line_id, stands()))
    return amount - int(booked or 0)


def unidentified(session: Session, line_id: int) -> int:
    """Return how many đồng of a line are in the book as money whose giver or purpose is unknown."""
    left = session.scalar(select(unidentified_sum()).where(LineUse.line_id == line_id, stands()))
    return int(left or 0)
