"""The chart of accounts that a new book starts with. Codes and names are data; a unit may keep its own.

Source: the account families of TT 24/2024/TT-BTC and TT 41/2022/TT-BTC, as the trade uses them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from khfund.ledger.account import Account, AccountRole, open_account

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from khfund.command import Command

DEFAULT_CHART = (
    ("111", "Tiền mặt", AccountRole.CASH),
    ("112", "Tiền gửi ngân hàng, kho bạc", AccountRole.BANK),
    ("121", "Tiền gửi có kỳ hạn", AccountRole.TERM_DEPOSIT),
    ("136", "Phải thu nội bộ", AccountRole.INTER_UNIT_RECEIVABLE),
    ("1381", "Lãi tiền gửi dự thu", AccountRole.ACCRUED_INTEREST),
    ("1388", "Phải thu khác", AccountRole.RECEIVABLE),
    ("141", "Tạm ứng", AccountRole.ADVANCE),
    ("152", "Hiện vật tiếp nhận", AccountRole.GOODS),
    ("336", "Phải trả nội bộ", AccountRole.INTER_UNIT_PAYABLE),
    ("3381", "Tiền chờ xác định", AccountRole.UNIDENTIFIED),
    ("3382", "Thu hộ, chi hộ (chuyển trao)", AccountRole.PASS_THROUGH),
    ("3383", "Học bổng phải trả", AccountRole.SCHOLARSHIPS_PAYABLE),
    ("3388", "Phải trả khác", AccountRole.OTHER_PAYABLE),
    ("411", "Vốn gốc không được chi", AccountRole.PRINCIPAL),
    ("421", "Số dư được chi", AccountRole.SPENDABLE),
    ("4219", "Hỗ trợ giữa các quỹ", AccountRole.INTERFUND),
    ("5111", "Tài trợ bằng tiền", AccountRole.GIFTS),
    ("5112", "Tài trợ bằng hiện vật", AccountRole.GIFTS_IN_KIND),
    ("5113", "Hội phí", AccountRole.DUES),
    ("515", "Lãi tiền gửi", AccountRole.INTEREST),
    ("518", "Thu khác", AccountRole.OTHER_INCOME),
    ("6111", "Chi học bổng, khen thưởng, hỗ trợ", AccountRole.SCHOLARSHIPS),
    ("6112", "Hiện vật đã trao", AccountRole.GOODS_HANDED_OVER),
    ("642", "Chi quản lý quỹ", AccountRole.MANAGEMENT),
)


def open_chart(session: Session, command: Command) -> list[Account]:
    """Open the default accounts in the book of the command's unit."""
    return [open_account(session, command, code, name, role) for code, name, role in DEFAULT_CHART]
