"""What a posting does to a fund: something received, used, moved between funds, brought forward, or nothing.

A fund's balance is what it owns less what it owes. A posting moves it when exactly one of its two accounts is an
account of the fund itself, of income or of cost; which one, and on which side, says the rest. So year-end entries
(5xx to 421) move nothing, and a reversed gift is a gift received with a minus sign.
"""

from __future__ import annotations

import enum
from datetime import date

import attrs

from khfund.ledger import AccountRole, Nature


class Section(enum.StrEnum):
    """Where in the statement a movement stands."""

    RECEIVED = "received"
    USED = "used"
    TRANSFERRED = "transferred"
    BROUGHT = "brought"


class Means(enum.StrEnum):
    """In what form something was received."""

    CASH = "cash"
    TRANSFER = "transfer"
    IN_KIND = "in_kind"
    OTHER = "other"


MEANS_NAMES = {
    Means.CASH: "Tiền mặt",
    Means.TRANSFER: "Chuyển khoản",
    Means.IN_KIND: "Hiện vật",
    Means.OTHER: "Khác",
}
SECTIONS = {
    AccountRole.PRINCIPAL: Section.RECEIVED,
    AccountRole.GIFTS: Section.RECEIVED,
    AccountRole.GIFTS_IN_KIND: Section.RECEIVED,
    AccountRole.DUES: Section.RECEIVED,
    AccountRole.INTEREST: Section.RECEIVED,
    AccountRole.OTHER_INCOME: Section.RECEIVED,
    AccountRole.SCHOLARSHIPS: Section.USED,
    AccountRole.GOODS_HANDED_OVER: Section.USED,
    AccountRole.MANAGEMENT: Section.USED,
    AccountRole.INTERFUND: Section.TRANSFERRED,
    AccountRole.SPENDABLE: Section.BROUGHT,
}
KIND_NAMES = {
    AccountRole.GIFTS: "Ủng hộ để sử dụng",
    AccountRole.PRINCIPAL: "Ủng hộ vào vốn gốc",
    AccountRole.GIFTS_IN_KIND: "Ủng hộ bằng hiện vật",
    AccountRole.DUES: "Hội phí",
    AccountRole.INTEREST: "Lãi tiền gửi",
    AccountRole.OTHER_INCOME: "Thu khác",
    AccountRole.SCHOLARSHIPS: "Học bổng, khen thưởng, hỗ trợ",
    AccountRole.GOODS_HANDED_OVER: "Hiện vật đã trao",
    AccountRole.MANAGEMENT: "Chi quản lý quỹ",
    AccountRole.INTERFUND: "Chuyển giữa các quỹ",
    AccountRole.SPENDABLE: "Số dư đưa vào sổ, điều chỉnh",
}
GIFT_KINDS = (AccountRole.GIFTS, AccountRole.PRINCIPAL, AccountRole.GIFTS_IN_KIND)
_MEANS = {
    AccountRole.CASH: Means.CASH,
    AccountRole.BANK: Means.TRANSFER,
    AccountRole.UNIDENTIFIED: Means.TRANSFER,
    AccountRole.GOODS: Means.IN_KIND,
}
_OWN = {Nature.FUND, Nature.INCOME, Nature.COST}


@attrs.frozen
class PostingLine:
    """One posting as the public may see it: accounts and fund by code, the giver by the number in this statement's list.

    `opening` marks balances brought forward into new books. `correction` and `corrects` are those of its entry.
    """

    entry: int
    day: date
    voucher: str
    fund: str
    debit: str
    debit_role: AccountRole
    credit: str
    credit_role: AccountRole
    amount: int
    opening: bool = False
    correction: str = ""
    corrects: int | None = None
    giver: str = ""


@attrs.frozen
class Movement:
    """What a posting did: `account` and `role` are the fund's side, `amount` is in đồng, negative when taken back."""

    section: Section
    role: AccountRole
    account: str
    means: Means
    amount: int


def movement(line: PostingLine) -> Movement | None:
    """Tell what a posting did to its fund; None when it only changed where the money lies or how it is called."""
    owned_debit = line.debit_role.nature in _OWN
    if owned_debit == (line.credit_role.nature in _OWN):
        return None
    if owned_debit:
        role, account, other = line.debit_role, line.debit, line.credit_role
    else:
        role, account, other = line.credit_role, line.credit, line.debit_role
    section = Section.BROUGHT if line.opening else SECTIONS[role]
    grows = owned_debit if section is Section.USED else not owned_debit
    means = Means.IN_KIND if role is AccountRole.GIFTS_IN_KIND else _MEANS.get(other, Means.OTHER)
    return Movement(section, role, account, means, line.amount if grows else -line.amount)
