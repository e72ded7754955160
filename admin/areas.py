"""Every page of the office, in the order of the menu. A new page is added to the list of its area."""

from __future__ import annotations

from admin.backup.backups import Backups
from admin.backup.system import System
from admin.banking.menu import BANKING
from admin.donations.menu import DONATIONS
from admin.jobs import Jobs
from admin.ledger.menu import LEDGER
from admin.oversight.menu import OVERSIGHT
from admin.page import Page
from admin.receipts.menu import RECEIPTS
from admin.reports.menu import PROOF, REPORTS
from admin.returns.menu import RETURNS
from admin.scholarships.granting import GRANTING
from admin.scholarships.paying import PAYING
from admin.unit.menu import KEEPING


def pages() -> list[type[Page]]:
    """Every page but the first one."""
    return [
        *BANKING,
        *LEDGER,
        *DONATIONS,
        *GRANTING,
        *PAYING,
        *RECEIPTS,
        *REPORTS,
        *RETURNS,
        *PROOF,
        *OVERSIGHT,
        *KEEPING,
        Jobs,
        Backups,
        System,
    ]
