"""Invented candidates for the tests of rules: facts with papers, and strategies that make them up."""

from datetime import date, timedelta

from hypothesis import strategies as st

from khfund.eligibility import FACTS, PAPERS, Evidence, Fact
from khfund.eligibility.fact import GRADE_MAX

ON = date(2026, 11, 22)


def proven(**values):
    """Facts each with the usual paper, which was issued for 2026 and ends with it where papers of its kind end."""
    return {key: Fact(key, value, paper_for(key, value)) for key, value in values.items()}


def paper_for(key, value):
    kinds = FACTS[key].papers_for(value)
    if not kinds:
        return None
    last = date(2026, 12, 31) if kinds[0] == "poverty_certificate" else None
    return Evidence(kinds[0], "UBND xã Mẫu Sơn", "12/2026", date(2026, 1, 5), None, last)


days = st.one_of(st.none(), st.integers(-800, 800).map(lambda many: ON + timedelta(days=many)))

papers = st.builds(
    Evidence,
    kind=st.sampled_from(sorted(PAPERS)),
    issuer=st.sampled_from(["", "UBND xã Mẫu Sơn", "Trường THCS Mẫu Sơn"]),
    number=st.sampled_from(["", "12/2026", "7"]),
    issued=days,
    valid_from=days,
    valid_until=days,
)


def values_of(kind):
    """What may be stored for a kind of fact, and now and then something that may not."""
    hostile = st.sampled_from([True, 1, 0, -1, 99, "", "none", "x" * 50])
    if kind.day:
        return st.one_of(st.dates(date(1950, 1, 1), ON).map(date.isoformat), hostile)
    if kind.number:
        return st.one_of(st.integers(1, GRADE_MAX), hostile)
    if kind.is_yes_or_no:
        return st.one_of(st.booleans(), hostile)
    return st.one_of(st.sampled_from(sorted(kind.values)), hostile)


def fact_of(key):
    kind = FACTS[key]
    usual = st.sampled_from(kind.papers or tuple(PAPERS)).map(
        lambda one: Evidence(one, issued=date(2026, 1, 5))
    )
    paper = st.one_of(st.none(), papers, usual, usual)
    return st.builds(Fact, st.just(key), values_of(kind), paper)


candidates = st.fixed_dictionaries({}, optional={key: fact_of(key) for key in FACTS})
