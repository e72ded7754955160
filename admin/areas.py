"""Every page of the office, in the order of the menu. A new page is added to the list of its area."""

from __future__ import annotations

from admin.ledger.vouchers import Vouchers
from admin.page import Page

SECTIONS = ("Tiền", "Nhà hảo tâm", "Học bổng", "Báo cáo", "Kiểm tra", "Quản trị")


def pages() -> list[type[Page]]:
    """Every page but the first one."""
    return [Vouchers]
