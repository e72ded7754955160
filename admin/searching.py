"""How a search finds rows: every word of the term stands somewhere in the row."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, or_, true

from khfund.vietnamese import fold


def containing(term: str, *columns: Any, folded: tuple[Any, ...] = ()) -> ColumnElement[bool]:
    """Give the condition that each word of `term` is in one of the columns; `folded` ones hold text without marks."""
    return and_(
        true(),
        *(
            or_(
                *(column.icontains(form, autoescape=True) for column in columns for form in _forms(word)),
                *(column.contains(fold(word), autoescape=True) for column in folded),
            )
            for word in term.split()[:8]
        ),
    )


def _forms(word: str) -> set[str]:
    """A word as it may be written: SQLite does not know that Ủ and ủ are one letter."""
    return {word} if word.isascii() else {word, word.lower(), word.upper(), word.capitalize()}
