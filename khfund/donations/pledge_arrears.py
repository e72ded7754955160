"""Arrears of pledges, and reminders. Whoever has money waiting that may be the payment is never called overdue.

Waiting is a bank line that is not in the book, or there as unidentified, and that carries the pledge's code (or almost
the code), or for which the giver is proposed and nobody has decided yet.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

import attrs
from sqlalchemy import ForeignKey, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.audit import witnesses
from khfund.banking import transfer_code
from khfund.banking.bank_account import bank_accounts
from khfund.banking.bank_line import BankLine, LineState, in_state
from khfund.db import Base, Whole, never_changes, whole
from khfund.donations.pledge import Pledge
from khfund.donations.pledge_standing import Due, Standing, look_at_pledges
from khfund.donations.proposal import ProposalState, propose
from khfund.errors import KhfundError

if TYPE_CHECKING:
    from khfund.command import Command

SLIPS_MAX = 2  # wrong characters with which a code still looks like the pledge's


class NobodyToRemindError(KhfundError):
    """A reminder goes to somebody who is overdue and has not been reminded of the same instalments."""

    message = "Đến {on:%d/%m/%Y} không có cam kết nào cần nhắc: chưa quá hạn, đã nhắc rồi, hoặc đang có tiền chờ xác định."
    english = (
        "On {on:%d/%m/%Y} no pledge needs a reminder: none is overdue, reminded before, or money is waiting."
    )


class PledgeReminder(Base):
    """That a giver was reminded on a day of instalments that fell due up to `until`, `amount` đồng in all."""

    __tablename__ = "pledge_reminder"
    __table_args__ = (*whole("amount"),)

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    pledge_id: Mapped[int] = mapped_column(ForeignKey("pledge.id"), index=True)
    day: Mapped[date]
    until: Mapped[date]
    amount: Mapped[int] = mapped_column(Whole)
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))


never_changes("pledge_reminder")


@witnesses("pledge_reminders")
def _written(session: Session) -> Iterator[tuple[int, str, str]]:
    for one in session.scalars(select(PledgeReminder).order_by(PledgeReminder.id)):
        yield one.command_number, f"{one.id}|{one.pledge_id}|{one.day}|{one.until}|{one.amount}", ""


@attrs.frozen
class Arrears:
    """What of a pledge was to be paid before the day and has not been; `waiting` are bank lines that may pay it."""

    standing: Standing
    waiting: tuple[int, ...]
    reminded: date | None

    @property
    def due(self) -> tuple[Due, ...]:
        """The instalments that lack something, the oldest first."""
        return self.standing.late

    @property
    def amount(self) -> int:
        """Đồng that are lacking."""
        return sum(one.outstanding for one in self.due)

    @property
    def is_overdue(self) -> bool:
        """Whether the giver may be asked: nothing is waiting that may be the payment."""
        return not self.waiting


def arrears(session: Session, unit_id: int, on: date) -> list[Arrears]:
    """Return the running pledges with instalments due before a day and not wholly paid, by donor's name.

    Who ended a pledge is not asked for what was left of it.
    """
    late = [one for one in look_at_pledges(session, unit_id, on).standings if one.late and not _is_over(one)]
    if not late:
        return []
    waiting = _Waiting(session, unit_id, [one.pledge for one in late])
    query = select(PledgeReminder.pledge_id, func.max(PledgeReminder.day)).group_by(PledgeReminder.pledge_id)
    reminded = dict(session.execute(query).all())
    return [
        Arrears(one, waiting.lines(one), reminded.get(one.pledge.id))
        for one in sorted(late, key=lambda one: (one.donor.sort_key, one.pledge.id))
    ]


def _is_over(one: Standing) -> bool:
    return one.ended is not None and one.ended <= one.on


class _Waiting:
    """Bank lines that nobody has settled yet, by donor and by pledge's code."""

    def __init__(self, session: Session, unit_id: int, late: Sequence[Pledge]) -> None:
        self.by_donor: dict[int, set[int]] = defaultdict(set)
        self.by_pledge: dict[int, set[int]] = defaultdict(set)
        self.days: dict[int, date] = {}
        codes = {one.code: one.id for one in late}
        for account in bank_accounts(session, unit_id):
            for state in (LineState.UNMATCHED, LineState.UNIDENTIFIED):
                settled: set[int] = set()
                for one in propose(session, account, state=state):
                    named = [one.target] if one.target else [other.target for other in one.candidates]
                    for target in named:
                        if target.donor is not None:
                            self.by_donor[target.donor].add(one.line)
                    if one.state is ProposalState.NOT_A_GIFT:
                        settled.add(one.line)
                query = in_state(select(BankLine), account.id, state).where(BankLine.credit > 0)
                lines: list[BankLine] = list(session.scalars(query))
                for line in lines:
                    self.days[line.id] = line.day
                    if line.id not in settled:
                        self._read(line, codes)

    def _read(self, line: BankLine, codes: dict[str, int]) -> None:
        for read in transfer_code.find(line.narration):
            for code, pledge in codes.items():
                if read.text == code or (not read.is_valid and _resembles(read.text, code)):
                    self.by_pledge[pledge].add(line.id)

    def lines(self, one: Standing) -> tuple[int, ...]:
        found = self.by_donor[one.donor.id] | self.by_pledge[one.pledge.id]
        return tuple(sorted(line for line in found if self.days[line] >= one.pledge.agreed))


def _resembles(read: str, code: str) -> bool:
    return len(read) == len(code) and sum(a != b for a, b in zip(read, code, strict=True)) <= SLIPS_MAX


def remind(
    session: Session, command: Command, on: date, *, only: Pledge | None = None, again: bool = False
) -> list[Arrears]:
    """Note that givers who are overdue on a day are reminded, and return what each letter says.

    Nobody is reminded of the same instalments twice unless asked for with `again`.

    Raises: NobodyToRemindError.
    """
    query = select(PledgeReminder.pledge_id, func.max(PledgeReminder.until)).group_by(
        PledgeReminder.pledge_id
    )
    reminded = dict(session.execute(query).all())
    found = [
        one
        for one in arrears(session, command.unit, on)
        if one.is_overdue
        and (only is None or one.standing.pledge.id == only.id)
        and (again or one.due[-1].day > reminded.get(one.standing.pledge.id, date.min))
    ]
    if not found:
        raise NobodyToRemindError(on=on)
    for one in found:
        row = PledgeReminder(
            pledge_id=one.standing.pledge.id, day=on, until=one.due[-1].day, amount=one.amount
        )
        row.command_number = command.number
        session.add(row)
        session.flush()
        said = f"{row.id}|{row.pledge_id}|{row.day}|{row.until}|{row.amount}"
        command.witness("pledge_reminders", said, "")
    return found
