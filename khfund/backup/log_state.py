"""How far the books got, and whether they contradict themselves: what every copy is compared and judged by."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import attrs
from sqlalchemy import select
from sqlalchemy.orm import Session

from khfund import audit
from khfund.command import LoggedCommand
from khfund.db import Database
from khfund.errors import BusyError, IntegrityError, KhfundError, StorageError
from khfund.reports.check import check


class BooksUnsoundError(IntegrityError):
    """A copy that counts agrees with itself: `khfund check` and `khfund verify` find nothing in it."""

    message = "Sổ trong {file} không khớp ở {count} chỗ; chỗ đầu tiên: {first}. Đừng dùng bản này; hãy báo người phụ trách."
    english = "The books in {file} contradict themselves in {count} places; the first: {first}. Do not use them; call the person in charge."


@attrs.frozen
class LogState:
    """The last command of the books, when it was given (ISO text, UTC), and the root over all leaves up to it."""

    last_command: int
    at: str
    root: str


def log_state(session: Session, up_to: int | None = None) -> LogState:
    """Return how far the books got, or stood when command `up_to` was their last one."""
    query = select(LoggedCommand.number, LoggedCommand.at).order_by(LoggedCommand.number.desc())
    if up_to is not None:
        query = query.where(LoggedCommand.number <= up_to)
    last = session.execute(query.limit(1)).one_or_none()
    number, at = (last.number, last.at) if last else (0, "")
    top = audit.root(audit.leaf_hash(line) for line in audit.lines(session, number))
    return LogState(number, at, top.hex())


def is_prefix(state: LogState, session: Session) -> bool:
    """Tell whether the books of `session` went through `state`."""
    return log_state(session, state.last_command) == state


def require_sound(session: Session, file: str) -> None:
    """Refuse books that `khfund check` or `khfund verify` finds fault with; `file` names them in the refusal.

    Raises: BooksUnsoundError.
    """
    found = [str(finding) for finding in check(session)]  # the log's contradictions are among them
    if found:
        raise BooksUnsoundError(file=file, count=len(found), first=found[0], finding=found[0])


@contextlib.contextmanager
def opened(place: Path | str) -> Iterator[Database]:
    """Books for as long as they are looked at: nothing holds their file or database afterwards."""
    database = Database(place)
    try:
        yield database
    finally:
        database.dispose()


@contextlib.contextmanager
def told_plainly() -> Iterator[None]:
    """Tell failures of disks and files as refusals of khfund.

    Raises: BusyError, IntegrityError, StorageError.
    """
    try:
        yield
    except OSError as failure:
        name = f" ({failure.filename})" if failure.filename else ""
        raise StorageError(reason=f"{failure.strerror or failure}{name}") from failure
    except sqlite3.Error as failure:
        raise _of_sqlite(failure) from failure


def _of_sqlite(failure: sqlite3.Error) -> KhfundError:
    reason = str(failure)
    if "locked" in reason:
        return BusyError()
    if "malformed" in reason or "not a database" in reason:
        return IntegrityError(finding=reason)
    return StorageError(reason=reason)
