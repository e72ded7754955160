"""Nomination workbooks as offices send them: every filled row becomes a candidate, a known other row, or a problem.

Pure: nothing is stored. Read in this order: this file (the result), `nomination_sheet_table` (one sheet row by row),
`nomination_sheet_heading` (what each column means), `nomination_sheet_row` (what is no candidate), then the cells:
`…_text`, `…_birth`, `…_school`, `…_cell`, and `suggestion` (what the words suggest).
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import attrs

from khfund import sheet
from khfund.calendar import today
from khfund.errors import KhfundError, Place, Problem
from khfund.scholarships.nomination_sheet_candidate import Candidate
from khfund.scholarships.nomination_sheet_heading import MEANING_NAMES, Heading
from khfund.scholarships.nomination_sheet_row import RowKind
from khfund.scholarships.nomination_sheet_table import Table, has_heading, read_table
from khfund.scholarships.nomination_sheet_text import ENCODING_NAMES, FileDecodedError, as_text
from khfund.sheet import Limits, Sheet, Workbook, cell_name
from khfund.vietnamese import fold

__all__ = ["Candidate", "ReadNominations", "ReadTable", "read_nominations"]


class NoListFoundError(KhfundError):
    """A workbook holds a list with a heading that names persons and something about them."""

    message = (
        "{file}: không tìm thấy dòng đầu bảng của danh sách. Cần một dòng có cột «Họ và tên» và ít nhất một cột nữa "
        "như «Ngày sinh», «Lớp», «Hoàn cảnh»; hoặc dùng mẫu: khfund nomination template."
    )
    english = (
        "{file}: no heading of a list was found. One row needs a column «Họ và tên» and at least one more such as "
        "«Ngày sinh», «Lớp», «Hoàn cảnh»; or use the form: khfund nomination template."
    )


class SheetWithoutHeadingError(KhfundError):
    """Every sheet that holds rows of persons has its heading."""

    message = (
        "Trang tính này có {rows} dòng nhưng không có đầu bảng; hãy chép dòng đầu bảng lên trên danh sách."
    )
    english = "The sheet has {rows} rows but no heading; copy the heading above its list."


class SheetLeftOutError(KhfundError):
    """A hidden sheet, or one without a list, was not taken in. A notice."""

    message = "Trang tính {why}, {rows} dòng không được nhập."
    english = "The sheet was not taken in ({why}), {rows} rows."


class NobodyListedError(KhfundError):
    """A list with a heading names somebody. A notice."""

    message = "Danh sách chỉ có đầu bảng, không có ai; nếu gửi nhầm tệp hãy xin lại danh sách."
    english = "The list has a heading and names nobody; if this is the wrong file, ask for the list again."


LISTLESS = ("huong dan", "danh muc", "danh sach loi", "ghi chu", "bia")
COLUMNS_OF_A_LIST = 4


@attrs.frozen
class ReadTable:
    """One table of a workbook: where its heading stands and what each column was understood as."""

    sheet: str | None
    heading: Heading

    def columns(self) -> list[dict[str, str]]:
        """Each column as a person checks it: letter, what the list wrote, what it was understood as."""
        return [
            {
                "column": cell_name(1, one.column)[:-1],
                "heading": one.heading,
                "meaning": one.meaning.value,
                "understood": MEANING_NAMES[one.meaning] + (f" {one.category}" if one.category else ""),
            }
            for one in self.heading.columns
        ]


@attrs.frozen
class ReadNominations:
    """What a file says; `rows` counts every filled row by what it is, so that nothing is lost.

    `candidates` are fit to be taken in. A row with a mistake is not among them: `problems` says why, cell by cell;
    `notices` tell what was understood by a rule, or is worth a look.
    """

    file: str
    sha256: str
    candidates: tuple[Candidate, ...]
    problems: tuple[Problem, ...]
    notices: tuple[Problem, ...]
    tables: tuple[ReadTable, ...]
    rows: Mapping[RowKind, int]

    @property
    def refused(self) -> int:
        """How many rows that tell of a person have a mistake."""
        return self.rows.get(RowKind.PROBLEM, 0)


def read_nominations(
    source: Path | str | bytes,
    *,
    name: str | None = None,
    on: date | None = None,
    places: Sequence[str] = (),
    limits: Limits = Limits(),  # noqa: B008  a frozen value
) -> ReadNominations:
    """Read a workbook as of a day (today); `places` are communes as they are spelled, «xã Mường É».

    Two-digit years are read as lying 5 to 30 years back of that day. Hidden sheets are named and left out.

    Raises: what `sheet.read` raises, NoListFoundError.
    """
    data = source if isinstance(source, bytes) else None
    workbook = sheet.read(source, name, limits=limits)
    digest = hashlib.sha256(Path(source).read_bytes() if data is None else data).hexdigest()  # type: ignore[arg-type]
    return _read(workbook, digest, on or today(), tuple(places))


def _read(workbook: Workbook, digest: str, on: date, places: tuple[str, ...]) -> ReadNominations:
    found: list[Table] = []
    others: list[tuple[Sheet, int]] = []
    for one in workbook.sheets:
        if one.visible and not _is_error_list(one) and has_heading(one):
            found.append(read_table(one, on, places))
        else:
            others.append((one, sum(1 for _row in one)))
    if not found:
        raise NoListFoundError(file=workbook.file)
    problems = [problem for table in found for problem in table.problems]
    notices = [Problem(Place(workbook.file), notice) for notice in workbook.notices]
    for encoding, spelled in ENCODING_NAMES.items():
        if workbook.encoding == encoding:
            notices.append(Problem(Place(workbook.file), FileDecodedError(encoding=spelled)))
    notices += [notice for table in found for notice in table.notices]
    rows: Counter[RowKind] = Counter()
    for table in found:
        rows.update(table.rows)
    if not rows[RowKind.CANDIDATE] and not rows[RowKind.PROBLEM]:
        notices.append(Problem(Place(workbook.file), NobodyListedError()))
    for one, count in others:
        _leave_out(one, count, problems, notices, rows)
    return ReadNominations(
        workbook.file,
        digest,
        tuple(candidate for table in found for candidate in table.candidates),
        tuple(problems),
        tuple(notices),
        tuple(ReadTable(table.sheet, heading) for table in found for heading in table.headings),
        {kind: rows[kind] for kind in RowKind if rows[kind]},
    )


def _leave_out(
    one: Sheet, count: int, problems: list[Problem], notices: list[Problem], rows: Counter[RowKind]
) -> None:
    """Say of a sheet that was not read why: hidden, without a list, or a list that lacks its heading."""
    place = Place(one.file, one.name)
    if not one.visible:
        rows[RowKind.HIDDEN_SHEET] += count
        if not _is_listless(one):
            notices.append(Problem(place, SheetLeftOutError(why="đang ẩn", rows=count)))
        return
    wide = sum(sum(value != "" for value in row.values) >= COLUMNS_OF_A_LIST for row in one)
    if wide and _is_summary(one):
        rows[RowKind.OTHER_SHEET] += count
        notices.append(Problem(place, SheetLeftOutError(why="là bảng số liệu tổng hợp", rows=count)))
        return
    if wide and not _is_listless(one):
        rows[RowKind.PROBLEM] += count
        problems.append(Problem(place, SheetWithoutHeadingError(rows=count)))
        return
    rows[RowKind.OTHER_SHEET] += count
    if not _is_listless(one):
        notices.append(Problem(place, SheetLeftOutError(why="không có danh sách", rows=count)))


def _is_listless(one: Sheet) -> bool:
    """Whether a sheet's name says that it holds instructions or the values of drop-downs."""
    return fold(one.name or "").startswith(LISTLESS)


def _is_summary(one: Sheet) -> bool:
    """Whether a sheet counts persons by school or commune: its heading counts, and nobody's birth is in it."""
    rows = [[fold(as_text(value)) for value in row.values] for row in one]
    headed = any(
        any(_COUNTS.match(words) for words in row) and any(_COUNTED.match(words) for words in row)
        for row in rows[:20]
    )
    return headed and not any(_BORN.match(words) for row in rows for words in row)


_COUNTS = re.compile(r"tong(?: so| cong)?\b|so (?:luong|hs|hoc sinh|hssv|em|suat|nguoi)\b|si so\b")
_COUNTED = re.compile(r"(?:ten )?(?:cac )?(?:truong|don vi|xa|phuong|lop|khoi|doi tuong|noi dung|chi hoi)\b")


_BORN = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|(?:19|20)\d\d$")


def _is_error_list(one: Sheet) -> bool:
    """Whether a sheet is the list of mistakes that was sent back with a copy of the file."""
    return fold(one.name or "").startswith("danh sach loi")
