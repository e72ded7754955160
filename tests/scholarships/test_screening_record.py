"""Facts and findings as a run keeps them: read back as they were."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from khfund.eligibility.decision import decide
from khfund.eligibility.evidence import PAPERS, Evidence
from khfund.eligibility.fact import Fact
from khfund.eligibility.fact_kind import FACTS
from khfund.eligibility.shelf import rulebook
from khfund.scholarships.screening_record import (
    ScreeningResult,
    ScreeningRun,
    criteria_json,
    facts_from,
    facts_json,
    finding_from,
    finding_json,
)
from tests.scholarships.rounds import RULES

ON = date(2027, 1, 20)
days = st.none() | st.dates(date(2015, 1, 1), date(2030, 1, 1))
words = st.text(max_size=12)
papers = st.builds(
    Evidence,
    kind=st.sampled_from(sorted(PAPERS)),
    issuer=words,
    number=words,
    issued=days,
    valid_from=days,
    valid_until=days,
    seen_by=words,
    seen_on=days,
)


@st.composite
def some_facts(draw):
    keys = draw(
        st.lists(
            st.sampled_from(["orphan", "disability", "carer_poverty", "carer_hard_life", "grade"]),
            unique=True,
        )
    )
    kinds = {key: FACTS[key] for key in keys}
    return {
        key: Fact(
            key,
            draw(
                st.integers(1, 12)
                if kind.number
                else st.sampled_from(sorted(kind.values))
                if kind.values
                else st.booleans()
            ),
            draw(st.none() | papers),
        )
        for key, kind in kinds.items()
    }


@given(some_facts())
def test_facts_are_read_back_as_they_were_kept(facts):
    assert facts_from(facts_json(facts)) == facts


@given(some_facts())
def test_findings_are_read_back_as_they_were_kept(facts):
    rules = rulebook(RULES)
    run = ScreeningRun(criteria=criteria_json(rules, ON))
    result = ScreeningResult(is_renewal=False, facts=facts_json(facts))

    findings = decide(rules, facts, ON).findings

    assert [finding_from(finding_json(one), run, result) for one in findings] == list(findings)
