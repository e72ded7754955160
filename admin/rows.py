"""The rows of a list as they stand in its table: made in one go, for a page holds hundreds of cells."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from flask import current_app, url_for
from markupsafe import Markup, escape
from werkzeug.routing import IntegerConverter, Rule

from admin.listing import Column, cell
from admin.page import opens
from admin.words import _

STANDS_FOR = 900_000_000_000_000_001  # a number in an address until the row's own is put there


def table_rows(columns: Sequence[Column], rows: Iterable[Any]) -> Markup:
    """Write rows (mappings or objects) under columns; escaped like everything else."""
    writers = [_writer(column) for column in columns]
    return Markup("\n").join(  # every part of it is escaped
        Markup(f"<tr>{''.join(write(row) for write in writers)}</tr>")  # noqa: S704
        for row in rows
    )


def _writer(column: Column) -> Callable[[Any], str]:
    """What one column writes, with what is the same in each row made once."""
    head = f'<td class="{escape(column.kind)}" data-label="{escape(_(column.label))}">'
    address = None if column.link is None or not opens(column.link) else _addresses(column.link)

    def write(row: Any) -> str:
        value = row[column.key] if isinstance(row, Mapping) else getattr(row, column.key)
        said = escape(cell(column, value))
        url = None if address is None else address(row)
        return (
            f"{head}{said}</td>" if url is None else f'{head}<a href="{escape(url)}">{said or "…"}</a></td>'
        )

    return write


def _addresses(endpoint: str) -> Callable[[Mapping[str, Any]], str | None]:
    """The address that each row leads to; None where the row lacks what it names."""
    rule = next(current_app.url_map.iter_rules(endpoint))
    names = sorted(name for name in rule.arguments if name != "unit_code")
    pattern = _pattern(rule, endpoint, names)

    def address(row: Mapping[str, Any]) -> str | None:
        named = {name: row.get(name) for name in names}
        if any(value is None for value in named.values()):
            return None
        if pattern is None or any(type(value) is not int or value < 0 for value in named.values()):
            return url_for(endpoint, **named)
        url = pattern
        for place, name in enumerate(names):
            url = url.replace(str(STANDS_FOR + place), str(named[name]))
        return url

    return address


def _pattern(rule: Rule, endpoint: str, names: Sequence[str]) -> str | None:
    """An address with numbers that stand for the row's; None where it names anything but whole numbers."""
    if not all(isinstance(rule._converters[name], IntegerConverter) for name in names):
        return None
    stand_ins: dict[str, Any] = {name: STANDS_FOR + place for place, name in enumerate(names)}
    return url_for(endpoint, **stand_ins)
