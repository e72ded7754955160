"""SQL that was compiled for the books of one test serves the next as well: compiling it is a third of their work."""

from typing import Any

import sqlalchemy

import khfund.db

COMPILED: dict[Any, Any] = {}
DIALECTS: dict[str, Any] = {}


def create_engine(url: Any, **options: Any) -> sqlalchemy.Engine:
    """Make an engine of SQLAlchemy's that looks for compiled SQL where all others look."""
    engine = sqlalchemy.create_engine(url, **options)
    engine.dialect = DIALECTS.setdefault(engine.dialect.name, engine.dialect)
    engine.update_execution_options(compiled_cache=COMPILED)
    return engine


def install() -> None:
    """Let every `Database` of this process share."""
    khfund.db.create_engine = create_engine
