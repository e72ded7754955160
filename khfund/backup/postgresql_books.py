"""PostgreSQL's own ways: pg_dump and pg_restore, and a scratch database in which a backup is tried out."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import URL, create_engine, text

from khfund.db import GUARDS, Database
from khfund.errors import KhfundError, StorageError

PROGRAMS = Path("/usr/lib/postgresql")  # where Debian keeps them, by version
_TOLD_BY = {
    "host": "PGHOST",
    "port": "PGPORT",
    "options": "PGOPTIONS",
    "passfile": "PGPASSFILE",
    "service": "PGSERVICE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
}


class ProgramMissingError(KhfundError):
    """PostgreSQL's own programs are installed where its books are backed up."""

    message = "Không thấy chương trình {program}; hãy cài gói postgresql-client."
    english = "The program {program} is missing; install the package postgresql-client."
    exit_code = 5


class DatabaseNotEmptyError(KhfundError):
    """On PostgreSQL, books are restored into an empty database."""

    message = "Cơ sở dữ liệu {name} không trống; hãy tạo một cơ sở dữ liệu mới để khôi phục vào đó."
    english = "The database {name} is not empty; make a new one to restore into."


def dump(database: Database, file: Path, snapshot: str) -> None:
    """Write the books as they stand in an exported snapshot; the password is passed on in the environment.

    Raises: ProgramMissingError, StorageError.
    """
    arguments = [
        "--format=custom",
        "--no-owner",
        "--no-privileges",
        f"--snapshot={snapshot}",
        f"--file={file}",
    ]
    _run("pg_dump", database.url, *arguments)


def require_listing(url: URL, file: Path) -> None:
    """Refuse a dump whose list of contents cannot be read.

    Raises: ProgramMissingError, StorageError.
    """
    _run("pg_restore", url, "--list", str(file))


def load(database: Database, file: Path) -> None:
    """Load a dump into an empty database as the owner of its tables, all or nothing.

    Raises: DatabaseNotEmptyError, ProgramMissingError, StorageError.
    """
    url = database.owner_url
    if _tables(url):
        raise DatabaseNotEmptyError(name=str(url.database))
    arguments = [
        "--single-transaction",
        "--exit-on-error",
        "--no-owner",
        "--no-privileges",
        f"--dbname={url.database}",
    ]
    _run("pg_restore", url, *arguments, str(file))


def empty(database: Database) -> None:
    """Take out what `load` put into an empty database."""
    with _as_owner(database.owner_url) as execute:
        for table in _tables(database.owner_url):
            execute(f'DROP TABLE "{table}" CASCADE')
        for name in GUARDS:
            execute(f'DROP FUNCTION IF EXISTS "{name}"() CASCADE')


def _tables(url: URL) -> list[str]:
    with _as_owner(url) as execute:
        return execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")


@contextlib.contextmanager
def scratch(database: Database) -> Iterator[Database | None]:
    """Make a database for a trial, dropped afterwards; None where the owner's role may not make one."""
    url = database.owner_url
    with _as_owner(url) as execute:
        may = execute(
            "SELECT rolname FROM pg_roles WHERE rolname = current_user AND (rolcreatedb OR rolsuper)"
        )
        if not may:
            yield None
            return
        name = f"khfund_trial_{secrets.token_hex(6)}"
        execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
        trial = Database(url.set(database=name).render_as_string(hide_password=False))
        try:
            yield trial
        finally:
            trial.dispose()
            execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextlib.contextmanager
def _as_owner(url: URL) -> Iterator[Callable[[str], list[str]]]:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:

            def execute(statement: str) -> list[str]:
                result = connection.execute(text(statement))
                return [row[0] for row in result] if result.returns_rows else []

            yield execute
    finally:
        engine.dispose()


def _run(program: str, url: URL, *arguments: str) -> None:
    command = [str(_find(program)), "--no-password", *arguments]
    finished = subprocess.run(  # noqa: S603  the program is PostgreSQL's, the arguments are ours
        command,
        env=_environment(url),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        check=False,
    )
    if finished.returncode:
        said = finished.stderr.decode(errors="replace").strip().splitlines()
        raise StorageError(reason=said[0] if said else f"{program}: {finished.returncode}")


def _find(program: str) -> Path:
    """The newest of the installed versions: an older one refuses a newer server."""
    installed = sorted(PROGRAMS.glob(f"*/bin/{program}"), key=lambda path: float(path.parts[-3]))
    found = installed[-1] if installed else shutil.which(program)
    if found is None:
        raise ProgramMissingError(program=program)
    return Path(found)


def _environment(url: URL) -> dict[str, str]:
    told: dict[str, Any] = {"PGHOST": url.host, "PGPORT": url.port, "PGUSER": url.username}
    told |= {"PGPASSWORD": url.password, "PGDATABASE": url.database}
    told |= {_TOLD_BY[key]: value for key, value in url.query.items() if key in _TOLD_BY}
    given = {name: str(value) for name, value in told.items() if value}
    return {**os.environ, **given, "LC_ALL": "C.UTF-8"}
