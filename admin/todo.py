"""What waits for somebody: each area tells its own tasks, and the first page shows those that this person may do.

An area registers a teller: `@todo("voucher.approve")` over `tell(session, unit, visitor) -> Iterator[Task]`; it is asked
only for whoever holds that right. A task is a sentence with its number and the address where it is done.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterator

import attrs
from sqlalchemy.orm import Session

from admin.visitor import Visitor
from khfund.unit import Unit


class Urgency(enum.IntEnum):
    """How soon a task is to be done."""

    LATE = 0
    SOON = 1
    WAITING = 2


@attrs.frozen
class Task:
    """One line of the first page: a sentence, how many, where it is done, and how soon."""

    sentence: str
    count: int
    url: str
    urgency: Urgency = Urgency.WAITING


Teller = Callable[[Session, Unit, Visitor], Iterator[Task]]
TELLERS: list[tuple[str, Teller]] = []


def todo(right: str) -> Callable[[Teller], Teller]:
    """Register a teller for whoever holds `right` in the unit."""

    def register(teller: Teller) -> Teller:
        TELLERS.append((right, teller))
        return teller

    return register


def waiting(session: Session, unit: Unit, visitor: Visitor) -> list[Task]:
    """Return this person's tasks in this unit, the most urgent first."""
    found = [
        task
        for right, teller in TELLERS
        if visitor.may(right, unit.id)
        for task in teller(session, unit, visitor)
        if task.count
    ]
    return sorted(found, key=lambda task: task.urgency)
