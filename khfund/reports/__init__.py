"""What the books tell: statements, exports, and the check of every invariant. Reads everything, changes nothing.

The public statement, read in this order: `movement` (what a posting does to a fund), `tally` (adding up), `disclosure`
(the one dataset), `shown_book` and `public_statement` (the dataset from the books), `revision` (what was published
otherwise before), `table`, `statement_table` and `note_table` (the rows that every rendering prints), `chart`, `page`
(PDF and HTML) with `register` (long lists), `workbook` (XLSX), `export` (all of them, with CSV and JSON).
The journal for other programs: `journal_export`, `plain_text_journal`. The check: `rule`, `ledger_rule`,
`giving_rule`, `check`.

What other levels report: `book_figures` (a book in the words of the form), `return_line` (a unit by its book, its return or
neither), `consolidated_return` (all of them, nothing twice), `consolidated_table`, `consolidated_page`; `return_measure`
(targets), `return_rule` (the check); `published_report` (what does not foot in published figures). Tables with groups:
`sheet_table`, `sheet_workbook`.

The official books, in a package of their own: `official`. Text set line by line, for long lists: `text_line`.

Always true: one dataset, the same figures to the đồng in every rendering and in the ledger (I15); no draft is in any of
them (I14); no narration, purpose or reason that people typed about others reaches the public.
"""
