"""`khfund check` over many entries written by one single command: seconds, and the peak of memory.

    python -m benchmarks.checking [STORED …]

The log's recomputation reads the rows of that one command, however many. Goal: the peak is the same at every size.
"""

from __future__ import annotations

import itertools
import random
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.ground import AT_ONCE, Books, books, timed
from khfund import tables
from khfund.command import run
from khfund.db import Database
from khfund.ledger import post_all
from khfund.reports.check import check

assert tables.metadata.tables, "all tables, guards and witnesses belong to the books"

SIZES = (10_000, 1_000_000)


def main(argv: list[str]) -> None:
    """Measure and print."""
    if argv[:1] == ["--check"]:
        _check(Database(argv[1]))
        return
    for stored in [int(size) for size in argv] or SIZES:
        with tempfile.TemporaryDirectory() as folder:
            made = books(Path(folder), 0)
            _store_by_one_command(made, stored)
            made.database.dispose()
            command = [sys.executable, "-m", "benchmarks.checking", "--check", str(made.database.file)]
            said = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
        print(f"check  stored={stored:>9,}  {said}", flush=True)


def _store_by_one_command(made: Books, stored: int) -> None:
    entries = made.entries(random.Random(stored))

    def work(session, command):  # noqa: ANN001, ANN202
        for start in range(0, stored, AT_ONCE):
            post_all(session, command, list(itertools.islice(entries, min(AT_ONCE, stored - start))))
        return {"count": stored}

    run(made.database, made.order(), work)


def _check(database: Database) -> None:
    with database.reading() as session:
        found: list[object] = []
        before = _peak()
        seconds = timed(lambda: found.extend(check(session)))
    print(
        f"{seconds:7.2f} s   peak {_peak():4.0f} MiB (before the check {before:.0f})   findings {len(found)}"
    )


def _peak() -> float:
    """The most memory that this process held, in MiB; unlike `ru_maxrss` it knows nothing of the parent."""
    held = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(held.split("VmHWM:")[1].split()[0]) / 1024


if __name__ == "__main__":
    main(sys.argv[1:])
