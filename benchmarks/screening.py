"""Work E: screening candidates against a rulebook, with reasons.

    python -m benchmarks.screening [N]

Seven criteria of Công văn 08/CV-HKH over N invented candidates (100,000), each measured in a process of its own, in CPU time:

- `decided, common papers`: candidates who differ in their facts, with papers of the same few days
- `decided, distinct papers`: every paper has its own number, day of issue and last day
- `one at a time`: `decide` for each candidate, distinct papers
- `and all reasons read`: distinct papers, and every sentence of every finding written and read
- `and kept as JSON`: distinct papers, each decision written as JSON

Making the candidates is not timed. Verdict, categories and the right to ask for every sentence are what `decided` gives; the
sentences are written when they are read.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from khfund.eligibility import Decision, Evidence, Fact, Facts, decide, screen
from khfund.eligibility.fact_kind import FACTS
from khfund.eligibility.shelf import rulebook

ON = date(2026, 11, 22)
CODE = "cong-van-08-2023"
SIZE = 100_000
CHOICES: dict[str, tuple[object, ...]] = {
    "learner": ("pupil", "pupil", "pupil", "student"),
    "grade": tuple(range(1, 13)),
    "disability": ("none", "none", "none", "mild", "severe"),
    "orphan": ("none", "none", "one", "both"),
    "carer_poverty": ("poor", "near_poor", "none"),
    "carer_hard_life": (True, False),
    "parent_illness": (True, False, False),
    "parent_unable_to_work": (True, False, False),
    "hardship": (True, False),
    "needs_bicycle": (True, False),
    "makeshift_house": (True, False, False),
    "learning": ("good_pupil", "kha", "dat", "tot", "hoan_thanh_xuat_sac"),
    "overcomes_hardship": (True, True, False),
}


def candidates(count: int, *, distinct: bool) -> Iterator[Facts]:
    """Invent candidates; one fact in ten is unknown, one in ten only said."""
    chance = random.Random(2026)
    for number in range(count):
        facts: dict[str, Fact] = {}
        for key, values in CHOICES.items():
            lot = chance.random()
            if lot < 0.1:
                continue
            value = chance.choice(values)
            paper = None if lot < 0.2 else _paper(key, number, chance, distinct=distinct)
            facts[key] = Fact(key, value, paper)  # type: ignore[arg-type]
        yield facts


def _paper(key: str, number: int, chance: random.Random, *, distinct: bool) -> Evidence:
    kind = FACTS[key].papers[0]
    if not distinct:
        return Evidence(kind, "UBND xã Mường Mẫu", "12/2026", date(2026, 1, 5), None, date(2026, 12, 31))
    issued = date(2025, 12, 15) + timedelta(days=chance.randrange(340))
    last = ON + timedelta(days=chance.randrange(-30, 400))
    return Evidence(kind, f"UBND xã Mẫu {number % 75}", f"{number}/{issued.year}", issued, None, last)


def _one_at_a_time(people: list[Facts]) -> list[Decision]:
    rules = rulebook(CODE)
    return [decide(rules, facts, ON) for facts in people]


def _decided(people: list[Facts]) -> list[Decision]:
    return screen(rulebook(CODE), people, ON)


def _reasons(people: list[Facts]) -> int:
    return sum(
        len(one.sentence) + len(one.would_change) for each in _decided(people) for one in each.findings
    )


def _kept(people: list[Facts]) -> int:
    return sum(len(json.dumps(each.to_json(), ensure_ascii=False)) for each in _decided(people))


WORKS: dict[str, tuple[bool, int, Callable[[list[Facts]], object]]] = {
    "decided, common papers": (False, 1, _decided),
    "decided, distinct papers": (True, 1, _decided),
    "one at a time": (True, 10, _one_at_a_time),
    "and all reasons read": (True, 20, _reasons),
    "and kept as JSON": (True, 20, _kept),
}
"""Name → whether every paper is distinct, by how much fewer candidates are taken, the work."""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("size", type=int, nargs="?", default=SIZE, help="number of candidates (100,000)")
    parser.add_argument("--work", choices=WORKS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.work:
        _measure(options.work, options.size)
        return
    print("work                        candidates   seconds  candidates/s   µs each  peak MiB")
    for name, (_distinct, fewer, _work) in WORKS.items():
        _run(name, max(options.size // fewer, 1))


def _run(name: str, size: int) -> None:
    command = [sys.executable, "-m", "benchmarks.screening", "--work", name, str(size)]
    answer = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    seconds, peak = float(answer[0]), int(answer[1])
    print(
        f"{name:<26} {size:>11,} {seconds:>9.3f} {size / seconds:>13,.0f} {seconds / size * 1e6:>9.2f} {peak:>9}",
        flush=True,
    )


def _measure(name: str, size: int) -> None:
    """Print CPU seconds and peak MiB; the rulebook is read before."""
    distinct, _fewer, work = WORKS[name]
    people = list(candidates(size, distinct=distinct))
    rulebook(CODE)
    start = time.process_time()
    work(people)
    seconds = time.process_time() - start
    print(f"{seconds:.4f} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}")


if __name__ == "__main__":
    main()
