"""The postings of a book in their order, reversals as negative lines.

Books kept by computer correct by a negative entry («ghi số âm») or by a further one. So the mirror entry of a reversal
is shown on the sides of what it takes back, with a minus: the turnovers of a book are what really happened. Refunds and
adjustments are entries of their own. Source: Luật Kế toán 88/2015, Điều 27.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import date, timedelta
from itertools import groupby
from typing import Any

import attrs
from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from khfund.calendar import DateRange
from khfund.ledger import Correction, Entry, PostingRow, Voucher, VoucherKind
from khfund.ledger.balance import balances, turnovers
from khfund.ledger.entry import voucher_code
from khfund.reports.official.ledger_book import LedgerBookDisagreesError


@attrs.frozen
class PostedLine:
    """A posting as a book shows it: accounts and fund by id; a negative amount takes back an earlier line.

    `day` is when it was booked, `voucher_day` when its paper was made, `party` who paid or got the money, if known.
    """

    entry: int
    day: date
    voucher_day: date
    voucher_kind: VoucherKind
    voucher: str
    narration: str
    party: str
    fund: int
    debit: int
    credit: int
    amount: int
    corrects: int | None = None


def posted_lines(
    session: Session,
    unit_id: int,
    days: DateRange,
    *,
    accounts: Collection[int] | None = None,
    fund: int | None = None,
) -> Iterator[PostedLine]:
    """Give the postings of the days in the order of the book; only those that touch the accounts, or lie in the fund."""
    own, old = aliased(Voucher), aliased(Voucher)
    columns = (
        Entry.id, Entry.day, own.day.label("made"), Entry.voucher_kind, Entry.voucher_year, Entry.voucher_number,
        Entry.narration, own.party_name, old.party_name.label("old_party"), Entry.correction, Entry.corrects_id,
        PostingRow.fund_id, PostingRow.debit_id, PostingRow.credit_id, PostingRow.amount,
    )  # fmt: skip
    query = select(*columns).join(PostingRow, PostingRow.entry_id == Entry.id)
    query = query.outerjoin(own, own.entry_id == Entry.id).outerjoin(old, old.entry_id == Entry.corrects_id)
    query = query.where(*_within(unit_id, days))
    if accounts is not None:
        query = query.where(or_(PostingRow.debit_id.in_(accounts), PostingRow.credit_id.in_(accounts)))
    if fund is not None:
        query = query.where(PostingRow.fund_id == fund)
    query = query.order_by(Entry.day, Entry.id, PostingRow.line).execution_options(yield_per=5_000)
    for row in session.execute(query):
        yield _line(row)


def _within(unit_id: int, days: DateRange) -> tuple[Any, ...]:
    return Entry.unit_id == unit_id, Entry.day >= days.start, Entry.day < days.end


def _line(row: Any) -> PostedLine:
    taken_back = row.correction is Correction.REVERSAL
    sides = (row.credit_id, row.debit_id) if taken_back else (row.debit_id, row.credit_id)
    return PostedLine(
        entry=row.id,
        day=row.day,
        voucher_day=row.made or row.day,
        voucher_kind=row.voucher_kind,
        voucher=voucher_code(row.voucher_kind, row.voucher_year, row.voucher_number),
        narration=row.narration,
        party=row.party_name or row.old_party or "",
        fund=row.fund_id,
        debit=sides[0],
        credit=sides[1],
        amount=-row.amount if taken_back else row.amount,
        corrects=row.corrects_id,
    )


@attrs.frozen
class Side:
    """What one entry did to an account: its debit or its credit in đồng, against these accounts, in these funds."""

    line: PostedLine
    debit: int
    credit: int
    contra: tuple[int, ...]
    funds: tuple[int, ...]

    @property
    def moved(self) -> int:
        """Debit less credit, in đồng."""
        return self.debit - self.credit


def sides(lines: Iterable[PostedLine], account: int, *, by_contra: bool = False) -> Iterator[Side]:
    """Give what each entry did to the account: its debit before its credit, one for each contra account if wished."""
    for _entry, postings in groupby(lines, key=lambda line: line.entry):
        found: dict[tuple[bool, int], list[PostedLine]] = defaultdict(list)
        for line in postings:
            if account in {line.debit, line.credit}:
                is_debit = line.debit == account
                contra = line.credit if is_debit else line.debit
                found[is_debit, contra if by_contra else 0].append(line)
        for is_debit in (True, False):
            for key, some in found.items():
                if key[0] is is_debit:
                    yield _side(some, is_debit=is_debit)


def _side(lines: list[PostedLine], *, is_debit: bool) -> Side:
    total = sum(line.amount for line in lines)
    contra = dict.fromkeys(line.credit if is_debit else line.debit for line in lines)
    funds = dict.fromkeys(line.fund for line in lines)
    return Side(lines[0], total if is_debit else 0, 0 if is_debit else total, tuple(contra), tuple(funds))


# -- what the ledger says ---------------------------------------------------------------------------------------------


def standing(session: Session, unit_id: int, on: date, *, account: int, fund: int | None = None) -> int:
    """Return the account's debits less credits at the end of a day, in đồng; of one fund if given."""
    found = balances(session, unit_id, on).items()
    return sum(held for (of, number), held in found if number == account and fund in {None, of})


def turnover(session: Session, unit_id: int, days: DateRange) -> dict[tuple[int, int], tuple[int, int]]:
    """Return (fund, account) → debits and credits of the days in đồng, reversals taken off the side they take back.

    Found from the ledger's totals, not from the lines.
    """
    sums: dict[tuple[int, int], list[int]] = defaultdict(lambda: [0, 0])
    for sign, on in ((1, days.last), (-1, days.start - timedelta(days=1))):
        for row in turnovers(session, unit_id, on):
            sums[row.fund, row.account][0] += sign * row.debit
            sums[row.fund, row.account][1] += sign * row.credit
    for fund, debit, credit, taken in _summed(session, unit_id, days, reversals=True):
        for account in (debit, credit):
            sums[fund, account][0] -= taken
            sums[fund, account][1] -= taken
    return {key: (debit, credit) for key, (debit, credit) in sums.items() if debit or credit}


def posted_turnover(
    session: Session, unit_id: int, days: DateRange
) -> dict[tuple[int, int], tuple[int, int]]:
    """Return what `turnover` returns, found from the postings and not from the ledger's totals."""
    sums: dict[tuple[int, int], list[int]] = defaultdict(lambda: [0, 0])
    for fund, debit, credit, moved in _summed(session, unit_id, days, reversals=False):
        sums[fund, debit][0] += moved
        sums[fund, credit][1] += moved
    for fund, debit, credit, taken in _summed(session, unit_id, days, reversals=True):
        sums[fund, credit][0] -= taken
        sums[fund, debit][1] -= taken
    return {key: (debit, credit) for key, (debit, credit) in sums.items() if debit or credit}


def _summed(
    session: Session, unit_id: int, days: DateRange, *, reversals: bool
) -> Iterator[tuple[int, int, int, int]]:
    """Fund, debit, credit and đồng of all like postings of the days, those of reversals apart."""
    keys = PostingRow.fund_id, PostingRow.debit_id, PostingRow.credit_id
    query = select(*keys, func.sum(PostingRow.amount)).join(Entry, Entry.id == PostingRow.entry_id)
    is_reversal = Entry.correction == Correction.REVERSAL
    wanted = is_reversal if reversals else or_(Entry.correction.is_(None), ~is_reversal)
    for fund, debit, credit, moved in session.execute(
        query.where(*_within(unit_id, days), wanted).group_by(*keys)
    ):
        yield fund, debit, credit, int(moved)


def require_agreement(book: str, lines: int, ledger: int) -> None:
    """Refuse a book whose lines lead elsewhere than the ledger.

    Raises: LedgerBookDisagreesError.
    """
    if lines != ledger:
        raise LedgerBookDisagreesError(book=book, lines=lines, ledger=ledger)
