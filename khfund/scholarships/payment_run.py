"""Payment runs: which instalments are paid together, drafted by one person, approved by others, frozen, then paid.

Awards and months of sponsorships go through the same run. A run and its lines are written at once and never change:
whoever wants another list cancels the draft and drafts again.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator
from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.audit import witnesses
from khfund.db import Base, Whole, guard, one_of, whole
from khfund.errors import KhfundError
from khfund.ledger.accounting_period import ReasonMissingError
from khfund.vietnamese import clean


class RunUnknownError(KhfundError):
    """A payment run is known in its unit by its number."""

    message = "Đơn vị không có đợt chi số {number}; xem bằng `khfund payment list`."
    english = "The unit has no payment run number {number}; see `khfund payment list`."


class RunStateError(KhfundError):
    """A run goes from draft to approved, once, or is cancelled before."""

    message = "Đợt chi số {number} đang ở trạng thái «{state}», không thể {action}."
    english = "The payment run {number} is «{state}» and cannot be acted on ({action})."


class RunState(enum.StrEnum):
    """Where a run stands; whether an approved one is paid is told by its lines."""

    DRAFT = "draft"
    APPROVED = "approved"
    CANCELLED = "cancelled"


STATE_NAMES = {
    RunState.DRAFT: "nháp",
    RunState.APPROVED: "đã duyệt",
    RunState.CANCELLED: "đã hủy",
}


class PaymentRun(Base):
    """A run: `until` is the last day on which its instalments fell due, `payout` the day of paying as planned.

    `lines_hash` is the SHA-256 over its canonical lines; every approval approves exactly these. `approved_number` is the
    command of the last approval, `entry_day` its day; what only pays again has no entry of its own.
    """

    __tablename__ = "payment_run"
    __table_args__ = (
        CheckConstraint("total > 0 AND line_count > 0", name="total_positive"),
        CheckConstraint("(state = 'approved') = (entry_day IS NOT NULL)", name="approved_on_a_day"),
        CheckConstraint("(state = 'approved') = (approved_number IS NOT NULL)", name="approved_by_a_command"),
        CheckConstraint("entry_id IS NULL OR state = 'approved'", name="posted_when_approved"),
        *whole("total"),
        Index("ix_payment_run_unit", "unit_id", "state"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True, autoincrement=False)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    programme_id: Mapped[int | None] = mapped_column(ForeignKey("programme.id"))
    round_id: Mapped[int | None] = mapped_column(ForeignKey("award_round.id"))
    until: Mapped[date]
    payout: Mapped[date]
    line_count: Mapped[int]
    total: Mapped[int] = mapped_column(Whole)
    lines_hash: Mapped[str] = mapped_column(String(64))
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))
    drafted_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    state: Mapped[RunState] = mapped_column(one_of(RunState), default=RunState.DRAFT)
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("entry.id"), unique=True)
    entry_day: Mapped[date | None]
    approved_number: Mapped[int | None] = mapped_column(ForeignKey("command.number"))
    cancelled_because: Mapped[str] = mapped_column(String(300), default="")

    @property
    def figures(self) -> str:
        """What the log vouches for."""
        return (
            f"{self.id}|{self.unit_id}|{self.programme_id or ''}|{self.round_id or ''}|{self.until}|{self.payout}|"
            f"{self.line_count}|{self.total}|{self.lines_hash}|{self.drafted_by}"
        )


_KEPT = (
    "id",
    "unit_id",
    "until",
    "payout",
    "line_count",
    "total",
    "lines_hash",
    "command_number",
    "drafted_by",
)
guard(
    "payment_run_settled",
    "payment_run",
    when="BEFORE UPDATE",
    condition="OLD.state <> 'draft' OR NEW.programme_id IS DISTINCT FROM OLD.programme_id "
    "OR NEW.round_id IS DISTINCT FROM OLD.round_id OR "
    + " OR ".join(f"NEW.{one} <> OLD.{one}" for one in _KEPT),
    refusal="payment_run: what was drafted stays, and what was approved or cancelled no longer changes",
)
guard(
    "payment_run_approved",
    "payment_run",
    when="BEFORE UPDATE",
    condition="NEW.state = 'approved' AND NOT EXISTS (SELECT 1 FROM payment_approval WHERE run_id = NEW.id)",
    refusal="payment_run: a run is approved by somebody",
)
guard(
    "payment_run_approved_owed",
    "payment_run",
    when="BEFORE UPDATE",
    condition="NEW.state = 'approved' AND EXISTS (SELECT 1 FROM payment_line l "
    "JOIN instalment_withdrawal w ON w.instalment_id = l.instalment_id WHERE l.run_id = NEW.id)",
    refusal="payment_run: what was withdrawn is not approved",
)
guard(
    "payment_run_begins_as_draft",
    "payment_run",
    when="BEFORE INSERT",
    condition="NEW.state <> 'draft'",
    refusal="payment_run: a run begins as a draft",
)
guard(
    "payment_run_kept",
    "payment_run",
    when="BEFORE DELETE",
    condition="1 = 1",
    refusal="payment_run: rows are never deleted",
)


@witnesses("payment_run")
def _written(session: Session) -> Iterator[tuple[int, str, str]]:
    for run in session.scalars(select(PaymentRun).order_by(PaymentRun.command_number, PaymentRun.id)):
        yield run.command_number, run.figures, ""


def cancel_run(session: Session, run: PaymentRun, *, reason: str) -> PaymentRun:
    """Cancel a draft; its instalments may be drafted again. Lines of an approved run are dropped instead.

    Raises: ReasonMissingError, RunStateError.
    """
    reason = clean(reason)
    if not reason:
        raise ReasonMissingError
    require_state(run, RunState.DRAFT, "hủy")
    run.state, run.cancelled_because = RunState.CANCELLED, reason[:300]
    session.flush()
    return run


def require_state(run: PaymentRun, state: RunState, action: str) -> None:
    """Refuse a run that is in another state.

    Raises: RunStateError.
    """
    if run.state is not state:
        raise RunStateError(number=run.id, state=STATE_NAMES[run.state], action=action)


# -- reads ----------------------------------------------------------------------------------------------------------


def find_run(session: Session, unit_id: int, number: int) -> PaymentRun:
    """Return a payment run of the unit.

    Raises: RunUnknownError.
    """
    found = session.get(PaymentRun, number)
    if found is None or found.unit_id != unit_id:
        raise RunUnknownError(number=number)
    return found


def payment_runs(session: Session, unit_id: int) -> list[PaymentRun]:
    """Return the unit's payment runs, newest first."""
    query = select(PaymentRun).where(PaymentRun.unit_id == unit_id)
    return list(session.scalars(query.order_by(PaymentRun.id.desc())))
