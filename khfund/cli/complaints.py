"""`complaint`: what somebody said or asked, who answers, how it ended."""

from __future__ import annotations

from datetime import date
from typing import Any

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from khfund.actor import find_person, name_of
from khfund.calendar import DateRange
from khfund.cli.edge import Day, Edge, pass_edge, this_day
from khfund.cli.words import Group, _, option
from khfund.command import Answer, Command
from khfund.oversight.complaint import (
    KIND_NAMES,
    SUBJECT_NAMES,
    Complaint,
    ComplaintKind,
    ComplaintSubject,
    ComplaintWay,
    enter_complaint,
    erase_contact,
    find_complaint,
)
from khfund.oversight.complaint_step import (
    STATE_NAMES,
    STEP_NAMES,
    ComplaintResult,
    answer_complaint,
    assign_complaint,
    assignee_of,
    close_complaint,
    complaint_counts,
    is_open,
    reopen_complaint,
    state_of,
    steps_of,
)


@click.group("complaint", cls=Group)
def complaint_group() -> None:
    """Ý kiến, khiếu nại và câu hỏi: nhận, giao, trả lời, kết thúc."""


@complaint_group.command("enter")
@click.argument("words")
@option("--question", is_flag=True, help="Là câu hỏi, không phải khiếu nại.")
@option(
    "--way",
    type=click.Choice([one.value for one in ComplaintWay]),
    default=ComplaintWay.OTHER.value,
    help="Nhận bằng cách nào.",
)
@option(
    "--about",
    "subject",
    type=click.Choice([one.value for one in ComplaintSubject]),
    default=ComplaintSubject.OTHER.value,
    help="Về việc gì.",
)
@option("--reference", default="", help="Số biên nhận, mã đợt vận động hoặc mã chương trình.")
@option("--officer", help="Tên đăng nhập của người bị nêu.")
@option("--name", default="", help="Tên người nêu; có thể không ghi, có thể xóa sau.")
@option("--contact", default="", help="Cách liên lạc; có thể không ghi, có thể xóa sau.")
@option("--day", type=Day(), help="Ngày nhận (mặc định hôm nay).")
@option("--due", type=Day(), help="Hạn trả lời, nếu khác hạn chung.")
@pass_edge
def enter(
    edge: Edge,
    words: str,
    question: bool,
    way: str,
    subject: str,
    reference: str,
    officer: str | None,
    name: str,
    contact: str,
    day: date | None,
    due: date | None,
) -> None:
    """Ghi lại một ý kiến, khiếu nại hoặc câu hỏi."""
    received = day or this_day()

    def work(session: Session, command: Command) -> Answer:
        made = enter_complaint(
            session,
            command,
            ComplaintKind.QUESTION if question else ComplaintKind.COMPLAINT,
            words,
            received=received,
            way=ComplaintWay(way),
            subject=ComplaintSubject(subject),
            reference=reference,
            about=find_person(session, officer).id if officer else None,
            name=name,
            reach=contact,
            due=due,
        )
        return {"complaint": made.id, "due": made.due.isoformat()}

    # who spoke stands in no command, so that it can be erased
    payload = {"words": words, "question": question, "way": way, "subject": subject, "reference": reference}
    payload |= {"officer": officer, "day": received, "due": due, "named": bool(name or contact)}
    edge.carry_out("complaint.enter", payload, work, say="Đã ghi ý kiến số {complaint}; hạn trả lời {due}.")


@complaint_group.command("assign")
@click.argument("number", type=int)
@option("--to", "login", required=True, help="Tên đăng nhập của người trả lời.")
@pass_edge
def assign(edge: Edge, number: int, login: str) -> None:
    """Giao cho một người trả lời; không giao cho chính người bị nêu."""

    def work(session: Session, command: Command) -> Answer:
        found = find_complaint(session, command.unit, number)
        assign_complaint(session, command, found, find_person(session, login))
        return {"complaint": number, "to": login}

    edge.carry_out(
        "complaint.assign",
        {"number": number, "to": login},
        work,
        say="Đã giao ý kiến số {complaint} cho {to}.",
    )


@complaint_group.command("answer")
@click.argument("number", type=int)
@click.argument("words")
@pass_edge
def answer(edge: Edge, number: int, words: str) -> None:
    """Ghi câu đã trả lời."""

    def work(session: Session, command: Command) -> Answer:
        answer_complaint(session, command, find_complaint(session, command.unit, number), words)
        return {"complaint": number}

    payload = {"number": number, "words": words}
    edge.carry_out("complaint.answer", payload, work, say="Đã ghi câu trả lời ý kiến số {complaint}.")


@complaint_group.command("close")
@click.argument("number", type=int)
@option(
    "--result",
    type=click.Choice([one.value for one in ComplaintResult]),
    required=True,
    help="founded (đúng), partly (đúng một phần), unfounded (không đúng), explained (đã giải thích), withdrawn (rút).",
)
@option("--words", default="", help="Ghi thêm.")
@pass_edge
def close(edge: Edge, number: int, result: str, words: str) -> None:
    """Kết thúc một ý kiến đã trả lời."""

    def work(session: Session, command: Command) -> Answer:
        found = find_complaint(session, command.unit, number)
        close_complaint(session, command, found, result=ComplaintResult(result), words=words)
        return {"complaint": number, "result": result}

    payload = {"number": number, "result": result, "words": words}
    edge.carry_out("complaint.close", payload, work, say="Đã kết thúc ý kiến số {complaint}.")


@complaint_group.command("reopen")
@click.argument("number", type=int)
@option("--reason", required=True, help="Lý do.")
@pass_edge
def reopen(edge: Edge, number: int, reason: str) -> None:
    """Mở lại một ý kiến đã kết thúc."""

    def work(session: Session, command: Command) -> Answer:
        reopen_complaint(session, command, find_complaint(session, command.unit, number), reason=reason)
        return {"complaint": number}

    payload = {"number": number, "reason": reason}
    edge.carry_out("complaint.reopen", payload, work, say="Đã mở lại ý kiến số {complaint}.")


@complaint_group.command("erase")
@click.argument("number", type=int)
@pass_edge
def erase(edge: Edge, number: int) -> None:
    """Xóa tên và cách liên lạc của người nêu."""

    def work(session: Session, command: Command) -> Answer:
        erase_contact(session, command, find_complaint(session, command.unit, number))
        return {"complaint": number}

    edge.carry_out(
        "complaint.erase",
        {"number": number},
        work,
        say="Đã xóa tên và cách liên lạc ở ý kiến số {complaint}.",
    )


@complaint_group.command("list")
@option("--open", "only_open", is_flag=True, help="Chỉ những ý kiến chưa kết thúc.")
@pass_edge
def list_(edge: Edge, only_open: bool) -> None:
    """Liệt kê ý kiến, hạn gần nhất trước."""
    with edge.looking("complaint") as session:
        query = select(Complaint).where(Complaint.unit_id == edge.unit(session).id)
        query = query.where(is_open()) if only_open else query
        rows = [_row(session, one) for one in session.scalars(query.order_by(Complaint.due, Complaint.id))]
    columns = [("number", "Số"), ("kind_name", "Loại"), ("received", "Ngày nhận"), ("due", "Hạn")]
    columns += [("state_name", "Trạng thái"), ("assigned", "Giao cho"), ("words", "Nội dung")]
    edge.list(rows, columns)


def _row(session: Session, one: Complaint) -> dict[str, Any]:
    state, holder = state_of(session, one), assignee_of(session, one)
    return {
        "number": str(one.id),
        "kind": one.kind.value,
        "kind_name": _(KIND_NAMES[one.kind]),
        "received": one.received,
        "due": one.due,
        "subject": one.subject.value,
        "subject_name": _(SUBJECT_NAMES[one.subject]),
        "reference": one.reference,
        "state": state.value,
        "state_name": _(STATE_NAMES[state]),
        "assigned": name_of(session, holder) if holder else "",
        "words": one.words,
    }


@complaint_group.command("show")
@click.argument("number", type=int)
@pass_edge
def show(edge: Edge, number: int) -> None:
    """Xem các bước của một ý kiến."""
    with edge.looking("complaint") as session:
        found = find_complaint(session, edge.unit(session).id, number)
        rows = [
            {
                "number": str(step.number),
                "day": step.day,
                "kind": step.kind.value,
                "kind_name": _(STEP_NAMES[step.kind]),
                "person": name_of(session, step.person_id),
                "words": step.words,
            }
            for step in steps_of(session, found)
        ]
    edge.list(
        rows,
        [
            ("number", "Bước"),
            ("day", "Ngày"),
            ("kind_name", "Việc"),
            ("person", "Người"),
            ("words", "Nội dung"),
        ],
    )


@complaint_group.command("count")
@click.argument("period")
@pass_edge
def count(edge: Edge, period: str) -> None:
    """Đếm ý kiến và câu hỏi nhận trong một kỳ."""
    days = DateRange.parse(period)
    with edge.looking("complaint") as session:
        found = complaint_counts(session, edge.unit(session).id, days, on=this_day())
    rows = [
        {
            "kind": one.kind.value,
            "kind_name": _(KIND_NAMES[one.kind]),
            "received": one.received,
            "in_time": one.in_time,
            "closed": one.closed,
            "open": one.open,
            "late": one.late,
        }
        for one in found
    ]
    columns = [("kind_name", "Loại"), ("received", "Đã nhận"), ("in_time", "Trả lời đúng hạn")]
    edge.list(rows, [*columns, ("closed", "Đã kết thúc"), ("open", "Còn mở"), ("late", "Quá hạn")])
