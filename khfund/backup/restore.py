"""Bring a backup back into an empty place, or over older books when told; what was there is kept aside."""

from __future__ import annotations

import os
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

import attrs

from khfund.backup import postgresql_books, sqlite_books
from khfund.backup.backup_file import Manifest, unpack
from khfund.backup.log_state import LogState, is_prefix, log_state, opened, told_plainly
from khfund.backup.trial import bring_up, bring_up_file
from khfund.calendar import VIET_NAM, now_utc
from khfund.db import Database
from khfund.errors import KhfundError


class BackupOfOtherEngineError(KhfundError):
    """A backup goes back to the engine it came from."""

    message = "Bản sao lưu {file} là của {made} nhưng nơi khôi phục là {wanted}; hãy chọn --db cho đúng loại."
    english = "The backup {file} is of {made} but is to be restored into {wanted}; choose a --db of its kind."


class BooksInTheWayError(KhfundError):
    """Books are not overwritten unless somebody says so."""

    message = "Ở {place} đã có sổ; thêm --overwrite để thay (sổ cũ được giữ lại bên cạnh) hoặc chọn nơi khác."
    english = "There are books at {place} already; add --overwrite to replace them (they are kept beside) or choose another place."


class NewerBooksError(KhfundError):
    """Books that know more than the backup, or something else, are not overwritten unless somebody says so."""

    message = (
        "Sổ ở {place} có việc mà bản sao lưu không có: lệnh cuối của sổ là {existing} (lúc {existing_at:%H:%M:%S %d/%m/%Y}), của bản sao lưu "
        "là {restored} (lúc {restored_at:%H:%M:%S %d/%m/%Y}). Thêm --overwrite nếu vẫn muốn thay; sổ cũ được giữ lại bên cạnh."
    )
    english = (
        "The books at {place} know what the backup does not: their last command is {existing} ({existing_at:%H:%M:%S %d/%m/%Y}), the "
        "backup's is {restored} ({restored_at:%H:%M:%S %d/%m/%Y}). Add --overwrite to replace them all the same; they are kept beside."
    )


@attrs.frozen
class RestoreInfo:
    """Books that were brought back; `aside` is where older books went, `migrated` whether the backup was of an older version."""

    place: str
    last_command: int
    last_command_at: str
    taken_at: str
    migrated: bool
    with_key: bool
    aside: str | None


def restore(
    file: str | Path,
    target: str | Path,
    *,
    passphrase: str | None = None,
    overwrite: bool = False,
    owner_url: str | None = None,
    key: Path | None = None,
) -> RestoreInfo:
    """Bring the books of a backup to `target`: opened beside it, checked and verified, then put in place in one step.

    A signing key in the backup is written to `key` unless a key is there.

    Raises: NoBackupError, BackupDamagedError, PassphraseNeededError, PassphraseWrongError, BackupOfOtherEngineError,
    BooksTooNewError, BooksUnsoundError, BooksInTheWayError, NewerBooksError, BusyError, StorageError; on PostgreSQL
    DatabaseNotEmptyError and ProgramMissingError.
    """
    database, source = Database(target, owner_url), Path(file)
    try:
        with told_plainly():
            if database.file is not None:
                return _restore_sqlite(source, database.file, passphrase, key, overwrite=overwrite)
            return _restore_postgresql(source, database, passphrase, key)
    finally:
        database.dispose()


def _restore_sqlite(
    source: Path, books: Path, passphrase: str | None, key: Path | None, *, overwrite: bool
) -> RestoreInfo:
    at = now_utc()
    books.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(
        prefix=".khfund-", dir=books.parent, ignore_cleanup_errors=True
    ) as folder:
        unpacked = unpack(source, Path(folder), passphrase)
        _require_engine(unpacked.manifest, "sqlite", source)
        migrated = bring_up_file(unpacked, source.name)
        if books.exists() and not overwrite:
            _refuse_overwriting(books, unpacked.books)
        aside = _put_in_place(unpacked.books, books, at)
    with_key = _write_key(unpacked.key, key)
    return _told(unpacked.manifest, str(books), aside, migrated=migrated, with_key=with_key)


def _put_in_place(copy: Path, books: Path, at: datetime) -> Path | None:
    try:
        return sqlite_books.put_in_place(copy, books, at)
    except FileExistsError as failure:
        raise BooksInTheWayError(place=str(books)) from failure


def _require_engine(manifest: Manifest, wanted: str, source: Path) -> None:
    if manifest.engine != wanted:
        raise BackupOfOtherEngineError(file=source.name, made=manifest.engine, wanted=wanted)


def _refuse_overwriting(books: Path, copy: Path) -> None:
    existing, restored = _state(books), _state(copy)
    if existing is None or restored is None or _went_through(copy, existing):
        raise BooksInTheWayError(place=str(books))
    facts: dict[str, Any] = {"existing": existing.last_command, "existing_at": _local(existing.at)}
    facts |= {"restored": restored.last_command, "restored_at": _local(restored.at)}
    raise NewerBooksError(place=str(books), **facts)


def _local(at: str) -> datetime:
    return datetime.fromisoformat(at).astimezone(VIET_NAM) if at else datetime.fromtimestamp(0, VIET_NAM)


def _state(books: Path) -> LogState | None:
    """How far books got; None where they cannot be read, which may be why somebody restores."""
    try:
        with opened(books) as database, database.reading() as session:
            return log_state(session)
    except KhfundError:
        return None


def _went_through(books: Path, state: LogState) -> bool:
    with opened(books) as database, database.reading() as session:
        return is_prefix(state, session)


def _write_key(content: bytes | None, key: Path | None) -> bool:
    if content is None or key is None or key.exists():
        return False
    handle = os.open(key, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    return True


def _told(
    manifest: Manifest, place: str, aside: Path | None, *, migrated: bool, with_key: bool
) -> RestoreInfo:
    log = (manifest.last_command, manifest.last_command_at, manifest.taken_at)
    return RestoreInfo(place, *log, migrated, with_key, str(aside) if aside else None)


def _restore_postgresql(
    source: Path, database: Database, passphrase: str | None, key: Path | None
) -> RestoreInfo:
    with tempfile.TemporaryDirectory(prefix="khfund-") as folder:
        unpacked = unpack(source, Path(folder), passphrase)
        _require_engine(unpacked.manifest, "postgresql", source)
        postgresql_books.load(database, unpacked.books)
    try:
        migrated = bring_up(database, unpacked.manifest, source.name)
    except BaseException:
        postgresql_books.empty(database)
        raise
    with_key = _write_key(unpacked.key, key)
    return _told(unpacked.manifest, str(database.url.database), None, migrated=migrated, with_key=with_key)
