"""Campaigns: an appeal for one fund with a beginning, perhaps an end, and a target."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.db import Base, Whole
from khfund.errors import KhfundError
from khfund.ledger import Fund
from khfund.vietnamese import clean

if TYPE_CHECKING:
    from khfund.command import Command


class CampaignUnknownError(KhfundError):
    """A campaign is known in its unit by its code."""

    message = "Đơn vị không có đợt vận động mã «{code}»; xem bằng `khfund campaign list`."
    english = "The unit has no campaign with the code «{code}»; see `khfund campaign list`."


class CampaignCodeTakenError(KhfundError):
    """A campaign code stands once in a unit."""

    message = "Mã đợt vận động «{code}» đã có; hãy chọn mã khác."
    english = "The campaign code «{code}» is taken; choose another one."


class CampaignTermsError(KhfundError):
    """A campaign is for a fund of its unit, does not end before it starts, and has a target above 0 if any."""

    message = "Đợt vận động «{code}»: quỹ, ngày bắt đầu, ngày kết thúc hoặc mục tiêu không hợp lệ; hãy kiểm tra lại."
    english = "The campaign «{code}»: its fund, days or target do not fit; check them."


class Campaign(Base):
    """An appeal; `ends` is its last day, `target` is in đồng."""

    __tablename__ = "campaign"
    __table_args__ = (
        UniqueConstraint("unit_id", "code"),
        CheckConstraint("target > 0", name="target_positive"),
        CheckConstraint("ends >= starts", name="ends_after_start"),
        CheckConstraint("target IS NULL OR typeof(target) = 'integer'", name="target_whole").ddl_if(
            dialect="sqlite"
        ),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    code: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(200))
    fund_id: Mapped[int] = mapped_column(ForeignKey("fund.id"))
    starts: Mapped[date]
    ends: Mapped[date | None]
    target: Mapped[int | None] = mapped_column(Whole)


def open_campaign(
    session: Session,
    command: Command,
    code: str,
    name: str,
    *,
    fund: Fund,
    starts: date,
    ends: date | None = None,
    target: int | None = None,
) -> Campaign:
    """Open a campaign in the command's unit; gifts to it may still come after its last day.

    Raises: CampaignCodeTakenError, CampaignTermsError.
    """
    if (
        session.scalar(select(Campaign.id).where(Campaign.unit_id == command.unit, Campaign.code == code))
        is not None
    ):
        raise CampaignCodeTakenError(code=code)
    if fund.unit_id != command.unit or (ends and ends < starts) or (target is not None and target <= 0):
        raise CampaignTermsError(code=code)
    campaign = Campaign(
        unit_id=command.unit,
        code=code,
        name=clean(name),
        fund_id=fund.id,
        starts=starts,
        ends=ends,
        target=target,
    )
    session.add(campaign)
    session.flush()
    return campaign


def find_campaign(session: Session, unit_id: int, code: str) -> Campaign:
    """Return the unit's campaign with this code.

    Raises: CampaignUnknownError.
    """
    campaign = session.scalar(select(Campaign).where(Campaign.unit_id == unit_id, Campaign.code == code))
    if campaign is None:
        raise CampaignUnknownError(code=code)
    return campaign


def campaigns(session: Session, unit_id: int) -> list[Campaign]:
    """Return the unit's campaigns by code."""
    return list(session.scalars(select(Campaign).where(Campaign.unit_id == unit_id).order_by(Campaign.code)))
