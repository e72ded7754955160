"""Transfer codes that were handed out: what a code in a narration says about fund, campaign and giver."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.banking import transfer_code
from khfund.db import Base, never_changes
from khfund.donations.campaign import Campaign
from khfund.donations.donor import Donor, DonorUnknownError
from khfund.errors import KhfundError
from khfund.ledger import Fund
from khfund.ledger.counter import take_numbers

if TYPE_CHECKING:
    from khfund.command import Command


class CodeTermsError(KhfundError):
    """A transfer code names a fund of the unit, and a campaign for that fund if any."""

    message = "Mã chuyển khoản cần một quỹ của đơn vị; đợt vận động nếu có phải của quỹ đó."
    english = "A transfer code needs a fund of the unit, and a campaign, if any, of that fund."


class IssuedCode(Base):
    """A code and what it stands for; without a donor, `unnamed` says whether a gift may be booked as anonymous."""

    __tablename__ = "transfer_code"

    code: Mapped[str] = mapped_column(String(20), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    fund_id: Mapped[int] = mapped_column(ForeignKey("fund.id"))
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaign.id"))
    donor_id: Mapped[int | None] = mapped_column(ForeignKey("donor.id"))
    unnamed: Mapped[bool]
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))

    @property
    def prefix(self) -> str:
        """What the code begins with."""
        return self.code[: -transfer_code.SERIAL_LENGTH - 1]


never_changes("transfer_code")


def issue_code(
    session: Session,
    command: Command,
    prefix: str,
    *,
    fund: Fund,
    campaign: Campaign | None = None,
    donor: Donor | None = None,
    unnamed: bool = False,
) -> IssuedCode:
    """Hand out the next code under a prefix like "KHTH26"; it stands for the same things for ever.

    `unnamed` is for a code that everybody may use, as at an event: a transfer with it is a gift even when nobody knows
    who gave.

    Raises: CodeTermsError, DonorUnknownError, TransferPrefixError, TransferSerialError.
    """
    if fund.unit_id != command.unit or (campaign is not None and campaign.fund_id != fund.id):
        raise CodeTermsError
    if donor is not None and donor.unit_id != command.unit:
        raise DonorUnknownError(number=donor.id)
    transfer_code.make(prefix, 0)  # refuses a bad prefix before a number is taken
    taken = session.scalars(select(IssuedCode.code).where(IssuedCode.code.startswith(prefix))).all()
    serial = take_numbers(session, command.unit, f"code {prefix}", 0)
    while (code := transfer_code.make(prefix, serial)) in taken:  # another unit uses the same prefix
        serial = take_numbers(session, command.unit, f"code {prefix}", 0)
    issued = IssuedCode(
        code=code,
        unit_id=command.unit,
        fund_id=fund.id,
        campaign_id=campaign.id if campaign else None,
        donor_id=donor.id if donor else None,
        unnamed=unnamed and donor is None,
        command_number=command.number,
    )
    session.add(issued)
    session.flush()
    return issued


def issued_codes(session: Session, unit_id: int) -> list[IssuedCode]:
    """Return the unit's codes."""
    return list(
        session.scalars(select(IssuedCode).where(IssuedCode.unit_id == unit_id).order_by(IssuedCode.code))
    )
