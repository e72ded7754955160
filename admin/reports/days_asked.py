"""Which days, and which funds, a report is asked for: the form in the address of a page."""

from __future__ import annotations

from datetime import date

from flask import request
from sqlalchemy.orm import Session

from admin.field import Choice, Days
from admin.listing import Filters
from khfund.calendar import DateRange, today
from khfund.ledger import Fund, find_fund, funds
from khfund.unit import Unit


class DaysAsked(Filters):
    """The days that a report is about."""

    days = Days("Kỳ", required=False)
    fund = Choice("Chỉ quỹ", required=False)

    def prepare(self, session: Session, unit: Unit) -> None:
        """Offer the unit's funds; without words, the year to which the newest full statement belongs."""
        self.fund.offer((one.code, one.name) for one in funds(session, unit.id))
        if self.days.data is None and not self.days.typed:
            self.days.process_data(None)
            self.days.data = usual_days(today())
            self.days.typed = str(self.days.data.start.year)


def asked(session: Session, unit: Unit) -> DaysAsked:
    """Read the form from the address."""
    form = DaysAsked(request.args)
    form.prepare(session, unit)
    form.validate()
    return form


def usual_days(on: date) -> DateRange:
    """The year that is told of on a day: until the end of March, the year before."""
    return DateRange.year(on.year - 1 if on.month <= 3 else on.year)


def fund_asked(session: Session, unit: Unit, code: str | None) -> list[Fund] | None:
    """The one fund that was chosen, or None for all of them."""
    return [find_fund(session, unit.id, code)] if code else None
