"""The vocabulary of facts: complete words for each, known papers, no value without words."""

import pytest

from khfund.eligibility import FACTS, PAPERS

KINDS = list(FACTS.values())


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.key)
def test_every_fact_has_its_words_and_known_papers(kind):
    assert kind.name
    assert kind.question.endswith("?")
    assert kind.unknown.startswith("chưa rõ")
    assert set(kind.papers) <= PAPERS.keys()


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.key)
def test_what_is_worded_and_denied_are_values(kind):
    values = {True, False} if kind.is_yes_or_no else set(kind.values)

    assert set(kind.said) <= values
    assert kind.denial is None or kind.denial in values


def test_a_denial_is_proven_by_papers_that_no_office_issues_for_it():
    poverty = FACTS["carer_poverty"]

    assert poverty.papers_for("poor") == ("poverty_certificate",)
    assert poverty.papers_for("none") == (
        "poverty_certificate",
        "declaration",
        "visit_record",
        "hardship_confirmation",
        "school_confirmation",
        "birth_certificate",
    )


def test_a_rulebook_may_take_other_papers():
    assert FACTS["carer_poverty"].papers_for("poor", ("visit_record",)) == ("visit_record",)


def test_a_fact_that_needs_no_paper_needs_none_for_its_denial():
    assert FACTS["border_commune"].papers_for(value=False) == ()
