"""Associations of every level. Each unit keeps its own book; its name and head stand on every paper it issues."""

from __future__ import annotations

import enum
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.db import Base, Whole, one_of
from khfund.errors import KhfundError
from khfund.settings import DEFAULTS

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


class SettingUnknownError(KhfundError):
    """An office sets what khfund knows to ask for."""

    message = "Không có thiết lập «{key}»; các thiết lập: {keys}."
    english = "There is no setting «{key}»; the settings are: {keys}."


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


class Setting(Base):
    """A value that an office has set, from a day on."""

    __tablename__ = "setting"

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    since: Mapped[date] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(String(500))


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


def set_value(session: Session, command: Command, key: str, value: str, *, since: date) -> Setting:
    """Set a value for the command's unit from a day on; the same day's value is replaced.

    Raises: SettingUnknownError.
    """
    _require_setting(key)
    setting = session.merge(Setting(unit_id=command.unit, key=key, since=since, value=value))
    session.flush()
    return setting


def value_on(session: Session, unit_id: int, key: str, day: date) -> str:
    """Return the office's value of a setting on a day, or the default of that day.

    Raises: SettingUnknownError.
    """
    _require_setting(key)
    query = select(Setting.value).where(Setting.unit_id == unit_id, Setting.key == key, Setting.since <= day)
    own = session.scalar(query.order_by(Setting.since.desc()).limit(1))
    return DEFAULTS[key].on(day) if own is None else own


def _require_setting(key: str) -> None:
    if key not in DEFAULTS:
        raise SettingUnknownError(key=key, keys=", ".join(sorted(DEFAULTS)))
