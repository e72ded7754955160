from __future__ import annotations

from datetime import date

from khfund.reports.gold_book import gold_book
from khfund.reports.gold_book_page import gold_book_page
from khfund.unit import Unit
from tests.builders import an_office
from tests.donations.offices import a_donor, a_gift
from tests.receipts.papers import text_of


def test_the_page_names_givers_and_adds_them_up(sqlite_database, tmp_path):
    office = an_office(sqlite_database)
    a_gift(office, a_donor(office, "Lò Thị Ánh", locality="xã Bình Minh"), 5_000_000)
    a_gift(office, a_donor(office, "<b>Cầm & Con</b>"), 200_000_000)
    a_gift(office, None, 300_000)

    def look(session):
        return gold_book_page(gold_book(session, session.get_one(Unit, office.unit)), date(2026, 11, 22))

    document = office.read(look)

    told = text_of(document, tmp_path)
    assert "SỔ VÀNG" in told
    assert "<b>Cầm & Con</b> 200.000.000" in told
    assert told[told.index("Lò Thị Ánh 5.000.000") + 1] == "xã Bình Minh"
    assert "Nhà hảo tâm (ẩn danh) 300.000" in told
    assert "3 nhà hảo tâm – 205.300.000 đồng" in told
    assert office.read(look) == document
