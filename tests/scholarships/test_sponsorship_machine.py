"""Whatever is agreed, changed, happens and falls due in whatever order: books and a naive recomputation agree."""

from __future__ import annotations

import contextlib
import itertools
import shutil
from collections import Counter
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from khfund.calendar import Month, SchoolYear
from khfund.db import Database
from khfund.errors import KhfundError
from khfund.ledger.commitment import commitments
from khfund.reports.check import check
from khfund.scholarships.child_event import events_of
from khfund.scholarships.coverage import Coverage
from khfund.scholarships.instalment import DropReason, Instalment, InstalmentWithdrawal, Nature
from khfund.scholarships.schedule import WHOLE, EventKind, Uncovered, schedule
from khfund.scholarships.sponsor_share import shares_of
from khfund.scholarships.sponsorship import Sponsorship
from khfund.scholarships.sponsorship_agreement import change_rate, change_share, join, stop_sponsor
from khfund.scholarships.sponsorship_course import end, record, repeat_class, take_back
from khfund.scholarships.sponsorship_due import counted
from khfund.scholarships.sponsorship_terms import terms_of
from tests import postgres
from tests.scholarships.sponsorships import TODAY, Home, a_home, half

some_months = st.builds(Month, st.integers(2026, 2028), st.integers(1, 12))
some_days = st.dates(date(2026, 8, 20), date(2028, 12, 31))
some_parts = st.sampled_from([1_000, 3_333, 5_000, WHOLE])


class Sponsorships(RuleBasedStateMachine):
    """Two children, two givers; refusals are part of the game, wrong books are not."""

    new_database: Callable[[], Database]

    @initialize(uncovered=st.sampled_from(Uncovered), grade=st.integers(10, 12))
    def found(self, uncovered, grade):
        self.home: Home = a_home(self.new_database())
        self.givers = [self.home.sponsor(), self.home.sponsor("Trần Thị Bình")]
        self.children = [self.home.child(), self.home.child("Lò Văn Bun")]
        self.made = [
            self.home.agree(
                child, half(self.givers[0]), grade=grade, uncovered=uncovered, agreed=date(2026, 8, 1)
            )
            for child in self.children
        ]

    def tried(self, work):
        with contextlib.suppress(KhfundError):
            return self.home.do("sponsorship.event", work)
        return None

    @rule(child=st.integers(0, 1), grade=st.integers(9, 12), starts=some_months, part=some_parts)
    def agree_once_more(self, child, grade, starts, part):
        with contextlib.suppress(KhfundError):
            share = half(self.givers[1], part)
            self.made.append(self.home.agree(self.children[child], share, grade=grade, starts=starts))

    @rule(which=st.integers(0, 9), giver=st.integers(0, 1), part=some_parts, since=some_months)
    def join(self, which, giver, part, since):
        self.tried(lambda s, c: join(s, c, self.one(which), half(self.givers[giver], part, since=since)))

    @rule(which=st.integers(0, 9), place=st.integers(0, 3), since=some_months, part=st.none() | some_parts)
    def stop_or_change(self, which, place, since, part):
        shares = self.home.read(lambda s: shares_of(s, [self.one(which)]).get(self.one(which).id, []))
        if shares and part:
            share = shares[place % len(shares)]
            self.tried(lambda s, c: change_share(s, c, share, since=since, part=part))
        elif shares:
            share = shares[place % len(shares)]
            self.tried(lambda s, c: stop_sponsor(s, c, share, since=since))

    @rule(which=st.integers(0, 9), amount=st.integers(1, 9), since=some_months)
    def change_rate(self, which, amount, since):
        self.tried(lambda s, c: change_rate(s, c, self.one(which), amount * 100_000, since=since))

    @rule(
        which=st.integers(0, 9),
        kind=st.sampled_from([one for one in EventKind if one not in (EventKind.REPEAT, EventKind.END)]),
        day=some_days,
        back_pay=st.booleans(),
    )
    def happen(self, which, kind, day, back_pay):
        self.tried(lambda s, c: record(s, c, self.one(which), kind, day, back_pay=back_pay))

    @rule(which=st.integers(0, 9), year=st.integers(2026, 2030))
    def repeat(self, which, year):
        self.tried(lambda s, c: repeat_class(s, c, self.one(which), SchoolYear(year)))

    @rule(
        which=st.integers(0, 9),
        reason=st.sampled_from([DropReason.REFUSED, DropReason.MISTAKE]),
        day=some_days,
    )
    def end(self, which, reason, day):
        self.tried(lambda s, c: end(s, c, self.one(which), reason, day=day))

    @rule(which=st.integers(0, 9), place=st.integers(0, 5))
    def take_back(self, which, place):
        events = self.home.read(lambda s: events_of(s, [self.one(which)]).get(self.one(which).id, []))
        if events:
            event = events[place % len(events)]
            self.tried(lambda s, c: take_back(s, c, self.one(which), event, reason="Nhầm"))

    @rule(until=some_days)
    def fall_due(self, until):
        self.home.raise_until(until)

    def one(self, which) -> Sponsorship:
        return self.made[which % len(self.made)]

    def teardown(self):
        if hasattr(self, "home"):
            assert [str(one) for one in self.home.read(check)] == []

    @invariant()
    def every_month_is_owed_as_the_schedule_says_and_covered_once(self):
        if hasattr(self, "home"):
            self.home.read(self.compare)

    def compare(self, session):
        terms = terms_of(session, self.made)
        planned = {
            (one.id, month.month.number): month.amount
            for one in self.made
            for month in schedule(terms[one.id])
        }
        standing, monthly, taken = Counter(), Counter(), Counter()
        gone = set(session.scalars(select(InstalmentWithdrawal.instalment_id)))
        for one in session.scalars(select(Instalment)):
            monthly[one.recipient_id, one.month] += one.nature is Nature.MONTHLY
            if one.id not in gone:
                standing[one.sponsorship_id, one.month] += one.amount
        for row in session.scalars(select(Coverage)):
            taken[row.recipient_id, row.month] += row.part
        so_far = counted(session, self.home.office.unit)
        promised = commitments(session, self.home.office.unit, TODAY)

        assert all(amount <= planned.get(key, 0) for key, amount in standing.items())
        assert all(count <= 1 for count in monthly.values())
        assert all(0 <= part <= WHOLE for part in taken.values())
        assert +taken == +self.covered(terms)
        to_come = sum(max(0, amount - so_far.get(key, 0)) for key, amount in planned.items())
        assert sum(one.amount for one in promised) == to_come + sum(standing.values())

    def covered(self, terms):
        found = Counter()
        for one in self.made:
            for month in schedule(terms[one.id]):
                for cover in terms[one.id].covers:
                    if cover.covers(month.month):
                        found[one.recipient_id, month.month.number] += cover.part
        return found


@pytest.mark.slow
def test_any_order_of_what_is_agreed_and_happens_leaves_sound_books(sqlite_template, tmp_path):
    numbers = itertools.count()

    def new_database():
        return Database(f"sqlite:///{shutil.copyfile(sqlite_template, tmp_path / f'{next(numbers)}.sqlite')}")

    Sponsorships.new_database = staticmethod(new_database)
    play(10)


@pytest.mark.slow
def test_any_order_leaves_sound_books_on_postgresql(postgres_server, postgresql_template, names):
    made: list[tuple[str, Database]] = []

    def new_database():
        name = next(names)
        postgres_server.create(name, template=postgresql_template)
        owner = postgres_server.url(name, postgres.OWNER)
        made.append((name, Database(postgres_server.url(name), owner_url=owner)))
        return made[-1][1]

    Sponsorships.new_database = staticmethod(new_database)
    play(3)
    for name, books in made:
        books.dispose()
        postgres_server.drop(name)


def play(examples):
    run_state_machine_as_test(
        Sponsorships, settings=settings(max_examples=examples, stateful_step_count=15, deadline=None)
    )
