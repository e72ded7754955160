"""What may be spent: the spendable part of a fund is never exceeded unnoticed, and principal never spent.

Spending more than a fund that keeps its principal may spend is refused: it would be principal that goes out. What
makes any other fund, or the cash box, negative has perhaps happened all the same; it is booked with a warning.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from khfund.calendar import today as day_of
from khfund.driver import Statement
from khfund.errors import KhfundError
from khfund.ledger.account import Account, AccountRole, Nature
from khfund.ledger.balance import fund_balance
from khfund.ledger.entry import Correction, NewEntry, Posting
from khfund.ledger.fund import Fund, SpendingRule

if TYPE_CHECKING:
    from khfund.command import Command


class SpendingPrincipalError(KhfundError):
    """A fund that keeps its principal spends what it has earned, and no more (I4)."""

    message = "Quỹ {fund} chỉ được chi phần lãi và các khoản ủng hộ để chi ngay: đến {day:%d/%m/%Y} còn thiếu {missing:dong}. Vốn gốc không được chi; hãy chi ít hơn, đợi có lãi, hoặc chuyển hỗ trợ từ quỹ khác."
    english = "The fund {fund} spends only interest and gifts to be spent now: on {day:%d/%m/%Y} it lacks {missing:dong}. Principal may not be spent; spend less, wait for interest, or help it from another fund."


class FundOverdrawnError(KhfundError):
    """A fund that has spent more than it may is pointed out."""

    message = "Lưu ý: đến {day:%d/%m/%Y} quỹ {fund} đã chi quá phần được chi {missing:dong}; hãy kiểm tra lại hoặc bổ sung nguồn."
    english = "Note: by {day:%d/%m/%Y} the fund {fund} has spent {missing:dong} more than it may; check, or find the money."


class CashOverdrawnError(KhfundError):
    """No cash box holds less than nothing."""

    message = "Lưu ý: sổ tiền mặt {account} âm {missing:dong} vào ngày {day:%d/%m/%Y}; két không thể âm, hãy kiểm tra phiếu thu, phiếu chi và ngày ghi."
    english = "Note: the cash account {account} is {missing:dong} below zero on {day:%d/%m/%Y}; no cash box can be, check the vouchers and their days."


_OWN = (Nature.FUND, Nature.INCOME, Nature.COST)


def look_at_spending(
    session: Session,
    command: Command,
    entries: Iterable[NewEntry],
    accounts: Mapping[int, Account],
    funds: Mapping[int, Fund],
) -> None:
    """Refuse or point out what the entries, just written, have overspent on their days or today.

    Raises: SpendingPrincipalError.
    """
    today = day_of(command.at)
    spent: dict[tuple[int, bool, bool], date] = {}
    paid: dict[int, date] = {}
    for entry in entries:
        for posting in entry.postings:
            if accounts[posting.credit].role is AccountRole.CASH:
                paid[posting.credit] = max(entry.day, paid.get(posting.credit, entry.day))
            if _takes_away(posting, accounts):
                freely = _is_free(entry) and not _is_unearned(posting, accounts)
                key = (posting.fund, freely, accounts[posting.credit].role is AccountRole.GOODS)
                spent[key] = max(entry.day, spent.get(key, entry.day))
    for (fund, freely, in_kind), day in spent.items():
        _look_at_fund(session, command, funds[fund], {day, today}, freely=freely, in_kind=in_kind)
    for number, day in paid.items():
        _look_at_cash(session, command, accounts[number], {day, today})


def _takes_away(posting: Posting, accounts: Mapping[int, Account]) -> bool:
    """Whether a posting makes the spendable part of its fund smaller."""
    debit, credit = accounts[posting.debit].role, accounts[posting.credit].role
    return (
        debit.nature in _OWN
        and debit is not AccountRole.PRINCIPAL
        and (credit.nature not in _OWN or credit is AccountRole.PRINCIPAL)
    )


def _is_free(entry: NewEntry) -> bool:
    """Whether somebody decides to spend, instead of putting right an earlier entry or carrying balances forward."""
    return entry.corrects is None and entry.correction not in (Correction.OPENING, Correction.YEAR_END)


def _is_unearned(posting: Posting, accounts: Mapping[int, Account]) -> bool:
    """Whether interest that was accrued is taken back: nobody spends it, the bank does not pay it."""
    return accounts[posting.debit].role is AccountRole.INTEREST and accounts[posting.credit].role in (
        AccountRole.ACCRUED_INTEREST,
        AccountRole.OTHER_PAYABLE,
    )


def _look_at_fund(
    session: Session, command: Command, fund: Fund, days: set[date], *, freely: bool, in_kind: bool
) -> None:
    """Money is paid from money; goods are handed over from the whole spendable part, of which they are."""
    for day in sorted(days):
        balance = fund_balance(session, fund, day)
        spendable = balance.spendable if in_kind else balance.money
        if spendable >= 0:
            continue
        if freely and fund.spending_rule is SpendingRule.INTEREST_ONLY:
            raise SpendingPrincipalError(fund=fund.code, day=day, missing=-spendable)
        command.warn(FundOverdrawnError(fund=fund.code, day=day, missing=-spendable))
        return


def _look_at_cash(session: Session, command: Command, account: Account, days: set[date]) -> None:
    for day in sorted(days):
        first = day.replace(day=1)
        held = _HELD.run(
            session,
            unit=command.unit,
            account=account.id,
            month=day.year * 100 + day.month,
            first=first.isoformat(),
            on=day.isoformat(),
        ).scalar_one()
        if held < 0:
            command.warn(CashOverdrawnError(account=account.code, day=day, missing=-held))
            return


_HELD = Statement(
    "SELECT CAST(COALESCE(SUM(debit - credit), 0) AS BIGINT) FROM (SELECT debit, credit FROM month_total "
    "WHERE unit_id = :unit AND account_id = :account AND month < :month UNION ALL SELECT debit, credit FROM day_total "
    "WHERE unit_id = :unit AND account_id = :account AND day >= :first AND day <= :on) AS totals"
)
