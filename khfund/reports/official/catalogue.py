"""Every kind of official book made from the books of a unit: what may be asked of which, and all of a year at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import attrs

from khfund.donations.campaign import Campaign
from khfund.donations.donor import Donor
from khfund.errors import KhfundError
from khfund.ledger import Account, AccountRole, Fund, accounts
from khfund.reports.official.account_ledger import account_ledger
from khfund.reports.official.advance_book import advance_book
from khfund.reports.official.balance_sheet import balance_sheet
from khfund.reports.official.general_journal import general_journal
from khfund.reports.official.giver_book import Wanted, giver_book
from khfund.reports.official.heading import Scope
from khfund.reports.official.ledger_book import KIND_NAMES, REPORTS, BookKind, LedgerBook
from khfund.reports.official.money_book import bank_book, cash_book
from khfund.reports.official.receipts_and_payments import receipts_and_payments
from khfund.reports.official.recipient_book import recipient_book
from khfund.reports.official.rounding import in_thousands
from khfund.reports.official.stock_book import stock_book
from khfund.reports.official.turnover_sheet import turnover_sheet

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


class BookOptionError(KhfundError):
    """A book is asked for by what it can be divided by."""

    message = "«{book}» không chọn theo {option} được; các lựa chọn của mỗi sổ: `khfund official-book list`."
    english = (
        "«{book}» cannot be chosen by {option}; see `khfund official-book list` for what each book takes."
    )


class AccountNotOfBookError(KhfundError):
    """A cash book is of a cash account, a bank book of a bank account; where there are several, one is named."""

    message = "«{book}» lập cho từng tài khoản; hãy chọn --account một trong: {accounts}."
    english = "«{book}» is made for one account; choose by --account one of: {accounts}."


@attrs.frozen
class Asked:
    """What a book is asked for by; None where all are meant."""

    account: Account | None = None
    fund: Fund | None = None
    donor: Donor | None = None
    campaign: Campaign | None = None
    is_restricted: bool = False
    in_thousands: bool = False


OPTION_NAMES = {
    "account": "tài khoản",
    "fund": "quỹ",
    "donor": "nhà tài trợ",
    "campaign": "đợt vận động",
    "is_restricted": "bản lưu hành nội bộ",
    "in_thousands": "nghìn đồng",
}
_FUND = frozenset({"fund"})
OPTIONS: dict[BookKind, frozenset[str]] = {
    BookKind.CASH_BOOK: _FUND | {"account"},
    BookKind.BANK_BOOK: _FUND | {"account"},
    BookKind.GIVER_BOOK: frozenset({"donor", "campaign", "is_restricted"}),
    BookKind.RECIPIENT_BOOK: _FUND | {"is_restricted"},
    BookKind.STOCK_BOOK: frozenset(),
    BookKind.ADVANCE_BOOK: _FUND,
    BookKind.ACCOUNT_LEDGER: _FUND | {"account"},
    BookKind.GENERAL_JOURNAL: _FUND,
    BookKind.TURNOVER_SHEET: _FUND | {"in_thousands"},
    BookKind.BALANCE_SHEET: _FUND | {"in_thousands"},
    BookKind.RECEIPTS_AND_PAYMENTS: _FUND | {"in_thousands"},
}
_MONEY = {BookKind.CASH_BOOK: AccountRole.CASH, BookKind.BANK_BOOK: AccountRole.BANK}
Maker = Callable[["Session", Scope, Asked], LedgerBook]


def make(session: Session, kind: BookKind, scope: Scope, asked: Asked) -> LedgerBook:
    """Return a book; its lines are read when it is written, from the same session.

    Raises: BookOptionError, AccountNotOfBookError, UnitTooSmallError.
    """
    for name, said in OPTION_NAMES.items():
        if getattr(asked, name) and name not in OPTIONS[kind]:
            raise BookOptionError(book=KIND_NAMES[kind], option=said)
    book = _MAKERS[kind](session, scope, asked)
    return in_thousands(book) if asked.in_thousands else book


def _money_account(session: Session, kind: BookKind, scope: Scope, asked: Asked) -> Account:
    known = [one for one in accounts(session, scope.unit.id) if one.role is _MONEY[kind]]
    chosen = known if asked.account is None else [one for one in known if one.id == asked.account.id]
    if len(chosen) != 1:
        raise AccountNotOfBookError(book=KIND_NAMES[kind], accounts=", ".join(one.code for one in known))
    return chosen[0]


_MAKERS: dict[BookKind, Maker] = {
    BookKind.CASH_BOOK: lambda session, scope, asked: cash_book(
        session, scope, _money_account(session, BookKind.CASH_BOOK, scope, asked), asked.fund
    ),
    BookKind.BANK_BOOK: lambda session, scope, asked: bank_book(
        session, scope, _money_account(session, BookKind.BANK_BOOK, scope, asked), asked.fund
    ),
    BookKind.GIVER_BOOK: lambda session, scope, asked: giver_book(
        session, scope, Wanted(asked.donor, asked.campaign, asked.is_restricted)
    ),
    BookKind.RECIPIENT_BOOK: lambda session, scope, asked: recipient_book(
        session, scope, asked.fund, is_restricted=asked.is_restricted
    ),
    BookKind.STOCK_BOOK: lambda session, scope, _asked: stock_book(session, scope),
    BookKind.ADVANCE_BOOK: lambda session, scope, asked: advance_book(session, scope, asked.fund),
    BookKind.ACCOUNT_LEDGER: lambda session, scope, asked: account_ledger(
        session, scope, asked.account, asked.fund
    ),
    BookKind.GENERAL_JOURNAL: lambda session, scope, asked: general_journal(session, scope, asked.fund),
    BookKind.TURNOVER_SHEET: lambda session, scope, asked: turnover_sheet(session, scope, asked.fund),
    BookKind.BALANCE_SHEET: lambda session, scope, asked: balance_sheet(session, scope, asked.fund),
    BookKind.RECEIPTS_AND_PAYMENTS: lambda session, scope, asked: receipts_and_payments(
        session, scope, asked.fund
    ),
}


def whole_set(session: Session, scope: Scope, *, is_restricted: bool) -> Iterator[tuple[str, LedgerBook]]:
    """Give every book of the days with a name for its file, cash and bank books for each account."""
    for kind in BookKind:
        asked = Asked(is_restricted=is_restricted and "is_restricted" in OPTIONS[kind])
        if kind not in _MONEY:
            yield kind.value, make(session, kind, scope, asked)
            continue
        for account in accounts(session, scope.unit.id):
            if account.role is _MONEY[kind]:
                yield f"{kind.value}-{account.code}", make(session, kind, scope, Asked(account=account))


__all__ = ["KIND_NAMES", "OPTIONS", "REPORTS", "Asked", "BookKind", "make", "whole_set"]
