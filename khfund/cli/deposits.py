"""`deposit`: term deposits, from placing to maturity, and when they come back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

import click
from sqlalchemy.orm import Session

from khfund.calendar import Month, now_utc
from khfund.cli.deposit_words import (
    DepositFileNameError,
    Percent,
    TermLength,
    event_row,
    holding_row,
    rung_row,
)
from khfund.cli.edge import AMonth, Amount, Day, Edge, pass_edge, this_day
from khfund.cli.export import writing_whole
from khfund.cli.words import Group, option
from khfund.command import Answer, Command
from khfund.ledger import AccountRole, account_for, find_account, find_fund, funds
from khfund.ledger.deposit import Contract, InterestPaid, Places, find_deposit
from khfund.ledger.deposit_accrual import accrue, accrue_all, pay_interest
from khfund.ledger.deposit_event import DepositEvent, standing
from khfund.ledger.deposit_interest import DayCount, Term, TermUnreadableError, written
from khfund.ledger.deposit_ladder import holdings, ladder
from khfund.ledger.deposit_maturity import Renewal, hand_on, mature, roll_over, withdraw
from khfund.ledger.deposit_placing import place, take_over
from khfund.ledger.deposit_undoing import undo

Declared = TypeVar("Declared", bound=Callable[..., Any])


@click.group("deposit", cls=Group)
def deposit_group() -> None:
    """Tiền gửi có kỳ hạn: gửi, dự thu lãi, tất toán, tái tục, rút trước hạn."""


def of_a_contract(verb: Declared) -> Declared:
    """Declare the options that say what a contract says."""
    for declare in (
        option("--bank", required=True, help="Ngân hàng."),
        option("--number", "contract", required=True, help="Số hợp đồng tiền gửi."),
        option("--rate", type=Percent(), required=True, help="Lãi suất, phần trăm một năm."),
        option("--opened", type=Day(), required=True, help="Ngày gửi theo hợp đồng."),
        option("--term", type=TermLength(), help="Kỳ hạn: «6 tháng», «2 tuần», «182 ngày»."),
        option("--matures", type=Day(), help="Ngày đáo hạn thực tế, khi khác kỳ hạn."),
        option("--demand-rate", type=Percent(), default=Decimal(0), help="Lãi suất khi rút trước hạn."),
        option("--day-count", type=click.Choice([one.value for one in DayCount]), default=DayCount.ACTUAL_365.value,
               help="Cách tính lãi: actual_365 (số ngày / 365) hoặc months_12 (số tháng / 12)."),
        option("--pays", type=click.Choice([one.value for one in InterestPaid]), default=InterestPaid.AT_MATURITY.value,
               help="Khi nào trả lãi: at_maturity, monthly, quarterly, in_advance."),
        option("--holder", default="", help="Tên người gửi trên hợp đồng (mặc định tên đơn vị)."),
        option("--paying", help="Tài khoản sổ 112 trả tiền gửi (mặc định tài khoản đầu tiên)."),
        option("--account", help="Tài khoản sổ 121 của khoản gửi (mặc định tài khoản đầu tiên)."),
        click.argument("amount", type=Amount()),
        click.argument("fund"),
    ):  # fmt: skip
        verb = declare(verb)
    return verb


def _contract(said: dict[str, Any]) -> Contract:
    """The contract that the options say; a term that is not said runs to the day of maturity."""
    opened, matures, term = said["opened"], said["matures"], said["term"]
    if term is None and matures is None:
        raise TermUnreadableError(text="")
    return Contract(
        bank=said["bank"],
        number=said["contract"],
        principal=said["amount"],
        rate=said["rate"],
        opened=opened,
        term=term or Term((matures - opened).days, in_months=False),
        matures=matures,
        day_count=DayCount(said["day_count"]),
        interest_paid=InterestPaid(said["pays"]),
        demand_rate=said["demand_rate"],
        holder=said["holder"],
    )


def _places(session: Session, unit_id: int, said: dict[str, Any]) -> Places:
    def account(code: str | None, role: AccountRole) -> Any:
        return find_account(session, unit_id, code) if code else account_for(session, unit_id, role)

    return Places(
        find_fund(session, unit_id, said["fund"]),
        account(said["paying"], AccountRole.BANK),
        account(said["account"], AccountRole.TERM_DEPOSIT),
    )


def _payload(said: dict[str, Any]) -> dict[str, Any]:
    return {name: str(value) if isinstance(value, (Decimal, Term)) else value for name, value in said.items()}


@deposit_group.command("place")
@of_a_contract
@option("--interest", type=Amount(), help="Lãi trả trước theo giấy báo, khi trả lãi trước.")
@pass_edge
def place_(edge: Edge, /, interest: int | None, **said: Any) -> None:
    """Gửi tiền của một quỹ vào ngân hàng."""

    def work(session: Session, command: Command) -> Answer:
        places = _places(session, command.unit, said)
        return _begun(place(session, command, _contract(said), places, interest=interest))

    say = "Đã gửi {principal:dong} theo hợp đồng {contract}: khoản số {deposit}, đáo hạn {matures}, lãi dự kiến {expected:dong}."
    edge.carry_out("deposit.place", _payload(said) | {"interest": interest}, work, say=say)


@deposit_group.command("take-over")
@of_a_contract
@option("--interest", type=Amount(), default=0, help="Lãi của khoản này đã có trong số dư đầu kỳ.")
@option("--paid-until", type=Day(), help="Ngân hàng đã trả lãi đến ngày này.")
@option("--day", type=Day(), help="Ngày nhận bàn giao từ đơn vị đã kết thúc.")
@pass_edge
def take_over_(edge: Edge, /, interest: int, paid_until: date | None, day: date | None, **said: Any) -> None:
    """Nhận một khoản tiền gửi đã có trong sổ: số dư đầu kỳ, hoặc bàn giao."""
    how: dict[str, Any] = {"interest": interest, "paid_until": paid_until, "day": day}

    def work(session: Session, command: Command) -> Answer:
        places = _places(session, command.unit, said)
        return _begun(take_over(session, command, _contract(said), places, **how))

    payload = _payload(said) | how
    say = "Đã nhận {principal:dong} theo hợp đồng {contract}: khoản số {deposit}, đáo hạn {matures}; không ghi bút toán."
    edge.carry_out("deposit.take_over", payload, work, say=say)


def _begun(deposit: Any) -> Answer:
    return {
        "deposit": deposit.id,
        "contract": deposit.label,
        "principal": deposit.principal,
        "opened": deposit.opened.isoformat(),
        "matures": deposit.matures.isoformat(),
        "rate": written(deposit.earning.rate),
        "expected": deposit.earning.due(deposit.principal, deposit.matures),
    }


@deposit_group.command("accrue")
@click.argument("month", type=AMonth())
@option("--deposit", "number", type=int, help="Chỉ khoản số này (mặc định mọi khoản).")
@pass_edge
def accrue_(edge: Edge, month: Month, number: int | None) -> None:
    """Dự thu lãi đến hết một tháng, mỗi khoản một lần."""

    def work(session: Session, command: Command) -> Answer:
        if number is None:
            found = accrue_all(session, command, month)
        else:
            found = [accrue(session, command, find_deposit(session, command.unit, number), month)]
        items = [
            {"deposit": one.deposit_id, "interest": one.recognised, "entry": one.entry_id} for one in found
        ]
        interest = sum(one.recognised for one in found)
        return {"month": str(month), "count": len(found), "interest": interest, "items": items}

    say = "{month}: đã dự thu lãi của {count} khoản tiền gửi, cộng {interest:dong}."
    edge.carry_out("deposit.accrue", {"month": month.number, "deposit": number}, work, say=say)


def _slip(event: DepositEvent) -> Answer:
    """What the bank's slip said, beside what the contract gives."""
    return {
        "deposit": event.deposit_id,
        "day": event.day,
        "entry": event.entry_id,
        "principal": -event.principal,
        "interest": event.received,
        "computed": event.computed,
        "difference": event.difference,
    }


@deposit_group.command("pay-interest")
@click.argument("number", type=int)
@option("--day", type=Day(), required=True, help="Ngày ngân hàng trả lãi; lãi tính đến trước ngày này.")
@option("--interest", type=Amount(), help="Lãi theo giấy báo (mặc định theo hợp đồng).")
@pass_edge
def pay_interest_(edge: Edge, number: int, day: date, interest: int | None) -> None:
    """Ghi tiền lãi ngân hàng trả giữa kỳ."""

    def work(session: Session, command: Command) -> Answer:
        deposit = find_deposit(session, command.unit, number)
        return _slip(pay_interest(session, command, deposit, day=day, interest=interest))

    payload = {"deposit": number, "day": day, "interest": interest}
    say = "Đã ghi lãi {interest:dong}, theo hợp đồng là {computed:dong} (bút toán {entry})."
    edge.carry_out("deposit.pay_interest", payload, work, say=say)


@deposit_group.command("mature")
@click.argument("number", type=int)
@option("--day", type=Day(), help="Ngày tiền về (mặc định ngày đáo hạn).")
@option("--interest", type=Amount(), help="Lãi theo giấy báo (mặc định theo hợp đồng).")
@pass_edge
def mature_(edge: Edge, number: int, day: date | None, interest: int | None) -> None:
    """Tất toán một khoản đáo hạn."""

    def work(session: Session, command: Command) -> Answer:
        deposit = find_deposit(session, command.unit, number)
        return _slip(mature(session, command, deposit, day=day, interest=interest))

    payload = {"deposit": number, "day": day, "interest": interest}
    say = "Đã tất toán: gốc {principal:dong}, lãi {interest:dong}, theo hợp đồng là {computed:dong} (bút toán {entry})."
    edge.carry_out("deposit.mature", payload, work, say=say)


@deposit_group.command("roll-over")
@click.argument("number", type=int)
@option("--rate", type=Percent(), required=True, help="Lãi suất mới, phần trăm một năm.")
@option("--with-interest", is_flag=True, help="Nhập cả lãi vào gốc.")
@option("--term", type=TermLength(), help="Kỳ hạn mới (mặc định như cũ).")
@option("--matures", type=Day(), help="Ngày đáo hạn thực tế, khi khác kỳ hạn.")
@option("--number", "contract", help="Số hợp đồng mới (mặc định như cũ).")
@option("--demand-rate", type=Percent(), help="Lãi suất khi rút trước hạn (mặc định như cũ).")
@option(
    "--pays",
    type=click.Choice([one.value for one in InterestPaid]),
    help="Khi nào trả lãi (mặc định như cũ).",
)
@option("--day", type=Day(), help="Ngày ghi sổ (mặc định ngày đáo hạn).")
@option("--interest", type=Amount(), help="Lãi theo giấy báo (mặc định theo hợp đồng).")
@pass_edge
def roll_over_(edge: Edge, /, number: int, day: date | None, interest: int | None, **said: Any) -> None:
    """Tái tục một khoản đáo hạn: chỉ gốc, hoặc cả gốc và lãi."""
    renewal = Renewal(
        rate=said["rate"],
        with_interest=said["with_interest"],
        term=said["term"],
        matures=said["matures"],
        number=said["contract"],
        demand_rate=said["demand_rate"],
        interest_paid=InterestPaid(said["pays"]) if said["pays"] else None,
    )

    def work(session: Session, command: Command) -> Answer:
        deposit = find_deposit(session, command.unit, number)
        successor = roll_over(session, command, deposit, renewal, day=day, interest=interest)
        ended = standing(session, deposit).last
        return _slip(ended) | _begun(successor) | {"predecessor": number}

    payload = _payload(said) | {"deposit": number, "day": day, "interest": interest}
    say = "Đã tái tục khoản {predecessor} thành khoản {deposit}: gốc {principal:dong}, lãi suất {rate} %, đáo hạn {matures}; lãi kỳ cũ {interest:dong}, theo hợp đồng là {computed:dong}."
    edge.carry_out("deposit.roll_over", payload, work, say=say)


@deposit_group.command("withdraw")
@click.argument("number", type=int)
@option("--day", type=Day(), required=True, help="Ngày rút.")
@option("--amount", type=Amount(), help="Số gốc rút (mặc định tất cả).")
@option("--interest", type=Amount(), help="Lãi theo giấy báo (mặc định theo lãi suất không kỳ hạn).")
@option("--taken-back", type=Amount(), help="Lãi đã trả mà ngân hàng thu lại, theo giấy báo.")
@pass_edge
def withdraw_(
    edge: Edge, number: int, day: date, amount: int | None, interest: int | None, taken_back: int | None
) -> None:
    """Rút trước hạn một phần hoặc tất cả; phần còn lại giữ lãi suất."""
    slip = interest if taken_back is None else (interest or 0) - taken_back

    def work(session: Session, command: Command) -> Answer:
        deposit = find_deposit(session, command.unit, number)
        event = withdraw(session, command, deposit, day=day, amount=amount, interest=slip)
        return _slip(event) | {"left": standing(session, deposit).principal}

    payload = {"deposit": number, "day": day, "amount": amount, "interest": slip}
    say = "Đã rút {principal:dong}, lãi {interest:dong}, theo hợp đồng là {computed:dong}; còn gửi {left:dong} (bút toán {entry})."
    edge.carry_out("deposit.withdraw", payload, work, say=say)


@deposit_group.command("hand-on")
@click.argument("number", type=int)
@option("--day", type=Day(), required=True, help="Ngày bàn giao.")
@pass_edge
def hand_on_(edge: Edge, number: int, day: date) -> None:
    """Bàn giao một hợp đồng cho đơn vị kế thừa; nơi nhận ghi bằng take-over."""

    def work(session: Session, command: Command) -> Answer:
        event = hand_on(session, command, find_deposit(session, command.unit, number), day=day)
        return {
            "deposit": number,
            "day": event.day,
            "principal": -event.principal,
            "interest": event.received,
        }

    say = "Khoản tiền gửi {deposit} đã bàn giao: gốc {principal:dong}, lãi trên sổ {interest:dong}; không ghi bút toán."
    edge.carry_out("deposit.hand_on", {"deposit": number, "day": day}, work, say=say)


@deposit_group.command("undo")
@click.argument("number", type=int)
@option("--reason", required=True, help="Lý do.")
@option("--day", type=Day(), help="Ngày ghi bút toán đảo (mặc định ngày của việc ấy).")
@pass_edge
def undo_(edge: Edge, number: int, reason: str, day: date | None) -> None:
    """Hoàn tác việc ghi sau cùng của một khoản tiền gửi."""

    def work(session: Session, command: Command) -> Answer:
        deposit = find_deposit(session, command.unit, number)
        event = undo(session, command, deposit, reason=reason, day=day)
        return {"deposit": event.deposit_id, "day": event.day, "entry": event.entry_id}

    payload = {"deposit": number, "reason": reason, "day": day}
    edge.carry_out(
        "deposit.undo",
        payload,
        work,
        say="Đã hoàn tác việc sau cùng của khoản tiền gửi {deposit}, ngày {day}.",
    )


# -- reads ----------------------------------------------------------------------------------------------------------


@deposit_group.command("list")
@option("--on", type=Day(), help="Vào cuối ngày này (mặc định hôm nay).")
@option("--fund", "fund_code", help="Chỉ quỹ này.")
@pass_edge
def list_deposits(edge: Edge, on: date | None, fund_code: str | None) -> None:
    """Liệt kê các khoản đang gửi: gốc, lãi, ngày đáo hạn."""
    with edge.reading() as session:
        unit_id = edge.unit(session).id
        fund = find_fund(session, unit_id, fund_code) if fund_code else None
        names = {one.id: one.code for one in funds(session, unit_id)}
        rows = [holding_row(one, names) for one in holdings(session, unit_id, on or this_day(), fund=fund)]
    columns = [("deposit", "Số"), ("fund", "Quỹ"), ("contract", "Hợp đồng"), ("matures", "Đáo hạn")]
    columns += [("days_left", "Còn (ngày)"), ("rate", "Lãi suất"), ("principal", "Gốc")]
    edge.list(rows, [*columns, ("booked", "Lãi trên sổ"), ("expected", "Lãi còn nhận")])


@deposit_group.command("show")
@click.argument("number", type=int)
@pass_edge
def show_(edge: Edge, number: int) -> None:
    """Kể mọi việc của một khoản tiền gửi; chênh lệch là giấy báo trừ số tính theo hợp đồng."""
    with edge.reading() as session:
        deposit = find_deposit(session, edge.unit(session).id, number)
        now = standing(session, deposit)
        head = _begun(deposit) | {
            "term": str(deposit.term),
            "predecessor": deposit.predecessor_id,
            "left": now.principal,
            "booked": now.carried,
        }
        rows = [event_row(one) for one in now.events]
    if edge.as_json:
        edge.tell(head | {"items": rows})
        return
    edge.tell(
        head,
        "{contract}: {principal:dong} từ {opened} đến {matures} ({term}), {rate} % một năm; còn gửi {left:dong}.",
    )
    columns = [("day", "Ngày"), ("what", "Việc"), ("entry", "Bút toán"), ("principal", "Gốc")]
    columns += [("recognised", "Ghi vào 515"), ("received", "Đã nhận"), ("computed", "Theo hợp đồng")]
    edge.list(rows, [*columns, ("difference", "Chênh lệch")])


@deposit_group.command("ladder")
@option("--on", type=Day(), help="Vào cuối ngày này (mặc định hôm nay).")
@option("--fund", "fund_code", help="Chỉ quỹ này.")
@option("--out", type=click.Path(path_type=Path), help="In sổ theo dõi tiền gửi ra tệp .pdf hoặc .xlsx.")
@pass_edge
def ladder_(edge: Edge, on: date | None, fund_code: str | None, out: Path | None) -> None:
    """Thang đáo hạn: tháng nào tiền về quỹ nào, gốc và lãi."""
    day = on or this_day()
    with edge.reading() as session:
        unit = edge.unit(session)
        fund = find_fund(session, unit.id, fund_code) if fund_code else None
        if out is not None:
            _write(session, unit, day, fund, out)
            edge.tell({"file": str(out), "on": day.isoformat()}, "Đã in sổ theo dõi tiền gửi vào {file}.")
            return
        names = {one.id: one.code for one in funds(session, unit.id)}
        rows = [rung_row(one, names) for one in ladder(session, unit.id, day, fund=fund)]
    edge.list(rows, [("month", "Tháng"), ("fund", "Quỹ"), ("principal", "Gốc"), ("interest", "Lãi còn nhận")])


def _write(session: Session, unit: Any, day: date, fund: Any, out: Path) -> None:
    # a typesetter is loaded only when something is printed
    from khfund.reports import deposit_ladder  # noqa: PLC0415

    forms = {".pdf": deposit_ladder.pdf, ".xlsx": deposit_ladder.xlsx}
    form = forms.get(out.suffix.lower())
    if form is None:
        raise DepositFileNameError(file=out.name)
    content = form(deposit_ladder.deposit_book(session, unit, day, made_at=now_utc(), fund=fund))
    with writing_whole(out) as unfinished:
        unfinished.write_bytes(content)
