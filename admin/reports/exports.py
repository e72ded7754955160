"""Files for other programs, and the look at figures that were published before."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import attrs
from flask_admin import expose
from sqlalchemy.orm import Session

from admin.deed import DeedForm
from admin.field import Choice, Days, Line, Upload
from admin.job import Progress, Result, long_work, start_job
from admin.job_form import asks
from admin.page import Page
from khfund.calendar import DateRange
from khfund.db import Database
from khfund.reports.journal_export import Form, export_journal
from khfund.reports.published_report import PublishedReport, published_pdf, published_workbook
from khfund.returns.claim import Publication
from khfund.returns.claim_list import read_claims
from khfund.returns.claim_outline import multiples_in, read_outline
from khfund.sheet import read

EXPORT, CHECK = "journal.export", "published.check"
FORM_NAMES = {
    Form.XLSX: "bảng tính Excel (xlsx)",
    Form.CSV: "bảng CSV",
    Form.BEANCOUNT: "sổ beancount",
    Form.HLEDGER: "sổ hledger",
}
ENDS = {Form.XLSX: "xlsx", Form.CSV: "csv", Form.BEANCOUNT: "beancount", Form.HLEDGER: "journal"}
FOUND_MAX = 20  # discrepancies told on the page of the work; the papers hold all


class ExportForm(DeedForm):
    """In which form, about which days."""

    form = Choice("Dạng tệp", dict(FORM_NAMES))
    days = Days(
        "Kỳ", required=False, hint="Để trống thì xuất cả sổ. 2026, 3/2026 hoặc 1/1/2026 đến 30/6/2026."
    )


class PublishedForm(DeedForm):
    """Figures that somebody published, and the words around them."""

    file = Upload("Số liệu đã công bố", accept=".yaml,.yml,.xlsx,.csv", hint="Tệp .yaml, .xlsx hoặc .csv.")
    words = Upload(
        "Lời văn báo cáo",
        required=False,
        accept=".txt",
        hint="Tệp .txt, để đọc các câu «gấp 3 lần năm 2022».",
    )
    heading = Line("Tên ghi trên bản đối chiếu", required=False)


class Exports(Page):
    """The journal for other programs; figures published before, held against themselves."""

    looks = "money.look"
    title = "Xuất dữ liệu"
    section = "Báo cáo"
    address = "xuat-du-lieu"

    @expose("/")
    def index(self) -> str:
        """Tell what may be taken away."""
        return self.render("reports/exports.html", forms=FORM_NAMES)

    @asks("/so-nhat-ky", "money.look", ExportForm, "Xuất sổ nhật ký", button="Xuất")
    def journal(self, _session: Session, form: ExportForm) -> str:
        """Export the journal."""
        return start_job(
            EXPORT,
            "Xuất sổ nhật ký ({form})",
            request_id=form.request_id.data,
            form=form.form.data,
            days=form.days.typed.strip() if form.days.data else None,
        )

    @asks(
        "/doi-chieu-cong-bo",
        "report.look",
        PublishedForm,
        "Đối chiếu số liệu đã công bố",
        button="Đối chiếu",
        template="reports/published_check.html",
    )
    def published(self, _session: Session, form: PublishedForm) -> str:
        """Find what in published figures does not foot; nothing is changed."""
        published_of(form.file.name_given, form.file.content, b"", "")
        return start_job(
            CHECK,
            "Đối chiếu số liệu đã công bố: {file_name}",
            uploads=[form.file, form.words],
            request_id=form.request_id.data,
            file_name=form.file.name_given,
            words=bool(form.words.content),
            heading=form.heading.data,
        )


@long_work(EXPORT, looks="money.look")
def export(job: Progress, books: Database, *, form: str, days: str | None) -> Result:
    """Write the journal in the form of another program."""
    chosen = Form(form)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / f"nhat-ky.{ENDS[chosen]}"
        with books.reading() as session:
            count = export_journal(
                session,
                job.unit_id,
                out,
                chosen,
                days=DateRange.parse(days) if days else None,
                progress=job.tell,
            )
        content = out.read_bytes()
    return Result("Đã xuất {entries:so} bút toán.", {"entries": count}, [(out.name, content)])


@long_work(CHECK, looks="report.look")
def check_published(job: Progress, _books: Database, *, file_name: str, words: bool, heading: str) -> Result:
    """Read published figures and put on paper what does not foot."""
    said = job.upload(1)[1] if words else b""
    published = published_of(file_name, job.upload(0)[1], said, heading)
    report = PublishedReport(published=published, file=file_name, made_at=datetime.now(UTC))
    files: list[tuple[str, bytes | Path]] = [
        ("doi-chieu.pdf", published_pdf(report)),
        ("doi-chieu.xlsx", published_workbook(report)),
    ]
    facts: dict[str, Any] = {"claims": len(published.claims), "found": len(report.found)}
    facts["first"] = "; ".join(one.sentence for one in report.found[:FOUND_MAX]) or "—"
    return Result("Đọc {claims:so} số liệu, {found:so} chỗ chưa khớp: {first}.", facts, files)


def published_of(name: str, content: bytes, words: bytes, heading: str) -> Publication:
    """Read a publication from its file, and the sentences of its report."""
    if name.lower().endswith((".yaml", ".yml")):
        published = read_outline(content, name, heading)
    else:
        published = read_claims(read(content, name).first, heading)
    if not words:
        return published
    said = multiples_in(words.decode("utf-8", "replace"), name)
    return attrs.evolve(published, multiples=(*published.multiples, *said))
