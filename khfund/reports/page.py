"""The public statement as a page: one template, set as PDF for paper and as one self-contained HTML file.

The HTML needs no script and carries its own content policy: nothing is loaded, no style but its own applies.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import importlib.resources
from typing import Any

import attrs
import jinja2
import markupsafe
import weasyprint

from khfund import money, paper
from khfund.calendar import VIET_NAM
from khfund.reports import chart, recipient_page
from khfund.reports.disclosure import Disclosure
from khfund.reports.goods_table import PARTS
from khfund.reports.register import Field, Line, Pages, Register
from khfund.reports.statement_table import tables
from khfund.reports.table import Table

ENTRIES_ON_PAGE = 2_000
CORRECTIONS_ON_PAPER = 40
_GIVER_FIELDS = (
    Field("Số", 11.5),
    Field("Nhà hảo tâm", 49),
    Field("Địa phương", 33.5),
    Field("Số lần", 9, is_figure=True),
    Field("Đã ủng hộ", 22, is_figure=True),
    Field("Hoàn trả", 18, is_figure=True),
    Field("Còn lại", 22, is_figure=True),
)
_GROUPS = (
    ("I. Cơ quan, tổ chức, doanh nghiệp", {"organisation"}),
    ("II. Cá nhân, hộ gia đình", {"person", "household"}),
    ("III. Nhà hảo tâm không nêu tên", {"anonymous"}),
)


def html(shown: Disclosure) -> str:
    """Give the statement as one HTML file that loads nothing and runs nothing."""
    style = _source("statement-web.css")
    return _render(shown, web=True, css=markupsafe.Markup(style), policy=policy())  # noqa: S704  our own stylesheet


def policy() -> str:
    """The content policy under which the HTML is shown whole: its own style, nothing else."""
    digest = base64.b64encode(hashlib.sha256(_source("statement-web.css").encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def pdf(shown: Disclosure) -> bytes:
    """Give the statement as PDF/A for paper, the lists of givers and of recipients as its appendices."""
    lists = [Pages(_giver_register(shown)), Pages(recipient_page.register(shown, _span(shown)))]
    text = _render(shown, web=False)
    mark = f"{shown.letterhead.body} – Báo cáo công khai {_span(shown)}"
    body_count = len(paper.lay_out(text, styles=[_print_style()]).pages)
    foot = paper.style(
        f'@page {{ @bottom-left {{ content: "{_quoted(mark)}" }}'
        f' @bottom-right {{ content: "Trang " counter(page) "/{body_count + sum(map(len, lists))}" }} }}'
    )
    body = paper.pdf(text, styles=[_print_style(), foot])
    givers, recipients = lists
    body = givers.append_to(body, before=body_count, mark=mark, after=len(recipients))
    return recipients.append_to(body, before=body_count + len(givers), mark=mark)


def _quoted(text: str) -> str:
    """The text inside a CSS string."""
    return "".join(
        letter if letter.isalnum() or letter in " –-./()," else f"\\{ord(letter):x} " for letter in text
    )


def _render(shown: Disclosure, *, web: bool, **more: Any) -> str:
    found = {table.key: table for table in tables(shown)}
    span = _span(shown)
    return _template().render(
        shown=shown,
        letter=shown.letterhead,
        web=web,
        title=f"Báo cáo công khai {span} – {shown.letterhead.body}",
        span=span,
        made_at=f"{shown.made_at.astimezone(VIET_NAM):%H:%M ngày %d/%m/%Y}",
        sums={str(row[0]): row[2] for row in found["totals"].rows},
        closing_words=_words(sum(line.closing for line in shown.tally.funds)),
        charts=charts_of(found) | recipient_page.charts(shown),
        **recipient_page.on_page(shown),
        givers_note=_givers_note(shown),
        corrections_left=0 if web else max(0, len(shown.corrections) - CORRECTIONS_ON_PAPER),
        **_on_page(found, web=web),
        **more,
    )


def _on_page(found: dict[str, Table], *, web: bool) -> dict[str, Table | None]:
    """The tables with the columns that a page has room for."""
    corrections = found["corrections"].only(
        "voucher", "day", "kind_name", "of_voucher", "of_day", "earlier_period", "amount"
    )
    if not web:
        corrections = attrs.evolve(corrections, rows=corrections.rows[:CORRECTIONS_ON_PAPER])
    idle = [
        key for key in ("transferred", "brought") if not any(row[0] for row in found["funds"].only(key).rows)
    ]
    shown = [column.key for column in found["funds"].columns if column.key not in {"fund", *idle}]
    few = len(found["entries"].rows) <= ENTRIES_ON_PAGE
    return {
        "totals": found["totals"],
        "funds": found["funds"].only(*shown),
        "received": found["received"].only(
            "fund", "kind_name", "means_name", "account", "gross", "returned", "net"
        ),
        "used": found["used"].only("fund", "nature_name", "programme", "account", "gross", "returned", "net"),
        "holdings": found["holdings"].only("role_name", "account", "account_name", "opening", "closing"),
        "commitments": found["commitments"].only("fund", "what", "payments", "amount", "until"),
        "waiting": found["waiting"].only("title", "opening", "came", "left", "closing"),
        **_goods_on_page(found),
        "corrections": corrections,
        "revisions": found["revisions"],
        "exceptions": found["exceptions"],
        "givers": found["givers"].only(
            "giver", "name", "kind_name", "locality", "gifts", "given", "returned", "net"
        ),
        "entries": found["entries"].only(
            "entry", "day", "voucher", "fund", "debit", "credit", "amount", "giver"
        )
        if web and few
        else None,
    }


def _goods_on_page(found: dict[str, Table]) -> dict[str, Table]:
    """Own goods apart from those that only pass through; columns in which nothing happened are left out."""
    own, held = (
        attrs.evolve(found["goods"], rows=[row for row in found["goods"].rows if bool(row[2]) == is_held])
        for is_held in (False, True)
    )
    held = attrs.evolve(held, title="Hiện vật của chương trình chuyển trao")
    return {
        "goods": own.only("fund", "item_name", "measure", *_used_parts(own)),
        "passing": found["passing"].only(
            "programme_name", "giver_name", "means_name", "opening", "came", "left", "closing"
        ),
        "passing_goods": held.only("programme", "item_name", "measure", *_used_parts(held)),
    }


def _used_parts(goods: Table) -> list[str]:
    """The columns of goods in which something stands, number before value; what is there at the end always."""
    used = ["received", "handed", "closing"]
    used += [
        part for part in ("opening", "bought", "counted") if any(row[0] for row in goods.only(part).rows)
    ]
    return [key for part in PARTS if part in used for key in (f"{part}_quantity", part)]


def charts_of(found: dict[str, Table]) -> dict[str, markupsafe.Markup]:
    """The charts that say something: nothing is drawn of nothing."""
    months = [
        chart.Group(_month_label(row[1], len(found["months"].rows)), row[2:])
        for row in _rows(found["months"])
    ]
    funds = [chart.Bar(row[1], row[7]) for row in _rows(found["funds"])]
    used: dict[str, int] = {}
    for row in _rows(found["used"]):
        used[row[5]] = used.get(row[5], 0) + row[8]
    spent = sorted((chart.Bar(*item) for item in used.items()), key=lambda bar: -bar.amount)
    places: dict[str, int] = {}
    for row in _rows(found["holdings"]):
        places[row[1]] = places.get(row[1], 0) + row[5]
    drawn = {
        "months": chart.columns("Đã nhận và đã sử dụng theo tháng", ("Đã nhận", "Đã sử dụng"), months)
        if len(months) > 1
        else "",
        "funds": chart.bars("Số dư cuối kỳ của từng quỹ", funds) if len(funds) > 1 else "",
        "used": chart.bars("Đã sử dụng theo chương trình, nội dung", spent[:12]) if len(spent) > 1 else "",
        "holdings": chart.bars(
            "Nơi giữ tiền và tài sản", [chart.Bar(*item) for item in places.items() if item[1]]
        )
        if places
        else "",
    }
    return {key: markupsafe.Markup(svg) for key, svg in drawn.items()}  # noqa: S704  charts escape their words


def _rows(table: Table) -> list[tuple[Any, ...]]:
    return list(table.rows)


def _month_label(month: str, count: int) -> str:
    """«Tháng 3/2026» within a year as T3, over several years as T3/26."""
    short = month.replace("Tháng ", "T")
    return short.partition("/")[0] if count <= 12 else short.replace("/20", "/")


def _words(dong: int) -> str:
    return f"Âm {money.words(-dong).lower()}" if dong < 0 else money.words(dong)


def _givers_note(shown: Disclosure) -> str:
    return (
        "Xếp theo tên. Chỉ nêu tên, địa phương và số tiền; người không muốn nêu tên được ghi chung là"
        " «Nhà hảo tâm (ẩn danh)». Khoản hoàn trả trong kỳ được trừ ở cột riêng;"
        " khoản đã hoàn trả hoặc hủy hết trong kỳ không liệt kê."
        if shown.givers
        else "Kỳ này không có khoản ủng hộ nào ghi theo từng người."
    )


def _giver_register(shown: Disclosure) -> Register:
    rows = _rows(next(table for table in tables(shown) if table.key == "givers"))
    lines: list[Line] = []
    for title, kinds in _GROUPS:
        group = [row for row in rows if row[2] in kinds]
        if not group:
            continue
        sums = tuple(money.format(sum(row[place] for row in group)) for place in (5, 6, 7, 8))
        lines.append(Line((f"{title} ({money.format(len(group))})", "", "", *sums), is_heading=True))
        lines += [
            Line((row[0], row[1], row[4], *(money.format(row[place]) for place in (5, 6, 7, 8))))
            for row in group
        ]
    if lines:
        sums = tuple(money.format(sum(row[place] for row in rows)) for place in (5, 6, 7, 8))
        lines.append(Line(("Cộng", "", "", *sums), is_heading=True))
    subtitle = f"(Kèm theo Báo cáo công khai {_span(shown)} của {shown.letterhead.body}; đơn vị: đồng)"
    return Register("PHỤ LỤC 1. DANH SÁCH NHÀ HẢO TÂM", subtitle, _GIVER_FIELDS, lines)


def _span(shown: Disclosure) -> str:
    said = str(shown.days)
    return said[:1].lower() + said[1:]


@functools.cache
def _template() -> jinja2.Template:
    return paper.environment("reports").get_template("statement.html")


@functools.cache
def _print_style() -> weasyprint.CSS:
    return paper.style(_source("statement-print.css"))


@functools.cache
def _source(name: str) -> str:
    return importlib.resources.files("khfund.reports").joinpath("templates", name).read_text(encoding="utf-8")
