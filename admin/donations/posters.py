"""Posters: the VietQR code of a fund or an appeal, with the transfer code by which a gift is recognised."""

from __future__ import annotations

from typing import Any

from flask import abort, redirect, request, url_for
from flask_admin import expose
from sqlalchemy.orm import Session

from admin.deed import DeedForm, deed
from admin.donations.choosing import bank_choices, campaign_choices
from admin.field import Choice, Money
from admin.ledger.choosing import fund_choices
from admin.page import Page
from admin.paper import served
from admin.visitor import reading, unit
from khfund.banking.bank_account import find_bank_account
from khfund.command import Answer, Command
from khfund.donations.campaign import Campaign, find_campaign
from khfund.donations.issued_code import IssuedCode
from khfund.donations.poster_code import code_for_everybody
from khfund.errors import KhfundError
from khfund.ledger import find_fund
from khfund.ledger.fund import Fund
from khfund.receipts import poster as posters
from khfund.receipts.poster import PaperSize, Poster, paying_account
from khfund.unit import Unit


class PosterForWhomError(KhfundError):
    """A poster is for a fund, or for a campaign, which is for its fund."""

    message = "Hãy chọn quỹ hoặc đợt vận động."
    english = "Choose a fund or a campaign."


class PosterForm(DeedForm):
    """What a poster asks for."""

    campaign = Choice("Đợt vận động", required=False)
    fund = Choice("Quỹ", required=False, hint="Khi không phải cho một đợt vận động.")
    bank = Choice("Tài khoản nhận", required=False, hint="Bỏ trống: tài khoản của quỹ.")
    amount = Money("Số tiền cố định", required=False, hint="Bỏ trống để người cho tự nhập.")
    size = Choice("Khổ giấy", {size: size.value for size in PaperSize})

    def prepare(self, session: Session, unit: Unit, **path: Any) -> None:
        """Offer the unit's appeals, funds and accounts."""
        self.campaign.offer(campaign_choices(session, unit.id))
        self.fund.offer(fund_choices(session, unit.id))
        self.bank.offer(bank_choices(session, unit.id))
        if not self.is_submitted():
            self.campaign.data = request.args.get("campaign") or None


class Posters(Page):
    """Making posters."""

    looks = "bank.issue_code"
    title = "Tờ kêu gọi, mã VietQR"
    section = "Nhà hảo tâm"
    address = "to-keu-goi"

    @expose("/")
    def index(self) -> Any:
        """Ask what the poster is for."""
        return redirect(url_for(".make"))

    @deed(
        "/lap",
        "bank.issue_code",
        PosterForm,
        "Tờ kêu gọi có mã VietQR",
        say="Mã chuyển khoản {transfer} đã sẵn sàng.",
        button="Lấy mã và tờ in",
        back=".printed",
    )
    def make(self, session: Session, command: Command, form: PosterForm) -> Answer:
        """Hand out the code that stands on the poster: the same each time."""
        fund, campaign = _asked_for(session, command.unit, form)
        made = code_for_everybody(session, command, fund, campaign)
        number = form.bank.data or paying_account(session, command.unit, fund).number
        find_bank_account(session, command.unit, number)
        _poster(session, command.unit, made.code, number, form.amount.data or 0)
        return {
            "transfer": made.code,
            "number": number,
            "amount": form.amount.data or 0,
            "size": form.size.data,
        }

    @expose("/<transfer>/<number>/<int:amount>/<size>/")
    def printed(self, transfer: str, number: str, amount: int, size: str) -> str:
        """Show the code and hand out the poster."""
        shown = _poster(reading(), unit().id, transfer, number, amount)
        at = {"transfer": transfer, "number": number, "amount": amount, "size": size}
        return self.render("donations/poster.html", shown=shown, qr=posters.svg(shown.text).decode(), at=at)

    @expose("/<transfer>/<number>/<int:amount>/<size>/to-in.<form>")
    def sheet(self, transfer: str, number: str, amount: int, size: str, form: str) -> Any:
        """Give the poster as PDF, or its code alone as PNG or SVG."""
        shown = _poster(reading(), unit().id, transfer, number, amount)
        if form not in {"pdf", "png", "svg"} or size not in list(PaperSize):
            abort(404)
        if form == "pdf":
            return served(posters.pdf(shown, PaperSize(size)), f"to-keu-goi-{transfer}.pdf")
        made = posters.png(shown.text) if form == "png" else posters.svg(shown.text)
        return served(made, f"ma-qr-{transfer}.{form}")


def _asked_for(session: Session, unit_id: int, form: PosterForm) -> tuple[Fund, Campaign | None]:
    campaign = find_campaign(session, unit_id, form.campaign.data) if form.campaign.data else None
    if form.fund.data:
        return find_fund(session, unit_id, form.fund.data), campaign
    if campaign is None:
        raise PosterForWhomError
    return session.get_one(Fund, campaign.fund_id), campaign


def _poster(session: Session, unit_id: int, transfer: str, number: str, amount: int) -> Poster:
    """The poster of a code that the unit issued."""
    issued = session.get(IssuedCode, transfer)
    if issued is None or issued.unit_id != unit_id:
        abort(404)
    return posters.poster(
        session,
        fund=session.get_one(Fund, issued.fund_id),
        campaign=session.get(Campaign, issued.campaign_id) if issued.campaign_id else None,
        account=find_bank_account(session, unit_id, number),
        content=issued.code,
        amount=amount or None,
    )
