"""Everything that was agreed and happened, read together."""

from __future__ import annotations

from datetime import date

from khfund.calendar import Month
from khfund.scholarships.schedule import Cover, EventKind, Happening, Rate, Terms, Uncovered
from khfund.scholarships.sponsorship_agreement import change_rate
from khfund.scholarships.sponsorship_course import record
from khfund.scholarships.sponsorship_terms import months_of, terms_of
from tests.scholarships.sponsorships import RATE, SEPTEMBER, a_home, half


def test_terms_hold_rates_shares_and_events(database):
    home = a_home(database)
    more = {"payable": (9, 10), "pay_day": 5, "uncovered": Uncovered.STOP, "ends": Month(2028, 10)}
    made = home.agree(None, half(home.sponsor(), until=Month(2027, 10)), **more)
    home.do("sponsorship.rate", lambda s, c: change_rate(s, c, made, 600_000, since=Month(2027, 9)))
    home.do("sponsorship.event", lambda s, c: record(s, c, made, EventKind.SUSPEND, date(2026, 10, 1)))

    told = home.read(lambda s: terms_of(s, [made])[made.id])

    assert told == Terms(
        starts=SEPTEMBER,
        rates=(Rate(SEPTEMBER, RATE), Rate(Month(2027, 9), 600_000)),
        grade=10,
        school_year=2026,
        payable=frozenset({9, 10}),
        pay_day=5,
        ends=Month(2028, 10),
        uncovered=Uncovered.STOP,
        covers=(Cover(1, SEPTEMBER, Month(2027, 11), 5_000),),
        happenings=(Happening(EventKind.SUSPEND, date(2026, 10, 1)),),
    )
    assert [one.amount for one in home.read(lambda s: months_of(s, made))] == [
        250_000,
        250_000,
        300_000,
        300_000,
    ]
