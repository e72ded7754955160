"""`nomination` about files alone: no books are needed to read one or to make its error list."""

import openpyxl

LIST = """\
STT;Họ và tên;Ngày sinh;Trường, lớp;Hoàn cảnh;Đối tượng
1;Lò Thị Ánh;8/11/12;THCS Tà Hộc, lớp 8A;Bố mất, hộ cận nghèo, đông anh em;3
2;Giàng A Tủa;31/02/2012;THCS Tà Hộc, lớp 7B;Mẹ chạy thận;4
Tổng cộng;3
"""


def test_a_file_is_read_without_books(nowhere, tmp_path):
    file = tmp_path / "ds.csv"
    file.write_text(LIST, encoding="utf-8")

    told = nowhere.json("nomination", "read", file, "--on", "20/03/2026")
    said = nowhere("nomination", "read", file, "--on", "20/03/2026")

    assert (told["candidates"], told["rows_to_mend"], told["rows"]) == (
        1,
        1,
        {"heading": 1, "candidate": 1, "problem": 1, "total": 1},
    )
    assert told["problems"] == [
        {
            "sheet": None,
            "row": 3,
            "cell": "C3",
            "rule": "no_such_day",
            "message": "«31/02/2012»: không có ngày 31; tháng 2/2012 có 29 ngày.",
        }
    ]
    assert [one["rule"] for one in told["notices"]] == ["two_digit_year", "list_total_differs"]
    assert told["suggestions"]["orphan=one"] == 1
    assert told["unread"] == {"đông anh em": 1}
    assert said.out.startswith("ds.csv: 1 ứng viên, 1 dòng phải sửa, 2 lưu ý, 1 cụm từ chưa hiểu.\n")
    assert "Lò Thị Ánh" not in said.out


def test_the_error_list_is_told_or_written(nowhere, tmp_path):
    file, out = tmp_path / "ds.csv", tmp_path / "loi.xlsx"
    file.write_text(LIST, encoding="utf-8")

    told = nowhere.json("nomination", "errors", file, "--on", "20/03/2026")["items"]
    said = nowhere("nomination", "errors", file, "--on", "20/03/2026", "--out", out)

    assert [(one["level"], one["cell"]) for one in told] == [("sửa", "C3"), ("lưu ý", "C2"), ("lưu ý", None)]
    assert said.out == f"Đã ghi 1 chỗ phải sửa và 2 lưu ý vào {out}.\n"
    assert openpyxl.load_workbook(out).sheetnames == ["Danh sách", "Danh sách lỗi"]
