"""The pages of the ledger, in the order of the menu."""

from __future__ import annotations

from admin.ledger.accounts import Accounts
from admin.ledger.entries import Entries
from admin.ledger.funds import Funds
from admin.ledger.trial_balances import TrialBalances
from admin.ledger.vouchers import Vouchers
from admin.page import Page

LEDGER: tuple[type[Page], ...] = (Vouchers, Entries, Funds, Accounts, TrialBalances)
