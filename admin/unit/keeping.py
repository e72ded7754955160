"""How a unit keeps its book: since when it is open, and whether one person alone may draft and approve."""

from __future__ import annotations

from typing import Any

from flask_admin import expose
from sqlalchemy import select
from sqlalchemy.orm import Session

from admin.deed import DeedForm, deed
from admin.field import Day, Line
from admin.page import Page
from admin.visitor import reading, unit
from khfund import actor
from khfund.actor import SoleOfficerException
from khfund.calendar import today
from khfund.command import Answer, Command
from khfund.ledger import open_book, open_chart
from khfund.ledger.accounting_period import Book


class OpeningForm(DeedForm):
    """The first day of a book."""

    opened = Day("Ngày mở sổ", default=today)


class SoleOfficerForm(DeedForm):
    """Since when one person works alone, and why."""

    since = Day("Từ ngày", default=today)
    reason = Line("Lý do", hint="Bản công khai sẽ nêu nguyên văn lý do này.", render_kw={"maxlength": 500})


class TwoOfficersForm(DeedForm):
    """From when on two persons are needed again."""

    since = Day("Từ ngày", default=today)


class Keeping(Page):
    """The unit's book, and the exception of a unit too small for two persons."""

    looks = "staff.look"
    title = "Sổ của đơn vị"
    section = "Quản trị"
    address = "so-don-vi"

    @expose("/")
    def index(self) -> str:
        """Show the book and the exceptions."""
        return self.render("unit/keeping.html", **self.looked_at(reading()))

    def looked_at(self, session: Session) -> dict[str, Any]:
        """The book, if it is open, and every exception."""
        found = select(SoleOfficerException).where(SoleOfficerException.unit_id == unit().id)
        return {
            "book": session.scalar(select(Book).where(Book.unit_id == unit().id)),
            "exceptions": list(session.scalars(found.order_by(SoleOfficerException.since.desc()))),
            "alone": actor.works_alone(session, unit().id, today()),
        }

    @deed(
        "/mo",
        "book.open",
        OpeningForm,
        "Mở sổ của đơn vị",
        say="Đã mở sổ từ ngày {opened}.",
        button="Mở sổ",
        danger=True,
        tries=True,
    )
    def open(self, session: Session, command: Command, form: OpeningForm) -> Answer:
        """Open the book, with the usual chart of accounts."""
        open_book(session, command, opened=form.opened.data)
        open_chart(session, command)
        return {"opened": form.opened.data.isoformat()}

    @deed(
        "/mot-nguoi",
        "book.sole_officer",
        SoleOfficerForm,
        "Ghi nhận đơn vị chỉ có một người làm",
        say="Đã ghi nhận ngoại lệ từ {since}; bản công khai sẽ nêu rõ.",
        danger=True,
    )
    def sole_officer(self, session: Session, command: Command, form: SoleOfficerForm) -> Answer:
        """Record that one person both drafts and approves here."""
        actor.record_exception(
            session, command, unit_id=command.unit, since=form.since.data, reason=form.reason.data
        )
        return {"since": form.since.data.isoformat()}

    @deed(
        "/hai-nguoi",
        "book.two_officers",
        TwoOfficersForm,
        "Lại cần hai người",
        say="Từ {since}, việc lập và duyệt lại cần hai người.",
    )
    def two_officers(self, session: Session, command: Command, form: TwoOfficersForm) -> Answer:
        """End the exception."""
        actor.end_exception(session, command, unit_id=command.unit, until=form.since.data)
        return {"since": form.since.data.isoformat()}
