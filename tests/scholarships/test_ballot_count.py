"""The count: closing the vote, opening ballots, and how far voting is."""

from fractions import Fraction

import pytest

from khfund.reports.check import check
from khfund.scholarships.ballot import cast
from khfund.scholarships.ballot_count import (
    BallotsLackingError,
    MemberStatus,
    VotingStatus,
    close_voting,
    open_ballots,
    points,
    voting_status,
)
from khfund.scholarships.round_step import RoundStateError
from khfund.scholarships.score import RubricMissingError
from tests.builders import tamper
from tests.scholarships.rounds import a_round

LOW, HIGH = {"hoc": 0, "canh": 10}, {"hoc": 10, "canh": 20}


def vote(made, member, marks, *places):
    given = {made.nominations[place]: marks for place in places}
    made.do("ballot.cast", lambda s, c, r: cast(s, c, r, given), by=made.members[member])


def close(made, reason=""):
    made.do("ballot.close", lambda s, c, r: close_voting(s, c, r, reason=reason))


def test_points_are_the_mean_of_the_members(database):
    made = a_round(database).voting(ballots_min=2)
    vote(made, 0, LOW, 0, 1, 2)
    vote(made, 1, HIGH, 0, 1, 2)
    vote(made, 2, HIGH, 0)
    close(made)

    one, two, three = made.nominations[:3]
    assert made.read(points) == {one: 7917, two: 6875, three: 6875}
    assert [one.worth for one in made.read(open_ballots)][:2] == [Fraction(75, 2), 100]
    assert made.office.read(check) == []


def test_voting_is_closed_early_for_a_reason_only(database):
    made = a_round(database).voting(ballots_min=2)
    vote(made, 0, LOW, 0, 1, 2)
    vote(made, 1, HIGH, 0)

    with pytest.raises(BallotsLackingError) as refusal:
        close(made)
    close(made, "Ủy viên Ba ốm")

    assert str(refusal.value) == (
        f"Đợt TSMT27: 2 em đủ điều kiện chưa đủ 2 phiếu chấm (đề nghị số {made.nominations[1]}, …); hãy chấm cho đủ, "
        "hoặc ghi lý do đóng sớm (--reason): các em ấy sẽ không có điểm."
    )
    assert made.read(points) == {made.nominations[0]: 6875}


def test_how_far_voting_is_tells_nothing_of_marks(database):
    made = a_round(database).voting()
    vote(made, 0, LOW, 0, 1)
    vote(made, 0, HIGH, 0)

    assert made.read(voting_status) == VotingStatus(
        is_closed=False,
        ballots_min=1,
        candidates=6,
        members=(MemberStatus("Ủy Viên Một", 2),),
        lacking=(made.nominations[2],),
    )


def test_a_round_without_a_rubric_has_no_points(database):
    made = a_round(database).screened()

    assert made.read(points) == {}
    with pytest.raises(RubricMissingError):
        close(made)


def test_voting_is_closed_in_a_screened_round(database):
    made = a_round(database)

    with pytest.raises(RoundStateError) as refusal:
        close(made)

    assert str(refusal.value) == "Đợt TSMT27 đang ở trạng thái «đang nhận đề nghị», không thể đóng chấm điểm."


def test_a_ballot_that_was_changed_breaks_its_seal(database):
    made = a_round(database).voting()
    vote(made, 0, LOW, 0, 1, 2)
    close(made)

    tamper(database, """UPDATE ballot SET marks = '{"canh":20,"hoc":10}' WHERE id = 1""")

    assert [one.seal_holds for one in made.read(open_ballots)] == [False, True, True]
    found = [one for one in made.office.read(check) if one.invariant == "I37"]
    assert [one.sentence for one in found] == ["phiếu chấm 1 đã bị sửa: không khớp dấu niêm phong"]
