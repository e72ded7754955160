"""What a paper is worth on a day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khfund.eligibility import FACTS, Evidence, Fact
from khfund.eligibility.proof import Proof, Standing, proof, proven
from tests.eligibility.candidates import fact_of, papers

ON = date(2026, 11, 22)
POVERTY = FACTS["carer_poverty"]
YEAR_END = date(2026, 12, 31)


def poverty(**paper):
    return Fact("carer_poverty", "poor", Evidence("poverty_certificate", **paper))


STANDINGS = [
    # fact, day, standing, last day, why
    (None, ON, Standing.MISSING, None, "nobody has said anything"),
    (Fact("carer_poverty", "poor"), ON, Standing.SAID, None, "it is only said"),
    (Fact("carer_poverty", "rich"), ON, Standing.UNREADABLE, None, "the value is none of the vocabulary"),
    (
        Fact("carer_poverty", "poor", Evidence("declaration")),
        ON,
        Standing.OTHER_PAPER,
        None,
        "a family's word does not prove that it is poor",
    ),
    (
        Fact("carer_poverty", "none", Evidence("declaration")),
        ON,
        Standing.COUNTS,
        None,
        "but that it is not poor",
    ),
    (poverty(), ON, Standing.UNDATED, None, "a certificate of no year"),
    (poverty(issued=date(2026, 1, 5)), ON, Standing.COUNTS, YEAR_END, "it counts for the year of its list"),
    (poverty(issued=date(2025, 12, 20)), ON, Standing.COUNTS, YEAR_END, "issued after the yearly review"),
    (poverty(issued=date(2025, 12, 1)), ON, Standing.EXPIRED, date(2025, 12, 31), "issued before it"),
    (poverty(valid_until=ON), ON, Standing.COUNTS, ON, "the last day counts"),
    (
        poverty(valid_until=ON - timedelta(days=1)),
        ON,
        Standing.EXPIRED,
        date(2026, 11, 21),
        "it expired yesterday",
    ),
    (
        poverty(valid_from=date(2027, 1, 1)),
        ON,
        Standing.NOT_YET,
        date(2027, 12, 31),
        "it begins next year",
    ),
    (
        poverty(issued=date(2026, 1, 5), valid_until=date(2027, 12, 31)),
        ON,
        Standing.COUNTS,
        YEAR_END,
        "it ends with the poverty line under which it was found",
    ),
    (
        poverty(issued=date(2026, 1, 5), valid_until=date(2027, 12, 31)),
        date(2027, 1, 1),
        Standing.LAW_CHANGED,
        YEAR_END,
        "the poverty line has changed",
    ),
    (
        poverty(issued=date(2026, 12, 20)),
        date(2027, 1, 1),
        Standing.COUNTS,
        date(2027, 12, 31),
        "the review of 2026 goes by the line of 2027",
    ),
]


@pytest.mark.parametrize(
    ("fact", "day", "standing", "last", "why"), STANDINGS, ids=[row[-1] for row in STANDINGS]
)
def test_a_paper_is_weighed(fact, day, standing, last, why):
    assert proof(POVERTY, fact, day) == Proof(standing, last), why


def test_a_visit_record_of_no_poverty_is_no_certificate_and_needs_no_year():
    fact = Fact("carer_poverty", "none", Evidence("visit_record"))

    assert proven(POVERTY, fact, ON) == "none"


def test_an_officers_word_is_enough_where_no_paper_is_asked():
    assert proven(FACTS["border_commune"], Fact("border_commune", value=True), ON) is True


def test_a_rulebook_may_take_other_papers():
    fact = Fact("orphan", "both", Evidence("visit_record"))

    assert proven(FACTS["orphan"], fact, ON) is None
    assert proven(FACTS["orphan"], fact, ON, ("visit_record",)) == "both"


@given(st.sampled_from(sorted(FACTS)).flatmap(fact_of), st.dates(date(2020, 1, 1), date(2032, 1, 1)))
def test_what_counts_counts_up_to_its_last_day_and_no_longer(fact, day):
    kind = FACTS[fact.key]
    found = proof(kind, fact, day)

    if found.standing is Standing.COUNTS and found.last is not None:
        assert proof(kind, fact, found.last).standing is Standing.COUNTS
        after = proof(kind, fact, found.last + timedelta(days=1))
        assert after.standing in {Standing.EXPIRED, Standing.LAW_CHANGED}
        assert after.last == found.last


@given(papers, st.dates(date(2020, 1, 1), date(2032, 1, 1)))
def test_no_paper_counts_on_a_day_on_which_it_says_it_does_not(paper, day):
    fact = Fact("carer_poverty", "none", paper)

    if not paper.counts_on(day):
        assert proven(POVERTY, fact, day) is None
