"""The example year: an invented association keeps its books for 2025 from the files in `examples/`.

Read in this order: `office_list` (lists as offices keep them), `office` (the books are founded), `payment` (vouchers),
`quarter` (what is done when a quarter is over: statements, matching, reconciling, closing), `example_year` (the diary
that does it all in order), `papers` (what is printed), `summary` (what came of it).

Everything is done through the same verbs and commands as in an office, at times in 2025. Edges call `example_year.hold`.
"""
