"""Funds: money given for a stated purpose, and how much of it may be spent."""

from __future__ import annotations

import enum
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.db import Base, Whole, guard, one_of
from khfund.errors import KhfundError

if TYPE_CHECKING:
    from khfund.command import Command


class FundUnknownError(KhfundError):
    """A fund is known in its unit by its code."""

    message = "Đơn vị không có quỹ mã «{code}»; xem bằng `khfund fund list`."
    english = "The unit has no fund with the code «{code}»; see `khfund fund list`."


class FundCodeTakenError(KhfundError):
    """A fund code stands once in a unit."""

    message = "Mã quỹ «{code}» đã có; hãy chọn mã khác."
    english = "The fund code «{code}» is taken; choose another one."


class FundClosedError(KhfundError):
    """A fund takes postings from its opening day until the day it is closed."""

    message = "Quỹ {code} không nhận ghi sổ vào ngày {day:%d/%m/%Y}: chưa mở hoặc đã đóng."
    english = "The fund {code} takes no posting on {day:%d/%m/%Y}: it is not open yet or closed."


class Restriction(enum.StrEnum):
    """What the givers allow."""

    UNRESTRICTED = "unrestricted"
    PURPOSE = "purpose"
    ENDOWMENT = "endowment"


class SpendingRule(enum.StrEnum):
    """What may be spent: everything, or what the principal earns."""

    ALL = "all"
    INTEREST_ONLY = "interest_only"


class Fund(Base):
    """One fund of one unit; `closed` is the first day on which it takes no posting."""

    __tablename__ = "fund"
    __table_args__ = (UniqueConstraint("unit_id", "code"),)

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    code: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(200))
    restriction: Mapped[Restriction] = mapped_column(one_of(Restriction))
    spending_rule: Mapped[SpendingRule] = mapped_column(one_of(SpendingRule))
    purpose: Mapped[str] = mapped_column(String(500), default="")
    legal_basis: Mapped[str] = mapped_column(String(300), default="")
    opened: Mapped[date]
    closed: Mapped[date | None]


guard(
    "fund_same",
    "fund",
    when="BEFORE UPDATE",
    condition="NEW.id <> OLD.id OR NEW.unit_id <> OLD.unit_id OR NEW.code <> OLD.code",
    refusal="fund: its code never changes",
)
guard("fund_kept", "fund", when="BEFORE DELETE", condition="1 = 1", refusal="fund: rows are never deleted")


def open_fund(  # noqa: PLR0913  the terms of a fund are these
    session: Session,
    command: Command,
    code: str,
    name: str,
    *,
    opened: date,
    restriction: Restriction = Restriction.UNRESTRICTED,
    spending_rule: SpendingRule = SpendingRule.ALL,
    purpose: str = "",
    legal_basis: str = "",
) -> Fund:
    """Open a fund in the command's unit; `legal_basis` is printed on its receipts.

    Raises: FundCodeTakenError.
    """
    if session.scalar(select(Fund.id).where(Fund.unit_id == command.unit, Fund.code == code)) is not None:
        raise FundCodeTakenError(code=code)
    fund = Fund(
        unit_id=command.unit,
        code=code,
        name=name,
        restriction=restriction,
        spending_rule=spending_rule,
        purpose=purpose,
        legal_basis=legal_basis,
        opened=opened,
    )
    session.add(fund)
    session.flush()
    return fund


def find_fund(session: Session, unit_id: int, code: str) -> Fund:
    """Return the unit's fund with this code.

    Raises: FundUnknownError.
    """
    fund = session.scalar(select(Fund).where(Fund.unit_id == unit_id, Fund.code == code))
    if fund is None:
        raise FundUnknownError(code=code)
    return fund


def funds(session: Session, unit_id: int) -> list[Fund]:
    """Return the unit's funds by code."""
    return list(session.scalars(select(Fund).where(Fund.unit_id == unit_id).order_by(Fund.code)))
