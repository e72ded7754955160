"""What of sponsorships falls due, is held back, is still to come, and lies beyond the end.

An instalment is written when its month falls due and is never rewritten. What a later rate or a resumption adds to a
month is a further instalment (back-pay); what an event takes away is withdrawn while it is unpaid, and told as
overpaid (`overpaid`) when it is not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

import attrs
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from khfund.calendar import Month
from khfund.calendar import today as day_of
from khfund.errors import KhfundError
from khfund.ledger.commitment import Commitment, commits
from khfund.scholarships.instalment import (
    DropReason,
    Instalment,
    InstalmentWithdrawal,
    Nature,
    NewInstalment,
    falls_due,
    owe,
    withdraw,
)
from khfund.scholarships.programme import Programme
from khfund.scholarships.recipient import Recipient
from khfund.scholarships.schedule import OwedMonth, Terms, Uncovered, phase_on, phases, schedule
from khfund.scholarships.sponsorship import Sponsorship, sponsorships
from khfund.scholarships.sponsorship_terms import terms_of

if TYPE_CHECKING:
    from khfund.command import Command


class OwedTwiceError(KhfundError):
    """A child's month that another sponsorship owes already is pointed out and not owed again."""

    message = "Lưu ý: {month} của thỏa thuận đỡ đầu số {sponsorship} đã có kỳ chi theo thỏa thuận khác của cùng em, cùng chương trình; không ghi lần nữa."
    english = "Note: {month} of sponsorship {sponsorship} is owed already under another one of the same child and programme; it is not owed again."


class PaidBeyondEndError(KhfundError):
    """What was paid, or approved to be, for months that are owed no more is pointed out."""

    message = "Lưu ý: thỏa thuận đỡ đầu số {sponsorship} có {count:so} kỳ chi, {amount:dong}, đã duyệt chi cho tháng không còn được nhận; xem `khfund sponsorship overpaid` và thu hồi."
    english = "Note: sponsorship {sponsorship} has {count:so} instalments, {amount:dong}, approved for months that are owed no more; see `khfund sponsorship overpaid` and recover them."


OF_EVENTS = frozenset(
    {
        DropReason.SUSPENDED, DropReason.LEFT_SCHOOL, DropReason.MOVED, DropReason.DIED, DropReason.GRADUATED,
        DropReason.COMPLETED, DropReason.SPONSOR_STOPPED, DropReason.REPLACED, DropReason.NOT_ELIGIBLE,
        DropReason.EVIDENCE_EXPIRED,
    }
)  # fmt: skip
"""Reasons that an event gives and another event may take away: their months may come to be owed again."""

Counted = Mapping[tuple[int, int], int]


def counted(session: Session, unit_id: int) -> Counted:
    """Return (sponsorship, month as 202609) → đồng for which instalments were written and stand, or are settled for good."""
    query = (
        select(Instalment.sponsorship_id, Instalment.month, func.sum(Instalment.amount))
        .outerjoin(InstalmentWithdrawal, InstalmentWithdrawal.instalment_id == Instalment.id)
        .where(Instalment.unit_id == unit_id, Instalment.sponsorship_id.is_not(None))
        .where(InstalmentWithdrawal.instalment_id.is_(None) | InstalmentWithdrawal.reason.not_in(OF_EVENTS))
        .group_by(Instalment.sponsorship_id, Instalment.month)
    )
    return {(number or 0, month): int(amount) for number, month, amount in session.execute(query)}


@falls_due
def raise_months(session: Session, command: Command, until: date) -> None:
    """Write what has fallen due up to a day, inclusive: a month that was never owed, or what it lacks as back-pay."""
    made = sponsorships(session, command.unit)
    terms, so_far = terms_of(session, made), counted(session, command.unit)
    desk = _Desk(command, until, _survivors(session, made), _monthly(session, command.unit), dict(so_far))
    programmes = {one.id: one for one in session.scalars(select(Programme))}
    new = [
        instalment
        for one in made
        for month in schedule(terms[one.id])
        if month.due <= until and not month.is_held
        if (instalment := desk.instalment(programmes[one.programme_id], one, month)) is not None
    ]
    owe(session, command, new)


@attrs.define
class _Desk:
    """Writes what a month lacks; a month belongs to the sponsorship that owed it first, unless that one gave it up."""

    command: Command
    until: date
    children: Mapping[int, int]
    monthly: dict[tuple[int, int, int], int]
    so_far: dict[tuple[int, int], int]

    def instalment(self, programme: Programme, made: Sponsorship, month: OwedMonth) -> NewInstalment | None:
        number = month.month.number
        lacking = month.amount - self.so_far.get((made.id, number), 0)
        if lacking <= 0:
            return None
        key = (self.children[made.id], programme.id, number)
        owner = self.monthly.get(key)
        if owner not in {None, made.id} and self.so_far.get((owner or 0, number)):
            self.command.warn(OwedTwiceError(month=str(month.month), sponsorship=made.id))
            return None
        self.monthly.setdefault(key, made.id)
        self.so_far[made.id, number] = month.amount
        is_first = owner is None
        return NewInstalment(
            programme=programme,
            fund=made.fund_id,
            recipient=key[0],
            nature=Nature.MONTHLY if is_first else Nature.BACK_PAY,
            month=month.month,
            amount=lacking,
            due=month.due if is_first else max(month.due, min(self.until, day_of(self.command.at))),
            what=f"{programme.name}: {str(month.month).lower()}{'' if is_first else ' (bù)'}",
            sponsorship=made.id,
        )


def _survivors(session: Session, made: Sequence[Sponsorship]) -> dict[int, int]:
    """Sponsorship → its child, a merged one as the recipient it stands for."""
    query = select(Sponsorship.id, func.coalesce(Recipient.merged_into_id, Recipient.id))
    query = query.join(Recipient, Recipient.id == Sponsorship.recipient_id)
    found: dict[int, int] = dict(
        session.execute(query.where(Sponsorship.id.in_([one.id for one in made]))).all()
    )
    return found


def _monthly(session: Session, unit_id: int) -> dict[tuple[int, int, int], int]:
    """(child, programme, month) → the sponsorship under which the month was owed first."""
    query = select(
        Instalment.recipient_id, Instalment.programme_id, Instalment.month, Instalment.sponsorship_id
    ).where(Instalment.unit_id == unit_id, Instalment.nature == Nature.MONTHLY)
    return {
        (child, programme, month): owner or 0 for child, programme, month, owner in session.execute(query)
    }


# -- still to come ----------------------------------------------------------------------------------------------------


@commits
def _to_come(session: Session, unit_id: int, on: date) -> Iterator[Commitment]:
    """Every month of what was agreed by the day that is no instalment yet, held ones too; payment runs tell instalments."""
    made = [one for one in sponsorships(session, unit_id) if one.agreed <= on]
    if not made:
        return
    terms, so_far = terms_of(session, made), counted(session, unit_id)
    names: dict[int, str] = dict(session.execute(select(Programme.id, Programme.name)).all())
    for one in made:
        for month in schedule(terms[one.id]):
            lacking = month.amount - so_far.get((one.id, month.month.number), 0)
            if lacking > 0:
                yield Commitment(
                    month.due, one.fund_id, lacking, f"Đỡ đầu, các tháng tới: {names[one.programme_id]}"
                )


# -- beyond the end ---------------------------------------------------------------------------------------------------


@attrs.frozen
class Beyond:
    """An instalment that stands although its month is owed no more, or less; `reason` says why."""

    instalment: Instalment
    reason: DropReason


def beyond(session: Session, made: Sequence[Sponsorship]) -> list[Beyond]:
    """Return the standing instalments that the schedules no longer owe, the last written of a month first."""
    terms = terms_of(session, made)
    owed = {(one.id, month.month.number): month.amount for one in made for month in schedule(terms[one.id])}
    written: dict[tuple[int, int], list[Instalment]] = defaultdict(list)
    for one in standing_instalments(session, made):
        written[one.sponsorship_id or 0, one.month].append(one)
    found: list[Beyond] = []
    for key, standing in written.items():
        left = sum(one.amount for one in standing) - owed.get(key, 0)
        for last in reversed(standing):
            if left > 0:
                found.append(Beyond(last, why_not(terms[key[0]], Month.from_number(key[1]))))
                left -= last.amount
    return found


def standing_instalments(session: Session, made: Sequence[Sponsorship]) -> list[Instalment]:
    """Return the instalments of sponsorships that were not withdrawn, by month and number."""
    query = (
        select(Instalment)
        .outerjoin(InstalmentWithdrawal, InstalmentWithdrawal.instalment_id == Instalment.id)
        .where(
            Instalment.sponsorship_id.in_([one.id for one in made]),
            InstalmentWithdrawal.instalment_id.is_(None),
        )
    )
    return list(session.scalars(query.order_by(Instalment.month, Instalment.id)))


def why_not(terms: Terms, month: Month) -> DropReason:
    """Return the code for a month that is not owed, or not in full."""
    phase = phase_on(phases(terms.happenings), month.first)
    if phase.reason is not None and not phase.is_owed:
        return phase.reason
    carried = schedule(attrs.evolve(terms, uncovered=Uncovered.FUND))
    return DropReason.SPONSOR_STOPPED if month in {one.month for one in carried} else DropReason.COMPLETED


def withdraw_beyond(session: Session, command: Command, made: Sponsorship) -> int:
    """Withdraw what is unpaid and no longer owed, and return how many; what somebody holds is pointed out."""
    held: list[Instalment] = []
    withdrawn = 0
    for one in sorted(beyond(session, [made]), key=lambda one: one.instalment.id):  # as the log reads them
        note = "theo thỏa thuận đỡ đầu" if one.reason is DropReason.OTHER else ""
        try:
            withdraw(session, command, one.instalment, reason=one.reason, note=note)
            withdrawn += 1
        except KhfundError:  # whoever holds it says what can be done; here it is only counted
            held.append(one.instalment)
    if held:
        amount = sum(one.amount for one in held)
        command.warn(PaidBeyondEndError(sponsorship=made.id, count=len(held), amount=amount))
    return withdrawn
