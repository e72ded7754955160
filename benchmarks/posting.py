"""Work B: one durable entry through the public verb, against the same statements in raw sqlite3.

    python -m benchmarks.posting [STORED …] [--rounds N] [--profile]

Both write to files of the same content in rollback-journal mode with synchronous=EXTRA, turn by turn, so that what else
the machine does hits both alike. The raw file has no triggers and does not enforce foreign keys. Goal: at most 2 × raw
(first goal 3 ×), and at 1,000,000 stored entries at most 1.2 × what it costs in empty books.
"""

from __future__ import annotations

import argparse
import cProfile
import itertools
import pstats
import random
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks.ground import Books, books, median_us, timed
from khfund.command import run
from khfund.ledger import post

SIZES = (0, 1_000_000)


def main(argv: list[str]) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("stored", nargs="*", type=int)
    parser.add_argument("--rounds", type=int, default=400)
    parser.add_argument("--profile", action="store_true", help="print where khfund spends its time")
    options = parser.parse_args(argv)
    first = 0.0
    for stored in options.stored or SIZES:
        with tempfile.TemporaryDirectory() as folder:
            ours, raw = _measure(Path(folder), stored, options.rounds, profile=options.profile)
        first = first or ours
        print(
            f"B  stored={stored:>9,}  raw sqlite3 {raw:7.0f} µs   khfund {ours:7.0f} µs   ratio {ours / raw:.2f}"
            f"   against the first size {ours / first:.2f}",
            flush=True,
        )


def _measure(folder: Path, stored: int, rounds: int, *, profile: bool) -> tuple[float, float]:
    made = books(folder, stored)
    made.database.dispose()
    bare = _bare(shutil.copyfile(folder / "books.sqlite", folder / "raw.sqlite"))
    entries = made.entries(random.Random(7))
    one, other = _khfund(made, entries), _raw(bare, made, entries)
    for _ in range(20):
        one()
        other()
    if profile:
        _profile(one)
    pairs = [(timed(one), timed(other)) for _ in range(rounds)]
    made.database.dispose()
    bare.close()
    ours, raw = zip(*pairs, strict=True)
    return median_us(list(ours)), median_us(list(raw))


def _khfund(made: Books, entries: itertools.chain) -> Callable[[], object]:
    def one() -> object:
        entry = next(entries)
        return run(
            made.database,
            made.order(),
            lambda s, c: {"entry": post(s, c, entry.day, entry.narration, *entry.postings).id},
        )

    return one


def _profile(one: Callable[[], object]) -> None:
    profiler = cProfile.Profile()
    profiler.enable()
    for _ in range(300):
        one()
    profiler.disable()
    pstats.Stats(profiler).sort_stats("cumtime").print_stats(45)


# -- the measure -----------------------------------------------------------------------------------------------------------

DAY = (
    "INSERT INTO day_total VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET debit = debit + excluded.debit, "
    "credit = credit + excluded.credit"
)
MONTH = (
    "INSERT INTO month_total (unit_id, month, fund_id, account_id, debit, credit) VALUES (?, ?, ?, ?, ?, ?) "
    "ON CONFLICT DO UPDATE SET debit = debit + excluded.debit, credit = credit + excluded.credit"
)
COUNTER = (
    "INSERT INTO counter VALUES (?, 'PK', ?, 1) ON CONFLICT DO UPDATE SET last = last + 1 RETURNING last"
)
ENTRY = (
    "INSERT INTO entry (id, unit_id, day, voucher_kind, voucher_year, voucher_number, narration, command_number) "
    "VALUES (?, ?, ?, 'PK', ?, ?, ?, ?)"
)
COMMAND = "INSERT INTO command (number, at, person_id, unit_id, kind, request_id, salt, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
POSTING = (
    "INSERT INTO posting (entry_id, line, debit_id, credit_id, fund_id, amount) VALUES (?, 1, ?, ?, ?, ?)"
)


def _bare(file: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("PRAGMA synchronous = EXTRA")
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    return connection


def _raw(bare: sqlite3.Connection, made: Books, entries: itertools.chain) -> Callable[[], object]:
    (command,) = bare.execute("SELECT MAX(number) FROM command").fetchone()
    (entry_id,) = bare.execute("SELECT COALESCE(MAX(id), 0) FROM entry").fetchone()
    numbers = zip(itertools.count(command + 1), itertools.count(entry_id + 1), strict=False)

    def one() -> None:
        command, number = next(numbers)
        entry = next(entries)
        (posting,) = entry.postings
        day, month = entry.day.isoformat(), entry.day.year * 100 + entry.day.month
        bare.execute("BEGIN IMMEDIATE")
        line, text = '{"number":1}' * 30, '{"bench":"gift"}' * 3
        bare.execute(
            COMMAND, (command, "2027", made.person, made.unit, "entry.post", f"r{command}", b"0" * 16, text)
        )
        (voucher,) = bare.execute(COUNTER, (made.unit, entry.day.year)).fetchone()
        bare.execute(ENTRY, (number, made.unit, day, entry.day.year, voucher, entry.narration, command))
        bare.execute(POSTING, (number, posting.debit, posting.credit, posting.fund, posting.amount))
        for account, debit, credit in (
            (posting.debit, posting.amount, 0),
            (posting.credit, 0, posting.amount),
        ):
            bare.execute(DAY, (made.unit, day, posting.fund, account, debit, credit))
            bare.execute(MONTH, (made.unit, month, posting.fund, account, debit, credit))
        bare.execute("INSERT INTO leaf VALUES (?, ?, ?)", (command, line, '{"entry":1}'))
        bare.execute("COMMIT")

    return one


if __name__ == "__main__":
    main(sys.argv[1:])
