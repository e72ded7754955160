"""Where pledges stand: what was promised, what the ledger says was paid, what is outstanding. Reads only.

A gift's money for a fund pays one pledge or none. In this order, the first that speaks decides:

1. what a person said last (`pledge_payment`);
2. the pledge's transfer code in the narration of the bank line that brought the gift;
3. the giver, the fund and the campaign, when exactly one pledge that is still to be paid fits: first among those for
   the gift's own campaign, then, where one of the two names none, among the others. Several that fit are told
   (`unclear`), never guessed.

Refunds and cancellations are taken off the gift on their day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

import attrs
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from khfund.banking import transfer_code
from khfund.banking.bank_line import BankLine, LineUse
from khfund.donations.donation import Donation, DonationEvent
from khfund.donations.donor import Donor
from khfund.donations.instalment import Instalment, allocate, instalments
from khfund.donations.pledge import EndReason, Pledge, end_of, pledges, terms_of
from khfund.donations.pledge_payment import PledgePayment
from khfund.ledger import Account, AccountRole, Entry, PostingRow

_MONEY = (AccountRole.GIFTS, AccountRole.PRINCIPAL)  # what was promised is money: goods pay no pledge


@attrs.frozen
class GiftShare:
    """What of a gift stayed with one fund, in đồng."""

    donation: int
    day: date
    donor: int | None
    campaign: int | None
    fund: int
    amount: int


@attrs.frozen
class Due:
    """An instalment and what of it is paid, in đồng."""

    number: int
    day: date
    promised: int
    paid: int

    @property
    def outstanding(self) -> int:
        """Đồng still to come."""
        return self.promised - self.paid


@attrs.frozen
class Standing:
    """Where a pledge stands on the day `on`.

    `instalments` are all of a pledge whose end is known, else those up to the day. `advance` is paid beyond them.
    """

    pledge: Pledge
    donor: Donor
    on: date
    ended: date | None
    reason: EndReason | None
    is_bounded: bool
    instalments: tuple[Due, ...]
    payments: tuple[GiftShare, ...]
    advance: int

    @property
    def promised(self) -> int:
        """Đồng of all instalments shown."""
        return sum(one.promised for one in self.instalments)

    @property
    def paid(self) -> int:
        """Đồng that came, advance included."""
        return sum(one.amount for one in self.payments)

    @property
    def outstanding(self) -> int:
        """Đồng of the instalments shown that have not come."""
        return sum(one.outstanding for one in self.instalments)

    @property
    def late(self) -> tuple[Due, ...]:
        """Instalments that fell due before the day and are not wholly paid."""
        return tuple(one for one in self.instalments if one.day < self.on and one.outstanding)


@attrs.frozen
class Unclear:
    """A gift that may pay any of several pledges; a person says which (`pledge_payment.link`)."""

    share: GiftShare
    pledges: tuple[int, ...]


@attrs.frozen
class Found:
    """What is known of a unit's pledges on a day."""

    standings: tuple[Standing, ...]
    unclear: tuple[Unclear, ...]


def standing(session: Session, pledge: Pledge, on: date) -> Standing:
    """Return where one pledge stands at the end of a day."""
    found = look_at_pledges(session, pledge.unit_id, on)
    return next(one for one in found.standings if one.pledge.id == pledge.id)


def look_at_pledges(session: Session, unit_id: int, on: date) -> Found:
    """Return where all pledges of a unit stand at the end of a day, and the gifts that may pay several of them."""
    made = pledges(session, unit_id)
    if not made:
        return Found((), ())
    desk = _Desk(session, made, on)
    desk.assign(_gift_shares(session, unit_id, on))
    promised = select(Donor).where(Donor.unit_id == unit_id, Donor.id.in_(_promisers()))
    givers = {one.id: one for one in session.scalars(promised)}
    standings = tuple(desk.standing(one, givers[desk.givers[one.id]]) for one in made)
    return Found(standings, tuple(desk.unclear))


class _Desk:
    """Assigns the shares of gifts to pledges, in the order in which they came."""

    def __init__(self, session: Session, made: Sequence[Pledge], on: date) -> None:
        self.session, self.made, self.on = session, made, on
        self.terms = terms_of(session, made)
        self.givers = _survivors(session, made)
        self.reasons = {one.id: event.reason for one in made if (event := end_of(session, one))}
        self.said = _said(session)
        self.coded = _coded(session, {one.code: one.id for one in made})
        self.paid: dict[int, list[GiftShare]] = defaultdict(list)
        self.unclear: list[Unclear] = []
        self.promised = {
            number: sum(one.amount for one in instalments(terms)) if terms.is_bounded else None
            for number, terms in self.terms.items()
        }

    def assign(self, came: Sequence[GiftShare]) -> None:
        for share in came:
            number = self._pledge_of(share)
            if number is not None:
                self.paid[number].append(share)

    def _pledge_of(self, share: GiftShare) -> int | None:
        if (share.donation, share.fund) in self.said:
            return self.said[share.donation, share.fund]
        fitting = [one for one in self.made if self._fits(one, share)]
        by_code = self.coded.get(share.donation)
        if by_code in {one.id for one in fitting}:
            return by_code
        same = [one for one in fitting if one.campaign_id == share.campaign]
        candidates = same or [one for one in fitting if None in {one.campaign_id, share.campaign}]
        if len(candidates) > 1:
            self.unclear.append(Unclear(share, tuple(one.id for one in candidates)))
        return candidates[0].id if len(candidates) == 1 else None

    def _fits(self, pledge: Pledge, share: GiftShare) -> bool:
        """Whether a gift may pay a pledge: same giver and fund, made before, and still something to pay."""
        if self.givers[pledge.id] != share.donor or pledge.fund_id != share.fund or share.day < pledge.agreed:
            return False
        promised = self.promised[pledge.id]
        return promised is None or sum(one.amount for one in self.paid[pledge.id]) < promised

    def standing(self, pledge: Pledge, donor: Donor) -> Standing:
        terms = self.terms[pledge.id]
        shown = list(instalments(terms, None if terms.is_bounded else self.on))
        payments = tuple(self.paid[pledge.id])
        paid = _paid(shown, payments)
        return Standing(
            pledge=pledge,
            donor=donor,
            on=self.on,
            ended=terms.ended,
            reason=self.reasons.get(pledge.id),
            is_bounded=terms.is_bounded,
            instalments=tuple(Due(one.number, one.day, one.amount, paid.get(one.number, 0)) for one in shown),
            payments=payments,
            advance=paid.get(None, 0),
        )


def _paid(shown: Sequence[Instalment], payments: Sequence[GiftShare]) -> dict[int | None, int]:
    sums: dict[int | None, int] = defaultdict(int)
    for one in allocate(shown, [(share.donation, share.amount) for share in payments]):
        sums[one.instalment] += one.amount
    return sums


def _survivors(session: Session, made: Sequence[Pledge]) -> dict[int, int]:
    """Pledge → its donor, a merged one as the survivor."""
    query = select(Pledge.id, func.coalesce(Donor.merged_into_id, Donor.id)).join(
        Donor, Donor.id == Pledge.donor_id
    )
    found: dict[int, int] = dict(session.execute(query.where(Pledge.id.in_([one.id for one in made]))).all())
    return found


def _said(session: Session) -> dict[tuple[int, int], int | None]:
    return {
        (one.donation_id, one.fund_id): one.pledge_id
        for one in session.scalars(select(PledgePayment).order_by(PledgePayment.id))
    }


def _coded(session: Session, codes: Mapping[str, int]) -> dict[int, int]:
    """Donation → the pledge whose code stands in the narration of its bank line."""
    query = (
        select(LineUse.entry_id, BankLine.narration)
        .join(BankLine, BankLine.id == LineUse.line_id)
        .join(Donation, Donation.id == LineUse.entry_id)
        .join(Donor, Donor.id == Donation.donor_id)
        .where(func.coalesce(Donor.merged_into_id, Donor.id).in_(_promisers()))
    )
    return {
        donation: codes[code.text]
        for donation, narration in session.execute(query)
        for code in transfer_code.find(narration)
        if code.text in codes
    }


def _promisers() -> Select[int]:
    return select(func.coalesce(Donor.merged_into_id, Donor.id)).join(Pledge, Pledge.donor_id == Donor.id)


def _gift_shares(session: Session, unit_id: int, on: date) -> list[GiftShare]:
    """Gifts up to a day of whoever has promised something, or that a person linked, less what went back by then."""
    giver = func.coalesce(Donor.merged_into_id, Donor.id)
    promisers = _promisers()
    own = select(Donor.id).where(Donor.id.in_(promisers) | Donor.merged_into_id.in_(promisers))
    wanted = select(Donation.id).where(Donation.donor_id.in_(own)).union(select(PledgePayment.donation_id))
    query = (
        select(Donation.id, Donation.day, giver, Donation.campaign_id, PostingRow.fund_id, PostingRow.amount)
        .outerjoin(Donor, Donor.id == Donation.donor_id)
        .join(PostingRow, PostingRow.entry_id == Donation.id)
        .join(Account, Account.id == PostingRow.credit_id)
        .where(Donation.unit_id == unit_id, Donation.day <= on, Account.role.in_(_MONEY))
        .where(Donation.id.in_(wanted))
        .order_by(Donation.day, Donation.id, PostingRow.line)
    )
    shares: dict[tuple[int, int], GiftShare] = {}
    for number, day, donor, campaign, fund, amount in session.execute(query):
        before = shares.get((number, fund))
        whole = amount + (before.amount if before else 0)
        shares[number, fund] = GiftShare(number, day, donor, campaign, fund, whole)
    for (number, fund), amount in _went_back(session, unit_id, on).items():
        if (number, fund) in shares:
            share = shares[number, fund]
            shares[number, fund] = attrs.evolve(share, amount=share.amount - amount)
    return [share for share in shares.values() if share.amount > 0]


def _went_back(session: Session, unit_id: int, on: date) -> dict[tuple[int, int], int]:
    query = (
        select(DonationEvent.donation_id, PostingRow.fund_id, func.sum(PostingRow.amount))
        .join(Entry, Entry.id == DonationEvent.entry_id)
        .join(PostingRow, PostingRow.entry_id == Entry.id)
        .join(Account, Account.id == PostingRow.debit_id)
        .where(Entry.unit_id == unit_id, Entry.day <= on, Account.role.in_(_MONEY))
        .group_by(DonationEvent.donation_id, PostingRow.fund_id)
    )
    return {(number, fund): int(amount) for number, fund, amount in session.execute(query)}
