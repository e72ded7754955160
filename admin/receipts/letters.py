"""Thank-you letters: their register, their texts by band of amount, written with a look before they are printed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from flask import Response, abort, request, url_for
from flask_admin import expose
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from admin.deed import DeedForm, deed
from admin.field import Choice, Day, Days, Line, Money, Number, Paragraph, Tick
from admin.handing import Handed, hands
from admin.listing import Column, Filters, Kind, Listing
from admin.paper import served
from admin.receipts.waiting_gifts import numbers
from admin.todo import Task, todo
from admin.visitor import Visitor, may, reading, unit
from admin.words import _
from khfund.calendar import today
from khfund.command import Answer, Command
from khfund.donations.donation import Donation
from khfund.donations.donor import Donor
from khfund.errors import KhfundError
from khfund.receipts.gift_paper import gifts_of
from khfund.receipts.letter import Letter, NobodyToThankError, facts_of, gifts_to_thank, write_letters
from khfund.receipts.letter_page import LetterSheet, letters_pdf
from khfund.receipts.letter_template import (
    DEFAULT_BODY,
    DEFAULT_TITLE,
    fill,
    letter_templates,
    set_template,
    template_for,
)
from khfund.unit import Unit

BATCH_MAX = 500  # letters of one sending
SIZES = {"A4": "A4", "A5": "A5"}
LATELY, COUNTED_MAX = 5_000, 500  # entries in which gifts without a letter are counted, and how many are
PREVIEWED = 3  # letters shown before they are written


class LetterFilters(Filters):
    """By the days on which they were written."""

    days = Days("Viết trong", required=False)


class TemplateForm(DeedForm):
    """A text, and the gifts that it is for."""

    heading = Line("Tiêu đề thư")
    body = Paragraph(
        "Lời thư", hint="Dùng được {name} {amount} {words} {gift} {day} {fund} {purpose} {unit}."
    )
    least = Money("Cho khoản từ", required=False, hint="Để trống: mọi khoản.")
    since = Day("Nhận từ ngày", default=today)
    ends = Day("Đến hết ngày", required=False)

    def prepare(self, session: Session, unit: Unit, **path: Any) -> None:
        """Begin with the text that is used where there is none."""
        if not self.is_submitted():
            self.heading.process_data(DEFAULT_TITLE)
            self.body.process_data(DEFAULT_BODY.strip())


class WriteForm(DeedForm):
    """Which gifts are thanked for."""

    days = Days("Các khoản nhận trong", required=False)
    gifts = Line("Hoặc chỉ các khoản số", required=False, hint="Ví dụ 12, 15, 18.")
    least = Money("Từ số tiền", required=False)
    limit = Number("Nhiều nhất", required=False, hint="Một lần không quá 500 thư.")
    day = Day("Ngày trên thư", default=today)
    size = Choice("Khổ giấy", SIZES)
    again = Tick("Viết lại cả cho khoản đã có thư")


class PreviewForm(Filters):
    """Whose letters are looked at before they are written."""

    days = Days("Các khoản nhận trong", required=False)
    gifts = Line("Hoặc chỉ các khoản số", required=False, hint="Ví dụ 12, 15, 18.")
    least = Money("Từ số tiền", required=False)


class Letters(Listing):
    """The letters that were written, the last first."""

    looks = "giver.look"
    title = "Thư cảm ơn"
    section = "Biên nhận"
    address = "thu-cam-on"
    columns = (
        Column("number", "Thư số", link="letters.one"),
        Column("day", "Ngày", Kind.DAY),
        Column("giver", "Gửi"),
        Column("donation", "Khoản số"),
        Column("copy", "Lần", Kind.COUNT),
        Column("title", "Tiêu đề"),
    )
    filters = LetterFilters
    template = "receipts/letters.html"

    def query(self, session: Session, unit: Unit) -> Select[Any]:
        """Give the unit's letters."""
        columns: list[Any] = [
            Letter.id.label("number"),
            Letter.day,
            Donor.full_name.label("giver"),
            Letter.donation_id.label("donation"),
            Letter.copy,
            Letter.title,
        ]
        found: Select[Any] = select(*columns).join(Donation, Donation.id == Letter.donation_id)
        return found.outerjoin(Donor, Donor.id == Donation.donor_id).where(Letter.unit_id == unit.id)

    def order(self) -> Sequence[Any]:
        """The last first."""
        return [Letter.id.desc()]

    def narrow(self, query: Select[Any], filters: Any) -> Select[Any]:
        """Narrow by days."""
        days = filters.days.data
        return query if days is None else query.where(Letter.day >= days.start, Letter.day < days.end)

    @expose("/<int:number>/")
    def one(self, number: int) -> str:
        """Show a letter."""
        return self.render(
            "receipts/letter.html", title=_("Thư số {number}", number=number), letter=_letter(number)
        )

    @expose("/<int:number>/thu.pdf")
    def print(self, number: int) -> Response:
        """Print a letter that was written."""
        if not may("letter.print"):
            abort(403)
        found = _letter(number)
        sheet = LetterSheet(found.title, found.body, found.day)
        return served(letters_pdf(reading(), unit(), [sheet]), f"thu-{number}.pdf")

    @expose("/mau")
    def templates(self) -> str:
        """Show the texts."""
        return self.render(
            "receipts/letter_templates.html",
            title=_("Mẫu thư cảm ơn"),
            templates=letter_templates(reading(), unit().id),
            default=(DEFAULT_TITLE, DEFAULT_BODY.strip()),
        )

    @expose("/xem-truoc")
    def preview(self) -> Any:
        """Show the first letters as they would read; nothing is written."""
        form = PreviewForm(request.args)
        problem, wanted, sheets = None, [], []
        if form.validate() and request.args:
            try:
                wanted = _chosen(reading(), unit().id, form)
                sheets = _would_say(reading(), unit(), wanted[:PREVIEWED], today())
            except KhfundError as refusal:
                problem = refusal
        page = self.render(
            "receipts/letter_preview.html",
            title=_("Xem trước thư cảm ơn"),
            form=form,
            refusal=problem,
            count=len(wanted),
            sheets=sheets,
        )
        return (page, 422) if problem or form.errors else page

    @deed(
        "/mau/ghi",
        "letter.template",
        TemplateForm,
        "Ghi mẫu thư cảm ơn",
        say="Đã ghi mẫu thư số {number} cho khoản từ {least:dong}, nhận từ {since}.",
        back=".templates",
    )
    def set_template(self, session: Session, command: Command, form: TemplateForm) -> Answer:
        """Keep a text."""
        made = set_template(
            session,
            command,
            form.heading.data,
            form.body.data,
            since=form.since.data,
            ends=form.ends.data,
            least=form.least.data or 0,
        )
        return {"number": made.id, "since": made.since, "least": made.least}

    @hands(
        "/viet",
        "letter.print",
        WriteForm,
        "Viết và in thư cảm ơn",
        button="Viết và tải PDF",
        template="receipts/letter_write.html",
    )
    def write(self, session: Session, command: Command, form: WriteForm) -> Handed:
        """Write letters down and hand them out as one file."""
        wanted = _chosen(session, command.unit, form, again=form.again.data, limit=form.limit.data)
        written = write_letters(session, command, wanted, day=form.day.data, again=form.again.data)
        sheets = [LetterSheet(one.title, one.body, one.day) for one in written]
        body = session.get_one(Unit, command.unit)
        content = letters_pdf(session, body, sheets, size=form.size.data)
        answer = {"count": len(written), "letters": [one.id for one in written]}
        return answer, f"thu-cam-on-{form.day.data}.pdf", content


def _letter(number: int) -> Letter:
    found = reading().get(Letter, number)
    if found is None or found.unit_id != unit().id:
        abort(404)
    return found


def _chosen(
    session: Session, unit_id: int, form: Any, *, again: bool = False, limit: int | None = None
) -> list[int]:
    """The gifts that a form chooses: by their numbers, or all of some days that have no letter."""
    wanted = numbers(form.gifts.data)
    if not wanted and form.days.data is not None:
        wanted = gifts_to_thank(session, unit_id, form.days.data, least=form.least.data or 0, again=again)
    if not wanted:
        raise NobodyToThankError
    return wanted[: BATCH_MAX if limit is None else min(limit, BATCH_MAX)]


def _would_say(session: Session, body: Unit, wanted: Sequence[int], day: date) -> list[LetterSheet]:
    """The letters as they would be written."""
    templates = letter_templates(session, body.id)
    sheets = []
    for gift in gifts_of(session, body.id, wanted):
        amount = sum(share for _fund, share in gift.shares)
        template = template_for(templates, gift.day, amount)
        facts = facts_of(body, gift, amount)
        title = fill(template.title if template else DEFAULT_TITLE, facts)
        sheets.append(
            LetterSheet(title, fill(template.body if template else DEFAULT_BODY.strip(), facts), day)
        )
    return sheets


@todo("letter.print")
def _to_thank(session: Session, unit: Unit, _visitor: Visitor) -> Iterator[Task]:
    """The newest gifts from somebody known that have no letter, where letters are written at all."""
    if session.scalar(select(func.max(Letter.id)).where(Letter.unit_id == unit.id)) is None:
        return
    written = select(Letter.id).where(Letter.donation_id == Donation.id).exists()
    last = session.scalar(select(func.max(Donation.id))) or 0
    waiting = select(Donation.id).where(
        Donation.unit_id == unit.id,
        Donation.id > last - LATELY,
        Donation.donor_id.is_not(None),
        ~written,
    )
    count = session.scalar(select(func.count()).select_from(waiting.limit(COUNTED_MAX).subquery())) or 0
    yield Task(_("khoản ủng hộ chưa có thư cảm ơn"), count, url_for("letters.write"))
