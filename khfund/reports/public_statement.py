"""Read from the books what a public statement shows: posted entries only, givers as the public may see them.

Codes of accounts and funds stand alone for one unit; for several, each carries its unit's code, so that two books'
111 stay apart. What one unit holds for another is owed by the other: added up, both fall away.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import attrs
from sqlalchemy import select
from sqlalchemy.orm import Session

from khfund import audit, settings
from khfund.actor import SoleOfficerException
from khfund.calendar import VIET_NAM, DateRange
from khfund.ledger import Fund
from khfund.reports.disclosure import (
    ANONYMOUS_GIVER,
    Disclosure,
    ExceptionNote,
    Giver,
    Law,
    Letterhead,
    LogMark,
)
from khfund.reports.goods_disclosure import merged
from khfund.reports.letterhead import letterhead
from khfund.reports.movement import PostingLine
from khfund.reports.recipient_disclosure import RecipientDisclosure
from khfund.reports.revision import published_counts, revisions
from khfund.reports.shown_book import GiverKey, KnownGiver, ShownBook
from khfund.reports.shown_recipients import disclosed
from khfund.unit import Unit, value_on
from khfund.vietnamese import sort_key

POSTED_AT = "Niêm yết tại trụ sở và trang thông tin của đơn vị"


def build(
    session: Session,
    *,
    units: Sequence[Unit],
    days: DateRange,
    made_at: datetime,
    funds: Sequence[Fund] | None = None,
    checkpoint: audit.Checkpoint | None = None,
    earlier: Mapping[str, Any] | None = None,
) -> Disclosure:
    """Make the statement of these units for these days, headed by the first of them; without `funds`, of all their funds.

    The document is dated on the day of `made_at` in Viet Nam. `earlier` is the `statement.json` of an earlier statement
    of the same days, or of the days just before: figures that are different now are shown as corrected.

    Raises: StatementDisagreesError, StatementCodesMissingError, EarlierStatementError.
    """
    books = [ShownBook(session, unit, days, funds, alone=len(units) == 1) for unit in units]
    day = made_at.astimezone(VIET_NAM).date()
    shown = Disclosure(
        letterhead=_letterhead(session, units[0], day),
        units=tuple(unit.name for unit in units),
        days=days,
        made_at=made_at,
        funds=tuple(info for book in books for info in book.fund_infos()),
        all_funds=funds is None,
        accounts=tuple(info for book in books for info in book.account_infos()),
        openings=tuple(line for book in books for line in book.openings()),
        postings=_numbered(books),
        givers=_listed(books),
        commitments=tuple(promise for book in books for promise in book.commitments()),
        corrections=tuple(note for book in books for note in book.corrections()),
        exceptions=_exceptions(session, units, days),
        laws=_laws(books, day),
        log=_log_mark(checkpoint),
        goods=merged([book.goods() for book in books]),
        recipients=_recipients(books, day, earlier),
    )
    return attrs.evolve(shown, revisions=revisions(earlier, shown)) if earlier is not None else shown


def _letterhead(session: Session, unit: Unit, day: date) -> Letterhead:
    number = value_on(session, unit.id, "document_number", day)
    return letterhead(session, unit, day, (POSTED_AT,), number=number)


def _recipients(
    books: Sequence[ShownBook], day: date, earlier: Mapping[str, Any] | None
) -> RecipientDisclosure:
    hidden, known = published_counts(earlier, books[0].days) if earlier is not None else (set(), {})
    return disclosed([book.recipients() for book in books], on=day, hidden=hidden, known=known)


def _laws(books: Sequence[ShownBook], day: date) -> tuple[Law, ...]:
    """The decree in force on the day of the document, then what each fund itself rests on."""
    duty, decree = settings.PUBLISHING_DUTY, settings.FUND_LAW
    laws = []
    if day >= min(duty.values):
        laws.append(Law(decree.since(day), decree.on(day), duty.on(day), duty.source(day)))
    own = {fund.legal_basis: fund for book in books for fund in book.funds.values() if fund.legal_basis}
    return (*laws, *(Law(fund.opened, basis, "", fund.name) for basis, fund in own.items()))


def _exceptions(session: Session, units: Sequence[Unit], days: DateRange) -> tuple[ExceptionNote, ...]:
    query = select(SoleOfficerException).where(
        SoleOfficerException.unit_id.in_([unit.id for unit in units]),
        SoleOfficerException.since < days.end,
        SoleOfficerException.until.is_(None) | (SoleOfficerException.until > days.start),
    )
    found = session.scalars(query.order_by(SoleOfficerException.since, SoleOfficerException.id))
    return tuple(ExceptionNote(one.since, one.until, one.reason) for one in found)


def _log_mark(point: audit.Checkpoint | None) -> LogMark | None:
    if point is None:
        return None
    return LogMark(point.origin, point.size, point.body.splitlines()[2], str(point))


# -- givers in order --------------------------------------------------------------------------------------------------


def _order(books: Sequence[ShownBook]) -> list[tuple[GiverKey, KnownGiver]]:
    """Organisations by name, then people by given name, then those who stay unnamed."""
    groups = {"organisation": 0, "person": 1, "household": 1, "anonymous": 2}
    found = {key: giver for book in books for key, giver in book.givers().items()}

    def place(item: tuple[GiverKey, KnownGiver]) -> tuple[int, bytes, str]:
        key, giver = item
        named = sort_key(giver.name, given_name_first=giver.kind != "organisation")
        return groups[giver.kind], named, f"{giver.locality}|{key[0]}|{key[1]}"

    return sorted(found.items(), key=place)


def _numbers(books: Sequence[ShownBook]) -> dict[GiverKey, str]:
    """Giver → the number in this list; it says nothing about the register of donors."""
    return {
        key: ANONYMOUS_GIVER if giver.kind == "anonymous" else f"{number:05d}"
        for number, (key, giver) in enumerate(_order(books), 1)
    }


def _listed(books: Sequence[ShownBook]) -> tuple[Giver, ...]:
    counts = Counter(book.key(gift) for book in books for gift in book.given if gift.given)
    numbers = _numbers(books)
    return tuple(
        Giver(numbers[key], giver.name, giver.kind, giver.locality, counts[key])
        for key, giver in _order(books)
    )


def _numbered(books: Sequence[ShownBook]) -> tuple[PostingLine, ...]:
    numbers = _numbers(books)
    return tuple(line for book in books for line in book.postings(numbers))
