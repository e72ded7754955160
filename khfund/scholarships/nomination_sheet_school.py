"""School and class as lists write them, in one cell or two: «THCS Tà Hộc, lớp 6C», «9B», «CĐ Sơn La», «Năm 1»."""

from __future__ import annotations

import re
from functools import lru_cache

import attrs

from khfund.errors import KhfundError
from khfund.scholarships.school_level import contradiction
from khfund.vietnamese import fold


class StudyYearInSchoolError(KhfundError):
    """Years of study are counted at a university or college, grades at a school."""

    message = (
        "Trường phổ thông ghi lớp 1 đến lớp 12, danh sách ghi «{school_class}»; hãy xem lại trường hoặc lớp."
    )
    english = (
        "A school has grades 1 to 12, but the list says «{school_class}»: look at the school or the class."
    )


class ClassBecameDayError(KhfundError):
    """A class such as 9/3 is typed as text, or a spreadsheet program turns it into a day."""

    message = "Ô lớp đã bị Excel đổi thành ngày {day:%d/%m/%Y}; hãy gõ lại lớp, ví dụ '{text} hoặc {grade}A."
    english = "The class was turned into the day {day:%d/%m/%Y}; type it again, like '{text} or {grade}A."


class ClassUnreadableError(KhfundError):
    """A class tells its grade."""

    message = "«{school_class}» không cho biết lớp mấy; hãy ghi như 6C hoặc Năm 1."
    english = "«{school_class}» does not tell the grade; write it like 6C or Năm 1."


@attrs.frozen
class Schooling:
    """Where somebody learns; `grade` is 1 to 12 of a pupil, `study_year` 1 to 6 of a student, `learner` as in FACTS."""

    school: str = ""
    school_class: str = ""
    grade: int | None = None
    study_year: int | None = None
    learner: str = ""
    mistake: KhfundError | None = None


NOWHERE = Schooling()


_SCHOOL = re.compile(
    r"(?:.*\b)?(?:truong|th|tieu hoc|thcs|thpt|ptth|ptcs|trung hoc|ptdt\w*|dtnt|mn|mam non|mau giao|cap [123]|"
    r"(?:gdnn ?-? ?)?gdtx|ttgdtx|gdnn|cd|dh|cdsp|dhsp|dai hoc|cao dang|hoc vien|trung cap)\b"
)
_HIGHER = re.compile(r"(?:.*\b)?(?:cd|dh|cdsp|dhsp|dai hoc|cao dang|hoc vien|trung cap)\b")
_NURSERY = re.compile(r"(?:.*\b)?(?:mn|mam non|mau giao|nha tre)\b")
_GRADE = re.compile(r"(?:lop|khoi|l\.?|k\.?)?\s*(1[0-2]|0?[1-9])(?=$|[^0-9]|\s*[/.-]\s*\d)")
_ROMAN = {
    "i": 1,
    "ii": 2,
    "iii": 3,
    "iv": 4,
    "v": 5,
    "vi": 6,
    "vii": 7,
    "viii": 8,
    "ix": 9,
    "x": 10,
    "xi": 11,
    "xii": 12,
}
_STUDY_YEAR = re.compile(r"(?:sv |sinh vien )?nam (?:thu )?(1|2|3|4|5|6|nhat|hai|ba|tu|nam|sau)\b")
_ORDINALS = {"nhat": 1, "hai": 2, "ba": 3, "tu": 4, "nam": 5, "sau": 6}
_CLASS_IN_CELL = re.compile(
    r"(?:[,;–/]|\s-\s|\n|\s|^)\s*((?:lớp|Lớp|LỚP|lop|Lop|L\.)\s*[:.]?\s*[0-9IVX][^,;]*?|(?:[Ss]inh viên |SV )?[Nn]ăm (?:thứ )?\w+|"
    r"(?:1[0-2]|[1-9])\s?[A-ZĐa-z]?\d{0,2}(?:[/.]\d{1,2})?)\s*(?:$|(?=[,;–(]|\s-\s|/\s*[^\W\d]|\s(?:trường|Trường|TH|THCS|THPT|PTDT)))"
)


@lru_cache(maxsize=8192)
def read_schooling(school: str, school_class: str = "") -> Schooling:
    """Read cleaned texts of a school and a class; without the second the first may hold both.

    A class that its school does not teach is a mistake, and so is a class without a grade.
    """
    if school and not school_class:
        school, school_class = _split(school)
    school_class = _CLASS_WORD_SPELLED.sub("", school_class).strip(" .,;:-")
    key = fold(school_class)
    if not school_class or _NURSERY.match(fold(school)):
        return Schooling(school, school_class, learner=_learner(school))
    if study := _STUDY_YEAR.search(key):
        year = _ORDINALS.get(study[1]) or int(study[1])
        mistake = StudyYearInSchoolError(school_class=school_class) if _learner(school) == "pupil" else None
        return Schooling(school, school_class, study_year=year, learner="student", mistake=mistake)
    if _learner(school) == "student":
        if key in _STUDY_YEARS:
            return Schooling(school, f"Năm {key}", study_year=int(key), learner="student")
        return Schooling(
            school, school_class, learner="student", mistake=contradiction(school, None, school_class)
        )
    grade = _grade(key)
    wrong = (
        contradiction(school, grade, school_class)
        if grade
        else ClassUnreadableError(school_class=school_class)
    )
    return Schooling(school, school_class, grade, learner="pupil", mistake=wrong)


_STUDY_YEARS = {"1", "2", "3", "4", "5", "6"}
_CLASS_WORD_SPELLED = re.compile(r"^(?:lớp|lop|l\.)\s*[:.]?\s*", re.IGNORECASE)


def _split(cell: str) -> tuple[str, str]:
    """Take the class out of a cell that holds the school as well."""
    found = list(_CLASS_IN_CELL.finditer(cell))
    for part in found:
        rest = (cell[: part.start()] + " " + cell[part.end() :]).strip(" ,;–-/\n")
        if part[1] and (
            not rest or names_school(rest) or fold(part[1]).startswith(("lop", "l.", "nam", "sv"))
        ):
            return " ".join(rest.split()), part[1]
    return cell, ""


def names_school(text: str) -> bool:
    """Whether words name a place where people learn."""
    return _SCHOOL.match(fold(text)) is not None


def _learner(school: str) -> str:
    key = fold(school)
    if _HIGHER.match(key):
        return "student"
    return "pupil" if _SCHOOL.match(key) and not _NURSERY.match(key) else ""


def _grade(key: str) -> int | None:
    if found := _GRADE.match(key):
        return int(found[1])
    roman = re.match(r"[ivx]+\b", key)
    return _ROMAN.get(roman[0]) if roman else None
