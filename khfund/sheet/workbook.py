"""A workbook: sheets of rows, each cell with its address."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import attrs

from khfund.errors import KhfundError, Place
from khfund.sheet.delimited import delimited_rows, sniff
from khfund.sheet.file_type import EmptyFileError, FileType, mismatch, recognise
from khfund.sheet.limits import Limits, TooLargeError
from khfund.sheet.office import read_office
from khfund.sheet.text import TextFile, file_bytes, file_head, file_size

Value = str | int | float | bool | datetime.date | datetime.datetime | datetime.time
"""What a cell can hold; an empty cell is the empty string."""

LIMITS = Limits()


class UncomputedFormulaError(KhfundError):
    """A notice: formulas hold their results, as spreadsheet programs keep them; without, they read as empty."""

    message = (
        "{file}, trang «{sheet}», ô {cell}: công thức chưa có kết quả ({count:so} ô như vậy), đã đọc như ô trống. "
        "Nếu ô ấy có số liệu, hãy mở tệp bằng Excel hoặc LibreOffice, lưu lại rồi nhập lại."
    )
    english = (
        "{file}, sheet “{sheet}”, cell {cell}: a formula without its result ({count} such cells), read as empty. "
        "If that cell tells something, open the file with Excel or LibreOffice, save it and take it in again."
    )


def cell_name(row: int, column: int) -> str:
    """The address as spreadsheet programs write it: row from 1, column from 0, so (12, 2) is C12."""
    letters = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(65 + letter) + letters
    return f"{letters}{row}"


@attrs.frozen
class Row:
    """One filled row; `number` counts from 1 with the empty rows, `values` start at column A and may end early."""

    number: int
    values: list[Any]

    def __getitem__(self, column: int) -> Any:
        """The value in a column counted from 0; beyond the end it is empty."""
        return self.values[column] if column < len(self.values) else ""

    def address(self, column: int) -> str:
        """The address of this row's cell in a column counted from 0."""
        return cell_name(self.number, column)


@attrs.frozen
class Sheet:
    """One sheet. Iterating reads its filled rows from the top, as often as wanted; .csv is streamed each time.

    `name` is None for a file that has no sheets. `tall` are the cells merged over several rows, from the top: first and
    last row, and column counted from 0; only the first row holds their value.
    """

    file: str
    name: str | None
    visible: bool
    source: Callable[[], Iterator[tuple[int, list[Any]]]] = attrs.field(repr=False, eq=False)
    tall: tuple[tuple[int, int, int], ...] = attrs.field(default=(), repr=False)

    def __iter__(self) -> Iterator[Row]:
        return itertools.starmap(Row, self.source())

    def place(self, row: int, column: int | None = None) -> Place:
        """Where a row, or its cell in a column counted from 0, is to be found by its owner."""
        return Place(self.file, self.name, row, None if column is None else cell_name(row, column))


@attrs.frozen
class Workbook:
    """A read file. `notices` are remarks worth showing that did not keep it from being read."""

    file: str
    kind: FileType
    sheets: tuple[Sheet, ...]
    encoding: str | None = None
    delimiter: str | None = None
    notices: tuple[KhfundError, ...] = ()

    @property
    def first(self) -> Sheet:
        """The first sheet that holds anything, a visible one if there is one."""
        return self.sheets[0]


def read(source: Path | str | bytes, name: str | None = None, *, limits: Limits = LIMITS) -> Workbook:
    """Read a spreadsheet from a path or from its bytes; `name` is what people call the file.

    Empty sheets are left out; hidden ones come last. A .csv is checked to the end for its encoding now, and for its
    quotation marks while it is iterated.

    Raises: UnreadableFileError, EmptyFileError, UnknownFileTypeError, TooLargeError, BombedFileError,
    DamagedFileError, EncryptedFileError, WrongEncodingError, BrokenQuotesError.
    """
    if not isinstance(source, bytes):
        source = Path(source)
    name = name or (source.name if isinstance(source, Path) else "tệp")
    kind = recognise(file_head(source, name), name)
    if kind is FileType.CSV:
        return _read_delimited(source, name, limits)
    _require_size(source, name, limits.file)
    if kind is FileType.HTML:
        text = TextFile.detect(source, name)
        page = "".join(text.lines())
        return _read_workbook((text.restore(page) if text.restore else page).encode(), "html", name, limits)
    return _read_workbook(file_bytes(source), "office", name, limits)


def _require_size(source: Path | bytes, name: str, longest: int) -> None:
    size = file_size(source)
    if size > longest:
        raise TooLargeError(file=name, found=f"{size / 1e6:.1f} MB", allowed=f"{longest // 1_000_000} MB")


def _read_delimited(source: Path | bytes, name: str, limits: Limits) -> Workbook:
    _require_size(source, name, limits.text)
    text = TextFile.detect(source, name)
    delimiter = sniff(text.lines())

    def rows() -> Iterator[tuple[int, list[str]]]:
        cells = delimited_rows(text.lines(), delimiter, name, limits)
        restore = text.restore
        return cells if restore is None else ((number, [*map(restore, values)]) for number, values in cells)

    sheet = Sheet(name, None, visible=True, source=rows)
    return _workbook(FileType.CSV, name, [sheet], encoding=text.encoding, delimiter=delimiter)


def _read_workbook(data: bytes, kind: str, name: str, limits: Limits) -> Workbook:
    found, parts, uncomputed = read_office(data, kind, name, limits)
    sheets = [
        Sheet(name, part.name or None, part.visible, part.rows, part.tall) for part in parts if part.lines
    ]
    book = _workbook(FileType(found), name, sorted(sheets, key=lambda sheet: not sheet.visible))
    if uncomputed is None:
        return book
    return attrs.evolve(book, notices=(*book.notices, UncomputedFormulaError(file=name, **uncomputed)))


def _workbook(kind: FileType, name: str, sheets: list[Sheet], **found: str) -> Workbook:
    """Raises: EmptyFileError."""
    if not any(True for sheet in sheets for _ in itertools.islice(sheet, 1)):
        raise EmptyFileError(file=name)
    notice = mismatch(kind, name)
    return Workbook(name, kind, tuple(sheets), notices=(notice,) if notice else (), **found)
