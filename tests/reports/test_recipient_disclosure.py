from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from khfund.reports.recipient_area import Area
from khfund.reports.recipient_disclosure import RecipientDisclosure, Share
from khfund.reports.small_cell import Spot
from tests.reports.receivers import DISTRICTS, NEEDS, TOP, a_pupil, many, told

HONOUR = {"programme": "VD", "category": "", "honour": "giải Nhất cấp tỉnh"}


def names(received) -> list[str]:
    return [row.name for row in told(received).rows]


def test_a_minor_is_a_code_without_consent_and_a_name_with_it():
    assert names([a_pupil(1, **HONOUR)]) == [""]
    assert names([a_pupil(1, consents=True, **HONOUR)]) == ["Lò Văn Thử 1"]


def test_whoever_received_for_a_need_is_a_code_at_any_age_and_with_any_consent():
    assert names([a_pupil(1, consents=True), a_pupil(2, is_minor=False)]) == ["", ""]


def test_a_name_never_stands_beside_a_need_of_the_same_person():
    both = [a_pupil(1, consents=True), a_pupil(1, consents=True, **HONOUR)]

    assert [(row.recipient, row.name, row.honour) for row in told(both).rows] == [(both[0].code, "", "")] * 2


def test_an_honoured_adult_and_a_school_are_named():
    found = told(
        [
            a_pupil(1, is_minor=False, name="Cầm Thị Nhà Giáo", **HONOUR),
            a_pupil(2, is_school=True, code="", name="Trường Mường Mơ"),
        ]
    )

    assert [(row.recipient, row.name, row.honour) for row in found.rows] == [
        ("T0001", "Cầm Thị Nhà Giáo", "giải Nhất cấp tỉnh"),
        ("T0002", "Trường Mường Mơ", ""),
    ]
    assert found.named == 2


def test_awards_payments_and_persons_are_counted_apart():
    twice = [a_pupil(1), a_pupil(1, programme="NE", is_award=False, payments=9, amount=4_500_000), a_pupil(2)]

    found = told(twice)

    assert found.whole == Share("", 3, 11, 2, 5_500_000)
    assert found.by_programme == (Share("HB", 2, 2, 2, 1_000_000), Share("NE", 1, 9, 1, 4_500_000))
    assert [one.code for one in found.programmes] == ["HB", "NE"]


def test_two_awards_of_a_programme_are_one_line():
    (row,) = told([a_pupil(1), a_pupil(1, amount=700_000)]).rows

    assert (row.awards, row.payments, row.amount) == (2, 2, 1_200_000)


def test_of_nobody_nothing_is_told():
    assert RecipientDisclosure().whole == told([]).whole == Share("", 0, 0, 0, 0)


def test_a_few_are_from_the_unit_that_publishes():
    found = told([a_pupil(number) for number in range(1, 4)])

    assert {(row.unit, row.commune) for row in found.rows} == {(TOP, "")}


def test_a_child_that_two_units_put_forward_is_from_what_they_share():
    crowd = [a_pupil(number) for number in range(1, 9)]
    two = [a_pupil(99), a_pupil(99, home=Area((TOP, DISTRICTS[1]), "xã Khác"))]

    (row,) = [row for row in told([*crowd, *two]).rows if row.recipient == two[0].code]

    assert (row.unit, row.commune) == (TOP, "")


@given(st.permutations(many(24)))
def test_the_order_of_the_register_is_not_the_order_of_the_list(received):
    rows = told(list(received)).rows

    coded = [row.recipient for row in rows if not row.name]
    assert coded == sorted(coded)
    assert rows == told(many(24)).rows


# -- a corrected statement ----------------------------------------------------------------------------------------------


def open_counts(found: RecipientDisclosure) -> dict[Spot, int]:
    counts = found.counts
    return {spot: counts.counts[spot] for spot in counts.counts if spot not in counts.hidden}


def test_one_award_more_does_not_tell_its_need_by_the_difference():
    received = [a_pupil(n, category=NEEDS[n % 2].code) for n in range(1, 31)]
    before = told(received)

    after = told(
        [*received, a_pupil(31, category="r:1")], hidden=before.counts.hidden, known=open_counts(before)
    )

    shown = {spot: after.counts.shown(spot) for spot in after.counts.counts if spot.category == "r:1"}
    assert before.counts.hidden == frozenset()
    assert set(shown.values()) == {None}


def test_what_is_hidden_hides_somewhere_else_too():
    found = told(many())

    for table, row in {(spot.table, spot.row) for spot in found.counts.hidden}:
        hidden = [spot for spot in found.counts.hidden if (spot.table, spot.row) == (table, row)]
        assert len(hidden) > 1


def test_codes_are_told_once_a_person():
    codes = [row.recipient for row in told(many()).rows]

    assert all(len(list(group)) == 1 for _code, group in itertools.groupby(codes))
