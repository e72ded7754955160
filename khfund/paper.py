"""How khfund sets a page: the shipped letters, what a page may load, the head of an official document.

Receipts, vouchers, statements and registers are Jinja templates set by WeasyPrint. A page loads nothing but `data:`
addresses and the shipped letters, so that no donor's name can reach a file or the network. Templates escape what they
are given, and a fact that is missing stops the printing instead of leaving a gap.

Source: NĐ 30/2020/NĐ-CP, phụ lục I (document form), in `templates/paper.html` and `templates/paper.css`.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.resources
import threading
import warnings
from collections.abc import Sequence
from typing import Any

import jinja2
import weasyprint
from weasyprint.document import Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from khfund import calendar, money

FONTS = ("Tinos-Regular", "Tinos-Bold", "Tinos-Italic", "Tinos-BoldItalic")
FONT_SCHEME = "khfund-font:"
ARCHIVE_FORM = "pdf/a-3b"

_SETTING = threading.RLock()  # Pango's font map is one for the process and is not shared between threads.


def environment(area: str) -> jinja2.Environment:
    """Give the templates of `khfund/<area>/templates` (and those of this page), escaping everything they are given.

    Filters: `so` 1.234.567, `chu` amount in words, `ngay` 22/11/2026, `ngay_thang` «ngày 02 tháng 01 năm 2027».
    """
    templates = jinja2.Environment(
        loader=jinja2.ChoiceLoader(
            [jinja2.PackageLoader("khfund", f"{area}/templates"), jinja2.PackageLoader("khfund", "templates")]
        ),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters.update(
        so=money.format, chu=money.words, ngay=calendar.format_day, ngay_thang=calendar.spoken_day
    )
    return templates


def style(text: str) -> weasyprint.CSS:
    """Parse a stylesheet once, for any number of pages."""
    return weasyprint.CSS(string=text, font_config=_fonts(), url_fetcher=_OnlyData())


def pdf(html: str, *, styles: Sequence[weasyprint.CSS], variant: str = ARCHIVE_FORM) -> bytes:
    """Set `html` as a PDF; the same html with the same styles gives the same bytes."""
    identifier = hashlib.sha256(html.encode()).digest()[:16]
    return write(lay_out(html, styles=styles, variant=variant), identifier=identifier, variant=variant)


def lay_out(html: str, *, styles: Sequence[weasyprint.CSS], variant: str = ARCHIVE_FORM) -> Document:
    """Set the pages of `html` without writing them; the boxes of each page can be read."""
    with _SETTING:
        page = weasyprint.HTML(string=html, url_fetcher=_OnlyData())
        return page.render(stylesheets=[official(), *styles], font_config=_fonts(), pdf_variant=variant)


def write(document: Document, *, identifier: bytes, variant: str = ARCHIVE_FORM) -> bytes:
    """Write the laid out pages as a PDF; the same pages and identifier give the same bytes."""
    with _SETTING, warnings.catch_warnings():
        # WeasyPrint leaves the colour profile that it reads for PDF/A to the garbage collector to close.
        warnings.simplefilter("ignore", ResourceWarning)
        written: bytes | None = document.write_pdf(pdf_identifier=identifier, pdf_variant=variant)
    assert written is not None
    return written


@functools.cache
def official() -> weasyprint.CSS:
    """The letters, and the form of an official document; every page starts from it."""
    faces = "".join(
        f"@font-face {{ font-family: Tinos; src: url({FONT_SCHEME}{name});"
        f" font-weight: {'bold' if 'Bold' in name else 'normal'};"
        f" font-style: {'italic' if 'Italic' in name else 'normal'} }}\n"
        for name in FONTS
    )
    folder = importlib.resources.files("khfund")
    return style(faces + folder.joinpath("templates", "paper.css").read_text(encoding="utf-8"))


@functools.cache
def _fonts() -> FontConfiguration:
    return FontConfiguration()


class _OnlyData(URLFetcher):  # type: ignore[misc]
    """Loads `data:` addresses and the four shipped fonts; everything else is refused."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=("data",), allow_redirects=False)

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        if url.startswith(FONT_SCHEME) and url.removeprefix(FONT_SCHEME) in FONTS:
            return URLFetcherResponse(url, body=font(url.removeprefix(FONT_SCHEME)))
        return super().fetch(url, headers)


@functools.cache
def font(name: str) -> bytes:
    """Read one of the shipped fonts."""
    return importlib.resources.files("khfund").joinpath("fonts", f"{name}.ttf").read_bytes()
