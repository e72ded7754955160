"""The consolidated report on paper: A4 landscape, with what its tables say, the same bytes each time."""

import io

import pypdf
import pytest

from khfund.reports import consolidated_page as page
from khfund.returns.unit_return import Coverage
from tests.reports.provinces_that_report import a_reporting_province, report
from tests.returns.offices import filed, fund


@pytest.fixture
def office(sqlite_database):
    return a_reporting_province(sqlite_database)


def read(content):
    return pypdf.PdfReader(io.BytesIO(content))


def text(content):
    return " ".join("".join(one.extract_text() for one in read(content).pages).split())


def test_the_report_is_a4_landscape_and_says_who_whose_and_when(office):
    filed(office, "B", fund(closing=7_000_001))

    content = page.pdf(report(office))

    box = read(content).pages[0].mediabox
    assert (round(box.width), round(box.height)) == (842, 595)
    said = text(content)
    for words in (
        "HỘI KHUYẾN HỌC TỈNH MƯỜNG SÁNG",
        "BÁO CÁO TỔNG HỢP",
        "Quý I/2026",
        "đồng, không làm tròn",
        "chưa báo cáo, quá hạn 17 ngày",
        "Loại trừ chuyển nội bộ",
        "chênh lệch +1 đồng",
        "phương pháp số dư lớn nhất",
    ):
        assert words in said


def test_the_same_report_gives_the_same_bytes(office):
    made = report(office)

    assert page.pdf(made) == page.pdf(made)


def test_thousands_say_how_they_are_rounded(office):
    assert "nghìn đồng, từng số làm tròn (từ 5 trở lên tính thêm 1, NĐ 174/2016/NĐ-CP)" in text(
        page.pdf(report(office), unit=1000)
    )


def test_a_name_cannot_reach_beyond_its_cell(office):
    filed(office, "A", [*fund("Q1", "<img src=file:///etc/passwd>", closing=1)], coverage=Coverage.BELOW)

    assert "<img src=file:///etc/passwd>" in text(page.pdf(report(office)))


def test_balances_are_drawn_for_the_level_that_reports_and_what_is_missing_is_not(office):
    filed(office, "B", fund())

    said = page.html(report(office))

    assert (
        "<desc>Hội Khuyến học huyện Mường C: 30.000.000 đồng; Hội Khuyến học huyện Mường B: 7.000.000 đồng</desc>"
    ) in said
