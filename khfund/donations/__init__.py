"""Givers and gifts.

Read in this order: `likeness` and `donor` (who gives), `campaign` (what for), `gift` (what is to be booked),
`donation` (a gift booked: receive, find, split), `identification` (gifts out of unidentified money), `refund`
(cancel, refund).
"""
