"""Who is put forward in a round, as the committee's pages name a candidate: one question for all of them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import attrs
from sqlalchemy import select
from sqlalchemy.orm import Session

from khfund.calendar import format_day
from khfund.scholarships.award_round import AwardRound, RoundUnknownError
from khfund.scholarships.nomination import Nomination
from khfund.scholarships.recipient import Recipient
from khfund.unit import Unit

IN_MAX = 900  # numbers in one question


@attrs.frozen
class Who:
    """A candidate on a page that only officers open."""

    nomination: int
    recipient: int
    name: str
    born: str
    school: str
    unit: str
    unit_id: int
    category: str
    circumstances: str
    achievements: str
    sort_key: bytes


def round_numbered(session: Session, unit_id: int, number: int) -> AwardRound:
    """Return a round of the unit by its number.

    Raises: RoundUnknownError.
    """
    found = session.get(AwardRound, number)
    if found is None or found.unit_id != unit_id:
        raise RoundUnknownError(code=str(number))
    return found


def candidates(
    session: Session, award_round: AwardRound, numbers: Collection[int] | None = None
) -> dict[int, Who]:
    """Return nomination → who it is, of a whole round or of some of its nominations."""
    query = (
        select(
            Nomination.id,
            Nomination.recipient_id,
            Recipient.full_name,
            Recipient.birth_day,
            Recipient.birth_year,
            Nomination.school_class,
            Nomination.school,
            Unit.name,
            Nomination.unit_id,
            Nomination.category,
            Nomination.circumstances,
            Nomination.achievements,
            Recipient.sort_key,
        )
        .join(Recipient, Recipient.id == Nomination.recipient_id)
        .join(Unit, Unit.id == Nomination.unit_id)
        .where(Nomination.round_id == award_round.id)
    )
    if numbers is not None and len(numbers) <= IN_MAX:
        query = query.where(Nomination.id.in_(numbers))
    return {
        number: Who(number, recipient, name, born(day, year), ", ".join(filter(None, place)), *rest)
        for number, recipient, name, day, year, *place_and_rest in session.execute(query)
        for place, rest in [(place_and_rest[:2], place_and_rest[2:])]
        if numbers is None or number in numbers
    }


def born(day: date | None, year: int | None) -> str:
    """Write a birth: the day, else the year, else nothing."""
    return format_day(day) if day else str(year or "")
