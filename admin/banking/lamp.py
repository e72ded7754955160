"""Lamps: which bank accounts have not been compared with the book lately."""

from __future__ import annotations

from datetime import date

import attrs
from flask import url_for
from sqlalchemy.orm import Session

from admin.words import _
from khfund.banking.bank_account import BankAccount, bank_accounts
from khfund.calendar import Month, format_day, today
from khfund.unit import Unit

SOON_AFTER = 10  # days of a month by which the month before is expected to be reconciled


@attrs.frozen
class Lamp:
    """An account's lamp: `state` is "good", "soon" or "late" (a class of the sheet), `sentence` says it in words."""

    name: str
    state: str
    sentence: str
    url: str


def lamps(session: Session, unit: Unit) -> list[Lamp]:
    """Return a lamp for each bank account in use, the latest ones first."""
    on = today()
    found = [
        lamp_of(one, on) for one in bank_accounts(session, unit.id) if one.closed is None or one.closed > on
    ]
    order = {"late": 0, "soon": 1, "good": 2}
    return sorted(found, key=lambda lamp: order[lamp.state])


def lamp_of(account: BankAccount, on: date) -> Lamp:
    """Light an account's lamp: green when all months but the running one are reconciled."""
    behind = len(waiting_months(account, on))
    state = "good"
    if behind > 1:
        state = "late"
    elif behind == 1:
        state = "soon" if on.day <= SOON_AFTER else "late"
    until = account.reconciled_until
    sentence = _("đã đối chiếu đến {day}", day=format_day(until)) if until else _("chưa đối chiếu lần nào")
    if behind:
        sentence = _("{sentence}; còn {count} tháng", sentence=sentence, count=behind)
    return Lamp(
        f"{account.bank} {account.number}",
        state,
        sentence,
        url_for("reconciliations.one", number=account.number),
    )


def waiting_months(account: BankAccount, on: date) -> list[Month]:
    """Return the months that are over and not reconciled yet, the oldest first."""
    month = Month.of(account.opened if account.reconciled_until is None else account.reconciled_until)
    if account.reconciled_until is not None:
        month = month.next()
    found = []
    while month.last < on and (account.closed is None or month.first < account.closed):
        found.append(month)
        month = month.next()
    return found
