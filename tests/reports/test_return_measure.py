"""Targets count what units without a book reported, once the year is whole."""

from datetime import date

import pytest

from khfund.donations.target import Measure
from khfund.donations.target_report import TELLERS
from khfund.reports.return_measure import KEYS, told_by_return
from khfund.returns.form import Figure
from khfund.returns.reporting_period import ReportingPeriod
from tests.returns.offices import YEAR, a_province, filed, fund

LATER = date(2027, 1, 10)


@pytest.fixture
def office(database):
    return a_province(database)


def told(office, measure, unit=2):
    return office.read(lambda s: told_by_return(s, unit, measure, 2026))


def test_every_measure_of_a_target_has_its_value():
    assert set(KEYS) == set(Measure)
    assert told_by_return in TELLERS


def test_a_years_return_tells_what_was_reached(office):
    figures = [*fund(), Figure("TS", "awards", 12), Figure("HOI", "members", 900)]
    filed(office, "A", figures, YEAR, received=LATER)

    assert [
        told(office, one) for one in (Measure.RAISED, Measure.BALANCE, Measure.AWARDS, Measure.MEMBERS)
    ] == [
        3_000_000,
        7_000_000,
        12,
        900,
    ]
    assert told(office, Measure.DUES) is None


def test_a_year_is_known_when_its_four_quarters_are(office):
    for number in (1, 2, 3):
        filed(office, "A", fund(), ReportingPeriod(2026, number), received=LATER)
    before = told(office, Measure.RAISED)

    filed(office, "A", fund(), ReportingPeriod(2026, 4), received=LATER)

    assert (before, told(office, Measure.RAISED)) == (None, 12_000_000)


def test_what_nobody_reported_is_not_nought(office):
    assert told(office, Measure.RAISED, unit=3) is None
