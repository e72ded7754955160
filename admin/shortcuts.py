"""Shortcuts of the first page: what each role does most days, as buttons; only what this person may do is shown."""

from __future__ import annotations

from collections.abc import Iterable

import attrs
from flask import current_app, url_for

from admin.visitor import may
from admin.words import _
from khfund.actor import Role


@attrs.frozen
class Shortcut:
    """A button of the first page."""

    name: str
    url: str


_GIVE = ("giftentry.enter", "Nhập khoản ủng hộ", "donation.receive")
_IMPORT = ("statementimport.index", "Nhập sao kê", "bank.import")
_NOMINATE = ("rounds.index", "Đợt xét", "round.look")
_RUNS = ("paymentruns.index", "Đợt chi học bổng", "money.look")
_STATEMENTS = ("statements.index", "Báo cáo công khai", "report.look")
_OFFERED: dict[Role, tuple[tuple[str, str, str], ...]] = {
    Role.TREASURER: (
        _GIVE,
        ("vouchers.draft", "Lập chứng từ", "voucher.draft"),
        ("counts.enter", "Kiểm kê quỹ", "count.enter"),
        _RUNS,
        ("paymentmatches.index", "Đối chiếu chi với sao kê", "payment.settle"),
    ),
    Role.ACCOUNTANT: (
        _IMPORT,
        ("identify.index", "Xác định người cho", "donation.accept"),
        _GIVE,
        ("paymentruns.draft", "Lập đợt chi", "payment.draft"),
        ("reconciliations.index", "Đối chiếu ngân hàng", "money.look"),
    ),
    Role.CHIEF_ACCOUNTANT: (
        ("waitingvouchers.index", "Duyệt chứng từ", "voucher.approve"),
        _RUNS,
        ("periods.index", "Khóa sổ tháng", "money.look"),
        _STATEMENTS,
    ),
    Role.CHAIR: (
        ("waitingvouchers.index", "Duyệt chứng từ", "voucher.approve"),
        _RUNS,
        ("forecasts.index", "Dự báo khả năng chi", "money.look"),
        _STATEMENTS,
    ),
    Role.COMMITTEE: (_NOMINATE, ("recipients.index", "Người nhận", "recipient.look")),
    Role.CLERK: (
        _NOMINATE,
        ("recipients.enter", "Ghi người nhận", "recipient.enter"),
        ("donors.enter", "Ghi nhà hảo tâm", "donor.enter"),
        _IMPORT,
        ("returns.index", "Báo cáo lên cấp trên", "return"),
    ),
    Role.INSPECTOR: (
        ("proof.index", "Kiểm chứng sổ", "log.look"),
        ("trail.index", "Nhật ký", "log.look"),
        ("samples.index", "Mẫu kiểm tra", "sample"),
        ("complaints.index", "Phản ánh, câu hỏi", "complaint"),
        _STATEMENTS,
    ),
    Role.ADMINISTRATOR: (
        ("persons.index", "Người dùng", "staff.look"),
        ("backups.index", "Sao lưu", "backup"),
        ("system.index", "Máy chủ", "system.look"),
        ("jobs.index", "Việc chạy nền", "office.look"),
    ),
}
"""Role → endpoint, words, right; what does not stand in this office, or is not allowed, is left out."""


def shortcuts(roles: Iterable[Role]) -> list[Shortcut]:
    """Return the shortcuts of the roles, each once, in their order."""
    wanted = {place: (words, right) for role in roles for place, words, right in _OFFERED.get(role, ())}
    known = current_app.view_functions
    return [
        Shortcut(_(words), url_for(place))
        for place, (words, right) in wanted.items()
        if place in known and may(right)
    ]
