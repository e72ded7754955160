from __future__ import annotations

from datetime import date

from khfund.donations.pledge_arrears import arrears
from khfund.receipts.reminder_letter import reminder_letter
from khfund.unit import Unit
from tests.builders import an_office
from tests.donations.offices import a_donor, a_gift
from tests.donations.pledges import a_pledge


def letter(office, on):
    def look(session):
        (late,) = arrears(session, office.unit, on)
        return reminder_letter(session, session.get_one(Unit, office.unit), late, on), late

    return office.read(look)


def test_the_letter_names_what_has_not_come_and_the_code(database):
    office = an_office(database)
    donor = a_donor(office)
    pledge = a_pledge(office, donor)
    a_gift(office, donor, 700_000)

    sheet, _ = letter(office, date(2026, 3, 31))

    assert sheet.rows == (
        ("Lần 2, hẹn ngày 05/02/2026 (đã nhận 200.000 đồng)", "300.000 đồng"),
        ("Lần 3, hẹn ngày 05/03/2026", "500.000 đồng"),
    )
    assert "tổng cộng 800.000 đồng" in sheet.body
    assert "Kính gửi: Nguyễn Văn An" in sheet.body
    assert pledge.code in sheet.after
    assert "hoàn toàn tự nguyện" in sheet.after


def test_many_instalments_fit_on_the_page(database):
    office = an_office(database)
    a_pledge(office, a_donor(office))

    sheet, late = letter(office, date(2028, 1, 31))

    assert len(late.due) == 25
    assert len(sheet.rows) == 15
    assert sheet.rows[0] == ("11 lần trước đó, từ ngày 05/01/2026", "5.500.000 đồng")
