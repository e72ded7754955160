"""`statement`: the public statement of a unit, its funds and a range of days, in every form."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from sqlalchemy.orm import Session

from khfund import audit
from khfund.calendar import DateRange
from khfund.cli.edge import Edge, FileUnreadableError, pass_edge, progress, read_file, writing_to
from khfund.cli.proof import key_place, origin
from khfund.cli.words import Command, _, option
from khfund.ledger import find_fund
from khfund.reports.export import publish
from khfund.reports.public_statement import build
from khfund.unit import find_unit


@click.command("statement", cls=Command)
@click.argument("period")
@option("--out", type=click.Path(path_type=Path), required=True, help="Thư mục mới cho bản công khai.")
@option("--fund", "fund_codes", multiple=True, help="Chỉ quỹ này; lặp lại cho từng quỹ.")
@option("--of", "unit_codes", multiple=True, help="Gộp các đơn vị này; lặp lại cho từng mã.")
@option(
    "--earlier", type=click.Path(path_type=Path), help="statement.json đã công bố trước, để nêu số đã sửa."
)
@pass_edge
def statement(
    edge: Edge,
    period: str,
    out: Path,
    fund_codes: tuple[str, ...],
    unit_codes: tuple[str, ...],
    earlier: Path | None,
) -> None:
    """Lập bản công khai của một kỳ (2026, 2026-Q1, 2026-03 hoặc hai ngày): PDF, HTML, XLSX, CSV, JSON."""
    days = DateRange.parse(period)
    before = _earlier(earlier) if earlier else None
    with edge.reading() as session, progress("Lập bản công khai", quiet=edge.as_json) as show:
        units = [find_unit(session, code) for code in unit_codes] or [edge.unit(session)]
        shown = build(
            session,
            units=units,
            days=days,
            made_at=datetime.now(UTC),
            funds=[find_fund(session, units[0].id, code) for code in fund_codes] or None,
            checkpoint=_checkpoint(edge, session),
            earlier=before,
        )
        with writing_to(out):
            files = publish(shown, out, progress=show)
    totals = shown.tally.funds
    answer: dict[str, Any] = {
        "period": str(days),
        "opening": sum(line.opening for line in totals),
        "received": sum(line.received for line in totals),
        "used": sum(line.used for line in totals),
        "closing": sum(line.closing for line in totals),
        "difference": shown.difference,
        "folder": str(out),
        "files": files,
    }
    say = (
        "{period}: đầu kỳ {opening:dong}, nhận {received:dong}, dùng {used:dong}, cuối kỳ {closing:dong}, "
        "chênh lệch {difference:dong}. Bản công khai nằm trong {folder}."
    )
    edge.tell(answer, say)


def _earlier(file: Path) -> Any:
    content, _digest = read_file(file)
    try:
        return json.loads(content)
    except ValueError as failure:
        raise FileUnreadableError(file=file.name, reason=_("không phải statement.json")) from failure


def _checkpoint(edge: Edge, session: Session) -> audit.Checkpoint | None:
    """The signed checkpoint to print, where the association's key can be kept."""
    place = key_place(edge)
    if place is None:
        return None
    with writing_to(place):
        key = audit.signing_key(place)
    return audit.checkpoint(session, origin(edge, session), key)
