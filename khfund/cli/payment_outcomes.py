"""`payment`, what becomes of it: settled from the statement or in cash, come back, paid again, dropped, recovered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import click
from sqlalchemy.orm import Session

from khfund.banking.bank_account import find_bank_account
from khfund.banking.bank_line import find_line
from khfund.calendar import DateRange
from khfund.cli.answer import in_json
from khfund.cli.edge import Amount, Day, Edge, pass_edge, table, this_day
from khfund.cli.words import Command as Verb
from khfund.cli.words import _, option
from khfund.command import Answer, Command
from khfund.errors import KhfundError
from khfund.scholarships.instalment import DropReason
from khfund.scholarships.payment_draft import draft_again
from khfund.scholarships.payment_line import PaidBy, PaymentLine, find_payment, lines_of
from khfund.scholarships.payment_match import MATCH_NAMES, Match, propose_matches
from khfund.scholarships.payment_recovery import claim_back, receive_back, still_to_come
from khfund.scholarships.payment_return import drop_payment, record_not_sent, record_return
from khfund.scholarships.payment_run import PaymentRun, find_run
from khfund.scholarships.payment_settlement import settle_by_bank, settle_in_cash
from khfund.scholarships.payment_standing import LineState, line_states

REASONS = [one.value for one in DropReason]


class SettleHowError(KhfundError):
    """A statement settles what its codes tell, or one line settles the payments that are named."""

    message = "Hãy ghi --statement SỐ_TÀI_KHOẢN để đối chiếu cả sao kê, hoặc số đợt chi cùng --line DÒNG và --pays KHOẢN."
    english = "Give --statement ACCOUNT to go through the statement, or the run with --line LINE and --pays PAYMENT."


class ReturnHowError(KhfundError):
    """What came back came by a bank line, in cash, or never left."""

    message = "Hãy ghi đúng một trong: --line DÒNG_SAO_KÊ, --cash, --not-sent."
    english = "Give just one of --line BANK_LINE, --cash, --not-sent."


@click.command("settle", cls=Verb)
@click.argument("number", type=int, required=False)
@option("--statement", "account", help="Số tài khoản ngân hàng: đề xuất dòng nào trả khoản nào, theo mã.")
@option("--days", help="Chỉ các ngày này, khi đối chiếu sao kê.")
@option("--accept", is_flag=True, help="Ghi các dòng chắc chắn (đúng mã, đúng số tiền).")
@option("--line", "line_number", type=int, help="Số dòng sao kê đã trả.")
@option("--pays", "names", multiple=True, help="Mã hoặc số khoản chi; ghi «all» cho mọi khoản đang chờ trả.")
@pass_edge
def settle_(
    edge: Edge,
    number: int | None,
    account: str | None,
    days: str | None,
    accept: bool,
    line_number: int | None,
    names: tuple[str, ...],
) -> None:
    """Ghi đã trả theo sao kê: theo mã cho cả sao kê, hoặc một dòng cho các khoản chỉ định."""
    if (account is None) == (line_number is None) or (
        line_number is not None and (number is None or not names)
    ):
        raise SettleHowError
    if account is not None:
        _by_statement(edge, account, DateRange.parse(days) if days else None, accept=accept)
        return

    def work(session: Session, command: Command) -> Answer:
        run = find_run(session, command.unit, number or 0)
        line = find_line(session, command.unit, line_number or 0)
        entry = settle_by_bank(session, command, line, _named(session, run, names, PaidBy.BANK))
        return {"run": run.id, "entry": entry.id, "voucher": entry.voucher_code}

    payload = {"run": number, "line": line_number, "pays": list(names)}
    edge.carry_out("payment.settle", payload, work, say="Đã ghi trả: {voucher}, bút toán {entry}.")


def _named(session: Session, run: PaymentRun, names: Sequence[str], way: PaidBy) -> list[PaymentLine]:
    if tuple(names) != ("all",):
        return [find_payment(session, run, name) for name in names]
    states = line_states(session, run)
    return [one for one in lines_of(session, run) if one.way is way and states[one.id] is LineState.OPEN]


def _by_statement(edge: Edge, account: str, days: DateRange | None, *, accept: bool) -> None:
    if not accept:
        with edge.reading() as session:
            bank = find_bank_account(session, edge.unit(session).id, account)
            rows = [_match_told(one) for one in propose_matches(session, bank, days)]
        edge.list(rows, _MATCH_COLUMNS)
        return

    def work(session: Session, command: Command) -> Answer:
        found = propose_matches(session, find_bank_account(session, command.unit, account), days)
        certain = [one for one in found if one.is_certain]
        for one in certain:
            if one.comes_back:
                record_return(session, command, one.payments, reason="theo sao kê", bank_line=one.bank_line)
            else:
                settle_by_bank(session, command, one.bank_line, one.payments)
        left = [_match_told(one) for one in found if not one.is_certain]
        paid = [one for one in certain if not one.comes_back]
        return {
            "lines": len(certain),
            "paid": sum(len(one.payments) for one in paid),
            "amount": sum(one.total for one in paid),
            "returned": sum(len(one.payments) for one in certain if one.comes_back),
            "left": left,
        }

    payload = {"statement": account, "days": str(days) if days else None, "accept": True}
    as_json, edge.as_json = edge.as_json, False
    say = (
        ""
        if as_json
        else "Đã ghi {lines} dòng sao kê: trả {paid} khoản, {amount:dong}; {returned} khoản bị trả lại."
    )
    answer = edge.carry_out("payment.settle", payload, work, say=say)
    edge.as_json = as_json
    if as_json:
        click.echo(in_json(answer))
    elif answer["left"]:
        click.echo(_("Cần người xem lại:"))
        table([one | {"day": date.fromisoformat(one["day"])} for one in answer["left"]], _MATCH_COLUMNS)


_MATCH_COLUMNS = [
    ("line", "Dòng"), ("day", "Ngày"), ("amount", "Số tiền"), ("what", "Việc"), ("payments", "Khoản chi"),
    ("by_name", "Nhận ra nhờ"), ("certain", "Chắc chắn"), ("why_not", "Vướng mắc"),
]  # fmt: skip


def _match_told(one: Match) -> dict[str, Any]:
    codes = [payment.code for payment in one.payments]
    listed = ", ".join(codes[:3]) + (f" … ({len(codes)})" if len(codes) > 3 else "")
    return {
        "line": str(one.bank_line.id),
        "day": one.bank_line.day,
        "amount": one.bank_line.amount,
        "what": "bị trả lại" if one.comes_back else "trả",
        "payments": listed,
        "codes": codes,
        "by": one.by.value,
        "by_name": MATCH_NAMES[one.by],
        "certain": one.is_certain,
        "why_not": one.why_not,
    }


@click.command("settle-cash", cls=Verb)
@click.argument("number", type=int)
@option(
    "--pays",
    "names",
    multiple=True,
    default=("all",),
    help="Mã hoặc số khoản chi (mặc định mọi khoản tiền mặt chờ trả).",
)
@option("--signed", "signers", multiple=True, required=True, help="Người ký nhận; KHOẢN=TÊN cho từng khoản.")
@option("--day", type=Day(), help="Ngày trả (mặc định hôm nay).")
@pass_edge
def settle_cash_(
    edge: Edge, number: int, names: tuple[str, ...], signers: tuple[str, ...], day: date | None
) -> None:
    """Ghi đã trả tiền mặt theo danh sách ký nhận (một phiếu chi)."""

    def work(session: Session, command: Command) -> Answer:
        run = find_run(session, command.unit, number)
        lines = _named(session, run, names, PaidBy.CASH)
        entry = settle_in_cash(
            session, command, lines, day=day or this_day(), signed=_signed(session, run, lines, signers)
        )
        return {"run": run.id, "entry": entry.id, "voucher": entry.voucher_code, "count": len(lines)}

    payload = {"run": number, "pays": list(names), "signed": list(signers), "day": day}
    edge.carry_out("payment.settle_cash", payload, work, say="Đã trả tiền mặt {count} khoản: {voucher}.")


def _signed(
    session: Session, run: PaymentRun, lines: Sequence[PaymentLine], signers: Sequence[str]
) -> dict[int, str]:
    everybody = next((one for one in signers if "=" not in one), "")
    named = dict(one.split("=", 1) for one in signers if "=" in one)
    own = {find_payment(session, run, place.strip()).id: name for place, name in named.items()}
    return {line.id: own.get(line.id, everybody) for line in lines}


@click.command("returned", cls=Verb)
@click.argument("number", type=int)
@option("--pays", "names", multiple=True, required=True, help="Mã hoặc số khoản chi.")
@option("--line", "line_number", type=int, help="Dòng sao kê tiền về.")
@option("--cash", is_flag=True, help="Trả lại bằng tiền mặt.")
@option("--not-sent", is_flag=True, help="Ngân hàng không chuyển, hoặc không ai đến nhận: tiền chưa rời quỹ.")
@option("--reason", required=True, help="Lý do.")
@option("--day", type=Day(), help="Ngày (mặc định hôm nay; theo sao kê thì ngày của dòng).")
@pass_edge
def returned_(
    edge: Edge,
    number: int,
    names: tuple[str, ...],
    line_number: int | None,
    cash: bool,
    not_sent: bool,
    reason: str,
    day: date | None,
) -> None:
    """Ghi tiền bị trả lại; khoản phải trả vẫn còn, chi lại hoặc bỏ sau."""
    if (line_number is not None) + cash + not_sent != 1:
        raise ReturnHowError

    def work(session: Session, command: Command) -> Answer:
        run = find_run(session, command.unit, number)
        lines = [find_payment(session, run, name) for name in names]
        if not_sent:
            record_not_sent(session, command, lines, reason=reason, day=day)
            return {"run": run.id, "count": len(lines), "entry": None, "voucher": ""}
        line = None if line_number is None else find_line(session, command.unit, line_number)
        entry = record_return(session, command, lines, reason=reason, bank_line=line, day=day)
        return {"run": run.id, "count": len(lines), "entry": entry.id, "voucher": entry.voucher_code}

    payload = {"run": number, "pays": list(names), "line": line_number, "cash": cash, "not_sent": not_sent}
    payload |= {"reason": reason, "day": day}
    edge.carry_out("payment.returned", payload, work, say="Đã ghi {count} khoản bị trả lại. {voucher}")


@click.command("again", cls=Verb)
@click.argument("number", type=int)
@option("--pays", "names", multiple=True, required=True, help="Mã hoặc số khoản chi đã bị trả lại.")
@option("--payout", type=Day(), help="Ngày dự kiến trả (mặc định hôm nay).")
@pass_edge
def again_(edge: Edge, number: int, names: tuple[str, ...], payout: date | None) -> None:
    """Lập đợt chi lại cho các khoản bị trả lại, đến nơi nhận tiền hiện có; cần duyệt như mọi đợt."""

    def work(session: Session, command: Command) -> Answer:
        run = find_run(session, command.unit, number)
        lines = [find_payment(session, run, name) for name in names]
        made = draft_again(session, command, lines, payout=payout)
        return {"run": made.id, "count": made.line_count, "total": made.total}

    payload = {"run": number, "pays": list(names), "payout": payout}
    edge.carry_out(
        "payment.again", payload, work, say="Đã lập đợt chi lại số {run}: {count} khoản, {total:dong}."
    )


@click.command("drop", cls=Verb)
@click.argument("number", type=int)
@click.argument("name")
@option("--reason", type=click.Choice(REASONS), required=True, help="Mã lý do.")
@option("--because", default="", help="Giải thích; không ghi tên người nhận.")
@option("--day", type=Day(), help="Ngày (mặc định hôm nay).")
@pass_edge
def drop_(edge: Edge, number: int, name: str, reason: str, because: str, day: date | None) -> None:
    """Bỏ một khoản đã duyệt mà chưa trả, hoặc đã bị trả lại; kỳ chi được rút theo."""

    def work(session: Session, command: Command) -> Answer:
        line = find_payment(session, find_run(session, command.unit, number), name)
        drop = drop_payment(session, command, line, reason=DropReason(reason), note=because, day=day)
        return {"run": number, "code": line.code, "entry": drop.entry_id, "reason": reason}

    payload = {"run": number, "pays": name, "reason": reason, "because": because, "day": day}
    edge.carry_out("payment.drop", payload, work, say="Đã bỏ khoản chi {code}, bút toán {entry}.")


@click.command("recover", cls=Verb)
@click.argument("number", type=int)
@click.argument("name")
@option("--reason", type=click.Choice(REASONS), default="mistake", help="Mã lý do.")
@option("--because", required=True, help="Vì sao chi nhầm; không ghi tên người nhận.")
@option("--still-owed", is_flag=True, help="Người đúng chưa được trả: kỳ chi vào đợt sau.")
@option("--day", type=Day(), help="Ngày (mặc định hôm nay).")
@pass_edge
def recover_(
    edge: Edge, number: int, name: str, reason: str, because: str, still_owed: bool, day: date | None
) -> None:
    """Ghi một khoản chi nhầm phải thu hồi."""

    def work(session: Session, command: Command) -> Answer:
        line = find_payment(session, find_run(session, command.unit, number), name)
        row = claim_back(
            session, command, line, reason=DropReason(reason), note=because, still_owed=still_owed, day=day
        )
        return {"run": number, "code": line.code, "entry": row.entry_id, "amount": line.amount}

    payload = {"run": number, "pays": name, "reason": reason, "because": because, "day": day}
    payload |= {"still_owed": still_owed}
    edge.carry_out("payment.recover", payload, work, say="Phải thu hồi {amount:dong} của khoản chi {code}.")


@click.command("received-back", cls=Verb)
@click.argument("number", type=int)
@click.argument("name")
@option("--amount", type=Amount(), help="Số tiền về (mặc định hết phần còn lại).")
@option("--line", "line_number", type=int, help="Dòng sao kê tiền về (không ghi: tiền mặt).")
@option("--day", type=Day(), help="Ngày nhận tiền mặt (mặc định hôm nay).")
@pass_edge
def received_back_(
    edge: Edge, number: int, name: str, amount: int | None, line_number: int | None, day: date | None
) -> None:
    """Ghi tiền thu hồi đã về."""

    def work(session: Session, command: Command) -> Answer:
        line = find_payment(session, find_run(session, command.unit, number), name)
        came = None if line_number is None else find_line(session, command.unit, line_number)
        row = receive_back(session, command, line, amount=amount, bank_line=came, day=day)
        left = still_to_come(session, line)
        return {"run": number, "code": line.code, "entry": row.entry_id, "amount": row.amount, "left": left}

    payload = {"run": number, "pays": name, "amount": amount, "line": line_number, "day": day}
    say = "Đã thu hồi {amount:dong} của khoản chi {code}, còn {left:dong}."
    edge.carry_out("payment.received_back", payload, work, say=say)
