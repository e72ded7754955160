"""Figures as somebody types them one by one: «KH.raised=3.000.000», «Q1=Quỹ Vì bạn nghèo»."""

from __future__ import annotations

from collections.abc import Sequence

from khfund.errors import KhfundError
from khfund.returns.form import Edition, Figure
from khfund.returns.return_sheet import read_figure
from khfund.returns.unit_return import CellUnknownError


class CellTextError(KhfundError):
    """A typed figure is a cell, an equals sign and a number; a name is a row, an equals sign and words."""

    message = (
        '«{text}» không đọc được; hãy ghi như KH.raised=3.000.000, hoặc Q1="Tên quỹ" cho dòng tự đặt tên.'
    )
    english = (
        '“{text}” cannot be read; write it like KH.raised=3.000.000, or Q1="Name of a fund" for a named row.'
    )


def typed_figures(edition: Edition, texts: Sequence[str]) -> list[Figure]:
    """Read typed figures; names stand before or after the figures of their row.

    Raises: CellTextError, CellUnknownError, and what `return_sheet.read_figure` raises.
    """
    named = {row.code for row in edition.rows.values() if row.named}
    pairs = [_pair(text) for text in texts]
    names = {where: value for where, value in pairs if where in named}
    found = []
    for where, value in pairs:
        if where in named:
            continue
        row, _, measure = where.partition(".")
        place = edition.places.get((row, measure))
        if place is None:
            raise CellUnknownError(mark=edition.mark, cell=where)
        figure = read_figure(value, place[2])
        if figure is None:
            raise CellTextError(text=f"{where}={value}")
        found.append(Figure(row, measure, figure, names.get(row, "")))
    return found


def _pair(text: str) -> tuple[str, str]:
    where, equals, value = text.partition("=")
    if not equals or not where.strip() or not value.strip():
        raise CellTextError(text=text)
    return where.strip(), value.strip()
