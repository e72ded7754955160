"""Who looks: the person of this request, the unit whose book is open, and what the roles held there allow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, cast

import attrs
from flask import abort, current_app, g
from sqlalchemy import select
from sqlalchemy.orm import Session

from admin.kept import kept
from khfund.actor import SENDING, Grant, Person, Role, allowed_roles
from khfund.db import Database
from khfund.password import current_password
from khfund.scope import own_units
from khfund.second_factor import NEEDED_BY, second_factor_of
from khfund.unit import Unit

if TYPE_CHECKING:
    from admin.office_store import OfficeStore
    from admin.signed_in import SignedIn


@attrs.frozen
class Visitor:
    """A person who is signed in. `roles` holds the roles by unit; those under None are held in every unit.

    `sends_for` holds, by the unit whose book it is, the units for which alone a clerk works there (`scope.own_units`).
    """

    id: int
    login: str
    name: str
    roles: dict[int | None, frozenset[Role]]
    proved_twice: bool
    is_authenticated: bool = True
    is_active: bool = True
    is_anonymous: bool = False
    token: str = ""
    has_first_password: bool = False
    has_second_factor: bool = False
    sends_for: Mapping[int, frozenset[int]] = attrs.field(factory=dict)

    @property
    def must_prove_twice(self) -> bool:
        """Whether a second proof is asked for before this person acts: who approves, and who opens doors to others."""
        return any(held & NEEDED_BY for held in self.roles.values())

    @property
    def home(self) -> int | None:
        """The unit in whose name this person's own affairs are logged: None where a role is held in all units."""
        return (
            None
            if None in self.roles
            else min((unit for unit in self.roles if unit is not None), default=None)
        )

    def get_id(self) -> str:
        """The session's token: what Flask-Login keeps in the cookie, instead of a person's number."""
        return self.token

    def roles_in(self, unit_id: int | None) -> frozenset[Role]:
        """The roles held in a unit, those held in all units among them."""
        return self.roles.get(None, frozenset()) | self.roles.get(unit_id, frozenset())

    def may(self, kind: str, unit_id: int | None) -> bool:
        """Whether a command, or a look, of this kind is allowed in the unit: the same table as the verbs use."""
        if unit_id in self.sends_for and kind not in SENDING:
            return False
        return bool(self.roles_in(unit_id) & allowed_roles(kind))


def visitor_of(session: Session, person_id: int, token: str, *, proved_twice: bool) -> Visitor | None:
    """Return the active person with all roles held, or None."""
    person = session.get(Person, person_id)
    if person is None or not person.is_active:
        return None
    roles: dict[int | None, set[Role]] = {}
    for unit_id, role in session.execute(
        select(Grant.unit_id, Grant.role).where(Grant.person_id == person_id)
    ):
        roles.setdefault(unit_id, set()).add(role)
    held = {unit_id: frozenset(some) for unit_id, some in roles.items()}
    sends_for = {
        one: own
        for one, some in held.items()
        if one is not None and Role.CLERK in some and (own := own_units(session, person_id, one))
    }
    name = person.full_name
    return Visitor(person.id, person.login, name, held, proved_twice, token=token, sends_for=sends_for)


@attrs.frozen
class _Proved:
    """A person with the numbers of the password and the second factor that count."""

    visitor: Visitor | None
    password: int | None
    factor: int | None


def visitor_behind(session: Session, row: SignedIn, token: str) -> Visitor | None:
    """Return whom a session proves, None where its password no longer counts."""
    person = row.person_id
    known = kept(session, None, f"person {person}", lambda: _proved(session, person))
    if known.visitor is None or row.password_id != known.password:
        return None
    twice = row.proved_twice and row.factor_id == known.factor
    return attrs.evolve(known.visitor, token=token, proved_twice=twice)


def _proved(session: Session, person_id: int) -> _Proved:
    found = visitor_of(session, person_id, "", proved_twice=False)
    password, factor = current_password(session, person_id), second_factor_of(session, person_id)
    if found is not None:
        is_first = password is not None and password.is_first
        found = attrs.evolve(found, has_first_password=is_first, has_second_factor=factor is not None)
    return _Proved(found, None if password is None else password.id, None if factor is None else factor.id)


# -- what a request stands on ------------------------------------------------------------------------------------


def books() -> Database:
    """The books of this office."""
    return cast("Database", current_app.extensions["khfund.books"])


def store() -> OfficeStore:
    """The office's own store."""
    return cast("OfficeStore", current_app.extensions["khfund.store"])


def reading() -> Session:
    """The view of the books that this request reads through, opened when it is first asked for."""
    if "reading" not in g:
        g.reading_context = books().reading()
        g.reading = g.reading_context.__enter__()
    return cast("Session", g.reading)


def stop_reading(_failure: BaseException | None = None) -> None:
    """Leave the view: at the end of a request, and before it writes (a reader would keep the writer waiting)."""
    context = g.pop("reading_context", None)
    g.pop("reading", None)
    g.pop("unit", None)
    if context is not None:
        context.__exit__(None, None, None)


@contextmanager
def looking_through(session: Session) -> Iterator[None]:
    """Let whatever looks while a deed writes look through the writer: a second view would keep it from its commit."""
    g.reading = session
    try:
        yield
    finally:
        g.pop("reading", None)
        g.pop("unit", None)


def unit() -> Unit:
    """The unit whose book is open: the one that the address names. A unit in which one holds no role is not found."""
    if "unit" not in g:
        found = reading().scalar(select(Unit).where(Unit.code == g.get("unit_code", "")))
        if found is None or not visitor().roles_in(found.id):
            abort(404)
        g.unit = found
    return cast("Unit", g.unit)


def visitor() -> Visitor:
    """The person of this request; a page that calls this is only reached signed in."""
    found = g.get("_login_user")
    if not isinstance(found, Visitor):
        abort(401)
    return found


def may(kind: str) -> bool:
    """Whether the person of this request may do, or look at, this in the unit whose book is open."""
    return visitor().may(kind, unit().id)
