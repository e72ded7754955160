"""Pages about givers and gifts are tested on SQLite: what differs between the engines is tested below them."""

import pytest

from khfund.db import Database


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    return sqlite_database
