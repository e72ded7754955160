"""Reminders of pledges as letters: what was promised and has not come, in a friendly tone. A promise is never a debt."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from khfund import calendar, money
from khfund.donations.pledge_arrears import Arrears
from khfund.ledger import Fund
from khfund.receipts.letter_page import LetterSheet
from khfund.unit import Unit

ROWS_MAX = 14  # instalments that are named one by one; older ones share a line


def reminder_letter(session: Session, unit: Unit, late: Arrears, day: date) -> LetterSheet:
    """Return the letter to a giver whose instalments have not come."""
    pledge = late.standing.pledge
    fund = session.get_one(Fund, pledge.fund_id).name
    body = (
        f"Kính gửi: {late.standing.donor.full_name}\n\n"
        f"{unit.name} chân thành cảm ơn tấm lòng của Quý vị đã nhận lời ủng hộ {fund} "
        f"{calendar.spoken_day(pledge.agreed)}.\n\n"
        f"Đến hết {calendar.spoken_day(day)}, Hội chưa thấy trong sổ các khoản sau, tổng cộng "
        f"{money.format(late.amount)} đồng:"
    )
    after = (
        f"Nếu tiện, kính mong Quý vị chuyển khoản với nội dung ghi mã {pledge.code} để Hội ghi nhận đúng.\n\n"
        "Nếu Quý vị đã gửi, xin thứ lỗi và báo cho Hội ngày gửi, số tiền để chúng tôi tìm lại. Nếu hoàn cảnh thay đổi, "
        "Quý vị chỉ cần cho biết; việc ủng hộ hoàn toàn tự nguyện và Hội luôn trân trọng.\n\n"
        "Trân trọng cảm ơn Quý vị!"
    )
    return LetterSheet("THƯ NGỎ", body, day, rows=_rows(late), after=after)


def _rows(late: Arrears) -> tuple[tuple[str, str], ...]:
    older, shown = late.due[:-ROWS_MAX], late.due[-ROWS_MAX:]
    rows = [
        (
            f"Lần {one.number}, hẹn ngày {calendar.format_day(one.day)}"
            + (f" (đã nhận {money.format(one.paid)} đồng)" if one.paid else ""),
            f"{money.format(one.outstanding)} đồng",
        )
        for one in shown
    ]
    if older:
        lacking = sum(one.outstanding for one in older)
        words = f"{len(older)} lần trước đó, từ ngày {calendar.format_day(older[0].day)}"
        rows.insert(0, (words, f"{money.format(lacking)} đồng"))
    return tuple(rows)
