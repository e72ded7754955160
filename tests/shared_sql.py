"""SQL that was compiled for the books of one test serves the next as well: compiling it is a third of their work."""

from typing import Any

import sqlalchemy
from sqlalchemy import event

import khfund.db

COMPILED: dict[Any, Any] = {}
DIALECTS: dict[str, Any] = {}


def create_engine(url: Any, **options: Any) -> sqlalchemy.Engine:
    """Make an engine of SQLAlchemy's that looks for compiled SQL where all others look.

    A dialect learns from its first connection which server it speaks to; only one that has learned it is shared.
    """
    engine = sqlalchemy.create_engine(url, **options)
    own = engine.dialect
    if own.name in DIALECTS:
        engine.dialect = DIALECTS[own.name]
    else:
        event.listen(engine, "connect", lambda *_: DIALECTS.setdefault(own.name, own))
    engine.update_execution_options(compiled_cache=COMPILED)
    return engine


def install() -> None:
    """Let every `Database` of this process share."""
    khfund.db.create_engine = create_engine
