"""Roll: very many candidates written in columns, to be screened on one day after another by any rulebook.

For each fact a column tells, candidate by candidate, which of a few terms was said (a value and the kind of its paper) and
from when to when the paper counts. Nothing in it depends on a rulebook or a day.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Sequence
from datetime import date
from typing import Final

import attrs

from khfund.eligibility.evidence import Evidence
from khfund.eligibility.fact import Fact, Facts
from khfund.eligibility.fact_kind import FACTS
from khfund.eligibility.proof import POVERTY_FACTS, window

BYTE = 256  # values of a byte
ALL, NONE = b"\xff", b"\x00"
ORDER: Final = "little"


@attrs.frozen(eq=False)
class Days:
    """A day for each candidate as its rank among the days that occur, in one byte or two."""

    known: Sequence[int]
    low: bytes
    high: bytes | None

    @classmethod
    def of(cls, days: array[int]) -> Days:
        """Rank the days, which are given by their ordinals."""
        known = sorted(set(days))
        rank = {day: number for number, day in enumerate(known)}
        low = bytes([rank[day] % BYTE for day in days])
        high = bytes([rank[day] // BYTE for day in days]) if len(known) > BYTE else None
        assert len(known) <= BYTE * BYTE, "there are fewer days in 170 years"
        return cls(known, low, high)

    def since(self, day: int) -> int:
        """A byte of ones for each candidate whose day is this one or later, as one number."""
        first = bisect_left(self.known, day)
        if first == len(self.known):
            return 0
        if self.high is None:
            return _lanes(self.low, NONE * first + ALL * (BYTE - first))
        high, low = divmod(first, BYTE)
        # less, equal and more of the upper byte are 0, 1 and 2; one more where the lower byte is enough: 2 and 3 are later
        upper = _lanes(self.high, NONE * high + b"\x01" + b"\x02" * (BYTE - high - 1))
        lower = _lanes(self.low, NONE * low + b"\x01" * (BYTE - low))
        later = int.from_bytes(b"\x01" * len(self.low), ORDER)
        return (((upper + lower) >> 1) & later) * 255


def _lanes(column: bytes, table: bytes) -> int:
    return int.from_bytes(column.translate(table), ORDER)


@attrs.frozen(eq=False)
class Column:
    """A fact of all candidates; `codes` counts `terms` from 1, 0 where nothing is known.

    `begins` is None where every paper counts from the first, `ends` where each counts for ever.
    """

    codes: bytes | array[int]
    terms: tuple[Fact, ...]
    begins: Days | None
    ends: Days | None

    def lanes(self, table: Sequence[int]) -> int:
        """One byte for each candidate, as one number: the entry of `table` under its code."""
        if isinstance(self.codes, bytes):
            return _lanes(self.codes, bytes(table).ljust(BYTE, NONE))
        return int.from_bytes(bytes([table[code] for code in self.codes]), ORDER)

    def counting(self, on: date) -> int | None:
        """A byte of ones for each candidate whose paper counts on the day, as one number; None where all do."""
        found = self.ends.since(on.toordinal()) if self.ends else None
        if self.begins is None:
            return found
        early = self.begins.since(on.toordinal() + 1)
        everybody = int.from_bytes(ALL * len(self.begins.low), ORDER)
        return (everybody if found is None else found) & ~early


@attrs.frozen(eq=False)
class Roll:
    """So many candidates in columns by the key of the fact; a fact of which nobody says anything has none."""

    size: int
    columns: dict[str, Column]


def call_roll(people: Sequence[Facts]) -> Roll:
    """Write candidates in columns, in their order."""
    writers: dict[str, _Writer] = {}
    for place, facts in enumerate(people):
        for key, fact in facts.items():
            writer = writers.get(key)
            if writer is None:
                writer = writers[key] = _Writer(key, len(people))
            writer.write(place, fact)
    return Roll(len(people), {key: writer.column() for key, writer in writers.items()})


class _Writer:
    """Writes one column."""

    def __init__(self, key: str, size: int) -> None:
        self.kind, self.by_law = FACTS[key], key in POVERTY_FACTS
        self.codes = array("I", bytes(array("I").itemsize * size))
        self.begins = array("i", [date.min.toordinal()]) * size
        self.ends = array("i", [date.max.toordinal()]) * size
        self.terms: dict[tuple[object, ...], int] = {}
        self.samples: list[Fact] = []

    def write(self, place: int, fact: Fact) -> None:
        paper = fact.evidence
        terms = (fact.value, fact.value.__class__, paper and paper.kind)
        code = self.terms.get(terms)
        if code is None:
            bare = paper and Evidence(paper.kind, valid_until=date.max)
            self.samples.append(Fact(self.kind.key, fact.value, bare))
            code = self.terms[terms] = len(self.samples)
        self.codes[place] = code
        if paper is None:
            return
        if self.by_law:
            first, last = window(self.kind, fact)
        else:
            first, last = paper.valid_from or date.min, paper.valid_until or date.max
        self.begins[place], self.ends[place] = first.toordinal(), last.toordinal()

    def column(self) -> Column:
        begins, ends = Days.of(self.begins), Days.of(self.ends)
        return Column(
            codes=bytes(self.codes.tolist()) if len(self.samples) < BYTE else self.codes,
            terms=tuple(self.samples),
            begins=None if begins.known == [date.min.toordinal()] else begins,
            ends=None if ends.known == [date.max.toordinal()] else ends,
        )
