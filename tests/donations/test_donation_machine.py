"""Whatever is received, identified, refunded and cancelled in whatever order, the sums agree."""

from __future__ import annotations

import shutil
import tempfile
from datetime import date
from pathlib import Path

import hypothesis
import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from sqlalchemy import func, select

from khfund.banking.bank_line import BankLine, remaining, unidentified
from khfund.banking.line_booking import book_unidentified
from khfund.calendar import DateRange
from khfund.command import contradictions
from khfund.db import Database
from khfund.donations.donation import Donation, receive
from khfund.donations.donor import Donor, merge_donors
from khfund.donations.gift import NewGift, Part
from khfund.donations.giving import donor_year, donors_of_year, gifts
from khfund.donations.identification import identify
from khfund.donations.refund import cancel, refund
from khfund.errors import KhfundError
from khfund.ledger import AccountRole
from khfund.ledger.balance import role_balance
from tests.builders import an_office
from tests.donations.offices import a_donor, incoming

END = date(2026, 12, 31)
AMOUNTS = st.integers(1, 1_200)


class Gifts(RuleBasedStateMachine):
    """One office, three donors, four transfers of 1.000 đồng each."""

    template: Path

    @initialize()
    def open(self):
        self.folder = tempfile.TemporaryDirectory()
        file = shutil.copyfile(self.template, Path(self.folder.name) / "books.sqlite")
        self.office = an_office(Database(file))
        self.donors = [None, *(a_donor(self.office, name).id for name in ("An", "Bình", "Chung"))]
        came = [("03/03/2026", 1_000, f"UNG HO {number}") for number in range(4)]
        self.lines = [line.id for line in incoming(self.office, *came)]
        self.given: dict[int, int] = {}  # donation → đồng that stayed
        self.of: dict[int, int | None] = {}

    def parts(self, amount, cut):
        office = self.office
        return (
            [Part(office.kh, amount)]
            if not 0 < cut < amount
            else [Part(office.kh, cut), Part(office.th, amount - cut)]
        )

    def tried(self, work, kind="donation.receive"):
        try:
            return self.office.do(kind, work)
        except KhfundError:
            return None

    @rule(donor=st.integers(0, 3), amount=AMOUNTS, cut=AMOUNTS)
    def give_cash(self, donor, amount, cut):
        parts, who = self.parts(amount, cut), self.donors[donor]
        gift = self.tried(
            lambda s, c: receive(s, c, who and s.get_one(Donor, who), day=date(2026, 2, 1), parts=parts)
        )
        self.given[gift.id], self.of[gift.id] = amount, gift.donor_id

    @rule(donor=st.integers(0, 3), line=st.integers(0, 3), amount=AMOUNTS, cut=AMOUNTS)
    def give_by_transfer(self, donor, line, amount, cut):
        number, parts, who = self.lines[line], self.parts(amount, cut), self.donors[donor]
        gift = self.tried(
            lambda s, c: receive(
                s, c, who and s.get_one(Donor, who), parts=parts, bank_line=s.get_one(BankLine, number)
            )
        )
        if gift is not None:
            self.given[gift.id], self.of[gift.id] = amount, gift.donor_id

    @rule(line=st.integers(0, 3))
    def let_wait(self, line):
        self.tried(lambda s, c: book_unidentified(s, c, [self.lines[line]]))

    @rule(donor=st.integers(0, 3), line=st.integers(0, 3), amount=AMOUNTS, cut=AMOUNTS)
    def make_known(self, donor, line, amount, cut):
        gift = NewGift(self.donors[donor], END, self.parts(amount, cut))
        numbers = self.tried(
            lambda s, c: identify(s, c, s.get_one(BankLine, self.lines[line]), [gift], day=date(2026, 5, 1))
        )
        if numbers:
            self.given[numbers[0]] = amount
            self.of[numbers[0]] = self.office.read(lambda s: s.get_one(Donation, numbers[0]).donor_id)

    @rule(which=st.integers(0, 30), amount=AMOUNTS)
    def give_back(self, which, amount):
        if self.given:
            number = list(self.given)[which % len(self.given)]
            done = self.tried(
                lambda s, c: refund(
                    s, c, s.get_one(Donation, number), day=date(2026, 6, 1), reason="hoàn", amount=amount
                ),
                "donation.refund",
            )
            assert (done is not None) == (amount <= self.given[number])
            self.given[number] -= amount if done else 0

    @rule(which=st.integers(0, 30))
    def take_back(self, which):
        if self.given:
            number = list(self.given)[which % len(self.given)]
            if self.tried(
                lambda s, c: cancel(s, c, s.get_one(Donation, number), day=date(2026, 6, 1), reason="x"),
                "donation.cancel",
            ):
                self.given[number] = 0

    @rule(one=st.integers(1, 3), other=st.integers(1, 3))
    def merge(self, one, other):
        first, second = self.donors[one], self.donors[other]
        self.tried(
            lambda s, c: merge_donors(s, c, s.get_one(Donor, first), survivor=s.get_one(Donor, second))
        )

    @rule()
    def look(self):
        self.office.read(self.compare)

    def compare(self, session):
        unit, stayed = self.office.unit, sum(self.given.values())
        received = sum(
            role_balance(session, unit, role, END) for role in (AccountRole.GIFTS, AccountRole.PRINCIPAL)
        )
        shown = sum(one.amount for one in gifts(session, unit, DateRange.year(2026)))
        years = [donor_year(session, donor, 2026).amount for donor in donors_of_year(session, unit, 2026)]
        nameless = sum(amount for number, amount in self.given.items() if self.of[number] is None)
        waiting = role_balance(session, unit, AccountRole.UNIDENTIFIED, END)

        assert received == shown == stayed == sum(years) + nameless
        assert waiting == sum(unidentified(session, line) for line in self.lines)
        assert all(0 <= remaining(session, line) <= 1_000 for line in self.lines)
        assert all(
            0 <= unidentified(session, line) <= 1_000 - remaining(session, line) for line in self.lines
        )
        assert session.scalar(select(func.count()).select_from(Donation)) == len(self.given)

    def teardown(self):
        if hasattr(self, "given"):
            self.office.read(self.compare)
            assert self.office.read(lambda s: list(contradictions(s))) == []
            self.office.database.dispose()
            self.folder.cleanup()


@pytest.mark.slow
def test_gifts_refunds_cancellations_and_line_uses_agree_in_any_order(sqlite_template):
    Gifts.template = sqlite_template
    settings = hypothesis.settings(max_examples=8, stateful_step_count=15, deadline=None)

    run_state_machine_as_test(Gifts, settings=settings)
