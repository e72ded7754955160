"""The pages about banks, in the order of the menu."""

from __future__ import annotations

from admin.banking import waiting
from admin.banking.accounts import BankAccounts
from admin.banking.batches import Batches
from admin.banking.identify import Identify
from admin.banking.imports import StatementImport
from admin.banking.lines import BankLines
from admin.banking.reconciliations import Reconciliations
from admin.banking.rules import MatchRules, TransferCodes
from admin.page import Page

BANKING: list[type[Page]] = [
    BankAccounts,
    StatementImport,
    Identify,
    BankLines,
    Reconciliations,
    MatchRules,
    Batches,
    TransferCodes,
]

TELLERS = waiting.__name__  # imported, so that the first page hears of what waits
