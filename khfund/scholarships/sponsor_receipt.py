"""Which gift's money is a sponsor's contribution to a child: said by a person, up to what the gift brought to the fund.

A gift may be shared among several children; whoever gave it need not be the sponsor. What went back of the gift is
taken off what was said last.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

import attrs
from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, String, func, select
from sqlalchemy.orm import InstrumentedAttribute, Mapped, Session, mapped_column

from khfund.audit import witnesses
from khfund.db import Base, Whole, guard, never_changes, whole
from khfund.donations.donation import Donation, DonationEvent
from khfund.donations.donor import Donor
from khfund.errors import KhfundError
from khfund.ledger import Account, AccountRole, Entry, Fund, PostingRow
from khfund.ledger.accounting_period import ReasonMissingError
from khfund.scholarships.sponsor_share import SponsorShare, sponsorship_of
from khfund.scholarships.sponsorship import Sponsorship
from khfund.vietnamese import clean

if TYPE_CHECKING:
    from khfund.command import Command

_MONEY = (AccountRole.GIFTS, AccountRole.PRINCIPAL)  # what was promised is money: goods pay for no month


class GiftUsedUpError(KhfundError):
    """A gift counts for sponsored children up to what it brought to their fund."""

    message = "Khoản ủng hộ số {donation} còn {left:dong} cho quỹ {fund} chưa tính cho em nào; không tính {amount:dong} được."
    english = "Donation {donation} has {left:dong} for the fund {fund} that count for no child yet; {amount:dong} cannot be counted."


class GiftBeforeAgreementError(KhfundError):
    """A gift from before the sponsor's promise is none of its contributions."""

    message = "Khoản ủng hộ số {donation} nhận trước ngày nhận đỡ đầu {said:%d/%m/%Y}; nếu đúng, hãy ghi ngày thỏa thuận sớm hơn."
    english = "Donation {donation} came before the promise of {said:%d/%m/%Y}; if that is right, enter the earlier day of the agreement."


class OtherPayerError(KhfundError):
    """Money from somebody who is neither the sponsor nor the payer is pointed out."""

    message = "Lưu ý: khoản ủng hộ số {donation} do người khác gửi, không phải người đỡ đầu hay người chuyển tiền của phần số {share}; hãy xem lại có đúng không."
    english = "Note: donation {donation} came from somebody who is neither the sponsor nor the payer of share {share}; see whether that is right."


class ContributionUnknownError(KhfundError):
    """A contribution is known by its number, and taken back once."""

    message = "Không có khoản đóng góp đỡ đầu số {number} đang được tính."
    english = "There is no contribution number {number} that counts."


class SponsorReceipt(Base):
    """So many đồng of a gift count for a sponsor's share."""

    __tablename__ = "sponsor_receipt"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount_positive"),
        *whole("amount"),
        Index("ix_sponsor_receipt_donation", "donation_id"),
        Index("ix_sponsor_receipt_share", "share_id"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    donation_id: Mapped[int] = mapped_column(ForeignKey("donation.id"))
    share_id: Mapped[int] = mapped_column(ForeignKey("sponsor_share.id"))
    amount: Mapped[int] = mapped_column(Whole)
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))


class SponsorReceiptTakenBack(Base):
    """That a gift does not count for a share after all, and why."""

    __tablename__ = "sponsor_receipt_taken_back"

    receipt_id: Mapped[int] = mapped_column(ForeignKey("sponsor_receipt.id"), primary_key=True)
    words: Mapped[str] = mapped_column(String(300))
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))


for _table in ("sponsor_receipt", "sponsor_receipt_taken_back"):
    never_changes(_table)

_FUND = "(SELECT s.fund_id FROM sponsor_share h JOIN sponsorship s ON s.id = h.sponsorship_id WHERE h.id = NEW.share_id)"
guard(
    "sponsor_receipt_within_gift",
    "sponsor_receipt",
    when="BEFORE INSERT",
    condition="NEW.amount + COALESCE((SELECT SUM(r.amount) FROM sponsor_receipt r JOIN sponsor_share h ON h.id = r.share_id "  # noqa: S608
    "JOIN sponsorship s ON s.id = h.sponsorship_id WHERE r.donation_id = NEW.donation_id "
    f"AND s.fund_id = {_FUND} AND NOT EXISTS (SELECT 1 FROM sponsor_receipt_taken_back t WHERE t.receipt_id = r.id)), 0) > "
    "COALESCE((SELECT SUM(p.amount) FROM posting p JOIN account a ON a.id = p.credit_id "
    f"AND a.role IN ('gifts', 'principal') WHERE p.entry_id = NEW.donation_id AND p.fund_id = {_FUND}), 0)",
    refusal="sponsor_receipt: a gift counts up to what it brought to the fund",
)


@witnesses("sponsor_receipts")
def _written(session: Session) -> Iterator[tuple[int, str, str]]:
    for one in session.scalars(select(SponsorReceipt).order_by(SponsorReceipt.id)):
        yield one.command_number, _figures(one), ""


def _figures(one: SponsorReceipt) -> str:
    return f"{one.id}|{one.donation_id}|{one.share_id}|{one.amount}"


@witnesses("sponsor_receipts_taken_back")
def _taken_back(session: Session) -> Iterator[tuple[int, str, str]]:
    ordered = (SponsorReceiptTakenBack.command_number, SponsorReceiptTakenBack.receipt_id)
    for one in session.scalars(select(SponsorReceiptTakenBack).order_by(*ordered)):
        yield one.command_number, str(one.receipt_id), one.words


def receive(
    session: Session, command: Command, donation: Donation, share: SponsorShare, *, amount: int | None = None
) -> SponsorReceipt:
    """Count a gift's money, all that is left of it unless `amount` says less, as a sponsor's contribution.

    Raises: SponsorshipUnknownError, GiftBeforeAgreementError, GiftUsedUpError.
    """
    made = sponsorship_of(session, share, command.unit)
    if donation.day < min(share.said, made.agreed):
        raise GiftBeforeAgreementError(donation=donation.id, said=min(share.said, made.agreed))
    left = _left(session, donation, made.fund_id) if donation.unit_id == command.unit else 0
    taken = left if amount is None else amount
    if not 0 < taken <= left:
        fund = session.get_one(Fund, made.fund_id).code
        raise GiftUsedUpError(donation=donation.id, left=left, fund=fund, amount=taken)
    if donation.donor_id is not None and not _is_known(session, donation.donor_id, share):
        command.warn(OtherPayerError(donation=donation.id, share=share.id))
    row = SponsorReceipt(donation_id=donation.id, share_id=share.id, amount=taken)
    row.command_number = command.number
    session.add(row)
    session.flush()
    command.witness("sponsor_receipts", _figures(row), "")
    return row


def _is_known(session: Session, donor: int, share: SponsorShare) -> bool:
    survivor = func.coalesce(Donor.merged_into_id, Donor.id)
    wanted = (share.donor_id, share.payer_id)
    known = set(session.scalars(select(survivor).where(Donor.id.in_(wanted))))
    return session.scalar(select(survivor).where(Donor.id == donor)) in known


def _left(session: Session, donation: Donation, fund_id: int) -> int:
    given, back = _given(session, [donation.id], None)
    kept = given.get((donation.id, fund_id), 0) - back.get((donation.id, fund_id), 0)
    said = _counting().where(Donation.id == donation.id, Sponsorship.fund_id == fund_id)
    counting: list[SponsorReceipt] = list(session.scalars(said))
    return max(0, kept - sum(one.amount for one in counting))


def take_back_receipt(
    session: Session, command: Command, receipt: SponsorReceipt, *, reason: str
) -> SponsorReceiptTakenBack:
    """Say that a gift does not count for the share after all.

    Raises: ContributionUnknownError, ReasonMissingError.
    """
    if not clean(reason):
        raise ReasonMissingError
    row = SponsorReceiptTakenBack(receipt_id=receipt.id, words=clean(reason), command_number=command.number)
    session.add(row)
    session.flush()
    command.witness("sponsor_receipts_taken_back", str(receipt.id), row.words)
    return row


# -- reads ------------------------------------------------------------------------------------------------------------


@attrs.frozen
class Contribution:
    """What of a gift counts for a share at the end of a day, in đồng, what went back taken off."""

    receipt: int
    share: int
    donation: int
    day: date
    amount: int


def find_receipt(session: Session, unit_id: int, number: int) -> SponsorReceipt:
    """Return a contribution that counts.

    Raises: ContributionUnknownError.
    """
    found = session.get(SponsorReceipt, number)
    if found is None or session.get(SponsorReceiptTakenBack, number) is not None:
        raise ContributionUnknownError(number=number)
    if session.get_one(Donation, found.donation_id).unit_id != unit_id:
        raise ContributionUnknownError(number=number)
    return found


def contributions(session: Session, unit_id: int, on: date) -> list[Contribution]:
    """Return what has come for the unit's sponsored children by the end of a day, by the day on which it came."""
    rows = session.execute(
        _counting(Sponsorship.fund_id, Donation.day).where(Donation.unit_id == unit_id, Donation.day <= on)
    ).all()
    given, back = _given(session, {one.donation_id for one, _fund, _day in rows}, on)
    left = {key: amount - back.get(key, 0) for key, amount in given.items()}
    found = []
    for one, fund, day in rows:
        key = (one.donation_id, fund)
        amount = min(one.amount, max(0, left.get(key, 0)))
        left[key] = left.get(key, 0) - amount
        if amount:
            found.append(Contribution(one.id, one.share_id, one.donation_id, day, amount))
    return found


def _counting(*columns: InstrumentedAttribute[Any]) -> Select[Any]:
    """Every contribution that was not taken back, with more of its sponsorship and gift, as the gifts came."""
    return (
        select(SponsorReceipt, *columns)
        .join(Donation, Donation.id == SponsorReceipt.donation_id)
        .join(SponsorShare, SponsorShare.id == SponsorReceipt.share_id)
        .join(Sponsorship, Sponsorship.id == SponsorShare.sponsorship_id)
        .outerjoin(SponsorReceiptTakenBack, SponsorReceiptTakenBack.receipt_id == SponsorReceipt.id)
        .where(SponsorReceiptTakenBack.receipt_id.is_(None))
        .order_by(Donation.day, Donation.id, SponsorReceipt.id)
    )


_Sums = dict[tuple[int, int], int]


def _given(session: Session, donations: Collection[int], on: date | None) -> tuple[_Sums, _Sums]:
    """(donation, fund) → the money that came, and the money that went back by the end of a day."""
    came = (
        select(PostingRow.entry_id, PostingRow.fund_id, func.sum(PostingRow.amount))
        .join(Account, Account.id == PostingRow.credit_id)
        .where(PostingRow.entry_id.in_(donations), Account.role.in_(_MONEY))
        .group_by(PostingRow.entry_id, PostingRow.fund_id)
    )
    back = (
        select(DonationEvent.donation_id, PostingRow.fund_id, func.sum(PostingRow.amount))
        .join(Entry, Entry.id == DonationEvent.entry_id)
        .join(PostingRow, PostingRow.entry_id == Entry.id)
        .join(Account, Account.id == PostingRow.debit_id)
        .where(DonationEvent.donation_id.in_(donations), Account.role.in_(_MONEY))
        .group_by(DonationEvent.donation_id, PostingRow.fund_id)
    )
    if on is not None:
        back = back.where(Entry.day <= on)
    return (
        {(number, fund): int(amount) for number, fund, amount in session.execute(came)},
        {(number, fund): int(amount) for number, fund, amount in session.execute(back)},
    )
