"""How the command line tells of payment runs: by numbers and codes, never by name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from khfund.cli.answer import in_json
from khfund.cli.edge import Edge, table, this_day
from khfund.cli.words import _
from khfund.ledger import Fund
from khfund.scholarships.instalment import DROP_NAMES
from khfund.scholarships.payment_absence import difference
from khfund.scholarships.payment_approval import approvals, approvals_needed
from khfund.scholarships.payment_draft import withheld_of
from khfund.scholarships.payment_file import file_of
from khfund.scholarships.payment_line import WAY_NAMES, PaymentLine, lines_of
from khfund.scholarships.payment_room import FundRoom, room_for
from khfund.scholarships.payment_run import STATE_NAMES, PaymentRun, RunState
from khfund.scholarships.payment_standing import LINE_STATE_NAMES, LineState, line_states
from khfund.scholarships.programme import Programme

Told = dict[str, Any]

FUND_COLUMNS = [
    ("fund", "Quỹ"), ("required", "Cần trả"), ("spendable", "Được chi"), ("liquid", "Tiền có sẵn"),
    ("payable", "Đã duyệt chưa trả"), ("committed", "Cam kết khác"), ("missing", "Còn thiếu"),
]  # fmt: skip
LINE_COLUMNS = [
    ("number", "Số"), ("code", "Mã"), ("recipient", "Người nhận"), ("programme", "Chương trình"), ("fund", "Quỹ"),
    ("amount", "Số tiền"), ("running", "Lũy kế"), ("left", "Quỹ còn"), ("way_name", "Cách trả"),
    ("state_name", "Trạng thái"),
]  # fmt: skip
WITHHELD_COLUMNS = [
    ("instalment", "Kỳ chi"), ("recipient", "Người nhận"), ("amount", "Số tiền"), ("reason_name", "Lý do"),
    ("sentence", "Giải thích"),
]  # fmt: skip
ABSENT_COLUMNS = [
    ("recipient", "Người nhận"), ("programme", "Chương trình"), ("last_run", "Đợt trước"), ("reason_name", "Lý do"),
    ("sentence", "Giải thích"),
]  # fmt: skip


def run_told(session: Session, run: PaymentRun) -> Told:
    """Everything about a run: its money, its lines, who stayed out and who is missing."""
    lines = lines_of(session, run)
    rooms = room_for(session, run.unit_id, lines, on=run.entry_day or this_day(), payout=run.payout)
    settled = run.state is not RunState.DRAFT
    return head_told(session, run) | {
        "funds": [] if settled else [_fund_told(room) for room in rooms],
        "items": _lines_told(session, run, lines, {} if settled else {one.fund.id: one for one in rooms}),
        "withheld": withheld_told(session, run),
        **difference_told(session, run),
    }


def head_told(session: Session, run: PaymentRun) -> Told:
    """What a run is, in figures."""
    said = approvals(session, run.id)
    file = file_of(session, run)
    states = Counter(line_states(session, run).values())
    needed = approvals_needed(session, run.unit_id, run.total, this_day())
    return {
        "run": run.id,
        "state": run.state.value,
        "state_name": STATE_NAMES[run.state],
        "until": run.until,
        "payout": run.payout,
        "count": run.line_count,
        "total": run.total,
        "sha256": run.lines_hash,
        "approvals": len(said),
        "approvals_needed": len(said) if run.state is RunState.APPROVED else needed,
        "entry": run.entry_id,
        "file": file.code if file else None,
        "paid": states[LineState.PAID] + states[LineState.AGAIN],
        "open": states[LineState.OPEN] + states[LineState.RETURNED],
    }


def _fund_told(room: FundRoom) -> Told:
    return {
        "fund": room.fund.code,
        "required": room.required,
        "spendable": room.spendable,
        "liquid": room.liquid,
        "payable": room.payable,
        "committed": room.committed,
        "missing": max(room.spendable_missing, room.liquid_missing),
    }


def _lines_told(
    session: Session, run: PaymentRun, lines: Sequence[PaymentLine], rooms: Mapping[int, FundRoom]
) -> list[Told]:
    programmes, funds = _codes(session, Programme), _codes(session, Fund)
    states = line_states(session, run)
    running: Counter[int] = Counter()
    told = []
    for line in lines:
        running[line.fund_id] += line.amount
        room = rooms.get(line.fund_id)
        told.append(
            {
                "number": str(line.number),
                "code": line.code,
                "instalment": str(line.instalment_id),
                "recipient": str(line.recipient_id),
                "programme": programmes[line.programme_id],
                "fund": funds[line.fund_id],
                "amount": line.amount,
                "running": running[line.fund_id],
                "left": None
                if room is None
                else min(room.spendable, room.liquid - room.payable) - running[line.fund_id],
                "way": line.way.value,
                "way_name": WAY_NAMES[line.way],
                "state": states[line.id].value,
                "state_name": LINE_STATE_NAMES[states[line.id]],
            }
        )
    return told


def _codes(session: Session, table: type[Programme | Fund]) -> dict[int, str]:
    return dict(session.execute(select(table.id, table.code)).all())


def withheld_told(session: Session, run: PaymentRun) -> list[Told]:
    """Who was due and stayed out of a run, with the coded reason."""
    return [
        {
            "instalment": str(one.id),
            "recipient": str(one.recipient_id),
            "amount": one.amount,
            "reason": row.reason.value,
            "reason_name": DROP_NAMES[row.reason],
            "sentence": row.sentence,
        }
        for row, one in withheld_of(session, run)
    ]


def difference_told(session: Session, run: PaymentRun) -> Told:
    """Who is new in a run, and who of earlier runs is missing from it, with the coded reason."""
    found, programmes = difference(session, run), _codes(session, Programme)
    return {
        "previous": {programmes[number]: last for number, last in sorted(found.previous.items())},
        "new": [
            {"recipient": str(recipient), "programme": programmes[number]} for number, recipient in found.new
        ],
        "absent": [
            {
                "recipient": str(one.recipient),
                "programme": programmes[one.programme],
                "last_run": str(one.last_run),
                "reason": one.why.reason.value if one.why else None,
                "reason_name": DROP_NAMES[one.why.reason] if one.why else "CHƯA RÕ LÝ DO",
                "sentence": one.why.sentence if one.why else "",
                "stated": one.stated,
            }
            for one in found.absent
        ],
    }


def show_run(edge: Edge, told: Told, *, heading: str) -> None:
    """Print a run: as JSON, or as tables under a sentence."""
    if edge.as_json:
        click.echo(in_json(told))
        return
    plain = {key: value.isoformat() if isinstance(value, date) else value for key, value in told.items()}
    edge.tell(plain, heading)
    for title, key, columns in (
        ("Tiền của các quỹ:", "funds", FUND_COLUMNS),
        ("Các khoản chi:", "items", LINE_COLUMNS),
        ("Đến hạn nhưng bị giữ lại:", "withheld", WITHHELD_COLUMNS),
    ):
        if told[key]:
            click.echo("\n" + _(title))
            table(told[key], columns)
    show_difference(edge, told)


def show_difference(edge: Edge, told: Told) -> None:
    """Print who is new and who is missing."""
    if edge.as_json:
        click.echo(in_json(told))
        return
    if told["previous"] and told["new"]:
        click.echo("\n" + _("Mới so với các đợt trước:"))
        table(told["new"], [("recipient", "Người nhận"), ("programme", "Chương trình")])
    if told["absent"]:
        click.echo("\n" + _("Có trong đợt trước, đợt này không:"))
        table(told["absent"], ABSENT_COLUMNS)
