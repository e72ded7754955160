from __future__ import annotations

import io
from datetime import date

from python_calamine import CalamineWorkbook

from khfund.reports.gold_book import gold_book
from khfund.reports.gold_book_sheet import gold_book_sheet
from khfund.unit import Unit
from tests.builders import an_office
from tests.donations.offices import a_donor, a_gift


def test_the_sheet_has_a_row_for_each_giver_and_no_formulas(sqlite_database):
    office = an_office(sqlite_database)
    a_gift(office, a_donor(office, "=1+1 Lan", locality="xã Bình Minh"), 5_000_000)
    a_gift(office, None, 300_000)

    def look(session):
        return gold_book_sheet(gold_book(session, session.get_one(Unit, office.unit)), date(2026, 11, 22))

    document = office.read(look)

    rows = CalamineWorkbook.from_filelike(io.BytesIO(document)).get_sheet_by_index(0).to_python()
    assert rows[4:] == [
        [1.0, "Từ 5 triệu đồng đến dưới 10 triệu đồng", "=1+1 Lan", "xã Bình Minh", 1.0, 5_000_000.0, ""],
        [2.0, "Dưới 1 triệu đồng", "Nhà hảo tâm (ẩn danh)", "", 1.0, 300_000.0, ""],
        ["Cộng", "", "", "", 2.0, 5_300_000.0, ""],
    ]
    assert office.read(look) == document
