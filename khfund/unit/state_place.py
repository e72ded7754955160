"""What the State calls the place of an association: its official code and name, and what it lies within.

The State's tree and the associations' tree are two trees. The State's districts ended on 1/7/2025 whatever the
associations made of theirs; so the State's words are kept here as facts about a unit, and nothing is derived from them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.audit import witnesses
from khfund.db import Base, Whole, never_changes

if TYPE_CHECKING:
    from khfund.command import Command
    from khfund.unit.unit import Unit


class StatePlace(Base):
    """The State's words for the place of a unit; `code` is empty where the list did not give it, and is text."""

    __tablename__ = "state_place"

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), unique=True)
    code: Mapped[str] = mapped_column(String(10), default="")
    name: Mapped[str] = mapped_column(String(100))
    within: Mapped[str] = mapped_column(String(100), default="")
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))


never_changes("state_place")


@witnesses("state_place")
def _placed(session: Session) -> Iterator[tuple[int, str, str]]:
    for one in session.scalars(select(StatePlace).order_by(StatePlace.id)):
        yield one.command_number, _figures(one), ""


def _figures(one: StatePlace) -> str:
    return f"{one.id}|{one.unit_id}|{one.code}|{one.name}|{one.within}"


def place_unit(
    session: Session, command: Command, unit: Unit, *, code: str, name: str, within: str
) -> StatePlace:
    """Keep what the State calls the place of a unit."""
    place = StatePlace(unit_id=unit.id, code=code, name=name, within=within, command_number=command.number)
    session.add(place)
    session.flush()
    command.witness("state_place", _figures(place), "")
    return place


def state_places(session: Session) -> dict[int, StatePlace]:
    """Return unit id → what the State calls its place."""
    return {one.unit_id: one for one in session.scalars(select(StatePlace))}
