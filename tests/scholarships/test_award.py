"""Awards through any sequence of steps: places, money and instalments stay right."""

import contextlib
from collections import Counter
from datetime import date

import hypothesis.strategies as st
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from khfund.db import Database
from khfund.errors import KhfundError
from khfund.reports.award_rule import AWARD_RULES
from khfund.scholarships.allocation_run import latest_run, places_of
from khfund.scholarships.award import (
    STATE_NAMES,
    AwardState,
    awards,
    instalments_of,
    live_amount,
)
from khfund.scholarships.award_outcome import resume_award, revoke_award, suspend_award
from khfund.scholarships.award_round import find_round
from khfund.scholarships.instalment import DropReason
from khfund.scholarships.nomination import Nomination
from khfund.scholarships.promotion import alternates, pass_over, promote
from tests.builders import an_office
from tests.scholarships.decided import DAY, a_round

QUOTAS = {"XA1": 2, "XA2": 2}


def test_awards_of_a_round_come_in_the_order_of_granting(sqlite_database):
    made = a_round(an_office(sqlite_database), each={"XA1": 3}).prepare()
    made.allocate()
    made.decide()

    assert [one.id for one in made.awards] == [1, 2, 3]
    assert made.read(live_amount) == 3_000_000
    assert set(STATE_NAMES) == set(AwardState)


class AwardMachine(RuleBasedStateMachine):
    """Suspend, resume, revoke, promote and pass over in any order, by either officer; refusals are fine, wrong books not."""

    def __init__(self):
        super().__init__()
        self.database = Database("sqlite://")
        self.database.migrate()
        self.number = 12

    def teardown(self):
        self.database.dispose()

    @initialize(
        days=st.sampled_from([(DAY,), (date(2027, 2, 5), date(2027, 3, 5))]), alternates=st.integers(0, 3)
    )
    def decide(self, days, alternates):
        office = an_office(self.database)
        self.round = a_round(office, each={"XA1": 4, "XA2": 3}, quotas=QUOTAS, budget=4_000_000).prepare()
        self.round.allocate(alternates=alternates)
        self.round.decide(payouts=days)
        self.officers = (office.chief, office.chair)

    def act(self, verb, award, officer, **said):
        with contextlib.suppress(KhfundError):
            self.round.act(verb, award, by=self.officers[officer], **said)

    @rule(award=st.integers(1, 7), officer=st.integers(0, 1), reason=st.sampled_from(list(DropReason)))
    def suspend(self, award, officer, reason):
        if award <= len(self.round.awards):
            self.act(suspend_award, award, officer, reason=reason, note="theo đơn")

    @rule(award=st.integers(1, 7), officer=st.integers(0, 1))
    def resume(self, award, officer):
        if award <= len(self.round.awards):
            self.act(resume_award, award, officer, note="đã xác minh")

    @rule(award=st.integers(1, 7), officer=st.integers(0, 1), reason=st.sampled_from(list(DropReason)))
    def revoke(self, award, officer, reason):
        if award <= len(self.round.awards):
            self.act(revoke_award, award, officer, reason=reason, note="theo đơn")

    @rule(award=st.integers(1, 7), officer=st.integers(0, 1))
    def give_on(self, award, officer):
        if award <= len(self.round.awards):
            self.number += 1
            self.act(promote, award, officer, number=f"{self.number}/QĐ-HKH", day=DAY)

    @precondition(lambda self: self.round.read(alternates))
    @rule(officer=st.integers(0, 1))
    def skip(self, officer):
        first = self.round.read(alternates)[0].nomination_id
        self.round.do(
            "award.pass_over",
            lambda s, c, r: pass_over(s, c, r, first, reason=DropReason.MOVED),
            by=self.officers[officer],
        )

    @invariant()
    def places_and_money_are_kept(self):
        def look(session):
            award_round = find_round(session, self.round.office.unit, self.round.code)
            live = [one for one in awards(session, award_round) if one.state is not AwardState.REVOKED]
            places = places_of(session, latest_run(session, award_round))
            units = Counter(session.get_one(Nomination, one.nomination_id).unit_id for one in live)
            return live, places, units, live_amount(session, award_round), award_round.budget

        live, places, units, amount, budget = self.round.office.read(look)
        assert len(live) <= sum(places.values())
        assert amount == sum(one.amount for one in live) <= budget
        assert len({one.recipient_id for one in live}) == len(live)
        assert sum(units.values()) == len(live)

    @invariant()
    def what_is_owed_follows_the_award(self):
        def look(session):
            found = awards(session, find_round(session, self.round.office.unit, self.round.code))
            return [
                (one.state, one.amount, sum(p.amount for p in instalments_of(session, one, standing=True)))
                for one in found
            ]

        for state, amount, owed in self.round.office.read(look):
            assert owed == (0 if state is AwardState.REVOKED else amount)

    @invariant()
    def the_independent_rules_find_nothing(self):
        found = self.round.office.read(
            lambda s: [str(one) for each in AWARD_RULES for one in each.findings(s)]
        )
        assert found == []


AwardMachine.TestCase.settings = settings(max_examples=12, stateful_step_count=12, deadline=None)
test_awards_stay_right_through_any_sequence = AwardMachine.TestCase
