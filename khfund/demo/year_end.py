"""The end of the example year: cash is counted by two persons, December closes with its year."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from khfund.command import Answer, Command
from khfund.demo.office import Office, at
from khfund.ledger import AccountRole, account_balance, account_for
from khfund.ledger.cash_count import DENOMINATIONS, confirm_count, enter_count, find_count
from khfund.ledger.year_end import close_year

LAST = date(2025, 12, 31)


def count_cash(office: Office, day: date) -> None:
    """Count the cash of 31 December, note by note, once the book of December is complete."""

    def enter(session: Session, command: Command) -> Answer:
        cash = account_for(session, office.unit, AccountRole.CASH)
        left, pieces = account_balance(session, cash, LAST), {}
        for value in DENOMINATIONS.on(LAST):
            pieces[value], left = divmod(left, value)
        counters = ("Lường Thị Mây: thủ quỹ", "Đỗ Văn Suối: kế toán trưởng")
        found = enter_count(session, command, cash, day=LAST, pieces=pieces, counters=counters)
        return {"count": found.id}

    def confirm(session: Session, command: Command) -> Answer:
        confirm_count(session, command, find_count(session, office.unit, number))
        return {"count": number}

    number = office.do("thuquy", "count.enter", at(day, 14), enter, day=str(LAST))["count"]
    office.do("ketoantruong", "count.confirm", at(day, 15), confirm, number=number)


def end_year(session: Session, command: Command) -> Answer:
    """Carry income and cost forward fund by fund and close December; what waits to be identified is accepted by name."""
    return {"entries": len(close_year(session, command, LAST.year, accepting=["unidentified"]))}
