"""Receipts of a quarter, issued in one batch; the first of them is looked at in a test print before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import attrs
from sqlalchemy import select
from sqlalchemy.orm import Session

from khfund.command import Answer, Command
from khfund.demo.office import SERIES, Office, at
from khfund.donations.donation import Donation
from khfund.receipts import paper
from khfund.receipts.gift_paper import Office as Head
from khfund.receipts.gift_paper import gifts_of, paper_for
from khfund.receipts.receipt import Receipt, is_waiting, issue_receipts
from khfund.receipts.series import find_series


def waiting(session: Session, unit_id: int) -> list[int]:
    """Return the donations with a known giver that have no receipt yet, in order."""
    query = select(Donation.id).where(
        Donation.unit_id == unit_id, Donation.donor_id.is_not(None), is_waiting()
    )
    return list(session.scalars(query.order_by(Donation.id)))


def issue_quarter(office: Office, day: date) -> int:
    """Issue a receipt for every gift that has none; return how many."""

    def work(session: Session, command: Command) -> Answer:
        series = find_series(session, command.unit, SERIES)
        return {
            "receipts": len(issue_receipts(session, command, waiting(session, command.unit), series, day=day))
        }

    return int(office.do("thuquy", "receipt.issue", at(day, 9), work, day=day.isoformat())["receipts"])


def sample_prints(
    session: Session, unit_id: int, donations: Sequence[int], day: date
) -> list[paper.ReceiptPaper]:
    """Return what receipts of these gifts would say, marked as test prints."""
    head = Head.read(session, unit_id, find_series(session, unit_id, SERIES), day)
    gifts = gifts_of(session, unit_id, donations)
    return [
        attrs.evolve(paper_for(head, gift, number=place, code="0" * 20), mark=paper.TEST)
        for place, gift in enumerate(gifts, 1)
    ]


def all_receipts(session: Session, unit_id: int) -> list[Receipt]:
    """Return every receipt in the order issued."""
    return list(session.scalars(select(Receipt).where(Receipt.unit_id == unit_id).order_by(Receipt.id)))
