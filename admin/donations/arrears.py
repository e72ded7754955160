"""Pledges in arrears: who is late, whose payment may be waiting at the bank, and the letters that remind."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from flask import abort, url_for
from flask_admin import expose
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from admin.deed import DeedForm, deed
from admin.field import Choice, Number, Tick
from admin.ledger.choosing import fund_choices
from admin.page import Page
from admin.paper import served
from admin.todo import Task, Urgency, todo
from admin.visitor import Visitor, reading, unit
from admin.words import _
from khfund.calendar import today
from khfund.command import Answer, Command
from khfund.donations import pledge_payment
from khfund.donations.donation import find_donation
from khfund.donations.pledge import Pledge, find_pledge
from khfund.donations.pledge_arrears import Arrears, PledgeReminder, arrears, remind
from khfund.donations.pledge_standing import look_at_pledges
from khfund.ledger import find_fund
from khfund.receipts.letter_page import letters_pdf
from khfund.receipts.reminder_letter import reminder_letter
from khfund.unit import Unit

COUNTED_MAX = 2_000  # pledges; a unit with more is not counted on its first page


class RemindForm(DeedForm):
    """Who is reminded."""

    pledge = Number("Chỉ cam kết số", required=False, hint="Bỏ trống: mọi cam kết quá hạn.")
    again = Tick("Nhắc lại cả lần đã nhắc")


class NoPledgeForm(DeedForm):
    """A gift that pays no pledge, whatever it looks like."""

    donation = Number("Khoản ủng hộ số")
    fund = Choice("Phần vào quỹ")

    def prepare(self, session: Session, unit: Unit, **path: Any) -> None:
        """Offer the unit's funds."""
        self.fund.offer(fund_choices(session, unit.id))


class LatePledges(Page):
    """Who is late, and what is unclear."""

    looks = "giver.look"
    title = "Cam kết quá hạn"
    section = "Nhà hảo tâm"
    address = "cam-ket-qua-han"

    @expose("/")
    def index(self) -> str:
        """Show who is late, and gifts that may pay several pledges."""
        session = reading()
        return self.render(
            "donations/arrears.html",
            late=[_row(one) for one in arrears(session, unit().id, today())],
            unclear=look_at_pledges(session, unit().id, today()).unclear,
        )

    @deed(
        "/nhac",
        "pledge.remind",
        RemindForm,
        "Nhắc cam kết quá hạn",
        say="Đã ghi {count:so} thư ngỏ ngày {on}; tải ở dưới.",
        button="Lập thư ngỏ",
        back=".reminded",
        tries=True,
    )
    def remind(self, session: Session, command: Command, form: RemindForm) -> Answer:
        """Note who is reminded; the letters are printed from the page that follows."""
        only = find_pledge(session, command.unit, form.pledge.data) if form.pledge.data else None
        found = remind(session, command, today(), only=only, again=form.again.data)
        numbers = [one.standing.pledge.id for one in found]
        return {
            "on": today().isoformat(),
            "pledges": numbers,
            "count": len(numbers),
            "day": today().isoformat(),
        }

    @expose("/da-nhac/<day>/")
    def reminded(self, day: str) -> str:
        """Hand out the letters of a day."""
        return self.render("donations/reminded.html", rows=_reminded(reading(), unit().id, day), day=day)

    @expose("/da-nhac/<day>/thu.pdf")
    def letters(self, day: str) -> Any:
        """Print the letters of a day to whoever has not paid since."""
        session, on = reading(), _day(day)
        late = {one.standing.pledge.id: one for one in arrears(session, unit().id, on)}
        wanted = [late[number] for number in _reminded(session, unit().id, day) if number in late]
        sheets = [reminder_letter(session, unit(), one, on) for one in wanted]
        return served(letters_pdf(session, unit(), sheets, size="A4"), f"thu-ngo-{day}.pdf")

    @deed(
        "/khong-tra",
        "pledge.link",
        NoPledgeForm,
        "Khoản ủng hộ không trả cam kết nào",
        say="Đã ghi: khoản ủng hộ số {donation} không trả cam kết nào.",
    )
    def unlink(self, session: Session, command: Command, form: NoPledgeForm) -> Answer:
        """Say that a gift pays no pledge."""
        gift = find_donation(session, command.unit, form.donation.data)
        fund = find_fund(session, command.unit, form.fund.data)
        pledge_payment.link(session, command, gift, None, fund=fund)
        return {"donation": gift.id, "pledge": None}


def _row(one: Arrears) -> dict[str, Any]:
    made = one.standing.pledge
    return {
        "number": made.id,
        "name": one.standing.donor.full_name,
        "donor": one.standing.donor.id,
        "since": one.due[0].day,
        "count": len(one.due),
        "amount": one.amount,
        "reminded": one.reminded,
        "waiting": one.waiting[:5],
        "is_overdue": one.is_overdue,
    }


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        abort(404)


def _reminded(session: Session, unit_id: int, day: str) -> list[int]:
    """The unit's pledges that were reminded on a day."""
    query = (
        select(PledgeReminder.pledge_id)
        .join(Pledge, Pledge.id == PledgeReminder.pledge_id)
        .where(Pledge.unit_id == unit_id, PledgeReminder.day == _day(day))
        .distinct()
        .order_by(PledgeReminder.pledge_id)
    )
    return list(session.scalars(query))


@todo("pledge.remind")
def _late(session: Session, unit: Unit, _visitor: Visitor) -> Iterator[Task]:
    made = session.scalar(select(func.count()).where(Pledge.unit_id == unit.id)) or 0
    if not 0 < made <= COUNTED_MAX:
        return
    on = today()
    found = look_at_pledges(session, unit.id, on)
    late = sum(bool(one.late) and (one.ended is None or one.ended > on) for one in found.standings)
    yield Task(_("cam kết quá hạn"), late, url_for("latepledges.index"), Urgency.LATE)
    yield Task(_("khoản ủng hộ có thể trả nhiều cam kết"), len(found.unclear), url_for("latepledges.index"))
