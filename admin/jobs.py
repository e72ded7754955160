"""The pages of long work: what somebody asked for in this unit, how far it is, what it made."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from flask import Response, abort, current_app, flash, redirect, stream_with_context, url_for
from flask_admin import expose
from flask_wtf import FlaskForm
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from admin.job import ENDED, KINDS, STATE_NAMES, Job, JobFile, State, files_of, read_file
from admin.job_run import ask_again, ask_to_stop
from admin.listing import Column, Kind
from admin.page import Page
from admin.paper import KINDS as MEDIA
from admin.todo import Task, Urgency, todo
from admin.visitor import Visitor, may, reading, store, unit, visitor
from admin.words import _, language
from khfund.actor import Person
from khfund.unit import Unit

SHOWN_MAX = 100
COLUMNS = (
    Column("title", "Việc", link="jobs.one"),
    Column("state", "Trạng thái", Kind.STATE, names=STATE_NAMES),
    Column("far", "Tiến độ"),
    Column("asked", "Bắt đầu lúc", Kind.MOMENT),
    Column("person", "Người yêu cầu"),
)


class PlainForm(FlaskForm):
    """A button alone."""


class Jobs(Page):
    """Long work asked for in this unit: one's own, and for approvers everybody's."""

    looks = "office.look"
    title = "Việc chạy nền"
    section = "Kiểm tra"
    address = "cong-viec"

    @expose("/")
    def index(self) -> str:
        """Show the newest work."""
        with store().session() as session:
            query = select(Job).where(Job.unit_id == unit().id).order_by(Job.id.desc())
            if not may("job.look"):
                query = query.where(Job.person_id == visitor().id)
            jobs = [job for job in session.scalars(query.limit(SHOWN_MAX)) if _may_see(job)]
        persons = {job.person_id for job in jobs}
        named = select(Person.id, Person.full_name).where(Person.id.in_(persons))
        names = {found.id: found.full_name for found in reading().execute(named)}
        running = any(job.state not in ENDED for job in jobs)
        rows = [_row(job, names) for job in jobs]
        return self.render("job/list.html", columns=COLUMNS, rows=rows, running=running)

    @expose("/<int:number>/")
    def one(self, number: int) -> str:
        """Show how far a work is, and what it made."""
        with store().session() as session:
            job = _find(session, number)
            files = files_of(session, job, given=False)
        return self.render(
            "job/one.html",
            title=said(job.title),
            job=job,
            state=_(STATE_NAMES[State(job.state)]),
            running=job.state not in ENDED,
            again=job.state in (State.FAILED, State.STOPPED),
            sentence=said(job.sentence),
            problems=[one[language()] for one in json.loads(job.problems)],
            files=files,
            form=PlainForm(),
        )

    @expose("/<int:number>/tep/<int:file>")
    def file(self, number: int, file: int) -> Response:
        """Hand out a file that a work made."""
        with store().session() as session:
            job = _find(session, number)
            found = session.get(JobFile, file)
            if found is None or found.job_id != job.id or found.given:
                abort(404)
        answer = Response(
            stream_with_context(read_file(store(), found.id)),
            mimetype=MEDIA.get(found.name.rpartition(".")[2].lower(), "application/octet-stream"),
        )
        answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(found.name)}"
        answer.headers["Content-Length"] = str(found.size)
        answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
        return answer

    @expose("/<int:number>/dung", methods=("POST",))
    def stop(self, number: int) -> Any:
        """Stop a work."""
        with store().session() as session:
            ask_to_stop(_find(session, number))
        flash(_("Đã yêu cầu dừng."), "done")
        return redirect(url_for(".one", number=number))

    @expose("/<int:number>/lam-lai", methods=("POST",))
    def again(self, number: int) -> Any:
        """Do a work again that failed or was stopped; only whoever asked for it."""
        with store().session() as session:
            job = _find(session, number)
            if job.person_id != visitor().id:
                abort(403)
            ask_again(job)
        current_app.extensions["khfund.queue"].enqueue(number)
        return redirect(url_for(".one", number=number))


def said(text: str) -> str:
    """A stored sentence in the reader's language."""
    return str(json.loads(text)[language()]) if text else ""


def _find(session: Session, number: int) -> Job:
    job = session.get(Job, number)
    if job is None or job.unit_id != unit().id or not _may_see(job):
        abort(404)
    return job


def _may_see(job: Job) -> bool:
    kind = KINDS.get(job.name)
    mine = job.person_id == visitor().id
    return kind is not None and may(kind.looks) and (mine or may("job.look"))


def _row(job: Job, names: dict[int, str]) -> dict[str, Any]:
    return {
        "number": job.id,
        "title": said(job.title),
        "state": State(job.state),
        "far": f"{job.done * 100 // job.total} %" if job.total and job.state == State.RUNNING else "",
        "asked": f"{job.asked.isoformat()}+00:00",
        "person": names.get(job.person_id, ""),
    }


@todo("office.look", beside=True)
def _failed(_session: Session, unit: Unit, visitor: Visitor) -> Iterator[Task]:
    mine = (Job.unit_id == unit.id) & (Job.person_id == visitor.id)
    query = select(func.count()).select_from(Job).where(mine, Job.state == State.FAILED)
    with store().session() as session:
        count = session.scalar(query) or 0
    yield Task(_("việc chạy nền không làm được, cần xem lại"), count, url_for("jobs.index"), Urgency.SOON)
