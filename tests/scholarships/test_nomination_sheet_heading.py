"""Headings: found, understood, of one row or several."""

import pytest

from khfund.scholarships.nomination_sheet_heading import (
    Heading,
    Meaning,
    find_heading,
    label,
    numbers_columns,
    readable,
)
from khfund.sheet import Row


def rows(*values):
    return [Row(number, list(row)) for number, row in enumerate(values, 1)]


def understood(*values):
    heading = find_heading(rows(*values), 0)
    return heading and (
        heading.rows,
        [(one.meaning.value, one.category) if one.category else one.meaning.value for one in heading.columns],
    )


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("Họ và tên", Meaning.NAME), ("HỌ TÊN HỌC SINH", Meaning.NAME), ("Họ  và\ntên", Meaning.NAME), ("Họ tên HS, SV", Meaning.NAME),
        ("Tên", Meaning.GIVEN_NAME), ("Họ đệm", Meaning.SURNAME), ("Họ và tên đệm", Meaning.SURNAME),
        ("Ngày sinh", Meaning.BIRTH), ("Năm sinh", Meaning.BIRTH), ("Ngày, tháng, năm sinh", Meaning.BIRTH), ("Ngày tháng năm sinh", Meaning.BIRTH),
        ("Trường", Meaning.SCHOOL), ("Lớp", Meaning.SCHOOL_CLASS), ("Trường, lớp", Meaning.SCHOOL_AND_CLASS), ("Lớp/Trường", Meaning.SCHOOL_AND_CLASS),
        ("Địa chỉ", Meaning.ADDRESS), ("Nơi ở hiện nay", Meaning.ADDRESS), ("Bản/tổ", Meaning.VILLAGE), ("Xã", Meaning.COMMUNE), ("Xã, phường", Meaning.COMMUNE),
        ("Hoàn cảnh", Meaning.CIRCUMSTANCES), ("Hoàn cảnh gia đình (tóm tắt)", Meaning.CIRCUMSTANCES), ("Đối tượng", Meaning.CATEGORY), ("Diện", Meaning.CATEGORY),
        ("Thành tích\n(nếu có)", Meaning.ACHIEVEMENTS), ("Kết quả học tập", Meaning.ACHIEVEMENTS), ("SĐT", Meaning.PHONE), ("Điện thoại", Meaning.PHONE), ("ĐT", Meaning.PHONE),
        ("Dân tộc", Meaning.ETHNICITY), ("Giới tính", Meaning.SEX), ("Nam/nữ", Meaning.SEX), ("Nam", Meaning.MALE), ("Nữ", Meaning.FEMALE), ("Ghi chú", Meaning.NOTE),
        ("Họ tên bố mẹ", Meaning.CARER), ("Người nuôi dưỡng", Meaning.CARER), ("Số CCCD", Meaning.NOT_KEPT), ("Số tài khoản", Meaning.NOT_KEPT), ("STT", Meaning.NUMBER), ("TT", Meaning.NUMBER),
        ("Hộ nghèo", Meaning.POOR), ("Hộ cận nghèo", Meaning.NEAR_POOR), ("Hộ nghèo, cận nghèo", Meaning.POVERTY), ("Cấp học", Meaning.LEVEL), ("Hạnh kiểm", Meaning.CONDUCT), ("Huyện", Meaning.DISTRICT),
        ("SĐT phụ huynh", Meaning.PHONE), ("Con ông (bà)", Meaning.CARER), ("Sinh năm", Meaning.BIRTH), ("Đang học lớp", Meaning.SCHOOL_CLASS), ("Năm thứ", Meaning.SCHOOL_CLASS),
        ("Trường ĐH, CĐ", Meaning.SCHOOL), ("Đề xuất mức hỗ trợ", Meaning.NOT_KEPT), ("Xác nhận của bản", Meaning.NOT_KEPT),
        ("Hä vµ tªn", Meaning.NAME), ("N¨m sinh", Meaning.BIRTH), ("§Þa chØ", Meaning.ADDRESS), ("Hoï vaø teân", Meaning.NAME),
        ("Lò Thị Ánh", None), ("THCS Tà Hộc", None), ("", None), ("x" * 81, None),
    ],
)  # fmt: skip
def test_a_heading_is_understood_in_any_wording(text, meaning):
    assert label(text) is meaning


def test_a_heading_in_an_old_font_is_shown_in_letters():
    assert readable("Hä vµ tªn") == "Họ và tên"
    assert readable("Cột lạ") == "Cột lạ"
    assert readable("Mồ côi cả cha mẹ") == "Mồ côi cả cha mẹ"


def test_a_heading_of_one_row():
    assert understood(["Họ và tên", "Lớp"], ["Lò Thị Ánh", "6A"]) == ((1,), ["name", "school_class"])


def test_category_numbers_stand_in_the_second_row_of_a_merged_heading():
    assert understood(
        ["TT", "Họ và tên", "Đối tượng (đánh dấu x)", "", "", "SĐT"],
        ["", "", 1, 2, 3, ""],
        [1, "Lò Thị Ánh", "x", "", "", ""],
    ) == ((1, 2), ["number", "name", ("mark", 1), ("mark", 2), ("mark", 3), "phone"])


def test_categories_are_named_in_words_below_their_group():
    assert understood(
        ["TT", "Họ và tên", "Thuộc đối tượng", "", "", "", "", "", ""],
        [
            "",
            "",
            "Khuyết tật",
            "Mồ côi cả bố mẹ",
            "Mồ côi bố (mẹ)",
            "Bệnh hiểm nghèo",
            "Xe đạp",
            "Nhà tạm",
            "Vượt khó",
        ],
    ) == ((1, 2), ["number", "name", *(("mark", number) for number in range(1, 8))])


def test_names_births_sexes_and_homes_are_split_below_their_groups_and_the_numbered_row_is_passed_over():
    assert understood(
        ["TT", "Họ và tên", "", "Ngày sinh", "", "", "Giới tính", "", "Địa chỉ", ""],
        ["", "Họ đệm", "Tên", "Ngày", "Tháng", "Năm", "Nam", "Nữ", "Bản", "Xã"],
        ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)", "(9)", "(10)"],
        [1, "Lò Thị", "Ánh", 8, 11, 2012, "", "x", "Nà Sài", "Tà Hộc"],
    ) == (
        (1, 2, 3),
        [
            "number",
            "surname",
            "given_name",
            "birth_day",
            "birth_month",
            "birth_year",
            "male",
            "female",
            "village",
            "commune",
        ],
    )


def test_the_names_may_stand_only_in_the_second_row():
    assert understood(
        ["TT", "THÔNG TIN HỌC SINH", "", "", "Ghi chú"],
        ["", "Họ và tên", "Ngày sinh", "Lớp", ""],
    ) == ((1, 2), ["number", "name", "birth", "school_class", "note"])


def test_births_stand_in_a_column_for_each_sex():
    assert understood(["TT", "Họ và tên", "Năm sinh", ""], ["", "", "Nam", "Nữ"]) == (
        (1, 2),
        ["number", "name", "male", "female"],
    )


def test_a_name_in_two_headings_side_by_side():
    assert understood(["TT", "Họ và", "Tên", "Lớp"]) == (
        (1,),
        ["number", "surname", "given_name", "school_class"],
    )
    assert understood(["TT", "Họ và tên", "Tên", "Lớp"]) == (
        (1,),
        ["number", "surname", "given_name", "school_class"],
    )


def test_a_second_column_of_one_meaning_is_not_guessed():
    assert understood(["TT", "Họ và tên", "Họ và tên", "Lớp"]) == (
        (1,),
        ["number", "name", "unknown", "school_class"],
    )


@pytest.mark.parametrize("row", [["DANH SÁCH HỌC SINH", ""], ["Lò Thị Ánh", "6A"], ["TT", "Lớp"], [1, 2]])
def test_no_other_row_is_a_heading(row):
    assert understood(row) is None


def test_a_row_may_only_number_the_columns():
    assert numbers_columns(Row(1, ["A", "B", 1, 2, 3]))
    assert numbers_columns(Row(1, [1, 2, 3]))
    assert not numbers_columns(Row(1, [1, "Lò Thị Ánh", 2012]))


def test_a_heading_answers_for_its_columns():
    heading = find_heading(rows(["TT", "Họ và tên", "Lớp"]), 0)

    assert isinstance(heading, Heading)
    assert (heading[Meaning.NAME], heading[Meaning.PHONE], heading.name_column) == (1, None, 1)
    assert [one.column for one in heading.all(Meaning.SCHOOL_CLASS)] == [2]
