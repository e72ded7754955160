"""The gold book for the wall: A4, a frame on every page, the large bands in large letters."""

from __future__ import annotations

import functools
import importlib.resources
from datetime import date

import jinja2
import weasyprint

from khfund import paper
from khfund.reports.gold_book import GoldBook

GRAND, MIDDLE = 2, 5  # how many of the first bands are set in the largest, and in larger letters


def gold_book_page(book: GoldBook, on: date) -> bytes:
    """Return the book as PDF; `on` is printed as its day."""
    sizes = ["grand" if at < GRAND else "middle" if at < MIDDLE else "small" for at in range(len(book.bands))]
    text = _template().render(
        book=book, unit=book.unit, on=on, bands=list(zip(book.bands, sizes, strict=True))
    )
    return paper.pdf(text, styles=[_style()])


@functools.cache
def _template() -> jinja2.Template:
    return paper.environment("reports").get_template("gold-book.html")


@functools.cache
def _style() -> weasyprint.CSS:
    file = importlib.resources.files("khfund.reports").joinpath("templates", "gold-book.css")
    return paper.style(file.read_text(encoding="utf-8"))
