import pytest
from sqlalchemy import make_url

from khfund.backup import postgresql_books
from khfund.backup.postgresql_books import (
    DatabaseNotEmptyError,
    ProgramMissingError,
    empty,
    load,
    require_listing,
    scratch,
)
from khfund.db import Database
from khfund.errors import StorageError
from tests import postgres


def test_the_password_is_passed_on_in_the_environment_alone():
    url = make_url("postgresql://kh:mat%20khau@db.example:5433/books?sslmode=require&connect_timeout=3")

    told = postgresql_books._environment(url)

    expected = {
        "PGHOST": "db.example",
        "PGPORT": "5433",
        "PGUSER": "kh",
        "PGPASSWORD": "mat khau",
        "PGDATABASE": "books",
        "PGSSLMODE": "require",
    }
    assert {name: value for name, value in told.items() if name in expected} == expected


def test_a_missing_program_is_named(monkeypatch, tmp_path):
    monkeypatch.setattr(postgresql_books, "PROGRAMS", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(ProgramMissingError) as refusal:
        require_listing(make_url("postgresql:///x"), tmp_path / "a")

    assert refusal.value.exit_code == 5
    assert str(refusal.value) == "Không thấy chương trình pg_restore; hãy cài gói postgresql-client."


def test_a_file_that_is_no_dump_is_told(postgresql_database, tmp_path):
    (tmp_path / "a").write_bytes(b"no dump")

    with pytest.raises(StorageError) as refusal:
        require_listing(postgresql_database.owner_url, tmp_path / "a")

    assert "archive" in str(refusal.value)


def test_a_database_with_tables_takes_no_dump(postgresql_database, tmp_path):
    with pytest.raises(DatabaseNotEmptyError):
        load(postgresql_database, tmp_path / "a")


def test_what_was_loaded_is_taken_out_again(postgresql_database):
    empty(postgresql_database)

    assert postgresql_database.version() is None
    query = "SELECT count(*) FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE nspname = 'public'"
    with postgresql_database.engine.connect() as connection:
        assert connection.exec_driver_sql(query).scalar() == 0


def test_an_owner_who_may_make_no_database_gets_no_trial(postgresql_database):
    with scratch(postgresql_database) as trial:
        assert trial is None


def test_a_trial_database_is_dropped_even_when_the_trial_fails(postgres_server, postgresql_database):
    books = Database(postgres_server.url(postgresql_database.url.database, postgres.ADMINISTRATOR))

    names = []

    def try_and_fail():
        with scratch(books) as trial:
            names.append(trial.url.database)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        try_and_fail()

    with books.engine.connect() as connection:
        left = connection.exec_driver_sql("SELECT datname FROM pg_database").scalars().all()
    books.dispose()
    assert names[0].startswith("khfund_trial_")
    assert names[0] not in left
