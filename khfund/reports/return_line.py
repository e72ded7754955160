"""One unit's line of the consolidated report: from its own book here, from its return, or missing.

Values stand under keys; a key that is absent is a figure that nobody told.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import attrs
from sqlalchemy import select
from sqlalchemy.orm import Session

from khfund.calendar import format_day
from khfund.errors import KhfundError
from khfund.ledger import Book
from khfund.reports.book_figures import MEASURES, BookFigures, book_figures
from khfund.returns.form import Edition, Figure, Over, edition_marked
from khfund.returns.reporting_period import ReportingPeriod
from khfund.returns.return_check import unfooted, unproven
from khfund.returns.unit_return import Coverage, UnitReturn, existed, figures_of, latest
from khfund.unit import Level, Tree, Unit, tree_on, value_on

Values = Mapping[str, int]


class DueDaysError(KhfundError):
    """A return is due so many days after its period."""

    message = "Thiết lập return_due_days đang là «{text}»; hãy đặt số ngày sau kỳ báo cáo, từ 0 đến 999."
    english = "The setting return_due_days is “{text}”; set the days after the period, from 0 to 999."


class Basis(enum.StrEnum):
    """Where a line's figures come from, and whether they count."""

    BOOK = "book"
    RETURN = "return"
    COVERED = "covered"
    MISSING = "missing"


BASIS_WORDS = {
    Basis.BOOK: "sổ",
    Basis.RETURN: "báo cáo",
    Basis.COVERED: "đã gồm ở cấp trên",
    Basis.MISSING: "chưa báo cáo",
}


@attrs.frozen
class Value:
    """A column of the report: its key, words, unit, and what quarters come to in a year."""

    key: str
    words: str
    unit: str = "đồng"
    over: Over = Over.SUM


FUND_VALUES = (
    Value("opening", "Số dư đầu kỳ", over=Over.FIRST),
    Value("raised", "Vận động"),
    Value("interest", "Lãi tiền gửi"),
    Value("other_in", "Thu khác"),
    Value("received", "Nhận nội bộ"),
    Value("spent", "Đã chi"),
    Value("sent", "Chuyển nội bộ"),
    Value("closing", "Số dư cuối kỳ", over=Over.LAST),
    Value("passed", "Chuyển trao"),
)
AWARD_VALUES = (
    Value("awards", "Lượt khen thưởng, học bổng", "lượt"),
    Value("persons", "Số người", "người"),
    Value("money", "Tiền khen thưởng, học bổng"),
    Value("goods", "Hiện vật quy ra tiền"),
    Value("members", "Hội viên", "người", Over.LAST),
    Value("joined", "Mới kết nạp", "người"),
    Value("dues", "Hội phí"),
)
_MODELS = {
    "CONG_DAN": "Công dân",
    "GIA_DINH": "Gia đình",
    "DONG_HO": "Dòng họ",
    "DON_VI": "Đơn vị",
    "CONG_DONG": "Cộng đồng",
}
MODEL_VALUES = tuple(
    Value(f"{code}.{measure}", f"{words}, {said}", "mô hình", Over.LAST)
    for code, words in _MODELS.items()
    for measure, said in (("registered", "đăng ký"), ("reached", "đạt"))
)
VALUES = (*FUND_VALUES, *AWARD_VALUES, *MODEL_VALUES)


@attrs.frozen
class Gap:
    """Something that does not agree, in words; `amount` is by how much, None for a blank that keeps it from being checked."""

    unit: str
    sentence: str
    amount: int | None


@attrs.frozen(kw_only=True)
class ReportLine:
    """A unit in the report. `late` is the days after the deadline, of a return that came or of one that has not."""

    unit: int
    code: str
    name: str
    level: Level
    parent: int | None
    basis: Basis
    values: Values = attrs.field(factory=dict)
    covers_below: bool = False
    received: date | None = None
    late: int = 0
    note: str = ""
    gaps: tuple[Gap, ...] = ()
    by_fund: Mapping[str, Values] = attrs.field(factory=dict)

    @property
    def counts(self) -> bool:
        """Whether the figures are added up."""
        return self.basis in {Basis.BOOK, Basis.RETURN}


# -- values -----------------------------------------------------------------------------------------------------------


def values_of(edition: Edition, figures: Sequence[Figure]) -> dict[str, int]:
    """Return the values of a return: funds and goods added up, awards from their total or else from their parts."""
    found: dict[str, int] = {}
    sections = {row.code: section for section in edition.sections for row in section.rows}
    parts: dict[str, int] = {}
    for one in figures:
        section = sections[one.row]
        if section.code == "fund":
            found[one.measure] = found.get(one.measure, 0) + one.value
        elif section.code == "goods" and one.measure == "value":
            found["goods"] = found.get("goods", 0) + one.value
        elif section.code == "model":
            found[f"{one.row}.{one.measure}"] = one.value
        elif section.code == "member" or one.row == section.total:
            found[one.measure] = one.value
        elif section.code == "award" and one.measure != "persons":
            parts[one.measure] = parts.get(one.measure, 0) + one.value
    return parts | found


def values_of_book(book: BookFigures) -> dict[str, int]:
    """Return the values that a book knows; it counts neither awards nor members."""
    found = {measure: book.total(measure) for measure in MEASURES}
    return found | {"passed": book.passed, "money": book.awarded, "goods": book.goods, "dues": book.dues}


def year_values(quarters: Sequence[Values]) -> dict[str, int]:
    """Return what quarters come to; what one of them leaves blank stays blank, and persons are never added."""
    found = {}
    for value in VALUES:
        told = [one[value.key] for one in quarters if value.key in one]
        if len(told) < len(quarters) or value.key == "persons":
            continue
        first_or_last = told[0] if value.over is Over.FIRST else told[-1]
        found[value.key] = sum(told) if value.over is Over.SUM else first_or_last
    return found


# -- lines ------------------------------------------------------------------------------------------------------------


@attrs.frozen
class Reported:
    """What a unit told about a period: in one return, or in the four of its quarters."""

    returns: tuple[UnitReturn, ...]
    values: Values
    missing: tuple[ReportingPeriod, ...] = ()

    @property
    def received(self) -> date | None:
        """The day on which the last of it came."""
        return max((one.received for one in self.returns), default=None)


def report_lines(
    session: Session, receiver: Unit, period: ReportingPeriod, *, today: date, below: bool = False
) -> list[ReportLine]:
    """Return the line of every unit at and below `receiver` that reports about the period, from the top.

    With `below` the receiver's own line is left out, and its book, which is mostly the largest, is not summed.

    Units are those that exist at the end of the period or of one of its quarters, and those that left figures in it.
    """
    tree = tree_on(session, period.days.last)
    books = {book.unit_id: book.opened for book in session.scalars(select(Book))}
    due = due_day(session, receiver, period)
    lines = []
    for unit_id in tree.scope(receiver.id, ended=True):
        unit = tree.units[unit_id]
        if not existed(unit, period):
            continue
        opened = books.get(unit_id)
        has_book = opened is not None and opened <= period.days.last
        told = reported(session, unit_id, period)
        if not (has_book or told.returns or told.missing) and not _expected(unit, period):
            continue
        line = _empty(tree, unit)
        line = _from_return(session, line, period, told, due, today)
        if has_book and below and unit_id == receiver.id:
            line = attrs.evolve(line, basis=Basis.BOOK)
        elif has_book and opened is not None:
            line = _from_book(session, line, period, told, opened)
        lines.append(line)
    found = _covered(lines, tree)
    return [one for one in found if one.unit != receiver.id] if below else found


def due_day(session: Session, receiver: Unit, period: ReportingPeriod) -> date:
    """Return the last day on which a return of the period is in time, as the receiver has set it.

    Raises: DueDaysError.
    """
    last = period.days.last
    text = value_on(session, receiver.id, "return_due_days", last).strip()
    if not _DAYS.fullmatch(text):
        raise DueDaysError(text=text)
    return last + timedelta(days=int(text))


_DAYS = re.compile(r"[0-9]{1,3}")


def _expected(unit: Unit, period: ReportingPeriod) -> bool:
    """Who exists at the end of the period, or of a quarter of the year, has something to report."""
    ends = (one.days.last for one in (period, *period.quarters))
    return unit.level is not Level.BASE and any(unit.exists(day) for day in ends)


def _empty(tree: Tree, unit: Unit) -> ReportLine:
    return ReportLine(
        unit=unit.id,
        code=unit.code,
        name=tree.names[unit.id],
        level=unit.level,
        parent=tree.parents[unit.id],
        basis=Basis.MISSING,
    )


def reported(session: Session, unit_id: int, period: ReportingPeriod) -> Reported:
    """Return what a unit told about a period: its return, or for a year without one the sum of its quarters.

    A unit that was founded or ended within the year reports the quarters at whose end it existed.
    """
    one = latest(session, unit_id, period)
    if one is not None:
        return Reported((one,), values_of(edition_marked(one.edition), figures_of(session, one)))
    if period.quarter:
        return Reported((), {})
    unit = session.get_one(Unit, unit_id)
    quarters = {quarter: latest(session, unit_id, quarter) for quarter in period.quarters}
    told = [one for one in quarters.values() if one is not None]
    lost = tuple(
        quarter for quarter, one in quarters.items() if one is None and unit.exists(quarter.days.last)
    )
    if lost or not told:
        return Reported((), {}, lost if told else ())
    values = [values_of(edition_marked(one.edition), figures_of(session, one)) for one in told]
    return Reported(tuple(told), year_values(values))


_SUMMED = {1: "theo một quý", 2: "cộng hai quý", 3: "cộng ba quý", 4: "cộng bốn quý"}


def _from_return(  # noqa: PLR0917  what a line is made of
    session: Session, line: ReportLine, period: ReportingPeriod, reported: Reported, due: date, today: date
) -> ReportLine:
    if not reported.returns:
        lost = ", ".join(str(one) for one in reported.missing)
        note = f"mới báo cáo một phần, thiếu {lost}" if lost else ""
        return attrs.evolve(line, late=max(0, (today - due).days), note=note)
    received = reported.received
    assert received is not None
    gaps = [
        Gap(line.code, f"{line.name}: {found}", found.difference)
        for one in reported.returns
        for found in unfooted(session, one)
    ]
    silent = dict.fromkeys(found.sentence for one in reported.returns for found in unproven(session, one))
    gaps += [Gap(line.code, f"{line.name}: {sentence}", None) for sentence in silent]
    return attrs.evolve(
        line,
        basis=Basis.RETURN,
        values=reported.values,
        covers_below=all(one.coverage is Coverage.BELOW for one in reported.returns),
        received=received,
        late=max(0, (received - due).days),
        note=_SUMMED[len(reported.returns)] if reported.returns[0].period != period else "",
        gaps=tuple(gaps),
    )


def _from_book(
    session: Session, line: ReportLine, period: ReportingPeriod, reported: Reported, opened: date
) -> ReportLine:
    """The book counts; what it does not know comes from the return, what both tell is compared."""
    book = book_figures(session, line.unit, period.days)
    own = values_of_book(book)
    words = {value.key: value for value in VALUES}
    gaps = [
        Gap(
            line.code,
            f"{line.name}: «{words[key].words}» theo báo cáo {_figure(told, words[key])},"
            f" theo sổ {_figure(own[key], words[key])}; chênh lệch {_signed(told - own[key])}",
            told - own[key],
        )
        for key, told in reported.values.items()
        if key in own and own[key] != told
    ]
    gaps += [
        Gap(
            line.code,
            f"{line.name}, quỹ {fund.name}: sổ lệch {_signed(fund.difference)} đồng",
            fund.difference,
        )
        for fund in book.funds
        if fund.difference
    ]
    return attrs.evolve(
        line,
        basis=Basis.BOOK,
        values={**reported.values, **own},
        covers_below=False,
        note=f"sổ mở từ {format_day(opened)}" if opened > period.days.start else "",
        late=0,
        gaps=tuple(gaps),
        by_fund={fund.name: fund.values for fund in book.funds},
    )


def _figure(value: int, of: Value) -> str:
    return f"{value:,}".replace(",", ".") + f" {of.unit}"


def _signed(amount: int) -> str:
    return f"{amount:+,}".replace(",", ".")


def _covered(lines: Sequence[ReportLine], tree: Tree) -> list[ReportLine]:
    """Mark what a return from above holds already, and name where those below come to more than it."""
    covering = {line.unit: line for line in lines if line.basis is Basis.RETURN and line.covers_below}
    found = []
    for line in lines:
        over = next((covering[one] for one in tree.path(line.unit)[:-1] if one in covering), None)
        if over is None:
            found.append(line)
            continue
        note = f"đã gồm trong báo cáo của {over.name}"
        found.append(attrs.evolve(line, basis=Basis.COVERED, note=note, late=0))
    return [_compare_below(line, found, tree) if line.unit in covering else line for line in found]


def _compare_below(line: ReportLine, lines: Sequence[ReportLine], tree: Tree) -> ReportLine:
    below = [one for one in lines if one.basis is Basis.COVERED and line.unit in tree.path(one.unit)[:-1]]
    gaps = list(line.gaps)
    for value in VALUES:
        told = [one.values[value.key] for one in below if value.key in one.values]
        whole = line.values.get(value.key)
        if whole is not None and sum(told) > whole:
            sentence = (
                f"{line.name}: «{value.words}» gồm cả cấp dưới {_figure(whole, value)}, riêng các đơn vị dưới đã"
                f" báo {_figure(sum(told), value)}; chênh lệch {_signed(whole - sum(told))}"
            )
            gaps.append(Gap(line.code, sentence, whole - sum(told)))
    return attrs.evolve(line, gaps=tuple(gaps))
