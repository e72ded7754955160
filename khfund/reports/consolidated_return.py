"""The consolidated report of a period: every unit below, by its own book where it keeps one here, else by its return.

Nothing is counted twice: where a unit keeps a book, the book counts and a return is only compared; what a return holds
for the levels below is not added to theirs; money between associations falls away. A unit that did not report is named
as missing and never counted as nought.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

import attrs
from sqlalchemy.orm import Session

from khfund import money
from khfund.calendar import VIET_NAM, format_day
from khfund.reports.disclosure import Letterhead
from khfund.reports.letterhead import letterhead
from khfund.reports.return_line import VALUES, Basis, Gap, ReportLine, Values, due_day, report_lines
from khfund.returns.reporting_period import ReportingPeriod
from khfund.unit import Level, Unit

LEVELS = {
    Level.PROVINCE: "Cấp tỉnh",
    Level.AFFILIATED: "Đơn vị trực thuộc",
    Level.DISTRICT: "Cấp huyện",
    Level.COMMUNE: "Cấp xã",
    Level.BASE: "Cơ sở",
}
SHARES_TO = 1000  # shares of a whole are told in tenths of a percent


@attrs.frozen
class LevelTotal:
    """A level added up: how many units it has, how many of them count, are in an upper one's return, or are missing."""

    level: Level
    units: int
    counted: int
    covered: int
    missing: int
    values: Values

    @property
    def words(self) -> str:
        """The level's name."""
        return LEVELS[self.level]


@attrs.frozen(kw_only=True)
class ConsolidatedReturn:
    """The dataset of one consolidated report, in đồng."""

    letterhead: Letterhead
    period: ReportingPeriod
    due: date
    made_at: datetime
    lines: tuple[ReportLine, ...]

    @property
    def day(self) -> date:
        """The day of the document in Viet Nam."""
        return self.made_at.astimezone(VIET_NAM).date()

    @property
    def levels(self) -> tuple[LevelTotal, ...]:
        """Every level that has units, from the top."""
        found = []
        for level in LEVELS:
            lines = [line for line in self.lines if line.level is level]
            if lines:
                found.append(_level(level, lines))
        return tuple(found)

    @property
    def total(self) -> Values:
        """All lines that count, added up, before money between associations falls away."""
        return added(line for line in self.lines if line.counts)

    @property
    def eliminated(self) -> int:
        """Đồng that one association sent and another received: in neither's gain nor cost for the whole."""
        return min(self.total.get("received", 0), self.total.get("sent", 0))

    @property
    def whole(self) -> Values:
        """The total without money between associations."""
        total = dict(self.total)
        for key in ("received", "sent"):
            if key in total:
                total[key] -= self.eliminated
        return total

    @property
    def difference(self) -> int:
        """Đồng by which the whole's closing differs from its opening, income and spending; what is not told is nought here."""
        whole = self.whole
        came = sum(whole.get(key, 0) for key in ("opening", "raised", "interest", "other_in", "received"))
        return whole.get("closing", 0) - (came - whole.get("spent", 0) - whole.get("sent", 0))

    @property
    def missing(self) -> tuple[ReportLine, ...]:
        """The units that did not report."""
        return tuple(line for line in self.lines if line.basis is Basis.MISSING)

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """Everything that does not agree, with its difference."""
        own = [gap for line in self.lines for gap in line.gaps]
        return tuple(own) + self._transfers()

    def _transfers(self) -> tuple[Gap, ...]:
        sent, received = self.total.get("sent", 0), self.total.get("received", 0)
        if sent == received:
            return ()
        lost = "; có đơn vị chưa báo cáo" if self.missing else ""
        sentence = (
            f"Chuyển nội bộ: các đơn vị báo chuyển đi {money.format(sent)} đồng, nhận về {money.format(received)} đồng;"
            f" chênh lệch {'+' if sent > received else ''}{money.format(sent - received)} đồng{lost}"
        )
        return (Gap("", sentence, sent - received),)

    @property
    def shares(self) -> dict[Level, int]:
        """Tenths of a percent of the closing balance by level, which add up to 100,0 (largest remainders)."""
        closing = {total.level: total.values["closing"] for total in self.levels if "closing" in total.values}
        if not closing or min(closing.values()) < 0 or not sum(closing.values()):
            return {}
        return dict(zip(closing, money.split(SHARES_TO, list(closing.values())), strict=True))


def _level(level: Level, lines: Sequence[ReportLine]) -> LevelTotal:
    return LevelTotal(
        level,
        units=len(lines),
        counted=sum(line.counts for line in lines),
        covered=sum(line.basis is Basis.COVERED for line in lines),
        missing=sum(line.basis is Basis.MISSING for line in lines),
        values=added(line for line in lines if line.counts),
    )


def added(lines: Iterable[ReportLine]) -> dict[str, int]:
    """Add lines up; a value that none of them tells stays untold."""
    found: dict[str, int] = {}
    for line in lines:
        for value in VALUES:
            if value.key in line.values:
                found[value.key] = found.get(value.key, 0) + line.values[value.key]
    return found


def consolidate(
    session: Session, receiver: Unit, period: ReportingPeriod, *, made_at: datetime
) -> ConsolidatedReturn:
    """Make the consolidated report of `receiver` and everything below it; lateness is counted to the day of `made_at`."""
    today = made_at.astimezone(VIET_NAM).date()
    return ConsolidatedReturn(
        letterhead=letterhead(session, receiver, today),
        period=period,
        due=due_day(session, receiver, period),
        made_at=made_at,
        lines=tuple(report_lines(session, receiver, period, today=today)),
    )


def lateness(line: ReportLine, due: date) -> str:
    """Say in words how a line stands against the deadline."""
    if line.basis is Basis.BOOK:
        return "có sổ ở đây"
    if line.basis is Basis.COVERED:
        return line.note
    if line.received is None:
        return f"quá hạn {line.late} ngày" if line.late else f"hạn {format_day(due)}"
    day = format_day(line.received)
    return f"nhận {day}, muộn {line.late} ngày" if line.late else f"nhận {day}"
