"""Money that was booked as unidentified, once its givers are known."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import attrs
from sqlalchemy.orm import Session

from khfund.banking.bank_line import BankLine, unidentified
from khfund.banking.line_money import postings_from
from khfund.banking.line_use import NotUnidentifiedError, use_lines
from khfund.donations.donation import write_donations
from khfund.donations.gift import Crediting, NewGift, Way, known_donors, require_sound
from khfund.ledger import NewEntry, Posting, VoucherKind
from khfund.ledger.journal import post_all

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
    came = [attrs.evolve(gift, day=line.day, way=Way.TRANSFER, bank_line=line.id) for gift in gifts]
    asked, left = sum(gift.amount for gift in came), unidentified(session, line.id)
    if asked > left:
        raise NotUnidentifiedError(line=line.id, left=left, asked=asked)
    require_sound(session, command.unit, came)
    donors = known_donors(session, command.unit, {gift.donor for gift in came if gift.donor is not None})
    crediting = Crediting(session, command.unit)
    entries = [_entry(session, command, gift, line, crediting, day) for gift in came]
    posted = post_all(session, command, entries)
    write_donations(session, command, came, posted, donors)
    use_lines(
        session, command, [(line.id, row.id, gift.amount) for gift, row in zip(came, posted, strict=True)]
    )
    return [row.id for row in posted]


def _entry(
    session: Session, command: Command, gift: NewGift, line: BankLine, crediting: Crediting, day: date
) -> NewEntry:
    postings: list[Posting] = []
    for part in gift.parts:
        account = crediting.account(part)
        postings += postings_from(
            session, command, line.id, credit=account, fund=part.fund, amount=part.amount
        )
    came = f"{line.day:%d/%m/%Y}"
    return NewEntry(day, f"Xác định khoản ủng hộ chuyển khoản ngày {came}", postings, VoucherKind.JOURNAL)
