"""Shortcuts of the first page: what each role does most days, as buttons; only what this person may do is shown."""

from __future__ import annotations

from collections.abc import Iterable

import attrs
from flask import current_app, url_for

from admin.visitor import may
from admin.words import _
from khfund.actor import Role


@attrs.frozen
class Shortcut:
    """A button of the first page."""

    name: str
    url: str


_OFFERED: dict[Role, tuple[tuple[str, str, str], ...]] = {
    Role.TREASURER: (),
}
"""Role → endpoint, words, right; the first that stand are shown."""


def shortcuts(roles: Iterable[Role]) -> list[Shortcut]:
    """Return the shortcuts of the roles, each once, in their order."""
    wanted = {place: (words, right) for role in roles for place, words, right in _OFFERED.get(role, ())}
    known = current_app.view_functions
    return [
        Shortcut(_(words), url_for(place))
        for place, (words, right) in wanted.items()
        if place in known and may(right)
    ]
