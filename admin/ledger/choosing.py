"""What forms of the ledger offer: the unit's accounts and funds, the code first, so that typing it finds the line."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from flask import current_app, url_for
from sqlalchemy.orm import Session

from khfund.calendar import today
from khfund.ledger import AccountRole, account, fund

MONEY_ROLES = frozenset({AccountRole.CASH, AccountRole.BANK})
Pairs = list[tuple[str, str]]


def account_choices(
    session: Session, unit_id: int, roles: Collection[AccountRole] | None = None, *, closed: bool = False
) -> Pairs:
    """Return the unit's accounts in use by code, of some roles if given; `closed` adds those that are closed."""
    return [
        (one.code, f"{one.code} {one.name}")
        for one in account.accounts(session, unit_id)
        if (roles is None or one.role in roles) and (closed or _is_open(one.closed))
    ]


def fund_choices(session: Session, unit_id: int, *, closed: bool = False) -> Pairs:
    """Return the unit's funds in use by code; `closed` adds those that are closed."""
    return [
        (one.code, f"{one.code} – {one.name}")
        for one in fund.funds(session, unit_id)
        if closed or _is_open(one.closed)
    ]


def _is_open(closed: date | None) -> bool:
    return closed is None or closed > today()


def address_of(endpoint: str, **named: Any) -> str | None:
    """The address of a page that another area may have; None where no such page stands."""
    return url_for(endpoint, **named) if endpoint in current_app.view_functions else None
