"""The migrations lead to the tables that the classes describe, and stay as they were released."""

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.schema import CreateTable

from khfund import tables
from khfund.db import GUARDS, faulty_guards


def test_migrated_books_have_every_table_column_and_index_of_the_classes(database):
    with database.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), tables.metadata) == []


def test_migrated_books_have_every_constraint_of_the_classes(sqlite_database):
    with sqlite_database.engine.connect() as connection:
        stored = dict(
            connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'table'")).all()
        )

    for table in tables.metadata.sorted_tables:
        wanted = str(CreateTable(table).compile(sqlite_database.engine))
        assert stored[table.name].split() == wanted.split(), table.name


def test_migrating_again_changes_nothing_and_sets_the_guards_anew(database):
    database.migrate()

    with database.reading() as session:
        assert faulty_guards(session) == []
    assert len(GUARDS) > 30


def test_a_guard_that_a_migration_lost_is_set_again(sqlite_database):
    with sqlite_database.engine.execution_options(khfund="write").begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER entry_unchanged")

    sqlite_database.migrate()

    with sqlite_database.reading() as session:
        assert faulty_guards(session) == []
