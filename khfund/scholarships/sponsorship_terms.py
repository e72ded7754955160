"""The terms of sponsorships as they stand: agreement, rates, shares and events read together. Reads only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from khfund.calendar import Month
from khfund.scholarships.child_event import events_of
from khfund.scholarships.schedule import OwedMonth, Terms, schedule
from khfund.scholarships.sponsor_share import cover_of, ends_of, shares_of
from khfund.scholarships.sponsorship import Sponsorship, rates_of


def terms_of(session: Session, made: Sequence[Sponsorship]) -> Mapping[int, Terms]:
    """Return sponsorship → its terms, with every rate, share and event that stands."""
    rates, shares, events = rates_of(session, made), shares_of(session, made), events_of(session, made)
    ends = ends_of(session, [one for of in shares.values() for one in of])
    return {
        one.id: Terms(
            starts=Month.from_number(one.first_month),
            rates=rates[one.id],
            grade=one.grade,
            school_year=one.school_year,
            payable=frozenset(one.payable),
            pay_day=one.pay_day,
            ends=Month.from_number(one.last_month) if one.last_month else None,
            uncovered=one.uncovered,
            covers=tuple(cover_of(share, ends.get(share.id)) for share in shares.get(one.id, ())),
            happenings=tuple(event.happening for event in events.get(one.id, ())),
        )
        for one in made
    }


def months_of(session: Session, made: Sponsorship) -> tuple[OwedMonth, ...]:
    """Return the schedule of a sponsorship as it stands."""
    return schedule(terms_of(session, [made])[made.id])
