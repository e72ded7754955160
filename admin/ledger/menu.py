"""The pages of the ledger, in the order of the menu."""

from __future__ import annotations

from admin.ledger.accounts import Accounts
from admin.ledger.budgets import Budgets
from admin.ledger.counts import Counts
from admin.ledger.deposits import Deposits
from admin.ledger.entries import Entries
from admin.ledger.funds import Funds
from admin.ledger.official_books import OfficialBooks
from admin.ledger.periods import Periods
from admin.ledger.plans import Plans
from admin.ledger.transfers import Transfers
from admin.ledger.trial_balances import TrialBalances
from admin.ledger.vouchers import Vouchers
from admin.ledger.waiting_vouchers import WaitingVouchers
from admin.ledger.years import Years
from admin.page import Page

LEDGER: tuple[type[Page], ...] = (
    Funds,
    Vouchers,
    WaitingVouchers,
    Entries,
    Deposits,
    Plans,
    Budgets,
    Counts,
    Transfers,
    TrialBalances,
    Accounts,
    Periods,
    Years,
    OfficialBooks,
)
