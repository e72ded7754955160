"""What the database engines say when they refuse or fail, in our words, without SQL and parameters."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator

from sqlalchemy.exc import DatabaseError, OperationalError, ProgrammingError

from khfund.errors import BusyError, IntegrityError, KhfundError, StorageError


class GuardedError(IntegrityError):
    """What no verb writes is refused by the database itself: its guards and constraints hold every rule once more."""

    message = (
        "Cơ sở dữ liệu từ chối vì trái quy tắc của sổ ({rule}); chưa có gì thay đổi. Hãy báo người phụ trách."
    )
    english = "The database refuses what breaks a rule of the books ({rule}); nothing has changed. Call the person in charge."


_BUSY = ("locked", "lock timeout", "deadlock", "could not serialize")
_BUSY_STATES = frozenset(
    {"55P03", "40P01", "40001"}
)  # PostgreSQL may speak another language; its states do not
_BROKEN = ("malformed", "not a database", "encrypted")


@contextlib.contextmanager
def translated() -> Iterator[None]:
    """Turn what the engine refuses or fails at into khfund's own refusals.

    Raises: BusyError, StorageError, IntegrityError, GuardedError; our own mistakes in SQL stay as they are.
    """
    try:
        yield
    except (DatabaseError, sqlite3.DatabaseError) as failure:
        if _is_our_mistake(failure):
            raise
        raise _in_our_words(failure) from failure


def _is_our_mistake(failure: Exception) -> bool:
    """SQL that the engine does not understand; what PostgreSQL does not allow the role (42501) is a rule of the books."""
    state = getattr(getattr(failure, "orig", None), "sqlstate", None) or "42000"
    return isinstance(failure, ProgrammingError) and state.startswith("42") and state != "42501"


def _in_our_words(failure: Exception) -> KhfundError:
    reason = _reason(failure)
    cause = getattr(failure, "orig", failure)
    if getattr(cause, "sqlstate", None) in _BUSY_STATES or any(word in reason for word in _BUSY):
        return BusyError()
    if any(word in reason for word in _BROKEN):
        return IntegrityError(finding=reason)
    if isinstance(failure, (OperationalError, sqlite3.OperationalError)):
        return StorageError(reason=reason)
    return GuardedError(rule=reason)


def _reason(failure: Exception) -> str:
    """The engine's own sentence, without SQL and parameters, which may hold personal data."""
    cause = getattr(failure, "orig", None) or failure
    lines = str(cause).strip().splitlines()
    return lines[0] if lines else type(cause).__name__
