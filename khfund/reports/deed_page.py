"""Deeds as PDF/A, in the form of an official document."""

from __future__ import annotations

import functools
import importlib.resources
from typing import Any

import weasyprint

from khfund import paper
from khfund.reports.deed import Annex, Deed, Grid, Signing, Words


def pdf(deed: Deed) -> bytes:
    """Set a deed as PDF; the same deed gives the same bytes."""
    return paper.pdf(html(deed), styles=[_style(), _page(wide=deed.wide, mark=deed.mark)])


def html(deed: Deed) -> str:
    """Fill the page of a deed; everything in it is escaped."""
    kinds = {Words: "words", Grid: "grid", Signing: "signing", Annex: "annex"}
    parts = [(kinds[type(part)], part) for part in deed.parts]
    return str(_template().render(deed=deed, letter=deed.letterhead, parts=parts))


@functools.cache
def _template() -> Any:
    return paper.environment("reports").get_template("deed.html")


@functools.cache
def _style() -> weasyprint.CSS:
    folder = importlib.resources.files("khfund.reports")
    return paper.style(folder.joinpath("templates", "deed.css").read_text(encoding="utf-8"))


@functools.cache
def _page(*, wide: bool, mark: str) -> weasyprint.CSS:
    lying = "size: A4 landscape; margin: 15mm 15mm 16mm 20mm;" if wide else "margin: 20mm 15mm 20mm 30mm;"
    font = "font: italic 9pt Tinos;"
    number = f'{font} content: "Trang " counter(page) "/" counter(pages);'
    return paper.style(
        f'@page {{ {lying} @bottom-right {{ {number} }} @bottom-left {{ {font} content: "{mark}"; width: 75%; }} }}'
    )
