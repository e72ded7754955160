"""What became of a payment: settled, come back, dropped or to be recovered; each is written once, beside the line."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.audit import witnesses
from khfund.db import Base, Whole, guard, never_changes, one_of, whole
from khfund.scholarships.instalment import DropReason

if TYPE_CHECKING:
    from khfund.command import Command


class Means(enum.StrEnum):
    """How money left."""

    BANK = "bank"
    CASH = "cash"


class PaymentSettlement(Base):
    """Money that left for a line, on the day of its entry; `signed_by` is who signed for cash."""

    __tablename__ = "payment_settlement"
    __table_args__ = (Index("ix_payment_settlement_entry", "entry_id"),)

    line_id: Mapped[int] = mapped_column(ForeignKey("payment_line.id"), primary_key=True, autoincrement=False)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"))
    means: Mapped[Means] = mapped_column(one_of(Means))
    day: Mapped[date]
    signed_by: Mapped[str] = mapped_column(String(120))
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))

    @property
    def lines(self) -> tuple[str, str]:
        """What the log vouches for: figures and text."""
        return f"{self.line_id}|{self.entry_id}|{self.means.value}|{self.day}", self.signed_by


class PaymentReturn(Base):
    """A line that failed: the money came back (with an entry), or the bank never took it (without)."""

    __tablename__ = "payment_return"
    __table_args__ = (Index("ix_payment_return_entry", "entry_id"),)

    line_id: Mapped[int] = mapped_column(ForeignKey("payment_line.id"), primary_key=True, autoincrement=False)
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("entry.id"))
    day: Mapped[date]
    reason: Mapped[str] = mapped_column(String(300))
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))

    @property
    def lines(self) -> tuple[str, str]:
        """What the log vouches for: figures and text."""
        return f"{self.line_id}|{'' if self.entry_id is None else self.entry_id}|{self.day}", self.reason


class PaymentDrop(Base):
    """A payable that is cancelled for a coded reason, by the number of its first line."""

    __tablename__ = "payment_drop"
    __table_args__ = (Index("ix_payment_drop_entry", "entry_id"),)

    first_id: Mapped[int] = mapped_column(
        ForeignKey("payment_line.id"), primary_key=True, autoincrement=False
    )
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"))
    day: Mapped[date]
    reason: Mapped[DropReason] = mapped_column(one_of(DropReason))
    note: Mapped[str] = mapped_column(String(300))
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))

    @property
    def lines(self) -> tuple[str, str]:
        """What the log vouches for: figures and text."""
        return f"{self.first_id}|{self.entry_id}|{self.day}|{self.reason.value}", self.note


class PaymentRecovery(Base):
    """Money paid in error, to come back to the fund; with `still_owed` the instalment waits to be paid rightly."""

    __tablename__ = "payment_recovery"
    __table_args__ = (Index("ix_payment_recovery_entry", "entry_id"),)

    first_id: Mapped[int] = mapped_column(
        ForeignKey("payment_line.id"), primary_key=True, autoincrement=False
    )
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"))
    day: Mapped[date]
    reason: Mapped[DropReason] = mapped_column(one_of(DropReason))
    still_owed: Mapped[bool]
    note: Mapped[str] = mapped_column(String(300))
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))

    @property
    def lines(self) -> tuple[str, str]:
        """What the log vouches for: figures and text."""
        figures = f"{self.first_id}|{self.entry_id}|{self.day}|{self.reason.value}|{int(self.still_owed)}"
        return figures, self.note


class RecoveryReceipt(Base):
    """Đồng of a recovery that came in by an entry."""

    __tablename__ = "recovery_receipt"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount_positive"),
        *whole("amount"),
        Index("ix_recovery_receipt_entry", "entry_id"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    first_id: Mapped[int] = mapped_column(ForeignKey("payment_recovery.first_id"), index=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"))
    amount: Mapped[int] = mapped_column(Whole)
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))

    @property
    def lines(self) -> tuple[str, str]:
        """What the log vouches for: figures and text."""
        return f"{self.id}|{self.first_id}|{self.entry_id}|{self.amount}", ""


for _table in ("settlement", "return", "drop", "recovery"):
    never_changes(f"payment_{_table}")
never_changes("recovery_receipt")

_RUN_OF = "FROM payment_line l JOIN payment_run r ON r.id = l.run_id WHERE l.id ="
guard(
    "payment_settlement_of_open_line",
    "payment_settlement",
    when="BEFORE INSERT",
    condition=f"(SELECT r.state {_RUN_OF} NEW.line_id) <> 'approved' "  # noqa: S608  our own words
    "OR EXISTS (SELECT 1 FROM payment_return WHERE line_id = NEW.line_id) "
    "OR EXISTS (SELECT 1 FROM payment_drop WHERE first_id = (SELECT first_id FROM payment_line WHERE id = NEW.line_id))",
    refusal="payment_settlement: only an open line of an approved run is paid",
)
guard(
    "payment_settlement_once",
    "payment_settlement",
    when="BEFORE INSERT",
    condition="EXISTS (SELECT 1 FROM payment_settlement s JOIN payment_line o ON o.id = s.line_id "
    "JOIN payment_line n ON n.id = NEW.line_id WHERE o.instalment_id = n.instalment_id "
    "AND NOT EXISTS (SELECT 1 FROM payment_return b WHERE b.line_id = o.id) "
    "AND NOT EXISTS (SELECT 1 FROM payment_recovery v WHERE v.first_id = o.first_id AND v.still_owed))",
    refusal="payment_settlement: an instalment is paid once",
)
guard(
    "payment_settlement_within_entry",
    "payment_settlement",
    when="BEFORE INSERT",
    condition="(SELECT COALESCE(SUM(l.amount), 0) FROM payment_line l JOIN payment_line n ON n.id = NEW.line_id "
    "WHERE l.fund_id = n.fund_id AND (l.id = NEW.line_id OR l.id IN (SELECT line_id FROM payment_settlement "
    "WHERE entry_id = NEW.entry_id))) > (SELECT COALESCE(SUM(p.amount), 0) FROM posting p "
    "JOIN payment_line n ON n.id = NEW.line_id JOIN account a ON a.id = p.debit_id "
    "WHERE p.entry_id = NEW.entry_id AND p.fund_id = n.fund_id AND a.role = 'scholarships_payable')",
    refusal="payment_settlement: an entry pays no more than its own amount",
)
guard(
    "payment_settlement_by_another",
    "payment_settlement",
    when="BEFORE INSERT",
    condition="EXISTS (SELECT 1 FROM command c JOIN payment_line l ON l.id = NEW.line_id "
    "JOIN payment_approval a ON a.run_id = l.run_id AND a.person_id = c.person_id WHERE c.number = NEW.command_number "
    "AND NOT EXISTS (SELECT 1 FROM sole_officer_exception x WHERE x.unit_id = c.unit_id))",
    refusal="payment_settlement: who approved does not pay",
)
guard(
    "payment_return_of_open_payable",
    "payment_return",
    when="BEFORE INSERT",
    condition=f"(SELECT r.state {_RUN_OF} NEW.line_id) <> 'approved' "  # noqa: S608  our own words
    "OR (NEW.entry_id IS NOT NULL) <> EXISTS (SELECT 1 FROM payment_settlement WHERE line_id = NEW.line_id) "
    "OR EXISTS (SELECT 1 FROM payment_drop d JOIN payment_line l ON l.first_id = d.first_id WHERE l.id = NEW.line_id) "
    "OR EXISTS (SELECT 1 FROM payment_recovery v JOIN payment_line l ON l.first_id = v.first_id WHERE l.id = NEW.line_id)",
    refusal="payment_return: what comes back was paid, and what the bank never took was not",
)
guard(
    "payment_drop_of_unpaid",
    "payment_drop",
    when="BEFORE INSERT",
    condition="NOT EXISTS (SELECT 1 FROM payment_line l JOIN payment_run r ON r.id = l.run_id WHERE l.id = NEW.first_id "
    "AND l.first_id = l.id AND r.state = 'approved') OR EXISTS (SELECT 1 FROM payment_settlement s "
    "JOIN payment_line l ON l.id = s.line_id WHERE l.first_id = NEW.first_id "
    "AND NOT EXISTS (SELECT 1 FROM payment_return b WHERE b.line_id = l.id))",
    refusal="payment_drop: what is paid is not dropped",
)
guard(
    "payment_recovery_of_paid",
    "payment_recovery",
    when="BEFORE INSERT",
    condition="NOT EXISTS (SELECT 1 FROM payment_settlement s JOIN payment_line l ON l.id = s.line_id "
    "WHERE l.first_id = NEW.first_id AND NOT EXISTS (SELECT 1 FROM payment_return b WHERE b.line_id = l.id))",
    refusal="payment_recovery: only what is paid is recovered",
)
guard(
    "recovery_receipt_within",
    "recovery_receipt",
    when="BEFORE INSERT",
    condition="NEW.amount + (SELECT COALESCE(SUM(amount), 0) FROM recovery_receipt WHERE first_id = NEW.first_id) "
    "> (SELECT amount FROM payment_line WHERE id = NEW.first_id)",
    refusal="recovery_receipt: no more comes back than was paid in error",
)


@witnesses("payment_settlement")
def _settlements(session: Session) -> Iterator[tuple[int, str, str]]:
    query = select(PaymentSettlement).order_by(PaymentSettlement.command_number, PaymentSettlement.line_id)
    for row in session.scalars(query.execution_options(yield_per=2_000)):
        yield row.command_number, *row.lines


@witnesses("payment_return")
def _returns(session: Session) -> Iterator[tuple[int, str, str]]:
    for row in session.scalars(
        select(PaymentReturn).order_by(PaymentReturn.command_number, PaymentReturn.line_id)
    ):
        yield row.command_number, *row.lines


@witnesses("payment_drop")
def _drops(session: Session) -> Iterator[tuple[int, str, str]]:
    for row in session.scalars(
        select(PaymentDrop).order_by(PaymentDrop.command_number, PaymentDrop.first_id)
    ):
        yield row.command_number, *row.lines


@witnesses("payment_recovery")
def _recoveries(session: Session) -> Iterator[tuple[int, str, str]]:
    query = select(PaymentRecovery).order_by(PaymentRecovery.command_number, PaymentRecovery.first_id)
    for row in session.scalars(query):
        yield row.command_number, *row.lines


@witnesses("recovery_receipt")
def _receipts(session: Session) -> Iterator[tuple[int, str, str]]:
    for row in session.scalars(select(RecoveryReceipt).order_by(RecoveryReceipt.id)):
        yield row.command_number, *row.lines


Outcome = PaymentSettlement | PaymentReturn | PaymentDrop | PaymentRecovery | RecoveryReceipt


def write_outcomes(session: Session, command: Command, rows: Sequence[Outcome]) -> None:
    """Write what became of payments, in the order of their lines."""
    session.add_all(rows)
    session.flush()
    for row in rows:
        command.witness(row.__tablename__, *row.lines)
