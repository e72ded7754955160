"""Which gift pays which pledge, where a person has said so; everything else is derived in `pledge_standing`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Index, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.audit import witnesses
from khfund.db import Base, Whole, guard, never_changes
from khfund.donations.donation import Donation, shares
from khfund.donations.gift import Way
from khfund.donations.pledge import Pledge, PledgeUnknownError
from khfund.errors import KhfundError
from khfund.ledger import Fund

if TYPE_CHECKING:
    from khfund.command import Command


class PaymentOfPledgeError(KhfundError):
    """A donation pays a pledge to a fund that it gave to, from the day on which the pledge was made."""

    message = "Khoản ủng hộ số {donation} không ghi vào cam kết số {pledge} được: {reason}."
    english = "Donation {donation} cannot be linked to pledge {pledge}: {reason}."


class PledgePayment(Base):
    """A person's word on what a donation's money for a fund pays: a pledge, or none. The last word stands."""

    __tablename__ = "pledge_payment"
    __table_args__ = (Index("ix_pledge_payment_donation", "donation_id", "fund_id"),)

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    donation_id: Mapped[int] = mapped_column(ForeignKey("donation.id"))
    fund_id: Mapped[int] = mapped_column(ForeignKey("fund.id"))
    pledge_id: Mapped[int | None] = mapped_column(ForeignKey("pledge.id"), index=True)
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))


never_changes("pledge_payment")
guard(
    "pledge_payment_to_its_fund",
    "pledge_payment",
    when="BEFORE INSERT",
    condition="NEW.fund_id <> (SELECT fund_id FROM pledge WHERE id = NEW.pledge_id)",
    refusal="pledge_payment: the money went to another fund than the pledge",
)


@witnesses("pledge_payments")
def _payments_written(session: Session) -> Iterator[tuple[int, str, str]]:
    for one in session.scalars(select(PledgePayment).order_by(PledgePayment.id)):
        yield one.command_number, f"{one.id}|{one.donation_id}|{one.fund_id}|{one.pledge_id or ''}", ""


def link(
    session: Session, command: Command, donation: Donation, pledge: Pledge | None, *, fund: Fund | None = None
) -> PledgePayment:
    """Say which pledge a donation's money pays, or, with None, that its money for `fund` pays no pledge.

    This word stands against what would be derived, until another one is said. The donor may be another person than
    the one who promised.

    Raises: PledgeUnknownError, PaymentOfPledgeError.
    """
    if pledge is not None and pledge.unit_id != command.unit:
        raise PledgeUnknownError(number=pledge.id)
    wanted = pledge.fund_id if pledge else (fund.id if fund else None)
    given = {share.fund_id for share in shares(session, donation.id) if donation.way is not Way.GOODS}
    number = pledge.id if pledge else 0
    if wanted not in given or donation.unit_id != command.unit:
        raise PaymentOfPledgeError(donation=donation.id, pledge=number, reason="không có tiền cho quỹ đó")
    if pledge is not None and donation.day < pledge.agreed:
        raise PaymentOfPledgeError(donation=donation.id, pledge=number, reason="nhận trước ngày cam kết")
    said = PledgePayment(donation_id=donation.id, fund_id=wanted, pledge_id=pledge.id if pledge else None)
    said.command_number = command.number
    session.add(said)
    session.flush()
    command.witness("pledge_payments", f"{said.id}|{donation.id}|{wanted}|{said.pledge_id or ''}", "")
    return said
