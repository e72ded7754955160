"""Tables of khfund.reports on a page of the office: rows as mappings under the office's columns, with their sums."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import attrs

from admin.listing import Column, Kind
from khfund.reports.sheet_table import Look, SheetTable
from khfund.reports.table import CellKind, Table

KINDS = {
    CellKind.TEXT: Kind.TEXT,
    CellKind.AMOUNT: Kind.MONEY,
    CellKind.COUNT: Kind.COUNT,
    CellKind.DAY: Kind.DAY,
}


@attrs.frozen
class ShownTable:
    """A table as the template `reports/parts.html` shows it; `looks` says how each row stands out."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Mapping[str, Any]]
    looks: Sequence[str] = ()
    foot: Mapping[str, int | None] | None = None
    notes: Sequence[str] = ()
    empty: str = ""
    more: int = 0


def shown_table(table: Table, *, most: int = 200, links: Mapping[str, str] | None = None) -> ShownTable:
    """Show a plain table; `links` leads a column's values to an endpoint."""
    columns = [
        Column(one.key, one.title, KINDS[one.kind], link=(links or {}).get(one.key)) for one in table.columns
    ]
    keys = [one.key for one in table.columns]
    rows = [dict(zip(keys, row, strict=True)) for row in table.rows[:most]]
    summed = len(table.rows) > 1 and any(one is not None for one in table.foot)
    foot = dict(zip(keys, table.foot, strict=True)) if summed else None
    left = max(0, len(table.rows) - most)
    return ShownTable(table.title, columns, rows, foot=foot, empty=table.empty, more=left)


def shown_sheet(table: SheetTable) -> ShownTable:
    """Show a table with groups and sums between its lines."""
    columns = [Column(one.key, one.title, KINDS[one.kind]) for one in table.columns]
    keys = [one.key for one in table.columns]
    rows = [dict(zip(keys, row.cells, strict=True)) for row in table.rows]
    looks = ["" if row.look is Look.LINE else row.look.value for row in table.rows]
    return ShownTable(table.title, columns, rows, looks, notes=table.notes, empty=table.empty)
