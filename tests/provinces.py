"""A province of associations: units below an office of the tests, with books of their own kept by the same officers."""

from __future__ import annotations

from datetime import date

import attrs

from khfund import actor, unit
from khfund.actor import Role
from khfund.command import Order
from khfund.ledger import Restriction, SpendingRule, open_book, open_chart, open_fund
from khfund.unit import Level, Unit
from tests.builders import NOW, Office


def a_unit(
    office: Office,
    code: str,
    name: str,
    *,
    level: Level = Level.COMMUNE,
    parent: int | None = None,
    founded: date | None = None,
    book: date | None = None,
) -> Office:
    """Enter a unit, below the office's unless `parent` (by id) is given; with `book`, open its book with KH and TH."""

    def enter(session, command):
        above = session.get_one(Unit, parent or office.unit)
        body = unit.enter_unit(session, command, code, name, level=level, parent=above, founded=founded)
        roles = (
            (office.treasurer, Role.TREASURER),
            (office.accountant, Role.ACCOUNTANT),
            (office.chief, Role.CHIEF_ACCOUNTANT),
            (office.chair, Role.CHAIR),
        )
        for person, role in roles:
            actor.grant(session, command, session.get_one(actor.Person, person), role, body.id)
        return body.id

    number = office.do("unit.enter", enter, by=office.administrator)
    home = attrs.evolve(office, unit=number, kh=0, th=0)
    if book is not None:
        home.kh, home.th = home.do("book.open", lambda s, c: _open(s, c, book), by=office.administrator)
    return home


def _open(session, command, opened):
    open_book(session, command, opened=opened)
    open_chart(session, command)
    spendable = open_fund(session, command, "KH", "Quỹ Khuyến học", opened=opened)
    kept = open_fund(
        session,
        command,
        "TH",
        "Quỹ học bổng",
        opened=opened,
        restriction=Restriction.ENDOWMENT,
        spending_rule=SpendingRule.INTEREST_ONLY,
    )
    return spendable.id, kept.id


def an_order(home: Office, kind: str, by: int, request_id: str | None = None, **payload) -> Order:
    """What somebody asks for in a unit."""
    return Order(by, kind, home.unit, payload, request_id=request_id, at=NOW)


def as_one(home: Office, work):
    """Carry out several commands in one transaction."""
    with home.database.writing() as session:
        return work(session)
