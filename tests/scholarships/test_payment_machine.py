"""Whatever is owed, drafted, approved, paid, returned, paid again, dropped in whatever order: nobody is paid twice."""

from __future__ import annotations

import itertools
import shutil
from datetime import date

import attrs
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from khfund.calendar import DateRange, Month
from khfund.command import contradictions
from khfund.db import Database
from khfund.errors import KhfundError
from khfund.ledger import AccountRole
from khfund.reports.payment_rule import PAYMENT_RULES, run_findings
from khfund.scholarships.instalment import DropReason
from khfund.scholarships.payment_line import PaymentLine
from khfund.scholarships.payment_recovery import claim_back
from khfund.scholarships.payment_standing import paid_instalments
from tests.scholarships.runs import AMOUNT, a_payer

UNTIL = date(2026, 12, 31)
ALWAYS = DateRange(date(1990, 1, 1), date(2100, 1, 1))
places = st.integers(0, 2)
months = st.sampled_from([Month(2026, 9), Month(2026, 10), Month(2026, 11)])
chosen = st.integers(0, 1_000)


@attrs.define
class Owed:
    """An instalment as a naive clerk would keep it on a slip: where it is, and how often money left and stayed away."""

    state: str = "owed"  # draft, payable, paid, back, dropped, withdrawn, recovered
    times: int = 0


class Runs(RuleBasedStateMachine):
    """The books beside a slip of paper for each instalment; who may do what is another test's business."""

    new_database = None

    @initialize()
    def found(self):
        self.payer = a_payer(self.new_database(), 3, in_bank=200_000_000)
        self.slips: dict[int, Owed] = {}
        self.due: set[tuple[int, Month]] = set()
        self.drafts: list[tuple[object, list[PaymentLine]]] = []
        self.lines: dict[int, PaymentLine] = {}  # instalment → its latest approved line

    def some(self, state):
        return sorted(number for number, slip in self.slips.items() if slip.state == state)

    def pick(self, state, which):
        found = self.some(state)
        return found[which % len(found)] if found else None

    @rule(place=places, month=months)
    def owe(self, place, month):
        if (place, month) in self.due:
            return
        self.due.add((place, month))
        (number,) = self.payer.owe(place, month=month)
        self.slips[number] = Owed()

    @rule(which=chosen)
    def withdraw(self, which):
        number = self.pick("owed", which)
        if number is not None:
            self.payer.withdraw(number)
            self.slips[number].state = "withdrawn"

    @rule()
    def draft(self):
        wanted = self.some("owed")
        if not wanted:
            with pytest.raises(KhfundError, match="không có kỳ chi nào"):
                self.payer.draft(UNTIL)
            return
        run = self.payer.draft(UNTIL)
        lines = self.payer.lines(run)
        assert sorted(line.instalment_id for line in lines) == wanted
        self._drafted(run, lines)

    def _drafted(self, run, lines):
        for line in lines:
            self.slips[line.instalment_id].state = "draft"
        self.drafts.append((run, lines))

    @rule(which=chosen, again=st.booleans())
    def approve(self, which, again):
        if not self.drafts:
            return
        run, lines = self.drafts.pop(which % len(self.drafts))
        self.payer.approve(run)
        for line in lines:
            self.slips[line.instalment_id].state = "payable"
            self.lines[line.instalment_id] = line
        if again:
            with pytest.raises(KhfundError, match="không thể duyệt"):
                self.payer.approve(run, by=self.payer.office.chair)

    @rule(which=chosen)
    def cancel(self, which):
        if not self.drafts:
            return
        run, lines = self.drafts.pop(which % len(self.drafts))
        self.payer.cancel(run)
        for line in lines:
            state = "owed" if line.first_id == line.id else "back"
            self.slips[line.instalment_id].state = state

    @rule(which=chosen, together=st.booleans())
    def pay(self, which, together):
        number = self.pick("payable", which)
        if number is None:
            return
        paid = self.some("payable") if together else [number]
        self.payer.paid(*(self.lines[one] for one in paid))
        for one in paid:
            self.slips[one].state = "paid"
            self.slips[one].times += 1

    @rule(which=chosen)
    def pay_twice(self, which):
        number = self.pick("paid", which)
        if number is not None:
            with pytest.raises(KhfundError, match="nên không ghi trả tiền được"):
                self.payer.paid(self.lines[number])

    @rule(which=chosen)
    def comes_back(self, which):
        number = self.pick("paid", which)
        if number is not None:
            line = self.lines[number]
            self.payer.returned(line, line=self.payer.bank_line(AMOUNT, line.code))
            self.slips[number].state, self.slips[number].times = "back", self.slips[number].times - 1

    @rule(which=chosen)
    def is_not_sent(self, which):
        number = self.pick("payable", which)
        if number is not None:
            self.payer.not_sent(self.lines[number])
            self.slips[number].state = "back"

    @rule()
    def pay_again(self):
        back = self.some("back")
        if back:
            run = self.payer.again(*(self.lines[one] for one in back))
            self._drafted(run, self.payer.lines(run))

    @rule(which=chosen, state=st.sampled_from(["payable", "back"]))
    def drop(self, which, state):
        number = self.pick(state, which)
        if number is not None:
            self.payer.drop(self.lines[number], DropReason.REFUSED)
            self.slips[number].state = "dropped"

    @rule(which=chosen, still_owed=st.booleans())
    def recover(self, which, still_owed):
        number = self.pick("paid", which)
        if number is None:
            return
        line = self.lines[number]
        self.payer.office.do(
            "payment.recover",
            lambda s, c: claim_back(
                s,
                c,
                s.get_one(PaymentLine, line.id),
                reason=DropReason.MISTAKE,
                note="Nhầm",
                still_owed=still_owed,
            ),
        )
        slip = self.slips[number]
        slip.state, slip.times = "owed" if still_owed else "recovered", slip.times - 1

    @invariant()
    def the_books_and_the_slips_agree(self):
        if not hasattr(self, "slips"):
            return
        again = {line.instalment_id for _, lines in self.drafts for line in lines if line.first_id != line.id}
        payable = len(self.some("payable")) + len(self.some("back")) + len(again)
        assert self.payer.payable == payable * AMOUNT
        found = self.payer.office.read(lambda s: paid_instalments(s, self.payer.office.unit, ALWAYS))
        paid = sorted(one.instalment_id for one in found)
        assert paid == sorted(number for number, slip in self.slips.items() for _ in range(slip.times))
        assert self.payer.balance(AccountRole.BANK) == 200_000_000 - AMOUNT * self.out

    @property
    def out(self):
        recovered = self.payer.balance(AccountRole.RECEIVABLE) // AMOUNT
        return sum(slip.times for slip in self.slips.values()) + recovered

    def teardown(self):
        if hasattr(self, "slips"):

            def look(session):
                broken = [str(one) for each in PAYMENT_RULES for one in each.findings(session)]
                return broken + [str(one) for one in run_findings(session)] + list(contradictions(session))

            assert self.payer.office.read(look) == []
            self.payer.office.database.dispose()


def machine(new_database):
    return type("Here", (Runs,), {"new_database": staticmethod(new_database)})


@pytest.mark.slow
def test_runs_on_sqlite(sqlite_template, tmp_path):
    files = (tmp_path / f"{number}.sqlite" for number in itertools.count())

    def new_database():
        return Database(shutil.copyfile(sqlite_template, next(files)))

    run_state_machine_as_test(
        machine(new_database), settings=settings(max_examples=12, stateful_step_count=25, deadline=None)
    )


@pytest.mark.slow
def test_runs_on_postgresql(postgres_server, postgresql_template, names):
    from tests import postgres  # noqa: PLC0415

    def new_database():
        name = next(names)
        postgres_server.create(name, template=postgresql_template)
        return Database(postgres_server.url(name), owner_url=postgres_server.url(name, postgres.OWNER))

    run_state_machine_as_test(
        machine(new_database), settings=settings(max_examples=5, stateful_step_count=15, deadline=None)
    )
