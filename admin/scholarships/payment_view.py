"""A payment run as a page shows it: its money, its lines with the running total, who stayed out, who is missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from admin.words import _
from khfund.actor import name_of
from khfund.calendar import today
from khfund.ledger import Entry, Fund
from khfund.scholarships.instalment import DROP_NAMES
from khfund.scholarships.payment_absence import difference
from khfund.scholarships.payment_approval import approvals, approvals_needed
from khfund.scholarships.payment_draft import withheld_of
from khfund.scholarships.payment_file import file_of
from khfund.scholarships.payment_line import WAY_NAMES, PaidBy, PaymentLine, lines_of
from khfund.scholarships.payment_outcome import Means, PaymentSettlement
from khfund.scholarships.payment_room import FundRoom, room_for
from khfund.scholarships.payment_run import STATE_NAMES, PaymentRun, RunState
from khfund.scholarships.payment_standing import LINE_STATE_NAMES, LineState, line_states
from khfund.scholarships.programme import Programme
from khfund.scholarships.recipient import Recipient

LINES_MAX = 200  # of a run on one page

Seen = dict[str, Any]


def run_seen(session: Session, run: PaymentRun, *, page: int = 1) -> Seen:
    """Everything about a run; of its lines one page."""
    lines = lines_of(session, run)
    states = line_states(session, run)
    rooms = _rooms(session, run, lines)
    return (
        head_seen(session, run, states)
        | {
            "rooms": [_room_seen(room) for room in rooms],
            "lines": _lines(session, lines, states, {room.fund.id: room for room in rooms}, page),
            "page": page,
            "more": len(lines) > page * LINES_MAX,
            "withheld": _withheld(session, run),
            "lists": _lists(lines, states),
            "vouchers": _vouchers(session, run),
            **_open(lines, states),
        }
        | difference_seen(session, run)
    )


def _rooms(session: Session, run: PaymentRun, lines: Sequence[PaymentLine]) -> list[FundRoom]:
    if run.state is not RunState.DRAFT:
        return []
    return room_for(session, run.unit_id, lines, on=today(), payout=run.payout)


def _room_seen(room: FundRoom) -> Seen:
    after = min(room.spendable - room.cost, room.liquid - room.payable - room.required)
    return {
        "fund": room.fund.name,
        "required": room.required,
        "spendable": room.spendable,
        "liquid": room.liquid,
        "payable": room.payable,
        "committed": room.committed,
        "left": after,
        "missing": max(room.spendable_missing, room.liquid_missing),
    }


def head_seen(session: Session, run: PaymentRun, states: Mapping[int, LineState]) -> Seen:
    """What a run is: its state, who drafted, who approved and how many must, what became of its lines."""
    said = [(name_of(session, one.person_id), one.day) for one in approvals(session, run.id)]
    file = file_of(session, run)
    needed = approvals_needed(session, run.unit_id, run.total, today())
    counts = Counter(states.values())
    return {
        "number": run.id,
        "state": run.state.value,
        "state_name": _(STATE_NAMES[run.state]),
        "until": run.until,
        "payout": run.payout,
        "count": run.line_count,
        "total": run.total,
        "hash": run.lines_hash,
        "entry": run.entry_id,
        "cancelled_because": run.cancelled_because,
        "drafted_by": name_of(session, run.drafted_by),
        "approvals": said,
        "needed": len(said) if run.state is RunState.APPROVED else needed,
        "counts": [(_(LINE_STATE_NAMES[one]), counts[one]) for one in LineState if counts[one]],
        "has": {one.value: counts[one] for one in LineState},
        "file": {"code": file.code, "count": file.line_count, "total": file.total} if file else None,
    }


def _lines(
    session: Session,
    lines: Sequence[PaymentLine],
    states: Mapping[int, LineState],
    rooms: Mapping[int, FundRoom],
    page: int,
) -> list[Seen]:
    programmes, funds = _codes(session, Programme), _codes(session, Fund)
    running: Counter[int] = Counter()
    seen = []
    for place, line in enumerate(lines):
        running[line.fund_id] += line.amount
        if (page - 1) * LINES_MAX <= place < page * LINES_MAX:
            room = rooms.get(line.fund_id)
            left = room and min(room.spendable, room.liquid - room.payable) - running[line.fund_id]
            own = {"programme": programmes[line.programme_id], "fund": funds[line.fund_id]}
            money = {"running": running[line.fund_id], "left": left}
            seen.append(line_seen(line, states[line.id]) | own | money)
    return seen


def line_seen(line: PaymentLine, state: LineState) -> Seen:
    """One payment: what a signed list would say of it."""
    return {
        "number": line.number,
        "code": line.code,
        "name": line.recipient_name,
        "belongs_to": line.belongs_to,
        "what": line.what,
        "amount": line.amount,
        "holder": line.holder,
        "account": f"…{line.bank_number[-4:]}" if line.bank_number else "",
        "way": _(WAY_NAMES[line.way]),
        "state": state.value,
        "state_name": _(LINE_STATE_NAMES[state]),
    }


def _open(lines: Sequence[PaymentLine], states: Mapping[int, LineState]) -> Seen:
    open_by = Counter(line.way for line in lines if states[line.id] is LineState.OPEN)
    return {"open_bank": open_by[PaidBy.BANK], "open_cash": open_by[PaidBy.CASH]}


def _lists(lines: Sequence[PaymentLine], states: Mapping[int, LineState]) -> list[tuple[str, str]]:
    """The lists that hold somebody."""
    ways = {line.way for line in lines if states[line.id] not in (LineState.DROPPED, LineState.CANCELLED)}
    found = [("cash", _("Danh sách ký nhận tiền mặt"))] if PaidBy.CASH in ways else []
    found += [("bank", _("Danh sách chuyển khoản"))] if PaidBy.BANK in ways else []
    return [*found, ("all", _("Danh sách cả đợt"))] if len(ways) > 1 else found


def _vouchers(session: Session, run: PaymentRun) -> list[tuple[int, str]]:
    """The phiếu chi by which cash of the run was paid: entry, code."""
    entries = (
        select(PaymentSettlement.entry_id)
        .join(PaymentLine, PaymentLine.id == PaymentSettlement.line_id)
        .where(PaymentLine.run_id == run.id, PaymentSettlement.means == Means.CASH)
    )
    found = session.scalars(select(Entry).where(Entry.id.in_(entries)).order_by(Entry.id))
    return [(one.id, one.voucher_code) for one in found]


def _codes(session: Session, table: type[Programme | Fund]) -> dict[int, str]:
    return dict(session.execute(select(table.id, table.code)).all())


def names_of(session: Session, numbers: Iterable[int]) -> dict[int, str]:
    """Recipient's number → full name, for pages of those who may look at recipients."""
    query = select(Recipient.id, Recipient.full_name).where(Recipient.id.in_(set(numbers)))
    return dict(session.execute(query).all())


def _withheld(session: Session, run: PaymentRun) -> list[Seen]:
    found = withheld_of(session, run)
    names = names_of(session, (one.recipient_id for _row, one in found))
    return [
        {
            "instalment": one.id,
            "recipient": one.recipient_id,
            "name": names[one.recipient_id],
            "amount": one.amount,
            "reason": _(DROP_NAMES[row.reason]),
            "sentence": row.sentence,
        }
        for row, one in found
    ]


def difference_seen(session: Session, run: PaymentRun) -> Seen:
    """Who is new in a run, and who of earlier runs is missing from it, with the coded reason or none yet."""
    found, programmes = difference(session, run), _codes(session, Programme)
    names = names_of(session, (one.recipient for one in found.absent))
    return {
        "previous": [(programmes[number], last) for number, last in sorted(found.previous.items())],
        "newcomers": Counter(programmes[number] for number, _recipient in found.new)
        if found.previous
        else {},
        "absent": [
            {
                "recipient": one.recipient,
                "name": names[one.recipient],
                "programme": programmes[one.programme],
                "last_run": one.last_run,
                "reason": _(DROP_NAMES[one.why.reason]) if one.why else "",
                "sentence": one.why.sentence if one.why else "",
            }
            for one in found.absent
        ],
        "unexplained": len(found.unexplained),
    }


def payments_seen(
    session: Session, run: PaymentRun, *wanted: LineState, way: PaidBy | None = None
) -> list[Seen]:
    """The payments of a run that stand so, of one way if given."""
    states = line_states(session, run)
    return [
        line_seen(line, states[line.id])
        for line in lines_of(session, run)
        if states[line.id] in wanted and way in (None, line.way)
    ]
