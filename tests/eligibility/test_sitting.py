"""Sittings: what papers prove as a number of bits, and what is remembered between candidates."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khfund.eligibility import FACTS, Evidence, Fact, Verdict
from khfund.eligibility.shelf import rulebook
from khfund.eligibility.sitting import Place, Sitting, sitting
from tests.eligibility.candidates import ON, proven

APPENDIX = rulebook("cong-van-08-2023")


def values(kind):
    if kind.day:
        return st.dates().map(date.isoformat)
    return st.sampled_from(Place.of(kind.key, 0).values)


@given(st.data(), st.integers(0, 100), st.integers(0, 2**120))
def test_a_value_is_found_again_in_its_bits_whatever_stands_beside(data, shift, others):
    kind = FACTS[data.draw(st.sampled_from(sorted(FACTS)))]
    place = Place.of(kind.key, shift)
    value = data.draw(st.none() | values(kind))

    assert place.value((others & ~place.mask) | place.bits(value)) == value
    assert place.bits(value) & ~place.mask == 0


def test_the_facts_of_a_rulebook_have_bits_of_their_own():
    masks = [place.mask for place in Sitting(APPENDIX, ON)._places]

    assert sum(masks) == (1 << sum(masks).bit_length()) - 1


def test_two_who_prove_the_same_share_one_outcome():
    court = Sitting(APPENDIX, ON)
    one, other = proven(learner="pupil", disability="mild"), proven(learner="pupil", disability="severe")

    assert court.outcome(one) is court.outcome(other)


def test_papers_of_equal_terms_are_weighed_once_and_others_on_their_own():
    court = Sitting(APPENDIX, ON)
    papers = [
        Evidence("poverty_certificate", issued=date(2026, 1, day), valid_until=date(2026, 12, 31))
        for day in (5, 6, 7)
    ]

    found = {court.outcome(_poor(paper)).verdicts["2"] for paper in papers}
    expired = court.outcome(_poor(Evidence("poverty_certificate", valid_until=date(2026, 11, 21))))

    assert found == {Verdict.MET}
    assert expired.verdicts["2"] is Verdict.UNPROVEN
    (place,) = [one for one in court._places if one.kind.key == "carer_poverty"]
    assert len(place.weighed) == 2


def _poor(paper):
    facts = proven(learner="pupil", orphan="both", carer_hard_life=True)
    return facts | {"carer_poverty": Fact("carer_poverty", "poor", paper)}


def test_yes_is_not_mistaken_for_one():
    court = Sitting(APPENDIX, ON)
    yes, one = (
        proven(learner="pupil", hardship=True, needs_bicycle=True),
        proven(learner="pupil", hardship=True),
    )
    one["needs_bicycle"] = Fact("needs_bicycle", 1, yes["needs_bicycle"].evidence)

    assert [court.outcome(facts).verdicts["5"] for facts in (yes, one)] == [Verdict.MET, Verdict.UNPROVEN]


def test_the_sitting_of_a_day_is_remembered():
    assert sitting(APPENDIX, ON) is sitting(APPENDIX, ON)
    assert sitting(APPENDIX, ON) is not sitting(APPENDIX, date(2026, 11, 23))


@pytest.mark.parametrize("key", ["learner", "honour", "grade", "born", "hardship"])
def test_what_is_unproven_has_no_bits(key):
    assert Place.of(key, 7).bits(None) == 0
