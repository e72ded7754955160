"""The forms of vouchers: what is drafted line by line, the day of posting, a reason, a scanned paper."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session
from wtforms import Form

from admin.deed import DeedForm
from admin.field import Choice, Day, Days, FieldList, FormField, Line, Money, Number, Upload
from admin.ledger.choosing import account_choices, fund_choices
from admin.listing import Filters
from khfund.calendar import today
from khfund.ledger import VoucherKind
from khfund.ledger.entry import VOUCHER_NAMES
from khfund.ledger.voucher import STATE_NAMES
from khfund.unit import Unit

LINES_SPARE = 4
DRAFTED = (
    VoucherKind.PAYMENT,
    VoucherKind.RECEIPT,
    VoucherKind.BANK_DEBIT,
    VoucherKind.BANK_CREDIT,
    VoucherKind.JOURNAL,
)


class VoucherFilters(Filters):
    """By state, kind and day."""

    days = Days("Ngày chứng từ", required=False)
    state = Choice("Trạng thái", dict(STATE_NAMES), required=False)
    kind = Choice("Loại", dict(VOUCHER_NAMES), required=False)


class VoucherLineForm(Form):
    """One line of a voucher; an empty one is left out."""

    debit = Choice("Nợ", required=False)
    credit = Choice("Có", required=False)
    fund = Choice("Quỹ", required=False)
    amount = Money("Số tiền", required=False)


class VoucherForm(DeedForm):
    """A voucher that is drafted."""

    kind = Choice("Loại chứng từ", {kind: VOUCHER_NAMES[kind] for kind in DRAFTED})
    day = Day("Ngày chứng từ", default=today)
    narration = Line("Nội dung")
    party = Line("Người nộp hoặc nhận tiền", required=False)
    address = Line("Địa chỉ của người đó", required=False)
    papers = Number("Số chứng từ gốc kèm theo", required=False)
    lines = FieldList(FormField(VoucherLineForm, "Dòng"), "Các dòng", min_entries=LINES_SPARE)

    def prepare(self, session: Session, unit: Unit, **path: Any) -> None:
        """Offer the unit's open accounts and funds."""
        accounts, funds = account_choices(session, unit.id), fund_choices(session, unit.id)
        for line in self.lines:
            line.form.debit.offer(accounts)
            line.form.credit.offer(accounts)
            line.form.fund.offer(funds)


class DayForm(DeedForm):
    """The day on which money moved."""

    day = Day("Ngày thu, chi thực tế", default=today)


class ReasonForm(DeedForm):
    """Why."""

    reason = Line("Lý do")


class ScanForm(DeedForm):
    """A scanned paper."""

    file = Upload("Bản quét", accept=".pdf,.jpg,.jpeg,.png", hint="PDF, JPG hoặc PNG, không quá 10 MB.")
