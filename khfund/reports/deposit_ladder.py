"""Sổ theo dõi tiền gửi có kỳ hạn: every term deposit of a unit on a day and when it comes back, as PDF and workbook."""

from __future__ import annotations

import functools
import importlib.resources
import io
from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import attrs
import markupsafe
import weasyprint
import xlsxwriter

from khfund import paper
from khfund.calendar import VIET_NAM, Month
from khfund.ledger.deposit import PAID_NAMES
from khfund.ledger.deposit_interest import written
from khfund.ledger.deposit_ladder import Holding, Rung, holdings, ladder
from khfund.ledger.fund import Fund, funds
from khfund.reports import chart
from khfund.reports.table import CellKind, Column, Table, amount
from khfund.reports.workbook import looks_of, write_table
from khfund.unit import Unit, value_on

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

CHART_MONTHS_MAX = 24

REGISTER = (
    Column("deposit", "Số", CellKind.COUNT),
    Column("fund", "Quỹ"),
    Column("bank", "Ngân hàng"),
    Column("contract", "Số hợp đồng"),
    Column("opened", "Ngày gửi", CellKind.DAY),
    Column("term", "Kỳ hạn"),
    Column("matures", "Đáo hạn", CellKind.DAY),
    Column("days_left", "Còn (ngày)", CellKind.COUNT),
    Column("rate", "Lãi suất (%/năm)"),
    Column("interest_paid", "Trả lãi"),
    amount("principal", "Tiền gốc"),
    amount("booked", "Lãi dự thu trên sổ"),
    amount("expected", "Lãi còn nhận đến đáo hạn"),
)
LADDER = (
    Column("month", "Tháng đáo hạn"),
    Column("fund", "Quỹ"),
    Column("fund_name", "Tên quỹ"),
    amount("principal", "Tiền gốc"),
    amount("interest", "Lãi còn nhận"),
    amount("total", "Cộng"),
)


@attrs.frozen
class DepositBook:
    """The deposits of a unit at the end of a day; `chief` and `head` are who signs, perhaps unnamed."""

    unit: Unit
    on: date
    made_at: datetime
    holdings: Sequence[Holding]
    rungs: Sequence[Rung]
    funds: dict[int, Fund]
    head: str

    @property
    def overdue(self) -> list[Holding]:
        """Deposits that have matured and are not booked yet."""
        return [one for one in self.holdings if one.days_left <= 0]


def deposit_book(
    session: Session, unit: Unit, on: date, *, made_at: datetime, fund: Fund | None = None
) -> DepositBook:
    """Return what is on deposit at the end of a day; of one fund if given."""
    return DepositBook(
        unit=unit,
        on=on,
        made_at=made_at,
        holdings=holdings(session, unit.id, on, fund=fund),
        rungs=ladder(session, unit.id, on, fund=fund),
        funds={one.id: one for one in funds(session, unit.id)},
        head=value_on(session, unit.id, "signer_name", on),
    )


def register(book: DepositBook) -> Table:
    """Return the deposits one by one, those that mature first first."""
    rows = [
        (
            one.deposit.id,
            book.funds[one.deposit.fund_id].code,
            one.deposit.bank,
            one.deposit.number,
            one.deposit.opened,
            str(one.deposit.term),
            one.deposit.matures,
            one.days_left,
            written(one.rate),
            PAID_NAMES[one.deposit.interest_paid],
            one.principal,
            one.booked,
            one.expected,
        )
        for one in book.holdings
    ]
    return Table("register", "Các khoản tiền gửi có kỳ hạn", REGISTER, rows, "không có khoản tiền gửi nào")


def rungs(book: DepositBook) -> Table:
    """Return what matures month by month and fund by fund."""
    rows = [
        (
            str(one.month),
            book.funds[one.fund].code,
            book.funds[one.fund].name,
            one.principal,
            one.interest,
            one.principal + one.interest,
        )
        for one in book.rungs
    ]
    return Table("ladder", "Thang đáo hạn theo tháng", LADDER, rows, "không có khoản nào đáo hạn")


def picture(book: DepositBook) -> str:
    """Draw principal and interest that come back month by month, from the first month to the last."""
    sums: dict[Month, list[int]] = {}
    for one in book.rungs:
        found = sums.setdefault(one.month, [0, 0])
        found[0] += one.principal
        found[1] += one.interest
    if not sums:
        return ""
    month, last = min(sums), max(sums)
    shown: dict[Month, list[int]] = {}
    while month <= last:
        shown[month] = sums.get(month, [0, 0])
        month = month.next()
    kept = shown if len(shown) <= CHART_MONTHS_MAX else {one: shown[one] for one in sums}
    groups = [
        chart.Group(f"{one.month}/{one.year % 100:02d}", (found[0], found[1])) for one, found in kept.items()
    ]
    title = "Tiền gốc và lãi đáo hạn theo tháng"
    return chart.columns(title, ("Tiền gốc", "Lãi còn nhận"), groups[:CHART_MONTHS_MAX])


def pdf(book: DepositBook) -> bytes:
    """Give the book as PDF/A on A4 across."""
    text = _template().render(
        book=book,
        unit=book.unit,
        register=register(book),
        ladder=rungs(book).only("month", "fund", "principal", "interest", "total"),
        picture=markupsafe.Markup(picture(book)),  # noqa: S704  charts escape their words
        principal=sum(one.principal for one in book.holdings),
        made_at=f"{book.made_at.astimezone(VIET_NAM):%H:%M ngày %d/%m/%Y}",
    )
    return paper.pdf(text, styles=[_style()])


def xlsx(book: DepositBook) -> bytes:
    """Give the book as a workbook of two sheets; the same deposits give the same bytes."""
    out = io.BytesIO()
    options: dict[str, Any] = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as workbook:
        made = book.made_at.astimezone(VIET_NAM).replace(tzinfo=None)
        title = f"{book.unit.name} – Sổ theo dõi tiền gửi có kỳ hạn, ngày {book.on:%d/%m/%Y}"
        workbook.set_properties({"title": title, "author": book.unit.name, "created": made})
        looks = looks_of(workbook)
        write_table(workbook, looks, register(book), title, "Tiền gửi")
        write_table(workbook, looks, rungs(book), title, "Thang đáo hạn")
    return out.getvalue()


@functools.cache
def _template() -> Any:
    return paper.environment("reports").get_template("deposits.html")


@functools.cache
def _style() -> weasyprint.CSS:
    folder = importlib.resources.files("khfund.reports")
    return paper.style(folder.joinpath("templates", "deposits.css").read_text(encoding="utf-8"))
