"""Which quarter or year of returns is looked at."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from flask import request
from sqlalchemy.orm import Session

from admin.field import Choice
from admin.listing import Filters
from khfund.calendar import today
from khfund.returns.reporting_period import ReportingPeriod
from khfund.unit import Unit

YEARS = 4


def periods(on: date) -> Iterator[ReportingPeriod]:
    """The quarters and years that have begun, the newest first, some years back."""
    for year in range(on.year, on.year - YEARS, -1):
        for quarter in (4, 3, 2, 1):
            one = ReportingPeriod(year, quarter)
            if one.days.start <= on:
                yield one
        yield ReportingPeriod(year)


def usual_period(on: date) -> ReportingPeriod:
    """The quarter that ended last: the one that is being collected."""
    return next(one for one in periods(on) if one.quarter and one.days.end <= on)


class PeriodAsked(Filters):
    """A quarter or a year."""

    period = Choice("Kỳ")

    def prepare(self, session: Session, unit: Unit) -> None:
        """Offer the periods; without words, the quarter that ended last."""
        offer_periods(self.period)


def offer_periods(field: Any) -> None:
    """Let a field choose a period."""
    field.offer((one.code, str(one)) for one in periods(today()))
    if field.data is None:
        field.data = usual_period(today()).code


def period_asked(session: Session, unit: Unit) -> tuple[PeriodAsked, ReportingPeriod]:
    """Read the period from the address; one that nobody understands is the usual one, told beside the field."""
    form = PeriodAsked(request.args)
    form.prepare(session, unit)
    if form.validate():
        return form, ReportingPeriod.parse(form.period.data)
    return form, usual_period(today())
