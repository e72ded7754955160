"""Published figures written as a list (.xlsx, .xls, .ods, .csv): one line a claim, columns found by their headings.

Nội dung, Phạm vi, Kỳ, Chỉ tiêu and Số liệu must be there. Là says whether the figure stands for itself («là»), is a
growth («tăng») or a multiple («gấp») of the period under So với; Danh mục and Mục say of which list it is a part, Danh
mục đủ that the list leaves nobody out; Nguồn says where it was published.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

import attrs

from khfund import money
from khfund.errors import KhfundError, Problem, ProblemsFound
from khfund.returns.claim import (
    INDICATORS,
    SCOPE_WORDS,
    Claim,
    Increase,
    Indicator,
    Multiple,
    Publication,
    Scope,
)
from khfund.returns.reporting_period import ReportingPeriod
from khfund.sheet import Row, Sheet
from khfund.vietnamese import clean, fold


class ClaimHeadingsError(KhfundError):
    """A list of published figures has a heading row with the columns that a figure needs."""

    message = "{file}: không thấy dòng tiêu đề có các cột {needed}; hãy thêm dòng tiêu đề."
    english = "{file}: there is no heading row with the columns {needed}; add one."


class ScopeUnknownError(KhfundError):
    """A published figure is told of one of the known scopes."""

    message = "«{text}» không phải là phạm vi đã biết; hãy ghi một trong: {choices}."
    english = "“{text}” is no known scope; write one of: {choices}."


class ClaimKindError(KhfundError):
    """A line of published figures is a figure, a growth or a multiple."""

    message = "«{text}» không hiểu được ở cột Là; hãy ghi: là, tăng hoặc gấp."
    english = "“{text}” is not understood in the column Là; write: là, tăng or gấp."


class ClaimValueError(KhfundError):
    """A published figure is a number, nought or more."""

    message = "«{text}» không phải là số liệu đọc được; hãy ghi như 31.862.960.857 hoặc 3.517 triệu."
    english = "“{text}” is no figure that can be read; write it like 31.862.960.857 or 3.517 triệu."


class ClaimCellBlankError(KhfundError):
    """A line of published figures says of what and of when it is."""

    message = "Cột {heading} còn trống; dòng này cần có."
    english = "The column {heading} is blank; this line needs it."


HEADINGS = {
    "words": "Nội dung",
    "scope": "Phạm vi",
    "period": "Kỳ",
    "indicator": "Chỉ tiêu",
    "value": "Số liệu",
    "kind": "Là",
    "base": "So với",
    "group": "Danh mục",
    "member": "Mục",
    "complete": "Danh mục đủ",
    "source": "Nguồn",
}
_NEEDED = ("words", "scope", "period", "indicator", "value")
_FOLDED = {fold(words): field for field, words in HEADINGS.items()}
_SCOPES = {fold(words): scope for scope, words in SCOPE_WORDS.items()} | {
    "tinh": Scope.PROVINCE,
    "huyen": Scope.DISTRICTS,
    "xa": Scope.COMMUNES,
    "huyen va xa": Scope.DISTRICTS_AND_COMMUNES,
    "truc thuoc": Scope.AFFILIATED,
    "cac cap": Scope.ALL_LEVELS,
}
_INDICATORS = {fold(one.words): one for one in INDICATORS}
_STEPS = {"tỷ": 10**9, "tỉ": 10**9, "triệu": 10**6, "tr": 10**6, "nghìn": 10**3, "ngàn": 10**3}
_ROUNDED = re.compile(r"([0-9.]+)(?:,([0-9]+))?\s*(tỷ|tỉ|triệu|tr|nghìn|ngàn)\b", re.IGNORECASE)
_HEADING_ROWS = 40


def read_claims(sheet: Sheet, title: str = "") -> Publication:
    """Read a list of published figures.

    Raises: ClaimHeadingsError; ProblemsFound with the cell of every mistake.
    """
    rows = iter(sheet)
    columns: dict[str, int] = {}
    for row in rows:
        columns = _columns(row)
        if all(field in columns for field in _NEEDED):
            break
        if row.number > _HEADING_ROWS:
            break
    if not all(field in columns for field in _NEEDED):
        raise ClaimHeadingsError(file=sheet.file, needed=", ".join(HEADINGS[field] for field in _NEEDED))
    reader = _Reader(sheet, columns)
    for row in rows:
        reader.line(row)
    if reader.problems:
        raise ProblemsFound(file=sheet.file, problems=reader.problems)
    return reader.publication(title or sheet.file)


def _columns(row: Row) -> dict[str, int]:
    found: dict[str, int] = {}
    for column, value in enumerate(row.values):
        field = _FOLDED.get(fold(clean(str(value))))
        if field is not None:
            found.setdefault(field, column)
    return found


@attrs.define
class _Reader:
    """Gathers the claims of a list, line by line."""

    sheet: Sheet
    columns: Mapping[str, int]
    problems: list[Problem] = attrs.field(factory=list)
    claims: list[Claim] = attrs.field(factory=list)
    increases: list[Increase] = attrs.field(factory=list)
    multiples: list[Multiple] = attrs.field(factory=list)
    complete: set[str] = attrs.field(factory=set)

    def publication(self, title: str) -> Publication:
        return Publication(
            title=title,
            claims=tuple(self.claims),
            increases=tuple(self.increases),
            multiples=tuple(self.multiples),
            complete=frozenset(self.complete),
        )

    def line(self, row: Row) -> None:
        if not any(self._text(row, field) for field in self.columns):
            return
        kind = fold(self._text(row, "kind"))
        readers = {"": self._claim, "la": self._claim, "tang": self._increase, "gap": self._multiple}
        try:
            field = "kind"
            if kind not in readers:
                raise ClaimKindError(text=self._text(row, "kind"))
            for field in ("period", "base") if kind in {"tang", "gap"} else ("period",):
                self._require(row, field)
                ReportingPeriod.parse(self._text(row, field))
            if kind != "gap":
                field = "scope"
                _scope(self._text(row, "scope"))
                field = "indicator"
                self._require(row, field)
            field = "value"
            readers[kind](row)
        except KhfundError as error:
            self.problems.append(Problem(self.sheet.place(row.number, self.columns.get(field)), error))

    def _text(self, row: Row, field: str) -> str:
        column = self.columns.get(field)
        return "" if column is None else clean(str(row[column]))

    def _require(self, row: Row, field: str) -> None:
        if not self._text(row, field):
            raise ClaimCellBlankError(heading=HEADINGS[field])

    def _about(self, row: Row) -> dict[str, Any]:
        return {
            "words": self._text(row, "words"),
            "period": ReportingPeriod.parse(self._text(row, "period")).code,
            "source": self._text(row, "source") or str(self.sheet.place(row.number)),
        }

    def _of(self, row: Row) -> dict[str, Any]:
        words = self._text(row, "indicator")
        indicator = _INDICATORS.get(fold(words)) or Indicator(fold(words), words, "")
        return self._about(row) | {"scope": _scope(self._text(row, "scope")), "indicator": indicator}

    def _base(self, row: Row) -> str:
        return ReportingPeriod.parse(self._text(row, "base")).code

    def _claim(self, row: Row) -> None:
        value, step = read_value(row[self.columns["value"]])
        group, member = self._text(row, "group"), self._text(row, "member")
        claim = Claim(**self._of(row), value=value, rounded_to=step, group=group, member=member)
        self.claims.append(claim)
        if group and self._text(row, "complete"):
            self.complete.add(group)

    def _increase(self, row: Row) -> None:
        value, _step = read_value(row[self.columns["value"]])
        self.increases.append(Increase(**self._of(row), base_period=self._base(row), more=value))

    def _multiple(self, row: Row) -> None:
        text = self._text(row, "value").replace(",", ".")
        try:
            times = Decimal(text)
        except InvalidOperation:
            raise ClaimValueError(text=text) from None
        if not times.is_finite() or not 0 < times < 10**6:
            raise ClaimValueError(text=text)
        self.multiples.append(Multiple(**self._about(row), base_period=self._base(row), times=times))


def _scope(text: str) -> Scope:
    scope = _SCOPES.get(fold(text))
    if scope is None:
        raise ScopeUnknownError(text=text, choices=", ".join(SCOPE_WORDS.values()))
    return scope


def read_value(value: Any) -> tuple[int, int]:
    """Read a published figure and the step in which it was told: «3.517 triệu» is 3.517.000.000 in steps of 1.000.000.

    Raises: ClaimValueError, AmountError in one of its kinds.
    """
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        raise ClaimValueError(text=str(value))
    if isinstance(value, int):
        if value < 0:
            raise ClaimValueError(text=str(value))
        return value, 1
    if not value.strip():
        raise ClaimValueError(text="")
    rounded = _ROUNDED.search(value)
    step = 1 if rounded is None else _STEPS[rounded[3].lower()] // 10 ** len(rounded[2] or "")
    return money.parse(value), max(step, 1)
