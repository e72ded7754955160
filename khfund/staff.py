"""Those who work with the books, over the years: roles taken back, persons who leave and who come back."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from khfund.actor import ROLE_NAMES, Grant, Person, PersonUnknownError, Role
from khfund.command import Command
from khfund.errors import KhfundError
from khfund.scope import own_units


class RoleNotHeldError(KhfundError):
    """A role that is taken back is held."""

    message = "{name} không giữ vai trò «{role}» ở đây."
    english = "{name} does not hold the role «{role}» here."


class LastAdministratorError(KhfundError):
    """Somebody can always give roles: an administrator of all units remains."""

    message = "{name} là người quản trị duy nhất của mọi đơn vị; hãy giao vai trò này cho người khác trước."
    english = "{name} is the only administrator of all units; give this role to somebody else first."


class ClerkOfAllError(KhfundError):
    """Whoever sends for a unit below alone is not made a clerk of the whole book by losing that unit."""

    message = "{name} chỉ gửi đề nghị cho đơn vị này trong sổ của đơn vị cấp trên; hãy thôi vai trò cán bộ nhập liệu ở cấp trên trước."
    english = "{name} sends nominations for this unit alone in the book of the unit above; take the role of clerk there back first."


class PersonLeftError(KhfundError):
    """Who leaves is still there."""

    message = "{name} đã nghỉ từ trước."
    english = "{name} has left before."


class PersonHereError(KhfundError):
    """Who comes back was away."""

    message = "{name} vẫn đang làm việc."
    english = "{name} has not left."


def revoke(session: Session, _command: Command, person: Person, role: Role, unit_id: int | None) -> None:
    """Take a role in a unit (or, with None, the one held in all units) back.

    Raises: RoleNotHeldError, LastAdministratorError, ClerkOfAllError.
    """
    same = (
        (Grant.person_id == person.id) & (Grant.unit_id.is_not_distinct_from(unit_id)) & (Grant.role == role)
    )
    held = session.scalar(select(Grant).where(same))
    if held is None:
        raise RoleNotHeldError(name=person.full_name, role=ROLE_NAMES[role])
    if role is Role.ADMINISTRATOR and unit_id is None:
        _require_other_administrator(session, person)
    sending = _sending_in(session, person)
    session.delete(held)
    session.flush()
    if sending - {unit_id} - _sending_in(session, person):
        raise ClerkOfAllError(name=person.full_name)


def _sending_in(session: Session, person: Person) -> set[int | None]:
    """The units in whose books the person works for a unit below alone."""
    clerk = (Grant.person_id == person.id) & (Grant.role == Role.CLERK) & Grant.unit_id.is_not(None)
    found = session.scalars(select(Grant.unit_id).where(clerk))
    return {one for one in found if one is not None and own_units(session, person.id, one)}


def leave(session: Session, _command: Command, person: Person) -> None:
    """Switch a person off who no longer works here: the login opens nothing, what was done keeps its name.

    Raises: PersonLeftError, LastAdministratorError.
    """
    if not person.is_active:
        raise PersonLeftError(name=person.full_name)
    _require_other_administrator(session, person)
    person.is_active = False
    session.flush()


def come_back(session: Session, _command: Command, person: Person) -> None:
    """Switch a person on again, with the roles held before.

    Raises: PersonHereError.
    """
    if person.is_active:
        raise PersonHereError(name=person.full_name)
    person.is_active = True
    session.flush()


def _require_other_administrator(session: Session, person: Person) -> None:
    query = (
        select(Grant.person_id)
        .join(Person, Person.id == Grant.person_id)
        .where(Grant.role == Role.ADMINISTRATOR, Grant.unit_id.is_(None), Person.is_active)
    )
    administrators = set(session.scalars(query))
    if administrators == {person.id}:
        raise LastAdministratorError(name=person.full_name)


def find_staff(session: Session, login: str) -> Person:
    """Return the person with this login, whether still working here or not.

    Raises: PersonUnknownError.
    """
    person = session.scalar(select(Person).where(Person.login == login))
    if person is None:
        raise PersonUnknownError(login=login)
    return person


def roles_of(session: Session, person_ids: Iterable[int]) -> dict[int, list[Grant]]:
    """Return person id → the roles held, by unit and role."""
    found: dict[int, list[Grant]] = {number: [] for number in person_ids}
    query = select(Grant).where(Grant.person_id.in_(found)).order_by(Grant.unit_id, Grant.role)
    for one in session.scalars(query):
        found[one.person_id].append(one)
    return found
