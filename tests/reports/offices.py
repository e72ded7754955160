"""The public statement of an office of the tests."""

from __future__ import annotations

from datetime import UTC, datetime

from khfund.calendar import DateRange
from khfund.ledger import Fund
from khfund.reports.public_statement import build
from khfund.unit import Unit

MADE = datetime(2027, 1, 1, 20, 0, tzinfo=UTC)  # 2 January in Viet Nam
YEAR = DateRange.year(2026)


def shown(office, days=YEAR, **more):
    """What the office publishes; `fund` (by id) asks for one fund."""

    def look(session):
        wanted = more.pop("fund", None)
        funds = None if wanted is None else [session.get_one(Fund, wanted)]
        return build(
            session, units=[session.get_one(Unit, office.unit)], days=days, made_at=MADE, funds=funds, **more
        )

    return office.read(look)
