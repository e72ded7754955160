"""`nomination`, what is about files alone: reading one without books, its error list, and the form to fill in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click

from khfund.cli.edge import Day, Edge, pass_edge, read_file, this_day, told, writing_to
from khfund.cli.words import Command as Verb
from khfund.cli.words import option
from khfund.errors import Problem
from khfund.reports.nomination_errors import error_workbook
from khfund.reports.nomination_template import FormFor, nomination_template
from khfund.scholarships.award_round import find_round
from khfund.scholarships.nomination_plan import lookalikes
from khfund.scholarships.nomination_sheet import ReadNominations, read_nominations
from khfund.scholarships.nomination_sheet_row import ROW_NAMES
from khfund.scholarships.recipient_likeness import ALIKE_NAMES
from khfund.unit import find_unit

SHOWN = 30


@click.command("read", cls=Verb)
@click.argument("file", type=click.Path(path_type=Path))
@option("--on", type=Day(), help="Đọc như vào ngày (mặc định hôm nay); năm hai chữ số tính từ ngày này.")
@pass_edge
def read_(edge: Edge, file: Path, on: date | None) -> None:
    """Đọc thử một tệp đề nghị: bao nhiêu ứng viên, cột nào là gì, chỗ nào phải sửa; không cần sổ."""
    content, _digest = read_file(file)
    read = read_nominations(content, name=file.name, on=on or this_day())
    answer = _read_answer(read)
    say = (
        "{file}: {candidates:so} ứng viên, {rows_to_mend:so} dòng phải sửa, {notices_count:so} lưu ý, "
        "{unread_count:so} cụm từ chưa hiểu."
    )
    edge.tell(answer, say)
    if edge.as_json:
        return
    rows = [{"what": ROW_NAMES[kind], "count": count} for kind, count in read.rows.items()]
    edge.list(rows, [("what", "Loại dòng"), ("count", "Số dòng")])
    for table in read.tables:
        edge.list(
            table.columns(), [("column", "Cột"), ("heading", "Tên trong tệp"), ("understood", "Hiểu là")]
        )
    edge.list(
        [{"fact": fact, "count": count} for fact, count in answer["suggestions"].items()],
        [("fact", "Thông tin gợi ý"), ("count", "Số em")],
    )
    for problem in [*read.problems, *read.notices][:SHOWN]:
        click.echo(told(problem))
    if len(read.problems) + len(read.notices) > SHOWN:
        edge.warn("… xem đủ bằng `khfund nomination errors`.")


def _read_answer(read: ReadNominations) -> dict[str, Any]:
    suggestions = [one.suggestions for one in read.candidates]
    facts = Counter(f"{fact.key}={fact.value}" for one in suggestions for fact in one.facts)
    unread = Counter(words for one in suggestions for words in one.unread)
    alike = lookalikes(None, 0, read.candidates)
    return {
        "file": read.file,
        "sha256": read.sha256,
        "candidates": len(read.candidates),
        "rows_to_mend": read.refused,
        "rows": {kind.value: count for kind, count in read.rows.items()},
        "tables": [
            {"sheet": one.sheet, "heading_rows": list(one.heading.rows), "columns": one.columns()}
            for one in read.tables
        ],
        "problems": told_problems(read.problems),
        "notices": told_problems(read.notices),
        "notices_count": len(read.notices),
        "suggestions": dict(sorted(facts.items())),
        "unread": dict(unread.most_common()),
        "unread_count": sum(unread.values()),
        "lookalikes": [
            {
                "row": one.row,
                "other": one.other,
                "alike": one.likeness.alike.value,
                "alike_name": ALIKE_NAMES[one.likeness.alike],
                "reasons": list(one.likeness.reasons),
            }
            for one in alike
        ],
    }


def told_problems(problems: Sequence[Problem]) -> list[dict[str, Any]]:
    """Problems as an answer carries them: place by place, rule and sentence."""
    return [
        {
            "sheet": one.place.sheet,
            "row": one.place.row,
            "cell": one.place.cell,
            "rule": one.error.rule,
            "message": str(one.error),
        }
        for one in problems
    ]


@click.command("errors", cls=Verb)
@click.argument("file", type=click.Path(path_type=Path))
@option("--on", type=Day(), help="Đọc như vào ngày (mặc định hôm nay).")
@option(
    "--out", type=click.Path(path_type=Path), help="Tệp XLSX: bản sao có đánh dấu ô sai để gửi lại đơn vị."
)
@pass_edge
def errors_(edge: Edge, file: Path, on: date | None, out: Path | None) -> None:
    """Lập danh sách chỗ phải sửa của một tệp đề nghị, từng ô, để gửi lại đơn vị."""
    content, _digest = read_file(file)
    read = read_nominations(content, name=file.name, on=on or this_day())
    if out is None:
        rows = [
            row | {"level": level}
            for level, found in (("sửa", read.problems), ("lưu ý", read.notices))
            for row in told_problems(found)
        ]
        columns = [("level", "Mức"), ("sheet", "Trang tính"), ("cell", "Ô"), ("message", "Nội dung")]
        edge.list(rows, columns)
        return
    paper = error_workbook(content, read)
    with writing_to(out) as place:
        place.write_bytes(paper)
    answer = {"file": str(out), "problems": len(read.problems), "notices": len(read.notices)}
    edge.tell(answer, "Đã ghi {problems:so} chỗ phải sửa và {notices:so} lưu ý vào {file}.")


@click.command("template", cls=Verb)
@option("--round", "round_code", required=True, help="Mã đợt xét.")
@option("--for", "unit_code", required=True, help="Mã đơn vị đề nghị.")
@option("--out", type=click.Path(path_type=Path), required=True, help="Tệp XLSX.")
@pass_edge
def template_(edge: Edge, round_code: str, unit_code: str, out: Path) -> None:
    """Lập mẫu danh sách đề nghị có ô chọn sẵn cho một đơn vị trong một đợt."""
    with edge.reading() as session:
        award_round = find_round(session, edge.unit(session).id, round_code)
        unit = find_unit(session, unit_code)
        form = FormFor(unit.name, unit.code, award_round.name, award_round.code, award_round.nominate_until)
    paper = nomination_template(form, datetime.now(UTC))
    with writing_to(out) as place:
        place.write_bytes(paper)
    answer = {"file": str(out), "round": round_code, "for": unit_code, "until": form.until.isoformat()}
    edge.tell(answer, "Đã lập mẫu danh sách {file}; đơn vị gửi lại trước hết ngày {until}.")
