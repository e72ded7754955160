"""Dues (hội phí): how much a member pays in a year, how many members there are, and which level keeps what share.

Dues are never donations. What a book receives and passes on is in `dues_receipt`, the list by unit in `dues_list`.
An affiliated association (trực thuộc) stands where a commune stands: between its members' groups and the level above.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.audit import witnesses
from khfund.calendar import Month
from khfund.db import Base, Whole, never_changes, one_of, whole
from khfund.errors import KhfundError
from khfund.unit import Level, Unit
from khfund.unit.tree import tree_on
from khfund.vietnamese import clean

if TYPE_CHECKING:
    from khfund.command import Command

RATE_MAX = 10**8  # đồng a member and year
MEMBERS_MAX = 10**8


class DuesRateMissingError(KhfundError):
    """Dues of a year are reckoned with that year's rate."""

    message = "Chưa có mức hội phí năm {year}; hãy ghi bằng `khfund dues rate`."
    english = "There is no rate of dues for {year}; enter it with `khfund dues rate`."


class DuesSharesMissingError(KhfundError):
    """Dues are shared between the levels as was laid down for the year."""

    message = "Chưa có tỷ lệ chia hội phí năm {year}; hãy ghi bằng `khfund dues shares`."
    english = "There are no shares of dues for {year}; enter them with `khfund dues shares`."


class DuesSharesUnevenError(KhfundError):
    """The shares of all levels add up to 100 percent."""

    message = "Tỷ lệ các cấp cộng lại được {total} %, phải đúng 100 %; hãy sửa rồi ghi lại."
    english = "The shares of the levels add up to {total} %, not 100 %; mend and enter them again."


class DuesFigureError(KhfundError):
    """A rate is above 0, members are counted from 0 upwards."""

    message = "«{figure:so}» không dùng được làm {what}; hãy kiểm tra lại."
    english = "{figure:so} is no figure for this ({what}); check it."


class DuesUnitError(KhfundError):
    """Dues come from the unit itself or from units below it."""

    message = "{unit} không thuộc đơn vị này trong năm {year}, nên không nộp hội phí về đây."
    english = "{unit} does not stand under this unit in {year}, so it pays no dues here."


class DuesLevel(enum.StrEnum):
    """The levels that share dues, from below upwards."""

    BASE = "base"
    COMMUNE = "commune"
    DISTRICT = "district"
    PROVINCE = "province"
    CENTRAL = "central"


LEVEL_OF = {
    Level.BASE: DuesLevel.BASE,
    Level.COMMUNE: DuesLevel.COMMUNE,
    Level.AFFILIATED: DuesLevel.COMMUNE,
    Level.DISTRICT: DuesLevel.DISTRICT,
    Level.PROVINCE: DuesLevel.PROVINCE,
}


class DuesRate(Base):
    """Đồng that a member pays for each year from `since_year` on; the last word about a year stands."""

    __tablename__ = "dues_rate"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount_positive"),
        *whole("amount"),
        Index("ix_dues_rate_unit", "unit_id", "since_year"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    since_year: Mapped[int]
    amount: Mapped[int] = mapped_column(Whole)
    source: Mapped[str] = mapped_column(String(300))
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))


class DuesShare(Base):
    """Percent of dues that a level keeps, for each year from `since_year` on; one command lays down all levels."""

    __tablename__ = "dues_share"
    __table_args__ = (CheckConstraint("percent BETWEEN 0 AND 100", name="percent_of_whole"),)

    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"), primary_key=True)
    level: Mapped[DuesLevel] = mapped_column(one_of(DuesLevel), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    since_year: Mapped[int]
    percent: Mapped[int]


class DuesMembers(Base):
    """How many members a unit has in a year, as counted for dues; the last word about a year stands."""

    __tablename__ = "dues_members"
    __table_args__ = (
        CheckConstraint("members >= 0", name="members_counted"),
        *whole("members"),
        Index("ix_dues_members_unit", "unit_id", "year"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    of_unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    year: Mapped[int]
    members: Mapped[int] = mapped_column(Whole)
    source: Mapped[str] = mapped_column(String(300))
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))


for _table in ("dues_rate", "dues_share", "dues_members"):
    never_changes(_table)


@witnesses("dues_rates")
def _rates_written(session: Session) -> Iterator[tuple[int, str, str]]:
    for one in session.scalars(select(DuesRate).order_by(DuesRate.id)):
        yield one.command_number, f"{one.id}|{one.unit_id}|{one.since_year}|{one.amount}", one.source


@witnesses("dues_shares")
def _shares_written(session: Session) -> Iterator[tuple[int, str, str]]:
    for one in session.scalars(select(DuesShare).order_by(DuesShare.command_number, DuesShare.level)):
        yield one.command_number, f"{one.unit_id}|{one.since_year}|{one.level.value}|{one.percent}", ""


@witnesses("dues_members")
def _members_written(session: Session) -> Iterator[tuple[int, str, str]]:
    for one in session.scalars(select(DuesMembers).order_by(DuesMembers.id)):
        figures = f"{one.id}|{one.unit_id}|{one.of_unit_id}|{one.year}|{one.members}"
        yield one.command_number, figures, one.source


# -- verbs ----------------------------------------------------------------------------------------------------------


def set_rate(
    session: Session, command: Command, amount: int, *, since_year: int, source: str = ""
) -> DuesRate:
    """Lay down how many đồng a member pays for each year from `since_year` on; `source` is the paper that says so.

    Raises: DuesFigureError, YearOutOfRangeError.
    """
    _require_year(since_year)
    if not 0 < amount <= RATE_MAX:
        raise DuesFigureError(figure=amount, what="mức hội phí một hội viên một năm")
    rate = DuesRate(unit_id=command.unit, since_year=since_year, amount=amount, source=clean(source))
    rate.command_number = command.number
    session.add(rate)
    session.flush()
    command.witness("dues_rates", f"{rate.id}|{rate.unit_id}|{since_year}|{amount}", rate.source)
    return rate


def set_shares(
    session: Session, command: Command, percents: Mapping[DuesLevel, int], *, since_year: int
) -> Mapping[DuesLevel, int]:
    """Lay down the percent that each level keeps, for each year from `since_year` on; levels not named keep nothing.

    Raises: DuesSharesUnevenError, YearOutOfRangeError.
    """
    _require_year(since_year)
    total = sum(percents.values())
    if total != 100 or not all(0 <= percent <= 100 for percent in percents.values()):
        raise DuesSharesUnevenError(total=total)
    for level, percent in sorted(percents.items()):
        share = DuesShare(unit_id=command.unit, since_year=since_year, level=level, percent=percent)
        share.command_number = command.number
        session.add(share)
        command.witness("dues_shares", f"{command.unit}|{since_year}|{level.value}|{percent}", "")
    session.flush()
    return shares_of(session, command.unit, since_year)


def count_members(
    session: Session, command: Command, of_unit: Unit, members: int, *, year: int, source: str = ""
) -> DuesMembers:
    """Enter how many members a unit has in a year.

    Raises: DuesFigureError, DuesUnitError, YearOutOfRangeError.
    """
    require_unit(session, command.unit, of_unit, year)
    if not 0 <= members <= MEMBERS_MAX:
        raise DuesFigureError(figure=members, what="số hội viên")
    row = DuesMembers(
        unit_id=command.unit, of_unit_id=of_unit.id, year=year, members=members, source=clean(source)
    )
    row.command_number = command.number
    session.add(row)
    session.flush()
    figures = f"{row.id}|{row.unit_id}|{of_unit.id}|{year}|{members}"
    command.witness("dues_members", figures, row.source)
    return row


def require_unit(session: Session, unit_id: int, of_unit: Unit, year: int) -> None:
    """Refuse dues of a unit that did not stand under this one, at either end of the year.

    Raises: DuesUnitError, YearOutOfRangeError.
    """
    _require_year(year)
    for day in (Month(year, 12).last, Month(year, 1).first):
        if of_unit.id in tree_on(session, day).scope(unit_id):
            return
    if of_unit.id != unit_id:
        raise DuesUnitError(unit=of_unit.name, year=year)


def _require_year(year: int) -> None:
    Month(year, 1)


# -- reads ----------------------------------------------------------------------------------------------------------


def rate_of(session: Session, unit_id: int, year: int) -> int | None:
    """Return how many đồng a member pays for a year, None where nothing is laid down."""
    query = select(DuesRate.amount).where(DuesRate.unit_id == unit_id, DuesRate.since_year <= year)
    return session.scalar(query.order_by(DuesRate.since_year.desc(), DuesRate.id.desc()).limit(1))


def shares_of(session: Session, unit_id: int, year: int) -> dict[DuesLevel, int]:
    """Return level → percent for a year; empty where nothing is laid down."""
    query = select(DuesShare.command_number).where(DuesShare.unit_id == unit_id, DuesShare.since_year <= year)
    latest = query.order_by(DuesShare.since_year.desc(), DuesShare.command_number.desc()).limit(1)
    number = session.scalar(latest)
    found = session.scalars(select(DuesShare).where(DuesShare.command_number == number))
    return {one.level: one.percent for one in sorted(found, key=lambda one: list(DuesLevel).index(one.level))}


def members_of(session: Session, unit_id: int, year: int) -> dict[int, int]:
    """Return unit → its members in a year, as last counted."""
    query = select(DuesMembers).where(DuesMembers.unit_id == unit_id, DuesMembers.year == year)
    return {one.of_unit_id: one.members for one in session.scalars(query.order_by(DuesMembers.id))}
