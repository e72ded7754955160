"""The command line on the books of an association, on each engine."""

import pytest

from tests.builders import an_office
from tests.cli.shell import Shell


@pytest.fixture(autouse=True)
def _no_settings_of_the_machine(monkeypatch):
    for name in ("DB", "OWNER_DB", "AS", "UNIT", "LANG", "KEY", "ORIGIN", "PASSPHRASE", "DEBUG"):
        monkeypatch.delenv(f"KHFUND_{name}", raising=False)


@pytest.fixture
def khfund(database, capsys):
    """`khfund` on the books of an association."""
    office = an_office(database)
    url, owner_url = (one.render_as_string(hide_password=False) for one in (database.url, database.owner_url))
    return Shell(url, None if database.is_sqlite else owner_url, capsys, office)


@pytest.fixture
def on_a_file(sqlite_database, capsys):
    """`khfund` on the books of an association in an SQLite file."""
    return Shell(str(sqlite_database.file), None, capsys, an_office(sqlite_database))


@pytest.fixture
def nowhere(tmp_path, capsys):
    """`khfund` where no books are."""
    return Shell(str(tmp_path / "new.sqlite"), None, capsys)
