"""What a statement shows of those who received: lines that carry a code or a name, and counts that single out nobody.

Whoever is under 18 without consent, and whoever received because of hardship at any age, is a code. A name is shown
of schools, of honoured adults, and of minors whose consent is on file, for an honour and never beside a hardship. Why
somebody is in need stands nowhere but in the counts by category, and small counts are hidden (`small_cell`).
"""

from __future__ import annotations

import functools
import itertools
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

import attrs

from khfund.reports.recipient_area import Area, areas, lowest_common
from khfund.reports.small_cell import Case, Protected, Spot, protect
from khfund.vietnamese import sort_key

NO_CATEGORY = ""


@attrs.frozen(kw_only=True)
class Received:
    """What one person got in the days by one award or sponsorship: protected, read for `disclose` and nobody else.

    `payments` counts the instalments paid, in đồng in all `amount`. `category` is the need that it answers, by its code
    (empty for none that is counted); `honour` what it honours, empty where it is no honour. A school has no code.
    """

    person: int
    code: str
    name: str
    is_school: bool
    is_minor: bool
    consents: bool
    home: Area
    programme: str
    payments: int
    amount: int
    category: str = NO_CATEGORY
    honour: str = ""
    is_award: bool


@attrs.frozen
class AwardProgramme:
    """A programme that is shown."""

    code: str
    name: str


@attrs.frozen
class Category:
    """A category of need that is counted: its code and its words."""

    code: str
    name: str


@attrs.frozen
class RecipientRow:
    """A line of the list: `recipient` is the code, or a number of this list for whoever is named."""

    recipient: str
    name: str
    honour: str
    unit: str
    commune: str
    programme: str
    awards: int
    payments: int
    amount: int


@attrs.frozen
class Share:
    """What fell to a programme or to a unit: awards decided, payments, persons, đồng."""

    key: str
    awards: int
    payments: int
    persons: int
    amount: int


@attrs.frozen(kw_only=True)
class RecipientDisclosure:
    """The lines of the list and the counts by category; `threshold` is the fewest persons that are counted openly."""

    programmes: tuple[AwardProgramme, ...] = ()
    categories: tuple[Category, ...] = ()
    rows: Sequence[RecipientRow] = attrs.field(default=(), repr=False)
    counts: Protected = attrs.field(factory=Protected)
    threshold: int = 5

    @functools.cached_property
    def by_programme(self) -> tuple[Share, ...]:
        """What fell to each programme."""
        return tuple(_shares(self.rows, lambda row: row.programme))

    @functools.cached_property
    def by_unit(self) -> tuple[Share, ...]:
        """What fell to each unit that put forward, as finely as the list tells it."""
        return tuple(_shares(self.rows, lambda row: row.unit))

    @functools.cached_property
    def whole(self) -> Share:
        """What fell to all."""
        return next(iter(_shares(self.rows, lambda _row: "")), Share("", 0, 0, 0, 0))

    @property
    def named(self) -> int:
        """How many persons are shown by name."""
        return len({row.recipient for row in self.rows if row.name})


def _shares(rows: Iterable[RecipientRow], key: Callable[[RecipientRow], str]) -> Iterable[Share]:
    some: defaultdict[str, list[RecipientRow]] = defaultdict(list)
    for row in rows:
        some[key(row)].append(row)
    for name, lines in sorted(some.items()):
        persons = len({row.recipient for row in lines})
        figures = (sum(getattr(row, part) for row in lines) for part in ("awards", "payments", "amount"))
        awards, payments, amount = figures
        yield Share(name, awards, payments, persons, amount)


def disclose(
    received: Sequence[Received],
    *,
    programmes: Sequence[AwardProgramme],
    categories: Sequence[Category],
    threshold: int,
    hidden: Collection[Spot] = (),
    known: Mapping[Spot, int] | None = None,
) -> RecipientDisclosure:
    """Say of each person what may be said.

    `hidden` and `known` are the counts that an earlier version of the same statement hid, and those that it published:
    the two versions together must not tell what each of them hides.
    """
    named, coded = _parted(received)
    told = _places(coded, threshold)
    cases = [
        Case(one.programme, told[one.person].unit, one.category, str(one.person))
        for one in coded
        if one.is_award
    ]
    used = {one.programme for one in received}
    return RecipientDisclosure(
        programmes=tuple(one for one in programmes if one.code in used),
        categories=tuple(categories),
        rows=[*_named_rows(named), *_coded_rows(coded, told)],
        counts=_protected(
            cases, [*(one.code for one in categories), NO_CATEGORY], threshold, hidden, known or {}
        ),
        threshold=threshold,
    )


def _parted(received: Sequence[Received]) -> tuple[list[Received], list[Received]]:
    """Those who are named, and those who are codes: a name never stands where any line of the person tells a need."""
    unnamed = {one.person for one in received if not _may_be_named(one)}
    named = [one for one in received if one.person not in unnamed]
    return named, [one for one in received if one.person in unnamed]


def _may_be_named(one: Received) -> bool:
    return one.is_school or (bool(one.honour) and (one.consents or not one.is_minor))


def _places(coded: Sequence[Received], threshold: int) -> dict[int, Area]:
    homes: defaultdict[int, list[Area]] = defaultdict(list)
    for one in coded:
        homes[one.person].append(one.home)
    shared = {person: lowest_common(some) for person, some in homes.items()}
    return areas(shared, [(one.person, one.programme) for one in coded], threshold=threshold)


def _named_rows(named: Sequence[Received]) -> Iterator[RecipientRow]:
    """By name; numbered in this list alone."""
    ordered = sorted(named, key=lambda one: (sort_key(one.name), one.person, one.programme))
    numbers = {
        person: f"T{number:04d}"
        for number, person in enumerate(dict.fromkeys(one.person for one in ordered), 1)
    }
    for (person, programme), some in _together(ordered):
        honours = "; ".join(dict.fromkeys(one.honour for one in some if one.honour))
        who = (numbers[person], some[0].name, honours, lowest_common(one.home for one in some).unit, "")
        yield RecipientRow(*who, programme, *_figures(some))


def _coded_rows(coded: Sequence[Received], told: Mapping[int, Area]) -> Iterator[RecipientRow]:
    """By code, which is random: the order of the list is nobody's order."""
    for (person, programme), some in _together(
        sorted(coded, key=lambda one: (one.code, one.person, one.programme))
    ):
        area = told[person]
        yield RecipientRow(some[0].code, "", "", area.unit, area.commune, programme, *_figures(some))


def _together(ordered: Iterable[Received]) -> Iterator[tuple[tuple[int, str], list[Received]]]:
    for key, some in itertools.groupby(ordered, key=lambda one: (one.person, one.programme)):
        yield key, list(some)


def _figures(some: Sequence[Received]) -> tuple[int, int, int]:
    return len(some), sum(one.payments for one in some), sum(one.amount for one in some)


def _protected(
    cases: Sequence[Case],
    categories: Sequence[str],
    threshold: int,
    hidden: Collection[Spot],
    known: Mapping[Spot, int],
) -> Protected:
    """Protect the counts; two published versions must differ by nothing or by a crowd, or the newer one is hidden."""
    bare = protect(cases, categories, threshold=0)
    still = {spot for spot, count in known.items() if bare.counts.get(spot) == count}
    told_apart = {
        spot
        for spot, count in known.items()
        if spot not in still and abs(bare.counts.get(spot, count) - count) < threshold
    }
    return protect(cases, categories, threshold=threshold, hidden={*hidden, *told_apart}, known=still)
