"""Tables of the office (provisional: frozen as SQL at the end of this work)."""

from __future__ import annotations

from alembic import op
from sqlalchemy import inspect, text
from sqlalchemy.schema import AddConstraint, CheckConstraint, CreateTable, DropConstraint

from khfund import tables

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables that are missing and bring the checks of the others up to date."""
    connection = op.get_bind()
    tables.metadata.create_all(connection)
    if connection.dialect.name == "postgresql":
        for table in tables.metadata.sorted_tables:
            stored = {one["name"] for one in inspect(connection).get_check_constraints(table.name)}
            for constraint in list(table.constraints):
                if isinstance(constraint, CheckConstraint) and constraint.name in stored:
                    connection.execute(DropConstraint(constraint))
                    connection.execute(AddConstraint(constraint))
        return
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    for table in tables.metadata.sorted_tables:
        written = "\n".join(
            line.rstrip() for line in str(CreateTable(table).compile(connection)).strip().splitlines()
        )
        connection.execute(
            text("UPDATE sqlite_master SET sql = :sql WHERE type = 'table' AND name = :name"),
            {"sql": written, "name": table.name},
        )
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema = RESET")
