"""Take a backup while the books are in use, and try it out before it counts."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import attrs
from sqlalchemy import text

from khfund.backup import postgresql_books, sqlite_books
from khfund.backup.backup_file import Manifest, pack, readable, seal
from khfund.backup.log_state import BooksUnsoundError, LogState, is_prefix, log_state, opened, told_plainly
from khfund.backup.trial import try_out
from khfund.calendar import now_utc
from khfund.db import Database
from khfund.errors import IntegrityError, KhfundError


class BackupExistsError(KhfundError):
    """A backup never takes the place of another file."""

    message = "Đã có {file}; hãy chọn tên khác cho bản sao lưu."
    english = "{file} exists already; choose another name for the backup."


class BackupUnfaithfulError(IntegrityError):
    """A backup is a prefix of the books it was taken from (I10)."""

    message = "Bản sao lưu không khớp với nhật ký của sổ; không giữ lại. Hãy báo người phụ trách."
    english = (
        "The backup does not agree with the log of the books and is not kept. Call the person in charge."
    )


@attrs.frozen
class BackupInfo:
    """A backup that counts. `size` in bytes; `trial` tells how far it was tried out: "restored" or "listed"."""

    file: str
    engine: str
    size: int
    last_command: int
    last_command_at: str
    root: str
    encrypted: bool
    with_key: bool
    trial: str


def backup(
    database: Database, target: str | Path, *, passphrase: str | None = None, key: Path | None = None
) -> BackupInfo:
    """Write a backup of books in use to `target`, tried out by a restore before it gets that name.

    The signing key in the file `key` goes with it only into an encrypted backup. Books that contradict themselves
    are kept beside under the ending `.khong-khop`, for whoever looks into them, and refused.

    Raises: BackupExistsError, PassphraseEmptyError, BackupUnfaithfulError, BooksUnsoundError, BusyError,
    StorageError, and on PostgreSQL ProgramMissingError.
    """
    file = Path(target)
    if passphrase is not None:
        readable(passphrase)
    if file.exists():
        raise BackupExistsError(file=str(file))
    key = key if passphrase is not None and key is not None and key.exists() else None
    with told_plainly():
        file.parent.mkdir(parents=True, exist_ok=True)
        with _workshop(database, file, plain=passphrase is None) as folder, _unnamed(file) as unnamed:
            state = _write(database, folder, unnamed, passphrase, key)
            try:
                trial = try_out(unnamed, folder, passphrase, database)
            except BooksUnsoundError as unsound:
                kept = _keep_aside(unnamed, file)
                raise BooksUnsoundError(**unsound.facts | {"file": kept.name}) from unsound
            size = unnamed.stat().st_size
            _publish(unnamed, file)
    engine = database.url.get_backend_name()
    log = (state.last_command, state.at, state.root)
    return BackupInfo(str(file), engine, size, *log, passphrase is not None, key is not None, trial)


@contextlib.contextmanager
def _workshop(database: Database, file: Path, *, plain: bool) -> Iterator[Path]:
    """A folder for what is in the making: nothing that is to be encrypted lies open where the backup goes."""
    if plain:
        place: Path | None = file.parent
    else:
        place = database.file.parent if database.file else None
    with tempfile.TemporaryDirectory(prefix=".khfund-", dir=place, ignore_cleanup_errors=True) as folder:
        yield Path(folder)


@contextlib.contextmanager
def _unnamed(file: Path) -> Iterator[Path]:
    """A file beside `file` that only its owner may read, removed if it did not get its name."""
    handle, name = tempfile.mkstemp(prefix=f".{file.name}-", dir=file.parent)
    os.close(handle)
    try:
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)


def _write(
    database: Database, folder: Path, target: Path, passphrase: str | None, key: Path | None
) -> LogState:
    if database.is_sqlite:
        books, state, schema = _copy_sqlite(database, folder)
    else:
        books, state, schema = _copy_postgresql(database, folder)
    engine, taken_at = database.url.get_backend_name(), now_utc().isoformat(timespec="seconds")
    log = (state.last_command, state.at, state.root)
    manifest = Manifest(engine, version("khfund"), schema, taken_at, *log)
    archive = folder / "backup.zip" if passphrase is not None else target
    pack(books, manifest, archive, key=key)
    books.unlink()
    if passphrase is not None:
        seal(archive, target, passphrase)
        archive.unlink()
    return state


def _copy_sqlite(database: Database, folder: Path) -> tuple[Path, LogState, str]:
    assert database.file is not None, "books in memory are not backed up"
    books = folder / "copy.sqlite"
    sqlite_books.copy_in_use(database.file, books)
    with opened(books) as copied:
        schema = copied.version() or ""
        with copied.reading() as session:
            state = log_state(session)
    with database.reading() as session:
        if not is_prefix(state, session):
            raise BackupUnfaithfulError
    return books, state, schema


def _copy_postgresql(database: Database, folder: Path) -> tuple[Path, LogState, str]:
    books = folder / "copy.dump"
    with database.reading() as session:
        snapshot = session.scalars(text("SELECT pg_export_snapshot()")).one()
        state = log_state(session)
        postgresql_books.dump(database, books, snapshot)
    return books, state, database.version() or ""


def _publish(unnamed: Path, file: Path) -> None:
    try:
        sqlite_books.publish(unnamed, file)
    except FileExistsError as failure:
        raise BackupExistsError(file=str(file)) from failure


def _keep_aside(unnamed: Path, file: Path) -> Path:
    kept = file.with_name(f"{file.name}.khong-khop")
    sqlite_books.make_durable(unnamed)
    unnamed.replace(kept)
    return kept
