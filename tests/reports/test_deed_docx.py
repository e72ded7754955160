"""Deeds as DOCX: they open and say what the page says."""

import io

import docx

from khfund.reports.deed_docx import docx_file
from tests.reports.test_deed import a_deed
from tests.reports.test_deed_page import PARTS


def opened(**more):
    return docx.Document(io.BytesIO(docx_file(a_deed(*PARTS, **more))))


def test_it_opens_and_reads_back():
    book = opened(restricted=True)

    told = [one.text for one in book.paragraphs]
    for said in ("QUYẾT ĐỊNH", "Về việc cấp học bổng", "Căn cứ Điều lệ;", "Điều 1. Cấp 1 suất.", "DANH SÁCH"):
        assert said in told
    head, signing, grid = book.tables
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in head.cell(0, 1).text
    assert "Mường Sáng, ngày 05 tháng 01 năm 2027" in head.cell(1, 1).text
    assert "Lưu: VT." in signing.cell(0, 0).text
    assert "Hoàng Văn A" in signing.cell(0, 1).text
    assert [cell.text for cell in grid.rows[2].cells] == ["1", "<b>Lò</b> =1+1"]
    assert grid.rows[1].cells[0].text == "Xã Mường Mơ – 2 suất"
    assert "không niêm yết" in book.sections[0].footer.paragraphs[0].text


def test_it_has_the_measures_of_an_official_document():
    page = opened().sections[0]

    assert [round(one.mm) for one in (page.page_width, page.page_height, page.left_margin, page.right_margin)] == [
        210, 297, 30, 15,
    ]  # fmt: skip
    assert opened().styles["Normal"].font.name == "Times New Roman"
    assert round(opened(wide=True).sections[0].page_width.mm) == 297


def test_it_names_nobody_who_made_it():
    said = opened().core_properties

    assert (said.author, said.comments, said.language) == ("Hội Khuyến học", "", "vi-VN")
