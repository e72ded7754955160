"""Every page of the office, in the order of the menu. A new page is added to the list of its area."""

from __future__ import annotations

from admin.jobs import Jobs
from admin.ledger.menu import LEDGER
from admin.page import Page
from admin.receipts.receipts import Receipts
from admin.receipts.waiting_gifts import WaitingGifts


def pages() -> list[type[Page]]:
    """Every page but the first one."""
    return [*LEDGER, WaitingGifts, Receipts, Jobs]
