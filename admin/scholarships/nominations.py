"""Nominations: those of a round by unit, one with where it came from, putting one forward, taking one back."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask import abort, request
from flask_admin import expose
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from admin.asked import whole
from admin.deed import DeedForm, deed
from admin.field import Choice, Day, Line, Paragraph
from admin.lookup import Lookup
from admin.paper import served
from admin.scholarships import recipient_register
from admin.scholarships.candidate import born, round_numbered
from admin.scholarships.round_page import RoundPage
from admin.scholarships.sender import own_units, senders
from admin.scholarships.words import NOMINATION_STATES
from admin.visitor import reading, unit
from admin.words import _
from khfund.calendar import today
from khfund.command import Answer, Command
from khfund.reports.nomination_template import FormFor, nomination_template
from khfund.scholarships.award_round import AwardRound
from khfund.scholarships.nomination import (
    Nomination,
    NominationState,
    find_nomination,
    nominate,
    withdraw_nomination,
    withdrawals,
)
from khfund.scholarships.nomination_file import nomination_files
from khfund.scholarships.nomination_withdrawal import WITHDRAWAL_NAMES, WithdrawalCode
from khfund.scholarships.recipient import Recipient, find_recipient
from khfund.unit import Unit

assert recipient_register.NAME, "the register that the form looks up"

PAGE_ROWS = 100


class AddForm(DeedForm):
    """One candidate who is put forward without a file."""

    recipient = Lookup(
        "Người nhận",
        recipient_register.NAME,
        hint="Gõ tên hoặc số; chưa có trong sổ thì ghi người nhận mới trước.",
    )
    sender = Choice("Đơn vị đề nghị", coerce=int)
    school = Line("Trường", required=False)
    school_class = Line("Lớp", required=False)
    category = Line("Đối tượng được đề nghị", required=False, hint="Ví dụ 2,6.")
    circumstances = Paragraph("Hoàn cảnh", required=False)
    achievements = Paragraph("Thành tích", required=False)
    received = Day("Ngày nhận đề nghị", default=today)
    late_reason = Line("Lý do nhận sau hạn", required=False, hint="Chỉ cần khi đã quá hạn.")

    def prepare(self, session: Session, unit: Unit, **path: Any) -> None:
        """Offer the units for which this person acts."""
        award_round = round_numbered(session, unit.id, path["number"])
        self.sender.offer((one.id, one.name) for one in senders(session, award_round))

    def payload(self) -> dict[str, Any]:
        """What is said of a child's life is not repeated in the log."""
        return {
            name: value
            for name, value in super().payload().items()
            if name not in {"circumstances", "achievements"}
        }


class TakeBackForm(DeedForm):
    """Why a nomination is withdrawn."""

    code = Choice("Lý do", dict(WITHDRAWAL_NAMES), coerce=WithdrawalCode)
    reason = Line("Nói rõ thêm", required=False, hint="Không ghi tên em.")
    day = Day("Ngày rút", default=today)


class Nominations(RoundPage):
    """The nominations of the unit's rounds."""

    looks = "nomination.look"
    title = "Đề nghị"
    address = "de-nghi"

    @expose("/dot/<int:number>/")
    def of_round(self, number: int) -> str:
        """Show who is put forward, of all units or of one."""
        session = reading()
        award_round = round_numbered(session, unit().id, number)
        units = senders(session, award_round)
        page = min(max(request.args.get("page", 1, type=whole), 1), 1000)
        sender, everybody = request.args.get("don-vi", 0, type=whole), request.args.get("tat-ca") == "1"
        query = _listed(award_round, sender, everybody=everybody)
        count = session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
        found = session.execute(query.limit(PAGE_ROWS).offset((page - 1) * PAGE_ROWS)).all()
        return self.render(
            "scholarships/nominations.html",
            title=_("Đề nghị vào đợt {code}", code=award_round.code),
            award_round=award_round,
            units=units,
            sender=sender,
            everybody=everybody,
            rows=[(one, who, born(who.birth_day, who.birth_year), name) for one, who, name in found],
            count=count,
            page=page,
            more=count > page * PAGE_ROWS,
            states=NOMINATION_STATES,
            files=_files(session, award_round),
        )

    @expose("/dot/<int:number>/<int:nomination>/")
    def one(self, number: int, nomination: int) -> str:
        """Show one nomination: its words, where it came from, what became of it."""
        return self.render("scholarships/nomination.html", **self.looked_at(reading(), number, nomination))

    def looked_at(self, session: Session, number: int, nomination: int) -> dict[str, Any]:
        """A nomination with its candidate and its unit."""
        award_round = round_numbered(session, unit().id, number)
        found = find_nomination(session, award_round, nomination)
        own = own_units(unit().id)
        if own is not None and found.unit_id not in own:
            abort(404)
        who = find_recipient(session, unit().id, found.recipient_id)
        return {
            "title": _("Đề nghị số {number}", number=nomination),
            "award_round": award_round,
            "nomination": found,
            "who": who,
            "born": born(who.birth_day, who.birth_year),
            "sender": session.get_one(Unit, found.unit_id),
            "state": _(NOMINATION_STATES[found.state]),
            "withdrawn": withdrawals(session, award_round).get(nomination),
            "codes": WITHDRAWAL_NAMES,
        }

    @expose("/dot/<int:number>/mau/<int:sender>.xlsx")
    def template(self, number: int, sender: int) -> Any:
        """Hand out the workbook that a unit fills."""
        session = reading()
        award_round = round_numbered(session, unit().id, number)
        one = next((each for each in senders(session, award_round) if each.id == sender), None)
        if one is None:
            abort(404)
        form = FormFor(one.name, one.code, award_round.name, award_round.code, award_round.nominate_until)
        return served(nomination_template(form, datetime.now(UTC)), f"de-nghi-{award_round.id}-{sender}.xlsx")

    @deed(
        "/dot/<int:number>/them",
        "nomination.add",
        AddForm,
        "Đề nghị một em",
        say="Đã ghi đề nghị số {nomination}.",
        back=".of_round",
        template="scholarships/round_deed.html",
        shows="headed",
    )
    def add(self, session: Session, command: Command, form: AddForm, number: int) -> Answer:
        """Put forward somebody who stands in the register, without a file."""
        award_round = round_numbered(session, command.unit, number)
        one = nominate(
            session,
            command,
            award_round,
            find_recipient(session, command.unit, form.recipient.data),
            unit_id=form.sender.data,
            received=form.received.data,
            late_reason=form.late_reason.data,
            school=form.school.data,
            school_class=form.school_class.data,
            category=form.category.data,
            circumstances=form.circumstances.data,
            achievements=form.achievements.data,
        )
        return {"nomination": one.id, "recipient": one.recipient_id}

    @deed(
        "/dot/<int:number>/<int:nomination>/rut",
        "nomination.withdraw",
        TakeBackForm,
        "Rút đề nghị số {nomination}",
        say="Đã rút đề nghị số {nomination}.",
        button="Rút",
        danger=True,
        back=".one",
        template="scholarships/nomination_deed.html",
        shows="looked_at",
    )
    def withdraw(
        self, session: Session, command: Command, form: TakeBackForm, number: int, nomination: int
    ) -> Answer:
        """Withdraw a nomination for a coded reason."""
        award_round = round_numbered(session, command.unit, number)
        one = find_nomination(session, award_round, nomination)
        withdraw_nomination(
            session, command, one, code=form.code.data, reason=form.reason.data, day=form.day.data
        )
        return {"nomination": one.id, "state": one.state.value, "code": form.code.data.value}


def _listed(award_round: AwardRound, sender: int, *, everybody: bool) -> Select[Any]:
    wanted: list[Any] = [Nomination, Recipient, Unit.name]
    query = (
        select(*wanted)
        .join(Recipient, Recipient.id == Nomination.recipient_id)
        .join(Unit, Unit.id == Nomination.unit_id)
        .where(Nomination.round_id == award_round.id)
        .order_by(Nomination.unit_id, Recipient.sort_key, Nomination.id)
    )
    own = own_units(award_round.unit_id)
    if own is not None:
        query = query.where(Nomination.unit_id.in_(own))
    if sender:
        query = query.where(Nomination.unit_id == sender)
    return query if everybody else query.where(Nomination.state == NominationState.STANDING)


def _files(session: Session, award_round: AwardRound) -> list[tuple[Any, str]]:
    """The files that units sent, with the name of the unit."""
    own = own_units(award_round.unit_id)
    found = [one for one in nomination_files(session, award_round) if own is None or one.unit_id in own]
    names = {
        one.id: one.name
        for one in session.scalars(select(Unit).where(Unit.id.in_({f.unit_id for f in found})))
    }
    return [(one, names[one.unit_id]) for one in found]
