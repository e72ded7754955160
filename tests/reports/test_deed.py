"""A deed is said once; what marks it stands on every page."""

from datetime import date

from khfund.reports.deed import Deed, Words
from khfund.reports.disclosure import Letterhead

LETTER = Letterhead(
    parent="UBND tỉnh", body="Hội Khuyến học", number="1/QĐ", place="Mường Sáng", day=date(2027, 1, 5)
)


def a_deed(*parts, **more):
    return Deed(LETTER, "Quyết định", "Về việc cấp học bổng", parts, **more)


def test_a_deed_with_personal_data_says_so_at_its_foot():
    assert (
        a_deed(Words("x"), restricted=True).mark
        == "Tài liệu có dữ liệu cá nhân – chỉ dùng nội bộ, không niêm yết"
    )
    assert a_deed(Words("x")).mark == ""
