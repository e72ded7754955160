"""A table that is shown in many forms: its rows, under keys for programs and titles for people."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import attrs

Cell = str | int | date | None


class CellKind(enum.StrEnum):
    """What stands in a column."""

    TEXT = "text"
    AMOUNT = "amount"
    COUNT = "count"
    DAY = "day"


@attrs.frozen
class Column:
    """A column; an amount is in whole đồng and is added up at the foot unless `adds` says it makes no sense."""

    key: str
    title: str
    kind: CellKind = CellKind.TEXT
    adds: bool = True


@attrs.frozen
class Table:
    """Rows under headings; `empty` is printed where there are none, so that a section never just disappears."""

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: Sequence[tuple[Cell, ...]] = attrs.field(repr=False)
    empty: str = "chưa có"

    def only(self, *keys: str) -> Table:
        """The same rows with these columns in this order, for a page that is not as wide."""
        places = [[column.key for column in self.columns].index(key) for key in keys]
        columns = tuple(self.columns[place] for place in places)
        return attrs.evolve(
            self, columns=columns, rows=[tuple(row[place] for place in places) for row in self.rows]
        )

    @property
    def foot(self) -> tuple[int | None, ...]:
        """The sum of each amount column, None under the others."""
        return tuple(self._sum(place) for place in range(len(self.columns)))

    def _sum(self, place: int) -> int | None:
        column = self.columns[place]
        if column.kind is not CellKind.AMOUNT or not column.adds:
            return None
        return sum(cell for row in self.rows if isinstance(cell := row[place], int))

    def records(self) -> Iterator[dict[str, Any]]:
        """The rows by column key, days in ISO form."""
        keys = [column.key for column in self.columns]
        for row in self.rows:
            yield {
                key: cell.isoformat() if isinstance(cell, date) else cell
                for key, cell in zip(keys, row, strict=True)
            }


def amount(key: str, title: str, *, adds: bool = True) -> Column:
    """A column of đồng."""
    return Column(key, title, CellKind.AMOUNT, adds)


FUND = (Column("fund", "Mã quỹ"), Column("fund_name", "Quỹ"))
ACCOUNT = (Column("account", "Tài khoản"), Column("account_name", "Tên tài khoản"))
