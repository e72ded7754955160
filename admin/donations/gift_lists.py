"""Gift lists as workbooks: brought, looked at with every mistake at its cell, and booked as a whole or not at all."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from sqlalchemy.orm import Session

from admin.deed import DeedForm, deed
from admin.donations.choosing import bank_choices, campaign_choices
from admin.field import Choice, Tick, Upload
from admin.held_file import find_held, hold
from admin.job_form import asks
from admin.ledger.choosing import fund_choices
from admin.listing import Column, Kind
from admin.page import Page
from admin.visitor import unit
from khfund.banking.bank_account import find_bank_account
from khfund.calendar import today
from khfund.command import Answer, Command
from khfund.donations.campaign import find_campaign
from khfund.donations.gift_list import HEADINGS, ListedGift
from khfund.donations.naming import WAYS
from khfund.donations.received_list import Defaults, preview_list, receive_list
from khfund.errors import KhfundError
from khfund.ledger import find_fund
from khfund.unit import Unit

FIRST = (
    Column("row", "Dòng", Kind.COUNT),
    Column("day", "Ngày", Kind.DAY),
    Column("name", "Người cho"),
    Column("amount", "Số tiền", Kind.MONEY),
    Column("way", "Cách", names=WAYS),
    Column("note", "Ghi chú"),
)


class BringForm(DeedForm):
    """The list."""

    file = Upload(
        "Danh sách ủng hộ",
        accept=".csv,.xls,.xlsx,.ods",
        hint="Bảng tính có cột ngày, họ tên, số tiền; các cột khác không bắt buộc. Chưa ghi gì vào sổ.",
    )


class TakeForm(DeedForm):
    """What holds for rows that do not say it."""

    fund = Choice("Quỹ", required=False, hint="Cho dòng không ghi quỹ.")
    campaign = Choice("Đợt vận động", required=False, hint="Cho dòng không ghi.")
    bank = Choice("Tài khoản nhận", required=False, hint="Cho các dòng chuyển khoản.")
    again = Tick("Nhập lại một danh sách đã nhập", hint="Sẽ ghi lần thứ hai; chỉ đánh dấu khi thật sự muốn.")

    def prepare(self, session: Session, unit: Unit, **path: Any) -> None:
        """Offer funds, campaigns and accounts; a single fund is chosen at once."""
        funds = fund_choices(session, unit.id)
        self.fund.offer(funds)
        self.campaign.offer(campaign_choices(session, unit.id))
        self.bank.offer(bank_choices(session, unit.id))
        self.held = find_held(path["token"])
        if len(funds) == 1 and not self.is_submitted():
            self.fund.data = funds[0][0]

    def defaults(self, session: Session, unit_id: int) -> Defaults:
        """Find what is named."""
        fund, campaign, bank = self.fund.data, self.campaign.data, self.bank.data
        return Defaults(
            fund=find_fund(session, unit_id, fund) if fund else None,
            campaign=find_campaign(session, unit_id, campaign) if campaign else None,
            bank_account=find_bank_account(session, unit_id, bank) if bank else None,
        )


class GiftLists(Page):
    """Taking lists in."""

    looks = "donation.import"
    title = "Nhập danh sách ủng hộ"
    address = "danh-sach-ung-ho"

    @asks(
        "/",
        "donation.import",
        BringForm,
        "Nhập danh sách ủng hộ từ bảng tính",
        button="Đọc thử",
        template="donations/gift_list_bring.html",
        back="donations.index",
        shows="headings",
    )
    def index(self, _session: Session, form: BringForm) -> str:
        """Keep the file and show what is in it."""
        return url_for(".take", token=hold(form.file))

    def headings(self, _session: Session) -> dict[str, Any]:
        """Which columns are understood."""
        return {"headings": [heading for heading, *_ in HEADINGS.values()]}

    def read_so_far(self, session: Session, token: str) -> dict[str, Any]:
        """What booking the list would do, and what is wrong in which cell."""
        form = TakeForm(request.form if request.method == "POST" else request.args)
        form.prepare(session, unit(), token=token)
        held = form.held
        try:
            found = preview_list(
                session,
                unit().id,
                held.content,
                today=today(),
                name=held.name,
                defaults=form.defaults(session, unit().id),
            )
        except KhfundError as refusal:
            return {"unread": refusal, "found": None}
        return {
            "unread": None,
            "found": found,
            "first": [_row(one) for one in found.first],
            "first_columns": FIRST,
        }

    @deed(
        "/<token>",
        "donation.import",
        TakeForm,
        "Xem danh sách trước khi ghi",
        say="{file}: đã ghi {gifts:so} khoản, {amount:dong}; {new_donors:so} nhà hảo tâm mới.",
        button="Ghi cả danh sách",
        template="donations/gift_list.html",
        shows="read_so_far",
        back="giftentry.booked",
        tries=True,
    )
    def take(self, session: Session, command: Command, form: TakeForm, **_path: Any) -> Answer:
        """Book the list."""
        held = form.held
        done = receive_list(
            session,
            command,
            held.content,
            name=held.name,
            defaults=form.defaults(session, command.unit),
            again=form.again.data,
        )
        return {
            "file": held.name,
            "gifts": done.gifts,
            "amount": done.amount,
            "new_donors": done.new_donors,
            "first": done.first_donation,
            "last": done.last_donation,
        }


def _row(one: ListedGift) -> dict[str, Any]:
    name = one.traits.full_name if one.traits else ""
    return {
        "row": one.row,
        "day": one.day,
        "name": name,
        "amount": one.amount,
        "way": one.way,
        "note": one.note,
    }
