"""What is computed once for the books as they stand: told again without work until somebody writes, or the day ends.

It only holds figures and words, never rows, and it never outlives the books' next command.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from flask import current_app
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from khfund.calendar import today
from khfund.command import LoggedCommand
from khfund.unit import Unit

Result = TypeVar("Result")
NAMES_MAX = 1_000  # figures kept; then everything is computed anew

Kept = dict[tuple[int, str], tuple[tuple[int, date], Any]]


def kept(session: Session, unit: Unit, name: str, compute: Callable[[], Result]) -> Result:
    """Return what `compute` gives for a unit, computed again after any command and on any other day."""
    held: Kept = current_app.extensions.setdefault("khfund.kept", {})
    stand = (session.scalar(select(func.max(LoggedCommand.number))) or 0, today())
    found = held.get((unit.id, name))
    if found is not None and found[0] == stand:
        result: Result = found[1]
        return result
    computed = compute()
    if len(held) >= NAMES_MAX:
        held.clear()
    held[unit.id, name] = (stand, computed)
    return computed
