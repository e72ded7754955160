"""A table with groups: lines, sums of groups and totals, the same for a page and for a workbook.

`Table` holds plain rows with one sum at the foot; reports over many units need sums between the lines as well.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator

import attrs

from khfund.reports.table import Cell, CellKind, Column

UNTOLD = "…"
"""What stands where nobody told a figure; nought is written 0."""


class Look(enum.StrEnum):
    """How a row stands out."""

    LINE = "line"
    GROUP = "group"
    SUM = "sum"
    TOTAL = "total"
    ASIDE = "aside"
    MISSING = "missing"


@attrs.frozen
class SheetRow:
    """A row; an amount is whole đồng or, in a table of thousands, whole thousands."""

    cells: tuple[Cell, ...]
    look: Look = Look.LINE


@attrs.frozen
class SheetTable:
    """Rows under headings with notes below; `empty` stands where there are none."""

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[SheetRow, ...]
    notes: tuple[str, ...] = ()
    empty: str = "không có"

    @property
    def largest(self) -> int:
        """The largest amount in it, by size."""
        return max((abs(cell) for cell in self._amounts()), default=0)

    def _amounts(self) -> Iterator[int]:
        for row in self.rows:
            for column, cell in zip(self.columns, row.cells, strict=True):
                if column.kind is CellKind.AMOUNT and isinstance(cell, int):
                    yield cell

    def in_thousands(self) -> SheetTable:
        """The same table with its amounts in thousands of đồng, each rounded half up.

        Source: NĐ 174/2016/NĐ-CP, Điều 4.
        """
        rows = tuple(
            attrs.evolve(
                row,
                cells=tuple(
                    thousands(cell) if column.kind is CellKind.AMOUNT and isinstance(cell, int) else cell
                    for column, cell in zip(self.columns, row.cells, strict=True)
                ),
            )
            for row in self.rows
        )
        return attrs.evolve(self, rows=rows)


def thousands(dong: int) -> int:
    """Thousands of đồng, half a thousand counting as one more, on both sides of nought."""
    whole = (abs(dong) + 500) // 1000
    return -whole if dong < 0 else whole
