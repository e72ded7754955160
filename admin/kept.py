"""What is computed once for the books as they stand: told again without work until somebody writes, or the day ends.

Every write to the books is a command of the log, whoever gives it, in this process or another; so the same last command
means the same books. It only holds figures and words, never rows, and it never outlives the books' next command.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from flask import current_app
from sqlalchemy.orm import Session

from khfund.calendar import today
from khfund.db import is_writing
from khfund.driver import Statement
from khfund.unit import Unit

Result = TypeVar("Result")
NAMES_MAX = 2_000  # figures kept; then everything is computed anew

Stand = tuple[date, int, str]
Kept = dict[tuple[int | None, str], tuple[Stand, Any]]

_LAST = Statement("SELECT number, request_id FROM command ORDER BY number DESC LIMIT 1")


def kept(session: Session, unit: Unit | None, name: str, compute: Callable[[], Result]) -> Result:
    """Return what `compute` gives for a unit (None: for all), computed again after any command and on any other day.

    Whoever writes sees what may never come to stand, so nothing is kept of that.
    """
    if is_writing(session):
        return compute()
    held: Kept = current_app.extensions.setdefault("khfund.kept", {})
    place = (None if unit is None else unit.id, name)
    number, request_id = _LAST.run(session).one_or_none() or (0, "")
    stand = (today(), number, request_id)
    found = held.get(place)
    if found is not None and found[0] == stand:
        result: Result = found[1]
        return result
    computed = compute()
    if len(held) >= NAMES_MAX:
        held.clear()
    held[place] = (stand, computed)
    return computed
