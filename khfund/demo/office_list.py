"""Lists as offices keep them: a title, headings somewhere below, rows, perhaps a total."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

from khfund import sheet
from khfund.calendar import parse_day
from khfund.errors import KhfundError

ListRow = dict[str, Any]


class ExampleFileMissingError(KhfundError):
    """The example year needs its files."""

    message = "Không thấy tệp {file} trong {folder}; hãy chạy trong thư mục nguồn của khfund hoặc chọn bằng --examples."
    english = (
        "The file {file} is not in {folder}; run this in khfund's source folder or choose one by --examples."
    )


def example(folder: Path, name: str) -> Path:
    """Return the path of an example file.

    Raises: ExampleFileMissingError.
    """
    path = folder / name
    if not path.is_file():
        raise ExampleFileMissingError(file=name, folder=str(folder))
    return path


def listed(path: Path) -> list[ListRow]:
    """Return the rows below the heading row that begins with «STT», by heading; the total is left out."""
    rows: list[ListRow] = []
    headings: list[str] = []
    for row in sheet.read(path).first:
        if not headings:
            headings = [str(value) for value in row.values] if row[0] == "STT" else []
        elif isinstance(row[0], int):
            rows.append({heading: row[column] for column, heading in enumerate(headings)})
    return rows


def day_of(value: Any) -> datetime.date:
    """Return the day in a cell."""
    if isinstance(value, datetime.datetime):
        return value.date()
    return value if isinstance(value, datetime.date) else parse_day(str(value))
