"""Donations: what somebody gave, in cash or by transfer, to one fund or to several.

A donation is one entry of the journal and bears its number; how it is split over funds is the entry's postings and
nothing else. A donation never changes: it is cancelled (`refund.cancel`) or given back (`refund.refund`), and gifts
of money that was booked as unidentified come from `identification.identify`.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

import attrs
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, func, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.audit import witnesses
from khfund.banking.bank_account import BankAccount
from khfund.banking.bank_line import BankLine
from khfund.banking.line_use import use_lines
from khfund.db import Base, Whole, guard, insert_rows, never_changes, one_of, whole
from khfund.donations.campaign import Campaign
from khfund.donations.donor import Donor
from khfund.donations.gift import Desk, KnownDonor, NewGift, Part, Way, is_anonymous, known_donors
from khfund.errors import KhfundError
from khfund.ledger import Account, AccountRole, PostedEntry, PostingRow
from khfund.ledger.journal import holds_entries, post_all
from khfund.vietnamese import clean

if TYPE_CHECKING:
    from khfund.command import Command


class DonationUnknownError(KhfundError):
    """A donation is known by the number of its entry."""

    message = "Sổ của đơn vị không có khoản ủng hộ số {number}."
    english = "The unit's book has no donation number {number}."


class EntryOfDonationError(KhfundError):
    """The entry of a donation is reversed by cancelling or refunding the donation, never behind its back."""

    message = "Bút toán {number} thuộc một khoản ủng hộ; hãy hủy hoặc hoàn lại khoản ủng hộ đó thay vì đảo bút toán."
    english = (
        "The entry {number} belongs to a donation; cancel or refund the donation instead of reversing it."
    )


GIFT_ROLES = (AccountRole.GIFTS, AccountRole.PRINCIPAL, AccountRole.GIFTS_IN_KIND)
"""The roles of the accounts that gifts are credited to."""


class EventKind(enum.StrEnum):
    """What happened to a donation afterwards."""

    REFUNDED = "refunded"
    CANCELLED = "cancelled"


class Donation(Base):
    """A gift as received. `id` is the number of its entry; `day` when it came, its entry may be dated later."""

    __tablename__ = "donation"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint("donor_id IS NOT NULL OR anonymous", name="named_or_anonymous"),
        *whole("amount"),
        Index("ix_donation_donor", "donor_id", "day"),
        Index(
            "ix_donation_campaign",
            "campaign_id",
            sqlite_where=text("campaign_id IS NOT NULL"),
            postgresql_where=text("campaign_id IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(ForeignKey("entry.id"), primary_key=True, autoincrement=False)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    donor_id: Mapped[int | None] = mapped_column(ForeignKey("donor.id"))
    day: Mapped[date]
    way: Mapped[Way] = mapped_column(one_of(Way))
    amount: Mapped[int] = mapped_column(Whole)
    anonymous: Mapped[bool]
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaign.id"))
    purpose: Mapped[str] = mapped_column(String(300))
    note: Mapped[str] = mapped_column(String(300))


class DonationEvent(Base):
    """A refund or the cancellation of a donation, by the entry that carried it out; `amount` đồng went back."""

    __tablename__ = "donation_event"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount_positive"),
        *whole("amount"),
    )

    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), primary_key=True, autoincrement=False)
    donation_id: Mapped[int] = mapped_column(ForeignKey("donation.id"), index=True)
    kind: Mapped[EventKind] = mapped_column(one_of(EventKind))
    amount: Mapped[int] = mapped_column(Whole)
    reason: Mapped[str] = mapped_column(String(300))


never_changes("donation")
never_changes("donation_event")
guard(
    "donation_event_within_gift",
    "donation_event",
    when="BEFORE INSERT",
    condition="NEW.amount > (SELECT amount FROM donation WHERE id = NEW.donation_id) "
    "- (SELECT COALESCE(SUM(amount), 0) FROM donation_event WHERE donation_id = NEW.donation_id)",
    refusal="donation_event: no more is given back than was given",
)

_COLUMNS = (
    "id",
    "unit_id",
    "donor_id",
    "day",
    "way",
    "amount",
    "anonymous",
    "campaign_id",
    "purpose",
    "note",
)


@witnesses("donations")
def _written(session: Session) -> Iterator[tuple[int, str, str]]:
    query = text(
        "SELECT e.command_number, d.id, d.unit_id, d.donor_id, d.day, d.way, d.amount, d.anonymous, d.campaign_id, "
        "d.purpose, d.note FROM donation d JOIN entry e ON e.id = d.id ORDER BY d.id"
    )
    for number, *row in session.execute(query, execution_options={"yield_per": 10_000}):
        yield number, _figures(row), _texts(row)


def _figures(row: Sequence[object]) -> str:
    number, unit, donor, day, way, amount, anonymous, campaign, *_ = row
    named = f"{'' if donor is None else donor}|{1 if anonymous else 0}|{'' if campaign is None else campaign}"
    return f"{number}|{unit}|{day}|{way}|{amount}|{named}"


def _texts(row: Sequence[object]) -> str:
    return f"{row[8]}|{row[9]}"


@witnesses("donation_events")
def _events_written(session: Session) -> Iterator[tuple[int, str, str]]:
    query = text(
        "SELECT e.command_number, v.entry_id, v.donation_id, v.kind, v.amount, v.reason "
        "FROM donation_event v JOIN entry e ON e.id = v.entry_id ORDER BY v.entry_id"
    )
    for number, *figures, reason in session.execute(query):
        yield number, "|".join(map(str, figures)), reason


# -- receiving ------------------------------------------------------------------------------------------------------


def receive(  # noqa: PLR0913  whatever a giver may say
    session: Session,
    command: Command,
    donor: Donor | None,
    *,
    day: date | None = None,
    parts: Sequence[Part],
    way: Way = Way.CASH,
    bank_line: BankLine | None = None,
    bank_account: BankAccount | None = None,
    campaign: Campaign | None = None,
    anonymous: bool | None = None,
    purpose: str = "",
    note: str = "",
) -> Donation:
    """Book one gift; see `receive_all`. `day` may be left out for a bank line, whose day it is then.

    Raises: what `receive_all` raises.
    """
    came = day or (bank_line.day if bank_line else None)
    assert came is not None, "a gift without a bank line names its day"
    gift = NewGift(
        donor=donor.id if donor else None,
        day=came,
        parts=parts,
        way=Way.TRANSFER if bank_line else way,
        bank_line=bank_line.id if bank_line else None,
        bank_account=bank_account.id if bank_account else None,
        campaign=campaign.id if campaign else None,
        anonymous=anonymous,
        purpose=purpose,
        note=note,
    )
    (number,) = receive_all(session, command, [gift])
    return session.get_one(Donation, number)


def receive_all(session: Session, command: Command, gifts: Sequence[NewGift]) -> list[int]:
    """Book gifts in order, all or none, and return the numbers of the donations.

    Each is one entry: Nợ 111 (phiếu thu) or the bank account (giấy báo có), Có 5111, or 411 for what becomes
    principal of an endowment. A bank line is used by the gift's amount; its entry is dated on the line's day, or on
    the first open day where that month is closed or reconciled. Money of a line that waits as unidentified comes from
    there instead: Nợ 3381 (phiếu kế toán). A merged donor's gift is booked for the survivor.

    Raises: GiftEmptyError, BankAccountMissingError, GiftDayError, ForeignRecordError, DonorUnknownError, what
    `post_all` raises, and LineUsedUpError.
    """
    donors = known_donors(session, command.unit, {gift.donor for gift in gifts if gift.donor is not None})
    return receive_known(session, command, gifts, donors)


def receive_known(
    session: Session,
    command: Command,
    gifts: Sequence[NewGift],
    donors: Mapping[int, KnownDonor],
    *,
    day: date | None = None,
) -> list[int]:
    """Do what `receive_all` does for gifts whose donors were looked up already, by the number that the gift names.

    `day` dates the entries of bank lines.
    """
    desk = Desk(session, command, gifts, donors, day)
    posted = post_all(session, command, [desk.entry(gift) for gift in gifts])
    write_donations(session, command, gifts, posted, donors)
    uses = [
        (gift.bank_line, row.id, gift.amount)
        for gift, row in zip(gifts, posted, strict=True)
        if gift.bank_line is not None
    ]
    if uses:
        use_lines(session, command, uses)
    return [row.id for row in posted]


def write_donations(
    session: Session,
    command: Command,
    gifts: Sequence[NewGift],
    posted: Sequence[PostedEntry],
    donors: Mapping[int, KnownDonor],
) -> None:
    """Write the rows of gifts whose entries are posted, and let the log vouch for them."""
    unit_id = command.unit
    rows = [_row(unit_id, gift, entry.id, donors) for gift, entry in zip(gifts, posted, strict=True)]
    insert_rows(session, "donation", _COLUMNS, rows)
    command.witness("donations", "\n".join(map(_figures, rows)), "\n".join(map(_texts, rows)))


def _row(unit_id: int, gift: NewGift, number: int, donors: Mapping[int, KnownDonor]) -> tuple[object, ...]:
    donor = None if gift.donor is None else donors[gift.donor]
    return (
        number,
        unit_id,
        donor.id if donor else None,
        gift.day.isoformat(),
        gift.way.value,
        gift.amount,
        is_anonymous(gift, donor),
        gift.campaign,
        clean(gift.purpose)[:300] if gift.purpose else "",
        clean(gift.note)[:300] if gift.note else "",
    )


@holds_entries
def hold_entry(session: Session, entry_id: int) -> None:
    """Refuse the reversal of a donation's entry, or of a refund's, by anything but `refund.cancel`.

    Raises: EntryOfDonationError.
    """
    stands = select(Donation.id).where(Donation.id == entry_id)
    returned = select(DonationEvent.entry_id).where(DonationEvent.entry_id == entry_id)
    if session.scalar(stands) is not None or session.scalar(returned) is not None:
        raise EntryOfDonationError(number=entry_id)


DonationHolder = Callable[[Session, int], None]
DONATION_HOLDERS: list[DonationHolder] = []
"""Functions (session, donation id) that refuse a refund or cancellation while another record stands on the gift."""


def holds_donations(holder: DonationHolder) -> DonationHolder:
    """Register a function that may refuse a refund or cancellation."""
    DONATION_HOLDERS.append(holder)
    return holder


# -- reads ----------------------------------------------------------------------------------------------------------


def find_donation(session: Session, unit_id: int, number: int) -> Donation:
    """Return a donation of the unit.

    Raises: DonationUnknownError.
    """
    donation = session.get(Donation, number)
    if donation is None or donation.unit_id != unit_id:
        raise DonationUnknownError(number=number)
    return donation


@attrs.frozen
class FundShare:
    """What one fund got of a gift, in đồng, as principal or to be spent."""

    fund_id: int
    amount: int
    is_principal: bool


def shares(session: Session, donation_id: int) -> list[FundShare]:
    """Return how a donation was split over funds when it came, by the lines of its entry."""
    return [share for share, _ in credited(session, donation_id)]


def credited(session: Session, donation_id: int) -> list[tuple[FundShare, int]]:
    """Return the shares of a donation, each with the id of the account that it was credited to."""
    query = (
        select(PostingRow.fund_id, PostingRow.amount, Account.role, Account.id)
        .join(Account, Account.id == PostingRow.credit_id)
        .where(PostingRow.entry_id == donation_id, Account.role.in_(GIFT_ROLES))
        .order_by(PostingRow.line)
    )
    rows = session.execute(query)
    return [
        (FundShare(fund, amount, role is AccountRole.PRINCIPAL), account)
        for fund, amount, role, account in rows
    ]


def given_back(session: Session, donation_id: int) -> int:
    """Return how many đồng of a donation were refunded or cancelled."""
    total = select(func.coalesce(func.sum(DonationEvent.amount), 0)).where(
        DonationEvent.donation_id == donation_id
    )
    return int(session.scalars(total).one())


def is_cancelled(session: Session, donation_id: int) -> bool:
    """Whether a donation was entered by mistake and taken back."""
    cancelled = select(DonationEvent.entry_id).where(
        DonationEvent.donation_id == donation_id, DonationEvent.kind == EventKind.CANCELLED
    )
    return session.scalar(cancelled) is not None


def similar_gifts(session: Session, unit_id: int, gift: NewGift) -> list[Donation]:
    """Return donations of the same donor, day and amount that were not cancelled: perhaps this gift, booked before."""
    if gift.donor is None:
        return []
    same = select(Donation).where(
        Donation.unit_id == unit_id,
        Donation.donor_id == gift.donor,
        Donation.day == gift.day,
        Donation.amount == gift.amount,
    )
    return [one for one in session.scalars(same.order_by(Donation.id)) if not is_cancelled(session, one.id)]
