"""Every page of the office, in the order of the menu. A new page is added to the list of its area."""

from __future__ import annotations

from admin.donations.menu import DONATIONS
from admin.jobs import Jobs
from admin.ledger.menu import LEDGER
from admin.page import Page
from admin.receipts.menu import RECEIPTS
from admin.reports.menu import PROOF, REPORTS
from admin.returns.menu import RETURNS


def pages() -> list[type[Page]]:
    """Every page but the first one."""
    return [*LEDGER, *DONATIONS, *RECEIPTS, *REPORTS, *RETURNS, *PROOF, Jobs]
