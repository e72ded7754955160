"""The register of confirmations of gifts to companies: rows that never change, and what is asked of them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from datetime import date

import attrs
from sqlalchemy import ForeignKey, Select, Text, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.audit import witnesses
from khfund.calendar import DateRange
from khfund.db import Base, Whole, guard, never_changes, whole
from khfund.donations.donation import Donation, DonationEvent, holds_donations
from khfund.donations.donor import Donor
from khfund.errors import KhfundError
from khfund.receipts import paper, snapshot
from khfund.receipts.confirmation_event import is_voided, voiding_of
from khfund.receipts.confirmation_paper import ConfirmationPaper

SERIES = "BBXN"


class ConfirmationUnknownError(KhfundError):
    """Minutes are known by their number."""

    message = "Đơn vị không có biên bản xác nhận tài trợ số {number}."
    english = "The unit has no confirmation number {number}."


class ConfirmationStandsError(KhfundError):
    """A confirmed gift is locked: its confirmation is voided before the gift is cancelled or given back."""

    message = "Khoản ủng hộ số {donation} đã được xác nhận bằng biên bản {number}; hãy hủy biên bản trước."
    english = "The donation {donation} is confirmed by {number}; void the confirmation first."


class Confirmation(Base):
    """Minutes as they were made; `snapshot` is what they say, as JSON. `amount` is đồng of all gifts."""

    __tablename__ = "confirmation"
    __table_args__ = (UniqueConstraint("unit_id", "year", "number"), *whole("amount"))

    id: Mapped[int] = mapped_column(Whole, primary_key=True, autoincrement=False)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    donor_id: Mapped[int] = mapped_column(ForeignKey("donor.id"))
    year: Mapped[int]
    number: Mapped[int]
    day: Mapped[date]
    amount: Mapped[int] = mapped_column(Whole)
    snapshot: Mapped[str] = mapped_column(Text)
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))

    @property
    def paper(self) -> ConfirmationPaper:
        """What the minutes say."""
        return snapshot.read(ConfirmationPaper, json.loads(self.snapshot))

    @property
    def printed_number(self) -> str:
        """The number as it stands on the paper: BBXN-2026-0012."""
        return printed_number(self.year, self.number)


class ConfirmationGift(Base):
    """That minutes confirm a gift."""

    __tablename__ = "confirmation_gift"

    confirmation_id: Mapped[int] = mapped_column(ForeignKey("confirmation.id"), primary_key=True)
    donation_id: Mapped[int] = mapped_column(ForeignKey("donation.id"), primary_key=True, index=True)


never_changes("confirmation")
never_changes("confirmation_gift")
guard(
    "confirmation_gift_once",
    "confirmation_gift",
    when="BEFORE INSERT",
    condition="EXISTS (SELECT 1 FROM confirmation_gift g WHERE g.donation_id = NEW.donation_id AND NOT EXISTS "
    "(SELECT 1 FROM confirmation_event e WHERE e.confirmation_id = g.confirmation_id AND e.kind = 'voided'))",
    refusal="confirmation_gift: a gift is confirmed by one original",
)


@witnesses("confirmation")
def _written(session: Session) -> Iterator[tuple[int, str, str]]:
    for row in session.scalars(select(Confirmation).order_by(Confirmation.id)):
        yield row.command_number, figures(row, donations_of(session, row)), row.snapshot


def figures(row: Confirmation, donation_ids: Sequence[int]) -> str:
    """Write what the log vouches for of minutes, but for what they say."""
    gifts = ",".join(map(str, donation_ids))
    return f"{row.id}|{row.unit_id}|{row.donor_id}|{row.year}|{row.number}|{row.day}|{row.amount}|{gifts}"


def printed_number(year: int, number: int) -> str:
    """Write the number of minutes as it stands on the paper: BBXN-2026-0012."""
    return f"{SERIES}-{year}-{number:04d}"


@holds_donations
def _hold(session: Session, donation_id: int) -> None:
    standing = confirmation_of(session, donation_id)
    if standing is not None:
        raise ConfirmationStandsError(donation=donation_id, number=standing.printed_number)


# -- reads -----------------------------------------------------------------------------------------------------------


def current_paper(session: Session, confirmation: Confirmation) -> ConfirmationPaper:
    """Return the minutes as they may be shown today: the original, or marked «ĐÃ HỦY» with the reason."""
    ending = voiding_of(session, confirmation.id)
    if ending is None:
        return confirmation.paper
    mark = paper.Mark(kind=paper.MarkKind.VOIDED, day=ending.day, reason=ending.reason)
    return attrs.evolve(confirmation.paper, mark=mark)


def copied_paper(confirmation: Confirmation, day: date) -> ConfirmationPaper:
    """Return the paper of a copy handed out on a day."""
    return attrs.evolve(confirmation.paper, mark=paper.Mark(kind=paper.MarkKind.COPY, day=day))


def waiting_gifts(session: Session, donor: Donor, days: DateRange) -> list[int]:
    """Return the numbers of a donor's gifts that came within the days, kept something and are not confirmed, by day."""
    confirmed = select(ConfirmationGift.donation_id).where(~is_voided(ConfirmationGift.confirmation_id))
    back = select(func.coalesce(func.sum(DonationEvent.amount), 0)).where(
        DonationEvent.donation_id == Donation.id
    )
    query = select(Donation.id).where(
        Donation.donor_id.in_(own_numbers(donor)),
        Donation.day >= days.start,
        Donation.day < days.end,
        Donation.id.not_in(confirmed),
        back.scalar_subquery() < Donation.amount,
    )
    return list(session.scalars(query.order_by(Donation.day, Donation.id)))


def own_numbers(donor: Donor) -> Select[int]:
    """Return the numbers of a donor and of whoever was merged into it, as a query."""
    return select(Donor.id).where((Donor.id == donor.id) | (Donor.merged_into_id == donor.id))


def confirmation_of(session: Session, donation_id: int) -> Confirmation | None:
    """Return the minutes that confirm a gift and were not voided, if there are any."""
    query = (
        select(Confirmation)
        .join(ConfirmationGift, ConfirmationGift.confirmation_id == Confirmation.id)
        .where(ConfirmationGift.donation_id == donation_id, ~is_voided(Confirmation.id))
    )
    return session.scalar(query)


def donations_of(session: Session, confirmation: Confirmation) -> list[int]:
    """Return the numbers of the gifts that minutes confirm."""
    query = select(ConfirmationGift.donation_id).where(ConfirmationGift.confirmation_id == confirmation.id)
    return list(session.scalars(query.order_by(ConfirmationGift.donation_id)))


def find_confirmation(session: Session, unit_id: int, number: str) -> Confirmation:
    """Return minutes by their printed number, such as BBXN-2026-0012.

    Raises: ConfirmationUnknownError.
    """
    read = re.fullmatch(rf"{SERIES}-([0-9]{{4}})-([0-9]{{4,9}})", number.strip().upper())
    found = None
    if read is not None:
        year, place = map(int, read.groups())
        found = session.scalar(
            select(Confirmation).where(
                Confirmation.unit_id == unit_id, Confirmation.year == year, Confirmation.number == place
            )
        )
    if found is None:
        raise ConfirmationUnknownError(number=number)
    return found


def confirmations(session: Session, unit_id: int, days: DateRange | None = None) -> list[Confirmation]:
    """Return the register of minutes, the oldest first; of some days if given."""
    query = select(Confirmation).where(Confirmation.unit_id == unit_id)
    if days is not None:
        query = query.where(Confirmation.day >= days.start, Confirmation.day < days.end)
    return list(session.scalars(query.order_by(Confirmation.id)))
