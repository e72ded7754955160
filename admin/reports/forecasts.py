"""The forecast: will the money be there, month by month, fund by fund."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask_admin import expose
from sqlalchemy.orm import Session

from admin.field import Choice, Day, Number
from admin.listing import Filters
from admin.page import Page
from admin.paper import served
from admin.reports.shown_table import shown_table
from admin.visitor import reading, unit
from khfund.calendar import today
from khfund.errors import KhfundError
from khfund.ledger import find_fund, funds
from khfund.reports import figure_paper
from khfund.reports.figure_paper import FigurePaper
from khfund.reports.forecast import forecast
from khfund.reports.forecast_paper import forecast_paper
from khfund.unit import Unit

MONTHS = 12


class FormUnknownError(KhfundError):
    """A paper is handed out as PDF or as a workbook."""

    message = "Không có tệp loại «{form}»; chỉ có pdf và xlsx."
    english = "There is no file of the kind «{form}»; only pdf and xlsx."


class ForecastFilters(Filters):
    """How far ahead, for which fund, with what is only promised or without."""

    months = Number("Số tháng nhìn trước", required=False)
    fund = Choice("Chỉ quỹ", required=False)
    on = Day("Tính từ cuối ngày", required=False)
    pledges = Choice("Khoản mới chỉ hứa", {"with": "có tính", "without": "không tính"}, required=False)

    def prepare(self, session: Session, unit: Unit) -> None:
        """Offer the unit's funds; without words, a year from today."""
        self.fund.offer((one.code, one.name) for one in funds(session, unit.id))


class Forecasts(Page):
    """Months where the money is not enough, and what would help."""

    looks = "money.look"
    title = "Dự báo khả năng chi"
    section = "Báo cáo"
    address = "du-bao"

    @expose("/")
    def index(self) -> Any:
        """Show the forecast."""
        form = _asked()
        problem, paper = None, None
        if not form.errors:
            try:
                paper = _paper(form)
            except KhfundError as refusal:
                problem = refusal
        shown = self.render(
            "reports/figure_paper.html",
            filters=form,
            refusal=problem,
            paper=paper,
            tables=[shown_table(block.table) for block in paper.blocks] if paper else [],
            endpoint="forecasts.file",
        )
        return (shown, 422) if problem or form.errors else shown

    @expose("/du-bao.<form>")
    def file(self, form: str) -> Response:
        """Hand out the forecast as PDF or as a workbook."""
        return handed(_paper(_asked()), "du-bao", form)


def _asked() -> ForecastFilters:
    form = ForecastFilters(request.args)
    form.prepare(reading(), unit())
    form.validate()
    return form


def _paper(form: ForecastFilters) -> FigurePaper:
    session, on = reading(), form.on.data or today()
    wanted = (
        [find_fund(session, unit().id, form.fund.data)]
        if form.fund.data
        else [one for one in funds(session, unit().id) if one.closed is None or one.closed > on]
    )
    months = MONTHS if form.months.data is None else form.months.data
    found = forecast(
        session, unit().id, on, months, funds=wanted, with_pledges=form.pledges.data != "without"
    )
    return forecast_paper(session, unit(), found, on)


def handed(paper: FigurePaper, name: str, form: str) -> Response:
    """Hand out a paper in one of its two forms; anything else is not there."""
    made = {"pdf": figure_paper.pdf, "xlsx": figure_paper.xlsx}.get(form)
    if made is None:
        raise FormUnknownError(form=form)
    return served(made(paper), f"{name}.{form}")
