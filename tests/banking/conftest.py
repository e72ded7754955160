"""What tests of banking may ask for."""

import shutil

import pytest

from khfund.db import Database
from tests.builders import an_office


@pytest.fixture(scope="module")
def sqlite_books(sqlite_template, tmp_path_factory):
    """One office on SQLite that all examples share; each example opens a bank account of its own."""
    file = shutil.copyfile(sqlite_template, tmp_path_factory.mktemp("slices") / "books.sqlite")
    books = Database(file)
    yield an_office(books)
    books.dispose()
