"""The bank file of an approved run: made once, of the transfers that were open then, and written again identically."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Index, String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.audit import witnesses
from khfund.banking.bank_account import BankAccount
from khfund.banking.payment_code import BATCH, make_code
from khfund.banking.transfer_file import Form, Transfer, write_file
from khfund.calendar import today as day_of
from khfund.db import Base, Whole, guard, never_changes
from khfund.errors import KhfundError
from khfund.scholarships.payment_line import PaidBy, PaymentLine, lines_of
from khfund.scholarships.payment_run import PaymentRun, RunState, require_state
from khfund.scholarships.payment_standing import LineState, line_states

if TYPE_CHECKING:
    from khfund.command import Command


class NothingToTransferError(KhfundError):
    """A bank file holds transfers."""

    message = "Đợt chi số {run} không có khoản chuyển khoản nào đang chờ trả."
    english = "The payment run {run} has no transfers that wait to be made."


class FileChangedError(KhfundError):
    """A bank file is written again as it was made."""

    message = "Tệp chuyển tiền của đợt chi số {run} không còn như khi lập; hãy chạy `khfund check`."
    english = "The bank file of payment run {run} is no longer what it was; run `khfund check`."
    exit_code = 4


class FileMissingError(KhfundError):
    """A bank file is made before it is looked for."""

    message = "Đợt chi số {run} chưa có tệp chuyển tiền; hãy lập bằng `khfund payment file`."
    english = "The payment run {run} has no bank file yet; make it by `khfund payment file`."


class PaymentFile(Base):
    """A run's bank file, drawn on one bank account; `code` names it whole to the bank."""

    __tablename__ = "payment_file"

    id: Mapped[int] = mapped_column(Whole, primary_key=True, autoincrement=False)
    run_id: Mapped[int] = mapped_column(ForeignKey("payment_run.id"), unique=True)
    bank_account_id: Mapped[int] = mapped_column(ForeignKey("bank_account.id"))
    code: Mapped[str] = mapped_column(String(12), unique=True)
    day: Mapped[date]
    line_count: Mapped[int]
    total: Mapped[int] = mapped_column(Whole)
    csv_sha256: Mapped[str] = mapped_column(String(64))
    xlsx_sha256: Mapped[str] = mapped_column(String(64))
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))

    @property
    def figures(self) -> str:
        """What the log vouches for."""
        return (
            f"{self.id}|{self.run_id}|{self.bank_account_id}|{self.code}|{self.day}|{self.line_count}|{self.total}|"
            f"{self.csv_sha256}|{self.xlsx_sha256}"
        )


class PaymentFileLine(Base):
    """That a payment stands in a file."""

    __tablename__ = "payment_file_line"
    __table_args__ = (Index("ix_payment_file_line_line", "line_id"),)

    file_id: Mapped[int] = mapped_column(ForeignKey("payment_file.id"), primary_key=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("payment_line.id"), primary_key=True)


never_changes("payment_file")
never_changes("payment_file_line")
guard(
    "payment_file_line_of_running_command",
    "payment_file_line",
    when="BEFORE INSERT",
    condition="EXISTS (SELECT 1 FROM leaf WHERE number = (SELECT command_number FROM payment_file WHERE id = NEW.file_id))",
    refusal="payment_file_line: a file gains no lines",
)


@witnesses("payment_file")
def _written(session: Session) -> Iterator[tuple[int, str, str]]:
    for row in session.scalars(select(PaymentFile).order_by(PaymentFile.command_number)):
        yield row.command_number, row.figures, ""


def make_file(session: Session, command: Command, run: PaymentRun, bank_account: BankAccount) -> PaymentFile:
    """Make the bank file of a run's open transfers; one that was made already is given back as it is.

    Raises: RunStateError, NothingToTransferError, TransferUnfitError.
    """
    made = file_of(session, run)
    if made is not None:
        return made
    require_state(run, RunState.APPROVED, "lập tệp chuyển tiền")
    states = line_states(session, run)
    lines = [
        line
        for line in lines_of(session, run)
        if line.way is PaidBy.BANK and states[line.id] is LineState.OPEN
    ]
    if not lines:
        raise NothingToTransferError(run=run.id)
    number = (session.scalar(select(func.max(PaymentFile.id))) or 0) + 1
    row = PaymentFile(
        id=number,
        run_id=run.id,
        bank_account_id=bank_account.id,
        code=make_code(BATCH, number),
        day=day_of(command.at),
        line_count=len(lines),
        total=sum(line.amount for line in lines),
        csv_sha256=_hash(lines, Form.CSV),
        xlsx_sha256=_hash(lines, Form.XLSX),
        command_number=command.number,
    )
    session.add(row)
    session.flush()
    session.add_all([PaymentFileLine(file_id=number, line_id=line.id) for line in lines])
    session.flush()
    command.witness("payment_file", row.figures, "")
    return row


def _hash(lines: Sequence[PaymentLine], form: Form) -> str:
    return hashlib.sha256(write_file(_transfers(lines), form)).hexdigest()


def _transfers(lines: Sequence[PaymentLine]) -> list[Transfer]:
    return [
        Transfer(line.code, line.bank_number, line.holder, line.bank, line.amount, line.what)
        for line in lines
    ]


# -- reads ----------------------------------------------------------------------------------------------------------


def file_of(session: Session, run: PaymentRun) -> PaymentFile | None:
    """Return a run's bank file, if it was made."""
    return session.scalar(select(PaymentFile).where(PaymentFile.run_id == run.id))


def payments_in(session: Session, file: PaymentFile) -> list[PaymentLine]:
    """Return the payments of a file, in order."""
    query = select(PaymentLine).join(PaymentFileLine, PaymentFileLine.line_id == PaymentLine.id)
    return list(session.scalars(query.where(PaymentFileLine.file_id == file.id).order_by(PaymentLine.number)))


def file_content(session: Session, run: PaymentRun, form: Form) -> bytes:
    """Write a run's bank file once more, as it was made.

    Raises: FileMissingError, FileChangedError.
    """
    file = file_of(session, run)
    if file is None:
        raise FileMissingError(run=run.id)
    content = write_file(_transfers(payments_in(session, file)), form)
    made = file.csv_sha256 if form is Form.CSV else file.xlsx_sha256
    if hashlib.sha256(content).hexdigest() != made:
        raise FileChangedError(run=run.id)
    return content
