"""Instalments: what a recipient is owed for a month, be it an award or a month of a sponsorship. One payment path.

An instalment is written once and never changed. It is paid through a payment run, or withdrawn for a coded reason; a
rate that changes later is made good by a further instalment of its own (back-pay).
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

import attrs
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, func, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.audit import witnesses
from khfund.calendar import Month
from khfund.calendar import today as day_of
from khfund.db import Base, Whole, insert_rows, never_changes, one_of, whole
from khfund.errors import KhfundError
from khfund.ledger.accounting_period import ReasonMissingError
from khfund.scholarships.programme import Programme
from khfund.vietnamese import clean

if TYPE_CHECKING:
    from khfund.command import Command


class InstalmentUnknownError(KhfundError):
    """An instalment is known in its unit by its number."""

    message = "Đơn vị không có kỳ chi số {number}."
    english = "The unit has no instalment number {number}."


class InstalmentWithdrawnError(KhfundError):
    """An instalment is withdrawn once."""

    message = "Kỳ chi số {number} đã rút từ {day:%d/%m/%Y}: {reason}."
    english = "The instalment number {number} was withdrawn on {day:%d/%m/%Y}: {reason}."


class Nature(enum.StrEnum):
    """An award, a month of a sponsorship, or what is made good for a past month."""

    AWARD = "award"
    MONTHLY = "monthly"
    BACK_PAY = "back_pay"


class DropReason(enum.StrEnum):
    """Why somebody who might have been paid is not: the codes that lists, runs and ends all use."""

    COMPLETED = "completed"
    NOT_DUE = "not_due"
    REVOKED = "revoked"
    SUSPENDED = "suspended"
    NOT_ELIGIBLE = "not_eligible"
    EVIDENCE_EXPIRED = "evidence_expired"
    GRADUATED = "graduated"
    LEFT_SCHOOL = "left_school"
    MOVED = "moved"
    DIED = "died"
    REFUSED = "refused"
    SPONSOR_STOPPED = "sponsor_stopped"
    REPLACED = "replaced"
    DUPLICATE = "duplicate"
    PAYEE_MISSING = "payee_missing"
    RETURNED = "returned"
    MISTAKE = "mistake"
    OTHER = "other"


DROP_NAMES = {
    DropReason.COMPLETED: "đã trả đủ",
    DropReason.NOT_DUE: "tháng này không có kỳ chi",
    DropReason.REVOKED: "quyết định bị thu hồi",
    DropReason.SUSPENDED: "đang tạm dừng",
    DropReason.NOT_ELIGIBLE: "không còn đủ điều kiện",
    DropReason.EVIDENCE_EXPIRED: "giấy tờ chứng minh đã hết hạn",
    DropReason.GRADUATED: "đã học hết cấp, hết thời gian đỡ đầu",
    DropReason.LEFT_SCHOOL: "đã thôi học",
    DropReason.MOVED: "đã chuyển đi nơi khác",
    DropReason.DIED: "đã mất",
    DropReason.REFUSED: "gia đình không nhận",
    DropReason.SPONSOR_STOPPED: "người đỡ đầu dừng đóng góp",
    DropReason.REPLACED: "đã thay bằng em khác",
    DropReason.DUPLICATE: "trùng với hồ sơ khác",
    DropReason.PAYEE_MISSING: "chưa có nơi nhận tiền",
    DropReason.RETURNED: "tiền bị trả lại, đang chờ xử lý",
    DropReason.MISTAKE: "ghi nhầm",
    DropReason.OTHER: "lý do khác",
}


class Instalment(Base):
    """What is owed: `month` as YYYYMM, `due` the first day on which it may be paid; names no person in `what`."""

    __tablename__ = "instalment"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint("(award_id IS NULL) <> (sponsorship_id IS NULL)", name="one_source"),
        CheckConstraint("(nature = 'award') = (award_id IS NOT NULL)", name="nature_of_source"),
        *whole("amount"),
        Index(
            "ix_instalment_once_a_month",
            "recipient_id",
            "programme_id",
            "month",
            unique=True,
            sqlite_where=text("nature = 'monthly'"),
            postgresql_where=text("nature = 'monthly'"),
        ),
        Index("ix_instalment_award", "award_id", "month", unique=True),
        Index("ix_instalment_sponsorship", "sponsorship_id", "month"),
        Index("ix_instalment_due", "unit_id", "due"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True, autoincrement=False)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    fund_id: Mapped[int] = mapped_column(ForeignKey("fund.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    recipient_id: Mapped[int] = mapped_column(ForeignKey("recipient.id"))
    nature: Mapped[Nature] = mapped_column(one_of(Nature))
    month: Mapped[int]
    amount: Mapped[int] = mapped_column(Whole)
    due: Mapped[date]
    award_id: Mapped[int | None] = mapped_column(ForeignKey("award.id"))
    sponsorship_id: Mapped[int | None] = mapped_column(ForeignKey("sponsorship.id"))
    what: Mapped[str] = mapped_column(String(300))
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))


class InstalmentWithdrawal(Base):
    """The end of an instalment that will not be paid."""

    __tablename__ = "instalment_withdrawal"

    instalment_id: Mapped[int] = mapped_column(ForeignKey("instalment.id"), primary_key=True)
    day: Mapped[date]
    reason: Mapped[DropReason] = mapped_column(one_of(DropReason))
    note: Mapped[str] = mapped_column(String(300))
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))


never_changes("instalment")
never_changes("instalment_withdrawal")

_COLUMNS = (
    "id", "unit_id", "programme_id", "fund_id", "account_id", "recipient_id", "nature", "month", "amount", "due",
    "award_id", "sponsorship_id", "what", "command_number",
)  # fmt: skip


@witnesses("instalment")
def _instalments_written(session: Session) -> Iterator[tuple[int, str, str]]:
    columns = [getattr(Instalment, name) for name in _COLUMNS]
    query = select(*columns).order_by(Instalment.command_number, Instalment.id)
    for row in session.execute(query.execution_options(yield_per=5_000)):
        yield row[-1], _figures(row[:-2]), row[-2]


@witnesses("instalment_withdrawal")
def _withdrawals_written(session: Session) -> Iterator[tuple[int, str, str]]:
    ordered = (InstalmentWithdrawal.command_number, InstalmentWithdrawal.instalment_id)
    for row in session.scalars(select(InstalmentWithdrawal).order_by(*ordered)):
        yield row.command_number, f"{row.instalment_id}|{row.day}|{row.reason.value}", row.note


def _figures(parts: Sequence[object]) -> str:
    return "|".join("" if part is None else str(part) for part in parts)


@attrs.frozen
class NewInstalment:
    """An instalment to be written; exactly one of `award` and `sponsorship` names its source by id."""

    programme: Programme
    fund: int
    recipient: int
    nature: Nature
    month: Month
    amount: int
    due: date
    what: str
    award: int | None = None
    sponsorship: int | None = None


def owe(session: Session, command: Command, new: Sequence[NewInstalment]) -> list[int]:
    """Write instalments in the book of the command's unit and return their numbers, in order."""
    first = (session.scalar(select(func.max(Instalment.id))) or 0) + 1
    rows = [
        (
            number, command.unit, one.programme.id, one.fund, one.programme.account_id, one.recipient,
            one.nature.value, one.month.number, one.amount, one.due.isoformat(), one.award, one.sponsorship,
            clean(one.what)[:300], command.number,
        )
        for number, one in enumerate(new, first)
    ]  # fmt: skip
    insert_rows(session, "instalment", _COLUMNS, rows)
    for row in rows:
        command.witness("instalment", _figures(row[:-2]), row[-2])
    return [row[0] for row in rows]


def withdraw(
    session: Session, command: Command, instalment: Instalment, *, reason: DropReason, note: str = ""
) -> InstalmentWithdrawal:
    """Say that an unpaid instalment will not be paid, from today on; «lý do khác» says in the note which.

    Whoever holds it (a payment run) may refuse.

    Raises: InstalmentUnknownError, InstalmentWithdrawnError, ReasonMissingError, and what a holder raises.
    """
    if instalment.unit_id != command.unit:
        raise InstalmentUnknownError(number=instalment.id)
    gone = session.get(InstalmentWithdrawal, instalment.id)
    if gone is not None:
        raise InstalmentWithdrawnError(number=instalment.id, day=gone.day, reason=DROP_NAMES[gone.reason])
    note = clean(note)[:300]
    if reason is DropReason.OTHER and not note:
        raise ReasonMissingError
    for holds in HOLDERS:
        holds(session, instalment)
    row = InstalmentWithdrawal(
        instalment_id=instalment.id,
        day=day_of(command.at),
        reason=reason,
        note=note,
        command_number=command.number,
    )
    session.add(row)
    session.flush()
    command.witness("instalment_withdrawal", f"{row.instalment_id}|{row.day}|{reason.value}", note)
    return row


def find_instalment(session: Session, unit_id: int, number: int) -> Instalment:
    """Return an instalment of the unit.

    Raises: InstalmentUnknownError.
    """
    found = session.get(Instalment, number)
    if found is None or found.unit_id != unit_id:
        raise InstalmentUnknownError(number=number)
    return found


# -- what other areas add ---------------------------------------------------------------------------------------------


@attrs.frozen
class Withholding:
    """Why an instalment is not paid now: a code, and a sentence without any name."""

    reason: DropReason
    sentence: str


Holder = Callable[[Session, Instalment], None]
Raiser = Callable[[Session, "Command", date], None]
Withholder = Callable[[Session, Sequence[Instalment], date], Mapping[int, Withholding]]

HOLDERS: list[Holder] = []
RAISERS: list[Raiser] = []
WITHHOLDERS: list[Withholder] = []


def holds_instalments(holder: Holder) -> Holder:
    """Register a function that raises if a record stands on an instalment that is about to be withdrawn."""
    HOLDERS.append(holder)
    return holder


def falls_due(raiser: Raiser) -> Raiser:
    """Register a function (session, command, until) that writes the instalments due up to a day, inclusive, once each."""
    RAISERS.append(raiser)
    return raiser


def may_withhold(withholder: Withholder) -> Withholder:
    """Register a function (session, instalments, payout day) → instalment id → why it is not paid on that day."""
    WITHHOLDERS.append(withholder)
    return withholder


Explainer = Callable[[Session, int, Sequence[int], date], Mapping[int, Withholding]]
EXPLAINERS: list[Explainer] = []


def explains_absence(explainer: Explainer) -> Explainer:
    """Register a function (session, programme id, recipient ids, payout day) → recipient id → why nothing is due then."""
    EXPLAINERS.append(explainer)
    return explainer
