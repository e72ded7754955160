"""The year's dues by unit: members, what is due here, what came, what is the book's own and what goes up. Reads only."""

from __future__ import annotations

import attrs
from sqlalchemy.orm import Session

from khfund.calendar import Month
from khfund.donations.dues import members_of, rate_of, shares_of
from khfund.donations.dues_receipt import passed_on, received_from, split_for, to_pass_on
from khfund.unit import Unit
from khfund.unit.tree import tree_on


@attrs.frozen
class DuesLine:
    """One unit's dues of a year, in đồng; None where the members are not counted or the rate is missing."""

    unit: Unit
    members: int | None
    rate: int | None
    total: int | None
    due: int | None
    received: int
    own: int
    passed: int

    @property
    def outstanding(self) -> int | None:
        """Đồng still to come here; negative when too much came."""
        return None if self.due is None else self.due - self.received


@attrs.frozen
class DuesYear:
    """All dues of a year in one book, in đồng."""

    year: int
    lines: tuple[DuesLine, ...]
    passed_on: int
    to_pass_on: int

    @property
    def received(self) -> int:
        """Đồng that came."""
        return sum(line.received for line in self.lines)

    @property
    def own(self) -> int:
        """Đồng that are the book's."""
        return sum(line.own for line in self.lines)

    @property
    def missing(self) -> tuple[Unit, ...]:
        """Units whose members are not counted; they are not taken for 0."""
        return tuple(line.unit for line in self.lines if line.members is None)


def dues_of_year(session: Session, unit_id: int, year: int) -> DuesYear:
    """Return the year's dues of the units directly below, and of any other unit that was counted or has paid, by code."""
    members, came = members_of(session, unit_id, year), received_from(session, unit_id, year)
    below = {one.id for one in tree_on(session, Month(year, 12).last).below(unit_id)}
    wanted = [session.get_one(Unit, number) for number in below | members.keys() | came.keys()]
    rate, shared = rate_of(session, unit_id, year), bool(shares_of(session, unit_id, year))
    lines = []
    for unit in sorted(wanted, key=lambda one: one.code):
        count = members.get(unit.id)
        total = None if count is None or rate is None else count * rate
        due = None
        if total is not None and shared:
            _below, own, above = split_for(session, unit_id, unit, year).of_whole(total)
            due = own + above
        pairs = came.get(unit.id, [])
        own, passed = sum(pair[0] for pair in pairs), sum(pair[1] for pair in pairs)
        lines.append(DuesLine(unit, count, rate, total, due, own + passed, own, passed))
    on_its_way = to_pass_on(session, unit_id, year)
    return DuesYear(year, tuple(lines), passed_on(session, unit_id, year), on_its_way)
