"""What becomes of an award: it is suspended and resumed, revoked for a coded reason, and its place goes to the next.

Each step is a row that never changes, dated and with its reason; the award's state follows the last one. What is still
owed on a revoked award is withdrawn; what is paid stays paid and is recovered by the payment's own verb. Whoever
suspended does not resume, and whoever revoked does not give the place to somebody else.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.actor import require_another
from khfund.audit import witnesses
from khfund.calendar import today as day_of
from khfund.db import Base, Whole, guard, never_changes, one_of
from khfund.errors import KhfundError
from khfund.ledger.accounting_period import ReasonMissingError
from khfund.scholarships.award import STATE_NAMES, Award, AwardState, AwardUnknownError, instalments_of
from khfund.scholarships.instalment import (
    DROP_NAMES,
    DropReason,
    Instalment,
    Withholding,
    may_withhold,
    withdraw,
)
from khfund.scholarships.payment_line import PaymentLine
from khfund.scholarships.payment_outcome import PaymentRecovery, PaymentReturn, PaymentSettlement
from khfund.vietnamese import clean, require_plain

if TYPE_CHECKING:
    from khfund.command import Command


class AwardStateError(KhfundError):
    """An award in force is suspended, a suspended one resumed, and a revoked one is no longer acted on."""

    message = "Suất học bổng số {number} {state}, không thể {action}."
    english = "The award number {number} ({state}) cannot be acted on: {action}."


class OutcomeReasonError(KhfundError):
    """An award is suspended or revoked for a reason that is about the award."""

    message = "Lý do «{reason}» không dùng để {action} học bổng; hãy chọn một trong: {reasons}."
    english = "«{reason}» is no reason to act on an award ({action}); choose one of: {reasons}."


class RevokedAfterPaymentError(KhfundError):
    """What was paid on a revoked award is not taken back by revoking it."""

    message = "Lưu ý: suất số {number} đã chi {paid:dong} trước khi thu hồi. Số tiền này vẫn nằm trong sổ; muốn đòi lại hãy dùng `khfund payment recover`."
    english = "Note: {paid:dong} of the award {number} were paid before it was revoked. They stay in the books; recover them with `khfund payment recover`."


class AwardStep(enum.StrEnum):
    """What happened to an award after it was granted."""

    SUSPENDED = "suspended"
    RESUMED = "resumed"
    REVOKED = "revoked"


STEP_NAMES = {
    AwardStep.SUSPENDED: "tạm dừng",
    AwardStep.RESUMED: "cho nhận lại",
    AwardStep.REVOKED: "thu hồi",
}

SUSPENDING = (
    DropReason.SUSPENDED, DropReason.NOT_ELIGIBLE, DropReason.EVIDENCE_EXPIRED, DropReason.LEFT_SCHOOL,
    DropReason.MOVED, DropReason.DUPLICATE, DropReason.OTHER,
)  # fmt: skip
REVOKING = (
    DropReason.REVOKED, DropReason.NOT_ELIGIBLE, DropReason.EVIDENCE_EXPIRED, DropReason.GRADUATED,
    DropReason.LEFT_SCHOOL, DropReason.MOVED, DropReason.DIED, DropReason.REFUSED, DropReason.REPLACED,
    DropReason.DUPLICATE, DropReason.MISTAKE, DropReason.OTHER,
)  # fmt: skip
_AFTER = {
    AwardStep.SUSPENDED: AwardState.SUSPENDED,
    AwardStep.RESUMED: AwardState.GRANTED,
    AwardStep.REVOKED: AwardState.REVOKED,
}


class AwardEvent(Base):
    """A step of an award and the state that holds from it on; `paper` is the number of the decision behind it."""

    __tablename__ = "award_event"
    __table_args__ = (
        CheckConstraint("(step = 'resumed') = (reason IS NULL)", name="reason_to_stop"),
        Index("ix_award_event_award", "award_id"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True, autoincrement=False)
    award_id: Mapped[int] = mapped_column(ForeignKey("award.id"))
    step: Mapped[AwardStep] = mapped_column(one_of(AwardStep))
    state: Mapped[AwardState] = mapped_column(one_of(AwardState))
    day: Mapped[date]
    reason: Mapped[DropReason | None] = mapped_column(one_of(DropReason))
    paper: Mapped[str] = mapped_column(String(60))
    note: Mapped[str] = mapped_column(String(300))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))


never_changes("award_event")
guard(
    "award_event_way",
    "award_event",
    when="BEFORE INSERT",
    condition="NOT EXISTS (SELECT 1 FROM award a WHERE a.id = NEW.award_id AND NEW.step || ':' || a.state || '>' "
    "|| NEW.state IN ('suspended:granted>suspended', 'resumed:suspended>granted', 'revoked:granted>revoked', "
    "'revoked:suspended>revoked'))",
    refusal="award_event: an award is suspended, resumed and revoked in turn",
)
guard(
    "award_follows",
    "award",
    when="BEFORE UPDATE",
    condition="NOT EXISTS (SELECT 1 FROM award_event e WHERE e.award_id = NEW.id AND e.state = NEW.state "
    "AND e.id = (SELECT MAX(x.id) FROM award_event x WHERE x.award_id = NEW.id))",
    refusal="award: its state is what its last event says",
)


@witnesses("award_event")
def _written(session: Session) -> Iterator[tuple[int, str, str]]:
    for row in session.scalars(select(AwardEvent).order_by(AwardEvent.command_number, AwardEvent.id)):
        yield row.command_number, _figures(row), row.note


def _figures(row: AwardEvent) -> str:
    reason = row.reason.value if row.reason else ""
    said = (row.id, row.award_id, row.step.value, row.day, reason, row.paper, row.person_id)
    return "|".join(map(str, said))


def suspend_award(
    session: Session, command: Command, award: Award, *, reason: DropReason, note: str = "", paper: str = ""
) -> AwardEvent:
    """Stop paying an award for a while, from today on; what is owed stays owed. «Lý do khác» says in the note which.

    Raises: AwardUnknownError, AwardStateError, OutcomeReasonError, ReasonMissingError.
    """
    _require(command, award, (AwardState.GRANTED,), "tạm dừng")
    note = _require_reason(reason, SUSPENDING, note, "tạm dừng")
    return _record(session, command, award, AwardStep.SUSPENDED, reason, note, paper)


def resume_award(
    session: Session, command: Command, award: Award, *, note: str, paper: str = ""
) -> AwardEvent:
    """Let a suspended award be paid again, by another person than the one who suspended it, saying why.

    Raises: AwardUnknownError, AwardStateError, ReasonMissingError, AnotherPersonNeededError.
    """
    _require(command, award, (AwardState.SUSPENDED,), "cho nhận lại")
    note = clean(require_plain(note))[:300]
    if not note:
        raise ReasonMissingError
    last = last_event(session, award)
    assert last is not None
    require_another(
        session,
        command.person_id,
        last.person_id,
        unit_id=command.unit,
        on=day_of(command.at),
        did="tạm dừng",
        does="cho nhận lại",
    )
    return _record(session, command, award, AwardStep.RESUMED, None, note, paper)


def revoke_award(
    session: Session, command: Command, award: Award, *, reason: DropReason, note: str = "", paper: str = ""
) -> AwardEvent:
    """End an award for good, today, and withdraw what is owed on it; what was paid is told in a warning.

    An instalment that lies in a payment run and is not paid is taken out of the run first.

    Raises: AwardUnknownError, AwardStateError, OutcomeReasonError, ReasonMissingError, and what a run that holds an
    instalment raises.
    """
    _require(command, award, (AwardState.GRANTED, AwardState.SUSPENDED), "thu hồi")
    note = _require_reason(reason, REVOKING, note, "thu hồi")
    paid = 0
    for one in instalments_of(session, award, standing=True):
        if is_paid(session, one):
            paid += one.amount
        else:
            withdraw(session, command, one, reason=reason, note=note)
    if paid:
        command.warn(RevokedAfterPaymentError(number=award.id, paid=paid))
    return _record(session, command, award, AwardStep.REVOKED, reason, note, paper)


def is_paid(session: Session, instalment: Instalment) -> bool:
    """Whether money left for an instalment and neither came back nor was claimed back to be paid rightly."""
    came_back = select(PaymentReturn.line_id).where(PaymentReturn.line_id == PaymentLine.id).exists()
    claimed = (
        select(PaymentRecovery.first_id)
        .where(PaymentRecovery.first_id == PaymentLine.first_id, PaymentRecovery.still_owed)
        .exists()
    )
    query = (
        select(PaymentSettlement.line_id)
        .join(PaymentLine, PaymentLine.id == PaymentSettlement.line_id)
        .where(PaymentLine.instalment_id == instalment.id, ~came_back, ~claimed)
    )
    return session.scalar(query.limit(1)) is not None


def _require(command: Command, award: Award, states: Sequence[AwardState], action: str) -> None:
    if award.unit_id != command.unit:
        raise AwardUnknownError(number=award.id)
    if award.state not in states:
        raise AwardStateError(number=award.id, state=STATE_NAMES[award.state], action=action)


def _require_reason(reason: DropReason, fitting: Sequence[DropReason], note: str, action: str) -> str:
    if reason not in fitting:
        reasons = ", ".join(one.value for one in fitting)
        raise OutcomeReasonError(reason=DROP_NAMES[reason], action=action, reasons=reasons)
    note = clean(require_plain(note))[:300]
    if reason is DropReason.OTHER and not note:
        raise ReasonMissingError
    return note


def _record(  # noqa: PLR0917  a step has these parts
    session: Session,
    command: Command,
    award: Award,
    step: AwardStep,
    reason: DropReason | None,
    note: str,
    paper: str,
) -> AwardEvent:
    event = AwardEvent(
        id=(session.scalar(select(func.max(AwardEvent.id))) or 0) + 1,
        award_id=award.id,
        step=step,
        state=_AFTER[step],
        day=day_of(command.at),
        reason=reason,
        paper=clean(require_plain(paper))[:60],
        note=note,
        person_id=command.person_id,
        command_number=command.number,
    )
    session.add(event)
    session.flush()
    award.state = event.state
    session.flush()
    command.witness("award_event", _figures(event), note)
    return event


@may_withhold
def _stopped(session: Session, instalments: Sequence[Instalment], _day: date) -> Mapping[int, Withholding]:
    """What is owed on suspended and revoked awards is not paid."""
    numbers = {one.award_id for one in instalments if one.award_id is not None}
    query = select(Award).where(Award.id.in_(numbers), Award.state != AwardState.GRANTED)
    stopped = {award.id: _withholding(session, award) for award in session.scalars(query)}
    return {one.id: stopped[one.award_id] for one in instalments if one.award_id in stopped}


def _withholding(session: Session, award: Award) -> Withholding:
    event = last_event(session, award)
    assert event is not None
    assert event.reason is not None
    word = "tạm dừng" if award.state is AwardState.SUSPENDED else "thu hồi"
    sentence = f"Suất học bổng số {award.id} {word} từ {event.day:%d/%m/%Y}: {DROP_NAMES[event.reason]}."
    reason = DropReason.SUSPENDED if award.state is AwardState.SUSPENDED else DropReason.REVOKED
    return Withholding(reason, sentence)


# -- reads ----------------------------------------------------------------------------------------------------------


def events_of(session: Session, award: Award) -> list[AwardEvent]:
    """Return the steps of an award, oldest first."""
    query = select(AwardEvent).where(AwardEvent.award_id == award.id)
    return list(session.scalars(query.order_by(AwardEvent.id)))


def last_event(session: Session, award: Award) -> AwardEvent | None:
    """Return the last step of an award, None for one that nothing happened to."""
    query = select(AwardEvent).where(AwardEvent.award_id == award.id)
    return session.scalar(query.order_by(AwardEvent.id.desc()).limit(1))
