"""How far bank lines are used, asked so that it answers at once over a million of them.

What is booked of a line is summed by its own few uses. Lines that are not booked are looked for after the last
reconciled day only, where all of them are in the book, and among those whose booking was reversed since.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from khfund.banking.bank_account import BankAccount, bank_accounts
from khfund.banking.bank_line import (
    BankLine,
    LineState,
    LineUse,
    UseKind,
    booked_sum,
    stands,
    unidentified_sum,
)
from khfund.calendar import DateRange
from khfund.ledger.entry import Correction, Entry

COUNT_MAX = 10_000  # lines; more are not counted
STATES = {
    LineState.UNMATCHED: "chưa vào sổ",
    LineState.UNIDENTIFIED: "chờ xác định",
    LineState.USED: "đã vào sổ",
}


def booked() -> Any:
    """What of a line is in the book, in đồng."""
    return func.coalesce(_of_line(booked_sum()), 0)


def unknown() -> Any:
    """What of a line is in the book as money whose giver is unknown, in đồng."""
    return func.coalesce(_of_line(unidentified_sum()), 0)


def _of_line(total: ColumnElement[int]) -> Any:
    return select(total).where(LineUse.line_id == BankLine.id, stands()).correlate(BankLine).scalar_subquery()


def in_states(accounts: list[BankAccount], state: LineState) -> ColumnElement[bool]:
    """Give the condition that lines of these accounts are in a state."""
    own = BankLine.bank_account_id.in_([one.id for one in accounts])
    amount = BankLine.debit + BankLine.credit
    if state is LineState.UNMATCHED:
        return and_(or_(*(_may_be_open(one) for one in accounts)), booked() < amount)
    if state is LineState.UNIDENTIFIED:
        waiting = select(LineUse.line_id).where(LineUse.kind == UseKind.UNIDENTIFIED)
        return and_(own, BankLine.id.in_(waiting), unknown() > 0)
    if state is LineState.USED:
        return and_(own, booked() == amount, unknown() == 0)
    return own


def _may_be_open(account: BankAccount) -> ColumnElement[bool]:
    """Lines after what is reconciled, and those whose booking was reversed since."""
    own = BankLine.bank_account_id == account.id
    if account.reconciled_until is None:
        return own
    undone = aliased(Entry)
    freed = (
        select(LineUse.line_id)
        .join(undone, undone.corrects_id == LineUse.entry_id)
        .where(undone.correction == Correction.REVERSAL)
    )
    return and_(own, or_(BankLine.day > account.reconciled_until, BankLine.id.in_(freed)))


def count_in(
    session: Session, accounts: list[BankAccount], state: LineState, *more: ColumnElement[bool]
) -> int:
    """How many lines of these accounts are in a state, no more than 10.000 of them."""
    if not accounts:
        return 0
    found: Select[Any] = select(BankLine.id).where(*more, in_states(accounts, state)).limit(COUNT_MAX)
    return session.scalar(select(func.count()).select_from(found.subquery())) or 0


def count_unmatched(session: Session, account: BankAccount) -> int:
    """How many lines of an account are not in the book."""
    return count_in(session, [account], LineState.UNMATCHED)


def first_in(
    session: Session, account: BankAccount, state: LineState, days: DateRange | None, *, limit: int
) -> list[int]:
    """The first incoming lines of an account in a state, by day and as imported."""
    query = select(BankLine.id).where(in_states([account], state), BankLine.credit > 0)
    if days is not None:
        query = query.where(BankLine.day >= days.start, BankLine.day < days.end)
    return list(session.scalars(query.order_by(BankLine.day, BankLine.id).limit(limit)))


def chosen_accounts(session: Session, unit_id: int, number: str | None) -> list[BankAccount]:
    """The unit's account of that number, or all of them."""
    return [one for one in bank_accounts(session, unit_id) if not number or one.number == number]


def state_of(in_book: int, waiting: int, amount: int) -> LineState:
    """How far a line is used: what of it is in the book, what of that waits, what it amounts to."""
    if in_book < amount:
        return LineState.UNMATCHED
    return LineState.UNIDENTIFIED if waiting else LineState.USED
