"""What does not foot in published figures, on paper and as a workbook."""

import io
from datetime import UTC, datetime

import openpyxl
import pypdf

from khfund.reports.published_report import (
    PublishedReport,
    claim_table,
    found_table,
    published_pdf,
    published_workbook,
)
from khfund.returns.claim import Publication
from khfund.returns.claim_outline import multiples_in, read_outline

MADE = datetime(2026, 5, 2, 3, 0, tzinfo=UTC)
OUTLINE = """
association: Hội Khuyến học tỉnh Mường Sáng
balances_2023: {province: 14_700, districts: 9_172_121, affiliated: 865, whole_province: 31_862_960}
awards_2023: {province: {amount: 217, more_than_2022: {amount: 117}}, districts_and_communes: {amount: 9_172_121}}
q1_2025: {province: {awards: 418}}
"""


def a_report() -> PublishedReport:
    published = read_outline(OUTLINE.encode(), "x.yaml")
    multiples = tuple(multiples_in("gấp 3 lần năm 2022", "báo cáo"))
    return PublishedReport(
        published=Publication(
            title=published.title,
            claims=published.claims,
            increases=published.increases,
            multiples=multiples,
            unread=published.unread,
        ),
        file="x.yaml",
        made_at=MADE,
    )


def text(content):
    return " ".join("".join(one.extract_text() for one in pypdf.PdfReader(io.BytesIO(content)).pages).split())


def test_each_difference_is_a_row_with_what_was_stated_and_what_was_counted():
    rows = [row.cells for row in found_table(a_report()).rows]

    assert [(row[1], *row[3:]) for row in rows] == [
        ("Phần chưa giải thích được", 31_862_960, 9_187_686, "+22.675.274"),
        ("Số lần không khớp", 217, 300, "2,17 lần"),
        ("Một con số, hai nội dung", 9_172_121, None, None),
    ]


def test_every_figure_that_was_read_is_listed_by_period():
    rows = [row.cells[:4] for row in claim_table(a_report()).rows]

    assert rows[:2] == [("Năm 2023", None, None, None), ("Số dư quỹ", "cấp tỉnh", "", 14_700)]
    assert rows[-2:] == [
        ("Quý I/2025", None, None, None),
        ("Lượt khen thưởng, học bổng", "cấp tỉnh", "", 418),
    ]


def test_the_paper_says_what_was_found_and_draws_it():
    said = text(published_pdf(a_report()))

    for words in (
        "ĐỐI CHIẾU SỐ LIỆU CÔNG BỐ",
        "3 chỗ chưa khớp",
        "còn 22.675.274 đồng chưa giải thích được",
        "217 / 100 = 2,17 lần",
        "Hình 2. Số dư quỹ toàn tỉnh, năm 2023: các phần được nêu và phần còn lại (đồng)",
        "Không phải số liệu nên không đọc: association.",
    ):
        assert words in said


def test_figures_that_foot_are_said_to_foot():
    published = read_outline(b"balances_2023: {province: 5}", "x.yaml", "Năm 2023")
    report = PublishedReport(published=published, file="x.yaml", made_at=MADE)

    assert "mọi số liệu đều khớp" in text(published_pdf(report))


def test_the_workbook_holds_the_same_rows():
    book = openpyxl.load_workbook(io.BytesIO(published_workbook(a_report())))

    assert book.sheetnames == ["1. Số liệu chưa khớp", "2. Số liệu đã đọc"]
    assert [cell.value for cell in book.worksheets[0][5]][3:] == [31_862_960, 9_187_686, "+22.675.274"]


def test_the_same_report_gives_the_same_bytes():
    assert published_pdf(a_report()) == published_pdf(a_report())
