"""Sponsorships: the list with what each comes to, one with its calendar and money, the agreement, the three-way check."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flask import url_for
from flask_admin import expose
from sqlalchemy import ColumnElement, Row, Select, select
from sqlalchemy.orm import Session
from wtforms import Form

from admin.deed import DeedForm, deed
from admin.field import (
    Choice,
    Day,
    FieldEmptyError,
    FieldList,
    FormField,
    InMonth,
    Line,
    Money,
    Number,
    Portion,
)
from admin.listing import Column, Filters, Kind, Listing
from admin.lookup import Lookup
from admin.paper import served
from admin.scholarships.sponsorship_calendar import calendar_shown
from admin.scholarships.sponsorship_figures import figures, figures_of, outlook, outlook_chart
from admin.searching import containing
from admin.sentence import sentence
from admin.todo import Task, Urgency, todo
from admin.visitor import Visitor, reading, unit
from admin.words import _
from khfund.calendar import SchoolYear, today
from khfund.command import Answer, Command
from khfund.donations.donor import find_donor
from khfund.ledger import find_fund, fund
from khfund.reports.figure_paper import pdf
from khfund.reports.sponsorship_calendar import calendar_paper
from khfund.scholarships import sponsorship_agreement
from khfund.scholarships.child_event import events_of
from khfund.scholarships.coverage import percent
from khfund.scholarships.enrolment import enrolments
from khfund.scholarships.instalment import DROP_NAMES
from khfund.scholarships.programme import Programme, ProgrammeKind, find_programme, programmes
from khfund.scholarships.recipient import Recipient, find_recipient
from khfund.scholarships.schedule import MONTHS_OF_YEAR, STATE_NAMES, Uncovered
from khfund.scholarships.sponsor_share import Sponsor
from khfund.scholarships.sponsor_standing import SponsorStanding, standing, standings
from khfund.scholarships.sponsorship import Sponsorship, find_sponsorship
from khfund.scholarships.sponsorship_agreement import NewShare, NewSponsorship
from khfund.scholarships.sponsorship_course import EVENT_NAMES
from khfund.scholarships.sponsorship_difference import KIND_NAMES, differences
from khfund.scholarships.sponsorship_hold import overpaid
from khfund.scholarships.sponsorship_terms import months_of
from khfund.unit import Unit

LATE, UNSPONSORED = "late", "unsponsored"
STANDINGS: dict[str, str] = {
    LATE: "có người đỡ đầu góp thiếu",
    UNSPONSORED: "chưa có người đỡ đầu",
    **{state.value: name for state, name in STATE_NAMES.items()},
}
GRADES = {str(grade): str(grade) for grade in range(1, 13)}
MONTHS_A_YEAR = {
    "12": "cả 12 tháng",
    "10": "10 tháng (tháng 9 đến tháng 6)",
    "9": "9 tháng (tháng 9 đến tháng 5)",
}
UNCOVERED = {Uncovered.FUND: "quỹ chi thay", Uncovered.STOP: "không chi tháng đó"}


class SponsorshipFilters(Filters):
    """By programme and standing."""

    programme = Choice("Chương trình", required=False)
    standing = Choice("Tình trạng", dict(STANDINGS), required=False)

    def prepare(self, session: Session, unit: Unit) -> None:
        """Offer the unit's programmes of sponsorships."""
        self.programme.offer(_programmes(session, unit))


def _programmes(session: Session, unit: Unit) -> list[tuple[str, str]]:
    found = programmes(session, unit.id)
    return [(one.code, one.name) for one in found if one.kind is ProgrammeKind.SPONSORSHIP]


class SponsorRow(Form):
    """One sponsor of a child; an empty row is left out."""

    donor = Lookup("Người đỡ đầu", "donor", required=False)
    part = Portion("Phần (%)", required=False)
    payer = Lookup("Người chuyển tiền hộ", "donor", required=False)
    correspondent = Lookup("Người nhận thư", "donor", required=False)

    def validate(self, extra_validators: Any = None) -> bool:
        """Who takes a part is named."""
        fits = bool(super().validate(extra_validators))
        if (
            self.donor.data is None
            and not self.donor.errors
            and any((self.payer.data, self.correspondent.data))
        ):
            self.donor.errors = [sentence(FieldEmptyError())]
            return False
        return fits


def sponsor(session: Session, unit_id: int, row: Any) -> Sponsor:
    """The sponsor whom a form names: giver, payer, correspondent."""
    donor, *others = (
        None if one.data is None else find_donor(session, unit_id, one.data)
        for one in (row.donor, row.payer, row.correspondent)
    )
    assert donor is not None, "the form asks for the giver"
    return Sponsor(donor, *others)


class AgreeForm(DeedForm):
    """What is agreed."""

    child = Lookup("Em được đỡ đầu", "recipient", hint="Gõ tên hoặc số trong sổ người nhận.")
    programme = Choice("Chương trình")
    rate = Money("Mỗi tháng")
    starts = InMonth("Tháng đầu tiên", hint="Như 9/2026.")
    grade = Choice(
        "Lớp của em trong năm học đó", GRADES, required=False, hint="Để trống: lấy từ nơi học đã ghi."
    )
    sponsors = FieldList(
        FormField(SponsorRow, "Người đỡ đầu"),
        "Người đỡ đầu (có thể ghi sau; để trống phần % nghĩa là cả 100 %)",
        min_entries=2,
    )
    months_a_year = Choice("Mỗi năm chi", MONTHS_A_YEAR, default="12")
    ends = InMonth("Tháng cuối cùng", required=False, hint="Để trống: đến hết lớp 12.")
    pay_day = Number("Ngày trong tháng bắt đầu được chi", default=1)
    uncovered = Choice("Tháng không có người đỡ đầu", UNCOVERED)
    fund = Choice("Quỹ chi", required=False, hint="Để trống: quỹ của chương trình.")
    agreed = Day("Ngày thỏa thuận", default=today)
    agreement = Line("Số, tên văn bản thỏa thuận", required=False, hint="Không ghi tên người.")

    def prepare(self, session: Session, unit: Unit, **path: Any) -> None:
        """Offer programmes of sponsorships and funds."""
        self.programme.offer(_programmes(session, unit))
        self.fund.offer((one.code, one.name) for one in fund.funds(session, unit.id))


class Sponsorships(Listing):
    """The unit's sponsorships: who is supported, how it stands, what is still promised."""

    looks = "money.look"
    title = "Đỡ đầu dài hạn"
    section = "Học bổng"
    address = "do-dau"
    columns = (
        Column("number", "Số", sort=Sponsorship.id, link="sponsorships.one"),
        Column("child", "Em", sort=Recipient.sort_key),
        Column("rate", "Mỗi tháng", Kind.MONEY),
        Column("promised", "Đã hứa", Kind.MONEY),
        Column("received", "Đã nhận", Kind.MONEY),
        Column("arrears", "Thiếu", Kind.MONEY),
        Column("paid", "Đã chi", Kind.MONEY),
        Column("to_come", "Còn cam kết", Kind.MONEY),
        Column("until", "Đến hết", Kind.MONTH),
        Column("state", "Tình trạng", Kind.STATE, names=STATE_NAMES),
        Column("programme", "Mã chương trình"),
    )
    filters = SponsorshipFilters
    searches = "tên em"
    template = "scholarships/sponsorships.html"

    def query(self, session: Session, unit: Unit) -> Select[Any]:
        """Give the unit's sponsorships and whom they support."""
        rows: Any = (
            select(
                Sponsorship.id.label("number"),
                Recipient.full_name.label("child"),
                Programme.code.label("programme"),
            )
            .join(Recipient, Recipient.id == Sponsorship.recipient_id)
            .join(Programme, Programme.id == Sponsorship.programme_id)
            .where(Sponsorship.unit_id == unit.id)
        )
        found: Select[Any] = rows
        return found

    def order(self) -> list[Any]:
        """As they were agreed, the newest first."""
        return [Sponsorship.id.desc()]

    def search(self, term: str) -> ColumnElement[bool]:
        """Find by the child's name, without marks too."""
        return containing(term, Recipient.full_name, folded=(Recipient.search_fold,))

    def narrow(self, query: Select[Any], filters: Any) -> Select[Any]:
        """Narrow by programme and by how it stands today."""
        if filters.programme.data:
            query = query.where(Programme.code == filters.programme.data)
        if filters.standing.data:
            query = query.where(Sponsorship.id.in_(_standing_so(filters.standing.data)))
        return query

    def written(self, row: Row[Any]) -> Mapping[str, Any]:
        """Add what the sponsorship comes to today."""
        one = figures(reading(), unit()).get(row.number)
        money = ("state", "rate", "promised", "received", "arrears", "paid", "to_come", "until")
        return dict(row._mapping) | {name: getattr(one, name, None) for name in money}

    def beside(self, session: Session) -> dict[str, Any]:
        """What all of them come to, and the months that come."""
        found = outlook(session, unit())
        return {"outlook": found, "drawn": outlook_chart(found) if found.children else None}

    # -- one ----------------------------------------------------------------------------------------------------------

    @expose("/<int:number>/")
    def one(self, number: int) -> str:
        """Show a sponsorship."""
        return self.render("scholarships/sponsorship.html", **self.looked_at(reading(), number))

    def looked_at(self, session: Session, number: int, **_path: Any) -> dict[str, Any]:
        """A sponsorship: the child, the sponsors, the money three ways, the calendar, what happened."""
        made = find_sponsorship(session, unit().id, number)
        found = standing(session, made, today())
        return {
            "title": _("Thỏa thuận đỡ đầu số {number}", number=number),
            "made": made,
            "figures": figures_of(session, found),
            "standing": found,
            "state_names": STATE_NAMES,
            "child": session.get_one(Recipient, made.recipient_id),
            "programme": session.get_one(Programme, made.programme_id),
            "uncovered": _(UNCOVERED[made.uncovered]),
            "sponsors": [_sponsor_shown(one) for one in found.sponsors],
            "differences": [
                {
                    "kind": _(KIND_NAMES[one.kind]),
                    "late": one.kind in {"arrears", "overpaid"},
                    "sentence": one.sentence,
                }
                for one in differences(session, unit().id, [found])
            ],
            "events": events_of(session, [made]).get(number, ()),
            "event_names": EVENT_NAMES,
            "reasons": DROP_NAMES,
            "calendar": calendar_shown(session, found),
        }

    @expose("/<int:number>/lich.pdf")
    def calendar(self, number: int) -> Any:
        """Hand out the calendar on paper, which tells the child by its number."""
        made = find_sponsorship(reading(), unit().id, number)
        return served(pdf(calendar_paper(reading(), unit(), made, today())), f"lich-do-dau-{number}.pdf")

    @expose("/doi-chieu/")
    def check(self) -> str:
        """Show what does not agree: promised, received, paid out, what the school says; what was paid beyond the end."""
        told = differences(reading(), unit().id, standings(reading(), unit().id, today()))
        return self.render(
            "scholarships/sponsorship_check.html",
            title=_("Đối chiếu các thỏa thuận đỡ đầu"),
            told=told,
            kinds=KIND_NAMES,
            beyond=overpaid(reading(), unit().id),
            reasons=DROP_NAMES,
        )

    @deed(
        "/lap",
        "sponsorship.agree",
        AgreeForm,
        "Ghi thỏa thuận đỡ đầu",
        say="Đã ghi thỏa thuận đỡ đầu số {number}: {months:so} tháng, đến hết {last_month}, cộng {total:dong}.",
        tries=True,
        template="scholarships/sponsorship_agree.html",
        back=".one",
    )
    def agree(self, session: Session, command: Command, form: AgreeForm) -> Answer:
        """Agree to keep a child at school; its months become commitments."""
        child = find_recipient(session, command.unit, form.child.data)
        programme = find_programme(session, command.unit, form.programme.data)
        paid_from = find_fund(session, command.unit, form.fund.data) if form.fund.data else None
        shares = [
            NewShare(sponsor(session, command.unit, row.form), row.form.part.data or 10_000)
            for row in form.sponsors
            if row.form.donor.data
        ]
        new = _terms(session, child, form)
        made = sponsorship_agreement.agree(
            session, command, programme, child, new, sponsors=shares, fund=paid_from
        )
        months = months_of(session, made)
        total = sum(one.amount for one in months)
        return {"number": made.id, "months": len(months), "total": total, "last_month": str(months[-1].month)}


def _standing_so(wanted: str) -> Iterator[int]:
    """The numbers of those that stand so today."""
    for one in figures(reading(), unit()).values():
        is_late = wanted == LATE and one.arrears > 0
        lacks = wanted == UNSPONSORED and not one.sponsors and one.to_come > 0
        if is_late or lacks or one.state == wanted:
            yield one.number


def _terms(session: Session, child: Recipient, form: AgreeForm) -> NewSponsorship:
    year = SchoolYear.of(form.starts.data.first)
    grade = int(form.grade.data) if form.grade.data else grade_told(session, child, year)
    return NewSponsorship(
        starts=form.starts.data,
        rate=form.rate.data,
        grade=grade,
        school_year=year.year,
        payable=MONTHS_OF_YEAR[int(form.months_a_year.data)],
        pay_day=form.pay_day.data,
        ends=form.ends.data,
        uncovered=Uncovered(form.uncovered.data),
        agreed=form.agreed.data,
        agreement=form.agreement.data,
    )


def grade_told(session: Session, child: Recipient, year: SchoolYear) -> int | None:
    """The class that the register tells of a child in a school year."""
    told = enrolments(session, [child.id], year.year).get(child.id)
    return told.grade if told else None


def _sponsor_shown(one: SponsorStanding) -> dict[str, Any]:
    share = one.shares[-1]
    return {
        "share": share.id,
        "giver": one.giver,
        "payer": one.payer if one.payer.id != one.giver.id else None,
        "correspondent": one.correspondent if one.correspondent.id != one.giver.id else None,
        "percent": percent(share.part),
        "promised": one.promised,
        "due": one.due,
        "received": one.received,
        "arrears": one.arrears,
        "asked": one.is_asked,
        "paid_out": one.paid_out,
        "paid_until": one.paid_until,
        "stopped": one.has_stopped,
        "came": one.contributions,
    }


@todo("sponsorship.receive")
def _late(session: Session, unit: Unit, _visitor: Visitor) -> Iterator[Task]:
    """Children whose sponsors are asked for what has not come."""
    found = outlook(session, unit)
    words = _("em có người đỡ đầu góp thiếu, cộng {arrears:dong}", arrears=found.arrears)
    yield Task(words, found.late, url_for("sponsorships.index", standing=LATE))
    url = url_for("sponsorships.index", standing=UNSPONSORED)
    yield Task(_("em chưa có người đỡ đầu, quỹ đang chi"), found.uncovered, url, Urgency.WAITING)
