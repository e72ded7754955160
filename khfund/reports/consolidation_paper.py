"""The consolidated balances as tables, as a workbook and as an A4 paper."""

from __future__ import annotations

import functools
import importlib.resources
import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import jinja2
import weasyprint
import xlsxwriter

from khfund import paper
from khfund.calendar import VIET_NAM, format_day
from khfund.ledger import Restriction
from khfund.reports.consolidation import ITEM_NAMES, RESTRICTION_NAMES, Consolidation, Item
from khfund.reports.table import Cell, CellKind, Column, Table, amount
from khfund.reports.workbook import looks_of, write_cell

_UNIT = (Column("code", "Mã"), Column("unit", "Đơn vị"))
_INTERNAL = {Item.INTER_UNIT_CLAIMS, Item.INTER_UNIT_DEBTS}
ELIMINATION = "Loại trừ nội bộ"


def tables(shown: Consolidation) -> list[Table]:
    """The rows by item and by kind of fund; what units owe each other is a row of its own, so that the feet are true."""
    items: list[tuple[Cell, ...]] = [
        (line.code, line.name, *(line.item(item) for item in Item)) for line in shown.lines
    ]
    if shown.eliminated:
        items.append(("", ELIMINATION, *(-shown.eliminated if item in _INTERNAL else 0 for item in Item)))
    kinds: list[tuple[Cell, ...]] = [
        (
            line.code,
            line.name,
            *(line.kind(kind) for kind in Restriction),
            line.item(Item.PRINCIPAL) + line.item(Item.SPENDABLE),
        )
        for line in shown.lines
    ]
    by_item = tuple(amount(item.value, ITEM_NAMES[item]) for item in Item)
    by_kind = tuple(amount(kind.value, RESTRICTION_NAMES[kind]) for kind in Restriction)
    return [
        Table("items", "Tài sản, nợ phải trả và nguồn quỹ", (*_UNIT, *by_item), items),
        Table("kinds", "Số dư theo loại quỹ", (*_UNIT, *by_kind, amount("own", "Cộng")), kinds),
    ]


def title(shown: Consolidation) -> str:
    """What the paper is called, with its day and the units on which it stands."""
    units = f", tính theo các đơn vị ngày {format_day(shown.restated_on)}" if shown.restated_on else ""
    return f"Tổng hợp quỹ của {shown.top} và các đơn vị bên dưới đến ngày {format_day(shown.on)}{units}"


def notes(shown: Consolidation, *, names_max: int = 1_000) -> list[str]:
    """What has to be said below the tables; of the units without a book at most `names_max` are named."""
    said = [str(one) for one in shown.warnings]
    if shown.eliminated:
        said.append("Khoản các đơn vị phải thu, phải trả lẫn nhau đã loại trừ, không cộng hai lần.")
    if shown.without_book:
        count, more = len(shown.without_book), "; …" if len(shown.without_book) > names_max else ""
        named = "; ".join(shown.without_book[:names_max])
        said.append(f"{count} đơn vị không mở sổ ở đây, không có trong số liệu: {named}{more}.")
    return said


def xlsx(shown: Consolidation, *, made_at: datetime) -> bytes:
    """Give the tables as a workbook, a sheet each, the notes below the first."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        created = made_at.astimezone(VIET_NAM).replace(tzinfo=None)
        book.set_properties({"title": title(shown), "author": shown.top, "created": created})
        looks = looks_of(book)
        for table, said in zip(tables(shown), (notes(shown), []), strict=True):
            _sheet(book, looks, table, title(shown), said)
    return out.getvalue()


def _sheet(book: Any, looks: dict[str, Any], table: Table, heading: str, said: Sequence[str]) -> None:
    sheet = book.add_worksheet({"items": "Tổng hợp", "kinds": "Theo loại quỹ"}[table.key])
    sheet.write_string(0, 0, table.title, looks["title"])
    sheet.write_string(1, 0, f"{heading}; đơn vị tính: đồng", looks["under"])
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, 44 if column.key == "unit" else 17)
        sheet.write_string(3, place, column.title, looks["head"])
    for number, row in enumerate(table.rows, 4):
        for place, (column, cell) in enumerate(zip(table.columns, row, strict=True)):
            write_cell(sheet, number, place, cell, looks[column.kind.value])
    below = 4 + len(table.rows)
    for place, total in enumerate(table.foot):
        if total is None:
            sheet.write_string(below, place, "Cộng" if place == 0 else "", looks["foot"])
        else:
            sheet.write_number(below, place, total, looks["foot"])
    for number, note in enumerate(said, below + 2):
        sheet.write_string(number, 0, note, looks["under"])
    sheet.set_paper(9)  # A4
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(3)
    sheet.freeze_panes(4, 2)


def pdf(shown: Consolidation, *, made_at: datetime, parent_body: str = "", place: str = "") -> bytes:
    """Give the tables as an A4 paper lying on its side; `parent_body` and `place` are the letterhead's."""
    items, kinds = tables(shown)
    idle = {
        column.key
        for at, column in enumerate(items.columns)
        if column.kind is CellKind.AMOUNT and not any(row[at] for row in items.rows)
    }
    text = _template().render(
        parent=parent_body,
        body=shown.top,
        place=place,
        day=made_at.astimezone(VIET_NAM).date(),
        title=title(shown),
        tables=[items.only(*(one.key for one in items.columns if one.key not in idle)), kinds],
        notes=notes(shown),
        elimination=ELIMINATION,
    )
    return paper.pdf(text, styles=[paper.official(), _style()])


@functools.cache
def _template() -> jinja2.Template:
    return paper.environment("reports").get_template("consolidation.html")


@functools.cache
def _style() -> weasyprint.CSS:
    folder = importlib.resources.files("khfund.reports")
    return paper.style(folder.joinpath("templates", "consolidation.css").read_text(encoding="utf-8"))
