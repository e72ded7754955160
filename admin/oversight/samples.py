"""Random samples for the inspector: announced, drawn, looked at entry by entry, closed with a summary."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

from flask import url_for
from flask_admin import expose
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from admin.deed import DeedForm, deed
from admin.field import Choice, Days, Line, Number, Paragraph
from admin.page import Page
from admin.paper import served
from admin.todo import Task, Urgency, todo
from admin.visitor import Visitor, reading, unit
from admin.words import _
from khfund.actor import name_of
from khfund.command import Answer, Command
from khfund.ledger import VoucherKind
from khfund.ledger.entry import VOUCHER_NAMES
from khfund.oversight.audit_sample import (
    AuditSample,
    SampleDraw,
    announce_sample,
    draw_of,
    draw_sample,
    entries_of,
    find_sample,
    samples,
)
from khfund.oversight.sample_finding import (
    VERDICT_NAMES,
    FindingVerdict,
    SampleClosing,
    SampleItemUnknownError,
    close_sample,
    closing_of,
    findings_of,
    open_items,
    write_finding,
)
from khfund.oversight.sample_selection import METHOD_NAMES, SampleMethod, list_text
from khfund.reports.sample_paper import sample_lines, sample_pdf
from khfund.unit import Unit


class AnnounceForm(DeedForm):
    """Which sample is to be drawn."""

    days = Days("Bút toán của kỳ")
    wanted = Number("Số bút toán rút", hint="Từ 1 đến 500.")
    method = Choice("Cách rút", dict(METHOD_NAMES))
    kind = Choice("Chỉ loại chứng từ", dict(VOUCHER_NAMES), required=False)
    word = Line(
        "Từ công khai",
        hint="Một từ hay một câu ngắn, nói ra trước khi rút; sẽ hiện trên cửa công khai cùng mẫu.",
    )


class DrawForm(DeedForm):
    """Nothing to fill."""


class FindingForm(DeedForm):
    """What was found."""

    verdict = Choice("Kết quả", dict(VERDICT_NAMES))
    words = Paragraph("Ghi chú", required=False, hint="Bắt buộc khi cần hỏi thêm hoặc khi sai.")


class SummaryForm(DeedForm):
    """The summary."""

    summary = Paragraph("Kết luận chung")


class Samples(Page):
    """The unit's samples."""

    looks = "sample.look"
    title = "Mẫu kiểm tra"
    section = "Kiểm tra"
    address = "mau-kiem-tra"

    @expose("/")
    def index(self) -> str:
        """List the samples."""
        session = reading()
        rows = [
            {
                "sample": one,
                "draw": draw_of(session, one),
                "open": open_items(session, one),
                "closing": closing_of(session, one),
            }
            for one in samples(session, unit().id)
        ]
        return self.render("oversight/samples.html", rows=rows)

    @expose("/<int:number>/")
    def one(self, number: int) -> str:
        """Show a sample: how it was drawn, its entries with their papers, what was found."""
        return self.render("oversight/sample.html", **self.looked_at(reading(), number))

    def looked_at(self, session: Session, number: int, place: int | None = None) -> dict[str, Any]:
        """A sample with everything about it; with `place`, that entry alone."""
        found = find_sample(session, unit().id, number)
        draw = draw_of(session, found)
        lines = sample_lines(session, found) if draw else []
        if place is not None:
            lines = [line for line in lines if line.place == place]
            if not lines:
                raise SampleItemUnknownError(number=number, place=place)
        return {
            "title": _("Mẫu kiểm tra số {number}", number=number),
            "sample": found,
            "draw": draw,
            "root": base64.b64encode(bytes.fromhex(draw.root)).decode() if draw else "",
            "lines": lines,
            "verdicts": {place: one.verdict for place, one in findings_of(session, found).items()},
            "open": open_items(session, found),
            "closing": closing_of(session, found),
            "method": METHOD_NAMES[found.method],
            "inspector": name_of(session, found.person_id),
        }

    @expose("/<int:number>/in.pdf")
    def paper(self, number: int) -> Response:
        """Print the list with the papers to bring."""
        return served(sample_pdf(reading(), find_sample(reading(), unit().id, number)), f"mau-{number}.pdf")

    @expose("/<int:number>/danh-sach.csv")
    def entries(self, number: int) -> Response:
        """Give the list of entries that it was drawn from."""
        found = find_sample(reading(), unit().id, number)
        return served(list_text(entries_of(reading(), found)).encode(), f"mau-{number}.csv")

    @deed(
        "/cong-bo",
        "sample.announce",
        AnnounceForm,
        "Công bố một mẫu kiểm tra",
        say="Đã công bố mẫu kiểm tra số {number}; giờ có thể rút.",
        button="Công bố",
        back=".one",
    )
    def announce(self, session: Session, command: Command, form: AnnounceForm) -> Answer:
        """Announce a sample before anybody can know what it will hold."""
        made = announce_sample(
            session,
            command,
            form.days.data,
            wanted=form.wanted.data,
            word=form.word.data or "",
            method=SampleMethod(form.method.data),
            kinds=[VoucherKind(form.kind.data)] if form.kind.data else [],
        )
        return {"number": made.id}

    @deed(
        "/<int:number>/rut",
        "sample.draw",
        DrawForm,
        "Rút mẫu số {number}",
        say="Đã rút mẫu số {number} từ {entries:so} bút toán.",
        button="Rút mẫu",
        back=".one",
    )
    def draw(self, session: Session, command: Command, form: DrawForm, number: int) -> Answer:
        """Draw what was announced."""
        made = draw_sample(session, command, find_sample(session, command.unit, number))
        return {"number": number, "entries": made.entries}

    @deed(
        "/<int:number>/muc/<int:place>",
        "finding.write",
        FindingForm,
        "Kết quả mục {place} của mẫu số {number}",
        say="Đã ghi kết quả mục {place}.",
        template="oversight/finding_deed.html",
        shows="looked_at",
        back=".one",
    )
    def find(self, session: Session, command: Command, form: FindingForm, number: int, place: int) -> Answer:
        """Say of one entry whether it is in order."""
        found = find_sample(session, command.unit, number)
        verdict = FindingVerdict(form.verdict.data)
        write_finding(session, command, found, place, verdict=verdict, words=form.words.data or "")
        return {"number": number, "place": place}

    @deed(
        "/<int:number>/ket-luan",
        "sample.close",
        SummaryForm,
        "Kết luận mẫu số {number}",
        say="Đã kết luận mẫu kiểm tra số {number}.",
        button="Kết luận",
        danger=True,
        back=".one",
    )
    def close(self, session: Session, command: Command, form: SummaryForm, number: int) -> Answer:
        """Close a sample with a summary."""
        close_sample(
            session, command, find_sample(session, command.unit, number), summary=form.summary.data or ""
        )
        return {"number": number}


@todo("finding")
def _open(session: Session, unit: Unit, _visitor: Visitor) -> Iterator[Task]:
    closed = select(SampleClosing.sample_id)
    drawn = select(SampleDraw.sample_id)
    query = select(func.count()).where(AuditSample.unit_id == unit.id, AuditSample.id.not_in(closed))
    for sentence, condition, urgency in (
        (_("mẫu kiểm tra đã công bố, chưa rút"), AuditSample.id.not_in(drawn), Urgency.SOON),
        (_("mẫu kiểm tra chưa kết luận"), AuditSample.id.in_(drawn), Urgency.WAITING),
    ):
        yield Task(sentence, session.scalar(query.where(condition)) or 0, url_for("samples.index"), urgency)
