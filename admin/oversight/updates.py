"""Updates for givers: drafted from the books, finished by a person, seen as they will look, published."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import url_for
from flask_admin import expose
from sqlalchemy.orm import Session

from admin.deed import DeedForm, deed
from admin.field import Choice, Days, Line, Paragraph
from admin.page import Page
from admin.public.window import parts_of
from admin.todo import Task, Urgency, todo
from admin.visitor import Visitor, reading, unit
from admin.words import _
from khfund.actor import name_of
from khfund.command import Answer, Command
from khfund.donations.campaign import campaigns, find_campaign
from khfund.ledger import Fund, find_fund, funds
from khfund.oversight.giver_update import (
    STATE_NAMES,
    UpdateState,
    draft_update,
    edit_update,
    find_update,
    finish_update,
    last_step,
    publish_update,
    updates,
    withdraw_update,
)
from khfund.reports.update_draft import draft_of
from khfund.unit import Unit


class DraftForm(DeedForm):
    """What the update is about."""

    days = Days("Kỳ")
    fund = Choice("Quỹ")
    campaign = Choice("Đợt vận động", required=False)

    def prepare(self, session: Session, unit: Unit, **path: Any) -> None:
        """Offer the unit's funds and campaigns."""
        self.fund.offer((one.code, one.name) for one in funds(session, unit.id))
        self.campaign.offer((one.code, one.name) for one in campaigns(session, unit.id))


class TextForm(DeedForm):
    """The text as a person finishes it."""

    headline = Line("Tiêu đề")
    body = Paragraph(
        "Nội dung",
        hint="Thay các chỗ trong ngoặc vuông bằng lời của Hội. Dòng bắt đầu bằng «- » thành một mục liệt kê. "
        "Không nêu tên người nhận.",
        render_kw={"rows": 18},
    )

    def prepare(self, session: Session, unit: Unit, **path: Any) -> None:
        """Begin with the text as it stands."""
        last = last_step(session, find_update(session, unit.id, path["number"]))
        if not self.is_submitted():
            self.headline.process_data(last.title)
            self.body.process_data(last.body)


class EmptyForm(DeedForm):
    """Nothing to fill."""


class ReasonForm(DeedForm):
    """Why."""

    reason = Line("Lý do", hint="Hiện trên cửa công khai.")


class Updates(Page):
    """The unit's updates."""

    looks = "report.look"
    title = "Bản tin gửi nhà hảo tâm"
    section = "Kiểm tra"
    address = "ban-tin"

    @expose("/")
    def index(self) -> str:
        """List the updates."""
        session = reading()
        rows = [
            {
                "one": one,
                "last": last,
                "fund": session.get_one(Fund, one.fund_id).name,
                "state": STATE_NAMES[last.state],
            }
            for one, last in updates(session, unit().id)
        ]
        return self.render("oversight/updates.html", rows=rows)

    @expose("/<int:number>/")
    def one(self, number: int) -> str:
        """Show an update as it will look."""
        return self.render("oversight/update.html", **self.looked_at(reading(), number))

    def looked_at(self, session: Session, number: int) -> dict[str, Any]:
        """An update, its text as it will look, the figures it was drafted from."""
        found = find_update(session, unit().id, number)
        last = last_step(session, found)
        return {
            "title": _("Bản tin số {number}", number=number),
            "update": found,
            "last": last,
            "by": name_of(session, last.person_id),
            "state": STATE_NAMES[last.state],
            "parts": parts_of(last.body),
            "fund": session.get_one(Fund, found.fund_id).name,
        }

    @deed(
        "/lap",
        "update.draft",
        DraftForm,
        "Lập bản tin từ sổ",
        say="Đã lập bản tin nháp số {number}; hãy viết tiếp các chỗ trong ngoặc vuông.",
        button="Lập bản nháp",
        back=".one",
    )
    def draft(self, session: Session, command: Command, form: DraftForm) -> Answer:
        """Draft an update from the books."""
        whole, fund = (
            session.get_one(Unit, command.unit),
            find_fund(session, command.unit, form.fund.data or ""),
        )
        code = form.campaign.data or ""
        campaign = find_campaign(session, command.unit, code) if code else None
        made = draft_of(session, whole, fund, form.days.data, made_at=command.at, campaign=campaign)
        row = draft_update(
            session,
            command,
            fund,
            form.days.data,
            title=made.title,
            body=made.body,
            figures=list(made.figures),
            campaign=code,
        )
        return {"number": row.id}

    @deed(
        "/<int:number>/viet",
        "update.edit",
        TextForm,
        "Viết bản tin số {number}",
        say="Đã ghi nội dung bản tin số {number}.",
        back=".one",
    )
    def edit(self, session: Session, command: Command, form: TextForm, number: int) -> Answer:
        """Write on the draft."""
        found = find_update(session, command.unit, number)
        edit_update(session, command, found, title=form.headline.data or "", body=form.body.data or "")
        return {"number": number}

    @deed(
        "/<int:number>/hoan-thanh",
        "update.finish",
        EmptyForm,
        "Hoàn thành bản tin số {number}",
        say="Đã hoàn thành bản tin số {number}; cần người khác đăng.",
        button="Hoàn thành",
        back=".one",
    )
    def finish(self, session: Session, command: Command, form: EmptyForm, number: int) -> Answer:
        """Declare it finished."""
        finish_update(session, command, find_update(session, command.unit, number))
        return {"number": number}

    @deed(
        "/<int:number>/dang",
        "update.publish",
        EmptyForm,
        "Đăng bản tin số {number}",
        say="Đã đăng bản tin số {number} lên cửa công khai.",
        button="Đăng",
        template="oversight/update_deed.html",
        shows="looked_at",
        back=".one",
    )
    def publish(self, session: Session, command: Command, form: EmptyForm, number: int) -> Answer:
        """Put it on the window."""
        publish_update(session, command, find_update(session, command.unit, number))
        return {"number": number}

    @deed(
        "/<int:number>/go",
        "update.withdraw",
        ReasonForm,
        "Gỡ bản tin số {number}",
        say="Đã gỡ bản tin số {number}.",
        button="Gỡ",
        danger=True,
        back=".one",
    )
    def withdraw(self, session: Session, command: Command, form: ReasonForm, number: int) -> Answer:
        """Take it off the window."""
        withdraw_update(
            session, command, find_update(session, command.unit, number), reason=form.reason.data or ""
        )
        return {"number": number}


@todo("update")
def _unfinished(session: Session, unit: Unit, _visitor: Visitor) -> Iterator[Task]:
    count = len(updates(session, unit.id, UpdateState.DRAFTED))
    yield Task(_("bản tin nháp chưa viết xong"), count, url_for("updates.index"))


@todo("update.publish")
def _finished(session: Session, unit: Unit, _visitor: Visitor) -> Iterator[Task]:
    count = len(updates(session, unit.id, UpdateState.FINISHED))
    yield Task(_("bản tin đã hoàn thành, chờ đăng"), count, url_for("updates.index"), Urgency.SOON)
