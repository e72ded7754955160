"""The codes of givers' own pages: given out once, on paper, and taken back."""

from __future__ import annotations

from typing import Any

from flask_admin import expose
from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from admin.deed import DeedForm, deed
from admin.field import Number, Secret
from admin.page import Page
from admin.visitor import reading, unit
from khfund.command import Answer, Command
from khfund.donations.donor import Donor, find_donor
from khfund.receipts import check_code
from khfund.receipts.giver_code import GiverCode, issue_giver_code, withdraw_giver_code

SHOWN_MAX = 200


class NewCode(Secret):
    """A code that was just drawn: shown to be written down, part of no command."""

    def _value(self) -> str:
        return self.data or ""


class CodeForm(DeedForm):
    """For whom, and the code that was drawn."""

    donor = Number("Số của nhà hảo tâm")
    code = NewCode(
        "Mã mới",
        hint="Hãy chép vào thư gửi trước khi bấm; mã không xem lại được, mã cũ (nếu có) hết dùng.",
        default=lambda: check_code.printed(check_code.new_code()),
        render_kw={"readonly": True, "autocomplete": "off"},
    )


class DonorForm(DeedForm):
    """Whose code ends."""

    donor = Number("Số của nhà hảo tâm")


class GiverCodes(Page):
    """Codes in use."""

    looks = "giver_code"
    title = "Mã trang riêng"
    section = "Nhà hảo tâm"
    address = "ma-trang-rieng"

    @expose("/")
    def index(self) -> str:
        """List who has a code, the newest first; the code itself is kept nowhere."""
        return self.render("oversight/giver_codes.html", rows=_rows(reading(), unit().id))

    @deed(
        "/cap",
        "giver_code.issue",
        CodeForm,
        "Cấp mã trang riêng",
        say="Đã cấp mã trang riêng cho nhà hảo tâm số {donor}.",
        button="Cấp mã này",
    )
    def issue(self, session: Session, command: Command, form: CodeForm) -> Answer:
        """Give a donor a new code."""
        donor = find_donor(session, command.unit, form.donor.data)
        issue_giver_code(session, command, donor, form.code.data or "")
        return {"donor": donor.id}

    @deed(
        "/thu-hoi",
        "giver_code.withdraw",
        DonorForm,
        "Thu hồi mã trang riêng",
        say="Đã thu hồi mã trang riêng của nhà hảo tâm số {donor}.",
        button="Thu hồi",
        danger=True,
    )
    def withdraw(self, session: Session, command: Command, form: DonorForm) -> Answer:
        """End a donor's code."""
        donor = find_donor(session, command.unit, form.donor.data)
        withdraw_giver_code(session, command, donor)
        return {"donor": donor.id}


def _rows(session: Session, unit_id: int) -> list[dict[str, Any]]:
    other = aliased(GiverCode)
    newer = select(func.max(other.number)).where(other.donor_id == Donor.id).scalar_subquery()
    query = (
        select(Donor.id, Donor.full_name, GiverCode.day)
        .join(GiverCode, GiverCode.donor_id == Donor.id)
        # "+ 0": the codes are few, the unit's donors many
        .where(Donor.unit_id + 0 == unit_id, GiverCode.number == newer, GiverCode.digest != "")
        .order_by(GiverCode.id.desc())
        .limit(SHOWN_MAX)
    )
    return [{"donor": number, "name": name, "day": day} for number, name, day in session.execute(query)]
