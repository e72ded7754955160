"""Associations of every level. Each unit keeps its own book; its name and head stand on every paper it issues."""

from __future__ import annotations

import enum
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.db import Base, Whole, guard, one_of
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


class UnitNotThereError(KhfundError):
    """What is done with a unit is done on a day on which it exists."""

    message = "Vào ngày {day:%d/%m/%Y} không có đơn vị {unit}: {reason}. Hãy kiểm tra ngày, hoặc chọn đơn vị kế thừa."
    english = (
        "On {day:%d/%m/%Y} the unit {unit} does not exist: {reason}. Check the day, or choose its successor."
    )


class Level(enum.StrEnum):
    """Where an association stands in the tree."""

    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"
    AFFILIATED = "affiliated"
    BASE = "base"


LEVEL_NAMES = {
    Level.PROVINCE: "tỉnh",
    Level.DISTRICT: "huyện",
    Level.COMMUNE: "xã",
    Level.AFFILIATED: "trực thuộc",
    Level.BASE: "cơ sở",
}


class Unit(Base):
    """One association. `ended` is the first day on which it no longer exists, and never changes once it is set.

    `name` and `parent_id` are the last ones; what they were on earlier days stands in naming.py and tree.py.
    """

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

    def exists(self, on: date) -> bool:
        """Whether the unit is there on a day."""
        return (self.founded is None or self.founded <= on) and (self.ended is None or on < self.ended)


guard(
    "unit_ends_once",
    "unit",
    when="BEFORE UPDATE",
    condition="NEW.id <> OLD.id OR NEW.code <> OLD.code OR (OLD.ended IS NOT NULL AND NEW.ended IS DISTINCT FROM OLD.ended)",
    refusal="unit: its code and the day on which it ended never change",
)
guard("unit_kept", "unit", when="BEFORE DELETE", condition="1 = 1", refusal="unit: rows are never deleted")


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


def require_there(unit: Unit, day: date) -> None:
    """Refuse a day on which the unit does not exist.

    Raises: UnitNotThereError.
    """
    if unit.exists(day):
        return
    if unit.founded is not None and day < unit.founded:
        reason = f"thành lập ngày {unit.founded:%d/%m/%Y}"
    else:
        reason = f"đã kết thúc từ ngày {unit.ended:%d/%m/%Y}"
    raise UnitNotThereError(unit=unit.name, day=day, reason=reason)
