"""The error list that goes back to an office: a copy with the cells marked and the sentences beside them."""

import io

import openpyxl

from khfund.reports.nomination_errors import _name, error_workbook
from khfund.scholarships.nomination_sheet import read_nominations
from tests.scholarships.nominating import HEADING, ON, a_row, a_workbook

LIST = [
    ["HỘI KHUYẾN HỌC HUYỆN MAI SƠN"],
    [],
    HEADING,
    a_row(1, birth="31/02/2012"),
    a_row(2, "Giàng A Tủa", birth="8/11/12"),
]


def copy_of(*rows, names=()):
    data = a_workbook(rows, names=names)
    read = read_nominations(data, name="ds.xlsx", on=ON)
    return read, openpyxl.load_workbook(io.BytesIO(error_workbook(data, read)))


def test_rows_stand_where_the_office_has_them_with_the_sentence_beside():
    _read, book = copy_of(*LIST)
    page = book["Sheet1"]

    assert [page.cell(4, column).value for column in (1, 2, 3)] == [1, "Lò Thị Ánh", "31/02/2012"]
    assert (page["I3"].value, page["J3"].value) == ("Cần sửa", "Lưu ý khi đọc")
    assert page["I4"].value == "C4: «31/02/2012»: không có ngày 31; tháng 2/2012 có 29 ngày."
    assert page["J5"].value.startswith("C5: «8/11/12» ghi năm hai chữ số, đã hiểu là 08/11/2012")
    assert (page["C4"].fill.fgColor.rgb, page["C5"].fill.fgColor.rgb) == ("FFF8CBAD", "FFFFF2CC")


def test_every_mistake_is_listed_on_a_sheet_of_its_own():
    _read, book = copy_of(*LIST)

    assert [[cell.value for cell in row[:4]] for row in book["Danh sách lỗi"].iter_rows(min_row=2)] == [
        ["Sheet1", 4, "C4", "Cần sửa"],
        ["Sheet1", 5, "C5", "Lưu ý"],
    ]


def test_text_never_acts_as_a_formula():
    _read, book = copy_of(HEADING, a_row(1, "=1+1", life="=HYPERLINK(1)"))

    assert (book["Sheet1"]["B2"].data_type, book["Sheet1"]["F2"].data_type) == ("s", "s")


def test_the_copy_is_read_like_the_list_itself():
    read, book = copy_of(*LIST)
    again = io.BytesIO()
    book.save(again)

    second = read_nominations(again.getvalue(), name="ds.xlsx", on=ON)

    assert second.candidates == read.candidates
    assert [str(one) for one in second.problems] == [str(one) for one in read.problems]
    assert [str(one) for one in second.notices] == [str(one) for one in read.notices]


def test_a_sheet_name_that_a_program_would_refuse_is_mended():
    taken: set[str] = set()
    assert [_name("Xã A/B", taken), _name("xã a b", taken), _name("", taken)] == [
        "Xã A B",
        "xã a b (2)",
        "Trang",
    ]


def test_a_copy_that_is_sent_back_keeps_the_cells_merged_over_several_children():
    rows = [HEADING, a_row(1, life="Bố mất"), a_row(2, "Giàng A Tủa", life="")]
    data = a_workbook(rows, merged=["F2:F3"])
    read = read_nominations(data, name="ds.xlsx", on=ON)

    again = read_nominations(error_workbook(data, read), name="gui-lai.xlsx", on=ON)

    assert [one.circumstances for one in again.candidates] == ["Bố mất", "Bố mất"]
