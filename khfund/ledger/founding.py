"""Founding an association's books: its unit, its officers, its chart of accounts, its open book."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import attrs

from khfund import actor, unit
from khfund.actor import Role
from khfund.command import Command, Order, execute
from khfund.ledger.accounting_period import open_book
from khfund.ledger.chart import open_chart
from khfund.password import set_password

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from khfund.command import Answer

ADMINISTRATOR = "quantri"


@attrs.frozen
class Officer:
    """Somebody who works with the books from the first day on."""

    login: str
    role: Role
    full_name: str


@attrs.frozen
class Association:
    """A founded association: the id of its unit, and login → id of its people."""

    unit: int
    people: Mapping[str, int]


def found_association(  # noqa: PLR0913  what an association begins with
    session: Session,
    code: str,
    name: str,
    *,
    opened: date,
    officers: Sequence[Officer] = (),
    head: Mapping[str, Any] | None = None,
    first_passwords: Mapping[str, str] | None = None,
    request_id: str | None = None,
    at: datetime | None = None,
) -> Association:
    """Enter the first person of empty books («quantri»), the unit, its officers, its chart; open its book.

    `head` holds what else `unit.enter_unit` takes for the letterhead; `first_passwords` are set by login, to be changed
    at the first sign-in, and enter no answer. Two commands are logged.

    Raises: LoginTakenError, RolesExcludeEachOtherError.
    """
    people = {ADMINISTRATOR: actor.found(session, ADMINISTRATOR, "Quản trị hệ thống").id}

    def enter(session: Session, command: Command) -> Answer:
        body = unit.enter_unit(session, command, code, name, **(head or {}))
        for officer in officers:
            person = actor.enter_person(session, command, officer.login, officer.full_name)
            actor.grant(session, command, person, officer.role, body.id)
            people[officer.login] = person.id
        for login, password in (first_passwords or {}).items():
            set_password(session, command, actor.find_person(session, login), password, is_first=True)
        return {"unit": body.id}

    def start(session: Session, command: Command) -> Answer:
        open_chart(session, command)
        return {"opened": open_book(session, command, opened=opened).opened}

    asked = {"code": code, "name": name, "officers": [attrs.asdict(officer) for officer in officers]}
    first = Order(people[ADMINISTRATOR], "unit.enter", None, asked, request_id=request_id, at=at)
    number = execute(session, first, enter)["unit"]
    execute(session, Order(people[ADMINISTRATOR], "book.open", number, {"opened": opened}, at=at), start)
    return Association(number, people)
