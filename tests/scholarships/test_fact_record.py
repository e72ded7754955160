"""Facts and steps as the books keep them: values of their kind, rows beyond hand-written SQL."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khfund.command import contradictions
from khfund.eligibility.evidence import Evidence
from khfund.eligibility.fact import FACTS, FactUnknownError, FactValueError
from khfund.scholarships.fact_record import FactStep, kept_value
from khfund.scholarships.recipient import RecipientUnknownError
from tests.builders import an_office, tamper, write_by_hand
from tests.scholarships.people import a_fact, a_recipient


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("orphan", "three", "«three» không dùng được cho «mồ côi»"),
        ("grade", 13, "«13» không dùng được cho «lớp»"),
        ("needs_bicycle", "yes", "«yes» không dùng được cho «cần xe đạp để đi học»"),
    ],
)
def test_a_value_that_is_none_of_its_kind_is_refused(database, key, value, said):
    office = an_office(database)
    child = a_recipient(office)

    with pytest.raises(FactValueError) as refusal:
        a_fact(office, child, key, value)

    assert str(refusal.value).startswith(said)


def test_a_kind_of_fact_that_no_rule_asks_for_is_refused(database):
    office = an_office(database)
    child = a_recipient(office)

    with pytest.raises(FactUnknownError):
        a_fact(office, child, "religion", "none")


def test_a_fact_is_told_of_somebody_in_the_register(database):
    office = an_office(database)

    with pytest.raises(RecipientUnknownError):
        a_fact(office, 7, "grade", 7)


@given(st.data())
def test_a_kept_value_is_read_as_it_was_written(data):
    kind = data.draw(st.sampled_from(sorted(FACTS.values(), key=lambda one: one.key)))
    words = st.sampled_from(sorted(kind.values)) if kind.values else st.booleans()
    others = st.integers(1, 12) if kind.number else words
    value = data.draw(st.dates().map(str) if kind.day else others)

    assert kept_value(kind, str(value).lower() if isinstance(value, bool) else str(value)) == value


def test_facts_and_steps_are_beyond_hand_written_sql(database):
    office = an_office(database)
    a_fact(office, a_recipient(office), "grade", 7, Evidence("school_confirmation"))

    for statement in (
        "UPDATE known_fact SET value = '8'",
        "DELETE FROM known_fact",
        "UPDATE fact_step SET paper = ''",
        "DELETE FROM fact_step",
    ):
        with pytest.raises(Exception, match=r"(known_fact|fact_step): rows"):
            write_by_hand(database, statement)


def test_a_paper_changed_behind_the_guards_is_told(database):
    office = an_office(database)
    a_fact(office, a_recipient(office), "grade", 7, Evidence("school_confirmation"))

    tamper(database, "UPDATE fact_step SET issuer = 'UBND'")

    (told,) = office.read(lambda s: list(contradictions(s)))
    assert told.endswith("dòng của sổ fact_step đã bị sửa, thêm hoặc bớt")


def test_a_step_gives_its_paper_back():
    step = FactStep(paper="school_report", issuer="THCS", number="1", issued=None, seen_by="An", seen_on=None)

    assert step.evidence == Evidence("school_report", "THCS", "1", seen_by="An")
    assert FactStep(paper="").evidence is None
