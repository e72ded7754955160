"""One row that tells of a person, cell by cell."""

from datetime import date

import pytest

from tests.scholarships.nominating import a_list, a_row, read_rows


def told(read):
    return [str(one).removeprefix("ds.xlsx, trang tính «Sheet1», ") for one in read]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"birth": "31/02/2012"}, "dòng 2, ô C2: «31/02/2012»: không có ngày 31; tháng 2/2012 có 29 ngày."),
        ({"school": "TH Tà Hộc, lớp 6A"}, "dòng 2, ô E2: Lớp 6 không có ở trường này: theo tên thì trường dạy lớp 1 đến lớp 5; hãy xem lại lớp hoặc trường."),
        ({"category": 9}, "dòng 2, ô G2: «9» không phải đối tượng từ 1 đến 7 của phụ lục; hãy ghi số, hoặc nhiều số như 2, 6."),
        ({"life": "=1+1"}, "dòng 2, ô F2: Ô bắt đầu bằng «=» như một công thức; hãy xóa dấu đó hoặc gõ lại nội dung bằng chữ."),
        ({"life": "Bố\u200b mất"}, "dòng 2, ô F2: Ô có ký tự U+200B (ký tự không nhìn thấy); hãy xóa nội dung ô này rồi gõ lại bằng bàn phím tiếng Việt."),
        ({"name": "Lò Thị 2"}, "dòng 2, ô B2: Ô họ tên có chữ số; hãy ghi họ và tên của một người, chỉ bằng chữ."),
        ({"name": ""}, "dòng 2, ô B2: Dòng này có thông tin nhưng không có họ tên; hãy ghi họ tên, hoặc gộp dòng vào dòng trên."),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_cell_and_the_row_stays_out(changes, sentence):
    name = changes.pop("name", "Lò Thị Ánh")
    read = a_list(a_row(1, name, **changes))

    assert (read.candidates, told(read.problems), read.refused) == ((), [sentence], 1)


def test_two_mistakes_of_one_row_are_both_told_and_the_row_counts_once():
    read = a_list(a_row(birth="31/02/2012", category=9))

    assert (len(read.problems), read.refused) == (2, 1)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"birth": "8/11/12"}, "dòng 2, ô C2: «8/11/12» ghi năm hai chữ số, đã hiểu là 08/11/2012 vì học sinh, sinh viên sinh cách đây từ 5 đến 30 năm."),
        ({"phone": "12345"}, "dòng 2, ô H2: Số điện thoại có 5 chữ số, không nhận được nên để trống; hãy ghi 10 chữ số."),
        ({"category": ""}, "dòng 2, ô G2: Chưa đánh dấu đối tượng nào; hội đồng sẽ xét theo hoàn cảnh đã ghi."),
        ({"category": 2}, "dòng 2, ô F2: Đánh dấu đối tượng 2 (mồ côi cả bố và mẹ) nhưng hoàn cảnh ghi khác; hãy xem lại."),
    ],
)  # fmt: skip
def test_what_was_understood_by_a_rule_is_noticed_and_the_row_stays_in(changes, sentence):
    read = a_list(a_row(**changes))

    assert (len(read.candidates), told(read.notices)) == (1, [sentence])


def test_a_mark_that_is_none_is_a_problem():
    read = read_rows(["TT", "Họ và tên", "Đối tượng", ""], ["", "", 1, 2], [1, "Lò Thị Ánh", "?", ""])

    assert told(read.problems) == [
        "dòng 3, ô C3: Ô đối tượng 1 ghi «?», không rõ là có hay không; hãy ghi x hoặc để trống."
    ]


def test_a_class_that_excel_made_a_day_is_a_problem():
    read = read_rows(["TT", "Họ và tên", "Lớp"], [1, "Lò Thị Ánh", date(2026, 3, 9)])

    assert told(read.problems) == [
        "dòng 2, ô C2: Ô lớp đã bị Excel đổi thành ngày 09/03/2026; hãy gõ lại lớp, ví dụ '9/3 hoặc 9A."
    ]


def test_sexes_are_read_from_one_column_two_columns_or_the_column_of_births():
    one = read_rows(["TT", "Họ và tên", "Giới tính"], [1, "Lò Thị Ánh", "Nữ"])
    two = read_rows(["TT", "Họ và tên", "Giới tính", ""], ["", "", "Nam", "Nữ"], [1, "Lò Thị Ánh", "", "x"])
    births = read_rows(
        ["TT", "Họ và tên", "Năm sinh", ""], ["", "", "Nam", "Nữ"], [1, "Lò Thị Ánh", "", 2012]
    )

    assert [read.candidates[0].sex for read in (one, two, births)] == ["female"] * 3
    assert births.candidates[0].birth_year == 2012


def test_a_sex_that_is_none_is_left_open_with_a_notice():
    read = read_rows(["TT", "Họ và tên", "Giới tính"], [1, "Lò Thị Ánh", "khác"])

    assert told(read.notices) == [
        "dòng 2, ô C2: «khác» không cho biết nam hay nữ; đã để trống, hãy ghi Nam hoặc Nữ."
    ]


def test_three_cells_of_a_birth_and_two_of_a_home_are_joined():
    read = read_rows(
        ["TT", "Họ và tên", "Ngày sinh", "", "", "Địa chỉ", ""],
        ["", "", "Ngày", "Tháng", "Năm", "Bản", "Xã"],
        [1, "Lò Thị Ánh", 8, 11, 2012, "Bản Nà Sài", "Tà Hộc"],
        [2, "Giàng A Tủa", 31, 2, 2012, "Bản Nà Sài", "Tà Hộc"],
    )

    (one,) = read.candidates
    assert (one.birth_day, one.village, one.commune) == (date(2012, 11, 8), "Bản Nà Sài", "xã Tà Hộc")
    assert told(read.problems) == ["dòng 4, ô E4: «31/2/2012»: không có ngày 31; tháng 2/2012 có 29 ngày."]


def test_columns_of_facts_are_stated_and_carers_become_a_note():
    read = read_rows(
        ["TT", "Họ và tên", "Hộ nghèo", "Hộ cận nghèo", "Hạnh kiểm", "Họ tên bố mẹ", "Ghi chú"],
        [1, "Lò Thị Ánh", "", "x", "Tốt", "ông Lò Văn Bình", "ở trọ"],
        [2, "Giàng A Tủa", "Cận nghèo", "", "", "", ""],
    )

    one, other = read.candidates
    assert other.stated == (("household_poverty", "near_poor", "Cận nghèo"),)
    assert one.stated == (("household_poverty", "near_poor", "cột hộ cận nghèo"), ("conduct", "tot", "Tốt"))
    assert one.note == "ở trọ; Người nuôi dưỡng: ông Lò Văn Bình"


def test_a_household_is_read_from_words_and_a_level_completes_the_school():
    read = read_rows(
        ["TT", "Họ và tên", "Hộ nghèo, cận nghèo", "Cấp học", "Trường", "Lớp"],
        [1, "Lò Thị Ánh", "Hộ nghèo", "THCS", "Tà Hộc", "6A"],
        [2, "Giàng A Tủa", "?", "Tiểu học", "Tà Hộc", "6A"],
    )

    (one,) = read.candidates
    assert (one.school, one.stated[-1]) == ("THCS Tà Hộc", ("household_poverty", "poor", "Hộ nghèo"))
    assert told(read.problems) == [
        "dòng 3, ô F3: Lớp 6 không có ở trường này: theo tên thì trường dạy lớp 1 đến lớp 5; hãy xem lại lớp hoặc trường."
    ]


def test_given_names_may_stand_before_surnames_and_half_a_name_is_told():
    read = read_rows(
        ["TT", "Tên", "Họ và tên đệm", "Lớp"],
        [1, "Ánh", "Lò Thị", "6A"],
        [2, "", "Lò Thị", "6A"],
        [3, "Ánh", "", "6A"],
    )

    assert [one.full_name for one in read.candidates] == ["Lò Thị Ánh"]
    assert told(read.problems) == [
        "dòng 3, ô B3: Ô họ tên có họ mà thiếu tên; hãy ghi họ và tên của một người, chỉ bằng chữ.",
        "dòng 4, ô C4: Ô họ tên có tên mà thiếu họ; hãy ghi họ và tên của một người, chỉ bằng chữ.",
    ]


def test_a_poor_household_written_as_the_category_is_a_fact_and_no_category():
    read = a_list(a_row(category="Hộ nghèo", life=""), a_row(2, category="Mồ côi bố, hộ cận nghèo", life=""))

    assert [one.categories for one in read.candidates] == [(), (3,)]
    assert [one.stated[-1][:2] for one in read.candidates] == [
        ("household_poverty", "poor"),
        ("household_poverty", "near_poor"),
    ]


def test_a_class_that_names_its_school_gives_both_and_is_held_against_it():
    read = read_rows(
        ["TT", "Họ và tên", "Lớp"],
        [1, "Lò Thị Ánh", "9A1 THCS Tà Hộc"],
        [2, "Giàng A Tủa", "Lớp 9 TH Tà Hộc"],
    )

    assert [(one.school, one.school_class) for one in read.candidates] == [("THCS Tà Hộc", "9A1")]
    assert [problem.error.rule for problem in read.problems] == ["grade_contradicts_school"]


def test_a_column_of_wards_makes_wards_and_the_end_of_an_address_may_be_a_known_commune():
    ward = read_rows(["TT", "Họ và tên", "Phường"], [1, "Lò Thị Ánh", "Tô Hiệu"])
    village = read_rows(
        ["TT", "Họ và tên", "Địa chỉ"], [1, "Lò Thị Ánh", "Bản Co Hay, Tà Hộc"], places=("xã Tà Hộc",)
    )

    assert ward.candidates[0].commune == "phường Tô Hiệu"
    assert (village.candidates[0].village, village.candidates[0].commune) == ("Bản Co Hay", "xã Tà Hộc")
