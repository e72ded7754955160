"""Screening a roll: what the columns say is what is said of each candidate alone."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from khfund.eligibility import Verdict, decide
from khfund.eligibility.roll import call_roll
from khfund.eligibility.roll_screening import screen_roll
from khfund.eligibility.shelf import rulebook, rulebooks
from tests.eligibility.books import a_rulebook
from tests.eligibility.candidates import ON, candidates, proven

BOOKS = st.sampled_from([*rulebooks(), a_rulebook()])
DAYS = st.one_of(
    st.dates(date(2026, 1, 5), date(2026, 12, 31)), st.sampled_from([date(2026, 12, 31), date(2026, 11, 22)])
)


@settings(max_examples=100)
@given(BOOKS, st.lists(candidates, max_size=8), DAYS, st.booleans())
def test_the_columns_say_of_everybody_what_is_said_of_each_alone(book, people, day, renewal):
    screened = screen_roll(book, call_roll(people), day, renewal=renewal)

    alone = [decide(book, facts, day, renewal=renewal) for facts in people]
    assert len(screened) == len(people)
    assert [screened.outcome(place).verdicts for place in range(len(people))] == [
        one.outcome.verdicts for one in alone
    ]
    assert [screened.decision(place, facts) for place, facts in enumerate(people)] == alone
    assert {verdict: list(screened.places(verdict)) for verdict in Verdict} == {
        verdict: [place for place, one in enumerate(alone) if one.verdict is verdict] for verdict in Verdict
    }


def test_a_roll_is_called_once_and_screened_on_many_days():
    poor = proven(learner="pupil", orphan="one", carer_poverty="poor", carer_hard_life=True)
    roll = call_roll([poor, proven(learner="pupil", disability="mild"), {}])
    book = rulebook("cong-van-08-2023")

    met = {
        day: list(screen_roll(book, roll, day).places(Verdict.MET))
        for day in (date(2026, 12, 31), date(2027, 1, 1))
    }

    assert met == {date(2026, 12, 31): [0, 1], date(2027, 1, 1): [1]}


def test_verdicts_are_counted_for_the_whole_and_for_each_criterion():
    people = [proven(learner="pupil", disability=level) for level in ("none", "mild", "severe")] + [{}]
    screened = screen_roll(rulebook("cong-van-08-2023"), call_roll(people), ON)

    assert [screened.count(verdict) for verdict in Verdict] == [2, 0, 2]
    assert [screened.count(verdict, "1") for verdict in Verdict] == [2, 1, 1]
    assert list(screened.places(Verdict.NOT_MET, "1")) == [0]


def test_more_days_and_birthdays_than_a_byte_can_count_are_told_apart():
    days = [ON + timedelta(days=many) for many in range(-400, 400)]
    people = [
        proven(parent_illness=True, born=(date(2012, 6, 1) - timedelta(days=place)).isoformat())
        | _ending(last)
        for place, last in enumerate(days)
    ]
    book = a_rulebook()

    screened = screen_roll(book, call_roll(people), ON)

    assert [screened.outcome(place).verdicts for place in range(len(people))] == [
        decide(book, facts, ON).outcome.verdicts for facts in people
    ]


def _ending(last):
    (fact,) = proven(orphan="both").values()
    return {"orphan": type(fact)("orphan", "both", type(fact.evidence)(fact.evidence.kind, valid_until=last))}
