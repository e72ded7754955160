"""What the unit's sponsorships come to: each one's figures, the promise as a whole, the months that come."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import attrs
from sqlalchemy.orm import Session

from admin.kept import kept
from admin.words import _
from khfund.calendar import Month, today
from khfund.reports import chart
from khfund.scholarships.schedule import State, phase_on, phases
from khfund.scholarships.sponsor_standing import ChildStanding, standings
from khfund.scholarships.sponsorship_terms import terms_of
from khfund.unit import Unit

MONTHS_AHEAD = 12


@attrs.frozen
class Figures:
    """Where one sponsorship stands today; đồng."""

    number: int
    state: State
    rate: int | None
    sponsors: int
    promised: int
    received: int
    arrears: int
    owed: int
    paid: int
    to_come: int
    until: int | None


@attrs.frozen
class Ahead:
    """What a month asks for: all of it, and what of it sponsors have promised; đồng."""

    month: Month
    amount: int
    sponsored: int


@attrs.frozen
class Outlook:
    """All sponsorships together: how many children are supported, what is promised beyond the instalments, the months."""

    children: int
    to_come: int
    owed_unpaid: int
    late: int
    arrears: int
    uncovered: int
    not_raised: int
    months: tuple[Ahead, ...]


def figures(session: Session, unit: Unit) -> dict[int, Figures]:
    """Return number → figures, of every sponsorship of the unit."""
    return _all(session, unit)[0]


def outlook(session: Session, unit: Unit) -> Outlook:
    """Return what all sponsorships of the unit come to."""
    return _all(session, unit)[1]


def _all(session: Session, unit: Unit) -> tuple[dict[int, Figures], Outlook]:
    return kept(session, unit, "sponsorships", lambda: _computed(session, unit, today()))


def figures_of(session: Session, one: ChildStanding) -> Figures:
    """Return the figures of one sponsorship on the day of its standing."""
    terms = terms_of(session, [one.sponsorship])[one.sponsorship.id]
    return _figures(one, phase_on(phases(terms.happenings), one.on).state)


def _computed(session: Session, unit: Unit, on: date) -> tuple[dict[int, Figures], Outlook]:
    found = standings(session, unit.id, on)
    terms = terms_of(session, [one.sponsorship for one in found])
    each = {
        one.sponsorship.id: _figures(one, phase_on(phases(terms[one.sponsorship.id].happenings), on).state)
        for one in found
    }
    return each, _outlook(found, each, on)


def _figures(one: ChildStanding, state: State) -> Figures:
    now = [month for month in one.months if month.month >= Month.of(one.on)]
    return Figures(
        number=one.sponsorship.id,
        state=state,
        rate=now[0].rate if now else None,
        sponsors=sum(not sponsor.has_stopped for sponsor in one.sponsors),
        promised=sum(sponsor.due for sponsor in one.sponsors),
        received=sum(sponsor.received for sponsor in one.sponsors),
        arrears=sum(sponsor.arrears for sponsor in one.sponsors if sponsor.is_asked),
        owed=one.owed,
        paid=one.paid,
        to_come=one.to_come,
        until=one.months[-1].month.number if one.months else None,
    )


def _outlook(found: Sequence[ChildStanding], each: dict[int, Figures], on: date) -> Outlook:
    month, months = Month.of(on), []
    for _place in range(MONTHS_AHEAD):
        months.append(_ahead(found, month))
        month = month.next()
    return Outlook(
        children=sum(
            one.state in (State.RUNNING, State.SUSPENDED) and one.to_come > 0 for one in each.values()
        ),
        to_come=sum(one.to_come for one in each.values()),
        owed_unpaid=sum(one.owed - one.paid for one in each.values()),
        late=sum(one.arrears > 0 for one in each.values()),
        arrears=sum(one.arrears for one in each.values()),
        uncovered=sum(one.sponsors == 0 and one.to_come > 0 for one in each.values()),
        not_raised=sum(_not_raised(one) for one in found),
        months=tuple(months),
    )


def _not_raised(one: ChildStanding) -> int:
    """How many months are due and have no instalment yet."""
    due = [month for month in one.months if month.due <= one.on and not month.is_held]
    return sum(month.month.number not in one.by_month for month in due)


def _ahead(found: Sequence[ChildStanding], month: Month) -> Ahead:
    owed = [one for child in found for one in child.months if one.month == month and not one.is_held]
    sponsored = sum(dong for one in owed for _share, dong in one.parts)
    return Ahead(month, sum(one.amount for one in owed), sponsored)


def outlook_chart(found: Outlook) -> tuple[str, str]:
    """Draw what the coming months ask for; the picture and what it says in words."""
    groups = [chart.Group(f"{one.month.first:%m/%y}", (one.amount, one.sponsored)) for one in found.months]
    names = (_("Cần chi"), _("Người đỡ đầu đã hứa"))
    words = _(
        "Cần chi cho các em trong 12 tháng tới: {amount:dong}, trong đó người đỡ đầu đã hứa {sponsored:dong}.",
        amount=sum(one.amount for one in found.months),
        sponsored=sum(one.sponsored for one in found.months),
    )
    return chart.columns(_("Cần chi từng tháng"), names, groups), words
