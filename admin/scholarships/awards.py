"""Awards: those of a round, one with what is paid and what happened, suspending, revoking, giving a place on, papers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask_admin import expose
from sqlalchemy import select
from sqlalchemy.orm import Session

from admin.deed import DeedForm, deed
from admin.field import Choice, Day, Line
from admin.scholarships.award_paper import PAPERS, PaperForm, written
from admin.scholarships.candidate import candidates, round_numbered
from admin.scholarships.pay_days import PayDaysForm
from admin.scholarships.round_page import RoundPage
from admin.visitor import may, reading, unit
from admin.words import _
from khfund.calendar import Month, today
from khfund.command import Answer, Command
from khfund.errors import KhfundError
from khfund.scholarships.award import STATE_NAMES, Award, awards, find_award, instalments_of
from khfund.scholarships.award_outcome import (
    REVOKING,
    STEP_NAMES,
    SUSPENDING,
    AwardEvent,
    events_of,
    is_paid,
    resume_award,
    revoke_award,
    suspend_award,
)
from khfund.scholarships.award_round import AwardRound
from khfund.scholarships.instalment import DROP_NAMES, DropReason
from khfund.scholarships.promotion import alternates, pass_over, promote


class SuspendForm(DeedForm):
    """Why an award stops for a while."""

    reason = Choice("Lý do", {one: DROP_NAMES[one] for one in SUSPENDING}, coerce=DropReason)
    note = Line("Nói rõ thêm", required=False, hint="Không ghi tên em.")
    paper = Line("Số văn bản", required=False)


class RevokeForm(DeedForm):
    """Why an award ends."""

    reason = Choice("Lý do", {one: DROP_NAMES[one] for one in REVOKING}, coerce=DropReason)
    note = Line("Nói rõ thêm", required=False, hint="Không ghi tên em.")
    paper = Line("Số quyết định thu hồi", required=False)


class PassForm(DeedForm):
    """Why an alternate is passed over."""

    reason = Choice("Lý do", {one: DROP_NAMES[one] for one in REVOKING}, coerce=DropReason)
    note = Line("Nói rõ thêm", required=False, hint="Không ghi tên em.")


class ResumeForm(DeedForm):
    """Why an award is paid again."""

    note = Line("Vì sao cho nhận lại")
    paper = Line("Số văn bản", required=False)


class PromoteForm(PayDaysForm):
    """The decision by which a place is given on."""

    decision = Line("Số quyết định")
    day = Day("Ngày quyết định", default=today)
    pay = Line(
        "Ngày chi",
        required=False,
        hint="Để trống: như suất bị thu hồi. Nhiều kỳ thì cách nhau bằng dấu chấm phẩy.",
    )


class Awards(RoundPage):
    """The awards that the unit gives."""

    looks = "recipient.look"
    title = "Suất học bổng"
    address = "suat-hoc-bong"

    @expose("/dot/<int:number>/")
    def of_round(self, number: int) -> str:
        """Show the awards of a round and the alternates who wait."""
        session = reading()
        award_round = round_numbered(session, unit().id, number)
        people = candidates(session, award_round)
        given = awards(session, award_round)
        waiting = alternates(session, award_round) if given else []
        return self.render(
            "scholarships/awards.html",
            title=_("Suất học bổng đợt {code}", code=award_round.code),
            award_round=award_round,
            awards=[(one, people[one.nomination_id], _(STATE_NAMES[one.state])) for one in given],
            waiting=[(one, people[one.nomination_id]) for one in waiting],
            papers=PAPERS,
        )

    @expose("/<int:award>/")
    def one(self, award: int) -> str:
        """Show an award: what is owed and paid, and what happened to it."""
        return self.render("scholarships/award.html", **self.looked_at(reading(), award))

    def looked_at(self, session: Session, award: int) -> dict[str, Any]:
        """An award with its round, its recipient, its instalments and events."""
        found = find_award(session, unit().id, award)
        award_round = session.get_one(AwardRound, found.round_id)
        standing = {one.id for one in instalments_of(session, found, standing=True)}
        return {
            "title": _("Suất học bổng số {number}", number=award),
            "award": found,
            "award_round": award_round,
            "who": candidates(session, award_round, [found.nomination_id])[found.nomination_id],
            "state": _(STATE_NAMES[found.state]),
            "instalments": [
                (one, str(Month.from_number(one.month)), _outcome(session, one, standing))
                for one in instalments_of(session, found)
            ],
            "events": [
                (one, _(STEP_NAMES[one.step]), _(DROP_NAMES[one.reason]) if one.reason else "")
                for one in events_of(session, found)
            ],
            "successor": session.scalar(select(Award.id).where(Award.replaces_id == award)),
        }

    @expose("/dot/<int:number>/giay-to", methods=("GET", "POST"))
    def papers(self, number: int) -> Any:
        """Ask for a paper of a round and hand it out: minutes, decision, posting list, signature list."""
        if not may("award.look"):
            return self.inaccessible_callback("papers")
        session = reading()
        award_round = round_numbered(session, unit().id, number)
        form = PaperForm()
        refusal: KhfundError | None = None
        if form.validate_on_submit():
            try:
                return written(session, unit(), award_round, form)
            except KhfundError as refused:
                refusal = refused
        shown = self.render(
            "scholarships/award_papers.html",
            title=_("Giấy tờ của đợt {code}", code=award_round.code),
            award_round=award_round,
            form=form,
            refusal=refusal,
        )
        return (shown, 422) if form.errors or refusal else shown

    @deed(
        "/<int:award>/tam-dung",
        "award.suspend",
        SuspendForm,
        "Tạm dừng suất học bổng số {award}",
        say="Đã tạm dừng suất {award}.",
        button="Tạm dừng",
        back=".one",
        template="scholarships/award_deed.html",
        shows="looked_at",
    )
    def suspend(self, session: Session, command: Command, form: SuspendForm, award: int) -> Answer:
        """Stop paying for a while; what is owed stays owed."""
        return _acted(session, command, award, suspend_award, _said(form))

    @deed(
        "/<int:award>/nhan-lai",
        "award.resume",
        ResumeForm,
        "Cho nhận lại suất học bổng số {award}",
        say="Đã cho nhận lại suất {award}.",
        button="Cho nhận lại",
        back=".one",
        template="scholarships/award_deed.html",
        shows="looked_at",
    )
    def resume(self, session: Session, command: Command, form: ResumeForm, award: int) -> Answer:
        """Pay again; another person than the one who suspended."""
        said = {"note": form.note.data, "paper": form.paper.data}
        return _acted(session, command, award, resume_award, said)

    @deed(
        "/<int:award>/thu-hoi",
        "award.revoke",
        RevokeForm,
        "Thu hồi suất học bổng số {award}",
        say="Đã thu hồi suất {award}.",
        button="Thu hồi",
        danger=True,
        back=".one",
        template="scholarships/award_deed.html",
        shows="looked_at",
    )
    def revoke(self, session: Session, command: Command, form: RevokeForm, award: int) -> Answer:
        """End an award for good."""
        return _acted(session, command, award, revoke_award, _said(form))

    @deed(
        "/<int:award>/nguoi-ke-tiep",
        "award.promote",
        PromoteForm,
        "Trao suất số {award} cho người dự bị kế tiếp",
        say="Suất {successor} ({amount:dong}) thay suất {replaces}, theo đề nghị số {nomination}.",
        button="Trao suất",
        back=".one",
        template="scholarships/award_deed.html",
        shows="looked_at",
        tries=True,
    )
    def promote(self, session: Session, command: Command, form: PromoteForm, award: int) -> Answer:
        """Give the place of a revoked award to the next in order."""
        revoked = find_award(session, command.unit, award)
        made = promote(
            session, command, revoked, number=form.decision.data, day=form.day.data, payouts=form.payouts()
        )
        return {
            "successor": made.id,
            "replaces": award,
            "nomination": made.nomination_id,
            "amount": made.amount,
        }

    @deed(
        "/dot/<int:number>/bo-qua/<int:nomination>",
        "award.pass_over",
        PassForm,
        "Bỏ qua người dự bị, đề nghị số {nomination}",
        say="Đã bỏ qua đề nghị số {nomination} trong danh sách dự bị.",
        button="Bỏ qua",
        danger=True,
        back=".of_round",
        template="scholarships/round_deed.html",
        shows="headed",
    )
    def pass_over(
        self, session: Session, command: Command, form: PassForm, number: int, nomination: int
    ) -> Answer:
        """Take an alternate who no longer comes into question out of the order."""
        award_round = round_numbered(session, command.unit, number)
        row = pass_over(
            session, command, award_round, nomination, reason=form.reason.data, note=form.note.data
        )
        return {"nomination": row.nomination_id, "reason": row.reason.value}


def _outcome(session: Session, instalment: Any, standing: set[int]) -> str:
    if instalment.id not in standing:
        return _("đã rút")
    return _("đã chi") if is_paid(session, instalment) else _("chưa chi")


def _said(form: Any) -> dict[str, Any]:
    return {"reason": form.reason.data, "note": form.note.data, "paper": form.paper.data}


def _acted(
    session: Session, command: Command, number: int, step: Callable[..., AwardEvent], said: dict[str, Any]
) -> Answer:
    award = find_award(session, command.unit, number)
    event = step(session, command, award, **said)
    left = [one.amount for one in instalments_of(session, award, standing=True)]
    return {"award": number, "state": event.state.value, "day": event.day.isoformat(), "standing": sum(left)}
