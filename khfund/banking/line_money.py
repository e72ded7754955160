"""Where the money of an incoming line lies now, and the postings that take it from there to where it belongs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

import attrs
from sqlalchemy import select
from sqlalchemy.orm import Session

from khfund.banking.bank_account import BankAccount
from khfund.banking.bank_line import (
    BankLine,
    LineUnknownError,
    LineUse,
    UseKind,
    booked_sum,
    stands,
    unidentified_sum,
)
from khfund.banking.line_booking import open_day
from khfund.banking.line_use import chunks
from khfund.ledger.account import Account, AccountRole
from khfund.ledger.entry import Posting, PostingRow

if TYPE_CHECKING:
    from khfund.command import Command

CHUNK = 5_000  # lines that are looked up together


@attrs.frozen
class LineMoney:
    """Where a line's money lies: `left` đồng are not in the book yet, `unidentified` wait in the book.

    `came` is the line's day, `day` the first open day on or after it. `bank` and `waiting_on` are accounts, `waiting_in` is a fund.
    """

    line: int
    came: date
    day: date
    bank: int
    left: int
    unidentified: int
    waiting_on: int | None
    waiting_in: int | None

    def postings(self, *, credit: int, fund: int, amount: int) -> list[Posting]:
        """Bring `amount` đồng to the account `credit` inside a fund; the entry made of these uses the line.

        Money that waits is taken first, from the unidentified account; when it waits in another fund, the bank money
        changes funds with it.
        """
        if self.waiting_on is None or self.waiting_in is None or not self.unidentified:
            return [Posting(self.bank, credit, fund, amount)]
        if self.waiting_in == fund:
            return [Posting(self.waiting_on, credit, fund, amount)]
        return [
            Posting(self.waiting_on, self.bank, self.waiting_in, amount),
            Posting(self.bank, credit, fund, amount),
        ]


def money_of(session: Session, command: Command, line_ids: Iterable[int]) -> dict[int, LineMoney]:
    """Return line id → where its money lies.

    Raises: LineUnknownError.
    """
    found: dict[int, LineMoney] = {}
    for some in chunks(dict.fromkeys(line_ids), CHUNK):
        found |= _money_of(session, command.unit, some)
    return found


def _money_of(session: Session, unit_id: int, wanted: list[int]) -> dict[int, LineMoney]:
    query = (
        select(BankLine.id, BankLine.day, BankLine.credit, BankAccount)
        .join(BankAccount, BankAccount.id == BankLine.bank_account_id)
        .where(BankLine.unit_id == unit_id, BankLine.id.in_(wanted))
    )
    sums = select(LineUse.line_id, booked_sum(), unidentified_sum()).where(
        LineUse.line_id.in_(wanted), stands()
    )
    used = {line: (int(a), int(b)) for line, a, b in session.execute(sums.group_by(LineUse.line_id))}
    waiting = {
        line: (account, fund)
        for line, account, fund in session.execute(
            select(LineUse.line_id, PostingRow.credit_id, PostingRow.fund_id)
            .join(PostingRow, PostingRow.entry_id == LineUse.entry_id)
            .join(Account, Account.id == PostingRow.credit_id)
            .where(LineUse.line_id.in_(wanted), LineUse.kind == UseKind.UNIDENTIFIED, stands())
            .where(Account.role == AccountRole.UNIDENTIFIED)
        )
    }
    found: dict[int, LineMoney] = {}
    for line, day, credit, bank in session.execute(query):
        booked, unknown = used.get(line, (0, 0))
        account, fund = waiting.get(line, (None, None))
        on = open_day(session, bank, day)
        found[line] = LineMoney(line, day, on, bank.account_id, credit - booked, unknown, account, fund)
    for line in wanted:
        if line not in found:
            raise LineUnknownError(number=line)
    return found


def postings_from(
    session: Session, command: Command, line_id: int, *, credit: int, fund: int, amount: int
) -> list[Posting]:
    """Return the postings that bring `amount` đồng of an incoming line to the account `credit` inside a fund.

    Raises: LineUnknownError.
    """
    return money_of(session, command, [line_id])[line_id].postings(credit=credit, fund=fund, amount=amount)
