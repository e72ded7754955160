"""Bank lines that are the association's own business: interest, fees, cash, own transfers, payments posted before."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from khfund.banking.bank_account import BankAccount
from khfund.banking.bank_line import BankLine, LineState, LineUse, lines
from khfund.banking.line_booking import match_entry, post_line
from khfund.command import Answer, Command
from khfund.demo.office import VIETCOMBANK, Office
from khfund.demo.payment import Payment
from khfund.demo.term_deposit import INTEREST_LINE, PLACING_LINE, entry_of_line
from khfund.ledger import AccountRole
from khfund.vietnamese import fold

OWN_TRANSFER = "CHUYEN TIEN NOI BO"
OWN_LINES: tuple[tuple[str, AccountRole | str, str], ...] = (
    ("NOP TIEN MAT QUY KH", AccountRole.CASH, "KH"),
    ("NOP TIEN MAT QUY TH", AccountRole.CASH, "TH"),
    ("RUT TIEN MAT", AccountRole.CASH, "KH"),
    ("TRA LAI", AccountRole.INTEREST, ""),
    ("THU PHI", AccountRole.MANAGEMENT, ""),
    ("PHI CHUYEN TIEN", AccountRole.MANAGEMENT, ""),
    (OWN_TRANSFER, "1122", "TH"),
)
"""How the bank's words begin → the account against which an accountant posts such a line, and the fund (else the
bank account's own)."""


def book_own_lines(
    session: Session, command: Command, office: Office, number: str, payments: Sequence[Payment]
) -> Answer:
    """Post the own lines of a bank account and match the lines of payments; return how many there were."""
    account = office.bank(session, number)
    own = paid = 0
    for line in lines(session, account.id, LineState.UNMATCHED):
        if _post(session, command, office, account, line):
            own += 1
        elif payment := _paid_by(payments, number, line):
            match_entry(session, command, line, payment.entry)
            paid += 1
    return {"own": own, "paid": paid}


def _post(session: Session, command: Command, office: Office, account: BankAccount, line: BankLine) -> bool:
    if line.narration.startswith(OWN_TRANSFER) and line.credit:
        match_entry(session, command, line, _sent(session, office, line))
        return True
    if line.narration.startswith((INTEREST_LINE, PLACING_LINE)):
        match_entry(session, command, line, entry_of_line(session, command, line))
        return True
    for words, counter, fund in OWN_LINES:
        if line.narration.startswith(words):
            of = office.fund(session, fund).id if fund else account.default_fund_id
            post_line(session, command, line, office.account(session, counter), of)
            return True
    return False


def _sent(session: Session, office: Office, line: BankLine) -> int:
    """The entry that was posted from the other bank's side of an own transfer."""
    same = select(BankLine.id).where(
        BankLine.bank_account_id == office.bank(session, VIETCOMBANK).id,
        BankLine.day == line.day,
        BankLine.debit == line.credit,
        BankLine.narration.startswith(OWN_TRANSFER),
    )
    return session.scalars(select(LineUse.entry_id).where(LineUse.line_id.in_(same))).one()


def _paid_by(payments: Sequence[Payment], number: str, line: BankLine) -> Payment | None:
    for payment in payments:
        same = (payment.bank, payment.paid, payment.amount) == (number, line.day, line.debit)
        if same and line.narration.startswith("UNC ") and fold(payment.payee).upper() in line.narration:
            return payment
    return None
