"""One write transaction, a reader that cannot write, guards that stand, engines that speak our words."""

import sqlite3
import traceback
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from khfund import db
from khfund.db import BooksOutOfDateError, Database
from khfund.engine_failure import GuardedError
from khfund.errors import BusyError, IntegrityError, StorageError
from khfund.unit import Unit, units
from tests.builders import an_office, tamper, write_by_hand

A_UNIT = "INSERT INTO unit (id, code, name, level, parent_body, place, address, phone, tax_code, abbreviation, licence, public_url) VALUES (7, 'XA', 'Hội xã', 'base', '', '', '', '', '', 'HKH', '', '')"


def codes(database):
    with database.reading() as session:
        return [unit.code for unit in units(session)]


def test_what_was_written_is_committed_at_the_end(database):
    write_by_hand(database, A_UNIT)

    assert codes(database) == ["XA"]


def test_an_exception_takes_everything_back(database):
    with pytest.raises(ZeroDivisionError), database.writing() as session:  # noqa: PT012  both belong together
        session.execute(text(A_UNIT))
        raise ZeroDivisionError

    assert codes(database) == []


def test_a_reader_cannot_write(database):
    with pytest.raises((StorageError, GuardedError)) as refusal, database.reading() as session:
        session.execute(text(A_UNIT))

    assert "read" in str(refusal.value)
    assert codes(database) == []


def test_a_reader_sees_one_moment(database):
    with database.reading() as session:
        before = units(session)
        if not database.is_sqlite:  # on SQLite the writer waits until the reader is done
            write_by_hand(database, A_UNIT)
        after = units(session)

    assert before == after == []


def test_a_second_writer_is_told_that_the_books_are_busy(database, monkeypatch):
    monkeypatch.setattr(db, "BUSY_SECONDS", 0.1)
    second = Database(database.url.render_as_string(hide_password=False))

    with database.writing(), pytest.raises(BusyError) as refusal, second.writing():
        pass

    second.dispose()
    assert str(refusal.value) == "Đang có người khác ghi sổ; chưa có gì thay đổi. Hãy thử lại sau ít giây."
    assert refusal.value.exit_code == 3


def test_a_rule_that_no_verb_breaks_is_held_by_the_database(database):
    office = an_office(database)

    with pytest.raises(GuardedError) as refusal:
        write_by_hand(database, f"DELETE FROM account WHERE unit_id = {office.unit}")

    assert str(refusal.value) == (
        "Cơ sở dữ liệu từ chối vì trái quy tắc của sổ (account: rows are never deleted); "
        "chưa có gì thay đổi. Hãy báo người phụ trách."
    )
    assert refusal.value.exit_code == 4


def test_a_refused_row_is_not_quoted(database):
    with pytest.raises(GuardedError) as refusal:
        write_by_hand(database, A_UNIT, A_UNIT)

    assert "Hội xã" not in str(refusal.value)


def test_a_failure_repeats_nothing_of_what_was_asked_not_even_in_a_log(database):
    asked = text("SELECT nobody FROM unit WHERE name = :name")
    with pytest.raises((DBAPIError, StorageError)) as failure, database.reading() as session:
        session.execute(asked, {"name": "Hội có em Ánh"})

    assert "em Ánh'" not in "".join(traceback.format_exception(failure.value))


def test_books_of_another_version_are_named(database):
    tamper(database, "UPDATE alembic_version SET version_num = '0000'")

    with pytest.raises(BooksOutOfDateError) as refusal:
        database.require_current()

    needed = refusal.value.facts["needed"]
    assert str(refusal.value) == (
        f"Sổ đang ở phiên bản 0000, chương trình cần phiên bản {needed}. Hãy chạy `khfund upgrade`."
    )


def test_migrated_books_are_current(database):
    database.require_current()

    assert database.version() is not None


def test_an_empty_file_has_no_version(tmp_path):
    books = Database(tmp_path / "new.sqlite")

    assert books.version() is None
    books.dispose()


def test_every_guard_stands_after_a_migration(database):
    with database.reading() as session:
        assert db.faulty_guards(session) == []


def test_a_second_migration_changes_nothing(sqlite_database):
    sqlite_database.migrate()

    with sqlite_database.reading() as session:
        assert db.faulty_guards(session) == []


def test_a_guard_that_was_dropped_weakened_or_added_is_named(sqlite_database):
    sqlite_database.dispose()
    with sqlite3.connect(sqlite_database.file) as connection:
        connection.executescript(
            "DROP TRIGGER leaf_kept; DROP TRIGGER entry_unchanged;"
            "CREATE TRIGGER entry_unchanged BEFORE UPDATE ON entry WHEN 1 = 0 BEGIN SELECT RAISE(ABORT, 'x'); END;"
            "CREATE TRIGGER thief AFTER INSERT ON posting BEGIN DELETE FROM unit; END;"
        )

    with sqlite_database.reading() as session:
        assert db.faulty_guards(session) == ["entry_unchanged", "leaf_kept", "thief"]


def test_a_guard_that_was_switched_off_or_hollowed_out_is_named_on_postgresql(postgresql_database):
    owner = Database(postgresql_database.owner_url)
    with owner.writing() as session:
        session.execute(text("ALTER TABLE leaf DISABLE TRIGGER leaf_kept"))
        hollow = "CREATE OR REPLACE FUNCTION entry_kept() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN OLD; END $$"
        session.execute(text(hollow))
    owner.dispose()

    with postgresql_database.reading() as session:
        assert db.faulty_guards(session) == ["entry_kept", "leaf_kept"]


def test_the_application_cannot_switch_guards_off_on_postgresql(postgresql_database):
    with pytest.raises(GuardedError):
        write_by_hand(postgresql_database, "ALTER TABLE leaf DISABLE TRIGGER leaf_kept")


def test_sqlite_is_set_up_to_keep_what_it_acknowledged(sqlite_database):
    with sqlite_database.writing() as session:
        told = {
            name: session.scalar(text(f"PRAGMA {name}"))
            for name in (
                "journal_mode",
                "synchronous",
                "foreign_keys",
                "recursive_triggers",
                "trusted_schema",
            )
        }

    assert told == {
        "journal_mode": "delete",
        "synchronous": 3,
        "foreign_keys": 1,
        "recursive_triggers": 1,
        "trusted_schema": 0,
    }


def test_many_rows_are_written_at_once(database):
    office = an_office(database)
    rows = [(office.unit, "2026-03-01", office.kh, office.account_ids[0], 5, 0)]

    with database.writing() as session:
        db.insert_rows(
            session, "day_total", ("unit_id", "day", "fund_id", "account_id", "debit", "credit"), rows
        )
        db.insert_rows(session, "day_total", ("unit_id",), [])

    found = office.read(lambda s: s.execute(text("SELECT day, debit FROM day_total")).all())
    assert [(str(day), debit) for day, debit in found] == [("2026-03-01", 5)]


def test_a_whole_number_column_takes_nothing_else(sqlite_database):
    with pytest.raises(GuardedError) as refusal:
        write_by_hand(
            sqlite_database,
            "INSERT INTO command (number, at, person_id, kind, request_id, salt) VALUES (1.5, '', 1, '', '', '')",
        )

    assert "1.5" not in str(refusal.value)


def test_a_file_that_is_no_database_is_an_integrity_failure(tmp_path):
    file = tmp_path / "books.sqlite"
    file.write_bytes(b"khong phai so sach " * 100)

    with pytest.raises(IntegrityError) as refusal, Database(file).reading() as session:
        session.get(Unit, 1)

    assert str(refusal.value) == (
        "Sổ không khớp: file is not a database. Hãy dừng ghi sổ và báo người phụ trách."
    )


def test_a_missing_folder_is_a_storage_failure(tmp_path):
    with pytest.raises(StorageError) as refusal, Database(tmp_path / "gone" / "books.sqlite").writing():
        pass

    assert str(refusal.value) == (
        "Không đọc hoặc ghi được nơi lưu sổ: unable to open database file. Chưa có gì thay đổi."
    )


def test_a_database_tells_its_file(tmp_path):
    assert Database(tmp_path / "a.sqlite").file == tmp_path / "a.sqlite"
    assert Database("sqlite://").file is None
    assert Database("postgresql://nobody@/books").file is None
    assert Database("postgresql://nobody@/books").url.drivername == "postgresql+psycopg"


def test_days_are_kept_as_days(database):
    an_office(database, opened=date(2026, 2, 3))

    with database.reading() as session:
        assert str(session.scalar(text("SELECT opened FROM book"))) == "2026-02-03"
