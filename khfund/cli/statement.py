"""`statement`: the public statement of a unit, its funds and a range of days, in every form."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from sqlalchemy.orm import Session

from khfund import audit
from khfund.actor import Person
from khfund.calendar import DateRange
from khfund.cli.edge import Edge, FileUnreadableError, pass_edge, progress, read_file, writing_to
from khfund.cli.export import writing_whole
from khfund.cli.proof import key_place, origin
from khfund.cli.words import Group, _, option
from khfund.command import Answer
from khfund.command import Command as Logged
from khfund.errors import KhfundError
from khfund.ledger import find_fund
from khfund.reports.export import JSON_FILE, publish
from khfund.reports.public_statement import build
from khfund.reports.restricted_list import restricted_list, restricted_xlsx
from khfund.unit import Unit, find_unit


class PublicFolderError(KhfundError):
    """What is restricted is kept apart from what is published."""

    message = "Thư mục {folder} là bản công khai; hãy để danh sách hạn chế ở nơi khác."
    english = "The folder {folder} is a public statement; keep the restricted list elsewhere."


class Statement(Group):
    """`statement 2026` says `statement publish 2026`: what is made most is said shortest."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take words that name no verb for those of `publish`."""
        named = bool(args) and (args[0] in self.list_commands(ctx) or args[0] in ctx.help_option_names)
        return super().parse_args(ctx, args if named else ["publish", *args])


@click.group("statement", cls=Statement)
def statement() -> None:
    """Bản công khai của một kỳ, và danh sách hạn chế của người nhận."""


@statement.command("publish")
@click.argument("period")
@option("--out", type=click.Path(path_type=Path), required=True, help="Thư mục mới cho bản công khai.")
@option("--fund", "fund_codes", multiple=True, help="Chỉ quỹ này; lặp lại cho từng quỹ.")
@option("--of", "unit_codes", multiple=True, help="Gộp các đơn vị này; lặp lại cho từng mã.")
@option(
    "--earlier", type=click.Path(path_type=Path), help="statement.json đã công bố trước, để nêu số đã sửa."
)
@pass_edge
def publish_(
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


@statement.command("restricted")
@click.argument("period")
@option(
    "--out",
    type=click.Path(path_type=Path),
    required=True,
    help="Tệp XLSX; không để trong thư mục công khai.",
)
@pass_edge
def restricted(edge: Edge, period: str, out: Path) -> None:
    """Lập danh sách hạn chế có tên người nhận của một kỳ; nhật ký ghi ai đã lập."""
    days = DateRange.parse(period)
    if (out.parent / JSON_FILE).exists():
        raise PublicFolderError(folder=str(out.parent))

    def work(session: Session, command: Logged) -> Answer:
        unit, person = session.get_one(Unit, command.unit), session.get_one(Person, command.person_id)
        found = restricted_list(session, unit, days, drawn_by=person.full_name, drawn_at=command.at)
        with writing_whole(out, mode=0o600) as unfinished:
            unfinished.write_bytes(restricted_xlsx(found))
        return {"rows": len(found.table.rows), "file": str(out)}

    say = "Đã lập danh sách hạn chế {rows:so} dòng vào {file}; nhật ký ghi tên người lập."
    edge.carry_out("statement.restricted", {"period": period}, work, say=say)


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
