"""`recipient publish-codes`: the codes that stand for recipients in the public statements of a year."""

from __future__ import annotations

import click
from sqlalchemy.orm import Session

from khfund.cli.edge import Edge, pass_edge
from khfund.cli.words import Command as Verb
from khfund.cli.words import option
from khfund.command import Answer, Command
from khfund.scholarships.public_code import publish_codes, replace_code
from khfund.scholarships.recipient import find_recipient


@click.command("publish-codes", cls=Verb)
@click.argument("year", type=int)
@option("--replace", "number", type=int, help="Thay mã của người nhận số này bằng mã khác.")
@pass_edge
def publish_codes_(edge: Edge, year: int, number: int | None) -> None:
    """Cấp mã công khai năm YEAR cho mọi người đã được chi trả mà chưa có mã."""

    def work(session: Session, command: Command) -> Answer:
        if number is None:
            return {"year": year, "given": publish_codes(session, command, year)}
        replace_code(session, command, find_recipient(session, command.unit, number), year)
        return {"year": year, "given": 1}

    payload = {"year": year, "replace": number}
    edge.carry_out("recipient.publish_codes", payload, work, say="Đã cấp {given:so} mã công khai năm {year}.")
