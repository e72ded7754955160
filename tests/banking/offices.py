"""What tests of banking start from: an office with a bank account, and statements made of a few rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import select

from khfund.banking.bank_account import BankAccount, open_bank_account
from khfund.banking.bank_line import BankLine, lines
from khfund.banking.imported_statement import ImportResult, import_statement
from khfund.banking.line_booking import book_unidentified, unmatched_credits
from khfund.banking.reconciliation import Reconciliation, reconcile
from khfund.banking.statement_format import BankStatement, read_statement
from khfund.calendar import Month
from khfund.ledger import (
    Account,
    AccountRole,
    Entry,
    Fund,
    PostingRow,
    account_for,
    close_period,
    open_account,
)
from tests.builders import NOW, Office

NUMBER = "0123456789"
Row = tuple[str, str, int, str]  # day, reference, đồng (negative for a debit), narration


def a_bank_account(
    office: Office, number: str = NUMBER, *, code: str = "112", opened: date = date(2026, 1, 1)
) -> BankAccount:
    """A bank account of the unit; a second one gets an account of its own in the book."""

    def work(session, command):
        if code == "112":
            account = account_for(session, office.unit, AccountRole.BANK)
        else:
            account = open_account(session, command, code, "Tiền gửi ngân hàng khác", AccountRole.BANK)
        fund = session.get_one(Fund, office.kh)
        return open_bank_account(
            session, command, number, bank="Vietcombank", account=account, default_fund=fund, opened=opened
        )

    return office.do("bank.open", work)


def a_statement(
    *rows: Row, account: str | None = None, opening: int | None = None, file: str = "saoke.csv"
) -> BankStatement:
    """A statement read from a file of these rows; with `opening` each row has its balance."""
    above = f"Số tài khoản: {account};;;;;\n" if account else ""
    text = above + "Ngày giao dịch;Số CT;Ghi nợ;Ghi có;Số dư;Nội dung\n"
    balance = opening
    for day, reference, amount, narration in rows:
        balance = None if balance is None else balance + amount
        debit, credit = (str(-amount), "") if amount < 0 else ("", str(amount))
        text += f"{day};{reference};{debit};{credit};{'' if balance is None else balance};{narration}\n"
    return read_statement(text.encode(), file)


def take(office: Office, bank: BankAccount, statement: BankStatement, at: datetime = NOW) -> ImportResult:
    """Import a statement."""
    return office.do(
        "bank.import", lambda s, c: import_statement(s, c, s.get_one(BankAccount, bank.id), statement), at=at
    )


def all_lines(office: Office, bank: BankAccount, state: str = "all") -> list[BankLine]:
    """The lines of a bank account in a state."""
    return office.read(lambda s: lines(s, bank.id, state))


def seen(found: Iterable[BankLine]) -> list[tuple[date, str, int]]:
    """Lines as (day, reference, net đồng)."""
    return [(line.day, line.reference, line.net) for line in found]


def journal(office: Office) -> list[str]:
    """Every posting as people write it: voucher, day, Nợ, Có, fund, đồng, narration."""

    def look(session):
        codes = dict(session.execute(select(Account.id, Account.code)).all())
        funds = dict(session.execute(select(Fund.id, Fund.code)).all())
        rows = session.execute(
            select(Entry, PostingRow)
            .join(PostingRow, PostingRow.entry_id == Entry.id)
            .order_by(Entry.id, PostingRow.line)
        )
        return [
            f"{e.voucher_code} {e.day:%d/%m} {codes[p.debit_id]}/{codes[p.credit_id]} {funds[p.fund_id]} "
            f"{p.amount} {e.narration}"
            for e, p in rows
        ]

    return office.read(look)


def a_line(
    office: Office,
    bank: BankAccount,
    amount: int = 500_000,
    *,
    day: str = "02/03/2026",
    words: str = "ung ho",
) -> int:
    """One more line of a bank account, by its id; a negative amount is a debit."""
    reference = f"R{len(all_lines(office, bank)) + 1}"
    take(office, bank, a_statement((day, reference, amount, words)))
    return next(one.id for one in all_lines(office, bank) if one.reference == reference)


# -- reconciled months ---------------------------------------------------------------------------------------------------

ROWS = (
    ("01/03/2026", "A", 500_000, "LO THI AN"),
    ("31/03/2026", "B", 200_000, "b"),
    ("01/04/2026", "C", 100_000, "c"),
)


def book_all(office: Office, bank: BankAccount) -> None:
    """Book every incoming line that is not in the book yet as unidentified."""
    office.do("bank.book", lambda s, c: book_unidentified(s, c, unmatched_credits(s, bank.id)))


def settle(
    office: Office, bank: BankAccount, month: Month, closing: int | None = None, *, at: datetime = NOW
) -> Reconciliation:
    """Reconcile a month."""
    return office.do(
        "bank.reconcile",
        lambda s, c: reconcile(s, c, s.get_one(BankAccount, bank.id), month, bank_closing=closing),
        at=at,
    )


def a_reconciled_month(office: Office) -> BankAccount:
    """A bank account whose March is reconciled; one line of April is in the book too."""
    bank = a_bank_account(office)
    take(office, bank, a_statement(*ROWS, opening=0))
    book_all(office, bank)
    settle(office, bank, Month(2026, 3))
    return bank


def until(office: Office, bank: BankAccount) -> date | None:
    """The last reconciled day of a bank account."""
    return office.read(lambda s: s.get_one(BankAccount, bank.id).reconciled_until)


def close(office: Office, month: Month, accepting: Sequence[str] = ()) -> None:
    """Close a month of the book."""
    office.do(
        "period.close",
        lambda s, c: close_period(s, c, month, today=date(2027, 1, 15), accepting=accepting),
        by=office.chief,
    )
