"""What a preview of a statement shows: the tables that fit on a page, with the charts, figures leading to the books."""

from __future__ import annotations

import attrs

from admin.reports.shown_table import ShownTable, shown_table
from khfund.reports.disclosure import Disclosure
from khfund.reports.page import charts_of
from khfund.reports.statement_table import tables
from khfund.reports.table import Table
from khfund.reports.window import CHART_TITLES

_COLUMNS: dict[str, tuple[str, ...]] = {
    "totals": ("title", "amount"),
    "funds": ("fund_name", "opening", "received", "used", "transferred", "brought", "closing", "difference"),
    "received": ("fund_name", "kind_name", "means_name", "gross", "returned", "net"),
    "used": ("fund_name", "nature_name", "programme", "gross", "returned", "net"),
    "holdings": ("role_name", "account", "account_name", "opening", "closing"),
    "months": ("month_name", "received", "used"),
    "waiting": ("title", "opening", "came", "left", "closing"),
    "awards_by_programme": ("programme_name", "awards", "persons", "amount"),
    "commitments": ("fund", "what", "payments", "amount", "until"),
    "corrections": ("voucher", "day", "kind_name", "of_voucher", "of_day", "earlier_period", "amount"),
    "revisions": (),
    "exceptions": (),
    "laws": (),
}

IDLE = {"transferred", "brought", "difference", "returned"}  # columns left out where they hold nothing


@attrs.frozen
class Shown:
    """The tables by key, and the charts with their words."""

    tables: dict[str, ShownTable]
    charts: dict[str, tuple[str, str]]


def shown_tables(shown: Disclosure) -> Shown:
    """Choose what stands on the page."""
    found = {table.key: table for table in tables(shown)}
    kept = {}
    for key, columns in _COLUMNS.items():
        table = _without_idle(found[key].only(*columns)) if columns else found[key]
        if key in ("totals", "funds") or table.rows:
            kept[key] = shown_table(table)
    charts = {name: (str(svg), CHART_TITLES[name]) for name, svg in charts_of(found).items() if svg}
    return Shown(kept, charts)


def _without_idle(table: Table) -> Table:
    """The table without the columns of transfers and adjustments in which nothing happened."""
    idle = [key for key in IDLE & {one.key for one in table.columns} if not any(table.only(key).foot)]
    return table.only(*(one.key for one in table.columns if one.key not in idle)) if idle else table
