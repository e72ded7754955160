"""A folder of backups as a timer fills it: a new one each time, old ones let go of, the newest tried again."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import attrs

from khfund.backup.backup import BackupInfo, backup
from khfund.backup.log_state import told_plainly
from khfund.backup.trial import try_out
from khfund.calendar import now_utc
from khfund.db import Database
from khfund.errors import KhfundError

ENDING = ".khfund"
ALWAYS_KEPT = 3  # however old


class NoBackupYetError(KhfundError):
    """Only a backup that was taken can be tried."""

    message = "Trong {folder} chưa có bản sao lưu nào."
    english = "There is no backup in {folder} yet."


@attrs.frozen
class Kept:
    """One backup of a folder: when it was taken, its size in bytes, and when it was last restored on trial."""

    file: Path
    taken: datetime
    size: int
    tried: datetime | None


def take(
    database: Database,
    folder: Path,
    *,
    keep_days: int = 60,
    passphrase: str | None = None,
    key: Path | None = None,
) -> BackupInfo:
    """Take a backup into `folder` under the moment's name, then let go of those older than `keep_days`, but three.

    Raises: what `backup` raises.
    """
    moment = now_utc()
    file = folder / f"{moment:%Y%m%d-%H%M%S}{ENDING}"
    info = backup(database, file, passphrase=passphrase, key=key)
    if info.trial == "restored":
        _note(file)
    for old in backups_in(folder)[ALWAYS_KEPT:]:
        if old.taken < moment - timedelta(days=keep_days):
            old.file.unlink(missing_ok=True)
            _note_of(old.file).unlink(missing_ok=True)
    return info


def try_again(
    database: Database, folder: Path, *, name: str | None = None, passphrase: str | None = None
) -> Kept:
    """Restore a backup of these books on trial, the newest or the one named, judge it, and note that it is sound.

    Raises: NoBackupYetError, and what `try_out` raises.
    """
    found = [one for one in backups_in(folder) if name in (None, one.file.name)]
    if not found:
        raise NoBackupYetError(folder=str(folder))
    with told_plainly(), tempfile.TemporaryDirectory(prefix=".khfund-", dir=folder) as place:
        if try_out(found[0].file, Path(place), passphrase, database) == "restored":
            _note(found[0].file)
    return next(one for one in backups_in(folder) if one.file == found[0].file)


def backups_in(folder: Path) -> list[Kept]:
    """The backups of a folder, the newest first; a folder that is not there, or has an impossible name, holds none."""
    try:
        files = [one for one in folder.glob(f"*{ENDING}") if one.is_file() and not one.name.startswith(".")]
    except OSError:
        return []
    return sorted(map(_kept, files), key=lambda one: (one.taken, one.file.name), reverse=True)


def _kept(file: Path) -> Kept:
    stat, note = file.stat(), _note_of(file)
    tried = datetime.fromtimestamp(note.stat().st_mtime, UTC) if note.exists() else None
    return Kept(file, datetime.fromtimestamp(stat.st_mtime, UTC), stat.st_size, tried)


def _note(file: Path) -> None:
    _note_of(file).touch()


def _note_of(file: Path) -> Path:
    return file.with_name(f"{file.name}.tried")
