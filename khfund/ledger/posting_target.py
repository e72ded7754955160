"""What a posting names, looked up for every entry: the book, its accounts, its funds.

Without the unit of work, for speed: the rows are not attached to the session.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from khfund.driver import Statement, day_from
from khfund.ledger.account import Account, AccountRole
from khfund.ledger.accounting_period import Book, BookNotOpenError
from khfund.ledger.fund import Fund, SpendingRule

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_BOOK = Statement(
    "SELECT b.opened, b.closed_until, u.ended FROM book b JOIN unit u ON u.id = b.unit_id WHERE b.unit_id = :unit"
)
_ACCOUNT = Statement("SELECT code, role, closed FROM account WHERE id = :number AND unit_id = :unit")
_FUND = Statement(
    "SELECT code, opened, closed, spending_rule FROM fund WHERE id = :number AND unit_id = :unit"
)


def book_of(session: Session, unit_id: int) -> tuple[Book, date | None]:
    """Return the unit's book and the first day on which the unit no longer exists.

    Raises: BookNotOpenError.
    """
    found = _BOOK.run(session, unit=unit_id).one_or_none()
    if found is None:
        raise BookNotOpenError
    opened, closed_until, ended = map(day_from, found)
    return Book(unit_id=unit_id, opened=opened, closed_until=closed_until), ended


def account_of(session: Session, unit_id: int, number: int) -> Account | None:
    """Return an account of the unit's book, with what a posting asks of it."""
    found = _ACCOUNT.run(session, number=number, unit=unit_id).one_or_none()
    if found is None:
        return None
    code, role, closed = found
    return Account(id=number, unit_id=unit_id, code=code, role=AccountRole(role), closed=day_from(closed))


def fund_of(session: Session, unit_id: int, number: int) -> Fund | None:
    """Return a fund of the unit, with what a posting asks of it."""
    found = _FUND.run(session, number=number, unit=unit_id).one_or_none()
    if found is None:
        return None
    code, opened, closed, rule = found
    return Fund(
        id=number,
        unit_id=unit_id,
        code=code,
        opened=day_from(opened),
        closed=day_from(closed),
        spending_rule=SpendingRule(rule),
    )
