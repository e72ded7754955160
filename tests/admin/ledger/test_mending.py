"""Where what hinders closing is mended, by the code of the obstacle."""

import pytest
from flask import g

from admin.ledger.mending import mended_at
from khfund.calendar import Month


@pytest.mark.parametrize(
    ("code", "address"),
    [
        ("voucher-12", "/so/SL/chung-tu/12/"),
        ("deposit-matured-3", "/so/SL/tien-gui/3/"),
        ("deposit-accrual-4", "/so/SL/tien-gui/4/"),
        ("unidentified", "/so/SL/xac-dinh/"),
        ("bank-1000200030004", "/so/SL/doi-chieu/1000200030004/"),
        ("passing-BL01", "/so/SL/chuyen-trao/BL01/"),
        ("payment-run-5", "/so/SL/dot-chi/5/"),
        ("hand-over-2", "/so/SL/trao-hien-vat/2/"),
        ("cash-count", "/so/SL/kiem-ke/"),
        ("something-new", "/so/SL/but-toan/?days=2026-03-01..2026-03-31"),
    ],
)
def test_each_obstacle_leads_to_its_page(seat, code, address):
    with seat.test_request_context("/so/SL/"):
        g.unit_code = "SL"
        assert mended_at(code, Month(2026, 3)) == address
