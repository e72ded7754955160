"""Lists of communes that merge: each row an old commune with its district and the new commune it becomes.

The list is the State's; what is entered are the associations of those places (Hội Khuyến học xã, phường, huyện …)
below the association of the province. The State's names and codes are kept beside them as facts.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import attrs

from khfund.errors import KhfundError, Problem, ProblemsFound
from khfund.sheet import Row, Sheet, read
from khfund.vietnamese import clean, fold


class UnitListHeadingsError(KhfundError):
    """A list of communes has the columns new code, new name, old name, old district."""

    message = "{file}: không thấy dòng tiêu đề có các cột Mã mới, Tên mới, Đơn vị cũ, Huyện cũ, hoặc dưới đó không có dòng nào."
    english = "{file}: there is no heading row with the columns Mã mới, Tên mới, Đơn vị cũ, Huyện cũ, or no row below it."


class UnitListDayMissingError(KhfundError):
    """A list of communes says from which day it holds."""

    message = "{file}: không rõ danh sách áp dụng từ ngày nào; hãy ghi ngày bằng --day."
    english = "{file}: the list does not say from which day it holds; give the day with --day."


class SuccessorNotListedError(KhfundError):
    """Each old commune has a commune that takes over."""

    message = "«{unit}» không có đơn vị mới nào nhận; hãy ghi tên và mã đơn vị mới."
    english = "«{unit}» has no new unit that takes over; write the new unit's name and code."


class DistrictNotListedError(KhfundError):
    """Each old commune says to which district it belonged; two communes may share a name."""

    message = "«{unit}» không ghi huyện cũ; hãy ghi huyện, thị xã hoặc thành phố."
    english = "«{unit}» does not say its old district; write it."


class PlaceNameUnclearError(KhfundError):
    """The name of a place begins with what it is."""

    message = "«{name}» không rõ là cấp nào; tên phải bắt đầu bằng {kinds}."
    english = "It is not clear what «{name}» is; the name begins with one of: {kinds}."


class PlaceCodeUnclearError(KhfundError):
    """A commune has the State's code of five digits, and one name."""

    message = "Mã «{code}» của «{name}» không dùng được: {reason}."
    english = "The code «{code}» of «{name}» cannot be used: {reason}."


class RowTwiceError(KhfundError):
    """A row stands once in a list."""

    message = "«{unit}» ({district}) đã có ở dòng {row} với cùng đơn vị mới; hãy bỏ một dòng."
    english = "«{unit}» ({district}) stands in row {row} with the same new unit already; remove one."


_WAYS = {
    "new_code": ("ma moi", "new code", "ma don vi moi", "ma xa moi", "ma"),
    "new_name": ("ten moi", "new name", "don vi moi", "xa moi", "xa phuong moi", "ten don vi moi"),
    "old_name": ("don vi cu", "old unit", "xa cu", "ten cu", "xa phuong cu", "ten don vi cu"),
    "district": ("huyen cu", "old district", "huyen", "cap huyen cu", "don vi cap huyen cu"),
}
_FIELDS = {written: field for field, ways in _WAYS.items() for written in ways}
_DATED = re.compile(r"\s+(\d{4}) (\d\d)(?: (\d\d))?$")
_HEADING_ROWS = 40
COMMUNES = {"xã": "x", "phường": "p", "thị trấn": "tt"}
DISTRICTS = {"huyện": "h", "thị xã": "tx", "thành phố": "tp", "quận": "q"}
CODE_MAX = 30


@attrs.frozen
class OldPlace:
    """A commune before the merger: its name and its district's, as the State wrote them."""

    name: str
    district: str


@attrs.frozen
class NewPlace:
    """A commune after the merger."""

    code: str
    name: str


@attrs.frozen
class Passing:
    """A row: what an old commune becomes."""

    row: int
    old: OldPlace
    new: NewPlace


@attrs.frozen
class UnitList:
    """A list that reads without a mistake, from the day on which it holds."""

    sheet: Sheet
    day: date
    passings: Sequence[Passing]

    @property
    def districts(self) -> list[str]:
        """The districts, in the order of the list."""
        return list(dict.fromkeys(one.old.district for one in self.passings))

    @property
    def old_places(self) -> list[OldPlace]:
        """The old communes, each once."""
        return list(dict.fromkeys(one.old for one in self.passings))

    @property
    def new_places(self) -> list[NewPlace]:
        """The new communes, each once."""
        return list(dict.fromkeys(one.new for one in self.passings))

    def successors(self, old: OldPlace) -> list[NewPlace]:
        """What an old commune becomes."""
        return list(dict.fromkeys(one.new for one in self.passings if one.old == old))

    def predecessors(self, new: NewPlace) -> list[OldPlace]:
        """From what a new commune was made."""
        return list(dict.fromkeys(one.old for one in self.passings if one.new == new))

    def follows(self, district: str) -> list[NewPlace]:
        """The communes that stand where a district stood."""
        return list(dict.fromkeys(one.new for one in self.passings if one.old.district == district))

    def codes(self) -> dict[OldPlace | str, str]:
        """A stable code for each old commune and district, which the list gives none: `mai-son.x-chieng-chung`."""
        plain: dict[OldPlace | str, str] = {one: _district_code(one) for one in self.districts}
        plain |= {one: f"{_slug(_bare(one.district))}.{_place_code(one.name)}" for one in self.old_places}
        used = Counter(plain.values())
        return {
            one: code if used[code] == 1 and len(code) <= CODE_MAX else _marked(one, code)
            for one, code in plain.items()
        }


def _district_code(name: str) -> str:
    return f"{DISTRICTS[kind_of(name, DISTRICTS)]}-{_slug(_bare(name))}"


def _place_code(name: str) -> str:
    return f"{COMMUNES[kind_of(name, COMMUNES)]}-{_slug(_bare(name))}"


def _bare(name: str) -> str:
    kind = kind_of(name, {**COMMUNES, **DISTRICTS})
    return name[len(kind) :].strip()


def _slug(name: str) -> str:
    return "-".join(re.findall(r"[0-9a-z]+", fold(name)))


def _marked(place: OldPlace | str, code: str) -> str:
    """A code that is too long, or that two names give once their tones are gone, is told apart by a digest of the name."""
    name = place if isinstance(place, str) else f"{place.district}|{place.name}"
    return f"{code[: CODE_MAX - 7]}-{hashlib.sha256(name.lower().encode()).hexdigest()[:6]}"


def kind_of(name: str, kinds: dict[str, str]) -> str:
    """With which word of `kinds` a place's name begins; empty if with none."""
    begun = name.lower()
    return next((kind for kind in kinds if begun.startswith(f"{kind} ")), "")


def read_unit_list(content: bytes, file: str, *, day: date | None = None) -> UnitList:
    """Read a list of communes (.xlsx, .xls, .ods, .csv); `day` is from when it holds, if no heading says so.

    Raises: UnitListHeadingsError, UnitListDayMissingError, ProblemsFound, and what reading a sheet raises.
    """
    sheet = read(content, file).first
    reader = _Reader(sheet, file)
    passings = list(reader.passings())
    if reader.problems:
        raise ProblemsFound(file=file, problems=reader.problems)
    if not passings:
        raise UnitListHeadingsError(file=file)
    since = day or reader.day
    if since is None:
        raise UnitListDayMissingError(file=file)
    return UnitList(sheet, since, passings)


class _Reader:
    """Reads the rows of one sheet and collects their mistakes."""

    def __init__(self, sheet: Sheet, file: str) -> None:
        self.sheet = sheet
        self.file = file
        self.day: date | None = None
        self.columns: dict[str, int] = {}
        self.problems: list[Problem] = []
        self.names: dict[str, str] = {}
        self.seen: dict[tuple[OldPlace, NewPlace], int] = {}

    def passings(self) -> Iterator[Passing]:
        for row in self.sheet:
            if not self.columns:
                if row.number > _HEADING_ROWS:
                    break
                self._head(row)
                continue
            cells = {field: _written(row[column]) for field, column in self.columns.items()}
            if not any(cells.values()):
                continue
            try:
                yield self._passing(row, cells)
            except _CellError as wrong:
                place = self.sheet.place(row.number, self.columns[wrong.field])
                self.problems.append(Problem(place, wrong.error))

    def _head(self, row: Row) -> None:
        found: dict[str, int] = {}
        for column, value in enumerate(row.values):
            said = " ".join(re.findall(r"[0-9a-z]+", fold(_written(value))))
            dated = _DATED.search(said)
            field = _FIELDS.get(_DATED.sub("", said))
            if field is None:
                continue
            found.setdefault(field, column)
            if field == "new_name" and dated and dated[3]:
                with contextlib.suppress(ValueError):  # digits that are no day
                    self.day = date(int(dated[1]), int(dated[2]), int(dated[3]))
        if len(found) == len(_WAYS):
            self.columns = found

    def _passing(self, row: Row, cells: dict[str, str]) -> Passing:
        old_name, district = cells["old_name"], cells["district"]
        _require_kind("old_name", old_name, COMMUNES)
        if not cells["new_name"]:
            raise _CellError("new_name", SuccessorNotListedError(unit=old_name))
        if not district:
            raise _CellError("district", DistrictNotListedError(unit=old_name))
        _require_kind("new_name", cells["new_name"], COMMUNES)
        _require_kind("district", district, DISTRICTS)
        old, new = OldPlace(old_name, district), NewPlace(self._code(cells), cells["new_name"])
        if (old, new) in self.seen:
            row_before = self.seen[old, new]
            raise _CellError("old_name", RowTwiceError(unit=old.name, district=old.district, row=row_before))
        self.seen[old, new] = row.number
        return Passing(row.number, old, new)

    def _code(self, cells: dict[str, str]) -> str:
        """The code of five digits; a spreadsheet that took it for a number has lost its zeros, which come back."""
        name, code = cells["new_name"], cells["new_code"]
        if not (code.isascii() and code.isdecimal() and 3 <= len(code) <= 5):
            raise _CellError("new_code", PlaceCodeUnclearError(code=code, name=name, reason="cần năm chữ số"))
        code = code.zfill(5)
        known = self.names.setdefault(code, name)
        if known != name:
            reason = f"ở dòng trên là mã của «{known}»"
            raise _CellError("new_code", PlaceCodeUnclearError(code=code, name=name, reason=reason))
        return code


class _CellError(Exception):
    """A mistake and the column in which it stands."""

    def __init__(self, field: str, error: KhfundError) -> None:
        super().__init__(str(error))
        self.field = field
        self.error = error


def _require_kind(field: str, name: str, kinds: dict[str, str]) -> None:
    if not kind_of(name, kinds):
        raise _CellError(field, PlaceNameUnclearError(name=name, kinds=", ".join(kinds)))


def _written(value: Any) -> str:
    return "" if value is None else clean(str(value))
