"""`dues`: what members pay, which level keeps what, what came and what goes up."""

from __future__ import annotations

from datetime import date
from typing import Any

import click
from sqlalchemy.orm import Session

from khfund.banking.bank_account import find_bank_account
from khfund.banking.bank_line import find_line
from khfund.cli.edge import Amount, Day, Edge, pass_edge, this_day
from khfund.cli.words import Group, _, option
from khfund.command import Answer, Command
from khfund.donations.dues import (
    DuesLevel,
    DuesSharesUnevenError,
    count_members,
    set_rate,
    set_shares,
)
from khfund.donations.dues_list import DuesLine, dues_of_year
from khfund.donations.dues_receipt import pass_on, receive_dues
from khfund.donations.naming import LEVELS
from khfund.ledger import find_fund
from khfund.unit import find_unit


class Share(click.ParamType[tuple[DuesLevel, int]]):
    """A level and the percent that it keeps: commune:30."""

    name = "level:%"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[DuesLevel, int]:
        """Read the level and the percent."""
        if isinstance(value, tuple):
            return value
        level, _colon, percent = str(value).partition(":")
        if level not in list(DuesLevel) or not (
            percent.isascii() and percent.isdecimal() and len(percent) <= 3
        ):
            self.fail(_("Hãy ghi CẤP:PHẦN_TRĂM, như commune:30."), param, ctx)
        return DuesLevel(level), int(percent)


@click.group("dues", cls=Group)
def dues_group() -> None:
    """Hội phí: mức, số hội viên, tỷ lệ các cấp, thu và chuyển lên."""


@dues_group.command("rate")
@click.argument("amount", type=Amount())
@option("--since-year", type=int, required=True, help="Từ năm.")
@option("--source", default="", help="Văn bản quy định.")
@pass_edge
def rate(edge: Edge, amount: int, since_year: int, source: str) -> None:
    """Ghi mức hội phí một hội viên một năm."""

    def work(session: Session, command: Command) -> Answer:
        set_rate(session, command, amount, since_year=since_year, source=source)
        return {"amount": amount, "since_year": str(since_year)}

    payload = {"amount": amount, "since_year": since_year, "source": source}
    edge.carry_out("dues.rate", payload, work, say="Hội phí {amount:dong} một hội viên từ năm {since_year}.")


@dues_group.command("shares")
@click.argument("shares", nargs=-1, required=True, type=Share())
@option("--since-year", type=int, required=True, help="Từ năm.")
@pass_edge
def shares(edge: Edge, shares: tuple[tuple[DuesLevel, int], ...], since_year: int) -> None:
    """Ghi tỷ lệ hội phí mỗi cấp giữ, như base:50 commune:30 province:20; cộng lại phải đúng 100."""
    percents = dict(shares)
    if len(percents) < len(shares):
        raise DuesSharesUnevenError(total=sum(percent for _level, percent in shares))

    def work(session: Session, command: Command) -> Answer:
        found = set_shares(session, command, percents, since_year=since_year)
        return {"since_year": str(since_year), "shares": {level.value: part for level, part in found.items()}}

    payload = {"shares": {level.value: percent for level, percent in shares}, "since_year": since_year}
    answer = edge.carry_out(
        "dues.shares", payload, work, say="Đã ghi tỷ lệ chia hội phí từ năm {since_year}."
    )
    if not edge.as_json:
        for level in LEVELS:
            if (percent := answer["shares"].get(level.value)) is not None:
                edge.tell({"level": _(LEVELS[level]), "percent": percent}, "  {level}: {percent} %")


@dues_group.command("members")
@click.argument("unit_code")
@click.argument("count", type=int)
@option("--year", type=int, required=True, help="Năm.")
@option("--source", default="", help="Văn bản quy định.")
@pass_edge
def members(edge: Edge, unit_code: str, count: int, year: int, source: str) -> None:
    """Ghi số hội viên của một đơn vị trong năm."""

    def work(session: Session, command: Command) -> Answer:
        count_members(session, command, find_unit(session, unit_code), count, year=year, source=source)
        return {"unit": unit_code, "members": count, "year": str(year)}

    payload = {"unit": unit_code, "members": count, "year": year, "source": source}
    edge.carry_out("dues.members", payload, work, say="{unit} có {members:so} hội viên năm {year}.")


@dues_group.command("receive")
@click.argument("unit_code")
@click.argument("amount", type=Amount(), required=False)
@option("--year", type=int, required=True, help="Năm.")
@option("--fund", "fund_code", required=True, help="Quỹ nhận tiền.")
@option("--day", type=Day(), help="Ngày nhận (mặc định hôm nay).")
@option("--bank", "number", help="Tài khoản ngân hàng nhận tiền; để trống là tiền mặt.")
@option("--line", type=int, help="Dòng sao kê; số tiền để trống là lấy hết phần chưa dùng.")
@pass_edge
def receive(
    edge: Edge,
    unit_code: str,
    amount: int | None,
    year: int,
    fund_code: str,
    day: date | None,
    number: str | None,
    line: int | None,
) -> None:
    """Thu hội phí của một đơn vị: phần để lại vào 5113, phần cấp trên vào 336 hoặc 3388."""
    if line is not None and (number or day):
        raise click.UsageError(_("Dòng sao kê đã có ngày và tài khoản; không ghi thêm --day, --bank."))

    def work(session: Session, command: Command) -> Answer:
        entry = receive_dues(
            session,
            command,
            find_unit(session, unit_code),
            amount or 0,
            year=year,
            fund=find_fund(session, command.unit, fund_code),
            day=None if line is not None else day or this_day(),
            bank_account=find_bank_account(session, command.unit, number) if number else None,
            bank_line=find_line(session, command.unit, line) if line is not None else None,
        )
        return {"entry": entry.id, "voucher": entry.voucher_code, "unit": unit_code, "year": str(year)}

    payload: dict[str, Any] = {"unit": unit_code, "amount": amount, "year": year, "fund": fund_code}
    payload |= {"day": day, "bank": number, "line": line}
    edge.carry_out("dues.receive", payload, work, say="{unit} đã nộp hội phí năm {year}: {voucher}.")


@dues_group.command("pass-on")
@click.argument("amount", type=Amount())
@option("--year", type=int, required=True, help="Năm.")
@option("--fund", "fund_code", required=True, help="Quỹ chi tiền.")
@option("--day", type=Day(), help="Ngày lập (mặc định hôm nay).")
@option("--bank", "number", help="Tài khoản ngân hàng chuyển đi; để trống là tiền mặt.")
@option("--to", default="", help="Đơn vị nhận.")
@pass_edge
def pass_on_(
    edge: Edge, amount: int, year: int, fund_code: str, day: date | None, number: str | None, to: str
) -> None:
    """Lập chứng từ chuyển hội phí lên cấp trên; người khác duyệt và ghi sổ."""

    def work(session: Session, command: Command) -> Answer:
        voucher = pass_on(
            session,
            command,
            amount,
            year=year,
            fund=find_fund(session, command.unit, fund_code),
            day=day or this_day(),
            bank_account=find_bank_account(session, command.unit, number) if number else None,
            to=to,
        )
        return {"voucher": voucher.id, "amount": amount, "year": str(year)}

    payload = {"amount": amount, "year": year, "fund": fund_code, "day": day, "bank": number, "to": to}
    edge.carry_out(
        "dues.pass_on",
        payload,
        work,
        say="Đã lập chứng từ nháp {voucher}: chuyển {amount:dong} hội phí năm {year}; cần người khác duyệt.",
    )


@dues_group.command("list")
@click.argument("year", type=int)
@pass_edge
def list_dues(edge: Edge, year: int) -> None:
    """Liệt kê hội phí một năm theo đơn vị: hội viên, phải nộp, đã nộp, để lại, chuyển lên, còn thiếu."""
    with edge.reading() as session:
        found = dues_of_year(session, edge.unit(session).id, year)
        rows = [_row(one, as_json=edge.as_json) for one in found.lines]
    columns = [
        ("unit", "Mã"),
        ("name", "Đơn vị"),
        ("members", "Hội viên"),
        ("rate", "Mức"),
        ("due", "Phải nộp"),
    ]
    columns += [
        ("received", "Đã nộp"),
        ("own", "Để lại"),
        ("passed", "Chuyển lên"),
        ("outstanding", "Còn thiếu"),
    ]
    edge.list(rows, columns)
    edge.warn(
        "Đã nhận {received:dong}, để lại {own:dong}; đã chuyển lên {passed:dong}, còn phải chuyển {left:dong}.",
        received=found.received,
        own=found.own,
        passed=found.passed_on,
        left=found.to_pass_on,
    )


def _row(one: DuesLine, *, as_json: bool) -> dict[str, Any]:
    unknown = None if as_json else _("chưa báo cáo")
    return {
        "unit": one.unit.code,
        "name": one.unit.name,
        "members": unknown if one.members is None else one.members,
        "rate": one.rate,
        "due": one.due,
        "received": one.received,
        "own": one.own,
        "passed": one.passed,
        "outstanding": one.outstanding,
    }
