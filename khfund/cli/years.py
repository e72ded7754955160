"""`year`: what closing a year would do, closing it, opening it again; management cost against its cap."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click
from sqlalchemy.orm import Session

from khfund.cli.edge import Edge, pass_edge
from khfund.cli.words import Group, _, option
from khfund.command import Answer, Command
from khfund.ledger import accounts, funds
from khfund.ledger.account import AccountRole
from khfund.ledger.management_cap import ManagementCap, management_cap
from khfund.ledger.opening_balance import opening_balances
from khfund.ledger.year_end import (
    ask_reopening_year,
    close_year,
    closing_entries,
    closings,
    propose_year,
    reopen_year,
)


@click.group("year", cls=Group)
def year_group() -> None:
    """Năm kế toán: kết chuyển, khóa sổ và mở lại; mức chi quản lý."""


@year_group.command("preview")
@click.argument("year", type=int)
@pass_edge
def preview(edge: Edge, year: int) -> None:
    """Xem trước bút toán kết chuyển cuối năm, chưa ghi gì."""
    with edge.reading() as session:
        unit_id = edge.unit(session).id
        found = propose_year(session, unit_id, year)
        chart = {one.id: one for one in accounts(session, unit_id)}
        codes = {one.id: one.code for one in funds(session, unit_id)}
    rows: list[dict[str, Any]] = [
        {
            "fund": codes[one.fund],
            "account": chart[one.account].code,
            "name": chart[one.account].name,
            "amount": one.amount,
        }
        for one in found.carried
    ]
    if rows and not edge.as_json:
        rows += [
            {
                "fund": codes[fund],
                "account": "421",
                "name": _("Số dư được chi tăng"),
                "amount": found.of_fund(fund),
            }
            for fund in dict.fromkeys(one.fund for one in found.carried)
        ]
    columns = [("fund", "Quỹ"), ("account", "Tài khoản"), ("amount", "Kết chuyển"), ("name", "Tên")]
    edge.list(rows, columns)


@year_group.command("close")
@click.argument("year", type=int)
@option(
    "--accept", "accepting", multiple=True, help="Việc còn lại được phép để lại, theo mã trong ngoặc vuông."
)
@pass_edge
def close_(edge: Edge, year: int, accepting: tuple[str, ...]) -> None:
    """Kết chuyển thu, chi từng quỹ và khóa sổ tháng 12."""

    def work(session: Session, command: Command) -> Answer:
        posted = close_year(session, command, year, accepting=accepting)
        entries = [{"entry": one.id, "voucher": one.voucher_code} for one in posted]
        return {"year": str(year), "count": len(entries), "entries": entries}

    payload = {"year": year, "accept": list(accepting)}
    edge.carry_out("year.close", payload, work, say="Đã kết chuyển và khóa sổ năm {year}: {count} bút toán.")


@year_group.command("ask-reopen")
@click.argument("year", type=int)
@option("--reason", required=True, help="Lý do.")
@pass_edge
def ask_reopen(edge: Edge, year: int, reason: str) -> None:
    """Đề nghị mở lại năm đã kết chuyển."""

    def work(session: Session, command: Command) -> Answer:
        ask_reopening_year(session, command, year, reason=reason)
        return {"year": str(year)}

    payload = {"year": year, "reason": reason}
    edge.carry_out(
        "year.ask_reopen", payload, work, say="Đã đề nghị mở lại năm {year}; cần người khác duyệt."
    )


@year_group.command("reopen")
@click.argument("year", type=int)
@pass_edge
def reopen(edge: Edge, year: int) -> None:
    """Mở lại năm theo đề nghị của người khác: đảo bút toán kết chuyển, mở tháng 12."""

    def work(session: Session, command: Command) -> Answer:
        undone = reopen_year(session, command, year)
        return {"year": str(year), "count": len(undone), "entries": [one.id for one in undone]}

    edge.carry_out(
        "year.reopen", {"year": year}, work, say="Đã mở lại năm {year}, đảo {count} bút toán kết chuyển."
    )


@year_group.command("list")
@pass_edge
def list_years(edge: Edge) -> None:
    """Liệt kê các lần kết chuyển năm."""
    with edge.reading() as session:
        rows = [
            {
                "year": str(closing.year),
                "until": closing.until,
                "entries": len(closing_entries(session, closing)),
                "state": _("đã mở lại") if reopening else _("đã khóa"),
                "reason": reopening.reason if reopening else "",
            }
            for closing, reopening in closings(session, edge.unit(session).id)
        ]
    columns = [("year", "Năm"), ("until", "Khóa đến"), ("entries", "Bút toán"), ("state", "Trạng thái")]
    edge.list(rows, [*columns, ("reason", "Lý do")])


@year_group.command("opening")
@click.argument("year", type=int)
@pass_edge
def opening(edge: Edge, year: int) -> None:
    """Số dư đầu năm của từng quỹ; thu, chi năm trước đã nằm trong số dư được chi."""
    with edge.reading() as session:
        rows = [
            {
                "fund": one.fund.code,
                "account": one.account.code,
                "debit": max(one.amount, 0),
                "credit": max(-one.amount, 0),
                "name": one.account.name,
            }
            for one in opening_balances(session, edge.unit(session).id, year)
        ]
    columns = [("fund", "Quỹ"), ("account", "Tài khoản"), ("debit", "Nợ"), ("credit", "Có"), ("name", "Tên")]
    edge.list(rows, columns)


# -- management cost ---------------------------------------------------------------------------------------------------


@year_group.command("cap")
@click.argument("year", type=int)
@pass_edge
def cap(edge: Edge, year: int) -> None:
    """So chi quản lý với mức được chi trong năm."""
    with edge.reading() as session:
        found = management_cap(session, edge.unit(session).id, year)
    if edge.as_json:
        edge.tell(
            {
                "year": year,
                "percent": found.percent_written,
                "source": found.source,
                "base": found.base,
                "allowance": found.allowance,
                "carried": found.carried,
                "limit": found.limit,
                "used": found.used,
                "left": found.left,
                "counted": {role.value: amount for role, amount in found.counted.items()},
                "left_out": {role.value: amount for role, amount in found.left_out.items()},
            }
        )
        return
    edge.list(_lines(found), [("amount", "Số tiền"), ("what", "Nội dung")])
    edge.warn(
        "Mức {percent}%: {source}. Khoản có địa chỉ, số tiền cụ thể chỉ được trừ khi ghi vào quỹ có mục đích riêng; dịch vụ Nhà nước đặt hàng chưa tách khỏi thu khác.",
        percent=found.percent_written,
        source=found.source or _("đơn vị tự đặt"),
    )


_COUNTED = {
    AccountRole.GIFTS: "Ủng hộ để sử dụng",
    AccountRole.PRINCIPAL: "Ủng hộ vào vốn gốc",
    AccountRole.DUES: "Hội phí",
    AccountRole.INTEREST: "Lãi tiền gửi",
    AccountRole.OTHER_INCOME: "Thu khác",
}
_LEFT_OUT = {
    AccountRole.GIFTS_IN_KIND: "Không tính: ủng hộ bằng hiện vật",
    AccountRole.GIFTS: "Không tính: ủng hộ vào quỹ có mục đích riêng",
    AccountRole.PRINCIPAL: "Không tính: ủng hộ vào vốn gốc của quỹ có mục đích riêng",
}


def _lines(found: ManagementCap) -> Iterator[dict[str, Any]]:
    def line(what: str, amount: int) -> dict[str, Any]:
        return {"amount": amount, "what": _(what)}

    yield from (line(_COUNTED[role], amount) for role, amount in found.counted.items() if amount)
    yield line("Tổng thu để tính mức chi quản lý", found.base)
    yield line("Mức của năm", found.allowance)
    yield line("Năm trước chuyển sang", found.carried)
    yield line("Được chi trong năm", found.limit)
    yield line("Đã chi quản lý", found.used)
    yield line("Còn được chi", found.left)
    yield from (line(_LEFT_OUT[role], amount) for role, amount in found.left_out.items() if amount)
