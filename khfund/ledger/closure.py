"""Closing an account or a fund: from a day on it takes no more postings, once nothing stands on it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from khfund.errors import KhfundError
from khfund.ledger.account import Account, AccountClosedError, Nature, accounts
from khfund.ledger.balance import balances
from khfund.ledger.fund import Fund, FundClosedError

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from khfund.command import Command


LAST_DAY = date(2100, 12, 31)  # no entry is dated later


class StillInUseError(KhfundError):
    """An account or fund is closed when nothing stands on it on that day and nothing is dated later."""

    message = "{code} còn {balance:dong} vào ngày {day:%d/%m/%Y} hoặc có bút toán sau đó; hãy chuyển hết rồi mới đóng."
    english = (
        "{code} holds {balance:dong} on {day:%d/%m/%Y} or has later entries; move it all before closing."
    )


def close_account(session: Session, command: Command, account: Account, *, day: date) -> Account:
    """Close an account; `day` is the first on which it takes no posting.

    Raises: AccountClosedError, StillInUseError.
    """
    assert account.unit_id == command.unit, "a unit closes its own accounts"
    if account.closed is not None:
        raise AccountClosedError(code=account.code, closed=account.closed)
    _require_unused(session, command, account.code, day, account=account.id)
    account.closed = day
    session.flush()
    return account


def close_fund(session: Session, command: Command, fund: Fund, *, day: date) -> Fund:
    """Close a fund; `day` is the first on which it takes no posting.

    Income and cost of past years may stand on its accounts; what it owns and owes may not.

    Raises: FundClosedError, StillInUseError.
    """
    assert fund.unit_id == command.unit, "a unit closes its own funds"
    if fund.closed is not None:
        raise FundClosedError(code=fund.code, day=day)
    _require_unused(session, command, fund.code, day, fund=fund.id)
    fund.closed = day
    session.flush()
    return fund


def _require_unused(
    session: Session,
    command: Command,
    code: str,
    day: date,
    *,
    account: int | None = None,
    fund: int | None = None,
) -> None:
    def concerning(found: Mapping[tuple[int, int], int]) -> dict[tuple[int, int], int]:
        return {
            key: amount
            for key, amount in found.items()
            if account in (None, key[1]) and fund in (None, key[0])
        }

    then, ever = (concerning(balances(session, command.unit, on)) for on in (day, LAST_DAY))
    held = {
        one.id
        for one in accounts(session, command.unit)
        if one.role.nature in (Nature.ASSET, Nature.LIABILITY)
    }
    left = sum(abs(amount) for (_fund, number), amount in then.items() if number in held)
    if left or then != ever:
        raise StillInUseError(code=code, balance=left, day=day)
