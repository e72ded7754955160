"""Receipts, vouchers and yearly summaries: numbered, issued, printed, checked.

Read in this order: `paper` (what a paper says) and `snapshot` (how it is stored), `series` and `receipt` (numbers,
issuing, voiding, copies), `gift_paper`, `voucher_paper` and `summary_paper` (from the books to a paper), `form` (what
stands in which field), `pdf` (one page, set by WeasyPrint), `stamp` (many pages, filled in), `press` (one page, set
by a limited child process). A page of `stamp` looks and reads as `pdf` sets it; a stored paper gives the same bytes.
"""
