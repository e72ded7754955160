"""The migrations lead to the tables that the classes describe, and stay as they were released."""

from datetime import date

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.schema import CreateTable

from khfund import tables
from khfund.db import GUARDS, _engine, _upgrade, faulty_guards
from khfund.ledger import AccountRole
from khfund.reports.check import check
from tests.builders import an_office


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


def test_books_of_the_first_release_keep_their_rows_and_take_every_kind_of_money(database):
    _make_anew(database, "0001")
    owner = _engine(database.owner_url)
    with owner.execution_options(khfund="write").begin() as connection:
        connection.execute(text(FIRST_RELEASE_ROW))
    owner.dispose()

    database.migrate()

    with database.engine.execution_options(khfund="write").begin() as connection:
        names = connection.execute(text("SELECT name FROM unit")).scalars().all()
        context = MigrationContext.configure(connection)
        differences = compare_metadata(context, tables.metadata)
    with database.reading() as session:
        faulty = faulty_guards(session)
    office_of_today = an_office(database)
    with database.reading() as session:
        assert (names, differences, faulty, check(session)) == (["Hội cũ"], [], [], [])
    assert office_of_today.gift(date(2026, 3, 8), 100_000).voucher_code == "PT-2026-00001"
    goods = office_of_today.posting(AccountRole.GOODS, AccountRole.GIFTS_IN_KIND, 50_000)
    entry = office_of_today.post(date(2026, 3, 9), goods, kind="PN")
    assert entry.voucher_code == "PN-2026-00001"


def test_books_of_the_first_release_end_with_the_very_tables_that_new_books_have(sqlite_database):
    made = _stored(sqlite_database)
    _make_anew(sqlite_database, "0001")

    sqlite_database.migrate()

    assert _stored(sqlite_database) == made


FIRST_RELEASE_ROW = (
    "INSERT INTO unit (id, code, name, level, parent_body, place, address, phone, tax_code, abbreviation, licence, "
    "public_url) VALUES (99, 'CU', 'Hội cũ', 'province', '', '', '', '', '', 'HKH', '', '')"
)


def _make_anew(database, version):
    """Empty books whose tables stand at an earlier version."""
    owner = _engine(database.owner_url)
    with owner.execution_options(khfund="write").begin() as connection:
        tables.metadata.drop_all(connection)
        connection.execute(text("DROP TABLE alembic_version"))
        if connection.dialect.name == "postgresql":
            for name in GUARDS:
                connection.execute(text(f"DROP FUNCTION IF EXISTS {name}() CASCADE"))
        _upgrade(connection, version)
    owner.dispose()


def _stored(database):
    with database.engine.connect() as connection:
        rows = connection.execute(text("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL"))
        return sorted((kind, name, " ".join(sql.split())) for kind, name, sql in rows)
