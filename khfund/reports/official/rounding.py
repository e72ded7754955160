"""Reports in thousands of đồng, where the law allows it: each figure rounded half up.

Source: NĐ 174/2016/NĐ-CP, Điều 4: a published or consolidated report may be shown in nghìn đồng when at least one of its
figures has nine digits; the next digit from 5 on counts as one more. Books are kept in đồng.
"""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from khfund.errors import KhfundError
from khfund.reports.official.ledger_book import BookLine, LedgerBook
from khfund.reports.table import Cell, CellKind

DIGITS_MIN = 9


class UnitTooSmallError(KhfundError):
    """A report is shortened to thousands only where a figure has nine digits."""

    message = "«{book}» không có số liệu nào từ 9 chữ số nên không được rút gọn thành nghìn đồng (NĐ 174/2016, Điều 4); hãy lập theo đồng."
    english = "«{book}» has no figure of nine digits, so it may not be shortened to thousands of đồng (NĐ 174/2016, Art. 4); make it in đồng."


def in_thousands(book: LedgerBook) -> LedgerBook:
    """Return the report in thousands of đồng; its sums are rounded themselves and need not foot with rounded parts.

    Raises: UnitTooSmallError, and LedgerBookDisagreesError, as the lines are read once.
    """
    places = [place for place, field in enumerate(book.fields) if field.kind is CellKind.AMOUNT]
    figures = (line.cells[place] for line in book.lines() for place in places)
    if not any(isinstance(cell, int) and abs(cell) >= 10 ** (DIGITS_MIN - 1) for cell in figures):
        raise UnitTooSmallError(book=book.name)
    exact = book.lines

    def lines() -> Iterator[BookLine]:
        for line in exact():
            cells = (rounded(cell) if place in places else cell for place, cell in enumerate(line.cells))
            yield attrs.evolve(line, cells=tuple(cells))

    note = "Số liệu được làm tròn đến nghìn đồng (NĐ 174/2016/NĐ-CP, Điều 4) nên tổng có thể lệch các số cộng lại."
    return attrs.evolve(book, lines=lines, unit=1000, notes=(*book.notes, note))


def rounded(cell: Cell) -> Cell:
    """Thousands of đồng, half a thousand up; what is negative as its positive."""
    if not isinstance(cell, int):
        return cell
    thousands = (abs(cell) + 500) // 1000
    return -thousands if cell < 0 else thousands
