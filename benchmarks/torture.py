"""Kill writers and crowd them, on SQLite and PostgreSQL, and check the books: python -m benchmarks.torture [KILLS].

`python -m benchmarks.torture [KILLS] runs` kills amid payment runs of 300 alone.
"""

from __future__ import annotations

import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from khfund.db import Database
from khfund.reports.check import check as _check
from tests import postgres
from tests.builders import an_office
from tests.run_torture import DELAY, PAYMENTS, expected_runs, run_faults, run_ground, stored_runs
from tests.torture import crowd, expected, faults, ground, kill_once, stored

KILLS = 200
PROCESSES, POSTINGS = 20, 50


def main(argv: list[str]) -> int:
    """Torture both engines and print what held; the exit code is 1 if something did not."""
    kills = int(argv[0]) if argv else KILLS
    only_runs = "runs" in argv[1:]
    sound = True
    with _engines() as engines:
        for name, new_database in engines.items():
            if not only_runs:
                sound &= _kill(name, new_database("killed"), kills)
                sound &= _crowd(name, new_database("crowded"))
            sound &= _kill_runs(name, new_database("runs"), kills)
    return 0 if sound else 1


def _kill(name: str, database: Database, kills: int) -> bool:
    books, chance = ground(database), random.Random(kills)
    start = time.perf_counter()
    for _ in range(kills):
        kill_once(books, chance)
    found, wanted, said = stored(books), expected(books.done), faults(books)
    database.dispose()
    amid = ", ".join(f"{kind} {count}" for kind, count in sorted(books.killed.items()))
    print(f"{name}: {kills} × kill -9 (amid {amid}) in {time.perf_counter() - start:.0f} s", flush=True)
    print(f"  stored {found}\n  wanted {wanted}\n  check: {said or 'nothing found'}", flush=True)
    return found == wanted and not said


def _kill_runs(name: str, database: Database, kills: int) -> bool:
    books, chance = run_ground(database), random.Random(kills)
    start = time.perf_counter()
    for _ in range(kills):
        kill_once(books, chance, delay=DELAY)
    found, wanted, said = stored_runs(books), expected_runs(books.done), run_faults(books)
    database.dispose()
    amid = ", ".join(f"{kind} {count}" for kind, count in sorted(books.killed.items()))
    seconds = time.perf_counter() - start
    print(f"{name}: {kills} × kill -9 during runs of {PAYMENTS} payments (amid {amid}) in {seconds:.0f} s")
    print(f"  stored {found}\n  wanted {wanted}\n  check: {said or 'nothing found'}", flush=True)
    return found == wanted and not said


def _crowd(name: str, database: Database) -> bool:
    office = an_office(database)
    start = time.perf_counter()
    busy = crowd(office, PROCESSES, POSTINGS)
    seconds, said = time.perf_counter() - start, [str(one) for one in office.read(_check)]
    print(
        f"{name}: {PROCESSES} processes × {POSTINGS} postings in {seconds:.1f} s, {busy} times busy",
        flush=True,
    )
    print(f"  check: {said or 'nothing found'}", flush=True)
    database.dispose()
    return not said


@contextmanager
def _engines() -> Iterator[dict[str, Callable[[str], Database]]]:
    folder = Path(tempfile.mkdtemp())
    engines: dict[str, Callable[[str], Database]] = {
        "SQLite": lambda name: _migrated(Database(folder / name))
    }
    run, handle = postgres.open_run()
    if postgres.programs() is not None:
        server = postgres.start(run)
        engines["PostgreSQL"] = lambda name: _on_server(server, name)
    try:
        yield engines
    finally:
        postgres.close_run(run, handle)
        shutil.rmtree(folder)


def _on_server(server: postgres.Server, name: str) -> Database:
    server.create(name)
    return _migrated(Database(server.url(name), owner_url=server.url(name, postgres.OWNER)))


def _migrated(database: Database) -> Database:
    database.migrate()
    return database


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
