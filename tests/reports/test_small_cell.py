from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from khfund.reports.small_cell import Case, Spot, protect

KINDS = ("1", "2", "7")


def cases(**groups: dict[str, int]) -> list[Case]:
    """`p_u={"1": 3}`: three awards of programme p to three persons of unit u in category 1."""
    made = []
    for group, counts in groups.items():
        programme, _line, unit = group.partition("_")
        for category, count in counts.items():
            made += [Case(programme, unit, category, f"{group}{category}{number}") for number in range(count)]
    return made


def shown(protected, table: str, rows: str, categories=KINDS):
    return [[protected.shown(Spot(table, row, category)) for category in categories] for row in rows]


# -- whoever reads the statement and can count ------------------------------------------------------------------------


def spots_of(programme: str, unit: str, category: str) -> tuple[Spot, ...]:
    return (
        Spot("programme", programme, category),
        Spot("unit", unit, category),
        Spot("all", "", category),
    )


def possible(some: list[Case], categories, published: dict[Spot, int]) -> dict[Spot, set[int]]:
    """Every value that each count may have, by trying everything that agrees with what is published."""
    groups = sorted(Counter((case.programme, case.unit) for case in some).items())
    ways = [list(itertools.combinations_with_replacement(categories, size)) for _group, size in groups]
    values: dict[Spot, set[int]] = defaultdict(set)
    for way in itertools.product(*ways):
        counts = Counter(
            spot for (group, _size), kinds in zip(groups, way, strict=True) for kind in kinds
            for spot in spots_of(*group, kind)
        )  # fmt: skip
        if all(counts[spot] == count for spot, count in published.items()):
            for group, _size in groups:
                for kind in categories:
                    for spot in spots_of(*group, kind):
                        values[spot].add(counts[spot])
    return values


def determined(some: list[Case], categories, published: set[Spot], asked: set[Spot]) -> set[Spot]:
    """Which of the asked counts follow from the published ones by adding and subtracting, whatever they are."""
    groups = sorted({(case.programme, case.unit) for case in some})
    places = {key: place for place, key in enumerate(itertools.product(groups, categories))}
    equations = [[Fraction(key[0] == group) for key in places] for group in groups]
    equations += [_vector(spot, places) for spot in sorted(published)]
    base = _reduced(equations)
    return {spot for spot in asked if not any(_against(base, _vector(spot, places)))}


def _vector(spot: Spot, places) -> list[Fraction]:
    return [Fraction(spot in spots_of(*group, kind)) for group, kind in places]


def _reduced(rows: list[list[Fraction]]) -> dict[int, list[Fraction]]:
    base: dict[int, list[Fraction]] = {}
    for row in rows:
        left = _against(base, row)
        lead = next((place for place, value in enumerate(left) if value), None)
        if lead is not None:
            base[lead] = [value / left[lead] for value in left]
    return base


def _against(base: dict[int, list[Fraction]], row: list[Fraction]) -> list[Fraction]:
    row = list(row)
    for lead in sorted(base):
        if row[lead]:
            factor = row[lead]
            row = [value - factor * other for value, other in zip(row, base[lead], strict=True)]
    return row


# -- what is hidden ---------------------------------------------------------------------------------------------------


def test_large_counts_and_nothing_at_all_are_published():
    protected = protect(cases(A_u={"1": 9, "2": 6}, A_v={"1": 5, "2": 8}), KINDS, threshold=5)

    assert shown(protected, "programme", "A") == [[14, 14, 0]]
    assert shown(protected, "unit", "uv") == [[9, 6, 0], [5, 8, 0]]
    assert protected.hidden == frozenset()


def test_a_small_count_takes_others_with_it_in_both_directions():
    protected = protect(cases(A_u={"1": 9, "2": 2}, A_v={"1": 7, "2": 8}), KINDS, threshold=5)

    assert shown(protected, "programme", "A") == [[16, 10, 0]]
    assert shown(protected, "unit", "uv") == [[None, None, 0], [None, None, 0]]


def test_a_small_total_is_hidden_with_what_it_is_made_of():
    protected = protect(cases(A_u={"1": 9, "2": 2}, B_v={"1": 8, "2": 1}), KINDS, threshold=5)

    published = {spot: count for spot, count in protected.counts.items() if spot not in protected.hidden}
    values = possible(cases(A_u={"1": 9, "2": 2}, B_v={"1": 8, "2": 1}), KINDS, published)
    assert shown(protected, "all", [""])[0][1] is None
    assert values[Spot("all", "", "2")] >= {2, 3, 4}


def test_five_awards_of_four_persons_are_a_small_count():
    some = [Case("A", "u", "1", f"p{number % 4}") for number in range(5)]
    some += [Case("A", "u", "2", f"q{number}") for number in range(9)]

    assert Spot("unit", "u", "1") in protect(some, KINDS, threshold=5).hidden


def test_one_category_alone_cannot_be_hidden_and_is_withheld():
    protected = protect(cases(A_u={"1": 3}), ("1",), threshold=5)

    assert protected.withheld
    assert protected.shown(Spot("unit", "u", "1")) is None


def test_two_tables_that_show_the_same_awards_hide_the_same_of_them():
    some = cases(A_u={"1": 9, "2": 2, "7": 8}, B_v={"1": 9, "2": 9, "7": 9})

    protected = protect(some, KINDS, threshold=5)

    hidden = {(spot.table, spot.category) for spot in protected.hidden}
    assert {kind for table, kind in hidden if table == "programme"} == {
        kind for table, kind in hidden if table == "unit"
    }


# -- against an earlier version ---------------------------------------------------------------------------------------


def test_the_same_counts_are_hidden_again_the_same_way():
    some = cases(A_u={"1": 9, "2": 2}, A_v={"1": 7, "2": 8}, B_u={"1": 6, "2": 5, "7": 7})
    before = protect(some, KINDS, threshold=5)

    after = protect(
        some,
        KINDS,
        threshold=5,
        hidden=before.hidden,
        known={spot for spot in before.counts if spot not in before.hidden},
    )

    assert after == before


def test_what_was_published_before_protects_nothing():
    some = cases(A_u={"1": 9, "2": 2}, A_v={"1": 7, "2": 8})

    protected = protect(
        some, KINDS, threshold=5, known={Spot("unit", row, kind) for row in "uv" for kind in "17"}
    )

    assert protected.withheld


# -- the attack -------------------------------------------------------------------------------------------------------

GROUPS = st.dictionaries(
    st.tuples(st.sampled_from("AB"), st.sampled_from("uv")),
    st.lists(st.sampled_from(KINDS), min_size=1, max_size=4),
    min_size=1,
    max_size=3,
)


def made(groups) -> list[Case]:
    return [
        Case(programme, unit, kind, f"{programme}{unit}{number}")
        for (programme, unit), kinds in groups.items()
        for number, kind in enumerate(kinds)
    ]


@given(GROUPS, st.integers(2, 5))
def test_whoever_tries_everything_finds_at_least_two_values_for_every_hidden_count(groups, threshold):
    some = made(groups)
    protected = protect(some, KINDS, threshold=threshold)
    published = {spot: count for spot, count in protected.counts.items() if spot not in protected.hidden}

    values = possible(some, KINDS, {} if protected.withheld else published)

    assert not protected.withheld
    assert {spot: len(values[spot]) for spot in protected.hidden if len(values[spot]) < 2} == {}
    assert all(count == 0 or count >= threshold for count in published.values())


LARGER = st.dictionaries(
    st.tuples(st.sampled_from("ABC"), st.sampled_from("uvwx")),
    st.lists(st.sampled_from("12347"), min_size=1, max_size=25),
    min_size=1,
    max_size=9,
)


@given(LARGER, st.integers(2, 6))
def test_no_hidden_count_follows_by_adding_and_subtracting(groups, threshold):
    some = made(groups)
    protected = protect(some, "12347", threshold=threshold)

    published = set(protected.counts) - protected.hidden

    assert determined(some, "12347", published, set(protected.hidden)) == set()


@given(GROUPS, st.lists(st.sampled_from(KINDS), max_size=3), st.integers(2, 4))
def test_two_versions_together_tell_no_more_where_nothing_changed(groups, more, threshold):
    before_cases = made(groups)
    after_cases = before_cases + [Case("C", "w", kind, f"new{place}") for place, kind in enumerate(more)]
    before = protect(before_cases, KINDS, threshold=threshold)
    open_before = {spot: count for spot, count in before.counts.items() if spot not in before.hidden}
    counted = Counter(
        spot for case in after_cases for spot in spots_of(case.programme, case.unit, case.category)
    )
    known = {spot for spot, count in open_before.items() if counted[spot] == count}

    after = protect(after_cases, KINDS, threshold=threshold, hidden=before.hidden, known=known)

    if after.withheld:
        return
    published = {spot: count for spot, count in after.counts.items() if spot not in after.hidden}
    rows_of_before = {spot for spot in before.hidden if spot.table != "all"}
    values = possible(after_cases, KINDS, published | {spot: open_before[spot] for spot in known})
    assert {spot for spot in rows_of_before if len(values[spot]) < 2} == set()
