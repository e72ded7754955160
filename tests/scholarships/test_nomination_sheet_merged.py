"""What is written once for several rows: merged cells, a school above the list or on the sheet's tab, sheets of totals."""

from khfund.scholarships.nomination_sheet import read_nominations
from khfund.scholarships.nomination_sheet_merged import school_of_sheet
from tests.scholarships.nominating import ON, a_workbook

HEADING = ["TT", "Họ và tên", "Ngày sinh", "Lớp", "Hoàn cảnh"]
ONE, TWO = [1, "Lò Thị Ánh", "08/11/2012", "8A", "Bố mất"], [1, "Lò Văn Bình", "08/11/2013", "7A", ""]


def told(problems):
    return [str(one).removeprefix("ds.xlsx, trang tính ") for one in problems]


def test_a_cell_merged_over_two_children_is_said_of_both():
    read = read_nominations(
        a_workbook([HEADING, ONE, [2, *TWO[1:]]], merged=["E2:E3"]), name="ds.xlsx", on=ON
    )

    assert [one.circumstances for one in read.candidates] == ["Bố mất", "Bố mất"]
    assert told(read.notices) == [
        "«Sheet1», dòng 2, ô E2: Ô gộp từ dòng 2 đến dòng 3: đã hiểu là của mọi em ở các dòng này; hãy xem lại."
    ]


def test_a_merged_number_or_name_stays_with_its_own_row():
    read = read_nominations(
        a_workbook([HEADING, ONE, ["", "", "", "", "ở với bà"]], merged=["B2:B3"]), name="ds.xlsx", on=ON
    )

    assert (len(read.candidates), len(read.problems), read.notices) == (1, 1, ())


def test_a_sheet_of_each_school_gives_its_school_and_the_sheet_of_totals_is_no_list():
    totals = [["TT", "Tên trường", "Tổng số HS", "Nữ"], [1, "TH Tà Hộc", 2, 1], ["", "Cộng", 2, 1]]
    book = a_workbook(
        [HEADING, ONE], [["TRƯỜNG THCS TÀ HỘC"], HEADING, TWO], totals, names=("THCS Co Mạ", "B", "Tổng hợp")
    )

    read = read_nominations(book, name="ds.xlsx", on=ON)

    assert [one.school for one in read.candidates] == ["THCS Co Mạ", "TRƯỜNG THCS TÀ HỘC"]
    assert read.problems == ()
    assert told(read.notices) == [
        "«THCS Co Mạ», dòng 1: Danh sách không có cột trường; đã hiểu các em học «THCS Co Mạ» theo tên trang tính, hãy xem lại.",
        "«B», dòng 2: Danh sách không có cột trường; đã hiểu các em học «TRƯỜNG THCS TÀ HỘC» theo tiêu đề phía trên, hãy xem lại.",
        "«Tổng hợp»: Trang tính là bảng số liệu tổng hợp, 3 dòng không được nhập.",
    ]


def test_persons_without_a_heading_are_no_sheet_of_totals():
    persons = [["Trường Tà Hộc", "Tổng số 1", "", ""], [1, "Lò Thị Ánh", "08/11/2012", "8A"]]

    read = read_nominations(a_workbook([HEADING, ONE], persons), name="ds.xlsx", on=ON)

    assert [problem.error.rule for problem in read.problems] == ["sheet_without_heading"]


def test_the_name_of_a_sheet_is_a_school_only_when_it_names_one():
    assert school_of_sheet("TH Tà Hộc") == "TH Tà Hộc"
    assert {school_of_sheet(name) for name in ("TH 2026", "TH HS", "Tổng hợp HS", "Sheet1", None)} == {""}


def test_a_text_file_in_an_old_font_says_that_it_was_turned_into_unicode():
    text = "TT;Hä vµ tªn;N¨m sinh;§Þa chØ\n1;Lß ThÞ ¸nh;2012;B¶n P¸ Men, x· ChiÒng La\n".encode("cp1252")

    read = read_nominations(text, name="ds.csv", on=ON)

    assert [one.full_name for one in read.candidates] == ["Lò Thị Ánh"]
    assert told(read.notices)[0].endswith(
        "Tệp gõ bằng phông cũ (TCVN3 (ABC)); đã đổi sang Unicode, hãy xem lại vài dòng."
    )


def test_a_list_with_nothing_but_its_heading_is_noticed():
    read = read_nominations(a_workbook([HEADING]), name="ds.xlsx", on=ON)

    assert [str(one) for one in read.notices] == [
        "ds.xlsx: Danh sách chỉ có đầu bảng, không có ai; nếu gửi nhầm tệp hãy xin lại danh sách."
    ]
