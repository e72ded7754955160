"""Accounting periods: the months of a year, what is unfinished in one and where it is mended, closing and reopening."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import request, url_for
from flask_admin import expose
from sqlalchemy.orm import Session
from wtforms import SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from admin.asked import whole
from admin.deed import DeedForm, deed
from admin.field import Line
from admin.ledger.mending import mended_at
from admin.page import Page
from admin.todo import Task, Urgency, todo
from admin.visitor import Visitor, reading, unit
from admin.words import Lazy, _
from khfund.actor import name_of
from khfund.calendar import Month, today
from khfund.command import Answer, Command
from khfund.ledger import Book, ask_reopening, close_period, find_book, reopen_period
from khfund.ledger.accounting_period import obstacles
from khfund.ledger.year_end import standing_closing
from khfund.unit import Unit

DAYS_AFTER = 10  # of the next month, from which a month that is open is late


class Acceptances(SelectMultipleField):
    """Boxes to tick: the unfinished things that may stay."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class ClosingForm(DeedForm):
    """What may stay unfinished."""

    accept = Acceptances(Lazy("Để lại, sẽ giải quyết sau"), choices=[], validate_choice=False)

    def prepare(self, session: Session, unit: Unit, **path: Any) -> None:
        """Offer what may be accepted."""
        mark_acceptable(self, session, unit, Month(path["year"], path["month"]))


def mark_acceptable(form: ClosingForm, session: Session, unit: Unit, month: Month) -> None:
    """Offer the things that may stay unfinished in a month."""
    found = obstacles(session, unit.id, month)
    form.accept.choices = [(one.code, one.sentence) for one in found if one.acceptable]


class AskForm(DeedForm):
    """Why a month should be opened again."""

    reason = Line("Lý do")


class Periods(Page):
    """The months of the unit's book."""

    looks = "money.look"
    title = "Khóa sổ tháng"
    section = "Sổ sách"
    address = "ky-ke-toan"

    @expose("/")
    def index(self) -> str:
        """Show the months of a year and how far they are."""
        session, book = reading(), find_book(reading(), unit().id)
        year = request.args.get("nam", today().year, type=whole)
        first, last = book.opened.year, today().year
        year = min(max(year, first), last)
        months = [one for one in (Month(year, number) for number in range(1, 13)) if one.last >= book.opened]
        return self.render(
            "ledger/periods.html",
            title=_("Khóa sổ tháng – năm {year}", year=year),
            rows=[_row(book, one) for one in months],
            year=year,
            years=range(first, last + 1),
            book=book,
            asked=asked_reopening(session, book),
            closed_year=standing_closing(session, unit().id, year) is not None,
        )

    @expose("/<int:year>/<int:month>/")
    def one(self, year: int, month: int) -> str:
        """Show what is unfinished in a month."""
        return self.render("ledger/period.html", **self.looked_at(reading(), year, month))

    def looked_at(self, session: Session, year: int, month: int) -> dict[str, Any]:
        """A month and what is unfinished in it, each thing with the page where it is mended."""
        book, period = find_book(session, unit().id), Month(year, month)
        row = _row(book, period)
        found = [] if row["state"] == "closed" else obstacles(session, unit().id, period)
        return row | {
            "title": str(period),
            "obstacles": [{"obstacle": one, "url": mended_at(one.code, period)} for one in found],
            "asked": asked_reopening(session, book),
            "is_last": book.closed_until is not None and Month.of(book.closed_until) == period,
            "is_december": period.month == 12,
        }

    @deed(
        "/<int:year>/<int:month>/khoa",
        "period.close",
        ClosingForm,
        "Khóa sổ tháng {month}/{year}",
        say="{month_name} đã khóa sổ.",
        button="Khóa sổ",
        tries=True,
        template="ledger/period_close.html",
        shows="looked_at",
    )
    def close(self, session: Session, command: Command, form: ClosingForm, year: int, month: int) -> Answer:
        """Close the next open month."""
        period = Month(year, month)
        book = close_period(session, command, period, today=today(), accepting=form.accept.data or [])
        assert book.closed_until is not None
        return {"month_name": str(period), "closed_until": book.closed_until.isoformat()}

    @deed(
        "/<int:year>/<int:month>/de-nghi-mo",
        "period.ask_reopen",
        AskForm,
        "Đề nghị mở lại tháng {month}/{year}",
        say="Đã đề nghị mở lại {month_name}; cần người khác duyệt.",
        button="Đề nghị",
    )
    def ask_reopening(
        self, session: Session, command: Command, form: AskForm, year: int, month: int
    ) -> Answer:
        """Ask for the last closed month to be opened again."""
        period = Month(year, month)
        ask_reopening(session, command, period, reason=form.reason.data)
        return {"month_name": str(period)}

    @deed(
        "/<int:year>/<int:month>/mo-lai",
        "period.reopen",
        DeedForm,
        "Mở lại tháng {month}/{year}",
        say="{month_name} đã mở lại.",
        button="Mở lại",
        danger=True,
        template="ledger/period_reopen.html",
        shows="looked_at",
    )
    def reopen(self, session: Session, command: Command, _form: DeedForm, year: int, month: int) -> Answer:
        """Open a month again, as another person asked."""
        period = Month(year, month)
        reopen_period(session, command, period, today=today())
        return {"month_name": str(period)}


STATES = {
    "closed": "đã khóa",
    "next": "khóa tiếp theo",
    "running": "đang mở",
    "waiting": "chờ tháng trước",
    "coming": "chưa tới",
}


def _row(book: Book, month: Month) -> dict[str, Any]:
    """How far a month is."""
    now = Month.of(today())
    if book.closed_until is not None and month.last <= book.closed_until:
        state = "closed"
    elif month > now:
        state = "coming"
    elif month == now:
        state = "running"
    else:
        state = "next" if month == book.next_month else "waiting"
    return {"month": month, "state": state, "state_name": _(STATES[state])}


def asked_reopening(session: Session, book: Book) -> dict[str, str] | None:
    """Return who asked for the last closed month to be opened again, and why; None where nobody did."""
    if book.reopening_asked_by is None or book.closed_until is None:
        return None
    return {
        "who": name_of(session, book.reopening_asked_by),
        "reason": book.reopening_reason,
        "month": str(Month.of(book.closed_until)),
    }


@todo("period.close")
def _not_closed(session: Session, unit: Unit, visitor: Visitor) -> Iterator[Task]:
    book = session.get(Book, unit.id)
    if book is None:
        return
    now, month, count = today(), book.next_month, 0
    while month < Month.of(now):
        count, month = count + 1, month.next()
    late = count > 1 or now.day > DAYS_AFTER
    where = url_for("periods.index", nam=book.next_month.first.year)
    yield Task(_("tháng đã hết, chưa khóa sổ"), count, where, Urgency.LATE if late else Urgency.SOON)
    if book.reopening_asked_by is not None and book.reopening_asked_by != visitor.id:
        yield Task(_("đề nghị mở lại tháng đã khóa"), 1, where, Urgency.SOON)
