"""Rows that are no candidates."""

import pytest

from khfund.scholarships.nomination_sheet_row import (
    ROW_NAMES,
    RowKind,
    Section,
    is_note,
    is_signature,
    section_of,
    total_of,
)


@pytest.mark.parametrize(
    ("texts", "section"),
    [
        (["I. Xã Chiềng La"], Section(commune="xã Chiềng La")),
        (["I", "Xã Chiềng La"], Section(commune="xã Chiềng La")),
        (["Xã Mường Bằng"], Section(commune="xã Mường Bằng")),
        (["II. XÃ MƯỜNG BẰNG (12 em)"], Section(commune="xã Mường Bằng")),
        (["2", "Xã Mường Bằng", "12"], Section(commune="xã Mường Bằng")),
        (["HỘI KHUYẾN HỌC XÃ TÀ HỘC"], Section(commune="xã Tà Hộc")),
        (["Phường Chiềng Lề, thành phố Sơn La"], Section(commune="phường Chiềng Lề")),
        (["1. Trường THCS Tà Hộc"], Section(school="Trường THCS Tà Hộc")),
        (["THCS Tà Hộc: 5 học sinh"], Section(school="THCS Tà Hộc")),
        (["Lớp 9A"], Section(school_class="9A")),
        (["Đối tượng 2: Mồ côi cả bố và mẹ"], Section(category=2)),
        (["Học sinh khuyết tật"], Section(category=1)),
        (["A", "Học sinh"], Section()),
        (["II. Gương điển hình"], Section()),
    ],
)  # fmt: skip
def test_a_section_gives_what_it_names(texts, section):
    assert section_of(texts) == section


@pytest.mark.parametrize(
    "texts", [["1", "Lò Thị Ánh"], ["Lò Thị Ánh"], ["1", "Lò Thị Ánh", "2012", "6A"], []]
)
def test_a_person_is_no_section(texts):
    assert section_of(texts) is None


@pytest.mark.parametrize(
    ("texts", "number"),
    [
        (["Tổng cộng", "136"], None),
        (["Tổng cộng: 136 học sinh"], 136),
        (["TỔNG SỐ 1.136"], 1136),
        (["Cộng"], None),
        (["Danh sách này có 12 em"], 12),
        (["1", "Cộng 12"], 12),
    ],
)
def test_a_total_is_told_from_its_words(texts, number):
    found = total_of(texts)

    assert found is not None
    assert found[1] == number


@pytest.mark.parametrize("texts", [["1", "Tòng Ngọc Tú", "2012"], ["Lò Thị Ánh", "Tổng"]])
def test_a_person_is_no_total(texts):
    assert total_of(texts) is None


@pytest.mark.parametrize(
    "text",
    ["Mai Sơn, ngày 20 tháng 3 năm 2026", "NGƯỜI LẬP BIỂU", "TM. BAN CHẤP HÀNH", "CHỦ TỊCH", "(Ký, đóng dấu)", "Nơi nhận:", "Xác nhận của UBND xã", "KT. HIỆU TRƯỞNG"],
)  # fmt: skip
def test_who_signs_and_when_is_no_candidate(text):
    assert is_signature([text])


def test_a_remark_is_a_note():
    assert is_note(["Ghi chú: đánh dấu x vào đối tượng"])
    assert not is_note(["Lò Thị Ánh"])


def test_each_kind_of_row_has_its_words():
    assert ROW_NAMES.keys() == set(RowKind)
