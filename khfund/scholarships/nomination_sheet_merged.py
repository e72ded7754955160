"""What stands in one cell merged over several rows, or once for a whole sheet, and is meant for every row below it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from khfund.errors import KhfundError
from khfund.scholarships.nomination_sheet_heading import Heading, Meaning
from khfund.scholarships.nomination_sheet_row import section_of
from khfund.scholarships.nomination_sheet_school import names_school
from khfund.sheet import Row, Sheet
from khfund.vietnamese import fold


class MergedCellError(KhfundError):
    """A cell merged over several rows was read for each of them. A notice."""

    message = "Ô gộp từ dòng {first} đến dòng {last}: đã hiểu là của mọi em ở các dòng này; hãy xem lại."
    english = "The cell is merged from row {first} to row {last}: it was read for everyone there; look at it."


class SchoolOfSheetError(KhfundError):
    """A list without a column of schools got the one that stands above it or names its sheet. A notice."""

    message = "Danh sách không có cột trường; đã hiểu các em học «{school}» theo {where}, hãy xem lại."
    english = "The list has no column of schools; «{school}» was taken for all from {where}: look at it."


OF_ONE = {
    Meaning.NUMBER,
    Meaning.NAME,
    Meaning.SURNAME,
    Meaning.GIVEN_NAME,
    Meaning.NOT_KEPT,
    Meaning.UNKNOWN,
}
"""What belongs to one person alone, however its cell is merged."""


class MergedCells:
    """The merged cells of a sheet while its rows are read from the top."""

    def __init__(self, sheet: Sheet) -> None:
        self.beginning: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for first, last, column in sheet.tall:
            self.beginning[first].append((column, last))
        self.over: dict[int, tuple[int, Any]] = {}  # by column: the last row and the value

    def begin(self, row: Row, heading: Heading) -> Iterator[tuple[int, MergedCellError]]:
        """Take in the cells that begin in a row; answers the columns and what is to be said of them."""
        shared = {one.column for one in heading.columns if one.meaning not in OF_ONE}
        for column, last in self.beginning.get(row.number, ()):
            if column in shared and row[column] != "":
                self.over[column] = (last, row[column])
                yield column, MergedCellError(first=row.number, last=last)

    def fill(self, row: Row) -> Row:
        """The row with the values of the cells that reach down to it."""
        reaching = {
            column: value
            for column, (last, value) in self.over.items()
            if last >= row.number and row[column] == ""
        }
        if not reaching:
            return row
        width = max(len(row.values), *(column + 1 for column in reaching))
        return Row(row.number, [reaching.get(column, row[column]) for column in range(width)])


def school_above(texts: Sequence[str]) -> str:
    """The school that the cells of a title row name, "" for none."""
    sections = (section_of([text]) for text in texts)
    return next((one.school for one in sections if one is not None and one.school), "")


def school_of_sheet(name: str | None) -> str:
    """The school that names a sheet: «TH Tà Hộc», but neither «TH 2026» nor «Tổng hợp HS»; "" for none."""
    if not name or not names_school(name) or _LIST.search(fold(name)):
        return ""
    return name if any(len(word) > 1 and word.istitle() for word in name.split()) else ""


_LIST = re.compile(r"\b(?:hoc sinh|hs|sinh vien|sv|tong hop|danh sach|ds|tong)\b")
