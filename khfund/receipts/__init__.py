"""Receipts, vouchers and yearly summaries: what they say (`paper`), how they look (`pdf`), many at once (`stamp`)."""
