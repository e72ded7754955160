"""Pledges: what was promised, what of it came, who may be reminded."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_admin import expose
from sqlalchemy import ColumnElement, Row, Select, func, select
from sqlalchemy.orm import Session
from wtforms import Form

from admin.asked import whole
from admin.deed import DeedForm, deed
from admin.donations.choosing import campaign_choices
from admin.field import Choice, Day, FieldList, FormField, Line, Money, Number
from admin.ledger.choosing import fund_choices
from admin.listing import Column, Filters, Kind, Listing
from admin.lookup import Lookup
from admin.searching import containing
from admin.visitor import reading, unit
from admin.words import _
from khfund.calendar import today
from khfund.command import Answer, Command
from khfund.donations import pledge, pledge_payment
from khfund.donations.campaign import Campaign, find_campaign
from khfund.donations.donation import find_donation
from khfund.donations.donor import Donor, find_donor
from khfund.donations.instalment import PledgeTermsError, Rhythm, Terms
from khfund.donations.naming import REASONS, RHYTHMS
from khfund.donations.pledge import EndReason, Pledge, PledgeEvent, PledgeEventKind, find_pledge
from khfund.donations.pledge_standing import Standing, standing
from khfund.ledger import Fund, find_fund
from khfund.unit import Unit

LISTED_SPARE = 4
DUES = (
    Column("number", "Lần", Kind.COUNT),
    Column("day", "Đến hạn", Kind.DAY),
    Column("promised", "Đã hứa", Kind.MONEY),
    Column("paid", "Đã nhận", Kind.MONEY),
    Column("outstanding", "Còn lại", Kind.MONEY),
)
PAYMENTS = (
    Column("number", "Khoản ủng hộ", Kind.COUNT, link="donations.one"),
    Column("day", "Ngày", Kind.DAY),
    Column("amount", "Số tiền", Kind.MONEY),
)


class PledgeFilters(Filters):
    """By fund and campaign."""

    fund = Choice("Quỹ", required=False)
    campaign = Choice("Đợt vận động", required=False)

    def prepare(self, session: Session, unit: Unit) -> None:
        """Offer the unit's funds and campaigns."""
        self.fund.offer(fund_choices(session, unit.id))
        self.campaign.offer(campaign_choices(session, unit.id))


class ListedForm(Form):
    """A day and its amount."""

    day = Day("Ngày", required=False)
    amount = Money("Số tiền", required=False)


class AgreeForm(DeedForm):
    """What a giver promises."""

    donor = Lookup("Nhà hảo tâm", "donor", hint="Gõ tên, điện thoại hoặc số.")
    fund = Choice("Quỹ")
    campaign = Choice("Đợt vận động", required=False)
    rhythm = Choice("Lịch", dict(RHYTHMS))
    amount = Money("Số tiền mỗi lần", required=False)
    starts = Day("Ngày đến hạn lần đầu", required=False)
    ends = Day("Ngày cuối", required=False, hint="Bỏ trống nếu không hẹn ngày thôi.")
    listed = FieldList(
        FormField(ListedForm, "Lần"),
        "Lịch riêng (khi chọn «theo lịch riêng»)",
        min_entries=LISTED_SPARE,
        max_entries=200,
    )
    agreed = Day("Ngày cam kết", required=False, hint="Bỏ trống là hôm nay.")
    words = Line("Ghi chú về lời cam kết", required=False)

    def prepare(self, session: Session, unit: Unit, **path: Any) -> None:
        """Offer funds and campaigns; a donor named in the address is filled in."""
        self.fund.offer(fund_choices(session, unit.id))
        self.campaign.offer(campaign_choices(session, unit.id))
        donor = request.args.get("donor", type=whole)
        if donor and not self.is_submitted():
            self.donor.process_data(find_donor(session, unit.id, donor).id)

    @property
    def terms(self) -> Terms:
        """What was promised."""
        listed = tuple((row.form.day.data, row.form.amount.data) for row in self.listed if row.form.day.data)
        if Rhythm(self.rhythm.data) is Rhythm.LISTED:
            if not listed or not all(amount for _day, amount in listed):
                raise PledgeTermsError(reason="lịch riêng cần từng ngày với số tiền")
            return Terms(Rhythm.LISTED, listed[0][0], listed=listed)
        if self.amount.data is None or self.starts.data is None:
            raise PledgeTermsError(reason="cần số tiền mỗi lần và ngày đến hạn lần đầu")
        return Terms(Rhythm(self.rhythm.data), self.starts.data, self.amount.data, self.ends.data)


class ChangeForm(DeedForm):
    """A new amount."""

    amount = Money("Số tiền mỗi lần")
    since = Day("Từ ngày", default=today, hint="Hôm nay hoặc sau đó; các lần đã đến hạn giữ nguyên.")
    words = Line("Ghi chú", required=False)


class EndForm(DeedForm):
    """Why a pledge ends."""

    reason = Choice("Lý do", dict(REASONS))
    since = Day("Từ ngày", default=today)
    words = Line("Ghi chú", required=False)


class LinkForm(DeedForm):
    """Which gift pays this pledge."""

    donation = Number("Khoản ủng hộ số", hint="Khoản này trả cam kết đang xem, dù do người khác nộp.")


class Pledges(Listing):
    """The unit's pledges, the newest first."""

    looks = "giver.look"
    title = "Cam kết ủng hộ"
    section = "Nhà hảo tâm"
    address = "cam-ket"
    columns = (
        Column("number", "Số", Kind.COUNT, link="pledges.one"),
        Column("name", "Nhà hảo tâm", link="pledges.one"),
        Column("rhythm", "Lịch", names=RHYTHMS),
        Column("amount", "Mỗi lần", Kind.MONEY),
        Column("starts", "Từ ngày", Kind.DAY),
        Column("ends", "Đến ngày", Kind.DAY),
        Column("fund", "Quỹ"),
        Column("campaign", "Đợt vận động"),
        Column("code", "Mã chuyển khoản"),
        Column("ended", "Kết thúc", Kind.DAY),
    )
    filters = PledgeFilters
    searches = "tên, mã chuyển khoản"
    template = "donations/pledges.html"

    def query(self, session: Session, unit: Unit) -> Select[Any]:
        """Give the unit's pledges."""
        ended = select(func.max(PledgeEvent.since)).where(
            PledgeEvent.pledge_id == Pledge.id, PledgeEvent.kind == PledgeEventKind.ENDED
        )
        columns: tuple[Any, ...] = (
            Pledge.id.label("number"),
            Donor.full_name.label("name"),
            Pledge.rhythm,
            Pledge.amount,
            Pledge.starts,
            Pledge.ends,
            Fund.code.label("fund"),
            Campaign.name.label("campaign"),
            Pledge.code,
            ended.scalar_subquery().label("ended"),
        )
        return (
            select(*columns)
            .join(Donor, Donor.id == Pledge.donor_id)
            .join(Fund, Fund.id == Pledge.fund_id)
            .outerjoin(Campaign, Campaign.id == Pledge.campaign_id)
            .where(Pledge.unit_id == unit.id)
        )

    def written(self, row: Row[Any]) -> dict[str, Any]:
        """A schedule of its own has no single amount."""
        return dict(row._mapping) | {"amount": row.amount or None}

    def order(self) -> list[Any]:
        """The newest first."""
        return [Pledge.id.desc()]

    def search(self, term: str) -> ColumnElement[bool]:
        """Find by the giver or the code."""
        return containing(term, Pledge.code, folded=(Donor.search_fold,))

    def narrow(self, query: Select[Any], filters: Any) -> Select[Any]:
        """Narrow by fund and campaign."""
        if filters.fund.data:
            query = query.where(Fund.code == filters.fund.data)
        return query.where(Campaign.code == filters.campaign.data) if filters.campaign.data else query

    @expose("/<int:number>/")
    def one(self, number: int) -> str:
        """Show a pledge with each instalment and what paid it."""
        return self.render("donations/pledge.html", **self.looked_at(reading(), number))

    def looked_at(self, session: Session, number: int) -> dict[str, Any]:
        """Where a pledge stands today."""
        found = standing(session, find_pledge(session, unit().id, number), today())
        return {
            "title": _("Cam kết số {number}", number=number),
            "found": found,
            "rhythm": _(RHYTHMS[found.pledge.rhythm]),
            "reason": _(REASONS[found.reason]) if found.reason else "",
            "fund": session.get_one(Fund, found.pledge.fund_id),
            "dues": _dues(found),
            "due_columns": DUES,
            "payments": [
                {"number": one.donation, "day": one.day, "amount": one.amount} for one in found.payments
            ],
            "payment_columns": PAYMENTS,
        }

    @deed(
        "/ghi",
        "pledge.agree",
        AgreeForm,
        "Ghi cam kết ủng hộ",
        say="Đã ghi cam kết số {pledge}; mã chuyển khoản {code}.",
        back=".one",
        tries=True,
    )
    def agree(self, session: Session, command: Command, form: AgreeForm) -> Answer:
        """Enter a promise and hand out its transfer code."""
        unit_id = command.unit
        made = pledge.agree(
            session,
            command,
            find_donor(session, unit_id, form.donor.data),
            form.terms,
            fund=find_fund(session, unit_id, form.fund.data),
            campaign=find_campaign(session, unit_id, form.campaign.data) if form.campaign.data else None,
            agreed=form.agreed.data,
            words=form.words.data,
        )
        return {"pledge": made.id, "number": made.id, "code": made.code}  # no name: the log keeps answers

    @deed(
        "/<int:number>/doi",
        "pledge.change",
        ChangeForm,
        "Đổi mức mỗi lần của cam kết {number}",
        say="Cam kết số {pledge}: mỗi lần {amount:dong} từ {since}.",
        back=".one",
    )
    def change(self, session: Session, command: Command, form: ChangeForm, number: int) -> Answer:
        """Let later instalments be of another amount."""
        facts = {"since": form.since.data, "words": form.words.data}
        pledge.change_rate(
            session, command, find_pledge(session, command.unit, number), form.amount.data, **facts
        )
        return {"pledge": number, "amount": form.amount.data, "since": form.since.data.isoformat()}

    @deed(
        "/<int:number>/ket-thuc",
        "pledge.end",
        EndForm,
        "Kết thúc cam kết {number}",
        say="Cam kết số {pledge} kết thúc từ {since}.",
        button="Kết thúc",
        danger=True,
        back=".one",
    )
    def end(self, session: Session, command: Command, form: EndForm, number: int) -> Answer:
        """End a pledge; nobody is asked for the rest."""
        event = pledge.end(
            session,
            command,
            find_pledge(session, command.unit, number),
            EndReason(form.reason.data),
            since=form.since.data,
            words=form.words.data,
        )
        return {"pledge": number, "reason": form.reason.data, "since": event.since.isoformat()}

    @deed(
        "/<int:number>/khoan",
        "pledge.link",
        LinkForm,
        "Khoản ủng hộ trả cam kết {number}",
        say="Đã ghi: khoản ủng hộ số {donation} trả cam kết số {pledge}.",
        back=".one",
    )
    def link(self, session: Session, command: Command, form: LinkForm, number: int) -> Answer:
        """Say that a gift pays this pledge."""
        gift = find_donation(session, command.unit, form.donation.data)
        pledge_payment.link(session, command, gift, find_pledge(session, command.unit, number))
        return {"donation": gift.id, "pledge": number}


def _dues(found: Standing) -> list[dict[str, Any]]:
    names = ("number", "day", "promised", "paid", "outstanding")
    return [{name: getattr(one, name) for name in names} for one in found.instalments[-120:]]
