"""What other areas say about vouchers: which accounts move by papers of their own, and who is told of a posted one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from sqlalchemy import select

from khfund.errors import KhfundError
from khfund.ledger.account import Account, AccountRole
from khfund.ledger.entry import PostedEntry, Posting

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from khfund.command import Command


class OwnPaperNeededError(KhfundError):
    """Goods, and money that only passes through, move by their own papers, which know what and for whom."""

    message = "Tài khoản {code} không ghi bằng chứng từ thường; hãy dùng `{verb}` để sổ biết hàng nào, chương trình nào."
    english = "The account {code} is not posted to by a common voucher; use `{verb}`, so that the book knows which goods, which programme."


OWN_PAPERS = {AccountRole.GOODS: "khfund goods", AccountRole.PASS_THROUGH: "khfund passing"}
"""Roles of accounts that move by papers of their own → the commands that write these."""


def require_common(session: Session, postings: Sequence[Posting]) -> None:
    """Refuse postings that a common voucher does not make.

    Raises: OwnPaperNeededError.
    """
    named = {number for posting in postings for number in (posting.debit, posting.credit)}
    query = select(Account.code, Account.role).where(Account.id.in_(named), Account.role.in_(OWN_PAPERS))
    for code, role in session.execute(query.order_by(Account.code)):
        raise OwnPaperNeededError(code=code, verb=OWN_PAPERS[role])


Watcher = Callable[["Session", "Command", int, PostedEntry], None]
WATCHERS: list[Watcher] = []
"""Functions (session, command, voucher id, entry) that are told of every posted voucher and may refuse it."""


def watches_vouchers(watcher: Watcher) -> Watcher:
    """Register a function that is told of posted vouchers; each area of work adds its own."""
    WATCHERS.append(watcher)
    return watcher


def tell(session: Session, command: Command, voucher_id: int, entry: PostedEntry) -> None:
    """Tell every watcher that a voucher was posted."""
    for watcher in WATCHERS:
        watcher(session, command, voucher_id, entry)
