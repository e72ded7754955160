"""The trial balance: every account over some days, and that debits equal credits; each figure leads to its entries."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

import attrs
from flask import request
from flask_admin import expose
from sqlalchemy.orm import Session

from admin.field import Choice, Day, Days, Tick
from admin.ledger.choosing import fund_choices
from admin.ledger.funds import written_days
from admin.listing import Filters
from admin.page import Page
from admin.visitor import reading, unit
from admin.words import _
from khfund.calendar import VIET_NAM, DateRange, Month, today
from khfund.ledger import Account, Fund, accounts, find_fund
from khfund.ledger.balance import turnovers, year_end_turnovers
from khfund.unit import Unit


class TrialForm(Filters):
    """Over which days, of which fund, as the book stood when."""

    days = Days("Kỳ", required=False)
    fund = Choice("Quỹ", required=False)
    known = Day("Sổ như đã ghi đến hết ngày", required=False, hint="Để trống: sổ như bây giờ.")
    before_year_end = Tick("Trước khi kết chuyển cuối năm")

    def prepare(self, session: Session, unit: Unit) -> None:
        """Offer the funds."""
        self.fund.offer(fund_choices(session, unit.id, closed=True))


@attrs.frozen
class TrialRow:
    """An account: balance before, debits and credits of the days, balance after; debits less credits, in đồng."""

    account: Account
    before: int
    debit: int
    credit: int

    @property
    def after(self) -> int:
        """Debits less credits at the end."""
        return self.before + self.debit - self.credit


@attrs.frozen
class TrialTotals:
    """What the columns come to; each pair is equal in books that are whole."""

    before: tuple[int, int]
    moved: tuple[int, int]
    after: tuple[int, int]

    @property
    def is_even(self) -> bool:
        """Whether debits equal credits in every pair of columns."""
        return all(debit == credit for debit, credit in (self.before, self.moved, self.after))


class TrialBalances(Page):
    """The trial balance of any days."""

    looks = "money.look"
    title = "Bảng cân đối số phát sinh"
    section = "Sổ sách"
    address = "bang-can-doi"

    @expose("/")
    def index(self) -> str:
        """Show the trial balance."""
        session = reading()
        filters = TrialForm(request.args)
        filters.prepare(session, unit())
        filters.validate()
        days = filters.days.data or DateRange.month(Month.of(today()))
        fund = find_fund(session, unit().id, filters.fund.data) if filters.fund.data else None
        rows = trial_rows(
            session, unit().id, days, fund, _moment(filters), skip_year_end=filters.before_year_end.data
        )
        return self.render(
            "ledger/trial_balance.html",
            title=_("Bảng cân đối số phát sinh – {days}", days=days),
            filters=filters,
            rows=rows,
            totals=trial_totals(rows),
            asked=written_days(days),
            fund=fund,
            previous=written_days(DateRange.month(Month.of(days.start).previous())),
            following=written_days(DateRange.month(Month.of(days.last).next())),
        )


def _moment(filters: Any) -> datetime | None:
    """The end of the day up to which the book is to be known, in Viet Nam."""
    day = filters.known.data
    return (
        None if day is None else datetime(day.year, day.month, day.day, tzinfo=VIET_NAM) + timedelta(days=1)
    )


def trial_rows(
    session: Session,
    unit_id: int,
    days: DateRange,
    fund: Fund | None,
    known_at: datetime | None = None,
    *,
    skip_year_end: bool = False,
) -> list[TrialRow]:
    """Return every account that ever moved up to the last of the days, by code.

    `skip_year_end` leaves out what carries the year of that last day forward.
    """
    before, after = defaultdict[int, list[int]](lambda: [0, 0]), defaultdict[int, list[int]](lambda: [0, 0])
    carried = year_end_turnovers(session, unit_id, days.last, known_at=known_at) if skip_year_end else []
    for sums, sign, rows in (
        (before, 1, turnovers(session, unit_id, days.start - timedelta(days=1), known_at=known_at)),
        (after, 1, turnovers(session, unit_id, days.last, known_at=known_at)),
        (after, -1, carried),
    ):
        for row in rows:
            if fund is None or row.fund == fund.id:
                sums[row.account][0] += sign * row.debit
                sums[row.account][1] += sign * row.credit
    return [
        TrialRow(
            one,
            before[one.id][0] - before[one.id][1],
            after[one.id][0] - before[one.id][0],
            after[one.id][1] - before[one.id][1],
        )
        for one in accounts(session, unit_id)
        if one.id in after
    ]


def trial_totals(rows: list[TrialRow]) -> TrialTotals:
    """Return what the columns of debits and credits come to."""
    return TrialTotals(
        (sum(max(row.before, 0) for row in rows), sum(max(-row.before, 0) for row in rows)),
        (sum(row.debit for row in rows), sum(row.credit for row in rows)),
        (sum(max(row.after, 0) for row in rows), sum(max(-row.after, 0) for row in rows)),
    )
