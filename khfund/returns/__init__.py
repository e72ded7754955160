"""What other levels report: returns of units that keep no book here, and figures that were published.

Returns, read in this order: `reporting_period`, `form` (the dated editions), `return_workbook` (the form as a workbook),
`return_sheet` and `return_text` (a filled workbook, figures typed one by one), `unit_return` (kept, version by version),
`return_import` (a workbook taken in), `footing` and `return_check` (what does not agree). Published figures: `claim`,
`claim_list` and `claim_outline` (how they are written), `claim_finding` (what does not agree).

Always true: a blank is never nought; a figure that does not foot is named with its difference and never corrected.
"""
