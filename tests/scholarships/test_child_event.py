"""Events of sponsored children as they are written."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.exc import DatabaseError

from khfund.errors import KhfundError
from khfund.scholarships.child_event import ChildEventUnknownError, events_of, find_event
from khfund.scholarships.schedule import EventKind, Happening
from khfund.scholarships.sponsorship_course import record, take_back
from tests.builders import write_by_hand
from tests.donations.offices import refusal_of
from tests.scholarships.sponsorships import a_home


@pytest.fixture
def home(database):
    return a_home(database)


def test_events_are_told_by_day_and_those_taken_back_are_not(home):
    made = home.agree()
    later, wrong, earlier = (
        home.do(
            "sponsorship.event", lambda s, c, kind=kind, day=day: record(s, c, made, EventKind(kind), day)
        )
        for kind, day in (
            ("leave", date(2027, 1, 9)),
            ("repeat", date(2027, 9, 1)),
            ("suspend", date(2026, 10, 1)),
        )
    )
    home.do("sponsorship.event", lambda s, c: take_back(s, c, made, wrong, reason="Nhầm"))

    told = home.read(lambda s: events_of(s, [made])[made.id])

    assert [one.happening for one in told] == [
        Happening(EventKind.SUSPEND, date(2026, 10, 1)),
        Happening(EventKind.LEAVE, date(2027, 1, 9)),
    ]
    assert [one.id for one in told] == [earlier.id, later.id]
    said = refusal_of(ChildEventUnknownError, lambda: home.read(lambda s: find_event(s, made, wrong.id)))
    assert said == f"Thỏa thuận đỡ đầu số {made.id} không có sự việc số {wrong.id}."
    assert home.read(lambda s: find_event(s, made, later.id)).id == later.id


@pytest.mark.parametrize(
    "statement", ["UPDATE child_event SET day = '2026-01-01'", "DELETE FROM child_event"]
)
def test_an_event_is_beyond_hand_written_sql(home, statement):
    made = home.agree()
    home.do("sponsorship.event", lambda s, c: record(s, c, made, EventKind.SUSPEND, date(2026, 10, 1)))

    with pytest.raises((DatabaseError, KhfundError)):
        write_by_hand(home.office.database, statement)
