"""`evidence`: facts about recipients and the papers that prove them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

import click
from sqlalchemy.orm import Session

from khfund.cli.edge import Day, Edge, pass_edge, this_day
from khfund.cli.recipients import LOOK
from khfund.cli.words import Group, _, option
from khfund.command import Answer, Command
from khfund.eligibility.evidence import PAPERS, Evidence
from khfund.eligibility.fact import FACTS, read_value, say_value
from khfund.scholarships.fact_record import kept_value
from khfund.scholarships.known_fact import (
    NewFact,
    confirm_fact,
    expiring,
    find_fact,
    suggest_fact,
    suggestions_of,
    told_of,
    withdraw_fact,
    write_facts,
)
from khfund.scholarships.recipient import find_recipient, search_recipients

Declared = TypeVar("Declared", bound=Callable[..., Any])


@click.group("evidence", cls=Group)
def evidence_group() -> None:
    """Dữ kiện về hoàn cảnh người nhận và giấy tờ chứng minh."""


def paper_options(declared: Declared) -> Declared:
    """Give a verb the options that describe a paper."""
    for more in reversed(
        [
            option(
                "--paper", type=click.Choice(list(PAPERS)), help="Loại giấy; để trống khi chỉ là lời khai."
            ),
            option("--issuer", default="", help="Nơi cấp."),
            option("--number", default="", help="Số giấy."),
            option("--issued", type=Day(), help="Ngày cấp."),
            option("--from", "valid_from", type=Day(), help="Có giá trị từ ngày."),
            option("--until", "valid_until", type=Day(), help="Có giá trị đến hết ngày."),
            option("--seen-by", default="", help="Ai đã xem bản chính (mặc định người ghi)."),
            option("--seen-on", type=Day(), help="Ngày xem (mặc định hôm nay)."),
        ]
    ):
        declared = more(declared)
    return declared


def _evidence(told: dict[str, Any]) -> Evidence | None:
    if told["paper"] is None:
        return None
    return Evidence(told["paper"], **{name: value for name, value in told.items() if name != "paper"})


@evidence_group.command("suggest")
@click.argument("recipient", type=int)
@click.argument("key", type=click.Choice(list(FACTS)))
@click.argument("value")
@option("--words", default="", help="Câu chữ dẫn tới gợi ý này.")
@pass_edge
def suggest(edge: Edge, recipient: int, key: str, value: str, words: str) -> None:
    """Ghi một gợi ý về hoàn cảnh; chỉ được tính khi có người xác nhận."""
    read = read_value(key, value)

    def work(session: Session, command: Command) -> Answer:
        whose = find_recipient(session, command.unit, recipient)
        return {
            "recipient": whose.id,
            "fact": suggest_fact(session, command, whose.id, key, read, words=words).id,
        }

    payload = {"recipient": recipient, "key": key, "value": read, "words": words}
    edge.carry_out("evidence.suggest", payload, work, say="Đã ghi gợi ý số {fact}.")


@evidence_group.command("state")
@click.argument("key", type=click.Choice(list(FACTS)))
@click.argument("value")
@option(
    "--recipient", "numbers", type=int, multiple=True, required=True, help="Số người nhận, ghi nhiều lần."
)
@paper_options
@pass_edge
def state(edge: Edge, /, key: str, value: str, numbers: tuple[int, ...], **paper: Any) -> None:
    """Ghi một dữ kiện đã biết chắc về một hay nhiều người nhận, kèm giấy chứng minh nếu có."""
    read, proof = read_value(key, value), _evidence(paper)

    def work(session: Session, command: Command) -> Answer:
        people = [find_recipient(session, command.unit, number).id for number in numbers]
        new = [NewFact(whose, key, read, confirmed=True, evidence=proof) for whose in people]
        return {"facts": write_facts(session, command, new), "count": len(new)}

    payload = {"key": key, "value": read, "recipients": list(numbers), **paper}
    edge.carry_out("evidence.state", payload, work, say="Đã ghi và xác nhận {count} dữ kiện.")


@evidence_group.command("confirm")
@click.argument("facts", type=int, nargs=-1, required=True)
@paper_options
@pass_edge
def confirm(edge: Edge, /, facts: tuple[int, ...], **paper: Any) -> None:
    """Xác nhận các dữ kiện FACTS là đúng theo giấy tờ đã xem."""
    proof = _evidence(paper)

    def work(session: Session, command: Command) -> Answer:
        for number in facts:
            confirm_fact(session, command, find_fact(session, command.unit, number), evidence=proof)
        return {"facts": list(facts), "count": len(facts)}

    edge.carry_out(
        "evidence.confirm", {"facts": list(facts), **paper}, work, say="Đã xác nhận {count} dữ kiện."
    )


@evidence_group.command("withdraw")
@click.argument("fact", type=int)
@option("--reason", required=True, help="Lý do.")
@option("--contradicted", is_flag=True, help="Có dữ kiện khác trái lại.")
@pass_edge
def withdraw(edge: Edge, fact: int, reason: str, contradicted: bool) -> None:
    """Bỏ một dữ kiện không đúng hoặc không còn đúng; lịch sử vẫn được lưu."""

    def work(session: Session, command: Command) -> Answer:
        known = find_fact(session, command.unit, fact)
        return {"fact": withdraw_fact(session, command, known, reason=reason, contradicted=contradicted).id}

    payload = {"fact": fact, "reason": reason, "contradicted": contradicted}
    edge.carry_out("evidence.withdraw", payload, work, say="Đã bỏ dữ kiện số {fact}.")


@evidence_group.command("list")
@click.argument("recipient", type=int, required=False)
@option("--limit", type=int, default=50, help="Số dòng nhiều nhất.")
@pass_edge
def list_(edge: Edge, recipient: int | None, limit: int) -> None:
    """Liệt kê dữ kiện của một người nhận; không ghi số thì liệt kê các gợi ý chờ xác nhận (chỉ cán bộ được xem)."""
    with edge.looking(LOOK) as session:
        unit_id = edge.unit(session).id
        if recipient is None:
            rows = _waiting(session, unit_id)
        else:
            rows = _of(session, find_recipient(session, unit_id, recipient).id)
    columns = [
        ("fact", "Số"),
        ("recipient", "Người nhận"),
        ("says", "Dữ kiện"),
        ("state_name", "Trạng thái"),
    ]
    edge.list(
        rows[:limit], [*columns, ("paper_name", "Giấy tờ"), ("valid_until", "Đến hết ngày")], of=len(rows)
    )


def _waiting(session: Session, unit_id: int) -> list[dict[str, Any]]:
    people = [one.id for one in search_recipients(session, unit_id, "", limit=1_000_000)]
    return [
        _row(one.number, one.recipient, one.key, one.value) | {"words": one.words}
        for theirs in suggestions_of(session, people).values()
        for one in theirs
    ]


def _of(session: Session, recipient: int) -> list[dict[str, Any]]:
    rows = []
    for fact, step in told_of(session, recipient):
        row = _row(fact.id, fact.recipient_id, fact.key, kept_value(FACTS[fact.key], fact.value))
        if step is not None:
            row |= {"state": step.kind.value, "state_name": _(STATE_NAMES[step.kind.value])}
            row |= {"paper": step.paper, "paper_name": _(PAPERS.get(step.paper, "")) if step.paper else ""}
            row |= {"valid_until": step.valid_until, "reason": step.reason}
        rows.append(row)
    return rows


STATE_NAMES = {
    "waiting": "chờ xác nhận",
    "confirmed": "đã xác nhận",
    "withdrawn": "đã bỏ",
    "contradicted": "đã bỏ vì có dữ kiện trái lại",
}


def _row(fact: int, recipient: int, key: str, value: Any) -> dict[str, Any]:
    return {
        "fact": str(fact),
        "recipient": str(recipient),
        "key": key,
        "value": value,
        "says": say_value(FACTS[key], value),
        "state": "waiting",
        "state_name": _(STATE_NAMES["waiting"]),
        "paper": "",
        "paper_name": "",
        "valid_until": None,
    }


@evidence_group.command("expiring")
@option("--before", type=Day(), required=True, help="Giấy hết giá trị trước ngày này.")
@pass_edge
def expiring_(edge: Edge, before: date) -> None:
    """Liệt kê giấy tờ sắp hết giá trị, cần kiểm tra lại (chỉ cán bộ được xem)."""
    with edge.looking(LOOK) as session:
        found = expiring(session, edge.unit(session).id, before, today=this_day())
    rows = [
        {
            "fact": str(one.number),
            "recipient": str(one.recipient),
            "key": one.key,
            "says": say_value(FACTS[one.key], one.value),
            "paper": one.paper,
            "paper_name": _(PAPERS[one.paper]),
            "last": one.last,
        }
        for one in found
    ]
    columns = [("last", "Đến hết ngày"), ("recipient", "Người nhận"), ("fact", "Số"), ("says", "Dữ kiện")]
    edge.list(rows, [*columns, ("paper_name", "Giấy tờ")])
