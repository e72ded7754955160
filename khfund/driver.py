"""SQL that every posting says, given to the database's driver as it is written, past the layers that would build it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import CursorResult
from sqlalchemy.orm import Session


class Statement:
    """SQL that is said often, given to the driver as it is: parameters are written `:name` for both engines.

    It sees only what is flushed. Days come back as the driver gives them; see `day_from`.
    """

    def __init__(self, sql: str) -> None:
        self._said = {"sqlite": sql, "postgresql": re.sub(r":(\w+)", r"%(\1)s", sql)}

    def run(self, session: Session, **parameters: object) -> CursorResult[*tuple[Any, ...]]:
        """Run it once."""
        connection = session.connection()
        return connection.exec_driver_sql(self._said[connection.dialect.name], parameters)

    def run_all(self, session: Session, parameters: Sequence[dict[str, object]]) -> None:
        """Run it for each set of parameters."""
        connection = session.connection()
        connection.exec_driver_sql(self._said[connection.dialect.name], list(parameters))


def day_from(stored: date | str | None) -> date | None:
    """Return a day as the drivers give it: SQLite as ISO text, PostgreSQL as a date."""
    return date.fromisoformat(stored) if isinstance(stored, str) else stored
