"""The forecast as a paper: a block a fund, its table, its chart, and the sentence about the month that runs short."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from khfund.calendar import format_day
from khfund.ledger import SpendingRule
from khfund.reports import chart
from khfund.reports.figure_paper import Block, FigurePaper, Picture
from khfund.reports.forecast import FundForecast
from khfund.reports.letterhead import letterhead
from khfund.reports.table import Cell, Column, Table, amount
from khfund.unit import Unit

COLUMNS = (
    Column("month", "Tháng"),
    amount("start", "Tiền có ngay đầu tháng", adds=False),
    amount("principal", "Gốc tiền gửi đáo hạn"),
    amount("interest", "Lãi tiền gửi"),
    amount("pledged", "Ủng hộ đã hứa"),
    amount("due", "Phải chi"),
    amount("end", "Tiền có ngay cuối tháng", adds=False),
    amount("spendable", "Phần được chi cuối tháng", adds=False),
    amount("lowest", "Ít nhất trong tháng", adds=False),
    Column("short", "Ghi chú"),
)
NOTE = (
    "«Tiền có ngay» là tiền mặt và tiền gửi không kỳ hạn. «Phần được chi» không gồm vốn gốc và tiền giữ hộ. «Ít nhất trong"
    " tháng» là số còn chi được vào ngày thấp nhất; số âm là còn thiếu. Khoản ủng hộ chưa hứa không tính."
)


def forecast_paper(session: Session, unit: Unit, found: Sequence[FundForecast], on: date) -> FigurePaper:
    """Put the forecasts of a unit's funds on paper."""
    count = len(found[0].months) if found else 0
    return FigurePaper(
        letterhead=letterhead(session, unit, on),
        title="Dự báo khả năng chi trả",
        subtitle=f"{count} tháng tới, tính từ số dư cuối ngày {format_day(on)}; đơn vị tính: đồng",
        blocks=tuple(_block(one) for one in found),
        bases=(NOTE,),
        wide=True,
    )


def _block(one: FundForecast) -> Block:
    title = f"{one.fund.name} ({one.fund.code})"
    rule = "chỉ được chi lãi" if one.fund.spending_rule is SpendingRule.INTEREST_ONLY else ""
    table = forecast_table(one)
    groups = [
        chart.Group(f"T{row.month.month}/{row.month.year % 100:02}", (row.end, row.spendable))
        for row in one.months
    ]
    said = f"Tiền cuối mỗi tháng của {one.fund.name}"
    picture = Picture(
        chart.columns(said, ("Tiền có ngay", "Phần được chi"), groups), said, "month", ("end", "spendable")
    )
    return Block(
        title=f"{title} – {rule}" if rule else title,
        table=table,
        sheet=f"Quỹ {one.fund.code}",
        marked=frozenset(place for place, row in enumerate(one.months) if row.is_short),
        picture=picture if any(row.end or row.spendable for row in one.months) else None,
        sentences=(one.sentence or "Đủ tiền cho các khoản đã cam kết trong mọi tháng.",),
    )


def forecast_table(one: FundForecast) -> Table:
    """The months of a fund as a table; the month that runs short says so."""
    rows: list[tuple[Cell, ...]] = [
        (
            str(row.month),
            row.start,
            row.principal,
            row.interest,
            row.pledged,
            row.due,
            row.end,
            row.spendable,
            row.lowest,
            f"THIẾU từ {format_day(row.lowest_day)}" if row.is_short else "",
        )
        for row in one.months
    ]
    return Table("forecast", f"Dự báo {one.fund.name}", COLUMNS, rows)
