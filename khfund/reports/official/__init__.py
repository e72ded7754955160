"""The official books: what an association shows an inspector, on paper and as workbooks.

Read in this order: `ledger_book` (a book as a value), `heading` (what stands over it), `posted_line` (the postings, with
reversals as negative lines), `running` (balances and sums of months), then the books: `money_book` (cash and bank),
`account_ledger`, `general_journal`, `giver_book`, `recipient_book`, `advance_book`, `stock_book`; the reports:
`turnover_sheet`, `balance_sheet`, `receipts_and_payments` (from `flow`); `rounding` (thousands of đồng), `catalogue`
(all of them by name); and the two forms of each: `book_pages` (PDF, from `book_row`) and `book_workbook` (XLSX).

Always true: a book leads from the ledger's opening to the ledger's closing balance, or it is not made; every line names
its voucher; names of recipients stand in restricted copies alone.
"""

from khfund.reports.official.book_pages import Paper, Printed, write_pdf
from khfund.reports.official.book_workbook import write_xlsx
from khfund.reports.official.catalogue import OPTIONS, Asked, make, whole_set
from khfund.reports.official.heading import Scope
from khfund.reports.official.ledger_book import KIND_NAMES, BookKind, LedgerBook, LedgerBookDisagreesError

__all__ = [
    "KIND_NAMES",
    "OPTIONS",
    "Asked",
    "BookKind",
    "LedgerBook",
    "LedgerBookDisagreesError",
    "Paper",
    "Printed",
    "Scope",
    "make",
    "whole_set",
    "write_pdf",
    "write_xlsx",
]
