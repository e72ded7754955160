"""The inspector and the public ear: complaints, samples, updates for givers, and what the public window shows.

Read in this order: `complaint` (what somebody said or asked) and `complaint_step` (what became of it),
`sample_selection` (which entries a seed draws), `audit_sample` (announce, draw) and `sample_finding` (what was found),
`giver_update` (drafted, finished, published), `publication` (what is switched on, and since when) and
`published_statement` (statements as they were published).
"""
