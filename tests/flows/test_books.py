"""Whatever is posted, reversed, closed and reopened in whatever order: the books agree with a naive recomputation."""

from __future__ import annotations

import itertools
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import attrs
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from khfund import command as commands
from khfund.calendar import Month
from khfund.db import Database
from khfund.ledger import (
    AccountRole,
    NewEntry,
    Posting,
    VoucherKind,
    ask_reopening,
    balances,
    close_period,
    post_all,
    reopen_period,
    reverse,
)
from khfund.ledger.accounting_period import PeriodClosedError, PeriodOutOfOrderError
from khfund.ledger.journal import (
    AlreadyReversedError,
    CorrectionTooEarlyError,
    PrincipalUntouchableError,
    ReversalOfReversalError,
)
from khfund.ledger.spending import SpendingPrincipalError
from khfund.reports.check import check
from tests.builders import Office, an_office

FIRST, LAST = date(2026, 1, 1), date(2026, 4, 30)
ROLES = (
    AccountRole.CASH,
    AccountRole.BANK,
    AccountRole.GIFTS,
    AccountRole.SCHOLARSHIPS,
    AccountRole.PRINCIPAL,
)

days = st.dates(FIRST, LAST)
pairs = st.sampled_from(list(itertools.permutations(ROLES, 2)))
lines = st.tuples(pairs, st.sampled_from(["kh", "th"]), st.integers(1, 10**9))
entries = st.tuples(days, st.sampled_from(list(VoucherKind)), st.lists(lines, min_size=1, max_size=3))


@attrs.define
class Known:
    """What the naive model remembers of an entry."""

    day: date
    kind: VoucherKind
    number: int
    postings: list[Posting]
    at: datetime
    is_reversal: bool = False
    reversed: bool = False


class Books(RuleBasedStateMachine):
    """The books beside a list of entries; every figure is added up from the list."""

    database: Database
    office: Office

    @initialize()
    def open(self):
        self.known: list[Known] = []
        self.closed_until: date | None = None
        self.clock = datetime(2026, 6, 1, tzinfo=UTC)
        self.accounts = {role: self.office.account(role) for role in ROLES}

    def do(self, kind, work, by):
        self.clock += timedelta(hours=1)
        return self.office.do(kind, work, by=by, at=self.clock)

    def is_closed(self, day):
        return self.closed_until is not None and day <= self.closed_until

    def numbers(self, kind):
        return sum(entry.kind is kind for entry in self.known)

    def overspends(self, new):
        """Whether the endowment would have spent more than it earned, on the last day of such spending or today."""
        own = {self.accounts[role] for role in (AccountRole.GIFTS, AccountRole.SCHOLARSHIPS)}
        spending = [
            entry.day
            for entry in new
            for p in entry.postings
            if p.fund == self.office.th and p.debit in own and p.credit not in own
        ]
        every = [(e.day, p) for e in (*self.known, *new) for p in e.postings if p.fund == self.office.th]
        return (
            any(
                sum(p.amount * ((p.credit in own) - (p.debit in own)) for day, p in every if day <= last) < 0
                for last in {max(spending), LAST}
            )
            if spending
            else False
        )

    @rule(proposed=st.lists(entries, min_size=1, max_size=3))
    def post(self, proposed):
        new = []
        for day, kind, parts in proposed:
            postings = [
                Posting(self.accounts[debit], self.accounts[credit], getattr(self.office, fund), amount)
                for (debit, credit), fund, amount in parts
            ]
            new.append(NewEntry(day, "Ghi sổ", postings, kind))
        refused = any(self.is_closed(entry.day) for entry in new)
        spent = any(p.debit == self.accounts[AccountRole.PRINCIPAL] for entry in new for p in entry.postings)

        if refused or spent or self.overspends(new):
            with pytest.raises((PeriodClosedError, PrincipalUntouchableError, SpendingPrincipalError)):
                self.do("entry.post", lambda s, c: post_all(s, c, new), self.office.accountant)
            return
        posted = self.do("entry.post", lambda s, c: post_all(s, c, new), self.office.accountant)
        for entry, row in zip(new, posted, strict=True):
            number = self.numbers(entry.voucher) + 1
            assert (row.id, row.voucher_number) == (len(self.known) + 1, number)
            self.known.append(Known(entry.day, entry.voucher, number, list(entry.postings), self.clock))

    @precondition(lambda self: self.known)
    @rule(which=st.integers(0, 10**6), day=days)
    def reverse(self, which, day):
        number = which % len(self.known)
        original = self.known[number]

        def work(session, command):
            return reverse(session, command, number + 1, day=day, reason="Ghi nhầm")

        done = original.is_reversal or original.reversed
        if done or self.is_closed(day) or day < original.day:
            with pytest.raises(
                (AlreadyReversedError, ReversalOfReversalError, PeriodClosedError, CorrectionTooEarlyError)
            ):
                self.do("entry.reverse", work, self.office.accountant)
            return
        row = self.do("entry.reverse", work, self.office.accountant)
        original.reversed = True
        mirror = [Posting(p.credit, p.debit, p.fund, p.amount) for p in original.postings]
        journal_number = self.numbers(VoucherKind.JOURNAL) + 1
        assert (row.id, row.voucher_number) == (len(self.known) + 1, journal_number)
        self.known.append(
            Known(day, VoucherKind.JOURNAL, journal_number, mirror, self.clock, is_reversal=True)
        )

    @rule(month=st.integers(1, 4))
    def close(self, month):
        month = Month(2026, month)
        following = Month(2026, 1) if self.closed_until is None else Month.of(self.closed_until).next()

        def work(session, command):
            close_period(session, command, month, today=date(2026, 6, 1))

        if month != following:
            with pytest.raises(PeriodOutOfOrderError):
                self.do("period.close", work, self.office.chief)
            return
        self.do("period.close", work, self.office.chief)
        self.closed_until = month.last

    @precondition(lambda self: self.closed_until is not None)
    @rule()
    def reopen(self):
        month, today = Month.of(self.closed_until), date(2026, 6, 1)
        self.do("period.ask", lambda s, c: ask_reopening(s, c, month, reason="Sót"), self.office.chief)
        self.do("period.reopen", lambda s, c: reopen_period(s, c, month, today=today), self.office.chair)
        self.closed_until = month.previous().last if month > Month(2026, 1) else None

    @precondition(lambda self: self.known)
    @rule(on=days, back=st.integers(0, 200))
    def look_back(self, on, back):
        moment = self.clock - timedelta(hours=back, minutes=30)

        found = self.office.read(lambda s: balances(s, self.office.unit, on, known_at=moment))

        assert found == naive(entry for entry in self.known if entry.day <= on and entry.at <= moment)

    @rule(on=days)
    def look(self, on):
        found = self.office.read(lambda s: balances(s, self.office.unit, on))

        assert found == naive(entry for entry in self.known if entry.day <= on)

    @invariant()
    def balances_of_the_last_day_agree(self):
        if hasattr(self, "known"):
            found = self.office.read(lambda s: balances(s, self.office.unit, LAST))
            assert found == naive(self.known)

    def teardown(self):
        assert self.office.read(check) == []
        assert self.office.read(lambda s: list(commands.contradictions(s))) == []
        self.database.dispose()


def naive(entries):
    """Debits minus credits per fund and account, added up one by one."""
    sums: Counter[tuple[int, int]] = Counter()
    for entry in entries:
        for posting in entry.postings:
            sums[posting.fund, posting.debit] += posting.amount
            sums[posting.fund, posting.credit] -= posting.amount
    return dict(sums)


def machine(new_database):
    """A machine whose every run starts on books of its own."""

    class OnThisEngine(Books):
        def __init__(self):
            super().__init__()
            self.database = new_database()
            self.office = an_office(self.database)

    return OnThisEngine


def test_the_books_agree_with_a_naive_recomputation_on_sqlite(sqlite_template, tmp_path):
    numbers = itertools.count()

    def new_database():
        file = tmp_path / f"{next(numbers)}.sqlite"
        file.write_bytes(sqlite_template.read_bytes())
        return Database(file)

    run_state_machine_as_test(
        machine(new_database), settings=settings(max_examples=25, stateful_step_count=25, deadline=None)
    )


def test_the_books_agree_with_a_naive_recomputation_on_postgresql(
    postgres_server, postgresql_template, names
):
    def new_database():
        name = next(names)
        postgres_server.create(name, template=postgresql_template)
        return Database(postgres_server.url(name))

    run_state_machine_as_test(
        machine(new_database), settings=settings(max_examples=4, stateful_step_count=20, deadline=None)
    )
