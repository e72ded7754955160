"""Scoring: rubrics, and how ballots become points."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khfund.engine_failure import GuardedError
from khfund.scholarships.award_round import AwardRound, RoundUnknownError
from khfund.scholarships.ballot import cast
from khfund.scholarships.round_state import RoundState, RoundStep
from khfund.scholarships.round_step import RoundStateError, take
from khfund.scholarships.score import (
    MarksUnfitError,
    Rubric,
    RubricLine,
    RubricSettledError,
    RubricUnfitError,
    ballots_cast,
    find_rubric,
    set_rubric,
)
from tests.builders import write_by_hand
from tests.scholarships.rounds import RUBRIC, a_round

BOTH = Rubric(RUBRIC, ballots_min=2)


def test_a_ballot_is_worth_the_weighted_share_of_its_maxima():
    assert BOTH.worth({"hoc": 10, "canh": 20}) == 100
    assert BOTH.worth({"hoc": 0, "canh": 0}) == 0
    assert BOTH.worth({"hoc": 5, "canh": 10}) == 50
    assert BOTH.worth({"hoc": 10, "canh": 0}) == 25


def test_points_are_the_mean_in_hundredths_rounded_half_up_once():
    thirds = Rubric((RubricLine("a", "A", 1, 3),), ballots_min=1)
    eighths = Rubric((RubricLine("a", "A", 1, 800),), ballots_min=1)

    assert thirds.points([{"a": 1}]) == 3333
    assert thirds.points([{"a": 2}]) == 6667
    assert thirds.points([{"a": 1}, {"a": 2}]) == 5000
    assert eighths.points([{"a": 1}]) == 13  # 12.5 hundredths


def test_too_few_ballots_give_no_points():
    assert BOTH.points([{"hoc": 10, "canh": 20}]) is None
    assert BOTH.points([]) is None


@pytest.mark.parametrize(
    ("marks", "message"),
    [
        ({"hoc": 1}, "Phiếu chấm chưa hợp lệ: chưa cho điểm «canh»."),
        ({"hoc": 1, "canh": 1, "x": 1}, "Phiếu chấm chưa hợp lệ: thang điểm không có «x»."),
        ({"hoc": 11, "canh": 1}, "Phiếu chấm chưa hợp lệ: «Học lực» từ 0 đến 10, không phải 11."),
        ({"hoc": -1, "canh": 1}, "Phiếu chấm chưa hợp lệ: «Học lực» từ 0 đến 10, không phải -1."),
    ],
)
def test_marks_are_what_the_rubric_asks_for(marks, message):
    with pytest.raises(MarksUnfitError) as refusal:
        BOTH.require_marks(marks)

    assert str(refusal.value) == message


lines = st.lists(
    st.builds(
        RubricLine, st.text("abcdef", min_size=1), st.just("x"), st.integers(1, 1000), st.integers(1, 1000)
    ),
    min_size=1,
    max_size=5,
    unique_by=lambda line: line.key,
)


@st.composite
def ballots(draw):
    rubric = Rubric(tuple(draw(lines)), ballots_min=1)
    marks = st.fixed_dictionaries({one.key: st.integers(0, one.maximum) for one in rubric.lines})
    return rubric, draw(st.lists(marks, min_size=1, max_size=6))


@given(ballots())
def test_points_lie_between_the_worst_and_the_best_ballot_in_any_order(given_ballots):
    rubric, cast_ballots = given_ballots
    worths = [rubric.worth(marks) for marks in cast_ballots]

    found = rubric.points(cast_ballots)

    assert 0 <= min(worths) <= max(worths) <= 100
    assert min(worths) * 100 - Fraction(1, 2) <= found <= max(worths) * 100 + Fraction(1, 2)
    assert found == rubric.points(cast_ballots[::-1])


def test_a_later_rubric_takes_the_place_of_an_earlier_one(database):
    made = a_round(database)
    made.do("ballot.rubric", lambda s, c, r: set_rubric(s, c, r, RUBRIC[:1]))
    made.do("ballot.rubric", lambda s, c, r: set_rubric(s, c, r, RUBRIC, ballots_min=2))

    assert made.read(find_rubric) == BOTH


@pytest.mark.parametrize(
    ("given_lines", "ballots_min", "reason"),
    [
        ((), 1, "cần từ 1 đến 20 tiêu chí chấm"),
        ((RUBRIC[0], RUBRIC[0]), 1, "hai tiêu chí trùng mã"),
        ((RubricLine(" ", "A", 1, 1),), 1, "mỗi tiêu chí cần mã (tối đa 20 ký tự) và tên (tối đa 120 ký tự)"),
        ((RubricLine("a", "A", 0, 1),), 1, "hệ số và điểm tối đa phải từ 1 đến 1.000"),
        ((RubricLine("a", "A", 1, 1001),), 1, "hệ số và điểm tối đa phải từ 1 đến 1.000"),
        (RUBRIC, 0, "số phiếu tối thiểu phải từ 1 đến 100"),
    ],
)
def test_an_unfit_rubric_is_refused(database, given_lines, ballots_min, reason):
    made = a_round(database)

    with pytest.raises(RubricUnfitError) as refusal:
        made.do("ballot.rubric", lambda s, c, r: set_rubric(s, c, r, given_lines, ballots_min=ballots_min))

    assert str(refusal.value) == f"Chưa ghi được thang điểm: {reason}."


def test_a_rubric_stays_once_somebody_has_voted_by_it(database):
    made = a_round(database).voting()
    made.do("ballot.cast", lambda s, c, r: cast(s, c, r, {made.nominations[0]: {"hoc": 1, "canh": 1}}))

    with pytest.raises(RubricSettledError) as refusal:
        made.do("ballot.rubric", lambda s, c, r: set_rubric(s, c, r, RUBRIC))
    with pytest.raises(GuardedError, match="it stays as it is once somebody has voted by it"):
        write_by_hand(database, "INSERT INTO round_rubric SELECT 9, 1, 1, MAX(number) FROM command")

    assert str(refusal.value) == "Đợt TSMT27 đã có 1 phiếu chấm nên không đổi thang điểm được nữa."
    assert made.read(ballots_cast) == 1


def test_a_round_that_is_allocated_gets_no_rubric(database):
    made = a_round(database).screened()
    made.do("award.allocate", lambda s, c, r: take(s, c, r, RoundStep.ALLOCATED, RoundState.ALLOCATED))

    with pytest.raises(RoundStateError):
        made.do("ballot.rubric", lambda s, c, r: set_rubric(s, c, r, RUBRIC))


def test_a_rubric_for_a_round_of_another_unit_is_refused(database):
    made = a_round(database)

    def elsewhere(session, command):
        award_round = session.get_one(AwardRound, 1)
        command.unit_id = made.office.unit + 1
        set_rubric(session, command, award_round, RUBRIC)

    with pytest.raises(RoundUnknownError):
        made.office.do("ballot.rubric", elsewhere, by=made.office.chair)
