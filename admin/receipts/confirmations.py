"""Confirmations of gifts to companies: the register, one with its gifts, made, copied, voided; a giver's year on paper."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response, abort
from flask_admin import expose
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from admin.deed import DeedForm, deed
from admin.field import Day, Days, Line, Number
from admin.handing import Handed, hands
from admin.listing import Column, Filters, Kind, Listing
from admin.paper import served
from admin.receipts.waiting_gifts import numbers
from admin.visitor import may, reading, unit
from admin.words import _
from khfund.calendar import DateRange, today
from khfund.command import Answer, Command
from khfund.donations.donor import Donor, find_donor
from khfund.receipts import minutes, pdf
from khfund.receipts.confirmation import copy_confirmation, issue_confirmation, void_confirmation
from khfund.receipts.confirmation_event import ConfirmationEvent, ConfirmationEventKind, voiding_of
from khfund.receipts.confirmation_register import (
    Confirmation,
    current_paper,
    donations_of,
    find_confirmation,
    printed_number,
    waiting_gifts,
)
from khfund.receipts.summary_paper import summary_paper
from khfund.unit import Unit

STATES = {True: "đã hủy", False: "còn giá trị"}
EVENT_NAMES = {
    ConfirmationEventKind.VOIDED: "Đã hủy",
    ConfirmationEventKind.COPIED: "Đã cấp bản sao",
}


class ConfirmationFilters(Filters):
    """By the days on which they were made."""

    days = Days("Lập trong", required=False)


class IssueForm(DeedForm):
    """Whose gifts are confirmed, and who speaks for the company."""

    donor = Number("Nhà hảo tâm số", hint="Số trong sổ nhà hảo tâm; phải là tổ chức, doanh nghiệp.")
    days = Days("Mọi khoản nhận trong", required=False)
    gifts = Line("Hoặc chỉ các khoản số", required=False, hint="Ví dụ 12, 15, 18.")
    representative = Line("Người đại diện bên tài trợ", required=False)
    position = Line("Chức vụ của người đó", required=False)
    day = Day("Ngày biên bản", default=today)


class ReasonForm(DeedForm):
    """Why."""

    reason = Line("Lý do")


class Confirmations(Listing):
    """The register of confirmations, the last first."""

    looks = "giver.look"
    title = "Biên bản xác nhận tài trợ"
    section = "Biên nhận"
    address = "xac-nhan-tai-tro"
    columns = (
        Column("number", "Số", link="confirmations.one"),
        Column("day", "Ngày", Kind.DAY),
        Column("giver", "Bên tài trợ"),
        Column("amount", "Giá trị", Kind.MONEY),
        Column("state", "Tình trạng", Kind.STATE, names=STATES),
    )
    filters = ConfirmationFilters
    template = "receipts/confirmations.html"

    def query(self, session: Session, unit: Unit) -> Select[Any]:
        """Give the unit's confirmations."""
        voided = (
            select(ConfirmationEvent.id)
            .where(
                ConfirmationEvent.confirmation_id == Confirmation.id,
                ConfirmationEvent.kind == ConfirmationEventKind.VOIDED,
            )
            .exists()
        )
        columns: list[Any] = [
            Confirmation.year,
            Confirmation.number,
            Confirmation.day,
            Donor.full_name.label("giver"),
            Confirmation.amount,
            voided.label("state"),
        ]
        found: Select[Any] = select(*columns).join(Donor, Donor.id == Confirmation.donor_id)
        return found.where(Confirmation.unit_id == unit.id)

    def written(self, row: Any) -> dict[str, Any]:
        """Write the number as it is printed."""
        return dict(row._mapping) | {
            "number": printed_number(row.year, row.number),
            "state": bool(row.state),
        }

    def order(self) -> Sequence[Any]:
        """The last first."""
        return [Confirmation.id.desc()]

    def narrow(self, query: Select[Any], filters: Any) -> Select[Any]:
        """Narrow by days."""
        days = filters.days.data
        return (
            query
            if days is None
            else query.where(Confirmation.day >= days.start, Confirmation.day < days.end)
        )

    @expose("/<number>/")
    def one(self, number: str) -> str:
        """Show minutes."""
        return self.render("receipts/confirmation.html", **self.looked_at(reading(), number))

    def looked_at(self, session: Session, number: str) -> dict[str, Any]:
        """Minutes with their gifts and what happened to them."""
        found = find_confirmation(session, unit().id, number)
        events = select(ConfirmationEvent).where(ConfirmationEvent.confirmation_id == found.id)
        return {
            "title": _("Biên bản {number}", number=found.printed_number),
            "confirmation": found,
            "number": found.printed_number,
            "says": found.paper,
            "void": voiding_of(session, found.id) is not None,
            "gifts": donations_of(session, found),
            "events": list(session.scalars(events.order_by(ConfirmationEvent.id))),
            "event_names": EVENT_NAMES,
        }

    @expose("/<number>/xem.pdf")
    def look(self, number: str) -> Response:
        """Print minutes that were voided, marked as void; a valid original is printed once, further prints are copies."""
        found = find_confirmation(reading(), unit().id, number)
        if not may("confirmation.print") or voiding_of(reading(), found.id) is None:
            abort(403)
        return served(minutes.confirmation(current_paper(reading(), found)), f"{found.printed_number}.pdf")

    @hands(
        "/lap",
        "confirmation.issue",
        IssueForm,
        "Lập biên bản xác nhận tài trợ",
        button="Lập và tải bản gốc",
        template="receipts/confirmation_issue.html",
    )
    def issue(self, session: Session, command: Command, form: IssueForm) -> Handed:
        """Make minutes and hand out the original."""
        giver = find_donor(session, command.unit, form.donor.data)
        gifts = numbers(form.gifts.data)
        if not gifts:
            days = form.days.data or DateRange.year(form.day.data.year)
            gifts = waiting_gifts(session, giver, days)
        spoken = {"representative": form.representative.data, "position": form.position.data}
        made = issue_confirmation(session, command, giver, gifts, day=form.day.data, **spoken)
        number = made.printed_number
        answer = {"number": number, "amount": made.amount, "donations": donations_of(session, made)}
        return answer, f"{number}.pdf", minutes.confirmation(made.paper)

    @hands(
        "/<number>/ban-sao",
        "confirmation.print",
        DeedForm,
        "In bản sao biên bản {number}",
        button="Ghi nhận và tải bản sao",
        back=".one",
    )
    def copy(self, session: Session, command: Command, _form: DeedForm, number: str) -> Handed:
        """Write down that a copy is handed out, and hand it out."""
        copied = copy_confirmation(session, command, find_confirmation(session, command.unit, number))
        answer = {"number": copied.number, "day": copied.mark.day}
        return answer, f"{number}-ban-sao.pdf", minutes.confirmation(copied)

    @deed(
        "/<number>/huy",
        "confirmation.void",
        ReasonForm,
        "Hủy biên bản {number}",
        say="Đã hủy biên bản {number}; số này không dùng lại.",
        button="Hủy biên bản",
        danger=True,
        back=".one",
    )
    def void(self, session: Session, command: Command, form: ReasonForm, number: str) -> Answer:
        """Declare minutes void."""
        made = find_confirmation(session, command.unit, number)
        void_confirmation(session, command, made, reason=form.reason.data)
        return {"number": made.printed_number}

    @expose("/tong-hop/<int:donor>/<int:year>.pdf")
    def summary(self, donor: int, year: int) -> Response:
        """Print a giver's calendar year on one paper."""
        if not may("receipt.summary"):
            abort(403)
        DateRange.year(year)
        says = summary_paper(reading(), find_donor(reading(), unit().id, donor), year, day=today())
        return served(pdf.render(says), f"tong-hop-{donor}-{year}.pdf")
