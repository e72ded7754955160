"""Every table of the books: importing this file makes the metadata, the guards and the witnesses complete."""

from __future__ import annotations

from khfund import actor, audit, command, unit
from khfund.banking import bank_account, bank_line, imported_statement, line_use, reconciliation
from khfund.db import Base
from khfund.donations import (
    campaign,
    donation,
    donor,
    goods,
    issued_code,
    line_decision,
    match_rule,
    pass_through,
    pledge,
    pledge_arrears,
    pledge_payment,
    received_list,
    stock_movement,
)
from khfund.ledger import (
    account,
    accounting_period,
    balance,
    counter,
    entry,
    fund,
    journal,
    voucher,
    year_end,
)
from khfund.receipts import receipt, receipt_event, series
from khfund.returns import unit_return

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
    "goods",
    "imported_statement",
    "issued_code",
    "journal",
    "line_decision",
    "line_use",
    "match_rule",
    "metadata",
    "pass_through",
    "pledge",
    "pledge_arrears",
    "pledge_payment",
    "receipt",
    "receipt_event",
    "received_list",
    "reconciliation",
    "series",
    "stock_movement",
    "unit",
    "unit_return",
    "voucher",
    "year_end",
]
