from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from khfund.reports.recipient_area import Area, areas, lowest_common

TOP = "Hội tỉnh"
PINE = Area((TOP, "Hội huyện Thông"), "xã Thông Cao")
PINE_LOW = Area((TOP, "Hội huyện Thông"), "xã Thông Thấp")
BAMBOO = Area((TOP, "Hội huyện Trúc"), "xã Trúc Lâm")


def people(*crowds: tuple[Area, int]) -> dict[int, Area]:
    homes = [area for area, count in crowds for _ in range(count)]
    return dict(enumerate(homes))


def said(homes: dict[int, Area], threshold: int = 5) -> Counter[Area]:
    return Counter(areas(homes, [(person, "HB") for person in homes], threshold=threshold).values())


def test_a_commune_of_many_is_told():
    assert said(people((PINE, 5), (BAMBOO, 6))) == {PINE: 5, BAMBOO: 6}


def test_communes_of_few_are_told_by_their_unit():
    assert said(people((PINE, 3), (PINE_LOW, 2), (BAMBOO, 6))) == {
        Area((TOP, "Hội huyện Thông")): 5,
        BAMBOO: 6,
    }


def test_a_few_who_are_left_over_are_joined_by_the_smallest_place():
    homes = people((PINE, 2), (BAMBOO, 6), (Area((TOP, "Hội huyện Mai"), "xã Mai"), 9))

    told = said(homes)

    assert told == {
        Area((TOP,)): 2 + 6,
        Area((TOP, "Hội huyện Mai"), "xã Mai"): 9,
    }


def test_a_few_in_all_are_from_the_unit_that_publishes():
    assert said(people((PINE, 3))) == {Area((TOP,)): 3}


def test_a_person_is_from_the_same_place_in_every_programme():
    homes = people((PINE, 6))
    received = [(person, "HB") for person in homes] + [(0, "NE")]

    told = areas(homes, received, threshold=5)

    assert told[0] == Area((TOP,))
    assert set(told.values()) == {Area((TOP,))}


def test_put_forward_by_two_units_one_is_from_what_they_share():
    assert lowest_common([PINE, PINE]) == PINE
    assert lowest_common([PINE, PINE_LOW]) == Area((TOP, "Hội huyện Thông"))
    assert lowest_common([PINE, BAMBOO]) == Area((TOP,))


HOMES = st.sampled_from([PINE, PINE_LOW, BAMBOO, Area((TOP, "Hội trường Mai")), Area((TOP,), "phường Mai")])


@given(
    st.lists(st.tuples(HOMES, st.sets(st.sampled_from(["HB", "NE"]), min_size=1)), max_size=40),
    st.integers(2, 6),
)
def test_nobody_stands_in_a_small_crowd_but_in_the_whole_and_the_whole_is_a_crowd_if_it_can_be(
    told_of, threshold
):
    homes = {person: home for person, (home, _programmes) in enumerate(told_of)}
    received = [(person, one) for person, (_home, some) in enumerate(told_of) for one in some]

    told = areas(homes, received, threshold=threshold)

    crowds = Counter((programme, told[person]) for person, programme in received)
    for (programme, area), count in crowds.items():
        if area.is_whole:
            finer = [other for of, other in crowds if of == programme and not other.is_whole]
            assert count >= threshold or not finer
        else:
            assert count >= threshold
    assert all(told[person].units == homes[person].units[: len(told[person].units)] for person in homes)
