"""A round through any sequence of nominations, papers, screenings, ballots, relations, closings and reopenings."""

import contextlib
from datetime import date

import hypothesis.strategies as st
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from khfund.db import Database
from khfund.eligibility.shelf import rulebook
from khfund.eligibility.verdict import Verdict
from khfund.errors import KhfundError
from khfund.reports.check import check
from khfund.scholarships.award_round import events
from khfund.scholarships.ballot import BallotsSealedError, cast, voting_closed
from khfund.scholarships.ballot_count import close_voting, open_ballots, points
from khfund.scholarships.known_fact import state_fact
from khfund.scholarships.nomination import Nomination, nominate, nominations, withdraw_nomination
from khfund.scholarships.nomination_withdrawal import WithdrawalCode
from khfund.scholarships.recipient import Recipient, RecipientKind, enter_recipient
from khfund.scholarships.recusal import declare_relation
from khfund.scholarships.relation import RelationKind, relation_of
from khfund.scholarships.round_state import WAYS, RoundState, RoundStep
from khfund.scholarships.round_step import cancel_round, close_nominations, reopen_round, take
from khfund.scholarships.score import set_rubric
from khfund.scholarships.screening import find_run, irreproducible, runs, screen_round, screened
from tests import postgres
from tests.scholarships.rounds import DISABLED, PUPIL, RUBRIC, RULES, a_round

PLACES = st.integers(0, 5)
MEMBERS = st.integers(0, 2)


class RoundMachine(RuleBasedStateMachine):
    """Whatever is refused leaves no trace; whatever is done keeps the round sound."""

    def __init__(self):
        super().__init__()
        self.database = self.books()
        self.round = a_round(self.database)
        self.extra = 0

    def books(self):
        """Fresh books; on another engine another one makes them."""
        database = Database("sqlite://")
        database.migrate()
        return database

    def teardown(self):
        try:
            assert self.round.office.read(check) == []
        finally:
            self.database.dispose()

    def attempt(self, kind, work, by=None):
        with contextlib.suppress(KhfundError):
            more = {} if by is None else {"by": self.round.members[by]}
            self.round.do(kind, work, **more)

    @rule()
    def nominate(self):
        self.extra += 1

        def work(session, command, award_round):
            child = enter_recipient(
                session, command, f"Hà Thị {self.extra}", RecipientKind.PUPIL, birth_year=2013
            )
            state_fact(session, command, child.id, "learner", "pupil", evidence=PUPIL)
            here = self.round.office.unit
            nominate(session, command, award_round, child, unit_id=here, received=date(2027, 1, 10))

        self.attempt("nomination.enter", work)

    @rule(place=PLACES)
    def withdraw(self, place):
        def work(session, command, _round):
            gone = session.get_one(Nomination, self.round.nominations[place])
            withdraw_nomination(session, command, gone, code=WithdrawalCode.MOVED, day=date(2027, 1, 12))

        self.attempt("nomination.withdraw", work)

    @rule(place=PLACES, level=st.sampled_from(["mild", "none"]))
    def prove(self, place, level):
        who = self.round.recipients[place]
        self.attempt(
            "evidence.state", lambda s, c, _r: state_fact(s, c, who, "disability", level, evidence=DISABLED)
        )

    @rule(member=MEMBERS)
    def close(self, member):
        self.attempt("round.close", close_nominations, member)

    @rule(member=MEMBERS)
    def reopen(self, member):
        self.attempt("round.reopen", lambda s, c, r: reopen_round(s, c, r, reason="Sót"), member)

    @rule()
    def screen(self):
        self.attempt("round.screen", screen_round)

    @rule()
    def rubric(self):
        self.attempt("ballot.rubric", lambda s, c, r: set_rubric(s, c, r, RUBRIC))

    @rule(member=MEMBERS, place=PLACES, study=st.integers(-1, 11), need=st.integers(0, 20))
    def vote(self, member, place, study, need):
        given = {self.round.nominations[place]: {"hoc": study, "canh": need}}
        self.attempt("ballot.cast", lambda s, c, r: cast(s, c, r, given), member)

    @rule(member=MEMBERS, place=PLACES)
    def relate(self, member, place):
        person = self.round.members[member]

        def work(session, command, _round):
            who = session.get_one(Recipient, self.round.recipients[place])
            declare_relation(session, command, person, who, RelationKind.KIN, note="Được báo")

        self.attempt("ballot.relation", work)

    @rule(reason=st.sampled_from(["", "Ốm"]))
    def close_vote(self, reason):
        self.attempt("ballot.close", lambda s, c, r: close_voting(s, c, r, reason=reason))

    @rule()
    def allocate(self):
        self.attempt(
            "award.allocate", lambda s, c, r: take(s, c, r, RoundStep.ALLOCATED, RoundState.ALLOCATED)
        )

    @rule(chance=st.integers(0, 9))
    def cancel(self, chance):
        if chance == 0:
            self.attempt("round.cancel", lambda s, c, r: cancel_round(s, c, r, reason="Thôi"))

    @invariant()
    def the_round_went_only_ways_that_there_are(self):
        states = ["open", *(one.state.value for one in self.round.read(events))]
        steps = [one.step.value for one in self.round.read(events)]
        ways = [f"{step}:{was}>{now}" for step, was, now in zip(steps, states, states[1:], strict=False)]

        assert set(ways) <= set(WAYS)

    @invariant()
    def the_latest_run_speaks_of_those_who_stand_and_is_the_same_again(self):
        if not self.round.read(runs):
            return
        standing = {one.id for one in self.round.read(nominations)}
        found = self.round.read(screened)

        assert {one.nomination_id for one in found} <= standing
        assert all(bool(one.categories) is (one.verdict is Verdict.MET) for one in found)
        assert self.round.read(lambda s, r: list(irreproducible(s, find_run(s, r), rulebook(RULES)))) == []

    @invariant()
    def ballots_are_read_only_when_voting_is_closed_and_no_relative_counts(self):
        if not self.round.read(voting_closed):
            with contextlib.suppress(BallotsSealedError):
                assert self.round.read(points) == {}  # a round without a rubric has none
            return
        for one in self.round.read(open_ballots):
            who = self.round.office.read(
                lambda s, b=one.ballot: s.get_one(Nomination, b.nomination_id).recipient_id
            )
            kin = self.round.office.read(lambda s, b=one.ballot, w=who: relation_of(s, b.person_id, w))

            assert one.seal_holds
            assert not (one.counts and kin is not None)
        assert all(0 <= one <= 10_000 for one in self.round.read(points).values())


def test_a_round_stays_sound_through_any_sequence_on_sqlite():
    run_state_machine_as_test(RoundMachine, settings=settings(max_examples=8, stateful_step_count=25))


def test_a_round_stays_sound_through_any_sequence_on_postgresql(postgres_server, postgresql_template, names):
    class OnPostgresql(RoundMachine):
        def books(self):
            self.name = next(names)
            postgres_server.create(self.name, template=postgresql_template)
            owner = postgres_server.url(self.name, postgres.OWNER)
            return Database(postgres_server.url(self.name), owner_url=owner)

        def teardown(self):
            super().teardown()
            postgres_server.drop(self.name)

    run_state_machine_as_test(OnPostgresql, settings=settings(max_examples=2, stateful_step_count=15))
