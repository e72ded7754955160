"""What a refusal says in the office: where khfund names a command of the command line, the page that does it is named."""

from __future__ import annotations

import re

from admin.words import english, language
from khfund.errors import KhfundError

COMMAND = re.compile(
    r"(?P<typed>ch\u1ea1y |[Rr]un )?`khfund (?:--as \S+ )?(?P<noun>[a-z-]+)(?: (?P<verb>[a-z][a-z-]*))?[^`]*`"
)

PAGES = {
    "account": "Tài khoản kế toán",
    "award": "Suất học bổng",
    "award allocate": "Phân suất",
    "award decide": "Phân suất",
    "award reasons": "Phân suất",
    "backup": "Sao lưu",
    "ballot": "Chấm điểm",
    "bank": "Tài khoản ngân hàng",
    "bank match": "Xác định người cho",
    "book": "Sổ của đơn vị",
    "budget": "Dự toán",
    "campaign": "Đợt vận động",
    "check": "Kiểm chứng sổ",
    "deposit": "Tiền gửi có kỳ hạn",
    "donation": "Khoản ủng hộ",
    "donor": "Nhà hảo tâm",
    "dues": "Hội phí",
    "fund": "Các quỹ",
    "goods": "Hiện vật, kho",
    "goods hand-over": "Trao hiện vật",
    "nomination": "Đề nghị",
    "nomination errors": "Nhập danh sách đề nghị",
    "official-book": "Sổ kế toán theo mẫu",
    "passing": "Chuyển trao",
    "payment": "Đợt chi học bổng",
    "payment recover": "Khoản chi",
    "payment returned": "Khoản chi",
    "period": "Khóa sổ tháng",
    "planned": "Khoản dự chi",
    "pledge": "Cam kết ủng hộ",
    "programme": "Chương trình",
    "receipt": "Biên nhận",
    "recipient": "Người nhận",
    "recipient decide": "Có thể trùng",
    "return": "Báo cáo của các đơn vị",
    "round": "Đợt xét",
    "round amounts": "Mức và số suất",
    "round quota": "Mức và số suất",
    "round screen": "Thẩm định",
    "rulebook": "Bộ tiêu chí",
    "sponsorship": "Đỡ đầu dài hạn",
    "sponsorship event": "Sự việc đỡ đầu",
    "sponsorship join": "Người đỡ đầu",
    "statement": "Báo cáo công khai",
    "transfer": "Chuyển tiền giữa đơn vị",
    "unit": "Đơn vị",
    "unit set": "Thiết lập",
    "verify": "Kiểm chứng sổ",
    "voucher": "Chứng từ",
    "year": "Khóa sổ năm",
}
"""Noun, or noun and verb, of the command line → title of the page."""

MACHINE = frozenset({"init", "restore", "upgrade", "work"})
"""What only whoever looks after the machine does, and does there."""


def sentence(refusal: KhfundError, *, said_in: str | None = None) -> str:
    """Return the sentence of a refusal in the reader's language, or the one of `said_in` ("vi" or "en")."""
    tongue = said_in or language()

    def in_tongue(text: str) -> str:
        return english().get(text, text) if tongue == "en" else text

    def page(found: re.Match[str]) -> str:
        title = PAGES.get(f"{found['noun']} {found['verb']}") or PAGES.get(found["noun"])
        if title is None:
            return found[0]
        said = in_tongue("mở trang «{title}»" if found["typed"] else "trang «{title}»")
        said = said.format(title=in_tongue(title))
        return said[0].upper() + said[1:] if found[0][0].isupper() else said

    return COMMAND.sub(page, refusal.text(tongue))
