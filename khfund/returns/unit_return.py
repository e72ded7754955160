"""Unit returns: what an association below reports about a period, kept as it came, version by version.

A return never changes. Another content for the same unit and period is a new version, given with a reason; the older
ones stay. The unit that receives the return is the command's unit.
"""

from __future__ import annotations

import enum
import hashlib
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

import attrs
from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund import money
from khfund.audit import witnesses
from khfund.calendar import DateRange
from khfund.command import canonical
from khfund.db import Base, Whole, guard, never_changes, one_of, whole
from khfund.errors import KhfundError
from khfund.returns.form import Figure, edition_marked, require_edition
from khfund.returns.reporting_period import ReportingPeriod
from khfund.unit import Unit, path
from khfund.vietnamese import clean

if TYPE_CHECKING:
    from khfund.command import Command


class ReturnOfNoUnitError(KhfundError):
    """A unit reports about a period in which it existed."""

    message = "Đơn vị {code} không tồn tại trong {period}; hãy kiểm tra mã đơn vị và kỳ báo cáo."
    english = "The unit {code} did not exist in {period}; check its code and the period."


class ReturnNotBelowError(KhfundError):
    """A unit reports to one above it."""

    message = "Đơn vị {code} không thuộc {receiver}; báo cáo được nhận ở đơn vị cấp trên của nó."
    english = "The unit {code} is not below {receiver}; a return is received by a unit above."


class ReturnTooEarlyError(KhfundError):
    """A period has begun when it is reported."""

    message = "{period} chưa bắt đầu vào ngày {day:%d/%m/%Y}; hãy xem lại kỳ báo cáo."
    english = "{period} has not begun on {day:%d/%m/%Y}; check the period."


class ReturnEmptyError(KhfundError):
    """A return tells at least one figure."""

    message = (
        "Báo cáo của {code} không có số liệu nào; ô chưa có số thì để trống, nhưng không để trống tất cả."
    )
    english = "The return of {code} holds no figure at all; blanks are allowed, but not everywhere."


class ReturnDiffersError(KhfundError):
    """A unit reports a period once; another content replaces the first only on purpose."""

    message = '{code} đã báo cáo {period} (bản {version}) với số liệu khác; muốn thay hãy thêm --replace "LÝ DO", bản cũ vẫn được giữ.'
    english = '{code} has reported {period} (version {version}) with other figures; to replace it add --replace "REASON", the old one is kept.'


class CellUnknownError(KhfundError):
    """A figure stands under a row and a measure of the form."""

    message = "Biểu mẫu {mark} không có ô «{cell}»; xem mã dòng và mã cột trong biểu mẫu."
    english = "The form {mark} has no cell «{cell}»; see the codes of rows and columns in the form."


class CellTwiceError(KhfundError):
    """A cell is told once."""

    message = "Ô «{cell}» được ghi hai lần; hãy bỏ một."
    english = "The cell «{cell}» is told twice; leave one out."


class RowUnnamedError(KhfundError):
    """A fund or an item that the form does not know has its name beside its figures."""

    message = "Dòng {row} có số liệu nhưng chưa ghi tên quỹ hoặc tên hiện vật."
    english = "The row {row} has figures but no name of a fund or an item."


class FigureTooLargeError(KhfundError):
    """A figure stays within what the association can ever hold."""

    message = "Ô «{cell}»: {value:so} quá lớn; hãy xem lại số chữ số."
    english = "The cell «{cell}»: {value:so} is too large; check the number of digits."


class Coverage(enum.StrEnum):
    """Whose figures a return holds: the unit's own, or also those of every unit below it."""

    OWN = "own"
    BELOW = "below"


COVERAGE_WORDS = {Coverage.OWN: "riêng đơn vị", Coverage.BELOW: "gồm cả cấp dưới"}


class UnitReturn(Base):
    """One version of a return. `first` and `last` are its days, both inclusive; `received` is the day it came in."""

    __tablename__ = "unit_return"
    __table_args__ = (
        UniqueConstraint("unit_id", "first", "last", "version"),
        CheckConstraint("version >= 1", name="version_positive"),
        CheckConstraint("last > first", name="last_after_first"),
        CheckConstraint("version = 1 OR reason <> ''", name="replaced_for_a_reason"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    receiver_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    first: Mapped[date]
    last: Mapped[date]
    version: Mapped[int]
    edition: Mapped[str] = mapped_column(String(20))
    coverage: Mapped[Coverage] = mapped_column(one_of(Coverage))
    received: Mapped[date]
    source: Mapped[str] = mapped_column(String(200), default="")
    reason: Mapped[str] = mapped_column(String(500), default="")
    digest: Mapped[str] = mapped_column(String(64))
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))

    @property
    def period(self) -> ReportingPeriod:
        """The quarter or year that is reported."""
        return ReportingPeriod.of(DateRange.between(self.first, self.last))


class ReturnCell(Base):
    """One told figure of a return; what is blank has no row."""

    __tablename__ = "return_cell"
    __table_args__ = (
        CheckConstraint("value >= 0", name="value_not_negative"),
        *whole("value"),
    )

    return_id: Mapped[int] = mapped_column(ForeignKey("unit_return.id"), primary_key=True)
    row: Mapped[str] = mapped_column(String(12), primary_key=True)
    measure: Mapped[str] = mapped_column(String(12), primary_key=True)
    value: Mapped[int] = mapped_column(Whole)
    name: Mapped[str] = mapped_column(String(200), default="")


never_changes("unit_return")
never_changes("return_cell")
guard(
    "unit_return_next_version",
    "unit_return",
    when="BEFORE INSERT",
    condition="NEW.version <> 1 + COALESCE((SELECT MAX(version) FROM unit_return WHERE unit_id = NEW.unit_id "
    "AND first = NEW.first AND last = NEW.last), 0)",
    refusal="unit_return: versions run 1, 2, 3 without a gap",
)
guard(
    "return_cell_of_running_command",
    "return_cell",
    when="BEFORE INSERT",
    condition="EXISTS (SELECT 1 FROM leaf WHERE number = "
    "(SELECT command_number FROM unit_return WHERE id = NEW.return_id))",
    refusal="return_cell: a kept return gains no figures",
)


@witnesses("unit_return")
def _written(session: Session) -> Iterator[tuple[int, str, str]]:
    query = select(UnitReturn).order_by(UnitReturn.id)
    for one in session.scalars(query.execution_options(yield_per=500)):
        for figures, text in _lines(one, figures_of(session, one)):
            yield one.command_number, figures, text


def _lines(one: UnitReturn, figures: Sequence[Figure]) -> Iterator[tuple[str, str]]:
    """What the log vouches for: the return, then its figures in order."""
    facts = (
        one.id,
        one.unit_id,
        one.receiver_id,
        one.first,
        one.last,
        one.version,
        one.edition,
        one.coverage,
    )
    yield "|".join(map(str, (*facts, one.received, one.digest))), f"{one.source}|{one.reason}"
    for figure in figures:
        yield f"{figure.row}|{figure.measure}|{figure.value}", figure.name


@attrs.frozen
class Filed:
    """A return as it is kept; `is_new` tells whether this command wrote it or it was there with the same content."""

    row: UnitReturn
    is_new: bool


def file_return(  # noqa: PLR0913  a return has these parts
    session: Session,
    command: Command,
    reporter: Unit,
    period: ReportingPeriod,
    figures: Sequence[Figure],
    *,
    edition: str,
    received: date,
    coverage: Coverage = Coverage.OWN,
    source: str = "",
    replace_because: str = "",
) -> Filed:
    """Keep what `reporter` tells, whether it foots or not; the same content again changes nothing.

    Raises: ReturnDiffersError, and what `require_reporter`, `require_edition` and `sound` raise.
    """
    require_reporter(session, command.unit, reporter, period, received)
    require_edition(edition, period)
    kept = sound(reporter.code, edition, figures)
    digest = _digest(edition, coverage, kept)
    last = latest(session, reporter.id, period)
    if last is not None and last.digest == digest:
        return Filed(last, is_new=False)
    days = {"first": period.days.start, "last": period.days.last}
    row = UnitReturn(
        unit_id=reporter.id,
        receiver_id=command.unit,
        **days,
        version=1 if last is None else last.version + 1,
        edition=edition,
        coverage=coverage,
        received=received,
        source=clean(source)[:200],
        reason=_reason(last, replace_because, reporter.code, period),
        digest=digest,
        command_number=command.number,
    )
    _write(session, command, row, kept)
    return Filed(row, is_new=True)


def _reason(last: UnitReturn | None, because: str, code: str, period: ReportingPeriod) -> str:
    """Why a new version replaces the last one; a first version needs no reason and has none."""
    if last is None:
        return ""
    reason = clean(because)
    if not reason:
        raise ReturnDiffersError(code=code, period=str(period), version=last.version)
    return reason


def require_reporter(
    session: Session, receiver_id: int, reporter: Unit, period: ReportingPeriod, received: date
) -> None:
    """Require that the unit existed in the period, stands below the receiver, and that the period has begun.

    Raises: ReturnOfNoUnitError, ReturnNotBelowError, ReturnTooEarlyError.
    """
    if not existed(reporter, period):
        raise ReturnOfNoUnitError(code=reporter.code, period=str(period))
    receiver = session.get_one(Unit, receiver_id)
    if receiver_id not in path(session, reporter.id, _last_day(reporter, period)):
        raise ReturnNotBelowError(code=reporter.code, receiver=receiver.name)
    if received < period.days.start:
        raise ReturnTooEarlyError(period=str(period), day=received)


def existed(unit: Unit, period: ReportingPeriod) -> bool:
    """Whether the unit existed on some day of the period."""
    days = period.days
    return (unit.founded is None or unit.founded < days.end) and (
        unit.ended is None or unit.ended > days.start
    )


def _last_day(unit: Unit, period: ReportingPeriod) -> date:
    """The last day of the period on which the unit was there."""
    last = period.days.last
    return last if unit.ended is None or unit.ended > last else unit.ended - timedelta(days=1)


def sound(code: str, mark: str, figures: Sequence[Figure]) -> list[Figure]:
    """Return the figures in order, with names cleaned, once each belongs to the form and can be kept.

    Raises: ReturnEmptyError, CellUnknownError, CellTwiceError, RowUnnamedError, FigureTooLargeError,
    NegativeAmountError.
    """
    places, seen = edition_marked(mark).places, set()
    kept = []
    for one in figures:
        cell = f"{one.row}.{one.measure}"
        if (one.row, one.measure) not in places:
            raise CellUnknownError(mark=mark, cell=cell)
        if cell in seen:
            raise CellTwiceError(cell=cell)
        seen.add(cell)
        if one.value < 0:
            raise money.NegativeAmountError(text=money.format(one.value))
        if one.value > money.AMOUNT_MAX:
            raise FigureTooLargeError(cell=cell, value=one.value)
        row = places[one.row, one.measure][1]
        name = clean(one.name) if row.named else ""
        if row.named and not name:
            raise RowUnnamedError(row=one.row)
        kept.append(attrs.evolve(one, name=name))
    if not kept:
        raise ReturnEmptyError(code=code)
    return sorted(kept)


def _digest(mark: str, coverage: Coverage, figures: Sequence[Figure]) -> str:
    cells = [[one.row, one.measure, one.value, one.name] for one in figures]
    return hashlib.sha256(canonical([mark, coverage.value, cells]).encode()).hexdigest()


def _write(session: Session, command: Command, row: UnitReturn, figures: Sequence[Figure]) -> None:
    session.add(row)
    session.flush()
    session.add_all(
        ReturnCell(return_id=row.id, row=one.row, measure=one.measure, value=one.value, name=one.name)
        for one in figures
    )
    session.flush()
    for plain, personal in _lines(row, figures):
        command.witness("unit_return", plain, personal)


# -- reads ----------------------------------------------------------------------------------------------------------


def latest(session: Session, unit_id: int, period: ReportingPeriod) -> UnitReturn | None:
    """Return the newest version of a unit's return for exactly this period."""
    query = select(UnitReturn).where(
        UnitReturn.unit_id == unit_id,
        UnitReturn.first == period.days.start,
        UnitReturn.last == period.days.last,
    )
    return session.scalar(query.order_by(UnitReturn.version.desc()).limit(1))


def figures_of(session: Session, one: UnitReturn) -> list[Figure]:
    """Return the figures of a return, by row and measure."""
    query = select(ReturnCell).where(ReturnCell.return_id == one.id)
    return sorted(Figure(cell.row, cell.measure, cell.value, cell.name) for cell in session.scalars(query))


def returns(session: Session, receiver_id: int, period: ReportingPeriod | None = None) -> list[UnitReturn]:
    """Return the newest version of every return that a unit has received, by unit code and period."""
    newest = (
        select(func.max(UnitReturn.id))
        .where(UnitReturn.receiver_id == receiver_id)
        .group_by(UnitReturn.unit_id, UnitReturn.first, UnitReturn.last)
    )
    query = select(UnitReturn).join(Unit, Unit.id == UnitReturn.unit_id).where(UnitReturn.id.in_(newest))
    if period is not None:
        query = query.where(UnitReturn.first == period.days.start, UnitReturn.last == period.days.last)
    return list(session.scalars(query.order_by(Unit.code, UnitReturn.first, UnitReturn.last)))
