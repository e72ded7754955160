"""Associations of every level. Each unit keeps its own book; its name and head stand on every paper it issues."""

from __future__ import annotations

import enum
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.db import Base, Whole, one_of
from khfund.errors import KhfundError

if TYPE_CHECKING:
    from khfund.command import Command


class UnitUnknownError(KhfundError):
    """A unit is known by its code."""

    message = "Không có đơn vị mã «{code}»; xem danh sách bằng `khfund unit list`."
    english = "There is no unit with the code «{code}»; see `khfund unit list`."


class UnitCodeTakenError(KhfundError):
    """A code belongs to one unit for ever."""

    message = "Mã đơn vị «{code}» đã có; hãy chọn mã khác."
    english = "The unit code «{code}» is taken; choose another one."


class Level(enum.StrEnum):
    """Where an association stands in the tree."""

    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"
    AFFILIATED = "affiliated"
    BASE = "base"


class Unit(Base):
    """One association. `ended` is the first day on which it no longer exists."""

    __tablename__ = "unit"

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    code: Mapped[str] = mapped_column(String(30), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    level: Mapped[Level] = mapped_column(one_of(Level), default=Level.PROVINCE)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    founded: Mapped[date | None]
    ended: Mapped[date | None]
    parent_body: Mapped[str] = mapped_column(String(200), default="")
    place: Mapped[str] = mapped_column(String(100), default="")
    address: Mapped[str] = mapped_column(String(300), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    tax_code: Mapped[str] = mapped_column(String(20), default="")
    abbreviation: Mapped[str] = mapped_column(String(20), default="HKH")
    licence: Mapped[str] = mapped_column(String(200), default="")
    public_url: Mapped[str] = mapped_column(String(200), default="")


def enter_unit(  # noqa: PLR0913  a letterhead has this many lines
    session: Session,
    _command: Command,
    code: str,
    name: str,
    *,
    level: Level = Level.PROVINCE,
    parent: Unit | None = None,
    founded: date | None = None,
    parent_body: str = "",
    place: str = "",
    address: str = "",
    phone: str = "",
    tax_code: str = "",
    licence: str = "",
    public_url: str = "",
) -> Unit:
    """Enter an association; `parent_body` is the line above its name on papers, `place` stands before dates.

    Raises: UnitCodeTakenError.
    """
    if session.scalar(select(Unit.id).where(Unit.code == code)) is not None:
        raise UnitCodeTakenError(code=code)
    unit = Unit(
        code=code,
        name=name,
        level=level,
        parent_id=parent.id if parent else None,
        founded=founded,
        parent_body=parent_body,
        place=place,
        address=address,
        phone=phone,
        tax_code=tax_code,
        licence=licence,
        public_url=public_url,
    )
    session.add(unit)
    session.flush()
    return unit


def find_unit(session: Session, code: str) -> Unit:
    """Return the unit with this code.

    Raises: UnitUnknownError.
    """
    unit = session.scalar(select(Unit).where(Unit.code == code))
    if unit is None:
        raise UnitUnknownError(code=code)
    return unit


def units(session: Session, on: date | None = None) -> list[Unit]:
    """Return the units that exist `on` a day, or all that ever did, by code."""
    query = select(Unit).order_by(Unit.code)
    if on is not None:
        query = query.where(
            Unit.founded.is_(None) | (Unit.founded <= on), Unit.ended.is_(None) | (Unit.ended > on)
        )
    return list(session.scalars(query))
