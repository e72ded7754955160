"""Hide small counts so that nobody can compute them back: a pure function over the awards that are counted.

Two tables are published together, programme × category and unit × category, with the totals of each category; how
many awards each programme gave in each unit is public too, for the list of recipients tells it. A count of fewer than
`threshold` persons is hidden. Then, for each hidden count, a *move* is looked for: awards that change category inside
a group, or two groups that exchange categories, so that every count that is still published and every group stay as
they are while the hidden count becomes another one. What the move touches is hidden too. A count with such a move has
at least two possible values for whoever knows all that is published, exactly and not only by intervals: the move is
the proof.

Source: the two-dimensional problem is that of complementary cell suppression; here the third dimension is known.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence

import attrs

BREADTH = 3  # possible values that a hidden count should have, where it can be had


@attrs.frozen
class Case:
    """One award to somebody who is shown by a code; `programme` and `unit` are as the list of recipients shows them."""

    programme: str
    unit: str
    category: str
    person: str


@attrs.frozen(order=True)
class Spot:
    """One count: of a programme, of a unit (`table` "programme" or "unit"), or of all ("all", row "")."""

    table: str
    row: str
    category: str


@attrs.frozen
class Protected:
    """The counts of both tables. If they are `withheld`, no way of hiding protects them and none may be shown."""

    counts: dict[Spot, int] = attrs.field(factory=dict)
    hidden: frozenset[Spot] = frozenset()
    withheld: bool = False

    def shown(self, spot: Spot) -> int | None:
        """The count as it may be published; None where it is hidden."""
        return None if self.withheld or spot in self.hidden else self.counts[spot]


@attrs.frozen
class _Move:
    """Counts that change together, and how many values each of them may take by it."""

    touched: frozenset[Spot]
    breadth: int


Group = tuple[str, str]


def protect(
    cases: Sequence[Case],
    categories: Sequence[str],
    *,
    threshold: int,
    hidden: Collection[Spot] = (),
    known: Collection[Spot] = (),
) -> Protected:
    """Count the cases by programme and by unit, in every one of `categories`, and hide what must be.

    `hidden` was hidden in an earlier version and stays so. `known` was published before with the same count: hiding it
    now would protect nothing.
    """
    ground = _Ground(cases, categories)
    small = {spot for spot, persons in ground.persons.items() if 0 < len(persons) < threshold}
    covered = (small | (set(hidden) & ground.counts.keys())) - set(known)
    safe: set[Spot] = set()
    for spot in sorted(covered):
        if spot in safe:
            continue
        move = _cheapest(ground, spot, covered, set(known))
        if move is None:
            return Protected(ground.counts, frozenset(ground.counts), withheld=True)
        covered |= move.touched
        safe |= move.touched
    return Protected(ground.counts, frozenset(covered))


def _cheapest(ground: _Ground, spot: Spot, covered: set[Spot], known: set[Spot]) -> _Move | None:
    """The move that hides the least beyond what is hidden, of those that leave enough values possible."""
    best: tuple[tuple[int, int, int, int], _Move] | None = None
    for move in ground.moves(spot):
        more = move.touched - covered
        if more & known:
            continue
        lost = sum(ground.counts[one] for one in more)
        cost = (max(0, BREADTH - move.breadth), len(more), lost, -move.breadth)
        if best is None or cost < best[0]:
            best = (cost, move)
        if cost[:3] == (0, 0, 0):
            break
    return best[1] if best else None


class _Ground:
    """The cases counted every way."""

    def __init__(self, cases: Sequence[Case], categories: Sequence[str]) -> None:
        self.categories = tuple(categories)
        self.held = Counter(((case.programme, case.unit), case.category) for case in cases)
        self.groups: list[Group] = sorted({(case.programme, case.unit) for case in cases})
        self.persons: defaultdict[Spot, set[str]] = defaultdict(set)
        self.counts: dict[Spot, int] = {}
        for group in self.groups:
            for category in self.categories:
                self.counts.update(dict.fromkeys(_spots(group, category), 0))
        for case in cases:
            for spot in _spots((case.programme, case.unit), case.category):
                self.counts[spot] += 1
                self.persons[spot].add(case.person)

    def moves(self, spot: Spot) -> Iterator[_Move]:
        """Everything that changes the count of `spot`: exchanges first, they hide no totals."""
        own = [group for group in self.groups if _is_of(group, spot)]
        others = [category for category in self.categories if category != spot.category]
        for group in own:
            for other in others:
                yield from self._exchanges(group, spot, other)
        for group in own:
            for other in others:
                breadth = 1 + self.held[group, spot.category] + self.held[group, other]
                if breadth > 1:
                    yield _Move(_spots(group, spot.category) | _spots(group, other), breadth)

    def _exchanges(self, group: Group, spot: Spot, other: str) -> Iterator[_Move]:
        out, back = self.held[group, spot.category], self.held[group, other]
        for partner in self.groups:
            if spot.table == "all" or _is_of(partner, spot):
                continue
            breadth = 1 + min(out, self.held[partner, other]) + min(back, self.held[partner, spot.category])
            if breadth > 1:
                yield _Move(_exchanged(group, partner, spot.category, other), breadth)


def _is_of(group: Group, spot: Spot) -> bool:
    return spot.table == "all" or group[0 if spot.table == "programme" else 1] == spot.row


def _spots(group: Group, category: str) -> frozenset[Spot]:
    """Where an award of a group and a category is counted."""
    programme, unit = group
    return frozenset(
        (Spot("programme", programme, category), Spot("unit", unit, category), Spot("all", "", category))
    )


def _exchanged(one: Group, two: Group, category: str, other: str) -> frozenset[Spot]:
    """The counts that change when two groups exchange categories; what they share stays, and so do the totals."""
    names = ("programme", "unit")
    return frozenset(
        Spot(names[side], group[side], kind)
        for side in (0, 1)
        if one[side] != two[side]
        for group in (one, two)
        for kind in (category, other)
    )
