"""`account`, `fund`, `entry`, `balance`, `trial-balance`: the books themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import click
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from khfund.calendar import DateRange
from khfund.cli.edge import Day, Edge, pass_edge, this_day
from khfund.cli.words import Command as Verb
from khfund.cli.words import Group, option
from khfund.command import Answer, Command
from khfund.ledger import (
    AccountRole,
    Restriction,
    SpendingRule,
    accounts,
    balances,
    close_account,
    close_fund,
    find_account,
    find_fund,
    fund_balance,
    funds,
    open_account,
    open_fund,
    reverse,
    trial_balance,
)
from khfund.ledger.account import Account
from khfund.ledger.commitment import commitments, spending_room
from khfund.ledger.deposit_ladder import holdings
from khfund.ledger.entry import Entry, PostingRow
from khfund.ledger.fund import Fund


@click.group("account", cls=Group)
def account_group() -> None:
    """Tài khoản kế toán."""


@account_group.command("open")
@click.argument("code")
@click.argument("name")
@option(
    "--role",
    type=click.Choice([role.value for role in AccountRole]),
    required=True,
    help="Vai trò của tài khoản.",
)
@pass_edge
def open_account_(edge: Edge, code: str, name: str, role: str) -> None:
    """Mở thêm một tài khoản."""

    def work(session: Session, command: Command) -> Answer:
        return {
            "account": open_account(session, command, code, name, AccountRole(role)).id,
            "code": code,
            "name": name,
        }

    payload = {"code": code, "name": name, "role": role}
    edge.carry_out("account.open", payload, work, say="Đã mở tài khoản {code} — {name}.")


@account_group.command("close")
@click.argument("code")
@option("--day", type=Day(), required=True, help="Ngày đầu tiên không nhận ghi sổ.")
@pass_edge
def close_account_(edge: Edge, code: str, day: date) -> None:
    """Đóng một tài khoản không còn số dư."""

    def work(session: Session, command: Command) -> Answer:
        close_account(session, command, find_account(session, command.unit, code), day=day)
        return {"code": code, "closed": day}

    edge.carry_out("account.close", {"code": code, "day": day}, work, say="{code} đã đóng từ ngày {closed}.")


@account_group.command("list")
@pass_edge
def list_accounts(edge: Edge) -> None:
    """Liệt kê tài khoản."""
    with edge.reading() as session:
        rows = [
            {"code": one.code, "name": one.name, "role": one.role.value, "closed": one.closed}
            for one in accounts(session, edge.unit(session).id)
        ]
    edge.list(rows, [("code", "Số hiệu"), ("name", "Tên"), ("role", "Vai trò"), ("closed", "Đóng từ")])


@click.group("fund", cls=Group)
def fund_group() -> None:
    """Các quỹ."""


@fund_group.command("open")
@click.argument("code")
@click.argument("name")
@option("--opened", type=Day(), required=True, help="Ngày mở quỹ.")
@option("--endowment", is_flag=True, help="Giữ nguyên vốn gốc, chỉ chi phần lãi.")
@option("--purpose", default="", help="Mục đích.")
@option("--legal-basis", default="", help="Căn cứ pháp lý, in trên biên nhận.")
@pass_edge
def open_fund_(
    edge: Edge, code: str, name: str, opened: date, endowment: bool, purpose: str, legal_basis: str
) -> None:
    """Mở một quỹ."""
    restriction = (
        Restriction.ENDOWMENT if endowment else Restriction.PURPOSE if purpose else Restriction.UNRESTRICTED
    )
    rule = SpendingRule.INTEREST_ONLY if endowment else SpendingRule.ALL

    def work(session: Session, command: Command) -> Answer:
        fund = open_fund(
            session,
            command,
            code,
            name,
            opened=opened,
            restriction=restriction,
            spending_rule=rule,
            purpose=purpose,
            legal_basis=legal_basis,
        )
        return {"fund": fund.id, "code": code, "name": name}

    payload = {"code": code, "name": name, "opened": opened.isoformat(), "endowment": endowment}
    payload |= {"purpose": purpose, "legal_basis": legal_basis}
    edge.carry_out("fund.open", payload, work, say="Đã mở quỹ {code} — {name}.")


@fund_group.command("close")
@click.argument("code")
@option("--day", type=Day(), required=True, help="Ngày đầu tiên không nhận ghi sổ.")
@pass_edge
def close_fund_(edge: Edge, code: str, day: date) -> None:
    """Đóng một quỹ đã chuyển hết tiền."""

    def work(session: Session, command: Command) -> Answer:
        close_fund(session, command, find_fund(session, command.unit, code), day=day)
        return {"code": code, "closed": day}

    edge.carry_out("fund.close", {"code": code, "day": day}, work, say="{code} đã đóng từ ngày {closed}.")


@fund_group.command("list")
@option("--on", type=Day(), help="Số dư vào ngày này (mặc định hôm nay).")
@pass_edge
def list_funds(edge: Edge, on: date | None) -> None:
    """Liệt kê quỹ: vốn gốc, phần được chi, đã cam kết, còn được chi, tiền có ngay."""
    with edge.reading() as session:
        rows = [
            {"code": fund.code, "name": fund.name, **_standing(session, fund, on or this_day())}
            for fund in funds(session, edge.unit(session).id)
        ]
    columns = [("code", "Mã"), ("name", "Tên quỹ"), ("principal", "Vốn gốc"), ("spendable", "Được chi")]
    columns += [("committed", "Đã cam kết"), ("free", "Còn được chi"), ("total", "Tổng")]
    edge.list(rows, [*columns, ("liquid", "Tiền có ngay")])


def _standing(session: Session, fund: Fund, on: date) -> dict[str, int]:
    """Where a fund stands, principal and what may be spent always apart."""
    balance, room = fund_balance(session, fund, on), spending_room(session, fund, on)
    return {
        "principal": balance.principal,
        "spendable": room.spendable,
        "committed": room.committed,
        "free": room.free,
        "total": balance.total,
        "liquid": room.liquid,
    }


@fund_group.command("show")
@click.argument("code")
@option("--on", type=Day(), help="Số dư vào ngày này (mặc định hôm nay).")
@pass_edge
def show_fund(edge: Edge, code: str, on: date | None) -> None:
    """Cho biết một quỹ còn được chi bao nhiêu và đã cam kết những gì."""
    day = on or this_day()
    with edge.reading() as session:
        fund = find_fund(session, edge.unit(session).id, code)
        head = {"code": fund.code, "name": fund.name, "on": day, **_standing(session, fund, day)}
        head["on_deposit"] = sum(one.principal for one in holdings(session, fund.unit_id, day, fund=fund))
        promised = commitments(session, fund.unit_id, day, fund=fund)
    rows = [{"day": one.day, "what": one.what, "amount": one.amount} for one in promised]
    if edge.as_json:
        edge.tell(head | {"items": rows})
        return
    edge.tell(
        head,
        "{name}: vốn gốc {principal:dong}, được chi {spendable:dong}, đã cam kết {committed:dong}, còn được chi "
        "{free:dong}; tiền có ngay {liquid:dong}, đang gửi có kỳ hạn {on_deposit:dong}.",
    )
    if rows:
        edge.list(_by_purpose(rows), _PROMISED)


_PROMISED = [("what", "Cam kết"), ("count", "Số kỳ"), ("first", "Từ ngày"), ("last", "Đến ngày"), ("amount", "Số tiền")]  # fmt: skip


def _by_purpose(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What is promised for one purpose in one line; `rows` come by due day."""
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        one = found.setdefault(
            row["what"], {"what": row["what"], "count": 0, "first": row["day"], "amount": 0}
        )
        one |= {"count": one["count"] + 1, "last": row["day"], "amount": one["amount"] + row["amount"]}
    return list(found.values())


@click.group("entry", cls=Group)
def entry_group() -> None:
    """Bút toán đã ghi sổ."""


@entry_group.command("list")
@option("--days", "days_text", help="Khoảng ngày: 2026, 2026-03 hoặc 2026-01-01..2026-06-30.")
@option("--account", "code", help="Chỉ các bút toán có tài khoản này.")
@option("--limit", default=100, show_default=True, help="Nhiều nhất bấy nhiêu dòng.")
@pass_edge
def list_entries(edge: Edge, days_text: str | None, code: str | None, limit: int) -> None:
    """Liệt kê bút toán, mới nhất trước."""
    with edge.reading() as session:
        unit_id = edge.unit(session).id
        query = (
            select(Entry, func.sum(PostingRow.amount).label("amount"))
            .join(PostingRow)
            .where(Entry.unit_id == unit_id)
            .group_by(Entry.id)
        )
        if days_text:
            days = DateRange.parse(days_text)
            query = query.where(Entry.day >= days.start, Entry.day < days.end)
        if code:
            account = find_account(session, unit_id, code).id
            query = query.where((PostingRow.debit_id == account) | (PostingRow.credit_id == account))
        rows = [
            {
                "entry": str(one.id),
                "day": one.day,
                "voucher": one.voucher_code,
                "amount": int(amount),
                "narration": one.narration,
            }
            for one, amount in session.execute(query.order_by(Entry.id.desc()).limit(limit))
        ]
    columns = [("entry", "Bút toán"), ("day", "Ngày"), ("voucher", "Chứng từ"), ("amount", "Số tiền")]
    edge.list(rows, [*columns, ("narration", "Diễn giải")])


@entry_group.command("reverse")
@click.argument("number", type=int)
@option("--day", type=Day(), help="Ngày ghi bút toán đảo (mặc định hôm nay).")
@option("--reason", required=True, help="Lý do.")
@pass_edge
def reverse_(edge: Edge, number: int, day: date | None, reason: str) -> None:
    """Đảo một bút toán ghi nhầm."""

    def work(session: Session, command: Command) -> Answer:
        entry = reverse(session, command, number, day=day or this_day(), reason=reason)
        return {"entry": entry.id, "reversed": number, "voucher": entry.voucher_code}

    payload = {"entry": number, "day": day.isoformat() if day else None, "reason": reason}
    edge.carry_out(
        "entry.reverse", payload, work, say="Đã đảo bút toán {reversed} bằng bút toán {entry} ({voucher})."
    )


@click.command("balance", cls=Verb)
@option("--on", type=Day(), help="Vào cuối ngày này (mặc định hôm nay).")
@option("--fund", "fund_code", help="Chỉ quỹ này.")
@option("--account", "account_code", help="Chỉ tài khoản này.")
@option(
    "--known-at", type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"]), help="Sổ như đã có vào lúc này."
)
@pass_edge
def balance_(
    edge: Edge, on: date | None, fund_code: str | None, account_code: str | None, known_at: datetime | None
) -> None:
    """Số dư từng tài khoản trong từng quỹ."""
    with edge.reading() as session:
        unit_id = edge.unit(session).id
        chart = {one.id: one for one in accounts(session, unit_id)}
        names = {one.id: one.code for one in funds(session, unit_id)}
        wanted_fund = find_fund(session, unit_id, fund_code).id if fund_code else None
        wanted = find_account(session, unit_id, account_code).id if account_code else None
        found = balances(session, unit_id, on or this_day(), known_at=known_at)
    rows = [
        {
            "fund": names[fund],
            "account": chart[account].code,
            "name": chart[account].name,
            "balance": _on_side(chart[account], amount),
        }
        for (fund, account), amount in found.items()
        if wanted_fund in (None, fund) and wanted in (None, account)
    ]
    rows.sort(key=lambda row: (row["fund"], row["account"]))
    edge.list(rows, [("fund", "Quỹ"), ("account", "Tài khoản"), ("name", "Tên"), ("balance", "Số dư")])


def _on_side(account: Account, amount: int) -> int:
    return amount if account.role.nature.value in ("asset", "cost") else -amount


@click.command("trial-balance", cls=Verb)
@option("--on", type=Day(), help="Vào cuối ngày này (mặc định hôm nay).")
@option("--fund", "fund_code", help="Chỉ quỹ này.")
@option(
    "--known-at", type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"]), help="Sổ như đã có vào lúc này."
)
@option("--before-year-end", is_flag=True, help="Như trước khi kết chuyển thu, chi của ngày này (31/12).")
@pass_edge
def trial_balance_(
    edge: Edge, on: date | None, fund_code: str | None, known_at: datetime | None, before_year_end: bool
) -> None:
    """Bảng cân đối số phát sinh."""
    when: dict[str, Any] = {"known_at": known_at, "before_year_end": before_year_end}
    with edge.reading() as session:
        unit_id = edge.unit(session).id
        fund = find_fund(session, unit_id, fund_code) if fund_code else None
        rows: list[dict[str, Any]] = [
            {
                "account": one.account.code,
                "name": one.account.name,
                "debit": one.debit,
                "credit": one.credit,
                "balance": one.balance,
            }
            for one in trial_balance(session, unit_id, on or this_day(), fund=fund, **when)
        ]
    totals = {"debit": sum(row["debit"] for row in rows), "credit": sum(row["credit"] for row in rows)}
    if rows and not edge.as_json:
        rows.append({"account": "", "name": "Cộng", **totals, "balance": None})
    columns = [("account", "Tài khoản"), ("name", "Tên"), ("debit", "Nợ"), ("credit", "Có")]
    edge.list(rows, [*columns, ("balance", "Số dư")])
