"""What the papers of a round stand on."""

import pytest

from khfund.reports.award_facts import granted, round_facts, somebodies
from khfund.scholarships.allocation import LeftOut
from khfund.scholarships.allocation_run import AllocationMissingError
from khfund.scholarships.ballot import cast
from khfund.scholarships.ballot_count import close_voting
from khfund.scholarships.score import RubricLine, set_rubric
from khfund.unit import Unit
from tests.builders import an_office
from tests.scholarships.decided import a_round


def facts(round_):
    return round_.read(lambda s, r: round_facts(s, s.get_one(Unit, r.unit_id), r))


def test_figures_stand_on_the_last_run_until_one_is_decided(database):
    round_ = a_round(an_office(database), each={"XA1": 3}, quotas={"XA1": 1}).prepare()
    round_.allocate(alternates=0)
    round_.allocate(alternates=1)

    told = facts(round_)

    assert (told.run.number, told.decision, told.amount, told.amounts) == (
        2,
        None,
        1_000_000,
        ((1_000_000, 1),),
    )
    assert told.reasons == ((LeftOut.QUOTA_FULL, 2),)
    (unit,) = told.units
    assert (unit.nominated, unit.ranked, unit.places, unit.awarded, unit.alternates, unit.left_out) == (
        3,
        3,
        1,
        1,
        1,
        1,
    )


def test_who_voted_is_told_with_how_much(sqlite_database):
    round_ = a_round(an_office(sqlite_database), each={"XA1": 2})
    round_.do("round.rubric", lambda s, c, r: set_rubric(s, c, r, [RubricLine("hoc", "Học tập", 1, 10)]))
    round_.prepare()
    for number, marks in zip(round_.nominations, (9, 7), strict=True):
        round_.do("ballot.cast", lambda s, c, r, n=number, m=marks: cast(s, c, r, {n: {"hoc": m}}))
    round_.do("round.close_voting", close_voting)
    round_.allocate()

    told = facts(round_)

    assert told.voters == (("Tòng Thị Ủy Viên", 2),)
    assert [one.points for one in told.awarded] == [9000, 7000]


def test_awards_are_listed_by_unit_and_name(sqlite_database):
    round_ = a_round(an_office(sqlite_database), each={"XA1": 2, "XA2": 1}).prepare()
    round_.allocate()
    round_.decide()

    assert [(one.who.unit[-3:], one.who.name) for one in round_.read(granted)] == [
        ("XA1", "Lò Thị Ánh"),
        ("XA1", "Quàng Văn Bình"),
        ("XA2", "Hà Thị Hoà"),
    ]


def test_somebody_has_a_birthday_and_a_school(sqlite_database):
    round_ = a_round(an_office(sqlite_database), each={"XA1": 1})

    (one,) = round_.read(lambda s, _r: somebodies(s, round_.nominations)).values()

    assert (one.name, one.born, one.school) == ("Lò Thị Ánh", "29/02/2012", "7A, THCS Mường Mơ")


def test_what_was_never_allocated_has_no_facts(sqlite_database):
    with pytest.raises(AllocationMissingError):
        facts(a_round(an_office(sqlite_database)))
