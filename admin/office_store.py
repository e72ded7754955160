"""What the office remembers beside the books: who is signed in, who tried too often, which long work is under way.

None of it is a figure of the books, and all of it may be lost: people sign in again, long work is asked for again. It
lies apart so that a stranger who knocks at the public window never takes the lock that writers of the books wait for.
"""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Connection,
    Engine,
    LargeBinary,
    MetaData,
    String,
    Table,
    create_engine,
    event,
    inspect,
    text,
)
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from khfund.db import Database
from khfund.errors import KhfundError

SCHEMA = "office"  # on PostgreSQL
PREPARING = 0x6B686F66666963  # the advisory lock of whoever makes the tables


class OfficePlaceError(KhfundError):
    """The office can keep what it remembers beside the books."""

    message = (
        "Không mở được nơi văn phòng giữ phiên đăng nhập và việc chạy nền ({place}): {reason}. Hãy sửa --office-db; với "
        "PostgreSQL, hãy chạy `khfund serve --prepare` một lần với --owner-db."
    )
    english = (
        "The place where the office keeps sessions and long work ({place}) cannot be opened: {reason}. Mend --office-db; "
        "with PostgreSQL, run `khfund serve --prepare` once with --owner-db."
    )


class OfficeBase(DeclarativeBase):
    """The tables of the office's own store."""

    metadata = MetaData(schema=SCHEMA)


class Secret(OfficeBase):
    """A key that the office drew for itself when it was first started."""

    __tablename__ = "secret"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[bytes] = mapped_column(LargeBinary)


class OfficeStore:
    """The office's own store: an SQLite file beside the books, or a schema of their PostgreSQL."""

    def __init__(self, url: str, owner_url: str | None = None) -> None:
        self.engine = _engine(url)
        self.owner = _engine(owner_url) if owner_url else self.engine

    def prepare(self) -> None:
        """Make the tables that are missing.

        Raises: OfficePlaceError.
        """
        try:
            self._prepare()
        except (DBAPIError, ValueError) as failure:
            place = self.engine.url.database or "?"
            reason = str(getattr(failure, "orig", failure)).partition("\n")[0]
            raise OfficePlaceError(place=place, reason=reason) from failure

    def _prepare(self) -> None:
        with self.owner.begin() as connection:
            if connection.dialect.name == "postgresql":  # several workers start at the same moment
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": PREPARING})
                if not inspect(connection).has_schema(SCHEMA):
                    connection.execute(text(f"CREATE SCHEMA {SCHEMA}"))
            else:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            OfficeBase.metadata.drop_all(connection, tables=_outgrown(connection))
            OfficeBase.metadata.create_all(connection)
            if self.owner is not self.engine:
                role = self.engine.url.username
                connection.execute(text(f'GRANT USAGE ON SCHEMA {SCHEMA} TO "{role}"'))
                connection.execute(text(f'GRANT ALL ON ALL TABLES IN SCHEMA {SCHEMA} TO "{role}"'))
                connection.execute(text(f'GRANT ALL ON ALL SEQUENCES IN SCHEMA {SCHEMA} TO "{role}"'))

    @contextlib.contextmanager
    def session(self) -> Iterator[Session]:
        """One transaction on the store, committed at the end."""
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            yield session

    def secret(self, name: str) -> bytes:
        """Return the key of that name, drawn at the first call: 32 bytes."""
        with (
            contextlib.suppress(IntegrityError),
            self.session() as session,
        ):  # a second worker may draw it now
            if session.get(Secret, name) is None:
                session.add(Secret(name=name, value=secrets.token_bytes(32)))
        with self.session() as session:
            return session.get_one(Secret, name).value

    def close(self) -> None:
        """Let go of the store."""
        self.engine.dispose()
        self.owner.dispose()


def _outgrown(connection: Connection) -> list[Table]:
    """The tables that are to be made anew: whatever stands on a table goes with it."""
    stored, schema = inspect(connection), SCHEMA if connection.dialect.name == "postgresql" else None
    there = set(stored.get_table_names(schema))
    found: set[Table] = set()
    for table in OfficeBase.metadata.sorted_tables:
        columns = (
            {one["name"] for one in stored.get_columns(table.name, schema)} if table.name in there else None
        )
        below = {key.column.table for key in table.foreign_keys}
        if (columns is not None and columns != {one.name for one in table.columns}) or below & found:
            found.add(table)
    return list(found)


def store_for(books: Database, url: str | None, owner_url: str | None = None) -> OfficeStore:
    """Return the store that belongs to these books, in `url` (or an SQLite file) if it is given.

    Raises: OfficePlaceError.
    """
    if url is None and books.file is not None:
        return OfficeStore(f"sqlite:///{beside(books.file)}")
    given = url or books.url.render_as_string(hide_password=False)
    try:
        return OfficeStore(given if "://" in given else f"sqlite:///{given}", owner_url)
    except (ArgumentError, ValueError, ImportError) as failure:
        raise OfficePlaceError(place=given, reason=type(failure).__name__) from failure


def beside(books: Path) -> Path:
    """Name the store's file beside the file of the books."""
    return books.with_name(f"{books.stem}-office.db")


def _engine(url: str) -> Engine:
    if not url.startswith("sqlite"):
        return create_engine(url, pool_pre_ping=True, hide_parameters=True)
    engine = create_engine(url, connect_args={"timeout": 10}, hide_parameters=True).execution_options(
        schema_translate_map={SCHEMA: None}
    )
    event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute("PRAGMA foreign_keys=ON")
