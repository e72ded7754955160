"""`account`, `fund`, `entry`, `voucher`, `period`, `balance`, `trial-balance`: the books themselves."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from khfund.calendar import DateRange, Month
from khfund.cli.edge import AMonth, Amount, Day, Edge, pass_edge, read_file, this_day
from khfund.cli.words import Group, option
from khfund.command import Answer, Command
from khfund.errors import KhfundError
from khfund.ledger import (
    AccountRole,
    Posting,
    Restriction,
    SpendingRule,
    VoucherKind,
    VoucherState,
    accounting_period,
    accounts,
    approve_voucher,
    ask_reopening,
    attach,
    balances,
    cancel_voucher,
    close_period,
    draft_voucher,
    find_account,
    find_fund,
    find_voucher,
    fund_balance,
    funds,
    open_account,
    open_fund,
    post_voucher,
    reopen_period,
    reverse,
    trial_balance,
    voucher,
)
from khfund.ledger.account import Account
from khfund.ledger.entry import Entry, PostingRow


class PostingUnclearError(KhfundError):
    """A posting is written as DEBIT:CREDIT:FUND:AMOUNT."""

    message = "Không hiểu dòng «{text}»; hãy viết NỢ:CÓ:QUỸ:SỐ_TIỀN, ví dụ 642:111:KH:500.000."
    english = "The posting «{text}» is not clear; write DEBIT:CREDIT:FUND:AMOUNT, such as 642:111:KH:500.000."


@click.group("account", cls=Group)
def account_group() -> None:
    """Tài khoản kế toán."""


@account_group.command("open")
@click.argument("code")
@click.argument("name")
@option("--role", type=click.Choice([role.value for role in AccountRole]), required=True, help="Vai trò của tài khoản.")
@pass_edge
def open_account_(edge: Edge, code: str, name: str, role: str) -> None:
    """Mở thêm một tài khoản."""

    def work(session: Session, command: Command) -> Answer:
        return {"account": open_account(session, command, code, name, AccountRole(role)).id, "code": code, "name": name}

    payload = {"code": code, "name": name, "role": role}
    edge.carry_out("account.open", payload, work, say="Đã mở tài khoản {code} — {name}.")


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
def open_fund_(edge: Edge, code: str, name: str, opened: date, endowment: bool, purpose: str, legal_basis: str) -> None:  # noqa: FBT001
    """Mở một quỹ."""
    restriction = Restriction.ENDOWMENT if endowment else Restriction.PURPOSE if purpose else Restriction.UNRESTRICTED
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


@fund_group.command("list")
@option("--on", type=Day(), help="Số dư vào ngày này (mặc định hôm nay).")
@pass_edge
def list_funds(edge: Edge, on: date | None) -> None:
    """Liệt kê quỹ: vốn gốc, phần được chi, tiền có ngay."""
    with edge.reading() as session:
        rows = []
        for fund in funds(session, edge.unit(session).id):
            found = fund_balance(session, fund, on or this_day())
            figures = {"principal": found.principal, "spendable": found.spendable, "total": found.total}
            rows.append({"code": fund.code, "name": fund.name, **figures, "liquid": found.liquid})
    columns = [("code", "Mã"), ("name", "Tên quỹ"), ("principal", "Vốn gốc"), ("spendable", "Được chi")]
    edge.list(rows, [*columns, ("total", "Tổng"), ("liquid", "Tiền có ngay")])


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
            {"entry": str(one.id), "day": one.day, "voucher": one.voucher_code, "amount": int(amount), "narration": one.narration}
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
    edge.carry_out("entry.reverse", payload, work, say="Đã đảo bút toán {reversed} bằng bút toán {entry} ({voucher}).")


@click.group("voucher", cls=Group)
def voucher_group() -> None:
    """Chứng từ: lập, duyệt, ghi sổ."""


@voucher_group.command("draft")
@click.argument("kind", type=click.Choice([kind.value for kind in VoucherKind]))
@option("--day", type=Day(), required=True, help="Ngày chứng từ.")
@option("--narration", required=True, help="Nội dung.")
@option("--posting", "postings", multiple=True, required=True, help="NỢ:CÓ:QUỸ:SỐ_TIỀN; lặp lại cho từng dòng.")
@option("--party", default="", help="Người nộp hoặc người nhận tiền.")
@option("--address", default="", help="Địa chỉ của người đó.")
@option("--papers", default=0, help="Số chứng từ gốc kèm theo.")
@pass_edge
def draft_(edge: Edge, kind: str, day: date, narration: str, postings: tuple[str, ...], party: str, address: str, papers: int) -> None:
    """Lập chứng từ nháp."""

    def work(session: Session, command: Command) -> Answer:
        one = draft_voucher(
            session,
            command,
            VoucherKind(kind),
            day=day,
            narration=narration,
            postings=[_posting(session, command.unit, text) for text in postings],
            party_name=party,
            party_address=address,
            papers=papers,
        )
        similar = [other.id for other in voucher.similar_vouchers(session, one)]
        return {"voucher": one.id, "state": one.state.value, "similar": similar}

    payload = {"kind": kind, "day": day.isoformat(), "narration": narration, "postings": list(postings)}
    payload |= {"party": party, "address": address, "papers": papers}
    answer = edge.carry_out("voucher.draft", payload, work, say="Đã lập chứng từ nháp {voucher}; cần người khác duyệt.")
    if answer["similar"] and not edge.as_json:
        click.echo(f"Chú ý: giống chứng từ nháp {answer['similar']} (cùng ngày, người, số tiền); có phải lập hai lần?", err=True)


def _posting(session: Session, unit_id: int, text: str) -> Posting:
    parts = text.split(":")
    if len(parts) != 4:  # noqa: PLR2004  debit, credit, fund, amount
        raise PostingUnclearError(text=text)
    debit, credit = (find_account(session, unit_id, code.strip()).id for code in parts[:2])
    amount: int = Amount().convert(parts[3], None, None)
    return Posting(debit, credit, find_fund(session, unit_id, parts[2].strip()).id, amount)


@voucher_group.command("attach")
@click.argument("number", type=int)
@click.argument("file", type=click.Path(path_type=Path))
@pass_edge
def attach_(edge: Edge, number: int, file: Path) -> None:
    """Đính kèm bản quét (PDF, JPG, PNG)."""
    content, digest = read_file(file)

    def work(session: Session, command: Command) -> Answer:
        one = attach(session, command, find_voucher(session, command.unit, number), file.name, content)
        return {"attachment": one.id, "voucher": number, "sha256": one.sha256}

    payload = {"voucher": number, "file": file.name, "sha256": digest}
    edge.carry_out("voucher.attach", payload, work, say="Đã đính kèm vào chứng từ nháp {voucher}.")


@voucher_group.command("approve")
@click.argument("number", type=int)
@pass_edge
def approve_(edge: Edge, number: int) -> None:
    """Duyệt chứng từ do người khác lập."""

    def work(session: Session, command: Command) -> Answer:
        one = approve_voucher(session, command, find_voucher(session, command.unit, number))
        return {"voucher": one.id, "state": one.state.value}

    edge.carry_out("voucher.approve", {"voucher": number}, work, say="Đã duyệt chứng từ nháp {voucher}.")


@voucher_group.command("post")
@click.argument("number", type=int)
@option("--day", type=Day(), help="Ngày thu, chi thực tế (mặc định hôm nay).")
@pass_edge
def post_(edge: Edge, number: int, day: date | None) -> None:
    """Ghi sổ chứng từ đã duyệt."""

    def work(session: Session, command: Command) -> Answer:
        entry = post_voucher(session, command, find_voucher(session, command.unit, number), day=day or this_day())
        return {"voucher": number, "entry": entry.id, "number": entry.voucher_code}

    payload = {"voucher": number, "day": day.isoformat() if day else None}
    edge.carry_out("voucher.post", payload, work, say="Đã ghi sổ {number}, bút toán {entry}.")


@voucher_group.command("cancel")
@click.argument("number", type=int)
@option("--reason", required=True, help="Lý do.")
@pass_edge
def cancel_(edge: Edge, number: int, reason: str) -> None:
    """Hủy chứng từ chưa ghi sổ."""

    def work(session: Session, command: Command) -> Answer:
        one = cancel_voucher(session, command, find_voucher(session, command.unit, number), reason=reason)
        return {"voucher": one.id, "state": one.state.value}

    edge.carry_out("voucher.cancel", {"voucher": number, "reason": reason}, work, say="Đã hủy chứng từ nháp {voucher}.")


@voucher_group.command("list")
@option("--state", type=click.Choice([state.value for state in VoucherState]), help="Chỉ trạng thái này.")
@pass_edge
def list_vouchers(edge: Edge, state: str | None) -> None:
    """Liệt kê chứng từ."""
    with edge.reading() as session:
        found = voucher.vouchers(session, edge.unit(session).id, VoucherState(state) if state else None)
        rows = [
            {
                "voucher": str(one.id),
                "kind": one.kind.value,
                "day": one.day,
                "state": voucher.STATE_NAMES[one.state],
                "amount": sum(line.amount for line in voucher.lines_of(session, one)),
                "party": one.party_name,
                "narration": one.narration,
            }
            for one in found
        ]
    columns = [("voucher", "Số nháp"), ("kind", "Loại"), ("day", "Ngày"), ("state", "Trạng thái"), ("amount", "Số tiền")]
    edge.list(rows, [*columns, ("party", "Người nộp/nhận"), ("narration", "Nội dung")])


@click.group("period", cls=Group)
def period_group() -> None:
    """Kỳ kế toán: khóa và mở lại tháng."""


@period_group.command("close")
@click.argument("month", type=AMonth())
@option("--accept", "accepting", multiple=True, help="Việc còn lại được phép để lại, theo mã trong ngoặc vuông.")
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


@click.command("balance")
@option("--on", type=Day(), help="Vào cuối ngày này (mặc định hôm nay).")
@option("--fund", "fund_code", help="Chỉ quỹ này.")
@option("--account", "account_code", help="Chỉ tài khoản này.")
@option("--known-at", type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"]), help="Sổ như đã có vào lúc này.")
@pass_edge
def balance_(edge: Edge, on: date | None, fund_code: str | None, account_code: str | None, known_at: datetime | None) -> None:
    """Số dư từng tài khoản trong từng quỹ."""
    with edge.reading() as session:
        unit_id = edge.unit(session).id
        chart = {one.id: one for one in accounts(session, unit_id)}
        names = {one.id: one.code for one in funds(session, unit_id)}
        wanted_fund = find_fund(session, unit_id, fund_code).id if fund_code else None
        wanted = find_account(session, unit_id, account_code).id if account_code else None
        found = balances(session, unit_id, on or this_day(), known_at=known_at)
    rows = [
        {"fund": names[fund], "account": chart[account].code, "name": chart[account].name, "balance": _on_side(chart[account], amount)}
        for (fund, account), amount in found.items()
        if wanted_fund in (None, fund) and wanted in (None, account)
    ]
    rows.sort(key=lambda row: (row["fund"], row["account"]))
    edge.list(rows, [("fund", "Quỹ"), ("account", "Tài khoản"), ("name", "Tên"), ("balance", "Số dư")])


def _on_side(account: Account, amount: int) -> int:
    return amount if account.role.nature.value in ("asset", "cost") else -amount


@click.command("trial-balance")
@option("--on", type=Day(), help="Vào cuối ngày này (mặc định hôm nay).")
@option("--fund", "fund_code", help="Chỉ quỹ này.")
@option("--known-at", type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"]), help="Sổ như đã có vào lúc này.")
@pass_edge
def trial_balance_(edge: Edge, on: date | None, fund_code: str | None, known_at: datetime | None) -> None:
    """Bảng cân đối số phát sinh."""
    with edge.reading() as session:
        unit_id = edge.unit(session).id
        fund = find_fund(session, unit_id, fund_code) if fund_code else None
        rows = [
            {"account": one.account.code, "name": one.account.name, "debit": one.debit, "credit": one.credit, "balance": one.balance}
            for one in trial_balance(session, unit_id, on or this_day(), fund=fund, known_at=known_at)
        ]
    totals = {"debit": sum(row["debit"] for row in rows), "credit": sum(row["credit"] for row in rows)}
    if rows and not edge.as_json:
        rows.append({"account": "", "name": "Cộng", **totals, "balance": None})
    columns = [("account", "Tài khoản"), ("name", "Tên"), ("debit", "Nợ"), ("credit", "Có")]
    edge.list(rows, [*columns, ("balance", "Số dư")])


COMMANDS = (account_group, fund_group, entry_group, voucher_group, period_group, balance_, trial_balance_)
