import io
from datetime import date

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader


@pytest.fixture
def promised(khfund):
    khfund.office.gift(date(2026, 2, 1), 2_000_000)
    words = ("--amount", "3.000.000", "--due", "05/09/2026", "--decision", "12/QĐ", "--decided", "01/03/2026")
    khfund.json("planned", "add", "Học bổng", "--fund", "KH", "--account", "6111", *words)
    return khfund


def test_the_months_are_told_and_the_short_one_is_pointed_out(promised):
    said = promised("forecast", "--months", "3", "--on", "15/08/2026", "--fund", "KH")
    rows = promised.json("forecast", "--months", "3", "--on", "15/08/2026", "--fund", "KH")["items"]

    assert said.code == 0
    assert said.err == (
        "Tháng 9/2026 quỹ KH thiếu 1.000.000 đ (ngày 05/09/2026); chưa có nguồn nào bù, hãy vận động thêm hoặc "
        "lùi ngày chi.\n"
    )
    assert [(one["month"], one["start"], one["due"], one["end"], one["missing"]) for one in rows] == [
        ("Tháng 8/2026", 2_000_000, 0, 2_000_000, 0),
        ("Tháng 9/2026", 2_000_000, 3_000_000, -1_000_000, 1_000_000),
        ("Tháng 10/2026", -1_000_000, 0, -1_000_000, 1_000_000),
    ]


def test_all_funds_are_shown_unless_one_is_named(promised):
    rows = promised.json("forecast", "--months", "1", "--on", "31/08/2026", "--without-pledges")["items"]

    assert [(one["fund"], one["month"]) for one in rows] == [("KH", "Tháng 9/2026"), ("TH", "Tháng 9/2026")]


def test_it_is_printed_as_pdf_and_workbook(promised, tmp_path):
    for name in ("du-bao.pdf", "du-bao.xlsx"):
        promised.json("forecast", "--on", "15/08/2026", "--out", tmp_path / name)

    told = PdfReader(tmp_path / "du-bao.pdf").pages[0].extract_text()
    assert "DỰ BÁO KHẢ NĂNG CHI TRẢ" in told
    assert load_workbook(io.BytesIO((tmp_path / "du-bao.xlsx").read_bytes())).sheetnames == [
        "Quỹ KH",
        "Quỹ TH",
    ]


def test_a_name_that_says_no_form_is_refused_before_any_work(promised, tmp_path):
    said = promised("forecast", "--out", tmp_path / "du-bao.docx")

    assert (said.code, said.err) == (
        2,
        "Không rõ in «du-bao.docx» thành loại tệp nào; hãy đặt tên kết thúc bằng .pdf hoặc .xlsx.\n",
    )
    assert list(tmp_path.glob("du-bao*")) == []


@pytest.mark.parametrize(("months", "rule"), [("0", "forecast_too_long"), ("121", "forecast_too_long")])
def test_too_many_months_are_refused(promised, months, rule):
    said = promised("--json", "forecast", "--months", months)

    assert (said.code, said.rule) == (2, rule)


def test_a_day_beyond_all_calendars_is_refused(promised):
    said = promised("--json", "forecast", "--on", "31/12/9999")

    assert (said.code, said.rule) == (2, "year_out_of_range")
