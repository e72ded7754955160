"""Statements as they were published: the page with its tables and charts, every file, every version."""

from __future__ import annotations

import html
import json
import re
from typing import Any

from flask import Response

from admin.paper import served
from admin.public.remembered import cached, remembered
from admin.public.window import PREFIX, blueprint, require_on, shown, unit_of
from admin.visitor import reading
from admin.words import _
from khfund.oversight.publication import PublicationSubject
from khfund.oversight.published_statement import (
    PublishedStatement,
    PublishedUnknownError,
    file_of,
    files_of,
    find_published,
    published_statements,
)
from khfund.reports.window import WINDOW_FILE
from khfund.unit import Unit

PAGE_ORDER = (
    "totals", "funds", "received", "used", "award_counts", "awards_by_programme", "holdings", "commitments", "waiting",
    "revisions", "exceptions", "complaints", "months",
)  # fmt: skip
CHART_BESIDE = {
    "months": "totals",
    "funds": "funds",
    "used": "used",
    "holdings": "holdings",
}  # chart → its table
OFFERED = (
    "statement.pdf",
    "statement.xlsx",
    "statement.json",
    "statement.schema.json",
    "datapackage.json",
    "bao-cao.zip",
)
_POLICY = re.compile(rb'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')


def page_of(statement: PublishedStatement) -> dict[str, Any]:
    """What the window shows of a published statement, as it was made when it was published."""

    def make() -> dict[str, Any]:
        found: dict[str, Any] = json.loads(file_of(reading(), statement, WINDOW_FILE).whole)
        return found

    return remembered().get(("statement", statement.id), make, seconds=24 * 3600)  # it never changes


@blueprint.route(f"{PREFIX}/<code>/bao-cao/<int:number>/")
def statement(code: str, number: int) -> Any:
    """Show a published statement, what came before and after it, and its files."""
    unit = unit_of(code)
    refused = require_on(unit, PublicationSubject.STATEMENTS)
    if refused is not None:
        return refused
    found = find_published(reading(), unit.id, number)
    page = page_of(found)
    return shown(
        "public/statement.html",
        title=f"{_('Báo cáo công khai')} {page['period']}",
        unit=unit,
        statement=found,
        page=page,
        tables=[(key, page["tables"][key]) for key in PAGE_ORDER if key in page["tables"]],
        charts={table: name for name, table in CHART_BESIDE.items() if name in page["charts"]},
        versions=_versions(unit, found),
        files=[one for one in files_of(reading(), found) if one.name in OFFERED or one.name.endswith(".csv")],
        csv_names=[one.name for one in files_of(reading(), found) if one.name.endswith(".csv")],
        whole=file_of(reading(), found, "statement.html"),
    )


def _versions(unit: Unit, found: PublishedStatement) -> list[PublishedStatement]:
    same = (found.first, found.last)
    return [one for one in published_statements(reading(), unit.id) if (one.first, one.last) == same]


@blueprint.route(f"{PREFIX}/<code>/bao-cao/<int:number>/tep/<name>")
def file(code: str, number: int, name: str) -> Any:
    """Give a file of a published statement, as it was published."""
    unit = unit_of(code)
    refused = require_on(unit, PublicationSubject.STATEMENTS)
    if refused is not None:
        return refused
    found = file_of(reading(), find_published(reading(), unit.id, number), name)
    if name == "statement.html":
        return cached(_whole_page(found.whole))
    if name.endswith(".svg"):
        return cached(_picture(found.whole))
    return cached(served(found.whole, f"{unit.code}-{number}-{name}"))


def _whole_page(content: bytes) -> Response:
    """The whole statement on one page, under the policy that it carries itself: its own style, nothing else."""
    said = _POLICY.search(content)
    if said is None:
        raise PublishedUnknownError(what="statement.html")
    answer = Response(content, mimetype="text/html")
    answer.headers["Content-Security-Policy"] = f"{html.unescape(said[1].decode())}; frame-ancestors 'none'"
    return answer


def _picture(content: bytes) -> Response:
    answer = Response(content, mimetype="image/svg+xml")
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer
