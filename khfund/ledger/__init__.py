"""The double-entry fund ledger of a unit.

Read in this order: `chart` and `account` (what is kept apart), `fund` (what givers allow), `entry` (what a posting
is), `journal` (post, reverse), `balance` (what stands where at any date), `accounting_period` (closing), `closure` (accounts and funds that end), `voucher`
(draft, approve, post), `counter` (numbers without a gap).
Then `spending` and `commitment` (what may be spent, what is promised), and term deposits: `deposit_interest` (the
arithmetic), `deposit` (the contract), `deposit_event` (what happens to it), `deposit_placing`, `deposit_accrual`,
`deposit_maturity`, `deposit_undoing` (the verbs), `deposit_ladder` (what is there, when it comes back). At last `cash_count`,
`management_cap`, `year_end` (carry forward, open again) and `opening_balance`.

Invariants kept here: I1–I5, I9, I11, I12, I19, I20 of docs/invariants.md.
"""

from khfund.ledger.account import (
    Account,
    AccountRole,
    Nature,
    account_for,
    accounts,
    find_account,
    open_account,
)
from khfund.ledger.accounting_period import (
    Book,
    ask_reopening,
    close_period,
    find_book,
    open_book,
    reopen_period,
)
from khfund.ledger.balance import (
    FundBalance,
    TrialLine,
    account_balance,
    balances,
    fund_balance,
    trial_balance,
)
from khfund.ledger.cash_count import CashCount, confirm_count, enter_count, find_count
from khfund.ledger.chart import open_chart
from khfund.ledger.closure import close_account, close_fund
from khfund.ledger.commitment import Commitment, SpendingRoom, commitments, spending_room
from khfund.ledger.deposit import Contract, Deposit, Places, find_deposit
from khfund.ledger.deposit_ladder import Holding, Rung, holdings, ladder, total_on_deposit
from khfund.ledger.entry import (
    Correction,
    Entry,
    NewEntry,
    PostedEntry,
    Posting,
    PostingRow,
    VoucherKind,
    find_entry,
)
from khfund.ledger.fund import Fund, Restriction, SpendingRule, find_fund, funds, open_fund
from khfund.ledger.journal import post, post_all, reverse
from khfund.ledger.management_cap import ManagementCap
from khfund.ledger.opening_balance import opening_balances
from khfund.ledger.voucher import (
    Voucher,
    VoucherState,
    approve_voucher,
    attach,
    cancel_voucher,
    draft_voucher,
    find_voucher,
    post_voucher,
)
from khfund.ledger.year_end import ask_reopening_year, close_year, propose_year, reopen_year

__all__ = [
    "Account",
    "AccountRole",
    "Book",
    "CashCount",
    "Commitment",
    "Contract",
    "Correction",
    "Deposit",
    "Entry",
    "Fund",
    "FundBalance",
    "Holding",
    "ManagementCap",
    "Nature",
    "NewEntry",
    "Places",
    "PostedEntry",
    "Posting",
    "PostingRow",
    "Restriction",
    "Rung",
    "SpendingRoom",
    "SpendingRule",
    "TrialLine",
    "Voucher",
    "VoucherKind",
    "VoucherState",
    "account_balance",
    "account_for",
    "accounts",
    "approve_voucher",
    "ask_reopening",
    "ask_reopening_year",
    "attach",
    "balances",
    "cancel_voucher",
    "close_account",
    "close_fund",
    "close_period",
    "close_year",
    "commitments",
    "confirm_count",
    "draft_voucher",
    "enter_count",
    "find_account",
    "find_book",
    "find_count",
    "find_deposit",
    "find_entry",
    "find_fund",
    "find_voucher",
    "fund_balance",
    "funds",
    "holdings",
    "ladder",
    "open_account",
    "open_book",
    "open_chart",
    "open_fund",
    "opening_balances",
    "post",
    "post_all",
    "post_voucher",
    "propose_year",
    "reopen_period",
    "reopen_year",
    "reverse",
    "spending_room",
    "total_on_deposit",
    "trial_balance",
]
