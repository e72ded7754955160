"""What does not foot in a kept return: by itself, against the period before and against its quarters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from khfund.errors import KhfundError
from khfund.returns.footing import Blank, Unfooted, blanks, carried, foot, year_of_quarters
from khfund.returns.form import edition_marked
from khfund.returns.reporting_period import ReportingPeriod
from khfund.returns.unit_return import UnitReturn, figures_of, latest
from khfund.unit import Unit

if TYPE_CHECKING:
    from khfund.command import Command


class ReturnUnfootedWarning(KhfundError):  # noqa: N818  a warning
    """A return is kept as it was told, and what in it does not foot is named."""

    message = "Lưu ý: {code}: {finding}."
    english = "Note: {code}: {finding}."


def unfooted(session: Session, one: UnitReturn) -> list[Unfooted]:
    """Name every figure of a return that does not foot, with its difference."""
    edition, figures, period = edition_marked(one.edition), figures_of(session, one), one.period
    found = foot(edition, figures)
    earlier = _before(session, one.unit_id, period)
    if earlier is not None:
        before = str(earlier.period)
        found += carried(edition, figures_of(session, earlier), figures, before[:1].lower() + before[1:])
    quarters = [latest(session, one.unit_id, quarter) for quarter in period.quarters]
    told = [figures_of(session, quarter) for quarter in quarters if quarter is not None]
    if not period.quarter and len(told) == 4:
        found += year_of_quarters(edition, period, figures, told)
    return found


def unproven(session: Session, one: UnitReturn) -> list[Blank]:
    """Name the blanks that keep a return from being checked."""
    return blanks(edition_marked(one.edition), figures_of(session, one))


def _before(session: Session, unit_id: int, period: ReportingPeriod) -> UnitReturn | None:
    found = (latest(session, unit_id, before) for before in period.before)
    return next((one for one in found if one is not None), None)


def tell_unfooted(session: Session, command: Command, one: UnitReturn) -> int:
    """Warn of everything in a return that does not foot, and say how many places there are; nothing is refused."""
    unit = session.get_one(Unit, one.unit_id)
    found = unfooted(session, one)
    for place in found:
        command.warn(ReturnUnfootedWarning(code=unit.code, finding=place.sentence))
    return len(found)
