"""A filled form read back: every sheet that carries a form's codes is one return, every mistake has its cell.

What arrives is untrusted. Cells are found by the codes in column A and in each section's line of codes, so moved rows do
no harm; figures that stand where no cell of the form is are told, not passed over.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from khfund import money
from khfund.errors import KhfundError, Place, Problem
from khfund.returns.form import Edition, Figure, Measure, Section, require_edition
from khfund.returns.reporting_period import ReportingPeriod
from khfund.returns.return_workbook import CODES, COUNTED_IN, FIRST_FIGURE, SECTION_MARK
from khfund.returns.unit_return import COVERAGE_WORDS, Coverage
from khfund.sheet import Row as SheetRow
from khfund.sheet import Sheet, Workbook
from khfund.vietnamese import clean, fold


class NoReturnInFileError(KhfundError):
    """A workbook of returns holds at least one sheet of the form."""

    message = "{file} không có trang nào theo biểu mẫu báo cáo; hãy tạo biểu mẫu bằng `khfund return form`."
    english = "{file} holds no sheet of the reporting form; make the form by `khfund return form`."


class HeadMissingError(KhfundError):
    """A sheet of the form says which form it is, whose it is and for which period."""

    message = "Trang này thiếu «{what}» ở phần đầu; hãy lấy lại biểu mẫu, đừng xóa các mã ở cột A."
    english = "The head of this sheet lacks «{what}»; take the form anew and leave the codes in column A."


class FigureNotNumberError(KhfundError):
    """A cell for a figure holds a number."""

    message = "«{text}» không phải là số; ô này nhận số nguyên, chưa có số thì để trống."
    english = "“{text}” is no number; this cell takes a whole one, and stays blank while there is none."


class FigureNotWholeError(KhfundError):
    """A figure is whole."""

    message = "{text} có phần lẻ; ô này nhận số nguyên."
    english = "{text} has a fraction; this cell takes a whole number."


class FigureNegativeError(KhfundError):
    """A figure is nought or more."""

    message = "{text} là số âm; biểu mẫu không nhận số âm, hãy ghi vào đúng cột thu hoặc chi."
    english = "{text} is negative; the form takes none: write it in the right column."


class FigureStrayError(KhfundError):
    """Figures stand in the cells of the form."""

    message = (
        "«{text}» nằm ngoài các ô của biểu mẫu nên không được tính; hãy chuyển vào đúng dòng hoặc xóa đi."
    )
    english = "“{text}” stands outside the cells of the form and would not count; move it or delete it."


class CoverageUnknownError(KhfundError):
    """A return says whose figures it holds in one of two ways."""

    message = "«{text}» không hiểu được; hãy chọn «riêng đơn vị» hoặc «gồm cả cấp dưới»."
    english = "“{text}” is not understood; choose «riêng đơn vị» or «gồm cả cấp dưới»."


class ItemUnnamedError(KhfundError):
    """A row of figures that the unit names has its name in column B."""

    message = "Dòng này có số liệu nhưng cột B chưa ghi tên."
    english = "This row has figures, but column B gives no name."


@attrs.frozen
class ReadReturn:
    """One sheet of the form: whose, for which period, on which edition, and its figures. `place` is where it stands."""

    place: Place
    unit: str
    unit_place: Place
    period: ReportingPeriod
    edition: str
    coverage: Coverage
    figures: tuple[Figure, ...]


def read_returns(workbook: Workbook) -> tuple[list[ReadReturn], list[Problem]]:
    """Read every sheet of the form in a workbook; a sheet with a mistake gives problems and no return.

    Raises: NoReturnInFileError.
    """
    found, problems = [], []
    forms = [sheet for sheet in workbook.sheets if sheet.visible and _is_form(sheet)]
    if not forms:
        raise NoReturnInFileError(file=workbook.file)
    for sheet in forms:
        reader = _Reader(sheet)
        read = reader.read()
        problems += reader.problems
        if read is not None and not reader.problems:
            found.append(read)
    return found, problems


def _is_form(sheet: Sheet) -> bool:
    codes = set(CODES.values())
    return any(_text(row[0]) in codes for row in sheet)


def _text(value: Any) -> str:
    return clean(value) if isinstance(value, str) else ""


class _Reader:
    """Reads one sheet."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.problems: list[Problem] = []

    def _wrong(self, row: int | None, column: int | None, error: KhfundError) -> None:
        place = self.sheet.place(row, column) if row is not None else Place(self.sheet.file, self.sheet.name)
        self.problems.append(Problem(place, error))

    def read(self) -> ReadReturn | None:
        """The return of this sheet, or None where its head does not say what it is."""
        head = self._head()
        if head is None:
            return None
        edition, period, coverage, unit, unit_row = head
        figures = [figure for one in self._rows(edition) for figure in one]
        return ReadReturn(
            place=Place(self.sheet.file, self.sheet.name),
            unit=unit,
            unit_place=self.sheet.place(unit_row, FIRST_FIGURE),
            period=period,
            edition=edition.mark,
            coverage=coverage,
            figures=tuple(figures),
        )

    def _head(self) -> tuple[Edition, ReportingPeriod, Coverage, str, int] | None:
        lines = {_text(row[0]): row for row in self.sheet if _text(row[0]).startswith("@")}
        words = {
            "edition": "Biểu mẫu",
            "unit": "Mã đơn vị",
            "period": "Kỳ báo cáo",
            "coverage": "Số liệu là của",
        }
        values: dict[str, str] = {}
        for key, code in CODES.items():
            row = lines.get(code)
            value = _written(row[FIRST_FIGURE]) if row is not None else ""
            if not value:
                self._wrong(row.number if row else None, FIRST_FIGURE, HeadMissingError(what=words[key]))
            values[key] = value
        if self.problems:
            return None
        return self._understood(lines, values)

    def _understood(
        self, lines: Mapping[str, SheetRow], values: Mapping[str, str]
    ) -> tuple[Edition, ReportingPeriod, Coverage, str, int] | None:
        key = "period"
        try:
            period = ReportingPeriod.parse(values["period"])
            key = "edition"
            edition = require_edition(values["edition"], period)
            key = "coverage"
            coverage = _coverage(values["coverage"])
        except KhfundError as error:
            self._wrong(lines[CODES[key]].number, FIRST_FIGURE, error)
            return None
        return edition, period, coverage, values["unit"], lines[CODES["unit"]].number

    def _rows(self, edition: Edition) -> Iterator[list[Figure]]:
        sections = {section.code: section for section in edition.sections}
        here: tuple[Section, dict[int, str]] | None = None
        for row in self.sheet:
            code = _text(row[0])
            if code.startswith("@"):
                continue
            if code.startswith(SECTION_MARK):
                section = sections.get(code.removeprefix(SECTION_MARK))
                here = None if section is None else (section, _columns(row, section))
            elif here is None or code not in {one.code for one in here[0].rows}:
                self._require_empty(row, {})
            else:
                self._require_empty(row, here[1])
                yield self._figures(row, code, *here)

    def _require_empty(self, row: SheetRow, columns: Mapping[int, str]) -> None:
        """A number outside the cells of the form is one that somebody thinks is told."""
        for column, value in enumerate(row.values):
            is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
            if is_number and column not in columns:
                self._wrong(row.number, column, FigureStrayError(text=str(value)))

    def _figures(
        self, row: SheetRow, code: str, section: Section, columns: Mapping[int, str]
    ) -> list[Figure]:
        line = next(one for one in section.rows if one.code == code)
        name = _written(row[1]) if line.named else ""
        found = []
        for column, measure in columns.items():
            if measure == COUNTED_IN:
                counted = _written(row[column])
                name = f"{name} ({counted})" if name and counted else name
                continue
            value = self._figure(row, column, section.measure(measure))
            if value is not None:
                found.append(Figure(code, measure, value, name))
        if found and line.named and not name:
            self._wrong(row.number, 1, ItemUnnamedError())
        return found

    def _figure(self, row: SheetRow, column: int, measure: Measure) -> int | None:
        try:
            return read_figure(row[column], measure)
        except KhfundError as error:
            self._wrong(row.number, column, error)
            return None


def _columns(row: SheetRow, section: Section) -> dict[int, str]:
    """Column → the measure whose code stands there."""
    known = {one.code for one in section.measures} | {COUNTED_IN}
    return {column: _text(value) for column, value in enumerate(row.values) if _text(value) in known}


def _written(value: Any) -> str:
    """A word of a cell; a code or a year that Excel keeps as a number is written again."""
    if isinstance(value, (bool, datetime.date, datetime.time)):
        return str(value)
    return clean(str(value))


def _coverage(text: str) -> Coverage:
    found = {fold(words): coverage for coverage, words in COVERAGE_WORDS.items()}.get(fold(text))
    if found is None:
        raise CoverageUnknownError(text=text)
    return found


def read_figure(value: Any, measure: Measure) -> int | None:
    """Read a cell for a figure: a whole number, an amount as people write it, or None for a blank.

    The stored result of a formula is a number like any other; a formula that was typed as text is not.

    Raises: FigureNotNumberError, FigureNotWholeError, FigureNegativeError, and AmountError in one of its kinds.
    """
    if isinstance(value, str):
        return _read_text(value, measure)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise FigureNotNumberError(text=str(value))
    if not math.isfinite(value) or value != int(value):
        raise FigureNotWholeError(text=str(value).replace(".", ","))
    if value < 0:
        raise FigureNegativeError(text=money.format(int(value)))
    return int(value)


def _read_text(text: str, measure: Measure) -> int | None:
    if not text.strip():
        return None
    digits = text.strip().lstrip("-\u2212\u2013( ").rstrip(") ")
    is_amount = measure.unit == "đồng"
    plain = "".join(letter for letter in digits if letter not in "., \u00a0")
    if not digits[:1].isdigit() or not (is_amount or plain.isdigit()):
        raise FigureNotNumberError(text=text.strip())
    return money.parse(text)
