"""A campaign on one page: how far it has come, by whom and when; goods and promises apart."""

from __future__ import annotations

import functools
import importlib.resources
from datetime import date

import jinja2
import markupsafe
import weasyprint
from sqlalchemy.orm import Session

from khfund import money, paper
from khfund.donations.campaign import Campaign
from khfund.donations.campaign_progress import KIND_NAMES, CampaignProgress, campaign_progress
from khfund.ledger import Fund
from khfund.reports import chart
from khfund.unit import Unit

MONTHS_SHOWN = 24
_BROAD, _TALL = chart.WIDTH, 46


def campaign_page(session: Session, campaign: Campaign, on: date) -> bytes:
    """Return the page as PDF: where the campaign stands at the end of a day."""
    found = campaign_progress(session, campaign, on)
    unit = session.get_one(Unit, campaign.unit_id)
    fund = session.get_one(Fund, campaign.fund_id)
    text = _template().render(
        unit=unit,
        fund=fund.name,
        found=found,
        campaign=campaign,
        kinds=KIND_NAMES,
        bar=markupsafe.Markup(progress_bar(found)),  # noqa: S704  the bar escapes its words
        months=markupsafe.Markup(_months(found)),  # noqa: S704  charts escape their words
    )
    return paper.pdf(text, styles=[_style()])


def progress_bar(found: CampaignProgress) -> str:
    """Draw how much of the target is there, what was promised beyond it in a lighter tone; nothing without a target."""
    target = found.campaign.target
    if target is None:
        return ""
    whole = max(target, found.raised)
    here = _BROAD * found.raised / whole
    more = min(_BROAD - here, _BROAD * found.promised / whole)
    mark = _BROAD * target / whole
    told = f"{money.format(found.raised)} đồng trên mục tiêu {money.format(target)} đồng, {found.percent} %"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_BROAD} {_TALL}" role="img">'
        f"<title>Tiến độ so với mục tiêu</title><desc>{told}</desc>"
        f'<rect x="0.5" y="6.5" width="{_BROAD - 1}" height="26" fill="#ffffff" stroke="{chart.LINE}"/>'
        f'<rect x="1" y="7" width="{max(0.0, here - 2):.1f}" height="25" fill="{chart.DARK}"/>'
        f'<rect x="{here:.1f}" y="7" width="{max(0.0, more - 1):.1f}" height="25" fill="{chart.LIGHT}"/>'
        f'<line x1="{mark - 1:.1f}" x2="{mark - 1:.1f}" y1="1" y2="38" stroke="{chart.TEXT}" stroke-width="1.5"/>'
        "</svg>"
    )


def _months(found: CampaignProgress) -> str:
    """Money by month; of a long campaign the last two years are drawn."""
    shown = found.months[-MONTHS_SHOWN:]
    if len(shown) < 2:
        return ""
    several = shown[0][0].year != shown[-1][0].year
    groups = [
        chart.Group(f"T{month.month}/{month.year % 100:02d}" if several else f"T{month.month}", (amount,))
        for month, amount in shown
    ]
    return chart.columns("Tiền vận động theo tháng", ("Đã nhận",), groups)


@functools.cache
def _template() -> jinja2.Template:
    return paper.environment("reports").get_template("campaign.html")


@functools.cache
def _style() -> weasyprint.CSS:
    file = importlib.resources.files("khfund.reports").joinpath("templates", "campaign.css")
    return paper.style(file.read_text(encoding="utf-8"))
