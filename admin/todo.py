"""What waits for somebody: each area tells its own tasks, and the first page shows those that this person may do.

An area registers a teller: `@todo("voucher.approve")` over `tell(session, unit, visitor) -> Iterator[Task]`; it is asked
only for whoever holds that right. A task is a sentence with its number and the address where it is done. What the books
say is asked once for the books as they stand; a teller that looks elsewhere (the office's store, a folder, the machine)
says `beside=True` and is asked each time.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterator

import attrs
from flask import request
from sqlalchemy.orm import Session

from admin.kept import kept
from admin.visitor import Visitor
from admin.words import language
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
BESIDE: list[tuple[str, Teller]] = []  # those that look beside the books


def todo(right: str, *, beside: bool = False) -> Callable[[Teller], Teller]:
    """Register a teller for whoever holds `right` in the unit; `beside` if it tells anything that is not in the books."""

    def register(teller: Teller) -> Teller:
        (BESIDE if beside else TELLERS).append((right, teller))
        return teller

    return register


def waiting(session: Session, unit: Unit, visitor: Visitor) -> list[Task]:
    """Return this person's tasks in this unit, the most urgent first."""

    def told(tellers: list[tuple[str, Teller]]) -> list[Task]:
        return [
            task
            for right, teller in tellers
            if visitor.may(right, unit.id)
            for task in teller(session, unit, visitor)
            if task.count
        ]

    mine = f"todo {visitor.id} {language()} {request.root_path}"
    found = [*kept(session, unit, mine, lambda: told(TELLERS)), *told(BESIDE)]
    return sorted(found, key=lambda task: task.urgency)
