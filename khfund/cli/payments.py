"""`payment`: runs that pay awards and months of sponsorships, from the draft to the last approval."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs
import click
from sqlalchemy.orm import Session

from khfund.cli.edge import Day, Edge, pass_edge
from khfund.cli.payment_words import difference_told, head_told, run_told, show_difference, show_run
from khfund.cli.words import Group, option
from khfund.command import Answer, Command, Order, execute
from khfund.scholarships.award_round import find_round
from khfund.scholarships.instalment import DropReason
from khfund.scholarships.payment_absence import explain_absence
from khfund.scholarships.payment_approval import approve_run
from khfund.scholarships.payment_draft import draft_run
from khfund.scholarships.payment_run import cancel_run, find_run, payment_runs
from khfund.scholarships.programme import find_programme

_OUTCOMES = ("settle", "settle-cash", "returned", "again", "drop", "recover", "received-back")
_PAPERS = ("file", "print", "proof", "proofs")


@click.group(
    "payment",
    cls=Group,
    lazy={verb: f"khfund.cli.payment_outcomes:{verb.replace('-', '_')}_" for verb in _OUTCOMES}
    | {verb: f"khfund.cli.payment_papers:{verb}_" for verb in _PAPERS},
)
def payment_group() -> None:
    """Đợt chi học bổng, hỗ trợ: lập, duyệt, trả, theo dõi."""


SCOPE = (
    option("--until", type=Day(), required=True, help="Các kỳ chi đến hạn đến hết ngày này."),
    option("--payout", type=Day(), help="Ngày dự kiến trả (mặc định ngày đến hạn, hoặc hôm nay)."),
    option("--programme", "programme_code", help="Chỉ chương trình có mã này."),
    option("--round", "round_code", help="Chỉ đợt xét có mã này."),
)


def _scoped(verb: Any) -> Any:
    for one in reversed(SCOPE):
        verb = one(verb)
    return verb


@payment_group.command("preview")
@_scoped
@pass_edge
def preview_(
    edge: Edge, until: date, payout: date | None, programme_code: str | None, round_code: str | None
) -> None:
    """Xem trước một đợt chi, không ghi gì: tiền các quỹ, ai được trả, ai bị giữ lại, ai vắng so với đợt trước."""
    kept: dict[str, Any] = {}

    def look(session: Session, order: Order) -> Answer:
        def work(session: Session, command: Command) -> Answer:
            run = _draft(session, command, until, payout, (programme_code, round_code))
            kept.update(run_told(session, run))
            return {}

        answer = execute(session, attrs.evolve(order, request_id=None), work)
        session.rollback()
        return answer

    payload = {"until": until, "payout": payout, "programme": programme_code, "round": round_code}
    as_json, edge.as_json = edge.as_json, False  # one object is printed, and it is the run
    edge.carry_out_in(None, "payment.draft", payload, look)
    edge.as_json = as_json
    heading = "Xem trước, chưa ghi: {count:so} khoản, {total:dong}, trả ngày {payout}."
    show_run(edge, kept | {"run": None, "sha256": None}, heading=heading)


def _draft(
    session: Session,
    command: Command,
    until: date,
    payout: date | None,
    codes: tuple[str | None, str | None],
) -> Any:
    programme, award_round = codes
    return draft_run(
        session,
        command,
        until=until,
        payout=payout,
        programme=find_programme(session, command.unit, programme) if programme else None,
        award_round=find_round(session, command.unit, award_round) if award_round else None,
    )


@payment_group.command("draft")
@_scoped
@pass_edge
def draft_(
    edge: Edge, until: date, payout: date | None, programme_code: str | None, round_code: str | None
) -> None:
    """Lập một đợt chi từ các kỳ chi đến hạn; người khác duyệt."""

    def work(session: Session, command: Command) -> Answer:
        run = _draft(session, command, until, payout, (programme_code, round_code))
        told = run_told(session, run)
        figures = {"withheld": len(told["withheld"]), "absent": len(told["absent"]), "new": len(told["new"])}
        return head_told(session, run) | figures | {"funds": told["funds"]}

    payload = {"until": until, "payout": payout, "programme": programme_code, "round": round_code}
    say = (
        "Đã lập đợt chi số {run}: {count:so} khoản, {total:dong}; {withheld} kỳ bị giữ lại, {absent} người vắng so với "
        "đợt trước; cần {approvals_needed} người khác duyệt."
    )
    edge.carry_out("payment.draft", payload, work, say=say)


@payment_group.command("show")
@click.argument("number", type=int)
@pass_edge
def show_(edge: Edge, number: int) -> None:
    """Xem một đợt chi: từng khoản theo mã, ai bị giữ lại, ai vắng; không có tên người nhận."""
    with edge.reading() as session:
        told = run_told(session, find_run(session, edge.unit(session).id, number))
    show_run(
        edge,
        told,
        heading="Đợt chi số {run} («{state_name}»): {count:so} khoản, {total:dong}, trả ngày {payout}; mã băm {sha256}.",
    )


@payment_group.command("list")
@pass_edge
def list_(edge: Edge) -> None:
    """Liệt kê các đợt chi."""
    with edge.reading() as session:
        rows = [head_told(session, run) for run in payment_runs(session, edge.unit(session).id)]
    shown = [row | {"run": str(row["run"])} for row in rows] if not edge.as_json else rows
    columns = [
        ("run", "Đợt"), ("payout", "Ngày trả"), ("state_name", "Trạng thái"), ("count", "Số khoản"),
        ("total", "Số tiền"), ("paid", "Đã trả"), ("open", "Chưa trả"),
    ]  # fmt: skip
    edge.list(shown, columns)


@payment_group.command("diff")
@click.argument("number", type=int)
@pass_edge
def diff_(edge: Edge, number: int) -> None:
    """So một đợt chi với các đợt trước: ai mới, ai vắng và vì sao."""
    with edge.reading() as session:
        told = difference_told(session, find_run(session, edge.unit(session).id, number))
    show_difference(edge, told)


@payment_group.command("explain")
@click.argument("number", type=int)
@click.argument("recipient", type=int)
@option(
    "--reason",
    type=click.Choice([one.value for one in DropReason]),
    required=True,
    help="Mã lý do vắng mặt.",
)
@option("--because", required=True, help="Giải thích; không ghi tên người nhận.")
@pass_edge
def explain_(edge: Edge, number: int, recipient: int, reason: str, because: str) -> None:
    """Nêu lý do một người đã có trong đợt trước mà đợt này không có."""

    def work(session: Session, command: Command) -> Answer:
        run = find_run(session, command.unit, number)
        rows = explain_absence(session, command, run, recipient, reason=DropReason(reason), note=because)
        return {"run": number, "recipient": recipient, "reason": reason, "programmes": len(rows)}

    payload = {"run": number, "recipient": recipient, "reason": reason, "because": because}
    edge.carry_out("payment.explain", payload, work, say="Đã ghi lý do người nhận số {recipient} vắng mặt.")


@payment_group.command("approve")
@click.argument("number", type=int)
@option("--day", type=Day(), help="Ngày ghi sổ khi đủ người duyệt (mặc định hôm nay).")
@pass_edge
def approve_(edge: Edge, number: int, day: date | None) -> None:
    """Duyệt một đợt chi do người khác lập; số tiền lớn cần nhiều người duyệt."""

    def work(session: Session, command: Command) -> Answer:
        run = approve_run(session, command, find_run(session, command.unit, number), day=day)
        return head_told(session, run)

    say = "Đợt chi số {run}: {approvals}/{approvals_needed} người đã duyệt, trạng thái «{state_name}»."
    edge.carry_out("payment.approve", {"run": number, "day": day}, work, say=say)


@payment_group.command("cancel")
@click.argument("number", type=int)
@option("--reason", required=True, help="Lý do.")
@pass_edge
def cancel_(edge: Edge, number: int, reason: str) -> None:
    """Hủy một đợt chi chưa duyệt; các kỳ chi của nó lập lại được."""

    def work(session: Session, command: Command) -> Answer:
        run = cancel_run(session, find_run(session, command.unit, number), reason=reason)
        return {"run": run.id, "state": run.state.value}

    edge.carry_out("payment.cancel", {"run": number, "reason": reason}, work, say="Đã hủy đợt chi số {run}.")
