"""The trial of a backup: it is opened as in an emergency, its books are brought to this version and judged."""

from __future__ import annotations

import tempfile
from pathlib import Path

from alembic.util.exc import CommandError

from khfund import tables
from khfund.backup import postgresql_books, sqlite_books
from khfund.backup.backup_file import BackupDamagedError, Manifest, Unpacked, unpack
from khfund.backup.log_state import LogState, log_state, opened, require_sound
from khfund.db import BooksOutOfDateError, Database
from khfund.errors import KhfundError

assert tables.metadata.tables, "all books are judged, so all must be known"


class BooksTooNewError(KhfundError):
    """Books are opened by the program that made them, or a newer one."""

    message = "Sổ ở phiên bản {found} do chương trình mới hơn ghi; hãy cập nhật khfund rồi làm lại."
    english = "The books are at version {found}, made by a newer program; update khfund and try again."


def try_out(file: Path, folder: Path, passphrase: str | None, database: Database) -> str:
    """Restore a backup of `database` on trial and judge it; tell how far the trial went: "restored" or "listed".

    A PostgreSQL role that may not make databases can only have the dump's contents listed.

    Raises: what `unpack` and `bring_up` raise.
    """
    with tempfile.TemporaryDirectory(dir=folder, prefix="trial-") as place:
        unpacked = unpack(file, Path(place), passphrase)
        if database.is_sqlite:
            bring_up_file(unpacked, file.name)
            return "restored"
        postgresql_books.require_listing(database.owner_url, unpacked.books)
        with postgresql_books.scratch(database) as trial:
            if trial is None:
                return "listed"
            postgresql_books.load(trial, unpacked.books)
            bring_up(trial, unpacked.manifest, file.name)
            return "restored"


def bring_up_file(unpacked: Unpacked, name: str) -> bool:
    """Make an unpacked SQLite file books of this version, judged; tell whether it was older.

    Raises: what `bring_up` raises.
    """
    sqlite_books.require_whole(unpacked.books)
    with opened(unpacked.books) as books:
        return bring_up(books, unpacked.manifest, name)


def bring_up(database: Database, manifest: Manifest, name: str) -> bool:
    """Compare restored books with their manifest, bring them to this version, judge them; tell whether they were older.

    Raises: BackupDamagedError, BooksTooNewError, BooksUnsoundError.
    """
    stated = LogState(manifest.last_command, manifest.last_command_at, manifest.root)
    with opened(
        database.owner_url.render_as_string(hide_password=False)
    ) as owner:  # nobody else has rights yet
        with owner.reading() as session:
            if log_state(session) != stated:
                raise BackupDamagedError(file=name, reason="root")
        older = not is_current(owner)
        if not older:  # judged with the guards that it came with, before they are set anew
            with owner.reading() as session:
                require_sound(session, name)
    migrate(database)
    if older:
        with database.reading() as session:
            require_sound(session, name)
    return older


def is_current(database: Database) -> bool:
    """Tell whether the books stand at this program's version."""
    try:
        database.require_current()
    except BooksOutOfDateError:
        return False
    return True


def migrate(database: Database) -> None:
    """Bring books to this program's version and set their guards anew.

    Raises: BooksTooNewError.
    """
    try:
        database.migrate()
    except CommandError as failure:
        raise BooksTooNewError(found=database.version()) from failure
