"""A province of which some units keep a book here, some report, and some do not."""

from __future__ import annotations

from datetime import UTC, date, datetime

from khfund.ledger import AccountRole
from khfund.reports.consolidated_return import consolidate
from khfund.unit import Level, Unit
from tests.builders import Office
from tests.provinces import a_unit
from tests.returns.offices import Q1, a_province

MADE = datetime(2026, 5, 2, 3, 0, tzinfo=UTC)


def a_reporting_province(database) -> Office:
    """The province and the district C keep books and sent each other money; A, A1, B and TT have reported nothing yet."""
    office = a_province(database)
    office.gift(date(2026, 1, 5), 400_000_000)
    office.post(date(2026, 2, 1), office.posting(AccountRole.SCHOLARSHIPS, AccountRole.CASH, 90_000_000))
    office.post(
        date(2026, 2, 10), office.posting(AccountRole.INTER_UNIT_RECEIVABLE, AccountRole.CASH, 30_000_000)
    )
    home = a_unit(office, "C", "Hội Khuyến học huyện Mường C", level=Level.DISTRICT, book=date(2026, 1, 1))
    home.post(date(2026, 2, 12), home.posting(AccountRole.CASH, AccountRole.INTER_UNIT_PAYABLE, 30_000_000))
    return office


def report(office: Office, period=Q1, made_at=MADE):
    """The province's consolidated report."""
    return office.read(lambda s: consolidate(s, s.get_one(Unit, office.unit), period, made_at=made_at))
