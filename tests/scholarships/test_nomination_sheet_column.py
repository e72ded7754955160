"""What only whole columns tell."""

from datetime import date

import pytest

from tests.scholarships.nominating import read_rows


def told(read):
    return [str(one.error) for one in read.notices]


def test_a_column_that_is_not_understood_is_named_and_an_empty_one_is_not():
    read = read_rows(
        ["TT", "Họ và tên", "Cỡ áo", "Để trống", "Lớp"], [1, "Lò Thị Ánh", "M", "", "6A", "thêm"]
    )

    assert told(read) == [
        "Cột C («Cỡ áo») không hiểu được nên không nhập; hãy đổi tên cột nếu cần.",
        "Cột F (không có tiêu đề) không hiểu được nên không nhập; hãy đổi tên cột nếu cần.",
    ]


def test_a_column_in_an_old_font_is_decoded_and_named():
    rows = [["TT", "Hä vµ tªn", "Hoµn c¶nh gia ®×nh"]]
    rows += [
        [1, "L\xadêng ThÞ ¸nh", "Må c«i c¶ bè vµ mÑ, ë víi b¸c ruét"],
        [2, "Giµng A Tña", "Bè mÊt, hé cËn nghÌo"],
        [3, "V× V¨n Hoµng", "V\xadît khã häc giái"],
    ]

    read = read_rows(*rows)

    assert [one.full_name for one in read.candidates] == ["Lường Thị Ánh", "Giàng A Tủa", "Vì Văn Hoàng"]
    assert read.candidates[0].circumstances == "Mồ côi cả bố và mẹ, ở với bác ruột"
    assert told(read) == [
        "Cột B gõ bằng phông cũ (TCVN3 (ABC)); đã đổi sang Unicode, hãy xem lại vài dòng.",
        "Cột C gõ bằng phông cũ (TCVN3 (ABC)); đã đổi sang Unicode, hãy xem lại vài dòng.",
    ]
    assert [one["heading"] for one in read.tables[0].columns()] == ["TT", "Họ và tên", "Hoàn cảnh gia đình"]


def test_days_and_months_that_excel_may_have_turned_around_are_noticed():
    made = [[number, "Lò Thị Ánh", date(2012, 3, number)] for number in range(1, 6)]
    typed = [[number + 5, "Giàng A Tủa", f"{number + 12}/03/2012"] for number in range(1, 6)]

    (sentence,) = told(read_rows(["TT", "Họ và tên", "Ngày sinh"], *made, *typed))

    assert sentence == (
        "Cột ngày sinh: mọi ngày kiểu Excel đều từ 1 đến 12, mọi ngày gõ chữ đều trên 12; "
        "có thể Excel đã đảo ngày và tháng ở 5 ô, hãy đối chiếu vài em."
    )
    assert told(read_rows(["TT", "Họ và tên", "Ngày sinh"], *made)) == []


@pytest.mark.parametrize(("title", "cells", "meaning"), [("ĐT", [3, "2, 6"], "category"), ("DT", ["Thái", "Mông"], "ethnicity"), ("ĐT", ["0912345678", "không"], "phone")])  # fmt: skip
def test_what_stands_below_tells_a_telephone_from_a_category_and_a_people(title, cells, meaning):
    read = read_rows(["Họ và tên", "Lớp", title], *(["Lò Thị Ánh", "6A", cell] for cell in cells))

    assert read.tables[0].columns()[2]["meaning"] == meaning


def test_two_lists_side_by_side_are_refused_so_that_nobody_on_the_right_is_lost():
    read = read_rows(
        ["TT", "Họ và tên", "Lớp", "TT", "Họ và tên", "Lớp"], [1, "Lò Thị Ánh", "6A", 2, "Giàng A Tủa", "7A"]
    )

    (problem,) = read.problems
    assert problem.place.cell == "E1"
    assert str(problem.error) == (
        "Cột E cũng là họ tên của người khác nên một dòng có hai người; hãy chép nửa bên phải xuống dưới nửa bên trái."
    )
