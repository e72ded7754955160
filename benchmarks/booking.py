"""Work A: book N donations from a file, every check on, durable, then the trial balance.

    python -m benchmarks.booking [N …] [--postgresql URL --owner URL]

The measure is raw sqlite3: the same file read with csv, the same rows put into the same tables with the same indexes
by executemany in one durable transaction, without any check, trigger or foreign key. On PostgreSQL the measure is
COPY of the same rows. Each measurement runs in a process of its own, whose peak memory is printed.
"""

from __future__ import annotations

import argparse
import cProfile
import csv
import pstats
import random
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from khfund import actor, tables, unit
from khfund.actor import Role
from khfund.command import Command, Order, run
from khfund.db import Database
from khfund.donations.donation import Donation
from khfund.donations.received_list import receive_list
from khfund.ledger import open_book, open_chart, open_fund, trial_balance

NOW = datetime(2027, 1, 15, 3, 0, tzinfo=UTC)
SIZES = (10_000, 100_000, 1_000_000)
FUNDS = ("KH", "TH", "DT", "NE", "VU", "KT", "HN", "TR")
FAMILY = "Lò Cầm Quàng Hà Vì Lường Tòng Cà Giàng Thào Mùa Nguyễn Trần Lê Phạm Hoàng Đỗ Bùi".split()
MIDDLE = "Văn Thị Thanh Minh Ngọc Hữu Đức Thu A Thị-Bích Quang Xuân Kim Hồng".split()
GIVEN = (
    "An Ánh Bình Chung Dung Đức Giang Hà Hoà Hương Khánh Lan Linh Mai Nam Phúc Quân Sơn Tâm Tú Yến".split()
)


def main() -> None:
    """Measure and print."""
    options = _options()
    if options.work:
        WORKS[options.work](Path(options.folder), options)
        return
    for size in options.sizes or SIZES:
        with tempfile.TemporaryDirectory() as folder:
            _write_file(Path(folder) / "gifts.csv", size)
            _compare(size, folder, options)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sizes", nargs="*", type=int, metavar="N")
    parser.add_argument("--postgresql", help="URL of an empty database for the same on PostgreSQL")
    parser.add_argument("--profile", action="store_true", help="print where khfund spends its time")
    parser.add_argument("--work", help=argparse.SUPPRESS)
    parser.add_argument("--folder", help=argparse.SUPPRESS)
    return parser.parse_args()


def _compare(size: int, folder: str, options: argparse.Namespace) -> None:
    ours = _measure("khfund", folder, options)
    _tell(size, "raw sqlite3", _measure("raw", folder, options), ours)
    if options.postgresql:
        ours = _measure("khfund-postgresql", folder, options)
        _tell(size, "COPY", _measure("copy", folder, options), ours)


def _tell(size: int, what: str, raw: dict[str, float], ours: dict[str, float]) -> None:
    """Print one line; on a busy machine the ratio of processor times is the steadier one."""
    print(
        f"A  N={size:>9,}  {what:>11} {raw['seconds']:7.2f} s ({raw['cpu']:.2f} s CPU)"
        f"   khfund {ours['seconds']:7.2f} s ({ours['cpu']:.2f} s CPU) {ours['peak']:4.0f} MiB"
        f"   ratio {ours['seconds'] / raw['seconds']:.2f} (CPU {ours['cpu'] / raw['cpu']:.2f})"
        f"   {size / ours['seconds']:,.0f} gifts/s   trial balance {ours['balance'] * 1000:.1f} ms",
        flush=True,
    )


def _measure(work: str, folder: str, options: argparse.Namespace) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.booking", "--work", work, "--folder", folder]
    command += ["--postgresql", options.postgresql] if options.postgresql else []
    command += ["--profile"] if options.profile else []
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    *before, last = done.stdout.splitlines()
    print(*before, sep="\n", end="\n" if before else "")
    return {name: float(value) for name, value in (pair.split("=") for pair in last.split())}


def _answer(**figures: float) -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    peak = used.ru_maxrss / 1024
    print(*(f"{name}={value}" for name, value in (figures | {"peak": peak}).items()))


# -- the file ---------------------------------------------------------------------------------------------------------


def _write_file(path: Path, size: int) -> None:
    """Write N gifts of a year, one in four from a new giver."""
    chance = random.Random(size)  # the same file each time
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file, delimiter=";")
        out.writerow(("STT", "Ngày", "Họ tên", "Địa chỉ", "Số tiền", "Quỹ", "Hình thức", "Ghi chú"))
        out.writerows(_rows(size, chance))


def _rows(size: int, chance: random.Random) -> Iterator[tuple[Any, ...]]:
    start, givers = date(2026, 1, 1), max(size // 4, 1)
    for number in range(1, size + 1):
        giver = chance.randrange(givers)
        name = f"{FAMILY[giver % 18]} {MIDDLE[giver // 18 % 14]} {GIVEN[giver // 252 % 21]}"
        amount = f"{chance.choice((50, 100, 200, 500, 1000, 2000)):,}.000".replace(",", ".")
        day = start + timedelta(days=365 * number // (size + 1))
        yield (
            number,
            f"{day:%d/%m/%Y}",
            name,
            f"Tổ {giver}, phường Bình Minh",
            amount,
            FUNDS[giver % 8],
            "Tiền mặt",
            "",
        )


# -- khfund -----------------------------------------------------------------------------------------------------------


def _khfund(folder: Path, options: argparse.Namespace) -> None:
    database = Database(folder / "khfund.sqlite")
    _book(database, folder, profile=options.profile)


def _khfund_postgresql(folder: Path, options: argparse.Namespace) -> None:
    database = Database(options.postgresql)
    _book(database, folder, profile=options.profile)


def _book(database: Database, folder: Path, *, profile: bool) -> None:
    unit_id, person = _found(database)
    profiler = cProfile.Profile() if profile else None
    start, used = time.perf_counter(), time.process_time()
    if profiler:
        profiler.enable()
    order = Order(person, "donation.receive_list", unit_id, {}, at=NOW)
    run(database, order, lambda s, c: {"gifts": receive_list(s, c, folder / "gifts.csv").gifts})
    if profiler:
        profiler.disable()
    booked, used = time.perf_counter(), time.process_time() - used
    with database.reading() as session:
        trial_balance(session, unit_id, date(2026, 12, 31))
    if profiler:
        pstats.Stats(profiler).sort_stats("tottime").print_stats(30)
    _answer(seconds=booked - start, cpu=used, balance=time.perf_counter() - booked)


def _found(database: Database) -> tuple[int, int]:
    database.migrate()
    kept: dict[str, int] = {}

    def found(session: Any, command: Command) -> dict[str, Any]:
        kept["unit"] = unit.enter_unit(session, command, "SL", "Hội Khuyến học").id
        person = actor.enter_person(session, command, "ketoan", "Kế Toán")
        actor.grant(session, command, person, Role.ACCOUNTANT, kept["unit"])
        kept["person"] = person.id
        return {}

    def opened(session: Any, command: Command) -> dict[str, Any]:
        open_book(session, command, opened=date(2026, 1, 1))
        open_chart(session, command)
        for code in FUNDS:
            open_fund(session, command, code, f"Quỹ {code}", opened=date(2026, 1, 1))
        return {}

    with database.writing() as session:
        administrator = actor.found(session, "quantri", "Quản Trị").id
    run(database, Order(administrator, "unit.enter", None, {}, at=NOW), found)
    run(database, Order(administrator, "book.open", kept["unit"], {}, at=NOW), opened)
    return kept["unit"], kept["person"]


# -- the measures -----------------------------------------------------------------------------------------------------

BOOKED = ("donor", "entry", "posting", "donation")


def _raw(folder: Path, _options: argparse.Namespace) -> None:
    """Put the rows that khfund wrote into bare tables with the same indexes, reading the same file beside it."""
    connection = sqlite3.connect(folder / "raw.sqlite", isolation_level=None)
    connection.execute("PRAGMA synchronous = EXTRA")
    source = sqlite3.connect(folder / "khfund.sqlite")
    for table in BOOKED:
        connection.execute(_bare(source, table))
    for (sql,) in source.execute(
        f"SELECT sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN {BOOKED}"
    ):
        connection.execute(sql)
    seconds = cpu = 0.0
    connection.execute("BEGIN IMMEDIATE")
    for table, rows in _chunks(source):
        marks = ", ".join("?" * len(rows[0]))
        start, used = time.perf_counter(), time.process_time()
        connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
        seconds, cpu = seconds + time.perf_counter() - start, cpu + time.process_time() - used
    start, used = time.perf_counter(), time.process_time()
    connection.execute("COMMIT")
    with (folder / "gifts.csv").open(encoding="utf-8", newline="") as file:
        for _ in csv.reader(file, delimiter=";"):
            pass
    _answer(seconds=seconds + time.perf_counter() - start, cpu=cpu + time.process_time() - used)


def _bare(source: sqlite3.Connection, table: str) -> str:
    """A table with its columns and keys, without foreign keys and checks."""
    columns = source.execute(f"PRAGMA table_info({table})").fetchall()
    keys = [name for _, name, *_, key in sorted(columns, key=lambda column: column[5]) if key]
    parts = [f"{name} {kind}{' NOT NULL' if needed else ''}" for _, name, kind, needed, *_ in columns]
    unique = "" if table != "entry" else ", UNIQUE (unit_id, voucher_kind, voucher_year, voucher_number)"
    parts = [part + " PRIMARY KEY" if [part.split()[0]] == keys else part for part in parts]
    key = f", PRIMARY KEY ({', '.join(keys)})" if len(keys) > 1 else ""
    return f"CREATE TABLE {table} ({', '.join(parts)}{key}{unique})" + (
        " WITHOUT ROWID" if len(keys) > 1 else ""
    )


def _chunks(source: sqlite3.Connection, size: int = 10_000) -> Iterator[tuple[str, list[Any]]]:
    """Rows of all tables by turns, as booking writes them."""
    cursors = {table: source.execute(f"SELECT * FROM {table}") for table in BOOKED}
    while cursors:
        for table, cursor in list(cursors.items()):
            rows = cursor.fetchmany(size)
            if rows:
                yield table, rows
            else:
                del cursors[table]


def _copy(_folder: Path, options: argparse.Namespace) -> None:
    """COPY the rows that khfund wrote into bare tables of another schema with the same indexes."""
    import psycopg  # noqa: PLC0415  only where a server is given

    with psycopg.connect(options.postgresql.replace("+psycopg", "")) as connection:
        for table in BOOKED:
            connection.execute(f"CREATE TABLE bare_{table} (LIKE {table} INCLUDING INDEXES)")
        seconds, used = 0.0, time.process_time()
        with psycopg.connect(options.postgresql.replace("+psycopg", "")) as source:
            for table in BOOKED:
                rows = source.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall()
                start = time.perf_counter()
                with connection.cursor().copy(f"COPY bare_{table} FROM STDIN") as copy:
                    for row in rows:
                        copy.write_row(row)
                seconds += time.perf_counter() - start
        start = time.perf_counter()
        connection.commit()
    _answer(seconds=seconds + time.perf_counter() - start, cpu=time.process_time() - used)


WORKS: dict[str, Callable[[Path, argparse.Namespace], None]] = {
    "khfund": _khfund,
    "khfund-postgresql": _khfund_postgresql,
    "raw": _raw,
    "copy": _copy,
}

if __name__ == "__main__":
    assert Donation in [mapper.class_ for mapper in tables.Base.registry.mappers]
    main()
