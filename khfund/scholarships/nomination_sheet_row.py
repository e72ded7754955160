"""What the rows of a list are besides candidates: titles, sections, totals, signatures, notes, rows with only a number."""

from __future__ import annotations

import enum
import re
from collections.abc import Sequence

import attrs

from khfund.scholarships.nomination_sheet_cell import category_of, read_commune
from khfund.scholarships.nomination_sheet_school import names_school
from khfund.vietnamese import fold


class RowKind(enum.StrEnum):
    """What a filled row of a workbook is; every row is one of these."""

    TITLE = "title"
    HEADING = "heading"
    CANDIDATE = "candidate"
    PROBLEM = "problem"
    SECTION = "section"
    TOTAL = "total"
    NOTE = "note"
    SIGNATURE = "signature"
    NUMBER_ONLY = "number_only"
    BLANK = "blank"
    OTHER_SHEET = "other_sheet"
    HIDDEN_SHEET = "hidden_sheet"


ROW_NAMES = {
    RowKind.TITLE: "tiêu đề, quốc hiệu",
    RowKind.HEADING: "đầu bảng",
    RowKind.CANDIDATE: "ứng viên",
    RowKind.PROBLEM: "dòng phải sửa",
    RowKind.SECTION: "mục (xã, trường, nhóm)",
    RowKind.TOTAL: "dòng cộng",
    RowKind.NOTE: "ghi chú",
    RowKind.SIGNATURE: "ngày tháng, chữ ký",
    RowKind.NUMBER_ONLY: "chỉ có số thứ tự",
    RowKind.BLANK: "chỉ có dấu cách",
    RowKind.OTHER_SHEET: "trang tính không có danh sách",
    RowKind.HIDDEN_SHEET: "trang tính ẩn",
}


@attrs.frozen
class Section:
    """What a section row gives to the candidates below; an empty word gives nothing."""

    commune: str = ""
    school: str = ""
    school_class: str = ""
    category: int = 0


SECTION_CELLS_MAX = 3
_MARKER = re.compile(r"^(?:[IVXL]+|[A-ZĐ]|\d{1,2}(?:\.\d{1,2})*)\s*(?:[.)/:–-]+\s*|$)")
_ROMAN = re.compile(r"^(?:[IVXL]+|[A-HĐ])\s*[.)/:–-]+\s*\S")
_COUNT = re.compile(
    r"\s*[:(–-]*\s*\(?(?:tổng số|có|gồm)?\s*\d+\s*(?:em|học sinh|hs|hssv|sinh viên|người|cháu|suất|trường hợp)?\s*\)?\s*[:.]?$",
    re.IGNORECASE,
)
_COMMUNE = re.compile(r"(?:(?:hoi|ban) khuyen hoc )?(?:xa|phuong|thi tran|tt\.?)\s+\S")
_CLASS = re.compile(r"(?:lop|khoi)\s*(?:1[0-2]|[1-9])\w*$")
_CATEGORY = re.compile(r"(?:doi tuong|dien|nhom|loai|muc)\s*(?:so)?\s*([1-7])\b")
_SCHOOL = re.compile(
    r"(?:truong|th|thcs|thpt|tieu hoc|ptdt\w*|mn|mam non|cd|dh|dai hoc|cao dang|trung tam|gdtx)\b"
)
_GROUP = re.compile(
    r"(?:hoc sinh|sinh vien|hs|sv|hssv|huyen|thanh pho|thi xa|tinh|cap|bac|khoi|nam hoc|cac|danh sach|phan|dot)\b"
)


def section_of(texts: Sequence[str], places: Sequence[str] = ()) -> Section | None:
    """Read a row's filled cells as a section: «I. Xã Chiềng La», «Xã Mường Bằng», «Trường THCS Tà Hộc», «Lớp 9A»."""
    if not texts or len(texts) > SECTION_CELLS_MAX:
        return None
    has_marker = bool(_MARKER.fullmatch(texts[0])) and len(texts) > 1
    words = [text for text in texts[has_marker:] if _COUNT.fullmatch(f" {text}") is None]
    if len(words) != 1:
        return None
    spelled = _COUNT.sub("", _MARKER.sub("", words[0])).strip(" .:;-–")
    key = fold(spelled)
    found: Section | None
    if _COMMUNE.match(key):
        found = Section(commune=_commune(spelled, places))
    elif _CLASS.match(key):
        found = Section(school_class=re.sub(r"^\S+\s*", "", spelled))
    elif numbered := _CATEGORY.match(key):
        found = Section(category=int(numbered[1]))
    elif _SCHOOL.match(key) and names_school(spelled):
        found = Section(school=spelled)
    elif (category := category_of(key)) and _GROUP.match(key):
        found = Section(category=category)
    else:
        numbered_group = bool(_ROMAN.match(words[0])) or (has_marker and not texts[0].isdecimal())
        found = Section() if numbered_group or _GROUP.match(key) else None
    return found


def _commune(spelled: str, places: Sequence[str]) -> str:
    own = re.sub(r"^(?:hội|ban) khuyến học\s+", "", spelled, flags=re.IGNORECASE)
    return read_commune(re.split(r"\s*[,(–]\s*|\s-\s", own)[0], places)


_TOTAL = re.compile(
    r"(?:tổng(?: cộng| số| hợp)?|cộng|toàn (?:huyện|xã|trường|tỉnh)(?: có)?|danh sách (?:này |trên )?(?:có|gồm)|ấn định|tong cong|tong so)\b(.*)",
    re.IGNORECASE | re.DOTALL,
)
_FIGURE = re.compile(r"\d[\d.]*")


def total_of(texts: Sequence[str]) -> tuple[str, int | None] | None:
    """Read a row's filled cells as a total: its words and, where they hold it, the number of persons."""
    for place, text in enumerate(texts[:3]):
        if place and any(letter.isalpha() for letter in texts[0]):
            return None
        if found := _TOTAL.match(text):
            figure = _FIGURE.search(found[1])
            return text, int(figure[0].replace(".", "")) if figure else None
    return None


_SIGNED = re.compile(
    r".*\bngay\b.{0,14}\bthang\b.{0,14}\bnam\b.*|(?:t/?m|k/?t|t/?l|tuq)\.?\s.*|nguoi (?:lap|tong hop|viet|ghi|ky).*|lap bieu.*|"
    r"thu truong.*|(?:pho )?chu tich.*|(?:pho )?hieu truong.*|(?:pho )?truong ban.*|(?:pho )?giam doc.*|xac nhan.*|"
    r"(?:phu trach )?ke toan.*|\(?(?:da )?ky(?:,| ten| va)?.*|noi nhan.*|bch\b.*|ban chap hanh.*|thuong truc.*|ubnd\b.*|uy ban.*|"
    r"dai dien.*|can bo.*|thu quy.*|hoi khuyen hoc.*|duyet.*|(?:hoi dong|to) .*"
)
_NOTE = re.compile(r"(?:\*|-)*\s*(?:ghi chu|luu y|chu thich|chu y|giai thich|huong dan|cach ghi)\b.*")


def is_signature(texts: Sequence[str]) -> bool:
    """Whether a row's filled cells are a date of signing, a title of who signs, or whom the list goes to."""
    return len(texts) <= 4 and any(_SIGNED.fullmatch(fold(text)) for text in texts)


def is_note(texts: Sequence[str]) -> bool:
    """Whether a row is a remark under the table."""
    return len(texts) <= 2 and _NOTE.match(fold(texts[0])) is not None
