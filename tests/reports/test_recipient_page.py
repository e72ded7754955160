from __future__ import annotations

import io

from pypdf import PdfReader

from khfund.reports import page, recipient_page
from tests.reports.disclosures import a_disclosure
from tests.reports.receivers import NEEDS, a_pupil, many, told


def test_the_page_says_how_many_awards_and_persons_there_are():
    text = page.html(a_disclosure(recipients=told(many())))

    assert (
        "Trong kỳ có 124 suất được chi 260 lần cho 124 người (mỗi người tính một lần): 3 người nêu tên"
        in text
    )
    assert "Hình 4. Số người nhận theo chương trình" in text
    assert "Hình 5. Số người nhận theo đơn vị đề cử" in text
    assert "Học bổng vượt khó: 103 người" in text
    assert "Quàng Thị Kín Tên" not in text
    assert "Cầm Thị Nhà Giáo" in text


def test_the_paper_has_the_list_as_its_second_appendix_and_numbers_all_its_pages():
    document = page.pdf(a_disclosure(recipients=told(many())))

    texts = [one.extract_text() for one in PdfReader(io.BytesIO(document)).pages]

    assert any("PHỤ LỤC 1. DANH SÁCH NHÀ HẢO TÂM" in text for text in texts)
    assert any("PHỤ LỤC 2. DANH SÁCH NGƯỜI NHẬN" in text for text in texts)
    assert [f"Trang {number}/{len(texts)}" in text for number, text in enumerate(texts, 1)] == [True] * len(
        texts
    )
    assert "Lò Văn Thử" not in "".join(texts)


def test_a_statement_without_recipients_says_so():
    shown = a_disclosure()

    assert recipient_page.note(shown) == "Kỳ này không có khoản chi nào ghi theo từng người nhận."
    assert recipient_page.register(shown, "năm 2026").lines == []
    assert "Người nhận theo chương trình: không có." in page.html(shown)


def test_needs_that_no_hiding_protects_are_not_published():
    alone = told([a_pupil(1)])
    shown = a_disclosure(
        recipients=told(
            [a_pupil(n, category=NEEDS[n > 8].code) for n in range(1, 12)],
            known={spot: 0 for spot in alone.counts.counts if spot.category in {"r:3", "r:7", ""}}
            | {spot: 8 for spot in alone.counts.counts if spot.category == "r:1"},
        )
    )

    assert shown.recipients.counts.withheld
    assert "Số suất theo diện hoàn cảnh: không công khai" in page.html(shown)


def test_of_many_units_the_largest_are_drawn():
    bars = recipient_page._drawn("Đơn vị", [recipient_page.chart.Bar(f"xã {n}", n) for n in range(1, 31)])

    assert "15 nơi khác" in bars
    assert "xã 16: 16 người" in bars
    assert "xã 15: 15 người" not in bars


def test_one_bar_is_not_drawn():
    assert recipient_page.charts(a_disclosure(recipients=told([a_pupil(1)]))) == {
        "by_programme": "",
        "by_unit": "",
    }
