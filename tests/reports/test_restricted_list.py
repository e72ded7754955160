from __future__ import annotations

import io
from datetime import UTC, datetime

from openpyxl import load_workbook

from khfund.calendar import DateRange
from khfund.reports.restricted_list import restricted_list, restricted_xlsx
from khfund.unit import Unit
from tests.reports.paid_rounds import a_paid_round

AT = datetime(2027, 2, 1, 3, 0, tzinfo=UTC)


def drawn(whole):
    return whole.office.read(
        lambda s: restricted_list(
            s,
            s.get_one(Unit, whole.office.unit),
            DateRange.year(2027),
            drawn_by="Hoàng Văn Chủ Tịch",
            drawn_at=AT,
        )
    )


def test_the_list_says_everything_by_name(database):
    whole = a_paid_round(database, each={"XA1": {"1": 1}, "XA3": {"II.5": 1}})

    found = drawn(whole)

    told = [tuple(row[1:]) for row in found.table.rows]
    assert told == [
        (
            "Lò Thị Ánh Ánh", "29/02/2012", "lớp 7 Hoa Ban, THCS Suối Vàng Anh", "xã XA1 Thượng",
            "Hội Khuyến học xã XA1", "Học bổng vượt khó", "khuyết tật", "", 1, 700_000,
        ),
        (
            "Quàng Thị Ánh Bình", "29/02/2012", "lớp 7 Hoa Ban, THCS Suối Vàng Anh", "xã XA3 Thượng",
            "Hội Khuyến học xã XA3", "Học bổng vượt khó", "giải Nhất cấp tỉnh", "có", 1, 700_000,
        ),
    ]  # fmt: skip
    assert all(str(row[0]).startswith("HB27-") for row in found.table.rows)


def test_the_workbook_is_marked_wherever_it_is_looked_at(sqlite_database):
    found = drawn(a_paid_round(sqlite_database, each={"XA1": {"1": 1}}))

    book = load_workbook(io.BytesIO(restricted_xlsx(found)))

    sheet = book["HẠN CHẾ"]
    assert book.properties.title == "TÀI LIỆU HẠN CHẾ – Hội Khuyến học tỉnh Mường Sáng, Năm 2027"
    assert sheet["A1"].value == "TÀI LIỆU HẠN CHẾ. DANH SÁCH NGƯỜI NHẬN"
    assert "không công bố, không sao gửi" in sheet["A2"].value
    assert "Hoàng Văn Chủ Tịch lập 10:00 01/02/2027" in sheet["A2"].value
    assert "TÀI LIỆU HẠN CHẾ" in sheet.oddHeader.center.text
