"""`consolidation`: what a unit and everything below it own and owe."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import click

from khfund.cli.answer import in_json
from khfund.cli.edge import Day, Edge, pass_edge, table, this_day, writing_to
from khfund.cli.units import named_unit
from khfund.cli.words import Command as Verb
from khfund.cli.words import Language, _, option
from khfund.errors import KhfundError
from khfund.reports.consolidation import Consolidation, Item, consolidate
from khfund.reports.consolidation_paper import notes, pdf, tables, title, xlsx


class PaperKindError(KhfundError):
    """A table is written as a workbook or as a paper."""

    message = "Không ghi được tệp «{file}»; hãy đặt tên có đuôi .xlsx hoặc .pdf."
    english = "The file «{file}» cannot be written; give it a name that ends in .xlsx or .pdf."


@click.command(cls=Verb)
@option("--on", type=Day(), required=True, help="Tính đến hết ngày.")
@option("--of", "name", help="Mã hoặc tên đơn vị trên cùng; mặc định là đơn vị đang chọn.")
@option("--restated", is_flag=True, help="Tính theo các đơn vị hôm nay.")
@option("--restated-on", type=Day(), help="Tính theo các đơn vị của ngày này.")
@option("--out", type=click.Path(path_type=Path), help="Ghi ra tệp .xlsx hoặc .pdf.")
@pass_edge
def consolidation_(
    edge: Edge, on: date, name: str | None, restated: bool, restated_on: date | None, out: Path | None
) -> None:
    """Tổng hợp số dư của một đơn vị và mọi đơn vị bên dưới, đã loại trừ khoản nội bộ."""
    if out is not None and out.suffix.lower() not in {".xlsx", ".pdf"}:
        raise PaperKindError(file=out.name)
    then = restated_on or (this_day() if restated else None)
    with edge.reading() as session:
        top = named_unit(session, name, on) if name else edge.unit(session)
        shown = consolidate(session, top, on, restated_on=then)
        head = (top.parent_body, top.place)
    if out is not None:
        made_at = datetime.now(UTC)
        content = (
            xlsx(shown, made_at=made_at)
            if out.suffix.lower() == ".xlsx"
            else pdf(shown, made_at=made_at, parent_body=head[0], place=head[1])
        )
        with writing_to(out):
            out.write_bytes(content)
    _tell(edge, shown)


def _tell(edge: Edge, shown: Consolidation) -> None:
    if edge.as_json:
        click.echo(in_json(_answer(shown)))
        return
    click.echo(title(shown))
    for one in tables(shown):
        keys = [column.key for column in one.columns]
        rows = [dict(zip(keys, row, strict=True)) for row in (*one.rows, _foot(one.foot))]
        idle = {key for key in keys[2:] if not any(row[key] for row in rows)}
        table(rows, [(column.key, column.title) for column in one.columns if column.key not in idle])
        click.echo()
    english = [one.text("en") for one in shown.warnings]
    for note in notes(shown, names_max=5) if Language.chosen == "vi" else english:
        click.echo(note, err=True)


def _foot(sums: tuple[int | None, ...]) -> list[object]:
    return ["", _("Cộng"), *sums[2:]]


def _answer(shown: Consolidation) -> dict[str, object]:
    return {
        "on": shown.on,
        "restated_on": shown.restated_on,
        "items": [
            {"code": line.code, "name": line.name, **{item.value: line.item(item) for item in Item}}
            for line in shown.lines
        ],
        "eliminated": shown.eliminated,
        "total": {item.value: shown.total(item) for item in Item},
        "without_book": list(shown.without_book),
        "warnings": [{"rule": one.rule, "message": str(one), "facts": one.facts} for one in shown.warnings],
    }
