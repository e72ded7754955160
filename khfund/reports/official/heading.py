"""The head of an official book: the unit, the form's code if the office set one, the days of opening and closing."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import attrs

from khfund.calendar import DateRange
from khfund.ledger import find_book
from khfund.reports.official.ledger_book import BookKind, Heading
from khfund.unit import Unit, value_on

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@attrs.frozen
class Scope:
    """Whose book is asked for, over which days, which volume it is, and on which day it is signed."""

    unit: Unit
    days: DateRange
    day: date
    number: str = ""


def heading(session: Session, kind: BookKind, scope: Scope) -> Heading:
    """Return what stands over a book; it is closed when the accounting months of its days are."""
    unit, days = scope.unit, scope.days
    book = find_book(session, unit.id)
    is_closed = book.closed_until is not None and book.closed_until >= days.last
    return Heading(
        body=unit.name,
        address=unit.address,
        place=unit.place,
        form_code=value_on(session, unit.id, kind.form_code_setting, days.last),
        form_basis=value_on(session, unit.id, "book_form_basis", days.last),
        number=scope.number,
        opened=max(days.start, book.opened),
        closed=days.last if is_closed else None,
        day=scope.day,
        head_name=value_on(session, unit.id, "signer_name", scope.day),
    )
