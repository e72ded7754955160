"""Appeals: how far each has come, its deadlines, its gold book, its poster with the VietQR code."""

from __future__ import annotations

from typing import Any

import attrs
from flask_admin import expose
from sqlalchemy.orm import Session

from admin.deed import DeedForm, deed
from admin.field import Choice, Day, Line, Money, Tick
from admin.ledger.choosing import fund_choices
from admin.page import Page
from admin.paper import served
from admin.visitor import reading, unit
from khfund.calendar import today
from khfund.command import Answer, Command
from khfund.donations.campaign import Campaign, campaigns, find_campaign, open_campaign
from khfund.donations.campaign_progress import KIND_NAMES, campaign_progress
from khfund.donations.campaign_terms import campaign_deadlines, is_under_decree, set_decree
from khfund.donations.giving import Progress, progress
from khfund.ledger import find_fund
from khfund.ledger.fund import Fund
from khfund.reports import chart
from khfund.reports.campaign_page import campaign_page
from khfund.reports.gold_book import gold_book
from khfund.reports.gold_book_page import gold_book_page
from khfund.reports.gold_book_sheet import gold_book_sheet
from khfund.unit import Unit


@attrs.frozen
class Card:
    """An appeal as its card shows it."""

    campaign: Campaign
    progress: Progress
    is_over: bool


class OpenForm(DeedForm):
    """A new appeal."""

    code = Line("Mã", hint="Ngắn, không dấu, như TET2026.")
    name = Line("Tên đợt vận động")
    fund = Choice("Quỹ nhận tiền")
    starts = Day("Ngày bắt đầu", default=today)
    ends = Day("Ngày kết thúc", required=False)
    target = Money("Mục tiêu", required=False)

    def prepare(self, session: Session, unit: Unit, **path: Any) -> None:
        """Offer the unit's funds."""
        self.fund.offer(fund_choices(session, unit.id))


class DecreeForm(DeedForm):
    """Whether an appeal is for a disaster or a grave illness."""

    applies = Tick("Vận động theo Nghị định 93/2021 (thiên tai, dịch bệnh, bệnh hiểm nghèo)", default=True)


class Campaigns(Page):
    """The unit's appeals."""

    looks = "giver.look"
    title = "Đợt vận động"
    section = "Nhà hảo tâm"
    address = "van-dong"

    @expose("/")
    def index(self) -> str:
        """Show every appeal with its bar."""
        session, on = reading(), today()
        own = sorted(campaigns(session, unit().id), key=lambda one: one.starts, reverse=True)
        cards = [Card(one, progress(session, one), one.ends is not None and one.ends < on) for one in own]
        return self.render("donations/campaigns.html", cards=cards)

    @expose("/<code>/")
    def one(self, code: str) -> str:
        """Show an appeal: money by kind of giver and by month, goods and promises apart."""
        session = reading()
        found = campaign_progress(session, find_campaign(session, unit().id, code), today())
        months = [
            chart.Group(f"{month.number % 100}/{month.year % 100:02d}", (amount,))
            for month, amount in found.months
        ]
        return self.render(
            "donations/campaign.html",
            title=found.campaign.name,
            found=found,
            fund=session.get_one(Fund, found.campaign.fund_id),
            kinds=KIND_NAMES,
            months=chart.columns("Tiền theo tháng", ["Đã nhận"], months[-24:]) if months else "",
            deadlines=campaign_deadlines(session, found.campaign)
            if is_under_decree(session, found.campaign)
            else [],
        )

    @expose("/<code>/trang.pdf")
    def page(self, code: str) -> Any:
        """Print how far an appeal has come."""
        campaign = find_campaign(reading(), unit().id, code)
        return served(campaign_page(reading(), campaign, today()), f"van-dong-{campaign.code}.pdf")

    @expose("/<code>/so-vang.<form>")
    def gold_book(self, code: str, form: str) -> Any:
        """Print who gave, in bands, to be hung up; or as a workbook."""
        session = reading()
        book = gold_book(session, unit(), campaign=find_campaign(session, unit().id, code))
        render = gold_book_sheet if form == "xlsx" else gold_book_page
        return served(render(book, today()), f"so-vang-{code}.{'xlsx' if form == 'xlsx' else 'pdf'}")

    @deed(
        "/mo",
        "campaign.open",
        OpenForm,
        "Mở đợt vận động",
        say="Đã mở đợt vận động {code} — {name}.",
        button="Mở",
        back=".one",
    )
    def open(self, session: Session, command: Command, form: OpenForm) -> Answer:
        """Begin an appeal."""
        fund = find_fund(session, command.unit, form.fund.data)
        facts = {"starts": form.starts.data, "ends": form.ends.data, "target": form.target.data}
        one = open_campaign(session, command, form.code.data, form.name.data, fund=fund, **facts)
        return {"campaign": one.id, "code": one.code, "name": one.name}

    @deed(
        "/<code>/nghi-dinh",
        "campaign.decree",
        DecreeForm,
        "Đợt vận động {code} theo Nghị định 93/2021",
        say="Đã ghi cho đợt vận động {code}.",
        back=".one",
    )
    def decree(self, session: Session, command: Command, form: DecreeForm, code: str) -> Answer:
        """Note that the decree's deadlines hold for an appeal, or no longer."""
        campaign = find_campaign(session, command.unit, code)
        set_decree(session, command, campaign, applies=form.applies.data)
        return {"code": code, "applies": form.applies.data}
