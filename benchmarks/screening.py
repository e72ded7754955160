"""Work E: screening candidates against a rulebook, with reasons.

    python -m benchmarks.screening [N]

The rulebook of Công văn 08/CV-HKH over N invented candidates (100,000), each work in a process of its own, in CPU time; the
ratio is to the first line of the same run, so that a busy machine does not matter.

- `by hand`: the measure: seven criteria as plain Python, one object for each finding, no sentence, no citation
- `decided, common papers`: all 15 criteria; candidates who differ in their facts, with papers of the same days
- `decided, distinct papers`: every paper has its own number, day of issue and last day
- `one at a time`: `decide` for each candidate, distinct papers
- `and all reasons read`: distinct papers, and every sentence of every finding written and read
- `and kept as JSON`: distinct papers, each decision written as JSON
- `roll called`: candidates written in columns, distinct papers
- `roll screened`: a roll of 10 N candidates (the same ones ten times), distinct papers, on one day after another: verdicts of
  everybody and of every criterion. Verdict, categories and sentences of any one of them are then a look-up.

Making the candidates is not timed. `decided` gives verdicts and categories; its sentences are written when they are read.
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta

import attrs

from khfund.eligibility import Decision, Evidence, Fact, Facts, Verdict, decide, screen
from khfund.eligibility.fact_kind import FACTS
from khfund.eligibility.roll import call_roll
from khfund.eligibility.roll_screening import screen_roll
from khfund.eligibility.shelf import rulebook

ON = date(2026, 11, 22)
CODE = "cong-van-08-2023"
SIZE = 100_000
TIMES = 10
ROLL = "roll screened"
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


@attrs.frozen
class PlainFinding:
    """What plain Python notes of a criterion."""

    criterion: str
    verdict: Verdict
    facts: tuple[Fact | None, ...]


BY_HAND: dict[str, tuple[tuple[str, tuple[object, ...]], ...]] = {
    "1": (("learner", ("pupil", "student")), ("disability", ("mild", "severe", "very_severe", "unrated"))),
    "2": (("learner", ("pupil", "student")), ("orphan", ("both",)), ("carer_poverty", ("poor", "near_poor"))),
    "3": (("learner", ("pupil", "student")), ("orphan", ("one",)), ("carer_poverty", ("poor", "near_poor"))),
    "4": (("learner", ("pupil", "student")), ("parent_illness", (True,)), ("carer_poverty", ("poor",))),
    "5": (("learner", ("pupil",)), ("hardship", (True,)), ("needs_bicycle", (True,))),
    "6": (("learner", ("pupil",)), ("learning", ("good_pupil",)), ("makeshift_house", (True,))),
    "7": (("learner", ("pupil", "student")), ("overcomes_hardship", (True,)), ("learning", ("good_pupil",))),
}
"""The appendix, made simpler than it is."""


def _by_hand(people: list[Facts]) -> list[list[PlainFinding]]:
    return [[_plain(key, asked, facts) for key, asked in BY_HAND.items()] for facts in people]


def _plain(key: str, asked: tuple[tuple[str, tuple[object, ...]], ...], facts: Facts) -> PlainFinding:
    verdict, used = Verdict.MET, []
    for name, values in asked:
        fact = facts.get(name)
        used.append(fact)
        if fact is None or fact.evidence is None or not fact.evidence.counts_on(ON):
            verdict = verdict if verdict is Verdict.NOT_MET else Verdict.UNPROVEN
        elif fact.value not in values:
            verdict = Verdict.NOT_MET
    return PlainFinding(key, verdict, tuple(used))


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


WORKS: dict[str, tuple[bool, float, Callable[[list[Facts]], object]]] = {
    "by hand": (True, 1, _by_hand),
    "decided, common papers": (False, 1, _decided),
    "decided, distinct papers": (True, 1, _decided),
    "one at a time": (True, 0.1, _one_at_a_time),
    "and all reasons read": (True, 0.05, _reasons),
    "and kept as JSON": (True, 0.05, _kept),
    "roll called": (True, 1, call_roll),
    ROLL: (True, TIMES, _decided),
}
"""Name → whether every paper is distinct, how many candidates are taken of those asked for, the work."""


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
    print("work                        candidates   seconds  candidates/s   µs each     ratio  peak MiB")
    measure = 0.0
    for name, (_distinct, share, _work) in WORKS.items():
        measure = _run(name, max(int(options.size * share), 1), measure)


def _run(name: str, size: int, measure: float) -> float:
    """Run one work in a fresh process and print its line; give the measure, which is the first work's time for each."""
    command = [sys.executable, "-m", "benchmarks.screening", "--work", name, str(size)]
    answer = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    each, peak = float(answer[0]) / size, int(answer[1])
    measure = measure or each
    print(
        f"{name:<26} {size:>11,} {each * size:>9.3f} {1 / each:>13,.0f} {each * 1e6:>9.3f} "
        f"{each / measure:>8.2f}× {peak:>9}",
        flush=True,
    )
    return measure


def _measure(name: str, size: int) -> None:
    """Print CPU seconds and peak MiB; the rulebook is read before, and what was made is out of the collector's way."""
    distinct, _share, work = WORKS[name]
    seconds = (
        _screened_roll(size) if name == ROLL else _timed(work, list(candidates(size, distinct=distinct)))
    )
    print(f"{seconds:.4f} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}")


def _timed(work: Callable[[list[Facts]], object], people: list[Facts]) -> float:
    rulebook(CODE)
    gc.collect()
    gc.freeze()
    start = time.process_time()
    work(people)
    return time.process_time() - start


def _screened_roll(size: int) -> float:
    """The middle of several days' screenings, each of which the program sees for the first time."""
    roll = call_roll(list(candidates(size // TIMES, distinct=True)) * TIMES)
    days = [ON + timedelta(days=many) for many in range(9)]
    seconds = []
    for day in days:
        start = time.process_time()
        screen_roll(rulebook(CODE), roll, day)
        seconds.append(time.process_time() - start)
    return statistics.median(seconds)


if __name__ == "__main__":
    main()
