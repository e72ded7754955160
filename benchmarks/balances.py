"""Work C: a fund's balance and a trial balance at any date, at 10,000 and at 1,000,000 stored entries.

    python -m benchmarks.balances [STORED …] [--rounds N]

Beside each stands the measure: the same sums over all postings. Goals: fund at most 100 µs, trial balance 3 ms, at any
size (first goals 1 ms and 10 ms at 1,000,000).
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.orm import Session

from benchmarks.ground import Books, books, median_us, timed
from khfund.ledger import Fund, fund_balance, trial_balance

SIZES = (10_000, 1_000_000)
OVER_POSTINGS = text(
    "SELECT p.fund_id, SUM(p.amount) FROM posting p JOIN entry e ON e.id = p.entry_id "
    "WHERE e.unit_id = :unit AND e.day <= :on GROUP BY p.fund_id, p.debit_id, p.credit_id"
)


def main(argv: list[str]) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("stored", nargs="*", type=int)
    parser.add_argument("--rounds", type=int, default=300)
    options = parser.parse_args(argv)
    for stored in options.stored or SIZES:
        with tempfile.TemporaryDirectory() as folder:
            _measure(books(Path(folder), stored), stored, options.rounds)


def _measure(made: Books, stored: int, rounds: int) -> None:
    chance = random.Random(3)

    def day() -> date:
        return date(2024, 1, 1) + timedelta(days=chance.randrange(1_095))

    with made.database.reading() as session:
        fund = session.get_one(Fund, made.funds[0])
        found = _medians(session, made, fund, day, rounds)
    made.database.dispose()
    print(
        f"C  stored={stored:>9,}  fund balance {found[0]:7.0f} µs   trial balance {found[1]:7.0f} µs   "
        f"over all postings {found[2]:9.0f} µs   ratio {found[2] / found[1]:.0f}",
        flush=True,
    )


def _medians(
    session: Session, made: Books, fund: Fund, day: Callable[[], date], rounds: int
) -> tuple[float, float, float]:
    def over_postings() -> object:
        return session.execute(OVER_POSTINGS, {"unit": made.unit, "on": day().isoformat()}).all()

    for _ in range(10):
        fund_balance(session, fund, day())
        trial_balance(session, made.unit, day())
    return (
        median_us([timed(lambda: fund_balance(session, fund, day())) for _ in range(rounds)]),
        median_us([timed(lambda: trial_balance(session, made.unit, day())) for _ in range(rounds)]),
        median_us([timed(over_postings) for _ in range(5)]),
    )


if __name__ == "__main__":
    main(sys.argv[1:])
