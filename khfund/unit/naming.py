"""What a unit was called on a day. Its row keeps the last name; papers printed before keep the name they were printed with."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.audit import witnesses
from khfund.calendar import today as day_of
from khfund.db import Base, Whole, never_changes
from khfund.errors import KhfundError
from khfund.unit.unit import Unit, require_there
from khfund.vietnamese import clean

if TYPE_CHECKING:
    from khfund.command import Command


class UnitNameTooEarlyError(KhfundError):
    """A unit's new names are told in the order of their days, when the day has come."""

    message = "{unit} không đổi tên từ ngày {day:%d/%m/%Y} được: {reason}."
    english = "{unit} cannot be renamed from {day:%d/%m/%Y}: {reason}."


class UnitNameEmptyError(KhfundError):
    """A unit has a name, and a new name is another one."""

    message = "Tên mới của {unit} còn trống hoặc giống tên cũ; hãy ghi tên khác."
    english = "The new name of {unit} is empty or the same as the old one; write another one."


class UnitName(Base):
    """A unit is called `name` `since` a day; `former` is what it was called before."""

    __tablename__ = "unit_name"
    __table_args__ = (UniqueConstraint("unit_id", "since"),)

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    since: Mapped[date]
    name: Mapped[str] = mapped_column(String(200))
    former: Mapped[str] = mapped_column(String(200))
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))


never_changes("unit_name")


@witnesses("unit_name")
def _named(session: Session) -> Iterator[tuple[int, str, str]]:
    for one in session.scalars(select(UnitName).order_by(UnitName.id)):
        yield one.command_number, *_lines(one)


def _lines(one: UnitName) -> tuple[str, str]:
    return f"{one.id}|{one.unit_id}|{one.since}", f"{one.name}|{one.former}"


def rename_unit(session: Session, command: Command, unit: Unit, name: str, *, since: date) -> UnitName:
    """Give a unit a new name since a day; it stays the same unit with the same book.

    Raises: UnitNotThereError, UnitNameEmptyError, UnitNameTooEarlyError.
    """
    name = clean(name)
    require_there(unit, since)
    if not name or name == unit.name:
        raise UnitNameEmptyError(unit=unit.name)
    query = select(UnitName.since).where(UnitName.unit_id == unit.id)
    last = session.scalar(query.order_by(UnitName.since.desc()).limit(1))
    if last is not None and last >= since:
        reason = f"đã đổi tên từ ngày {last:%d/%m/%Y}"
        raise UnitNameTooEarlyError(unit=unit.name, day=since, reason=reason)
    if since > day_of(command.at):
        raise UnitNameTooEarlyError(unit=unit.name, day=since, reason="ngày đó chưa tới")
    fact = UnitName(unit_id=unit.id, since=since, name=name, former=unit.name, command_number=command.number)
    session.add(fact)
    unit.name = name
    session.flush()
    command.witness("unit_name", *_lines(fact))
    return fact


def names_on(session: Session, day: date) -> dict[int, str]:
    """Return unit id → what the unit was called on a day."""
    names = {one: name for one, name in session.execute(select(Unit.id, Unit.name))}  # noqa: C416  rows are no pairs
    known: set[int] = set()
    for fact in session.scalars(select(UnitName).order_by(UnitName.unit_id, UnitName.since)):
        if fact.since <= day:
            names[fact.unit_id] = fact.name
        elif fact.unit_id not in known:
            names[fact.unit_id] = fact.former
        known.add(fact.unit_id)
    return names


def name_on(session: Session, unit: Unit, day: date) -> str:
    """Return what a unit was called on a day."""
    return names_on(session, day)[unit.id]


def place_of(name: str) -> str:
    """What an association's name says of its place: «Hội Khuyến học huyện Mai Sơn» is of «huyện Mai Sơn»."""
    return _ASSOCIATION.sub("", name) or name


_ASSOCIATION = re.compile(r"^(?:Hội|Ban) Khuyến học\s+", re.IGNORECASE)
