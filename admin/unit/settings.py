"""Settings: what this unit lays down for its papers and its rules, from a day on."""

from __future__ import annotations

from typing import Any

from flask import abort
from flask_admin import expose
from sqlalchemy import select
from sqlalchemy.orm import Session

from admin.deed import DeedForm, deed
from admin.field import Day, Line
from admin.page import Page
from admin.visitor import reading, unit
from admin.words import _
from khfund.calendar import today
from khfund.command import Answer, Command
from khfund.settings import DEFAULTS
from khfund.unit import Setting, Unit, set_value, value_on

LABELS = {
    "signer_capacity": "Dòng trên chức vụ người ký",
    "signer_title": "Chức vụ người ký",
    "signer_name": "Họ tên người ký",
    "document_number": "Số, ký hiệu bản công khai",
    "receipt_title": "Tên giấy biên nhận",
    "receipt_signatories": "Các chữ ký trên biên nhận",
    "receipt_note": "Lời cảm ơn trên biên nhận",
    "confirmation_basis": "Căn cứ của giấy xác nhận tài trợ",
    "confirmation_form_code": "Mẫu số giấy xác nhận tài trợ",
    "confirmation_form_basis": "Căn cứ mẫu giấy xác nhận tài trợ",
    "voucher_form_code": "Mẫu số phiếu thu, phiếu chi",
    "voucher_form_basis": "Căn cứ mẫu phiếu thu, phiếu chi",
    "stock_voucher_form_code": "Mẫu số phiếu nhập, phiếu xuất kho",
    "stock_voucher_form_basis": "Căn cứ mẫu phiếu nhập, phiếu xuất kho",
    "count_signatories": "Các chữ ký trên biên bản kiểm kê",
    "count_form_code": "Mẫu số biên bản kiểm kê",
    "count_form_basis": "Căn cứ mẫu biên bản kiểm kê",
    "book_form_basis": "Căn cứ mẫu các sổ",
    "cash_book_form_code": "Mẫu số sổ quỹ tiền mặt",
    "bank_book_form_code": "Mẫu số sổ tiền gửi ngân hàng",
    "giver_book_form_code": "Mẫu số sổ người ủng hộ",
    "recipient_book_form_code": "Mẫu số sổ người nhận",
    "stock_book_form_code": "Mẫu số sổ kho",
    "advance_book_form_code": "Mẫu số sổ tạm ứng",
    "account_ledger_form_code": "Mẫu số sổ cái",
    "general_journal_form_code": "Mẫu số nhật ký chung",
    "turnover_sheet_form_code": "Mẫu số bảng cân đối số phát sinh",
    "balance_sheet_form_code": "Mẫu số bảng cân đối kế toán",
    "receipts_and_payments_form_code": "Mẫu số báo cáo thu chi",
    "management_cap_percent": "Mức chi quản lý cao nhất (% số thu trong năm)",
    "payment_approvals": "Số người duyệt đợt chi theo số tiền",
    "recipient_year_cap": "Mức cao nhất một người nhận trong năm",
    "return_due_days": "Hạn nộp báo cáo của cấp dưới (số ngày sau kỳ)",
    "enrolment_due_days": "Hạn xác nhận đang học (số ngày)",
    "question_due_days": "Hạn trả lời câu hỏi (số ngày)",
    "complaint_due_days": "Hạn trả lời khiếu nại (số ngày)",
    "small_cell_persons": "Không công bố số người nhỏ hơn",
}
"""Setting → what it is called, in the order in which they are shown; what is not here is shown last, by its key."""

KEYS = [*(key for key in LABELS if key in DEFAULTS), *(key for key in DEFAULTS if key not in LABELS)]


class ValueForm(DeedForm):
    """A value, from a day on."""

    value = Line("Giá trị", required=False, render_kw={"maxlength": 500})
    since = Day("Từ ngày", default=today)

    def prepare(self, session: Session, unit: Unit, **path: Any) -> None:
        """Start from the value of today."""
        if path["key"] in DEFAULTS and not self.is_submitted():
            self.value.process_data(value_on(session, unit.id, path["key"], today()))


class Settings(Page):
    """The unit's settings."""

    looks = "staff.look"
    title = "Thiết lập"
    section = "Quản trị"
    address = "thiet-lap"

    @expose("/")
    def index(self) -> str:
        """Show every setting with its value of today."""
        session, own = reading(), _own(reading(), unit().id)
        rows = [
            {
                "key": key,
                "label": _(LABELS.get(key, key)),
                "value": value_on(session, unit().id, key, today()),
                "own": key in own,
            }
            for key in KEYS
        ]
        return self.render("unit/settings.html", rows=rows)

    def looked_at(self, session: Session, key: str) -> dict[str, Any]:
        """A setting with every value it has had here."""
        if key not in DEFAULTS:
            abort(404)
        query = select(Setting).where(Setting.unit_id == unit().id, Setting.key == key)
        return {
            "label": _(LABELS.get(key, key)),
            "values": list(session.scalars(query.order_by(Setting.since.desc()))),
            "default": DEFAULTS[key].on(today()),
        }

    @deed(
        "/<key>",
        "unit.set",
        ValueForm,
        "Đặt một thiết lập",
        say="Từ {since}: {label} là «{value}».",
        button="Đặt",
        template="unit/setting_deed.html",
        shows="looked_at",
    )
    def change(self, session: Session, command: Command, form: ValueForm, key: str) -> Answer:
        """Set a value."""
        set_value(session, command, key, form.value.data, since=form.since.data)
        value = {"key": key, "value": form.value.data, "since": form.since.data.isoformat()}
        return value | {"label": LABELS.get(key, key)}


def _own(session: Session, unit_id: int) -> set[str]:
    query = select(Setting.key).where(Setting.unit_id == unit_id, Setting.since <= today())
    return set(session.scalars(query))
