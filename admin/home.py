"""The first page: what waits for the roles of this person, what the funds hold, what comes next.

Each role sees its own boards, its own first: `BOARDS` says which right a board asks for, `FIRST` where a role looks
first. The IT administrator sees no money.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

import attrs
from flask_admin import expose
from sqlalchemy.orm import Session

from admin.banking.lamp import lamps
from admin.board.coming import appeals, money_coming, rounds_under_way
from admin.board.holdings import flow_chart, flows, fund_cards, places
from admin.kept import kept
from admin.page import Page
from admin.shortcuts import shortcuts
from admin.todo import Task, Urgency, waiting
from admin.visitor import may, reading, unit, visitor
from admin.words import _, language
from khfund.actor import ROLE_NAMES, Role
from khfund.calendar import today
from khfund.unit import Unit

GROUPS = {
    Urgency.LATE: "Cần làm ngay",
    Urgency.SOON: "Nên làm sớm",
    Urgency.WAITING: "Đang chờ",
}


@attrs.frozen
class Board:
    """A part of the first page: the right to see it, and what fills it; nothing to tell leaves it out."""

    name: str
    right: str
    fill: Callable[[Session, Unit, date], Any]


def _flow(session: Session, unit: Unit, on: date) -> tuple[str, str] | None:
    found = flows(session, unit, on)
    return flow_chart(found) if any(one.came or one.went for one in found) else None


BOARDS = {
    one.name: one
    for one in (
        Board("places", "money.look", places),
        Board("lamps", "money.look", lambda session, of, _on: lamps(session, of)),
        Board("funds", "money.look", fund_cards),
        Board("flow", "money.look", _flow),
        Board("coming", "money.look", money_coming),
        Board("rounds", "round.look", rounds_under_way),
        Board("appeals", "giver.look", appeals),
    )
}
MONEY_FIRST = ("places", "lamps", "coming", "funds", "flow", "appeals", "rounds")
FUNDS_FIRST = ("funds", "flow", "coming", "places", "lamps", "rounds", "appeals")
ROUNDS_FIRST = ("rounds", "appeals", "funds", "flow", "coming", "places", "lamps")
FIRST = {
    Role.TREASURER: MONEY_FIRST,
    Role.ACCOUNTANT: MONEY_FIRST,
    Role.CHIEF_ACCOUNTANT: FUNDS_FIRST,
    Role.CHAIR: FUNDS_FIRST,
    Role.INSPECTOR: FUNDS_FIRST,
    Role.COMMITTEE: ROUNDS_FIRST,
    Role.CLERK: ROUNDS_FIRST,
    Role.ADMINISTRATOR: ROUNDS_FIRST,
}


class Home(Page):
    """The first page of a unit's book."""

    looks = "office.look"
    title = "Việc hôm nay"
    address = "/so/<unit_code>"

    def __init__(self) -> None:
        super().__init__()
        self.endpoint = "home"

    @expose("/")
    def index(self) -> str:
        """Show what waits, and the boards of this person's roles."""
        roles = [role for role in Role if role in visitor().roles_in(unit().id)]
        return self.render(
            "home.html",
            roles=_named(roles),
            groups=_grouped(waiting(reading(), unit(), visitor())),
            boards=_filled(reading(), unit(), roles),
            shortcuts=shortcuts(roles),
        )


def _named(roles: Iterable[Role]) -> str:
    return ", ".join(_(ROLE_NAMES[role]) for role in roles)


def _grouped(tasks: Iterable[Task]) -> list[tuple[str, list[Task]]]:
    found: dict[Urgency, list[Task]] = {urgency: [] for urgency in GROUPS}
    for task in tasks:
        found[task.urgency].append(task)
    return [(_(GROUPS[urgency]), some) for urgency, some in found.items() if some]


def _filled(session: Session, of: Unit, roles: list[Role]) -> dict[str, Any]:
    """Fill the boards that this person may see, in the order of the first role held."""
    seen = [BOARDS[name] for name in FIRST[roles[0]] if may(BOARDS[name].right)]
    filled = {one.name: _held(session, of, one) for one in seen}
    return {name: what for name, what in filled.items() if what}


def _held(session: Session, of: Unit, board: Board) -> Any:
    """Fill a board, once for the books as they stand and each language."""
    return kept(session, of, f"{board.name} {language()}", lambda: board.fill(session, of, today()))
