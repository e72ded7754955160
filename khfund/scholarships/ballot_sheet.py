"""A member's ballots as a table: one row a nomination, one column a criterion of the rubric."""

from __future__ import annotations

import re

from khfund.errors import KhfundError, Problem, ProblemsFound
from khfund.scholarships.score import Marks, Rubric
from khfund.sheet import Row, read
from khfund.vietnamese import clean, fold

NOMINATION = "Đề nghị"
_WHOLE = re.compile(r"[0-9]{1,9}(\.0+)?")


class BallotSheetUnclearError(KhfundError):
    """A table of ballots has the column «Đề nghị» and one column for each criterion, by its key or its name."""

    message = "Không thấy cột «{heading}» trong tệp {file}; hãy dùng phiếu in bằng `khfund ballot sheet`."
    english = "The file {file} has no column «{heading}»; use the sheet that `khfund ballot sheet` makes."


class MarkUnreadableError(KhfundError):
    """A mark is a whole number."""

    message = "«{text}» không phải số nguyên; hãy ghi điểm bằng số nguyên."
    english = "“{text}” is no whole number; write marks as whole numbers."


class NominationTwiceError(KhfundError):
    """A table of ballots has one row for each nomination."""

    message = "Đề nghị số {number} có hai dòng trong phiếu."
    english = "Nomination {number} has two rows in the sheet."


def heading(name: str, maximum: int) -> str:
    """The heading of a criterion's column."""
    return f"{name} (0–{maximum})"


def read_marks(content: bytes, file: str, rubric: Rubric) -> dict[int, Marks]:
    """Read the ballots of a table, nomination → marks; rows without any mark are left out.

    Raises: BallotSheetUnclearError, ProblemsFound, and what reading a sheet raises.
    """
    sheet = read(content, file).first
    columns: dict[str, int] = {}
    marks: dict[int, Marks] = {}
    problems: list[Problem] = []
    for row in sheet:
        if not columns:
            columns = _columns(row, rubric)
            continue
        if not any(_text(row[columns[line.key]]) for line in rubric.lines if line.key in columns):
            continue
        try:
            _require_columns(columns, rubric, file)
            _take(row, columns, rubric, marks)
        except BallotSheetUnclearError:
            raise
        except KhfundError as error:
            problems.append(Problem(sheet.place(row.number), error))
    _require_columns(columns, rubric, file)
    if problems:
        raise ProblemsFound(file=file, problems=problems)
    return marks


def _columns(row: Row, rubric: Rubric) -> dict[str, int]:
    """Key → column, if this row is the heading."""
    written = {fold(_text(value)): place for place, value in reversed(list(enumerate(row.values)))}
    if fold(NOMINATION) not in written:
        return {}
    columns = {NOMINATION: written[fold(NOMINATION)]}
    for line in rubric.lines:
        for way in (line.key, line.name, heading(line.name, line.maximum)):
            if fold(way) in written:
                columns[line.key] = written[fold(way)]
    return columns


def _require_columns(columns: dict[str, int], rubric: Rubric, file: str) -> None:
    for key, name in ((NOMINATION, NOMINATION), *((line.key, line.name) for line in rubric.lines)):
        if key not in columns:
            raise BallotSheetUnclearError(heading=name, file=file)


def _take(row: Row, columns: dict[str, int], rubric: Rubric, marks: dict[int, Marks]) -> None:
    number = _whole(row[columns[NOMINATION]])
    if number in marks:
        raise NominationTwiceError(number=number)
    written = {line.key: row[columns[line.key]] for line in rubric.lines}
    given = {key: _whole(value) for key, value in written.items() if _text(value)}
    rubric.require_marks(given)
    marks[number] = given


def _whole(value: object) -> int:
    text = _text(value)
    if not _WHOLE.fullmatch(text):
        raise MarkUnreadableError(text=text)
    return int(text.partition(".")[0])


def _text(value: object) -> str:
    return clean(str(value))
