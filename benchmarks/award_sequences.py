"""Random sequences of rounds, awards, sponsorships and payment runs: after each the books are sound and owe what a model owes.

    python -m benchmarks.award_sequences [--count 1000] [--first SEED]

Each sequence begins with the same association on a copy of its books in memory, mostly with a round that is decided,
and gives 20 to 45 commands in random order: rounds, nominations, screening, ballots, allocation, decisions, awards
suspended, revoked and promoted, sponsorships and what happens to the child, runs drafted, approved, paid, returned,
paid again, dropped, claimed back. A refusal by a rule is an answer. Anything else that is raised, any finding of
`khfund check`, a public statement that differs from the model or names a minor fails the run and tells the seed.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
import traceback
from contextlib import suppress
from pathlib import Path

from benchmarks import award_sequence_payments, award_sequence_steps
from benchmarks.award_sequence_books import Awarding, AwardWorld, make_awarding
from benchmarks.sequence_books import Refused, fast, fresh
from benchmarks.sequences import Figures
from khfund.db import Database

assert len(award_sequence_payments.__all__) > 0, "its steps are registered by importing it"

TELL_EVERY = 100  # sequences


def run_sequence(awarding: Awarding, database: Database, file: Path, seed: int) -> tuple[AwardWorld, str]:
    """Run one sequence; return what it did and what went wrong, if anything."""
    fresh(awarding.base, database, file)
    chance = random.Random(seed)
    world = AwardWorld(awarding, database, chance)
    weights = [weight for weight, _step in award_sequence_steps.STEPS]
    steps = [one for _weight, one in award_sequence_steps.STEPS]
    try:
        if chance.random() < 0.85:
            award_sequence_steps.a_decided_round(world)
        for one in chance.choices(steps, weights, k=chance.randrange(20, 46)):
            try:
                one(world)
            except Refused:
                continue
        wrong = world.differences()
    except Exception:  # noqa: BLE001  whatever it is, it is what this program looks for
        wrong = [*world.wrong, traceback.format_exc(limit=-5)]
    said = "\n".join([f"seed {seed}: {' > '.join(world.told)}", *wrong])
    return world, said if wrong else ""


def run_all(seeds: range, *, quiet: bool = False) -> Figures:
    """Run sequences on books in memory where the machine has such a place."""
    memory = Path("/dev/shm")
    figures = Figures()
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        awarding = make_awarding(Path(folder) / "template.sqlite")
        file = Path(folder) / "books.sqlite"
        database = fast(Database(file))
        begun = time.perf_counter()
        with suppress(KeyboardInterrupt):  # whoever stops the run gets the figures so far
            for seed in seeds:
                world, wrong = run_sequence(awarding, database, file, seed)
                figures.sequences += 1
                figures.carried += world.carried
                figures.refused += world.refused
                figures.entries += sum(one.state == "paid" for one in world.owed.values())
                if wrong:
                    figures.failures.append(wrong)
                    if not quiet:
                        print(wrong, flush=True)
                if not quiet and figures.sequences % TELL_EVERY == 0:
                    spent = time.perf_counter() - begun
                    print(
                        f"{figures.sequences} sequences, {spent:.0f} s, {len(figures.failures)} failed",
                        flush=True,
                    )
        database.dispose()
    return figures


def main(argv: list[str]) -> int:
    """Run the sequences and print the figures."""
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    words.add_argument("--count", type=int, default=1_000)
    words.add_argument("--first", type=int, default=1)
    asked = words.parse_args(argv)
    begun = time.perf_counter()
    figures = run_all(range(asked.first, asked.first + asked.count))
    done, refused = figures.carried.total(), figures.refused.total()
    print(f"sequences {figures.sequences}, commands carried out {done}, refused by a rule {refused}")
    print(
        f"instalments paid and standing {figures.entries}, seconds {time.perf_counter() - begun:.0f},"
        f" failed {len(figures.failures)}"
    )
    for title, counted in (("carried out", figures.carried), ("refused", figures.refused)):
        print(f"{title}: {', '.join(f'{name} {count}' for name, count in counted.most_common())}")
    return 1 if figures.failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
