"""Whatever is placed, accrued, paid, rolled over, withdrawn and undone in whatever order, deposits and books agree."""

from __future__ import annotations

import shutil
import tempfile
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import hypothesis
import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from khfund.calendar import Month
from khfund.db import Database
from khfund.errors import KhfundError
from khfund.ledger import AccountRole
from khfund.ledger.balance import role_balance
from khfund.ledger.deposit import InterestPaid, deposits
from khfund.ledger.deposit_event import standings
from khfund.ledger.deposit_interest import DayCount, Term
from khfund.reports.check import check
from tests.ledger.deposits import Deposits, a_contract, an_endowed_office

MONEY = 1_000_000_007
WHICH = st.integers(0, 20)
DAYS = st.integers(0, 345)  # from the fifth of January on
SLIPS = st.none() | st.integers(0, 5_000_000)


class Machine(RuleBasedStateMachine):
    """One endowed fund with a milliard in the bank."""

    template: Path

    @initialize()
    def open(self):
        self.folder = tempfile.TemporaryDirectory()
        file = shutil.copyfile(self.template, Path(self.folder.name) / "books.sqlite")
        self.deposits = Deposits(an_endowed_office(Database(file), MONEY))
        self.office = self.deposits.office
        self.entered = 0

    def tried(self, work):
        try:
            return work()
        except KhfundError:
            return None

    def one(self, which):
        return 1 + which % max(1, self.entered)

    @rule(
        principal=st.integers(1, MONEY // 2),
        rate=st.integers(0, 120_000),
        day=DAYS,
        months=st.integers(1, 9),
        count=st.sampled_from(DayCount),
        paid=st.sampled_from(InterestPaid),
    )
    def place(self, principal, rate, day, months, count, paid):
        contract = a_contract(
            f"HĐ {self.entered + 1}",
            principal=principal,
            rate=Decimal(rate) / 10_000,
            demand_rate=min(Decimal(rate) / 10_000, Decimal("0.2")),
            opened=date(2026, 1, 5) + timedelta(day),
            term=Term(months, in_months=True),
            day_count=count,
            interest_paid=paid,
        )
        if self.tried(lambda: self.deposits.place(contract)):
            self.entered += 1

    @rule(month=st.integers(1, 12))
    def accrue(self, month):
        self.tried(lambda: self.deposits.accrue_all(Month(2026, month)))

    @rule(which=WHICH, month=st.integers(1, 12))
    def accrue_one(self, which, month):
        self.tried(lambda: self.deposits.accrue(self.one(which), Month(2026, month)))

    @rule(which=WHICH, day=DAYS, slip=SLIPS)
    def pay(self, which, day, slip):
        self.tried(lambda: self.deposits.pay(self.one(which), date(2026, 1, 5) + timedelta(day), slip))

    @rule(which=WHICH, slip=SLIPS)
    def mature(self, which, slip):
        self.tried(lambda: self.deposits.mature(self.one(which), interest=slip))

    @rule(which=WHICH, rate=st.integers(0, 12), slip=SLIPS, whole=st.booleans())
    def roll(self, which, rate, slip, whole):
        number = self.one(which)
        if self.tried(lambda: self.deposits.roll(number, str(rate), with_interest=whole, interest=slip)):
            self.entered += 1

    @rule(which=WHICH, day=DAYS, amount=st.none() | st.integers(1, MONEY // 2), slip=SLIPS)
    def withdraw(self, which, day, amount, slip):
        on = date(2026, 1, 5) + timedelta(day)
        self.tried(lambda: self.deposits.withdraw(self.one(which), on, amount, slip))

    @rule(which=WHICH)
    def undo(self, which):
        self.tried(lambda: self.deposits.undo(self.one(which)))

    def compare(self, session):
        """What the books say of deposits is what the deposits say of themselves, and no đồng is lost."""
        unit, end = self.office.unit, date(2027, 1, 15)
        found = deposits(session, unit)
        stand = standings(session, found)
        balance = {role: role_balance(session, unit, role, end) for role in AccountRole}

        assert balance[AccountRole.TERM_DEPOSIT] == sum(one.principal for one in stand.values())
        carried = {one.id: stand[one.id].carried for one in found}
        ahead = {one.id for one in found if one.is_in_advance}
        kept = sum(amount for number, amount in carried.items() if number not in ahead)
        assert balance[AccountRole.ACCRUED_INTEREST] == kept
        assert balance[AccountRole.OTHER_PAYABLE] == -sum(carried[number] for number in ahead)
        earned = sum(one.recognised for one in stand.values())
        assert balance[AccountRole.INTEREST] == earned
        assert balance[AccountRole.PRINCIPAL] == MONEY
        assert all(not carried[one.id] for one in found if not stand[one.id].principal)
        assert check(session) == []

    def teardown(self):
        if hasattr(self, "entered"):
            self.office.read(self.compare)
            self.office.database.dispose()
            self.folder.cleanup()


@pytest.mark.slow
def test_deposits_and_books_agree_in_any_order(sqlite_template):
    Machine.template = sqlite_template
    settings = hypothesis.settings(max_examples=10, stateful_step_count=20, deadline=None)

    run_state_machine_as_test(Machine, settings=settings)
