"""Books of a year that closes, for the tests about years."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from khfund.calendar import Month
from khfund.db import Database
from khfund.ledger import (
    AccountRole,
    Fund,
    balances,
    close_period,
    fund_balance,
)
from khfund.ledger.year_end import (
    ask_reopening_year,
    close_year,
    reopen_year,
)
from tests.builders import NOW, Office, an_office

LATER = datetime(2028, 1, 10, 3, 0, tzinfo=UTC)
MARCH, LAST = date(2026, 3, 1), date(2026, 12, 31)
TODAY = date(2027, 1, 15)


def a_busy_year(database: Database) -> Office:
    """Books of 2026: gifts, interest, awards and management in KH; principal and interest in TH; KH helps TH."""
    office = an_office(database)
    office.gift(MARCH, 5_000_000)
    office.post(MARCH, office.posting(AccountRole.BANK, AccountRole.PRINCIPAL, 20_000_000, office.th))
    office.post(MARCH, office.posting(AccountRole.BANK, AccountRole.INTEREST, 900_000, office.th))
    office.post(MARCH, office.posting(AccountRole.SCHOLARSHIPS, AccountRole.CASH, 1_200_000))
    office.post(LAST, office.posting(AccountRole.MANAGEMENT, AccountRole.CASH, 150_000))
    office.post(
        MARCH,
        office.posting(AccountRole.INTERFUND, AccountRole.CASH, 300_000),
        office.posting(AccountRole.CASH, AccountRole.INTERFUND, 300_000, office.th),
    )
    return office


def close_months(office: Office, last: Month) -> None:
    """Close every month of 2026 up to `last`."""

    def work(session, command):
        for number in range(1, last.month + 1):
            close_period(
                session, command, Month(2026, number), today=TODAY, accepting=["cash-count", "unidentified"]
            )

    office.do("period.close", work, by=office.chief)


def close(office: Office, year: int = 2026, at: datetime = NOW):
    return office.do(
        "year.close", lambda s, c: close_year(s, c, year, accepting=["cash-count"]), by=office.chair, at=at
    )


def closed(office: Office):
    close_months(office, Month(2026, 11))
    return close(office)


def stands(office: Office, on: date) -> dict[str, tuple[int, int]]:
    def look(session):
        found = [session.get_one(Fund, number) for number in (office.kh, office.th)]
        return {
            one.code: (fund_balance(session, one, on).principal, fund_balance(session, one, on).spendable)
            for one in found
        }

    return office.read(look)


def earned_and_spent(office: Office, on: date) -> dict[tuple[int, int], int]:
    """What stands on accounts of income, cost and help between funds, whatever the verbs think of it."""
    carried = {office.account(role) for role in CARRIED}
    return {
        key: amount
        for key, amount in office.read(lambda s: balances(s, office.unit, on)).items()
        if key[1] in carried and amount
    }


CARRIED = (
    AccountRole.INTERFUND,
    AccountRole.GIFTS,
    AccountRole.INTEREST,
    AccountRole.SCHOLARSHIPS,
    AccountRole.MANAGEMENT,
)


def refused(kind, work):
    with pytest.raises(kind) as refusal:
        work()
    return str(refusal.value)


def ask(office: Office, by: int | None = None) -> None:
    office.do(
        "year.ask_reopen",
        lambda s, c: ask_reopening_year(s, c, 2026, reason="Sót phiếu chi"),
        by=by or office.chief,
    )


def reopen(office: Office, by: int | None = None, year: int = 2026):
    return office.do("year.reopen", lambda s, c: reopen_year(s, c, year), by=by or office.chair)


def drop_zeros(found):
    return {key: amount for key, amount in found.items() if amount}
