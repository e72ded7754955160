"""What stands beside a recipient's entry: guardians, consents given and withdrawn, school, where money goes."""

from __future__ import annotations

from typing import Any

from flask import redirect, url_for
from flask_admin import expose
from sqlalchemy.orm import Session

from admin.deed import DeedForm, deed
from admin.field import Choice, Day, Line, Tick
from admin.page import Page
from admin.scholarships.recipient_file import WAYS
from admin.visitor import unit
from admin.words import _
from khfund.calendar import SchoolYear, today
from khfund.command import Answer, Command
from khfund.scholarships.consent import (
    SCOPE_NAMES,
    ConsentScope,
    find_consent,
    give_consent,
    withdraw_consent,
)
from khfund.scholarships.enrolment import enrol
from khfund.scholarships.guardian import (
    RELATION_NAMES,
    Relation,
    end_guardian,
    find_guardian,
    guardians,
    name_guardian,
)
from khfund.scholarships.payee import PayeeOwner, PayeeWay, set_payee
from khfund.scholarships.recipient import find_recipient
from khfund.unit import Unit

OWNERS = {
    PayeeOwner.RECIPIENT: "của người nhận",
    PayeeOwner.GUARDIAN: "của người giám hộ, người thân",
    PayeeOwner.SCHOOL: "của nhà trường",
}
GRADES = {one: str(one) for one in range(1, 13)}
YEARS_AROUND = 4


class GuardianForm(DeedForm):
    """Who looks after a recipient."""

    full_name = Line("Họ và tên", render_kw={"autocomplete": "off"})
    relation = Choice("Là gì của người nhận", dict(RELATION_NAMES), coerce=Relation)
    represents = Tick("Là người đại diện theo pháp luật", default=True)
    raises = Tick("Là người trực tiếp nuôi dưỡng")
    since = Day("Từ ngày", default=today)
    phone = Line("Điện thoại", required=False, hint="Không công khai.")
    home = Line("Nơi ở", required=False, hint="Không công khai.")


class EndForm(DeedForm):
    """When and why somebody is a guardian no longer."""

    day = Day("Từ ngày", default=today)
    reason = Line("Lý do", hint="Không ghi tên.")


class ConsentForm(DeedForm):
    """What is consented to, by whom, on which paper."""

    scope = Choice("Đồng ý việc gì", dict(SCOPE_NAMES), coerce=ConsentScope)
    guardian = Choice("Ai đồng ý", required=False, hint="Để trống khi chính người nhận đồng ý.", coerce=int)
    day = Day("Ngày đồng ý", default=today)
    until = Day("Ngày cuối còn hiệu lực", required=False)
    paper = Line("Giấy đồng ý", hint="Số, nơi lưu.")

    def prepare(self, session: Session, unit: Unit, **path: Any) -> None:
        """Offer those who represent the recipient."""
        child = find_recipient(session, unit.id, path["number"])
        named = guardians(session, [child.id], today())[child.id]
        self.guardian.offer((one.id, f"{one.full_name}, {_(RELATION_NAMES[one.relation])}") for one in named)


class WithdrawForm(DeedForm):
    """From when a consent stands no longer."""

    day = Day("Từ ngày", default=today)
    words = Line("Lời của người rút", required=False)


class EnrolForm(DeedForm):
    """Where a recipient learns in a school year."""

    year = Choice("Năm học", coerce=int)
    school = Line("Trường")
    grade = Choice("Lớp mấy", dict(GRADES), required=False, hint="Để trống thì lấy theo tên lớp.", coerce=int)
    school_class = Line("Tên lớp", required=False, hint="Ví dụ 7A.")
    despite = Line("Lý do", required=False, hint="Chỉ khi lớp đúng dù trái với tên trường.")

    def prepare(self, session: Session, unit: Unit, **path: Any) -> None:
        """Offer the school years around today."""
        now = SchoolYear.of(today()).year
        years = range(now + 1, now - YEARS_AROUND, -1)
        self.year.offer((one, str(SchoolYear(one))) for one in years)
        if self.year.data is None:
            self.year.data = now


class PayeeForm(DeedForm):
    """Where a recipient's money goes."""

    way = Choice("Cách nhận tiền", dict(WAYS), coerce=PayeeWay)
    bank = Line("Ngân hàng", required=False, hint="Tên trong danh mục ngân hàng, hoặc mã sáu chữ số.")
    account = Line("Số tài khoản", required=False, hint="Không công khai.", render_kw={"autocomplete": "off"})
    holder = Line(
        "Tên chủ tài khoản, hoặc người nhận thay", required=False, render_kw={"autocomplete": "off"}
    )
    owner = Choice("Tài khoản của ai", dict(OWNERS), required=False, coerce=PayeeOwner)
    since = Day("Từ ngày", default=today)
    reason = Line("Lý do", required=False, hint="Cần khi đổi nơi nhận tiền đã ghi.")


class RecipientPapers(Page):
    """The deeds beside a recipient's entry."""

    looks = "recipient.look"
    title = "Giấy tờ của người nhận"
    address = "giay-to-nguoi-nhan"
    under = "recipients"

    @expose("/")
    def index(self) -> Any:
        """Lead to the register."""
        return redirect(url_for("recipients.index"))

    def headed(self, session: Session, number: int, **path: Any) -> dict[str, Any]:
        """The recipient above a form."""
        return {"recipient": find_recipient(session, unit().id, number), **path}

    @deed(
        "/<int:number>/giam-ho",
        "recipient.guardian",
        GuardianForm,
        "Ghi người giám hộ của người nhận số {number}",
        say="Đã ghi người giám hộ số {guardian} của người nhận số {recipient}.",
        back="recipients.one",
        template="scholarships/recipient_deed.html",
        shows="headed",
    )
    def guardian(self, session: Session, command: Command, form: GuardianForm, number: int) -> Answer:
        """Name a parent, guardian or carer."""
        child = find_recipient(session, command.unit, number)
        made = name_guardian(
            session,
            command,
            child.id,
            form.full_name.data,
            form.relation.data,
            represents=bool(form.represents.data),
            raises=bool(form.raises.data),
            since=form.since.data,
            phone=form.phone.data,
            address=form.home.data,
        )
        return {"recipient": child.id, "guardian": made.id}

    @deed(
        "/<int:number>/giam-ho/<int:guardian>/thoi",
        "recipient.guardian_end",
        EndForm,
        "Ghi người giám hộ số {guardian} thôi đại diện, nuôi dưỡng",
        say="Người giám hộ số {guardian} thôi từ ngày {day}.",
        back="recipients.one",
        template="scholarships/recipient_deed.html",
        shows="headed",
    )
    def guardian_end(
        self, session: Session, command: Command, form: EndForm, number: int, guardian: int
    ) -> Answer:
        """Say that somebody represents or raises the recipient no longer."""
        named = find_guardian(session, find_recipient(session, command.unit, number), guardian)
        end_guardian(session, command, named, day=form.day.data, reason=form.reason.data)
        return {"recipient": number, "guardian": guardian, "day": form.day.data.isoformat()}

    @deed(
        "/<int:number>/dong-y",
        "recipient.consent",
        ConsentForm,
        "Ghi sự đồng ý của người nhận số {number}",
        say="Đã ghi đồng ý số {consent} của người nhận số {recipient}.",
        back="recipients.one",
        template="scholarships/recipient_deed.html",
        shows="headed",
    )
    def consent(self, session: Session, command: Command, form: ConsentForm, number: int) -> Answer:
        """Write a consent of the recipient or of who represents it; silence is none."""
        child = find_recipient(session, command.unit, number)
        made = give_consent(
            session,
            command,
            child,
            form.scope.data,
            guardian=form.guardian.data,
            day=form.day.data,
            until=form.until.data,
            paper=form.paper.data,
        )
        return {"recipient": child.id, "consent": made.id, "scope": form.scope.data.value}

    @deed(
        "/<int:number>/dong-y/<int:consent>/rut",
        "recipient.withdraw_consent",
        WithdrawForm,
        "Rút sự đồng ý số {consent}",
        say="Đồng ý số {consent} đã rút từ ngày {day}.",
        button="Rút",
        back="recipients.one",
        template="scholarships/recipient_deed.html",
        shows="headed",
    )
    def withdraw_consent(
        self, session: Session, command: Command, form: WithdrawForm, number: int, consent: int
    ) -> Answer:
        """Withdraw a consent; from that day on nothing is published by it."""
        given = find_consent(session, command.unit, consent)
        row = withdraw_consent(session, command, given, day=form.day.data, words=form.words.data)
        return {"recipient": number, "consent": consent, "day": row.day.isoformat()}

    @deed(
        "/<int:number>/truong-lop",
        "recipient.enrol",
        EnrolForm,
        "Ghi trường, lớp của người nhận số {number}",
        say="Đã ghi trường, lớp năm học {year} của người nhận số {recipient}.",
        back="recipients.one",
        template="scholarships/recipient_deed.html",
        shows="headed",
    )
    def enrol(self, session: Session, command: Command, form: EnrolForm, number: int) -> Answer:
        """Write school and class of a school year."""
        child = find_recipient(session, command.unit, number)
        made = enrol(
            session,
            command,
            child.id,
            school_year=form.year.data,
            school=form.school.data,
            grade=form.grade.data,
            school_class=form.school_class.data,
            despite=form.despite.data,
        )
        return {"recipient": child.id, "enrolment": made.id, "year": str(SchoolYear(made.school_year))}

    @deed(
        "/<int:number>/noi-nhan-tien",
        "recipient.payee",
        PayeeForm,
        "Ghi nơi nhận tiền của người nhận số {number}",
        say="Đã ghi nơi nhận tiền của người nhận số {recipient}, từ {since}.",
        back="recipients.one",
        template="scholarships/recipient_deed.html",
        shows="headed",
    )
    def payee(self, session: Session, command: Command, form: PayeeForm, number: int) -> Answer:
        """Say where the recipient's money goes from a day on."""
        child = find_recipient(session, command.unit, number)
        made = set_payee(
            session,
            command,
            child,
            form.way.data,
            bank=form.bank.data,
            number=form.account.data,
            holder=form.holder.data,
            owner=form.owner.data,
            since=form.since.data,
            reason=form.reason.data,
        )
        return {
            "recipient": child.id,
            "payee": made.id,
            "account": made.last_four,
            "since": made.since.isoformat(),
        }
