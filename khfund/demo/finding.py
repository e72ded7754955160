"""What was found out about bank lines in doubt: somebody telephoned, a list came, the bank answered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby

import attrs
from sqlalchemy import select
from sqlalchemy.orm import Session

from khfund.banking.bank_line import BankLine
from khfund.command import Answer, Command
from khfund.demo.office import KINDS, Office, at
from khfund.demo.office_list import day_of, listed
from khfund.donations.donor import Donor, enter_donor, similar_donors
from khfund.donations.gift import NewGift, Part
from khfund.donations.identification import identify
from khfund.donations.likeness import DonorKind, Traits
from khfund.vietnamese import clean

FILE = "2025-xac-dinh-khoan-thu.xlsx"
NAMELESS = "Giấu tên"


@attrs.frozen
class Share:
    """What somebody gave within a line."""

    giver: Traits | None
    fund: str
    amount: int
    because: str


@attrs.frozen
class Finding:
    """A line, known by bank, day, amount and the bank's words, and who gave it; `found` is when that was known."""

    found: date
    bank: str
    day: date
    amount: int
    narration: str
    shares: tuple[Share, ...]

    def line(self, session: Session, office: Office) -> BankLine:
        """The line as taken in."""
        account = office.bank(session, self.bank)
        same = select(BankLine).where(
            BankLine.bank_account_id == account.id, BankLine.day == self.day, BankLine.credit == self.amount
        )
        (line,) = [one for one in session.scalars(same) if one.narration == self.narration]
        return line

    def book(self, office: Office, *, day: date) -> int:
        """Book its gifts out of the unidentified money, dated `day`; return how many."""

        def work(session: Session, command: Command) -> Answer:
            line = self.line(session, office)
            gifts = [
                self._gift(session, command, office, list(shares), line.day)
                for _, shares in groupby(self.shares, lambda share: share.giver)
            ]
            return {"donations": identify(session, command, line, gifts, day=day)}

        because = self.shares[0].because
        answer = office.do("ketoan", "donation.identify", at(self.found, 14), work, because=because)
        return len(answer["donations"])

    def _gift(
        self, session: Session, command: Command, office: Office, shares: Sequence[Share], day: date
    ) -> NewGift:
        giver = shares[0].giver
        donor = None if giver is None else known_or_new(session, command, giver).id
        parts = [Part(office.fund(session, share.fund).id, share.amount) for share in shares]
        return NewGift(donor, day, parts, note=shares[0].because)


def known_or_new(session: Session, command: Command, traits: Traits) -> Donor:
    """Return the donor of that name whom the register is sure about, else enter a new one.

    Two organisations of one name are one; of persons, something besides the name must agree.
    """
    for one in similar_donors(session, command.unit, traits):
        is_sure = one.likeness.is_likely or traits.kind is DonorKind.ORGANISATION
        if is_sure and one.donor.full_name == traits.full_name:
            return one.donor
    return enter_donor(session, command, traits)


def findings(office: Office) -> list[Finding]:
    """Return the office's notes, by the day on which they were made."""
    rows = listed(office.file(FILE))
    key = ("Ngày xác định", "Tài khoản", "Ngày giao dịch", "Số tiền giao dịch", "Nội dung sao kê")
    found = []
    for (day, bank, came, amount, narration), several in groupby(
        rows, lambda row: [row[name] for name in key]
    ):
        shares = tuple(map(_share, several))
        found.append(Finding(day_of(day), str(bank), day_of(came), amount, clean(narration), shares))
    return found


def _share(row: dict[str, object]) -> Share:
    name, place = str(row["Người ủng hộ"]), str(row["Đơn vị"])
    giver = None if name == NAMELESS else Traits(name, KINDS[str(row["Loại"])], locality=place)
    amount = row["Số tiền ủng hộ"]
    assert isinstance(amount, int), "an amount in the notes is a number"
    return Share(giver, str(row["Mã quỹ"]), amount, str(row["Căn cứ"]))


def quarter_of(found: Sequence[Finding], first: date, last: date) -> list[Finding]:
    """Return those whose line lies between two days, both inclusive."""
    return [one for one in found if first <= one.day <= last]
