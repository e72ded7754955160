"""What banks leave to be done: lines to identify, money that waits for its giver, months to reconcile."""

from __future__ import annotations

from collections.abc import Iterator

from flask import url_for
from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from admin.banking.lamp import lamp_of, waiting_months
from admin.banking.line_state import count_in
from admin.kept import kept
from admin.todo import Task, Urgency, todo
from admin.visitor import Visitor
from admin.words import _
from khfund.banking.bank_account import bank_accounts
from khfund.banking.bank_line import BankLine, LineState
from khfund.calendar import today
from khfund.unit import Unit


def _count(session: Session, unit: Unit, state: LineState, name: str, *more: ColumnElement[bool]) -> int:
    """How many lines of the unit's accounts are in a state, counted once for the books as they stand."""
    accounts = bank_accounts(session, unit.id)
    return kept(session, unit, f"lines {name}", lambda: count_in(session, accounts, state, *more))


@todo("donation.accept")
def _to_identify(session: Session, unit: Unit, _visitor: Visitor) -> Iterator[Task]:
    came = _count(session, unit, LineState.UNMATCHED, "came", BankLine.credit > 0)
    yield Task(_("dòng tiền vào chưa vào sổ"), came, url_for("identify.index"), Urgency.SOON)
    waits = _count(session, unit, LineState.UNIDENTIFIED, "waits")
    yield Task(
        _("khoản tiền chờ xác định người cho"),
        waits,
        url_for("identify.index", state=LineState.UNIDENTIFIED.value),
    )


@todo("bank.post")
def _to_book(session: Session, unit: Unit, _visitor: Visitor) -> Iterator[Task]:
    went = _count(session, unit, LineState.UNMATCHED, "went", BankLine.debit > 0)
    url = url_for("banklines.index", state=LineState.UNMATCHED.value)
    yield Task(_("dòng tiền ra chưa vào sổ"), went, url, Urgency.SOON)


@todo("bank.reconcile")
def _to_reconcile(session: Session, unit: Unit, _visitor: Visitor) -> Iterator[Task]:
    on = today()
    used = [one for one in bank_accounts(session, unit.id) if one.closed is None or one.closed > on]
    months = sum(len(waiting_months(one, on)) for one in used)
    late = any(lamp_of(one, on).state == "late" for one in used)
    urgency = Urgency.LATE if late else Urgency.WAITING
    yield Task(_("tháng chưa đối chiếu ngân hàng"), months, url_for("reconciliations.index"), urgency)
