"""Programmes that only pass through (chuyển trao): money and goods held for a giver and handed over in full.

What is held is owed (3382), never income and never an award of the association's own. It lies in one fund, so that
the money has its bank account, and it must reach zero before the programme is closed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.audit import witnesses
from khfund.db import Base, Whole, guard, never_changes
from khfund.donations.donor import ANONYMOUS, Donor
from khfund.errors import KhfundError
from khfund.ledger import Fund
from khfund.vietnamese import clean

if TYPE_CHECKING:
    from khfund.command import Command


class PassThroughUnknownError(KhfundError):
    """A programme that passes through is known in its unit by its code."""

    message = "Đơn vị không có chương trình chuyển trao mã «{code}»; xem bằng `khfund passing list`."
    english = "The unit has no pass-through programme with the code «{code}»; see `khfund passing list`."


class PassThroughCodeTakenError(KhfundError):
    """A code stands once among a unit's programmes that pass through."""

    message = "Mã chương trình chuyển trao «{code}» đã có; hãy chọn mã khác."
    english = "The pass-through programme «{code}» is there already; choose another code."


class PassThroughUnfitError(KhfundError):
    """A programme has a name, a giver and a fund of its unit."""

    message = "Chương trình chuyển trao «{code}» cần có mã, tên, và nhà tài trợ cùng quỹ của chính đơn vị."
    english = "The pass-through programme «{code}» needs a code, a name, and a giver and a fund of the unit."


class PassThrough(Base):
    """A programme of a giver; `closed` is the day on which it was found to hold nothing any more."""

    __tablename__ = "pass_through"
    __table_args__ = (
        UniqueConstraint("unit_id", "code"),
        CheckConstraint("closed >= opened", name="closed_after_opened"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    code: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(200))
    donor_id: Mapped[int] = mapped_column(ForeignKey("donor.id"))
    fund_id: Mapped[int] = mapped_column(ForeignKey("fund.id"))
    opened: Mapped[date]
    closed: Mapped[date | None]


class PassThroughEntry(Base):
    """An entry that moved what a programme holds; what reverses it belongs to the same programme."""

    __tablename__ = "pass_through_entry"

    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), primary_key=True, autoincrement=False)
    programme_id: Mapped[int] = mapped_column(ForeignKey("pass_through.id"), index=True)
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))


never_changes("pass_through_entry")
guard(
    "pass_through_same",
    "pass_through",
    when="BEFORE UPDATE",
    condition="NEW.id <> OLD.id OR NEW.unit_id <> OLD.unit_id OR NEW.code <> OLD.code OR NEW.name <> OLD.name "
    "OR NEW.donor_id <> OLD.donor_id OR NEW.fund_id <> OLD.fund_id OR NEW.opened <> OLD.opened "
    "OR OLD.closed IS NOT NULL",
    refusal="pass_through: a programme is closed, once, and nothing else of it changes",
)
guard(
    "pass_through_kept",
    "pass_through",
    when="BEFORE DELETE",
    condition="1 = 1",
    refusal="pass_through: rows are never deleted",
)


@witnesses("pass_through_entry")
def _written(session: Session) -> Iterator[tuple[int, str, str]]:
    query = select(PassThroughEntry).order_by(PassThroughEntry.command_number, PassThroughEntry.entry_id)
    for one in session.scalars(query):
        yield one.command_number, f"{one.entry_id}|{one.programme_id}", ""


def open_programme(
    session: Session, command: Command, code: str, name: str, *, donor: Donor, fund: Fund, opened: date
) -> PassThrough:
    """Open a programme of a giver, whose money and goods are held in a fund.

    Raises: PassThroughUnfitError, PassThroughCodeTakenError.
    """
    code, name = clean(code), clean(name)
    if not (code and name) or donor.unit_id != command.unit or fund.unit_id != command.unit:
        raise PassThroughUnfitError(code=code)
    taken = select(PassThrough.id).where(PassThrough.unit_id == command.unit, PassThrough.code == code)
    if session.scalar(taken) is not None:
        raise PassThroughCodeTakenError(code=code)
    programme = PassThrough(
        unit_id=command.unit,
        code=code,
        name=name,
        donor_id=donor.merged_into_id or donor.id,
        fund_id=fund.id,
        opened=opened,
    )
    session.add(programme)
    session.flush()
    return programme


def find_programme(session: Session, unit_id: int, code: str) -> PassThrough:
    """Return the unit's programme with this code.

    Raises: PassThroughUnknownError.
    """
    found = select(PassThrough).where(PassThrough.unit_id == unit_id, PassThrough.code == code)
    programme = session.scalar(found)
    if programme is None:
        raise PassThroughUnknownError(code=code)
    return programme


def giver_shown(session: Session, programme: PassThrough) -> str:
    """Return the giver's name as the public may see it."""
    donor = session.get_one(Donor, programme.donor_id)
    if donor.merged_into_id is not None:
        donor = session.get_one(Donor, donor.merged_into_id)
    return ANONYMOUS if donor.wishes_anonymity else donor.full_name
