"""One sheet of a nomination workbook, row by row: titles, headings, sections, candidates, totals, signatures."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

import attrs

from khfund.errors import KhfundError, Problem
from khfund.scholarships.nomination_sheet_candidate import Candidate
from khfund.scholarships.nomination_sheet_column import (
    column_notices,
    second_list,
    texts_by_column,
    with_short_titles,
    with_split_name,
)
from khfund.scholarships.nomination_sheet_heading import (
    Heading,
    Meaning,
    find_heading,
    label,
    numbers_columns,
)
from khfund.scholarships.nomination_sheet_merged import (
    MergedCells,
    SchoolOfSheetError,
    school_above,
    school_of_sheet,
)
from khfund.scholarships.nomination_sheet_person import PersonReader
from khfund.scholarships.nomination_sheet_row import (
    SECTION_CELLS_MAX,
    RowKind,
    Section,
    is_note,
    is_signature,
    section_of,
    total_of,
)
from khfund.scholarships.nomination_sheet_text import as_text, encodings, read_text
from khfund.sheet import Row, Sheet


class RowUnknownError(KhfundError):
    """Every row is a person, or one of the rows that lists have besides persons."""

    message = "Không hiểu dòng này: không có họ tên, không phải mục, dòng cộng hay chữ ký; hãy sửa hoặc xóa."
    english = "The row is not understood: no name, no section, total or signature; mend or delete it."


class ListTotalDiffersError(KhfundError):
    """The total under a list is the number of its rows. A notice."""

    message = "Dòng cộng ghi {said}, đọc được {found} người (kể cả dòng phải sửa); hãy đối chiếu."
    english = "The total says {said}, {found} persons were read (with those to be mended): compare."


class NumbersMissingError(KhfundError):
    """The numbers of a list run on without a gap. A notice."""

    message = "Số thứ tự thiếu: {numbers}; hãy xem có sót dòng không."
    english = "The running numbers lack {numbers}: see whether rows are missing."


class NumbersRepeatedError(KhfundError):
    """Each number of a list stands once. A notice."""

    message = "Số thứ tự lặp lại: {numbers}; hãy xem có chép trùng không."
    english = "The running numbers repeat {numbers}: see whether rows were copied twice."


SAMPLE_ROWS = 1_000
NUMBERS_SHOWN = 12


@attrs.define
class Table:
    """What one sheet came to."""

    sheet: str | None
    candidates: list[Candidate] = attrs.field(factory=list)
    problems: list[Problem] = attrs.field(factory=list)
    notices: list[Problem] = attrs.field(factory=list)
    headings: list[Heading] = attrs.field(factory=list)
    rows: Counter[RowKind] = attrs.field(factory=Counter)


def has_heading(sheet: Sheet) -> bool:
    """Whether a heading stands among a sheet's first rows."""
    rows = list(itertools.islice(sheet, SAMPLE_ROWS))
    return any(find_heading(rows, start) for start in range(len(rows)))


def read_table(sheet: Sheet, on: date, places: tuple[str, ...]) -> Table:
    """Read a sheet that has a heading."""
    reading = _Reading(sheet, on, places)
    reading.read()
    return reading.table


class _Reading:
    """A sheet while it is read."""

    def __init__(self, sheet: Sheet, on: date, places: tuple[str, ...]) -> None:
        self.sheet = sheet
        self.on = on
        self.places = places
        self.table = Table(sheet.name)
        self.person: PersonReader | None = None
        self.section = Section()
        self.merged = MergedCells(sheet)
        self.titled = ""
        self.signed = False
        self.listed: Counter[int] = Counter()
        self.since_total = self.since_section = 0

    def read(self) -> None:
        rows = iter(self.sheet)
        ahead = list(itertools.islice(rows, SAMPLE_ROWS))
        self.encodings = encodings(texts_by_column(ahead))
        skip = 0
        for place, row in enumerate(ahead):
            if skip:
                skip -= 1
            elif self._may_be_heading(row) and (heading := find_heading(ahead, place)):
                self._begin(heading, ahead[place + len(heading.rows) : place + SAMPLE_ROWS])
                skip = len(heading.rows) - 1
            else:
                self._take(row)
        self._take_rest(rows)
        self._end()

    def _take_rest(self, rows: Iterator[Row]) -> None:
        """Rows beyond the sample; a heading repeated there is told from its own few rows."""
        waiting: list[Row] = []
        for row in rows:
            waiting.append(row)
            if len(waiting) <= 3:
                continue
            waiting = self._take_waiting(waiting)
        while waiting:
            waiting = self._take_waiting(waiting)

    def _take_waiting(self, waiting: list[Row]) -> list[Row]:
        heading = find_heading(waiting, 0) if self._may_be_heading(waiting[0]) else None
        if heading is None:
            self._take(waiting[0])
            return waiting[1:]
        self._begin(heading, waiting[len(heading.rows) :])
        return waiting[len(heading.rows) :]

    def _may_be_heading(self, row: Row) -> bool:
        """A row that names a person beside a number is no heading; of other rows most cells tell at once."""
        if self.person is None:
            return True
        number = self.person.at.get(Meaning.NUMBER)
        if number is not None and type(row[number]) is int:
            return False
        value = row[self.person.name_column]
        return isinstance(value, str) and label(value) is not None

    def _begin(self, heading: Heading, below: Sequence[Row]) -> None:
        """Begin a table, or go on with the same one below a heading that is repeated."""
        self.table.rows[RowKind.HEADING] += len(heading.rows)
        heading = with_short_titles(with_split_name(heading, below), below)
        known = self.table.headings[-1].columns if self.table.headings else ()
        same = [(one.column, one.meaning) for one in known] == [
            (one.column, one.meaning) for one in heading.columns
        ]
        if same and not self.signed:
            return
        self._end_numbers()
        self.signed = False
        self.section = Section(school=self._school_of_all(heading))
        self.table.headings.append(heading)
        problems, notices = self.table.problems, self.table.notices
        self.person = PersonReader(self.sheet, heading, self.encodings, on=self.on, places=self.places)
        self.person.problems, self.person.notices = problems, notices
        if second := second_list(heading, below):
            problems.append(Problem(self.sheet.place(heading.rows[0], second[0]), second[1]))
        for column, notice in column_notices(heading, below, self.encodings):
            self._notice(heading.rows[0], column, notice)

    def _school_of_all(self, heading: Heading) -> str:
        """The school of a list without a column of schools: the one in its title, or its sheet's name."""
        if not {Meaning.SCHOOL, Meaning.SCHOOL_AND_CLASS}.isdisjoint(one.meaning for one in heading.columns):
            return ""
        school = self.titled or school_of_sheet(self.sheet.name)
        if school:
            where = "tiêu đề phía trên" if self.titled else "tên trang tính"
            self._notice(heading.rows[0], None, SchoolOfSheetError(school=school, where=where))
        return school

    def _notice(self, row: int, column: int | None, notice: KhfundError) -> None:
        self.table.notices.append(Problem(self.sheet.place(row, column), notice))

    def _take(self, row: Row) -> None:
        if self.person is not None and self.sheet.tall:
            for column, notice in self.merged.begin(row, self.table.headings[-1]):
                self._notice(row.number, column, notice)
            if as_text(row[self.person.name_column]).strip():
                row = self.merged.fill(row)
        self.table.rows[self._kind(row)] += 1

    def _kind(self, row: Row) -> RowKind:
        """What a row is; what it tells is taken in on the way."""
        if self.person is None:
            texts = self._filled(row)
            self.titled = school_above(texts) or self.titled
            return RowKind.TITLE if texts else RowKind.BLANK
        if self._is_plainly_a_person(row):
            return self._read_person(row)
        texts = self._filled(row)
        if not texts:
            return RowKind.BLANK
        kind = self._other_kind(row, texts)
        return self._read_person(row) if kind is None else kind

    def _is_plainly_a_person(self, row: Row) -> bool:
        """A number, a name and a day of birth, or a number, a name and a well filled row."""
        assert self.person is not None
        number, birth = self.person.at.get(Meaning.NUMBER), self.person.at.get(Meaning.BIRTH)
        if (
            number is None
            or type(row[number]) is not int
            or not isinstance(row[self.person.name_column], str)
        ):
            return False
        if birth is not None and isinstance(row[birth], date):
            return bool(row[self.person.name_column].strip())
        return False

    def _filled(self, row: Row) -> list[str]:
        """The row's filled cells as decoded, cleaned texts, from left to right."""
        cells = ((column, value) for column, value in enumerate(row.values) if value != "")
        texts = (read_text(value, self.encodings.get(column)).text for column, value in cells)
        return [text for text in texts if text]

    def _other_kind(self, row: Row, texts: list[str]) -> RowKind | None:
        """What a row is that tells of no person, None for one that does."""
        if (total := total_of(texts)) is not None:
            self._compare(row, total[1])
            return RowKind.TOTAL
        if numbers_columns(row):
            return RowKind.HEADING
        number = self.person.at.get(Meaning.NUMBER) if self.person else None
        if number is not None and len(texts) == 1 and _numbered(row, number):
            return RowKind.NUMBER_ONLY
        if is_note(texts):
            return RowKind.NOTE
        if len(texts) <= SECTION_CELLS_MAX and (section := section_of(texts, self.places)) is not None:
            self._enter(section)
            return RowKind.SECTION
        return self._nobody(row, texts, number)

    def _nobody(self, row: Row, texts: list[str], number: int | None) -> RowKind | None:
        """What a row is that has little in it: who signs below the list, or nothing that is understood."""
        assert self.person is not None
        named = bool(as_text(row[self.person.name_column]).strip())
        if is_signature(texts) and not (named and len(texts) > 2):
            self.signed = True
            return RowKind.SIGNATURE
        if self.signed and len(texts) <= SECTION_CELLS_MAX and not _numbered(row, number):
            return RowKind.SIGNATURE
        if not named and not _numbered(row, number) and len(texts) <= 2:
            self.person.refuse(row, None, RowUnknownError())
            return RowKind.PROBLEM
        return None

    def _enter(self, section: Section) -> None:
        """A commune opens anew, a school stays in its commune, a class in its school."""
        kept = self.section
        if section.commune or section == Section():
            self.section = section
        elif section.school:
            self.section = attrs.evolve(
                kept, school=section.school, school_class="", category=section.category
            )
        elif section.school_class:
            self.section = attrs.evolve(kept, school_class=section.school_class)
        else:
            self.section = attrs.evolve(kept, category=section.category)
        self.since_section = 0
        self._end_numbers(restart_only=True)

    def _read_person(self, row: Row) -> RowKind:
        assert self.person is not None
        self._count(row)
        candidate = self.person.read(row, self.section)
        if candidate is None:
            return RowKind.PROBLEM
        self.table.candidates.append(candidate)
        return RowKind.CANDIDATE

    def _count(self, row: Row) -> None:
        assert self.person is not None
        self.since_total += 1
        self.since_section += 1
        column = self.person.at.get(Meaning.NUMBER)
        if column is not None and (number := _numbered(row, column)):
            self.listed[number] += 1

    def _compare(self, row: Row, said: int | None) -> None:
        """Compare a total with the rows since the last one, since the section began, and in the whole table."""
        assert self.person is not None
        if said is None:
            silent = {column for column, _category in self.person.marks}
            silent |= {
                self.person.at[one] for one in (Meaning.NUMBER, Meaning.NOT_KEPT) if one in self.person.at
            }
            figures = [as_text(value) for column, value in enumerate(row.values) if column not in silent]
            said = next((int(figure) for figure in figures if _FIGURE.fullmatch(figure)), None)
        whole = self.table.rows[RowKind.CANDIDATE] + self.table.rows[RowKind.PROBLEM]
        if said is not None and said not in (self.since_total, self.since_section, whole):
            self._notice(row.number, None, ListTotalDiffersError(said=said, found=whole))
        self.since_total = 0

    def _end_numbers(self, *, restart_only: bool = False) -> None:
        """Notice gaps and repetitions; with `restart_only` a section goes on counting, or begins at 1 again."""
        if restart_only:
            return
        if self.listed and self.table.headings:
            repeated = sorted(number for number, count in self.listed.items() if count > 1)
            missing = sorted(set(range(1, max(self.listed) + 1)) - self.listed.keys())
            row = self.table.headings[-1].rows[0]
            if missing and len(missing) < max(self.listed):
                self._notice(row, None, NumbersMissingError(numbers=_shown(missing)))
            if repeated and not self._restarts(repeated):
                self._notice(row, None, NumbersRepeatedError(numbers=_shown(repeated)))
        self.listed = Counter()

    def _restarts(self, repeated: Sequence[int]) -> bool:
        """Whether the numbers begin at 1 again in every section: then they repeat from 1 on."""
        return bool(self.table.rows[RowKind.SECTION]) and repeated[0] == 1

    def _end(self) -> None:
        self._end_numbers()


_FIGURE = re.compile(r"[0-9]{1,6}")


def _numbered(row: Row, column: int | None) -> int:
    """The running number of a row, 0 for none."""
    if column is None:
        return 0
    if type(number := row[column]) is int:
        return number if 0 < number < 10**6 else 0
    text = as_text(row[column]).strip(" .)")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else 0


def _shown(numbers: Sequence[int]) -> str:
    shown = ", ".join(map(str, numbers[:NUMBERS_SHOWN]))
    return f"{shown} … ({len(numbers)})" if len(numbers) > NUMBERS_SHOWN else shown
