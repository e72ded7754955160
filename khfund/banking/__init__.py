"""Everything between the association and its banks: statements, transfer codes, VietQR.

Read in this order: `statement_format` (read a bank's file: `read_statement`), with `statement_layout` (which column is
what), `statement_control` (what stands around the table), `statement_row` and `statement_day` (one row), `statement_table` (all rows),
`statement_check` and `running_balance` (the bank's figures as a control); `transfer_code` (a word with a check
character that tells whose transfer it is); `vietqr` (the QR code that carries it).

Then what the books keep: `bank_account`; `bank_line` (lines and their uses); `line_use` (which entry accounts for which
line); `imported_statement` (taking a statement in); `line_booking` (unknown money, interest, fees, own transfers);
`line_money` (where a line's money lies now); `bank_difference` and `reconciliation` (comparing and locking a month).

Always true: the bank's credit is money that came in; nothing of a file is guessed, what cannot be read is a Problem
with its place; a statement's own balances are compared with its lines, and every break is named. A line is taken in
once and used up to its amount, never beyond (I8); what is reconciled is locked.
"""
