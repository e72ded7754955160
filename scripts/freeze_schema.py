"""Write down the tables of this release as the SQL of its migration, once for each engine.

A migration that has been released never changes, whatever becomes of the classes; so it holds SQL, not the metadata.
Usage: python scripts/freeze_schema.py NAME, where NAME is the migration's file without its ending.
"""

import sys
from pathlib import Path

from sqlalchemy import Dialect
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

from khfund import tables

FOLDER = Path(__file__).parent.parent / "khfund" / "migrations" / "versions"


def ddl(dialect: Dialect) -> str:
    """Every table and index of the metadata in the dialect's words, in the order in which they can be made."""
    compiled = []
    for table in tables.metadata.sorted_tables:
        compiled.append(CreateTable(table).compile(dialect=dialect))
        compiled += [
            CreateIndex(index).compile(dialect=dialect)
            for index in sorted(table.indexes, key=lambda i: i.name)
        ]
    return (
        ";\n".join("\n".join(line.rstrip() for line in str(one).strip().splitlines()) for one in compiled)
        + ";\n"
    )


def main(name: str) -> None:
    """Write NAME.sqlite.sql and NAME.postgresql.sql beside the migration."""
    for dialect in (sqlite.dialect(), postgresql.dialect()):
        file = FOLDER / f"{name}.{dialect.name}.sql"
        file.write_text(ddl(dialect), encoding="utf-8")
        print(file)


if __name__ == "__main__":
    main(*sys.argv[1:])
