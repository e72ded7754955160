"""khfund: the fund and scholarship ledger of the study-promotion associations of Viet Nam."""
