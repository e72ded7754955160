"""Taking back what was entered of a deposit by mistake: the latest thing first, its entry reversed with it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from khfund.calendar import today as day_of
from khfund.errors import KhfundError
from khfund.ledger.accounting_period import ReasonMissingError, find_book
from khfund.ledger.deposit import Deposit, successor_of
from khfund.ledger.deposit_event import DepositEvent, EventKind, Step, standing, write
from khfund.ledger.deposit_placing import require_uncovered
from khfund.ledger.journal import holds_entries, reverse

if TYPE_CHECKING:
    from khfund.command import Command


class DepositHoldsEntryError(KhfundError):
    """An entry that a deposit stands on is undone through the deposit."""

    message = (
        "Bút toán {entry} thuộc khoản tiền gửi số {number}; hãy hoàn tác bằng `khfund deposit undo {number}`."
    )
    english = (
        "The entry {entry} belongs to the deposit number {number}; undo it by `khfund deposit undo {number}`."
    )


class NothingToUndoError(KhfundError):
    """A deposit is undone event by event, the latest first, until nothing is left."""

    message = "Khoản tiền gửi {contract} không còn việc gì để hoàn tác."
    english = "Nothing is left to undo of the deposit {contract}."


class RolledOnError(KhfundError):
    """What rolled over is undone after what happened to its successor."""

    message = "Khoản tiền gửi {contract} đã tái tục thành số {successor}, và khoản ấy đã có việc ghi sau; hãy hoàn tác khoản {successor} trước."
    english = "The deposit {contract} rolled over into number {successor}, to which something happened since; undo number {successor} first."


def undo(
    session: Session, command: Command, deposit: Deposit, *, reason: str, day: date | None = None
) -> DepositEvent:
    """Take back the latest thing that happened to a deposit by reversing its entry, on its own day unless given.

    A roll-over is taken back with its successor, whichever of the two is named.

    A day in a closed month becomes today.

    Raises: NothingToUndoError, RolledOnError, NothingToTakeOverError, ReasonMissingError, and what `journal.reverse` raises.
    """
    now = standing(session, deposit)
    if now.is_undone:
        raise NothingToUndoError(contract=deposit.label)
    last = now.last
    if last.kind is EventKind.ROLLED_IN:
        assert deposit.predecessor_id is not None
        return undo(
            session, command, session.get_one(Deposit, deposit.predecessor_id), reason=reason, day=day
        )
    if not reason.strip():
        raise ReasonMissingError
    if last.kind is EventKind.HANDED_ON:
        require_uncovered(session, command, deposit.fund_id, deposit.account_id, -last.principal)
    back = day or _open_day(session, command, last.day)
    reversal = _reverse(session, command, last, day=back, reason=reason)
    if last.kind is EventKind.ROLLED_OVER:
        _undo_successor(session, command, deposit, day=back, reversal=reversal)
    return _mirror(session, command, deposit, last, day=back, reversal=reversal)


def _open_day(session: Session, command: Command, day: date) -> date:
    closed_until = find_book(session, command.unit).closed_until
    return day_of(command.at) if closed_until is not None and day <= closed_until else day


def _reverse(
    session: Session, command: Command, event: DepositEvent, *, day: date, reason: str
) -> int | None:
    if event.entry_id is None:
        return None
    return reverse(session, command, event.entry_id, day=day, reason=reason, holder=_hold).id


def _undo_successor(
    session: Session, command: Command, deposit: Deposit, *, day: date, reversal: int | None
) -> None:
    successor = successor_of(session, deposit)
    assert successor is not None, "what rolled over has a successor"
    begun = standing(session, successor)
    if begun.last.kind is not EventKind.ROLLED_IN:
        raise RolledOnError(contract=deposit.label, successor=successor.id)
    _mirror(session, command, successor, begun.last, day=day, reversal=reversal)


def _mirror(
    session: Session,
    command: Command,
    deposit: Deposit,
    event: DepositEvent,
    *,
    day: date,
    reversal: int | None,
) -> DepositEvent:
    step = Step(
        EventKind.UNDONE,
        day,
        event.until,
        event.paid_until,
        principal=-event.principal,
        recognised=-event.recognised,
        received=-event.received,
        computed=-event.computed,
    )
    return write(session, command, deposit, step, entry_id=reversal, undoes=event.id)


@holds_entries
def _hold(session: Session, entry_id: int) -> None:
    number = session.scalar(select(DepositEvent.deposit_id).where(DepositEvent.entry_id == entry_id).limit(1))
    if number is not None:
        raise DepositHoldsEntryError(entry=entry_id, number=number)
