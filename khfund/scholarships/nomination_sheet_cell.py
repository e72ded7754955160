"""Smaller cells of a nomination list: telephones, sex, marks and numbers of categories, addresses, poverty."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import attrs

from khfund.errors import KhfundError
from khfund.scholarships.nomination_sheet_text import as_text, known_spelling, with_capitals
from khfund.vietnamese import clean, fold


class PhoneLeftOutError(KhfundError):
    """A telephone number has ten digits. A notice: the candidate is taken without it; the number is not repeated."""

    message = "Số điện thoại có {digits} chữ số, không nhận được nên để trống; hãy ghi 10 chữ số."
    english = "The telephone number has {digits} digits and was left out; write 10 digits."


class OldPhoneError(KhfundError):
    """A mobile number of eleven digits got its new prefix of 2018. A notice."""

    message = "Số điện thoại 11 số đã đổi sang đầu số 10 số ({old} → {new}); hãy xem lại."
    english = "A telephone number of 11 digits got its new prefix ({old} → {new}): look at it."


class SexUnreadableError(KhfundError):
    """Sex is «Nam» or «Nữ». A notice: it was left open."""

    message = "«{text}» không cho biết nam hay nữ; đã để trống, hãy ghi Nam hoặc Nữ."
    english = "«{text}» does not tell the sex; it was left open."


class CategoryUnknownError(KhfundError):
    """A category is one of those numbered 1 to 7 in the appendix."""

    message = "«{text}» không phải đối tượng từ 1 đến 7 của phụ lục; hãy ghi số, hoặc nhiều số như 2, 6."
    english = "«{text}» is no category from 1 to 7 of the appendix; write its number, or several like 2, 6."


class MarkUnclearError(KhfundError):
    """A column of a category holds a mark or nothing."""

    message = "Ô đối tượng {category} ghi «{text}», không rõ là có hay không; hãy ghi x hoặc để trống."
    english = "The cell of category {category} says «{text}», neither yes nor no; write x or nothing."


@attrs.frozen
class Phones:
    """Telephone numbers of ten digits, the first for use; notices tell what was left out or mended."""

    numbers: tuple[str, ...] = ()
    notices: tuple[KhfundError, ...] = ()


# Source: MIC's change of mobile prefixes from 15/09/2018.
OLD_PREFIXES = {
    **{f"016{digit}": f"03{digit}" for digit in "23456789"},
    "0120": "070", "0121": "079", "0122": "077", "0126": "076", "0128": "078", "0123": "083", "0124": "084",
    "0125": "085", "0127": "081", "0129": "082", "0186": "056", "0188": "058", "0199": "059",
}  # fmt: skip


def read_phones(value: Any) -> Phones:
    """Read the numbers of a cell: without their nought, with spaces, dots, +84, words; two in a cell."""
    text = as_text(value)
    if not text or text.isspace():
        return Phones()
    if len(text) == 10 and text.isdecimal() and text[0] == "0":
        return Phones((text,))
    numbers: list[str] = []
    notices: list[KhfundError] = []
    for part in _parts(text):
        number, notice = _number(part)
        if number and number not in numbers:
            numbers.append(number)
        if notice:
            notices.append(notice)
    if not numbers and not notices and _NO_PHONE.fullmatch(fold(text)) is None:
        notices.append(PhoneLeftOutError(digits=0))
    return Phones(tuple(numbers), tuple(notices))


_NO_PHONE = re.compile(r"(khong( co)?|ko|k|-+|\.+|x|0)?")


def _parts(text: str) -> list[str]:
    """The runs of digits that are one number each: split at separators, or where one run holds two numbers."""
    pieces = re.split(r"[/;,\n&|]| - |–|\b(?:hoặc|và)\b|[^\W\d_]+", text)
    digits = [re.sub(r"\D", "", piece) for piece in pieces]
    plus = [bool(re.match(r"\s*\(?\+", piece)) for piece in pieces]
    whole = []
    for number, international in zip(digits, plus, strict=True):
        if len(number) in (20, 21) and number[0] == "0":
            whole += [number[:10], number[10:]]
        elif number:
            whole.append(f"+{number}" if international else number)
    return whole


def _number(digits: str) -> tuple[str, KhfundError | None]:
    if digits == "0":
        return "", None
    plain = digits.removeprefix("+")
    if digits.startswith(("+84", "0084")) or (plain.startswith("84") and len(plain) in (11, 12)):
        plain = f"0{plain.removeprefix('00').removeprefix('84').removeprefix('0')}"
    if not plain.startswith("0") and len(plain) in (9, 10):
        plain = f"0{plain}"  # a spreadsheet drops the first nought
    if len(plain) == 11 and (new := OLD_PREFIXES.get(plain[:4])):
        return new + plain[4:], OldPhoneError(old=plain[:4], new=new)
    if (len(plain) == 10 and plain[1] != "0") or (len(plain) == 11 and plain.startswith("02")):
        return plain, None
    return "", PhoneLeftOutError(digits=len(plain))


@lru_cache(maxsize=256)
def read_sex(text: str) -> tuple[str, KhfundError | None]:
    """Read «Nam», «Nữ» and the like into "male", "female" or ""."""
    key = fold(text).strip(" .")
    if key in {"nam", "trai", "m", "male", "boy", "con trai"}:
        return "male", None
    if key in {"nu", "gai", "f", "female", "n", "con gai", "x nu"}:
        return "female", None
    return "", SexUnreadableError(text=text[:20]) if key not in {"", "-", "?"} else None


_MARKS = {"x", "v", "✓", "✔", "☑", "√", "*", "+", "co", "1", "yes", "true", "dung", "●", "•", "■", "×", "ü"}
_NO_MARKS = {"", "-", "0", "khong", "k", "ko", "no", "false", ".", "…", "...", "/", "☐", "□", "o"}


@lru_cache(maxsize=1024)
def is_mark(text: str, category: int = 0) -> bool | None:
    """Whether a cell is marked: x, X, ✓, 1, có, or the category's own number; None where it says neither."""
    key = fold(text).strip(" .()") if text not in {"√", "ü"} else text
    if key in _MARKS or (category and key == str(category)) or (key and set(key) == {"x"}):
        return True
    return False if key in _NO_MARKS else None


CATEGORIES = range(1, 8)
_CATEGORY_LIST = re.compile(
    r"(?:(?:doi tuong|dt|dien|loai|nhom|so|muc|thuoc)\s*(?:so)?\s*)*\(?([1-7](?:\s*(?:[,;+&/.\s-]|va|hoac)\s*[1-7])*)\)?"
)
_CATEGORY_WORDS = (
    (1, r"khuyet tat|tan tat"),
    (2, r"mo coi (ca )?(bo|cha|ba)( va| lan|,)? ?me|mo coi ca (2|hai)|mo coi ca"),
    (3, r"mo coi"),
    (4, r"(bo|me|cha).*(benh|ung thu|tam than|tan tat)|benh hiem ngheo|bo me (om|benh)"),
    (5, r"xe dap"),
    (6, r"nha tam"),
    (7, r"cham ngoan|hieu hoc|vuot kho|hoc gioi"),
)


@lru_cache(maxsize=4096)
def read_categories(text: str) -> tuple[tuple[int, ...], KhfundError | None]:
    """Read «2», «2, 6», «Đối tượng 3», «Khuyết tật» into numbers in order; what is none of them is a mistake."""
    key = fold(text).strip(" .")
    if key in _NO_MARKS:
        return (), None
    if numbered := _CATEGORY_LIST.fullmatch(key):
        return tuple(sorted({int(one) for one in re.findall(r"[1-7]", numbered[1])})), None
    if not re.search(r"\d", key):
        number = category_of(key)
        if number:
            return (number,), None
    return (), CategoryUnknownError(text=text[:60])


def category_of(words: str) -> int:
    """Tell which category folded words name, 0 for none: «khuyet tat» is 1."""
    if _NOT_CATEGORY.search(words):
        return 0
    return next((number for number, pattern in _CATEGORY_WORDS if re.search(pattern, words)), 0)


_NOT_CATEGORY = re.compile(r"\bkhong\b")


@attrs.frozen
class Address:
    """Where somebody lives: village and commune, each with its word: «Bản Nà Sài», «xã Tà Hộc»."""

    village: str = ""
    commune: str = ""


_COMMUNE = re.compile(r"(?:^|[,;.–-]|\s-\s|\s)\s*((?:xã|phường|thị trấn|xa|phuong|thi tran|tt\.?|x\.|p\.)\s+?[^,;–()]+?)\s*(?=$|[,;–(]|\s-\s|\s+(?:huyện|thành phố|tỉnh|h\.|tp\.?)\s)", re.IGNORECASE)  # fmt: skip
_WORDS = {"x.": "xã", "xa": "xã", "p.": "phường", "phuong": "phường", "tt": "thị trấn", "tt.": "thị trấn", "thi tran": "thị trấn"}  # fmt: skip
_COMMUNE_WORD = re.compile(r"(xã|phường|thị trấn|xa|phuong|thi tran|tt\.?|x\.|p\.)\s*", re.IGNORECASE)


@lru_cache(maxsize=8192)
def read_address(text: str, places: Sequence[str] = ()) -> Address:
    """Read a cleaned address; the commune is spelled as in `places` where exactly one of them sounds the same."""
    found = _COMMUNE.search(text)
    if found is None:
        known = (known_spelling(word + text, places) for word in ("", "xã ", "phường ", "thị trấn "))
        if whole := next(filter(None, known), None):
            return Address("", whole)
        village, _comma, last = text.rpartition(",") if "," in text else text.rpartition(" - ")
        known = (known_spelling(word + last, places) for word in ("", "xã ", "phường ", "thị trấn "))
        commune = next(filter(None, known), None) if village else None
        return Address(_place(village.strip(" ,;.–-")), commune) if commune else Address(_place(text))
    village = text[: found.start()].strip(" ,;.–-")
    return Address(_place(village), read_commune(found[1], places))


@lru_cache(maxsize=4096)
def read_commune(text: str, places: Sequence[str] = (), word_told: str = "") -> str:
    """Read a commune with or without its word, which becomes small; `word_told` by the heading, else xã, stands for it."""
    word = _COMMUNE_WORD.match(text)
    own = text[word.end() :] if word else text
    if not own.strip():
        return ""
    kind = _WORDS.get(word[1].lower(), word[1].lower()) if word else word_told
    for guess in [kind] if kind else ["xã", "phường", "thị trấn"]:
        if spelled := known_spelling(f"{guess} {own}", places):
            return spelled
    return f"{kind or 'xã'} {_place(own)}"


def _place(name: str) -> str:
    """The words of a place with the capitals that an old font loses; what is all in capitals is written as names are."""
    if name.isupper() and sum(map(str.isalpha, name)) > 4:
        return with_capitals(name.lower())
    if any(word[0].islower() and not word[0].isascii() for word in name.split() if word not in _SMALL_WORDS):
        return with_capitals(name)
    return name


_SMALL_WORDS = {"đội", "ấp", "ở", "đường"}


@lru_cache(maxsize=1024)
def read_poverty(text: str) -> str:
    """Read «Hộ nghèo», «HN», «CN» of a column about the household into "poor", "near_poor", "none" or ""."""
    key = clean(fold(text)).strip(" .")
    if re.search(r"\bkhong\b|thoat ngheo", key):
        return "none" if "ngheo" in key else ""
    if re.fullmatch(r".*can ngheo.*|hcn|cn", key):
        return "near_poor"
    return "poor" if re.fullmatch(r".*(?<!vuot )ngheo.*|hn|n", key) else ""


def poverty_in_category(text: str) -> str:
    """What a cell of the category says of the household: «Hộ nghèo», «Mồ côi, hộ cận nghèo»; "" for nothing."""
    return read_poverty(text) if _HOUSEHOLD.search(fold(text)) else ""


_HOUSEHOLD = re.compile(r"\bho (?:can )?ngheo\b|^(?:can ngheo|ngheo|hn|hcn)$")
