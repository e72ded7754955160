import io
from datetime import UTC, date, datetime

import openpyxl

from khfund.reports.sheet_table import Look, SheetRow, SheetTable
from khfund.reports.sheet_workbook import sheet_workbook
from khfund.reports.table import CellKind, Column

MADE = datetime(2026, 5, 2, tzinfo=UTC)
TABLE = SheetTable(
    "t",
    "Quỹ [huyện]: số dư (đồng)",
    (Column("unit", "Đơn vị"), Column("money", "Tiền", CellKind.AMOUNT), Column("day", "Ngày", CellKind.DAY)),
    (
        SheetRow(("Cấp huyện", None, None), Look.GROUP),
        SheetRow(("=1+1", 5, date(2026, 5, 2))),
        SheetRow(("B", "…", None)),
        SheetRow(("Tổng", 5, None), Look.TOTAL),
    ),
    ("Ghi chú.",),
)


def opened(*tables):
    return openpyxl.load_workbook(io.BytesIO(sheet_workbook(tables, "Báo cáo", MADE)))


def test_each_table_is_a_sheet_with_its_title_headings_rows_and_notes():
    book = opened(TABLE)

    assert book.sheetnames == ["1. Quỹ huyện số dư"]
    rows = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]
    assert rows == [
        ["Quỹ [huyện]: số dư (đồng)", None, None],
        ["Báo cáo", None, None],
        [None, None, None],
        ["Đơn vị", "Tiền", "Ngày"],
        ["Cấp huyện", None, None],
        ["=1+1", 5, datetime(2026, 5, 2)],  # noqa: DTZ001  a cell knows no zone
        ["B", "…", None],
        ["Tổng", 5, None],
        [None, None, None],
        ["Ghi chú.", None, None],
    ]


def test_nothing_that_people_wrote_becomes_a_formula():
    assert opened(TABLE).worksheets[0]["A6"].data_type == "s"


def test_an_empty_table_says_so():
    empty = SheetTable("t", "T", TABLE.columns, (), (), "không có chênh lệch")

    assert opened(empty).worksheets[0]["A5"].value == "không có chênh lệch"


def test_the_same_tables_give_the_same_bytes():
    assert sheet_workbook([TABLE], "Báo cáo", MADE) == sheet_workbook([TABLE], "Báo cáo", MADE)
