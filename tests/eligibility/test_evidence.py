"""Papers: when they count by what is written on them, and how they are kept."""

from datetime import date

from hypothesis import given

from khfund.eligibility import PAPERS, Evidence
from khfund.eligibility.evidence import DENIAL_PAPERS, evidence_from_json, evidence_to_json
from tests.eligibility.candidates import papers


def test_a_paper_counts_from_its_first_day_to_its_last():
    paper = Evidence("poverty_certificate", valid_from=date(2026, 1, 1), valid_until=date(2026, 12, 31))
    days = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 12, 31), date(2027, 1, 1)]

    assert [paper.counts_on(day) for day in days] == [False, True, True, False]


def test_a_paper_without_days_counts_always():
    assert Evidence("birth_certificate").counts_on(date(1900, 1, 1))


@given(papers)
def test_a_paper_is_kept_and_read_again(paper):
    assert evidence_from_json(evidence_to_json(paper)) == paper


def test_what_is_not_known_is_not_kept():
    assert evidence_to_json(Evidence("birth_certificate", number="7")) == {
        "kind": "birth_certificate",
        "number": "7",
    }


def test_the_papers_for_a_denial_are_papers():
    assert set(DENIAL_PAPERS) <= PAPERS.keys()
