"""School and class as lists write them, in one cell or two: «THCS Tà Hộc, lớp 6C», «9B», «CĐ Sơn La», «Năm 1»."""

from __future__ import annotations

import re
from functools import lru_cache

import attrs

from khfund.errors import KhfundError
from khfund.vietnamese import fold


class LevelContradictsClassError(KhfundError):
    """A school teaches the class that its pupil is said to be in."""

    message = "{school} dạy lớp {first}–{last} nhưng ghi «{school_class}»; hãy xem lại trường hoặc lớp."
    english = "{school} teaches classes {first} to {last}, but the list says «{school_class}»: look at the school or the class."


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


@attrs.frozen
class Level:
    """A kind of school by the words that begin its name, and the grades it teaches; a place of study teaches none."""

    pattern: re.Pattern[str]
    first: int | None
    last: int | None
    name: str


def _level(pattern: str, first: int | None, last: int | None, name: str) -> Level:
    return Level(re.compile(rf"(?:.*\b)?(?:{pattern})\b"), first, last, name)


# The longer names first: a TH&THCS teaches more than a TH.
LEVELS = (
    _level(r"cd|dh|dai hoc|cao dang|hoc vien|cdsp|dhsp|trung cap|tc nghe|cao dang nghe", None, None, "Trường chuyên nghiệp"),
    _level(r"(gdnn ?-? ?)?gdtx|ttgdtx|gdnn", 6, 12, "Trung tâm GDTX"),
    _level(r"th ?[,&-] ?thcs ?(va|[,&-]) ?thpt|lien cap", 1, 12, "Trường liên cấp"),
    _level(r"thcs ?(va|[&-]) ?thpt", 6, 12, "Trường THCS và THPT"),
    _level(r"(th|tieu hoc) ?(va|[&-]) ?(thcs|trung hoc co so)", 1, 9, "Trường TH và THCS"),
    _level(r"ptdtnt|pt dtnt|pho thong dan toc noi tru|dtnt", 6, 12, "Trường PTDTNT"),
    _level(r"thpt|trung hoc pho thong|ptth|cap (3|iii)", 10, 12, "Trường THPT"),
    _level(r"thcs|trung hoc co so|ptcs|cap (2|ii)", 6, 9, "Trường THCS"),
    _level(r"th|tieu hoc|cap (1|i)", 1, 5, "Trường tiểu học"),
    _level(r"mn|mam non|mau giao|mg", 0, 0, "Trường mầm non"),
)  # fmt: skip
_CLASS_WORD = re.compile(r"(?:(?:hoc sinh|hs|sv|sinh vien)\s+)?(?:lop|l\.)\s*[:.]?\s*", re.IGNORECASE)
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
    r"(?:1[0-2]|[1-9])\s?[A-ZĐa-z]?\d{0,2})\s*(?:$|(?=[,;–(]|\s-\s|\s(?:trường|Trường|TH|THCS|THPT|PTDT)))"
)


@lru_cache(maxsize=8192)
def read_schooling(school: str, school_class: str = "") -> Schooling:
    """Read cleaned texts of a school and a class; without the second the first may hold both.

    A class that its school does not teach is a mistake, and so is a class without a grade.
    """
    if school and not school_class:
        school, school_class = _split(school)
    school_class = _CLASS_WORD_SPELLED.sub("", school_class).strip(" .,;:-")
    level = _level_of(school)
    if not school_class:
        return Schooling(school, "", learner=_learner(level))
    key = fold(school_class)
    if study := _STUDY_YEAR.search(key):
        year = _ORDINALS.get(study[1]) or int(study[1])
        found = Schooling(school, school_class, study_year=year, learner="student")
        return _fitting(found, level) if level and level.first is not None else found
    if level is not None and not level.first:
        return Schooling(school, school_class, learner=_learner(level))
    grade = _grade(key)
    if grade is None:
        mistake = ClassUnreadableError(school_class=school_class)
        return Schooling(school, school_class, learner=_learner(level), mistake=mistake)
    return _fitting(Schooling(school, school_class, grade, learner="pupil"), level)


_CLASS_WORD_SPELLED = re.compile(r"^(?:lớp|lop|l\.)\s*[:.]?\s*", re.IGNORECASE)


def _split(cell: str) -> tuple[str, str]:
    """Take the class out of a cell that holds the school as well."""
    found = list(_CLASS_IN_CELL.finditer(cell))
    for part in found:
        rest = (cell[: part.start()] + " " + cell[part.end() :]).strip(" ,;–-/\n")
        if part[1] and (not rest or _level_of(rest) or fold(part[1]).startswith(("lop", "l.", "nam", "sv"))):
            return " ".join(rest.split()), part[1]
    return cell, ""


def _level_of(school: str) -> Level | None:
    key = fold(school).replace("truong ", "")
    return next((level for level in LEVELS if level.pattern.match(key)), None) if key else None


def _learner(level: Level | None) -> str:
    if level is None:
        return ""
    return "student" if level.first is None else "pupil"


def _grade(key: str) -> int | None:
    if found := _GRADE.match(key):
        return int(found[1])
    roman = re.match(r"[ivx]+\b", key)
    return _ROMAN.get(roman[0]) if roman else None


def _fitting(found: Schooling, level: Level | None) -> Schooling:
    if level is None or level.first is None or level.last is None:
        return found
    if found.grade is not None and level.first <= found.grade <= level.last:
        return found
    mistake = LevelContradictsClassError(
        school=level.name, first=level.first, last=level.last, school_class=found.school_class
    )
    return attrs.evolve(found, mistake=mistake)
