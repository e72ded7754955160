"""Targets against what was reached. A figure that nobody has reported is missing («chưa báo cáo»), never 0.

Every area of work tells the measures that it knows: the ledger tells money raised and balances of units that keep a
book here, dues tell members, unit returns tell what units without a book have reported.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import attrs
from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from khfund.calendar import DateRange, Month
from khfund.donations.dues import DuesMembers
from khfund.donations.target import Manner, Measure, Target, addressed
from khfund.donations.target import targets as standing_targets
from khfund.ledger import Account, AccountRole, Book, Correction, Entry, Fund, PostingRow, fund_balance, funds
from khfund.ledger.account import Nature
from khfund.unit import Unit

Teller = Callable[[Session, int, Measure, int], int | None]
TELLERS: list[Teller] = []
"""Functions (session, unit id, measure, year) → what the unit reached, None where they do not know."""


def measures(teller: Teller) -> Teller:
    """Register a teller of what units reached; the first that knows decides, in the order of registration."""
    TELLERS.append(teller)
    return teller


@attrs.frozen
class Reached:
    """A target, or one unit's part of it: what was to be reached, what was; None where it is not known."""

    target: Target
    unit: Unit | None
    goal: int | None
    actual: int | None
    missing: tuple[Unit, ...] = ()

    @property
    def percent(self) -> int | None:
        """Whole percent of the goal, rounded down; None without a goal or a figure."""
        return None if not self.goal or self.actual is None else self.actual * 100 // self.goal


def reached(session: Session, unit_id: int, year: int) -> list[Reached]:
    """Return every target of a year with what was reached: its own line, and one for each unit of a target per unit.

    The line of a target adds up the units that have reported; those that have not stand in `missing`.
    """
    found: list[Reached] = []
    for target in standing_targets(session, unit_id, year):
        found += _lines(session, target)
    return found


def _lines(session: Session, target: Target) -> Iterable[Reached]:
    whom = target.level if target.level is not None else session.get_one(Unit, target.of_unit_id)
    units = addressed(session, whom, target.year)
    if target.manner is Manner.PER_UNIT and isinstance(whom, Unit):
        units = [whom]
    figures = {one.id: _actual(session, target, one.id, target.year) for one in units}
    missing = tuple(one for one in units if figures[one.id] is None)
    told = [figure for figure in figures.values() if figure is not None]
    actual = sum(told) if told else None
    only = whom if isinstance(whom, Unit) else None
    if target.manner is Manner.IN_TOTAL or only is not None:
        yield Reached(target, only, _goal(session, target, units), actual, missing)
        return
    each = [(one, _goal(session, target, [one])) for one in units]
    goals = [goal for _, goal in each]
    whole = None if None in goals else sum(goal for goal in goals if goal is not None)
    yield Reached(target, None, whole, actual, missing)
    for one, goal in each:
        figure = figures[one.id]
        yield Reached(target, one, goal, figure, (one,) if figure is None else ())


def _goal(session: Session, target: Target, units: list[Unit]) -> int | None:
    """What these units are to reach; growth is rounded up, for a goal is not reached by rounding."""
    if target.growth is None:
        return target.amount
    base = target.base
    if base is None:
        assert target.base_year is not None
        figures = [_actual(session, target, one.id, target.base_year) for one in units]
        known = [figure for figure in figures if figure is not None]
        if len(known) < len(figures) or not known:
            return None
        base = sum(known)
    return -(-base * (10_000 + target.growth) // 10_000)


def _actual(session: Session, target: Target, unit_id: int, year: int) -> int | None:
    if target.fund_id is not None:
        return of_own_book(session, unit_id, target.measure, year, fund=session.get_one(Fund, target.fund_id))
    return actual_of(session, unit_id, target.measure, year)


def actual_of(session: Session, unit_id: int, measure: Measure, year: int) -> int | None:
    """Return what a unit reached in a year, None where nobody knows."""
    told = (teller(session, unit_id, measure, year) for teller in TELLERS)
    return next((figure for figure in told if figure is not None), None)


def of_own_book(
    session: Session, unit_id: int, measure: Measure, year: int, *, fund: Fund | None = None
) -> int | None:
    """Return what the unit's own book says of money raised, dues or the balance; of one fund if given."""
    book = session.get(Book, unit_id)
    if book is None or book.opened.year > year:
        return None
    if measure is Measure.BALANCE:
        last = Month(year, 12).last
        wanted = funds(session, unit_id) if fund is None else [fund]
        return sum(fund_balance(session, one, last).total for one in wanted)
    roles = _COUNTED.get(measure)
    return None if roles is None else _moved(session, unit_id, roles, DateRange.year(year), fund)


_COUNTED = {
    Measure.RAISED: (AccountRole.GIFTS, AccountRole.PRINCIPAL),
    Measure.DUES: (AccountRole.DUES,),
}
_MONEY = [role for role in AccountRole if role.nature in {Nature.ASSET, Nature.LIABILITY}]


@measures
def _own_book(session: Session, unit_id: int, measure: Measure, year: int) -> int | None:
    return of_own_book(session, unit_id, measure, year)


@measures
def _counted_for_dues(session: Session, unit_id: int, measure: Measure, year: int) -> int | None:
    """A unit's own members as last counted for dues, in whichever book; those of the units below are theirs."""
    if measure is not Measure.MEMBERS:
        return None
    counted = select(DuesMembers.members).where(DuesMembers.of_unit_id == unit_id, DuesMembers.year == year)
    return session.scalar(counted.order_by(DuesMembers.id.desc()).limit(1))


def _moved(
    session: Session, unit_id: int, roles: tuple[AccountRole, ...], days: DateRange, fund: Fund | None
) -> int:
    """What came to these accounts from outside the fund less what went back, without openings and year-end entries."""
    came = _sum(session, unit_id, roles, days, fund, comes=True)
    return came - _sum(session, unit_id, roles, days, fund, comes=False)


def _sum(
    session: Session,
    unit_id: int,
    roles: tuple[AccountRole, ...],
    days: DateRange,
    fund: Fund | None,
    *,
    comes: bool,
) -> int:
    income, money = aliased(Account), aliased(Account)
    into, out = (PostingRow.credit_id, PostingRow.debit_id)
    query = (
        select(func.coalesce(func.sum(PostingRow.amount), 0))
        .join(Entry, Entry.id == PostingRow.entry_id)
        .join(income, income.id == (into if comes else out))
        .join(money, money.id == (out if comes else into))
        .where(Entry.unit_id == unit_id, Entry.day >= days.start, Entry.day < days.end)
        .where(income.role.in_(roles), money.role.in_(_MONEY))
        .where(
            Entry.correction.is_(None) | Entry.correction.not_in([Correction.OPENING, Correction.YEAR_END])
        )
    )
    if fund is not None:
        query = query.where(PostingRow.fund_id == fund.id)
    return int(session.scalars(query).one())
