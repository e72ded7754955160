"""Values that an office sets for itself from a day on; where it set none, the default of that day holds."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.db import Base
from khfund.errors import KhfundError
from khfund.settings import DEFAULTS

if TYPE_CHECKING:
    from khfund.command import Command


class SettingUnknownError(KhfundError):
    """An office sets what khfund knows to ask for."""

    message = "Không có thiết lập «{key}»; các thiết lập: {keys}."
    english = "There is no setting «{key}»; the settings are: {keys}."


class Setting(Base):
    """A value that an office has set, from a day on."""

    __tablename__ = "setting"

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    since: Mapped[date] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(String(500))


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
