"""What templates may say: amounts, days, cells, words, icons of state, the menu of this person."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from datetime import date, datetime
from typing import Any
from urllib.parse import quote

import attrs
from flask import Flask, current_app, g, request, url_for
from markupsafe import Markup

from admin.listing import cell
from admin.page import SECTIONS, Page, opens
from admin.rows import table_rows
from admin.sentence import sentence
from admin.visitor import Visitor, may, unit, visitor
from admin.words import LANGUAGES, _, language
from khfund import money
from khfund.calendar import VIET_NAM, format_day, today

MENUS_MAX = 2_000  # kept; then each is made anew


@attrs.frozen
class Entry:
    """A line of the menu."""

    name: str
    url: str
    current: bool


@attrs.frozen
class Section:
    """A part of the menu."""

    name: str
    entries: list[Entry]


def menu() -> list[Section]:
    """The menu of this person in this unit: made once for each page, unit, language and set of rights."""
    present, of, person = (request.endpoint or "").partition(".")[0], unit(), visitor()
    views = [one for one in current_app.extensions["khfund.admin"]._views if isinstance(one, Page)]
    open_to = frozenset(view.looks for view in views if person.may(view.looks, of.id))
    menus: dict[Hashable, list[Section]] = current_app.extensions.setdefault("khfund.menus", {})
    asked = (request.root_path, of.code, open_to, language(), present)
    found = menus.get(asked)
    if found is None:
        if len(menus) >= MENUS_MAX:
            menus.clear()
        found = menus[asked] = _menu([view for view in views if view.looks in open_to], present)
    return found


def _menu(views: Sequence[Page], present: str) -> list[Section]:
    found: dict[str, list[Entry]] = {section: [] for section in SECTIONS}
    above = next((view.under for view in views if view.endpoint == present), "")
    for view in views:
        if view.section is not None:
            current = view.endpoint in {present, above}
            found[view.section].append(Entry(_(view.title), url_for(f"{view.endpoint}.index"), current))
    return [Section(_(name), entries) for name, entries in found.items() if entries]


def dong(amount: int | None) -> str:
    """Write an amount: 1.234.567 đ."""
    return "" if amount is None else f"{money.format(amount)} đ"


def day(value: date | None) -> str:
    """Write a day: 22/11/2026."""
    return "" if value is None else format_day(value)


def moment(value: datetime | None) -> str:
    """Write a moment in Vietnamese time: 13:58 22/11/2026."""
    return "" if value is None else f"{value.astimezone(VIET_NAM):%H:%M %d/%m/%Y}"


def picture(svg: str, words: str) -> Markup:
    """Show a chart as a picture, which no content policy minds; `words` tell it to whoever does not see it."""
    return Markup('<img class="chart" src="data:image/svg+xml,{}" alt="{}">').format(quote(svg), words)


def row_links(row: Any, endpoint: str) -> Iterator[str]:
    """The address of an endpoint, filled from a row; nothing where the row lacks what it names."""
    if not opens(endpoint):
        return
    rule = next(current_app.url_map.iter_rules(endpoint))
    named = {name: row[name] for name in rule.arguments if name != "unit_code" and row.get(name) is not None}
    if len(named) == len([name for name in rule.arguments if name != "unit_code"]):
        yield url_for(endpoint, **named)


def install(app: Flask) -> None:
    """Give the templates their words."""
    app.jinja_env.globals.update(
        _=_, cell=cell, menu=menu, languages=LANGUAGES, language=language, picture=picture, row_links=row_links,
        sentence=sentence, signed_in=_signed_in, today=today, may=may, table_rows=table_rows,
    )  # fmt: skip
    app.jinja_env.filters.update(dong=dong, day=day, moment=moment, so=money.format)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


def _signed_in() -> Visitor | None:
    found = g.get("_login_user")
    return found if isinstance(found, Visitor) else None
