"""Whole workbooks as offices send them; every filled row is told."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khfund import sheet
from khfund.scholarships.nomination_sheet import NoListFoundError, read_nominations
from khfund.scholarships.nomination_sheet_candidate import Candidate
from khfund.scholarships.nomination_sheet_row import RowKind
from tests.scholarships.nominating import HEADING, ON, a_list, a_row, a_workbook, read_rows


def rules(found):
    return [one.error.rule for one in found]


def test_a_row_becomes_a_candidate_with_all_that_it_says():
    (one,) = a_list(a_row()).candidates

    assert one == Candidate(
        sheet="Sheet1",
        row=2,
        full_name="Lò Thị Ánh",
        birth_day=date(2012, 11, 8),
        birth_year=2012,
        village="Bản Nà Sài",
        commune="xã Tà Hộc",
        address="Bản Nà Sài, xã Tà Hộc",
        phones=("0912345678",),
        school="THCS Tà Hộc",
        school_class="8A",
        grade=8,
        learner="pupil",
        categories=(3,),
        circumstances="Bố mất, hộ cận nghèo",
        stated=(("learner", "pupil", "THCS Tà Hộc"), ("grade", 8, "8A")),
    )


def test_a_list_with_letterhead_merged_heading_total_and_signatures_is_told_row_by_row():
    read = read_rows(
        ["HỘI KHUYẾN HỌC HUYỆN MAI SƠN"],
        [],
        ["BIỂU TỔNG HỢP HỌC SINH CẦN HỖ TRỢ"],
        [],
        ["TT", "Họ và tên", "Năm sinh", "Đối tượng (đánh dấu x)", "", ""],
        ["", "", "", 1, 2, 3],
        ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"],
        [1, "Lò Thị Ánh", "8/11/2012", "", "x", ""],
        [],
        [2, "Giàng A Tủa", 2013, "X ", "", "✓"],
        [3],
        ["", "Tổng cộng", 2],
        [],
        ["", "", "", "Mai Sơn, ngày 20 tháng 3 năm 2026"],
        ["", "", "", "NGƯỜI LẬP BIỂU"],
        ["", "", "", "Quàng Thị Trưởng"],
    )

    assert [(one.full_name, one.birth_year, one.categories) for one in read.candidates] == [
        ("Lò Thị Ánh", 2012, (2,)),
        ("Giàng A Tủa", 2013, (1, 3)),
    ]
    assert (read.problems, read.notices) == ((), ())
    assert read.rows == {
        RowKind.TITLE: 2,
        RowKind.HEADING: 3,
        RowKind.CANDIDATE: 2,
        RowKind.TOTAL: 1,
        RowKind.SIGNATURE: 3,
        RowKind.NUMBER_ONLY: 1,
    }


def test_several_sheets_are_read_a_hidden_one_is_named_and_instructions_are_passed_over():
    read = read_nominations(
        a_workbook(
            [HEADING, a_row()],
            [HEADING, a_row(name="Giàng A Tủa")],
            [HEADING, a_row(name="Mùa A Tu")],
            [["Ghi vào trang 1"]],
            [["Bìa", "hồ sơ"]],
            names=["Xã A", "Xã B", "Cũ", "Hướng dẫn", "Thư ngỏ"],
            hidden=["Cũ"],
        ),
        name="ds.xlsx",
        on=ON,
    )

    assert [(one.sheet, one.full_name) for one in read.candidates] == [
        ("Xã A", "Lò Thị Ánh"),
        ("Xã B", "Giàng A Tủa"),
    ]
    assert [str(one) for one in read.notices] == [
        "ds.xlsx, trang tính «Thư ngỏ»: Trang tính không có danh sách, 1 dòng không được nhập.",
        "ds.xlsx, trang tính «Cũ»: Trang tính đang ẩn, 2 dòng không được nhập.",
    ]
    assert read.rows[RowKind.HIDDEN_SHEET] == 2


def test_a_sheet_of_persons_without_a_heading_is_a_problem():
    read = read_nominations(a_workbook([HEADING, a_row()], [a_row(2), a_row(3)]), name="ds.xlsx", on=ON)

    assert [str(one) for one in read.problems] == [
        "ds.xlsx, trang tính «Sheet2»: Trang tính này có 2 dòng nhưng không có đầu bảng; hãy chép dòng đầu bảng lên trên danh sách."
    ]
    assert read.refused == 2


def test_a_workbook_without_a_list_is_refused_with_what_is_needed():
    with pytest.raises(NoListFoundError) as refusal:
        read_rows(["Kính gửi các đơn vị"], ["Danh sách gửi sau"])

    assert str(refusal.value) == (
        "ds.xlsx: không tìm thấy dòng đầu bảng của danh sách. Cần một dòng có cột «Họ và tên» và ít nhất một cột nữa "
        "như «Ngày sinh», «Lớp», «Hoàn cảnh»; hoặc dùng mẫu: khfund nomination template."
    )


def test_the_columns_are_told_as_they_were_understood():
    (table,) = a_list(a_row()).tables

    assert [(one["column"], one["heading"], one["understood"]) for one in table.columns()] == [
        ("A", "TT", "số thứ tự"),
        ("B", "Họ và tên", "họ và tên"),
        ("C", "Ngày sinh", "ngày sinh"),
        ("D", "Địa chỉ", "địa chỉ"),
        ("E", "Trường, lớp", "trường, lớp"),
        ("F", "Hoàn cảnh", "hoàn cảnh"),
        ("G", "Đối tượng", "đối tượng"),
        ("H", "SĐT", "số điện thoại"),
    ]


def test_a_csv_with_semicolons_is_a_list_too():
    text = "STT;Họ và tên;Ngày sinh;Lớp\n1;Lò Thị Ánh;08/11/2012;8A\n2;Giàng A Tủa;31/02/2012;7B\n"

    read = read_nominations(text.encode(), name="ds.csv", on=ON)

    assert [one.full_name for one in read.candidates] == ["Lò Thị Ánh"]
    assert [str(one) for one in read.problems] == [
        "ds.csv, dòng 3, ô C3: «31/02/2012»: không có ngày 31; tháng 2/2012 có 29 ngày."
    ]


CELLS = st.one_of(
    st.just(""),
    st.text(max_size=12).filter(lambda text: all(ord(letter) < 0xD800 for letter in text)),
    st.integers(-5, 3000),
    st.dates(date(1990, 1, 1), date(2030, 1, 1)),
    st.sampled_from(["Lò Thị Ánh", "x", "Tổng cộng", "I. Xã Chiềng La", "Họ và tên", "Lớp", "6C", "NGƯỜI LẬP BIỂU", "THCS Tà Hộc, lớp 6C"]),
)  # fmt: skip


@settings(max_examples=25)  # each one starts the process that reads workbooks
@given(st.lists(st.lists(CELLS, max_size=8), max_size=12))
def test_no_filled_row_is_ever_lost(rows):
    data = a_workbook([HEADING, *rows])

    read = read_nominations(data, name="ds.xlsx", on=ON)

    filled = sum(1 for one in sheet.read(data, "ds.xlsx").sheets for _row in one)
    wrong = {(one.place.sheet, one.place.row) for one in read.problems}
    assert sum(read.rows.values()) == filled
    assert read.rows.get(RowKind.CANDIDATE, 0) == len(read.candidates)
    assert read.refused == len(wrong)
    assert wrong.isdisjoint((one.sheet, one.row) for one in read.candidates)


@pytest.mark.parametrize(
    ("file", "candidates", "to_mend"),
    [
        ("bac-yen.xlsx", 121, 0),
        ("mai-son.xlsx", 131, 5),
        ("moc-chau.xlsx", 131, 5),
        ("song-ma.xlsx", 109, 0),
        ("sop-cop.xlsx", 127, 2),
        ("thuan-chau.xls", 93, 0),
    ],
)
def test_the_lists_of_six_offices_are_read(shared_data, file, candidates, to_mend):
    read = read_nominations(shared_data / "nominations" / file, on=date(2023, 3, 25), places=("xã Mường É",))

    assert (len(read.candidates), read.refused) == (candidates, to_mend)
    assert set(rules(read.problems)) <= {"no_such_day"}
    assert set(rules(read.notices)) <= {"two_digit_year", "name_case", "category_unmarked", "column_decoded"}
    assert {one.commune for one in read.candidates if "ường é" in one.commune.lower()} <= {"xã Mường É"}
