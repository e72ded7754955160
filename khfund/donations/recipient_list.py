"""Who gets what, from a table that people keep: one row a recipient or group, with item and quantity."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from khfund.donations.goods import Item, find_item
from khfund.donations.hand_over import NewHandOverLine
from khfund.donations.stock_movement import require_quantity
from khfund.errors import KhfundError, Problem, ProblemsFound
from khfund.sheet import Row, read
from khfund.vietnamese import clean, fold

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

HEADINGS = {
    "recipient": ("ho va ten", "ho ten", "nguoi nhan", "nhom nhan"),
    "belongs_to": ("lop, don vi", "lop", "don vi", "truong", "dia chi"),
    "heads": ("so nguoi",),
    "item": ("mat hang", "ma hang", "hien vat"),
    "quantity": ("so luong",),
}
_FIELDS = {written: field for field, ways in HEADINGS.items() for written in ways}
_NEEDED = {"recipient", "item", "quantity"}
_WHOLE = re.compile(r"[0-9]{1,9}")


class RecipientListUnclearError(KhfundError):
    """A list of recipients has headed columns and at least one row."""

    message = "Không thấy dòng nào dưới các cột «Họ và tên», «Mặt hàng», «Số lượng» trong danh sách {file}."
    english = "The list {file} lacks one of the columns Họ và tên, Mặt hàng, Số lượng, or has no row."


class HeadsUnclearError(KhfundError):
    """Pieces and persons are counted in whole numbers above 0."""

    message = "«{text}» không phải số nguyên lớn hơn 0; hãy ghi lại số lượng hoặc số người."
    english = "«{text}» is no whole number above 0; write the quantity or the number of persons again."


def read_recipients(session: Session, unit_id: int, content: bytes, file: str) -> list[NewHandOverLine]:
    """Read a list with the columns họ và tên, lớp hoặc đơn vị, số người, mặt hàng (mã), số lượng.

    What is said about a wrong row never names the recipient.

    Raises: RecipientListUnclearError, ProblemsFound, and what reading a sheet raises.
    """
    sheet = read(content, file).first
    columns: dict[str, int] = {}
    lines: list[NewHandOverLine] = []
    problems: list[Problem] = []
    for row in sheet:
        if not columns:
            columns = _columns(row)
        elif any(_text(row[place]) for place in columns.values()):
            try:
                lines.append(_line(session, unit_id, row, columns))
            except KhfundError as mistake:
                problems.append(Problem(sheet.place(row.number), mistake))
    if problems:
        raise ProblemsFound(file=file, problems=problems)
    if not lines:
        raise RecipientListUnclearError(file=file)
    return lines


def _columns(row: Row) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, value in enumerate(row.values):
        field = _FIELDS.get(fold(_text(value)))
        if field is not None:
            found.setdefault(field, place)
    return found if found.keys() >= _NEEDED else {}


def _line(session: Session, unit_id: int, row: Row, columns: Mapping[str, int]) -> NewHandOverLine:
    said = {field: _text(row[place]) for field, place in columns.items()}
    item: Item = find_item(session, unit_id, said["item"])
    return NewHandOverLine(
        item,
        require_quantity(_whole(said["quantity"])),
        said["recipient"],
        said.get("belongs_to", ""),
        _whole(said.get("heads") or "1"),
    )


def _whole(text: str) -> int:
    written = text.replace(".", "") if re.fullmatch(r"[0-9]{1,3}(\.[0-9]{3})+", text) else text
    if not _WHOLE.fullmatch(written) or int(written) == 0:
        raise HeadsUnclearError(text=text)
    return int(written)


def _text(value: object) -> str:
    return "" if value is None else clean(str(value))
