"""Lines of payment runs: one attempt to pay one instalment to one payee, as both stood when the run was drafted.

The first attempt opens what is payable (`first_id` is its own number). What came back is tried again by a further line
with the same `first_id`: the payable stays one, and is paid once.
"""

from __future__ import annotations

import enum
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.audit import witnesses
from khfund.db import Base, Whole, guard, insert_rows, never_changes, one_of, whole
from khfund.errors import KhfundError
from khfund.scholarships.payment_run import PaymentRun

if TYPE_CHECKING:
    from khfund.command import Command


class LineNotInRunError(KhfundError):
    """A payment is known by its code, or by its number in its run."""

    message = "Đợt chi số {run} không có khoản chi «{line}»; xem bằng `khfund payment show {run}`."
    english = "The payment run {run} has no payment «{line}»; see `khfund payment show {run}`."


class PaidBy(enum.StrEnum):
    """By transfer, or in cash against a signature."""

    BANK = "bank"
    CASH = "cash"


WAY_NAMES = {PaidBy.BANK: "chuyển khoản", PaidBy.CASH: "tiền mặt"}


class PaymentLine(Base):
    """One payment; the payee and the names are as they stood when the run was drafted, for the papers and the bank."""

    __tablename__ = "payment_line"
    __table_args__ = (
        UniqueConstraint("run_id", "number"),
        UniqueConstraint("code"),
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint("(way = 'bank') = (bank_number <> '')", name="number_for_the_bank"),
        CheckConstraint("first_id <= id", name="first_comes_first"),
        *whole("amount"),
        Index("ix_payment_line_instalment", "instalment_id"),
        Index("ix_payment_line_first", "first_id"),
        Index("ix_payment_line_recipient", "recipient_id", "programme_id"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True, autoincrement=False)
    run_id: Mapped[int] = mapped_column(ForeignKey("payment_run.id"))
    number: Mapped[int]
    first_id: Mapped[int] = mapped_column(ForeignKey("payment_line.id"))
    instalment_id: Mapped[int] = mapped_column(ForeignKey("instalment.id"))
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    fund_id: Mapped[int] = mapped_column(ForeignKey("fund.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    recipient_id: Mapped[int] = mapped_column(ForeignKey("recipient.id"))
    amount: Mapped[int] = mapped_column(Whole)
    code: Mapped[str] = mapped_column(String(12))
    way: Mapped[PaidBy] = mapped_column(one_of(PaidBy))
    bank: Mapped[str] = mapped_column(String(100))
    bank_number: Mapped[str] = mapped_column(String(30))
    holder: Mapped[str] = mapped_column(String(200))
    recipient_name: Mapped[str] = mapped_column(String(120))
    belongs_to: Mapped[str] = mapped_column(String(300))
    what: Mapped[str] = mapped_column(String(300))


_FIGURES = (
    "id", "run_id", "number", "first_id", "instalment_id", "programme_id", "fund_id", "account_id", "recipient_id",
    "amount", "code", "way",
)  # fmt: skip
_TEXTS = ("bank", "bank_number", "holder", "recipient_name", "belongs_to", "what")

_LIVE = (
    "(SELECT state FROM payment_run r WHERE r.id = l.run_id) <> 'cancelled' "
    "AND NOT EXISTS (SELECT 1 FROM payment_drop d WHERE d.first_id = l.first_id) "
    "AND NOT EXISTS (SELECT 1 FROM payment_recovery v WHERE v.first_id = l.first_id AND v.still_owed)"
)
never_changes("payment_line")
guard(
    "payment_line_of_running_command",
    "payment_line",
    when="BEFORE INSERT",
    condition="EXISTS (SELECT 1 FROM leaf WHERE number = (SELECT command_number FROM payment_run WHERE id = NEW.run_id))",
    refusal="payment_line: a drafted run gains no lines",
)
guard(
    "payment_line_pays_what_is_owed",
    "payment_line",
    when="BEFORE INSERT",
    condition="NOT EXISTS (SELECT 1 FROM instalment i JOIN payment_run r ON r.id = NEW.run_id "
    "WHERE i.id = NEW.instalment_id AND i.unit_id = r.unit_id AND i.amount = NEW.amount AND i.fund_id = NEW.fund_id "
    "AND i.account_id = NEW.account_id AND i.programme_id = NEW.programme_id AND i.recipient_id = NEW.recipient_id)",
    refusal="payment_line: what is paid is what is owed",
)
guard(
    "payment_line_not_withdrawn",
    "payment_line",
    when="BEFORE INSERT",
    condition="EXISTS (SELECT 1 FROM instalment_withdrawal WHERE instalment_id = NEW.instalment_id)",
    refusal="payment_line: the instalment is withdrawn",
)
guard(
    "payment_line_once",
    "payment_line",
    when="BEFORE INSERT",
    condition="NEW.first_id = NEW.id AND EXISTS (SELECT 1 FROM payment_line l "  # noqa: S608  our own words
    f"WHERE l.instalment_id = NEW.instalment_id AND l.id = l.first_id AND {_LIVE})",
    refusal="payment_line: an instalment is in one live run",
)
guard(
    "payment_line_again",
    "payment_line",
    when="BEFORE INSERT",
    condition="NEW.first_id <> NEW.id AND (NOT EXISTS (SELECT 1 FROM payment_line f WHERE f.id = NEW.first_id "
    "AND f.id = f.first_id AND f.instalment_id = NEW.instalment_id) "
    "OR EXISTS (SELECT 1 FROM payment_drop d WHERE d.first_id = NEW.first_id) "
    "OR EXISTS (SELECT 1 FROM payment_line l JOIN payment_run r ON r.id = l.run_id WHERE l.first_id = NEW.first_id "
    "AND r.state <> 'cancelled' AND NOT EXISTS (SELECT 1 FROM payment_return b WHERE b.line_id = l.id)))",
    refusal="payment_line: only what came back is paid again",
)
guard(
    "instalment_withdrawal_not_in_run",
    "instalment_withdrawal",
    when="BEFORE INSERT",
    condition="EXISTS (SELECT 1 FROM payment_line l "  # noqa: S608  our own words
    "JOIN payment_run n ON n.id = l.run_id AND n.state = 'approved' "
    f"WHERE l.instalment_id = NEW.instalment_id AND l.id = l.first_id AND {_LIVE})",
    refusal="instalment_withdrawal: the instalment is in an approved payment run",
)


@witnesses("payment_line")
def _written(session: Session) -> Iterator[tuple[int, str, str]]:
    query = select(PaymentLine, PaymentRun.command_number).join(
        PaymentRun, PaymentRun.id == PaymentLine.run_id
    )
    ordered = query.order_by(PaymentRun.command_number, PaymentLine.run_id, PaymentLine.number)
    for line, number in session.execute(ordered.execution_options(yield_per=2_000)):
        yield number, *_told(line)


def _told(line: PaymentLine) -> tuple[str, str]:
    return tuple("|".join(str(getattr(line, name)) for name in names) for names in (_FIGURES, _TEXTS))  # type: ignore[return-value]


def write_lines(session: Session, command: Command, lines: Sequence[PaymentLine]) -> None:
    """Write the lines of a run that was just drafted; they are not attached to the session."""
    columns = (*_FIGURES, *_TEXTS)
    insert_rows(
        session,
        "payment_line",
        columns,
        [
            [str(v) if isinstance(v := getattr(line, name), PaidBy) else v for name in columns]
            for line in lines
        ],
    )
    for line in lines:
        command.witness("payment_line", *_told(line))


def digest(lines: Iterable[PaymentLine]) -> str:
    """The SHA-256 over canonical lines, by number: what approvers approve."""
    hashed = hashlib.sha256()
    for line in sorted(lines, key=lambda one: one.number):
        hashed.update("\t".join(_told(line)).encode() + b"\n")
    return hashed.hexdigest()


# -- reads ----------------------------------------------------------------------------------------------------------


def next_line_id(session: Session) -> int:
    """The number of the next line to be written, under the writer lock."""
    return (session.scalar(select(func.max(PaymentLine.id))) or 0) + 1


def lines_of(session: Session, run: PaymentRun) -> list[PaymentLine]:
    """Return the lines of a run by number; their names are for the lists that are signed, and for nothing else."""
    query = select(PaymentLine).where(PaymentLine.run_id == run.id)
    return list(session.scalars(query.order_by(PaymentLine.number)))


def find_payment(session: Session, run: PaymentRun, name: str) -> PaymentLine:
    """Return a line of a run by its code or its number.

    Raises: LineNotInRunError.
    """
    by_number = PaymentLine.number == int(name) if name.isdecimal() and len(name) < 9 else None
    named = PaymentLine.code == name.upper() if by_number is None else by_number
    found = session.scalar(select(PaymentLine).where(PaymentLine.run_id == run.id, named))
    if found is None:
        raise LineNotInRunError(run=run.id, line=name)
    return found
