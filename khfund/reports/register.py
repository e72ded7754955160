"""A long list behind a PDF, set line by line: fonts cut once, text placed on the page, no layout engine.

A list of 20,000 givers takes WeasyPrint over a minute and 1.6 GB; set so it takes a few seconds and no memory to speak
of. It looks like the tables of the document that it follows. Measures are in points from the bottom left.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence

import attrs

from khfund.receipts.pdf_file import Guest, PdfFile
from khfund.receipts.typeface import Typeface
from khfund.reports.text_line import drawn, rule, width, wrap

MM = 72 / 25.4
PAGE = (595.28, 841.89)
LEFT, RIGHT, TOP, BOTTOM = 30 * MM, 195 * MM, 277 * MM, 20 * MM
SIZE, LEADING, PAD = 9.5, 4.3 * MM, 1.1 * MM
STYLES = ("Tinos-Regular", "Tinos-Bold", "Tinos-Italic")


@attrs.frozen
class Field:
    """A column of the list: its heading, its width in millimetres, and whether it holds figures."""

    title: str
    width: float
    is_figure: bool = False


@attrs.frozen
class Line:
    """A row of the list; a heading row is bold, runs over the columns that it leaves empty and stays with the next."""

    cells: tuple[str, ...]
    is_heading: bool = False


@attrs.frozen
class Register:
    """A list with its title, the line under it, its columns and its rows."""

    title: str
    subtitle: str
    fields: tuple[Field, ...]
    lines: Sequence[Line] = attrs.field(repr=False)


@attrs.frozen
class _Row:
    """A row broken into lines that fit their columns."""

    cells: list[list[str]]
    style: int
    height: float


class Pages:
    """The pages of a register: paginated when made, so that their number is known before the first is written."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self._faces = [Typeface(style) for style in STYLES]
        self._head = self._row(Line(tuple(field.title for field in register.fields), is_heading=True))
        self._pages = list(self._paginate()) if register.lines else []

    def __len__(self) -> int:
        return len(self._pages)

    def append_to(self, body: bytes, *, before: int, mark: str, after: int = 0) -> bytes:
        """Return the PDF `body` of `before` pages with these behind it; `mark` stands at the foot of each of them.

        `after` counts the pages that another list will append.
        """
        if not self._pages:
            return body
        out = io.BytesIO()
        file = PdfFile(out)
        guest = Guest(file, body)
        guest.add_pages()
        fonts = [file.reserve() for _ in STYLES]
        resources = "<</Font<<" + "".join(f"/K{at} {one} 0 R" for at, one in enumerate(fonts)) + ">>>>"
        for number, rows in enumerate(self._pages, 1):
            content = self._content(rows, number) + self._foot(
                mark, before + number, before + len(self) + after
            )
            stream = file.add_stream(b"", "\n".join(content).encode("ascii"))
            file.add_page(*PAGE, stream, resources.encode("ascii"))
        for face, place in zip(self._faces, fonts, strict=True):
            face.put(file, place)
        file.close(guest.output_intents())
        return out.getvalue()

    # -- breaking lines and pages

    def _paginate(self) -> Iterator[list[_Row]]:
        rows: list[_Row] = []
        room = self._room(first=True)
        for line in self._register.lines:
            row = self._row(line)
            if row.height + (2 * LEADING if line.is_heading else 0) > room and rows:
                yield rows
                rows, room = [], self._room(first=False)
            rows.append(row)
            room -= row.height
        yield rows

    def _room(self, *, first: bool) -> float:
        return TOP - BOTTOM - self._head.height - (TITLE_ROOM if first else 0)

    def _row(self, line: Line) -> _Row:
        style = 1 if line.is_heading else 0
        face, fields = self._faces[style], self._register.fields
        cells = []
        for place, cell in enumerate(line.cells):
            follows = line.cells[place + 1 :]
            free = 0
            while line.is_heading and free < len(follows) and not follows[free]:
                free += 1
            room = sum(one.width for one in fields[place : place + free + 1]) * MM - 2 * PAD
            cells.append(wrap(face, cell, SIZE, room, whole_words=fields[place].is_figure))
        return _Row(cells, style, max(map(len, cells)) * LEADING + 1.5)

    # -- drawing

    def _content(self, rows: list[_Row], number: int) -> list[str]:
        parts: list[str] = []
        y = TOP
        if number == 1:
            y = self._title(parts)
        parts.append(_rule(y, 0.9, 0))
        y = self._draw(parts, self._head, y)
        parts.append(_rule(y, 0.5, 0))
        for row in rows:
            y = self._draw(parts, row, y)
            parts.append(_rule(y, 0.3, 0.75))
        return parts

    def _title(self, parts: list[str]) -> float:
        y = TOP - 12
        for style, text, size in ((1, self._register.title, 13.0), (2, self._register.subtitle, 11.0)):
            wide = width(self._faces[style], text) * size
            parts.append(self._text((LEFT + RIGHT - wide) / 2, y, text, style, size))
            y -= 16
        return TOP - TITLE_ROOM

    def _draw(self, parts: list[str], row: _Row, y: float) -> float:
        x = LEFT
        for field, cell in zip(self._register.fields, row.cells, strict=True):
            for place, text in enumerate(cell):
                if text:
                    wide = width(self._faces[row.style], text) * SIZE
                    at = x + field.width * MM - PAD - wide if field.is_figure else x + PAD
                    parts.append(self._text(at, y - LEADING * (place + 1) + 2.2, text, row.style, SIZE))
            x += field.width * MM
        return y - row.height

    def _foot(self, mark: str, number: int, count: int) -> list[str]:
        said = f"Trang {number}/{count}"
        wide = width(self._faces[2], said) * 9
        y = 40.2  # where WeasyPrint sets the foot of the pages before
        return [self._text(LEFT, y, mark, 2, 9), self._text(RIGHT - wide, y, said, 2, 9)]

    def _text(self, x: float, y: float, text: str, style: int, size: float) -> str:
        return drawn(self._faces[style], f"K{style}", (x, y), text, size)


TITLE_ROOM = 38.0


def _rule(y: float, thick: float, grey: float) -> str:
    return rule(LEFT, RIGHT, y, thick, grey)
