"""Promised, received, paid out: where each sponsor and each sponsored child stand on a day. Reads only.

Promised are a sponsor's shares of the schedule, received the gifts that a person counted for them, paid out what of
the child's payments the shares stand for. Money pays the oldest promised month first, so that a lump sum, a part of it
or money in advance falls into months by itself. Nothing here is noted; a refund or an event changes it at once.

Who is asked about arrears is the sponsor who promised, never somebody who only pays; who has stopped is not asked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta

import attrs
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from khfund import money
from khfund.calendar import DateRange, Month
from khfund.donations.donor import Donor
from khfund.donations.instalment import Instalment as Due
from khfund.donations.instalment import allocate
from khfund.scholarships.instalment import Instalment
from khfund.scholarships.payment_standing import paid_instalments
from khfund.scholarships.schedule import OwedMonth, schedule
from khfund.scholarships.sponsor_receipt import Contribution, contributions
from khfund.scholarships.sponsor_share import SponsorShare, SponsorShareEnd, ends_of, shares_of
from khfund.scholarships.sponsorship import Sponsorship, sponsorships
from khfund.scholarships.sponsorship_due import standing_instalments
from khfund.scholarships.sponsorship_hold import ALWAYS
from khfund.scholarships.sponsorship_terms import terms_of


@attrs.frozen
class PromisedMonth:
    """A month that a sponsor has promised, and what of it came; đồng. A held month is not asked for."""

    month: Month
    due: date
    promised: int
    received: int
    is_held: bool

    @property
    def outstanding(self) -> int:
        """Đồng still to come."""
        return self.promised - self.received


@attrs.frozen
class SponsorStanding:
    """Where a giver stands with one child at the end of the day `on`; đồng.

    `advance` came beyond all promised months; `paid_out` is what of the payments to the child the shares stand for.
    """

    sponsorship: Sponsorship
    shares: tuple[SponsorShare, ...]
    giver: Donor
    payer: Donor
    correspondent: Donor
    on: date
    has_stopped: bool
    months: tuple[PromisedMonth, ...]
    contributions: tuple[Contribution, ...]
    advance: int
    paid_out: int

    @property
    def promised(self) -> int:
        """Đồng of all months, past and to come."""
        return sum(one.promised for one in self.months)

    @property
    def due(self) -> int:
        """Đồng of the months that have fallen due by the day."""
        return sum(one.promised for one in self._fallen_due)

    @property
    def received(self) -> int:
        """Đồng that came, advances included."""
        return sum(one.amount for one in self.contributions)

    @property
    def late(self) -> tuple[PromisedMonth, ...]:
        """Months that have fallen due and are not wholly paid."""
        return tuple(one for one in self._fallen_due if one.outstanding)

    @property
    def arrears(self) -> int:
        """Đồng of those months that have not come."""
        return sum(one.outstanding for one in self.late)

    @property
    def ahead(self) -> int:
        """Đồng that came for months to come, or beyond them all."""
        return self.received - (self.due - self.arrears)

    @property
    def paid_until(self) -> Month | None:
        """The last month up to which everything promised has come."""
        last = None
        for one in self.months:
            if one.outstanding:
                break
            last = one.month
        return last

    @property
    def is_asked(self) -> bool:
        """Whether the sponsor may be asked about arrears: who has stopped is not."""
        return bool(self.arrears) and not self.has_stopped

    @property
    def _fallen_due(self) -> list[PromisedMonth]:
        return [one for one in self.months if one.due <= self.on and not one.is_held]


@attrs.frozen
class ChildStanding:
    """Where a sponsorship stands at the end of a day: what was owed by instalments, what of it was paid; đồng.

    `to_come` is what the schedule still holds beyond the instalments, `uncovered` what of the months due by the day no
    sponsor promised; `by_month` gives month (202609) → what instalments owe, and what of it was paid.
    """

    sponsorship: Sponsorship
    on: date
    months: tuple[OwedMonth, ...]
    owed: int
    paid: int
    unpaid: int
    to_come: int
    uncovered: int
    by_month: Mapping[int, tuple[int, int]]
    sponsors: tuple[SponsorStanding, ...]


def standings(session: Session, unit_id: int, on: date) -> list[ChildStanding]:
    """Return where every sponsorship of the unit agreed by a day stands at its end, in the order in which they were agreed."""
    return standings_of(session, [one for one in sponsorships(session, unit_id) if one.agreed <= on], on)


def standings_of(session: Session, made: Sequence[Sponsorship], on: date) -> list[ChildStanding]:
    """Return where some sponsorships of one unit stand at the end of a day, in the order given."""
    if not made:
        return []
    desk = _Desk(session, made[0].unit_id, made, on)
    return [desk.standing(one) for one in made]


def standing(session: Session, made: Sponsorship, on: date) -> ChildStanding:
    """Return where one sponsorship stands at the end of a day."""
    return standings_of(session, [made], on)[0]


class _Desk:
    """What is known of all the sponsorships asked for, read once."""

    def __init__(self, session: Session, unit_id: int, made: Sequence[Sponsorship], on: date) -> None:
        self.on = on
        self.terms = terms_of(session, made)
        self.shares = shares_of(session, made)
        self.ends = ends_of(session, [one for of in self.shares.values() for one in of])
        self.donors = _donors(session, [one for of in self.shares.values() for one in of])
        self.came: dict[int, list[Contribution]] = defaultdict(list)
        for one in contributions(session, unit_id, on):
            self.came[one.share].append(one)
        self.owed = _instalments(session, made)
        upto = DateRange(ALWAYS.start, on + timedelta(days=1))
        self.paid = {one.instalment_id for one in paid_instalments(session, unit_id, upto)}

    def standing(self, made: Sponsorship) -> ChildStanding:
        months = schedule(self.terms[made.id])
        standing = self.owed[made.id]
        paid = [one for one in standing if one.id in self.paid]
        owed = sum(one.amount for one in standing)
        due = [one for one in months if one.due <= self.on and not one.is_held]
        by_giver: dict[int, list[SponsorShare]] = defaultdict(list)
        for share in self.shares.get(made.id, ()):
            by_giver[self._survivor(share.donor_id).id].append(share)
        out = _paid_out(paid, months)
        return ChildStanding(
            sponsorship=made,
            on=self.on,
            months=months,
            owed=owed,
            paid=sum(one.amount for one in paid),
            unpaid=owed - sum(one.amount for one in paid),
            to_come=_to_come(standing, months),
            uncovered=sum(one.amount - sum(dong for _, dong in one.parts) for one in due),
            by_month=_by_month(standing, {one.id for one in paid}),
            sponsors=tuple(self._sponsor(made, of, months, out) for of in by_giver.values()),
        )

    def _sponsor(
        self,
        made: Sponsorship,
        shares: Sequence[SponsorShare],
        months: Sequence[OwedMonth],
        out: Mapping[int, int],
    ) -> SponsorStanding:
        own = {one.id for one in shares}
        promised = [
            (one, part) for one in months if (part := sum(dong for share, dong in one.parts if share in own))
        ]
        came = sorted(
            (one for share in own for one in self.came[share]), key=lambda one: (one.day, one.receipt)
        )
        sums = _into_months(promised, came)
        last = shares[-1]
        return SponsorStanding(
            sponsorship=made,
            shares=tuple(shares),
            giver=self._survivor(last.donor_id),
            payer=self._survivor(last.payer_id),
            correspondent=self._survivor(last.correspondent_id),
            on=self.on,
            has_stopped=all(_has_stopped(self.ends.get(one.id), self.on) for one in shares),
            months=tuple(
                PromisedMonth(one.month, one.due, part, sums.get(place, 0), one.is_held)
                for place, (one, part) in enumerate(promised, 1)
            ),
            contributions=tuple(came),
            advance=sums.get(None, 0),
            paid_out=sum(out.get(share, 0) for share in own),
        )

    def _survivor(self, number: int) -> Donor:
        donor = self.donors[number]
        return donor if donor.merged_into_id is None else self.donors[donor.merged_into_id]


def _donors(session: Session, shares: Sequence[SponsorShare]) -> dict[int, Donor]:
    """Those whom the shares name, and those into whom they were merged."""
    named = {number for one in shares for number in (one.donor_id, one.payer_id, one.correspondent_id)}
    merged = select(Donor.merged_into_id).where(Donor.id.in_(named))
    found = session.scalars(select(Donor).where(or_(Donor.id.in_(named), Donor.id.in_(merged))))
    return {one.id: one for one in found}


def _has_stopped(end: SponsorShareEnd | None, on: date) -> bool:
    return end is not None and Month.from_number(end.month) <= Month.of(on)


def _into_months(
    promised: Sequence[tuple[OwedMonth, int]], came: Iterable[Contribution]
) -> dict[int | None, int]:
    """Place of the month (from 1; None beyond all) → đồng of the contributions that pay it, the oldest month first."""
    due = [Due(place, one.due, part) for place, (one, part) in enumerate(promised, 1)]
    sums: dict[int | None, int] = defaultdict(int)
    for one in allocate(due, [(gift.receipt, gift.amount) for gift in came]):
        sums[one.instalment] += one.amount
    return sums


def _instalments(session: Session, made: Sequence[Sponsorship]) -> Mapping[int, list[Instalment]]:
    """Sponsorship → its instalments that stand."""
    found: dict[int, list[Instalment]] = defaultdict(list)
    for one in standing_instalments(session, made):
        found[one.sponsorship_id or 0].append(one)
    return found


def _by_month(standing: Sequence[Instalment], paid: Collection[int]) -> dict[int, tuple[int, int]]:
    found: dict[int, tuple[int, int]] = {}
    for one in standing:
        owed, went_out = found.get(one.month, (0, 0))
        found[one.month] = (owed + one.amount, went_out + (one.amount if one.id in paid else 0))
    return found


def _to_come(standing: Sequence[Instalment], months: Sequence[OwedMonth]) -> int:
    written: dict[int, int] = defaultdict(int)
    for one in standing:
        written[one.month] += one.amount
    return sum(max(0, one.amount - written[one.month.number]) for one in months)


def _paid_out(paid: Sequence[Instalment], months: Sequence[OwedMonth]) -> dict[int, int]:
    """Share → what of the payments it stands for; what was paid beyond the schedule is nobody's share."""
    by_month = {one.month.number: one for one in months}
    sums: dict[int, int] = defaultdict(int)
    for one in paid:
        month = by_month.get(one.month)
        if month is None or not month.parts:
            continue
        left = month.amount - sum(dong for _, dong in month.parts)
        weights = [*(dong for _, dong in month.parts), *([left] if left else [])]
        for (share, _), dong in zip(month.parts, money.split(one.amount, weights), strict=False):
            sums[share] += dong
    return sums
