"""The forecast on paper: a block a fund, months that run short marked and said."""

import io
from datetime import UTC, date, datetime

from openpyxl import load_workbook
from pypdf import PdfReader

from khfund.ledger import AccountRole, funds
from khfund.reports.figure_paper import pdf, xlsx
from khfund.reports.forecast import forecast
from khfund.reports.forecast_paper import forecast_paper
from khfund.unit import Unit
from tests.builders import an_office
from tests.ledger.test_planned_payment import planned

ON = date(2026, 8, 15)
SUMMER = datetime(2026, 8, 15, 3, 0, tzinfo=UTC)


def the_paper(database):
    office = an_office(database)
    office.post(date(2026, 2, 1), office.posting(AccountRole.BANK, AccountRole.GIFTS, 20_000_000), at=SUMMER)
    planned(office, 32_000_000, date(2026, 9, 5), at=SUMMER)

    def look(session):
        found = forecast(session, office.unit, ON, 3, funds=funds(session, office.unit))
        return forecast_paper(session, session.get_one(Unit, office.unit), found, ON)

    return office.read(look)


def test_each_fund_has_its_table_and_the_short_months_are_marked(database):
    shown = the_paper(database)

    assert [(block.title, block.sheet, sorted(block.marked)) for block in shown.blocks] == [
        ("Quỹ Khuyến học tỉnh (KH)", "Quỹ KH", [1, 2]),
        ("Quỹ học bổng Tô Hiệu (TH) – chỉ được chi lãi", "Quỹ TH", []),
    ]
    assert shown.blocks[0].table.rows[1] == (
        "Tháng 9/2026", 20_000_000, 0, 0, 0, 32_000_000, -12_000_000, -12_000_000, -12_000_000, "THIẾU từ 05/09/2026",
    )  # fmt: skip
    assert shown.blocks[1].sentences == ("Đủ tiền cho các khoản đã cam kết trong mọi tháng.",)
    assert (shown.blocks[0].picture is None, shown.blocks[1].picture is None) == (False, True)


def test_paper_and_workbook_say_the_same(sqlite_database):
    shown = the_paper(sqlite_database)

    told = " ".join(PdfReader(io.BytesIO(pdf(shown))).pages[0].extract_text().split())
    sheet = load_workbook(io.BytesIO(xlsx(shown)))["Quỹ KH"]

    assert "DỰ BÁO KHẢ NĂNG CHI TRẢ 3 tháng tới, tính từ số dư cuối ngày 15/08/2026" in told
    assert "Tháng 9/2026 quỹ KH thiếu 12.000.000 đ (ngày 05/09/2026)" in told
    assert [cell.value for cell in sheet[6]][:7] == [
        "Tháng 9/2026",
        20_000_000,
        0,
        0,
        0,
        32_000_000,
        -12_000_000,
    ]
