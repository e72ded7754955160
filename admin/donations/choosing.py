"""What forms about gifts offer: bank accounts in use, campaigns, programmes that pass things on, places and goods."""

from __future__ import annotations

from sqlalchemy.orm import Session

from khfund.banking.bank_account import bank_accounts
from khfund.calendar import today
from khfund.donations.campaign import campaigns
from khfund.donations.goods import items, places
from khfund.donations.pass_through import programmes

Pairs = list[tuple[str, str]]


def bank_choices(session: Session, unit_id: int) -> Pairs:
    """Return the unit's bank accounts in use."""
    return [
        (one.number, f"{one.bank} {one.number}")
        for one in bank_accounts(session, unit_id)
        if one.closed is None or one.closed > today()
    ]


def campaign_choices(session: Session, unit_id: int) -> Pairs:
    """Return the unit's campaigns, the newest first."""
    found = sorted(campaigns(session, unit_id), key=lambda one: one.starts, reverse=True)
    return [(one.code, f"{one.code} – {one.name}") for one in found]


def programme_choices(session: Session, unit_id: int) -> Pairs:
    """Return the unit's programmes that still pass things on."""
    return [
        (one.code, f"{one.code} – {one.name}") for one in programmes(session, unit_id) if one.closed is None
    ]


def place_choices(session: Session, unit_id: int) -> Pairs:
    """Return where the unit keeps goods."""
    return [(one.code, f"{one.code} – {one.name}") for one in places(session, unit_id)]


def item_choices(session: Session, unit_id: int) -> Pairs:
    """Return the kinds of goods that the unit knows."""
    return [(one.code, f"{one.code} – {one.name} ({one.measure})") for one in items(session, unit_id)]
