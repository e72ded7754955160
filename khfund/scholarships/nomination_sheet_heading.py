"""The heading of a list: which row it is, how many rows it takes, and what each column means."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

import attrs

from khfund.scholarships.nomination_sheet_cell import category_of
from khfund.scholarships.nomination_sheet_text import DECODERS, as_text
from khfund.sheet import Row
from khfund.vietnamese import clean, fold


class Meaning(enum.StrEnum):
    """What a column tells."""

    NUMBER = "number"
    NAME = "name"
    SURNAME = "surname"
    GIVEN_NAME = "given_name"
    BIRTH = "birth"
    BIRTH_DAY = "birth_day"
    BIRTH_MONTH = "birth_month"
    BIRTH_YEAR = "birth_year"
    SEX = "sex"
    FEMALE = "female"
    MALE = "male"
    ADDRESS = "address"
    VILLAGE = "village"
    COMMUNE = "commune"
    SCHOOL = "school"
    SCHOOL_CLASS = "school_class"
    SCHOOL_AND_CLASS = "school_and_class"
    LEVEL = "level"
    CATEGORY = "category"
    MARK = "mark"
    POVERTY = "poverty"
    POOR = "poor"
    NEAR_POOR = "near_poor"
    CIRCUMSTANCES = "circumstances"
    ACHIEVEMENTS = "achievements"
    CONDUCT = "conduct"
    PHONE = "phone"
    NOTE = "note"
    CARER = "carer"
    ETHNICITY = "ethnicity"
    DISTRICT = "district"
    NOT_KEPT = "not_kept"
    UNKNOWN = "unknown"


MEANING_NAMES = {
    Meaning.NUMBER: "số thứ tự",
    Meaning.NAME: "họ và tên",
    Meaning.SURNAME: "họ và tên đệm",
    Meaning.GIVEN_NAME: "tên",
    Meaning.BIRTH: "ngày sinh",
    Meaning.BIRTH_DAY: "ngày của ngày sinh",
    Meaning.BIRTH_MONTH: "tháng của ngày sinh",
    Meaning.BIRTH_YEAR: "năm sinh",
    Meaning.SEX: "giới tính",
    Meaning.FEMALE: "nữ",
    Meaning.MALE: "nam",
    Meaning.ADDRESS: "địa chỉ",
    Meaning.VILLAGE: "bản, tổ",
    Meaning.COMMUNE: "xã, phường",
    Meaning.SCHOOL: "trường",
    Meaning.SCHOOL_CLASS: "lớp",
    Meaning.SCHOOL_AND_CLASS: "trường, lớp",
    Meaning.LEVEL: "cấp học",
    Meaning.CATEGORY: "đối tượng",
    Meaning.MARK: "đánh dấu đối tượng",
    Meaning.POVERTY: "hộ nghèo, cận nghèo",
    Meaning.POOR: "hộ nghèo",
    Meaning.NEAR_POOR: "hộ cận nghèo",
    Meaning.CIRCUMSTANCES: "hoàn cảnh",
    Meaning.ACHIEVEMENTS: "thành tích",
    Meaning.CONDUCT: "rèn luyện",
    Meaning.PHONE: "số điện thoại",
    Meaning.NOTE: "ghi chú",
    Meaning.CARER: "bố mẹ, người nuôi dưỡng",
    Meaning.ETHNICITY: "dân tộc (đọc, không lưu)",
    Meaning.DISTRICT: "huyện, tỉnh (đọc, không lưu)",
    Meaning.NOT_KEPT: "không lưu",
    Meaning.UNKNOWN: "không hiểu",
}

_PUPIL = r"(?: (?:cua )?(?:cac )?(?:hoc sinh|hs|sinh vien|sv|em|hssv|nguoi (?:hoc|nhan|duoc.*)|tre em|chau|ung vien|doi tuong))*"
_PATTERNS: tuple[tuple[Meaning, str], ...] = (
    (Meaning.NOT_KEPT, r"can sua|luu y khi doc"),
    (Meaning.LEVEL, r"(?:cap|bac) hoc"),
    (Meaning.NUMBER, r"stt|tt|so tt|s t t|so thu tu|thu tu|no|so"),
    (Meaning.PHONE, r"(?:so )?(?:dien thoai|sdt|dtdd|di dong|phone|tel|mobile)\b.*|so (?:dt|lien (?:he|lac))\b.*|lien (?:he|lac)|dt (?:lien he|phu huynh|di dong)"),
    (Meaning.CARER, r"(?!.*mo coi).*\b(?:bo|me|cha|phu huynh|giam ho|nguoi (?:truc tiep )?nuoi.*|nguoi dai dien|chu ho)\b.*|con (?:cua )?(?:ong|ba)\b.*"),
    (Meaning.SURNAME, r"ho(?: va)?(?: ten)?(?: chu)? (?:dem|lot)|ho(?: va)?"),
    (Meaning.NAME, rf"(?:danh sach )?ho(?: va)?(?: chu dem va)? ten(?: khai sinh)?{_PUPIL}|ten (?:hoc sinh|hs|em|sinh vien).*|full name"),
    (Meaning.NAME, r"(?:hoc sinh|hs|sinh vien)(?: (?:sinh vien|sv))?"),
    (Meaning.GIVEN_NAME, r"ten|ten goi"),
    (Meaning.BIRTH, rf"(?:ngay )?(?:thang )?(?:nam )?sinh(?: ngay)?{_PUPIL}|ngay thang nam sinh.*|ngay thang nam|ntns|ns|sinh ngay.*|nam sinh.*|ngay sinh.*|sinh nam.*"),
    (Meaning.SEX, r"gioi tinh|gioi|phai|nam nu|gt"),
    (Meaning.FEMALE, r"nu"),
    (Meaning.ETHNICITY, r"dan toc|d toc"),
    (Meaning.VILLAGE, r"(?:dia chi )?(?:ban|thon|to|tieu khu|tk|khu|xom|khoi|pho)(?: (?:ban|thon|to|tieu khu|tk|khu pho|khu|xom|pho|dan pho))*"),
    (Meaning.COMMUNE, r"(?:dia chi )?(?:xa|phuong|thi tran)(?: (?:xa|phuong|thi tran|tt))*|ten xa.*"),
    (Meaning.DISTRICT, r"(?:quan )?huyen.*|tinh|thanh pho.*"),
    (Meaning.ADDRESS, r"dia chi.*|(?:noi|cho) o.*|ho khau.*|(?:noi )?(?:dang ky )?thuong tru.*|que quan|noi cu tru.*|(?:ban|thon|to) .*xa.*|cu tru"),
    (Meaning.SCHOOL_AND_CLASS, r"(?:hoc sinh |dang hoc (?:tai )?)?(?:ten )?(?:truong.* lop.*|lop.* truong.*)|noi hoc tap|dang hoc"),
    (Meaning.SCHOOL, r"(?:ten |dang hoc (?:tai )?|hoc tai )?(?:truong|don vi truong|co so giao duc)(?: hoc| dang hoc| dang theo hoc)?|noi hoc|truong(?: (?:dai hoc|dh|cao dang|cd|hoc vien|trung cap|hoac|va))+"),
    (Meaning.SCHOOL_CLASS, r"(?:(?:dang )?hoc |khoi )?lop(?: hoc| dang hoc| nam hoc.*| \d.*)?|khoi lop|khoi|(?:sinh vien )?nam (?:hoc )?thu(?: may)?"),
    (Meaning.NEAR_POOR, r"(?:ho )?can ngheo|hcn"),
    (Meaning.POOR, r"ho ngheo|hn"),
    (Meaning.POVERTY, r"(?:thuoc |dien )*ho ngheo.*can ngheo.*|(?:dien|thuoc|loai) ho(?: ngheo.*| gia dinh)?|ho gia dinh|thuoc ho.*|tinh trang ho.*|chuan ngheo"),
    (Meaning.CIRCUMSTANCES, r".*hoan canh.*|gia canh|ly do.*|tinh trang gia dinh|.*kho khan.*|noi dung de nghi"),
    (Meaning.CONDUCT, r"(?:xep loai )?(?:hanh kiem|ren luyen|pham chat).*"),
    (Meaning.ACHIEVEMENTS, r".*thanh tich.*|(?:ket qua )?hoc (?:luc|tap).*|xep loai.*|danh hieu.*|giai thuong.*|ket qua.*"),
    (Meaning.CATEGORY, r"(?:thuoc |loai |nhom |ma )*(?:doi tuong|dien)(?: (?!thoai).*)?|loai"),
    (Meaning.NOTE, r"ghi chu.*|luu y|nhan xet.*|y kien.*"),
    (Meaning.NOT_KEPT, r".*\b(?:cccd|cmnd|cmt|dinh danh|tai khoan|stk|ngan hang|bhxh|bhyt)\b.*|(?:(?:de xuat|de nghi) )?(?:so tien|muc)\b.*|xac nhan.*|thanh tien|ky nhan.*|chu ky|ky ten|anh|ton giao|quoc tich|tuoi|nam hoc|email"),
)  # fmt: skip
_LABELS = [(meaning, re.compile(pattern)) for meaning, pattern in _PATTERNS]
LABEL_MAX = 80
ROWS_MAX = 3


@lru_cache(maxsize=4096)
def label(text: str) -> Meaning | None:
    """Tell what a heading means, typed in Unicode or in an old font; None for what is no heading."""
    if not text or len(text) > LABEL_MAX:
        return None
    for reading in (clean(text), *(decode(text) for decode in DECODERS.values())):
        if (found := _label(reading)) is not None:
            return found
        if reading.isascii():
            return None
    return None


def readable(text: str) -> str:
    """A heading in the letters in which it is understood; what no reading makes a heading stays as it is."""
    readings = (text, *(decode(text) for decode in DECODERS.values()))
    return next((one for one in readings if _label(one) is not None or _category(one)), text)


def _label(text: str) -> Meaning | None:
    spelled = text.lower()
    if spelled.strip(" .:") == "nam":
        return Meaning.MALE
    if spelled.strip(" .:") in {"đt", "sđt", "đ.t", "số đt", "dt", "đtdđ"}:
        return Meaning.PHONE
    key = " ".join(re.sub(r"[^a-z0-9 ]", " ", fold(re.sub(r"\([^)]*\)?", " ", text)) or "").split())
    key = key or " ".join(re.sub(r"[^a-z0-9 ]", " ", fold(text)).split())
    return next((meaning for meaning, pattern in _LABELS if pattern.fullmatch(key)), None)


@attrs.frozen
class Column:
    """A column as it was understood; `heading` is what the list wrote, `category` the number of a column of marks."""

    column: int
    heading: str
    meaning: Meaning
    category: int = 0


@attrs.frozen
class Heading:
    """The heading of one table: its rows by their numbers and its columns from left to right."""

    rows: tuple[int, ...]
    columns: tuple[Column, ...]

    def __getitem__(self, meaning: Meaning) -> int | None:
        return next((one.column for one in self.columns if one.meaning is meaning), None)

    def all(self, meaning: Meaning) -> list[Column]:
        """The columns of one meaning, from left to right."""
        return [one for one in self.columns if one.meaning is meaning]

    @property
    def name_column(self) -> int:
        """The column by which a row is known to name somebody."""
        found = self[Meaning.NAME]
        found = self[Meaning.GIVEN_NAME] if found is None else found
        assert found is not None
        return found


def find_heading(rows: Sequence[Row], start: int) -> Heading | None:
    """Return the heading that begins at `rows[start]`, of one to three rows; None where none begins."""
    if len(_labels(rows[start])) < 2:
        return None
    found = None
    block = [rows[start]]
    while True:
        columns = _columns(block)
        meanings = {one.meaning for one in columns} - {Meaning.UNKNOWN}
        if meanings & {Meaning.NAME, Meaning.GIVEN_NAME} and len(meanings) >= 2:
            found = Heading(tuple(row.number for row in block), columns)
        after = start + len(block)
        if len(block) == ROWS_MAX or after >= len(rows) or not _continues(block, rows[after]):
            break
        block.append(rows[after])
    return found and _without_numbers_row(found, rows, start)


def _labels(row: Row) -> dict[int, Meaning]:
    texts = ((column, value) for column, value in enumerate(row.values) if isinstance(value, str))
    return {column: meaning for column, value in texts if (meaning := label(value)) is not None}


def _continues(block: Sequence[Row], row: Row) -> bool:
    """Whether a row belongs to the heading above it: only short labels, below or beside those above."""
    if row.number != block[-1].number + 1:
        return False
    filled = [(column, value) for column, value in enumerate(row.values) if as_text(value).strip()]
    above = {column for one in block for column in _labels(one)}
    named = [column for one in block for column, meaning in _labels(one).items() if meaning is Meaning.NAME]
    if not filled or any(as_text(row[column]).strip() and not _part(row[column]) for column in named):
        return False
    if not all(_part(value) for _column, value in filled):
        return False
    return any(isinstance(value, str) and label(value) for _column, value in filled) or all(
        column not in above or column in _grouped(block) for column, _value in filled
    )


def _grouped(block: Sequence[Row]) -> set[int]:
    """The columns whose labels stand over several: of categories, births, sexes, addresses."""
    groups = {Meaning.CATEGORY, Meaning.BIRTH, Meaning.SEX, Meaning.POVERTY, Meaning.ADDRESS}
    return {column for one in block for column, meaning in _labels(one).items() if meaning in groups}


@lru_cache(maxsize=1024)
def _part(value: Any) -> bool:
    """Whether a cell could stand in the second row of a heading."""
    text = _written(value)
    return (
        bool(_category(text)) or label(text) is not None or _BIRTH_PARTS.fullmatch(text.lower()) is not None
    )


def _written(value: Any) -> str:
    """A heading as it is read: cleaned, but for the soft hyphen, which is the letter ư of a TCVN3 font."""
    text = as_text(value)
    return " ".join(text.split()) if "\xad" in text else clean(text)


_BIRTH_PARTS = re.compile(r"ngày|tháng|năm|ngay|thang|nam|nữ|nu")


def _category(text: str) -> int:
    """The number of the category that a heading names: 3, «(3)», «ĐT 3», «Nhóm 3», «Mồ côi bố hoặc mẹ»."""
    one_of_two = text.replace("(", " hoặc ") if "mồ côi" in text.lower() else text
    key = " ".join(re.sub(r"[^a-z0-9 ]", " ", fold(one_of_two)).split())
    if numbered := re.fullmatch(r"(?:(?:doi tuong|dt|loai|nhom|dien|muc|so|cot)\s*)?([1-7])", key):
        return int(numbered[1])
    return category_of(key) if len(key) <= LABEL_MAX else 0


def _columns(block: Sequence[Row]) -> tuple[Column, ...]:
    width = max(len(row.values) for row in block)
    texts = [[_written(row[column]) for column in range(width)] for row in block]
    found = [_column(texts, column) for column in range(width)]
    return tuple(_settled([one for one in found if one is not None]))


def _column(texts: Sequence[Sequence[str]], column: int) -> Column | None:
    """Understand a column by its lowest label and, where that says too little alone, by the one above."""
    own = [(level, row[column]) for level, row in enumerate(texts) if row[column]]
    if not own:
        return None
    level, lowest = own[-1]
    group = _group(texts, level, column)
    heading = readable(lowest) if not group or group == lowest else f"{readable(group)}: {readable(lowest)}"
    meaning, category = _meaning(lowest, label(group) if group else None)
    if meaning is Meaning.UNKNOWN and len(own) > 1:
        meaning, category = _meaning(own[-2][1], None)
    return Column(column, heading, meaning, category)


def _group(texts: Sequence[Sequence[str]], level: int, column: int) -> str:
    """The label above a cell: its own column's, or the nearest to the left whose merged cell reaches over it."""
    for row in reversed(texts[:level]):
        for left in range(column, -1, -1):
            if row[left]:
                return row[left]
    return ""


def _meaning(text: str, group: Meaning | None) -> tuple[Meaning, int]:
    spelled = text.lower()
    if group in (Meaning.CATEGORY, Meaning.CIRCUMSTANCES) and (category := _category(text)):
        return Meaning.MARK, category
    if group is Meaning.BIRTH and (part := _BIRTH_BY_WORD.get(spelled)):
        return part, 0
    if spelled in {"ngày", "tháng", "năm"}:
        return _BIRTH_BY_WORD[spelled], 0
    found = label(text)
    if (
        found is None
        and group in (Meaning.CATEGORY, None)
        and (category := _category(text))
        and not text.isdigit()
    ):
        return Meaning.MARK, category
    return found or Meaning.UNKNOWN, 0


_BIRTH_BY_WORD: Mapping[str, Meaning] = {
    "ngày": Meaning.BIRTH_DAY,
    "ngay": Meaning.BIRTH_DAY,
    "tháng": Meaning.BIRTH_MONTH,
    "thang": Meaning.BIRTH_MONTH,
    "năm": Meaning.BIRTH_YEAR,
    "nam": Meaning.MALE,
    "nữ": Meaning.FEMALE,
    "nu": Meaning.FEMALE,
}


def _settled(columns: Sequence[Column]) -> Iterator[Column]:
    """Settle what only the whole row can tell: a name in one column or two, «Nam» beside «Tháng», second columns."""
    meanings = [one.meaning for one in columns]
    months = Meaning.BIRTH_MONTH in meanings
    seen: set[Meaning] = set()
    for place, one in enumerate(columns):
        meaning = one.meaning
        if meaning is Meaning.MALE and months and Meaning.FEMALE not in meanings:
            meaning = Meaning.BIRTH_YEAR
        if meaning is Meaning.NAME and _is_split_name(columns, place):
            meaning = Meaning.SURNAME
        if meaning is Meaning.GIVEN_NAME and Meaning.SURNAME not in {*meanings, *seen}:
            meaning = Meaning.UNKNOWN if Meaning.NAME in seen else Meaning.NAME
        if meaning in seen and meaning in _ONCE:
            meaning = Meaning.UNKNOWN
        seen.add(meaning)
        yield attrs.evolve(one, meaning=meaning)


def _is_split_name(columns: Sequence[Column], place: int) -> bool:
    """Whether «Họ và tên» holds only the surname because «Tên» follows."""
    after = columns[place + 1] if place + 1 < len(columns) else None
    return after is not None and after.meaning is Meaning.GIVEN_NAME


_ONCE = {Meaning.NAME, Meaning.SURNAME, Meaning.GIVEN_NAME, Meaning.BIRTH, Meaning.NUMBER, Meaning.CATEGORY}


def _without_numbers_row(heading: Heading, rows: Sequence[Row], start: int) -> Heading:
    """Take in the row below that only numbers the columns: 1, 2, 3 … or (1), (2), (3) …."""
    after = start + len(heading.rows)
    if after < len(rows) and numbers_columns(rows[after]):
        return attrs.evolve(heading, rows=(*heading.rows, rows[after].number))
    return heading


def numbers_columns(row: Row) -> bool:
    """Whether a row only numbers its columns, from 1, or A, B and then 1, as forms do."""
    texts = [clean(as_text(value)).strip("() ") for value in row.values if as_text(value).strip()]
    figures = [int(text) for text in texts if text.isdecimal() and len(text) < 3]
    letters = [text for text in texts if len(text) == 1 and text.isalpha()]
    return len(figures) >= 3 and len(figures) + len(letters) == len(texts) and figures == list(range(1, len(figures) + 1))  # fmt: skip
