"""`programme`: what the association does year after year, from which fund, by which rules."""

from __future__ import annotations

from datetime import date
from typing import Any

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from khfund.cli.edge import Day, Edge, pass_edge, this_day
from khfund.cli.round_words import KINDS, STATES
from khfund.cli.words import Group, _, option
from khfund.command import Answer, Command
from khfund.eligibility.shelf import rulebook
from khfund.ledger import Account, AccountRole, Fund, account_for, find_account, find_fund
from khfund.scholarships.award_round import AwardRound
from khfund.scholarships.programme import (
    Programme,
    ProgrammeKind,
    find_programme,
    open_programme,
    programmes,
)


@click.group("programme", cls=Group)
def programme_group() -> None:
    """Chương trình học bổng, khen thưởng, đỡ đầu."""


@programme_group.command("open")
@click.argument("code")
@click.argument("name")
@option("--fund", "fund_code", required=True, help="Quỹ chi.")
@option(
    "--kind",
    type=click.Choice([one.value for one in ProgrammeKind]),
    default="award",
    help="award (xét theo đợt) hoặc sponsorship (đỡ đầu dài hạn).",
)
@option("--account", "account_code", help="Tài khoản chi học bổng (mặc định tài khoản đang mở).")
@option("--rules", "rules_code", default="", help="Mã bộ tiêu chí; xem bằng `khfund rulebook list`.")
@option("--opened", type=Day(), help="Từ ngày (mặc định hôm nay).")
@pass_edge
def open_(
    edge: Edge,
    code: str,
    name: str,
    fund_code: str,
    kind: str,
    account_code: str | None,
    rules_code: str,
    opened: date | None,
) -> None:
    """Mở một chương trình."""
    if rules_code:
        rulebook(rules_code)  # a programme names rules that are there

    def work(session: Session, command: Command) -> Answer:
        account = (
            find_account(session, command.unit, account_code)
            if account_code
            else account_for(session, command.unit, AccountRole.SCHOLARSHIPS)
        )
        fund = find_fund(session, command.unit, fund_code)
        terms: dict[str, Any] = {"kind": ProgrammeKind(kind), "fund": fund, "account": account}
        terms |= {"rulebook": rules_code, "opened": opened or this_day()}
        made = open_programme(session, command, code, name, **terms)
        return {"programme": made.code, "name": made.name}

    payload: dict[str, Any] = {
        "code": code,
        "name": name,
        "fund": fund_code,
        "kind": kind,
        "account": account_code,
    }
    payload |= {"rules": rules_code, "opened": opened}
    edge.carry_out("programme.open", payload, work, say="Đã mở chương trình {programme}: {name}.")


@programme_group.command("list")
@pass_edge
def list_(edge: Edge) -> None:
    """Liệt kê chương trình."""
    with edge.reading() as session:
        rows = [_row(session, one) for one in programmes(session, edge.unit(session).id)]
    columns = [("programme", "Mã"), ("kind_name", "Loại"), ("fund", "Quỹ"), ("account", "Tài khoản")]
    edge.list(rows, [*columns, ("rules", "Bộ tiêu chí"), ("opened", "Từ ngày"), ("name", "Tên")])


def _row(session: Session, one: Programme) -> dict[str, Any]:
    return {
        "programme": one.code,
        "name": one.name,
        "kind": one.kind.value,
        "kind_name": _(KINDS[one.kind]),
        "fund": session.get_one(Fund, one.fund_id).code,
        "account": session.get_one(Account, one.account_id).code,
        "rules": one.rulebook,
        "opened": one.opened,
    }


@programme_group.command("show")
@click.argument("code")
@pass_edge
def show(edge: Edge, code: str) -> None:
    """Xem một chương trình và các đợt xét của nó."""
    with edge.reading() as session:
        one = find_programme(session, edge.unit(session).id, code)
        found = session.scalars(
            select(AwardRound).where(AwardRound.programme_id == one.id).order_by(AwardRound.school_year)
        )
        rounds = [
            {
                "round": each.code,
                "school_year": f"{each.school_year}-{each.school_year + 1}",
                "state": each.state.value,
                "state_name": _(STATES[each.state]),
                "budget": each.budget,
                "name": each.name,
            }
            for each in found
        ]
        row = _row(session, one)
    if edge.as_json:
        edge.tell(row | {"rounds": rounds})
        return
    edge.tell(
        row | {"opened": one.opened.isoformat()},
        "{programme}: {name}; {kind_name}, quỹ {fund}, tài khoản {account}, từ {opened}.",
    )
    columns = [
        ("round", "Đợt"),
        ("school_year", "Năm học"),
        ("state_name", "Trạng thái"),
        ("budget", "Ngân sách"),
    ]
    edge.list(rounds, [*columns, ("name", "Tên")])
