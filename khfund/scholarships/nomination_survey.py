"""Who was asked for nominations in a round, who has sent some, who was late, and who is missing."""

from __future__ import annotations

import enum
from collections import Counter
from datetime import date

import attrs
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from khfund.scholarships.award_round import AwardRound
from khfund.scholarships.nomination import Nomination, NominationState
from khfund.scholarships.nomination_file import nomination_files
from khfund.scholarships.round_terms import quotas
from khfund.unit import Unit, tree_on


class Answer(enum.StrEnum):
    """How a unit has answered the survey of a round."""

    SENT = "sent"
    LATE = "late"
    WAITING = "waiting"
    MISSING = "missing"


ANSWER_NAMES = {
    Answer.SENT: "đã gửi",
    Answer.LATE: "gửi muộn",
    Answer.WAITING: "chưa gửi, còn hạn",
    Answer.MISSING: "chưa gửi, quá hạn",
}


@attrs.frozen
class UnitAnswer:
    """One unit: when its first nominations came, how many stand, how many days after the last day (0 for in time)."""

    unit: Unit
    answer: Answer
    first: date | None
    standing: int
    days_late: int


def survey(session: Session, award_round: AwardRound, on: date) -> list[UnitAnswer]:
    """Tell of every unit that has places in the round, or stands directly below, or has sent some, as of a day.

    Whoever has places counts as asked; where nobody has, the units directly below the round's unit do.
    """
    tree = tree_on(session, on)
    first = _first_days(session, award_round)
    asked = set(quotas(session, award_round)) or {one.id for one in tree.below(award_round.unit_id)}
    standing = _standing(session, award_round)
    units = sorted(asked | first.keys(), key=lambda one: tree.units[one].code)
    return [
        _answer(tree.units[one], first.get(one), standing[one], award_round.nominate_until, on)
        for one in units
    ]


def _answer(unit: Unit, first: date | None, standing: int, until: date, on: date) -> UnitAnswer:
    late = max(0, ((first or on) - until).days)
    if first is None:
        return UnitAnswer(unit, Answer.MISSING if late else Answer.WAITING, None, standing, late)
    return UnitAnswer(unit, Answer.LATE if late else Answer.SENT, first, standing, late)


def _first_days(session: Session, award_round: AwardRound) -> dict[int, date]:
    """Unit → the day on which its first nomination or file came, an empty file counting as an answer."""
    query = select(Nomination.unit_id, func.min(Nomination.received))
    by_hand = query.where(Nomination.round_id == award_round.id).group_by(Nomination.unit_id)
    days: dict[int, date] = {unit: day for unit, day in session.execute(by_hand)}  # noqa: C416  rows are no pairs
    for file in nomination_files(session, award_round):
        days[file.unit_id] = min(file.received, days.get(file.unit_id, file.received))
    return days


def _standing(session: Session, award_round: AwardRound) -> Counter[int]:
    query = select(Nomination.unit_id, func.count()).where(
        Nomination.round_id == award_round.id, Nomination.state == NominationState.STANDING
    )
    return Counter(dict(session.execute(query.group_by(Nomination.unit_id)).all()))
