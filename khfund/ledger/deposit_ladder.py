"""What is on deposit on a day, and when it comes back: the register of term deposits and the maturity ladder."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import attrs
from sqlalchemy import select
from sqlalchemy.orm import Session

from khfund.calendar import Month
from khfund.ledger.deposit import Deposit
from khfund.ledger.deposit_event import Standing, standings
from khfund.ledger.deposit_interest import percent
from khfund.ledger.fund import Fund


@attrs.frozen
class Holding:
    """A deposit as it stands at the end of a day; amounts in đồng.

    `booked` is interest in the books that the bank has not paid (below zero: paid in advance, not earned yet), `earned`
    what the contract gives to the end of the day and is not paid, `expected` what the bank will still pay by maturity.
    """

    deposit: Deposit
    standing: Standing = attrs.field(repr=False)
    on: date

    @property
    def principal(self) -> int:
        """What is there."""
        return self.standing.principal

    @property
    def rate(self) -> Decimal:
        """Per cent a year."""
        return percent(self.deposit.rate)

    @property
    def booked(self) -> int:
        """Interest in the books that the bank has not paid."""
        return self.standing.carried

    @property
    def earned(self) -> int:
        """Interest earned to the end of the day that the bank has not paid."""
        tomorrow = date.fromordinal(self.on.toordinal() + 1)
        return self._due(tomorrow) - self._due(self.standing.paid_until)

    @property
    def expected(self) -> int:
        """Interest that the bank will still pay by maturity."""
        return self._due(self.deposit.matures) - self._due(self.standing.paid_until)

    @property
    def days_left(self) -> int:
        """Days to maturity; below zero when it has matured and is not booked yet."""
        return (self.deposit.matures - self.on).days

    def _due(self, until: date) -> int:
        return self.deposit.earning.due(self.principal, until)


@attrs.frozen(order=True)
class Rung:
    """What matures in a month for a fund (by id): principal and the interest still to come, in đồng."""

    month: Month
    fund: int
    principal: int
    interest: int


def holdings(session: Session, unit_id: int, on: date, *, fund: Fund | None = None) -> list[Holding]:
    """Return the deposits that are there at the end of a day, those that mature first first; of one fund if given."""
    query = select(Deposit).where(Deposit.unit_id == unit_id)
    if fund is not None:
        query = query.where(Deposit.fund_id == fund.id)
    found = list(session.scalars(query.order_by(Deposit.matures, Deposit.id)))
    stand = standings(session, found, on)
    return [Holding(one, stand[one.id], on) for one in found if stand[one.id].principal]


def total_on_deposit(session: Session, unit_id: int, on: date) -> int:
    """Return the principal of all deposits that are there at the end of a day, in đồng."""
    return sum(one.principal for one in holdings(session, unit_id, on))


def ladder(session: Session, unit_id: int, on: date, *, fund: Fund | None = None) -> list[Rung]:
    """Return what matures month by month and fund by fund, of the deposits that are there at the end of a day.

    What has matured and is not booked yet stands in the month in which it matured.
    """
    sums: dict[tuple[Month, int], list[int]] = {}
    for one in holdings(session, unit_id, on, fund=fund):
        found = sums.setdefault((Month.of(one.deposit.matures), one.deposit.fund_id), [0, 0])
        found[0] += one.principal
        found[1] += one.expected
    return sorted(Rung(*key, *amounts) for key, amounts in sums.items())
