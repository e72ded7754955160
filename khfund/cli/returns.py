"""`return`: what other levels report, and the consolidated report."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import attrs
import click
from sqlalchemy.orm import Session

from khfund.cli.edge import Day, Edge, pass_edge, read_file, this_day, writing_to
from khfund.cli.words import Group, option
from khfund.command import Answer, Command
from khfund.errors import KhfundError
from khfund.reports import consolidated_page
from khfund.reports.consolidated_return import LEVELS, ConsolidatedReturn, consolidate, lateness
from khfund.reports.consolidated_table import THOUSAND, report_tables
from khfund.reports.return_line import BASIS_WORDS, due_day, report_lines
from khfund.reports.sheet_workbook import sheet_workbook
from khfund.returns.form import edition_for, edition_marked
from khfund.returns.reporter import reporters_of
from khfund.returns.reporting_period import ReportingPeriod
from khfund.returns.return_check import tell_unfooted, unfooted, unproven
from khfund.returns.return_import import import_returns
from khfund.returns.return_text import typed_figures
from khfund.returns.return_workbook import Reporter, form_workbook
from khfund.returns.unit_return import (
    COVERAGE_WORDS,
    Coverage,
    Filed,
    UnitReturn,
    figures_of,
    file_return,
    latest,
    returns,
)
from khfund.sheet import read
from khfund.unit import Unit, find_unit


class ReturnMissingError(KhfundError):
    """A return that is shown has been received."""

    message = "{code} chưa báo cáo {period}; xem bằng `khfund return missing`."
    english = "{code} has not reported {period}; see `khfund return missing`."


class APeriod(click.ParamType[ReportingPeriod]):
    """A quarter or a year as people write it."""

    name = "2025-Q1"

    def convert(
        self, value: Any, _param: click.Parameter | None, _ctx: click.Context | None
    ) -> ReportingPeriod:
        """Read the period."""
        return value if isinstance(value, ReportingPeriod) else ReportingPeriod.parse(value)


@click.group("return", cls=Group)
def return_group() -> None:
    """Báo cáo của các đơn vị cấp dưới: biểu mẫu, nhập, kiểm tra, tổng hợp."""


# -- the form ---------------------------------------------------------------------------------------------------------


@return_group.command("form")
@click.argument("period", type=APeriod())
@option(
    "--out",
    type=click.Path(path_type=Path),
    required=True,
    help="Tệp .xlsx chung, hoặc thư mục mỗi đơn vị một tệp.",
)
@option("--of", "codes", multiple=True, help="Chỉ đơn vị này; lặp lại cho từng mã.")
@pass_edge
def form(edge: Edge, period: ReportingPeriod, out: Path, codes: tuple[str, ...]) -> None:
    """Tạo biểu mẫu báo cáo của một kỳ cho các đơn vị cấp dưới."""
    edition = edition_for(period)
    with edge.reading() as session:
        reporters = reporters_of(session, edge.unit(session), period, codes)
    made_at = datetime.now(UTC)
    together = out.suffix.lower() == ".xlsx"
    books = {out: reporters} if together else {out / _file_name(period, one): [one] for one in reporters}
    for path, some in books.items():
        with writing_to(path):
            path.write_bytes(form_workbook(edition, period, some, made_at=made_at))
    answer = {"period": str(period), "edition": edition.mark, "units": len(reporters), "files": len(books)}
    answer["out"] = str(out)
    edge.tell(answer, "{period}: biểu mẫu {edition} cho {units} đơn vị nằm trong {out}.")


def _file_name(period: ReportingPeriod, reporter: Reporter) -> str:
    code = "".join(letter if letter.isalnum() or letter in "-_." else "-" for letter in reporter.code)
    return f"{period.code}-{code}.xlsx"


# -- taking in --------------------------------------------------------------------------------------------------------


@return_group.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@option("--period", type=APeriod(), help="Chỉ nhận báo cáo của kỳ này.")
@option("--received", type=Day(), help="Ngày nhận báo cáo; mặc định hôm nay.")
@option("--replace", "because", default="", help="Lý do thay bản đã nộp; bản cũ vẫn được giữ.")
@pass_edge
def import_(
    edge: Edge, file: Path, period: ReportingPeriod | None, received: date | None, because: str
) -> None:
    """Nhập biểu mẫu đã điền; có một chỗ sai thì chưa nhập gì."""
    content, digest = read_file(file)
    workbook = read(content, file.name)

    def work(session: Session, command: Command) -> Answer:
        kept = import_returns(
            session,
            command,
            workbook,
            received=received or this_day(),
            period=period,
            replace_because=because,
        )
        items = [_kept(session, command, one) for one in kept]
        new = sum(one.is_new for one in kept)
        return {"file": file.name, "items": items, "new": new, "known": len(items) - new}

    payload = {"file": file.name, "sha256": digest, "period": period.code if period else None}
    payload |= {"received": received.isoformat() if received else None, "replace": because}
    edge.carry_out(
        "return.import", payload, work, say="{file}: nhận {new} báo cáo mới, {known} đã có như cũ."
    )


def _kept(session: Session, command: Command, filed: Filed) -> Answer:
    row = filed.row
    code = session.get_one(Unit, row.unit_id).code
    answer = {"unit": code, "period": row.period.code, "version": row.version, "new": filed.is_new}
    return answer | {"unfooted": tell_unfooted(session, command, row)}


@return_group.command("enter")
@click.argument("period", type=APeriod())
@click.argument("cells", nargs=-1, required=True)
@option("--of", "code", required=True, help="Mã đơn vị báo cáo.")
@option("--below", is_flag=True, help="Số liệu đã gồm cả các đơn vị cấp dưới của đơn vị đó.")
@option("--received", type=Day(), help="Ngày nhận báo cáo; mặc định hôm nay.")
@option("--replace", "because", default="", help="Lý do thay bản đã nộp; bản cũ vẫn được giữ.")
@pass_edge
def enter(
    edge: Edge,
    period: ReportingPeriod,
    cells: tuple[str, ...],
    code: str,
    below: bool,
    received: date | None,
    because: str,
) -> None:
    """Ghi báo cáo bằng từng số: KH.raised=3.000.000 TS.awards=12 Q1="Tên quỹ"…."""
    edition = edition_for(period)
    figures = typed_figures(edition, cells)

    def work(session: Session, command: Command) -> Answer:
        filed = file_return(
            session,
            command,
            find_unit(session, code),
            period,
            figures,
            edition=edition.mark,
            received=received or this_day(),
            coverage=Coverage.BELOW if below else Coverage.OWN,
            replace_because=because,
        )
        return _kept(session, command, filed)

    payload = {"period": period.code, "cells": list(cells), "of": code, "below": below, "replace": because}
    payload |= {"received": received.isoformat() if received else None}
    say = "Đã nhận báo cáo của {unit}, kỳ {period}, bản {version}; {unfooted} chỗ chưa khớp."
    edge.carry_out("return.enter", payload, work, say=say)


# -- looking ----------------------------------------------------------------------------------------------------------


@return_group.command("list")
@option("--period", type=APeriod(), help="Chỉ kỳ này.")
@pass_edge
def list_(edge: Edge, period: ReportingPeriod | None) -> None:
    """Liệt kê báo cáo đã nhận, bản mới nhất của mỗi kỳ."""
    with edge.reading() as session:
        found = returns(session, edge.unit(session).id, period)
        rows = [_listed(session, one) for one in found]
    columns = [("unit", "Đơn vị"), ("period", "Kỳ"), ("version", "Bản"), ("coverage", "Số liệu của")]
    columns += [("received", "Ngày nhận"), ("unfooted", "Chưa khớp"), ("name", "Tên đơn vị")]
    edge.list(rows, columns)


def _listed(session: Session, one: UnitReturn) -> Mapping[str, Any]:
    unit = session.get_one(Unit, one.unit_id)
    return {
        "unit": unit.code,
        "name": unit.name,
        "period": one.period.code,
        "version": one.version,
        "edition": one.edition,
        "coverage": COVERAGE_WORDS[one.coverage],
        "received": one.received,
        "unfooted": len(unfooted(session, one)),
    }


@return_group.command("show")
@click.argument("period", type=APeriod())
@option("--of", "code", required=True, help="Mã đơn vị báo cáo.")
@pass_edge
def show(edge: Edge, period: ReportingPeriod, code: str) -> None:
    """Xem số liệu một báo cáo đã nhận."""
    with edge.reading() as session:
        one = latest(session, find_unit(session, code).id, period)
        if one is None:
            raise ReturnMissingError(code=code, period=str(period))
        places = edition_marked(one.edition).places
        rows = [_shown(places[figure.row, figure.measure], figure) for figure in figures_of(session, one)]
    columns = [
        ("cell", "Ô"),
        ("value", "Số liệu"),
        ("unit", "Đơn vị tính"),
        ("row", "Dòng"),
        ("measure", "Chỉ tiêu"),
    ]
    edge.list(rows, columns)


def _shown(place: Any, figure: Any) -> Mapping[str, Any]:
    _section, row, measure = place
    cell = f"{figure.row}.{figure.measure}"
    words = {"row": figure.name or row.words, "measure": measure.words, "unit": measure.unit}
    return {"cell": cell, "value": figure.value} | words


@return_group.command("missing")
@click.argument("period", type=APeriod())
@pass_edge
def missing(edge: Edge, period: ReportingPeriod) -> None:
    """Liệt kê đơn vị chưa báo cáo một kỳ, với hạn và số ngày chậm."""
    with edge.reading() as session:
        receiver = edge.unit(session)
        due = due_day(session, receiver, period)
        lines = report_lines(session, receiver, period, today=this_day())
    rows = [
        {
            "unit": line.code,
            "name": line.name,
            "level": LEVELS[line.level],
            "due": due,
            "late": line.late,
            "standing": lateness(line, due),
            "note": line.note,
        }
        for line in lines
        if line.basis.value == "missing"
    ]
    columns = [("unit", "Đơn vị"), ("level", "Cấp"), ("due", "Hạn"), ("late", "Chậm (ngày)")]
    edge.list(rows, [*columns, ("name", "Tên đơn vị"), ("note", "Ghi chú")])


@return_group.command("foot")
@option("--period", type=APeriod(), help="Chỉ kỳ này.")
@pass_edge
def foot(edge: Edge, period: ReportingPeriod | None) -> None:
    """Nêu mọi số chưa khớp và ô trống trong các báo cáo đã nhận."""
    rows: list[Mapping[str, Any]] = []
    with edge.reading() as session:
        for one in returns(session, edge.unit(session).id, period):
            code = session.get_one(Unit, one.unit_id).code
            about = {"unit": code, "period": one.period.code}
            rows += [
                about | {"difference": gap.difference, "sentence": gap.sentence}
                for gap in unfooted(session, one)
            ]
            silent = dict.fromkeys(blank.sentence for blank in unproven(session, one))
            rows += [about | {"difference": None, "sentence": sentence} for sentence in silent]
    columns = [("unit", "Đơn vị"), ("period", "Kỳ"), ("difference", "Chênh lệch"), ("sentence", "Nội dung")]
    edge.list(rows, columns)


@return_group.command("consolidate")
@click.argument("period", type=APeriod())
@option("--out", type=click.Path(path_type=Path), required=True, help="Thư mục cho báo cáo tổng hợp.")
@option("--thousands", is_flag=True, help="Ghi theo nghìn đồng, khi có số từ 9 chữ số (NĐ 174/2016).")
@pass_edge
def consolidate_(edge: Edge, period: ReportingPeriod, out: Path, thousands: bool) -> None:
    """Lập báo cáo tổng hợp của đơn vị và cấp dưới: PDF và XLSX, nêu đơn vị chưa báo cáo và chênh lệch."""
    unit = THOUSAND if thousands else 1
    with edge.reading() as session:
        report = consolidate(session, edge.unit(session), period, made_at=datetime.now(UTC))
    tables = report_tables(report, unit=unit)
    name = f"tong-hop-{period.code}"
    files = {
        f"{name}.pdf": consolidated_page.pdf(report, unit=unit),
        f"{name}.xlsx": sheet_workbook(
            tables, f"{consolidated_page.title(report)}; {consolidated_page.unit_words(unit)}", report.made_at
        ),
    }
    write_files(out, files)
    say = (
        "{period}: {counted} đơn vị có số liệu, {missing} chưa báo cáo, {gaps} chỗ chênh lệch; "
        "số dư cuối kỳ {closing:dong}. Báo cáo nằm trong {folder}."
    )
    edge.tell(_told(report) | {"folder": str(out), "files": sorted(files)}, say)


def _told(report: ConsolidatedReturn) -> dict[str, Any]:
    lines = [
        {
            "unit": line.code,
            "basis": line.basis.value,
            "words": BASIS_WORDS[line.basis],
            "values": line.values,
        }
        for line in report.lines
    ]
    return {
        "period": str(report.period),
        "counted": sum(line.counts for line in report.lines),
        "missing": len(report.missing),
        "gaps": sum(gap.amount is not None for gap in report.gaps),
        "closing": report.whole.get("closing", 0),
        "eliminated": report.eliminated,
        "difference": report.difference,
        "whole": report.whole,
        "items": lines,
        "differences": [attrs.asdict(gap) for gap in report.gaps],
    }


def write_files(out: Path, files: Mapping[str, bytes]) -> None:
    """Write files into a folder, which is made where it is not there.

    Raises: FileUnwritableError.
    """
    for name, content in files.items():
        with writing_to(out / name):
            (out / name).write_bytes(content)
