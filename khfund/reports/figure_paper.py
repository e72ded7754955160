"""A paper of tables, charts and sentences for the office's own use: as PDF on A4 and as a workbook with live charts."""

from __future__ import annotations

import functools
import importlib.resources
import io
from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

import attrs
import markupsafe
import weasyprint
import xlsxwriter

from khfund import paper
from khfund.reports.disclosure import Letterhead
from khfund.reports.table import Table
from khfund.reports.workbook import FIRST_ROW, looks_of, write_table

SHEET_NAME_MAX = 31  # letters, and none of []:*?/\, says Excel


@attrs.frozen
class Picture:
    """A chart: as SVG for paper; in a workbook, drawn from the columns `keys` of the block's table over `label`."""

    svg: str = attrs.field(repr=False)
    title: str
    label: str
    keys: tuple[str, ...]


@attrs.frozen
class Block:
    """A part of a paper: a heading, sentences, a table with some rows marked (by place), and a chart of it."""

    title: str
    table: Table
    sheet: str
    marked: frozenset[int] = frozenset()
    picture: Picture | None = None
    sentences: tuple[str, ...] = ()
    note: str = ""


@attrs.frozen
class FigurePaper:
    """A whole paper; `bases` are what it rests on, printed above the blocks."""

    letterhead: Letterhead
    title: str
    subtitle: str
    blocks: tuple[Block, ...]
    bases: tuple[str, ...] = ()
    wide: bool = False


def pdf(shown: FigurePaper) -> bytes:
    """Set the paper as PDF/A on A4, upright or, where its tables are wide, lying."""
    text = _template().render(
        shown=shown,
        letter=shown.letterhead,
        pictures=[
            markupsafe.Markup(block.picture.svg) if block.picture else ""  # noqa: S704  charts escape their words
            for block in shown.blocks
        ],
    )
    return paper.pdf(text, styles=[_style(), _page(wide=shown.wide)])


@functools.cache
def _template() -> Any:
    return paper.environment("reports").get_template("figures.html")


@functools.cache
def _style() -> weasyprint.CSS:
    folder = importlib.resources.files("khfund.reports")
    return paper.style(folder.joinpath("templates", "figures.css").read_text(encoding="utf-8"))


@functools.cache
def _page(*, wide: bool) -> weasyprint.CSS:
    lying = "size: A4 landscape; margin: 12mm 15mm 15mm 18mm;" if wide else "margin: 18mm 15mm 20mm 25mm;"
    number = 'font: italic 9pt Tinos; content: "Trang " counter(page) "/" counter(pages);'
    return paper.style(f"@page {{ {lying} @bottom-right {{ {number} }} }}")


def xlsx(shown: FigurePaper) -> bytes:
    """Give the paper as a workbook, a sheet a table; the same paper gives the same bytes."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        title = f"{shown.letterhead.body} – {shown.title}, {shown.subtitle}"
        made = datetime.combine(shown.letterhead.day, time())
        book.set_properties({"title": title, "author": shown.letterhead.body, "created": made})
        looks = looks_of(book)
        for block, name in zip(shown.blocks, sheet_names([one.sheet for one in shown.blocks]), strict=True):
            write_table(book, looks, block.table, title, name)
            _add_below(book, name, block)
    return out.getvalue()


def _add_below(book: Any, name: str, block: Block) -> None:
    """Write the sentences under the table, and draw the chart under them."""
    sheet = book.get_worksheet_by_name(name)
    row = FIRST_ROW + len(block.table.rows) + 2
    for row, sentence in enumerate(block.sentences, row):  # noqa: B020  the last row is where the chart stands
        sheet.write_string(row, 0, sentence)
    if block.picture is None or not block.table.rows:
        return
    places = [column.key for column in block.table.columns]
    last = FIRST_ROW + len(block.table.rows) - 1
    drawn = book.add_chart({"type": "column"})
    for key in block.picture.keys:
        place = places.index(key)
        labels = places.index(block.picture.label)
        drawn.add_series(
            {
                "name": [name, FIRST_ROW - 1, place],
                "categories": [name, FIRST_ROW, labels, last, labels],
                "values": [name, FIRST_ROW, place, last, place],
            }
        )
    drawn.set_title({"name": block.picture.title, "name_font": {"size": 12}})
    drawn.set_x_axis({"label_position": "low"})
    drawn.set_y_axis({"num_format": "#,##0", "crossing": 0})
    drawn.set_legend({"position": "bottom"})
    drawn.set_size({"width": 900, "height": 340})
    sheet.insert_chart(row + 2, 0, drawn)


def sheet_names(wanted: Sequence[str]) -> list[str]:
    """Give names that a workbook takes: without its special characters, short enough, each once."""
    found: list[str] = []
    for one in wanted:
        plain = "".join(letter for letter in one if letter not in "[]:*?/\\'").strip() or "Bảng"
        name, number = plain[:SHEET_NAME_MAX], 2
        while name.casefold() in {other.casefold() for other in found}:
            mark = f" ({number})"
            name, number = plain[: SHEET_NAME_MAX - len(mark)] + mark, number + 1
        found.append(name)
    return found
