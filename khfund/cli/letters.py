"""`letter`: thank-you letters, their texts and their register."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click
from sqlalchemy.orm import Session

from khfund.calendar import DateRange
from khfund.cli.edge import Amount, Day, Edge, FileUnreadableError, pass_edge, read_file, this_day
from khfund.cli.export import writing_whole
from khfund.cli.words import Group, _, option, require_usable
from khfund.command import Answer, Command
from khfund.receipts.letter import Letter, gifts_to_thank, letters, write_letters
from khfund.receipts.letter_page import LetterSheet, letters_pdf
from khfund.receipts.letter_template import letter_templates, set_template


@click.group("letter", cls=Group)
def letter_group() -> None:
    """Thư cảm ơn nhà hảo tâm."""


@letter_group.command("template")
@click.argument("file", type=click.Path(path_type=Path))
@option("--title", required=True, help="Tiêu đề thư.")
@option("--since", type=Day(), required=True, help="Cho khoản nhận từ ngày.")
@option("--ends", type=Day(), help="Đến hết ngày.")
@option("--least", type=Amount(), default=0, help="Cho khoản từ số tiền này trở lên.")
@pass_edge
def template(edge: Edge, file: Path, title: str, since: date, ends: date | None, least: int) -> None:
    """Ghi mẫu thư từ tệp văn bản UTF-8; dùng {name} {amount} {words} {gift} {day} {fund} {purpose} {unit}."""
    body = _text(file)

    def work(session: Session, command: Command) -> Answer:
        made = set_template(session, command, title, body, since=since, ends=ends, least=least)
        return {"number": made.id, "since": since, "least": least}

    payload = {"title": title, "body": body, "since": since, "ends": ends, "least": least}
    edge.carry_out(
        "letter.template",
        payload,
        work,
        say="Đã ghi mẫu thư số {number} cho khoản từ {least:dong}, nhận từ {since}.",
    )


def _text(file: Path) -> str:
    content, _digest = read_file(file)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as failure:
        raise FileUnreadableError(file=str(file), reason="UTF-8?") from failure
    if len(text) <= TEXT_MAX:  # a longer one is refused whole
        for line in text.splitlines():
            require_usable(line)
    return text[: TEXT_MAX + 1]


TEXT_MAX = 20_000


@letter_group.command("templates")
@pass_edge
def templates(edge: Edge) -> None:
    """Liệt kê mẫu thư của đơn vị."""
    with edge.reading() as session:
        rows = [
            {
                "template": str(one.id),
                "since": one.since,
                "ends": one.ends,
                "least": one.least,
                "title": one.title,
            }
            for one in letter_templates(session, edge.unit(session).id)
        ]
    columns = [("template", "Số"), ("since", "Từ ngày"), ("ends", "Đến ngày"), ("least", "Từ số tiền")]
    edge.list(rows, [*columns, ("title", "Tiêu đề")])


@letter_group.command("print")
@option("--days", "days_text", help="Các khoản nhận trong khoảng ngày này.")
@option("--donation", "donations", type=int, multiple=True, help="Số khoản ủng hộ; ghi nhiều lần được.")
@option("--least", type=Amount(), default=0, help="Cho khoản từ số tiền này trở lên.")
@option("--limit", type=int, default=500, help="Nhiều nhất bấy nhiêu thư một lần.")
@option("--day", type=Day(), help="Ngày trên thư (mặc định hôm nay).")
@option("--again", is_flag=True, help="Viết lại cả cho khoản đã có thư.")
@option("--size", type=click.Choice(["A4", "A5"]), default="A4", help="Khổ giấy.")
@option("--out", type=click.Path(path_type=Path), required=True, help="Tệp PDF.")
@pass_edge
def print_(
    edge: Edge,
    days_text: str | None,
    donations: tuple[int, ...],
    least: int,
    limit: int,
    day: date | None,
    again: bool,
    size: str,
    out: Path,
) -> None:
    """In thư cảm ơn cho các khoản chưa có thư và ghi lại; không gửi hai lần nếu không yêu cầu."""
    if bool(days_text) == bool(donations):
        raise click.UsageError(_("Hãy ghi --days hoặc --donation."))
    days = DateRange.parse(days_text) if days_text else None

    def work(session: Session, command: Command) -> Answer:
        wanted = list(donations)
        if days is not None:
            wanted = gifts_to_thank(session, command.unit, days, least=least, again=again)[:limit]
        written = write_letters(session, command, wanted, day=day or this_day(), again=again)
        return {"count": len(written), "letters": [one.id for one in written]}

    payload: dict[str, Any] = {
        "days": days_text,
        "donations": list(donations),
        "least": least,
        "limit": limit,
    }
    payload |= {"day": day, "again": again}
    with writing_whole(out) as unfinished:
        answer = edge.carry_out("letter.print", payload, work, say="Đã viết {count:so} thư cảm ơn.")
        with edge.reading() as session:
            unit = edge.unit(session)
            wanted = [session.get_one(Letter, number) for number in answer["letters"]]
            sheets = [LetterSheet(one.title, one.body, one.day) for one in wanted]
            unfinished.write_bytes(letters_pdf(session, unit, sheets, size=size))


@letter_group.command("list")
@option("--days", "days_text", help="Thư viết trong khoảng ngày này.")
@option("--limit", type=int, default=100, help="Số dòng nhiều nhất.")
@pass_edge
def list_letters(edge: Edge, days_text: str | None, limit: int) -> None:
    """Liệt kê thư đã viết: khoản nào, ngày nào, lần thứ mấy."""
    days = DateRange.parse(days_text) if days_text else None
    with edge.reading() as session:
        found = letters(session, edge.unit(session).id, days)
    rows = [
        {
            "letter": str(one.id),
            "donation": str(one.donation_id),
            "day": one.day,
            "copy": str(one.copy),
            "template": None if one.template_id is None else str(one.template_id),
            "title": one.title,
        }
        for one in found[:limit]
    ]
    columns = [("letter", "Số"), ("donation", "Khoản"), ("day", "Ngày"), ("copy", "Lần"), ("template", "Mẫu")]
    edge.list(rows, [*columns, ("title", "Tiêu đề")], of=len(found))
