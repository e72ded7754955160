"""The associations' own tree: who stands under whom, since when.

This is the tree of the associations, not the State's: what the State calls a unit's place stands in state_place.py.
A unit's row keeps the last parent; a move is a dated fact, so every day has the tree of that day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING

import attrs
from sqlalchemy import ForeignKey, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.audit import witnesses
from khfund.db import Base, Whole, never_changes
from khfund.errors import KhfundError
from khfund.unit.naming import names_on, place_of
from khfund.unit.unit import Unit, require_there

if TYPE_CHECKING:
    from khfund.command import Command


class UnitUnderItselfError(KhfundError):
    """No unit stands under one that stands under it."""

    message = "{unit} không thể nằm dưới {parent}, vì {parent} là chính nó hoặc nằm dưới nó."
    english = "{unit} cannot stand under {parent}, which is the same unit or stands under it."


class UnitMoveTooEarlyError(KhfundError):
    """A unit's moves are told in the order of their days."""

    message = "{unit} đã chuyển cấp trên từ ngày {last:%d/%m/%Y}; lần sau phải ghi sau ngày đó."
    english = "{unit} moved on {last:%d/%m/%Y}; a later move is dated after it."


class UnitParent(Base):
    """A unit stands under another one `since` a day; `former_id` is where it stood before."""

    __tablename__ = "unit_parent"
    __table_args__ = (UniqueConstraint("unit_id", "since"),)

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    since: Mapped[date]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    former_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))


never_changes("unit_parent")


@witnesses("unit_parent")
def _moved(session: Session) -> Iterator[tuple[int, str, str]]:
    for one in session.scalars(select(UnitParent).order_by(UnitParent.id)):
        yield one.command_number, _figures(one), ""


def _figures(one: UnitParent) -> str:
    return f"{one.id}|{one.unit_id}|{one.since}|{one.parent_id or ''}|{one.former_id or ''}"


@attrs.frozen
class Tree:
    """All units as they stood on a day: parent and name by id. Units that did not exist that day are in it too."""

    on: date
    units: Mapping[int, Unit]
    parents: Mapping[int, int | None]
    names: Mapping[int, str]

    def below(self, unit_id: int | None) -> list[Unit]:
        """The units that existed that day directly under one, or under none, by code."""
        found = (self.units[one] for one, parent in self.parents.items() if parent == unit_id)
        return sorted((one for one in found if one.exists(self.on)), key=lambda one: one.code)

    def scope(self, unit_id: int, *, ended: bool = False) -> list[int]:
        """The ids of a unit and everything below that existed that day, from the top; with `ended`, also what is gone.

        What stands under a unit that is gone still belongs to whatever that unit stood under.
        """
        children: dict[int | None, list[int]] = defaultdict(list)
        for one in sorted(self.parents, key=lambda one: self.units[one].code):
            children[self.parents[one]].append(one)
        found, waiting = [], [unit_id]
        while waiting:
            one = waiting.pop()
            found.append(one)
            waiting += reversed(children[one])
        return [one for one in found if ended or self.units[one].exists(self.on)]

    def path(self, unit_id: int) -> list[int]:
        """The ids from the top down to the unit itself."""
        path = [unit_id]
        while (parent := self.parents[path[0]]) is not None:
            path.insert(0, parent)
        return path

    def full_name(self, unit_id: int) -> str:
        """The unit's name of that day with its parent's place, which tells two of the same name apart."""
        parent = self.parents[unit_id]
        name = self.names[unit_id]
        return name if parent is None else f"{name} ({place_of(self.names[parent])})"


def tree_on(session: Session, day: date) -> Tree:
    """Return the tree as it stood on a day."""
    found = {one.id: one for one in session.scalars(select(Unit))}
    parents = {one.id: one.parent_id for one in found.values()}
    known: set[int] = set()
    for fact in session.scalars(select(UnitParent).order_by(UnitParent.unit_id, UnitParent.since)):
        if fact.since <= day:
            parents[fact.unit_id] = fact.parent_id
        elif fact.unit_id not in known:
            parents[fact.unit_id] = fact.former_id
        known.add(fact.unit_id)
    return Tree(day, found, parents, names_on(session, day))


def move_unit(
    session: Session, command: Command, unit: Unit, parent: Unit | None, *, since: date
) -> UnitParent:
    """Put a unit under another one since a day; the days before keep the tree as it was.

    Raises: UnitNotThereError, UnitMoveTooEarlyError, UnitUnderItselfError.
    """
    require_there(unit, since)
    query = select(UnitParent.since).where(UnitParent.unit_id == unit.id)
    last = session.scalar(query.order_by(UnitParent.since.desc()).limit(1))
    if last is not None and last >= since:
        raise UnitMoveTooEarlyError(unit=unit.name, last=last)
    if parent is not None:
        require_there(parent, since)
        if unit.id in tree_on(session, since).path(parent.id):
            raise UnitUnderItselfError(unit=unit.name, parent=parent.name)
    return put_under(session, command, unit, parent, since=since)


def put_under(
    session: Session, command: Command, unit: Unit, parent: Unit | None, *, since: date
) -> UnitParent:
    """Write a move that has been looked at: what `move_unit` and a list of hundreds of units do last."""
    fact = UnitParent(
        unit_id=unit.id,
        since=since,
        parent_id=parent.id if parent else None,
        former_id=unit.parent_id,
        command_number=command.number,
    )
    session.add(fact)
    unit.parent_id = fact.parent_id
    session.flush()
    command.witness("unit_parent", _figures(fact), "")
    return fact


def scope(session: Session, unit_id: int, on: date) -> list[int]:
    """Return the ids of a unit and everything below it as it stood on a day."""
    return tree_on(session, on).scope(unit_id)


def children(session: Session, unit_id: int, on: date) -> list[Unit]:
    """Return the units directly under one on a day, by code."""
    return tree_on(session, on).below(unit_id)


def path(session: Session, unit_id: int, on: date) -> list[int]:
    """Return the ids from the top down to the unit, as it stood on a day."""
    return tree_on(session, on).path(unit_id)


def full_name(session: Session, unit: Unit, on: date) -> str:
    """Return the unit's name with its parent's place, as both were on a day."""
    return tree_on(session, on).full_name(unit.id)
