"""A deed: a paper that is signed (minutes, decision, list), said once and written as PDF or as DOCX.

Its parts come in order; whatever writes it knows how each looks, never what it says.
"""

from __future__ import annotations

import enum

import attrs

from khfund.reports.disclosure import Letterhead


class Look(enum.StrEnum):
    """How a paragraph stands on the page."""

    BASIS = "basis"
    CENTRE = "centre"
    HEADING = "heading"
    TEXT = "text"
    ITEM = "item"
    NOTE = "note"


@attrs.frozen
class Words:
    """A paragraph; `lead` is said in bold before it, like «Điều 1.»."""

    text: str
    look: Look = Look.TEXT
    lead: str = ""


class Stand(enum.StrEnum):
    """How the cells of a column stand."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


@attrs.frozen
class GridColumn:
    """A column; `width` is its share of the page in hundredths."""

    title: str
    width: int
    stand: Stand = Stand.LEFT


@attrs.frozen
class GridRow:
    """A row of words; one that is a `heading` or a `total` stands out. An empty cell of a heading joins the one before."""

    cells: tuple[str, ...]
    is_heading: bool = False
    is_total: bool = False


@attrs.frozen
class Grid:
    """A table; `tall` leaves room for signatures."""

    columns: tuple[GridColumn, ...]
    rows: tuple[GridRow, ...]
    tall: bool = False


@attrs.frozen
class Signatory:
    """A place to sign; `authority` is «TM. BAN THƯỜNG VỤ» or empty, `name` may be left to be written."""

    position: str
    name: str = ""
    authority: str = ""
    how: str = "(Ký, ghi rõ họ tên)"


@attrs.frozen
class Signing:
    """Who signs, from left to right; with `recipients` they stand at the left under «Nơi nhận»."""

    signatories: tuple[Signatory, ...]
    recipients: tuple[str, ...] = ()


@attrs.frozen
class Annex:
    """What follows on a page of its own under its own title."""

    title: str
    subtitle: str = ""


Part = Words | Grid | Signing | Annex


@attrs.frozen
class Deed:
    """A whole paper; `restricted` says on each page that it holds personal data, `wide` lays it on its side."""

    letterhead: Letterhead
    title: str
    subtitle: str
    parts: tuple[Part, ...]
    restricted: bool = False
    wide: bool = False

    @property
    def mark(self) -> str:
        """What stands at the foot of each page."""
        return "Tài liệu có dữ liệu cá nhân – chỉ dùng nội bộ, không niêm yết" if self.restricted else ""
