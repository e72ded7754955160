"""Papers of tables, charts and sentences: on A4 and as a workbook with live charts."""

import io
from datetime import date

from openpyxl import load_workbook
from pypdf import PdfReader

from khfund.reports import chart
from khfund.reports.disclosure import Letterhead
from khfund.reports.figure_paper import Block, FigurePaper, Picture, pdf, sheet_names, xlsx
from khfund.reports.table import Column, Table, amount

TABLE = Table(
    "t", "Bảng", (Column("month", "Tháng"), amount("end", "Cuối")), [("T9", 5_000), ("T10", -12_000)], "trống"
)
PICTURE = Picture(
    chart.columns("Tiền", ("Cuối",), [chart.Group("T9", (5_000,)), chart.Group("T10", (-12_000,))]),
    "Tiền cuối tháng",
    "month",
    ("end",),
)


def a_paper(*, wide=False, table=TABLE):
    block = Block(
        "Quỹ =1+1 <b>", table, "Quỹ KH", frozenset({1}), PICTURE, ("=cmd() thiếu 12.000 đ",), "Ghi chú nhỏ"
    )
    head = Letterhead(body="Hội Khuyến học", place="Sơn La", day=date(2026, 9, 1), signer="Hoàng Văn Chủ")
    return FigurePaper(head, "Dự báo", "12 tháng", (block, block), ("Căn cứ sổ kế toán.",), wide)


def test_the_paper_says_what_it_was_given():
    read = PdfReader(io.BytesIO(pdf(a_paper())))

    told = " ".join(read.pages[0].extract_text().split())
    for said in (
        "DỰ BÁO",
        "12 tháng",
        "Quỹ =1+1 <b>",
        "=cmd() thiếu 12.000 đ",
        "-12.000",
        "Ghi chú nhỏ",
        "Tiền cuối tháng",
    ):
        assert said in told, said


def test_a_wide_paper_lies_on_its_side():
    upright, lying = (
        PdfReader(io.BytesIO(pdf(a_paper(wide=wide)))).pages[0].mediabox for wide in (False, True)
    )

    assert upright.width < upright.height
    assert (round(lying.width), round(lying.height)) == (round(upright.height), round(upright.width))


def test_the_same_paper_gives_the_same_bytes():
    assert pdf(a_paper()) == pdf(a_paper())
    assert xlsx(a_paper()) == xlsx(a_paper())


def test_the_workbook_holds_numbers_text_and_charts_and_no_formula():
    book = load_workbook(io.BytesIO(xlsx(a_paper())))

    assert book.sheetnames == ["Quỹ KH", "Quỹ KH (2)"]
    sheet = book["Quỹ KH"]
    assert [[cell.value for cell in row] for row in sheet.iter_rows(5, 7, 1, 2)] == [
        ["T9", 5_000],
        ["T10", -12_000],
        ["Cộng", -7_000],
    ]
    said = next(cell for row in sheet.iter_rows() for cell in row if cell.value == "=cmd() thiếu 12.000 đ")
    assert said.data_type == "s"


def test_a_table_without_rows_says_so():
    empty = Table("t", "Bảng", TABLE.columns, [], "chưa có dòng nào")

    told = PdfReader(io.BytesIO(pdf(a_paper(table=empty)))).pages[0].extract_text()
    book = load_workbook(io.BytesIO(xlsx(a_paper(table=empty))))

    assert "Bảng: chưa có dòng nào." in told
    assert book["Quỹ KH"].cell(3, 1).value == "chưa có dòng nào"


def test_names_of_sheets_are_what_excel_takes():
    assert sheet_names(["a/b", "A*B", "", "x" * 40, "x" * 50]) == [
        "ab",
        "AB (2)",
        "Bảng",
        "x" * 31,
        "x" * 27 + " (2)",
    ]
