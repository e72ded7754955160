"""Receipt series: each is numbered from 1 per year, without a gap."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.db import Base, Whole
from khfund.errors import KhfundError

if TYPE_CHECKING:
    from khfund.command import Command


class SeriesUnknownError(KhfundError):
    """A receipt belongs to a series of the unit."""

    message = "Đơn vị chưa có ký hiệu biên nhận «{code}»; hãy mở bằng `khfund receipt open-series`."
    english = "The unit has no receipt series «{code}»; open it with `khfund receipt open-series`."


class SeriesCodeTakenError(KhfundError):
    """A series code stands once in a unit."""

    message = "Ký hiệu biên nhận «{code}» đã có."
    english = "The receipt series «{code}» exists already."


class Series(Base):
    """A series of receipts; its code stands before each number."""

    __tablename__ = "receipt_series"
    __table_args__ = (UniqueConstraint("unit_id", "code"),)

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    code: Mapped[str] = mapped_column(String(15))


def open_series(session: Session, command: Command, code: str) -> Series:
    """Open a series in the command's unit.

    Raises: SeriesCodeTakenError.
    """
    if (
        session.scalar(select(Series.id).where(Series.unit_id == command.unit, Series.code == code))
        is not None
    ):
        raise SeriesCodeTakenError(code=code)
    series = Series(unit_id=command.unit, code=code)
    session.add(series)
    session.flush()
    return series


def find_series(session: Session, unit_id: int, code: str) -> Series:
    """Return the unit's series with this code.

    Raises: SeriesUnknownError.
    """
    series = session.scalar(select(Series).where(Series.unit_id == unit_id, Series.code == code))
    if series is None:
        raise SeriesUnknownError(code=code)
    return series
