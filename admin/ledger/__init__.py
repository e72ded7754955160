"""The pages of the ledger: funds, vouchers, entries, deposits, months and years."""
