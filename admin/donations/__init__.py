"""Givers and gifts in the office: donors, entering gifts, donations, campaigns, pledges, goods, what passes through, dues, targets."""
