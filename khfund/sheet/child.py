"""Open one untrusted spreadsheet under hard limits, and write its rows as JSON lines.

Runs as a program of its own (`python -I child.py KIND LIMITS`), so that a file which makes the parser eat all memory
or abort takes only this process with it. It imports nothing of khfund. The file comes on standard input. Each filled
row becomes one line `[number, [values]]`; the last line is either {"type", "sheets": [[name, visible, start, end, tall]]}
with the byte offsets of each sheet's rows and its cells merged over several rows, or {"refused": reason, …}.
"""

from __future__ import annotations

import datetime
import html
import io
import json
import re
import resource
import sys
import zipfile
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from typing import Any, BinaryIO

import python_calamine


class RefusedError(Exception):
    """The file cannot be read, for the reason given as one word."""


def main() -> None:  # pragma: no cover - runs where nothing measures it
    """Read standard input, write standard output; every refusal is a line, never a traceback."""
    kind, limits = sys.argv[1], json.loads(sys.argv[2])
    _confine(limits)
    out = Output(sys.stdout.buffer, limits["answer"])
    try:
        trailer = read(kind, sys.stdin.buffer.read(), limits, out)
    except RefusedError as refusal:
        trailer = {"refused": str(refusal)}
    except MemoryError:
        trailer = {"refused": "bombed"}
    except BaseException:  # noqa: BLE001 - the parser's own panics are not Exceptions
        trailer = {"refused": "damaged"}
    sys.stdout.buffer.write(b"\n" + json.dumps(trailer).encode())


def _confine(limits: dict[str, int]) -> None:  # pragma: no cover - would confine the tests as well
    """Give up the right to much memory, time or disk; none of it can be taken back by this process."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (limits["memory"], limits["memory"]))
    resource.setrlimit(resource.RLIMIT_CPU, (limits["seconds"] + 1, limits["seconds"] + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits["answer"] * 2, limits["answer"] * 2))


class Output:
    """Writes rows and counts bytes."""

    def __init__(self, file: BinaryIO, longest: int) -> None:
        self.file = file
        self.longest = longest
        self.length = 0

    def write_rows(self, rows: Iterable[tuple[int, list[Any]]]) -> tuple[int, int]:
        """Write the rows of one sheet; answers where they begin and end."""
        start = self.length
        encode = json.JSONEncoder(ensure_ascii=False, default=_tagged).encode
        for row in rows:
            line = encode(row).encode("utf-8", "replace") + b"\n"
            self.length += len(line)
            if self.length > self.longest:
                raise RefusedError("bombed")
            self.file.write(line)
        return start, self.length


def _tagged(value: Any) -> Any:
    """Write what JSON has no word for as {"date": …}, {"moment": …} or {"time": …}."""
    if isinstance(value, datetime.datetime):
        return {"moment": value.isoformat()}
    if isinstance(value, datetime.date):
        return {"date": value.isoformat()}
    if isinstance(value, datetime.time):
        return {"time": value.isoformat()}
    return str(value)


def read(kind: str, data: bytes, limits: dict[str, int], out: Output) -> dict[str, Any]:
    """Write all rows of `data`; answers the last line."""
    if kind == "html":
        start, end = out.write_rows(html_rows(data.decode("utf-8"), limits))
        return {"type": "html", "sheets": [["", True, start, end, []]]}
    found = _zip_type(data, limits) if data.startswith(b"PK") else _ole_type(data)
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [
            [
                about.name,
                about.visible == python_calamine.SheetVisibleEnum.Visible,
                *out.write_rows(filled_rows(sheet, limits)),
                tall_cells(sheet),
            ]
            for about in book.sheets_metadata
            if about.typ == python_calamine.SheetTypeEnum.WorkSheet
            for sheet in [book.get_sheet_by_name(about.name)]
        ]
    except python_calamine.PasswordError:
        raise RefusedError("encrypted") from None
    return {"type": found, "sheets": sheets, **(_uncomputed(data) if found == "xlsx" else {})}


def _zip_type(data: bytes, limits: dict[str, int]) -> str:
    """Look at a zip's list of parts before anything is unpacked."""
    try:
        parts = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise RefusedError("damaged") from None
    unpacked = sum(part.file_size for part in parts)
    if unpacked > limits["unpacked"] or (unpacked > 10_000_000 and unpacked > len(data) * limits["ratio"]):
        raise RefusedError("bombed")
    if any(part.flag_bits & 1 for part in parts):
        raise RefusedError("encrypted")
    names = {part.filename for part in parts}
    if any(re.fullmatch(r"xl/workbook\d*\.(xml|bin)", name) for name in names):
        return "xlsx"
    if "content.xml" in names:
        return _ods_type(data)
    raise RefusedError("word" if "word/document.xml" in names else "zip")


def _ods_type(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = set(archive.namelist())
        manifest = archive.read("META-INF/manifest.xml") if "META-INF/manifest.xml" in names else b""
        kind = archive.read("mimetype") if "mimetype" in names else b"spreadsheet"
    if b"encryption-data" in manifest:
        raise RefusedError("encrypted")
    if b"spreadsheet" not in kind:
        raise RefusedError("word")
    return "ods"


UNCOMPUTED = re.compile(
    rb"<c (?![^>]*\bt=\"str\")[^>]*\br=\"([A-Z]+[0-9]+)\"[^>]*>"  # with t="str" the result is the empty text
    rb"<f(?: [^>]*)?(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>"
)
"""A formula's cell that holds no result: it reads as empty."""


def _uncomputed(data: bytes) -> dict[str, Any]:
    """Tell of formulas that no spreadsheet program has worked out: where the first one stands, and how many there are."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [part for part in archive.namelist() if part.startswith("xl/worksheets/")]
        found = [(part, cell.decode()) for part in parts for cell in UNCOMPUTED.findall(archive.read(part))]
        if not found:
            return {}
        first, cell = found[0]
        return {"uncomputed": {"sheet": _sheet_name(archive, first), "cell": cell, "count": len(found)}}


def _sheet_name(archive: zipfile.ZipFile, part: str) -> str:
    """The name on the tab of the sheet that is kept in `part`; the part's own name where the workbook does not tell."""
    target = re.escape(part.removeprefix("xl/"))
    links = archive.read("xl/_rels/workbook.xml.rels").decode()
    for link in re.findall(rf"<Relationship [^>]*Target=\"(?:/xl/)?{target}\"[^>]*>", links):
        number = re.escape("".join(re.findall(r"\bId=\"([^\"]*)\"", link)))
        tabs = re.findall(rf"<sheet [^>]*r:id=\"{number}\"[^>]*>", archive.read("xl/workbook.xml").decode())
        if names := re.findall(r"\bname=\"([^\"]*)\"", "".join(tabs)):
            return html.unescape(names[0])
    return part.rpartition("/")[2]


FILEPASS = re.compile(rb"\x09\x08\x10\x00\x00\x06\x05\x00.{12}(?:\x86\x00\x00\x00)?\x2f\x00", re.DOTALL)
"""The record behind an .xls workbook's first, where all that follows is enciphered."""


def _ole_type(data: bytes) -> str:
    """Tell an .xls from the other documents that share its container by the names in its directory."""
    if "EncryptedPackage".encode("utf-16-le") in data or FILEPASS.search(data):
        raise RefusedError("encrypted")
    if "WordDocument".encode("utf-16-le") in data:
        raise RefusedError("word")
    return "xls"


def filled_rows(
    sheet: python_calamine.CalamineSheet, limits: dict[str, int]
) -> Iterator[tuple[int, list[Any]]]:
    """Number the rows from 1 and count the columns from A, whatever corner the data starts in."""
    if sheet.start is None or sheet.end is None:
        return
    if sheet.end[0] >= limits["rows"] or sheet.end[1] >= limits["columns"]:
        raise RefusedError("too_large")
    margin = [""] * sheet.start[1]
    for number, values in enumerate(sheet.iter_rows(), 1):
        if any(value != "" for value in values):
            yield number, margin + [_whole(value) if isinstance(value, float) else value for value in values]


def tall_cells(sheet: python_calamine.CalamineSheet) -> list[tuple[int, int, int]]:
    """Cells merged over several rows, from the top: first and last row (from 1), column (from 0)."""
    merged = sheet.merged_cell_ranges or []
    tall = [(top + 1, bottom + 1, left) for (top, left), (bottom, _right) in merged if bottom > top]
    return sorted(tall)[:TALL_CELLS_MAX]


TALL_CELLS_MAX = 20_000


def _whole(value: float) -> float | int:
    """Give 901234567.0 back as 901234567."""
    return int(value) if value.is_integer() and abs(value) < 2**53 else value


class TableParser(HTMLParser):
    """Collects the cells of every <tr>, keeping the places that colspan and rowspan cover empty."""

    def __init__(self, limits: dict[str, int]) -> None:
        super().__init__(convert_charrefs=True)
        self.limits = limits
        self.rows: list[dict[int, str]] = []
        self.covered: dict[int, int] = {}
        self.column = 0
        self.cell: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a row or a cell."""
        if tag == "tr":
            self._close_cell()
            self.rows.append({})
            self.column = 0
            self.covered = {column: rows - 1 for column, rows in self.covered.items() if rows > 1}
        elif tag in ("td", "th") and self.rows:
            self._close_cell()
            self._open_cell(dict(attrs))
        elif tag == "br" and self.cell is not None:
            self.cell.append("\n")

    def _open_cell(self, attributes: dict[str, str | None]) -> None:
        while self.covered.get(self.column):
            self.column += 1
        wide, high = (_span(attributes.get(name)) for name in ("colspan", "rowspan"))
        if len(self.rows) > self.limits["rows"] or self.column + wide > self.limits["columns"]:
            raise RefusedError("too_large")
        if high > 1:
            self.covered.update(dict.fromkeys(range(self.column, self.column + wide), high))
        self.cell = []
        self.next_column = self.column + wide

    def handle_endtag(self, tag: str) -> None:
        """End a cell."""
        if tag in ("td", "th", "tr", "table"):
            self._close_cell()

    def handle_data(self, data: str) -> None:
        """Gather a cell's words; what stands outside cells is no data."""
        if self.cell is not None:
            self.cell.append(re.sub(r"\s+", " ", data))

    def _close_cell(self) -> None:
        if self.cell is not None:
            lines = "".join(self.cell).split("\n")
            self.rows[-1][self.column] = "\n".join(" ".join(line.split()) for line in lines).strip()
            self.column, self.cell = self.next_column, None


def _span(text: str | None) -> int:
    return min(max(int(text), 1), 100_000) if text and re.fullmatch(r"[0-9]{1,5}", text) else 1


def html_rows(text: str, limits: dict[str, int]) -> Iterator[tuple[int, list[Any]]]:
    """The rows of all tables of a page, one below the other."""
    parser = TableParser(limits)
    parser.feed(text)
    parser.close()
    for number, cells in enumerate(parser.rows, 1):
        if any(cells.values()):
            yield number, [cells.get(column, "") for column in range(max(cells) + 1)]


if __name__ == "__main__":  # pragma: no cover
    main()
