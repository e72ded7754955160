"""From a count of cash to its minutes (biên bản kiểm kê quỹ).

Source: the usual content of the minutes of a cash count (domain facts, section 1.3); the form code stays empty until
the office has set one.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import attrs
from sqlalchemy import select

from khfund.actor import ROLE_NAMES, Grant, Person
from khfund.ledger import Account
from khfund.ledger.cash_count import (
    DENOMINATIONS,
    SMALLEST_PRINTED,
    CashCount,
    CountState,
    lines_of,
    state_of,
)
from khfund.receipts import minutes
from khfund.receipts.gift_paper import letterhead
from khfund.receipts.paper import Letterhead, Signatory
from khfund.unit import Unit, value_on

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@attrs.frozen(kw_only=True)
class CountedLine:
    """One denomination: how many pieces, and what they come to in đồng."""

    denomination: int
    pieces: int

    @property
    def amount(self) -> int:
        """Đồng of all pieces."""
        return self.denomination * self.pieces


@attrs.frozen(kw_only=True)
class Counter:
    """Somebody who counted, and the office held."""

    name: str
    title: str = ""


@attrs.frozen(kw_only=True)
class CashCountPaper:
    """What the minutes of a cash count say; amounts in đồng. `unfinished` is stamped on what nobody confirmed."""

    letterhead: Letterhead
    number: str
    place: str
    day: date
    account: str
    counters: tuple[Counter, ...]
    lines: tuple[CountedLine, ...]
    book: int
    reason: str = ""
    handling: str = ""
    signatories: tuple[Signatory, ...] = ()
    form_code: str = ""
    form_basis: str = ""
    unfinished: str = ""

    @property
    def counted(self) -> int:
        """Đồng of all pieces."""
        return sum(line.amount for line in self.lines)

    @property
    def pieces(self) -> int:
        """How many notes there were."""
        return sum(line.pieces for line in self.lines)

    @property
    def difference(self) -> int:
        """Đồng counted beyond the book."""
        return self.counted - self.book


def count_paper(session: Session, count: CashCount) -> CashCountPaper:
    """Return what the minutes of a count say; smaller coins stand there only where some were counted."""
    unit = session.scalars(select(Unit).where(Unit.id == count.unit_id)).one()
    account = session.scalars(select(Account).where(Account.id == count.account_id)).one()
    pieces, state = lines_of(session, count), state_of(session, count)

    def set_to(key: str) -> str:
        return value_on(session, unit.id, key, count.day)

    return CashCountPaper(
        letterhead=letterhead(unit),
        number=f"{count.id}/BB-KKQ",
        place=unit.place,
        day=count.day,
        account=f"{account.code} – {account.name}",
        counters=_counters(session, count, state),
        lines=tuple(
            CountedLine(denomination=value, pieces=pieces.get(value, 0))
            for value in DENOMINATIONS.on(count.day)
            if value >= SMALLEST_PRINTED or value in pieces
        ),
        book=count.book,
        reason=count.reason,
        handling=count.handling,
        signatories=minutes.signatories(set_to("count_signatories")),
        form_code=set_to("count_form_code"),
        form_basis=set_to("count_form_basis"),
        unfinished=_unfinished(state),
    )


def render(says: CashCountPaper) -> bytes:
    """Set the minutes as PDF."""
    return minutes.render("cash_count.html", says)


def _unfinished(state: CountState) -> str:
    if state.replaced_by is not None:
        return f"ĐÃ ĐẾM LẠI: SỐ {state.replaced_by}/BB-KKQ"
    return "" if state.confirmed_by is not None else "CHƯA XÁC NHẬN"


def _counters(session: Session, count: CashCount, state: CountState) -> tuple[Counter, ...]:
    """Whoever entered and confirmed the count, with their offices, then the others that it names; nobody twice."""
    found = [_officer(session, count.unit_id, count.entered_by)]
    if state.confirmed_by not in (None, count.entered_by):
        assert state.confirmed_by is not None
        found.append(_officer(session, count.unit_id, state.confirmed_by))
    for written in count.counters.split(";"):
        name, _, title = written.partition(":")
        if name.strip() and name.strip() not in {one.name for one in found}:
            found.append(Counter(name=name.strip(), title=title.strip()))
    return tuple(found)


def _officer(session: Session, unit_id: int, person_id: int) -> Counter:
    person = session.scalars(select(Person).where(Person.id == person_id)).one()
    held = select(Grant.role).where(
        Grant.person_id == person_id, (Grant.unit_id == unit_id) | Grant.unit_id.is_(None)
    )
    offices = [ROLE_NAMES[role] for role in session.scalars(held.order_by(Grant.id))]
    return Counter(name=person.full_name, title=", ".join(dict.fromkeys(offices)))
