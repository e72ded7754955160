"""The draft of an update for givers, made from the books: what came, what it paid for, how many received; no child.

Counts below the number that the office has set are not told. What only a person can say is left between square
brackets; the update is finished when none is left.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import attrs
from sqlalchemy.orm import Session

from khfund import money
from khfund.calendar import VIET_NAM, DateRange, format_day
from khfund.donations.campaign import Campaign
from khfund.donations.campaign_progress import CampaignProgress, campaign_progress
from khfund.ledger import Fund
from khfund.reports.disclosure import Disclosure
from khfund.reports.public_statement import build
from khfund.reports.statement_table import tables
from khfund.unit import Unit, value_on

FEW_DEFAULT = 5


@attrs.frozen
class Draft:
    """A title, a text for a person to finish, and the figures on which it rests."""

    title: str
    body: str
    figures: list[dict[str, Any]]


def draft_of(
    session: Session,
    unit: Unit,
    fund: Fund,
    days: DateRange,
    *,
    made_at: datetime,
    campaign: Campaign | None = None,
) -> Draft:
    """Draft the update about a fund, or a campaign of it, for these days.

    Raises: StatementDisagreesError, StatementCodesMissingError.
    """
    shown = build(session, units=[unit], days=days, made_at=made_at, funds=[fund])
    found = {table.key: list(table.records()) for table in tables(shown)}
    few = few_of(session, unit, made_at.astimezone(VIET_NAM).date())
    progress = campaign_progress(session, campaign, days.last) if campaign else None
    about = campaign.name if campaign else fund.name
    span = f"từ {format_day(days.start)} đến {format_day(days.last)}"
    lines = [
        "Kính gửi các nhà hảo tâm,",
        "[Viết lời mở đầu: vì sao có bản tin này, điều đáng nói nhất của kỳ]",
        *_money(fund, shown, found, span),
        *_persons(found, few),
        *(_campaign(progress) if progress else ()),
        "[Viết thêm: điều đã làm được, khó khăn, việc sắp tới; chỉ nêu con số, không nêu tên, không tả riêng một em nào]",
        f"Báo cáo đầy đủ ở cửa công khai của {unit.name}. Trân trọng cảm ơn.",
    ]
    return Draft(f"Bản tin {about}, {span}", "\n".join(lines), list(_figures(shown, found, few, progress)))


def few_of(session: Session, unit: Unit, day: date) -> int:
    """Return below how many persons the unit publishes no count, on a day."""
    text = value_on(session, unit.id, "small_cell_persons", day).strip()
    return int(text) if text.isdecimal() else FEW_DEFAULT


def _money(fund: Fund, shown: Disclosure, found: dict[str, list[dict[str, Any]]], span: str) -> Iterator[str]:
    (line,) = found["funds"]
    given = money.format(shown.tally.gifts)
    yield (
        f"{span[0].upper()}{span[1:]}, {fund.name} đã nhận {money.format(line['received'])} đồng, trong đó ủng hộ {given} đồng; "
        f"đã sử dụng {money.format(line['used'])} đồng; cuối kỳ còn {money.format(line['closing'])} đồng."
    )
    used = [row for row in found["used"] if row["net"]]
    if used:
        yield "Số tiền đã sử dụng vào:"
        for row in used:
            yield f"- {row['programme']}: {money.format(row['net'])} đồng"


def _persons(found: dict[str, list[dict[str, Any]]], few: int) -> Iterator[str]:
    if found["awards_by_programme"]:
        yield "Số người nhận:"
    for row in found["awards_by_programme"]:
        persons = counted(row["persons"], few)
        yield f"- {row['programme_name']}: {persons} người"


def counted(persons: int, few: int) -> str:
    """Tell how many, or only that they are few."""
    return money.format(persons) if persons >= few else f"dưới {few}"


def _campaign(found: CampaignProgress) -> Iterator[str]:
    target = found.campaign.target
    reached = f" trên mục tiêu {money.format(target)} đồng ({found.percent} %)" if target else ""
    yield (
        f"Đợt vận động «{found.campaign.name}» đến {format_day(found.on)} đã nhận {money.format(found.raised)} đồng{reached}, "
        f"từ {money.format(found.gifts)} lượt ủng hộ."
    )


def _figures(
    shown: Disclosure,
    found: dict[str, list[dict[str, Any]]],
    few: int,
    progress: CampaignProgress | None,
) -> Iterator[dict[str, Any]]:
    (line,) = found["funds"]
    for key, title in (
        ("opening", "Đầu kỳ"),
        ("received", "Đã nhận"),
        ("used", "Đã sử dụng"),
        ("closing", "Cuối kỳ"),
    ):
        yield {"title": title, "amount": line[key]}
    yield {"title": "Trong đó ủng hộ", "amount": shown.tally.gifts}
    for row in found["used"]:
        if row["net"]:
            yield {"title": row["programme"], "amount": row["net"]}
    for row in found["awards_by_programme"]:
        yield {"title": f"{row['programme_name']}: số người", "said": counted(row["persons"], few)}
    if progress:
        yield {"title": f"Đợt vận động «{progress.campaign.name}»", "amount": progress.raised}
