"""The text of a cell: decoded where a column was typed in an old font, cleaned, refused where it hides something."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

import attrs

from khfund.calendar import format_day
from khfund.errors import KhfundError
from khfund.vietnamese import LegacyEncoding, clean, fold, from_tcvn3, from_vni, legacy_encoding, suspicious


class HostileCellError(KhfundError):
    """A cell holds no hidden character and no letter that passes for another; what it holds is not repeated."""

    message = "Ô có ký tự {character} ({reason}); hãy xóa nội dung ô này rồi gõ lại bằng bàn phím tiếng Việt."
    english = "The cell holds {character} ({reason}), which hides or imitates; clear it and type it again."


class FormulaCellError(KhfundError):
    """A cell holds words, not what a spreadsheet program would carry out."""

    message = "Ô bắt đầu bằng «{start}» như một công thức; hãy xóa dấu đó hoặc gõ lại nội dung bằng chữ."
    english = "The cell begins with «{start}» like a formula; remove that sign or type the words again."


class CellTooLongError(KhfundError):
    """A cell of a list is short enough to be read."""

    message = "Ô dài {length:so} ký tự, chỉ nhập được {longest:so}; hãy viết ngắn hơn."
    english = "The cell has {length:so} characters, {longest:so} can be taken in; make it shorter."


class NameMissingError(KhfundError):
    """Every row of a list names somebody."""

    message = "Dòng này có thông tin nhưng không có họ tên; hãy ghi họ tên, hoặc gộp dòng vào dòng trên."
    english = "The row tells something but names nobody; write the name, or join it to the row above."


class NameUnfitError(KhfundError):
    """A name is one person's and made of letters; it is not repeated."""

    message = "Ô họ tên có {what}; hãy ghi họ và tên của một người, chỉ bằng chữ."
    english = "The cell of the name is not one person's name in letters ({what}); write it so."


class NameCaseError(KhfundError):
    """A name in capitals, or without any, was written as names are. A notice."""

    message = "Họ tên viết {how}; đã đổi thành chữ hoa đầu mỗi từ, hãy xem lại."
    english = "The name is written {how}; it was given a capital at each word: look at it."


class NameOfOneWordError(KhfundError):
    """A name has a surname and a given name. A notice."""

    message = "Họ tên chỉ có một từ; hãy xem có thiếu họ hoặc tên không."
    english = "The name is a single word: see whether the surname or the given name is missing."


class FileDecodedError(KhfundError):
    """A text file typed in an old font was turned into Unicode. A notice."""

    message = "Tệp gõ bằng phông cũ ({encoding}); đã đổi sang Unicode, hãy xem lại vài dòng."
    english = "The file is typed in an old font ({encoding}); it was turned into Unicode: look at some rows."


class ColumnDecodedError(KhfundError):
    """A column typed in an old font was turned into Unicode. A notice."""

    message = "Cột {column} gõ bằng phông cũ ({encoding}); đã đổi sang Unicode, hãy xem lại vài dòng."
    english = (
        "Column {column} is typed in an old font ({encoding}); it was turned into Unicode: look at some rows."
    )


DECODERS: Mapping[LegacyEncoding, Callable[[str], str]] = {"tcvn3": from_tcvn3, "vni": from_vni}
ENCODING_NAMES: Mapping[LegacyEncoding, str] = {"tcvn3": "TCVN3 (ABC)", "vni": "VNI"}
TEXT_MAX = 2_000
NAME_MAX = 120
WORDS_MAX = 8


def as_text(value: Any) -> str:
    """What a cell shows: days as 22/11/2026, whole numbers without a point; line breaks that Excel spelled out are breaks."""
    if type(value) is str:
        return value.replace("_x000D_", "\n") if "_x000D_" in value else value
    if isinstance(value, bool):
        return "x" if value else ""
    if isinstance(value, datetime):
        return format_day(value.date())
    if isinstance(value, date):
        return format_day(value)
    if isinstance(value, float):
        return f"{value:.10g}"
    return str(value)


def encodings(columns: Mapping[int, Sequence[str]]) -> dict[int, LegacyEncoding]:
    """Tell which columns (from 0) are typed in which old font, each by its own texts.

    A column too short to tell follows the others of its sheet when it holds a letter that Vietnamese does not have.
    """
    found = {column: encoding for column, texts in columns.items() if (encoding := legacy_encoding(texts))}
    if found:
        likeliest = max(sorted(set(found.values())), key=list(found.values()).count)
        for column, texts in columns.items():
            if column not in found and any(map(_has_foreign_letter, texts)):
                found[column] = likeliest
    return dict(sorted(found.items()))


def _has_foreign_letter(text: str) -> bool:
    return not text.isascii() and any(
        ord(letter) > 127 and not (letter.isalpha() and fold(letter).isascii())
        for letter in unicodedata.normalize("NFC", text)
    )


@attrs.frozen
class Cell:
    """The text of a cell and what is wrong with it, if anything."""

    text: str
    mistake: KhfundError | None = None


def read_text(value: Any, encoding: LegacyEncoding | None = None, *, longest: int = TEXT_MAX) -> Cell:
    """Decode and clean a cell; text that hides something, or would be carried out, is a mistake."""
    text = as_text(value)
    return _read(DECODERS[encoding](text) if encoding else text, longest)


@lru_cache(maxsize=8192)
def _read(text: str, longest: int) -> Cell:
    for letter, reason in suspicious(text):
        return Cell(clean(text), HostileCellError(character=f"U+{ord(letter):04X}", reason=reason))
    plain = clean(text)
    if formula := _FORMULA.match(plain):
        return Cell(plain, FormulaCellError(start=formula[1]))
    if len(plain) > longest:
        return Cell(plain[:longest], CellTooLongError(length=len(plain), longest=longest))
    return Cell(plain)


# A dash before words is a list's bullet, and +84 a telephone.
_FORMULA = re.compile(r"([=@|]|[+-](?=\s*[A-Za-z_]+[0-9]*\s*[(!|]))")


@attrs.frozen
class Name:
    """A person's name, what is wrong with it, or what was mended."""

    text: str
    mistake: KhfundError | None = None
    notice: KhfundError | None = None


def read_name(value: Any, encoding: LegacyEncoding | None = None) -> Name:
    """Read one person's name; all capitals or all small letters become a capital at each word.

    A name from an old font gets the capitals back that the font lost, without a word about it.
    """
    text = as_text(value)
    if encoding is None and _PLAIN_NAME.fullmatch(text) and len(text) <= NAME_MAX:
        return Name(text)
    cell = read_text(text, encoding, longest=NAME_MAX)
    if cell.mistake:
        return Name(cell.text, cell.mistake)
    if unfit := _unfit(cell.text):
        return Name(cell.text, NameUnfitError(what=unfit))
    if encoding:
        return Name(with_capitals(cell.text))
    return _cased(cell.text)


_UPPER = "A-ZĂÂĐÊÔƠƯÀẢÃÁẠẰẲẴẮẶẦẨẪẤẬÈẺẼÉẸỀỂỄẾỆÌỈĨÍỊÒỎÕÓỌỒỔỖỐỘỜỞỠỚỢÙỦŨÚỤỪỬỮỨỰỲỶỸÝỴ"
_LOWER = _UPPER.lower()
_PLAIN_NAME = re.compile(rf"[{_UPPER}][{_LOWER}]+(?: [{_UPPER}][{_LOWER}]*){{1,5}}")


def _unfit(name: str) -> str:
    if any(letter.isdigit() for letter in name):
        return "chữ số"
    if re.search(r"[/;,&\n]|\s+và\s+|\s\+\s", name) or len(name.split()) > WORDS_MAX:
        return "nhiều hơn một người hoặc quá nhiều từ"
    if re.search(r"[^\w\s.'’`()-]|_", name):
        return "ký hiệu lạ"
    return "" if re.search(r"[^\W\d_]{2}", name) else "quá ít chữ"


def _cased(name: str) -> Name:
    letters = [letter for letter in name if letter.isalpha()]
    if len(name.split()) > 1 and all(letter.isupper() for letter in letters):
        return Name(with_capitals(name.lower()), notice=NameCaseError(how="toàn chữ hoa"))
    if letters[0].islower():
        return Name(with_capitals(name), notice=NameCaseError(how="không có chữ hoa"))
    if "(" not in name and any(word[0].islower() for word in name.split()):
        return Name(with_capitals(name), notice=NameCaseError(how="thiếu chữ hoa"))
    if len(name.split()) == 1:
        return Name(name, notice=NameOfOneWordError())
    return Name(name)


def with_capitals(name: str) -> str:
    """Give every word a capital, also behind an apostrophe: "h'linh niê" is "H'Linh Niê"."""
    return re.sub(r"[^\W\d_]+", lambda word: word[0][0].upper() + word[0][1:], name)


def known_spelling(name: str, places: Iterable[str]) -> str | None:
    """Return the one place among `places` that is written like `name` but for tones and capitals, None for none or two."""
    found = {place for place in places if fold(place) == fold(name)}
    return found.pop() if len(found) == 1 else None
