"""Rounds: the list, one round as the committee's home, and the deeds that move it: open, change, close, reopen, cancel."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask_admin import expose
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from admin.deed import DeedForm, deed
from admin.field import Choice, Day, Line, Money
from admin.listing import Column, Filters, Kind, Listing
from admin.scholarships.candidate import round_numbered
from admin.scholarships.round_home import home
from admin.scholarships.words import PURPOSES, SCHOOL_YEARS
from admin.visitor import reading, unit
from khfund.calendar import SchoolYear, today
from khfund.command import Answer, Command
from khfund.eligibility.shelf import rulebooks
from khfund.ledger import Fund, find_fund, fund
from khfund.scholarships.award_round import (
    STATE_NAMES,
    AwardRound,
    RoundEvent,
    RoundPurpose,
    open_round,
    rounds,
)
from khfund.scholarships.nomination import Nomination, NominationState
from khfund.scholarships.programme import Programme, ProgrammeKind, find_programme, programmes
from khfund.scholarships.round_rules import adopt_rules
from khfund.scholarships.round_step import cancel_round, change_terms, close_nominations, reopen_round
from khfund.unit import Unit

YEARS_AHEAD, YEARS_BACK = 1, 3


class RoundFilters(Filters):
    """By programme, school year and state."""

    programme = Choice("Chương trình", required=False)
    year = Choice("Năm học", required=False)
    state = Choice("Trạng thái", dict(STATE_NAMES), required=False)

    def prepare(self, session: Session, unit: Unit) -> None:
        """Offer the programmes and years that have rounds."""
        self.programme.offer((one.code, one.name) for one in programmes(session, unit.id))
        years = sorted({one.school_year for one in rounds(session, unit.id)}, reverse=True)
        self.year.offer((year, str(SchoolYear(year))) for year in years)


class RoundForm(DeedForm):
    """The terms of a round that is opened."""

    code = Line("Mã đợt", hint="Ngắn, không trùng đợt khác, ví dụ HB26.")
    name = Line("Tên đợt", hint="Như sẽ in trên quyết định.")
    programme = Choice("Chương trình")
    year = Choice("Năm học")
    budget = Money("Ngân sách của đợt")
    until = Day("Ngày cuối nhận đề nghị")
    as_of = Day("Ngày tính điều kiện", required=False, hint="Để trống: ngày cuối nhận đề nghị.")
    screen_until = Day("Hạn thẩm định", required=False)
    vote_until = Day("Ngày cuối chấm điểm", required=False)
    fund = Choice("Quỹ chi", required=False, hint="Để trống: quỹ của chương trình.")
    rules = Choice("Bộ tiêu chí", required=False, hint="Để trống: bộ tiêu chí của chương trình.")
    goods = Line("Trao hiện vật gì", required=False, hint="Chỉ ghi khi đợt trao hiện vật, ví dụ: Xe đạp.")

    def prepare(self, session: Session, unit: Unit, **path: Any) -> None:
        """Offer the unit's programmes, funds and the rules on the shelf."""
        found = programmes(session, unit.id)
        awarding = [one for one in found if one.kind is ProgrammeKind.AWARD]
        self.programme.offer((one.code, one.name) for one in awarding)
        now = SchoolYear.of(today()).year
        years = range(now + YEARS_AHEAD, now - YEARS_BACK - 1, -1)
        self.year.offer((year, str(SchoolYear(year))) for year in years)
        if self.year.data is None:
            self.year.data = str(now)
        self.fund.offer((one.code, one.name) for one in fund.funds(session, unit.id))
        self.rules.offer((one.code, one.name) for one in rulebooks())


class TermsForm(DeedForm):
    """What may change of a round; what is left empty stays."""

    budget = Money("Ngân sách mới", required=False)
    until = Day("Ngày cuối nhận đề nghị mới", required=False)
    screen_until = Day("Hạn thẩm định mới", required=False)
    vote_until = Day("Ngày cuối chấm điểm mới", required=False)
    reason = Line("Lý do")


class WhyForm(DeedForm):
    """Why."""

    reason = Line("Lý do")


class Rounds(Listing):
    """The unit's rounds, the newest school year first."""

    looks = "round.look"
    title = "Đợt xét"
    section = "Học bổng"
    address = "dot-xet"
    columns = (
        Column("code", "Đợt", link="rounds.one"),
        Column("name", "Tên"),
        Column("programme", "Chương trình"),
        Column("year", "Năm học", names=SCHOOL_YEARS),
        Column("state", "Trạng thái", Kind.STATE, names=STATE_NAMES),
        Column("until", "Nhận đến", Kind.DAY),
        Column("budget", "Ngân sách", Kind.MONEY),
        Column("nominated", "Đề nghị", Kind.COUNT),
        Column("purpose", "Trao", names=PURPOSES),
    )
    filters = RoundFilters
    template = "scholarships/rounds.html"

    def query(self, session: Session, unit: Unit) -> Select[Any]:
        """Give the unit's rounds with how many are put forward."""
        nominated = (
            select(func.count())
            .where(Nomination.round_id == AwardRound.id, Nomination.state == NominationState.STANDING)
            .scalar_subquery()
        )
        return (
            select(
                AwardRound.id.label("number"),
                AwardRound.code,
                AwardRound.name,
                Programme.name.label("programme"),
                AwardRound.school_year.label("year"),
                AwardRound.state,
                AwardRound.nominate_until.label("until"),
                AwardRound.budget,
                nominated.label("nominated"),
                AwardRound.purpose,
            )
            .join(Programme, Programme.id == AwardRound.programme_id)
            .where(AwardRound.unit_id == unit.id)
        )

    def order(self) -> list[Any]:
        """The newest school year first."""
        return [AwardRound.school_year.desc(), AwardRound.id.desc()]

    def narrow(self, query: Select[Any], filters: Any) -> Select[Any]:
        """Narrow by programme, year and state."""
        if filters.programme.data:
            query = query.where(Programme.code == filters.programme.data)
        if filters.year.data:
            query = query.where(AwardRound.school_year == int(filters.year.data))
        if filters.state.data:
            query = query.where(AwardRound.state == filters.state.data)
        return query

    @expose("/<int:number>/")
    def one(self, number: int) -> str:
        """Show a round as the committee's home."""
        award_round = round_numbered(reading(), unit().id, number)
        return self.render("scholarships/round.html", **home(reading(), award_round, today()))

    def headed(self, session: Session, number: int) -> dict[str, Any]:
        """The round above a form."""
        return {"award_round": round_numbered(session, unit().id, number)}

    @deed(
        "/mo",
        "round.open",
        RoundForm,
        "Mở đợt xét",
        say="Đã mở đợt {round}, nhận đề nghị đến hết ngày {until}.",
        button="Mở đợt",
        back=".one",
        tries=True,
    )
    def open(self, session: Session, command: Command, form: RoundForm) -> Answer:
        """Open a round of a programme and freeze its rules."""
        programme = find_programme(session, command.unit, form.programme.data)
        own = session.get_one(Fund, programme.fund_id)
        made = open_round(
            session,
            command,
            programme,
            form.code.data,
            form.name.data,
            school_year=int(form.year.data),
            fund=find_fund(session, command.unit, form.fund.data) if form.fund.data else own,
            budget=form.budget.data,
            nominate_until=form.until.data,
            as_of=form.as_of.data or form.until.data,
            rulebook=form.rules.data or "",
            screen_until=form.screen_until.data,
            vote_until=form.vote_until.data,
            purpose=RoundPurpose.GOODS if form.goods.data else RoundPurpose.MONEY,
            goods=form.goods.data,
        )
        return {
            "round": made.code,
            "number": made.id,
            "until": made.nominate_until.isoformat(),
            "digest": made.rulebook_digest,
        }

    @deed(
        "/<int:number>/doi",
        "round.change",
        TermsForm,
        "Đổi ngân sách hoặc thời hạn",
        say="Đã đổi đợt {round}.",
        button="Đổi",
        back=".one",
        template="scholarships/round_deed.html",
        shows="headed",
        tries=True,
    )
    def change(self, session: Session, command: Command, form: TermsForm, number: int) -> Answer:
        """Change the budget or the last days, for a reason."""

        def step(award_round: AwardRound) -> RoundEvent:
            return change_terms(
                session,
                command,
                award_round,
                budget=form.budget.data,
                nominate_until=form.until.data,
                screen_until=form.screen_until.data,
                vote_until=form.vote_until.data,
                reason=form.reason.data,
            )

        return _stepped(session, command, number, step)

    @deed(
        "/<int:number>/chot",
        "round.close",
        DeedForm,
        "Chốt danh sách đề nghị",
        say="Đã chốt đề nghị của đợt {round}.",
        button="Chốt",
        back=".one",
        template="scholarships/round_deed.html",
        shows="headed",
    )
    def close(self, session: Session, command: Command, _form: DeedForm, number: int) -> Answer:
        """Close the list of nominations."""
        return _stepped(session, command, number, lambda one: close_nominations(session, command, one))

    @deed(
        "/<int:number>/mo-lai",
        "round.reopen",
        WhyForm,
        "Mở lại đợt đã chốt",
        say="Đã mở lại đợt {round}; phải thẩm định lại.",
        button="Mở lại",
        back=".one",
        template="scholarships/round_deed.html",
        shows="headed",
    )
    def reopen(self, session: Session, command: Command, form: WhyForm, number: int) -> Answer:
        """Open a closed round again, by another person than the one who closed it."""
        reason = form.reason.data
        return _stepped(
            session, command, number, lambda one: reopen_round(session, command, one, reason=reason)
        )

    @deed(
        "/<int:number>/huy",
        "round.cancel",
        WhyForm,
        "Hủy đợt xét",
        say="Đã hủy đợt {round}.",
        button="Hủy đợt",
        danger=True,
        back=".one",
        template="scholarships/round_deed.html",
        shows="headed",
    )
    def cancel(self, session: Session, command: Command, form: WhyForm, number: int) -> Answer:
        """Cancel a round that is not decided."""
        reason = form.reason.data
        return _stepped(
            session, command, number, lambda one: cancel_round(session, command, one, reason=reason)
        )

    @deed(
        "/<int:number>/theo-ban-moi",
        "round.adopt",
        WhyForm,
        "Theo bản mới của bộ tiêu chí",
        say="Đợt {round} theo bản mới của bộ tiêu chí; phải thẩm định lại.",
        button="Theo bản mới",
        back=".one",
        template="scholarships/round_deed.html",
        shows="headed",
    )
    def adopt(self, session: Session, command: Command, form: WhyForm, number: int) -> Answer:
        """Take the present text of the rules from now on."""
        reason = form.reason.data
        return _stepped(
            session, command, number, lambda one: adopt_rules(session, command, one, reason=reason)
        )


def _stepped(
    session: Session, command: Command, number: int, step: Callable[[AwardRound], RoundEvent]
) -> Answer:
    award_round = round_numbered(session, command.unit, number)
    event = step(award_round)
    return {"round": award_round.code, "state": event.state.value, "day": event.day.isoformat()}
