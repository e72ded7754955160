"""Complaints and questions: who waits for an answer until when, one with its steps, and what is done with it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from flask import url_for
from flask_admin import expose
from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from admin.deed import DeedForm, deed
from admin.field import Choice, Day, Line, Paragraph
from admin.listing import Column, Filters, Kind, Listing
from admin.searching import containing
from admin.todo import Task, Urgency, todo
from admin.visitor import Visitor, reading, unit
from admin.words import _
from khfund.actor import Grant, Person, allowed_roles, name_of
from khfund.calendar import today
from khfund.command import Answer, Command
from khfund.oversight.complaint import (
    KIND_NAMES,
    SUBJECT_NAMES,
    WAY_NAMES,
    Complaint,
    ComplaintKind,
    ComplaintSubject,
    ComplaintWay,
    contact_of,
    enter_complaint,
    erase_contact,
    find_complaint,
)
from khfund.oversight.complaint_step import (
    RESULT_NAMES,
    STATE_NAMES,
    STEP_NAMES,
    ComplaintResult,
    ComplaintState,
    answer_complaint,
    assign_complaint,
    assignee,
    assignee_of,
    close_complaint,
    is_open,
    last_kind,
    reopen_complaint,
    state_of,
    steps_of,
)
from khfund.unit import Unit

SOON = timedelta(days=5)


class ComplaintFilters(Filters):
    """By state and kind."""

    state = Choice(
        "Trạng thái", {"open": "chưa kết thúc", "late": "quá hạn", "closed": "đã kết thúc"}, required=False
    )
    kind = Choice("Loại", dict(KIND_NAMES), required=False)


class ComplaintForm(DeedForm):
    """What somebody said or asked. Who spoke goes into no command, so that it can be erased."""

    kind = Choice("Loại", dict(KIND_NAMES))
    received = Day("Ngày nhận", default=today)
    way = Choice("Nhận bằng cách nào", dict(WAY_NAMES))
    subject = Choice("Về việc gì", dict(SUBJECT_NAMES))
    reference = Line("Số biên nhận, mã đợt vận động hoặc mã chương trình", required=False)
    about = Choice("Người của Hội bị nêu", required=False, coerce=int)
    words = Paragraph("Nội dung", hint="Ghi đúng lời người nêu, ngắn gọn.")
    name = Line("Tên người nêu", required=False, hint="Có thể để trống; có thể xóa sau.")
    reach = Line("Cách liên lạc", required=False, hint="Điện thoại, địa chỉ; có thể xóa sau.")
    due = Day("Hạn trả lời, nếu khác hạn chung", required=False)

    def prepare(self, session: Session, unit: Unit, **path: Any) -> None:
        """Offer those who work in the unit."""
        self.about.offer(_staff(session, unit.id))

    def payload(self) -> dict[str, Any]:
        """Everything but who spoke."""
        said = super().payload()
        return {key: value for key, value in said.items() if key not in ("name", "reach")}


class AssignForm(DeedForm):
    """Who is to answer."""

    to = Choice("Người trả lời", coerce=int)

    def prepare(self, session: Session, unit: Unit, **path: Any) -> None:
        """Offer those who may answer, without whoever it is about."""
        about = find_complaint(session, unit.id, path["number"]).about_person_id
        self.to.offer(pair for pair in _staff(session, unit.id) if pair[0] != about)


class AnswerForm(DeedForm):
    """What was answered."""

    words = Paragraph("Câu trả lời", hint="Ghi câu đã trả lời cho người nêu, và trả lời bằng cách nào.")


class CloseForm(DeedForm):
    """How it ended."""

    result = Choice("Kết quả", dict(RESULT_NAMES))
    words = Paragraph("Ghi thêm", required=False)


class ReopenForm(DeedForm):
    """Why it is opened again."""

    reason = Line("Lý do")


class EmptyForm(DeedForm):
    """Nothing to fill."""


def _staff(session: Session, unit_id: int) -> list[tuple[int, str]]:
    """Those who may deal with complaints in the unit: id and name."""
    query = (
        select(Person.id, Person.full_name)
        .join(Grant, Grant.person_id == Person.id)
        .where(Person.is_active, (Grant.unit_id == unit_id) | Grant.unit_id.is_(None))
        .where(Grant.role.in_(allowed_roles("complaint.answer")))
    )
    return [(number, name) for number, name in session.execute(query.distinct().order_by(Person.full_name))]


class Complaints(Listing):
    """Complaints and questions, the nearest due day first."""

    looks = "complaint"
    title = "Ý kiến, câu hỏi"
    section = "Kiểm tra"
    address = "y-kien"
    columns = (
        Column("number", "Số", link="complaints.one"),
        Column("kind", "Loại", names=KIND_NAMES),
        Column("received", "Ngày nhận", Kind.DAY),
        Column("due", "Hạn trả lời", Kind.DAY),
        Column("state", "Trạng thái", Kind.STATE, names=STATE_NAMES),
        Column("assigned", "Giao cho"),
        Column("words", "Nội dung"),
    )
    filters = ComplaintFilters
    searches = "nội dung, số biên nhận hoặc mã"
    template = "oversight/complaints.html"

    def query(self, session: Session, unit: Unit) -> Select[Any]:
        """Give the unit's complaints."""
        holder = select(Person.full_name).where(Person.id == assignee()).scalar_subquery()
        return select(
            Complaint.id.label("number"),
            Complaint.kind,
            Complaint.received,
            Complaint.due,
            last_kind().label("state"),
            holder.label("assigned"),
            Complaint.words,
        ).where(Complaint.unit_id == unit.id)

    def order(self) -> list[Any]:
        """The newest first."""
        return [Complaint.id.desc()]

    def search(self, term: str) -> ColumnElement[bool]:
        """Find by what was said or what it is about."""
        return containing(term, Complaint.words, Complaint.reference)

    def narrow(self, query: Select[Any], filters: Any) -> Select[Any]:
        """Narrow by state and kind."""
        if filters.state.data == "closed":
            query = query.where(~is_open())
        elif filters.state.data:
            query = query.where(is_open())
        if filters.state.data == "late":
            query = query.where(Complaint.due < today())
        if filters.kind.data:
            query = query.where(Complaint.kind == ComplaintKind(filters.kind.data))
        return query

    @expose("/<int:number>/")
    def one(self, number: int) -> str:
        """Show a complaint with its steps."""
        return self.render("oversight/complaint.html", **self.looked_at(reading(), number))

    def looked_at(self, session: Session, number: int) -> dict[str, Any]:
        """A complaint, who spoke, what became of it."""
        found = find_complaint(session, unit().id, number)
        state, holder = state_of(session, found), assignee_of(session, found)
        steps = [(step, name_of(session, step.person_id)) for step in steps_of(session, found)]
        return {
            "title": _("Ý kiến số {number}", number=number),
            "complaint": found,
            "state": state,
            "open": state is not ComplaintState.CLOSED,
            "late": state is not ComplaintState.CLOSED and found.due < today(),
            "names": {"state": STATE_NAMES, "kind": KIND_NAMES, "way": WAY_NAMES, "subject": SUBJECT_NAMES},
            "step_names": STEP_NAMES,
            "results": RESULT_NAMES,
            "contact": contact_of(session, found),
            "about": name_of(session, found.about_person_id) if found.about_person_id else "",
            "assigned": name_of(session, holder) if holder else "",
            "steps": steps,
        }

    @deed(
        "/ghi",
        "complaint.enter",
        ComplaintForm,
        "Ghi ý kiến, câu hỏi",
        say="Đã ghi ý kiến số {number}; hạn trả lời {due}.",
        back=".one",
    )
    def enter(self, session: Session, command: Command, form: ComplaintForm) -> Answer:
        """Enter what somebody said or asked."""
        made = enter_complaint(
            session,
            command,
            ComplaintKind(form.kind.data),
            form.words.data or "",
            received=form.received.data,
            way=ComplaintWay(form.way.data),
            subject=ComplaintSubject(form.subject.data),
            reference=form.reference.data or "",
            about=form.about.data,
            name=form.name.data or "",
            reach=form.reach.data or "",
            due=form.due.data,
        )
        return {"number": made.id, "due": made.due.isoformat()}

    @deed(
        "/<int:number>/giao",
        "complaint.assign",
        AssignForm,
        "Giao trả lời ý kiến số {number}",
        say="Đã giao ý kiến số {number}.",
        button="Giao",
        template="oversight/complaint_deed.html",
        shows="looked_at",
        back=".one",
    )
    def assign(self, session: Session, command: Command, form: AssignForm, number: int) -> Answer:
        """Give it to somebody who answers."""
        found = find_complaint(session, command.unit, number)
        assign_complaint(session, command, found, session.get_one(Person, form.to.data))
        return {"number": number}

    @deed(
        "/<int:number>/tra-loi",
        "complaint.answer",
        AnswerForm,
        "Trả lời ý kiến số {number}",
        say="Đã ghi câu trả lời ý kiến số {number}.",
        template="oversight/complaint_deed.html",
        shows="looked_at",
        back=".one",
    )
    def answer(self, session: Session, command: Command, form: AnswerForm, number: int) -> Answer:
        """Write down what was answered."""
        answer_complaint(
            session, command, find_complaint(session, command.unit, number), form.words.data or ""
        )
        return {"number": number}

    @deed(
        "/<int:number>/ket-thuc",
        "complaint.close",
        CloseForm,
        "Kết thúc ý kiến số {number}",
        say="Đã kết thúc ý kiến số {number}.",
        button="Kết thúc",
        template="oversight/complaint_deed.html",
        shows="looked_at",
        back=".one",
    )
    def close(self, session: Session, command: Command, form: CloseForm, number: int) -> Answer:
        """Close it with its result."""
        found = find_complaint(session, command.unit, number)
        result = ComplaintResult(form.result.data)
        close_complaint(session, command, found, result=result, words=form.words.data or "")
        return {"number": number}

    @deed(
        "/<int:number>/mo-lai",
        "complaint.reopen",
        ReopenForm,
        "Mở lại ý kiến số {number}",
        say="Đã mở lại ý kiến số {number}.",
        button="Mở lại",
        back=".one",
    )
    def reopen(self, session: Session, command: Command, form: ReopenForm, number: int) -> Answer:
        """Open it again."""
        reopen_complaint(
            session, command, find_complaint(session, command.unit, number), reason=form.reason.data or ""
        )
        return {"number": number}

    @deed(
        "/<int:number>/xoa-lien-lac",
        "complaint.erase",
        EmptyForm,
        "Xóa tên và cách liên lạc ở ý kiến số {number}",
        say="Đã xóa tên và cách liên lạc ở ý kiến số {number}.",
        button="Xóa",
        danger=True,
        back=".one",
    )
    def erase(self, session: Session, command: Command, form: EmptyForm, number: int) -> Answer:
        """Erase who spoke."""
        erase_contact(session, command, find_complaint(session, command.unit, number))
        return {"number": number}


@todo("complaint")
def _waiting(session: Session, unit: Unit, visitor: Visitor) -> Iterator[Task]:
    mine = (assignee() == visitor.id) | assignee().is_(None)
    for sentence, condition, state, urgency in (
        (_("ý kiến, câu hỏi quá hạn trả lời"), Complaint.due < today(), "late", Urgency.LATE),
        (
            _("ý kiến, câu hỏi sắp đến hạn"),
            (Complaint.due >= today()) & (Complaint.due <= today() + SOON) & mine,
            "open",
            Urgency.SOON,
        ),
    ):
        query = select(func.count()).where(Complaint.unit_id == unit.id, is_open(), condition)
        yield Task(sentence, session.scalar(query) or 0, url_for("complaints.index", state=state), urgency)
