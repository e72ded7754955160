"""Deeds as DOCX, for an office that edits before it signs: the same words, in the form of an official document."""

from __future__ import annotations

import io
from datetime import UTC, datetime, time
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from khfund.calendar import spoken_day
from khfund.reports.deed import Annex, Deed, Grid, GridRow, Look, Signatory, Signing, Stand, Words

FONT = "Times New Roman"
_STANDS = {
    Stand.LEFT: WD_ALIGN_PARAGRAPH.LEFT,
    Stand.CENTRE: WD_ALIGN_PARAGRAPH.CENTER,
    Stand.RIGHT: WD_ALIGN_PARAGRAPH.RIGHT,
}
_CENTRE = WD_ALIGN_PARAGRAPH.CENTER


def docx_file(deed: Deed) -> bytes:
    """Write a deed as DOCX."""
    book = docx.Document()
    _set_up(book, deed)
    _head(book, deed)
    _line(book, deed.title.upper(), bold=True, size=14, before=14)
    if deed.subtitle:
        _line(book, deed.subtitle, bold=True, after=10)
    for part in deed.parts:
        if isinstance(part, Words):
            _words(book, part)
        elif isinstance(part, Grid):
            _grid(book, part, _width(deed))
        elif isinstance(part, Signing):
            _signing(book, part, _width(deed))
        else:
            _annex(book, part)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _width(deed: Deed) -> int:
    """Millimetres between the margins."""
    return 262 if deed.wide else 165


def _set_up(book: Any, deed: Deed) -> None:
    page = book.sections[0]
    page.page_width, page.page_height = (Mm(297), Mm(210)) if deed.wide else (Mm(210), Mm(297))
    page.orientation = WD_ORIENT.LANDSCAPE if deed.wide else WD_ORIENT.PORTRAIT
    page.top_margin = page.bottom_margin = Mm(20)
    page.left_margin, page.right_margin = (Mm(20), Mm(15)) if deed.wide else (Mm(30), Mm(15))
    normal = book.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(13)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    normal.paragraph_format.space_after = Pt(0)
    said = book.core_properties
    said.title, said.author, said.language = f"{deed.title} – {deed.subtitle}", deed.letterhead.body, "vi-VN"
    said.created = said.modified = datetime.combine(deed.letterhead.day, time(), UTC)
    said.comments = ""
    foot = page.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(foot, deed.mark, italic=True, size=9)


def _head(book: Any, deed: Deed) -> None:
    """Parent body and issuing body on the left, country and motto on the right. Source: NĐ 30/2020, phụ lục I."""
    letter = deed.letterhead
    table = book.add_table(rows=2, cols=2)
    table.autofit = False
    left, right = int(_width(deed) * 0.42), int(_width(deed) * 0.58)
    for row in table.rows:
        row.cells[0].width, row.cells[1].width = Mm(left), Mm(right)
    issuer, country = table.rows[0].cells
    if letter.parent:
        _line(issuer, letter.parent.upper(), size=12)
    _line(issuer, letter.body.upper(), bold=True, size=12)
    _line(issuer, "―――――", size=8)
    _line(country, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", bold=True, size=12)
    _line(country, "Độc lập - Tự do - Hạnh phúc", bold=True, size=13)
    _line(country, "―――――――――――――", size=8)
    number, place = table.rows[1].cells
    _line(number, f"Số: {letter.number or '…………'}")
    _line(place, f"{letter.place}, {spoken_day(letter.day)}", italic=True)
    for cell in (issuer, country, number, place):
        _drop_first(cell)


def _drop_first(cell: Any) -> None:
    """Take away the empty paragraph that each new cell has."""
    first = cell.paragraphs[0]._p  # noqa: SLF001  python-docx has no other way
    first.getparent().remove(first)


def _line(
    place: Any,
    text: str,
    *,
    bold: bool = False,
    italic: bool = False,
    size: float = 13,
    before: float = 0,
    after: float = 0,
) -> Any:
    """Add a centred line."""
    paragraph = place.add_paragraph()
    paragraph.alignment = _CENTRE
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(before), Pt(after)
    _run(paragraph, text, bold=bold, italic=italic, size=size)
    return paragraph


def _run(paragraph: Any, text: str, *, bold: bool = False, italic: bool = False, size: float = 13) -> None:
    run = paragraph.add_run(text)
    run.bold, run.italic, run.font.size, run.font.name = bold, italic, Pt(size), FONT


def _words(book: Any, words: Words) -> None:
    paragraph = book.add_paragraph()
    form = paragraph.paragraph_format
    form.space_after = Pt(5)
    look = words.look
    if look is Look.CENTRE:
        paragraph.alignment, form.space_before = _CENTRE, Pt(8)
    elif look is Look.HEADING:
        form.space_before, form.keep_with_next = Pt(8), True
    else:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    if look in (Look.TEXT, Look.BASIS):
        form.first_line_indent = Mm(10)
    if look is Look.ITEM:
        form.left_indent, form.first_line_indent = Mm(10), Mm(-4)
    if words.lead:
        _run(paragraph, f"{words.lead} ", bold=True)
    bold, italic = look in (Look.CENTRE, Look.HEADING), look in (Look.BASIS, Look.NOTE)
    text = f"- {words.text}" if look is Look.ITEM else words.text
    _run(paragraph, text, bold=bold, italic=italic, size=11 if look is Look.NOTE else 13)


def _grid(book: Any, grid: Grid, width: int) -> None:
    table = book.add_table(rows=1, cols=len(grid.columns))
    table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    _fill(table.rows[0], GridRow(tuple(one.title for one in grid.columns), is_total=True), grid, head=True)
    repeated = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(repeated)  # noqa: SLF001  python-docx has no other way
    for row in grid.rows:
        made = table.add_row()
        if row.is_heading:
            whole = made.cells[0].merge(made.cells[-1])
            _run(whole.paragraphs[0], " – ".join(filter(None, row.cells)), bold=True, size=11)
        else:
            _fill(made, row, grid)
        if grid.tall and not (row.is_heading or row.is_total):
            made.height = Mm(9)
    for row in table.rows:
        for cell, column in zip(row.cells, grid.columns, strict=True):
            cell.width = Mm(width * column.width / 100)
    book.add_paragraph().paragraph_format.space_after = Pt(2)


def _fill(made: Any, row: GridRow, grid: Grid, *, head: bool = False) -> None:
    for cell, text, column in zip(made.cells, row.cells, grid.columns, strict=True):
        paragraph = cell.paragraphs[0]
        paragraph.alignment = _CENTRE if head else _STANDS[column.stand]
        _run(paragraph, text, bold=row.is_total, size=11)


def _signing(book: Any, signing: Signing, width: int) -> None:
    book.add_paragraph()
    columns = len(signing.signatories) + bool(signing.recipients)
    table = book.add_table(rows=1, cols=columns)
    cells = list(table.rows[0].cells)
    for cell in cells:
        cell.width = Mm(width // columns)
    if signing.recipients:
        _recipients(cells.pop(0), signing.recipients)
    for cell, one in zip(cells, signing.signatories, strict=True):
        _signature(cell, one)


def _recipients(cell: Any, lines: tuple[str, ...]) -> None:
    paragraph = cell.paragraphs[0]
    _run(paragraph, "Nơi nhận:", bold=True, italic=True, size=12)
    for number, line in enumerate(lines, 1):
        end = "." if number == len(lines) else ";"
        _run(cell.add_paragraph(), f"- {line}{end}", size=11)


def _signature(cell: Any, one: Signatory) -> None:
    for text in filter(None, (one.authority, one.position)):
        _line(cell, text.upper(), bold=True)
    _line(cell, one.how, italic=True, size=11, after=60)
    _line(cell, one.name, bold=True)
    _drop_first(cell)


def _annex(book: Any, annex: Annex) -> None:
    book.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    _line(book, annex.title.upper(), bold=True)
    if annex.subtitle:
        _line(book, annex.subtitle, italic=True, after=8)
