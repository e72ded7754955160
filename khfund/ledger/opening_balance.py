"""What each fund's accounts bring into a year; balances carry over by themselves, income and cost start at zero."""

from __future__ import annotations

from collections import defaultdict

import attrs
from sqlalchemy.orm import Session

from khfund.ledger.account import Account, AccountRole, accounts
from khfund.ledger.balance import balances
from khfund.ledger.fund import Fund, funds
from khfund.ledger.year_end import is_carried, last_day


@attrs.frozen
class OpeningBalance:
    """What an account of a fund brings into a year, in đồng on the debit side; negative on the credit side."""

    fund: Fund
    account: Account
    amount: int


def opening_balances(session: Session, unit_id: int, year: int) -> list[OpeningBalance]:
    """Return what each fund's accounts bring into a year, income and cost at zero, by fund and account code.

    Income and cost of a year before that is not closed yet stand in the spendable balance here, where they will go.
    """
    before = last_day(year - 1)
    chart = {one.id: one for one in accounts(session, unit_id)}
    spendable = next((one.id for one in chart.values() if one.role is AccountRole.SPENDABLE), None)
    sums: dict[tuple[int, int], int] = defaultdict(int)
    for (fund, account), debit in balances(session, unit_id, before).items():
        goes_to = spendable if is_carried(chart[account]) else account
        assert goes_to is not None, "a book with income or cost has a spendable balance"
        sums[fund, goes_to] += debit
    return [
        OpeningBalance(fund, chart[account], sums[fund.id, account])
        for fund in funds(session, unit_id)
        for account in chart
        if sums.get((fund.id, account))
    ]
