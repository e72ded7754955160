"""What tests of gifts start from: an office with a bank account, donors and bank lines."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from sqlalchemy import select

from khfund.banking.bank_account import BankAccount, bank_accounts
from khfund.banking.bank_line import BankLine
from khfund.donations.donation import Donation, receive
from khfund.donations.donor import Donor, enter_donor
from khfund.donations.gift import Part
from khfund.donations.likeness import Traits
from khfund.ledger import Account, Fund, PostingRow
from tests.banking.offices import NUMBER, a_bank_account, a_statement, all_lines, take
from tests.builders import Office


def incoming(office: Office, *came: tuple[str, int, str], number: str = NUMBER) -> list[BankLine]:
    """Bank lines of money that came in: (day, đồng, narration), on the unit's bank account."""
    bank = office.read(lambda s: bank_accounts(s, office.unit))
    account = bank[0] if bank else a_bank_account(office, number)
    rows = [(day, f"CT{row}", amount, words) for row, (day, amount, words) in enumerate(came, 1)]
    take(office, account, a_statement(*rows))
    return all_lines(office, account)


def the_bank(office: Office) -> BankAccount:
    """The unit's only bank account."""
    (account,) = office.read(lambda s: bank_accounts(s, office.unit))
    return account


def a_donor(office: Office, full_name: str = "Nguyễn Văn An", **known: object) -> Donor:
    """A giver in the register."""
    return office.do("donor.enter", lambda s, c: enter_donor(s, c, Traits(full_name, **known)))


def a_gift(
    office: Office,
    donor: Donor | None,
    amount: int = 500_000,
    day: date = date(2026, 3, 2),
    fund: int | None = None,
    **more: object,
) -> Donation:
    """A cash gift to one fund."""
    parts = [Part(fund or office.kh, amount)]
    return office.do("donation.receive", lambda s, c: receive(s, c, donor, day=day, parts=parts, **more))


def postings(office: Office, entry_id: int) -> list[tuple[str, str, str, int]]:
    """An entry as people write it: (Nợ, Có, fund, đồng) by line."""

    def look(session):
        codes = dict(session.execute(select(Account.id, Account.code)).all())
        funds = dict(session.execute(select(Fund.id, Fund.code)).all())
        rows = session.scalars(
            select(PostingRow).where(PostingRow.entry_id == entry_id).order_by(PostingRow.line)
        )
        return [(codes[p.debit_id], codes[p.credit_id], funds[p.fund_id], p.amount) for p in rows]

    return office.read(look)


def refusal_of(kind: type[Exception], act: Callable[[], object]) -> str:
    """The message with which an action is refused."""
    try:
        act()
    except kind as refusal:
        return str(refusal)
    raise AssertionError(f"{kind.__name__} was expected")
