"""Donations: the list, one with where it stands, and what is done with it: received, cancelled, given back."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_admin import expose
from sqlalchemy import ColumnElement, Row, Select, func, select
from sqlalchemy.orm import Session
from wtforms import Form

from admin.asked import whole
from admin.deed import DeedForm, deed
from admin.donations import gift_facts
from admin.donations.choosing import bank_choices, campaign_choices
from admin.field import Choice, Day, Days, FieldList, FormField, Line, Money, Number, Tick
from admin.ledger.choosing import fund_choices
from admin.listing import Column, Filters, Kind, Listing
from admin.lookup import Lookup
from admin.searching import containing
from admin.visitor import reading, unit
from khfund.banking.bank_account import find_bank_account
from khfund.banking.bank_line import find_line, remaining
from khfund.calendar import today
from khfund.command import Answer, Command
from khfund.donations.campaign import Campaign, find_campaign
from khfund.donations.donation import Donation, DonationEvent, find_donation, receive
from khfund.donations.donor import Donor, find_donor
from khfund.donations.gift import Part, Way
from khfund.donations.naming import WAYS
from khfund.donations.refund import cancel, refund
from khfund.ledger import find_fund
from khfund.unit import Unit

PARTS_SPARE = 3


class GiftFilters(Filters):
    """By days, way, campaign and giver."""

    days = Days("Ngày nhận", required=False)
    way = Choice("Cách", dict(WAYS), required=False)
    campaign = Choice("Đợt vận động", required=False)

    def prepare(self, session: Session, unit: Unit) -> None:
        """Offer the unit's campaigns."""
        self.campaign.offer(campaign_choices(session, unit.id))


class PartForm(Form):
    """What one fund gets."""

    fund = Choice("Quỹ", required=False)
    amount = Money("Số tiền", required=False)
    spend_now = Tick("Chi ngay, không vào vốn")


class GiftForm(DeedForm):
    """One gift, to one fund or several."""

    donor = Lookup(
        "Người cho", "donor", required=False, hint="Gõ tên, điện thoại hoặc số; bỏ trống nếu không rõ tên."
    )
    day = Day("Ngày nhận", default=today)
    parts = FieldList(FormField(PartForm, "Phần"), "Vào quỹ", min_entries=PARTS_SPARE)
    bank = Choice("Nhận vào", required=False, hint="Bỏ trống là tiền mặt.")
    line = Number(
        "Dòng sao kê số",
        required=False,
        hint="Khi khoản này đã có trong sao kê; ngày và tài khoản lấy theo dòng.",
    )
    campaign = Choice("Đợt vận động", required=False)
    anonymous = Choice(
        "Nêu tên", {"yes": "Ẩn danh", "no": "Nêu tên"}, required=False, hint="Bỏ trống: theo ý nhà hảo tâm."
    )
    purpose = Line("Mục đích", required=False)
    note = Line("Ghi chú", required=False)

    def prepare(self, session: Session, unit: Unit, **path: Any) -> None:
        """Offer the unit's funds, accounts and campaigns."""
        funds = fund_choices(session, unit.id)
        for part in self.parts:
            part.form.fund.offer(funds)
        self.bank.offer(bank_choices(session, unit.id))
        self.campaign.offer(campaign_choices(session, unit.id))
        number = request.args.get("line", type=whole)
        if number and not self.is_submitted():
            line = find_line(session, unit.id, number)
            self.line.process_data(line.id)
            self.day.process_data(line.day)
            self.parts[0].form.amount.process_data(remaining(session, line.id) or None)


class CancelForm(DeedForm):
    """Why a gift was a mistake."""

    reason = Line("Lý do")
    day = Day("Ngày ghi sổ", default=today)


class RefundForm(DeedForm):
    """What goes back."""

    amount = Money("Số tiền hoàn", required=False, hint="Bỏ trống để hoàn hết phần còn lại.")
    reason = Line("Lý do")
    day = Day("Ngày hoàn", default=today)
    line = Number(
        "Dòng sao kê trả tiền", required=False, hint="Khi ngân hàng đã trả; bỏ trống nếu chưa có sao kê."
    )


class Donations(Listing):
    """The unit's donations, the newest first."""

    looks = "giver.look"
    title = "Khoản ủng hộ"
    section = "Nhà hảo tâm"
    address = "ung-ho"
    columns = (
        Column("number", "Số", Kind.COUNT, link="donations.one"),
        Column("day", "Ngày", Kind.DAY),
        Column("name", "Người cho"),
        Column("amount", "Số tiền", Kind.MONEY),
        Column("back", "Đã hủy, hoàn", Kind.MONEY),
        Column("way", "Cách", names=WAYS),
        Column("campaign", "Đợt vận động"),
        Column("anonymous", "Ẩn danh", Kind.STATE),
        Column("purpose", "Mục đích"),
    )
    filters = GiftFilters
    searches = "tên người cho"
    template = "donations/donations.html"

    def query(self, session: Session, unit: Unit) -> Select[Any]:
        """Give the unit's donations with what went back of each."""
        back = select(func.sum(DonationEvent.amount)).where(DonationEvent.donation_id == Donation.id)
        columns: tuple[Any, ...] = (
            Donation.id.label("number"),
            Donation.day,
            Donor.full_name.label("name"),
            Donation.amount,
            back.scalar_subquery().label("back"),
            Donation.way,
            Campaign.name.label("campaign"),
            Donation.anonymous,
            Donation.purpose,
        )
        return (
            select(*columns)
            .outerjoin(Donor, Donor.id == Donation.donor_id)
            .outerjoin(Campaign, Campaign.id == Donation.campaign_id)
            .where(Donation.unit_id == unit.id)
        )

    def written(self, row: Row[Any]) -> dict[str, Any]:
        """PostgreSQL sums whole numbers as decimals."""
        return dict(row._mapping) | {"back": int(row.back) if row.back else None}

    def order(self) -> list[Any]:
        """The newest first."""
        return [Donation.id.desc()]

    def search(self, term: str) -> ColumnElement[bool]:
        """Find by the giver's name."""
        own = select(Donor.id).where(
            Donor.unit_id == unit().id, containing(term, folded=(Donor.search_fold,))
        )
        return Donation.donor_id.in_(own)

    def narrow(self, query: Select[Any], filters: Any) -> Select[Any]:
        """Narrow by days, way and campaign."""
        if filters.days.data:
            query = query.where(Donation.day >= filters.days.data.start, Donation.day < filters.days.data.end)
        if filters.way.data:
            query = query.where(Donation.way == filters.way.data)
        if filters.campaign.data:
            query = query.where(Campaign.code == filters.campaign.data)
        return query

    @expose("/<int:number>/")
    def one(self, number: int) -> str:
        """Show a donation."""
        return self.render("donations/donation.html", **self.looked_at(reading(), number))

    def looked_at(self, session: Session, number: int) -> dict[str, Any]:
        """A donation and where it stands."""
        return gift_facts.all_of(session, find_donation(session, unit().id, number))

    @deed(
        "/nhan",
        "donation.receive",
        GiftForm,
        "Ghi một khoản ủng hộ",
        say="Đã ghi khoản ủng hộ số {donation}: {amount:dong}.",
        back=".one",
        tries=True,
    )
    def receive(self, session: Session, command: Command, form: GiftForm) -> Answer:
        """Book one gift."""
        made = _receive(session, command, form)
        return {
            "donation": made.id,
            "number": made.id,
            "day": made.day,
            "amount": made.amount,
            "way": made.way.value,
            "donor": made.donor_id,
            "anonymous": made.anonymous,
        }

    @deed(
        "/<int:number>/huy",
        "donation.cancel",
        CancelForm,
        "Hủy khoản ủng hộ số {number}",
        say="Đã hủy khoản ủng hộ số {donation} bằng bút toán {entry}.",
        button="Hủy khoản này",
        danger=True,
        template="donations/donation_deed.html",
        shows="looked_at",
        back=".one",
    )
    def cancel(self, session: Session, command: Command, form: CancelForm, number: int) -> Answer:
        """Take back what was entered by mistake."""
        found = find_donation(session, command.unit, number)
        entry = cancel(session, command, found, day=form.day.data, reason=form.reason.data)
        return {"donation": number, "entry": entry.id}

    @deed(
        "/<int:number>/hoan",
        "donation.refund",
        RefundForm,
        "Hoàn lại khoản ủng hộ số {number}",
        say="Đã hoàn khoản ủng hộ số {donation}: {voucher}, bút toán {entry}.",
        button="Hoàn lại",
        danger=True,
        template="donations/donation_deed.html",
        shows="looked_at",
        back=".one",
        tries=True,
    )
    def refund(self, session: Session, command: Command, form: RefundForm, number: int) -> Answer:
        """Give money back."""
        found = find_donation(session, command.unit, number)
        paid = find_line(session, command.unit, form.line.data) if form.line.data else None
        entry = refund(
            session,
            command,
            found,
            day=form.day.data,
            reason=form.reason.data,
            amount=form.amount.data,
            bank_line=paid,
        )
        return {"donation": number, "entry": entry.id, "voucher": entry.voucher_code}


def _receive(session: Session, command: Command, form: GiftForm) -> Donation:
    unit_id = command.unit
    parts = [
        Part(
            find_fund(session, unit_id, part.form.fund.data or "").id,
            part.form.amount.data or 0,
            spend_now=part.form.spend_now.data,
        )
        for part in form.parts
        if part.form.amount.data or part.form.fund.data
    ]
    line = find_line(session, unit_id, form.line.data) if form.line.data else None
    bank = find_bank_account(session, unit_id, form.bank.data) if form.bank.data and line is None else None
    return receive(
        session,
        command,
        find_donor(session, unit_id, form.donor.data) if form.donor.data else None,
        day=form.day.data if line is None else None,
        parts=parts,
        way=Way.TRANSFER if bank else Way.CASH,
        bank_line=line,
        bank_account=bank,
        campaign=find_campaign(session, unit_id, form.campaign.data) if form.campaign.data else None,
        anonymous={"yes": True, "no": False}.get(form.anonymous.data or ""),
        purpose=form.purpose.data,
        note=form.note.data,
    )
