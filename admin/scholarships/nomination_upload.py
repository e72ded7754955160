"""A nomination workbook in two steps: read and shown first with every problem, taken in only when a person says so."""

from __future__ import annotations

import functools
import hashlib
from datetime import date
from typing import Any

import attrs
from flask import Response, abort, after_this_request, redirect, request, url_for
from flask_admin import expose
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound
from wtforms.fields import HiddenField

from admin.deed import DeedForm, deed
from admin.field import Choice, Day, Line, Tick, Upload
from admin.held_file import Held, find_held, hold, let_go
from admin.paper import served
from admin.scholarships.candidate import born, round_numbered
from admin.scholarships.round_page import RoundPage
from admin.scholarships.sender import own_units, senders
from admin.sentence import sentence
from admin.visitor import may, reading, unit
from admin.words import _
from khfund.calendar import today
from khfund.command import Answer, Command
from khfund.errors import KhfundError, Problem
from khfund.reports.nomination_errors import error_workbook
from khfund.scholarships.award_round import AwardRound
from khfund.scholarships.nomination_import import Imported, import_nominations
from khfund.scholarships.nomination_plan import Lookalike, Plan, Row, known_places, lookalikes, plan_import
from khfund.scholarships.nomination_sheet import ReadNominations, read_nominations
from khfund.scholarships.nomination_sheet_row import ROW_NAMES
from khfund.scholarships.recipient_likeness import ALIKE_NAMES
from khfund.unit import Unit

SEEN_OTHER = 302  # how a deed that was done leads back
SHOWN_MAX = 200  # rows of each list of a preview


class UploadForm(FlaskForm):
    """A list as a unit sent it."""

    sender = Choice("Đơn vị gửi", coerce=int)
    received = Day("Ngày nhận danh sách", default=today)
    file = Upload(
        "Tệp danh sách",
        accept=".xlsx,.xls,.ods,.csv",
        hint="Excel, ODS hoặc CSV; chưa ghi gì vào sổ, máy chỉ đọc trước.",
    )


class ImportForm(DeedForm):
    """What a person decides about a file that was read."""

    accept_problems = Tick("Nhập các dòng đúng, để lại các dòng phải sửa")
    withdraw_vanished = Tick("Rút các đề nghị cũ của đơn vị không còn trong tệp này")
    late_reason = Line("Lý do nhận sau hạn", required=False, hint="Chỉ cần khi đã quá hạn.")
    sha256 = HiddenField()

    held: Held | None = None

    def prepare(self, session: Session, unit: Unit, **path: Any) -> None:
        """Take the file up before anything is written; a list that was taken in already is there no longer."""
        try:
            self.held = find_held(path["token"])
        except NotFound:
            if request.method == "GET":
                raise
            return
        if request.method == "GET":
            self.sha256.data = hashlib.sha256(self.held.content).hexdigest()


class NominationUpload(RoundPage):
    """The way of a nomination workbook into a round."""

    looks = "nomination.look"
    title = "Nhập danh sách đề nghị"
    address = "nhap-de-nghi"

    @expose("/dot/<int:number>/", methods=("GET", "POST"))
    def upload(self, number: int) -> Any:
        """Take a file in to look at; nothing of it is in the books yet."""
        if not may("nomination.import"):
            return self.inaccessible_callback("upload")
        session = reading()
        award_round = round_numbered(session, unit().id, number)
        form, refusal = UploadForm(), None
        units = senders(session, award_round)
        form.sender.offer((one.id, one.name) for one in units)
        if form.validate_on_submit():
            try:
                _read(session, form.file.content, form.file.name_given, form.received.data)
            except KhfundError as refused:
                refusal = refused
            else:
                day = form.received.data.isoformat()
                where = {"number": number, "sender": form.sender.data, "day": day, "token": hold(form.file)}
                return redirect(url_for("nominationupload.take", **where))
        shown = self.render(
            "scholarships/upload.html", award_round=award_round, form=form, refusal=refusal, units=units
        )
        return (shown, 422) if form.errors or refusal else shown

    @expose("/dot/<int:number>/loi/<day>/<token>.xlsx")
    def errors(self, number: int, day: str, token: str) -> Any:
        """Hand out a copy of the file with every mistake marked, to be sent back to the unit."""
        if not may("nomination.import"):
            return self.inaccessible_callback("errors")
        session, held = reading(), find_held(token)
        round_numbered(session, unit().id, number)
        read = _read(session, held.content, held.name, _day(day))
        return served(error_workbook(held.content, read), f"cho-can-sua-{number}.xlsx")

    def preview(self, session: Session, number: int, sender: int, day: str, token: str) -> dict[str, Any]:
        """What a file says and what taking it in would do."""
        award_round = round_numbered(session, unit().id, number)
        held, received, sending = find_held(token), _day(day), _sender(session, award_round, sender)
        read = _read(session, held.content, held.name, received)
        plan = plan_import(session, award_round, sending, read)
        sends_only = own_units(award_round.unit_id) is not None  # and so learns of no other unit's child
        alike = lookalikes(None if sends_only else session, award_round.unit_id, read.candidates)
        return {
            "award_round": award_round,
            "sender": sending,
            "received": received,
            "read": read,
            "plan": plan,
            "rows": [_planned(row, numbered=not sends_only) for row in plan.rows[:SHOWN_MAX]],
            "problems": [_told(one) for one in read.problems[:SHOWN_MAX]],
            "notices": [_told(one) for one in read.notices[:SHOWN_MAX]],
            "shown_max": SHOWN_MAX,
            "alike": [_alike(one) for one in alike[:SHOWN_MAX]],
            "kinds": [(_(ROW_NAMES[kind]), count) for kind, count in read.rows.items()],
            "is_late": received > award_round.nominate_until,
            "number": number,
            "day_told": day,
            "token": token,
        }

    @deed(
        "/dot/<int:number>/xem-truoc/<int:sender>/<day>/<token>",
        "nomination.import",
        ImportForm,
        "Xem trước danh sách",
        say="Tệp đề nghị số {list}: thêm {added:so}, đổi {changed:so}, giữ nguyên {unchanged:so}, trùng {duplicates:so}, "
        "để lại {left_out:so} dòng; {facts:so} thông tin chờ xác nhận.",
        button="Nhập vào đợt xét",
        back="nominations.of_round",
        template="scholarships/preview.html",
        shows="preview",
    )
    def take(  # noqa: PLR0917  what the address of a file names
        self,
        session: Session,
        command: Command,
        form: ImportForm,
        number: int,
        sender: int,
        day: str,
        token: str,
    ) -> Answer:
        """Take the file in, on behalf of its unit, in one command."""
        award_round, held, received = round_numbered(session, command.unit, number), form.held, _day(day)
        if held is None or form.sha256.data != hashlib.sha256(held.content).hexdigest():
            abort(404)
        done = import_nominations(
            session,
            command,
            award_round,
            _sender(session, award_round, sender),
            _read(session, held.content, held.name, received),
            received=received,
            late_reason=form.late_reason.data,
            accept_problems=bool(form.accept_problems.data),
            withdraw_vanished=bool(form.withdraw_vanished.data),
        )
        after_this_request(functools.partial(_forget, token))
        return _answer(done)


def _forget(token: str, answer: Response) -> Response:
    """Let a file go when it is taken in and committed, which the way back shows."""
    if answer.status_code == SEEN_OTHER:
        let_go(token)
    return answer


def _read(session: Session, content: bytes, name: str, on: date) -> ReadNominations:
    return read_nominations(content, name=name, on=on, places=known_places(session, on))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        abort(404)


def _sender(session: Session, award_round: AwardRound, number: int) -> Unit:
    """The unit that sent the file: one of those for which this person acts."""
    found = next((one for one in senders(session, award_round) if one.id == number), None)
    if found is None:
        abort(404)
    return found


def _planned(row: Row, *, numbered: bool) -> dict[str, Any]:
    """A row of the file with what taking it in would do; without the numbers that others' children have in the book."""
    one = row.candidate
    if row.unchanged:
        what = _("giữ nguyên")
    elif row.changed is not None:
        what = _("thay đề nghị số {number}", number=row.changed)
    elif row.same_as is not None:
        what = _("trùng dòng {place} của tệp", place=row.same_as.file_place)
    elif row.stands is not None and not numbered:
        what = _("đã được đề nghị trong đợt này, có thể ở đơn vị khác")
    elif row.recipient and not numbered:
        what = _("thêm, người đã có trong sổ")
    elif row.stands is not None:
        what = _("trùng đề nghị số {number}, có thể của đơn vị khác", number=row.stands)
    else:
        what = (
            _("thêm, người nhận số {number} đã có trong sổ", number=row.recipient)
            if row.recipient
            else _("thêm, người mới")
        )
    return {
        "place": one.file_place,
        "name": one.full_name,
        "born": born(one.birth_day, one.birth_year),
        "school": ", ".join(filter(None, (one.school_class, one.school))),
        "commune": ", ".join(filter(None, (one.village, one.commune))),
        "category": one.category,
        "what": what,
        "repeats": Plan.repeats(row),
    }


def _told(problem: Problem) -> dict[str, str]:
    place = attrs.evolve(problem.place, file="")
    return {"place": str(place).lstrip(", "), "said": sentence(problem.error)}


def _alike(one: Lookalike) -> dict[str, Any]:
    return {
        "row": one.row,
        "other": one.other,
        "alike": _(ALIKE_NAMES[one.likeness.alike]),
        "reasons": "; ".join(one.likeness.reasons),
    }


def _answer(done: Imported) -> Answer:
    file = done.file if done.is_new else None
    return {
        "list": done.file.id,
        "is_new": done.is_new,
        "candidates": done.file.candidates,
        "added": file.added if file else 0,
        "changed": file.changed if file else 0,
        "unchanged": file.unchanged if file else done.file.candidates,
        "duplicates": file.duplicates if file else 0,
        "left_out": done.file.left_out,
        "recipients_entered": done.recipients_entered,
        "facts": done.facts_suggested,
        "vanished": list(done.vanished),
    }
