"""Progress letters to sponsors: an officer's words, and what consent allows to be told of the child."""

from __future__ import annotations

from typing import Any

from flask import g, redirect, url_for
from flask_admin import expose
from sqlalchemy.orm import Session
from wtforms import HiddenField

from admin.deed import DeedForm, deed
from admin.field import Day, Paragraph
from admin.page import Page
from admin.paper import served
from admin.scholarships.sponsor_shares import share_of
from admin.visitor import unit
from khfund.calendar import today
from khfund.command import Answer, Command
from khfund.donations.donor import Donor
from khfund.reports.sponsor_letter import letter_pdf, sponsor_letter
from khfund.scholarships.consent import ConsentScope, consenting
from khfund.scholarships.public_code import assign_codes
from khfund.scholarships.sponsor_share import sponsorship_of
from khfund.unit import Unit

BEGINNING = (
    "Kính gửi {sponsor},\n\n{unit} trân trọng báo tin về {child}, được Quý vị đỡ đầu trong chương trình {programme}.\n\n"
    "Trong thời gian qua {child} …\n\nTrân trọng cảm ơn Quý vị."
)


class LetterForm(DeedForm):
    """The letter's text and day; printing it once more asks for no other form."""

    request_id = HiddenField(default="")
    text = Paragraph(
        "Nội dung thư",
        default=BEGINNING,
        hint="Dùng {child}, {sponsor}, {unit}, {programme} để máy điền. Để trống một dòng giữa hai đoạn.",
        render_kw={"rows": 14},
    )
    on = Day("Ngày của thư", default=today)


class SponsorLetters(Page):
    """Letters to the sponsor of a part."""

    looks = "money.look"
    title = "Thư báo tin"
    address = "thu-do-dau"

    @expose("/")
    def index(self) -> Any:
        """Go where the sponsorships are."""
        return redirect(url_for("sponsorships.index"))

    def seen(self, session: Session, number: int, share: int) -> dict[str, Any]:
        """To whom the letter goes, and whether the child may be named."""
        of = share_of(session, unit().id, number, share)
        child = sponsorship_of(session, of, unit().id).recipient_id
        to = session.get_one(Donor, of.correspondent_id)
        may_name = child in consenting(session, [child], ConsentScope.SPONSOR_LETTERS, today())
        return {"to": to.full_name, "may_name": may_name}

    @deed(
        "/<int:number>/<int:share>/thu",
        "sponsorship.letter",
        LetterForm,
        "Thư báo tin cho người đỡ đầu, phần số {share}",
        say="Đã in thư cho phần đỡ đầu số {share}.",
        button="In thư (PDF)",
        template="scholarships/sponsor_letter.html",
        shows="seen",
        back="sponsorships.one",
    )
    def letter(self, session: Session, command: Command, form: LetterForm, number: int, share: int) -> Answer:
        """Compose the letter; its PDF is handed out when the command is written."""
        of, day = share_of(session, command.unit, number, share), form.on.data
        made = sponsorship_of(session, of, command.unit)
        assign_codes(session, command, [made.recipient_id], day.year)
        composed = sponsor_letter(session, session.get_one(Unit, command.unit), of, form.text.data, day)
        g.shown_once = lambda: served(letter_pdf(composed), f"thu-do-dau-{share}.pdf")
        return {"number": number, "share": share, "on": day.isoformat()}
