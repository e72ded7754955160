"""What the name of a school says of its grades, and what the name of a class says of its own; pure.

Source: Luật Giáo dục 2019, Điều 28 (primary 1 to 5, lower secondary 6 to 9, upper secondary 10 to 12); domain, 3.5.
A grade is never derived from a year of birth.
"""

from __future__ import annotations

import re

from khfund.errors import KhfundError
from khfund.vietnamese import fold

PRIMARY, LOWER, UPPER = range(1, 6), range(6, 10), range(10, 13)


class GradeUnfitError(KhfundError):
    """A grade is one of twelve."""

    message = "Lớp {grade} không có; phổ thông có lớp 1 đến lớp 12, sinh viên thì để trống."
    english = "There is no grade {grade}; schools have grades 1 to 12, of a student leave it empty."


class GradeContradictsSchoolError(KhfundError):
    """A pupil's grade is one that the school teaches."""

    message = "Lớp {grade} không có ở trường này: theo tên thì trường dạy lớp {first} đến lớp {last}; hãy xem lại lớp hoặc trường."
    english = "Grade {grade} is not taught there: by its name the school has grades {first} to {last}; check grade or school."


class GradeContradictsClassError(KhfundError):
    """A pupil's grade is that of the class."""

    message = "Lớp {grade} không khớp với tên lớp (tên lớp cho thấy lớp {named}); hãy xem lại."
    english = "Grade {grade} does not fit the name of the class, which says grade {named}; check it."


class StudentInSchoolError(KhfundError):
    """Whoever learns at a university or college has no grade."""

    message = "Lớp {grade} không có ở trường đại học, cao đẳng; của sinh viên thì để trống lớp."
    english = "A university or college has no grade {grade}; of a student leave it empty."


_LEVELS = (
    (re.compile(r"\b(th|tieu hoc)\b"), PRIMARY),
    (re.compile(r"\b(thcs|trung hoc co so|ptcs|cap 2)\b"), LOWER),
    (re.compile(r"\b(thpt|trung hoc pho thong|ptth|cap 3)\b"), UPPER),
)
_FURTHER = re.compile(r"\b(gdtx|gdnn|giao duc thuong xuyen)\b")
_HIGHER = re.compile(r"\b(dh|dai hoc|cd|cao dang|hoc vien)\b")
_CLASS = re.compile(r"(?:lop |khoi )?([0-9]{1,2})(?![0-9])")


def grades_of(school: str) -> tuple[int, int] | None:
    """The first and last grade that a school teaches by its name; None where the name does not tell.

    "TH&THCS Mường Lèo" teaches 1 to 9; (0, 0) is a place of higher learning, which has none.
    """
    plain = re.sub(r"[^0-9a-z]+", " ", fold(school)).strip()
    taught = [level for spelled, level in _LEVELS if spelled.search(plain)]
    if _FURTHER.search(plain):
        taught += [LOWER, UPPER]
    if taught:
        return min(level[0] for level in taught), max(level[-1] for level in taught)
    return (0, 0) if _HIGHER.search(plain) else None


def grade_of_class(name: str) -> int | None:
    """The grade that the name of a class begins with: "7A2", "lớp 10 Toán"; None where it names none ("Năm 1")."""
    found = _CLASS.match(fold(name))
    grade = int(found[1]) if found else 0
    return grade if 1 <= grade <= UPPER[-1] else None


def contradiction(school: str, grade: int | None, school_class: str = "") -> KhfundError | None:
    """Tell why a grade cannot be right at this school and in this class, None where nothing speaks against it."""
    named = grade_of_class(school_class)
    if grade is None:
        grade = named
    if grade is None:
        return None
    if not PRIMARY[0] <= grade <= UPPER[-1]:
        return GradeUnfitError(grade=grade)
    taught = grades_of(school)
    if taught == (0, 0):
        return StudentInSchoolError(grade=grade)
    if taught and not taught[0] <= grade <= taught[1]:
        return GradeContradictsSchoolError(grade=grade, first=taught[0], last=taught[1])
    if named is not None and named != grade:
        return GradeContradictsClassError(grade=grade, named=named)
    return None
