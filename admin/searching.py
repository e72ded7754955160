"""How a search finds rows: every word of the term stands somewhere in the row."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, or_

from khfund.vietnamese import fold


def containing(term: str, *columns: Any, folded: tuple[Any, ...] = ()) -> ColumnElement[bool]:
    """Give the condition that each word of `term` is in one of the columns; `folded` ones hold text without marks."""
    return and_(
        *(
            or_(
                *(column.icontains(word, autoescape=True) for column in columns),
                *(column.contains(fold(word), autoescape=True) for column in folded),
            )
            for word in term.split()[:8]
        )
    )
