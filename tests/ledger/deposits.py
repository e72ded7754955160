"""What tests of deposits start from: an endowed fund with money in the bank, and verbs in one line each."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import attrs
from sqlalchemy import text

from khfund.calendar import Month
from khfund.command import Answer, Order, run
from khfund.ledger import AccountRole, account_for
from khfund.ledger.deposit import Contract, Deposit, InterestPaid, Places, find_deposit
from khfund.ledger.deposit_accrual import accrue, accrue_all, pay_interest
from khfund.ledger.deposit_event import DepositEvent, Standing, standing
from khfund.ledger.deposit_interest import DayCount, Term
from khfund.ledger.deposit_maturity import Renewal, mature, roll_over, withdraw
from khfund.ledger.deposit_placing import place, take_over
from khfund.ledger.deposit_undoing import undo
from khfund.ledger.fund import Fund
from tests.builders import NOW, Office, an_office

OPENED, MATURES = date(2026, 1, 31), date(2026, 7, 31)
MILLION = 1_000_000
PRINCIPAL = 500 * MILLION
WHOLE = 14_876_712  # what six per cent give for it in those 181 days


def an_endowed_office(database: Any, amount: int = 600 * MILLION, day: date = date(2026, 1, 5)) -> Office:
    """An office whose Quỹ học bổng Tô Hiệu has this principal in the bank."""
    office = an_office(database)
    gift(office, amount, day)
    return office


def gift(
    office: Office,
    amount: int,
    day: date = date(2026, 1, 5),
    *,
    spend_now: bool = False,
    fund: int | None = None,
) -> None:
    """A gift by transfer to the endowment, for its principal unless it is to be spent now."""
    role = AccountRole.GIFTS if spend_now else AccountRole.PRINCIPAL
    office.post(day, office.posting(AccountRole.BANK, role, amount, fund or office.th), kind="BC")


def a_contract(number: str = "01/HĐTG", **terms: Any) -> Contract:
    """Six months at six per cent, interest at maturity, unless other terms are given."""
    usual = {"bank": "Vietcombank", "principal": PRINCIPAL, "rate": Decimal(6), "opened": OPENED}
    usual |= {"term": Term(6, in_months=True), "demand_rate": Decimal("0.2")}
    return Contract(number=number, **(usual | terms))


def places(session: Any, office: Office, fund: int | None = None) -> Places:
    """The usual accounts, in the endowment unless another fund is given."""
    paying, kept = (
        account_for(session, office.unit, r) for r in (AccountRole.BANK, AccountRole.TERM_DEPOSIT)
    )
    return Places(session.get_one(Fund, fund or office.th), paying, kept)


@attrs.define
class Deposits:
    """The verbs of deposits in one office; each returns what its verb returns."""

    office: Office
    answers: list[Answer] = attrs.field(factory=list)

    def do(self, kind: str, work: Any, at: datetime = NOW) -> Any:
        """Carry out a command, keeping its answer."""
        kept: list[Any] = []

        def answered(session: Any, command: Any) -> Answer:
            kept.append(work(session, command))
            return {}

        order = Order(self.office.accountant, kind, self.office.unit, {}, at=at)
        self.answers.append(run(self.office.database, order, answered))
        return kept[0]

    @property
    def warnings(self) -> list[str]:
        """What the last command pointed out."""
        return [one["message"] for one in self.answers[-1].get("warnings", ())]

    def place(self, contract: Contract | None = None, fund: int | None = None, **how: Any) -> Deposit:
        """Place money."""
        at = how.pop("at", NOW)
        return self.do(
            "deposit.place",
            lambda s, c: place(s, c, contract or a_contract(), places(s, self.office, fund), **how),
            at,
        )

    def take_over(self, contract: Contract, fund: int | None = None, **how: Any) -> Deposit:
        """Take over a deposit of the books before."""
        at = how.pop("at", NOW)
        return self.do(
            "deposit.take_over",
            lambda s, c: take_over(s, c, contract, places(s, self.office, fund), **how),
            at,
        )

    def accrue(self, number: int, month: Month) -> DepositEvent:
        """Accrue one deposit."""
        return self.do("deposit.accrue", lambda s, c: accrue(s, c, self.find(s, number), month))

    def accrue_all(self, month: Month, at: datetime = NOW) -> list[DepositEvent]:
        """Accrue all deposits."""
        return self.do("deposit.accrue", lambda s, c: accrue_all(s, c, month), at)

    def accrue_until(self, month: Month) -> None:
        """Accrue all deposits for each month from January on."""
        for number in range(1, month.month + 1):
            self.accrue_all(Month(2026, number))

    def pay(self, number: int, day: date, interest: int | None = None) -> DepositEvent:
        """Take in interest."""
        return self.do(
            "deposit.pay",
            lambda s, c: pay_interest(s, c, self.find(s, number), day=day, interest=interest),
        )

    def mature(self, number: int, day: date | None = None, interest: int | None = None) -> DepositEvent:
        """Take the money back at maturity."""
        return self.do(
            "deposit.mature", lambda s, c: mature(s, c, self.find(s, number), day=day, interest=interest)
        )

    def roll(self, number: int, /, rate: str = "5", **how: Any) -> Deposit:
        """Roll a deposit over."""
        when = {name: how.pop(name) for name in ("day", "interest") if name in how}
        renewal = Renewal(Decimal(rate), **how)
        return self.do("deposit.roll", lambda s, c: roll_over(s, c, self.find(s, number), renewal, **when))

    def withdraw(
        self, number: int, day: date, amount: int | None = None, interest: int | None = None
    ) -> DepositEvent:
        """Withdraw early."""
        return self.do(
            "deposit.withdraw",
            lambda s, c: withdraw(s, c, self.find(s, number), day=day, amount=amount, interest=interest),
        )

    def undo(self, number: int, reason: str = "Ghi nhầm", day: date | None = None) -> DepositEvent:
        """Take back the latest thing."""
        return self.do("deposit.undo", lambda s, c: undo(s, c, self.find(s, number), reason=reason, day=day))

    def find(self, session: Any, number: int) -> Deposit:
        """The deposit of this number."""
        return find_deposit(session, self.office.unit, number)

    def stands(self, number: int, on: date | None = None) -> Standing:
        """Where a deposit stands."""
        return self.office.read(lambda s: standing(s, self.find(s, number), on))

    def journal(self, *, after: int = 0) -> list[str]:
        """Every posting behind an entry: day, voucher, Nợ/Có, đồng."""
        query = text(
            "SELECT e.day, e.voucher_kind, d.code, c.code, p.amount FROM entry e JOIN posting p ON p.entry_id = e.id "
            "JOIN account d ON d.id = p.debit_id JOIN account c ON c.id = p.credit_id WHERE e.id > :after ORDER BY e.id, p.line"
        )
        rows = self.office.read(lambda s: s.execute(query, {"after": after}).all())
        return [f"{day} {voucher} {debit}/{credit} {amount}" for day, voucher, debit, credit, amount in rows]

    def held(self, on: date = date(2026, 12, 31)) -> dict[str, int]:
        """Account code → debits less credits over all funds, noughts left out."""
        query = text(
            "SELECT a.code, CAST(SUM(t.debit - t.credit) AS BIGINT) FROM day_total t JOIN account a ON a.id = t.account_id "
            "WHERE t.day <= :on GROUP BY a.code HAVING SUM(t.debit - t.credit) <> 0 ORDER BY a.code"
        )
        return dict(self.office.read(lambda s: s.execute(query, {"on": on.isoformat()}).all()))


PERIODIC = {"interest_paid": InterestPaid.MONTHLY}
IN_ADVANCE = {"interest_paid": InterestPaid.IN_ADVANCE}
BY_MONTHS = {"day_count": DayCount.MONTHS_12}


def moment(day: date) -> datetime:
    """Noon of a day."""
    return datetime(day.year, day.month, day.day, 5, tzinfo=UTC)
