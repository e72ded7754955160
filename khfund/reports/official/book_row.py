"""The rows of a printed book: columns that share the width of a sheet, text broken to fit them, lines between.

Measures are in points from the bottom left of an A4 sheet; an A5 sheet is the same, made smaller as a whole.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby

import attrs

from khfund import money
from khfund.calendar import format_day
from khfund.receipts.typeface import Typeface
from khfund.reports.official.ledger_book import BookLine, Field, LineKind
from khfund.reports.table import Cell, CellKind
from khfund.reports.text_line import drawn, rule, width, wrap

MM = 72 / 25.4
PORTRAIT, LANDSCAPE = (595.28, 841.89), (841.89, 595.28)
STYLES = ("Tinos-Regular", "Tinos-Bold", "Tinos-Italic")
REGULAR, BOLD, ITALIC = range(3)
PAD = 1.0 * MM
WIDE_MIN = 55.0  # millimetres that the widest column has at least, or the sheet is turned
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def shown(cell: Cell) -> str:
    """Write a cell as a book has it: days as 22/11/2026, what is taken back in brackets."""
    if cell is None:
        return ""
    if isinstance(cell, int):
        return f"({money.format(-cell)})" if cell < 0 else money.format(cell)
    return format_day(cell) if isinstance(cell, date) else cell


@attrs.frozen
class Sheet:
    """A sheet with its margins, and the size of its letters."""

    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float
    size: float = 9.5

    @classmethod
    def for_fields(cls, fields: Sequence[Field], *, size: float = 9.5) -> Sheet:
        """Upright where the columns find room so, else lying."""
        needed = sum(field.width or WIDE_MIN for field in fields) * MM
        wide, high = PORTRAIT if needed <= PORTRAIT[0] - 32 * MM else LANDSCAPE
        binding = 20 if wide < high else 15
        return cls(wide, high, binding * MM, wide - 12 * MM, high - 14 * MM, 16 * MM, size)

    @property
    def leading(self) -> float:
        """From one line of text to the next."""
        return self.size * 1.24


class Align(enum.Enum):
    """On which side of its column a cell stands."""

    LEFT = enum.auto()
    CENTRE = enum.auto()
    RIGHT = enum.auto()

    @classmethod
    def of(cls, cell: Cell) -> Align:
        """Figures stand right, days in the middle, words left."""
        if isinstance(cell, date):
            return cls.CENTRE
        return cls.RIGHT if isinstance(cell, int) else cls.LEFT


@attrs.frozen
class Broken:
    """A cell broken into lines, from its column up to (not including) the column `end`."""

    place: int
    end: int
    lines: list[str]
    align: Align


@attrs.frozen
class Row:
    """A row broken into lines that fit; `edges` are the places of the upright rules between its cells."""

    cells: tuple[Broken, ...] = attrs.field(repr=False)
    style: int
    height: float
    edges: tuple[float, ...]


class Columns:
    """The columns of a book on its sheet, with the faces that its text is set in."""

    def __init__(self, fields: Sequence[Field], sheet: Sheet) -> None:
        self.fields, self.sheet = fields, sheet
        self.faces = [Typeface(style) for style in STYLES]
        rest = (sheet.right - sheet.left) / MM - sum(field.width for field in fields)
        widths = [(field.width or rest) * MM for field in fields]
        self.edges = [sheet.left + sum(widths[:place]) for place in range(len(widths) + 1)]
        self.wide = next(place for place, field in enumerate(fields) if not field.width)

    # -- rows broken to fit

    def row(self, line: BookLine) -> Row:
        """Break a line of the book."""
        return self.broken(line.cells, REGULAR if line.kind is LineKind.ENTRY else BOLD)

    def carried(self, name: str, sums: Sequence[int | None]) -> Row:
        """Break the row that carries sums over to the next page."""
        cells: list[Cell] = list(sums)
        cells[self.wide] = name
        return self.broken(cells, ITALIC)

    def broken(self, cells: Sequence[Cell], style: int) -> Row:
        """Break cells to their columns; but for an entry, words run on over the columns that they leave empty."""
        broken: list[Broken] = []
        place = 0
        while place < len(cells):
            end, cell = place + 1, cells[place]
            is_words = isinstance(cell, str)
            while style != REGULAR and cell and is_words and end < len(cells) and cells[end] in {None, ""}:
                end += 1
            room = self.edges[end] - self.edges[place] - 2 * PAD
            text = shown(cell)
            words = is_words and text
            lines = wrap(self.faces[style], text, self.sheet.size, room) if words else [text]
            broken.append(Broken(place, end, lines, Align.of(cell)))
            place = end
        height = max(len(one.lines) for one in broken) * self.sheet.leading + 3
        edges = (self.edges[0], *(self.edges[one.end] for one in broken))
        return Row(tuple(broken), style, height, edges)

    # -- rows drawn

    def draw(self, row: Row, y: float) -> Iterator[str]:
        """What draws the text of a row whose upper edge is at y."""
        for cell in row.cells:
            for number, text in enumerate(cell.lines, 1):
                if text:
                    yield self._cell(cell, text, row.style, y - self.sheet.leading * number + 1)

    def _cell(self, cell: Broken, text: str, style: int, y: float) -> str:
        face = self.faces[style]
        left, right = self.edges[cell.place] + PAD, self.edges[cell.end] - PAD
        size, wide = self.sheet.size, width(face, text)
        if cell.align is Align.LEFT:
            return drawn(face, f"K{style}", (left, y), text, size)
        if wide * size > right - left:  # a figure is never broken, but made to fit
            size = (right - left) / wide
        at = right - wide * size if cell.align is Align.RIGHT else (left + right - wide * size) / 2
        return drawn(face, f"K{style}", (at, y), text, size)

    # -- the head of the table

    def head(self, y: float) -> tuple[list[str], float]:
        """What draws the headings at y, those of groups above, and how high they are."""
        leading, groups = self.sheet.leading, self._groups()
        titles = [self._title(place) for place in range(len(self.fields))]
        upper = max((len(lines) * leading + 4 for _, _, lines in groups), default=0)
        grouped = [len(lines) for lines, field in zip(titles, self.fields, strict=True) if field.group]
        low = y - max(upper + max(grouped, default=0) * leading + 4, max(map(len, titles)) * leading + 4)
        parts = [rule(self.edges[0], self.edges[-1], y, 0.8), rule(self.edges[0], self.edges[-1], low, 0.5)]
        for start, end, lines in groups:
            parts += self._centred(lines, self.edges[start], self.edges[end], y - 2, BOLD)
            parts.append(rule(self.edges[start], self.edges[end], y - upper, 0.4))
        for place, lines in enumerate(titles):
            group = self.fields[place].group
            is_inner = bool(place and group and group == self.fields[place - 1].group)
            parts.append(upright(self.edges[place], y - upper if is_inner else y, low, 0.4))
            top = y - upper if group else y
            above = (top - low - len(lines) * leading) / 2
            parts += self._centred(lines, self.edges[place], self.edges[place + 1], top - above, BOLD)
        parts.append(upright(self.edges[-1], y, low, 0.4))
        return [*parts, *self._letters(low)], y - low + leading + 2

    def _title(self, place: int) -> list[str]:
        room = self.edges[place + 1] - self.edges[place] - 2 * PAD
        return wrap(self.faces[BOLD], self.fields[place].title, self.sheet.size, room)

    def _groups(self) -> list[tuple[int, int, list[str]]]:
        found, start = [], 0
        for group, some in groupby(self.fields, key=lambda field: field.group):
            end = start + len(list(some))
            if group:
                room = self.edges[end] - self.edges[start] - 2 * PAD
                found.append((start, end, wrap(self.faces[BOLD], group, self.sheet.size, room)))
            start = end
        return found

    def _letters(self, y: float) -> Iterator[str]:
        """The row that names columns of words by letters and columns of figures by numbers, as official forms do."""
        words, figures = iter(_LETTERS), iter(range(1, 100))
        low = y - self.sheet.leading - 2
        for place, field in enumerate(self.fields):
            is_figure = field.kind in {CellKind.AMOUNT, CellKind.COUNT}
            name = str(next(figures)) if is_figure else next(words)
            yield from self._centred([name], self.edges[place], self.edges[place + 1], y, ITALIC)
            yield upright(self.edges[place], y, low, 0.4)
        yield upright(self.edges[-1], y, low, 0.4)
        yield rule(self.edges[0], self.edges[-1], low, 0.5)

    def _centred(
        self, lines: Sequence[str], left: float, right: float, y: float, style: int
    ) -> Iterator[str]:
        for number, text in enumerate(lines, 1):
            wide = width(self.faces[style], text) * self.sheet.size
            at = (left + right - wide) / 2, y - self.sheet.leading * number + 2
            yield drawn(self.faces[style], f"K{style}", at, text, self.sheet.size)


def upright(x: float, top: float, low: float, thick: float) -> str:
    """What draws an upright line."""
    return f"0 G {thick:g} w {x:.2f} {top:.2f} m {x:.2f} {low:.2f} l S"
