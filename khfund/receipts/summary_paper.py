"""A donor's year on one paper: every gift once, every refund in the year in which it was paid."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from khfund.donations.donation import GIFT_ROLES, Donation, DonationEvent, EventKind
from khfund.donations.donor import Donor
from khfund.donations.giving import donor_year
from khfund.ledger import Entry, Fund, PostingRow
from khfund.ledger.account import Account
from khfund.receipts import paper
from khfund.receipts.gift_paper import WAYS, letterhead, receipt_number
from khfund.receipts.receipt import Receipt
from khfund.receipts.receipt_event import ReceiptState, state_of
from khfund.unit import Unit, value_on

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def summary_paper(session: Session, donor: Donor, year: int, *, day: date) -> paper.DonorSummaryPaper:
    """Return what a donor's summary of a calendar year says; `day` is printed as its date.

    A gift belongs to the year in which it came, a refund to the year in which it was paid, so that the papers of all
    years together count everything once. A gift without a receipt is named by its voucher.
    """
    unit = session.scalars(select(Unit).where(Unit.id == donor.unit_id)).one()
    found = donor_year(session, donor, year)
    names = dict(session.execute(select(Fund.id, Fund.name).where(Fund.unit_id == unit.id)).all())
    given = [
        paper.GivenLine(
            day=gift.donation.day,
            receipt=_number(session, gift.donation.id),
            fund=names[fund],
            way=WAYS[gift.donation.way],
            amount=amount,
        )
        for gift in found.gifts
        for fund, amount in _by_fund((share.fund_id, share.amount) for share in gift.shares).items()
    ]
    return paper.DonorSummaryPaper(
        letterhead=letterhead(unit),
        year=year,
        donor=found.donor.full_name,
        donor_address=found.donor.address or found.donor.locality,
        donor_tax_code=found.donor.tax_code,
        day_issued=day,
        place=unit.place,
        gifts=tuple(given),
        refunds=tuple(_refunds(session, found.donor, year, names)),
        signatory=paper.Signatory(
            title=value_on(session, unit.id, "signer_title", day),
            name=value_on(session, unit.id, "signer_name", day),
        ),
    )


def _by_fund(parts: Iterable[tuple[int, int]]) -> dict[int, int]:
    sums: dict[int, int] = defaultdict(int)
    for fund, amount in parts:
        sums[fund] += amount
    return sums


def _number(session: Session, donation_id: int) -> str:
    """The number of the gift's valid receipt, or of its voucher."""
    for receipt in session.scalars(
        select(Receipt).where(Receipt.donation_id == donation_id).order_by(Receipt.id)
    ):
        if state_of(session, receipt.id) is ReceiptState.GENUINE:
            return receipt_number(receipt.paper)
    return session.scalars(select(Entry).where(Entry.id == donation_id)).one().voucher_code


def _refunds(session: Session, donor: Donor, year: int, names: dict[int, str]) -> Iterable[paper.RefundLine]:
    own = select(Donor.id).where((Donor.id == donor.id) | (Donor.merged_into_id == donor.id))
    query = (
        select(Entry, DonationEvent, PostingRow.fund_id, func.sum(PostingRow.amount))
        .join(DonationEvent, DonationEvent.entry_id == Entry.id)
        .join(Donation, Donation.id == DonationEvent.donation_id)
        .join(PostingRow, PostingRow.entry_id == Entry.id)
        .join(Account, Account.id == PostingRow.debit_id)
        .where(Donation.donor_id.in_(own), DonationEvent.kind == EventKind.REFUNDED)
        .where(Account.role.in_(GIFT_ROLES))
        .where(Entry.day >= date(year, 1, 1), Entry.day <= date(year, 12, 31))
        .group_by(Entry.id, DonationEvent.entry_id, PostingRow.fund_id)
        .order_by(Entry.day, Entry.id, PostingRow.fund_id)
    )
    for entry, event, fund, amount in session.execute(query):
        yield paper.RefundLine(
            day=entry.day,
            receipt=_number(session, event.donation_id),
            fund=names[fund],
            reason=f"{event.reason} ({entry.voucher_code})",
            amount=int(amount),
        )
