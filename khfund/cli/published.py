"""`published`: figures that an association published, and what in them does not foot."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import attrs
import click

from khfund.cli.answer import in_json
from khfund.cli.edge import Edge, pass_edge, read_file
from khfund.cli.returns import write_files
from khfund.cli.words import Group, option
from khfund.reports.published_report import PublishedReport, published_pdf, published_workbook
from khfund.returns.claim import Publication
from khfund.returns.claim_list import read_claims
from khfund.returns.claim_outline import multiples_in, read_outline
from khfund.sheet import read

_OUTLINES = {".yaml", ".yml"}


@click.group("published", cls=Group)
def published_group() -> None:
    """Số liệu đã công bố: tìm chỗ không khớp."""


@published_group.command("check")
@click.argument("file", type=click.Path(path_type=Path))
@option(
    "--text",
    "words",
    type=click.Path(path_type=Path),
    help="Lời văn báo cáo (.txt), để đọc các câu «gấp 3 lần năm 2022».",
)
@option("--title", default="", help="Tên ghi trên bản đối chiếu.")
@option(
    "--out", type=click.Path(path_type=Path), required=True, help="Thư mục cho bản đối chiếu: PDF và XLSX."
)
@pass_edge
def check(edge: Edge, file: Path, words: Path | None, title: str, out: Path) -> None:
    """Đọc số liệu công bố (.yaml, .xlsx, .csv) và nêu mọi chênh lệch; không sửa số nào."""
    published = _published(file, words, title)
    report = PublishedReport(published=published, file=file.name, made_at=datetime.now(UTC))
    files = {"doi-chieu.pdf": published_pdf(report), "doi-chieu.xlsx": published_workbook(report)}
    write_files(out, files)
    items = [
        {
            "rule": one.rule.value,
            "sentence": one.sentence,
            "stated": one.stated,
            "counted": one.counted,
            "difference": one.difference,
            "unit": one.unit,
            "reading": one.reading,
        }
        for one in report.found
    ]
    answer: dict[str, Any] = {"claims": len(published.claims), "found": len(items), "folder": str(out)}
    answer |= {"items": items, "unread": list(published.unread), "files": sorted(files)}
    if edge.as_json:
        click.echo(in_json(answer))
        return
    for item in items:
        click.echo(item["sentence"])
    edge.tell(answer, "Đọc {claims} số liệu, {found} chỗ chưa khớp; bản đối chiếu nằm trong {folder}.")


def _published(file: Path, words: Path | None, title: str) -> Publication:
    content, _digest = read_file(file)
    if file.suffix.lower() in _OUTLINES:
        published = read_outline(content, file.name, title)
    else:
        published = read_claims(read(content, file.name).first, title)
    if words is None:
        return published
    text, _ = read_file(words)
    said = multiples_in(text.decode("utf-8", "replace"), words.name)
    return attrs.evolve(published, multiples=(*published.multiples, *said))
