"""The ledger's pages are tried on one engine: one association and one app for each worker, fresh books for each test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import attrs
import pytest
from flask import Flask

from khfund.actor import Role, enter_person, grant
from khfund.command import Order, execute
from khfund.db import Database
from khfund.ledger import AccountRole
from tests.admin.office import Desk, an_app, desk
from tests.builders import NOW, Office, an_office

BEGUN = date(2026, 1, 5)


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Office, int]:
    """The books of a founded association with an inspector, as a file to be copied."""
    file = tmp_path_factory.mktemp("ledger") / "founded.sqlite"
    database = Database(str(file))
    database.migrate()
    office = an_office(database)
    inspector: list[int] = []

    def enter(session, command):
        person = enter_person(session, command, "kiemtra", "Lường Văn Kiểm Tra")
        grant(session, command, person, Role.INSPECTOR, office.unit)
        inspector.append(person.id)
        return {}

    with database.writing() as session:
        execute(session, Order(office.administrator, "person.enter", None, {}, at=NOW), enter)
    database.dispose()
    return file, office, inspector[0]


@pytest.fixture(scope="session")
def seat(founded: tuple[Path, Office, int], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """One app for all tests of a worker: each test lays its own books under it."""
    file = shutil.copyfile(founded[0], tmp_path_factory.mktemp("seat") / "books.sqlite")
    made = an_app(file)
    yield made
    made.extensions["khfund.store"].close()
    made.extensions["khfund.books"].dispose()


@pytest.fixture
def office(founded: tuple[Path, Office, int], seat: Flask) -> Iterator[Office]:
    books: Database = seat.extensions["khfund.books"]
    books.dispose()
    assert books.file is not None
    database = Database(str(shutil.copyfile(founded[0], books.file)))
    yield attrs.evolve(founded[1], database=database)
    database.dispose()


@pytest.fixture
def app(office: Office, seat: Flask) -> Flask:
    return seat


@pytest.fixture
def inspector(app: Flask, founded: tuple[Path, Office, int]) -> Desk:
    return desk(app, founded[2])


@pytest.fixture
def money(office: Office) -> Office:
    """Ten million in the bank for each of the two funds, one million in cash."""
    for fund in (office.kh, office.th):
        office.post(BEGUN, office.posting(AccountRole.BANK, AccountRole.GIFTS, 10_000_000, fund))
    office.gift(BEGUN, 1_000_000)
    return office
