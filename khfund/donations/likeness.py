"""How alike two givers are, and why: a suggestion for a person's eyes, never a merger.

Names alone prove little. Givers with one name from different places, children of one household with one telephone,
and two schools that differ by a figure stay apart.
"""

from __future__ import annotations

import enum
import re

import attrs
from rapidfuzz import fuzz

from khfund.vietnamese import fold, same_name

RATIO_MIN = 88  # of rapidfuzz, on names without tones: one slip of the keyboard in a name of ten letters


class DonorKind(enum.StrEnum):
    """Who gives."""

    PERSON = "person"
    HOUSEHOLD = "household"
    ORGANISATION = "organisation"


@attrs.frozen
class Traits:
    """What is known of a giver; an empty text means not known.

    `locality` (a commune, or the agency where somebody works) may be shown to the public; address, telephone and tax
    code never. `wishes_anonymity` holds for gifts that do not say otherwise.
    """

    full_name: str
    kind: DonorKind = DonorKind.PERSON
    address: str = ""
    locality: str = ""
    phone: str = ""
    tax_code: str = ""
    wishes_anonymity: bool = False


@attrs.frozen
class Likeness:
    """Why two givers may be one; `is_likely` is False where only the name speaks for it."""

    reason: str
    is_likely: bool


def likeness(one: Traits, other: Traits) -> Likeness | None:  # noqa: PLR0911  one return for each reason
    """Tell why two givers may be one, or None when nothing speaks for it or something speaks against it."""
    if one.tax_code and one.tax_code == other.tax_code:
        return Likeness("cùng mã số thuế", is_likely=True)
    if _contradict(one.tax_code, other.tax_code) or not _named_alike(one, other):
        return None
    if one.phone and one.phone == other.phone:
        return Likeness("tên gần giống, cùng số điện thoại", is_likely=True)
    if _contradict(one.phone, other.phone):
        return None
    if one.address and fold(one.address) == fold(other.address):
        return Likeness("tên gần giống, cùng địa chỉ", is_likely=True)
    if one.locality and fold(one.locality) == fold(other.locality):
        return Likeness("tên gần giống, cùng nơi ở hoặc cơ quan", is_likely=True)
    if _contradict(fold(one.locality), fold(other.locality)) or _contradict(
        fold(one.address), fold(other.address)
    ):
        return None
    if _written_alike(one.full_name, other.full_name):
        return Likeness("cùng tên, chưa có gì khác để so", is_likely=False)
    return None


def nearly(one: str, other: str) -> bool:
    """Whether two names without tones differ by a slip of the keyboard."""
    return fuzz.ratio(one, other) >= RATIO_MIN


def _contradict(one: str, other: str) -> bool:
    """Both are known and differ."""
    return bool(one and other and one != other)


def _named_alike(one: Traits, other: Traits) -> bool:
    if (one.kind is DonorKind.ORGANISATION) != (other.kind is DonorKind.ORGANISATION):
        return False
    first, second = fold(one.full_name), fold(other.full_name)
    if re.findall(r"\d+", first) != re.findall(r"\d+", second):
        return False  # school number 1 is not school number 2
    if one.kind is not DonorKind.ORGANISATION and not _given_names_agree(one.full_name, other.full_name):
        return False
    return nearly(first, second)


def _given_names_agree(one: str, other: str) -> bool:
    """The last words agree, tones included where both are written with tones: An is not Ân, nor Bình Bính."""
    first, second = one.split()[-1:], other.split()[-1:]
    return first == second or (bool(first and second) and _written_alike(first[0], second[0], one, other))


def _written_alike(one: str, other: str, within: str = "", beside: str = "") -> bool:
    """One spelling of one name; where one side is written wholly without tones, tones do not count."""
    if (within or one).isascii() or (beside or other).isascii():
        return fold(one) == fold(other)
    return same_name(one, other)
