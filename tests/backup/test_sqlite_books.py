import sqlite3
from datetime import UTC, datetime

import pytest

from khfund.backup import sqlite_books
from khfund.backup.sqlite_books import copy_in_use, publish, put_in_place, require_whole
from khfund.errors import BusyError, IntegrityError, StorageError

AT = datetime(2026, 11, 22, 6, 30, 5, tzinfo=UTC)


def table(file, *rows):
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS row (text)")
        connection.executemany("INSERT INTO row VALUES (?)", [(row,) for row in rows])
    connection.close()
    return file


def rows(file):
    connection = sqlite3.connect(file)
    try:
        return [row[0] for row in connection.execute("SELECT text FROM row ORDER BY rowid")]
    finally:
        connection.close()


def test_a_copy_holds_what_was_committed_and_nothing_else(tmp_path):
    books = table(tmp_path / "books", "a", "b")
    writer = sqlite3.connect(books, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("INSERT INTO row VALUES ('c')")

    copy_in_use(books, tmp_path / "copy")

    writer.close()
    assert rows(tmp_path / "copy") == ["a", "b"]


def test_a_copy_that_others_disturb_too_often_goes_in_one_step(tmp_path, monkeypatch):
    books = table(tmp_path / "books", *("x" * 5_000 for _ in range(20)))
    monkeypatch.setattr(sqlite_books, "STEP", 5)
    patience = sqlite_books._Patience.__call__
    writer = sqlite3.connect(books, isolation_level=None)

    def disturbed(self, *facts):
        writer.execute("INSERT INTO row VALUES ('more')")
        patience(self, *facts)

    monkeypatch.setattr(sqlite_books._Patience, "__call__", disturbed)

    copy_in_use(books, tmp_path / "copy")

    writer.close()
    assert rows(tmp_path / "copy") == rows(books)
    assert len(rows(books)) > 20


def test_books_that_another_program_locks_are_busy(tmp_path, monkeypatch):
    monkeypatch.setattr(sqlite_books, "BUSY_SECONDS", 0)
    books = table(tmp_path / "books", "a")
    other = sqlite3.connect(books, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")

    with pytest.raises(BusyError):
        copy_in_use(books, tmp_path / "copy")

    other.close()


def test_a_file_that_is_no_database_is_refused(tmp_path):
    (tmp_path / "books").write_bytes(b"no database" * 1000)

    with pytest.raises(IntegrityError):
        require_whole(tmp_path / "books")


def test_a_damaged_page_is_found(tmp_path):
    books = table(tmp_path / "books", *("x" * 1000 for _ in range(50)))
    content = bytearray(books.read_bytes())
    content[4096 * 3 : 4096 * 4] = b"\xff" * 4096
    books.write_bytes(content)

    with pytest.raises(IntegrityError):
        require_whole(books)


def test_a_row_that_points_to_nothing_is_found(tmp_path):
    with sqlite3.connect(tmp_path / "books") as connection:
        connection.execute("CREATE TABLE parent (id INTEGER PRIMARY KEY)")
        connection.execute("CREATE TABLE child (parent INTEGER REFERENCES parent)")
        connection.execute("INSERT INTO child VALUES (5)")
    connection.close()

    with pytest.raises(IntegrityError) as refusal:
        require_whole(tmp_path / "books")

    assert refusal.value.facts == {"finding": "foreign key of child"}


def test_new_books_take_an_empty_place(tmp_path):
    copy = table(tmp_path / "copy", "new")

    aside = put_in_place(copy, tmp_path / "books", AT)

    assert (aside, rows(tmp_path / "books"), copy.exists()) == (None, ["new"], False)


def test_old_books_are_kept_under_a_dated_name_each_time(tmp_path):
    books = table(tmp_path / "books.sqlite", "old")

    first = put_in_place(table(tmp_path / "copy1", "new"), books, AT)
    second = put_in_place(table(tmp_path / "copy2", "newer"), books, AT)

    assert (first.name, second.name) == (
        "books.truoc-20261122-063005.sqlite",
        "books.truoc-20261122-063005-2.sqlite",
    )
    assert [rows(file) for file in (books, second, first)] == [["newer"], ["new"], ["old"]]


def test_without_hard_links_books_are_moved(tmp_path, monkeypatch):
    def refuse(*_names):
        raise PermissionError

    monkeypatch.setattr(sqlite_books.os, "link", refuse)
    books = table(tmp_path / "books.sqlite", "old")

    aside = put_in_place(table(tmp_path / "copy", "new"), books, AT)
    publish(table(tmp_path / "unnamed", "x"), tmp_path / "named")

    assert [rows(file) for file in (books, aside, tmp_path / "named")] == [["new"], ["old"], ["x"]]
    with pytest.raises(PermissionError):
        publish(table(tmp_path / "unnamed", "y"), tmp_path / "named")


def test_a_taken_name_is_refused(tmp_path):
    table(tmp_path / "named", "x")

    with pytest.raises(FileExistsError):
        publish(table(tmp_path / "unnamed", "y"), tmp_path / "named")

    assert rows(tmp_path / "named") == ["x"]


def test_a_folder_in_the_place_of_books_is_told(tmp_path):
    (tmp_path / "books").mkdir()

    with pytest.raises(StorageError):
        put_in_place(table(tmp_path / "copy", "new"), tmp_path / "books", AT)
