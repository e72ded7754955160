"""Letters on paper: a batch of A4 or A5 pages, one letter each, with the unit's head and the place to sign."""

from __future__ import annotations

import functools
import importlib.resources
import io
from collections.abc import Sequence
from datetime import date

import attrs
import jinja2
import weasyprint
from sqlalchemy.orm import Session

from khfund import paper
from khfund.receipts.gift_paper import letterhead
from khfund.receipts.paper import Letterhead
from khfund.receipts.pdf_file import Guest, PdfFile
from khfund.unit import Unit, value_on

BATCH = 200  # letters that are laid out together: memory grows with them


@attrs.frozen
class LetterSheet:
    """One letter: its title, its text with empty lines between paragraphs, and a table of (words, figure) if any."""

    title: str
    body: str
    day: date
    rows: tuple[tuple[str, str], ...] = ()
    after: str = ""

    @property
    def paragraphs(self) -> list[list[str]]:
        """The lines of each paragraph."""
        return _paragraphs(self.body)

    @property
    def closing(self) -> list[list[str]]:
        """The lines of each paragraph below the table."""
        return _paragraphs(self.after)


def _paragraphs(text: str) -> list[list[str]]:
    found: list[list[str]] = [[]]
    for line in text.splitlines():
        if line.strip():
            found[-1].append(line)
        elif found[-1]:
            found.append([])
    return [lines for lines in found if lines]


@attrs.frozen
class _Office:
    letterhead: Letterhead
    place: str
    capacity: str
    position: str
    name: str


def letters_pdf(session: Session, unit: Unit, sheets: Sequence[LetterSheet], *, size: str = "A4") -> bytes:
    """Return the letters as one PDF of "A4" or "A5" pages; the same letters give the same bytes."""
    assert size in {"A4", "A5"}
    out = io.BytesIO()
    file = PdfFile(out)
    intents = b""
    for first in range(0, len(sheets), BATCH):
        some = sheets[first : first + BATCH]
        pages = [(one, _office(session, unit, one.day)) for one in some]
        text = _template().render(pages=pages, size=size)
        guest = Guest(file, paper.pdf(text, styles=[_style()]))
        guest.add_pages()
        intents = intents or guest.output_intents()
    file.close(intents)
    return out.getvalue()


def _office(session: Session, unit: Unit, day: date) -> _Office:
    return _Office(
        letterhead=letterhead(unit),
        place=unit.place,
        capacity=value_on(session, unit.id, "signer_capacity", day),
        position=value_on(session, unit.id, "signer_title", day),
        name=value_on(session, unit.id, "signer_name", day),
    )


@functools.cache
def _template() -> jinja2.Template:
    return paper.environment("receipts").get_template("letter.html")


@functools.cache
def _style() -> weasyprint.CSS:
    file = importlib.resources.files("khfund.receipts").joinpath("templates", "letter.css")
    return paper.style(file.read_text(encoding="utf-8"))
