"""Sponsors' shares of a child: who gives, who pays, who is written to, which part of the months from when to when.

A share is written once; another share, another sponsor or the end is said from a month on that has not begun, and the
months before stay promised. A share entered by mistake falls away from its first month on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

import attrs
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.audit import witnesses
from khfund.calendar import Month
from khfund.db import Base, Whole, guard, never_changes, one_of
from khfund.donations.donor import Donor
from khfund.errors import KhfundError
from khfund.scholarships.instalment import DropReason
from khfund.scholarships.schedule import Cover
from khfund.scholarships.sponsorship import Sponsorship, find_sponsorship

if TYPE_CHECKING:
    from khfund.command import Command


class ShareUnknownError(KhfundError):
    """A sponsor's share is known in its unit by its number."""

    message = "Đơn vị không có phần đỡ đầu số {number}; xem bằng `khfund sponsorship show`."
    english = "The unit has no sponsor's share number {number}; see `khfund sponsorship show`."


class ShareEndedError(KhfundError):
    """A share that has ended neither changes nor ends again."""

    message = "Phần đỡ đầu số {number} đã dừng từ {month}; hãy ghi một phần mới."
    english = "The share number {number} has ended from {month} on; enter a new one."


class SponsorShare(Base):
    """What part (basis points) of which months a sponsor has promised; `until_month` is inclusive, None: to the end.

    The giver may have somebody else pay, and somebody else read the letters.
    """

    __tablename__ = "sponsor_share"
    __table_args__ = (
        CheckConstraint("part BETWEEN 1 AND 10000", name="part_of_whole"),
        CheckConstraint("until_month >= from_month", name="ends_after_start"),
        Index("ix_sponsor_share_sponsorship", "sponsorship_id"),
        Index("ix_sponsor_share_donor", "donor_id"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    sponsorship_id: Mapped[int] = mapped_column(ForeignKey("sponsorship.id"))
    donor_id: Mapped[int] = mapped_column(ForeignKey("donor.id"))
    payer_id: Mapped[int] = mapped_column(ForeignKey("donor.id"))
    correspondent_id: Mapped[int] = mapped_column(ForeignKey("donor.id"))
    part: Mapped[int]
    from_month: Mapped[int]
    until_month: Mapped[int | None]
    said: Mapped[date]
    words: Mapped[str] = mapped_column(String(300))
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))


class SponsorShareEnd(Base):
    """The first month that a sponsor's share covers no more, and why."""

    __tablename__ = "sponsor_share_end"

    share_id: Mapped[int] = mapped_column(ForeignKey("sponsor_share.id"), primary_key=True)
    month: Mapped[int]
    reason: Mapped[DropReason] = mapped_column(one_of(DropReason))
    words: Mapped[str] = mapped_column(String(300))
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))


for _table in ("sponsor_share", "sponsor_share_end"):
    never_changes(_table)
guard(
    "sponsor_share_of_one_register",
    "sponsor_share",
    when="BEFORE INSERT",
    condition="(SELECT COUNT(*) FROM donor d JOIN sponsorship s ON s.unit_id = d.unit_id AND s.id = NEW.sponsorship_id "
    "WHERE d.id IN (NEW.donor_id, NEW.payer_id, NEW.correspondent_id)) <> (SELECT COUNT(*) FROM donor d "
    "WHERE d.id IN (NEW.donor_id, NEW.payer_id, NEW.correspondent_id))",
    refusal="sponsor_share: sponsors stand in the register of the unit",
)


@witnesses("sponsor_shares")
def _written(session: Session) -> Iterator[tuple[int, str, str]]:
    for one in session.scalars(select(SponsorShare).order_by(SponsorShare.id)):
        yield one.command_number, _figures(one), one.words


def _figures(one: SponsorShare) -> str:
    named = (one.id, one.sponsorship_id, one.donor_id, one.payer_id, one.correspondent_id)
    parts = (*named, one.part, one.from_month, one.until_month, one.said)
    return "|".join("" if part is None else str(part) for part in parts)


@witnesses("sponsor_share_ends")
def _ends_written(session: Session) -> Iterator[tuple[int, str, str]]:
    ordered = (SponsorShareEnd.command_number, SponsorShareEnd.share_id)
    for one in session.scalars(select(SponsorShareEnd).order_by(*ordered)):
        yield one.command_number, _end_figures(one), one.words


def _end_figures(one: SponsorShareEnd) -> str:
    return f"{one.share_id}|{one.month}|{one.reason.value}"


@attrs.frozen
class Sponsor:
    """Who gives; who pays and who is written to, if it is somebody else."""

    giver: Donor
    payer: Donor | None = None
    correspondent: Donor | None = None

    @property
    def donors(self) -> tuple[Donor, Donor, Donor]:
        """Giver, payer and correspondent."""
        return self.giver, self.payer or self.giver, self.correspondent or self.giver


def keep_share(session: Session, command: Command, share: SponsorShare) -> SponsorShare:
    """Write a share that fits; `sponsorship_agreement.join` is what offices call."""
    session.add(share)
    session.flush()
    command.witness("sponsor_shares", _figures(share), share.words)
    return share


def keep_end(session: Session, command: Command, end: SponsorShareEnd) -> SponsorShareEnd:
    """Write the end of a share; `sponsorship_agreement.stop_sponsor` is what offices call."""
    session.add(end)
    session.flush()
    command.witness("sponsor_share_ends", _end_figures(end), end.words)
    return end


# -- reads ------------------------------------------------------------------------------------------------------------


def find_share(session: Session, unit_id: int, number: int) -> SponsorShare:
    """Return a sponsor's share in a sponsorship of the unit.

    Raises: ShareUnknownError.
    """
    found = session.get(SponsorShare, number)
    if found is None or session.get_one(Sponsorship, found.sponsorship_id).unit_id != unit_id:
        raise ShareUnknownError(number=number)
    return found


def sponsor_of(session: Session, share: SponsorShare) -> Sponsor:
    """Return who gives, who pays and who is written to."""
    numbers = (share.donor_id, share.payer_id, share.correspondent_id)
    return Sponsor(*(session.get_one(Donor, number) for number in numbers))


def sponsorship_of(session: Session, share: SponsorShare, unit_id: int) -> Sponsorship:
    """Return the sponsorship of which this is a share.

    Raises: SponsorshipUnknownError.
    """
    return find_sponsorship(session, unit_id, share.sponsorship_id)


def shares_of(session: Session, made: Sequence[Sponsorship]) -> Mapping[int, list[SponsorShare]]:
    """Return sponsorship → its sponsors' shares, as they were entered."""
    query = select(SponsorShare).where(SponsorShare.sponsorship_id.in_([one.id for one in made]))
    found: dict[int, list[SponsorShare]] = defaultdict(list)
    for one in session.scalars(query.order_by(SponsorShare.id)):
        found[one.sponsorship_id].append(one)
    return found


def ends_of(session: Session, shares: Sequence[SponsorShare]) -> Mapping[int, SponsorShareEnd]:
    """Return share → its end, of those that have one."""
    query = select(SponsorShareEnd).where(SponsorShareEnd.share_id.in_([one.id for one in shares]))
    return {one.share_id: one for one in session.scalars(query)}


def cover_of(share: SponsorShare, end: SponsorShareEnd | None) -> Cover:
    """The months that a share covers, as the schedule wants it."""
    limits = [Month.from_number(share.until_month).next()] if share.until_month else []
    limits += [Month.from_number(end.month)] if end else []
    return Cover(share.id, Month.from_number(share.from_month), min(limits, default=None), share.part)
