from datetime import date

from khfund.reports.letterhead import letterhead
from khfund.unit import Unit, set_value
from tests.builders import an_office


def test_a_document_is_headed_by_what_the_unit_has_set(database):
    office = an_office(database)
    office.do(
        "unit.set",
        lambda s, c: set_value(s, c, "signer_name", "Hoàng Văn Chủ Tịch", since=date(2026, 1, 1)),
        by=office.administrator,
    )

    letter = office.read(lambda s: letterhead(s, s.get_one(Unit, office.unit), date(2026, 5, 2)))

    assert (letter.body, letter.place, letter.day) == (
        "Hội Khuyến học tỉnh Mường Sáng",
        "Mường Sáng",
        date(2026, 5, 2),
    )
    assert letter.signer == "Hoàng Văn Chủ Tịch"
    assert letter.recipients == ("UBND tỉnh Mường Sáng (để báo cáo)", "Các hội, ban trực thuộc", "Lưu: VT")
