"""Closing a year of books of three years: time and memory, beside what adding up all postings takes.

    python -m benchmarks.year_end [STORED …]

The months of each year are closed, then the year; the closing runs in a process of its own, so that the peak is its
own. Goal: the time does not depend on the number of entries, memory neither; nothing walks over all postings.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import attrs
from sqlalchemy import text
from sqlalchemy.orm import Session

from benchmarks.ground import NOW, books, timed
from khfund import actor
from khfund.actor import Role
from khfund.calendar import Month
from khfund.calendar import today as day_of
from khfund.command import Answer, Command, Order, run
from khfund.db import Database
from khfund.ledger import close_period
from khfund.ledger.balance import trial_balance
from khfund.ledger.year_end import close_year, last_day, propose_year
from khfund.reports.year_rule import YEAR_RULES

SIZES = (1_000_000,)
YEARS = (2024, 2025, 2026)
OVER_POSTINGS = text(
    "SELECT p.fund_id, p.debit_id, p.credit_id, SUM(p.amount) FROM posting p JOIN entry e ON e.id = p.entry_id "
    "WHERE e.unit_id = :unit AND e.day <= :until GROUP BY p.fund_id, p.debit_id, p.credit_id"
)


@attrs.frozen
class Closed:
    """What closing all years took: seconds a year for its months, preview, year; the peak in MiB before and after."""

    months: float
    preview: float
    year: float
    rule: float
    postings: float
    before: float
    peak: float
    carried: int


def main(argv: list[str]) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("stored", nargs="*", type=int)
    for stored in parser.parse_args(argv).stored or SIZES:
        with tempfile.TemporaryDirectory() as folder:
            made = books(Path(folder), stored)
            approver = _an_approver(made.database, made.unit)
            made.database.dispose()
            spawned = multiprocessing.get_context("spawn")
            with ProcessPoolExecutor(1, mp_context=spawned) as alone:
                found = alone.submit(_close, str(made.database.file), made.unit, approver).result()
        _tell(stored, found)


def _an_approver(database: Database, unit: int) -> int:
    kept: list[actor.Person] = []

    def granted(session: Session, command: Command) -> Answer:
        kept.append(actor.enter_person(session, command, "chutich", "Chủ Tịch"))
        actor.grant(session, command, kept[0], Role.CHAIR, unit)
        return {}

    run(database, Order(1, "person.grant", None, {}, at=NOW), granted)
    return kept[0].id


def _close(file: str, unit: int, approver: int) -> Closed:
    """Close every year of the books in this process and measure it."""
    database = Database(file)
    before = _peak()
    seconds = {"months": 0.0, "preview": 0.0, "year": 0.0}
    carried = 0
    for year in YEARS:
        seconds["months"] += timed(lambda year=year: _close_months(database, unit, approver, year))
        with database.reading() as session:
            seconds["preview"] += timed(lambda year=year, s=session: propose_year(s, unit, year))
            carried += len(propose_year(session, unit, year).carried)
        order = Order(approver, "year.close", unit, {"year": year}, at=NOW)
        seconds["year"] += timed(lambda year=year, order=order: _close_year(database, order, year))
    peak = _peak()
    with database.reading() as session:
        rule = timed(lambda: [list(one.findings(session)) for one in YEAR_RULES])
        last = last_day(YEARS[-1]).isoformat()
        postings = timed(lambda: session.execute(OVER_POSTINGS, {"unit": unit, "until": last}).all())
        left = [
            one for one in trial_balance(session, unit, last_day(YEARS[-1])) if one.account.code[0] in "56"
        ]
        assert not any(one.balance for one in left), "income and cost stand at zero"
    return Closed(*(seconds[one] / len(YEARS) for one in seconds), rule, postings, before, peak, carried)


def _close_year(database: Database, order: Order, year: int) -> None:
    run(database, order, lambda s, c: {"count": len(close_year(s, c, year, accepting=["cash-count"]))})


def _close_months(database: Database, unit: int, approver: int, year: int) -> None:
    for number in range(1, 12):
        order = Order(approver, "period.close", unit, {"month": number}, at=NOW)
        month = Month(year, number)
        run(
            database,
            order,
            lambda s, c, month=month: {"until": close_period(s, c, month, today=day_of(NOW)).closed_until},
        )


def _peak() -> float:
    """The most memory that this process has held, in MiB (what its parent held does not count)."""
    status = Path("/proc/self/status").read_text(encoding="ascii").split()
    return int(status[status.index("VmHWM:") + 1]) / 1024


def _tell(stored: int, found: Closed) -> None:
    print(
        f"Y  stored={stored:>9,}  close 11 months {found.months * 1000:7.0f} ms   preview {found.preview * 1000:6.1f} ms   "
        f"close the year {found.year * 1000:6.1f} ms   over all postings {found.postings * 1000:7.0f} ms   "
        f"ratio {found.postings / found.year:.0f}   peak {found.peak:.0f} MiB (+{found.peak - found.before:.0f})   "
        f"check of closed years {found.rule * 1000:.0f} ms   carried {found.carried} accounts",
        flush=True,
    )


if __name__ == "__main__":
    main(sys.argv[1:])
