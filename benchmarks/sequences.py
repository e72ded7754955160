"""Random sequences of ledger commands: after each the books are sound and hold what a naive model holds.

    python -m benchmarks.sequences [--count 10000] [--first SEED] [--mutate NAME|all]

Each sequence begins with the same small association on a copy of its books in memory and gives 6 to 18 commands in
random order: gifts, refunds, goods, vouchers, promises, deposits, transfers between funds, reversals, months and years
that close and open, opening balances. A refusal by a rule is an answer; anything else that is raised, any finding of
`khfund check` and any difference to the model fails the run and tells the seed. `--mutate` breaks a verb on purpose
and asks whether the sequences notice.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import attrs

from benchmarks import sequence_steps, sequence_terms
from benchmarks.sequence_books import Refused, Template, World, fast, fresh, make_template
from khfund import money
from khfund.db import Database
from khfund.ledger import deposit_maturity, journal, planned_outcome

assert sequence_terms.place_deposit, "its steps are registered by importing it"

TELL_EVERY = 500  # sequences


@attrs.define
class Figures:
    """What a run did."""

    sequences: int = 0
    entries: int = 0
    failures: list[str] = attrs.Factory(list)
    carried: Counter[str] = attrs.Factory(Counter)
    refused: Counter[str] = attrs.Factory(Counter)


def run_sequence(template: Template, database: Database, file: Path, seed: int) -> tuple[World, str]:
    """Run one sequence; return what it did and what went wrong, if anything."""
    fresh(template, database, file)
    chance = random.Random(seed)
    world = World(template, database, chance)
    weights = [weight for weight, _step in sequence_steps.STEPS]
    steps = [one for _weight, one in sequence_steps.STEPS]
    try:
        for one in chance.choices(steps, weights, k=chance.randrange(6, 19)):
            try:
                one(world)
            except Refused:
                continue
        wrong = world.differences()
    except Exception:  # noqa: BLE001  whatever it is, it is what this program looks for
        wrong = [traceback.format_exc(limit=-4)]
    said = "\n".join([f"seed {seed}: {' > '.join(world.told)}", *wrong])
    return world, said if wrong else ""


def run_all(seeds: range, *, stop_at_first: bool = False, quiet: bool = False) -> Figures:
    """Run sequences on books in memory where the machine has such a place."""
    memory = Path("/dev/shm")
    figures = Figures()
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        template = make_template(Path(folder) / "template.sqlite")
        file = Path(folder) / "books.sqlite"
        database = fast(Database(file))
        begun = time.perf_counter()
        with suppress(KeyboardInterrupt):  # whoever stops the run gets the figures so far
            for seed in seeds:
                world, wrong = run_sequence(template, database, file, seed)
                figures.sequences += 1
                figures.carried += world.carried
                figures.refused += world.refused
                figures.entries += _entries(database)
                if wrong:
                    figures.failures.append(wrong)
                    if not quiet:
                        print(wrong, flush=True)
                    if stop_at_first:
                        break
                if not quiet and figures.sequences % TELL_EVERY == 0:
                    spent = time.perf_counter() - begun
                    print(
                        f"{figures.sequences} sequences, {spent:.0f} s, {len(figures.failures)} failed",
                        flush=True,
                    )
        database.dispose()
    return figures


def _entries(database: Database) -> int:
    with database.reading() as session:
        return int(session.connection().exec_driver_sql("SELECT COUNT(*) FROM entry").scalar_one())


# -- mutants ----------------------------------------------------------------------------------------------------------


def _half_totals(add: Any) -> Any:
    """Totals forget the last posting of an entry with several."""

    def mutant(session: Any, unit_id: int, postings: Any) -> None:
        moved = list(postings)
        add(session, unit_id, moved[:-1] if len(moved) > 1 else moved)

    return mutant


def _same_side(postings_of: Any) -> Any:
    """A reversal writes the entry once more instead of its mirror image."""

    def mutant(session: Any, entry_id: int) -> list[Any]:
        return [
            attrs.make_class("Row", ["debit_id", "credit_id", "fund_id", "amount"])(
                p.credit_id, p.debit_id, p.fund_id, p.amount
            )
            for p in postings_of(session, entry_id)
        ]

    return mutant


def _nobody_looks(_look: Any) -> Any:
    """Whether principal is spent is not looked at."""
    return lambda *_parts, **_named: None


def _one_too_many(take: Any) -> Any:
    """A voucher number is left out now and then."""

    def mutant(session: Any, unit_id: int, series: str, year: int, count: int = 1) -> int:
        return int(take(session, unit_id, series, year, count + (count > 1)))

    return mutant


def _to_the_first(_split: Any) -> Any:
    """A refund takes everything from the first fund."""
    return lambda amount, weights: [amount, *(0 for _ in weights[1:])]


def _unsettled(_of: Any) -> Any:
    """A posted voucher does not pay the promise that it names."""
    return lambda _session, _voucher: None


def _interest_doubled(settle: Any) -> Any:
    """Interest that was accrued is taken to income again at maturity."""

    def mutant(deposit: Any, now: Any, step: Any) -> Any:
        done = settle(deposit, now, step)
        return attrs.evolve(done, recognised=done.recognised + max(now.carried, 0))

    return mutant


MUTANTS: dict[str, tuple[object, str, Callable[[Any], Any]]] = {
    "totals": (journal, "add_to_totals", _half_totals),
    "reversal": (journal, "postings_of", _same_side),
    "numbers": (journal, "take_numbers", _one_too_many),
    "refund": (money, "split", _to_the_first),
    "promise": (planned_outcome, "promise_of", _unsettled),
    "interest": (deposit_maturity, "settle", _interest_doubled),
}


@contextmanager
def mutated(name: str) -> Iterator[None]:
    """Break a verb."""
    module, attribute, breaks = MUTANTS[name]
    sound = getattr(module, attribute)
    setattr(module, attribute, breaks(sound))
    try:
        yield
    finally:
        setattr(module, attribute, sound)


def main(argv: list[str]) -> int:
    """Run the sequences, or the mutants, and print the figures."""
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    words.add_argument("--count", type=int, default=10_000)
    words.add_argument("--first", type=int, default=1)
    words.add_argument("--mutate", choices=[*MUTANTS, "all"])
    asked = words.parse_args(argv)
    seeds = range(asked.first, asked.first + asked.count)
    if asked.mutate:
        names = list(MUTANTS) if asked.mutate == "all" else [asked.mutate]
        return sum(not _found(name, seeds) for name in names)
    begun = time.perf_counter()
    figures = run_all(seeds)
    done, refused = figures.carried.total(), figures.refused.total()
    print(f"sequences {figures.sequences}, commands carried out {done}, refused by a rule {refused}")
    print(
        f"entries {figures.entries}, seconds {time.perf_counter() - begun:.0f}, failed {len(figures.failures)}"
    )
    for title, counted in (("carried out", figures.carried), ("refused", figures.refused)):
        print(f"{title}: {', '.join(f'{name} {count}' for name, count in counted.most_common())}")
    return 1 if figures.failures else 0


def _found(name: str, seeds: range) -> bool:
    with mutated(name):
        figures = run_all(seeds, stop_at_first=True, quiet=True)
    print(
        f"mutant {name}: {'found after' if figures.failures else 'NOT found in'} {figures.sequences} sequences"
    )
    return bool(figures.failures)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
