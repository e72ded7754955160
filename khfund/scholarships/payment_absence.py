"""Who was paid before and is not in this run: nobody vanishes between two runs without a coded reason.

Everybody whom an approved run of a programme has paid is looked for in each later run of it, until a final reason
(all was paid, left school, …) ends the search. What no record explains, a person states before the run is approved.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

import attrs
from sqlalchemy import ColumnElement, ForeignKey, String, case, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.audit import witnesses
from khfund.db import Base, guard, never_changes, one_of
from khfund.errors import KhfundError
from khfund.ledger.accounting_period import ReasonMissingError
from khfund.scholarships.award import Award
from khfund.scholarships.instalment import (
    DROP_NAMES,
    EXPLAINERS,
    DropReason,
    Instalment,
    InstalmentWithdrawal,
    Withholding,
)
from khfund.scholarships.payment_draft import PaymentWithheld
from khfund.scholarships.payment_line import PaymentLine
from khfund.scholarships.payment_outcome import PaymentReturn
from khfund.scholarships.payment_run import PaymentRun, RunState, require_state
from khfund.scholarships.payment_standing import in_a_live_run, waits_again
from khfund.scholarships.recipient import one_person
from khfund.vietnamese import clean

if TYPE_CHECKING:
    from khfund.command import Command


class AbsenceUnexplainedError(KhfundError):
    """Nobody vanishes between two runs without a coded reason."""

    message = "Đợt chi số {run} thiếu {count:so} người đã có trong đợt trước mà chưa rõ lý do (người nhận số {recipients}); hãy nêu lý do bằng `khfund payment explain`."
    english = "The payment run {run} lacks {count:so} persons of the run before, and nothing says why (recipients {recipients}); state the reason by `khfund payment explain`."


class NotAbsentError(KhfundError):
    """A reason is stated for somebody who was paid before and is not in this run."""

    message = (
        "Người nhận số {recipient} không thuộc diện vắng mặt trong đợt chi số {run}; không cần nêu lý do."
    )
    english = "The recipient {recipient} is not missing from payment run {run}; no reason is needed."


class AbsenceStatedError(KhfundError):
    """A reason is stated once."""

    message = "Người nhận số {recipient} đã có lý do vắng mặt trong đợt chi số {run}: {reason}."
    english = "For recipient {recipient} a reason to be missing from payment run {run} was stated: {reason}."


FINAL = frozenset(
    {
        DropReason.COMPLETED,
        DropReason.REVOKED,
        DropReason.GRADUATED,
        DropReason.LEFT_SCHOOL,
        DropReason.MOVED,
        DropReason.DIED,
        DropReason.REFUSED,
        DropReason.REPLACED,
        DropReason.DUPLICATE,
        DropReason.MISTAKE,
    }
)
"""After these nobody is looked for any more; whoever comes back is new."""


class PaymentAbsence(Base):
    """Why somebody who was paid before is not in a run; `note` names nobody."""

    __tablename__ = "payment_absence"

    run_id: Mapped[int] = mapped_column(ForeignKey("payment_run.id"), primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"), primary_key=True)
    recipient_id: Mapped[int] = mapped_column(ForeignKey("recipient.id"), primary_key=True)
    reason: Mapped[DropReason] = mapped_column(one_of(DropReason))
    note: Mapped[str] = mapped_column(String(500))
    stated: Mapped[bool]
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))

    @property
    def lines(self) -> tuple[str, str]:
        """What the log vouches for: figures and text."""
        key = f"{self.run_id}|{self.programme_id}|{self.recipient_id}"
        return f"{key}|{self.reason.value}|{int(self.stated)}", self.note


never_changes("payment_absence")
guard(
    "payment_absence_of_draft",
    "payment_absence",
    when="BEFORE INSERT",
    condition="(SELECT state FROM payment_run WHERE id = NEW.run_id) <> 'draft'",
    refusal="payment_absence: what was approved gains no reasons",
)


@witnesses("payment_absence")
def _written(session: Session) -> Iterator[tuple[int, str, str]]:
    ordered = (PaymentAbsence.command_number, PaymentAbsence.programme_id, PaymentAbsence.recipient_id)
    for row in session.scalars(select(PaymentAbsence).order_by(*ordered)):
        yield row.command_number, *row.lines


@attrs.frozen
class Absent:
    """Somebody of an earlier run (`last_run`) who is not in this one; `why` is None until somebody says."""

    programme: int
    recipient: int
    last_run: int
    why: Withholding | None
    stated: bool = False


@attrs.frozen
class Difference:
    """How a run differs from what was paid before; `previous` is the latest earlier run of each programme."""

    previous: Mapping[int, int]
    new: tuple[tuple[int, int], ...]
    """(programme, recipient) of whom no earlier run tells, or whom a final reason had ended."""
    absent: tuple[Absent, ...]

    @property
    def unexplained(self) -> list[Absent]:
        """Whoever is missing for no known reason."""
        return [one for one in self.absent if one.why is None]


def difference(session: Session, run: PaymentRun) -> Difference:
    """Compare a run with the approved runs before it; one that is approved tells what it said then.

    A run that only pays again what came back leaves nobody out.
    """
    lines = select(PaymentLine.programme_id, PaymentLine.recipient_id).where(PaymentLine.run_id == run.id)
    if not session.scalar(select(lines.where(PaymentLine.first_id == PaymentLine.id).exists())):
        return Difference({}, (), ())
    expected, paid = _expected(session, run), set(session.execute(lines))
    persons = one_person(session, {one for _, one in (*paid, *expected)})
    here = {(programme, persons[one][0]) for programme, one in paid}
    missing = {key: last for key, last in expected.items() if (key[0], persons[key[1]][0]) not in here}
    said = {
        (row.programme_id, row.recipient_id): row
        for row in session.scalars(select(PaymentAbsence).where(PaymentAbsence.run_id == run.id))
    }
    found = {} if run.state is RunState.APPROVED else _explained(session, run, missing)
    absent = []
    for key, last in sorted(missing.items()):
        row = said.get(key)
        why = Withholding(row.reason, row.note) if row else found.get(key)
        absent.append(Absent(*key, last, why, stated=bool(row and row.stated)))
    new = here - {(programme, persons[one][0]) for programme, one in expected}
    return Difference(_previous(session, run), tuple(sorted(new)), tuple(absent))


def _expected(session: Session, run: PaymentRun) -> dict[tuple[int, int], int]:
    """(programme, recipient) → last approved run before this one, unless a final reason came after it."""
    paid = (
        select(
            PaymentLine.programme_id,
            PaymentLine.recipient_id,
            func.max(PaymentRun.approved_number),
            func.max(PaymentRun.id),
        )
        .join(PaymentRun, PaymentRun.id == PaymentLine.run_id)
        .where(*_before(run))
        .group_by(PaymentLine.programme_id, PaymentLine.recipient_id)
    )
    if run.programme_id is not None:
        paid = paid.where(PaymentLine.programme_id == run.programme_id)
    if run.round_id is not None:
        paid = paid.join(Instalment, Instalment.id == PaymentLine.instalment_id)
        paid = paid.join(Award, Award.id == Instalment.award_id).where(Award.round_id == run.round_id)
    ended = (
        select(PaymentAbsence.programme_id, PaymentAbsence.recipient_id, func.max(PaymentRun.approved_number))
        .join(PaymentRun, PaymentRun.id == PaymentAbsence.run_id)
        .where(*_before(run), PaymentAbsence.reason.in_(FINAL))
        .group_by(PaymentAbsence.programme_id, PaymentAbsence.recipient_id)
    )
    last_end = {
        (programme, recipient): number or 0 for programme, recipient, number in session.execute(ended)
    }
    return {
        (programme, recipient): last
        for programme, recipient, number, last in session.execute(paid)
        if last_end.get((programme, recipient), 0) < (number or 0)
    }


def _before(run: PaymentRun) -> list[ColumnElement[bool]]:
    """Runs of the unit that were approved before this one was; all of them for a draft."""
    found = [
        PaymentRun.unit_id == run.unit_id,
        PaymentRun.state == RunState.APPROVED,
        PaymentRun.id != run.id,
    ]
    if run.approved_number is not None:
        found.append(PaymentRun.approved_number < run.approved_number)
    return found


def _previous(session: Session, run: PaymentRun) -> dict[int, int]:
    query = (
        select(PaymentLine.programme_id, func.max(PaymentRun.id))
        .join(PaymentRun, PaymentRun.id == PaymentLine.run_id)
        .where(*_before(run))
        .group_by(PaymentLine.programme_id)
    )
    if run.programme_id is not None:
        query = query.where(PaymentLine.programme_id == run.programme_id)
    return dict(session.execute(query).all())


Key = tuple[int, int]


def _explained(session: Session, run: PaymentRun, missing: Mapping[Key, int]) -> dict[Key, Withholding]:
    """What the records say, the nearest reason first."""
    found: dict[Key, Withholding] = {}
    for tell in (_withheld, _returned, _told_by_others, _later, _withdrawn, _completed):
        for key, why in tell(session, run, [one for one in missing if one not in found]).items():
            found.setdefault(key, why)
    return {key: why for key, why in found.items() if key in missing}


def _withheld(session: Session, run: PaymentRun, _missing: Sequence[Key]) -> dict[Key, Withholding]:
    query = (
        select(Instalment.programme_id, Instalment.recipient_id, PaymentWithheld)
        .join(Instalment, Instalment.id == PaymentWithheld.instalment_id)
        .where(PaymentWithheld.run_id == run.id)
    )
    rows = session.execute(query.order_by(Instalment.id))
    return {(programme, person): Withholding(row.reason, row.sentence) for programme, person, row in rows}


def _returned(session: Session, run: PaymentRun, _missing: Sequence[Key]) -> dict[Key, Withholding]:
    query = (
        select(PaymentLine.programme_id, PaymentLine.recipient_id, PaymentReturn.day, PaymentLine.run_id)
        .join(PaymentReturn, PaymentReturn.line_id == PaymentLine.id)
        .join(PaymentRun, PaymentRun.id == PaymentLine.run_id)
        .where(PaymentRun.unit_id == run.unit_id, waits_again())
    )
    return {
        (programme, person): Withholding(
            DropReason.RETURNED, f"Tiền của đợt chi số {earlier} bị trả lại ngày {day:%d/%m/%Y}."
        )
        for programme, person, day, earlier in session.execute(query.order_by(PaymentLine.id))
    }


def _told_by_others(session: Session, run: PaymentRun, missing: Sequence[Key]) -> dict[Key, Withholding]:
    found: dict[Key, Withholding] = {}
    for programme in sorted({key[0] for key in missing}):
        people = [person for one, person in missing if one == programme]
        for explainer in EXPLAINERS:
            for person, why in explainer(session, programme, people, run.payout).items():
                found.setdefault((programme, person), why)
    return found


def _later(session: Session, run: PaymentRun, missing: Sequence[Key]) -> dict[Key, Withholding]:
    """Who has something open all the same: it falls due later, or stands in another run."""
    withdrawn = select(InstalmentWithdrawal.instalment_id).where(
        InstalmentWithdrawal.instalment_id == Instalment.id
    )
    query = (
        select(Instalment.programme_id, Instalment.recipient_id, func.min(Instalment.due))
        .where(Instalment.unit_id == run.unit_id, ~withdrawn.exists(), ~in_a_live_run(approved_by=date.max))
        .where(Instalment.recipient_id.in_({person for _, person in missing}))
        .group_by(Instalment.programme_id, Instalment.recipient_id)
    )
    return {
        (programme, person): Withholding(DropReason.NOT_DUE, f"Kỳ chi tiếp theo đến hạn ngày {due:%d/%m/%Y}.")
        for programme, person, due in session.execute(query)
    }


def _withdrawn(session: Session, run: PaymentRun, missing: Sequence[Key]) -> dict[Key, Withholding]:
    """The latest withdrawal of what was owed after the last paid month."""
    query = (
        select(Instalment.programme_id, Instalment.recipient_id, InstalmentWithdrawal)
        .join(Instalment, Instalment.id == InstalmentWithdrawal.instalment_id)
        .where(Instalment.unit_id == run.unit_id)
        .where(Instalment.recipient_id.in_({person for _, person in missing}))
        .order_by(InstalmentWithdrawal.command_number, Instalment.id)
    )
    return {
        (programme, person): Withholding(
            row.reason, f"Kỳ chi số {row.instalment_id} đã rút ngày {row.day:%d/%m/%Y}."
        )
        for programme, person, row in session.execute(query)
    }


def _completed(session: Session, run: PaymentRun, missing: Sequence[Key]) -> dict[Key, Withholding]:
    """Who had only awards, all of them in approved runs: nothing is owed any more."""
    query = (
        select(Instalment.programme_id, Instalment.recipient_id)
        .where(Instalment.unit_id == run.unit_id)
        .where(Instalment.recipient_id.in_({person for _, person in missing}))
        .group_by(Instalment.programme_id, Instalment.recipient_id)
        .having(func.max(case((Instalment.award_id.is_(None), 1), else_=0)) == 0)
    )
    done = Withholding(
        DropReason.COMPLETED, "Mọi suất đã quyết định đều ở trong đợt đã duyệt trước; không còn kỳ chi nào."
    )
    return dict.fromkeys(session.execute(query), done)


def explain_absence(
    session: Session, command: Command, run: PaymentRun, recipient: int, *, reason: DropReason, note: str
) -> list[PaymentAbsence]:
    """State why somebody who was paid before is not in a draft, in every programme where nothing else says it.

    Raises: RunStateError, ReasonMissingError, AbsenceStatedError, NotAbsentError.
    """
    require_state(run, RunState.DRAFT, "nêu lý do vắng mặt")
    note = clean(note)
    if not note:
        raise ReasonMissingError
    theirs = [one for one in difference(session, run).absent if one.recipient == recipient]
    if not theirs:
        raise NotAbsentError(recipient=recipient, run=run.id)
    left = [one for one in theirs if one.why is None]
    if not left:
        why = next(one.why for one in theirs if one.why is not None)
        raise AbsenceStatedError(recipient=recipient, run=run.id, reason=DROP_NAMES[why.reason])
    whys = [attrs.evolve(one, why=Withholding(reason, note), stated=True) for one in left]
    return _write(session, command, run, whys)


def freeze_absences(session: Session, command: Command, run: PaymentRun) -> list[PaymentAbsence]:
    """Write down why everybody who is missing is missing, as the run is approved.

    Raises: AbsenceUnexplainedError.
    """
    found = difference(session, run)
    unexplained = sorted({one.recipient for one in found.unexplained})
    if unexplained:
        listed = ", ".join(map(str, unexplained[:20])) + (" …" if len(unexplained) > 20 else "")
        raise AbsenceUnexplainedError(run=run.id, count=len(unexplained), recipients=listed)
    return _write(session, command, run, [one for one in found.absent if not one.stated])


def _write(
    session: Session, command: Command, run: PaymentRun, absent: Sequence[Absent]
) -> list[PaymentAbsence]:
    rows = [
        PaymentAbsence(
            run_id=run.id,
            programme_id=one.programme,
            recipient_id=one.recipient,
            reason=one.why.reason,
            note=one.why.sentence[:500],
            stated=one.stated,
            command_number=command.number,
        )
        for one in absent
        if one.why is not None
    ]
    session.add_all(rows)
    session.flush()
    for row in rows:
        command.witness("payment_absence", *row.lines)
    return rows
