"""Write down the tables of this release as the SQL of its migration, once for each engine.

A migration that has been released never changes, whatever becomes of the classes; so it holds SQL, not the metadata.
Written are the tables that no earlier migration makes, and the checks and indexes that are new in those that one does;
columns of released tables stay as they are.

Usage: python scripts/freeze_schema.py NAME, where NAME is the migration's file without its ending.
"""

import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import CheckConstraint, Dialect, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import AddConstraint, CreateIndex, CreateTable, DropConstraint, ExecutableDDLElement

from khfund import tables

FOLDER = Path(__file__).parent.parent / "khfund" / "migrations" / "versions"


def ddl(dialect: Dialect, name: str) -> str:
    """Tables, indexes and changed checks in the dialect's words, in the order in which they can be made."""
    earlier = [file.read_text(encoding="utf-8") for file in _earlier(dialect, name)]
    known = _known(earlier) if dialect.name == "sqlite" else _known_names(earlier)
    written: list[str] = []
    for table in tables.metadata.sorted_tables:
        if table.name not in known:
            written += _new(table, dialect)
            continue
        if dialect.name == "sqlite":
            written += _restated(table, known[table.name], dialect)
        else:
            written += _rechecked(table, "\n".join(earlier), dialect)
        written += _indexed(table, "\n".join(earlier), dialect)
    return "".join(f"{one};\n" for one in written)


def _earlier(dialect: Dialect, name: str) -> list[Path]:
    return sorted(file for file in FOLDER.glob(f"*.{dialect.name}.sql") if file.name.split(".")[0] < name)


def _known(earlier: list[str]) -> dict[str, str]:
    """Table → how the earlier migrations leave it on SQLite."""
    with sqlite3.connect(":memory:") as connection:
        connection.execute("PRAGMA writable_schema = ON")
        for one in earlier:
            connection.executescript(one)
        return dict(connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'"))


def _known_names(earlier: list[str]) -> dict[str, str]:
    made = [line for one in earlier for line in one.splitlines() if line.startswith("CREATE TABLE ")]
    return {line.split()[2]: "" for line in made}


def _new(table: Table, dialect: Dialect) -> Iterator[str]:
    yield _written(CreateTable(table), dialect)
    for index in sorted(table.indexes, key=lambda one: one.name):
        yield _written(CreateIndex(index), dialect)


def _indexed(table: Table, earlier: str, dialect: Dialect) -> Iterator[str]:
    for index in sorted(table.indexes, key=lambda one: str(one.name)):
        if f"INDEX {index.name} " not in earlier:
            yield _written(CreateIndex(index), dialect)


def _restated(table: Table, known: str, dialect: Dialect) -> Iterator[str]:
    """SQLite cannot alter a check; its own advice is to restate the table's words, which touches no row."""
    wanted = _written(CreateTable(table), dialect)
    if wanted.split() != known.split():
        quoted = wanted.replace("'", "''")
        yield f"UPDATE sqlite_master SET sql = '{quoted}' WHERE type = 'table' AND name = '{table.name}'"  # noqa: S608  our own words


def _rechecked(table: Table, earlier: str, dialect: Dialect) -> Iterator[str]:
    checks = [one for one in table.constraints if isinstance(one, CheckConstraint)]
    for check in sorted(checks, key=lambda one: str(one.name)):
        added = _written(AddConstraint(check, isolate_from_table=False), dialect)
        if added and added.partition(" ADD ")[2] not in earlier:
            yield _written(DropConstraint(check), dialect)
            yield added


def _written(element: ExecutableDDLElement, dialect: Dialect) -> str:
    """The words of an element, empty if it is for another dialect."""
    check = getattr(element, "element", None)
    if isinstance(check, CheckConstraint) and "typeof(" in str(check.sqltext) and dialect.name != "sqlite":
        return ""
    return "\n".join(line.rstrip() for line in str(element.compile(dialect=dialect)).strip().splitlines())


def main(name: str) -> None:
    """Write NAME.sqlite.sql and NAME.postgresql.sql beside the migration."""
    for dialect in (sqlite.dialect(), postgresql.dialect()):
        file = FOLDER / f"{name}.{dialect.name}.sql"
        file.write_text(ddl(dialect, name), encoding="utf-8")
        print(file)


if __name__ == "__main__":
    main(*sys.argv[1:])
