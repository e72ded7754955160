"""Commitments: what a fund has promised to pay on days to come, kept beside the ledger and shown with its balance.

Every area of work that makes promises tells its own: planned payments here, awards and sponsorships theirs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

import attrs
from sqlalchemy.orm import Session

from khfund.ledger.balance import fund_balance
from khfund.ledger.fund import Fund


@attrs.frozen(order=True)
class Commitment:
    """Đồng that a fund (by id) has promised to pay on a day, and for what; what is overdue is still promised."""

    day: date
    fund: int
    amount: int
    what: str


Teller = Callable[[Session, int, date], Iterable[Commitment]]
TELLERS: list[Teller] = []
"""Functions (session, unit id, day) that tell what is promised and not yet paid at the end of the day."""


def commits(teller: Teller) -> Teller:
    """Register a teller of commitments; each area of work adds its own."""
    TELLERS.append(teller)
    return teller


def commitments(session: Session, unit_id: int, on: date, *, fund: Fund | None = None) -> list[Commitment]:
    """Return what the unit has promised and not paid at the end of a day, by due day; of one fund if given."""
    told = (one for teller in TELLERS for one in teller(session, unit_id, on))
    return sorted(one for one in told if fund is None or one.fund == fund.id)


@attrs.frozen
class SpendingRoom:
    """What a fund may still promise, in đồng: what it may spend in money, less what it has promised already."""

    spendable: int
    committed: int
    liquid: int

    @property
    def free(self) -> int:
        """Đồng that are neither spent nor promised; negative when too much was promised."""
        return self.spendable - self.committed


def spending_room(session: Session, fund: Fund, on: date) -> SpendingRoom:
    """Return what the fund may still promise at the end of a day; principal is never in it. Source: design, section 4."""
    balance = fund_balance(session, fund, on)
    promised = sum(one.amount for one in commitments(session, fund.unit_id, on, fund=fund))
    return SpendingRoom(balance.money, promised, balance.liquid)
