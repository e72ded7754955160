"""From a gift in the books to what its receipt says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

import attrs
from sqlalchemy import case, func, select
from sqlalchemy.orm import Session, aliased

from khfund.banking.bank_line import BankLine, LineUse
from khfund.donations.donation import GIFT_ROLES, Donation, DonationEvent, DonationUnknownError
from khfund.donations.donor import ANONYMOUS, Donor
from khfund.donations.gift import Way
from khfund.donations.goods_line import BASIS_NAMES, goods_of
from khfund.errors import KhfundError
from khfund.ledger import Account, Fund, PostingRow
from khfund.receipts import check_code, paper
from khfund.receipts.series import Series
from khfund.unit import Unit, value_on

WAYS = {Way.CASH: paper.Way.CASH, Way.TRANSFER: paper.Way.TRANSFER, Way.GOODS: paper.Way.GOODS}


class NothingKeptError(KhfundError):
    """A receipt confirms money that was kept; what was cancelled or given back whole has none."""

    message = "Khoản ủng hộ số {donation} đã hủy hoặc đã hoàn lại hết nên không có biên nhận."
    english = "The donation {donation} was cancelled or given back whole, so it has no receipt."


@attrs.frozen
class Gift:
    """A gift as its receipt needs it; shares are what each fund has kept, in đồng, in the order of the postings."""

    donation_id: int
    day: date
    way: Way
    giver: str
    address: str
    tax_code: str
    reference: str
    shares: tuple[tuple[Fund, int], ...]
    goods: tuple[paper.GoodsGiven, ...] = ()


@attrs.frozen
class Office:
    """What all receipts of a unit, a series and a day have in common."""

    day: date
    series: Series
    letterhead: paper.Letterhead
    title: str
    note: str
    signatories: tuple[paper.Signatory, ...]
    public_url: str

    @classmethod
    def read(cls, session: Session, unit_id: int, series: Series, day: date) -> Office:
        """Look up the unit's head and its settings of the day."""
        unit = session.scalars(select(Unit).where(Unit.id == unit_id)).one()
        named = value_on(session, unit_id, "receipt_signatories", day).split(";")
        return cls(
            day=day,
            series=series,
            letterhead=letterhead(unit),
            title=value_on(session, unit_id, "receipt_title", day),
            note=value_on(session, unit_id, "receipt_note", day),
            signatories=tuple(_signatory(text) for text in named if text.strip()),
            public_url=unit.public_url,
        )


def letterhead(unit: Unit) -> paper.Letterhead:
    """Return the head of a unit's papers."""
    return paper.Letterhead(
        body=unit.name,
        parent=unit.parent_body,
        address=unit.address,
        tax_code=unit.tax_code,
        phone=unit.phone,
    )


def _signatory(text: str) -> paper.Signatory:
    title, _, name = text.partition(":")
    return paper.Signatory(title=title.strip(), name=name.strip())


def gifts_of(session: Session, unit_id: int, donation_ids: Sequence[int]) -> list[Gift]:
    """Return the gifts with these numbers, in that order.

    Raises: DonationUnknownError, NothingKeptError.
    """
    named = aliased(Donor)
    query = (
        select(Donation, Donor)
        .outerjoin(named, named.id == Donation.donor_id)
        .outerjoin(Donor, Donor.id == func.coalesce(named.merged_into_id, named.id))
        .where(Donation.unit_id == unit_id, Donation.id.in_(donation_ids))
    )
    found = {donation.id: (donation, donor) for donation, donor in session.execute(query)}
    shares, references = _shares(session, donation_ids), _references(session, donation_ids)
    gifts = []
    for number in donation_ids:
        if number not in found:
            raise DonationUnknownError(number=number)
        if not shares[number]:
            raise NothingKeptError(donation=number)
        donation, donor = found[number]
        gift = _gift(donation, donor, references.get(number, ""), shares[number])
        if gift.way is Way.GOODS:
            gift = attrs.evolve(gift, goods=_goods(session, number))
        gifts.append(gift)
    return gifts


def _gift(donation: Donation, donor: Donor | None, reference: str, shares: list[tuple[Fund, int]]) -> Gift:
    return Gift(
        donation_id=donation.id,
        day=donation.day,
        way=donation.way,
        giver=donor.full_name if donor else ANONYMOUS,
        address=(donor.address or donor.locality) if donor else "",
        tax_code=donor.tax_code if donor else "",
        reference=reference,
        shares=tuple(shares),
    )


def _goods(session: Session, donation_id: int) -> tuple[paper.GoodsGiven, ...]:
    """What was given in kind; a gift in kind is kept or cancelled whole, so all its goods were kept."""
    return tuple(
        paper.GoodsGiven(
            name=line.item.name,
            measure=line.item.measure,
            quantity=line.quantity,
            unit_value=line.unit_value,
            value=line.value,
            basis=" ".join(filter(None, (BASIS_NAMES[line.basis], line.paper))),
        )
        for line in goods_of(session, donation_id)
    )


def _shares(session: Session, donation_ids: Sequence[int]) -> dict[int, list[tuple[Fund, int]]]:
    """What each fund has kept of each gift: its credits less what refunds and cancellations took back."""
    events = select(DonationEvent.entry_id, DonationEvent.donation_id)
    entries = {number: number for number in donation_ids}
    entries |= dict(session.execute(events.where(DonationEvent.donation_id.in_(donation_ids))).all())
    debit, credit = aliased(Account), aliased(Account)
    kept = case((credit.role.in_(GIFT_ROLES), PostingRow.amount), else_=0) - case(
        (debit.role.in_(GIFT_ROLES), PostingRow.amount), else_=0
    )
    query = (
        select(PostingRow.entry_id, PostingRow.fund_id, func.sum(kept), func.min(PostingRow.line))
        .join(credit, credit.id == PostingRow.credit_id)
        .join(debit, debit.id == PostingRow.debit_id)
        .where(PostingRow.entry_id.in_(entries))
        .group_by(PostingRow.entry_id, PostingRow.fund_id)
        .order_by(PostingRow.entry_id, func.min(PostingRow.line))
    )
    sums: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for entry, fund, amount, _line in session.execute(query):
        sums[entries[entry]][fund] += int(amount)
    funds = {fund.id: fund for fund in session.scalars(select(Fund))}
    found: dict[int, list[tuple[Fund, int]]] = defaultdict(list)
    for donation, parts in sums.items():
        found[donation] = [(funds[fund], amount) for fund, amount in parts.items() if amount > 0]
    return found


def _references(session: Session, donation_ids: Sequence[int]) -> dict[int, str]:
    query = select(LineUse.entry_id, BankLine.reference).join(BankLine, BankLine.id == LineUse.line_id)
    return dict(session.execute(query.where(LineUse.entry_id.in_(donation_ids))).all())


def paper_for(
    office: Office, gift: Gift, *, number: int, code: str, replaces: str = ""
) -> paper.ReceiptPaper:
    """Return what the receipt of a gift says; `code` is its check code, `replaces` the number it replaces.

    The giver holds this paper, so it names a giver whom the public does not get to know.
    """
    written = check_code.printed(code)
    page = office.public_url.rstrip("/")
    return paper.ReceiptPaper(
        letterhead=office.letterhead,
        title=office.title,
        series=office.series.code,
        number=number,
        year=office.day.year,
        day_issued=office.day,
        day_received=gift.day,
        giver=gift.giver,
        giver_address=gift.address,
        giver_tax_code=gift.tax_code,
        shares=tuple(
            paper.Share(fund=fund.name, amount=amount, legal_basis=fund.legal_basis, purpose=fund.purpose)
            for fund, amount in gift.shares
        ),
        way=WAYS[gift.way],
        goods=gift.goods,
        reference=gift.reference,
        note=office.note,
        replaces=replaces,
        signatories=_hands(office.signatories) if gift.goods else office.signatories,
        check_code=written,
        check_url=f"{page}/{code}" if page else "",
        check_page=page,
    )


def _hands(signatories: Sequence[paper.Signatory]) -> tuple[paper.Signatory, ...]:
    """Who signs for goods: nobody hands in money."""
    return tuple(
        attrs.evolve(one, title="Người giao hiện vật") if one.title == "Người nộp tiền" else one
        for one in signatories
    )


def trial_papers(
    session: Session, unit_id: int, series: Series, donation_ids: Sequence[int], day: date, *, first: int = 1
) -> Iterator[paper.ReceiptPaper]:
    """Give the papers that gifts would get on a day, marked as a trial, numbered from `first`, with an empty code."""
    office = Office.read(session, unit_id, series, day)
    for place, gift in enumerate(gifts_of(session, unit_id, donation_ids), first):
        says = paper_for(office, gift, number=place, code="0" * check_code.LENGTH)
        yield attrs.evolve(says, mark=paper.TEST)


def receipt_number(says: paper.ReceiptPaper) -> str:
    """Write a receipt's number: GXN-2026-000012."""
    return f"{says.series}-{says.year}-{says.number:06d}"
