"""SQLite's own ways: the online copy, the check of a file, and one file put in the place of another."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
from datetime import datetime
from pathlib import Path

from khfund.backup.log_state import told_plainly
from khfund.db import BUSY_SECONDS
from khfund.errors import BusyError, IntegrityError

STEP = 4096  # pages copied before another person may write, 16 MB
RESTARTS_MAX = 3  # SQLite starts a copy anew when somebody wrote; after that the copy goes in one step


def copy_in_use(books: Path, copy: Path) -> None:
    """Copy books that are in use by SQLite's backup API: the copy is the books at one moment between two commands.

    Raises: BusyError, IntegrityError, StorageError.
    """
    with (
        told_plainly(),
        contextlib.closing(_reader(books)) as source,
        contextlib.closing(sqlite3.connect(copy)) as target,
    ):
        try:
            source.backup(target, pages=STEP, progress=_Patience(), sleep=0.05)
        except _Restarted:
            source.backup(target, progress=_require_free)


def _reader(books: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{books.absolute().as_uri()}?mode=rw", uri=True, timeout=BUSY_SECONDS)


class _Restarted(Exception):  # noqa: N818  it ends a copy, it tells no error
    pass


class _Patience:
    """Follows a copy in steps and ends it when others have written too often."""

    def __init__(self) -> None:
        self.restarts = 0
        self.remaining: int | None = None

    def __call__(self, status: int, remaining: int, total: int) -> None:
        _require_free(status, remaining, total)
        if self.remaining is not None and remaining > self.remaining:
            self.restarts += 1
        self.remaining = remaining
        if self.restarts >= RESTARTS_MAX:
            raise _Restarted


def _require_free(status: int, _remaining: int, _total: int) -> None:
    if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        raise BusyError


def require_whole(file: Path) -> None:
    """Refuse a file that SQLite finds damaged.

    Raises: IntegrityError, StorageError.
    """
    with told_plainly(), contextlib.closing(sqlite3.connect(file)) as connection:
        found = [row[0] for row in connection.execute("PRAGMA integrity_check(1)")]
        found += [f"foreign key of {table}" for table, *_ in connection.execute("PRAGMA foreign_key_check")]
    if found != ["ok"]:
        raise IntegrityError(finding=str(found[-1]))


def put_in_place(copy: Path, books: Path, at: datetime) -> Path | None:
    """Put `copy` where the books are, in one step; old books are kept aside and their new path is returned.

    The writer lock of the old books is held meanwhile, so nobody is in the middle of a command, and no journal of
    theirs is left that SQLite would roll back into the new ones.

    Raises: BusyError, StorageError.
    """
    with told_plainly():
        make_durable(copy)
        if not books.exists():
            _link(copy, books)
            return None
        shutil.copymode(books, copy)
        aside = _aside(books, at)
        with contextlib.closing(
            sqlite3.connect(books, timeout=BUSY_SECONDS, isolation_level=None)
        ) as connection:
            _lock(connection)
            _set_journals_aside(books, aside)
            with contextlib.suppress(OSError):  # without hard links the old books are moved, see below
                os.link(books, aside)
            if not aside.exists():
                books.rename(aside)
            copy.replace(books)
        make_durable(books.parent)
        return aside


def _lock(connection: sqlite3.Connection) -> None:
    try:
        connection.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError:  # locked, read-only: these are told
        raise
    except sqlite3.DatabaseError:  # no books any more: nobody can be writing in them
        return


def _set_journals_aside(books: Path, aside: Path) -> None:
    for ending in ("-journal", "-wal", "-shm"):
        with contextlib.suppress(FileNotFoundError):
            Path(f"{books}{ending}").rename(f"{aside}{ending}")


def _aside(books: Path, at: datetime) -> Path:
    stamp, number = at.strftime("%Y%m%d-%H%M%S"), 1
    aside = books.with_name(f"{books.stem}.truoc-{stamp}{books.suffix}")
    while aside.exists():
        number += 1
        aside = books.with_name(f"{books.stem}.truoc-{stamp}-{number}{books.suffix}")
    return aside


def _link(file: Path, target: Path) -> None:
    try:
        os.link(file, target)  # unlike a rename, it never replaces what another process has just put there
    except FileExistsError:
        raise
    except OSError:  # a disk without hard links, such as a USB stick
        if target.exists():
            raise
        file.rename(target)
    else:
        file.unlink()
    make_durable(target.parent)


def publish(file: Path, target: Path) -> None:
    """Give a finished file its name; the name must be free.

    Raises: FileExistsError, OSError.
    """
    make_durable(file)
    _link(file, target)


def make_durable(path: Path) -> None:
    """Wait until a file or a folder's list of names is on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
