"""Consolidation: what a unit and everything below it own and owe, without what they owe each other."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask import Response, abort, request
from flask_admin import expose
from sqlalchemy.orm import Session

from admin.field import Day, Tick
from admin.listing import Filters
from admin.page import Page
from admin.paper import served
from admin.reports.shown_table import shown_table
from admin.visitor import reading, unit
from khfund.calendar import today
from khfund.errors import KhfundError
from khfund.reports.consolidation import Consolidation, consolidate
from khfund.reports.consolidation_paper import notes, pdf, tables, title, xlsx
from khfund.unit import Unit

NAMES_MAX = 20  # units named in a note on the page; the files name all


class ConsolidationFilters(Filters):
    """On which day, and by which units."""

    on = Day("Tính đến hết ngày", required=False)
    restated = Tick("Tính theo các đơn vị hôm nay")

    def prepare(self, session: Session, unit: Unit) -> None:
        """Without words, today."""
        if self.on.data is None and not self.on.typed:
            self.on.process_data(today())


class Consolidations(Page):
    """The balances of the unit and of every unit below it."""

    looks = "money.look"
    title = "Tổng hợp các đơn vị"
    section = "Báo cáo"
    address = "tong-hop"

    @expose("/")
    def index(self) -> Any:
        """Show the consolidation."""
        form = _asked()
        problem, shown = None, None
        if not form.errors:
            try:
                shown = _consolidated(form)
            except KhfundError as refusal:
                problem = refusal
        page = self.render(
            "reports/consolidation.html",
            filters=form,
            refusal=problem,
            heading=title(shown) if shown else "",
            tables=[shown_table(one) for one in tables(shown)] if shown else [],
            notes=notes(shown, names_max=NAMES_MAX) if shown else [],
            warnings=shown.warnings if shown else (),
        )
        return (page, 422) if problem or form.errors else page

    @expose("/tong-hop.<form>")
    def file(self, form: str) -> Response:
        """Hand out the consolidation as PDF or as a workbook."""
        if form not in ("pdf", "xlsx"):
            abort(404)
        shown, made_at = _consolidated(_asked()), datetime.now(UTC)
        if form == "xlsx":
            return served(xlsx(shown, made_at=made_at), "tong-hop.xlsx")
        head = {"parent_body": unit().parent_body, "place": unit().place}
        return served(pdf(shown, made_at=made_at, **head), "tong-hop.pdf")


def _asked() -> ConsolidationFilters:
    form = ConsolidationFilters(request.args)
    form.prepare(reading(), unit())
    form.validate()
    return form


def _consolidated(form: ConsolidationFilters) -> Consolidation:
    then = today() if form.restated.data else None
    return consolidate(reading(), unit(), form.on.data or today(), restated_on=then)
