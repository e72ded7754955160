"""Numbers without a gap: vouchers, receipts and whatever else is counted per unit and year."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.db import Base
from khfund.driver import Statement


class Counter(Base):
    """The last number taken of a series in a unit and year."""

    __tablename__ = "counter"

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    series: Mapped[str] = mapped_column(String(20), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]


def take_numbers(session: Session, unit_id: int, series: str, year: int, count: int = 1) -> int:
    """Take the next `count` numbers of a series without a gap and return the last of them."""
    taken = _TAKE.run(session, unit=unit_id, series=series, year=year, count=count)
    return int(taken.scalar_one())


_TAKE = Statement(
    "INSERT INTO counter (unit_id, series, year, last) VALUES (:unit, :series, :year, :count) "
    "ON CONFLICT (unit_id, series, year) DO UPDATE SET last = counter.last + excluded.last RETURNING last"
)
