"""Tables for passwords, second factors, oversight and the public window, new indexes and changed checks, as scripts/freeze_schema.py wrote them down.

On SQLite a changed check is restated in the words of the schema itself, which touches no row.
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the new tables and restate the checks that have changed, in the engine's own words."""
    connection = op.get_bind()
    on_sqlite = connection.dialect.name == "sqlite"
    if on_sqlite:
        connection.exec_driver_sql("PRAGMA writable_schema = ON")
    written = Path(__file__).with_suffix(f".{connection.dialect.name}.sql").read_text(encoding="utf-8")
    for statement in written.split(";\n"):
        if statement.strip():
            connection.exec_driver_sql(statement)
    if on_sqlite:
        version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
        connection.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
        connection.exec_driver_sql("PRAGMA writable_schema = RESET")
