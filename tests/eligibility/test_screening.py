"""Screening many: each answer is the one that `decide` gives, word for word."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from khfund.eligibility import decide, screen
from khfund.eligibility.shelf import rulebooks
from tests.eligibility.candidates import ON, candidates

BOOKS = st.sampled_from(rulebooks())
DAYS = st.integers(-700, 700).map(lambda many: ON + timedelta(days=many))


@settings(max_examples=100)
@given(BOOKS, st.lists(candidates, max_size=8), DAYS, st.booleans())
def test_the_bulk_says_what_is_said_of_each_alone_verdict_and_sentence(book, people, day, renewal):
    screened = screen(book, people, day, renewal=renewal)

    alone = [decide(book, facts, day, renewal=renewal) for facts in people]
    assert [one.to_json() for one in screened] == [one.to_json() for one in alone]


def test_nobody_is_nobody():
    assert screen(rulebooks()[0], [], date(2026, 11, 22)) == []
