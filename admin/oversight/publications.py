"""What the public window shows: each subject switched on or off from a day on, and announced."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import url_for
from flask_admin import expose
from sqlalchemy.orm import Session

from admin.deed import DeedForm, deed
from admin.field import Choice, Day, Line
from admin.page import Page
from admin.todo import Task, Urgency, todo
from admin.visitor import Visitor, reading, unit
from admin.words import _
from khfund.calendar import today
from khfund.command import Answer, Command
from khfund.oversight.publication import (
    SUBJECT_NAMES,
    PublicationSubject,
    is_published,
    switch_publication,
    switches,
)
from khfund.unit import Unit


class OnForm(DeedForm):
    """What is published, from which day on."""

    subject = Choice("Nội dung", dict(SUBJECT_NAMES))
    since = Day("Từ ngày", default=today)
    reason = Line("Lý do", required=False)


class OffForm(DeedForm):
    """What is no longer published, since when and why."""

    subject = Choice("Nội dung", dict(SUBJECT_NAMES))
    since = Day("Từ ngày", default=today)
    reason = Line("Lý do", hint="Hiện ngay trên cửa công khai, và ở lại đó.")


class Publications(Page):
    """The switches of the public window."""

    looks = "report.look"
    title = "Cửa công khai"
    section = "Kiểm tra"
    address = "cua-cong-khai"

    @expose("/")
    def index(self) -> str:
        """Show what is published today, and every change."""
        session, found = reading(), switches(reading(), unit().id)
        now = [
            (name, is_published(session, unit().id, subject, today()))
            for subject, name in SUBJECT_NAMES.items()
        ]
        return self.render("oversight/publications.html", now=now, switches=found, names=SUBJECT_NAMES)

    @deed(
        "/mo",
        "publication.switch",
        OnForm,
        "Công bố lên cửa công khai",
        say="Từ ngày {since} công bố {name}.",
        button="Công bố",
    )
    def on(self, session: Session, command: Command, form: OnForm) -> Answer:
        """Begin to publish something."""
        return _switched(session, command, form, is_on=True)

    @deed(
        "/ngung",
        "publication.switch",
        OffForm,
        "Ngừng công bố",
        say="Từ ngày {since} ngừng công bố {name}; cửa công khai nêu lý do.",
        button="Ngừng công bố",
        danger=True,
    )
    def off(self, session: Session, command: Command, form: OffForm) -> Answer:
        """Stop publishing something; the window says so."""
        return _switched(session, command, form, is_on=False)


def _switched(session: Session, command: Command, form: Any, *, is_on: bool) -> Answer:
    subject = PublicationSubject(form.subject.data)
    made = switch_publication(
        session, command, subject, is_on=is_on, since=form.since.data, reason=form.reason.data or ""
    )
    return {
        "subject": subject.value,
        "name": SUBJECT_NAMES[subject],
        "on": is_on,
        "since": made.since.isoformat(),
    }


@todo("publication")
def _off(session: Session, unit: Unit, _visitor: Visitor) -> Iterator[Task]:
    ever = {one.subject for one in switches(session, unit.id)}
    count = sum(not is_published(session, unit.id, subject, today()) for subject in ever)
    yield Task(_("nội dung đã ngừng công bố"), count, url_for("publications.index"), Urgency.SOON)
