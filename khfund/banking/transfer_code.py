"""Transfer codes: short words with a check character that givers put into the narration of a transfer.

A code such as KHTH267K3FX is `KH`, up to four letters and two digits that name a campaign or fund, four characters of
serial number and one check character. Letters and serials use 31 characters that nobody mistakes for another: no 0 O,
no 1 I L (the two digits of the campaign may be any). The check character is the sum of the characters' values, each
times its own power of 3, modulo 31. Because 31 is a prime and 3 has 30 different powers, every single wrong character
and every exchange of two characters, neighbours or not, is caught.
"""

from __future__ import annotations

import re
from collections.abc import Collection

import attrs

from khfund.errors import KhfundError
from khfund.vietnamese import fold


class TransferPrefixError(KhfundError):
    """A code's prefix is KH, at most four letters without I, L, O, and two digits."""

    message = "«{prefix}» không dùng làm đầu mã được; hãy ghi KH, tối đa bốn chữ cái (trừ I, L, O) và hai chữ số, như KHTH26."
    english = "“{prefix}” cannot begin a code; write KH, up to four letters (not I, L, O) and two digits, like KHTH26."


class TransferSerialError(KhfundError):
    """A serial number fits its four characters."""

    message = (
        "Mã chuyển khoản của {prefix} đã hết: số {serial:so} ngoài khoảng 0–{largest:so}. Hãy mở đầu mã mới."
    )
    english = "The codes of {prefix} are used up: {serial:so} is outside 0–{largest:so}. Begin a new prefix."


ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
BASE = len(ALPHABET)
SERIAL_LENGTH = 4
SERIAL_MAX = BASE**SERIAL_LENGTH - 1
# 0 and 1 stand only among the campaign's two digits, where A and B cannot: each place still has different values.
VALUES = {character: value for value, character in enumerate(ALPHABET)} | {"0": 8, "1": 9}
GENERATOR = 3

LETTERS = "A-HJKMNP-Z"
PREFIX = re.compile(rf"KH[{LETTERS}]{{0,4}}[0-9]{{2}}")
CODE = re.compile(rf"(?P<prefix>{PREFIX.pattern})(?P<serial>[2-9{LETTERS}]{{{SERIAL_LENGTH}}})[2-9{LETTERS}]")


@attrs.frozen
class TransferCode:
    """A code as found in a narration, in capitals without spaces.

    `is_valid` False means almost a code: the shape is there and the check fails. Show it to a person; its `serial` is
    then None, for nothing is guessed.
    """

    text: str
    prefix: str
    serial: int | None
    is_valid: bool


def make(prefix: str, serial: int) -> str:
    """The code of a serial number under a prefix like "KHTH26".

    Raises: TransferPrefixError, TransferSerialError.
    """
    if PREFIX.fullmatch(prefix) is None:
        raise TransferPrefixError(prefix=prefix)
    if not 0 <= serial <= SERIAL_MAX:
        raise TransferSerialError(prefix=prefix, serial=serial, largest=SERIAL_MAX)
    digits = ""
    for _ in range(SERIAL_LENGTH):
        serial, digit = divmod(serial, BASE)
        digits = ALPHABET[digit] + digits
    return prefix + digits + check_character(prefix + digits)


def check_character(body: str) -> str:
    """The character that completes `body`."""
    total = sum(
        VALUES[character] * pow(GENERATOR, place, BASE) for place, character in enumerate(reversed(body), 1)
    )
    return ALPHABET[-total % BASE]


def is_valid(code: str) -> bool:
    """Whether `code`, in capitals without spaces, has the shape of a code and its right check character."""
    return CODE.fullmatch(code) is not None and check_character(code[:-1]) == code[-1]


GAP = r"[\s._-]{0,3}"
# Whatever was typed for a letter or figure: only the check tells a code from almost a code.
TYPED = GAP.join(["K", f"H(?:{GAP}[A-Z]){{0,4}}", "[0-9]", "[0-9]", *["[A-Z0-9]"] * (SERIAL_LENGTH + 1)])
SHAPE = re.compile(f"(?=({TYPED}))")
ODD = re.compile("[^A-Z0-9]")


def find(narration: str, prefixes: Collection[str] | None = None) -> list[TransferCode]:
    """The codes in a narration, and what is almost a code, in the order they stand there.

    Case, accents, spaces, dots and line breaks inside a code do not matter, nor does what the bank put around it.
    With `prefixes` only codes that begin with one of them are found. Almost a code is only reported where a word
    begins, and not twice for the same letters.
    """
    text = fold(narration).upper()
    found: list[TransferCode] = []
    after = 0
    for match in SHAPE.finditer(text) if "K" in text else ():
        start, end = match.span(1)
        code = ODD.sub("", match[1])
        begins_word = start == 0 or not text[start - 1].isalnum()
        prefix = code[: -SERIAL_LENGTH - 1]
        if start < after or not (is_valid(code) or (begins_word and PREFIX.fullmatch(prefix))):
            continue
        if prefixes is None or prefix in prefixes:
            found.append(_read(code, prefix))
            after = end
    return found


def _read(code: str, prefix: str) -> TransferCode:
    if not is_valid(code):
        return TransferCode(code, prefix, None, is_valid=False)
    serial = 0
    for character in code[len(prefix) : -1]:
        serial = serial * BASE + VALUES[character]
    return TransferCode(code, prefix, serial, is_valid=True)
