"""How far a campaign has come: money that stayed, by kind of giver and by month; goods and promises stand apart.

Reads only. A gift is counted on the day on which it came, whatever went back of it by the day asked for taken off.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

import attrs
from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from khfund.calendar import DateRange, Month
from khfund.donations.campaign import Campaign
from khfund.donations.donation import Donation, DonationEvent
from khfund.donations.donor import Donor
from khfund.donations.gift import Way
from khfund.donations.likeness import DonorKind
from khfund.donations.pledge_standing import look_at_pledges
from khfund.ledger import Entry

UNNAMED = "anonymous"
KIND_NAMES = {
    DonorKind.ORGANISATION.value: "Cơ quan, tổ chức, doanh nghiệp",
    DonorKind.PERSON.value: "Cá nhân",
    DonorKind.HOUSEHOLD.value: "Hộ gia đình, dòng họ",
    UNNAMED: "Ẩn danh",
}
"""Kinds of givers as they are listed; who wishes not to be named is only «anonymous»."""


@attrs.frozen
class KindLine:
    """What givers of one kind gave in money: how many gifts, how many givers, đồng that stayed."""

    kind: str
    gifts: int
    givers: int
    amount: int


@attrs.frozen
class CampaignProgress:
    """Where a campaign stands at the end of the day `on`; đồng.

    `raised` is money only. `goods` is the value of gifts in kind, `promised` what pledges to it still lack; neither is
    in `raised`. `before` and `after` are the parts of `raised` that came outside the campaign's days.
    """

    campaign: Campaign
    on: date
    raised: int
    gifts: int
    givers: int
    kinds: tuple[KindLine, ...]
    months: tuple[tuple[Month, int], ...]
    before: int
    after: int
    goods: int
    goods_gifts: int
    promised: int

    @property
    def percent(self) -> int | None:
        """Whole percent of the target, rounded down; None without a target."""
        return None if self.campaign.target is None else self.raised * 100 // self.campaign.target

    @property
    def lacking(self) -> int:
        """Đồng that the target still lacks, 0 when it is reached or there is none."""
        return max(0, (self.campaign.target or 0) - self.raised)

    @property
    def within(self) -> int:
        """Đồng that came within the campaign's days."""
        return self.raised - self.before - self.after


@attrs.frozen
class _Gift:
    """A gift of the campaign: `giver` is the survivor of mergers, None where nobody knows."""

    day: date
    way: Way
    giver: int | None
    kind: str
    amount: int


def campaign_progress(session: Session, campaign: Campaign, on: date) -> CampaignProgress:
    """Return where a campaign stands at the end of a day; a gift of nobody known counts as one giver."""
    gifts = [one for one in _gifts(session, campaign, on) if one.amount > 0]
    money = [one for one in gifts if one.way is not Way.GOODS]
    goods = [one for one in gifts if one.way is Way.GOODS]
    last = campaign.ends or date.max
    return CampaignProgress(
        campaign=campaign,
        on=on,
        raised=_sum(money),
        gifts=len(money),
        givers=_givers(money),
        kinds=tuple(_kinds(money)),
        months=tuple(_months(campaign, money, on)),
        before=_sum(one for one in money if one.day < campaign.starts),
        after=_sum(one for one in money if one.day > last),
        goods=_sum(goods),
        goods_gifts=len(goods),
        promised=_promised(session, campaign, on),
    )


def _gifts(session: Session, campaign: Campaign, on: date) -> list[_Gift]:
    survivor = aliased(Donor)
    back = (
        select(DonationEvent.donation_id, func.sum(DonationEvent.amount).label("amount"))
        .join(Entry, Entry.id == DonationEvent.entry_id)
        .where(Entry.day <= on)
        .group_by(DonationEvent.donation_id)
        .subquery()
    )
    query = (
        select(
            Donation.day,
            Donation.way,
            Donation.anonymous,
            func.coalesce(survivor.id, Donor.id),
            func.coalesce(survivor.kind, Donor.kind),
            Donation.amount,
            func.coalesce(back.c.amount, 0),
        )
        .outerjoin(Donor, Donor.id == Donation.donor_id)
        .outerjoin(survivor, survivor.id == Donor.merged_into_id)
        .outerjoin(back, back.c.donation_id == Donation.id)
        .where(Donation.campaign_id == campaign.id, Donation.day <= on)
        .order_by(Donation.day, Donation.id)
    )
    return [
        _Gift(
            day, way, giver, UNNAMED if hidden or kind is None else DonorKind(kind).value, whole - int(gone)
        )
        for day, way, hidden, giver, kind, whole, gone in session.execute(query)
    ]


def _sum(gifts: Iterable[_Gift]) -> int:
    return sum(one.amount for one in gifts)


def _givers(gifts: Sequence[_Gift]) -> int:
    return len({one.giver for one in gifts if one.giver is not None}) + sum(
        one.giver is None for one in gifts
    )


def _kinds(money: Sequence[_Gift]) -> Iterable[KindLine]:
    for kind in KIND_NAMES:
        own = [one for one in money if one.kind == kind]
        if own:
            yield KindLine(kind, len(own), _givers(own), _sum(own))


def _months(campaign: Campaign, money: Sequence[_Gift], on: date) -> Iterable[tuple[Month, int]]:
    """Every month from the first gift or day of the campaign to the last one, whether anything came or not."""
    sums: dict[Month, int] = defaultdict(int)
    for one in money:
        sums[Month.of(one.day)] += one.amount
    days = [one.day for one in money]
    first, last = min([campaign.starts, *days]), max([min(on, campaign.ends or on), *days])
    if first > last:
        return
    for month in DateRange.between(first, last).months():
        yield month, sums[month]


def _promised(session: Session, campaign: Campaign, on: date) -> int:
    """What pledges to the campaign still lack; who ended a pledge promises nothing any more."""
    found = look_at_pledges(session, campaign.unit_id, on).standings
    return sum(one.outstanding for one in found if one.pledge.campaign_id == campaign.id and not one.ended)
