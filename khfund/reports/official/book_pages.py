"""An official book as PDF/A, written page by page: a hundred thousand lines need no memory to speak of.

Each page carries its sums over to the next, as paper books do. How many pages there are is drawn from one place that
is written last, so that no page has to wait for it.
"""

from __future__ import annotations

import enum
import functools
import math
from collections.abc import Iterable, Iterator
from typing import BinaryIO

import attrs

from khfund import paper
from khfund.calendar import format_day, spoken_day
from khfund.receipts.pdf_file import Guest, PdfFile
from khfund.reports.official.book_row import BOLD, ITALIC, MM, REGULAR, Columns, Row, Sheet, upright
from khfund.reports.official.ledger_book import REPORTS, BookLine, LedgerBook, LineKind
from khfund.reports.text_line import drawn, rule, settable, width, wrap

A5_SCALE = math.sqrt(0.5)
SIGNING_ROOM = 30 * MM


class Paper(enum.StrEnum):
    """The size of the sheets; an A5 sheet is an A4 sheet made smaller, with letters a little larger."""

    A4 = "A4"
    A5 = "A5"


@attrs.frozen
class Printed:
    """How many lines and pages a book has."""

    lines: int
    pages: int


def write_pdf(book: LedgerBook, out: BinaryIO, size: Paper = Paper.A4) -> Printed:
    """Write a book as PDF/A-3b; the same lines give the same bytes."""
    return _Pages(book, out, size).write()


@functools.cache
def _blank() -> bytes:
    """A page that brings the colour space which PDF/A asks for."""
    return paper.pdf("<p></p>", styles=[])


class _Pages:
    """The page that is being filled, and the file behind it."""

    def __init__(self, book: LedgerBook, out: BinaryIO, size: Paper) -> None:
        self.book, self.scale = book, A5_SCALE if size is Paper.A5 else 1.0
        self.sheet = Sheet.for_fields(book.fields, size=9.8 if size is Paper.A5 else 9.5)
        self.columns = Columns(book.fields, self.sheet)
        self.file = PdfFile(out)
        self.intents = Guest(self.file, _blank()).output_intents()
        self.fonts = [self.file.reserve() for _ in self.columns.faces]
        self.count = self.file.reserve()  # draws how many pages there are
        self.parts: list[str] = []
        self.y = self.sheet.top
        self.number = 0
        self.sums: list[int | None] = [None] * len(book.fields)
        self.above: tuple[float, tuple[float, ...]] = (0, ())  # where upright rules begin, and their places

    def write(self) -> Printed:
        """Write all pages."""
        lines = 0
        self._open()
        self._heading()
        self._head()
        for line in self.book.lines():
            lines += 1
            row = self.columns.row(line)
            follows = 2 * self.sheet.leading if line.kind is LineKind.HEADING else 0
            if self.y - row.height - follows - self.sheet.leading - 3 < self.sheet.bottom:
                self._turn(line)
            self._place(row)
            self._count(line)
        self._rule_off()
        self._end()
        self._close()
        return Printed(lines, self.number)

    # -- one page after the other

    def _open(self) -> None:
        self.number += 1
        self.parts = [] if self.scale == 1 else [f"{self.scale:.5f} 0 0 {self.scale:.5f} 0 0 cm"]
        self.y = self.sheet.top
        if self.book.mark:
            self.parts += self._watermark(self.book.mark)

    def _shut(self) -> None:
        """Write the page with its foot."""
        stream = self.file.add_stream(b"", "\n".join([*self.parts, *self._foot()]).encode("ascii"))
        fonts = "".join(f"/K{at} {one} 0 R" for at, one in enumerate(self.fonts))
        resources = f"<</Font<<{fonts}>>/XObject<</N {self.count} 0 R>>>>"
        size = self.sheet.width * self.scale, self.sheet.height * self.scale
        self.file.add_page(*size, stream, resources.encode("ascii"))

    def _turn(self, line: BookLine) -> None:
        """Carry the sums over to a new page."""
        begins = line.kind in {LineKind.HEADING, LineKind.OPENING}
        carries = not begins and any(total is not None for total in self.sums)
        if carries:
            self._place(self.columns.carried("Cộng chuyển sang trang sau", self.sums))
        self._rule_off()
        self._shut()
        self._open()
        self._head()
        if carries:
            self._place(self.columns.carried("Số trang trước chuyển sang", self.sums))

    def _count(self, line: BookLine) -> None:
        """Add an entry to what a page carries over; a new account or giver begins anew."""
        if line.kind in {LineKind.HEADING, LineKind.OPENING}:
            self.sums = [None] * len(self.book.fields)
        if line.kind is LineKind.ENTRY:
            for place, (field, cell) in enumerate(zip(self.book.fields, line.cells, strict=True)):
                if field.adds and isinstance(cell, int):
                    self.sums[place] = (self.sums[place] or 0) + cell
                if field.stands:
                    self.sums[place] = line.standing

    # -- the table

    def _head(self) -> None:
        parts, height = self.columns.head(self.y)
        self.parts += parts
        self.y -= height
        self.above = (self.y, ())

    def _place(self, row: Row) -> None:
        if row.edges != self.above[1]:
            self._draw_uprights()
            self.above = (self.y, row.edges)
        self.parts += self.columns.draw(row, self.y)
        self.y -= row.height
        self.parts.append(rule(self.sheet.left, self.sheet.right, self.y, 0.3, 0.45))

    def _draw_uprights(self) -> None:
        top, edges = self.above
        self.parts += [upright(edge, top, self.y, 0.4) for edge in edges]

    def _rule_off(self) -> None:
        self._draw_uprights()
        self.above = (self.y, ())
        self.parts.append(rule(self.sheet.left, self.sheet.right, self.y, 0.8))

    # -- what stands around it

    def _heading(self) -> None:
        """The unit on the left, the form on the right, the title in the middle."""
        head, sheet = self.book.heading, self.sheet
        middle = sheet.left + (sheet.right - sheet.left) * 0.62
        left, right = sheet.top, sheet.top
        for style, said in ((BOLD, f"Đơn vị: {head.body}"), (REGULAR, f"Địa chỉ: {head.address}")):
            if said.partition(": ")[2]:
                left = self._block(said, style, 11, (sheet.left, middle - 4 * MM), left)
        form = f"Mẫu số: {head.form_code}" if head.form_code else ""
        volume = "" if self.book.kind in REPORTS else f"Quyển số: {head.number or '………'}"
        for style, said in ((BOLD, form), (ITALIC, head.form_basis), (REGULAR, volume)):
            if said:
                right = self._block(said, style, 10.5, (middle, sheet.right), right, centred=True)
        self.y = min(left, right) - 5 * MM
        everything = (sheet.left, sheet.right)
        self.y = self._block(self.book.title, BOLD, 14, everything, self.y, centred=True)
        for about in self.book.about:
            self.y = self._block(about, ITALIC, 11, everything, self.y, centred=True)
        unit = f"Đơn vị tính: {self.book.unit_name}"
        self.y -= 2 * MM
        at = sheet.right - width(self.columns.faces[ITALIC], unit) * 10
        self.parts.append(self._text((at, self.y - 10), unit, ITALIC, 10))
        self.y -= 14

    def _block(
        self,
        said: str,
        style: int,
        size: float,
        room: tuple[float, float],
        y: float,
        *,
        centred: bool = False,
    ) -> float:
        """Set a text in the room between two places, from y down; return where it ends."""
        face = self.columns.faces[style]
        for line in wrap(face, said, size, room[1] - room[0]):
            y -= size * 1.24
            at = (room[0] + room[1] - width(face, line) * size) / 2 if centred else room[0]
            self.parts.append(self._text((at, y), line, style, size))
        return y

    def _text(self, at: tuple[float, float], said: str, style: int, size: float) -> str:
        return drawn(self.columns.faces[style], f"K{style}", at, said, size)

    def _watermark(self, mark: str) -> Iterator[str]:
        face, size = self.columns.faces[BOLD], 54.0
        wide = width(face, mark) * size
        slope = math.radians(28)
        turn = math.cos(slope), math.sin(slope)
        x = (self.sheet.width - wide * turn[0]) / 2
        y = (self.sheet.height - wide * turn[1]) / 2
        line = face.line(mark)
        assert line is not None
        matrix = f"{turn[0]:.4f} {turn[1]:.4f} {-turn[1]:.4f} {turn[0]:.4f} {x:.2f} {y:.2f} Tm"
        yield f"q 0.9 g BT/K{BOLD} {size:g} Tf {matrix} {line.shown} ET Q"

    def _foot(self) -> Iterator[str]:
        face, sheet, y = self.columns.faces[ITALIC], self.sheet, self.sheet.bottom - 7 * MM
        said = self._cut(settable(face, self.book.foot), sheet.right - sheet.left - 40 * MM)
        yield self._text((sheet.left, y), said, ITALIC, 9)
        number = f"Trang {self.number}/"
        at = sheet.right - 9 * MM
        yield self._text((at - width(face, number) * 9, y), number, ITALIC, 9)
        yield f"q 1 0 0 1 {at:.2f} {y:.2f} cm /N Do Q"

    def _cut(self, said: str, room: float) -> str:
        face = self.columns.faces[ITALIC]
        while width(face, said) * 9 > room:
            said = said[:-2].rstrip() + "…"
        return said

    # -- the end

    def _end(self) -> None:
        """What the book is, and the places to sign, together on one page."""
        told = [*self.book.notes, *(() if self.book.kind in REPORTS else self._described())]
        needed = (len(told) + 1) * 14 + SIGNING_ROOM + 9 * MM
        if self.y - needed < self.sheet.bottom:
            self._shut()
            self._open()
            told = [*self.book.notes, *(() if self.book.kind in REPORTS else self._described())]
        self.y -= 3 * MM
        for said in told:
            self.y = self._block(f"– {said}", REGULAR, 11, (self.sheet.left, self.sheet.right), self.y)
        self._signatures()
        self._shut()

    def _described(self) -> Iterable[str]:
        head = self.book.heading
        closed = format_day(head.closed) if head.closed else "……/……/………… (chưa khóa sổ)"
        return (
            f"Sổ này có {self.number:02d} trang, đánh số từ trang 01 đến trang {self.number:02d}.",
            f"Ngày mở sổ: {format_day(head.opened)}. Ngày khóa sổ: {closed}.",
        )

    def _signatures(self) -> None:
        sheet, head = self.sheet, self.book.heading
        wide = (sheet.right - sheet.left) / len(self.book.signatories)
        rooms = [
            (sheet.left + wide * at, sheet.left + wide * (at + 1)) for at in range(len(self.book.signatories))
        ]
        day = spoken_day(head.day)
        said = f"{head.place}, {day}" if head.place else day[:1].upper() + day[1:]
        dated = settable(self.columns.faces[ITALIC], said)
        longest = min(rooms[-1][0], sheet.right - width(self.columns.faces[ITALIC], dated) * 11 - 1)
        self.y = self._block(dated, ITALIC, 11, (longest, sheet.right), self.y - 3 * MM, centred=True)
        low = self.y
        for at, (title, room) in enumerate(zip(self.book.signatories, rooms, strict=True)):
            is_head = at == len(rooms) - 1
            how = "(Ký, họ tên, đóng dấu)" if is_head else "(Ký, họ tên)"
            y = self._block(title, BOLD, 11, room, low, centred=True)
            y = self._block(how, ITALIC, 10, room, y, centred=True)
            if is_head and head.head_name:
                self._block(head.head_name, BOLD, 11, room, y - SIGNING_ROOM + 8 * MM, centred=True)
        self.y = low - SIGNING_ROOM

    def _close(self) -> None:
        """Write how many pages there are, the letters, and the end of the file."""
        face = self.columns.faces[ITALIC]
        shown = drawn(face, f"K{ITALIC}", (0, 0), str(self.number), 9).encode("ascii")
        fonts = f"<</Font<</K{ITALIC} {self.fonts[ITALIC]} 0 R>>>>".encode("ascii")
        head = b"<</Type/XObject/Subtype/Form/BBox[0 -5 60 12]/Resources %b/Length %d>>stream\n"
        self.file.put(self.count, head % (fonts, len(shown)) + shown + b"\nendstream")
        for one, place in zip(self.columns.faces, self.fonts, strict=True):
            one.put(self.file, place)
        self.file.close(self.intents)
