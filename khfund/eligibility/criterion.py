"""Criterion: one clause of a rulebook, its words, and what it asks of a candidate's facts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import attrs

from khfund.eligibility.age import age_on
from khfund.eligibility.citation import Citation
from khfund.eligibility.fact_kind import Value
from khfund.eligibility.school_ranking import read_as_good
from khfund.eligibility.verdict import Verdict, all_of, any_of

Known = Mapping[str, Value | None]
"""Key → the value that a paper proves on the day, None where none does."""


@attrs.frozen
class Asks:
    """Asks that a fact has one of these values."""

    key: str
    values: frozenset[Value]
    order: tuple[Value, ...] = attrs.field(eq=False, default=())

    def judge(self, known: Known, _on: date) -> Verdict:
        """Compare with the proven value."""
        value = known[self.key]
        if value is None:
            return Verdict.UNPROVEN
        return Verdict.MET if value in self.values else Verdict.NOT_MET


@attrs.frozen
class AsksNumber:
    """Asks that a whole number lies between two, both inclusive."""

    key: str
    least: int
    most: int

    def judge(self, known: Known, _on: date) -> Verdict:
        """Compare with the proven number."""
        value = known[self.key]
        if value is None:
            return Verdict.UNPROVEN
        return Verdict.MET if self.least <= int(value) <= self.most else Verdict.NOT_MET


@attrs.frozen
class AsksAge:
    """Asks for an age in full years on the day, both ends inclusive."""

    key: str
    least: int
    most: int

    def judge(self, known: Known, on: date) -> Verdict:
        """Compare with the age of the proven day of birth."""
        value = known[self.key]
        if value is None:
            return Verdict.UNPROVEN
        age = age_on(date.fromisoformat(str(value)), on)
        return Verdict.MET if self.least <= age <= self.most else Verdict.NOT_MET


@attrs.frozen
class AsksGoodLearning:
    """Asks for «học giỏi» by the school ranking of the learner's grade and year, or by word of the council."""

    key: str = "learning"

    def judge(self, known: Known, on: date) -> Verdict:
        """Read the proven rank."""
        return self.read(known, on)[0]

    def read(self, known: Known, on: date) -> tuple[Verdict, str]:
        """Read the proven rank, with the words that explain the reading."""
        learning, learner, grade = known["learning"], known["learner"], known["grade"]
        council = known["council_good_learner"]
        reading = read_as_good(
            None if learning is None else str(learning),
            None if learner is None else str(learner),
            None if grade is None else int(grade),
            on,
            council=None if council is None else bool(council),
        )
        return reading.verdict, reading.note


@attrs.frozen
class AllOf:
    """Asks for every part («và»)."""

    parts: tuple[Condition, ...]

    def judge(self, known: Known, on: date) -> Verdict:
        """Join the parts."""
        return all_of(part.judge(known, on) for part in self.parts)


@attrs.frozen
class AnyOf:
    """Asks for at least one part («hoặc»)."""

    parts: tuple[Condition, ...]

    def judge(self, known: Known, on: date) -> Verdict:
        """Join the parts."""
        return any_of(part.judge(known, on) for part in self.parts)


Leaf = Asks | AsksNumber | AsksAge | AsksGoodLearning
Condition = Leaf | AllOf | AnyOf


def leaves(condition: Condition) -> list[Leaf]:
    """Every single question of a condition, in the order of the text."""
    if isinstance(condition, AllOf | AnyOf):
        return [leaf for part in condition.parts for leaf in leaves(part)]
    return [condition]


def keys_of(condition: Condition) -> tuple[str, ...]:
    """The keys of all facts that decide a condition, each once, in the order of the text."""
    keys: dict[str, None] = {}
    for leaf in leaves(condition):
        keys[leaf.key] = None
        if isinstance(leaf, AsksGoodLearning):
            keys.update(dict.fromkeys(("learner", "grade", "council_good_learner")))
    return tuple(keys)


@attrs.frozen
class Criterion:
    """A clause: `key` is its number in the text («2»), `name` its short name, `words` its exact words.

    `confirm` says what of the reading a council must confirm; empty where the text is plain.
    """

    key: str
    name: str
    words: str
    citation: Citation
    asks: Condition
    confirm: str = ""
    valid_from: date | None = None
    valid_until: date | None = None

    @property
    def title(self) -> str:
        """Number and short name as sentences quote them."""
        return f"tiêu chí {self.key} ({self.name})"

    def in_force(self, on: date) -> bool:
        """Whether the clause stands on a day."""
        begun = self.valid_from is None or self.valid_from <= on
        return begun and (self.valid_until is None or on <= self.valid_until)
