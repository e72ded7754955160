"""Sheets row by row: sections, repeated headings, totals, running numbers."""

import pytest

from khfund.scholarships.nomination_sheet_row import RowKind
from tests.scholarships.nominating import HEADING, a_list, a_row, read_rows


def notices(read):
    return [str(one) for one in read.notices]


def test_a_section_gives_the_commune_and_the_school_to_the_rows_below():
    read = read_rows(
        ["TT", "Họ và tên", "Năm sinh", "Lớp"],
        ["I", "Xã Chiềng La"],
        ["Trường THCS Chiềng La"],
        [1, "Lò Thị Ánh", 2012, "6A"],
        ["Lớp 7B"],
        [2, "Giàng A Tủa", 2012, ""],
        ["II", "Xã Mường Bằng"],
        [3, "Mùa A Tu", 2012, "5A"],
        ["Học sinh khuyết tật"],
        [4, "Vì Văn Hoàng", 2012, "5A"],
    )

    assert [(one.commune, one.school, one.school_class, one.categories) for one in read.candidates] == [
        ("xã Chiềng La", "Trường THCS Chiềng La", "6A", ()),
        ("xã Chiềng La", "Trường THCS Chiềng La", "7B", ()),
        ("xã Mường Bằng", "", "5A", ()),
        ("xã Mường Bằng", "", "5A", (1,)),
    ]
    assert (read.rows[RowKind.SECTION], read.problems, read.notices) == (5, (), ())


def test_a_heading_repeated_on_a_later_page_is_passed_over():
    read = a_list(a_row(1), HEADING, a_row(2, "Giàng A Tủa"))

    assert [one.full_name for one in read.candidates] == ["Lò Thị Ánh", "Giàng A Tủa"]
    assert (read.rows[RowKind.HEADING], len(read.tables)) == (2, 1)


def test_a_second_table_with_other_columns_is_read_by_its_own_heading():
    read = read_rows(
        ["TT", "Họ và tên", "Lớp"],
        [1, "Lò Thị Ánh", "6A"],
        ["STT", "Lớp", "Họ tên"],
        [1, "7B", "Giàng A Tủa"],
    )

    assert [(one.full_name, one.grade) for one in read.candidates] == [("Lò Thị Ánh", 6), ("Giàng A Tủa", 7)]
    assert len(read.tables) == 2


def test_a_heading_far_below_a_long_list_is_seen():
    rows = [a_row(number) for number in range(1, 1_003)]

    read = a_list(*rows, HEADING, a_row(1_003, "Giàng A Tủa"))

    assert (len(read.candidates), read.rows[RowKind.HEADING], read.problems) == (1_003, 2, ())


def test_the_name_may_span_two_columns_below_one_heading():
    read = read_rows(
        ["TT", "Họ và tên", "", "Lớp"],
        [1, "Lò Thị", "Ánh", "6A"],
        [2, "Giàng A", "Tủa", "7B"],
    )

    assert [one.full_name for one in read.candidates] == ["Lò Thị Ánh", "Giàng A Tủa"]
    assert read.notices == ()


def test_a_total_that_differs_is_noticed():
    assert notices(a_list(a_row(), ["", "Tổng cộng", 3])) == [
        "ds.xlsx, trang tính «Sheet1», dòng 3: Dòng cộng ghi 3, đọc được 1 người (kể cả dòng phải sửa); hãy đối chiếu."
    ]
    assert notices(a_list(a_row(), ["", "Tổng cộng: 1 em"])) == []
    assert notices(a_list(a_row(birth="31/02/2012"), ["", "Cộng", 1])) == []


def test_totals_of_sections_and_the_grand_total_agree():
    rows = [
        ["Xã Tà Hộc"],
        a_row(1),
        a_row(2, "Giàng A Tủa"),
        ["", "Cộng", 2],
        ["Xã Chiềng La"],
        a_row(3, "Mùa A Tu"),
    ]

    assert notices(a_list(*rows, ["", "Cộng", 1], ["", "Tổng cộng", 3])) == []


def test_gaps_and_repetitions_of_the_running_numbers_are_noticed():
    read = a_list(a_row(1), a_row(2, "Giàng A Tủa"), a_row(2, "Mùa A Tu"), a_row(5, "Vì Văn Hoàng"))

    assert notices(read) == [
        "ds.xlsx, trang tính «Sheet1», dòng 1: Số thứ tự thiếu: 3, 4; hãy xem có sót dòng không.",
        "ds.xlsx, trang tính «Sheet1», dòng 1: Số thứ tự lặp lại: 2; hãy xem có chép trùng không.",
    ]


def test_numbers_that_begin_anew_in_each_section_repeat_nothing():
    read = a_list(["Xã Tà Hộc"], a_row(1), a_row(2, "Giàng A Tủa"), ["Xã Chiềng La"], a_row(1, "Mùa A Tu"))

    assert notices(read) == []


def test_many_missing_numbers_are_shortened():
    (notice,) = notices(a_list(a_row(1), a_row(20, "Giàng A Tủa")))

    assert notice.endswith(
        "Số thứ tự thiếu: 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13 … (18); hãy xem có sót dòng không."
    )


def test_a_row_that_says_something_of_nobody_is_a_problem():
    read = a_list(a_row(), ["", "", "", "", "", "tiếp theo"])

    assert [str(one) for one in read.problems] == [
        "ds.xlsx, trang tính «Sheet1», dòng 3: Không hiểu dòng này: không có họ tên, không phải mục, dòng cộng hay chữ ký; hãy sửa hoặc xóa."
    ]


@pytest.mark.parametrize("blank", [" ", "\n", "\xa0"])
def test_a_row_of_blanks_is_told_as_such(blank):
    assert a_list(a_row(), ["", blank]).rows[RowKind.BLANK] == 1


def test_a_candidate_behind_a_remark_is_still_read():
    read = a_list(a_row(1), ["", "Ghi chú: xem tiếp"], a_row(2, "Giàng A Tủa"))

    assert (len(read.candidates), read.rows[RowKind.NOTE]) == (2, 1)


def test_who_signs_below_is_no_candidate_though_the_name_stands_in_the_column_of_names():
    read = a_list(a_row(1), ["", "NGƯỜI LẬP BIỂU"], ["", "Quàng Thị Trưởng"])

    assert (len(read.candidates), read.rows[RowKind.SIGNATURE]) == (1, 2)
