"""`period`: close a month, and reopen the last one."""

from __future__ import annotations

import click
from sqlalchemy.orm import Session

from khfund.calendar import Month
from khfund.cli.edge import AMonth, Edge, pass_edge, this_day
from khfund.cli.words import Group, option
from khfund.command import Answer, Command
from khfund.ledger import accounting_period, ask_reopening, close_period, reopen_period


@click.group("period", cls=Group)
def period_group() -> None:
    """Kỳ kế toán: khóa và mở lại tháng."""


@period_group.command("close")
@click.argument("month", type=AMonth())
@option(
    "--accept", "accepting", multiple=True, help="Việc còn lại được phép để lại, theo mã trong ngoặc vuông."
)
@pass_edge
def close_(edge: Edge, month: Month, accepting: tuple[str, ...]) -> None:
    """Khóa sổ một tháng."""

    def work(session: Session, command: Command) -> Answer:
        book = close_period(session, command, month, today=this_day(), accepting=accepting)
        return {"month": str(month), "closed_until": book.closed_until}

    payload = {"month": month.number, "accept": list(accepting)}
    edge.carry_out("period.close", payload, work, say="{month} đã khóa sổ.")


@period_group.command("obstacles")
@click.argument("month", type=AMonth())
@pass_edge
def obstacles(edge: Edge, month: Month) -> None:
    """Liệt kê việc còn dở trước khi khóa sổ."""
    with edge.reading() as session:
        found = accounting_period.obstacles(session, edge.unit(session).id, month)
    rows = [{"code": one.code, "sentence": one.sentence, "acceptable": one.acceptable} for one in found]
    edge.list(rows, [("code", "Mã"), ("sentence", "Việc"), ("acceptable", "Được để lại")])


@period_group.command("ask-reopen")
@click.argument("month", type=AMonth())
@option("--reason", required=True, help="Lý do.")
@pass_edge
def ask_reopen(edge: Edge, month: Month, reason: str) -> None:
    """Đề nghị mở lại tháng khóa sau cùng."""

    def work(session: Session, command: Command) -> Answer:
        ask_reopening(session, command, month, reason=reason)
        return {"month": str(month)}

    payload = {"month": month.number, "reason": reason}
    edge.carry_out("period.ask_reopen", payload, work, say="Đã đề nghị mở lại {month}; cần người khác duyệt.")


@period_group.command("reopen")
@click.argument("month", type=AMonth())
@pass_edge
def reopen(edge: Edge, month: Month) -> None:
    """Mở lại tháng theo đề nghị của người khác."""

    def work(session: Session, command: Command) -> Answer:
        reopen_period(session, command, month, today=this_day())
        return {"month": str(month)}

    edge.carry_out("period.reopen", {"month": month.number}, work, say="{month} đã mở lại.")
