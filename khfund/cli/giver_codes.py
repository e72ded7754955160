"""`donor page-code` and `donor page-code-end`: the secret code that opens a giver's own page."""

from __future__ import annotations

import click
from sqlalchemy.orm import Session

from khfund.cli.edge import Edge, pass_edge
from khfund.cli.words import Command as Verb
from khfund.command import Answer, Command
from khfund.donations.donor import find_donor
from khfund.receipts import check_code
from khfund.receipts.giver_code import issue_giver_code, withdraw_giver_code


@click.command("page-code", cls=Verb)
@click.argument("number", type=int)
@pass_edge
def page_code(edge: Edge, number: int) -> None:
    """Cấp mã mở trang riêng cho nhà hảo tâm; chỉ hiện một lần, mã cũ hết dùng."""
    told: dict[str, str] = {}

    def work(session: Session, command: Command) -> Answer:
        code = check_code.new_code()
        made = issue_giver_code(session, command, find_donor(session, command.unit, number), code)
        told["code"] = check_code.printed(code)
        return {"donor": number, "number": made.number}

    say = "Mã trang riêng của nhà hảo tâm số {donor}: {code}. Hãy ghi vào thư gửi; mã không xem lại được."
    edge.carry_out("giver_code.issue", {"donor": number}, work, once=told)
    if told and not edge.as_json:
        edge.tell({"donor": number} | told, say)


@click.command("page-code-end", cls=Verb)
@click.argument("number", type=int)
@pass_edge
def page_code_end(edge: Edge, number: int) -> None:
    """Thu hồi mã trang riêng của nhà hảo tâm."""

    def work(session: Session, command: Command) -> Answer:
        withdraw_giver_code(session, command, find_donor(session, command.unit, number))
        return {"donor": number}

    edge.carry_out(
        "giver_code.withdraw",
        {"donor": number},
        work,
        say="Đã thu hồi mã trang riêng của nhà hảo tâm số {donor}.",
    )
