"""The pages about papers for givers, in the order of the menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

from admin.receipts.confirmations import Confirmations
from admin.receipts.letters import Letters
from admin.receipts.receipts import Receipts
from admin.receipts.waiting_gifts import WaitingGifts

if TYPE_CHECKING:
    from admin.page import Page

RECEIPTS: list[type[Page]] = [WaitingGifts, Receipts, Letters, Confirmations]
