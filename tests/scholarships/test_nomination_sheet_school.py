"""School and class as lists write them, in one cell or two."""

import attrs
import pytest

from khfund.scholarships.nomination_sheet_school import ClassBecameDayError, names_school, read_schooling
from tests.scholarships.nominating import ON


@pytest.mark.parametrize(
    ("school", "school_class", "read"),
    [
        ("THCS Tà Hộc, lớp 6C", "", ("THCS Tà Hộc", "6C", 6, None, "pupil")),
        ("Lớp 6C trường THCS Tà Hộc", "", ("trường THCS Tà Hộc", "6C", 6, None, "pupil")),
        ("6C - THCS Tà Hộc", "", ("THCS Tà Hộc", "6C", 6, None, "pupil")),
        ("THCS Tà Hộc 6C", "", ("THCS Tà Hộc", "6C", 6, None, "pupil")),
        ("THCS số 2 Tà Hộc", "", ("THCS số 2 Tà Hộc", "", None, None, "pupil")),
        ("Trường TH&THCS Mường Lèo", "8A", ("Trường TH&THCS Mường Lèo", "8A", 8, None, "pupil")),
        ("THPT Mai Sơn, lớp 12 Anh", "", ("THPT Mai Sơn", "12 Anh", 12, None, "pupil")),
        ("PTDTNT THCS&THPT Mai Sơn", "Lớp 11", ("PTDTNT THCS&THPT Mai Sơn", "11", 11, None, "pupil")),
        ("THCS Tà Hộc", "9/3", ("THCS Tà Hộc", "9/3", 9, None, "pupil")),
        ("THCS Tà Hộc", "IX", ("THCS Tà Hộc", "IX", 9, None, "pupil")),
        ("CĐ Sơn La", "", ("CĐ Sơn La", "", None, None, "student")),
        ("CĐ Sơn La", "Năm 1", ("CĐ Sơn La", "Năm 1", None, 1, "student")),
        ("Đại học Tây Bắc, sinh viên năm thứ hai", "", ("Đại học Tây Bắc", "sinh viên năm thứ hai", None, 2, "student")),
        ("ĐH Tây Bắc", "K65 SP Toán", ("ĐH Tây Bắc", "K65 SP Toán", None, None, "student")),
        ("MN Hoa Ban", "5 tuổi", ("MN Hoa Ban", "5 tuổi", None, None, "")),
        ("", "lớp 6C", ("", "6C", 6, None, "pupil")),
        ("Chiềng La", "6A", ("Chiềng La", "6A", 6, None, "pupil")),
        ("", "", ("", "", None, None, "")),
    ],
)  # fmt: skip
def test_school_and_class_are_told_apart(school, school_class, read):
    assert attrs.astuple(read_schooling(school, school_class)) == (*read, None)


@pytest.mark.parametrize(
    ("school", "school_class", "sentence"),
    [
        ("TH Tà Hộc", "6A", "Lớp 6 không có ở trường này: theo tên thì trường dạy lớp 1 đến lớp 5; hãy xem lại lớp hoặc trường."),
        ("CĐ Sơn La", "10A", "Lớp 10 không có ở trường đại học, cao đẳng; của sinh viên thì để trống lớp."),
        ("THCS Tà Hộc", "Năm 1", "Trường phổ thông ghi lớp 1 đến lớp 12, danh sách ghi «Năm 1»; hãy xem lại trường hoặc lớp."),
        ("THCS Tà Hộc", "chuyên", "«chuyên» không cho biết lớp mấy; hãy ghi như 6C hoặc Năm 1."),
    ],
)  # fmt: skip
def test_a_class_that_its_school_does_not_teach_is_refused(school, school_class, sentence):
    assert str(read_schooling(school, school_class).mistake) == sentence


def test_a_class_that_became_a_day_says_what_to_type():
    told = ClassBecameDayError(day=ON, text="20/3", grade=20)

    assert str(told) == "Ô lớp đã bị Excel đổi thành ngày 20/03/2026; hãy gõ lại lớp, ví dụ '20/3 hoặc 20A."


def test_a_school_is_known_by_its_words():
    assert names_school("Trường Tà Hộc")
    assert not names_school("Bản Nà Sài")


@pytest.mark.parametrize(
    ("school", "school_class", "read"),
    [
        ("8A/THCS Mường É", "", ("THCS Mường É", "8A")),
        ("9/2 THCS Mường É", "", ("THCS Mường É", "9/2")),
        ("ĐH Tây Bắc", "2", ("ĐH Tây Bắc", "Năm 2")),
    ],
)
def test_a_class_before_its_school_and_a_bare_year_of_study_are_told_apart(school, school_class, read):
    found = read_schooling(school, school_class)

    assert (found.school, found.school_class, found.mistake) == (*read, None)
