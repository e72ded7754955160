"""`forecast`: will the money be there, month by month."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from khfund.cli.edge import Day, Edge, pass_edge, this_day
from khfund.cli.export import writing_whole
from khfund.cli.words import Command, option
from khfund.errors import KhfundError
from khfund.ledger import find_fund, funds
from khfund.reports import figure_paper
from khfund.reports.figure_paper import FigurePaper
from khfund.reports.forecast import ForecastMonth, FundForecast
from khfund.reports.forecast import forecast as look_ahead
from khfund.reports.forecast_paper import forecast_paper


class PaperNameError(KhfundError):
    """A paper is written as PDF or as a workbook, which the name of its file says."""

    message = "Không rõ in «{file}» thành loại tệp nào; hãy đặt tên kết thúc bằng .pdf hoặc .xlsx."
    english = "It is not clear as what «{file}» is to be written; end its name with .pdf or .xlsx."


def save(paper: FigurePaper, out: Path) -> None:
    """Write a paper in the form that the name of its file says.

    Raises: PaperNameError, FileUnwritableError.
    """
    made = _form(out)(paper)
    with writing_whole(out) as unfinished:
        unfinished.write_bytes(made)


def require_form(out: Path | None) -> None:
    """Refuse the name of a file that says no form, before any work is done.

    Raises: PaperNameError.
    """
    if out is not None:
        _form(out)


def _form(out: Path) -> Any:
    form = {".pdf": figure_paper.pdf, ".xlsx": figure_paper.xlsx}.get(out.suffix.lower())
    if form is None:
        raise PaperNameError(file=out.name)
    return form


@click.command("forecast", cls=Command)
@option("--months", default=12, help="Số tháng nhìn trước.")
@option("--fund", "fund_codes", multiple=True, help="Chỉ quỹ này; lặp lại cho từng quỹ.")
@option("--on", "day", type=Day(), help="Tính từ số dư cuối ngày này (mặc định hôm nay).")
@option("--without-pledges", is_flag=True, help="Không tính các khoản ủng hộ mới chỉ hứa.")
@option("--out", type=click.Path(path_type=Path), help="In ra tệp .pdf hoặc .xlsx.")
@pass_edge
def forecast(
    edge: Edge,
    months: int,
    fund_codes: tuple[str, ...],
    day: date | None,
    without_pledges: bool,
    out: Path | None,
) -> None:
    """Dự báo từng tháng: tiền về, khoản phải chi, tháng nào thiếu."""
    require_form(out)
    on = day or this_day()
    with edge.reading() as session:
        unit = edge.unit(session)
        wanted = [find_fund(session, unit.id, code) for code in fund_codes] or [
            one for one in funds(session, unit.id) if one.closed is None or one.closed > on
        ]
        found = look_ahead(session, unit.id, on, months, funds=wanted, with_pledges=not without_pledges)
        if out is not None:
            save(forecast_paper(session, unit, found, on), out)
    rows = [_row(one, month) for one in found for month in one.months]
    columns = [
        ("fund", "Quỹ"),
        ("month", "Tháng"),
        ("start", "Đầu tháng"),
        ("deposits", "Tiền gửi về"),
        ("pledged", "Ủng hộ đã hứa"),
        ("due", "Phải chi"),
        ("end", "Cuối tháng"),
        ("spendable", "Được chi"),
        ("missing", "Thiếu"),
    ]
    edge.list(rows, columns)
    for one in found:
        if one.sentence:
            edge.warn(one.sentence)


def _row(one: FundForecast, month: ForecastMonth) -> dict[str, Any]:
    return {
        "fund": one.fund.code,
        "month": str(month.month),
        "start": month.start,
        "principal": month.principal,
        "interest": month.interest,
        "deposits": month.principal + month.interest,
        "pledged": month.pledged,
        "due": month.due,
        "end": month.end,
        "spendable": month.spendable,
        "lowest": month.lowest,
        "missing": max(-month.lowest, 0),
        "lowest_day": month.lowest_day,
        "sentence": one.sentence,
    }
