"""What the days brought to each fund and took from it, added up by the database: posting by kind, not by line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import attrs
from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased

from khfund.calendar import DateRange
from khfund.ledger import AccountRole, Correction, Entry, PostingRow, accounts
from khfund.reports.movement import Means, Movement, PostingLine, Section, movement

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@attrs.frozen
class Flow:
    """What all like postings of the days did to a fund (by id), in đồng; account and role are the fund's own side."""

    fund: int
    done: Movement

    @property
    def is_goods(self) -> bool:
        """Whether goods moved, and no money."""
        return self.done.means is Means.IN_KIND


def flows(session: Session, unit_id: int, days: DateRange, *, fund: int | None = None) -> Iterator[Flow]:
    """Give the movements of the days, like ones added up; what only changed its place is none."""
    known = {one.id: one for one in accounts(session, unit_id)}
    origin = aliased(Entry)
    brought = func.coalesce(
        or_(Entry.correction == Correction.OPENING, origin.correction == Correction.OPENING), False
    )
    keys = (PostingRow.fund_id, PostingRow.debit_id, PostingRow.credit_id, brought)
    query = select(*keys, func.sum(PostingRow.amount)).join(Entry, Entry.id == PostingRow.entry_id)
    query = query.outerjoin(origin, origin.id == Entry.corrects_id)
    query = query.where(Entry.unit_id == unit_id, Entry.day >= days.start, Entry.day < days.end)
    if fund is not None:
        query = query.where(PostingRow.fund_id == fund)
    for of, debit_id, credit_id, opening, total in session.execute(query.group_by(*keys).order_by(*keys[:3])):
        debit, credit = known[debit_id], known[credit_id]
        line = PostingLine(
            entry=0,
            day=days.start,
            voucher="",
            fund="",
            debit=debit.code,
            debit_role=debit.role,
            credit=credit.code,
            credit_role=credit.role,
            amount=int(total),
            opening=bool(opening),
        )
        done = movement(line)
        if done is not None:
            yield Flow(of, done)


def total(found: Iterable[Flow], section: Section, roles: Iterable[AccountRole] | None = None) -> int:
    """Add up the flows of a section, of accounts with these roles, in đồng."""
    wanted = None if roles is None else frozenset(roles)
    return sum(
        one.done.amount
        for one in found
        if one.done.section is section and (wanted is None or one.done.role in wanted)
    )


def by_account(found: Iterable[Flow], section: Section) -> dict[tuple[str, AccountRole, Means], int]:
    """Return (account code, role, means) → đồng of a section, in that order; what comes to nothing is left out."""
    sums: Counter[tuple[str, AccountRole, Means]] = Counter()
    for one in found:
        if one.done.section is section:
            sums[one.done.account, one.done.role, one.done.means] += one.done.amount
    return {key: sums[key] for key in sorted(sums) if sums[key]}
