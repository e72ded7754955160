"""Money that was booked as unidentified, once its givers are known."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import attrs
from sqlalchemy.orm import Session

from khfund.banking.bank_line import BankLine, unidentified
from khfund.banking.line_use import NotUnidentifiedError
from khfund.donations.donation import receive_known
from khfund.donations.gift import NewGift, Way, known_donors

if TYPE_CHECKING:
    from khfund.command import Command


def identify(
    session: Session, command: Command, line: BankLine, gifts: Sequence[NewGift], *, day: date
) -> list[int]:
    """Book gifts out of a line's unidentified money and return the numbers of the donations.

    The gifts were received on the line's day; their entries (phiếu kế toán) are dated `day`: Nợ 3381 / Có 5111 or 411
    where the money waited in the gift's fund, else the bank money changes funds with it (fund A Nợ 3381 / Có 112,
    fund B Nợ 112 / Có 5111). What is left of the line stays unidentified.

    Raises: NotUnidentifiedError, and what `receive_all` raises.
    """
    came = [
        attrs.evolve(gift, day=line.day, way=Way.TRANSFER, bank_line=line.id, bank_account=None)
        for gift in gifts
    ]
    asked, left = sum(gift.amount for gift in came), unidentified(session, line.id)
    if asked > left:
        raise NotUnidentifiedError(line=line.id, left=left, asked=asked)
    donors = known_donors(session, command.unit, {gift.donor for gift in came if gift.donor is not None})
    return receive_known(session, command, came, donors, day=day)
