"""The public window of the example: what is published of the year, a question with its answer, a sample, a letter to givers."""

from __future__ import annotations

import re
from datetime import date
from functools import partial

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy.orm import Session

from khfund import audit
from khfund.actor import find_person
from khfund.calendar import DateRange
from khfund.command import Answer, Command
from khfund.demo.office import Office, at
from khfund.ledger import find_fund
from khfund.oversight.audit_sample import announce_sample, draw_sample, find_sample
from khfund.oversight.complaint import ComplaintKind, ComplaintWay, enter_complaint, find_complaint
from khfund.oversight.complaint_step import (
    ComplaintResult,
    answer_complaint,
    assign_complaint,
    close_complaint,
)
from khfund.oversight.giver_update import (
    draft_update,
    edit_update,
    find_update,
    finish_update,
    last_step,
    publish_update,
)
from khfund.oversight.publication import PublicationSubject, switch_publication
from khfund.oversight.published_statement import publish_statement
from khfund.reports.update_draft import draft_of
from khfund.reports.window import prepare
from khfund.unit import Unit, find_unit

YEAR = DateRange.year(2025)
OPENED, ASKED, SAMPLED, WRITTEN = date(2026, 3, 20), date(2026, 3, 23), date(2026, 3, 24), date(2026, 3, 27)
WORDS = {
    "vì sao": "Kính gửi quý vị đã ủng hộ quỹ. Năm qua lãi tiền gửi đã thành học bổng của các em; vốn gốc vẫn nguyên.",
    "": "Việc khó nhất là đường đến các điểm trường xa. Sang năm Hội sẽ xét sớm hơn một tháng.",
}


def open_window(office: Office, code: str, key: Ed25519PrivateKey, origin: str) -> None:
    """Publish the year's statement, answer a giver's question, draw the inspector's sample, write to the givers."""
    for hour, subject in enumerate(PublicationSubject, 8):
        work = partial(_switch, subject=subject)
        office.do("chutich", "publication.switch", at(OPENED, hour), work, subject=subject.value)
    office.do(
        "chutich",
        "statement.publish",
        at(OPENED, 15),
        lambda session, command: _publish(session, command, code, key, origin),
        period=str(YEAR),
    )
    _answer_a_question(office)
    office.do("kiemtra", "sample.announce", at(SAMPLED, 9), _announce, period=str(YEAR), count=12)
    office.do("kiemtra", "sample.draw", at(SAMPLED, 10), _draw, number=1)
    _write_to_givers(office)


def _switch(session: Session, command: Command, *, subject: PublicationSubject) -> None:
    switch_publication(session, command, subject, is_on=True, since=OPENED, reason="")


def _publish(session: Session, command: Command, code: str, key: Ed25519PrivateKey, origin: str) -> Answer:
    point = audit.checkpoint(session, origin, key)
    verifier = audit.verifier_key(origin, key.public_key())
    unit = find_unit(session, code)
    made = prepare(session, unit, YEAR, made_at=command.at, checkpoint=point, verifier=verifier)
    kept = publish_statement(session, command, YEAR, made.figures, made.files)
    return {"number": kept.id, "closing": kept.closing}


def _answer_a_question(office: Office) -> None:
    def enter(session: Session, command: Command) -> None:
        words = "Tiền tôi gửi tháng 9 đã dùng vào việc gì?"
        enter_complaint(
            session, command, ComplaintKind.QUESTION, words, received=ASKED, way=ComplaintWay.LETTER
        )

    def assign(session: Session, command: Command) -> None:
        found = find_complaint(session, command.unit, 1)
        assign_complaint(session, command, found, find_person(session, "ketoan"))

    def answer(session: Session, command: Command) -> None:
        words = "Khoản ấy nằm trong đợt học bổng Tô Hiệu tháng 10; trang riêng của ông/bà có ghi từng khoản."
        answer_complaint(session, command, find_complaint(session, command.unit, 1), words)

    def close(session: Session, command: Command) -> None:
        found = find_complaint(session, command.unit, 1)
        close_complaint(session, command, found, result=ComplaintResult.EXPLAINED)

    steps = [
        ("canbo", "enter", enter),
        ("chutich", "assign", assign),
        ("ketoan", "answer", answer),
        ("chutich", "close", close),
    ]
    for hour, (login, verb, work) in enumerate(steps, 9):
        office.do(login, f"complaint.{verb}", at(ASKED, hour), work)


def _announce(session: Session, command: Command) -> None:
    announce_sample(session, command, YEAR, wanted=12, word="hoa ban trắng")


def _draw(session: Session, command: Command) -> Answer:
    made = draw_sample(session, command, find_sample(session, command.unit, 1))
    return {"seed": made.seed, "entries": made.entries}


def _write_to_givers(office: Office) -> None:
    def draft(session: Session, command: Command) -> None:
        fund = find_fund(session, command.unit, "TH")
        made = draft_of(session, session.get_one(Unit, command.unit), fund, YEAR, made_at=command.at)
        draft_update(
            session, command, fund, YEAR, title=made.title, body=made.body, figures=list(made.figures)
        )

    def edit(session: Session, command: Command) -> None:
        found = find_update(session, command.unit, 1)
        drafted = last_step(session, found)
        body = re.sub(
            r"\[(.*?)\]", lambda place: WORDS["vì sao" if "vì sao" in place[1] else ""], drafted.body
        )
        edit_update(session, command, found, title=drafted.title, body=body)

    def finish(session: Session, command: Command) -> None:
        finish_update(session, command, find_update(session, command.unit, 1))

    def publish(session: Session, command: Command) -> None:
        publish_update(session, command, find_update(session, command.unit, 1))

    steps = [
        ("canbo", "draft", draft),
        ("canbo", "edit", edit),
        ("canbo", "finish", finish),
        ("chutich", "publish", publish),
    ]
    for hour, (login, verb, work) in enumerate(steps, 9):
        office.do(login, f"update.{verb}", at(WRITTEN, hour), work)
