"""Proof that money reached whom it was for: a signed list, or a paper of the school or the family, outstanding until filed."""

from __future__ import annotations

import enum
import hashlib
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, LargeBinary, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.audit import witnesses
from khfund.calendar import today as day_of
from khfund.db import Base, Whole, guard, never_changes, one_of
from khfund.errors import KhfundError
from khfund.ledger.voucher import paper_type
from khfund.scholarships.payment_line import PaymentLine
from khfund.scholarships.payment_outcome import PaymentRecovery, PaymentReturn, PaymentSettlement
from khfund.scholarships.payment_run import PaymentRun
from khfund.scholarships.payment_settlement import NoPaymentsError, own_run, require_line_state
from khfund.scholarships.payment_standing import LineState
from khfund.vietnamese import clean

if TYPE_CHECKING:
    from khfund.command import Command


class ProofFiledError(KhfundError):
    """Proof of a payment is filed once."""

    message = "Khoản chi {code} đã có giấy tờ xác nhận đã nhận tiền."
    english = "Proof that the payment {code} was received is filed already."


class ProofDayError(KhfundError):
    """Proof is dated when the money had left, and not in the future."""

    message = "Giấy xác nhận ghi ngày {day:%d/%m/%Y}, nhưng khoản chi {code} trả ngày {paid:%d/%m/%Y} và hôm nay là {today:%d/%m/%Y}."
    english = "The proof is dated {day:%d/%m/%Y}, but the payment {code} was made on {paid:%d/%m/%Y} and today is {today:%d/%m/%Y}."


class ProofKind(enum.StrEnum):
    """What proves it."""

    SIGNED_LIST = "signed_list"
    SCHOOL = "school"
    FAMILY = "family"


KIND_NAMES = {
    ProofKind.SIGNED_LIST: "danh sách ký nhận",
    ProofKind.SCHOOL: "xác nhận của nhà trường",
    ProofKind.FAMILY: "giấy nhận tiền của gia đình",
}


class PaymentPaper(Base):
    """A scanned paper, kept in the database so that backups and rights cover it."""

    __tablename__ = "payment_paper"

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    kind: Mapped[ProofKind] = mapped_column(one_of(ProofKind))
    day: Mapped[date]
    file_name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(40))
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))


class PaymentProof(Base):
    """That a paper proves a payment."""

    __tablename__ = "payment_proof"

    line_id: Mapped[int] = mapped_column(ForeignKey("payment_line.id"), primary_key=True, autoincrement=False)
    paper_id: Mapped[int] = mapped_column(ForeignKey("payment_paper.id"), index=True)
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))


never_changes("payment_paper")
never_changes("payment_proof")
guard(
    "payment_proof_of_paid",
    "payment_proof",
    when="BEFORE INSERT",
    condition="NOT EXISTS (SELECT 1 FROM payment_settlement WHERE line_id = NEW.line_id)",
    refusal="payment_proof: only what was paid is proven",
)


@witnesses("payment_paper")
def _papers(session: Session) -> Iterator[tuple[int, str, str]]:
    query = select(
        PaymentPaper.command_number,
        PaymentPaper.id,
        PaymentPaper.unit_id,
        PaymentPaper.kind,
        PaymentPaper.day,
        PaymentPaper.file_name,
        PaymentPaper.content,
    )
    for number, own, unit_id, kind, day, name, content in session.execute(
        query.order_by(PaymentPaper.id).execution_options(yield_per=1)
    ):
        yield number, f"{own}|{unit_id}|{kind.value}|{day}|{hashlib.sha256(content).hexdigest()}", name


@witnesses("payment_proof")
def _proofs(session: Session) -> Iterator[tuple[int, str, str]]:
    for row in session.scalars(
        select(PaymentProof).order_by(PaymentProof.command_number, PaymentProof.line_id)
    ):
        yield row.command_number, f"{row.line_id}|{row.paper_id}", ""


def file_proof(
    session: Session,
    command: Command,
    lines: Sequence[PaymentLine],
    *,
    kind: ProofKind,
    day: date,
    file_name: str,
    content: bytes,
) -> PaymentPaper:
    """File one scanned paper as the proof of payments that were made; `day` is its own date.

    Raises: NoPaymentsError, RunUnknownError, PaymentNotOpenError, ProofFiledError, ProofDayError,
    AttachmentRefusedError.
    """
    if not lines:
        raise NoPaymentsError
    for run_id in {line.run_id for line in lines}:
        own_run(session, command, run_id)
    require_line_state(session, lines, LineState.PAID, "ghi xác nhận đã nhận")
    _require_new(session, command, lines, day)
    paper = PaymentPaper(
        unit_id=command.unit,
        kind=kind,
        day=day,
        file_name=clean(file_name)[-200:],
        media_type=paper_type(file_name, content),
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        command_number=command.number,
    )
    session.add(paper)
    session.flush()
    figures = f"{paper.id}|{paper.unit_id}|{kind.value}|{day}|{paper.sha256}"
    command.witness("payment_paper", figures, paper.file_name)
    for line in sorted(lines, key=lambda one: one.id):
        session.add(PaymentProof(line_id=line.id, paper_id=paper.id, command_number=command.number))
        command.witness("payment_proof", f"{line.id}|{paper.id}", "")
    session.flush()
    return paper


def _require_new(session: Session, command: Command, lines: Sequence[PaymentLine], day: date) -> None:
    today = day_of(command.at)
    for line in lines:
        if session.get(PaymentProof, line.id) is not None:
            raise ProofFiledError(code=line.code)
        paid = session.get_one(PaymentSettlement, line.id).day
        if not paid <= day <= today:
            raise ProofDayError(day=day, code=line.code, paid=paid, today=today)


def proofs(
    session: Session, unit_id: int, *, run: PaymentRun | None = None
) -> list[tuple[PaymentLine, PaymentSettlement, int | None]]:
    """Return the payments that stand as made, oldest first, each with the number of its paper; None is outstanding."""
    query = (
        select(PaymentLine, PaymentSettlement, PaymentProof.paper_id)
        .join(PaymentSettlement, PaymentSettlement.line_id == PaymentLine.id)
        .join(PaymentRun, PaymentRun.id == PaymentLine.run_id)
        .outerjoin(PaymentProof, PaymentProof.line_id == PaymentLine.id)
        .where(PaymentRun.unit_id == unit_id)
        .where(PaymentLine.id.not_in(select(PaymentReturn.line_id)))
        .where(PaymentLine.first_id.not_in(select(PaymentRecovery.first_id)))
        .order_by(PaymentSettlement.day, PaymentLine.id)
    )
    if run is not None:
        query = query.where(PaymentLine.run_id == run.id)
    return [(line, settled, paper) for line, settled, paper in session.execute(query)]
