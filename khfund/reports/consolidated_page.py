"""The consolidated report on paper: A4 landscape, PDF/A."""

from __future__ import annotations

import functools
import importlib.resources

import jinja2
import markupsafe
import weasyprint

from khfund import paper
from khfund.calendar import VIET_NAM
from khfund.reports import chart
from khfund.reports.consolidated_return import LEVELS, ConsolidatedReturn
from khfund.reports.consolidated_table import THOUSAND, report_tables
from khfund.reports.return_line import Basis
from khfund.unit import Level

BARS_MAX = 10


def pdf(report: ConsolidatedReturn, *, unit: int = 1) -> bytes:
    """Give the report as PDF; the same report gives the same bytes.

    Raises: ThousandsTooSmallError.
    """
    return paper.pdf(html(report, unit=unit), styles=[sheet_style()])


def html(report: ConsolidatedReturn, *, unit: int = 1) -> str:
    """Give the page from which the PDF is set."""
    of, bars = _largest(report)
    return _template().render(
        report=report,
        letter=report.letterhead,
        title=title(report),
        made_at=f"{report.made_at.astimezone(VIET_NAM):%H:%M ngày %d/%m/%Y}",
        unit_words=unit_words(unit),
        tables={table.key: table for table in report_tables(report, unit=unit)},
        charts={
            "standing": markupsafe.Markup(_standing(report)),  # noqa: S704  charts escape their words
            "closing": markupsafe.Markup(chart.bars(f"Số dư quỹ cuối kỳ {of}", bars)) if bars else "",  # noqa: S704
            "of": of,
        },
    )


def title(report: ConsolidatedReturn) -> str:
    """What stands at the foot of each page."""
    period = str(report.period)
    return f"{report.letterhead.body} – Báo cáo tổng hợp {period[:1].lower()}{period[1:]}"


def unit_words(unit: int) -> str:
    """How amounts are told."""
    if unit == THOUSAND:
        return "nghìn đồng, từng số làm tròn (từ 5 trở lên tính thêm 1, NĐ 174/2016/NĐ-CP) nên tổng có thể lệch 1"
    return "đồng, không làm tròn"


def _largest(report: ConsolidatedReturn) -> tuple[str, list[chart.Bar]]:
    """The largest balances of the highest level below the unit itself that tells at least two."""
    for level, words in LEVELS.items():
        told = [
            chart.Bar(line.name, line.values["closing"])
            for line in report.lines[1:]
            if line.level is level and line.basis is not Basis.MISSING and "closing" in line.values
        ]
        if level in {Level.DISTRICT, Level.COMMUNE} and len(told) > 1:
            return f"{words[:1].lower()}{words[1:]}", sorted(told, key=lambda bar: -bar.amount)[:BARS_MAX]
    return "", []


def _standing(report: ConsolidatedReturn) -> str:
    groups = [
        chart.Group(total.words, (total.counted + total.covered, total.missing)) for total in report.levels
    ]
    return chart.columns("Đơn vị theo cấp", ("Có số liệu", "Chưa báo cáo"), groups)


@functools.cache
def sheet_style() -> weasyprint.CSS:
    """The style of wide reports."""
    folder = importlib.resources.files("khfund.reports")
    return paper.style(folder.joinpath("templates", "sheet.css").read_text(encoding="utf-8"))


@functools.cache
def _template() -> jinja2.Template:
    return paper.environment("reports").get_template("consolidated.html")
