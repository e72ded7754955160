"""What the names of schools and classes say of grades."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khfund.scholarships.school_level import contradiction, grade_of_class, grades_of

SCHOOLS = [
    ("TH Mường Lèo", (1, 5)),
    ("Trường Tiểu học Chiềng Mung", (1, 5)),
    ("TRƯỜNG THCS CHIỀNG BAN", (6, 9)),
    ("TH&THCS Mường Lèo", (1, 9)),
    ("TH-THCS Xím Vàng", (1, 9)),
    ("PTDTBT TH Co Mạ", (1, 5)),
    ("PTDTNT THCS&THPT Sốp Cộp", (6, 12)),
    ("THPT Sông Mã", (10, 12)),
    ("Trung học phổ thông Tô Hiệu", (10, 12)),
    ("Trung tâm GDNN-GDTX Mai Sơn", (6, 12)),
    ("CĐ Sơn La", (0, 0)),
    ("Đại học Tây Bắc", (0, 0)),
    ("Trường Quang Trung", None),
    ("Thị trấn", None),
]


@pytest.mark.parametrize(("school", "grades"), SCHOOLS)
def test_the_name_of_a_school_tells_its_grades(school, grades):
    assert grades_of(school) == grades


@pytest.mark.parametrize(
    ("name", "grade"),
    [
        ("7A2", 7),
        ("lớp 10 Toán", 10),
        ("12C", 12),
        ("Năm 1", None),
        ("K62", None),
        ("13A", None),
        ("", None),
        ("123", None),
    ],
)
def test_the_name_of_a_class_tells_its_grade(name, grade):
    assert grade_of_class(name) == grade


@pytest.mark.parametrize(
    ("school", "grade", "school_class", "said"),
    [
        (
            "TH Mường Lèo",
            7,
            "",
            "Lớp 7 không có ở trường này: theo tên thì trường dạy lớp 1 đến lớp 5; hãy xem lại lớp hoặc trường.",
        ),
        (
            "THPT Sông Mã",
            None,
            "3B",
            "Lớp 3 không có ở trường này: theo tên thì trường dạy lớp 10 đến lớp 12; hãy xem lại lớp hoặc trường.",
        ),
        ("CĐ Sơn La", 12, "", "Lớp 12 không có ở trường đại học, cao đẳng; của sinh viên thì để trống lớp."),
        ("THCS Chiềng Ban", 7, "8A", "Lớp 7 không khớp với tên lớp (tên lớp cho thấy lớp 8); hãy xem lại."),
        ("Quang Trung", 13, "", "Lớp 13 không có; phổ thông có lớp 1 đến lớp 12, sinh viên thì để trống."),
    ],
)
def test_a_grade_that_contradicts_the_school_is_explained(school, grade, school_class, said):
    assert str(contradiction(school, grade, school_class)) == said


@given(st.sampled_from([one for one in SCHOOLS if one[1] and one[1][0]]), st.integers(1, 12))
def test_a_grade_fits_exactly_where_the_school_teaches_it(school, grade):
    name, (first, last) = school

    assert (contradiction(name, grade, f"{grade}A") is None) == (first <= grade <= last)


def test_a_student_without_a_grade_fits_anywhere():
    assert contradiction("CĐ Sơn La", None, "Năm 1") is None
