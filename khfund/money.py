"""Whole đồng: read what offices write, print figures and words, split without losing a đồng.

Amounts are `int`, in đồng; đồng has no smaller unit in use. Figures are grouped by dots and their decimals
stand after a comma (2,6 tỷ); a bank that writes otherwise is read with `thousands=`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Literal

from khfund.errors import KhfundError

Thousands = Literal[".", ",", ""]

# A tenth of the country's yearly product; 9,000 such amounts still add up within 64 bits. Whatever is larger is a
# slip of the keyboard or an account number in the wrong column.
AMOUNT_MAX = 10**15
# Totals may exceed a single amount; 64-bit columns end at 9,2 × 10^18.
WORDS_MAX = 10**18 - 1


class AmountError(KhfundError):
    """An amount can be read in exactly one way, as whole đồng, zero or more."""


class EmptyAmountError(AmountError):
    """An amount is written where one is asked for."""

    message = "Chưa ghi số tiền; hãy ghi như 1.234.567."
    english = "The amount is missing; write it like 1.234.567."


class UnreadableAmountError(AmountError):
    """An amount follows the way figures are written."""

    message = "«{text}» không phải là một số tiền; hãy ghi như 1.234.567 hoặc 2,6 tỷ."
    english = "“{text}” is not an amount; write it like 1.234.567 or 2,6 tỷ."


class AmbiguousAmountError(AmountError):
    """An amount has one reading only."""

    message = "«{text}» có hai cách đọc: {grouped:dong} hoặc {decimal} đ; hãy ghi rõ, dùng dấu chấm ngăn hàng nghìn."
    english = "“{text}” has two readings: {grouped:dong} or {decimal} đ; put dots between the thousands."


class NegativeAmountError(AmountError):
    """An amount carries no minus sign."""

    message = "«{text}» là số âm; số tiền không mang dấu trừ."
    english = "“{text}” is negative; an amount carries no minus sign."


class FractionOfDongError(AmountError):
    """An amount is whole đồng."""

    message = "«{text}» có phần lẻ của đồng; số tiền phải là đồng chẵn."
    english = "“{text}” holds a fraction of a đồng; amounts are whole đồng."


class AmountTooLargeError(AmountError):
    """An amount stays within what the association can ever hold."""

    message = "«{text}» vượt quá mức lớn nhất {largest:dong}; hãy xem lại số chữ số."
    english = "“{text}” exceeds the largest amount {largest:dong}; check the number of digits."


class ForeignCharacterError(AmountError):
    """An amount is written with the digits 0 to 9 and nothing invisible."""

    message = "«{text}» có ký tự lạ «{character}»; hãy gõ lại bằng các chữ số 0 đến 9."
    english = "“{text}” holds the foreign character “{character}”; retype it with the digits 0 to 9."


class MixedConventionError(AmountError):
    """All amounts of a column are written in one way."""

    message = "Cột số tiền viết theo hai cách: «{first}» và «{second}»; hãy thống nhất dấu ngăn hàng nghìn."
    english = "The column writes amounts in two ways: “{first}” and “{second}”; use one thousands mark."


class UnusableWeightsError(KhfundError):
    """A sum is split over weights of zero or more, of which one is positive."""

    message = "Không chia được {amount:dong}: các phần chia không được âm và phải có phần lớn hơn 0."
    english = "{amount:dong} cannot be split: no weight may be negative, and one must be above zero."


_MULTIPLIERS = {
    "tỷ": 10**9, "tỉ": 10**9, "ty": 10**9, "ti": 10**9,
    "triệu": 10**6, "trieu": 10**6, "tr": 10**6,
    "k": 1000, "nghìn": 1000, "nghin": 1000, "ngàn": 1000, "ngan": 1000,
}  # fmt: skip
# VNÐ with the letter eth (U+00D0) is common in old files; in small letters it is ð.
_CURRENCIES = r"đồng|dong|đ|₫|vnđ|vnð|vnd"
_WRITTEN = re.compile(rf"([0-9][0-9., ]*?) ?({'|'.join(_MULTIPLIERS)})? ?(?:{_CURRENCIES})?")
_DOT_GROUPS = re.compile(r"(?P<whole>0|[1-9][0-9]{0,2}(?:\.[0-9]{3})+|[1-9][0-9]*)(?:,(?P<part>[0-9]+))?")
_NO_GROUPS = re.compile(r"(?P<whole>0|[1-9][0-9]*)(?:[.,](?P<part>[0-9]{1,2}))?")
# Nearly every cell of a statement looks like this; the quick way reads it as the long way would.
_QUICK = re.compile(r"([1-9][0-9]{0,2}(?:\.[0-9]{3}){0,4})(?:,00?)?")
_GROUP_OR_DECIMALS = re.compile(r"[1-9][0-9]{0,2},[0-9]{3}")
_COMMA_GROUPS_ONLY = re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3}){2,}")
_SWAPPED = str.maketrans(".,", ",.")
_DECIMALS_MAX = 2


def parse(text: str, *, thousands: Thousands | None = None) -> int:
    """Read an amount in đồng as an office wrote it: "1.234.567", "500.000đ", "2,6 tỷ", "3.517 triệu", "37. 041".

    Dots group thousands; "1,000" is refused with both its readings, "1,234,567" has only one. A column whose
    convention is known (see `convention`) is read with `thousands` "." or "," or "" (no grouping); decimals, at
    most two, must then be zero.

    Raises: AmountError, in one of its kinds.
    """
    if thousands != "":
        quick = _QUICK.fullmatch(text.translate(_SWAPPED) if thousands == "," else text)
        if quick is not None:
            return int(quick[1].replace(".", ""))
    written = _WRITTEN.fullmatch(_plain(text))
    if written is None:
        raise UnreadableAmountError(text=text)
    figure = re.sub(r"(?<=\.) (?=[0-9]{3}(?![0-9]))", "", written[1])
    unit = _MULTIPLIERS.get(written[2], 1)
    dong = _read(text, figure, unit, _mark(text, figure, unit) if thousands is None else thousands)
    if dong > AMOUNT_MAX:
        raise AmountTooLargeError(text=text, largest=AMOUNT_MAX)
    return dong


def _plain(text: str) -> str:
    """The text in small letters with ordinary single spaces, once nothing foreign is found in it."""
    plain = " ".join(unicodedata.normalize("NFC", text).split()).lower()
    if not plain:
        raise EmptyAmountError
    for letter in plain:
        if not letter.isprintable() or (letter.isnumeric() and not letter.isascii()):
            raise ForeignCharacterError(text=text, character=letter)
    if re.match(r"[-\u2212\u2012-\u2014] ?[0-9.,]", plain) or re.fullmatch(r"\([0-9., ]+\)", plain):
        raise NegativeAmountError(text=text)
    return plain


def _mark(text: str, figure: str, unit: int) -> Thousands:
    """The mark between thousands where nobody told it: the dot, unless commas group more than once."""
    if _GROUP_OR_DECIMALS.fullmatch(figure):
        raise _ambiguous(text, figure, unit)
    return "," if _COMMA_GROUPS_ONLY.fullmatch(figure) else "."


def _ambiguous(text: str, figure: str, unit: int) -> AmbiguousAmountError:
    grouped = int(figure.replace(",", "")) * unit
    whole, thousandths = divmod(grouped, 1000)
    decimal = f"{format(whole)},{thousandths:03}".rstrip("0").rstrip(",") if thousandths else format(whole)
    return AmbiguousAmountError(text=text, grouped=grouped, decimal=decimal)


def _read(text: str, figure: str, unit: int, thousands: Thousands) -> int:
    if len(figure) > 2 * len(str(AMOUNT_MAX)):
        raise AmountTooLargeError(text=text, largest=AMOUNT_MAX)
    shape = _DOT_GROUPS if thousands else _NO_GROUPS
    match = shape.fullmatch(figure.translate(_SWAPPED) if thousands == "," else figure)
    part = (match["part"] or "") if match else ""
    if match is None or (unit == 1 and len(part) > _DECIMALS_MAX):
        raise UnreadableAmountError(text=text)
    digits: str = match["whole"].replace(".", "") + part
    dong, fraction = divmod(int(digits) * unit, int("1" + "0" * len(part)))
    if fraction:
        raise FractionOfDongError(text=text)
    return dong


def convention(texts: Iterable[str]) -> Thousands:
    """Find the mark between thousands with which every amount of a column reads; blank cells are passed over.

    "." is answered where nothing is grouped at all, for then every reading is the same.

    Raises: MixedConventionError where no mark fits all; AmbiguousAmountError where every grouped amount could
    also be decimals, as in a column of nothing but "50,000"; AmountError for a cell that fits no convention.
    """
    cells = [text for text in dict.fromkeys(texts) if text.strip()]
    misfits = {mark: [cell for cell in cells if not _reads(cell, mark)] for mark in _MARKS}
    for cell in misfits["."]:
        if cell in misfits[","] and cell in misfits[""]:
            parse(cell, thousands=".")
    fitting = [mark for mark in _MARKS if not misfits[mark]]
    if not fitting:
        raise MixedConventionError(first=misfits["."][0], second=misfits[","][0])
    if fitting == [","] and all(_THOUSANDS_OR_UNITS.fullmatch(cell.strip()) for cell in cells):
        raise _ambiguous(misfits["."][0], misfits["."][0].strip(), 1)
    return fitting[0]


_MARKS: tuple[Thousands, ...] = (".", ",", "")
_THOUSANDS_OR_UNITS = re.compile(r"[0-9]+|[1-9][0-9]{0,2},000")


def _reads(text: str, mark: Thousands) -> bool:
    try:
        parse(text, thousands=mark)
    except AmountError:
        return False
    return True


def format(dong: int) -> str:  # noqa: A001 - callers write money.format
    """Print an amount in đồng as 1.234.567, without its unit."""
    return f"{dong:,}".replace(",", ".")


def words(
    dong: int,
    *,
    zero_tens: Literal["linh", "lẻ"] = "linh",
    thousand: Literal["nghìn", "ngàn"] = "nghìn",
    billion: Literal["tỷ", "tỉ"] = "tỷ",
    even: Literal["never", "round", "always"] = "never",
) -> str:
    """Read an amount aloud as vouchers and receipts have it: "Một triệu không trăm linh năm nghìn đồng".

    The defaults are the official style. `even` adds "chẵn" to whole thousands ("round") or to every amount.

    Raises: NegativeAmountError; AmountTooLargeError beyond WORDS_MAX.
    """
    if dong < 0:
        raise NegativeAmountError(text=format(dong))
    if dong > WORDS_MAX:
        raise AmountTooLargeError(text=format(dong), largest=WORDS_MAX)
    billions, rest = divmod(dong, 10**9)
    spoken = _below_billion(rest, f"{_below_billion(billions, '')} tỷ" if billions else "")
    if (zero_tens, thousand, billion) != ("linh", "nghìn", "tỷ"):
        spoken = spoken.replace(" linh ", f" {zero_tens} ").replace(" nghìn", f" {thousand}")
        spoken = spoken.replace(" tỷ", f" {billion}")
    chan = " chẵn" if even == "always" or (even == "round" and dong % 1000 == 0) else ""
    return f"{spoken[0].upper()}{spoken[1:]} đồng{chan}"


def _below_billion(number: int, spoken: str) -> str:
    """Continue what is `spoken` already; a group of zeros is passed over."""
    millions, rest = divmod(number, 10**6)
    thousands, units = divmod(rest, 1000)
    if millions:
        spoken = f"{spoken} {_INNER[millions]} triệu" if spoken else f"{_LEADING[millions]} triệu"
    if thousands:
        spoken = f"{spoken} {_INNER[thousands]} nghìn" if spoken else f"{_LEADING[thousands]} nghìn"
    if units:
        spoken = f"{spoken} {_INNER[units]}" if spoken else _LEADING[units]
    return spoken or "không"


_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")


def _tens(number: int) -> str:
    tens, unit = divmod(number, 10)
    if tens == 0:
        return _DIGITS[unit]
    spoken = "mười" if tens == 1 else f"{_DIGITS[tens]} mươi"
    if unit == 0:
        return spoken
    after_twenty = {1: "mốt", 4: "tư"} if tens > 1 else {}
    return f"{spoken} {after_twenty.get(unit, 'lăm' if unit == 5 else _DIGITS[unit])}"


def _hundreds(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    spoken = f"{_DIGITS[hundreds]} trăm"
    if rest == 0:
        return spoken
    return f"{spoken} linh {_DIGITS[rest]}" if rest < 10 else f"{spoken} {_tens(rest)}"


# Three digits at the head of a number, and after other groups, where their hundreds are always spoken.
_LEADING = tuple(_tens(number) if number < 100 else _hundreds(number) for number in range(1000))
_INNER = tuple(_hundreds(number) for number in range(1000))


def split(dong: int, weights: Sequence[int]) -> list[int]:
    """Share an amount in proportion to `weights`, in their order, to the last đồng.

    Each share is its exact part rounded down; the đồng left over go one each to the largest remainders, the
    earlier share first where remainders are equal.

    Raises: NegativeAmountError; UnusableWeightsError.
    """
    if dong < 0:
        raise NegativeAmountError(text=format(dong))
    total = sum(weights)
    if total == 0 or min(weights) < 0:
        raise UnusableWeightsError(amount=dong)
    parts = [divmod(dong * weight, total) for weight in weights]
    shares = [share for share, _ in parts]
    by_remainder = sorted(range(len(parts)), key=lambda index: -parts[index][1])
    for index in by_remainder[: dong - sum(shares)]:
        shares[index] += 1
    return shares
