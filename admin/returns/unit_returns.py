"""Returns of other levels: who is late, the form, taking in, what does not foot, the consolidated report."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from flask import Response, abort, url_for
from flask_admin import expose
from sqlalchemy.orm import Session

from admin.deed import DeedForm, deed
from admin.field import Choice, Day, Line, Paragraph, Tick, Upload
from admin.job import Progress, Result, long_work, start_job
from admin.job_form import asks
from admin.kept import kept
from admin.page import Page
from admin.paper import served
from admin.reports.shown_table import shown_sheet
from admin.returns.period import offer_periods, period_asked, usual_period
from admin.todo import Task, Urgency, todo
from admin.visitor import Visitor, reading, unit
from admin.words import _, language
from khfund.calendar import today
from khfund.command import Answer, Command
from khfund.db import Database
from khfund.errors import KhfundError
from khfund.reports import consolidated_page
from khfund.reports.consolidated_return import LEVELS, consolidate, lateness
from khfund.reports.consolidated_table import THOUSAND, report_tables
from khfund.reports.return_line import BASIS_WORDS, Basis, ReportLine, due_day, report_lines
from khfund.reports.sheet_workbook import sheet_workbook
from khfund.returns.form import edition_for, edition_marked
from khfund.returns.reporter import reporters_of
from khfund.returns.reporting_period import ReportingPeriod
from khfund.returns.return_check import tell_unfooted, unfooted, unproven
from khfund.returns.return_import import import_returns
from khfund.returns.return_text import typed_figures
from khfund.returns.return_workbook import form_workbook
from khfund.returns.unit_return import (
    COVERAGE_WORDS,
    Coverage,
    Filed,
    figures_of,
    file_return,
    latest,
    returns,
)
from khfund.sheet import read
from khfund.unit import Unit, find_unit, tree_on

CONSOLIDATE = "return.consolidate"
UNITS_MAX = 500  # told of on the first page


class NotReportedError(KhfundError):
    """A return that is shown has been received."""

    message = "{code} chưa báo cáo {period}."
    english = "{code} has not reported {period}."


class ImportForm(DeedForm):
    """A filled form."""

    file = Upload(
        "Biểu mẫu đã điền",
        accept=".xlsx,.xls,.ods",
        hint="Một tệp có thể gồm nhiều đơn vị, mỗi đơn vị một trang.",
    )
    received = Day("Ngày nhận", default=today)
    replace = Line(
        "Lý do thay bản đã nộp", required=False, hint="Chỉ ghi khi đơn vị nộp lại; bản cũ vẫn được giữ."
    )


class EnterForm(DeedForm):
    """A return that came on paper, cell by cell."""

    unit = Choice("Đơn vị báo cáo")
    period = Choice("Kỳ")
    cells = Paragraph("Số liệu", hint="Mỗi dòng một ô, ví dụ KH.raised=3.000.000 hoặc Q1=Tên quỹ.")
    below = Tick("Số liệu đã gồm cả các đơn vị cấp dưới của đơn vị đó")
    received = Day("Ngày nhận", default=today)
    replace = Line("Lý do thay bản đã nộp", required=False)

    def prepare(self, session: Session, unit: Unit, **path: Any) -> None:
        """Offer the units below and the periods."""
        tree = tree_on(session, today())
        below = [tree.units[one] for one in tree.scope(unit.id)[1:]]
        self.unit.offer((one.code, f"{one.code} {one.name}") for one in below)
        offer_periods(self.period)


class ConsolidateForm(DeedForm):
    """The period of the consolidated report."""

    period = Choice("Kỳ")
    thousands = Tick("Ghi theo nghìn đồng", hint="Khi có số từ 9 chữ số (NĐ 174/2016).")

    def prepare(self, session: Session, unit: Unit, **path: Any) -> None:
        """Offer the periods."""
        offer_periods(self.period)


class UnitReturns(Page):
    """What the units below report to this one."""

    looks = "report.look"
    title = "Báo cáo của các đơn vị"
    section = "Báo cáo"
    address = "bao-cao-don-vi"

    @expose("/")
    def index(self) -> str:
        """Show every unit with its lamp."""
        form, period = period_asked(reading(), unit())
        lines, due = _standing(reading(), unit(), period)
        return self.render(
            "returns/unit_returns.html",
            filters=form,
            period=period,
            due=due,
            lines=lines,
            late=sum(line["lamp"] == "late" for line in lines),
            missing=sum(line["missing"] for line in lines),
        )

    @expose("/mau-<code>.xlsx")
    def form(self, code: str) -> Response:
        """Hand out the form of a period for all units below."""
        period = ReportingPeriod.parse(code)
        reporters = reporters_of(reading(), unit(), period, ())
        content = form_workbook(edition_for(period), period, reporters, made_at=datetime.now(UTC))
        return served(content, f"{period.code}.xlsx")

    @expose("/<period_code>/<code>/")
    def one(self, period_code: str, code: str) -> str:
        """Show the return of a unit with what does not foot."""
        session, period = reading(), ReportingPeriod.parse(period_code)
        reporter = _below(session, code)
        found = latest(session, reporter.id, period)
        if found is None or found.receiver_id != unit().id:
            raise NotReportedError(code=code, period=str(period))
        places = edition_marked(found.edition).places
        cells = [(places[one.row, one.measure], one) for one in figures_of(session, found)]
        return self.render(
            "returns/unit_return.html",
            title=f"{reporter.name} – {period}",
            found=found,
            coverage=_(COVERAGE_WORDS[found.coverage]),
            cells=[
                {
                    "row": one.name or place[1].words,
                    "measure": place[2].words,
                    "value": one.value,
                    "unit": place[2].unit,
                    "cell": f"{one.row}.{one.measure}",
                }
                for place, one in cells
            ],
            gaps=[gap.sentence for gap in unfooted(session, found)],
            blanks=list(dict.fromkeys(blank.sentence for blank in unproven(session, found))),
        )

    @expose("/chua-khop")
    def footing(self) -> str:
        """Show everything that does not foot in the returns of a period."""
        form, period = period_asked(reading(), unit())
        found = []
        for one in returns(reading(), unit().id, period):
            told = [gap.sentence for gap in unfooted(reading(), one)]
            silent = list(dict.fromkeys(blank.sentence for blank in unproven(reading(), one)))
            if told or silent:
                found.append((reading().get_one(Unit, one.unit_id), told, silent))
        return self.render(
            "returns/footing.html", title=_("Chỗ chưa khớp"), filters=form, period=period, found=found
        )

    @expose("/tong-hop")
    def consolidated(self) -> str:
        """Show the consolidated report."""
        form, period = period_asked(reading(), unit())
        report = consolidate(reading(), unit(), period, made_at=datetime.now(UTC))
        return self.render(
            "returns/consolidated.html",
            title=_("Báo cáo tổng hợp {period}", period=str(period)),
            filters=form,
            period=period,
            tables=[shown_sheet(one) for one in report_tables(report)],
        )

    @asks("/lap-tong-hop", "report.look", ConsolidateForm, "Lập báo cáo tổng hợp thành tệp", button="Lập tệp")
    def make(self, _session: Session, form: ConsolidateForm) -> str:
        """Make the consolidated report."""
        return start_job(
            CONSOLIDATE,
            "Lập báo cáo tổng hợp {period}",
            request_id=form.request_id.data,
            period=form.period.data,
            thousands=form.thousands.data,
        )

    @deed(
        "/nhap",
        "return.import",
        ImportForm,
        "Nhập biểu mẫu đã điền",
        say="{file}: nhận {new} báo cáo mới, {known} đã có như cũ.",
        button="Nhập",
        tries=True,
        template="returns/import.html",
    )
    def take_in(self, session: Session, command: Command, form: ImportForm) -> Answer:
        """Take in a filled form; nothing is kept where one cell is wrong."""
        name = form.file.name_given
        filled = import_returns(
            session,
            command,
            read(form.file.content, name),
            received=form.received.data,
            replace_because=form.replace.data,
        )
        items = [_kept(session, command, one) for one in filled]
        new = sum(one.is_new for one in filled)
        return {"file": name, "items": items, "new": new, "known": len(items) - new}

    @deed(
        "/ghi",
        "return.enter",
        EnterForm,
        "Ghi báo cáo nộp trên giấy",
        say="Đã nhận báo cáo của {unit}, kỳ {period}, bản {version}; {unfooted} chỗ chưa khớp.",
        tries=True,
        template="returns/enter.html",
    )
    def enter(self, session: Session, command: Command, form: EnterForm) -> Answer:
        """Keep a return that came on paper."""
        period = ReportingPeriod.parse(form.period.data)
        edition = edition_for(period)
        filed = file_return(
            session,
            command,
            find_unit(session, form.unit.data),
            period,
            typed_figures(edition, [line for line in form.cells.data.split("\n") if line.strip()]),
            edition=edition.mark,
            received=form.received.data,
            coverage=Coverage.BELOW if form.below.data else Coverage.OWN,
            replace_because=form.replace.data,
        )
        return _kept(session, command, filed)


def _kept(session: Session, command: Command, filed: Filed) -> Answer:
    row = filed.row
    code = session.get_one(Unit, row.unit_id).code
    answer = {"unit": code, "period": row.period.code, "version": row.version, "new": filed.is_new}
    return answer | {"unfooted": tell_unfooted(session, command, row)}


def _below(session: Session, code: str) -> Unit:
    """A unit that stands, or stood, below this one; any other is not found here."""
    found = find_unit(session, code)
    reported = {one.unit_id for one in returns(session, unit().id)}
    if found.id not in reported and found.id not in tree_on(session, today()).scope(unit().id):
        abort(404)
    return found


def _standing(session: Session, receiver: Unit, period: ReportingPeriod) -> tuple[list[dict[str, Any]], date]:
    due = due_day(session, receiver, period)

    def told() -> list[dict[str, Any]]:
        lines = report_lines(session, receiver, period, today=today(), below=True)
        return [_told(line, due) for line in lines]

    return kept(session, receiver, f"returns {period} {language()}", told), due


def _told(line: ReportLine, due: date) -> dict[str, Any]:
    missing = line.basis is Basis.MISSING
    lamp = "late" if missing and line.late else "soon" if missing else ""
    gaps = sum(gap.amount is not None for gap in line.gaps)
    told = {key: getattr(line, key) for key in ("code", "name", "received", "late", "note")}
    return told | {
        "level": _(LEVELS[line.level]),
        "basis": line.basis,
        "words": _(BASIS_WORDS[line.basis]),
        "standing": lateness(line, due),
        "missing": missing,
        "lamp": lamp,
        "gaps": gaps,
        "is_return": line.basis is Basis.RETURN,
    }


@long_work(CONSOLIDATE, looks="report.look")
def make_consolidated(job: Progress, books: Database, *, period: str, thousands: bool) -> Result:
    """Make the consolidated report as PDF and as a workbook."""
    measure, wanted = THOUSAND if thousands else 1, ReportingPeriod.parse(period)
    with books.reading() as session:
        receiver = session.get_one(Unit, job.unit_id)
        report = consolidate(session, receiver, wanted, made_at=datetime.now(UTC))
    tables = report_tables(report, unit=measure)
    heading = f"{consolidated_page.title(report)}; {consolidated_page.unit_words(measure)}"
    name = f"tong-hop-{wanted.code}"
    files: list[tuple[str, bytes | Path]] = [
        (f"{name}.pdf", consolidated_page.pdf(report, unit=measure)),
        (f"{name}.xlsx", sheet_workbook(tables, heading, report.made_at)),
    ]
    facts = {
        "period": str(wanted),
        "counted": sum(line.counts for line in report.lines),
        "missing": len(report.missing),
        "gaps": sum(gap.amount is not None for gap in report.gaps),
        "closing": report.whole.get("closing", 0),
    }
    say = (
        "{period}: {counted:so} đơn vị có số liệu, {missing:so} chưa báo cáo, {gaps:so} chỗ chênh lệch; "
        "số dư cuối kỳ {closing:dong}."
    )
    return Result(say, facts, files)


@todo("return.import")
def _late(session: Session, unit: Unit, _visitor: Visitor) -> Iterator[Task]:
    """Units that have not reported the quarter that ended last, and how soon they should."""
    if not any(True for _one in tree_on(session, today()).scope(unit.id)[1:]):
        return
    period = usual_period(today())
    due = due_day(session, unit, period)
    count = sum(line["missing"] for line in _standing(session, unit, period)[0][:UNITS_MAX])
    late = today() > due
    said = (
        _("đơn vị chậm báo cáo {period}", period=str(period))
        if late
        else _("đơn vị còn phải báo cáo {period}", period=str(period))
    )
    yield Task(said, count, url_for("unitreturns.index"), Urgency.LATE if late else Urgency.SOON)
