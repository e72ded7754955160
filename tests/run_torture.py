"""Payment runs of 300 that are killed in the middle: owed, drafted, approved, paid in two halves, over and over."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import attrs
from sqlalchemy import text

from khfund.calendar import Month
from khfund.command import Order
from khfund.db import Database
from khfund.scholarships.instalment import Nature, NewInstalment, owe
from khfund.scholarships.payment_approval import approve_run
from khfund.scholarships.payment_draft import draft_run
from khfund.scholarships.payment_line import lines_of
from khfund.scholarships.payment_run import find_run
from khfund.scholarships.payment_settlement import settle_in_cash
from khfund.scholarships.programme import find_programme
from tests.builders import NOW
from tests.scholarships.runs import Payer, a_payer
from tests.torture import faults

PAYMENTS = 300
AMOUNT = 1_000  # đồng
DELAY = 0.25  # seconds: a command of 300 payments takes about as long
DUE, DAY = date(2026, 10, 1), date(2027, 1, 15)
STEPS = ("award.decide", "payment.draft", "payment.approve", "payment.settle_cash", "payment.settle_cash")


@attrs.define
class RunGround:
    """Books in which run after run of 300 payments is made; command `number` is step `number % 5` of run `number // 5`."""

    payer: Payer
    done: int = 0
    killed: Counter[str] = attrs.Factory(Counter)

    @property
    def office(self) -> Any:
        """The office that pays."""
        return self.payer.office

    def kind(self, number: int) -> str:
        """What kind of command `number` is."""
        return STEPS[number % 5]

    def order(self, number: int) -> Order:
        """Command `number`, the same whenever it is asked for."""
        office = self.office
        persons = (office.chair, office.accountant, office.chief, office.treasurer, office.treasurer)
        payload = {"number": number}
        request = f"torture-{number}"
        return Order(persons[number % 5], self.kind(number), office.unit, payload, request_id=request, at=NOW)

    def work(self, number: int) -> Any:
        """What command `number` does."""
        cycle, step = divmod(number, 5)
        return (self._owe, self._draft, self._approve, self._first_half, self._second_half)[step](cycle)

    def _owe(self, cycle: int) -> Any:
        month = Month(2001 + cycle // 12, 1 + cycle % 12)

        def work(session: Any, command: Any) -> dict[str, Any]:
            programme = find_programme(session, command.unit, "VK")
            new = [
                NewInstalment(
                    programme,
                    self.office.kh,
                    pupil,
                    Nature.AWARD,
                    month,
                    AMOUNT,
                    DUE,
                    "Học bổng",
                    award=award,
                )
                for pupil, award in zip(self.payer.pupils, self.payer.awards, strict=True)
            ]
            return {"owed": owe(session, command, new)[-1]}

        return work

    def _draft(self, _cycle: int) -> Any:
        return lambda s, c: {"hash": draft_run(s, c, until=DUE).lines_hash}

    def _approve(self, cycle: int) -> Any:
        return lambda s, c: {"entry": approve_run(s, c, find_run(s, c.unit, cycle + 1)).entry_id}

    def _first_half(self, cycle: int) -> Any:
        return lambda s, c: self._pay(s, c, cycle, slice(None, PAYMENTS // 2))

    def _second_half(self, cycle: int) -> Any:
        return lambda s, c: self._pay(s, c, cycle, slice(PAYMENTS // 2, None))

    def _pay(self, session: Any, command: Any, cycle: int, half: slice) -> dict[str, Any]:
        lines = lines_of(session, find_run(session, command.unit, cycle + 1))[half]
        signed = {line.id: "Người ký" for line in lines}
        return {"voucher": settle_in_cash(session, command, lines, day=DAY, signed=signed).voucher_code}


def run_ground(database: Database, payments: int = PAYMENTS) -> RunGround:
    """Books of an office with so many pupils and money enough."""
    return RunGround(a_payer(database, payments, way="cash", cash=10**12))


def stored_runs(books: RunGround) -> dict[str, int]:
    """What the books hold: commands of the torture, runs, lines, approvals, payments, đồng paid and still payable."""
    queries = {
        "commands": "SELECT COUNT(*) FROM command WHERE request_id LIKE 'torture-%'",
        "instalments": "SELECT COUNT(*) FROM instalment",
        "runs": "SELECT COUNT(*) FROM payment_run",
        "lines": "SELECT COUNT(*) FROM payment_line",
        "approvals": "SELECT COUNT(*) FROM payment_approval",
        "paid": "SELECT COUNT(*) FROM payment_settlement",
        "vouchers": "SELECT COUNT(*) FROM entry WHERE voucher_kind = 'PC'",
    }
    found = books.office.read(lambda s: {name: s.scalar(text(query)) for name, query in queries.items()})
    return found | {"payable": books.payer.payable}


def expected_runs(done: int) -> dict[str, int]:
    """What `done` commands write, each carried out once."""
    owed, drafted, approved, first, second = (len(range(step, done, 5)) for step in range(5))
    paid = (first + second) * (PAYMENTS // 2)
    return {
        "commands": done,
        "instalments": owed * PAYMENTS,
        "runs": drafted,
        "lines": drafted * PAYMENTS,
        "approvals": approved,
        "paid": paid,
        "vouchers": first + second,
        "payable": (approved * PAYMENTS - paid) * AMOUNT,
    }


def run_faults(books: RunGround) -> list[str]:
    """What `khfund check` says, but that these awards were written without the decision of a round."""
    return [said for said in faults(books) if not said.startswith("I38")]
