"""Every table of the books: importing this file makes the metadata, the guards and the witnesses complete."""

from __future__ import annotations

from khfund import actor, audit, command, unit
from khfund.banking import bank_account, bank_line, imported_statement, line_use, reconciliation
from khfund.db import Base
from khfund.donations import campaign, donation, donor, issued_code, line_decision, match_rule, received_list
from khfund.ledger import account, accounting_period, balance, counter, entry, fund, journal, voucher
from khfund.receipts import receipt, receipt_event, series

metadata = Base.metadata

__all__ = [
    "account",
    "accounting_period",
    "actor",
    "audit",
    "balance",
    "bank_account",
    "bank_line",
    "campaign",
    "command",
    "counter",
    "donation",
    "donor",
    "entry",
    "fund",
    "imported_statement",
    "issued_code",
    "journal",
    "line_decision",
    "line_use",
    "match_rule",
    "metadata",
    "receipt",
    "receipt_event",
    "received_list",
    "reconciliation",
    "series",
    "unit",
    "voucher",
]
