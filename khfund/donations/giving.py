"""What was given: by days for the public, by donor and year, by campaign. Reads only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby
from typing import Any

import attrs
from sqlalchemy import Boolean, Date, func, select, text
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeEngine

from khfund.calendar import DateRange
from khfund.db import one_of
from khfund.donations.campaign import Campaign
from khfund.donations.donation import Donation, DonationEvent, EventKind, FundShare, shares
from khfund.donations.donor import ANONYMOUS, Donor
from khfund.donations.gift import Way
from khfund.ledger import Entry

# -- by days ---------------------------------------------------------------------------------------------------------


@attrs.frozen
class FundGift:
    """What one fund got of a gift, and what of it went back within the days asked for; đồng."""

    fund_id: int
    is_principal: bool
    given: int
    returned: int = 0

    @property
    def amount(self) -> int:
        """Đồng that stayed."""
        return self.given - self.returned


@attrs.frozen
class Given:
    """A gift as the public may see it: `giver` and `locality` hide an anonymous one, `donor_id` is internal.

    `day` is when it came, `booked` the day of its entry. Of a gift booked before the days asked for, of which money
    went back within them, only what went back is counted: `given` is 0 then and `amount` negative.
    """

    donation_id: int
    booked: date
    day: date
    way: Way
    anonymous: bool
    donor_id: int | None
    giver: str
    locality: str
    campaign_id: int | None
    purpose: str
    parts: tuple[FundGift, ...]

    @property
    def given(self) -> int:
        """Đồng received."""
        return sum(part.given for part in self.parts)

    @property
    def returned(self) -> int:
        """Đồng refunded or cancelled."""
        return sum(part.returned for part in self.parts)

    @property
    def amount(self) -> int:
        """Đồng received less what went back: what the accounts of gifts, gifts in kind and principal moved."""
        return self.given - self.returned


_GIFTS = text(
    "SELECT d.id, e.day AS booked, d.day, d.way, d.anonymous, COALESCE(m.id, r.id) AS donor_id, "
    "COALESCE(m.full_name, r.full_name) AS full_name, COALESCE(m.locality, r.locality) AS locality, d.campaign_id, "
    "d.purpose, p.fund_id, a.role, p.amount "
    "FROM donation d JOIN entry e ON e.id = d.id JOIN posting p ON p.entry_id = d.id "
    "JOIN account a ON a.id = p.credit_id AND a.role IN ('gifts', 'principal', 'gifts_in_kind') "
    "LEFT JOIN donor r ON r.id = d.donor_id LEFT JOIN donor m ON m.id = r.merged_into_id "
    "WHERE e.unit_id = :unit AND e.day >= :start AND e.day < :end ORDER BY e.day, d.id, p.line"
)
_OLDER_GIFTS = text(
    _GIFTS.text.replace(
        "WHERE e.unit_id = :unit AND e.day >= :start AND e.day < :end",
        "WHERE d.id IN (SELECT v.donation_id FROM donation_event v JOIN entry x ON x.id = v.entry_id "
        "WHERE x.unit_id = :unit AND x.day >= :start AND x.day < :end) AND NOT (e.day >= :start AND e.day < :end)",
    )
)
_TYPES: dict[str, TypeEngine[Any]] = {
    "booked": Date(),
    "day": Date(),
    "way": one_of(Way),
    "anonymous": Boolean(),
}
_RETURNED = text(
    "SELECT v.donation_id, p.fund_id, a.role, p.amount FROM donation_event v JOIN entry x ON x.id = v.entry_id "
    "JOIN posting p ON p.entry_id = x.id JOIN account a ON a.id = p.debit_id AND a.role IN ('gifts', 'principal', 'gifts_in_kind') "
    "WHERE x.unit_id = :unit AND x.day >= :start AND x.day < :end"
)


def gifts(session: Session, unit_id: int, days: DateRange) -> Iterator[Given]:
    """Give the unit's gifts whose entries are dated within the days, in that order, then what went back of older ones.

    A gift cancelled within the same days is left out. The sums of `amount` by fund are, to the đồng, what donations
    moved on the accounts of gifts (5111, in kind 5112) and principal (411) in those days.
    """
    bounds = {"unit": unit_id, "start": days.start.isoformat(), "end": days.end.isoformat()}
    returned: dict[int, dict[tuple[int, str], int]] = defaultdict(lambda: defaultdict(int))
    for number, fund_id, role, amount in session.execute(_RETURNED, bounds):
        returned[number][fund_id, role] += amount
    for query, counts in ((_GIFTS, True), (_OLDER_GIFTS, False)):
        rows = session.execute(query.columns(**_TYPES), bounds, execution_options={"yield_per": 5_000})
        for _, lines in groupby(rows, key=lambda row: row.id):
            gift = _given(list(lines), returned, counts=counts)
            if gift.amount:
                yield gift


def _given(lines: list[Any], returned: dict[int, dict[tuple[int, str], int]], *, counts: bool) -> Given:
    row = lines[0]
    back = returned.get(row.id) or {}
    sums: dict[tuple[int, str], int] = defaultdict(int)
    for line in lines:
        sums[line.fund_id, line.role] += line.amount
    parts = tuple(
        FundGift(fund_id, role == "principal", amount if counts else 0, back.get((fund_id, role), 0))
        for (fund_id, role), amount in sums.items()
    )
    hidden = row.anonymous or row.donor_id is None
    return Given(
        donation_id=row.id,
        booked=row.booked,
        day=row.day,
        way=row.way,
        anonymous=bool(row.anonymous),
        donor_id=row.donor_id,
        giver=ANONYMOUS if hidden else row.full_name,
        locality="" if hidden else row.locality,
        campaign_id=row.campaign_id,
        purpose=row.purpose,
        parts=parts,
    )


# -- by donor and year ------------------------------------------------------------------------------------------------


@attrs.frozen
class YearGift:
    """One gift of a donor: what came, and (day, đồng) of whatever went back, whenever it did."""

    donation: Donation
    shares: tuple[FundShare, ...]
    refunds: tuple[tuple[date, int], ...]

    @property
    def returned(self) -> int:
        """Đồng that went back."""
        return sum(amount for _, amount in self.refunds)

    @property
    def amount(self) -> int:
        """Đồng that stayed."""
        return self.donation.amount - self.returned


@attrs.frozen
class DonorYear:
    """All that a donor gave in a calendar year."""

    donor: Donor
    year: int
    gifts: tuple[YearGift, ...]

    @property
    def given(self) -> int:
        """Đồng received."""
        return sum(gift.donation.amount for gift in self.gifts)

    @property
    def returned(self) -> int:
        """Đồng that went back."""
        return sum(gift.returned for gift in self.gifts)

    @property
    def amount(self) -> int:
        """Đồng that stayed."""
        return self.given - self.returned


def donor_year(session: Session, donor: Donor, year: int) -> DonorYear:
    """Return every gift that came from a donor, or from one merged into it, in a year, by day.

    The year is that of the day on which the gift came, whenever it was booked. Cancelled donations never happened;
    refunds stand beside their gift, so that nothing is counted twice.
    """
    survivor = donor if donor.merged_into_id is None else session.get_one(Donor, donor.merged_into_id)
    own = select(Donor.id).where((Donor.id == survivor.id) | (Donor.merged_into_id == survivor.id))
    cancelled = select(DonationEvent.donation_id).where(DonationEvent.kind == EventKind.CANCELLED)
    query = select(Donation).where(
        Donation.donor_id.in_(own),
        Donation.day >= date(year, 1, 1),
        Donation.day <= date(year, 12, 31),
        Donation.id.not_in(cancelled),
    )
    found = session.scalars(query.order_by(Donation.day, Donation.id))
    return DonorYear(survivor, year, tuple(_year_gift(session, one) for one in found))


def _year_gift(session: Session, donation: Donation) -> YearGift:
    query = (
        select(Entry.day, DonationEvent.amount)
        .join(Entry, Entry.id == DonationEvent.entry_id)
        .where(DonationEvent.donation_id == donation.id)
        .order_by(Entry.day, Entry.id)
    )
    refunds = tuple((day, amount) for day, amount in session.execute(query))
    return YearGift(donation, tuple(shares(session, donation.id)), refunds)


def donors_of_year(session: Session, unit_id: int, year: int) -> Iterable[Donor]:
    """Return the donors from whom gifts of a year came, merged ones as their survivor, in the order of names."""
    came = select(func.coalesce(Donor.merged_into_id, Donor.id)).join(Donation, Donation.donor_id == Donor.id)
    came = came.where(
        Donation.unit_id == unit_id, Donation.day >= date(year, 1, 1), Donation.day <= date(year, 12, 31)
    )
    return session.scalars(select(Donor).where(Donor.id.in_(came)).order_by(Donor.sort_key, Donor.id))


# -- by campaign ------------------------------------------------------------------------------------------------------


@attrs.frozen
class Progress:
    """How far a campaign has come: đồng that stayed, of how many gifts, and the target if there is one."""

    raised: int
    gifts: int
    target: int | None

    @property
    def percent(self) -> int | None:
        """Whole percent of the target, rounded down."""
        return None if self.target is None else self.raised * 100 // self.target


def progress(session: Session, campaign: Campaign) -> Progress:
    """Return what a campaign has raised, refunds and cancellations deducted."""
    back = (
        select(DonationEvent.donation_id, func.sum(DonationEvent.amount).label("amount"))
        .join(Donation, Donation.id == DonationEvent.donation_id)
        .where(Donation.campaign_id == campaign.id)
        .group_by(DonationEvent.donation_id)
        .subquery()
    )
    stayed = Donation.amount - func.coalesce(back.c.amount, 0)
    query = (
        select(func.coalesce(func.sum(stayed), 0), func.count())
        .outerjoin(back, back.c.donation_id == Donation.id)
        .where(Donation.campaign_id == campaign.id, stayed > 0)
    )
    raised, count = session.execute(query).one()
    return Progress(int(raised), count, campaign.target)
