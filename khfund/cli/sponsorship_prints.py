"""`sponsorship letter` and `sponsorship calendar`: papers, which load a typesetter."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click
from sqlalchemy.orm import Session

from khfund.cli.edge import Day, Edge, pass_edge, read_file, this_day
from khfund.cli.export import writing_whole
from khfund.cli.words import Command as Verb
from khfund.cli.words import option
from khfund.command import Answer, Command
from khfund.errors import KhfundError
from khfund.reports.figure_paper import pdf
from khfund.reports.sponsor_letter import SponsorLetter, letter_pdf, sponsor_letter
from khfund.reports.sponsorship_calendar import calendar_paper
from khfund.scholarships.public_code import assign_codes
from khfund.scholarships.sponsor_share import find_share, sponsorship_of
from khfund.scholarships.sponsorship import find_sponsorship
from khfund.unit import Unit


class LetterFileError(KhfundError):
    """A letter's text is a text file in UTF-8."""

    message = "Tệp {file} không phải tệp văn bản UTF-8; hãy lưu lại rồi thử lại."
    english = "The file {file} is no text in UTF-8; save it again and try once more."


@click.command("letter", cls=Verb)
@click.argument("share", type=int)
@click.argument("file", type=click.Path(path_type=Path))
@option("--on", type=Day(), help="Ngày của thư (mặc định hôm nay).")
@option("--out", type=click.Path(path_type=Path), required=True, help="Tệp PDF.")
@pass_edge
def letter(edge: Edge, share: int, file: Path, on: date | None, out: Path) -> None:
    """In thư báo tin cho người đỡ đầu một phần; chỉ nêu điều mà em và gia đình đã đồng ý."""
    content, digest = read_file(file)
    day = on or this_day()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as failure:
        raise LetterFileError(file=file.name) from failure
    kept: list[SponsorLetter] = []

    def work(session: Session, command: Command) -> Answer:
        of = find_share(session, command.unit, share)
        made = sponsorship_of(session, of, command.unit)
        assign_codes(session, command, [made.recipient_id], day.year)
        kept.append(sponsor_letter(session, session.get_one(Unit, command.unit), of, text, day))
        return {"share": share, "sponsorship": made.id, "on": day}

    payload = {"share": share, "text": digest, "on": day}
    with writing_whole(out) as unfinished:
        edge.carry_out("sponsorship.letter", payload, work, say="Đã in thư cho phần đỡ đầu số {share}.")
        if not kept:  # asked for once more under the same request id
            with edge.reading() as session:
                unit = edge.unit(session)
                kept.append(sponsor_letter(session, unit, find_share(session, unit.id, share), text, day))
        unfinished.write_bytes(letter_pdf(kept[0]))


@click.command("calendar", cls=Verb)
@click.argument("number", type=int)
@option("--on", type=Day(), help="Đến hết ngày (mặc định hôm nay).")
@option("--out", type=click.Path(path_type=Path), required=True, help="Tệp PDF.")
@pass_edge
def calendar_(edge: Edge, number: int, on: date | None, out: Path) -> None:
    """In lịch chi của một thỏa thuận: tháng đã chi, đến hạn, sắp tới."""
    with edge.looking("sponsorship") as session:
        unit = edge.unit(session)
        made = find_sponsorship(session, unit.id, number)
        shown = calendar_paper(session, unit, made, on or this_day())
    with writing_whole(out) as unfinished:
        unfinished.write_bytes(pdf(shown))
    edge.tell(
        {"sponsorship": number, "file": str(out)},
        "Đã in lịch chi của thỏa thuận số {sponsorship} vào {file}.",
    )
