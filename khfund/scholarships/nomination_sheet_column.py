"""What only a whole column tells: its old font, a name that spans two columns, days and months turned around."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import attrs

from khfund.errors import KhfundError
from khfund.scholarships.nomination_sheet_heading import Column, Heading, Meaning, label
from khfund.scholarships.nomination_sheet_text import ENCODING_NAMES, ColumnDecodedError, as_text
from khfund.sheet import Row, cell_name
from khfund.vietnamese import LegacyEncoding, clean, fold


class ColumnUnknownError(KhfundError):
    """Every column that holds something has a heading that is understood. A notice."""

    message = "Cột {column} ({heading}) không hiểu được nên không nhập; hãy đổi tên cột nếu cần."
    english = "Column {column} ({heading}) was not understood and not taken in; rename it if it matters."


class DaysSwappedError(KhfundError):
    """Days typed as text and days that the spreadsheet program made are of one kind. A notice."""

    message = (
        "Cột ngày sinh: mọi ngày kiểu Excel đều từ 1 đến 12, mọi ngày gõ chữ đều trên 12; "
        "có thể Excel đã đảo ngày và tháng ở {count} ô, hãy đối chiếu vài em."
    )
    english = "All Excel days of birth are 12 or less and all typed ones above: days and months may be swapped in {count} cells."


class TwoPersonsInARowError(KhfundError):
    """A row tells of one person: a list in two halves side by side is put into one."""

    message = "Cột {column} cũng là họ tên của người khác nên một dòng có hai người; hãy chép nửa bên phải xuống dưới nửa bên trái."
    english = "Column {column} names other persons too, two in a row; copy the right half below the left one."


SWAP_CELLS_MIN = 5


def column_notices(
    heading: Heading, below: Sequence[Row], encodings: Mapping[int, LegacyEncoding]
) -> Iterator[tuple[int | None, KhfundError]]:
    """Tell of columns that were not understood, that were decoded, and of births that may be turned around."""
    known = {one.column: one for one in heading.columns}
    filled = filled_columns(below)
    for column in sorted(filled | known.keys()):
        one = known.get(column)
        letter = cell_name(1, column)[:-1]
        if one is None or (one.meaning is Meaning.UNKNOWN and column in filled):
            title = f"«{one.heading}»" if one else "không có tiêu đề"
            yield column, ColumnUnknownError(column=letter, heading=title)
        elif column in encodings:
            yield column, ColumnDecodedError(column=letter, encoding=ENCODING_NAMES[encodings[column]])
    if swapped := swapped_days(heading, below):
        yield heading[Meaning.BIRTH], DaysSwappedError(count=swapped)


def second_list(heading: Heading, below: Sequence[Row]) -> tuple[int, KhfundError] | None:
    """The column where a second list begins in the same rows, with numbers and names of its own; None for none."""
    filled = filled_columns(below)
    again = {
        label(one.heading): one.column
        for one in heading.columns
        if one.meaning is Meaning.UNKNOWN and one.column in filled
    }
    if (column := again.get(Meaning.NAME)) is None or Meaning.NUMBER not in again:
        return None
    return column, TwoPersonsInARowError(column=cell_name(1, column)[:-1])


def texts_by_column(rows: Sequence[Row]) -> dict[int, list[str]]:
    """The texts of each column (from 0) that are not plain ASCII."""
    texts: dict[int, list[str]] = defaultdict(list)
    for row in rows:
        for column, value in enumerate(row.values):
            if type(value) is str and not value.isascii():
                texts[column].append(value)
    return texts


def filled_columns(rows: Sequence[Row]) -> set[int]:
    """The columns that hold something in more than a twentieth of the rows, so that signatures below are no column."""
    counts: Counter[int] = Counter(c for row in rows for c, value in enumerate(row.values) if value != "")
    return {column for column, count in counts.items() if count * 20 > len(rows)}


def with_split_name(heading: Heading, below: Sequence[Row]) -> Heading:
    """Where «Họ và tên» stands over two columns, the second without a heading holds the given names."""
    name = heading[Meaning.NAME]
    if name is None or any(one.column == name + 1 for one in heading.columns):
        return heading
    beside: list[Any] = [row[name + 1] for row in below[:50] if row[name + 1] != ""]
    words = [clean(value) for value in beside if isinstance(value, str)]
    if len(words) < len(beside) or len(words) * 2 < min(len(below), 50) or any(" " in one for one in words):
        return heading
    changed = [
        attrs.evolve(one, meaning=Meaning.SURNAME) if one.column == name else one for one in heading.columns
    ]
    given = Column(name + 1, "", Meaning.GIVEN_NAME)
    return Heading(heading.rows, tuple(sorted([*changed, given], key=lambda one: one.column)))


def with_short_titles(heading: Heading, below: Sequence[Row]) -> Heading:
    """«ĐT» is a telephone or the category (đối tượng), «DT» a people (dân tộc) as well: what stands below tells."""
    columns = [_told_by_cells(one, heading, below) for one in heading.columns]
    return Heading(heading.rows, tuple(columns))


def _told_by_cells(one: Column, heading: Heading, below: Sequence[Row]) -> Column:
    if one.meaning is not Meaning.PHONE or one.heading.lower().strip(" .:") not in {"đt", "dt", "đ.t"}:
        return one
    cells = [words for row in below[:50] if (words := fold(as_text(row[one.column])))]
    if not heading.all(Meaning.CATEGORY) and cells and all(map(_CATEGORIES.fullmatch, cells)):
        return attrs.evolve(one, meaning=Meaning.CATEGORY)
    if not heading.all(Meaning.ETHNICITY) and cells and not any(map(_DIGIT.search, cells)):
        return attrs.evolve(one, meaning=Meaning.ETHNICITY)
    return one


_CATEGORIES = re.compile(r"[1-7](?:\s*[,;+&.]\s*[1-7])*")
_DIGIT = re.compile(r"\d")


def swapped_days(heading: Heading, below: Sequence[Row]) -> int:
    """How many births Excel may have turned around, 0 where nothing speaks for it."""
    column = heading[Meaning.BIRTH]
    if column is None:
        return 0
    values = [row[column] for row in below]
    made = [value for value in values if isinstance(value, date)]
    typed = [
        value.strip()[:2] for value in values if isinstance(value, str) and value[:2].strip().isdecimal()
    ]
    suspicious = (
        len(made) >= SWAP_CELLS_MIN
        and len(typed) >= SWAP_CELLS_MIN
        and all(day.day <= 12 for day in made)
        and all(12 < int(text) <= 31 for text in typed)
    )
    return len(made) if suspicious else 0
