"""What a unit's own book says about a period in the words of the reporting form: money of each fund, awards, goods.

The form is about money: goods in kind are told apart with their value, and what one association holds for another is no
fund of either. So a fund's money is its assets without goods and claims on other associations, less what it owes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

import attrs
from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from khfund.calendar import DateRange
from khfund.ledger import Account, AccountRole, Correction, Entry, Nature, PostingRow, balances
from khfund.ledger import funds as funds_of

_BETWEEN_UNITS = {AccountRole.INTER_UNIT_RECEIVABLE, AccountRole.INTER_UNIT_PAYABLE}
_MONEY = {
    role
    for role in AccountRole
    if role.nature in (Nature.ASSET, Nature.LIABILITY) and role not in {AccountRole.GOODS, *_BETWEEN_UNITS}
}
MEASURES = ("opening", "raised", "interest", "other_in", "received", "spent", "sent", "closing")
"""The measures of a fund's row in the reporting form, without what passes through."""
_GROWS = {
    AccountRole.GIFTS: "raised",
    AccountRole.PRINCIPAL: "raised",
    AccountRole.GIFTS_IN_KIND: "raised",
    AccountRole.INTEREST: "interest",
    AccountRole.DUES: "other_in",
    AccountRole.OTHER_INCOME: "other_in",
    AccountRole.INTER_UNIT_PAYABLE: "received",
    AccountRole.SPENDABLE: "received",  # what a dissolved unit handed over
}
_SHRINKS = {
    AccountRole.SCHOLARSHIPS: "spent",
    AccountRole.MANAGEMENT: "spent",
    AccountRole.GOODS_HANDED_OVER: "spent",
    AccountRole.GOODS: "spent",  # goods that were bought
    AccountRole.INTER_UNIT_RECEIVABLE: "sent",
}


@attrs.frozen
class FundFigures:
    """A fund's money over a period by measure, in đồng; `closing` comes from the balances, not from the rest."""

    code: str
    name: str
    values: Mapping[str, int]

    @property
    def difference(self) -> int:
        """Closing less what opening, income and spending come to; 0 unless something is wrong."""
        value = self.values
        moved = sum(value[one] for one in ("raised", "interest", "other_in", "received"))
        return value["closing"] - (value["opening"] + moved - value["spent"] - value["sent"])


@attrs.frozen
class BookFigures:
    """What a book says about a period, in đồng: its funds, money and goods awarded, dues of its own, what it passed on."""

    funds: tuple[FundFigures, ...]
    awarded: int
    goods: int
    dues: int
    passed: int

    def total(self, measure: str) -> int:
        """A measure over all funds."""
        return sum(fund.values[measure] for fund in self.funds)


@attrs.frozen
class Flow:
    """Postings of a period that are alike: from which role to which in which fund, and đồng together."""

    fund: int
    debit: AccountRole
    credit: AccountRole
    amount: int
    is_opening: bool
    is_reversal: bool
    is_handover: bool


def book_figures(session: Session, unit_id: int, days: DateRange) -> BookFigures:
    """Read what the book of a unit says about these days."""
    flows = _flows(session, unit_id, days)
    sums: dict[int, dict[str, int]] = defaultdict(lambda: dict.fromkeys(MEASURES, 0))
    for fund, amount in _money_at(session, unit_id, days.start - timedelta(days=1)).items():
        sums[fund]["opening"] = amount
    for fund, amount in _money_at(session, unit_id, days.last).items():
        sums[fund]["closing"] = amount
    for flow in flows:
        _add(sums[flow.fund], flow)
    return BookFigures(
        funds=tuple(
            FundFigures(fund.code, fund.name, dict(sums[fund.id]))
            for fund in funds_of(session, unit_id)
            if fund.id in sums
        ),
        awarded=_net(flows, AccountRole.SCHOLARSHIPS, grows_by_debit=True),
        goods=_net(flows, AccountRole.GOODS_HANDED_OVER, grows_by_debit=True),
        dues=_net(flows, AccountRole.DUES, grows_by_debit=False),
        passed=_passed(flows),
    )


def _flows(session: Session, unit_id: int, days: DateRange) -> list[Flow]:
    debit, credit, origin = aliased(Account), aliased(Account), aliased(Entry)
    keys: tuple[Any, ...] = (
        PostingRow.fund_id,
        debit.role,
        credit.role,
        Entry.correction,
        origin.correction,
    )
    query = (
        select(*keys, func.sum(PostingRow.amount))
        .join(Entry, Entry.id == PostingRow.entry_id)
        .join(debit, debit.id == PostingRow.debit_id)
        .join(credit, credit.id == PostingRow.credit_id)
        .outerjoin(origin, origin.id == Entry.corrects_id)
        .where(Entry.unit_id == unit_id, Entry.day >= days.start, Entry.day < days.end)
        .group_by(*keys)
    )
    rows: Any = session.execute(query)
    return [_flow(*row) for row in rows]


def _flow(  # noqa: PLR0917  the columns of one row
    fund: int,
    debit: AccountRole,
    credit: AccountRole,
    correction: Correction | None,
    of_correction: Correction | None,
    amount: int,
) -> Flow:
    return Flow(
        fund,
        debit,
        credit,
        int(amount),
        is_opening=Correction.OPENING in {correction, of_correction},
        is_reversal=correction is Correction.REVERSAL,
        is_handover=Correction.HANDOVER in {correction, of_correction},
    )


def _money_at(session: Session, unit_id: int, on: Any) -> dict[int, int]:
    """Fund id → its money at the end of a day."""
    roles = {row.id: row.role for row in session.scalars(select(Account).where(Account.unit_id == unit_id))}
    found: dict[int, int] = defaultdict(int)
    for (fund, account), amount in balances(session, unit_id, on).items():
        if roles[account] in _MONEY:
            found[fund] += amount
    return found


def _add(sums: dict[str, int], flow: Flow) -> None:
    """Add what postings did to the fund's money, under the measure that the other side names."""
    effect = flow.amount * ((flow.debit in _MONEY) - (flow.credit in _MONEY))
    if not effect:
        return
    other = flow.credit if flow.debit in _MONEY else flow.debit
    if flow.is_opening:
        sums["opening"] += effect
    elif other is AccountRole.INTERFUND:
        sums["received" if effect > 0 else "sent"] += abs(effect)
    elif flow.is_handover:
        sums["sent"] -= effect
    elif other in _GROWS:
        sums[_GROWS[other]] += effect
    else:
        sums[_SHRINKS[other]] -= effect


def _net(flows: Iterable[Flow], role: AccountRole, *, grows_by_debit: bool) -> int:
    """What an income or cost came to, without the entries that carry it to the balance at the end of a year."""
    net = 0
    for flow in flows:
        if AccountRole.SPENDABLE in {flow.debit, flow.credit}:
            continue
        net += flow.amount * ((flow.debit is role) - (flow.credit is role))
    return net if grows_by_debit else -net


def _passed(flows: Iterable[Flow]) -> int:
    """What was handed over of what only passes through, less hand-overs that were reversed."""
    role = AccountRole.PASS_THROUGH
    handed = sum(
        flow.amount
        for flow in flows
        if flow.debit is role and not flow.is_reversal and not flow.is_handover and flow.credit is not role
    )
    undone = sum(flow.amount for flow in flows if flow.credit is role and flow.is_reversal)
    return handed - undone
