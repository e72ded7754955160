"""What a giver is shown of their own gifts: each with its funds, what went back of it, and its receipt."""

from __future__ import annotations

from datetime import date

import attrs
from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from khfund.donations.campaign import Campaign
from khfund.donations.donation import GIFT_ROLES, Donation, DonationEvent
from khfund.donations.donor import Donor
from khfund.donations.gift import Way
from khfund.ledger import Account, Entry, Fund, PostingRow
from khfund.receipts.receipt import Receipt
from khfund.receipts.receipt_event import ReceiptState, state_of

GIFTS_MAX = 500  # shown on a page, the newest first


@attrs.frozen
class ShownGift:
    """A gift as its giver sees it; đồng. `day` is when it came, `booked` the day of its entry."""

    number: int
    day: date
    booked: date
    way: Way
    amount: int
    returned: int
    campaign: str
    shares: tuple[tuple[str, str, int], ...]  # fund code, fund name, đồng
    receipts: tuple[tuple[str, ReceiptState], ...]  # printed number, what it is worth


def giver_history(session: Session, donor: Donor) -> list[ShownGift]:
    """Return a donor's gifts, those of merged entries among them, the newest first."""
    own = select(Donor.id).where(or_(Donor.id == donor.id, Donor.merged_into_id == donor.id))
    query = (
        select(Donation, Entry.day, Campaign.name)
        .join(Entry, Entry.id == Donation.id)
        .outerjoin(Campaign, Campaign.id == Donation.campaign_id)
        .where(Donation.donor_id.in_(own))
        .order_by(Donation.day.desc(), Donation.id.desc())
        .limit(GIFTS_MAX)
    )
    found = session.execute(query).all()
    numbers = [donation.id for donation, _day, _campaign in found]
    returned, shares, receipts = (
        _returned(session, numbers),
        _shares(session, numbers),
        _receipts(session, numbers),
    )
    return [
        ShownGift(
            number=donation.id,
            day=donation.day,
            booked=booked,
            way=donation.way,
            amount=donation.amount,
            returned=returned.get(donation.id, 0),
            campaign=campaign or "",
            shares=tuple(shares.get(donation.id, ())),
            receipts=tuple(receipts.get(donation.id, ())),
        )
        for donation, booked, campaign in found
    ]


def _returned(session: Session, numbers: list[int]) -> dict[int, int]:
    query = select(DonationEvent.donation_id, func.sum(DonationEvent.amount))
    query = query.where(DonationEvent.donation_id.in_(numbers)).group_by(DonationEvent.donation_id)
    return {number: int(amount) for number, amount in session.execute(query)}


def _shares(session: Session, numbers: list[int]) -> dict[int, list[tuple[str, str, int]]]:
    query = (
        select(PostingRow.entry_id, Fund.code, Fund.name, func.sum(PostingRow.amount))
        .join(Fund, Fund.id == PostingRow.fund_id)
        .join(Account, Account.id == PostingRow.credit_id)
        .where(PostingRow.entry_id.in_(numbers), Account.role.in_(GIFT_ROLES))
        .group_by(PostingRow.entry_id, Fund.code, Fund.name)
        .order_by(PostingRow.entry_id, Fund.code)
    )
    found: dict[int, list[tuple[str, str, int]]] = {}
    for number, code, name, amount in session.execute(query):
        found.setdefault(number, []).append((code, name, int(amount)))
    return found


def _receipts(session: Session, numbers: list[int]) -> dict[int, list[tuple[str, ReceiptState]]]:
    found: dict[int, list[tuple[str, ReceiptState]]] = {}
    query = select(Receipt).where(Receipt.donation_id.in_(numbers)).order_by(Receipt.id)
    for one in session.scalars(query):
        found.setdefault(one.donation_id, []).append((one.printed_number, state_of(session, one.id)))
    return found
