"""Reconciling a bank account month by month. What is reconciled is locked: no line and no posting is dated in it.

A month reconciles when every line is in the book and every entry on the account is at the bank. What met only after
the month's end is a difference of time and does not hinder. A reconciliation is undone, last first, by two persons.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Index, String, func, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.actor import require_another
from khfund.audit import witnesses
from khfund.banking.bank_account import BankAccount, BankAccountUnknownError, bank_accounts
from khfund.banking.bank_difference import Comparison, compare
from khfund.banking.bank_line import BankLine, figures
from khfund.calendar import Month
from khfund.calendar import today as day_of
from khfund.db import Base, Whole, guard, whole
from khfund.errors import KhfundError, speak
from khfund.ledger.accounting_period import (
    Obstacle,
    PeriodClosedError,
    ReasonMissingError,
    find_book,
    hinders_closing,
)
from khfund.ledger.entry import Entry, PostingRow

if TYPE_CHECKING:
    from khfund.command import Command

SHOWN_MAX = 5  # differences that a refusal tells; the rest is counted


class ReconciliationOutOfOrderError(KhfundError):
    """After the first reconciled month each following month is reconciled in turn."""

    message = "Tháng tiếp theo cần đối chiếu của tài khoản {number} là {expected}, không phải {period}."
    english = "The next month to reconcile for the account {number} is {expected}, not {period}."


class MonthNotOverError(KhfundError):
    """A month is reconciled when it is over."""

    message = "{period} chưa hết (hôm nay là {today:%d/%m/%Y}); chỉ đối chiếu tháng đã qua."
    english = "{period} is not over (today is {today:%d/%m/%Y}); reconcile a month that has passed."


class ReconciliationDiffersError(KhfundError):
    """A month reconciles when bank and book say the same, up to what met later."""

    message = (
        "{period} của tài khoản {number} chưa khớp: ngân hàng {bank:dong}, sổ {book:dong}, "
        "không giải thích được {unexplained:dong}, còn {count} chỗ: {listed}"
    )
    english = (
        "{period} of the account {number} does not agree: bank {bank:dong}, book {book:dong}, "
        "unexplained {unexplained:dong}, {count} items open: {listed}"
    )


class NothingReconciledError(KhfundError):
    """Only the last reconciled month can be undone."""

    message = "Tài khoản {number} chưa đối chiếu tháng nào."
    english = "No month of the account {number} is reconciled."


class UndoingNotAskedError(KhfundError):
    """One person asks for a reconciliation to be undone, with a reason, before another one grants it."""

    message = "Chưa ai đề nghị bỏ đối chiếu {period} của tài khoản {number}; hãy đề nghị trước, kèm lý do."
    english = "Nobody has asked for {period} of the account {number} to be undone; ask first, with a reason."


class Reconciliation(Base):
    """That bank and book agreed at the end of a month (as 202603). `until` is its last day, balances are đồng.

    `differences` counts what met only later; `undone_command` is set when two persons have undone it.
    """

    __tablename__ = "reconciliation"
    __table_args__ = (
        *whole("bank_closing", "book_closing"),
        Index(
            "uq_reconciliation_month",
            "bank_account_id",
            "month",
            unique=True,
            sqlite_where=text("undone_command IS NULL"),
            postgresql_where=text("undone_command IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True, autoincrement=False)
    bank_account_id: Mapped[int] = mapped_column(ForeignKey("bank_account.id"))
    month: Mapped[int]
    until: Mapped[date]
    bank_closing: Mapped[int] = mapped_column(Whole)
    book_closing: Mapped[int] = mapped_column(Whole)
    by_hand: Mapped[bool]
    differences: Mapped[int]
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))
    undo_asked_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    undo_reason: Mapped[str] = mapped_column(String(500), default="")
    undone_command: Mapped[int | None] = mapped_column(ForeignKey("command.number"))


guard(
    "reconciliation_kept",
    "reconciliation",
    when="BEFORE DELETE",
    condition="1 = 1",
    refusal="reconciliation: rows are never deleted",
)
guard(
    "reconciliation_unchanged",
    "reconciliation",
    when="BEFORE UPDATE",
    condition="OLD.undone_command IS NOT NULL OR NEW.id <> OLD.id OR NEW.bank_account_id <> OLD.bank_account_id "
    "OR NEW.month <> OLD.month OR NEW.until <> OLD.until OR NEW.bank_closing <> OLD.bank_closing "
    "OR NEW.book_closing <> OLD.book_closing OR NEW.command_number <> OLD.command_number",
    refusal="reconciliation: its figures never change",
)


@witnesses("reconciliation")
def _written(session: Session) -> Iterator[tuple[int, str, str]]:
    query = select(Reconciliation).order_by(Reconciliation.id)
    for row in session.scalars(query):
        yield row.command_number, _figures(row), ""


def _figures(row: Reconciliation) -> str:
    parts = (
        row.id,
        row.bank_account_id,
        row.month,
        row.bank_closing,
        row.book_closing,
        row.by_hand,
        row.differences,
    )
    return figures(parts)


guard(
    "bank_account_reconciled",
    "bank_account",
    when="BEFORE UPDATE",
    condition="NEW.reconciled_until IS DISTINCT FROM OLD.reconciled_until AND NEW.reconciled_until IS DISTINCT FROM "
    "(SELECT MAX(until) FROM reconciliation WHERE bank_account_id = NEW.id AND undone_command IS NULL)",
    refusal="bank_account: it is reconciled as far as its reconciliations say",
)


def reconcile(
    session: Session,
    command: Command,
    bank_account: BankAccount,
    month: Month,
    *,
    bank_closing: int | None = None,
) -> Reconciliation:
    """Reconcile a month of a bank account and lock it; `bank_closing` is given where no statement tells it.

    The first month to be reconciled covers everything before it too.

    Raises: BankAccountUnknownError, ReconciliationOutOfOrderError, MonthNotOverError, BankClosingUnknownError,
    BankClosingDiffersError, ReconciliationDiffersError.
    """
    _require_own(command, bank_account)
    _require_turn(bank_account, month, today=day_of(command.at))
    found = compare(session, bank_account, month.last, bank_closing=bank_closing)
    if found.open or found.unexplained:
        raise _differs(bank_account, month, found)
    row = Reconciliation(
        id=(session.scalar(select(func.max(Reconciliation.id))) or 0) + 1,
        bank_account_id=bank_account.id,
        month=month.number,
        until=month.last,
        bank_closing=found.bank,
        book_closing=found.book,
        by_hand=found.by_hand,
        differences=len(found.differences),
        command_number=command.number,
    )
    session.add(row)
    session.flush()
    command.witness("reconciliation", _figures(row), "")
    bank_account.reconciled_until = month.last
    session.flush()
    return row


def _require_own(command: Command, bank_account: BankAccount) -> None:
    if bank_account.unit_id != command.unit:
        raise BankAccountUnknownError(number=bank_account.number)


def _require_turn(bank_account: BankAccount, month: Month, *, today: date) -> None:
    until = bank_account.reconciled_until
    earliest = Month.of(bank_account.opened) if until is None else Month.of(until).next()
    if month < earliest or (until is not None and month != earliest):
        raise ReconciliationOutOfOrderError(number=bank_account.number, expected=earliest, period=month)
    if month.last >= today:
        raise MonthNotOverError(period=month, today=today)


def _differs(bank_account: BankAccount, month: Month, found: Comparison) -> ReconciliationDiffersError:
    listed = "; ".join(str(one) for one in found.open[:SHOWN_MAX])
    return ReconciliationDiffersError(
        period=month,
        number=bank_account.number,
        bank=found.bank,
        book=found.book,
        unexplained=found.unexplained,
        count=len(found.open),
        listed=listed + ("…" if len(found.open) > SHOWN_MAX else ""),
        differences=found.open,
    )


def ask_undoing(
    session: Session, command: Command, bank_account: BankAccount, *, reason: str
) -> Reconciliation:
    """Ask for the last reconciliation of a bank account to be undone; another person must grant it.

    Raises: NothingReconciledError, ReasonMissingError.
    """
    _require_own(command, bank_account)
    last = _require_last(session, bank_account)
    if not reason.strip():
        raise ReasonMissingError
    last.undo_asked_by, last.undo_reason = command.person_id, reason[:500]
    session.flush()
    return last


def undo_reconciliation(session: Session, command: Command, bank_account: BankAccount) -> Reconciliation:
    """Undo the last reconciliation of a bank account, as asked for by another person; the row stays on record.

    Raises: NothingReconciledError, UndoingNotAskedError, AnotherPersonNeededError, and PeriodClosedError while the
    book is closed for that month.
    """
    _require_own(command, bank_account)
    last = _require_last(session, bank_account)
    month = Month.from_number(last.month)
    if last.undo_asked_by is None:
        raise UndoingNotAskedError(period=month, number=bank_account.number)
    require_another(
        session,
        command.person_id,
        last.undo_asked_by,
        unit_id=command.unit,
        on=day_of(command.at),
        did="đề nghị bỏ đối chiếu",
        does="duyệt bỏ đối chiếu",
    )
    closed_until = find_book(session, bank_account.unit_id).closed_until
    if closed_until is not None and last.until <= closed_until:
        raise PeriodClosedError(period=month)
    last.undone_command = command.number
    session.flush()
    before = [one.until for one in reconciliations(session, bank_account.id) if one.undone_command is None]
    bank_account.reconciled_until = max(before, default=None)
    session.flush()
    return last


def _require_last(session: Session, bank_account: BankAccount) -> Reconciliation:
    standing = select(Reconciliation).where(
        Reconciliation.bank_account_id == bank_account.id, Reconciliation.undone_command.is_(None)
    )
    last = session.scalar(standing.order_by(Reconciliation.month.desc()).limit(1))
    if last is None:
        raise NothingReconciledError(number=bank_account.number)
    return last


def reconciliations(session: Session, bank_account_id: int) -> list[Reconciliation]:
    """Return every reconciliation of a bank account in the order made, undone ones included."""
    query = select(Reconciliation).where(Reconciliation.bank_account_id == bank_account_id)
    return list(session.scalars(query.order_by(Reconciliation.id)))


@hinders_closing
def _unreconciled(session: Session, unit_id: int, month: Month) -> list[Obstacle]:
    """List bank accounts that moved by the end of a month and are not reconciled so far.

    One that never had a statement taken in may be accepted as it is.
    """
    return [
        Obstacle(
            code=f"bank-{one.number}",
            sentence=speak(
                "tài khoản ngân hàng {number} chưa đối chiếu {period}", number=one.number, period=month
            ),
            acceptable=not _has_lines(session, one),
        )
        for one in bank_accounts(session, unit_id)
        if (one.reconciled_until is None or one.reconciled_until < month.last)
        and _moved(session, one, month.last)
    ]


def _moved(session: Session, bank_account: BankAccount, until: date) -> bool:
    line = select(BankLine.id).where(BankLine.bank_account_id == bank_account.id, BankLine.day <= until)
    touches = (PostingRow.debit_id == bank_account.account_id) | (
        PostingRow.credit_id == bank_account.account_id
    )
    entry = (
        select(Entry.id).join(PostingRow, PostingRow.entry_id == Entry.id).where(touches, Entry.day <= until)
    )
    return session.scalar(line.limit(1)) is not None or session.scalar(entry.limit(1)) is not None


def _has_lines(session: Session, bank_account: BankAccount) -> bool:
    lines = select(BankLine.id).where(BankLine.bank_account_id == bank_account.id)
    return session.scalar(lines.limit(1)) is not None
