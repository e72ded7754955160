"""What a bank account and the book say differently at the end of a day, item by item.

At any day: book = bank − what the bank has and the book has not + what the book has and the bank has not. Anything
beyond that is unexplained.
"""

from __future__ import annotations

import enum
from datetime import date
from typing import TYPE_CHECKING

import attrs
from sqlalchemy import Date, Integer, func, select, text
from sqlalchemy.orm import Session

from khfund.banking.bank_line import BankLine
from khfund.banking.imported_statement import ImportedStatement
from khfund.errors import KhfundError, speak
from khfund.ledger.account import Account
from khfund.ledger.balance import account_balance

if TYPE_CHECKING:
    from khfund.banking.bank_account import BankAccount


class BankClosingUnknownError(KhfundError):
    """The bank's balance at the end of a month comes from a statement that reaches so far, or is given by hand."""

    message = "Chưa có sao kê nào của tài khoản {number} cho biết số dư đến ngày {until:%d/%m/%Y}; hãy nhập sao kê hoặc ghi số dư cuối tháng của ngân hàng."
    english = "No statement of the account {number} tells its balance on {until:%d/%m/%Y}; take one in or give the bank's closing balance."


class BankClosingDiffersError(KhfundError):
    """What a statement tells of the bank's balance is not overruled by hand."""

    message = "Sao kê của tài khoản {number} cho biết số dư ngày {until:%d/%m/%Y} là {stated:dong}, không phải {given:dong}; hãy kiểm tra lại sao kê."
    english = "A statement of the account {number} tells that its balance on {until:%d/%m/%Y} is {stated:dong}, not {given:dong}; check the statement."


class Side(enum.StrEnum):
    """Who has what the other has not."""

    BANK = "bank"
    BOOK = "book"


@attrs.frozen
class Difference:
    """A bank line or an entry, by its number, that the other side did not have fully by that day.

    `amount` is what it adds to the balance, negative for money going out. A `settled` one was met since: it is a
    difference of time only.
    """

    side: Side
    number: int
    day: date
    amount: int
    settled: bool

    def __str__(self) -> str:
        thing = "dòng sao kê" if self.side is Side.BANK else "bút toán"
        return speak(
            "{thing} {number} ngày {day:%d/%m/%Y}: {amount:dong}",
            thing=thing,
            number=self.number,
            day=self.day,
            amount=self.amount,
        )


@attrs.frozen
class Comparison:
    """The two balances at the end of `until` in đồng, and everything that lies between them."""

    until: date
    bank: int
    book: int
    by_hand: bool
    differences: tuple[Difference, ...]

    @property
    def unexplained(self) -> int:
        """What no line and no entry explains, in đồng."""
        between = sum(one.amount if one.side is Side.BOOK else -one.amount for one in self.differences)
        return self.book - self.bank - between

    @property
    def open(self) -> tuple[Difference, ...]:
        """The differences that nothing has settled since."""
        return tuple(one for one in self.differences if not one.settled)


def compare(
    session: Session, bank_account: BankAccount, until: date, *, bank_closing: int | None = None
) -> Comparison:
    """Compare bank and book at the end of a day; `bank_closing` is the bank's balance in đồng where given by hand.

    Raises: BankClosingUnknownError, BankClosingDiffersError.
    """
    bank = _closing(session, bank_account, until, bank_closing)
    book = account_balance(session, session.get_one(Account, bank_account.account_id), until)
    facts = {"bank": bank_account.id, "account": bank_account.account_id, "until": until.isoformat()}
    found = [
        Difference(side, number, day, int(amount), settled=bool(settled))
        for side, query in ((Side.BANK, _ONLY_BANK), (Side.BOOK, _ONLY_BOOK))
        for number, day, amount, settled in session.execute(query, facts)
    ]
    return Comparison(until, bank, book, bank_closing is not None, tuple(found))


def _closing(session: Session, bank_account: BankAccount, until: date, given: int | None) -> int:
    try:
        stated = closing_of(session, bank_account, until)
    except BankClosingUnknownError:
        if given is None:
            raise
        return given
    if given not in (None, stated):
        raise BankClosingDiffersError(number=bank_account.number, until=until, stated=stated, given=given)
    return stated


_ONLY_BANK = text(
    "SELECT l.id, l.day, CASE WHEN l.credit > 0 THEN 1 ELSE -1 END * (l.debit + l.credit - COALESCE(x.by_then, 0)), "
    "CASE WHEN COALESCE(x.now, 0) = l.debit + l.credit THEN 1 ELSE 0 END "
    "FROM bank_line l LEFT JOIN (SELECT u.line_id, "
    "SUM(CASE WHEN e.day <= :until AND NOT EXISTS (SELECT 1 FROM entry r WHERE r.corrects_id = e.id "
    "AND r.correction = 'reversal' AND r.day <= :until) THEN u.amount ELSE 0 END) AS by_then, "
    "SUM(CASE WHEN NOT EXISTS (SELECT 1 FROM entry r WHERE r.corrects_id = e.id AND r.correction = 'reversal') "
    "THEN u.amount ELSE 0 END) AS now "
    "FROM line_use u JOIN entry e ON e.id = u.entry_id JOIN bank_line b ON b.id = u.line_id "
    "WHERE b.bank_account_id = :bank AND u.kind <> 'clearing' GROUP BY u.line_id) x ON x.line_id = l.id "
    "WHERE l.bank_account_id = :bank AND l.day <= :until AND l.debit + l.credit <> COALESCE(x.by_then, 0) "
    "ORDER BY l.day, l.id"
).columns(id=Integer, day=Date)
_ONLY_BOOK = text(
    "SELECT e.id, e.day, m.moved - COALESCE(x.by_then, 0), "
    "CASE WHEN m.moved = COALESCE(x.now, 0) OR e.correction = 'reversal' OR EXISTS (SELECT 1 FROM entry r "
    "WHERE r.corrects_id = e.id AND r.correction = 'reversal') THEN 1 ELSE 0 END "
    "FROM (SELECT entry_id, SUM(amount) AS moved FROM ("
    "SELECT entry_id, amount FROM posting WHERE debit_id = :account "
    "UNION ALL SELECT entry_id, -amount FROM posting WHERE credit_id = :account) AS sides GROUP BY entry_id) m "
    "JOIN entry e ON e.id = m.entry_id "
    "LEFT JOIN (SELECT u.entry_id, SUM(CASE WHEN l.day > :until THEN 0 WHEN l.credit > 0 THEN u.amount "
    "ELSE -u.amount END) AS by_then, SUM(CASE WHEN l.credit > 0 THEN u.amount ELSE -u.amount END) AS now "
    "FROM line_use u JOIN bank_line l ON l.id = u.line_id "
    "WHERE l.bank_account_id = :bank AND u.kind <> 'clearing' GROUP BY u.entry_id) x ON x.entry_id = e.id "
    "WHERE e.day <= :until AND m.moved <> COALESCE(x.by_then, 0) "
    "AND (e.correction IS NULL OR e.correction <> 'opening') "
    "AND NOT EXISTS (SELECT 1 FROM entry r WHERE r.corrects_id = e.id AND r.correction = 'reversal' "
    "AND r.day <= :until) "
    "AND NOT EXISTS (SELECT 1 FROM entry o WHERE e.correction = 'reversal' AND o.id = e.corrects_id "
    "AND o.day <= :until) ORDER BY e.day, e.id"
).columns(id=Integer, day=Date)


def closing_of(session: Session, bank_account: BankAccount, until: date) -> int:
    """Return the bank's balance at the end of a day, from the nearest statement that reaches so far.

    Its closing balance is carried back over the lines dated later. Lines of its last day that a later statement
    brought came after that balance was stated.

    Raises: BankClosingUnknownError.
    """
    reaching = select(ImportedStatement).where(
        ImportedStatement.bank_account_id == bank_account.id,
        ImportedStatement.closing.is_not(None),
        ImportedStatement.last_day >= until,
    )
    nearest = reaching.order_by(ImportedStatement.last_day, ImportedStatement.id.desc()).limit(1)
    statement = session.scalar(nearest)
    if statement is None:
        raise BankClosingUnknownError(number=bank_account.number, until=until)
    assert statement.closing is not None
    assert statement.last_day is not None
    net = select(func.sum(BankLine.credit - BankLine.debit)).where(
        BankLine.bank_account_id == bank_account.id
    )
    if statement.last_day == until:
        later = net.where(BankLine.day == until, BankLine.statement_id > statement.id)
        return statement.closing + int(session.scalar(later) or 0)
    after = net.where(
        BankLine.day > until, BankLine.day <= statement.last_day, BankLine.statement_id <= statement.id
    )
    return statement.closing - int(session.scalar(after) or 0)
