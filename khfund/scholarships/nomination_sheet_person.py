"""One row that tells of a person: every cell read by what its column means, every mistake with its cell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from khfund.errors import KhfundError, Problem
from khfund.scholarships.nomination_sheet_birth import Birth, read_birth, read_birth_parts
from khfund.scholarships.nomination_sheet_candidate import Candidate
from khfund.scholarships.nomination_sheet_cell import (
    MarkUnclearError,
    is_mark,
    poverty_in_category,
    read_address,
    read_categories,
    read_commune,
    read_phones,
    read_poverty,
    read_sex,
)
from khfund.scholarships.nomination_sheet_heading import Heading, Meaning
from khfund.scholarships.nomination_sheet_row import Section
from khfund.scholarships.nomination_sheet_school import (
    ClassBecameDayError,
    Schooling,
    names_school,
    read_schooling,
)
from khfund.scholarships.nomination_sheet_text import (
    CellTooLongError,
    NameMissingError,
    NameUnfitError,
    as_text,
    read_name,
    read_text,
)
from khfund.scholarships.suggestion import Value, suggest
from khfund.sheet import Row, Sheet
from khfund.vietnamese import LegacyEncoding, fold


class CategoryUnmarkedError(KhfundError):
    """A candidate is put forward for at least one category. A notice."""

    message = "Chưa đánh dấu đối tượng nào; hội đồng sẽ xét theo hoàn cảnh đã ghi."
    english = "No category is marked; the committee will go by the circumstances."


class CategoryContradictsError(KhfundError):
    """The category that is marked and the circumstances tell the same. A notice."""

    message = "Đánh dấu đối tượng {category} ({claim}) nhưng hoàn cảnh ghi khác; hãy xem lại."
    english = "Category {category} ({claim}) is marked, but the circumstances say something else: look at it."


CLAIMED_ORPHANS = {2: ("both", "mồ côi cả bố và mẹ"), 3: ("one", "mồ côi bố hoặc mẹ")}
SCHOOL_MAX, CLASS_MAX, PLACE_MAX = 200, 40, 120
KNOWN_MAX = 20_000  # cells of one column that are remembered; lists repeat themselves


class PersonReader:
    """Reads the rows of one table; `problems` and `notices` gather what it says of them."""

    def __init__(
        self,
        sheet: Sheet,
        heading: Heading,
        encodings: dict[int, LegacyEncoding],
        *,
        on: date,
        places: tuple[str, ...],
    ) -> None:
        self.sheet = sheet
        self.encodings = encodings
        self.on = on
        self.places = places
        self.at = {one.meaning: one.column for one in reversed(heading.columns)}
        self.marks = [(one.column, one.category) for one in heading.all(Meaning.MARK)]
        asked = {Meaning.POOR, Meaning.NEAR_POOR, Meaning.POVERTY, Meaning.CATEGORY}
        self.asks_poverty = not asked.isdisjoint(self.at)
        self.asks_category = bool(self.marks) or Meaning.CATEGORY in self.at
        self.name_column = heading.name_column
        self.commune_word = next(
            ("phường" for one in heading.all(Meaning.COMMUNE) if fold(one.heading).endswith("phuong")), ""
        )
        self.sound: dict[int, dict[Any, str]] = defaultdict(
            dict
        )  # what the cells of a column were found to say
        self.problems: list[Problem] = []
        self.notices: list[Problem] = []

    def read(self, row: Row, section: Section) -> Candidate | None:
        """The candidate of a row, or None when the row has a mistake."""
        before = len(self.problems)
        name = self._name(row)
        birth, sex = self._birth(row)
        village, commune, address = self._home(row, section)
        schooling = self._schooling(row, section)
        circumstances = self._text(row, Meaning.CIRCUMSTANCES)
        achievements = self._text(row, Meaning.ACHIEVEMENTS)
        categories = self._categories(row, section, circumstances)
        candidate = Candidate(
            self.sheet.name,
            row.number,
            name,
            birth.day,
            birth.year,
            sex or self._sex(row),
            village,
            commune,
            address,
            self._phones(row),
            schooling.school,
            schooling.school_class,
            schooling.grade,
            schooling.learner,
            categories,
            circumstances,
            achievements,
            self._note(row),
            self._stated(row, schooling),
        )
        return candidate if len(self.problems) == before else None

    def refuse(self, row: Row, column: int | None, mistake: KhfundError) -> None:
        """Say what is wrong with a cell."""
        self.problems.append(Problem(self.sheet.place(row.number, column), mistake))

    def notice(self, row: Row, column: int | None, notice: KhfundError) -> None:
        """Say what was understood by a rule, or is worth a look."""
        self.notices.append(Problem(self.sheet.place(row.number, column), notice))

    def _value(self, row: Row, meaning: Meaning) -> Any:
        column = self.at.get(meaning)
        return "" if column is None else row[column]

    def _text(self, row: Row, meaning: Meaning, longest: int = 2_000) -> str:
        column = self.at.get(meaning)
        if column is None:
            return ""
        value = row[column]
        if value == "":
            return ""
        known = self.sound[column]
        text = known.get(value)
        if text is not None:
            return text
        cell = read_text(value, self.encodings.get(column), longest=longest)
        if cell.mistake is not None:
            self.refuse(row, column, cell.mistake)
        elif len(known) < KNOWN_MAX:
            known[value] = cell.text
        return cell.text

    def _name(self, row: Row) -> str:
        column, value = self.name_column, row[self.name_column]
        if (surname := self.at.get(Meaning.SURNAME)) is not None:
            parts = {surname: as_text(row[surname]).strip(), column: as_text(value).strip()}
            value = " ".join(parts.values()).strip()
            if value and not all(parts.values()):
                column, what = (column, "họ mà thiếu tên") if parts[surname] else (surname, "tên mà thiếu họ")
                self.refuse(row, column, NameUnfitError(what=what))
                return value
            column = surname
        if not value or not as_text(value).strip():
            self.refuse(row, column, NameMissingError())
            return ""
        name = read_name(value, self.encodings.get(column))
        if name.mistake is not None:
            self.refuse(row, column, name.mistake)
        elif name.notice is not None:
            self.notice(row, column, name.notice)
        return name.text

    def _birth(self, row: Row) -> tuple[Birth, str]:
        """The birth, and the sex where births stand in a column for each."""
        sex = ""
        if (column := self.at.get(Meaning.BIRTH)) is not None:
            birth = read_birth(row[column], self.on)
        elif (column := self.at.get(Meaning.BIRTH_YEAR)) is not None:
            day, month = (self._value(row, one) for one in (Meaning.BIRTH_DAY, Meaning.BIRTH_MONTH))
            birth = read_birth_parts(day, month, row[column], self.on)
        else:
            column, sex, birth = self._birth_by_sex(row)
        if birth.mistake is not None:
            self.refuse(row, column, birth.mistake)
        elif birth.notice is not None:
            self.notice(row, column, birth.notice)
        return birth, sex

    def _birth_by_sex(self, row: Row) -> tuple[int | None, str, Birth]:
        for meaning, sex in ((Meaning.MALE, "male"), (Meaning.FEMALE, "female")):
            column = self.at.get(meaning)
            text = "" if column is None else as_text(row[column]).strip()
            if column is not None and text and not is_mark(text):
                return column, sex, read_birth(row[column], self.on)
        return None, "", Birth()

    def _sex(self, row: Row) -> str:
        column = self.at.get(Meaning.SEX)
        if column is not None and (text := self._text(row, Meaning.SEX)):
            sex, notice = read_sex(text)
            if notice is not None:
                self.notice(row, column, notice)
            return sex
        for meaning, sex in ((Meaning.MALE, "male"), (Meaning.FEMALE, "female")):
            if is_mark(as_text(self._value(row, meaning)).strip()):
                return sex
        return ""

    def _home(self, row: Row, section: Section) -> tuple[str, str, str]:
        """Village, commune and the address as it is written; a section above gives the commune that the row lacks."""
        written = self._text(row, Meaning.ADDRESS, 300)
        home = read_address(written, self.places) if written else None
        village = self._text(row, Meaning.VILLAGE, PLACE_MAX) or (home.village if home else "")
        commune = self._text(row, Meaning.COMMUNE, PLACE_MAX)
        commune = (
            read_commune(commune, self.places, self.commune_word)
            if commune
            else (home.commune if home else "")
        )
        return village[:PLACE_MAX], (commune or section.commune)[:PLACE_MAX], written

    def _schooling(self, row: Row, section: Section) -> Schooling:
        column = self.at.get(Meaning.SCHOOL_CLASS)
        both = self._text(row, Meaning.SCHOOL_AND_CLASS, SCHOOL_MAX)
        school = self._text(row, Meaning.SCHOOL, SCHOOL_MAX) or both or section.school
        if Meaning.LEVEL in self.at and school and not names_school(school):
            school = f"{self._text(row, Meaning.LEVEL, CLASS_MAX)} {school}".strip()
        if column is not None and isinstance(row[column], date):
            day: date = row[column]
            text = f"{day.day}/{day.month}"
            self.refuse(
                row,
                column,
                ClassBecameDayError(day=day, text=text, grade=day.day if day.day <= 12 else day.month),
            )
            return Schooling(school)
        both_in_class = column is not None and names_school(as_text(row[column]))
        school_class = self._text(row, Meaning.SCHOOL_CLASS, SCHOOL_MAX if both_in_class else CLASS_MAX)
        if both_in_class and (not school or school == section.school):
            school, school_class, both = school_class, "", school_class
        found = read_schooling(school, school_class or ("" if both else section.school_class))
        if not found.school and section.school:
            found = read_schooling(section.school, found.school_class)
        mistake = found.mistake
        if len(found.school_class) > CLASS_MAX:
            mistake = CellTooLongError(length=len(found.school_class), longest=CLASS_MAX)
        if mistake is not None:
            place = column if column is not None else self.at.get(Meaning.SCHOOL_AND_CLASS)
            self.refuse(row, place, mistake)
        return found

    def _categories(self, row: Row, section: Section, circumstances: str) -> tuple[int, ...]:
        found: set[int] = set()
        for column, category in self.marks:
            if (value := row[column]) == "":
                continue
            marked = is_mark(as_text(value).strip(), category)
            if marked is None:
                text = as_text(value).strip()[:20]
                self.refuse(row, column, MarkUnclearError(category=category, text=text))
            elif marked:
                found.add(category)
        if (text := self._text(row, Meaning.CATEGORY, 200)) and text.strip(" ."):
            numbers, mistake = read_categories(text)
            found.update(numbers)
            if mistake is not None and not poverty_in_category(text):
                self.refuse(row, self.at[Meaning.CATEGORY], mistake)
        if section.category and not found:
            found.add(section.category)
        self._question(row, found, circumstances)
        return tuple(sorted(found))

    def _question(self, row: Row, categories: set[int], circumstances: str) -> None:
        """Notice a row without a category, and one whose category and circumstances speak of different orphans."""
        if not categories:
            if self.asks_category:
                column = self.marks[0][0] if self.marks else self.at[Meaning.CATEGORY]
                self.notice(row, column, CategoryUnmarkedError())
            return
        for category in categories & CLAIMED_ORPHANS.keys():
            value, claim = CLAIMED_ORPHANS[category]
            said = [one.value for one in suggest(circumstances).facts if one.key == "orphan"]
            if said and value not in said:
                notice = CategoryContradictsError(category=category, claim=claim)
                self.notice(row, self.at[Meaning.CIRCUMSTANCES], notice)

    def _phones(self, row: Row) -> tuple[str, ...]:
        column = self.at.get(Meaning.PHONE)
        if column is None or not row[column]:
            return ()
        phones = read_phones(row[column])
        for notice in phones.notices:
            self.notice(row, column, notice)
        return phones.numbers

    def _note(self, row: Row) -> str:
        if Meaning.NOTE not in self.at and Meaning.CARER not in self.at:
            return ""
        note, carer = self._text(row, Meaning.NOTE, 500), self._text(row, Meaning.CARER, 300)
        return "; ".join(part for part in (note, f"Người nuôi dưỡng: {carer}" if carer else "") if part)[:500]

    def _stated(self, row: Row, schooling: Schooling) -> tuple[tuple[str, Value, str], ...]:
        """Facts that have columns of their own: who learns where, the household, conduct."""
        found: list[tuple[str, Value, str]] = []
        if schooling.learner:
            found.append(("learner", schooling.learner, schooling.school or schooling.school_class))
        if schooling.grade is not None:
            found.append(("grade", schooling.grade, schooling.school_class))
        if self.asks_poverty and (poverty := self._poverty(row)) is not None:
            found.append(("household_poverty", *poverty))
        if Meaning.CONDUCT in self.at and (conduct := self._text(row, Meaning.CONDUCT, 200)):
            read = suggest("", f"hạnh kiểm {conduct}").facts
            found += [("conduct", one.value, conduct) for one in read if one.key == "conduct"]
        return tuple(found)

    def _poverty(self, row: Row) -> tuple[str, str] | None:
        marked: Sequence[tuple[Meaning, str, str]] = (
            (Meaning.POOR, "poor", "cột hộ nghèo"),
            (Meaning.NEAR_POOR, "near_poor", "cột hộ cận nghèo"),
        )
        for meaning, value, words in marked:
            said = as_text(self._value(row, meaning)).strip()
            if is_mark(said):
                return value, words
            if household := read_poverty(said):
                return household, said
        if Meaning.POVERTY in self.at and (text := self._text(row, Meaning.POVERTY, 200)):
            value = read_poverty(text)
            return (value, text) if value else None
        if Meaning.CATEGORY in self.at and (text := self._text(row, Meaning.CATEGORY, 200)):
            value = poverty_in_category(text)
            return (value, text) if value else None
        return None
