"""Who has answered the survey of a round, and who has not."""

from datetime import date

import pytest

from khfund.scholarships.nomination_survey import ANSWER_NAMES, Answer, survey
from khfund.scholarships.round_terms import set_quotas
from khfund.unit import Unit
from tests.scholarships.nominating import a_list, a_row, nominating


@pytest.fixture
def at(database):
    return nominating(database)


def answers(at, on):
    return [
        (one.unit.code, one.answer, one.standing, one.days_late)
        for one in at.read(lambda s, r: survey(s, r, on))
    ]


def test_before_the_last_day_who_has_not_sent_is_waited_for(at):
    at.take(a_list(a_row()))

    assert answers(at, date(2026, 3, 25)) == [("MS", Answer.SENT, 1, 0), ("SM", Answer.WAITING, 0, 0)]


def test_after_the_last_day_who_has_not_sent_is_missing_and_who_sent_then_is_late(at):
    at.take(a_list(a_row()), received=date(2026, 3, 28), late_reason="Mất điện")

    assert answers(at, date(2026, 4, 4)) == [("MS", Answer.LATE, 1, 3), ("SM", Answer.MISSING, 0, 10)]


def test_where_units_have_places_those_are_asked(at):
    at.do(lambda s, c, r: set_quotas(s, c, r, [(s.get_one(Unit, at.units["SM"]), 5)]), "round.quota")

    assert answers(at, date(2026, 4, 4)) == [("SM", Answer.MISSING, 0, 10)]


def test_each_answer_has_its_words():
    assert ANSWER_NAMES.keys() == set(Answer)
