"""The form that offices fill in."""

import io
from datetime import UTC, date, datetime

import openpyxl

from khfund.reports.nomination_template import COLUMNS, HEADING_ROW, FormFor, nomination_template
from khfund.scholarships.nomination_sheet import read_nominations
from khfund.scholarships.nomination_sheet_row import RowKind
from tests.scholarships.nominating import ON

FORM = FormFor("Hội Khuyến học huyện Mai Sơn", "MS", "Đợt 1 năm 2026", "DOT1", date(2026, 3, 25))
MADE = datetime(2026, 3, 1, tzinfo=UTC)


def filled(*rows):
    book = openpyxl.load_workbook(io.BytesIO(nomination_template(FORM, MADE)))
    page = book["Danh sách"]
    for below, values in enumerate(rows, 2):
        for column, value in enumerate(values, 1):
            page.cell(HEADING_ROW + below, column).value = value
    out = io.BytesIO()
    book.save(out)
    return read_nominations(out.getvalue(), name="mau.xlsx", on=ON)


def test_a_filled_form_is_read_without_a_remark():
    read = filled(
        (1, "Lò Thị Ánh", datetime(2012, 11, 8), "Nữ", "Bản Nà Sài", "xã Tà Hộc", "THCS", "Tà Hộc", "8A", "2, 6", "Hộ nghèo", "Mồ côi cả bố và mẹ, ở với bác ruột", "Học sinh Giỏi", "0912345678", ""),  # noqa: DTZ001
        (2, "Giàng A Tủa", datetime(2006, 1, 2), "Nam", "Bản Co Hay", "xã Tà Hộc", "Cao đẳng", "CĐ Sơn La", "Năm 1", "4", "Hộ cận nghèo", "Mẹ chạy thận", "Khá", "0987654321", "ở trọ"),  # noqa: DTZ001
    )  # fmt: skip

    assert (read.problems, read.notices) == ((), ())
    assert [
        (one.full_name, one.birth_day, one.sex, one.school, one.grade, one.categories)
        for one in read.candidates
    ] == [
        ("Lò Thị Ánh", date(2012, 11, 8), "female", "THCS Tà Hộc", 8, (2, 6)),
        ("Giàng A Tủa", date(2006, 1, 2), "male", "CĐ Sơn La", None, (4,)),
    ]
    assert all(column["meaning"] != "unknown" for column in read.tables[0].columns())


def test_an_empty_form_holds_nobody_and_nothing_is_lost():
    read = filled()

    assert (read.candidates, read.problems) == ((), ())
    assert [one.error.rule for one in read.notices] == ["nobody_listed"]
    assert read.rows[RowKind.NUMBER_ONLY] == 500


def test_choices_days_and_texts_are_checked_while_they_are_typed():
    page = openpyxl.load_workbook(io.BytesIO(nomination_template(FORM, MADE)))["Danh sách"]
    checks = {
        str(one.sqref).split(":")[0].rstrip("0123456789"): one for one in page.data_validations.dataValidation
    }

    titles = {chr(65 + place): column.title for place, column in enumerate(COLUMNS)}
    assert {titles[letter]: one.type for letter, one in checks.items() if one.type in {"list", "date"}} == {
        "Ngày sinh": "date",
        "Giới tính": "list",
        "Cấp học": "list",
        "Lớp": "list",
        "Đối tượng": "list",
        "Hộ nghèo, cận nghèo": "list",
    }
    assert checks["J"].formula1 == '"1,2,3,4,5,6,7"'
    assert page["N7"].number_format == "@"


def test_the_form_says_for_whom_it_is_and_explains_itself():
    book = openpyxl.load_workbook(io.BytesIO(nomination_template(FORM, MADE)))

    assert [book["Danh sách"].cell(row, 1).value for row in (1, 3, 4)] == [
        "HỘI KHUYẾN HỌC HUYỆN MAI SƠN",
        "DANH SÁCH ĐỀ NGHỊ: Đợt 1 năm 2026",
        "Mã đợt DOT1, mã đơn vị MS; gửi trước hết ngày 25/03/2026",
    ]
    assert book["Hướng dẫn"]["B2"].value == "hết ngày 25/03/2026"


def test_the_same_form_has_the_same_bytes():
    assert nomination_template(FORM, MADE) == nomination_template(FORM, MADE)
