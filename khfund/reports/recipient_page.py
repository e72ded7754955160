"""Those who received, as a page has room for them: sentences, figures by programme and unit, needs side by side, the list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import markupsafe

from khfund import money
from khfund.reports import chart, recipient_table
from khfund.reports.disclosure import Disclosure
from khfund.reports.recipient_disclosure import NO_CATEGORY, RecipientRow
from khfund.reports.register import Field, Line, Register
from khfund.reports.small_cell import Spot
from khfund.reports.table import Cell, CellKind, Column, Table

HIDDEN = "…"
BARS = 15
_FIELDS = (
    Field("Mã", 22.5),
    Field("Họ tên, danh hiệu", 27),
    Field("Nơi đề cử", 50.5),
    Field("Chương trình", 35),
    Field("Suất", 9, is_figure=True),
    Field("Số tiền", 21, is_figure=True),
)


def on_page(shown: Disclosure) -> dict[str, Any]:
    """Everything that the template shows of recipients."""
    needs = needs_shown(shown)
    return {
        "award_totals": recipient_table.award_totals(shown),
        "by_programme": recipient_table.by_programme(shown).only(
            "programme_name", "awards", "payments", "persons", "amount"
        ),
        "by_unit": recipient_table.by_unit(shown),
        "counted": counted(shown),
        "few": shown.recipients.threshold,
        "withheld": shown.recipients.counts.withheld,
        "needs": [(f"({place})", name) for place, (_code, name) in enumerate(needs, 1)],
        "needs_by_programme": _side_by_side(shown, "programme", needs),
        "needs_by_unit": _side_by_side(shown, "unit", needs),
        "recipients": recipient_table.recipients(shown).only(
            "recipient", "name", "honour", "unit", "commune", "programme_name", "awards", "amount"
        ),
        "recipients_note": note(shown),
    }


def charts(shown: Disclosure) -> dict[str, markupsafe.Markup]:
    """Bars of persons by programme and by unit, where there is more than one."""
    names = {one.code: one.name for one in shown.recipients.programmes}
    programmes = [chart.Bar(names[one.key], one.persons) for one in shown.recipients.by_programme]
    units = [chart.Bar(_short(one.key), one.persons) for one in shown.recipients.by_unit]
    drawn = {
        "by_programme": _drawn("Số người nhận theo chương trình", programmes),
        "by_unit": _drawn("Số người nhận theo đơn vị đề cử", units),
    }
    return {key: markupsafe.Markup(svg) for key, svg in drawn.items()}  # noqa: S704  charts escape their words


def _drawn(title: str, found: Sequence[chart.Bar]) -> str:
    if len(found) < 2:
        return ""
    ordered = sorted(found, key=lambda bar: -bar.amount)
    shown, rest = ordered[:BARS], ordered[BARS:]
    if rest:
        shown.append(chart.Bar(f"{len(rest)} nơi khác", sum(bar.amount for bar in rest)))
    return chart.bars(title, shown, measure="người")


def _short(unit: str) -> str:
    return unit.replace("Hội Khuyến học ", "")


def needs_shown(shown: Disclosure) -> list[tuple[str, str]]:
    """The needs that are columns, in the order of their rulebooks; awards without one come last, if there are any."""
    found = [(one.code, one.name) for one in shown.recipients.categories]
    counts = shown.recipients.counts
    if any(spot.category == NO_CATEGORY and (counts.shown(spot) != 0) for spot in counts.counts):
        found.append((NO_CATEGORY, recipient_table.OTHER_NEED))
    return found


def _side_by_side(shown: Disclosure, table: str, needs: Sequence[tuple[str, str]]) -> Table:
    """The needs as columns, what is hidden as a mark; the last row is all, its counts as open as the others allow."""
    counts = shown.recipients.counts
    names = {one.code: one.name for one in shown.recipients.programmes}
    own = [] if counts.withheld else sorted({spot.row for spot in counts.counts if spot.table == table})
    lines = [(table, row, names.get(row, _short(row))) for row in own]
    if len(lines) > 1:
        lines.append(("all", "", "Tất cả"))
    rows: list[tuple[Cell, ...]] = []
    for of, row, name in lines:
        whole = sum(count for spot, count in counts.counts.items() if (spot.table, spot.row) == (of, row))
        told = (_said(counts.shown(Spot(of, row, code))) for code, _name in needs)
        rows.append((name, *told, money.format(whole)))
    columns = (
        Column("row", recipient_table.TABLE_NAMES[table]),
        *(Column(f"need_{place}", f"({place})", CellKind.COUNT) for place in range(1, len(needs) + 1)),
        Column("whole", "Cộng", CellKind.COUNT),
    )
    title = f"Số suất theo diện và theo {recipient_table.TABLE_NAMES[table].lower()}"
    return Table("needs", title, columns, rows, "không có")


def _said(count: int | None) -> str:
    return HIDDEN if count is None else "–" if count == 0 else money.format(count)


def note(shown: Disclosure) -> str:
    """How to read the list."""
    few = shown.recipients.threshold
    return (
        "Người dưới 18 tuổi chưa có văn bản đồng ý và người nhận hỗ trợ vì hoàn cảnh được ghi bằng mã ngẫu nhiên; thứ tự"
        f" mã không theo sổ nào của Hội. Nơi có dưới {few} người nhận được ghi theo đơn vị cấp trên."
        " Hoàn cảnh của từng người không công khai."
        if shown.recipients.rows
        else "Kỳ này không có khoản chi nào ghi theo từng người nhận."
    )


def register(shown: Disclosure, span: str) -> Register:
    """The list as an appendix on paper: those who are named, then the codes."""
    names = {one.code: one.name for one in shown.recipients.programmes}
    groups = (
        ("I. Nêu tên", [row for row in shown.recipients.rows if row.name]),
        ("II. Ghi bằng mã", [row for row in shown.recipients.rows if not row.name]),
    )
    lines: list[Line] = []
    for title, rows in groups:
        if rows:
            persons = len({row.recipient for row in rows})
            lines.append(_sum(f"{title} ({money.format(persons)} người)", rows))
            lines += [_line(row, names[row.programme]) for row in rows]
    if lines:
        lines.append(_sum("Cộng", shown.recipients.rows))
    subtitle = f"(Kèm theo Báo cáo công khai {span} của {shown.letterhead.body}; đơn vị: đồng)"
    return Register("PHỤ LỤC 2. DANH SÁCH NGƯỜI NHẬN", subtitle, _FIELDS, lines)


def _line(row: RecipientRow, programme: str) -> Line:
    who = ", ".join(part for part in (row.name, row.honour) if part)
    place = ", ".join(dict.fromkeys(part for part in (row.commune, _short(row.unit)) if part))
    return Line((row.recipient, who, place, programme, money.format(row.awards), money.format(row.amount)))


def _sum(title: str, rows: Sequence[RecipientRow]) -> Line:
    awards, amount = sum(row.awards for row in rows), sum(row.amount for row in rows)
    return Line((title, "", "", "", money.format(awards), money.format(amount)), is_heading=True)


def counted(shown: Disclosure) -> dict[str, int]:
    """The counts that the sentence tells."""
    table = recipient_table.award_counts(shown).only("item", "count")
    return {str(item): int(str(count)) for item, count in table.rows}
