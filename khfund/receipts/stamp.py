"""Many papers at once: a page is laid out once, and then only its fields are filled in, page after page.

The template stays the only source of the layout. For every shape of paper (what the batch shares, and which fields
are filled) WeasyPrint lays out one page with one letter in each field and the fields hidden; that page becomes the
background of all papers of the shape, and the boxes say where each field stands, in which letters, how wide. A paper
whose texts do not fit on one line each, or that needs letters which the shipped fonts lack, is set by WeasyPrint.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import attrs
import weasyprint

import khfund.paper
from khfund.errors import KhfundError
from khfund.receipts import pdf, qr
from khfund.receipts.form import Form, fill
from khfund.receipts.paper import Paper
from khfund.receipts.pdf_file import Guest, PdfFile, number_text
from khfund.receipts.typeface import Typeface

POINT = 0.75  # points in a CSS pixel
SPARE = 0.5  # pixels of a box that stay empty, so that WeasyPrint would certainly not break the line

Progress = Callable[[int, int], None]


class NothingToPrintError(KhfundError):
    """A PDF has at least one page."""

    message = "Không có giấy nào để in. Hãy kiểm tra lại điều kiện chọn."
    english = "There is nothing to print. Check what was chosen."


def write_receipts(
    papers: Iterable[Paper], out: Path, *, total: int, progress: Progress | None = None, copies: int = 1
) -> None:
    """Write all papers into one PDF file, in order; the same papers give the same bytes.

    `progress` is told (done, total) as pages are written. The file appears when it is whole.

    Raises: NothingToPrintError.
    """
    unfinished = out.with_name(f".{out.name}.part")
    try:
        with unfinished.open("wb") as stream:
            press = _Press(stream)
            for done, paper in enumerate(papers, start=1):
                press.add(fill(paper, copies=copies))
                if progress and (done % 50 == 0 or done == total):
                    progress(done, total)
            press.close()
        unfinished.replace(out)
    finally:
        unfinished.unlink(missing_ok=True)


def write_files(
    papers: Iterable[tuple[str, Paper]], folder: Path, *, total: int, progress: Progress | None = None
) -> None:
    """Write each paper into a file of its own, by the names given; a file depends on its own paper only."""
    shapes: dict[_ShapeKey, _Shape | None] = {}
    for done, (name, paper) in enumerate(papers, start=1):
        with (folder / name).open("wb") as stream:
            press = _Press(stream, shapes)
            press.add(fill(paper))
            press.close()
        if progress and (done % 50 == 0 or done == total):
            progress(done, total)


_ShapeKey = tuple[Any, ...]


@attrs.frozen
class _Spot:
    """The place of a field, in points from the lower left corner; `free` is the width it has, in em."""

    name: str
    x: float
    y: float
    side: float
    free: float
    size: float
    style: str
    colour: str


@attrs.frozen
class _Shape:
    """A page laid out once: the background as a PDF, its size in points, its fields, the box of its QR code."""

    background: bytes
    width: float
    height: float
    spots: tuple[_Spot, ...]
    codes: tuple[tuple[float, float, float], ...]


def _shape_key(form: Form) -> _ShapeKey:
    return form.template, form.fixed, tuple(name for name, text in form.fields.items() if text), bool(form.qr)


def _shape(form: Form) -> _Shape | None:
    """Lay out the shape of a form; None where it cannot be stamped: too long for a page, or fields without a box."""
    letters = {name: "x" if text else "" for name, text in form.fields.items()}
    document = pdf.lay_out(attrs.evolve(form, fields=letters, qr=""), _hidden_fields())
    if len(document.pages) != 1:
        return None
    page = document.pages[0]
    boxes = [(box.element.get("data-field"), box) for box in _field_boxes(page._page_box)]  # noqa: SLF001 - read only
    if not {name for name, text in form.fields.items() if text} <= {name for name, _ in boxes}:
        return None  # a field stands in running text, not in a box of its own
    height = page.height
    return _Shape(
        background=khfund.paper.write(document, identifier=bytes(16)),
        width=page.width * POINT,
        height=height * POINT,
        spots=tuple(_spot(name, box, height) for name, box in boxes if name != "qr" and form.fields[name]),
        codes=tuple(_code_box(box, height) for name, box in boxes if name == "qr"),
    )


@functools.cache
def _hidden_fields() -> weasyprint.CSS:
    return khfund.paper.style("[data-field], [data-field] * { visibility: hidden }")


def _field_boxes(box: Any) -> Iterator[Any]:
    """The boxes that hold a field, from first to last."""
    if box.element is not None and box.element_tag == "div" and box.element.get("data-field"):
        yield box
        return
    for child in getattr(box, "children", ()):
        yield from _field_boxes(child)


def _spot(name: str, box: Any, height: float) -> _Spot:
    line = box
    while not hasattr(line, "text"):
        line = line.children[0]
    style, size = line.style, line.style["font_size"]
    side = {"center": 0.5, "right": 1.0, "end": 1.0}.get(style["text_align_all"], 0.0)
    bold, italic = style["font_weight"] >= 600, style["font_style"] == "italic"
    return _Spot(
        name=name,
        x=(box.content_box_x() + side * box.width) * POINT,
        y=(height - line.position_y - line.baseline) * POINT,
        side=side * size * POINT,
        free=(box.width - SPARE) / size,
        size=size * POINT,
        style=f"Tinos-{'Bold' * bold}{'Italic' * italic}" if bold or italic else "Tinos-Regular",
        colour=_text(*style["color"].to("srgb").coordinates, "rg"),
    )


def _code_box(box: Any, height: float) -> tuple[float, float, float]:
    x, y, side = box.content_box_x(), box.content_box_y(), box.width
    return x * POINT, (height - y - side) * POINT, side * POINT


def _text(*parts: float | str) -> str:
    return " ".join(part if isinstance(part, str) else number_text(part).decode() for part in parts)


class _Press:
    """One PDF file being printed."""

    def __init__(self, stream: BinaryIO, shapes: dict[_ShapeKey, _Shape | None] | None = None) -> None:
        self._file = PdfFile(stream)
        self._shapes = {} if shapes is None else shapes
        self._forms: dict[_ShapeKey, bytes] = {}
        self._faces: dict[str, tuple[int, Typeface]] = {}
        self._resources = self._file.reserve()
        self._backgrounds: list[int] = []
        self._output_intents = b""

    def add(self, form: Form) -> None:
        """Print one paper: stamped where it fits its shape, else as WeasyPrint sets it."""
        key = _shape_key(form)
        if key not in self._shapes:
            self._shapes[key] = _shape(form)
        shape = self._shapes[key]
        drawn = self._fields(shape, form) if shape else None
        if shape is None or drawn is None:
            document = pdf.lay_out(form)
            self._guest(khfund.paper.write(document, identifier=bytes(16))).add_pages()
            return
        if key not in self._forms:
            self._backgrounds.append(self._guest(shape.background).as_form())
            self._forms[key] = b"/P%d Do\n" % (len(self._backgrounds) - 1)
        contents = self._file.add_stream(b"", self._forms[key] + drawn, level=1)
        self._file.add_page(shape.width, shape.height, contents, b"%d 0 R" % self._resources)

    def _guest(self, document: bytes) -> Guest:
        guest = Guest(self._file, document)
        if not self._output_intents:
            self._output_intents = guest.output_intents()
        return guest

    def _fields(self, shape: _Shape, form: Form) -> bytes | None:
        """What the fields of a paper look like; None where one of them does not fit its line."""
        drawn = ["BT"]
        colour = ""
        for spot in shape.spots:
            number, face = self._faces.get(spot.style) or self._face(spot.style)
            line = face.line(form.fields[spot.name])
            if line is None or line.width > spot.free:
                return None
            if colour != spot.colour:
                colour = spot.colour
                drawn.append(colour)
            x = spot.x - line.width * spot.side
            drawn.append(f"/F{number} {spot.size:.3f} Tf 1 0 0 1 {x:.3f} {spot.y:.3f} Tm {line.shown}")
        drawn.append("ET")
        drawn.extend(_code(form.qr, box) for box in shape.codes)
        return "\n".join(drawn).encode()

    def _face(self, style: str) -> tuple[int, Typeface]:
        self._faces[style] = (self._file.reserve(), Typeface(style))
        return self._faces[style]

    def close(self) -> None:
        """Cut the fonts and finish the file."""
        if not self._output_intents:
            raise NothingToPrintError
        for number, face in self._faces.values():
            face.put(self._file, number)
        fonts = b"".join(b"/F%d %d 0 R" % (number, number) for number, _ in self._faces.values())
        forms = b"".join(b"/P%d %d 0 R" % place for place in enumerate(self._backgrounds))
        self._file.put(self._resources, b"<</Font<<%b>>/XObject<<%b>>>>" % (fonts, forms))
        self._file.close(self._output_intents)


def _code(text: str, box: tuple[float, float, float]) -> str:
    made = qr.code(text)
    x, y, side = box
    module = side / (made.size + 2 * qr.QUIET)
    return f"q 0 g {module:.5f} 0 0 {module:.5f} {x:.3f} {y:.3f} cm\n{qr.rectangles(made)}f Q"
