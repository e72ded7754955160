import io
from datetime import date, datetime, time

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khfund.errors import Place
from khfund.sheet import EmptyFileError, Limits, Row, TooLargeError, UnreadableFileError, cell_name, read
from khfund.sheet.file_type import FileType
from tests.sheet.spreadsheets import ods, xls, xlsx

ROWS = [["Họ tên", "Ngày", "Số tiền"], [], ["Lò Thị Ánh", date(2026, 3, 1), 500_000]]


def rows_of(source, name="tệp", **options):
    return [(row.number, row.values) for row in read(source, name, **options).first]


@pytest.mark.parametrize("make", [xlsx, xls])
def test_a_workbook_gives_its_filled_rows_with_their_numbers(make):
    assert rows_of(make(ROWS)) == [
        (1, ["Họ tên", "Ngày", "Số tiền"]),
        (3, ["Lò Thị Ánh", date(2026, 3, 1), 500_000]),
    ]


def test_columns_count_from_a_wherever_the_data_begins():
    book = read(xlsx([[], [None, None, "x", 1.5]]), "a.xlsx")

    assert list(book.first) == [Row(2, ["", "", "x", 1.5])]
    assert next(iter(book.first)).address(2) == "C2"
    assert book.first.place(2, 3) == Place("a.xlsx", "Sao kê", 2, "D2")


def test_a_row_is_empty_beyond_its_end():
    assert Row(1, ["a"])[5] == ""


def test_figures_that_excel_keeps_with_a_point_come_back_whole():
    assert rows_of(xlsx([[901234567.0, 14085000123.0, 0.5, True]])) == [
        (1, [901234567, 14085000123, 0.5, True])
    ]


def test_moments_and_times_come_back_as_such():
    moment = datetime(2026, 3, 1, 8, 15, 30)  # noqa: DTZ001 - as a workbook holds it

    assert rows_of(xlsx([[moment, time(8, 15)]])) == [(1, [moment, time(8, 15)])]


def test_sheets_come_with_their_names_the_hidden_last_and_the_empty_not():
    book = read(xlsx([["một"]], [], [["ba"]]), "a.xlsx")

    assert [(part.name, part.visible) for part in book.sheets] == [("Sao kê", True), ("Ba", True)]


def test_an_open_document_sheet_is_read():
    book = read(ods(["Họ tên", "Số"], ["Vì Văn Hoàng", "7"]), "a.ods")

    assert (book.kind, [row.values for row in book.first]) == (
        FileType.ODS,
        [["Họ tên", "Số"], ["Vì Văn Hoàng", "7"]],
    )


def test_an_html_table_named_xls_is_read_with_its_spans_and_a_notice():
    page = (
        "<html><meta charset=utf-8><table><tr><th colspan=2>Sao kê</th><th>Cuối</th></tr>"
        "<tr><td rowspan=2>01/03</td><td>Ủng hộ<br>quỹ &amp; lớp</td></tr><tr><td>b</td></tr></table></html>"
    )

    book = read(page.encode(), "saoke.xls")

    assert [(row.number, row.values) for row in book.first] == [
        (1, ["Sao kê", "", "Cuối"]),
        (2, ["01/03", "Ủng hộ\nquỹ & lớp"]),
        (3, ["", "b"]),
    ]
    assert [str(notice) for notice in book.notices] == [
        "saoke.xls: tên tệp ghi .xls nhưng nội dung là bảng HTML; đã đọc theo nội dung."
    ]


def test_an_html_table_of_an_old_font_is_read():
    words = "ủng hộ quỹ khuyến học của các thầy cô"
    table = b"<table><tr><td>" + TCVN3[words] + b"</td></tr></table>"

    assert rows_of(table) == [(1, [words])]


TCVN3 = {"ủng hộ quỹ khuyến học của các thầy cô": "ñng hé quü khuyÕn häc cña c¸c thÇy c«".encode("cp1252")}


def test_a_file_is_read_from_its_path(tmp_path):
    file = tmp_path / "a.csv"
    file.write_text("a;b\n", encoding="utf-8")

    assert read(file).file == "a.csv"
    assert rows_of(str(file)) == [(1, ["a", "b"])]


def test_a_sheet_is_read_again_from_the_top():
    book = read(b"a;b\nc;d\n", "a.csv")

    assert list(book.first) == list(book.first)
    assert book.first.place(2, 1) == Place("a.csv", None, 2, "B2")


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(UnreadableFileError) as refusal:
        read(tmp_path / "không có.xlsx")

    assert str(refusal.value) == (
        "không có.xlsx: không mở được tệp (No such file or directory). Hãy kiểm tra đường dẫn và quyền đọc."
    )


@pytest.mark.parametrize("source", [xlsx([[]]), b"", b"\xef\xbb\xbf\r\n", b";;\n;;\n", b"<table></table>"])
def test_a_file_without_a_filled_cell_is_refused(source):
    with pytest.raises(EmptyFileError) as refusal:
        read(source, "trống.xlsx")

    assert str(refusal.value) == "trống.xlsx: tệp trống, không có ô nào có dữ liệu."


def test_a_file_beyond_the_limit_is_refused_unread():
    with pytest.raises(TooLargeError) as refusal:
        read(xlsx(ROWS), "to.xlsx", limits=Limits(file=2_000))

    assert str(refusal.value).startswith("to.xlsx: tệp quá lớn (0.0 MB; cho phép 0 MB).")


@given(st.integers(0, 99), st.integers(1, 200_000))
def test_an_address_names_one_cell(column, row):
    letters = cell_name(row, column).removesuffix(str(row))

    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    assert number == column + 1


CELLS = st.one_of(
    st.integers(-(2**52), 2**52),
    st.dates(date(1950, 1, 1), date(2099, 1, 1)),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=12).filter(
        lambda text: text.strip() == text
    ),
)


@settings(max_examples=15)  # each starts a process
@given(st.lists(st.lists(CELLS, min_size=1, max_size=4), min_size=1, max_size=4))
def test_what_was_written_into_xlsx_is_what_is_read(table):
    width = max(map(len, table))

    assert rows_of(xlsx(table)) == [
        (number, row + [""] * (width - len(row))) for number, row in enumerate(table, 1)
    ]


def test_a_formula_that_nobody_worked_out_is_told_of():
    book = openpyxl.Workbook()
    page = book.create_sheet("Lớp 8A & 9A", 0)
    page.append(["Họ và tên", "Ngày sinh"])
    page.append(["Lò Văn Ánh", "=DATE(2011,3,4)"])
    page.append(["Cà Thị Bình", "=B2"])
    file = io.BytesIO()
    book.save(file)

    [notice] = read(file.getvalue(), "ds.xlsx").notices
    assert str(notice) == (
        "ds.xlsx, trang «Lớp 8A & 9A», ô B2: công thức chưa có kết quả (2 ô như vậy), đã đọc như ô trống. "
        "Nếu ô ấy có số liệu, hãy mở tệp bằng Excel hoặc LibreOffice, lưu lại rồi nhập lại."
    )
