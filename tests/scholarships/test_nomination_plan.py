"""What taking a file in would do, and who may be one person."""

import pytest

from khfund.scholarships.nomination_plan import known_places, lookalikes, plan_import
from khfund.scholarships.recipient_likeness import Alike
from khfund.unit import Unit, enter_unit
from tests.scholarships.nominating import ON, a_list, a_row, nominating


@pytest.fixture
def at(database):
    return nominating(database)


def plan(at, read, unit="MS"):
    return at.read(lambda s, r: plan_import(s, r, s.get_one(Unit, at.units[unit]), read))


def test_a_plan_writes_nothing_and_tells_what_would_be(at):
    at.take(a_list(a_row(1), a_row(2, "Giàng A Tủa", phone="")))

    told = plan(
        at,
        a_list(a_row(1, life="Mẹ chạy thận"), a_row(2, "Mùa A Tu", phone=""), a_row(3, "Mùa A Tu", phone="")),
    )

    assert [len(told.added), len(told.changed), told.unchanged, len(told.duplicates)] == [1, 1, 0, 1]
    assert told.vanished == (2,)
    assert len(at.nominations(all_states=True)) == 2


def test_a_file_that_was_taken_in_is_recognised_by_its_content(at):
    read = a_list(a_row())
    at.take(read)

    told = plan(at, read)

    assert (told.earlier.sha256, told.rows) == (read.sha256, ())
    assert plan(at, read, "SM").earlier is None


def test_likely_duplicates_and_twins_are_shown_by_their_rows_without_names(at):
    at.take(a_list(a_row(1, "Vì Thị Hoà", birth=2012, phone="")))

    read = a_list(
        a_row(1, "Vì Thị Hòa", phone=""),
        a_row(2, "Đỗ Thu Quân"),
        a_row(3, "Đỗ Thu Sinh"),
    )
    found = at.read(lambda s, r: lookalikes(s, r.unit_id, read.candidates))

    assert {(frozenset((one.row, one.other)), one.likeness.alike) for one in found} == {
        (frozenset(("Sheet1!3", "Sheet1!4")), Alike.SIBLINGS),
        (frozenset(("Sheet1!2", "người nhận số 1")), Alike.DOUBTFUL),
    }
    assert all("Hoà" not in " ".join(one.likeness.reasons) for one in found)


def test_without_books_only_the_file_is_compared():
    read = a_list(a_row(1), a_row(2))

    (found,) = lookalikes(None, 0, read.candidates)
    assert ({found.row, found.other}, found.likeness.alike) == ({"Sheet1!2", "Sheet1!3"}, Alike.LIKELY)


def test_communes_are_spelled_as_the_associations_are_called(at):
    at.office.do(
        "unit.enter",
        lambda s, c: enter_unit(s, c, "ME", "Hội Khuyến học xã Mường É").id,
        by=at.office.administrator,
    )

    assert at.office.read(lambda s: known_places(s, ON)) == ("xã Mường É",)
