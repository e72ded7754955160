"""Recipients: searched without marks, one with everything that is known, entered, corrected, told apart, merged.

A name never stands in an address: a search is sent as a form, and nobody is named in what is said afterwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import attrs
from flask import redirect, request, url_for
from flask_admin import expose
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session

from admin.deed import DeedForm, deed
from admin.field import Choice, Day, Line, Number
from admin.lookup import WORDS_MAX
from admin.page import Page
from admin.scholarships.candidate import born
from admin.scholarships.recipient_file import file_of
from admin.scholarships.words import RECIPIENT_KINDS, SEXES
from admin.visitor import reading, unit
from admin.words import _
from khfund.calendar import today
from khfund.command import Answer, Command
from khfund.errors import KhfundError
from khfund.scholarships.public_code import publish_codes, replace_code
from khfund.scholarships.recipient import (
    Particulars,
    RecipientKind,
    Sex,
    enter_recipient,
    find_entry,
    find_recipient,
    search_recipients,
    sound,
)
from khfund.scholarships.recipient_change import correct_recipient, merge_recipients, separate_recipient
from khfund.scholarships.recipient_likeness import ALIKE_NAMES
from khfund.scholarships.recipient_pair import Pair, similar_recipients
from khfund.unit import Unit

SHOWN_MAX = 50


class BornTwiceError(KhfundError):
    """A birth is entered as a day, or as a bare year where the day is not known."""

    message = "Hãy ghi ngày sinh, hoặc chỉ năm sinh khi không rõ ngày; không ghi cả hai."
    english = "Enter the day of birth, or the bare year where the day is not known; not both."


class FindForm(FlaskForm):
    """What is sought: a part of the name, or the number."""

    words = Line("Tìm theo tên (có dấu hay không) hoặc số", required=False, render_kw={"autocomplete": "off"})


class ParticularsForm(DeedForm):
    """What is known of a recipient."""

    full_name = Line("Họ và tên", render_kw={"autocomplete": "off"})
    kind = Choice("Là", dict(RECIPIENT_KINDS), coerce=RecipientKind)
    birth_day = Day("Ngày sinh", required=False)
    birth_year = Number("Năm sinh", required=False, hint="Chỉ ghi khi không rõ ngày sinh.")
    sex = Choice("Giới", {one.value: name for one, name in SEXES.items()}, required=False)
    village = Line("Bản, tiểu khu, tổ", required=False, hint="Không công khai.")
    commune = Line("Xã, phường", required=False)
    phone = Line("Điện thoại", required=False, hint="Không công khai.")

    def particulars(self) -> Particulars:
        """What was told.

        Raises: BornTwiceError.
        """
        if self.birth_day.data is not None and self.birth_year.data is not None:
            raise BornTwiceError
        return Particulars(
            self.full_name.data,
            self.kind.data,
            self.birth_day.data,
            self.birth_year.data,
            Sex(self.sex.data or ""),
            self.village.data,
            self.commune.data,
            self.phone.data,
        )


class EnterForm(ParticularsForm):
    """A recipient who is entered."""

    school = Line("Trường", required=False, hint="Chỉ để tìm người có thể trùng.")


class CorrectForm(ParticularsForm):
    """What is known of a recipient, corrected."""

    reason = Line("Lý do", required=False)

    def prepare(self, session: Session, unit: Unit, **path: Any) -> None:
        """Start from what is known."""
        if request.method == "POST":
            return
        known = find_recipient(session, unit.id, path["number"]).particulars
        told = attrs.asdict(known) | {"birth_year": None if known.birth_day else known.birth_year}
        for name, value in told.items():
            self[name].process_data(value)


class MergeForm(DeedForm):
    """Which entry stays."""

    survivor = Number("Gộp vào người nhận số")
    reason = Line("Lý do", hint="Không ghi tên.")


class WhyForm(DeedForm):
    """Why."""

    reason = Line("Lý do", hint="Không ghi tên.")


class YearForm(DeedForm):
    """A year of public statements."""

    year = Number("Năm", default=lambda: today().year)


class Recipients(Page):
    """The unit's register of recipients."""

    looks = "recipient.look"
    title = "Người nhận"
    section = "Học bổng"
    address = "nguoi-nhan"

    @expose("/", methods=("GET", "POST"))
    def index(self) -> Any:
        """Find by name, without marks if one likes; the name is sent as a form and stands in no address."""
        session, form = reading(), FindForm()
        words = (form.words.data or "").strip()[:WORDS_MAX] if form.validate_on_submit() else ""
        if words.isascii() and words.isdigit() and len(words) <= 12:
            return redirect(url_for("recipients.one", number=int(words)))
        found = search_recipients(session, unit().id, words, limit=SHOWN_MAX + 1)
        return self.render(
            "scholarships/recipients.html",
            form=form,
            words=words,
            rows=[
                (one, born(one.birth_day, one.birth_year), _(RECIPIENT_KINDS[one.kind]))
                for one in found[:SHOWN_MAX]
            ],
            more=len(found) > SHOWN_MAX,
        )

    @expose("/<int:number>/")
    def one(self, number: int) -> Any:
        """Show everything that is known of a recipient; a merged entry leads to the one that stands for it."""
        session = reading()
        found = find_recipient(session, unit().id, number)
        if found.id != number:
            return redirect(url_for("recipients.one", number=found.id))
        return self.render("scholarships/recipient.html", **file_of(session, unit().id, found, today()))

    def headed(self, session: Session, number: int, **path: Any) -> dict[str, Any]:
        """The recipient above a form."""
        return {"recipient": find_entry(session, unit().id, number), **path}

    @deed(
        "/ghi",
        "recipient.enter",
        EnterForm,
        "Ghi người nhận mới",
        say="Đã ghi người nhận số {recipient}.",
        back=".one",
        template="scholarships/recipient_enter.html",
        tries=True,
    )
    def enter(self, session: Session, command: Command, form: EnterForm) -> Answer:
        """Enter a recipient, and tell by number who may be the same person."""
        told = form.particulars()
        known = sound(told, today(command.at))
        (similar,) = similar_recipients(session, command.unit, [(known, form.school.data)])
        given = {
            name: value for name, value in attrs.asdict(told).items() if name not in ("full_name", "kind")
        }
        one = enter_recipient(session, command, told.full_name, told.kind, **given)
        for pair in similar:
            command.warn(SimilarRecipientError(number=pair.high, alike=_alike(pair)))
        return {"recipient": one.id, "number": one.id, "similar": [pair.high for pair in similar]}

    @deed(
        "/<int:number>/sua",
        "recipient.correct",
        CorrectForm,
        "Sửa thông tin người nhận số {number}",
        say="Đã sửa thông tin người nhận số {recipient}.",
        back=".one",
    )
    def correct(self, session: Session, command: Command, form: CorrectForm, number: int) -> Answer:
        """Correct what is known; what was known before stays on record."""
        one = find_recipient(session, command.unit, number)
        correct_recipient(session, command, one, form.particulars(), reason=form.reason.data)
        return {"recipient": one.id}

    @deed(
        "/<int:number>/gop",
        "recipient.merge",
        MergeForm,
        "Gộp người nhận số {number} vào số khác",
        say="Đã gộp số {merged} vào số {survivor}.",
        button="Gộp",
        danger=True,
        back=".one",
        template="scholarships/recipient_deed.html",
        shows="headed",
    )
    def merge(self, session: Session, command: Command, form: MergeForm, number: int) -> Answer:
        """Merge an entry into another that is the same person; nothing that was paid is rewritten."""
        one = find_entry(session, command.unit, number)
        survivor = find_entry(session, command.unit, form.survivor.data)
        kept = merge_recipients(session, command, one, survivor=survivor, reason=form.reason.data)
        return {"merged": number, "survivor": kept.id}

    @deed(
        "/<int:number>/tach",
        "recipient.unmerge",
        WhyForm,
        "Tách lại người nhận số {number}",
        say="Người nhận số {recipient} đã được tách lại.",
        button="Tách lại",
        back=".one",
        template="scholarships/recipient_deed.html",
        shows="headed",
    )
    def unmerge(self, session: Session, command: Command, form: WhyForm, number: int) -> Answer:
        """Separate an entry that was merged by mistake."""
        one = find_entry(session, command.unit, number)
        return {"recipient": separate_recipient(session, command, one, reason=form.reason.data).id}

    @deed(
        "/ma-cong-khai",
        "recipient.publish_codes",
        YearForm,
        "Cấp mã công khai",
        say="Đã cấp {given:so} mã công khai năm {year}.",
        button="Cấp mã",
        template="scholarships/codes_deed.html",
    )
    def publish_codes(self, session: Session, command: Command, form: YearForm) -> Answer:
        """Give a code to everybody who was paid in a year and has none."""
        return {"year": form.year.data, "given": publish_codes(session, command, form.year.data)}

    @deed(
        "/<int:number>/doi-ma",
        "recipient.publish_codes",
        YearForm,
        "Thay mã công khai của người nhận số {number}",
        say="Đã thay mã công khai năm {year}.",
        button="Thay mã",
        back=".one",
        template="scholarships/recipient_deed.html",
        shows="headed",
    )
    def replace_code(self, session: Session, command: Command, form: YearForm, number: int) -> Answer:
        """Give a recipient another code for a year."""
        replace_code(session, command, find_recipient(session, command.unit, number), form.year.data)
        return {"year": form.year.data, "given": 1}


class SimilarRecipientError(KhfundError):
    """Somebody in the register may be the person who was entered: a warning, by number."""

    message = "Số {number} trong sổ {alike}; hãy xem phần «Có thể trùng» và quyết định."
    english = (
        "Number {number} of the register may be the same person ({alike}); look under duplicates and decide."
    )


def _alike(pair: Pair) -> str:
    reasons: Sequence[str] = pair.likeness.reasons
    return f"{ALIKE_NAMES[pair.likeness.alike]} ({', '.join(reasons)})"
