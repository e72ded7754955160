"""Campaigns under the decree on disaster and serious-illness appeals: the days that its duties fall on.

An ordinary appeal, as the yearly one for Quỹ học bổng Tô Hiệu, is not under this decree.
Source: NĐ 93/2021/NĐ-CP ngày 27/10/2021 về vận động, tiếp nhận, phân phối và sử dụng các nguồn đóng góp tự nguyện hỗ trợ
khắc phục khó khăn do thiên tai, dịch bệnh, sự cố; hỗ trợ bệnh nhân mắc bệnh hiểm nghèo; có hiệu lực từ 11/12/2021.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

import attrs
from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.audit import witnesses
from khfund.calendar import Dated
from khfund.db import Base, Whole, never_changes
from khfund.donations.campaign import Campaign, CampaignUnknownError
from khfund.errors import KhfundError

if TYPE_CHECKING:
    from khfund.command import Command

IN_FORCE = date(2021, 12, 11)
_SOURCE = "NĐ 93/2021/NĐ-CP"
COLLECTING = Dated({IN_FORCE: 90}, {IN_FORCE: _SOURCE})
"""Days from the call within which gifts may be collected."""
DISTRIBUTING = Dated({IN_FORCE: 20}, {IN_FORCE: _SOURCE})
"""Days after the end of collection within which everything is handed out."""
PUBLISHING_RECEIVED = Dated({IN_FORCE: 15}, {IN_FORCE: _SOURCE})
"""Days after the end of collection within which what came is published."""
PUBLISHING_RESULT = Dated({IN_FORCE: 30}, {IN_FORCE: _SOURCE})
"""Days after the end of handing out within which its result is published."""


class CampaignTooLongError(KhfundError):
    """A campaign under the decree that collects for longer than it allows is pointed out."""

    message = "Lưu ý: đợt vận động {code} kết thúc {ends:%d/%m/%Y}, quá {days} ngày kể từ ngày kêu gọi; theo NĐ 93/2021 chỉ được tiếp nhận đến {last:%d/%m/%Y}."
    english = "Note: the campaign {code} ends on {ends:%d/%m/%Y}, more than {days} days after the call; under decree 93/2021 it collects until {last:%d/%m/%Y}."


class DecreeNotInForceError(KhfundError):
    """A campaign is under the decree from the day on which that came into force."""

    message = (
        "Đợt vận động {code} bắt đầu {starts:%d/%m/%Y}, trước khi NĐ 93/2021 có hiệu lực ({since:%d/%m/%Y})."
    )
    english = "The campaign {code} began on {starts:%d/%m/%Y}, before decree 93/2021 came into force ({since:%d/%m/%Y})."


class CampaignTerms(Base):
    """Whether a campaign is under the decree; the last word about it stands."""

    __tablename__ = "campaign_terms"

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), index=True)
    decree: Mapped[bool]
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))


never_changes("campaign_terms")


@witnesses("campaign_terms")
def _written(session: Session) -> Iterator[tuple[int, str, str]]:
    for one in session.scalars(select(CampaignTerms).order_by(CampaignTerms.id)):
        yield one.command_number, f"{one.id}|{one.campaign_id}|{int(one.decree)}", ""


@attrs.frozen(order=True)
class Deadline:
    """The last day of a duty, and what it comes from."""

    day: date
    what: str
    source: str


def set_decree(session: Session, command: Command, campaign: Campaign, *, applies: bool) -> CampaignTerms:
    """Say that a campaign is under the decree, or that it is not after all; one that runs too long is pointed out.

    Raises: CampaignUnknownError, DecreeNotInForceError.
    """
    if campaign.unit_id != command.unit:
        raise CampaignUnknownError(code=campaign.code)
    if applies and campaign.starts < IN_FORCE:
        raise DecreeNotInForceError(code=campaign.code, starts=campaign.starts, since=IN_FORCE)
    terms = CampaignTerms(campaign_id=campaign.id, decree=applies, command_number=command.number)
    session.add(terms)
    session.flush()
    command.witness("campaign_terms", f"{terms.id}|{campaign.id}|{int(applies)}", "")
    last = last_day_of_collecting(campaign) if applies else date.max
    if campaign.ends is not None and campaign.ends > last:
        days = COLLECTING.on(campaign.starts)
        command.warn(CampaignTooLongError(code=campaign.code, ends=campaign.ends, days=days, last=last))
    return terms


def is_under_decree(session: Session, campaign: Campaign) -> bool:
    """Whether the decree applies to a campaign."""
    query = select(CampaignTerms.decree).where(CampaignTerms.campaign_id == campaign.id)
    return bool(session.scalar(query.order_by(CampaignTerms.id.desc()).limit(1)))


def last_day_of_collecting(campaign: Campaign) -> date:
    """Return the last day on which a campaign under the decree may take gifts."""
    return campaign.starts + timedelta(days=COLLECTING.on(campaign.starts))


def campaign_deadlines(session: Session, campaign: Campaign) -> list[Deadline]:
    """Return the duties of a campaign under the decree by their last days; none for an ordinary one."""
    if not is_under_decree(session, campaign):
        return []
    starts = campaign.starts
    limit = last_day_of_collecting(campaign)
    closed = min(campaign.ends or limit, limit)
    handed = closed + timedelta(days=DISTRIBUTING.on(starts))
    received = closed + timedelta(days=PUBLISHING_RECEIVED.on(starts))
    result = handed + timedelta(days=PUBLISHING_RESULT.on(starts))
    found = (
        (starts, "công khai lời kêu gọi"),
        (limit, "ngày cuối được tiếp nhận"),
        (received, "công khai tiền, hàng đã tiếp nhận"),
        (handed, "phân phối xong"),
        (result, "công khai kết quả phân phối"),
    )
    return sorted(Deadline(day, what, _SOURCE) for day, what in found)
