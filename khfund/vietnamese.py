"""Vietnamese text: clean it, search it, sort names by given name, decode old fonts, show what is disguised.

Text is kept in NFC with single spaces; what people wrote on paper is stored beside it where the paper counts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Literal

from khfund.errors import KhfundError

LegacyEncoding = Literal["tcvn3", "vni"]


class HostileTextError(KhfundError):
    """Text holds no hidden character and no letter of another script that passes for a Latin one."""

    message = "«{text}» có ký tự {character} ({reason}); hãy gõ lại bằng bàn phím tiếng Việt."
    english = (
        "“{text}” holds {character} ({name}), which hides or imitates; retype it on a Vietnamese keyboard."
    )


class TextTooLongError(KhfundError):
    """A text is as long as its place in the books allows."""

    message = "«{text}» dài {length:so} ký tự, ở đây chỉ ghi được {longest:so}; hãy viết ngắn hơn."
    english = "“{text}” has {length:so} characters, here {longest:so} can be kept; make it shorter."


# The five tones in the order of the alphabet, after the level tone: huyền, hỏi, ngã, sắc, nặng.
_TONES = "\u0300\u0309\u0303\u0301\u0323"
_VOWELS = "aăâeêioôơuưy"
_MARKED = [unicodedata.normalize("NFC", vowel + tone) for vowel in _VOWELS for tone in ("", *_TONES)]
_LETTERS = "".join([*_MARKED, "đ", *(letter.upper() for letter in _MARKED), "Đ"])


# -- clean and fold ---------------------------------------------------------------------------------------------------

_CLEAN = re.compile(rf"(?:[!-~{_LETTERS}]+(?: [!-~{_LETTERS}]+)*)?")
# What has no shape of its own although Unicode calls it a letter or a mark.
_SHAPELESS = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"
    + "".join(map(chr, [*range(0x180B, 0x1810), *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)]))
)
# Ð (eth) and Ɖ (African D) look like Đ and stand for it in old files.
_ETH = str.maketrans("\u00d0\u0189", "ĐĐ")


def clean(text: str) -> str:
    """Put text into NFC with single spaces and drop what cannot be seen: control, direction, zero-width characters.

    The look-alike Ð becomes Đ. Line breaks become spaces.
    """
    if _CLEAN.fullmatch(text):
        return text
    seen = "".join(" " if letter.isspace() else letter for letter in text if not _is_hidden(letter))
    return " ".join(unicodedata.normalize("NFC", seen).translate(_ETH).split())


def _is_hidden(letter: str) -> bool:
    return letter in _SHAPELESS or not (letter.isprintable() or letter.isspace())


# Plain letters stand in the table too: a letter that is missing there costs a refused look-up.
_FOLDED = {ord(letter): unicodedata.normalize("NFD", letter.lower())[0] for letter in _LETTERS}
_FOLDED |= {code: chr(code).lower() for code in range(128)} | {
    ord(letter): "d" for letter in "đĐ\u00f0\u0256"
}


def fold(text: str) -> str:
    """Make the search key of text: small letters without tones and marks, đ as d, single spaces.

    Vietnamese becomes ASCII; letters of other scripts stay.
    """
    plain = clean(text)
    folded = plain.lower() if plain.isascii() else plain.translate(_FOLDED).lower()
    if folded.isascii():
        return folded
    bare = "".join(
        letter for letter in unicodedata.normalize("NFD", folded) if not unicodedata.combining(letter)
    )
    return clean(unicodedata.normalize("NFC", bare))


def ascii_purpose(text: str) -> str:
    """Write a transfer's narration as banks carry it: ASCII letters, digits and spaces, capitals kept.

    Length is the caller's: 25 characters in a VietQR code.
    """
    bare = unicodedata.normalize("NFD", clean(text)).replace("Đ", "D").replace("đ", "d")
    return " ".join(re.sub(r"[^0-9A-Za-z]+", " ", re.sub(r"[\u0300-\u036f]", "", bare)).split())


# -- names ------------------------------------------------------------------------------------------------------------


def sort_key(name: str, *, given_name_first: bool = True) -> bytes:
    """Make the key by which lists of names are ordered; compare the bytes, in SQLite and PostgreSQL alike.

    The last word counts first, then the others from the left, each by its letters in the order of the alphabet
    and then by its tone: ngang, huyền, hỏi, ngã, sắc, nặng. Where the tone is written (Hoà, Hòa), small or
    capital letters and the spelling at large decide only between names otherwise equal. The name of an
    organisation is ordered from its first word, with `given_name_first` false.
    """
    plain = clean(name)
    return _name_key(plain, given_name_first=given_name_first) + b"\x00" + plain.encode()


def same_name(one: str, other: str) -> bool:
    """Whether two spellings write one name: Hoà and Hòa, Đỗ and Ðỗ, NFC and NFD, small and capital letters."""
    first, second = clean(one), clean(other)
    return first == second or _name_key(first) == _name_key(second) != b""


def _name_key(name: str, *, given_name_first: bool = True) -> bytes:
    keys = [key for word in name.split() if (key := _word_key(word))]
    return b"".join(keys[-1:] + keys[:-1] if given_name_first else keys)


_ALPHABET = "0123456789aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_RANK = {letter: bytes([16 + rank]) for rank, letter in enumerate(_ALPHABET)}
_TONE_RANK = {tone: bytes([2 + rank]) for rank, tone in enumerate(_TONES)}
_SHAPES = "\u0306\u0302\u031b"  # breve, circumflex and horn make letters of their own


@lru_cache(maxsize=8192)
def _word_key(word: str) -> bytes:
    """Letters, 1, tones, 1: a word sorts before any longer one that it begins, the level tone before all others."""
    letters, tones = [], []
    for letter in word.lower():
        for part in _parts(letter):
            if part in _TONE_RANK:
                tones.append(_TONE_RANK[part])
            elif part in _RANK:
                letters.append(_RANK[part])
            elif part.isalnum():
                letters.append(b"\xfe" + ord(part).to_bytes(3, "big"))
    return b"".join([*letters, b"\x01", *tones, b"\x01"]) if letters else b""


def _parts(letter: str) -> list[str]:
    """A letter of the alphabet and the marks upon it, of which the tone is one."""
    base, *marks = list(unicodedata.normalize("NFD", letter))
    shaped = unicodedata.normalize("NFC", base + "".join(mark for mark in marks if mark in _SHAPES))
    return [shaped if shaped in _RANK else base, *(mark for mark in marks if mark in _TONE_RANK)]


# -- old fonts --------------------------------------------------------------------------------------------------------

# Source: TCVN 5712:1993, its third set (VSCII-3, the .Vn fonts), bytes A1 to FE, as cp1252 shows them.
_TCVN3 = {
    0xA1 + offset: letter
    for offset, letter in enumerate(
        "ĂÂÊÔƠƯĐăâêôơưđẰ\u0300\u0309\u0303\u0301\u0323àảãáạẲằẳẵắẴẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒĩíịò"
        "ỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵỐ"
    )
}
# VNI for Windows: a vowel and then its mark, as cp1252 shows them; these letters stand alone.
_VNI_ALONE: dict[str, str] = dict(zip([*"ôÔöÖñÑîÎæÆóÓòÒ"], [*"ơƠưƯđĐỵỴỉỈĩĨịỊ"], strict=True))
_VNI_MARKS: dict[str, str] = dict(
    zip("ùøûõï", ("\u0301", "\u0300", "\u0309", "\u0303", "\u0323"), strict=True)
)
_VNI_MARKS |= {"â": "\u0302", "ê": "\u0306"}
_VNI_MARKS |= {key: "\u0302" + _VNI_MARKS[tone] for key, tone in zip("áàåãä", "ùøûõï", strict=True)}
_VNI_MARKS |= {key: "\u0306" + _VNI_MARKS[tone] for key, tone in zip("éèúüë", "ùøûõï", strict=True)}
_VNI_UNIT = re.compile(rf"([aeouyôö])([{''.join(_VNI_MARKS)}])|[{''.join(_VNI_ALONE)}]", re.IGNORECASE)


def from_tcvn3(text: str) -> str:
    """Decode text of the .Vn fonts (TCVN3, ABC): "Céng hßa x· héi" is "Cộng hòa xã hội".

    Decode before cleaning: the soft hyphen is the letter ư there. Capitals of the fonts ending in H arrive as
    small letters, and so does the first letter of "¸nh"; who prints names restores them.
    """
    return clean(text.translate(_TCVN3))


def from_vni(text: str) -> str:
    """Decode text of the VNI fonts: "Nguyeãn Thò AÙnh" is "Nguyễn Thị Ánh"."""
    return clean(_VNI_UNIT.sub(_vni_letter, text))


def _vni_letter(unit: re.Match[str]) -> str:
    vowel: str | None = unit[1]
    mark: str = unit[2]
    if vowel is None:
        return _VNI_ALONE[unit[0]]
    return _VNI_ALONE.get(vowel, vowel) + _VNI_MARKS[mark.lower()]


_WORDS_ENOUGH = 3
_ONSET = "ngh|ng|nh|gh|gi|kh|ph|th|tr|ch|qu|[bcdđghklmnpqrstvx]"
_NUCLEUS = "iê|ia|yê|ya|uyê|uya|uyu|uô|ua|uâ|uê|uơ|uy|ươ|ưa|oa|oă|oe|oo|[aăâeêioôơuưy]"
_SYLLABLE = re.compile(rf"(?:{_ONSET})?(?:{_NUCLEUS})(?:ch|nh|ng|[cmnptiouy])?")
_WORD = re.compile(r"[^\s!-@\[-`{-~]+")


def legacy_encoding(texts: Iterable[str]) -> LegacyEncoding | None:
    """Tell in which old encoding the texts of one column are, if any; a name alone is too short to tell.

    Each way of reading is judged by how many of the column's different non-ASCII words become Vietnamese
    syllables. None means Unicode or too little to go by: show the column and let a person decide.
    """
    words = {word for text in texts for word in _WORD.findall(text) if not word.isascii()}
    if len(words) < _WORDS_ENOUGH:
        return None
    as_written = _syllables(words, clean)
    readings: dict[LegacyEncoding, int] = {
        "tcvn3": _syllables(words, from_tcvn3),
        "vni": _syllables(words, from_vni),
    }
    likeliest = max(readings, key=lambda encoding: readings[encoding])
    convincing = readings[likeliest] >= 0.8 * len(words) and readings[likeliest] >= 1.5 * as_written
    return likeliest if convincing else None


def _syllables(words: Iterable[str], decode: Callable[[str], str]) -> int:
    return sum(_is_syllable(decode(word)) for word in words)


def _is_syllable(word: str) -> bool:
    """Whether a word could be spoken in Vietnamese; capitals stand first or throughout."""
    if not (word[1:].islower() or word.isupper() or len(word) == 1):
        return False
    parts = [part for letter in word.lower() for part in _parts(letter)]
    tones = [part for part in parts if part in _TONE_RANK]
    return len(tones) <= 1 and bool(_SYLLABLE.fullmatch("".join(part for part in parts if part not in tones)))


# -- disguise ---------------------------------------------------------------------------------------------------------

_LOOK_LIKE_LATIN = frozenset("АВЕЅІЈКМНОРСТХҮасеорхуіјѕһԁԛԝѵ" + "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧοινυ")
_LOOK_LIKE_ASCII = frozenset("\u0251\u0261\u0131\u0196")  # Latin alpha, script g, dotless i, iota
_MARKS_MAX = 2


def suspicious(text: str) -> list[tuple[str, str]]:
    """List what in a text hides or imitates, as (character, reason in Vietnamese), in order.

    Hidden, control and direction characters; letters of another script inside a Latin word, or a whole word
    of letters that look Latin; digits and styled letters that imitate ASCII; marks heaped on one letter.
    Old fonts are decoded first (`legacy_encoding`): their letters would be reported here.
    """
    if _CLEAN.fullmatch(text):
        return []
    found = [(letter, reason) for letter in text if (reason := _hidden_reason(letter))]
    for word in unicodedata.normalize("NFC", text).split():
        found += _imitations(word)
    return found


def require_plain(text: str) -> str:
    """The text, if nothing in it hides or imitates.

    Raises: HostileTextError, for the first such character.
    """
    for letter, reason in suspicious(text):
        name = unicodedata.name(letter, "unnamed")
        raise HostileTextError(text=text, character=f"U+{ord(letter):04X}", reason=reason, name=name)
    return text


def _hidden_reason(letter: str) -> str:
    ordinary = letter in "\t\n\r" or (letter.isprintable() and letter not in _SHAPELESS)
    if ordinary or unicodedata.category(letter) == "Zs":
        return ""
    if unicodedata.bidirectional(letter) in {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}:
        return "ký tự đổi chiều chữ"
    return "ký tự điều khiển" if unicodedata.category(letter) == "Cc" else "ký tự không nhìn thấy"


def _imitations(word: str) -> list[tuple[str, str]]:
    letters = [letter for letter in word if letter.isalpha() and not _is_hidden(letter)]
    disguised = any(map(_is_latin, letters)) or all(letter in _LOOK_LIKE_LATIN for letter in letters)
    found, marks = [], 0
    for letter in word:
        marks = marks + 1 if unicodedata.combining(letter) else 0
        if letter.isascii() or _is_hidden(letter):
            continue
        styled = letter.isalpha() and unicodedata.normalize("NFKC", letter).isascii()
        if styled or letter.isdecimal() or letter in _LOOK_LIKE_ASCII:
            found.append((letter, "giả dạng chữ hoặc số thường"))
        elif disguised and letter.isalpha() and not _is_latin(letter):
            found.append((letter, "chữ của bảng chữ cái khác, trông như chữ Latinh"))
        elif marks > _MARKS_MAX:
            found.append((letter, "quá nhiều dấu trên một chữ"))
    return found


def _is_latin(letter: str) -> bool:
    return letter in _LETTERS or unicodedata.name(letter, "").startswith("LATIN ")
