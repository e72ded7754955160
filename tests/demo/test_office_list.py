from datetime import UTC, date, datetime

import pytest
import xlsxwriter

from khfund.demo.office_list import ExampleFileMissingError, day_of, example, listed


def test_rows_stand_below_the_headings_and_the_total_is_left_out(tmp_path):
    file = tmp_path / "list.xlsx"
    with xlsxwriter.Workbook(str(file)) as book:
        page = book.add_worksheet()
        page.write("A1", "DANH SÁCH")
        page.write_row("A3", ["STT", "Tên", "Số tiền"])
        page.write_row("A4", [1, "Lò Thị Ban", 200_000])
        page.write_row("A5", ["Tổng cộng", "", 200_000])

    assert listed(file) == [{"STT": 1, "Tên": "Lò Thị Ban", "Số tiền": 200_000}]


@pytest.mark.parametrize("cell", [datetime(2025, 3, 7, 9, 30, tzinfo=UTC), date(2025, 3, 7), "07/3/2025"])
def test_a_day_is_read_however_the_cell_holds_it(cell):
    assert day_of(cell) == date(2025, 3, 7)


def test_a_missing_example_file_is_named(tmp_path):
    with pytest.raises(ExampleFileMissingError) as refusal:
        example(tmp_path, "so-du-dau-ky.csv")

    assert str(refusal.value) == (
        f"Không thấy tệp so-du-dau-ky.csv trong {tmp_path}; "
        "hãy chạy trong thư mục nguồn của khfund hoặc chọn bằng --examples."
    )
