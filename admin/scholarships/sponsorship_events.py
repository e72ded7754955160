"""What happens to a sponsored child, and to what is paid: events, a class repeated, another rate, the end, another child."""

from __future__ import annotations

from typing import Any

from flask import redirect, url_for
from flask_admin import expose
from sqlalchemy.orm import Session

from admin.deed import DeedForm, deed
from admin.field import Choice, Day, InMonth, Line, Money, Tick
from admin.lookup import Lookup
from admin.page import Page
from admin.scholarships.sponsorships import GRADES, grade_told
from admin.visitor import unit
from khfund.calendar import Month, SchoolYear, today
from khfund.command import Answer, Command
from khfund.scholarships import sponsorship_agreement, sponsorship_course
from khfund.scholarships.child_event import find_event
from khfund.scholarships.instalment import DROP_NAMES, DropReason
from khfund.scholarships.recipient import find_recipient
from khfund.scholarships.schedule import EventKind
from khfund.scholarships.sponsorship import find_sponsorship
from khfund.scholarships.sponsorship_course import END_REASONS, EVENT_NAMES
from khfund.scholarships.sponsorship_terms import months_of, terms_of
from khfund.unit import Unit

EVENTS = {kind: name for kind, name in EVENT_NAMES.items() if kind not in (EventKind.END, EventKind.REPEAT)}
ENDS = {reason: DROP_NAMES[reason] for reason in END_REASONS}


class RateForm(DeedForm):
    """Another rate from a month on."""

    amount = Money("Mức mới mỗi tháng")
    since = InMonth(
        "Từ tháng", hint="Tháng đã qua được chi bù phần tăng; mức giảm chỉ từ các tháng chưa đến hạn."
    )
    words = Line("Ghi chú", required=False)


class EventForm(DeedForm):
    """What happened, and on which day."""

    kind = Choice("Sự việc", dict(EVENTS))
    day = Day("Ngày xảy ra", default=today)
    back_pay = Tick("Khi tiếp tục: chi bù các tháng đã tạm dừng")
    words = Line("Ghi chú", required=False, hint="Không ghi tên em.")


class RepeatForm(DeedForm):
    """In which school year the class is repeated."""

    year = Choice("Năm học học lại", coerce=int)
    words = Line("Ghi chú", required=False)

    def prepare(self, session: Session, unit: Unit, **path: Any) -> None:
        """Offer the school years of the sponsorship."""
        made = find_sponsorship(session, unit.id, path["number"])
        last = max(
            (SchoolYear.of(one.month.first).year for one in months_of(session, made)),
            default=made.school_year,
        )
        years = range(made.school_year + 1, last + 2)
        self.year.offer((year, str(SchoolYear(year))) for year in years)


class ReasonForm(DeedForm):
    """Why."""

    reason = Line("Lý do")


class EndForm(DeedForm):
    """Why and from when a sponsorship ends."""

    reason = Choice("Lý do", dict(ENDS))
    day = Day("Từ ngày", default=today)
    words = Line("Ghi chú", required=False, hint="Không ghi tên em.")


class ReplaceForm(DeedForm):
    """Whom the sponsors support from now on."""

    child = Lookup("Em mới", "recipient")
    day = Day("Từ ngày", default=today)
    grade = Choice("Lớp của em mới", GRADES, required=False, hint="Để trống: lấy từ nơi học đã ghi.")
    words = Line("Ghi chú", required=False)


class SponsorshipEvents(Page):
    """Deeds on one sponsorship; each begins at its page."""

    looks = "money.look"
    title = "Sự việc đỡ đầu"
    address = "su-viec-do-dau"

    @expose("/")
    def index(self) -> Any:
        """Go where the sponsorships are."""
        return redirect(url_for("sponsorships.index"))

    def seen(self, session: Session, number: int, **_path: Any) -> dict[str, Any]:
        """The schedule in brief: how many months are left, and to which one."""
        made = find_sponsorship(session, unit().id, number)
        months = [one for one in months_of(session, made) if one.month >= Month.of(today())]
        rates = terms_of(session, [made])[number].rates
        return {"months": months, "rate": rates[-1].amount, "last": months[-1].month if months else None}

    @deed(
        "/<int:number>/muc",
        "sponsorship.rate",
        RateForm,
        "Đổi mức mỗi tháng, thỏa thuận số {number}",
        say="Thỏa thuận số {number}: {amount:dong} mỗi tháng từ {since}.",
        tries=True,
        template="scholarships/sponsorship_deed.html",
        shows="seen",
        back="sponsorships.one",
    )
    def rate(self, session: Session, command: Command, form: RateForm, number: int) -> Answer:
        """Pay another amount from a month on; what past months lack is made good."""
        made = find_sponsorship(session, command.unit, number)
        amount, since = form.amount.data, form.since.data
        sponsorship_agreement.change_rate(session, command, made, amount, since=since, words=form.words.data)
        return {"number": number, "amount": amount, "since": str(since)}

    @deed(
        "/<int:number>/su-viec",
        "sponsorship.event",
        EventForm,
        "Ghi sự việc, thỏa thuận số {number}",
        say="Đã ghi sự việc số {event} của thỏa thuận số {number}, ngày {day}; lịch còn {months_left:so} tháng.",
        tries=True,
        template="scholarships/sponsorship_deed.html",
        shows="seen",
        back="sponsorships.one",
    )
    def event(self, session: Session, command: Command, form: EventForm, number: int) -> Answer:
        """Record what happened to the child; unpaid months that are owed no more are withdrawn."""
        made = find_sponsorship(session, command.unit, number)
        said = sponsorship_course.record(
            session,
            command,
            made,
            EventKind(form.kind.data),
            form.day.data,
            back_pay=form.back_pay.data,
            words=form.words.data,
        )
        left = len(months_of(session, made))
        return {"number": number, "event": said.id, "day": said.day.isoformat(), "months_left": left}

    @deed(
        "/<int:number>/hoc-lai",
        "sponsorship.repeat",
        RepeatForm,
        "Ghi em học lại lớp, thỏa thuận số {number}",
        say="Đã ghi sự việc số {event}: thỏa thuận số {number} kéo dài đến hết {last_month}.",
        tries=True,
        template="scholarships/sponsorship_deed.html",
        shows="seen",
        back="sponsorships.one",
    )
    def repeat(self, session: Session, command: Command, form: RepeatForm, number: int) -> Answer:
        """Record a repeated class: the support lasts one year more."""
        made, year = find_sponsorship(session, command.unit, number), SchoolYear(form.year.data)
        said = sponsorship_course.repeat_class(session, command, made, year, words=form.words.data)
        return {"number": number, "event": said.id, "last_month": str(months_of(session, made)[-1].month)}

    @deed(
        "/<int:number>/<int:event>/rut",
        "sponsorship.take-back",
        ReasonForm,
        "Rút sự việc ghi nhầm số {event}",
        say="Đã rút sự việc số {event} của thỏa thuận số {number}; lịch còn {months_left:so} tháng.",
        button="Rút",
        danger=True,
        back="sponsorships.one",
    )
    def take_back(
        self, session: Session, command: Command, form: ReasonForm, number: int, event: int
    ) -> Answer:
        """Take back an event entered by mistake."""
        made = find_sponsorship(session, command.unit, number)
        said = find_event(session, made, event)
        sponsorship_course.take_back(session, command, made, said, reason=form.reason.data)
        return {"number": number, "event": event, "months_left": len(months_of(session, made))}

    @deed(
        "/<int:number>/ket-thuc",
        "sponsorship.end",
        EndForm,
        "Kết thúc thỏa thuận đỡ đầu số {number}",
        say="Thỏa thuận đỡ đầu số {number} kết thúc từ {day}.",
        button="Kết thúc",
        danger=True,
        template="scholarships/sponsorship_deed.html",
        shows="seen",
        back="sponsorships.one",
    )
    def end(self, session: Session, command: Command, form: EndForm, number: int) -> Answer:
        """End a sponsorship for a coded reason; unpaid months after it are withdrawn."""
        made, reason = find_sponsorship(session, command.unit, number), DropReason(form.reason.data)
        said = sponsorship_course.end(
            session, command, made, reason, day=form.day.data, words=form.words.data
        )
        return {"number": number, "event": said.id, "day": said.day.isoformat(), "reason": reason.value}

    @deed(
        "/<int:number>/thay",
        "sponsorship.replace",
        ReplaceForm,
        "Thay bằng em khác, thỏa thuận số {number}",
        say="Thỏa thuận số {number} kết thúc; em mới theo thỏa thuận số {sponsorship}, từ {starts}.",
        button="Thay",
        danger=True,
        template="scholarships/sponsorship_deed.html",
        shows="seen",
        back="sponsorships.one",
    )
    def replace(self, session: Session, command: Command, form: ReplaceForm, number: int) -> Answer:
        """Let the sponsors go on with another child from the next month."""
        made = find_sponsorship(session, command.unit, number)
        child, day = find_recipient(session, command.unit, form.child.data), form.day.data
        grade = int(form.grade.data) if form.grade.data else grade_told(session, child, SchoolYear.of(day))
        new = sponsorship_course.replace(
            session, command, made, child, day=day, grade=grade, words=form.words.data
        )
        starts = str(Month.from_number(new.first_month))
        return {"number": number, "sponsorship": new.id, "starts": starts}
