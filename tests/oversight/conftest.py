"""An association with an inspector, for whoever looks over the bookkeepers' shoulders."""

from datetime import date

import attrs
import pytest

from khfund import actor
from khfund.actor import Role
from khfund.db import Database
from tests.builders import Office, an_office


@attrs.define
class Watched(Office):
    """The association of the builders, with an inspector."""

    inspector: int = 0

    def gifts(self, *amounts: int) -> list[int]:
        """Post cash gifts from 5 March 2026 on, a day apart, and return the numbers of their entries."""
        return [self.gift(date(2026, 3, 5 + place), amount).id for place, amount in enumerate(amounts)]


def with_an_inspector(database: Database) -> Watched:
    office = an_office(database)

    def enter(session, command):
        person = actor.enter_person(session, command, "kiemtra", "Bạc Thị Kiểm Tra")
        actor.grant(session, command, person, Role.INSPECTOR, office.unit)
        return person.id

    inspector = office.do("person.enter", enter, by=office.administrator)
    return Watched(**attrs.asdict(office, recurse=False), inspector=inspector)


@pytest.fixture
def office(database: Database) -> Watched:
    return with_an_inspector(database)


@pytest.fixture
def sqlite_office(sqlite_database: Database) -> Watched:
    return with_an_inspector(sqlite_database)
