"""Gifts before they are booked: what must be said of them, and the journal entry that each of them becomes."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

import attrs
from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from khfund.banking.bank_account import BankAccount
from khfund.banking.line_money import LineMoney, money_of
from khfund.donations.campaign import Campaign
from khfund.donations.donor import ANONYMOUS, Donor, DonorUnknownError
from khfund.errors import KhfundError
from khfund.ledger import (
    AccountRole,
    Fund,
    NewEntry,
    Posting,
    Restriction,
    VoucherKind,
    account_for,
)

if TYPE_CHECKING:
    from khfund.command import Command


class GiftEmptyError(KhfundError):
    """A gift goes to at least one fund."""

    message = "Khoản ủng hộ ngày {day:%d/%m/%Y} chưa ghi vào quỹ nào; hãy chọn quỹ và số tiền."
    english = "The gift of {day:%d/%m/%Y} goes to no fund yet; choose a fund and an amount."


class BankAccountMissingError(KhfundError):
    """A gift by transfer names the bank account or the bank line that it came in by; a gift in cash names neither."""

    message = "Khoản ủng hộ ngày {day:%d/%m/%Y}: chuyển khoản thì cần tài khoản ngân hàng hoặc dòng sao kê, tiền mặt thì không."
    english = "The gift of {day:%d/%m/%Y}: a transfer needs its bank account or bank line, cash has none."


class GiftDayError(KhfundError):
    """A gift by a bank line came on the day of that line, and is booked no earlier."""

    message = "Dòng sao kê {line} là ngày {came:%d/%m/%Y}; khoản ủng hộ không thể nhận hay ghi sổ ngày {day:%d/%m/%Y}."
    english = (
        "Bank line {line} is of {came:%d/%m/%Y}; the gift cannot have come or be booked on {day:%d/%m/%Y}."
    )


class ForeignRecordError(KhfundError):
    """Whatever a gift names belongs to the unit that receives it."""

    message = "{thing} số {number} không thuộc đơn vị này."
    english = "{thing} number {number} does not belong to this unit."


class Way(enum.StrEnum):
    """How a gift came: as money, or in kind."""

    CASH = "cash"
    TRANSFER = "transfer"
    GOODS = "goods"


@attrs.frozen
class Part:
    """Đồng for one fund (by id); a gift to an endowment becomes principal unless it is to be spent now."""

    fund: int
    amount: int
    spend_now: bool = False


@attrs.frozen
class NewGift:
    """A gift still to be booked; donor, bank line, bank account (for a transfer) and campaign by id.

    `day` is when the association received it. `anonymous` None leaves it to the donor's wish; without a donor a gift
    is always anonymous.
    """

    donor: int | None
    day: date
    parts: Sequence[Part]
    way: Way = Way.CASH
    bank_line: int | None = None
    bank_account: int | None = None
    campaign: int | None = None
    anonymous: bool | None = None
    purpose: str = ""
    note: str = ""

    @property
    def amount(self) -> int:
        """Đồng of all parts together."""
        return self.parts[0].amount if len(self.parts) == 1 else sum(part.amount for part in self.parts)


class Desk:
    """Makes the entries of gifts; whatever they name is looked up once. `day` dates entries of bank lines.

    The journal does not name whom the public does not get to know; the donation does.
    """

    def __init__(
        self,
        session: Session,
        command: Command,
        gifts: Sequence[NewGift],
        donors: Mapping[int, KnownDonor],
        day: date | None = None,
    ) -> None:
        self.session, self.unit_id = session, command.unit
        self.cash = account_for(session, command.unit, AccountRole.CASH).id
        self.crediting = Crediting(session, command.unit)
        self.donors = donors
        self.day = day
        self.banks: dict[int, int] = {}
        self.lines = money_of(session, command, (g.bank_line for g in gifts if g.bank_line is not None))
        require_sound(session, command.unit, gifts)

    def entry(self, gift: NewGift) -> NewEntry:
        """The entry that a gift becomes."""
        donor = None if gift.donor is None else self.donors[gift.donor]
        words = f"{ANONYMOUS if donor is None or is_anonymous(gift, donor) else donor.name} ủng hộ"
        if gift.bank_line is not None:
            return self._from_line(gift, self.lines[gift.bank_line], words)
        debit, voucher = self.cash, VoucherKind.RECEIPT
        if gift.bank_account is not None:
            debit, voucher = self._bank(gift.bank_account), VoucherKind.BANK_CREDIT
        account = self.crediting.account
        return NewEntry(
            gift.day, words, [Posting(debit, account(p), p.fund, p.amount) for p in gift.parts], voucher
        )

    def _from_line(self, gift: NewGift, money: LineMoney, words: str) -> NewEntry:
        """The entry of a bank line's money: not yet in the book, or waiting there to be identified."""
        if gift.day != money.came or (self.day is not None and self.day < money.came):
            day = gift.day if gift.day != money.came else self.day
            raise GiftDayError(line=money.line, came=money.came, day=day)
        postings: list[Posting] = []
        for part in gift.parts:
            credit = self.crediting.account(part)
            postings += money.postings(credit=credit, fund=part.fund, amount=part.amount)
        voucher = VoucherKind.JOURNAL if money.unidentified else VoucherKind.BANK_CREDIT
        return NewEntry(self.day or money.day, words, postings, voucher)

    def _bank(self, number: int) -> int:
        """The ledger account of a bank account."""
        if number not in self.banks:
            bank = self.session.get(BankAccount, number)
            if bank is None or bank.unit_id != self.unit_id:
                raise ForeignRecordError(thing="Tài khoản ngân hàng", number=number)
            self.banks[number] = bank.account_id
        return self.banks[number]


class Crediting:
    """Which account a part of a gift is credited to: 411 for principal, 5111 for what may be spent."""

    def __init__(self, session: Session, unit_id: int) -> None:
        self.gifts = account_for(session, unit_id, AccountRole.GIFTS).id
        self.principal = account_for(session, unit_id, AccountRole.PRINCIPAL).id
        endowed = select(Fund.id).where(Fund.unit_id == unit_id, Fund.restriction == Restriction.ENDOWMENT)
        self.endowments = set(session.scalars(endowed))

    def account(self, part: Part) -> int:
        """The id of the account that the part is credited to."""
        return self.principal if part.fund in self.endowments and not part.spend_now else self.gifts


@attrs.frozen
class KnownDonor:
    """A donor as far as booking needs it: the survivor's id, the name, the wish."""

    id: int
    name: str
    wishes_anonymity: bool


def is_anonymous(gift: NewGift, donor: KnownDonor | None) -> bool:
    """Whether the public does not get to know who gave: as the gift says, else as the donor wishes."""
    if donor is None or gift.anonymous is None:
        return donor is None or donor.wishes_anonymity
    return gift.anonymous


def known_donors(session: Session, unit_id: int, numbers: set[int]) -> dict[int, KnownDonor]:
    """Look donors of the unit up by number; a merged one gives its survivor.

    Raises: DonorUnknownError.
    """
    merged = aliased(Donor)
    found: dict[int, KnownDonor] = {}
    query = (
        select(
            Donor.id,
            func.coalesce(merged.id, Donor.id),
            func.coalesce(merged.full_name, Donor.full_name),
            func.coalesce(merged.wishes_anonymity, Donor.wishes_anonymity),
        )
        .outerjoin(merged, merged.id == Donor.merged_into_id)
        .where(Donor.unit_id == unit_id)
    )
    wanted = sorted(numbers)
    for first in range(0, len(wanted), 10_000):
        rows = session.execute(query.where(Donor.id.in_(wanted[first : first + 10_000])))
        found.update((number, KnownDonor(survivor, name, wish)) for number, survivor, name, wish in rows)
    for number in wanted:
        if number not in found:
            raise DonorUnknownError(number=number)
    return found


def require_sound(session: Session, unit_id: int, gifts: Sequence[NewGift]) -> None:
    """Refuse gifts that name no fund, no bank account for a transfer, or another unit's campaign.

    Raises: GiftEmptyError, BankAccountMissingError, ForeignRecordError.
    """
    for gift in gifts:
        if not gift.parts:
            raise GiftEmptyError(day=gift.day)
        if (gift.way is Way.CASH) != (gift.bank_line is None and gift.bank_account is None):
            raise BankAccountMissingError(day=gift.day)
    wanted = {gift.campaign for gift in gifts if gift.campaign is not None}
    own = set(session.scalars(select(Campaign.id).where(Campaign.unit_id == unit_id))) if wanted else set()
    for number in sorted(wanted - own):
        raise ForeignRecordError(thing="Đợt vận động", number=number)
