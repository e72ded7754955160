"""Withdrawals: why a nomination no longer stands, by a code, and for a duplicate which one stands instead."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

import attrs
from sqlalchemy import ForeignKey, String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.audit import witnesses
from khfund.db import Base, Whole, insert_rows, never_changes, one_of

if TYPE_CHECKING:
    from khfund.command import Command


class WithdrawalCode(enum.StrEnum):
    """Why a nomination no longer stands."""

    DUPLICATE = "duplicate"
    CORRECTED = "corrected"
    UNIT = "unit"
    MISTAKE = "mistake"
    LEFT_SCHOOL = "left_school"
    MOVED = "moved"
    DIED = "died"


WITHDRAWAL_NAMES = {
    WithdrawalCode.DUPLICATE: "người này đã có đề nghị khác trong đợt",
    WithdrawalCode.CORRECTED: "đơn vị gửi bản sửa",
    WithdrawalCode.UNIT: "đơn vị đề nghị xin rút",
    WithdrawalCode.MISTAKE: "nhập nhầm",
    WithdrawalCode.LEFT_SCHOOL: "đã thôi học",
    WithdrawalCode.MOVED: "đã chuyển đi nơi khác",
    WithdrawalCode.DIED: "đã mất",
}


@attrs.frozen
class NewWithdrawal:
    """What is to be written of one withdrawal; `reason` is cleaned text."""

    nomination_id: int
    code: WithdrawalCode
    reason: str = ""
    stands_id: int | None = None


class NominationWithdrawal(Base):
    """Why and when a nomination was withdrawn; for a duplicate, which nomination of the same person stands."""

    __tablename__ = "nomination_withdrawal"

    id: Mapped[int] = mapped_column(Whole, primary_key=True, autoincrement=False)
    nomination_id: Mapped[int] = mapped_column(ForeignKey("nomination.id"), unique=True)
    day: Mapped[date]
    code: Mapped[WithdrawalCode] = mapped_column(one_of(WithdrawalCode))
    reason: Mapped[str] = mapped_column(String(300))
    stands_id: Mapped[int | None] = mapped_column(ForeignKey("nomination.id"))
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))


never_changes("nomination_withdrawal")


@witnesses("nomination_withdrawal")
def _withdrawn(session: Session) -> Iterator[tuple[int, str, str]]:
    table = NominationWithdrawal
    query = select(table).order_by(table.id)
    for one in session.scalars(query.execution_options(yield_per=5_000)):
        new = NewWithdrawal(one.nomination_id, one.code, one.reason, one.stands_id)
        yield one.command_number, _figures(new, one.day), one.reason


def _figures(one: NewWithdrawal, day: date) -> str:
    return f"{one.nomination_id}|{day}|{one.code.value}|{one.stands_id or ''}"


def write_withdrawals(session: Session, command: Command, new: Sequence[NewWithdrawal], *, day: date) -> None:
    """Write withdrawals; the nominations' own state is their owner's to set."""
    first = (session.scalar(select(func.max(NominationWithdrawal.id))) or 0) + 1
    rows = [
        (
            number,
            one.nomination_id,
            day.isoformat(),
            one.code.value,
            one.reason,
            one.stands_id,
            command.number,
        )
        for number, one in enumerate(new, first)
    ]
    columns = ("id", "nomination_id", "day", "code", "reason", "stands_id", "command_number")
    insert_rows(session, "nomination_withdrawal", columns, rows)
    for one in new:
        command.witness("nomination_withdrawal", _figures(one, day), one.reason)
