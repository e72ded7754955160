"""Sitting: a rulebook applied on one day, to one candidate or to very many.

What papers prove about a candidate is gathered into one whole number, a few bits for each fact. A group of criteria
looks only at the bits of its own facts and remembers what it found for them: so a criterion is judged once for each
combination of proven facts, however many candidates share it, by the same `judge` that the sentences follow.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from datetime import date

import attrs

from khfund.eligibility.criterion import Criterion, keys_of
from khfund.eligibility.evidence import Evidence
from khfund.eligibility.fact import GRADE_MAX, Fact, Facts
from khfund.eligibility.fact_kind import FACTS, FactKind, Value
from khfund.eligibility.law import poverty_list_year
from khfund.eligibility.proof import POVERTY_FACTS, proven
from khfund.eligibility.rulebook import Needs, Rulebook, Section
from khfund.eligibility.verdict import Verdict, all_of, any_of

DAY_BITS = 24  # of a day: there are fewer from the year 1 to 9999


@attrs.frozen(eq=False)
class Outcome:
    """What candidates with the same proven facts share; `verdicts` are those of the criteria, in order."""

    rulebook: str
    version: str
    digest: str
    on: date
    renewal: bool
    verdict: Verdict
    categories: tuple[str, ...]
    verdicts: Mapping[str, Verdict]
    needs: Needs
    section: Section | None = None
    papers: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict)


@attrs.frozen(eq=False)
class Place:
    """Where a fact stands in the number; `values` counts what may be proven, from 1; days are counted by the calendar.

    `weighed` remembers the bits of papers of equal terms.
    """

    kind: FactKind
    shift: int
    values: tuple[Value, ...]
    weighed: dict[tuple[object, ...], int] = attrs.field(factory=dict)

    @classmethod
    def of(cls, key: str, shift: int) -> Place:
        """The place of a fact whose bits begin at `shift`."""
        kind = FACTS[key]
        if kind.day:
            return cls(kind, shift, ())
        if kind.number:
            return cls(kind, shift, tuple(range(1, GRADE_MAX + 1)))
        return cls(kind, shift, tuple(kind.values) or (False, True))

    @property
    def width(self) -> int:
        """How many bits there are."""
        return DAY_BITS if self.kind.day else len(self.values).bit_length()

    @property
    def mask(self) -> int:
        """The bits themselves."""
        return ((1 << self.width) - 1) << self.shift

    def bits(self, value: Value | None) -> int:
        """The bits that stand for a proven value; none at all for what is unproven."""
        if value is None:
            return 0
        if self.kind.day:
            return date.fromisoformat(str(value)).toordinal() << self.shift
        return (self.values.index(value) + 1) << self.shift

    def value(self, code: int) -> Value | None:
        """The proven value for which the bits of a number stand."""
        count = (code & self.mask) >> self.shift
        if not count:
            return None
        return date.fromordinal(count).isoformat() if self.kind.day else self.values[count - 1]


@attrs.define(eq=False)
class Group:
    """Criteria that look at the same facts, whose bits are `mask`; `found` is bits → number of `results`."""

    keys: frozenset[str]
    criteria: list[Criterion]
    mask: int
    found: dict[int, int] = attrs.field(factory=dict)
    results: list[tuple[Verdict, ...]] = attrs.field(factory=list)


@functools.lru_cache(maxsize=16)
def sitting(rulebook: Rulebook, on: date, *, renewal: bool = False) -> Sitting:
    """Return the sitting of a rulebook on a day, the same one while it is remembered.

    Raises: RulebookNotInForceError.
    """
    return Sitting(rulebook, on, renewal=renewal)


class Sitting:
    """A rulebook applied on one day; it holds no facts of anybody, only terms of papers and what rules say of values.

    Raises: RulebookNotInForceError.
    """

    def __init__(self, rulebook: Rulebook, on: date, *, renewal: bool = False) -> None:
        self.rulebook, self.on, self.renewal = rulebook, on, renewal
        self.section = rulebook.section(on, renewal=renewal)
        self._places = _places(self.section.keys)
        self._looks = [(one.kind.key, one.kind.key in POVERTY_FACTS, one) for one in self._places]
        self._groups = _groups(self.section.criteria, self._places)
        self._seen = [(group.mask, group.found) for group in self._groups]
        self._outcomes: dict[tuple[int, ...], Outcome] = {}

    def outcome(self, facts: Facts) -> Outcome:
        """What the rules say of a candidate."""
        code = self._code(facts)
        try:
            found = tuple([seen[code & mask] for mask, seen in self._seen])
        except KeyError:
            found = tuple([self._look(group, code) for group in self._groups])
        outcome = self._outcomes.get(found)
        if outcome is None:
            outcome = self._outcomes[found] = self._join(found)
        return outcome

    def _code(self, facts: Facts) -> int:
        """Gather what papers prove; papers of equal terms are weighed once."""
        code, on = 0, self.on
        for key, is_poverty, place in self._looks:
            fact = facts.get(key)
            if fact is None:
                continue
            paper = fact.evidence
            terms: tuple[object, ...]
            if paper is None:
                terms = (fact.value, fact.value.__class__)  # the class tells yes from 1
            elif is_poverty:
                terms = (fact.value, *_poverty_terms(paper))
            else:
                begun, last = paper.valid_from, paper.valid_until
                if (begun is not None and on < begun) or (last is not None and last < on):
                    continue  # as Evidence.counts_on says: nothing else of the paper can prove
                terms = (fact.value, fact.value.__class__, paper.kind)
            bits = place.weighed.get(terms)
            if bits is None:
                bits = place.weighed[terms] = place.bits(self._proven(key, fact))
            code |= bits
        return code

    def _proven(self, key: str, fact: Fact) -> Value | None:
        return proven(FACTS[key], fact, self.on, self.rulebook.papers.get(key))

    def _look(self, group: Group, code: int) -> int:
        """Judge the criteria of a group, unless it has seen these bits before."""
        bits = code & group.mask
        if bits not in group.found:
            known = {place.kind.key: place.value(code) for place in self._places}
            verdicts = tuple(one.asks.judge(known, self.on) for one in group.criteria)
            if verdicts not in group.results:
                group.results.append(verdicts)
            group.found[bits] = group.results.index(verdicts)
        return group.found[bits]

    def _join(self, found: Sequence[int]) -> Outcome:
        """Make one outcome of what the groups found."""
        judged = {
            criterion.key: verdict
            for group, number in zip(self._groups, found, strict=True)
            for criterion, verdict in zip(group.criteria, group.results[number], strict=True)
        }
        return self.join(judged)

    def join(self, judged: Mapping[str, Verdict]) -> Outcome:
        """Make one outcome of the verdicts of all criteria."""
        verdicts = {one.key: judged[one.key] for one in self.section.criteria}
        join = all_of if self.section.needs is Needs.ALL else any_of
        return Outcome(
            rulebook=self.rulebook.code,
            version=self.rulebook.version,
            digest=self.rulebook.digest,
            on=self.on,
            renewal=self.renewal,
            verdict=join(verdicts.values()),
            categories=tuple(key for key, verdict in verdicts.items() if verdict is Verdict.MET),
            verdicts=verdicts,
            needs=self.section.needs,
            section=self.section,
            papers=self.rulebook.papers,
        )


def _poverty_terms(paper: Evidence) -> tuple[object, ...]:
    """Everything on which the proof of poverty depends: of the day of issue only the year of its list."""
    year = poverty_list_year(paper.issued) if paper.issued is not None else None
    return paper.kind, paper.valid_from, paper.valid_until, year


def _places(keys: Sequence[str]) -> list[Place]:
    """Give each fact its bits."""
    places: list[Place] = []
    for key in keys:
        places.append(Place.of(key, places[-1].shift + places[-1].width if places else 0))
    return places


def _groups(criteria: Sequence[Criterion], places: Sequence[Place]) -> list[Group]:
    """Put criteria together whose facts are among another's, so that fewer groups look."""
    masks = {place.kind.key: place.mask for place in places}
    groups: list[Group] = []
    for criterion in sorted(criteria, key=lambda one: -len(keys_of(one.asks))):
        keys = frozenset(keys_of(criterion.asks))
        group = next((one for one in groups if keys <= one.keys), None)
        if group is None:
            group = Group(keys, [], sum(masks[key] for key in keys))
            groups.append(group)
        group.criteria.append(criterion)
    return groups
