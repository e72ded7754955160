"""`confirmation`: minutes that confirm gifts to companies; one original, copies marked."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click
from sqlalchemy.orm import Session

from khfund.calendar import DateRange
from khfund.cli.edge import Day, Edge, pass_edge, this_day
from khfund.cli.export import writing_whole
from khfund.cli.words import Group, _, option
from khfund.command import Answer, Command
from khfund.donations.donor import find_donor
from khfund.receipts import minutes
from khfund.receipts.confirmation import copy_confirmation, issue_confirmation, void_confirmation
from khfund.receipts.confirmation_event import voiding_of
from khfund.receipts.confirmation_register import (
    Confirmation,
    confirmations,
    copied_paper,
    donations_of,
    find_confirmation,
    waiting_gifts,
)


@click.group("confirmation", cls=Group)
def confirmation_group() -> None:
    """Biên bản xác nhận tài trợ cho doanh nghiệp, tổ chức."""


@confirmation_group.command("issue")
@click.argument("donor", type=int)
@option(
    "--donation", "donations", type=int, multiple=True, help="Số của khoản ủng hộ; lặp lại cho từng khoản."
)
@option("--days", "days_text", help="Mọi khoản chưa xác nhận trong khoảng ngày này: 2026, 2026-03….")
@option("--representative", default="", help="Người đại diện bên tài trợ.")
@option("--position", default="", help="Chức vụ của người đó.")
@option("--day", type=Day(), help="Ngày biên bản (mặc định hôm nay).")
@option("--out", type=click.Path(path_type=Path), required=True, help="Tệp PDF.")
@pass_edge
def issue(
    edge: Edge,
    donor: int,
    donations: tuple[int, ...],
    days_text: str | None,
    representative: str,
    position: str,
    day: date | None,
    out: Path,
) -> None:
    """Lập biên bản của một người tài trợ và in bản gốc; mỗi khoản chỉ xác nhận một lần."""
    if bool(donations) == bool(days_text):
        raise click.UsageError(_("Hãy ghi --donation hoặc --days, một trong hai."))
    days = DateRange.parse(days_text) if days_text else None

    def work(session: Session, command: Command) -> Answer:
        giver = find_donor(session, command.unit, donor)
        gifts = waiting_gifts(session, giver, days) if days else list(donations)
        spoken = {"representative": representative, "position": position}
        made = issue_confirmation(session, command, giver, gifts, day=day or this_day(), **spoken)
        return {
            "number": made.printed_number,
            "amount": made.amount,
            "donations": donations_of(session, made),
        }

    payload = {
        "donor": donor,
        "donations": list(donations),
        "days": days_text,
        "representative": representative,
    }
    payload |= {"position": position, "day": day.isoformat() if day else None}
    with writing_whole(out) as unfinished:  # before the number is taken
        say = "Đã lập biên bản xác nhận tài trợ {number}: {amount:dong}."
        answer = edge.carry_out("confirmation.issue", payload, work, say=say)
        unfinished.write_bytes(minutes.confirmation(_made(edge, answer["number"]).paper))


def _made(edge: Edge, number: str) -> Confirmation:
    with edge.reading() as session:
        return find_confirmation(session, edge.unit(session).id, number)


@confirmation_group.command("print")
@click.argument("number")
@option("--out", type=click.Path(path_type=Path), required=True, help="Tệp PDF.")
@pass_edge
def print_(edge: Edge, number: str, out: Path) -> None:
    """In lại một biên bản: bản in mang dấu BẢN SAO và việc này được ghi lại."""

    def work(session: Session, command: Command) -> Answer:
        copied = copy_confirmation(session, command, find_confirmation(session, command.unit, number))
        return {"number": copied.number, "day": copied.mark.day}

    with writing_whole(out) as unfinished:  # before the copy is counted
        answer = edge.carry_out(
            "confirmation.print", {"number": number}, work, say="Đã ghi nhận bản sao của {number}."
        )
        copied = copied_paper(_made(edge, number), date.fromisoformat(answer["day"]))
        unfinished.write_bytes(minutes.confirmation(copied))


@confirmation_group.command("void")
@click.argument("number")
@option("--reason", required=True, help="Lý do.")
@pass_edge
def void(edge: Edge, number: str, reason: str) -> None:
    """Hủy một biên bản; số không dùng lại, các khoản có thể xác nhận lại."""

    def work(session: Session, command: Command) -> Answer:
        made = find_confirmation(session, command.unit, number)
        void_confirmation(session, command, made, reason=reason)
        return {"number": made.printed_number}

    payload = {"number": number, "reason": reason}
    edge.carry_out("confirmation.void", payload, work, say="Đã hủy biên bản {number}.")


@confirmation_group.command("list")
@option("--days", "days_text", help="Lập trong khoảng ngày này.")
@pass_edge
def list_confirmations(edge: Edge, days_text: str | None) -> None:
    """Sổ đăng ký biên bản xác nhận tài trợ."""
    days = DateRange.parse(days_text) if days_text else None
    with edge.reading() as session:
        rows = [
            {
                "number": one.printed_number,
                "day": one.day,
                "giver": one.paper.giver.name,
                "amount": one.amount,
                "state": _("đã hủy") if voiding_of(session, one.id) else _("còn giá trị"),
                "donations": donations_of(session, one),
            }
            for one in confirmations(session, edge.unit(session).id, days)
        ]
    columns = [("number", "Số"), ("day", "Ngày"), ("amount", "Giá trị"), ("state", "Tình trạng")]
    edge.list(rows, [*columns, ("giver", "Bên tài trợ")])
