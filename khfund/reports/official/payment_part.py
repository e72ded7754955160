"""Who stands behind an entry of a payment run: its cost by recipient, for restricted books alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import CompoundSelect, select, union_all
from sqlalchemy.orm import Session

from khfund.scholarships.payment_line import PaymentLine
from khfund.scholarships.payment_outcome import PaymentDrop, PaymentRecovery
from khfund.scholarships.payment_run import PaymentRun

Place = tuple[int, int, int]
"""An entry, a fund and a cost account, by id."""


def payment_parts(session: Session, unit_id: int) -> Mapping[Place, Sequence[tuple[str, int]]]:
    """Return who stands behind each posting of cost by an approved, dropped or recovered payment, with the đồng.

    Names are as they stood when the run was drafted.
    """
    whose = (
        PaymentLine.fund_id,
        PaymentLine.account_id,
        PaymentLine.recipient_name,
        PaymentLine.amount,
        PaymentLine.id,
    )
    approved = (
        select(PaymentRun.entry_id, *whose)
        .join(PaymentLine, PaymentLine.run_id == PaymentRun.id)
        .where(
            PaymentRun.unit_id == unit_id,
            PaymentRun.entry_id.is_not(None),
            PaymentLine.first_id == PaymentLine.id,
        )
    )
    undone = (
        select(outcome.entry_id, *whose)
        .join(PaymentLine, PaymentLine.id == outcome.first_id)
        .join(PaymentRun, PaymentRun.id == PaymentLine.run_id)
        .where(PaymentRun.unit_id == unit_id)
        for outcome in (PaymentDrop, PaymentRecovery)
    )
    found: defaultdict[Place, list[tuple[str, int]]] = defaultdict(list)
    query: CompoundSelect[Any] = union_all(approved, *undone)
    for entry, fund, account, name, amount, _line in sorted(session.execute(query), key=lambda row: row[-1]):
        found[entry, fund, account].append((name, amount))
    return found
