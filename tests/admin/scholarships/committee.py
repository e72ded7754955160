"""What tests of the committee's pages start from: books with a round, kept for a whole file, and the persons' desks."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs
from flask import Flask
from sqlalchemy import select

from khfund.actor import Person, Role, enter_person, grant
from khfund.db import Database
from tests.admin.office import Desk, an_app, desk
from tests.builders import Office


@attrs.frozen
class Room:
    """The committee's room: an office over the books of a file of tests, what was built in them, and the desks."""

    app: Flask
    office: Office
    built: Any

    def at(self, person: int) -> Desk:
        """Somebody's desk."""
        return desk(self.app, person)

    @property
    def chair(self) -> Desk:
        return self.at(self.office.chair)

    @property
    def accountant(self) -> Desk:
        return self.at(self.office.accountant)

    @property
    def administrator(self) -> Desk:
        return self.at(self.office.administrator)

    @property
    def clerk(self) -> Desk:
        return self.at(self.somebody("nhaplieu"))

    def somebody(self, login: str, role: Role = Role.CLERK) -> int:
        """The number of a person with a role in the unit, entered at the first call."""

        def enter(session: Any, command: Any) -> int:
            person = enter_person(session, command, login, f"Người {login}")
            grant(session, command, person, role, self.office.unit)
            return int(person.id)

        known = self.office.read(lambda s: _known(s, login))
        return known or self.office.do("person.enter", enter, by=self.office.administrator)


def _known(session: Any, login: str) -> int | None:
    found: int | None = session.scalar(select(Person.id).where(Person.login == login))
    return found


def a_room(template: Path, folder: Path, build: Callable[[Database], Any]) -> Room:
    """Build in a copy of empty books; `build` returns something with an `office`."""
    file = shutil.copyfile(template, folder / "books.sqlite")
    built = build(Database(f"sqlite:///{file}"))
    return Room(an_app(file), built if isinstance(built, Office) else built.office, built)
