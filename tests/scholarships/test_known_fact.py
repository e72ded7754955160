"""Facts: suggested, confirmed by a paper that was seen, withdrawn; which of them counts on a day."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from khfund.db import Database
from khfund.eligibility.evidence import Evidence
from khfund.eligibility.fact import Fact
from khfund.scholarships.fact_record import STEP_NAMES, StepKind
from khfund.scholarships.known_fact import (
    Expiring,
    FactReasonMissingError,
    FactStateError,
    KnownFactUnknownError,
    NewFact,
    Said,
    Suggestion,
    confirm_fact,
    expiring,
    facts_of,
    find_fact,
    state_fact,
    suggest_fact,
    suggestions_of,
    told_of,
    withdraw_fact,
    write_facts,
)
from khfund.scholarships.recipient import Particulars, enter_recipients, find_entry
from khfund.scholarships.recipient_change import merge_recipients
from tests.builders import an_office
from tests.scholarships.people import TODAY, a_fact, a_recipient, faults

DEATH = Evidence("death_certificate", "UBND xã Chiềng Ban", "12/TLKT", issued=date(2026, 2, 5))
SEEN = Evidence(
    "death_certificate",
    "UBND xã Chiềng Ban",
    "12/TLKT",
    issued=date(2026, 2, 5),
    seen_by="Cầm Văn Kế Toán",
    seen_on=TODAY,
)


def a_certificate(year: int) -> Evidence:
    """A certificate of a poor household for one year."""
    days = {"valid_from": date(year, 1, 1), "valid_until": date(year, 12, 31)}
    return Evidence(
        "poverty_certificate", "UBND xã", str(year), **days, seen_by="An", seen_on=date(2027, 1, 2)
    )


def suggest(office, recipient, key="orphan", value="both", **more):
    return office.do("evidence.suggest", lambda s, c: suggest_fact(s, c, recipient, key, value, **more).id)


def confirm(office, fact, evidence, at=datetime(2027, 1, 15, 3, tzinfo=UTC)):
    def work(session, command):
        confirm_fact(session, command, find_fact(session, command.unit, fact), evidence=evidence)
        return command.number

    return office.do("evidence.confirm", work, at=at)


def withdraw(office, fact, reason="nhầm", **more):
    def work(session, command):
        withdraw_fact(session, command, find_fact(session, command.unit, fact), reason=reason, **more)

    office.do("evidence.withdraw", work)


def of(office, recipient, on=TODAY, **more):
    return office.read(lambda s: facts_of(s, [recipient], on, **more)[recipient])


def test_a_suggestion_counts_only_when_a_person_has_confirmed_it(database):
    office = an_office(database)
    child = a_recipient(office)
    fact = suggest(office, child, words="mồ côi cả bố và mẹ")
    waiting = office.read(lambda s: suggestions_of(s, [child])[child])
    before = of(office, child)

    confirm(office, fact, DEATH)

    assert waiting == [Suggestion(fact, child, "orphan", "both", Said.TEXT, "mồ côi cả bố và mẹ")]
    assert before == {}
    assert of(office, child) == {"orphan": Fact("orphan", "both", SEEN)}
    assert office.read(lambda s: suggestions_of(s, [child])) == {child: []}
    assert faults(office) == []


def test_what_is_only_said_has_no_paper(database):
    office = an_office(database)
    child = a_recipient(office)

    a_fact(office, child, "needs_bicycle", True)
    a_fact(office, child, "grade", 7)

    assert of(office, child) == {
        "needs_bicycle": Fact("needs_bicycle", value=True),
        "grade": Fact("grade", 7),
    }


def test_of_several_papers_the_newest_that_is_valid_on_the_day_counts(database):
    office = an_office(database)
    child = a_recipient(office)
    fact = a_fact(office, child, "carer_poverty", "poor", a_certificate(2026))
    confirm(office, fact, a_certificate(2027))
    a_fact(office, child, "carer_poverty", "near_poor", a_certificate(2025))

    told = {year: of(office, child, date(year, 6, 1))["carer_poverty"] for year in (2025, 2026, 2027, 2028)}

    assert told[2025] == Fact("carer_poverty", "near_poor", a_certificate(2025))
    assert told[2026] == Fact("carer_poverty", "poor", a_certificate(2026))
    assert told[2027] == Fact("carer_poverty", "poor", a_certificate(2027))
    # none is valid any more: the newest one seen is told, so that a decision can say that it has expired
    assert told[2028] == Fact("carer_poverty", "near_poor", a_certificate(2025))


def test_a_certificate_that_expired_yesterday_is_carried_but_does_not_count(database):
    office = an_office(database)
    child = a_recipient(office)
    a_fact(office, child, "carer_poverty", "poor", a_certificate(2026))

    told = of(office, child, date(2027, 1, 1))["carer_poverty"]

    assert told.evidence == a_certificate(2026)
    assert not told.evidence.counts_on(date(2027, 1, 1))


def test_a_withdrawn_fact_does_not_count_and_stays_on_record(database):
    office = an_office(database)
    child = a_recipient(office)
    fact = a_fact(office, child, "orphan", "both", DEATH)

    withdraw(office, fact, reason="bố còn sống", contradicted=True)

    assert of(office, child) == {}
    ((row, step),) = office.read(lambda s: told_of(s, child))
    assert (row.value, step.kind, step.reason) == ("both", StepKind.CONTRADICTED, "bố còn sống")
    assert faults(office) == []


@pytest.mark.parametrize("contradicted", [False, True])
def test_a_withdrawn_fact_takes_no_more_steps(database, contradicted):
    office = an_office(database)
    fact = suggest(office, a_recipient(office))
    withdraw(office, fact, contradicted=contradicted)
    state = STEP_NAMES[StepKind.CONTRADICTED if contradicted else StepKind.WITHDRAWN]

    with pytest.raises(FactStateError) as confirmed:
        confirm(office, fact, DEATH)
    with pytest.raises(FactStateError) as withdrawn:
        withdraw(office, fact)

    assert str(confirmed.value) == f"Dữ kiện số 1 {state}, không thể xác nhận."
    assert str(withdrawn.value) == f"Dữ kiện số 1 {state}, không thể bỏ lần nữa."


def test_withdrawing_says_why(database):
    office = an_office(database)
    fact = suggest(office, a_recipient(office))

    with pytest.raises(FactReasonMissingError) as refusal:
        withdraw(office, fact, reason="  ")

    assert str(refusal.value) == "Hãy ghi lý do bỏ dữ kiện này."


def test_a_fact_that_is_not_there_is_refused(database):
    office = an_office(database)

    with pytest.raises(KnownFactUnknownError) as refusal:
        withdraw(office, 7)

    assert str(refusal.value) == "Đơn vị không có dữ kiện số 7."


def test_merged_entries_tell_of_one_person(database):
    office = an_office(database)
    one, other = a_recipient(office), a_recipient(office)
    a_fact(office, one, "needs_bicycle", True)
    a_fact(office, other, "grade", 7)

    office.do(
        "recipient.merge",
        lambda s, c: merge_recipients(
            s, c, find_entry(s, c.unit, other), survivor=find_entry(s, c.unit, one), reason="trùng"
        ),
    )

    both = {"needs_bicycle": Fact("needs_bicycle", value=True), "grade": Fact("grade", 7)}
    assert office.read(lambda s: facts_of(s, [one, other], TODAY)) == {one: both, other: both}


def test_a_round_is_told_again_as_it_was_decided(database):
    office = an_office(database)
    child = a_recipient(office)
    fact = suggest(office, child)
    known = confirm(office, fact, DEATH)
    withdraw(office, fact)
    a_fact(office, child, "grade", 7)

    assert of(office, child) == {"grade": Fact("grade", 7)}
    assert of(office, child, known_up_to=known) == {"orphan": Fact("orphan", "both", SEEN)}
    assert of(office, child, known_up_to=known - 1) == {}


def test_what_must_be_checked_again_before_a_day_is_listed(database):
    office = an_office(database)
    child, other, third = (a_recipient(office) for _ in range(3))
    ending = a_fact(office, child, "carer_poverty", "poor", a_certificate(2027))
    a_fact(office, child, "orphan", "both", DEATH)
    renewed = a_fact(office, other, "carer_poverty", "poor", a_certificate(2027))
    confirm(office, renewed, a_certificate(2028))
    gone = a_fact(office, third, "carer_poverty", "poor", a_certificate(2027))
    withdraw(office, gone)

    found = office.read(lambda s: expiring(s, office.unit, date(2028, 1, 1), today=TODAY))

    last = date(2027, 12, 31)
    assert found == [Expiring(ending, child, "carer_poverty", "poor", "poverty_certificate", last)]
    assert office.read(lambda s: expiring(s, office.unit, last, today=TODAY)) == []


def test_thousands_of_facts_are_written_and_read_together(database):
    office = an_office(database)
    people = office.do(
        "recipient.enter", lambda s, c: enter_recipients(s, c, [Particulars("Lò Thị Ánh")] * 2_000)
    )
    new = [NewFact(one, "orphan", "one", confirmed=True, evidence=DEATH) for one in people]

    office.do("evidence.state", lambda s, c: write_facts(s, c, new))

    told = office.read(lambda s: facts_of(s, people, TODAY))
    assert told == {one: {"orphan": Fact("orphan", "one", SEEN)} for one in people}
    assert faults(office) == []


def test_nobody_asked_about_has_no_facts(database):
    office = an_office(database)

    assert office.read(lambda s: (facts_of(s, [], TODAY), suggestions_of(s, []))) == ({}, {})


class Facts(RuleBasedStateMachine):
    """Facts of one key, suggested, confirmed and withdrawn in any order, against a list of what was said."""

    @initialize()
    def begin(self):
        self.database = Database("sqlite:///:memory:")
        self.database.migrate()
        self.office = an_office(self.database)
        self.child = a_recipient(self.office)
        self.values, self.seen, self.gone = {}, [], set()

    @rule(value=st.sampled_from(["none", "one", "both"]))
    def suggested(self, value):
        self.values[suggest(self.office, self.child, "orphan", value)] = value

    @rule(
        value=st.sampled_from(["none", "one", "both"]),
        until=st.none() | st.dates(date(2026, 12, 1), date(2027, 3, 1)),
    )
    def stated(self, value, until):
        paper = Evidence("hardship_confirmation", valid_until=until, seen_by="An", seen_on=TODAY)
        fact = self.office.do(
            "evidence.state", lambda s, c: state_fact(s, c, self.child, "orphan", value, evidence=paper).id
        )
        self.values[fact] = value
        self.seen.append((fact, paper))

    @rule(data=st.data(), until=st.none() | st.dates(date(2026, 12, 1), date(2027, 3, 1)))
    def confirmed(self, data, until):
        live = sorted(self.values.keys() - self.gone)
        if live:
            fact = data.draw(st.sampled_from(live))
            paper = Evidence("hardship_confirmation", valid_until=until, seen_by="An", seen_on=TODAY)
            confirm(self.office, fact, paper)
            self.seen.append((fact, paper))

    @rule(data=st.data())
    def withdrawn(self, data):
        live = sorted(self.values.keys() - self.gone)
        if live:
            fact = data.draw(st.sampled_from(live))
            withdraw(self.office, fact)
            self.gone.add(fact)

    @invariant()
    def the_newest_valid_one_counts(self):
        if not hasattr(self, "office"):
            return
        papers = [(fact, paper) for fact, paper in self.seen if fact not in self.gone]
        valid = [one for one in papers if one[1].counts_on(TODAY)] or papers
        expected = {}
        if valid:
            fact, paper = valid[-1]
            expected = {"orphan": Fact("orphan", self.values[fact], paper)}
        assert of(self.office, self.child) == expected

    def teardown(self):
        if hasattr(self, "office"):
            assert faults(self.office) == []
            self.database.dispose()


TestFacts = Facts.TestCase
TestFacts.settings = settings(max_examples=15, stateful_step_count=12, deadline=None)
