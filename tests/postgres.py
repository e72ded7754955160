"""A private PostgreSQL server for the tests: no network, no password, gone when the run ends.

It lives in one folder of the run, which all workers share: whoever needs it first starts it, under a lock; the
process that made the folder stops it. A run that was killed leaves its folder behind; the next run stops and removes
what belongs to nobody any more.

PostgreSQL refuses to run as root, so root hands the server to the user `postgres` (or `nobody`).
"""

import contextlib
import fcntl
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import attrs
import psycopg

PREFIX = "khfund-tests-"
MEMORY = Path("/dev/shm")  # a database is copied there in 8 ms, on a disk in 160
MEMORY_NEEDED = 2 * 2**30  # bytes
OWNER = "khfund_owner"  # owns the tables, runs the migrations
APPLICATION = "khfund_application"  # what khfund works as: it cannot switch the guards off
ADMINISTRATOR = "postgres"

SETTINGS = {
    "listen_addresses": "",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "fsync": "off",  # the server is thrown away, whatever happens
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",  # it would hold the template while others copy it
}


@attrs.frozen
class Server:
    """A running server; `folder` holds its socket."""

    folder: Path

    def url(self, database: str, role: str = APPLICATION) -> str:
        """The SQLAlchemy URL of `database` for `role`."""
        return f"postgresql+psycopg://{role}@/{database}?host={self.folder}"

    def run(self, *statements: str, database: str = "postgres") -> None:
        """Run `statements` one by one as the administrator, outside any transaction."""
        with psycopg.connect(
            host=str(self.folder), user=ADMINISTRATOR, dbname=database, autocommit=True
        ) as connection:
            for statement in statements:
                connection.execute(statement.encode())

    def create(self, database: str, *, template: str = "template0") -> None:
        """Make `database`, owned by the owner's role, as a copy of `template`."""
        self.run(f'CREATE DATABASE "{database}" TEMPLATE "{template}" STRATEGY file_copy OWNER {OWNER}')

    def drop(self, database: str) -> None:
        """Remove `database`, also from under whoever is connected to it."""
        self.run(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')


def programs() -> Path | None:
    """The folder of the newest PostgreSQL server programs that Debian installed, if any."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    return found[-1].parent if found else None


# -- the folder of a run ------------------------------------------------------------------------------------------


@contextlib.contextmanager
def lock(folder: Path, name: str) -> Iterator[None]:
    """Hold `name` in `folder` against every other process of the run."""
    with (folder / f"{name}.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def open_run() -> tuple[Path, int]:
    """Make the folder of a new run and hold it; the answer is the folder and the handle that holds it."""
    remove_abandoned_runs()
    roomy = os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= MEMORY_NEEDED
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=MEMORY if roomy else None))
    handle = os.open(folder / "held", os.O_CREAT | os.O_RDWR)
    fcntl.flock(handle, fcntl.LOCK_EX)
    return folder, handle


def close_run(folder: Path, handle: int) -> None:
    """Stop what runs in `folder` and remove it."""
    stop(folder)
    shutil.rmtree(folder, ignore_errors=True)
    os.close(handle)


def remove_abandoned_runs() -> None:
    """Remove the folders of this user's runs that nobody holds, with the servers in them."""
    places = (MEMORY, Path(tempfile.gettempdir()))
    for folder in [folder for place in places for folder in place.glob(f"{PREFIX}*")]:
        with contextlib.suppress(OSError):
            handle = os.open(folder / "held", os.O_RDWR)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                stop(folder)
                shutil.rmtree(folder, ignore_errors=True)
            finally:
                os.close(handle)


# -- the server in it ---------------------------------------------------------------------------------------------


def start(folder: Path) -> Server:
    """Give the server of `folder`, started if it is not running yet."""
    with lock(folder, "server"):
        home = folder / "postgresql"
        if not (home / "postmaster.pid").exists():
            _make_home(home)
            _launch(home)
            Server(home).run(f"CREATE ROLE {OWNER} LOGIN", f"CREATE ROLE {APPLICATION} LOGIN")
    return Server(home)


def stop(folder: Path) -> None:
    """Stop the server of `folder`, if one runs; nothing of it is to be kept."""
    home = folder / "postgresql"
    if _runs(home):
        _as_server_user(home, "pg_ctl", "stop", "--silent", "--mode=immediate", f"--pgdata={home}")


def _runs(home: Path) -> bool:
    """Whether the server of `home` is alive: one that was killed leaves its pid file, and its number to others."""
    try:
        pid = (home / "postmaster.pid").read_text(encoding="utf-8").split("\n", 1)[0]
        return str(home).encode() in Path("/proc", pid, "cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return False


def _make_home(home: Path) -> None:
    home.mkdir(mode=0o700)
    home.parent.chmod(0o711)
    if os.geteuid() == 0:
        account = _server_account()
        os.chown(home, account.pw_uid, account.pw_gid)
    _as_server_user(
        home,
        "initdb",
        f"--pgdata={home}",
        f"--username={ADMINISTRATOR}",
        "--auth=trust",  # whoever can enter the folder: this user, and root
        "--encoding=UTF8",
        "--locale=C.UTF-8",
        "--no-sync",
    )
    lines = [f"{name} = '{value}'\n" for name, value in SETTINGS.items()]
    with (home / "postgresql.conf").open("a", encoding="utf-8") as settings:
        settings.writelines([*lines, f"unix_socket_directories = '{home}'\n"])


def _launch(home: Path) -> None:
    journal = home / "server.log"
    try:
        _as_server_user(home, "pg_ctl", "start", "--silent", "--wait", f"--pgdata={home}", f"--log={journal}")
    except RuntimeError as failure:
        said = journal.read_text(encoding="utf-8", errors="replace") if journal.exists() else ""
        message = f"{failure}\n{said}"
        raise RuntimeError(message) from failure


def _as_server_user(home: Path, program: str, *arguments: str) -> None:
    folder = programs()
    assert folder is not None, "PostgreSQL is not installed"
    root = os.geteuid() == 0
    account = _server_account()
    finished = subprocess.run(
        [folder / program, *arguments],
        cwd=home,
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
        user=account.pw_uid if root else None,
        group=account.pw_gid if root else None,
        extra_groups=[] if root else None,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,  # the server keeps what pg_ctl is given, so a pipe would never close
        stderr=subprocess.PIPE if program == "initdb" else subprocess.DEVNULL,
        check=False,
    )
    if finished.returncode:
        message = f"{program}: {(finished.stderr or b'').decode(errors='replace') or finished.returncode}"
        raise RuntimeError(message)


def _server_account() -> pwd.struct_passwd:
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    return pwd.getpwuid(os.geteuid())
