"""Deeds as PDF: the words stand on the page, hostile names stay words, the same deed gives the same bytes."""

from khfund.reports.deed import Annex, Grid, GridColumn, GridRow, Look, Signatory, Signing, Words
from khfund.reports.deed_page import html, pdf
from tests.receipts.papers import text_of
from tests.reports.test_deed import a_deed

GRID = Grid(
    (GridColumn("STT", 20), GridColumn("Họ và tên", 80)),
    (
        GridRow(("Xã Mường Mơ", "2 suất"), is_heading=True),
        GridRow(("1", "<b>Lò</b> =1+1")),
        GridRow(("", "Cộng"), is_total=True),
    ),
    tall=True,
)
PARTS = (
    Words("Căn cứ Điều lệ;", Look.BASIS),
    Words("QUYẾT ĐỊNH:", Look.CENTRE),
    Words("Cấp 1 suất.", Look.TEXT, "Điều 1."),
    Signing((Signatory("Chủ tịch", "Hoàng Văn A", "TM. BAN THƯỜNG VỤ"),), ("Như Điều 1", "Lưu: VT")),
    Annex("Danh sách", "(kèm theo)"),
    GRID,
)


def test_all_that_is_said_stands_on_the_page(tmp_path):
    told = " ".join(text_of(pdf(a_deed(*PARTS, restricted=True)), tmp_path))

    for said in ("Số: 1/QĐ", "ngày 05 tháng 01 năm 2027", "QUYẾT ĐỊNH", "Điều 1. Cấp 1 suất.", "TM. BAN THƯỜNG VỤ",
                 "Hoàng Văn A", "Lưu: VT.", "DANH SÁCH", "Xã Mường Mơ – 2 suất", "không niêm yết", "Trang 2/2"):  # fmt: skip
        assert said in told


def test_a_hostile_name_stays_a_name():
    assert "&lt;b&gt;Lò&lt;/b&gt; =1+1" in html(a_deed(*PARTS))


def test_the_same_deed_gives_the_same_bytes_and_a_wide_one_lies():
    assert pdf(a_deed(*PARTS)) == pdf(a_deed(*PARTS))
    assert pdf(a_deed(*PARTS)) != pdf(a_deed(*PARTS, wide=True))
