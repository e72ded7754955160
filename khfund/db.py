"""The database under the books: column types, connections, the one write transaction, guards, migrations.

SQLite keeps the books of one machine in rollback-journal mode with `synchronous=EXTRA`; PostgreSQL serves when more
than one machine needs them. Every write takes the writer lock before it reads, so numbers and totals cannot be
computed from what somebody else is about to change.
"""

from __future__ import annotations

import contextlib
import enum
import re
import sqlite3
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Connection,
    Engine,
    Enum,
    Integer,
    MetaData,
    create_engine,
    event,
    inspect,
    text,
)
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.orm import DeclarativeBase, Session

from khfund.engine_failure import translated
from khfund.errors import KhfundError
from khfund.vietnamese import TextTooLongError

WRITER_LOCK = 0x6B6866756E64  # "khfund": the advisory lock that every PostgreSQL writer takes first
MIGRATIONS = Path(__file__).parent / "migrations"
BUSY_SECONDS = 5  # how long a writer waits for another one
READERS_MAX = (
    64  # connections to a file that stay open: as many as the office has threads, for opening one costs 2 ms
)
STATEMENTS_KEPT = 3_000  # compiled SQL per engine, of SQLAlchemy's 500; the office has as many addresses


class BooksOutOfDateError(KhfundError):
    """The books were made by another version and must be migrated first."""

    message = "Sổ đang ở phiên bản {found}, chương trình cần phiên bản {needed}. Hãy chạy `khfund upgrade`."
    english = "The books are at version {found}, the program needs {needed}. Run `khfund upgrade`."


class BooksPlaceError(KhfundError):
    """Books are kept in an SQLite file or on PostgreSQL."""

    message = "«{place}» không phải là tệp SQLite hay URL của PostgreSQL; hãy sửa --db."
    english = "«{place}» is neither an SQLite file nor the URL of a PostgreSQL; mend --db."


class Base(DeclarativeBase):
    """Every table of khfund; constraints carry names so that migrations and refusals can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        },
    )


Whole = BigInteger().with_variant(Integer, "sqlite")
"""Whole numbers of 64 bits: keys, and amounts in đồng."""


def one_of(values: type[enum.StrEnum]) -> Enum:
    """A column type that keeps the values of an enumeration as text, and nothing else."""
    longest = max(len(value) for value in values)
    return Enum(
        values,
        native_enum=False,
        create_constraint=True,
        length=longest,
        name=re.sub(r"(?<=[a-z])(?=[A-Z])", "_", values.__name__).lower(),
        values_callable=lambda kind: [one.value for one in kind],
    )


def whole(*columns: str) -> tuple[CheckConstraint, ...]:
    """Constraints that hold `columns` to integers on SQLite, whose plain columns store anything."""
    return tuple(
        CheckConstraint(f"typeof({column}) = 'integer'", name=f"{column}_whole").ddl_if(dialect="sqlite")
        for column in columns
    )


@event.listens_for(Session, "before_flush")
def _require_lengths(session: Session, _context: object, _instances: object) -> None:
    """Refuse a text beyond its column on both engines alike: SQLite would keep it, PostgreSQL has no word of ours."""
    for row in chain(session.new, session.dirty):
        for column in inspect(row).mapper.columns:
            longest = getattr(column.type, "length", None)
            value = row.__dict__.get(column.key)
            if longest is not None and isinstance(value, str) and len(value) > longest:
                raise TextTooLongError(text=value[:80], length=len(value), longest=longest)


# -- guards: triggers that hold a rule even against hand-written SQL ---------------------------------------------

GUARDS: dict[str, tuple[str, str, str]] = {}
"""Guard name → (table, SQL for SQLite, SQL for PostgreSQL); filled by the files that own the tables."""


def guard(name: str, table: str, *, when: str, condition: str, refusal: str) -> None:
    """Register a trigger: `when` is like "BEFORE UPDATE"; `condition` is SQL over NEW and OLD that must not hold.

    The trigger refuses with the words `refusal`.
    """
    sqlite = (
        f"CREATE TRIGGER {name} {when} ON {table} FOR EACH ROW WHEN {condition} "
        f"BEGIN SELECT RAISE(ABORT, '{refusal}'); END"
    )
    function = (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {condition} THEN RAISE EXCEPTION '{refusal}'; END IF; "
        f"IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$;\n"
        f"CREATE TRIGGER {name} {when} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
    )
    GUARDS[name] = (table, sqlite, function)


def never_changes(table: str) -> None:
    """Rows of `table`, once written, are neither changed nor deleted (I9)."""
    guard(
        f"{table}_unchanged",
        table,
        when="BEFORE UPDATE",
        condition="1 = 1",
        refusal=f"{table}: rows never change",
    )
    guard(
        f"{table}_kept",
        table,
        when="BEFORE DELETE",
        condition="1 = 1",
        refusal=f"{table}: rows are never deleted",
    )


def create_guards(connection: Connection) -> None:
    """Drop every trigger and create ours; called after each migration, which on SQLite may lose triggers silently."""
    postgresql = connection.dialect.name == "postgresql"
    for name, (table, *_) in _triggers(connection).items():
        connection.exec_driver_sql(f"DROP TRIGGER {name}" + (f" ON {table}" if postgresql else ""))
    for _, for_sqlite, for_postgresql in GUARDS.values():
        connection.exec_driver_sql(for_postgresql if postgresql else for_sqlite)


def faulty_guards(session: Session) -> list[str]:
    """Names of guards that are missing, switched off or changed, and of triggers that this version did not make."""
    connection = session.connection()
    postgresql = connection.dialect.name == "postgresql"
    ours = {name: _as_postgresql(one) if postgresql else one[:2] for name, one in GUARDS.items()}
    stored = _triggers(connection)
    return sorted(name for name in ours.keys() | stored.keys() if ours.get(name) != stored.get(name))


def _triggers(connection: Connection) -> dict[str, tuple[str, ...]]:
    """Trigger name → table and how it was made, as the database has it."""
    if connection.dialect.name == "postgresql":
        query = (
            "SELECT t.tgname, c.relname, CASE WHEN t.tgenabled = 'O' THEN pg_get_triggerdef(t.oid, true) ELSE '' END, "
            "p.prosrc FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid "
            "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE NOT t.tgisinternal AND n.nspname = 'public'"
        )
    else:
        query = "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'"
    return {name: tuple(made) for name, *made in connection.exec_driver_sql(query)}


def _as_postgresql(guarded: tuple[str, str, str]) -> tuple[str, ...]:
    table, _, made = guarded
    _, source, trigger = made.split("$$")
    return table, trigger.removeprefix(";\n"), source


# -- the database ---------------------------------------------------------------------------------------------------


class Database:
    """One place where books are kept.

    `url` is an SQLAlchemy URL or a path to an SQLite file. On PostgreSQL `owner_url` names the role that owns the
    tables; the application itself works as a role that does not, so it cannot switch the guards off.

    Raises: BooksPlaceError.
    """

    def __init__(self, url: str | Path, owner_url: str | None = None) -> None:
        self.url = _url(str(url) if "://" in str(url) else f"sqlite:///{url}")
        self.owner_url = _url(owner_url) if owner_url else self.url
        self.engine = _engine(self.url)

    @property
    def is_sqlite(self) -> bool:
        """Whether the books are one SQLite file."""
        return self.url.get_backend_name() == "sqlite"

    @property
    def file(self) -> Path | None:
        """The SQLite file, or None for PostgreSQL and for books in memory."""
        name = self.url.database
        return Path(name) if self.is_sqlite and name and name != ":memory:" else None

    @contextlib.contextmanager
    def writing(self) -> Iterator[Session]:
        """One write transaction under the writer lock: committed at the end, rolled back on any exception.

        Raises: BusyError when another writer holds the lock for more than five seconds; StorageError when the disk
        is full, read-only or gone.
        """
        with (
            translated(),
            Session(self.engine.execution_options(khfund="write"), expire_on_commit=False) as session,
        ):
            session.connection()  # says BEGIN IMMEDIATE on SQLite
            if not self.is_sqlite:
                session.execute(_LOCK, {"wait": f"{BUSY_SECONDS}s", "lock": WRITER_LOCK})
            try:
                yield session
                session.commit()
            except BaseException:
                session.rollback()
                raise

    @contextlib.contextmanager
    def reading(self) -> Iterator[Session]:
        """A consistent view of the books that cannot write."""
        with translated(), Session(self.engine.execution_options(khfund="read"), autoflush=False) as session:
            if not self.is_sqlite:
                session.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
            yield session

    def migrate(self) -> None:
        """Bring the tables to this version and set the guards anew; a fresh database gets everything."""
        owner = self.engine if self.owner_url == self.url else _engine(self.owner_url)
        try:
            with translated(), owner.execution_options(khfund="write").begin() as connection:
                _upgrade(connection)
                create_guards(connection)
                if owner is not self.engine:
                    _grant(connection, str(self.url.username))
        finally:
            if owner is not self.engine:
                owner.dispose()

    def version(self) -> str | None:
        """The migration that the tables stand at; None for an empty database."""
        with translated(), self.engine.execution_options(khfund="read").connect() as connection:
            if not inspect(connection).has_table("alembic_version"):
                return None
            return str(connection.scalars(text("SELECT version_num FROM alembic_version")).one())

    def require_current(self) -> None:
        """Raise BooksOutOfDateError unless the tables stand at this program's version."""
        found, needed = self.version(), _newest()
        if found != needed:
            raise BooksOutOfDateError(found=found or "-", needed=needed)

    def dispose(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def is_writing(session: Session) -> bool:
    """Whether a session may write: what it sees is not yet, and may never be, what stands in the books."""
    return session.connection().get_execution_options().get("khfund") == "write"


def _url(place: str) -> URL:
    try:
        url = make_url(place)
    except (ArgumentError, ValueError) as failure:
        raise BooksPlaceError(place=place) from failure
    if url.drivername == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
    if url.drivername not in {"sqlite", "sqlite+pysqlite", "postgresql+psycopg"}:
        raise BooksPlaceError(place=url.drivername)
    return url


_LOCK = text("SELECT set_config('lock_timeout', :wait, true), pg_advisory_xact_lock(:lock)")


def _upgrade(connection: Connection, to: str = "head") -> None:
    """Run the migrations on this connection, inside its transaction, up to one of them or the newest."""
    import alembic.command  # noqa: PLC0415  a quarter of a second that no other work needs
    import alembic.config  # noqa: PLC0415

    config = alembic.config.Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    alembic.command.upgrade(config, to)


def _newest() -> str:
    """The number of the last migration, by which books say at which release they stand."""
    return max(one.name[:4] for one in (MIGRATIONS / "versions").glob("*.py"))


def _grant(connection: Connection, role: str) -> None:
    quoted = connection.dialect.identifier_preparer.quote(role)
    connection.exec_driver_sql(
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {quoted}"
    )
    connection.exec_driver_sql(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {quoted}")


def _engine(url: Any) -> Engine:
    if url.get_backend_name() != "sqlite":
        return create_engine(url, query_cache_size=STATEMENTS_KEPT, hide_parameters=True)
    options: dict[str, Any] = {"connect_args": {"timeout": BUSY_SECONDS, "check_same_thread": False}}
    if url.database not in {None, "", ":memory:"}:
        options["pool_size"] = READERS_MAX
    engine = create_engine(url, query_cache_size=STATEMENTS_KEPT, hide_parameters=True, **options)
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _set_up_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    for pragma in (
        f"busy_timeout = {BUSY_SECONDS * 1000:.0f}",
        "synchronous = EXTRA",
        "foreign_keys = ON",
        "recursive_triggers = ON",  # or INSERT OR REPLACE walks around the delete guards
        "trusted_schema = OFF",
        "cache_size = -32768",  # 32 MiB: a large command keeps its indexes at hand instead of spilling them to disk
        "cell_size_check = ON",
        "secure_delete = ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get("khfund") == "write"
    if connection.info.get("khfund_writing") is not writing:
        connection.exec_driver_sql("PRAGMA query_only = " + ("OFF" if writing else "ON"))
        connection.info["khfund_writing"] = writing
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


# In one statement, so that SQLite saves each page for a possible refusal once and not for every row.
ROWS_TOGETHER = 100


def _copy(connection: Connection, statement: str, rows: Sequence[Sequence[Any]]) -> None:
    """Run a COPY, which goes past SQLAlchemy; what the driver refuses is told as SQLAlchemy tells it."""
    driver = connection.dialect.dbapi
    assert driver is not None, "the engine is connected"
    try:
        with connection.connection.cursor().copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
    except driver.Error as failure:
        raise DBAPIError.instance(statement, None, failure, driver.Error) from failure


def insert_rows(session: Session, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Write many rows the fastest way that the engine has; days are given as ISO text.

    SQLite takes them with the driver's executemany, PostgreSQL with COPY. Constraints and guards act as always.
    """
    if not rows:
        return
    connection = session.connection()
    names = ", ".join(columns)
    if connection.dialect.name == "postgresql":
        _copy(connection, f"COPY {table} ({names}) FROM STDIN", rows)
        return
    marks = f"({', '.join('?' * len(columns))})"
    whole = len(rows) - len(rows) % ROWS_TOGETHER
    for size, some in ((ROWS_TOGETHER, rows[:whole]), (1, rows[whole:])):
        if some:
            values = ", ".join([marks] * size)
            statement = f"INSERT INTO {table} ({names}) VALUES {values}"  # noqa: S608  names come from our own code
            parts = (some[first : first + size] for first in range(0, len(some), size))
            connection.exec_driver_sql(statement, [tuple(chain.from_iterable(part)) for part in parts])
