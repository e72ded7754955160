"""Programmes: what the association does year after year, from which fund and under which rulebook."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.audit import witnesses
from khfund.db import Base, Whole, never_changes, one_of
from khfund.errors import KhfundError
from khfund.ledger import Account, AccountRole, Fund
from khfund.vietnamese import clean, require_plain

if TYPE_CHECKING:
    from khfund.command import Command


class ProgrammeUnknownError(KhfundError):
    """A programme is known in its unit by its code."""

    message = "Đơn vị không có chương trình mã «{code}»; xem bằng `khfund programme list`."
    english = "The unit has no programme with the code «{code}»; see `khfund programme list`."


class ProgrammeTermsError(KhfundError):
    """A programme has a code of its own, a name, a fund of the unit and a cost account for scholarships."""

    message = "Chưa ghi được chương trình: {reason}."
    english = "The programme cannot be entered: {reason}."


class ProgrammeKind(enum.StrEnum):
    """Awards of a yearly round, or a sponsorship that runs for years."""

    AWARD = "award"
    SPONSORSHIP = "sponsorship"


class Programme(Base):
    """One programme of one unit; its cost is booked on `account_id`, an account of the role scholarships."""

    __tablename__ = "programme"
    __table_args__ = (UniqueConstraint("unit_id", "code"),)

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    code: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[ProgrammeKind] = mapped_column(one_of(ProgrammeKind))
    fund_id: Mapped[int] = mapped_column(ForeignKey("fund.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    rulebook: Mapped[str] = mapped_column(String(60))
    opened: Mapped[date]
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))


never_changes("programme")


@witnesses("programme")
def _written(session: Session) -> Iterator[tuple[int, str, str]]:
    for row in session.scalars(select(Programme).order_by(Programme.command_number, Programme.id)):
        yield row.command_number, _figures(row), row.name


def _figures(row: Programme) -> str:
    where = f"{row.id}|{row.unit_id}|{row.code}|{row.kind.value}|{row.fund_id}|{row.account_id}"
    return f"{where}|{row.rulebook}|{row.opened}"


def open_programme(  # noqa: PLR0913  the terms of a programme are these
    session: Session,
    command: Command,
    code: str,
    name: str,
    *,
    kind: ProgrammeKind,
    fund: Fund,
    account: Account,
    rulebook: str = "",
    opened: date,
) -> Programme:
    """Enter a programme of the command's unit; `rulebook` is the code of the rules its candidates must meet.

    Raises: ProgrammeTermsError, HostileTextError.
    """
    code, name = clean(require_plain(code)), clean(require_plain(name))
    if not (code and name):
        raise ProgrammeTermsError(reason="chưa ghi mã hoặc tên")
    if fund.unit_id != command.unit or account.unit_id != command.unit:
        raise ProgrammeTermsError(reason="quỹ hoặc tài khoản không thuộc đơn vị này")
    if account.role is not AccountRole.SCHOLARSHIPS:
        raise ProgrammeTermsError(reason=f"tài khoản {account.code} không phải tài khoản chi học bổng")
    if session.scalar(select(Programme.id).where(Programme.unit_id == command.unit, Programme.code == code)):
        raise ProgrammeTermsError(reason=f"mã «{code}» đã có chương trình khác")
    programme = Programme(
        unit_id=command.unit,
        code=code,
        name=name,
        kind=kind,
        fund_id=fund.id,
        account_id=account.id,
        rulebook=rulebook,
        opened=opened,
        command_number=command.number,
    )
    session.add(programme)
    session.flush()
    command.witness("programme", _figures(programme), programme.name)
    return programme


def find_programme(session: Session, unit_id: int, code: str) -> Programme:
    """Return the unit's programme with this code.

    Raises: ProgrammeUnknownError.
    """
    found = session.scalar(select(Programme).where(Programme.unit_id == unit_id, Programme.code == code))
    if found is None:
        raise ProgrammeUnknownError(code=code)
    return found


def programmes(session: Session, unit_id: int) -> list[Programme]:
    """Return the unit's programmes by code."""
    return list(
        session.scalars(select(Programme).where(Programme.unit_id == unit_id).order_by(Programme.code))
    )
