"""Approvals of payment runs: by others than the drafter, more of them with larger amounts, nobody twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.audit import witnesses
from khfund.db import Base, guard, never_changes


class PaymentApproval(Base):
    """That a person approved the lines with this hash."""

    __tablename__ = "payment_approval"

    run_id: Mapped[int] = mapped_column(ForeignKey("payment_run.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    day: Mapped[date]
    lines_hash: Mapped[str] = mapped_column(String(64))
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))

    @property
    def figures(self) -> str:
        """What the log vouches for."""
        return f"{self.run_id}|{self.person_id}|{self.day}|{self.lines_hash}"


never_changes("payment_approval")
guard(
    "payment_approval_of_draft",
    "payment_approval",
    when="BEFORE INSERT",
    condition="(SELECT state FROM payment_run WHERE id = NEW.run_id) <> 'draft' "
    "OR (SELECT lines_hash FROM payment_run WHERE id = NEW.run_id) <> NEW.lines_hash",
    refusal="payment_approval: a draft is approved as it was drafted",
)
guard(
    "payment_approval_by_another",
    "payment_approval",
    when="BEFORE INSERT",
    condition="EXISTS (SELECT 1 FROM payment_run r WHERE r.id = NEW.run_id AND r.drafted_by = NEW.person_id "
    "AND NOT EXISTS (SELECT 1 FROM sole_officer_exception x WHERE x.unit_id = r.unit_id))",
    refusal="payment_approval: who drafted does not approve",
)


@witnesses("payment_approval")
def _written(session: Session) -> Iterator[tuple[int, str, str]]:
    for row in session.scalars(select(PaymentApproval).order_by(PaymentApproval.command_number)):
        yield row.command_number, row.figures, ""


def approvals(session: Session, run_id: int) -> list[PaymentApproval]:
    """Return who approved a run, in order."""
    query = select(PaymentApproval).where(PaymentApproval.run_id == run_id)
    return list(session.scalars(query.order_by(PaymentApproval.command_number)))
