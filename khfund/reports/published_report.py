"""What does not foot in published figures, as a paper and as a workbook: the differences first, then every claim."""

from __future__ import annotations

import functools
from datetime import datetime

import attrs
import jinja2
import markupsafe

from khfund import money, paper
from khfund.calendar import VIET_NAM
from khfund.reports import chart
from khfund.reports.consolidated_page import sheet_style
from khfund.reports.sheet_table import Look, SheetRow, SheetTable
from khfund.reports.sheet_workbook import sheet_workbook
from khfund.reports.table import CellKind, Column
from khfund.returns.claim import SCOPE_WORDS, Claim, Publication
from khfund.returns.claim_finding import RULE_WORDS, Discrepancy, Rule, discrepancies


@attrs.frozen(kw_only=True)
class PublishedReport:
    """Published figures and what in them does not foot."""

    published: Publication
    file: str
    made_at: datetime

    @functools.cached_property
    def found(self) -> list[Discrepancy]:
        """What does not foot."""
        return discrepancies(self.published)

    @property
    def title(self) -> str:
        """What stands at the foot of each page."""
        return f"Đối chiếu số liệu công bố – {self.published.title}"

    @property
    def periods(self) -> list[str]:
        """The periods that the figures are about."""
        return sorted({claim.period for claim in self.published.claims})


def found_table(report: PublishedReport) -> SheetTable:
    """Return what does not foot, each with its exact difference."""
    columns = (
        Column("number", "Số", CellKind.COUNT),
        Column("rule", "Quy tắc"),
        Column("sentence", "Nội dung"),
        Column("stated", "Công bố", CellKind.COUNT),
        Column("counted", "Tính lại", CellKind.COUNT),
        Column("difference", "Chênh lệch", CellKind.COUNT),
    )
    rows = tuple(
        SheetRow(
            (
                number,
                RULE_WORDS[one.rule],
                one.sentence,
                one.stated,
                None if one.rule is Rule.REPEATED else one.counted,
                f"{one.reading} lần" if one.rule is Rule.MULTIPLE else _difference(one),
            )
        )
        for number, one in enumerate(report.found, 1)
    )
    notes = (_NOTE,)
    return SheetTable("found", "Số liệu chưa khớp", columns, rows, notes, "mọi số liệu đều khớp")


_NOTE = (
    "Số công bố giữ nguyên; mỗi chênh lệch tìm ra bằng quy tắc chung (tổng và phần, danh mục, mức tăng, số lần,"
    " phép nhân, số trùng), không sửa số nào. Với «số lần», cột Tính lại là số lần công bố nhân với kỳ gốc."
)


def _difference(one: Discrepancy) -> str | None:
    if one.rule is Rule.REPEATED:
        return None
    return f"{'+' if one.difference > 0 else ''}{money.format(one.difference)}"


def claim_table(report: PublishedReport) -> SheetTable:
    """Return every figure that was read, by period, in the order in which it was published."""
    columns = (
        Column("indicator", "Chỉ tiêu"),
        Column("scope", "Phạm vi"),
        Column("member", "Mục"),
        Column("value", "Số liệu công bố", CellKind.COUNT),
        Column("count", "ĐVT"),
        Column("source", "Nguồn"),
    )
    rows: list[SheetRow] = []
    for period in report.periods:
        rows.append(SheetRow((_period(period), *[None] * 5), Look.GROUP))
        rows += [_claim(claim, report.file) for claim in report.published.claims if claim.period == period]
    unread = ", ".join(report.published.unread)
    notes = (f"Không phải số liệu nên không đọc: {unread}.",) if unread else ()
    return SheetTable("claims", "Số liệu đã đọc", columns, tuple(rows), notes)


def _claim(claim: Claim, file: str) -> SheetRow:
    words = claim.indicator.words
    return SheetRow(
        (
            words[:1].upper() + words[1:],
            SCOPE_WORDS[claim.scope],
            claim.member,
            claim.value,
            claim.indicator.unit,
            claim.source.removeprefix(f"{file}: "),
        )
    )


def _period(code: str) -> str:
    year, _, quarter = code.partition("-Q")
    return f"Quý {('I', 'II', 'III', 'IV')[int(quarter) - 1]}/{year}" if quarter else f"Năm {year}"


def published_pdf(report: PublishedReport) -> bytes:
    """Give the paper as PDF; the same report gives the same bytes."""
    charts = _charts(report)
    text = _template().render(
        report=report,
        title=report.title,
        made_at=f"{report.made_at.astimezone(VIET_NAM):%H:%M ngày %d/%m/%Y}",
        periods=", ".join(_period(one).replace("Năm", "năm").replace("Quý", "quý") for one in report.periods),
        found=found_table(report),
        claims=claim_table(report),
        charts={key: markupsafe.Markup(one) for key, one in charts.items() if key != "made_of"},  # noqa: S704  escaped
        made_of=charts["made_of"],
    )
    return paper.pdf(text, styles=[sheet_style()])


def published_workbook(report: PublishedReport) -> bytes:
    """Give the same as a workbook."""
    return sheet_workbook([found_table(report), claim_table(report)], report.title, report.made_at)


def _charts(report: PublishedReport) -> dict[str, str]:
    """The differences in money side by side, and of what the first unexplained whole consists; nothing of nothing."""
    drawn = {Rule.LEVELS, Rule.REMAINDER, Rule.LIST, Rule.INCREASE, Rule.PRODUCT}
    money_gaps = [one for one in report.found if one.unit == "đồng" and one.rule in drawn]
    bars = [chart.Bar(_short(one), one.difference) for one in money_gaps]
    found = {"gaps": chart.bars("Chênh lệch bằng tiền", bars) if bars else "", "made": "", "made_of": ""}
    whole = next((one for one in money_gaps if one.rule is Rule.REMAINDER), None)
    if whole is not None:
        parts = [chart.Bar(_capital(name), value) for name, value in whole.parts]
        parts += [chart.Bar("Chưa giải thích được", whole.difference), chart.Bar("Công bố", whole.stated)]
        found["made"] = chart.bars("Các phần", parts)
        found["made_of"] = whole.sentence.partition(":")[0]
    return found


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _short(one: Discrepancy) -> str:
    about = one.sentence.partition(":")[0].partition(", năm")[0].partition(", quý")[0]
    about = about.replace("Tiền khen thưởng, học bổng", "Thưởng").replace(" hội", "")
    about = about.replace("cấp huyện và cấp xã", "huyện và xã")
    reading = one.reading.replace("không tính đơn vị", "không").replace("tính cả đơn vị", "cả")
    kind = {Rule.LIST: "danh mục", Rule.REMAINDER: "chưa rõ"}.get(one.rule, reading)
    return f"{about} ({kind})" if kind else about


@functools.cache
def _template() -> jinja2.Template:
    return paper.environment("reports").get_template("published.html")
