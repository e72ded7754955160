"""Statements: what is still open before one is made, the preview, the files, what was published and corrected."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

from flask import Response, url_for
from flask_admin import expose
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from admin.deed import DeedForm
from admin.field import Choice, Days, Upload
from admin.handing import Handed, hands
from admin.job import start_job
from admin.job_form import asks
from admin.page import Page
from admin.paper import served
from admin.reports.days_asked import asked, fund_asked, usual_days
from admin.reports.statement_table import shown_tables
from admin.reports.statement_work import MAKE, PUBLISH
from admin.todo import Task, Urgency, todo
from admin.visitor import Visitor, reading, unit
from admin.words import _
from khfund.actor import Person
from khfund.calendar import DateRange, Month, today
from khfund.command import Command
from khfund.ledger import Entry, funds
from khfund.ledger.accounting_period import Book, BookNotOpenError, find_book, obstacles
from khfund.oversight.published_statement import (
    PublishedStatement,
    file_of,
    files_of,
    find_published,
    published_statements,
)
from khfund.reports import page
from khfund.reports.disclosure import Disclosure
from khfund.reports.public_statement import build
from khfund.reports.restricted_list import restricted_list, restricted_xlsx
from khfund.unit import Unit

PREVIEWED_MAX = 30_000  # entries of the days; a longer statement is made as long work
OPEN_MONTHS = 3  # months of which what hinders closing is told in full
DUE = (3, 31)  # the day and month by which the year before is published


class StatementForm(DeedForm):
    """A statement made into files."""

    days = Days("Kỳ")
    fund = Choice("Chỉ quỹ", required=False)
    earlier = Upload(
        "Bản đã công bố trước",
        required=False,
        accept=".json",
        hint="Tệp statement.json; số nào nay khác đi sẽ được nêu là đã sửa.",
    )

    def prepare(self, session: Session, unit: Unit, **path: Any) -> None:
        """Offer the unit's funds."""
        self.fund.offer((one.code, one.name) for one in funds(session, unit.id))
        _propose(self.days)


class PublishForm(DeedForm):
    """The days whose statement is published."""

    days = Days("Kỳ")

    def prepare(self, session: Session, unit: Unit, **path: Any) -> None:
        """Propose the usual year."""
        _propose(self.days)


def _propose(field: Any) -> None:
    if field.data is None and not field.raw_data:
        field.typed = str(usual_days(today()).start.year)


class Statements(Page):
    """Public statements: previewed, made, published, and the restricted list beside them."""

    looks = "report.look"
    title = "Báo cáo công khai"
    section = "Báo cáo"
    address = "bao-cao-cong-khai"

    @expose("/")
    def index(self) -> str:
        """Show what was published."""
        return self.render("reports/statements.html", published=published_statements(reading(), unit().id))

    @expose("/xem-truoc")
    def preview(self) -> str:
        """Show what a statement would say, and what is still open before it is made."""
        session, form = reading(), asked(reading(), unit())
        days = form.days.data
        long = days is not None and _entries(session, unit().id, days) > PREVIEWED_MAX
        shown = None
        if days is not None and not form.errors and not long:
            shown = _built(session, days, form.fund.data)
        return self.render(
            "reports/preview.html",
            title=_("Xem trước báo cáo công khai"),
            filters=form,
            days=days,
            long=long,
            shown=shown,
            pages=shown_tables(shown) if shown else None,
            open=_still_open(session, unit().id, days) if days else [],
            most=PREVIEWED_MAX,
        )

    @expose("/xem-truoc.html")
    def preview_page(self) -> Response:
        """Show the page as it would be published, under its own content policy."""
        session, form = reading(), asked(reading(), unit())
        days = form.days.data or usual_days(today())
        answer = Response(page.html(_built(session, days, form.fund.data)), mimetype="text/html")
        answer.headers["Content-Security-Policy"] = f"{page.policy()}; img-src data:; sandbox"
        return answer

    @expose("/<int:number>/")
    def one(self, number: int) -> str:
        """Show one published statement with its files."""
        found = find_published(reading(), unit().id, number)
        versions = [one for one in published_statements(reading(), unit().id) if one.days == found.days]
        return self.render(
            "reports/published_statement.html",
            title=_("{days}, bản {version}", days=str(found.days), version=found.version),
            statement=found,
            files=files_of(reading(), found),
            versions=versions,
        )

    @expose("/<int:number>/tep/<file_name>")
    def file(self, number: int, file_name: str) -> Response:
        """Hand out a file as it was published."""
        found = find_published(reading(), unit().id, number)
        return served(file_of(reading(), found, file_name).whole, file_name)

    @asks("/lap", "report.look", StatementForm, "Lập báo cáo thành tệp", button="Lập tệp")
    def make(self, _session: Session, form: StatementForm) -> str:
        """Make a statement into files."""
        return start_job(
            MAKE,
            "Lập báo cáo công khai {days}",
            uploads=[form.earlier],
            request_id=form.request_id.data,
            days=form.days.typed.strip(),
            fund=form.fund.data,
            earlier=bool(form.earlier.content),
        )

    @asks(
        "/cong-bo",
        "statement.publish",
        PublishForm,
        "Công bố báo cáo",
        button="Công bố",
        template="reports/publish.html",
    )
    def publish(self, _session: Session, form: PublishForm) -> str:
        """Publish a statement."""
        return start_job(
            PUBLISH,
            "Công bố báo cáo {days}",
            request_id=form.request_id.data,
            days=form.days.typed.strip(),
        )

    @hands(
        "/han-che",
        "statement.restricted",
        PublishForm,
        "Lập danh sách hạn chế có tên người nhận",
        template="reports/restricted.html",
    )
    def restricted(self, session: Session, command: Command, form: PublishForm) -> Handed:
        """Hand out the list with names; the log keeps who drew it."""
        body = session.get_one(Unit, command.unit)
        person = session.get_one(Person, command.person_id)
        found = restricted_list(session, body, form.days.data, drawn_by=person.full_name, drawn_at=command.at)
        name = f"han-che-{form.days.data.start}-{form.days.data.last}.xlsx"
        return {"rows": len(found.table.rows)}, name, restricted_xlsx(found)


def _built(session: Session, days: DateRange, fund: str | None) -> Disclosure:
    return build(
        session,
        units=[unit()],
        days=days,
        made_at=datetime.now(UTC),
        funds=fund_asked(session, unit(), fund),
    )


def _entries(session: Session, unit_id: int, days: DateRange) -> int:
    """How many entries the days hold, counted no further than a preview shows."""
    query = select(Entry.id).where(Entry.unit_id == unit_id, Entry.day >= days.start, Entry.day < days.end)
    return session.scalar(select(func.count()).select_from(query.limit(PREVIEWED_MAX + 1).subquery())) or 0


def _still_open(session: Session, unit_id: int, days: DateRange) -> list[tuple[str, list[str]]]:
    """The months of these days that are not closed, with what hinders closing the first of them."""
    try:
        book = find_book(session, unit_id)
    except BookNotOpenError:
        return []
    found: list[tuple[str, list[str]]] = []
    for month in _months(days, book):
        told = obstacles(session, unit_id, month) if len(found) < OPEN_MONTHS else []
        found.append((str(month), [one.sentence for one in told]))
    return found


def _months(days: DateRange, book: Book) -> Iterator[Month]:
    month = Month.of(max(days.start, book.opened))
    while month.first < days.end and month.first <= today():
        if book.closed_until is None or month.last > book.closed_until:
            yield month
        month = month.next()


@todo("statement.publish")
def _due(session: Session, unit: Unit, _visitor: Visitor) -> Iterator[Task]:
    """From January to the end of the year, until the statement of the year before is published."""
    on = today()
    year = DateRange.year(on.year - 1)
    opened = session.scalar(select(Book.opened).where(Book.unit_id == unit.id))
    if opened is None or opened > year.last:
        return
    done = session.scalar(
        select(PublishedStatement.id)
        .where(
            PublishedStatement.unit_id == unit.id,
            PublishedStatement.first == year.start,
            PublishedStatement.last == year.last,
        )
        .limit(1)
    )
    if done is None:
        late = on > date(on.year, *DUE)
        said = _("báo cáo công khai năm {year} chưa công bố, hạn 31/3", year=on.year - 1)
        yield Task(said, 1, url_for("statements.publish"), Urgency.LATE if late else Urgency.SOON)
