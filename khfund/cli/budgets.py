"""`budget`: what a year is to bring and to cost, against what happened; `planned`: payments that were promised."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click
from sqlalchemy.orm import Session

from khfund.cli.edge import Amount, Day, Edge, pass_edge, this_day
from khfund.cli.forecast import require_form, save
from khfund.cli.words import Group, option
from khfund.command import Answer, Command
from khfund.errors import KhfundError
from khfund.ledger import Account, Fund, find_account, find_fund, find_voucher
from khfund.ledger.budget import (
    NewLine,
    amend_budget,
    approve_budget,
    draft_budget,
    find_budget,
    lines_of,
    versions,
)
from khfund.ledger.planned_outcome import cancel_planned, move_planned, settle_planned
from khfund.ledger.planned_payment import (
    REASON_NAMES,
    STATE_NAMES,
    CancelReason,
    PlannedState,
    find_planned,
    plan_payment,
    promises,
)
from khfund.reports.budget_report import BudgetRow, budget_paper, budget_report


class BudgetLineUnclearError(KhfundError):
    """A budget's line is written as FUND:ACCOUNT:AMOUNT."""

    message = "Không hiểu dòng dự toán «{text}»; hãy viết QUỸ:TÀI_KHOẢN:SỐ_TIỀN, ví dụ KH:6111:150.000.000."
    english = "The budget line «{text}» is not clear; write FUND:ACCOUNT:AMOUNT, such as KH:6111:150.000.000."


class PaidByWhatError(KhfundError):
    """A planned payment is paid by one entry, or by the entry of one voucher."""

    message = "Hãy cho biết khoản dự chi được chi bằng bút toán nào (--entry) hoặc chứng từ đã ghi sổ nào (--voucher)."
    english = (
        "Say by which entry (--entry) or by which posted voucher (--voucher) the planned payment is paid."
    )


@click.group("budget", cls=Group)
def budget_group() -> None:
    """Dự toán năm theo quỹ và chương trình."""


@budget_group.command("draft")
@click.argument("year", type=int)
@option("--line", "lines", multiple=True, required=True, help="QUỸ:TÀI_KHOẢN:SỐ_TIỀN; lặp lại cho từng dòng.")
@option("--source", required=True, help="Căn cứ: số nghị quyết, quyết định.")
@pass_edge
def draft_(edge: Edge, year: int, lines: tuple[str, ...], source: str) -> None:
    """Lập dự toán đầu tiên của một năm."""

    def work(session: Session, command: Command) -> Answer:
        read = [_line(session, command.unit, text) for text in lines]
        return {
            "year": year,
            "version": draft_budget(session, command, year, lines=read, source=source).version,
        }

    payload = {"year": year, "lines": list(lines), "source": source}
    edge.carry_out("budget.draft", payload, work, say="Đã lập dự toán bản {version}; cần người khác duyệt.")


def _line(session: Session, unit_id: int, text: str) -> NewLine:
    parts = text.split(":")
    if len(parts) != 3:
        raise BudgetLineUnclearError(text=text)
    fund, account = (part.strip() for part in parts[:2])
    amount: int = Amount().convert(parts[2], None, None)
    return NewLine(find_fund(session, unit_id, fund), find_account(session, unit_id, account), amount)


@budget_group.command("amend")
@click.argument("year", type=int)
@option("--line", "lines", multiple=True, required=True, help="QUỸ:TÀI_KHOẢN:SỐ_TIỀN; số tiền 0 là bỏ dòng.")
@option("--source", required=True, help="Căn cứ: số nghị quyết, quyết định.")
@option("--reason", required=True, help="Lý do.")
@pass_edge
def amend_(edge: Edge, year: int, lines: tuple[str, ...], source: str, reason: str) -> None:
    """Lập bản điều chỉnh dự toán; bản cũ vẫn giữ."""

    def work(session: Session, command: Command) -> Answer:
        read = [_line(session, command.unit, text) for text in lines]
        made = amend_budget(session, command, year, lines=read, source=source, reason=reason)
        return {"year": year, "version": made.version}

    payload = {"year": year, "lines": list(lines), "source": source, "reason": reason}
    edge.carry_out("budget.amend", payload, work, say="Đã lập dự toán bản {version}; cần người khác duyệt.")


@budget_group.command("approve")
@click.argument("year", type=int)
@option("--version", type=int, help="Bản dự toán (mặc định bản mới nhất).")
@pass_edge
def approve_(edge: Edge, year: int, version: int | None) -> None:
    """Duyệt bản dự toán do người khác lập."""

    def work(session: Session, command: Command) -> Answer:
        found = find_budget(session, command.unit, year, version)
        approval = approve_budget(session, command, found)
        return {"year": year, "version": found.version, "day": approval.day}

    payload = {"year": year, "version": version}
    edge.carry_out("budget.approve", payload, work, say="Đã duyệt dự toán bản {version}, từ ngày {day}.")


@budget_group.command("list")
@option("--year", type=int, help="Chỉ năm này.")
@pass_edge
def list_(edge: Edge, year: int | None) -> None:
    """Liệt kê các bản dự toán."""
    with edge.reading() as session:
        rows = [
            {
                "year": str(one.budget.year),
                "version": one.budget.version,
                "income": one.income,
                "cost": one.cost,
                "approved": one.approved,
                "source": one.budget.source,
                "reason": one.budget.reason,
                "lines": len(lines_of(session, one.budget)),
            }
            for one in versions(session, edge.unit(session).id, year)
        ]
    columns = [
        ("year", "Năm"),
        ("version", "Bản"),
        ("income", "Thu"),
        ("cost", "Chi"),
        ("approved", "Duyệt ngày"),
    ]
    edge.list(rows, [*columns, ("source", "Căn cứ"), ("reason", "Lý do")])


@budget_group.command("report")
@click.argument("year", type=int)
@option("--on", "day", type=Day(), help="Tính đến hết ngày này (mặc định hôm nay).")
@option("--out", type=click.Path(path_type=Path), help="In ra tệp .pdf hoặc .xlsx.")
@pass_edge
def report_(edge: Edge, year: int, day: date | None, out: Path | None) -> None:
    """So dự toán với số đã thu, đã chi và còn cam kết."""
    require_form(out)
    with edge.reading() as session:
        unit = edge.unit(session)
        found = budget_report(session, unit.id, year, day or this_day())
        if out is not None:
            save(budget_paper(session, unit, found), out)
        rows = [_row(row) for row in found.rows]
    columns = [("fund", "Quỹ"), ("account", "Tài khoản"), ("budgeted", "Dự toán"), ("actual", "Thực hiện")]
    more = [
        ("committed", "Còn cam kết"),
        ("difference", "Chênh lệch"),
        ("percent", "%"),
        ("name", "Nội dung"),
    ]
    edge.list(rows, [*columns, *more])
    for fund, rest in found.elsewhere:
        edge.warn(
            "Quỹ {fund} còn cam kết khác {rest:dong}, chưa gắn với tài khoản nào.", fund=fund.code, rest=rest
        )


def _row(row: BudgetRow) -> dict[str, Any]:
    return {
        "fund": row.fund.code,
        "account": row.account.code,
        "name": row.account.name,
        "side": "cost" if row.is_cost else "income",
        "budgeted": row.budgeted,
        "actual": row.actual,
        "committed": row.committed,
        "difference": row.difference,
        "percent": row.percent,
    }


@click.group("planned", cls=Group)
def planned_group() -> None:
    """Khoản dự chi: đã quyết định chi, chưa chi."""


@planned_group.command("add")
@click.argument("what")
@option("--fund", "fund_code", required=True, help="Quỹ.")
@option("--account", "account_code", required=True, help="Tài khoản chi của chương trình.")
@option("--amount", type=Amount(), required=True, help="Số tiền.")
@option("--due", type=Day(), required=True, help="Ngày phải chi.")
@option("--decision", required=True, help="Số quyết định.")
@option("--decided", type=Day(), help="Ngày quyết định (mặc định hôm nay).")
@pass_edge
def add_(
    edge: Edge,
    what: str,
    fund_code: str,
    account_code: str,
    amount: int,
    due: date,
    decision: str,
    decided: date | None,
) -> None:
    """Ghi một khoản dự chi."""

    def work(session: Session, command: Command) -> Answer:
        planned = plan_payment(
            session,
            command,
            fund=find_fund(session, command.unit, fund_code),
            account=find_account(session, command.unit, account_code),
            amount=amount,
            due=due,
            what=what,
            decision=decision,
            decided=decided,
        )
        return {"planned": planned.id, "amount": amount, "due": due}

    payload = {"what": what, "fund": fund_code, "account": account_code, "amount": amount}
    days = {"due": due.isoformat(), "decision": decision, "decided": decided and decided.isoformat()}
    edge.carry_out(
        "planned.add", payload | days, work, say="Khoản dự chi số {planned}: {amount:dong}, chi ngày {due}."
    )


@planned_group.command("settle")
@click.argument("number", type=int)
@option("--entry", type=int, help="Số bút toán đã chi.")
@option("--voucher", type=int, help="Số chứng từ nháp đã ghi sổ.")
@option("--amount", type=Amount(), help="Số tiền (mặc định cả phần còn lại).")
@pass_edge
def settle_(edge: Edge, number: int, entry: int | None, voucher: int | None, amount: int | None) -> None:
    """Ghi rằng một bút toán đã chi khoản dự chi."""

    def work(session: Session, command: Command) -> Answer:
        paid_by = entry if voucher is None else find_voucher(session, command.unit, voucher).entry_id
        if paid_by is None or (entry is not None and entry != paid_by):
            raise PaidByWhatError
        planned = find_planned(session, command.unit, number)
        row = settle_planned(session, command, planned, paid_by, amount=amount)
        return {"planned": number, "entry": paid_by, "amount": row.amount}

    payload = {"planned": number, "entry": entry, "voucher": voucher, "amount": amount}
    edge.carry_out(
        "planned.settle",
        payload,
        work,
        say="Bút toán {entry} đã chi {amount:dong} cho khoản dự chi số {planned}.",
    )


@planned_group.command("move")
@click.argument("number", type=int)
@option("--due", type=Day(), required=True, help="Ngày phải chi mới.")
@option("--reason", required=True, help="Lý do.")
@pass_edge
def move_(edge: Edge, number: int, due: date, reason: str) -> None:
    """Đổi ngày chi."""

    def work(session: Session, command: Command) -> Answer:
        move_planned(session, command, find_planned(session, command.unit, number), due=due, reason=reason)
        return {"planned": number, "due": due}

    payload = {"planned": number, "due": due.isoformat(), "reason": reason}
    edge.carry_out("planned.move", payload, work, say="Khoản dự chi số {planned} chuyển sang ngày {due}.")


@planned_group.command("cancel")
@click.argument("number", type=int)
@option("--reason", type=click.Choice([one.value for one in CancelReason]), required=True, help="Mã lý do.")
@option("--because", default="", help="Nói rõ thêm; bắt buộc khi mã lý do là other.")
@pass_edge
def cancel_(edge: Edge, number: int, reason: str, because: str) -> None:
    """Hủy phần còn lại của khoản dự chi."""

    def work(session: Session, command: Command) -> Answer:
        planned = find_planned(session, command.unit, number)
        end = cancel_planned(session, command, planned, reason=CancelReason(reason), note=because)
        return {"planned": number, "reason": end.reason.value, "reason_name": REASON_NAMES[end.reason]}

    payload = {"planned": number, "reason": reason, "because": because}
    edge.carry_out("planned.cancel", payload, work, say="Đã hủy khoản dự chi số {planned}: {reason_name}.")


@planned_group.command("list")
@option("--on", "day", type=Day(), help="Như vào cuối ngày này (mặc định hôm nay).")
@option("--state", type=click.Choice([one.value for one in PlannedState]), help="Chỉ trạng thái này.")
@pass_edge
def planned_list(edge: Edge, day: date | None, state: str | None) -> None:
    """Liệt kê khoản dự chi."""
    with edge.reading() as session:
        rows = [
            {
                "planned": str(one.planned.id),
                "due": one.due,
                "fund": session.get_one(Fund, one.planned.fund_id).code,
                "account": session.get_one(Account, one.planned.account_id).code,
                "amount": one.planned.amount,
                "paid": one.paid,
                "open": one.open,
                "state": one.state.value,
                "state_name": STATE_NAMES[one.state],
                "decision": one.planned.decision,
                "what": one.planned.what,
            }
            for one in promises(session, edge.unit(session).id, day or this_day())
            if state is None or one.state is PlannedState(state)
        ]
    columns = [
        ("planned", "Số"),
        ("due", "Ngày chi"),
        ("fund", "Quỹ"),
        ("account", "Tài khoản"),
        ("amount", "Số tiền"),
    ]
    more = [("paid", "Đã chi"), ("open", "Còn"), ("state_name", "Trạng thái"), ("decision", "Quyết định")]
    edge.list(rows, [*columns, *more, ("what", "Nội dung")])
