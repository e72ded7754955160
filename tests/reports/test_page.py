import base64
import hashlib
import io
import re
from datetime import date

import attrs
import pytest
from pypdf import PdfReader

from khfund.calendar import DateRange
from khfund.reports import page
from khfund.reports.page import CORRECTIONS_ON_PAPER, ENTRIES_ON_PAGE
from tests.reports.disclosures import POSTINGS, REFUND, a_disclosure, an_empty_disclosure, line


def paper_text(shown):
    return [one.extract_text() for one in PdfReader(io.BytesIO(page.pdf(shown))).pages]


def test_the_page_runs_nothing_loads_nothing_and_escapes_names():
    text = page.html(a_disclosure())

    assert '<html lang="vi">' in text
    assert f'content="{page.policy()}"'.replace("'", "&#39;") in text
    assert "=HYPERLINK(&#34;http://x&#34;) &lt;b&gt;Anh &amp; Em&lt;/b&gt;" in text
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)[1]
    assert page.policy().count("sha256-") == 1
    assert _csp_hash(style) in page.policy()
    assert re.findall(r"<script|<link|<img|\son\w+=|\sstyle=|javascript:|url\(", text) == []


def _csp_hash(style):
    return base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()


def test_the_paper_is_an_archive_file_with_numbered_pages():
    document = page.pdf(a_disclosure())

    texts = [one.extract_text() for one in PdfReader(io.BytesIO(document)).pages]

    assert b'pdfaid:part="3"' in document
    assert [f"Trang {number}/{len(texts)}" in text for number, text in enumerate(texts, 1)] == [True] * len(
        texts
    )
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in texts[0]
    assert "Mường Sáng, ngày 02 tháng 01 năm 2027" in texts[0]
    assert "PHỤ LỤC 1. DANH SÁCH NHÀ HẢO TÂM" in texts[-1]


def test_a_line_of_difference_is_always_printed():
    for shown in (a_disclosure(), an_empty_disclosure()):
        text = page.html(shown)

        assert (
            '<tr class="difference"><th scope="row">Chênh lệch (đầu kỳ + nhận − dùng ± chuyển − cuối kỳ)</th>'
            in text
        )
        assert (
            '<tr class="held_difference"><th scope="row">Chênh lệch (số dư cuối kỳ − đang giữ)</th>' in text
        )


def test_the_filters_are_printed():
    text = page.html(a_disclosure(all_funds=False, days=DateRange.parse("2026-01-01..2026-06-15")))

    assert "<dd>chỉ các quỹ sau: Quỹ Khuyến học tỉnh (KH); Quỹ học bổng Tô Hiệu (TH)</dd>" in text
    assert "<dd>từ 01/01/2026 đến hết 15/06/2026</dd>" in text
    assert "<dd>10:04 ngày 02/01/2027, giờ Việt Nam</dd>" in text


@pytest.mark.parametrize(
    ("days", "labels"),
    [
        (DateRange.year(2026), ["T1", "T2", "T3", "T4", "T5", "T6", "T7", "T8", "T9", "T10", "T11", "T12"]),
        (
            DateRange.between(date(2025, 12, 1), date(2026, 12, 31)),
            ["T12/25", *(f"T{n}/26" for n in range(1, 13))],
        ),
        (DateRange.parse("2026-03"), []),
    ],
)
def test_months_are_labelled_shortly_and_one_month_is_not_drawn(days, labels):
    text = page.html(a_disclosure(days=days))

    assert re.findall(r">(T\d+(?:/\d\d)?)</text>", text) == labels


def test_a_balance_below_nothing_is_said_in_words():
    spent = (line(1, date(2026, 1, 5), "642", "111", 1_500),)

    text = page.html(a_disclosure(openings=(), postings=spent, givers=()))

    assert "Số dư cuối kỳ bằng chữ: <em>Âm một nghìn năm trăm đồng</em>." in text


def test_entries_stand_on_the_page_while_they_are_few():
    many = tuple(attrs.evolve(POSTINGS[4], entry=number) for number in range(ENTRIES_ON_PAGE + 1))

    assert '<section id="but-toan">' in page.html(a_disclosure())
    assert '<section id="but-toan">' not in page.html(a_disclosure(postings=many))


def test_paper_names_some_corrections_and_says_how_many_more_there_are():
    notes = tuple(
        attrs.evolve(REFUND, voucher=f"PK-2026-{number:05d}") for number in range(CORRECTIONS_ON_PAPER + 3)
    )

    text = "\n".join(paper_text(a_disclosure(corrections=notes)))

    assert "PK-2026-00039" in text
    assert "PK-2026-00040" not in text
    assert "… và 3 bút toán nữa trong tệp corrections.csv." in text
    assert "PK-2026-00042" in page.html(a_disclosure(corrections=notes))
