"""Bring books to this program's version: a backup first, then the migration, then check and verify."""

from __future__ import annotations

from pathlib import Path

import attrs

from khfund.backup.backup import BackupInfo, backup
from khfund.backup.log_state import require_sound
from khfund.backup.trial import migrate
from khfund.calendar import now_utc
from khfund.db import BooksOutOfDateError, Database


@attrs.frozen
class UpgradeInfo:
    """From which version to which; without a backup there was nothing to do."""

    found: str
    now: str
    backup: BackupInfo | None


def upgrade(
    database: Database, folder: Path, *, passphrase: str | None = None, key: Path | None = None
) -> UpgradeInfo:
    """Bring books to this version; the backup in `folder` is tried out, migration included, before they are touched.

    Raises: what `backup` raises, BooksTooNewError, BooksUnsoundError.
    """
    try:
        database.require_current()
    except BooksOutOfDateError as older:
        found, needed = older.facts["found"], older.facts["needed"]
    else:
        version = database.version() or ""
        return UpgradeInfo(version, version, None)
    stamp = now_utc().strftime("%Y%m%d-%H%M%S")
    taken = backup(database, folder / f"truoc-{needed}-{stamp}.khbackup", passphrase=passphrase, key=key)
    migrate(database)
    with database.reading() as session:
        require_sound(session, str(database.file or database.url.database))
    return UpgradeInfo(found, needed, taken)
