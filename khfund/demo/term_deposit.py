"""The endowment's term deposits: one taken over, one placed, interest month by month, a term that goes on."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from khfund.banking.bank_line import BankLine
from khfund.calendar import Month
from khfund.command import Answer, Command
from khfund.demo.office import BIDV, Office, at
from khfund.ledger import AccountRole, account_for
from khfund.ledger.account import Account
from khfund.ledger.deposit import Contract, Deposit, InterestPaid, Places, deposits
from khfund.ledger.deposit_accrual import accrue_all, pay_interest
from khfund.ledger.deposit_event import standing
from khfund.ledger.deposit_interest import DayCount, Term
from khfund.ledger.deposit_maturity import Renewal, roll_over
from khfund.ledger.deposit_placing import place, take_over

TAKEN_OVER = Contract(
    "BIDV",
    "01/2024",
    1_500_000_000,
    Decimal("5.1"),
    date(2024, 12, 25),
    Term(12, in_months=True),
    day_count=DayCount.MONTHS_12,
    interest_paid=InterestPaid.QUARTERLY,
    demand_rate=Decimal("0.1"),
    holder="Hội Khuyến học tỉnh Mường Sáng",
)
PLACED = Contract(
    "BIDV",
    "02/2025",
    100_000_000,
    Decimal("4.9"),
    date(2025, 5, 5),
    Term(12, in_months=True),
    demand_rate=Decimal("0.1"),
    holder="Hội Khuyến học tỉnh Mường Sáng",
)
RENEWED = Renewal(Decimal("4.8"), number="01/2025")
INTEREST_LINE, PLACING_LINE = "TRA LAI TIEN GUI CO KY HAN", "MO TIEN GUI CO KY HAN"


def take_over_deposit(office: Office, day: date) -> None:
    """Enter the contract whose principal stands in the opening balances."""

    def work(session: Session, command: Command) -> Answer:
        return {"deposit": take_over(session, command, TAKEN_OVER, _places(session, office)).id}

    office.do("ketoan", "deposit.take_over", at(day, 9, 30), work, number=TAKEN_OVER.number)


def place_deposit(office: Office) -> None:
    """Place what the endowment does not need for a year."""

    def work(session: Session, command: Command) -> Answer:
        return {"deposit": place(session, command, PLACED, _places(session, office)).id}

    office.do("ketoan", "deposit.place", at(PLACED.opened, 10), work, number=PLACED.number)


def _places(session: Session, office: Office) -> Places:
    paying = session.get_one(Account, office.bank(session, BIDV).account_id)
    account = account_for(session, office.unit, AccountRole.TERM_DEPOSIT)
    return Places(office.fund(session, "TH"), paying, account)


def accrue_month(office: Office, month: Month, day: date, minute: int) -> None:
    """Accrue the interest of a month that is over."""

    def work(session: Session, command: Command) -> Answer:
        return {"deposits": len(accrue_all(session, command, month))}

    office.do("ketoan", "deposit.accrue", at(day, 9, minute), work, month=str(month))


def entry_of_line(session: Session, command: Command, line: BankLine) -> int:
    """The entry that a bank line about a deposit stands for: made before, or by the line's own amount now."""
    taken_over, *placed = deposits(session, command.unit)
    if line.narration.startswith(PLACING_LINE):
        return _first_entry(session, placed[0])
    if line.day < taken_over.matures:
        entry = pay_interest(session, command, taken_over, day=line.day, interest=line.credit).entry_id
    else:
        successor = roll_over(session, command, taken_over, RENEWED, day=line.day, interest=line.credit)
        entry = _first_entry(session, successor)
    assert entry is not None, "interest that came is in the books"
    return entry


def _first_entry(session: Session, deposit: Deposit) -> int:
    entry = standing(session, deposit).events[0].entry_id
    assert entry is not None, "what was placed is in the books"
    return entry
