"""The public window: what anybody may read without signing in. It changes nothing and remembers nobody.

Read in this order: `remembered` (what is worked out once), `window` (the units, their first page, campaigns, updates),
`published` (statements as they were published, their files), `proof` (the checkpoint, the samples), `receipt_check`,
`own_page` (a giver's own page).
"""
