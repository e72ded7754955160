"""Where a recipient who is shown by a code is said to be from: as finely as enough others share the place, no finer.

A place is said alike on every line of a person. Where fewer than `threshold` persons of a programme would stand under
a place, all of them are said to be from the unit a level up, and so on to the unit that publishes. If only a few are
left there, the smallest of the finer places joins them: whoever subtracts what is told from what exists is left with
a crowd, too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

import attrs


@attrs.frozen(order=True)
class Area:
    """A place: the units from the one that publishes down to the one that put forward, and the commune, if told."""

    units: tuple[str, ...]
    commune: str = ""

    @property
    def unit(self) -> str:
        """The finest unit that is told."""
        return self.units[-1]

    @property
    def is_whole(self) -> bool:
        """Whether nothing is told but the unit that publishes."""
        return len(self.units) == 1 and not self.commune

    def raised(self) -> Area:
        """The place a level up."""
        return Area(self.units) if self.commune else Area(self.units[:-1])


Group = tuple[str, Area]


def areas(
    homes: Mapping[int, Area], received: Iterable[tuple[int, str]], *, threshold: int
) -> dict[int, Area]:
    """Say where each person is from; `received` pairs a person with a programme that is shown for him or her."""
    told = dict(homes)
    pairs = sorted(set(received))
    while raise_up := _too_few(_groups(told, pairs), threshold):
        for person in raise_up:
            told[person] = told[person].raised()
    return told


def _groups(told: Mapping[int, Area], pairs: Iterable[tuple[int, str]]) -> dict[Group, set[int]]:
    groups: defaultdict[Group, set[int]] = defaultdict(set)
    for person, programme in pairs:
        groups[programme, told[person]].add(person)
    return groups


def _too_few(groups: Mapping[Group, set[int]], threshold: int) -> set[int]:
    """Whoever must be said to be from a level up: small groups; then, for a few at the top, the smallest group left."""
    small = [who for (_p, area), who in groups.items() if len(who) < threshold and not area.is_whole]
    if small:
        return set().union(*small)
    for (programme, area), who in sorted(groups.items()):
        if area.is_whole and len(who) < threshold:
            finer = [
                (len(some), other, some)
                for (of, other), some in groups.items()
                if of == programme and not other.is_whole and other.units[0] == area.units[0]
            ]
            if finer:
                return min(finer)[2]
    return set()


def lowest_common(paths: Iterable[Area]) -> Area:
    """The finest place that all of these lie in; all begin with the same unit."""
    found: Area | None = None
    for one in paths:
        if found is None or found == one:
            found = one
            continue
        shared = sum(1 for _ in _same_so_far(found.units, one.units))
        found = Area(found.units[:shared])
    assert found is not None, "somebody is somewhere"
    return found


def _same_so_far(one: tuple[str, ...], two: tuple[str, ...]) -> Iterable[str]:
    for left, right in zip(one, two, strict=False):
        if left != right:
            return
        yield left
