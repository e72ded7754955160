"""What anybody who holds a receipt's code is told."""

from __future__ import annotations

from datetime import date

import attrs
from sqlalchemy import select
from sqlalchemy.orm import Session

from khfund.donations.donation import Donation
from khfund.donations.donor import ANONYMOUS
from khfund.receipts import check_code
from khfund.receipts.receipt import Receipt, successor_of
from khfund.receipts.receipt_event import ReceiptState, state_of

NO_CODE = "-" * check_code.LENGTH


@attrs.frozen
class Verdict:
    """What khfund tells whoever holds a receipt's code: no more than the paper shows the public."""

    state: ReceiptState
    number: str = ""
    day: date | None = None
    amount: int = 0
    funds: tuple[str, ...] = ()
    giver: str = ""
    reason: str = ""
    replaced_by: str = ""


def verify(session: Session, typed: str) -> Verdict:
    """Tell whether the receipt that bears this code is genuine, voided, replaced or unknown."""
    # what cannot be a code is looked up as well: nobody learns from the time whether it could have been one
    code = check_code.normalised(typed) or NO_CODE
    receipt = session.scalar(select(Receipt).where(Receipt.check_code == code))
    if receipt is None:
        return Verdict(ReceiptState.UNKNOWN)
    says = receipt.paper
    successor = successor_of(session, receipt)
    hidden = session.scalars(select(Donation.anonymous).where(Donation.id == receipt.donation_id)).one()
    return Verdict(
        state=state_of(session, receipt.id),
        number=receipt.printed_number,
        day=says.day_issued,
        amount=says.amount,
        funds=tuple(share.fund for share in says.shares),
        giver=ANONYMOUS if hidden else says.giver,
        replaced_by=successor.printed_number if successor else "",
    )
